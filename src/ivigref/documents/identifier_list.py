"""Lists of identifiers: PMIDs as PubMed saves them, a column of DOIs, links, one a line or with some words around."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from ivigref.documents.contents import Contents
from ivigref.documents.edges import is_reference
from ivigref.documents.items import Item, Items, Problem, no_such_list
from ivigref.identifier_kinds import Identifier, find_identifiers
from ivigref.model import Check
from ivigref.patterns import lazy
from ivigref.text import Lines

# A number alone is one of PubMed's where the list says so, or where its lines have nothing else than identifiers.
_NUMBER = lazy(r"(?<![\w./-])0*[1-9]\d{0,7}(?![\w-]|[./]\w)")
_ITEM_NUMBER = lazy(r"\s*+[\[(]?(?P<number>\d{1,4})[.)\]]{1,2}\s++")
_IN_FIRST_COLUMN = lazy(r"\s*+(?P<number>\d{1,4})\s?[\t,;]\s*+")
_HEADER = lazy(
    r"[\W_]*(?:(?:DOI|PMID|PubMed|PMC|PMCID|ISBN|arXiv|URL|link|record|article|reference|identifier|number|no|nr|id)s?"
    r"[\W_]*){1,8}",
    re.IGNORECASE,
)
_OF_PUBMED = lazy(r"PMIDs?\b|PubMed", re.IGNORECASE)
_WORD = lazy(r"[^\W_]")
_EDGES = " \t\"'|,;:.()[]{}<>*•·–—-"
_PRINTED = 30  # characters of words with a year that may be a printed reference, and are no remark
_SHARE_PRINTED = 5  # fewer than one line in so many may be one
_LOOKED_AT = 100_000  # characters; what a longer list is shows in its beginning


class _Line(NamedTuple):
    """A line: its place, the number of the item, the identifiers in it, the bare numbers, and what is around them."""

    place: int
    text: str
    number: int | None
    found: tuple[Identifier, ...]
    numbers: tuple[Identifier, ...]
    rest: str

    @property
    def words(self) -> str:
        """What is neither identifier nor number."""
        return _said(_without(self.rest, self.numbers))

    @property
    def is_bare(self) -> bool:
        """Whether it has nothing but identifiers, or numbers that may be."""
        return bool(self.found or self.numbers) and not self.words

    @property
    def is_number(self) -> bool:
        """Whether it is one number, which may be an item's own."""
        return self.is_bare and not self.found and len(self.numbers) == 1

    @property
    def is_print(self) -> bool:
        """Whether it reads as a printed reference."""
        return len(self.words) >= _PRINTED and is_reference(self.rest)


class _Lines(NamedTuple):
    """The lines of a list, and whether the bare numbers in them are PubMed's."""

    lines: list[_Line]
    are_pubmed: bool


def recognises(contents: Contents) -> bool:
    r"""Tell whether most lines of a text have identifiers and nothing else.

    >>> recognises(Contents(text="10.1186/1478-7547-8-14\n19476018")), recognises(Contents(text="Bruton OC. 1952."))
    (True, False)
    """
    text = contents.shown
    if len(text) > _LOOKED_AT:
        text = text[: text.rfind("\n", 0, _LOOKED_AT) + 1]
    lines, are_pubmed = _lines(text)
    naming = [line for line in lines if line.found or (are_pubmed and line.numbers)]
    bare = sum(line.is_bare for line in naming)
    remarks = sum(not line.is_bare and not is_reference(line.rest) for line in naming)  # neither for it nor against
    return bare * 2 > len(lines) - remarks and sum(line.is_print for line in lines) * _SHARE_PRINTED < len(lines)


def read(contents: Contents, which: int | None = None) -> Items:
    r"""Return an item for each work that the lines identify: one a line, or more where one has two of a kind.

    Raises InputError for any list but the first.

    >>> listed = read(Contents(text="PMIDs\n19476018\n20565957 (on costs)\n10.1172/JCI117520,10.1542/peds.9.6.722"))
    >>> [(item.line, item.raw, item.known["extra"]) for item in listed.items][:2]
    [(2, '19476018', ()), (3, '20565957', (('note', 'on costs'),))]
    >>> [item.known["doi"] for item in listed.items[2:]], listed.problems[0].check
    (['10.1172/JCI117520', '10.1542/peds.9.6.722'], 'identifiers-only')
    """
    if which not in {None, 1}:
        raise no_such_list(1, "lists of identifiers", which or 0)
    lines, are_pubmed = _lines(contents.shown)
    first = next((i for i, line in enumerate(lines) if line.found or line.number is not None or line.is_bare), 0)
    before, lines = lines[:first], lines[first:]
    items = tuple(item for line in lines for item in _items(line, are_pubmed=are_pubmed))
    count = sum(bool(item.known) for item in items)
    what = "1 item is only an identifier" if count == 1 else f"{count} items are only identifiers"
    problems = [Problem(Check.IDENTIFIERS_ONLY, f"{what}: --live looks up the works")]
    if before:
        what = "1 line" if len(before) == 1 else f"{len(before)} lines"
        message = f"{what} before the first identifier not read, from {before[0].text.strip()[:60]!r}"
        problems.append(Problem(Check.TEXT_BEFORE, message, line=before[0].place))
    return Items(items, tuple(problems))


def _lines(text: str) -> _Lines:
    """Read the lines that say something, without the names of columns, and with numbers of items that stand alone."""
    said = [(place, line) for place, line in Lines(text).numbered() if line and not line.isspace()]
    headers = [line for _, line in said if _HEADER.fullmatch(line)]
    lines = [_line(place, line) for place, line in said if not _HEADER.fullmatch(line)]
    if any(map(_OF_PUBMED.search, headers)):
        return _Lines(lines, are_pubmed=True)
    alone = lines[::2]
    if len(alone) * 2 == len(lines) and all(
        line.is_number and line.numbers[0].value == str(number) for number, line in enumerate(alone, 1)
    ):
        lines = [line._replace(number=number) for number, line in enumerate(lines[1::2], 1)]
    return _Lines(lines, are_pubmed=all(line.is_bare for line in lines))


def _line(place: int, text: str) -> _Line:
    found = tuple(find_identifiers(text))
    rest = _without(text, found)
    label = _ITEM_NUMBER.match(rest) or (_IN_FIRST_COLUMN.match(rest) if found else None)
    if label is not None and (found or _NUMBER.search(rest, label.end())):
        rest = " " * label.end() + rest[label.end() :]
    else:
        label = None
    numbers = tuple(Identifier("pmid", m.group().lstrip("0"), *m.span()) for m in _NUMBER.finditer(rest))
    return _Line(place, text, int(label["number"]) if label else None, found, numbers, rest)


def _without(text: str, found: Sequence[Identifier]) -> str:
    """Blank out what was found, so that places stay."""
    parts: list[str] = []
    done = 0
    for one in found:
        parts += (text[done : one.start], " " * (one.end - one.start))
        done = one.end
    return "".join((*parts, text[done:]))


def _said(words: str) -> str:
    """Return the words of a line that are more than a label, without what stands at their edges."""
    if not _WORD.search(words) or _HEADER.fullmatch(words):
        return ""
    return " ".join(words.split()).strip(_EDGES)


def _items(line: _Line, *, are_pubmed: bool) -> Iterator[Item]:
    """Part a line into works: a second number of a kind begins the next one; a line without any is read as print."""
    found = sorted((*line.found, *(line.numbers if are_pubmed else ())), key=lambda one: one.start)
    if not found or line.is_print:
        yield Item(line.text.strip(), line.number, line=line.place)
        return
    groups: list[list[Identifier]] = []
    for one in found:
        if not groups or one.field in {other.field for other in groups[-1]}:
            groups.append([])
        groups[-1].append(one)
    note = line.words if are_pubmed else _said(line.rest)
    for place, group in enumerate(groups):
        first = not place
        known = {**_fields(group), "extra": (("note", note),) if note and first else (), "unparsed": ()}
        raw = " ".join(line.text[one.start : one.end].strip(_EDGES) for one in group)
        yield Item(raw, line.number if first else None, line=line.place, known=known)


def _fields(group: Sequence[Identifier]) -> dict[str, Any]:
    return {name: value for one in reversed(group) for name, value in one.fields.items()}
