"""Signs that a reference was misread, each with the share of rightly read records that had it.

The shares were measured on the development sets: 815 references annotated by hand, 2,139 of PubMed Central and 990 of
SciELO (docs/decisions/65-doubt-is-measured.md). A sign that is no worse than chance is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ivigref.model import Kind
from ivigref.names import Name
from ivigref.parsing.journals import is_known
from ivigref.patterns import lazy

Fields = dict[str, Any]
_MANY_SPACES = 2  # in a family name
_IDEOGRAPHS = "\u2e80"  # names in them have no given name apart

_NEXT_SENTENCE = lazy(r"(?<!\w)\w{3,}+\.\s[A-ZÀ-Þ]")
_LATE_YEAR = lazy(r"[,.]\s(?:1[5-9]|20)\d\d[a-z]?\W*\Z")
_SHORT_END = lazy(r"[.,]\s\w{1,2}\Z")
_LIKE_AUTHOR = lazy(r"(?:[A-Z]\.\s|[A-ZÀ-Þ][\w-]+,\s[A-Z]\b)")
_TWO_NAMES = lazy(r"(?<!\w)\w{4,}+\.\s[A-Z]\w{3}")
_SEVERAL = lazy(r";|\.\s")
# A further reference that a PDF has joined on: "Nova, New York, vii 65. Made M et al (2010) On …".
_SECOND = lazy(r"(?:\b[A-Z]{1,3}\.?|et\sal\.?),?\s\((?:1[5-9]|20)\d\d[a-z]?\)")
# Volume, issue and page inside a title: two references that stand in one item.
_NUMBERS_INSIDE = lazy(r"(?:1[5-9]|20)\d\d;\s?\d|\d\(\d{1,3}\)\s?:\s?\d|(?<!\d)\d{1,3}\s?:\s?[eE]?\d{1,5}\s?[-–]\s?\d")
_ET_AL = lazy(r"\bet\.?\sals?\b")
# Neither "E. coli" nor "vs." is a sentence.
_SENTENCE_END = r"(?<!\b[A-Z])(?<!\bvs)\.\s"
_SHORT_SENTENCE = lazy(rf"\S+(?:\s\S+)?{_SENTENCE_END}")
_SHORT_REST = lazy(rf"{_SENTENCE_END}\S+(?:\s\S+)?\Z")
_OPENING = "“\"«¿¡‘'[("


def _text(fields: Fields, name: str) -> str:
    return fields.get(name) or ""


def _unbalanced(text: str) -> bool:
    return text.count("(") != text.count(")") or text.count("[") != text.count("]")


def _in_a_volume(fields: Fields) -> bool:
    return bool(fields.get("volume") and fields.get("pages"))


def _has_no_numbers(fields: Fields) -> bool:
    return not (fields.get("volume") or fields.get("pages"))


def _is_article(fields: Fields) -> bool:
    return fields.get("kind") is Kind.JOURNAL_ARTICLE


def _is_odd(name: Name) -> bool:
    """Tell whether a family name has many words, or no given name beside it: "Chen Liu KCS", "Mukhtar Ahmed"."""
    family = name.family or ""
    return "" < family < _IDEOGRAPHS and (family.count(" ") >= _MANY_SPACES or not name.given)


def _has_numbers(title: str) -> bool:
    return (";" in title or ":" in title) and _NUMBERS_INSIDE.search(title) is not None


def _has_number(container: str) -> bool:
    """Tell whether numbers are left in a journal; "Periodontol 2000" and "Spine (Phila Pa 1976)" have their own."""
    return _NUMBER.search(container) is not None and not is_known(container)


_NUMBER = lazy(r"\d")
# What is doubted, how sure it still is, and the sign.
_SIGNS: tuple[tuple[str, float, Callable[[Fields], object]], ...] = (
    ("title", 0.1, lambda f: _unbalanced(_text(f, "title"))),
    ("title", 0.2, lambda f: _LATE_YEAR.search(_text(f, "title"))),
    ("title", 0.2, lambda f: ". " in _text(f, "title") and len(_NEXT_SENTENCE.findall(f["title"])) > 1),
    ("title", 0.4, lambda f: not _in_a_volume(f) and _NEXT_SENTENCE.search(_text(f, "title"))),
    ("title", 0.4, lambda f: not _in_a_volume(f) and _text(f, "title").count(" ") in {1, 0} and f.get("title")),
    ("title", 0.3, lambda f: _SHORT_END.search(_text(f, "title"))),
    ("title", 0.3, lambda f: _LIKE_AUTHOR.match(_text(f, "title"))),
    ("title", 0.1, lambda f: not (_text(f, "title")[:1].isalnum() or _text(f, "title")[:1] in _OPENING)),
    ("title", 0.2, lambda f: "(" in _text(f, "title") and _SECOND.search(f["title"])),
    ("title", 0.1, lambda f: _has_numbers(_text(f, "title"))),
    ("title", 0.1, lambda f: "et" in _text(f, "title") and _ET_AL.search(f["title"])),
    ("title", 0.3, lambda f: ". " in _text(f, "title") and _SHORT_SENTENCE.match(f["title"])),
    ("title", 0.4, lambda f: ". " in _text(f, "title") and _SHORT_REST.search(f["title"])),
    ("title", 0.1, lambda f: _text(f, "title").endswith(f". {f.get('container_title')}")),
    ("authors", 0.6, lambda f: any(_is_odd(name) for name in f.get("authors", ())[:1])),
    ("authors", 0.2, lambda f: not f.get("title") and any(name.literal for name in f.get("authors", ())[1:])),
    ("authors", 0.1, lambda f: not (f.get("authors") or f.get("editors"))),
    ("authors", 0.5, lambda f: not _in_a_volume(f) and any(name.literal for name in f.get("authors", ())[:1])),
    ("year", 0.1, lambda f: not (f.get("year") or f.get("date_text"))),
    ("container_title", 0.1, lambda f: not _text(f, "container_title")[:1].isalpha() and f.get("container_title")),
    ("container_title", 0.1, lambda f: _has_number(_text(f, "container_title"))),
    ("container_title", 0.1, lambda f: _unbalanced(_text(f, "container_title"))),
    ("container_title", 0.4, lambda f: not _in_a_volume(f) and _TWO_NAMES.search(_text(f, "container_title"))),
    ("container_title", 0.4, lambda f: f.get("container_title") and _has_no_numbers(f) and not _is_chapter(f)),
    ("container_title", 0.2, lambda f: _is_chapter(f) and _SEVERAL.search(_text(f, "container_title"))),
    ("container_title", 0.2, lambda f: _is_chapter(f) and not f.get("publisher")),
    ("title", 0.2, lambda f: not (f.get("container_title") or f.get("publisher"))),
    ("pages", 0.6, lambda f: _is_article(f) and bool(f.get("volume")) != bool(f.get("pages"))),
)


def _is_chapter(fields: Fields) -> bool:
    return fields.get("kind") in {Kind.BOOK_CHAPTER, Kind.CONFERENCE_PAPER}


def signs_of_doubt(fields: Fields) -> Iterator[tuple[str, float]]:
    """Yield what a reading makes doubtful, and how sure it still is.

    >>> fields = {"title": "On lupus. Lugar: Lua, 1998", "editors": ("x",), "publisher": "Lua", "year": 1998}
    >>> list(signs_of_doubt(fields))
    [('title', 0.2), ('title', 0.4), ('title', 0.3)]
    """
    for name, sure, sign in _SIGNS:
        if sign(fields):
            yield name, sure
