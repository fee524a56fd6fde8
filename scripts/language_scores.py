"""Render invented records of twelve languages in national CSL styles, read them back, and score six fields.

usage: PYTHONPATH=src python scripts/language_scores.py [--errors LANGUAGE]

For each language 100 records are made from a fixed seed of the words in ``invented_languages.toml``, where every
person, journal, publisher and finding is invented; each is printed in one of the language's styles, in turn. Fields
that a style does not print do not count. ``parsing_scores.py --write`` puts the table into its page.
"""

from __future__ import annotations

import argparse
import random
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from parsing_scores import Record, norm, render  # type: ignore[import-not-found]  # a script beside this one

from ivigref.model import Reference
from ivigref.parsing import parse_reference

WORDS = Path(__file__).parent / "invented_languages.toml"
FIELDS = ("year", "volume", "first page", "first author", "container", "title")
COUNT = 100
KINDS = ("article-journal",) * 7 + ("chapter", "book", "thesis")
# GB/T's sign for the kind of work, which its styles print and citeproc-py leaves out.
SIGNS = {"article-journal": "[J]", "chapter": "[M]", "book": "[M]", "thesis": "[D]"}
_NO_GIVEN = re.compile(r"(?<=\w), (?:\.(?=,)|(?=\. ))")  # what a style leaves of a given name that nobody has
FULL_WIDTH = str.maketrans({",": "，", ";": "；", ":": "：", "(": "（", ")": "）", "[": "［", "]": "］"})


@dataclass(frozen=True, slots=True)
class Language:
    """A language's name, locale and styles, and the words of which its records are made."""

    name: str
    locale: str
    styles: tuple[str, ...]
    words: dict[str, Any]


def languages() -> dict[str, Language]:
    """Return the languages by their codes."""
    table = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    return {
        code: Language(words["name"], words["locale"], tuple(words["styles"]), words) for code, words in table.items()
    }


def records(language: Language) -> list[Record]:
    """Return the invented records of a language: of ten, seven articles, a chapter, a book and a thesis."""
    chance = random.Random(17)  # noqa: S311  (the same records every time)
    return [_record(f"r{i}", KINDS[i // len(language.styles) % len(KINDS)], language, chance) for i in range(COUNT)]


def _record(key: str, kind: str, language: Language, chance: random.Random) -> Record:
    words = language.words
    title = chance.choice(words["titles"]).format(chance.choice(words["subjects"]))
    first = chance.randint(1, 900)
    publisher, place = chance.choice(words["publishers"])
    record: Record = {
        "id": key,
        "type": kind,
        "title": title[0].upper() + title[1:],
        "author": _names(words, chance, (1, 2, 2, 3)),
        "issued": {"date-parts": [[chance.randint(1962, 2021)]]},
        "language": language.locale,
    }
    if kind == "article-journal":
        numbers = {"volume": str(chance.randint(2, 180)), "issue": str(chance.randint(1, 12))}
        pages = {"page": f"{first}-{first + chance.randint(1, 14)}"}
        return record | numbers | pages | {"container-title": chance.choice(words["journals"])}
    if kind == "thesis":
        record["author"] = record["author"][:1]
        return record | {"genre": words["thesis"], "publisher": words["school"], "publisher-place": place}
    record |= {"publisher": publisher, "publisher-place": place}
    if kind == "book":
        return record
    return record | {
        "container-title": chance.choice(words["books"]),
        "editor": _names(words, chance, (1, 2)),
        "page": f"{first}-{first + chance.randint(1, 14)}",
    }


def _names(words: dict[str, Any], chance: random.Random, counts: tuple[int, ...]) -> list[dict[str, str]]:
    families = chance.sample(words["families"], chance.choice(counts))
    return [{"family": family, "given": chance.choice(words["givens"])} for family in families]


def printed(language: Language) -> Iterator[tuple[Record, str, str]]:
    """Yield each record with its style and its print."""
    listed = records(language)
    for place, style in enumerate(language.styles):
        own = listed[place :: len(language.styles)]
        name, _, variant = style.partition("+")
        for record, text in zip(own, render(name, own, language.words.get("labels", language.locale)), strict=True):
            shown = _NO_GIVEN.sub("", text)
            if "7714" in name:
                shown = shown.replace(record["title"], record["title"] + SIGNS[record["type"]], 1)
            if any(map(str.isalpha, shown)):  # citeproc-py prints nothing of some kinds in some styles
                yield record, style, shown.translate(FULL_WIDTH) if variant else shown


def expected(record: Record, text: str) -> dict[str, str]:
    """Return the values of a record that a print shows."""
    flat = norm(text)
    names = record["author"]
    page = record.get("page", "").split("-")[0]
    container = record.get("container-title", "")
    want = {
        "year": str(record["issued"]["date-parts"][0][0]),
        "volume": record.get("volume", ""),
        "first page": page if page and page in text else "",
        "first author": norm(names[0]["family"]),
        "container": norm(container) if norm(container) in flat else "",
        "title": norm(record["title"]) if norm(record["title"]) in flat else "",
    }
    return {name: value for name, value in want.items() if value}


def found_in(reference: Reference) -> dict[str, str]:
    """Return what the parser read, in the same form."""
    first = next(iter(reference.authors), None)
    family = ((first.particle or "") + (first.family or first.literal or "")) if first else ""
    return {
        "year": str(reference.year),
        "volume": reference.volume or "",
        "first page": reference.pages.first if reference.pages else "",
        "first author": norm(family),
        "container": norm(reference.container_title or ""),
        "title": norm(reference.title or ""),
    }


def score(language: Language) -> Iterator[tuple[str, str, Reference, dict[str, tuple[str, str]]]]:
    """Yield style, print and reading of each record, and the value wanted and the one read of each field."""
    for record, style, text in printed(language):
        reference = parse_reference(text)
        got = found_in(reference)
        yield style, text, reference, {name: (value, got[name]) for name, value in expected(record, text).items()}


def table() -> str:
    """Return the figures of all languages as a table of Markdown."""
    heads = ("language", "CSL styles", "six fields", "whole", "silent and wrong", *FIELDS)
    lines = [f"| {' | '.join(heads)} |", "|---|---|" + "---|" * (len(heads) - 2)]
    for language in languages().values():
        total, right = Counter[str](), Counter[str]()
        whole: list[tuple[bool, bool]] = []
        for *_, reference, values in score(language):
            good = {name: want == got for name, (want, got) in values.items()}
            total.update(good.keys())
            right.update(name for name, is_right in good.items() if is_right)
            whole.append((all(good.values()), bool(reference.doubts)))
        silent = [is_right for is_right, doubted in whole if not doubted]
        cells = [f"{100 * right[name] / total[name]:.1f}" for name in FIELDS]
        fields = f"{100 * right.total() / total.total():.1f}"
        wholes = f"{100 * sum(is_right for is_right, _ in whole) / len(whole):.0f}"
        wrong = f"{100 * (1 - sum(silent) / len(silent)):.1f}" if silent else "–"
        styles = ", ".join(language.styles)
        lines.append(f"| {language.name} | {styles} | **{fields}** | **{wholes}** | {wrong} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Print the table, or the errors of one language."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--errors")
    given = arguments.parse_args()
    if not given.errors:
        print(table(), end="")
        return
    for style, text, _, values in score(languages()[given.errors]):
        if wrong := {name: value for name, value in values.items() if value[0] != value[1]}:
            print(f"{style}: {text}")
            for name, (want, got) in wrong.items():
                print(f"    {name}: wanted {want!r}, read {got!r}")


if __name__ == "__main__":
    main()
