"""One slip each in a reference that was right: what a checker must notice, kind by kind."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeAlias

from ivigref import Name, Pages
from ivigref.model import Work

Slip: TypeAlias = Callable[[Work, Work], Work | None]
NOBODY = Name(family="Marblethwaite", given="Quentin")
NOTHING = "Polymeric peroxides in dental composites of the molar teeth"  # a title that no work has
LONG_WORD = re.compile(r"(?<![\w-])[a-z]{7,}(?![\w-])")


def _changed(work: Work, **values: object) -> Work:
    return work.model_copy(update=values)


def _year(by: int) -> Slip:
    return lambda work, _: _changed(work, year=work.year + by) if work.year else None


def _volume(work: Work, _: Work) -> Work | None:
    return _changed(work, volume=str(int(work.volume) + 1)) if work.volume and work.volume.isdigit() else None


def _page(first: int, last: int) -> Slip:
    def slip(work: Work, _: Work) -> Work | None:
        pages = work.pages
        if pages is None or not (pages.first.isdigit() and (pages.last or "").isdigit()):
            return None
        return _changed(work, pages=Pages.parse(f"{int(pages.first) + first}-{int(pages.last or 0) + last}"))

    return slip


def _authors(change: Callable[[list[Name]], list[Name] | None]) -> Slip:
    def slip(work: Work, _: Work) -> Work | None:
        authors = change(list(work.authors)) if len(work.authors) > 1 else None
        return None if authors is None or authors == list(work.authors) else _changed(work, authors=tuple(authors))

    return slip


def _swapped(names: list[Name]) -> list[Name] | None:
    first, second, *others = names
    return [second, first, *others]


def _misspelt(names: list[Name]) -> list[Name] | None:
    family = names[1].family or ""
    if len(family) < 5:
        return None
    letter = "k" if family[2] == "x" else "x"
    return [names[0], names[1].model_copy(update={"family": f"{family[:2]}{letter}{family[3:]}"}), *names[2:]]


def _wrong_initial(names: list[Name]) -> list[Name] | None:
    given = names[0].given or ""
    if not given or not names[0].family:
        return None
    letter = "B" if given[0] == "Q" else "Q"
    return [names[0].model_copy(update={"given": f"{letter}{given[1:]}"}), *names[1:]]


def _title_word(instead: str) -> Slip:
    def slip(work: Work, _: Work) -> Work | None:
        found = list(LONG_WORD.finditer(work.title or ""))
        if not found or work.title is None:
            return None
        word = found[len(found) // 2]
        return _changed(work, title=f"{work.title[: word.start()]}{instead}{work.title[word.end() :].lstrip()}")

    return slip


def _mistyped(work: Work, _: Work) -> Work | None:
    digits = [place for place, letter in enumerate(work.doi or "") if letter.isdigit()]
    if not digits or work.doi is None:
        return None
    last = digits[-1]
    return _changed(work, doi=f"{work.doi[:last]}{(int(work.doi[last]) + 3) % 10}{work.doi[last + 1 :]}")


# By the name of the row; each gets a work and another one, and returns nothing where the work cannot have this slip.
SLIPS: dict[str, Slip] = {
    "unchanged": lambda work, _: work,
    "year + 1": _year(1),
    "year − 1": _year(-1),
    "volume": _volume,
    "first page": _page(2, 0),
    "last page": _page(0, 3),
    "authors swapped": _authors(_swapped),
    "author missing": _authors(lambda names: [names[0], *names[2:]]),
    "last author missing": _authors(lambda names: names[:-1]),
    "author added": _authors(lambda names: [*names[:2], NOBODY, *names[2:]]),
    "author misspelt": _authors(_misspelt),
    "initial wrong": _authors(_wrong_initial),
    "first author replaced": _authors(lambda names: [NOBODY, *names[1:]]),
    "title word changed": _title_word("pomegranate "),
    "title word lost": _title_word(""),
    "other journal": lambda work, other: _changed(work, container_title=other.container_title),
    "DOI of another": lambda work, other: _changed(work, doi=other.doi),
    "DOI mistyped": _mistyped,
    "other authors": lambda work, other: _changed(work, authors=other.authors),
    "other title": lambda work, other: _changed(work, title=other.title),
    "other title and authors": lambda work, _: _changed(work, title=NOTHING, authors=(NOBODY,)),
    "without DOI, other title and authors": lambda work, _: _changed(work, title=NOTHING, authors=(NOBODY,), doi=None),
}
