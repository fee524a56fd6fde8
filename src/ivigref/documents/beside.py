"""Files that a document names as its bibliography: followed where they lie beside it, and never out of its folder."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from ivigref import formats
from ivigref.budget import LIMIT, Budget
from ivigref.documents.entries import of_citation
from ivigref.documents.items import Item, Items, Problem
from ivigref.encodings import decode
from ivigref.errors import FormatError, InputError
from ivigref.model import Check, Origin
from ivigref.parsing import latex

_ENDINGS = ("", ".bib", ".bbl")
_INCLUDED = (".tex", "")
_DEEPEST = 5  # files in files
_EACH = 10_000  # bytes that a file counts for beyond its own, so that not very many small ones are read
_SHOWN = 5  # keys or names that a message has; the rest is counted


def read(path: Path | None, names: Sequence[str], cited: Sequence[str] = (), mentioned: Sequence[str] = ()) -> Items:
    """Return the works of the files that are named, those that the document cites; all where it cites none or ``*``.

    ``mentioned`` may be keys, or words that only look like some. Raises InputError where no file can be read, with its
    name and why.
    """
    found: list[Item] = []
    missed: list[str] = []
    for name in dict.fromkeys(names):
        try:
            found += _read(path, name)
        except InputError as error:
            missed.append(f"{name}, which {error}" if error.place is None else str(error))
    if not found:
        raise InputError(f"the list is in {' and in '.join(missed) or _listed(names)}; read that file")
    wanted = frozenset((*cited, *mentioned))
    chosen = found if "*" in wanted else [item for item in found if item.key in wanted] or found
    problems = [Problem(Check.NOT_READ, f"the list is also in {message}") for message in missed]
    if len(chosen) < len(found):
        message = f"{_listed(names)}: {len(chosen)} of {len(found)} works are cited, and the others are left out"
        problems.append(Problem(Check.TEXT_AFTER, message))
    return compared(Items(tuple(chosen), tuple(problems)), cited)


class Part(NamedTuple):
    """A stretch of a document's text: the file that it stands in, "" for the document itself, and its first line."""

    file: str
    line: int
    text: str


def included(path: Path | None, text: str, sign: re.Pattern[str]) -> str:
    r"""Return a text with the files that it includes, as far as they lie beside it.

    >>> included(None, r"Skin \input{part}", re.compile(r"\\input\{(\w+)\}"))
    'Skin \\input{part}'
    """
    return "".join(part.text for part in parts(path, text, sign))


def parts(
    path: Path | None, text: str, sign: re.Pattern[str], budget: Budget | None = None, *, file: str = "", depth: int = 0
) -> Iterator[Part]:
    r"""Yield a text and the files that it includes, as far as they lie beside it, in the order in which they are read.

    >>> list(parts(None, r"Skin \input{part}", re.compile(r"\\input\{(\w+)\}")))
    [Part(file='', line=1, text='Skin \\input{part}')]
    """
    budget = budget or Budget()
    begin = 0
    for match in sign.finditer(text) if path is not None and depth < _DEEPEST else ():
        try:
            found = _file(path, match[1].strip(), _INCLUDED)
            budget.spend(found.stat().st_size + _EACH)
            more = latex.without_comments(decode(found.read_bytes(), None).text)
        except FormatError:
            raise
        except (InputError, OSError):
            continue
        yield Part(file, text.count("\n", 0, begin) + 1, text[begin : match.start()])
        yield from parts(path, more, sign, budget, file=found.name, depth=depth + 1)
        begin = match.end()
    yield Part(file, text.count("\n", 0, begin) + 1, text[begin:])


def completed(
    items: Items, path: Path | None, names: Sequence[str], cited: Sequence[str], mentioned: Sequence[str]
) -> Items:
    """Return the works that a document has itself with those of the files that it names."""
    if not names:
        return compared(items, cited)
    try:
        more = read(path, names, (), (*cited, *mentioned))
    except InputError as error:
        return compared(replace(items, problems=(Problem(Check.NOT_READ, str(error)),)), cited)
    return compared(Items((*items.items, *more.items), more.problems), cited)


def compared(items: Items, cited: Iterable[str]) -> Items:
    """Return items with a problem for the keys that the text cites and that none of them has.

    >>> compared(Items((Item("Skin", key="a"),)), ["a", "b", "*"]).problems[0].message
    'cited, but not in the list: b'
    """
    keys = {item.key for item in items.items if item.key}
    lost = [key for key in dict.fromkeys(cited) if key and key != "*" and key not in keys]
    if not keys or not lost:
        return items
    message = f"cited, but not in the list: {_listed(lost)}"
    return replace(items, problems=(*items.problems, Problem(Check.CITED_UNLISTED, message)))


def _listed(words: Sequence[str]) -> str:
    more = len(words) - _SHOWN
    return ", ".join(words[:_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _read(path: Path | None, name: str) -> Iterator[Item]:
    file = _file(path, name)
    if file.stat().st_size > LIMIT:
        raise InputError(f"expected at most {LIMIT // 1_000_000} MB, found more", place=name)
    text = decode(file.read_bytes(), None).text
    if file.suffix == ".bbl":
        from ivigref.documents.contents import Contents  # noqa: PLC0415  (the same)
        from ivigref.documents.latex import read as read_latex  # noqa: PLC0415  (a document that may itself name files)

        return iter(read_latex(Contents(text=text)).items)
    origin = (Origin(file=file.name),)
    loaded = formats.loads(text, name=file.name)
    cited = (c.model_copy(update={"reference": c.reference.model_copy(update={"origins": origin})}) for c in loaded)
    return map(of_citation, cited)


def _file(path: Path | None, name: str, endings: Sequence[str] = _ENDINGS) -> Path:
    """Return the file that a name means: an address, or a way out of the folder, means none."""
    if path is None:
        raise InputError("is not known to lie in the same folder")
    folder = path.parent.resolve()
    for ending in endings:
        place = folder / f"{name}{ending}"
        try:
            inside = place.resolve().is_relative_to(folder) and place.is_file()
        except (OSError, ValueError):  # ValueError: a NUL in the name
            continue
        if inside:
            return place.resolve()
    if (
        endings == _ENDINGS
        and (own := path.with_suffix(".bbl").resolve()).is_relative_to(folder)
        and own.is_file()
        and own != path.resolve()
    ):
        return own
    raise InputError("is not in the folder of the document")
