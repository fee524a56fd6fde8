"""The words of labels: each stands in CSL's locale of its language, or says where else it was seen."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from ivigref import tables
from ivigref.data import read_text
from ivigref.parsing.labelled import label_pattern, label_words

ROWS = tables.rows(read_text("words/printed.tsv"))
LANGUAGES = ("en", "de", "fr", "es", "pt", "it", "nl", "pl", "cs", "ru", "tr", "zh", "ja")
MEANINGS = ("and", "editor", "edition", "volume", "issue", "pages", "forthcoming", "accessed", "thesis", "no_date")
# CSL has one word of its own for a meaning, of which the locales may have several.
TERMS = {
    "volume": ("volume",), "issue": ("issue",), "pages": ("page", "number-of-pages"), "edition": ("edition",),
    "editor": ("editor", "collection-editor", "editorial-director"), "no_date": ("no date",), "within": ("in",),
    "edited_by": ("editor", "collection-editor", "editorial-director"), "forthcoming": ("forthcoming", "in press"),
    "accessed": ("accessed", "cited", "retrieved"), "thesis": ("thesis",), "and": ("and",),
    "further": ("et-al", "and others"),
}  # fmt: skip


@cache
def terms(language: str) -> dict[str, set[str]]:
    """Return the terms of CSL's locales of a language, as citeproc-py ships them."""
    citeproc = pytest.importorskip("citeproc", reason="its locales are those of CSL")
    found: dict[str, set[str]] = {}
    for path in sorted((Path(citeproc.__file__).parent / "data" / "locales").glob(f"locales-{language}-*.xml")):
        for term in ET.parse(path).getroot().iter("{http://purl.org/net/xbiblio/csl}term"):  # noqa: S314  (ours)
            texts = [part.text for part in term] if len(term) else [term.text]
            words = {text.replace("\u00a0", " ").strip(" :") for text in texts if text}
            found.setdefault(str(term.get("name")), set()).update(words)
    return found


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row["source"] == "csl"], ids=lambda row: f"{row['language']} {row['word']}"
)
def test_a_word_of_csl_is_one(row: dict[str, str]) -> None:
    """A word that claims to be CSL's is a term of that meaning in a locale of that language."""
    pattern = re.compile(row["word"].replace(" ", r"\s") + r"\.?", re.IGNORECASE | re.VERBOSE)
    known = {word for name in TERMS[row["meaning"]] for word in terms(row["language"]).get(name, ())}
    assert any(pattern.fullmatch(word) for word in known), sorted(known)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_its_words(language: str) -> None:
    """Twelve languages beside English have a word for each meaning; some print no word for one."""
    have = {row["meaning"] for row in ROWS if row["language"] == language}
    without = {"zh": {"and", "accessed"}, "ja": {"and"}, "tr": set()}.get(language, set())
    assert set(MEANINGS) - have <= without


def test_every_word_has_a_source() -> None:
    """There are three: CSL's terms, what its national styles print, and public lists."""
    assert {row["source"] for row in ROWS} == {"csl", "styles", "lists"}
    assert len({(row["meaning"], row["language"], row["word"]) for row in ROWS}) == len(ROWS)


def test_words_of_some_languages_alone() -> None:
    """A form of one country asks for its own words."""
    assert label_words("volume", "ru") == ("т\\.", "том")
    assert re.fullmatch(label_pattern("edition", "ru"), "изд") is not None
    assert re.fullmatch(label_pattern("edition", "tr"), "изд") is None
