r"""Corrections in a text that people write: ``\bibitem`` of LaTeX and lists in Markdown, value by value.

Only the characters of values that are surely wrong are replaced, and the file is read again with them: where another
field of any reference would read differently, the corrections of that reference are left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Sequence
from difflib import SequenceMatcher
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from ivigref.annotating.differences import Change, applied
from ivigref.annotating.manner import Manner
from ivigref.annotating.printing import is_now, printed
from ivigref.corrections import Correction, Level, Proposed, corrections
from ivigref.documents import Contents, read_contents, reference_from_item
from ivigref.documents import latex as latex_documents
from ivigref.documents import markdown as markdown_documents
from ivigref.errors import InputError
from ivigref.formats.latex_writing import encode
from ivigref.model import Checked, Reference
from ivigref.patterns import lazy
from ivigref.text import counted
from ivigref.xml import root_of

_TOKEN = lazy(r"[^\W\d_]+|\d+")
_MOST = 3_000  # words of an item; what has more is no reference
_AFTER = lazy(r"\\end\s?\{|\n[ \t]*\n|\n(?=#)")  # what ends the last item
_SPECIAL = lazy(r"(?<!\w)[*_]|[*_](?!\w)|[\\`\[\]<>]")
_COMPARED = ("authors", "title", "container_title", "year", "volume", "issue", "pages", "doi", "pmid", "number", "raw")


class Corrected(NamedTuple):
    """A text with its corrections, how many values were replaced, and of which references which fields were not."""

    text: str
    values: int = 0
    unmade: tuple[tuple[str, tuple[str, ...]], ...] = ()


class _Item(NamedTuple):
    """What is wanted of an item, and the changes of the text that do it."""

    wanted: tuple[Correction, ...] = ()
    changes: tuple[Change, ...] = ()


def is_markup(text: str) -> bool:
    r"""Tell whether a text is one whose values are corrected where they stand: LaTeX or Markdown.

    >>> is_markup(r"\bibitem{a} Bruton OC."), is_markup("# References"), is_markup("1. Bruton OC."), is_markup("<p>")
    (True, True, False, False)
    """
    return root_of(text) is None and _writer(text) is not str


def corrected(
    text: str,
    checked: Checked,
    level: Level = Level.ALL,
    *,
    path: Path | None = None,
    which: int | None = None,
    only: Container[str] | None = None,
) -> Corrected:
    r"""Return a text with its sure corrections, as far as the level goes; ``which`` is as in reading.

    ``only`` are the names of those that are wanted, without which all are.

    >>> from ivigref import examine, parse
    >>> text = "# References\n\n1. Krug P, Boyer O, Balzamo E, et al. Nephrotic syndrome in Kawasaki disease: a report"
    >>> text += " of three cases. *Pediatr Nephrol*. 2012;**28**(9):1547–50.\n"
    >>> corrected(text, examine(parse(text))).text[-35:]
    ' Nephrol*. 2012;**27**(9):1547–50.\n'
    """
    manner = Manner.of(checked.citations)
    places, write = dict(item_places(text, checked)), _writer(text)
    items: dict[int, _Item] = {}
    unmade: list[tuple[str, tuple[str, ...]]] = []
    for number, (citation, findings, _) in enumerate(checked.rows()):
        named = Proposed(number, citation).name
        wanted = tuple(c for c in corrections(citation, findings, level) if only is None or named(c) in only)
        if not wanted:
            continue
        found = printed(citation, wanted, manner)
        span = places.get(number)
        moved = None if span is None else _carried(text, span, citation.reference.raw, found.changes, write)
        missed = found.unmade if moved is not None else (*found.made, *found.unmade)
        if missed:
            unmade.append((str(citation.number or citation.key), missed))
        if moved:
            items[number] = _Item(tuple(c for c in wanted if c.field in found.made), moved)
    return _proved(text, checked, items, unmade, partial(_read, path=path, which=which))


def _proved(
    text: str,
    checked: Checked,
    items: dict[int, _Item],
    unmade: list[tuple[str, tuple[str, ...]]],
    read: Callable[[str], list[Reference]],
) -> Corrected:
    """Apply the changes after which the whole file reads as it did, but for the corrections."""
    before = read(text)
    while items:
        new = applied(text, [change for item in items.values() for change in item.changes])
        after = read(new)
        if not len(before) == len(after) == len(checked):
            found = counted(len(after), "reference")
            raise InputError(f"the corrected text would be read as {found} instead of {len(checked)}")
        pairs = enumerate(zip(before, after, strict=True))
        wrong = {n for n, (old, now) in pairs if not _is_right(old, now, items.get(n, _Item()).wanted)}
        if not wrong:
            count = sum(len(item.wanted) for item in items.values())
            return Corrected(new, count, tuple(unmade))
        for number in wrong & items.keys() or set(items):
            citation = checked.citations[number]
            fields = tuple(correction.field for correction in items.pop(number).wanted)
            unmade.append((str(citation.number or citation.key), fields))
    return Corrected(text, 0, tuple(unmade))


def _is_right(old: Reference, now: Reference, wanted: Sequence[Correction]) -> bool:
    fields = {correction.field: correction for correction in wanted}
    return all(
        is_now(now, fields[name]) if name in fields else getattr(old, name) == getattr(now, name)
        for name in _COMPARED
        if not (name == "raw" and fields)
    )


def _read(text: str, path: Path | None, which: int | None) -> list[Reference]:
    contents = Contents(text=text, path=path)
    return [reference_from_item(item) for item in read_contents(contents, which=which).items]


def item_places(text: str, checked: Checked) -> Iterator[tuple[int, tuple[int, int]]]:
    """Yield where each item begins and ends in the text, by the lines on which they begin."""
    starts = [0, *(match.end() for match in re.finditer(r"\r\n?|\n", text))]
    lines = sorted(
        (citation.reference.line, number)
        for number, citation in enumerate(checked.citations)
        if citation.reference.line is not None and citation.reference.line <= len(starts)
    )
    for (line, number), following in pairwise([*lines, (None, 0)]):
        begin = starts[(line or 1) - 1]
        if following[0] is not None:
            yield number, (begin, starts[following[0] - 1])
        else:
            ended = _AFTER.search(text, begin + 1)
            yield number, (begin, ended.start() if ended else len(text))


def _carried(
    text: str, span: tuple[int, int], raw: str, changes: Sequence[Change], write: Callable[[str], str]
) -> tuple[Change, ...] | None:
    """Return changes of a printed reference as those of its text; None where that shows the words otherwise."""
    ours = list(_TOKEN.finditer(raw))
    theirs = list(_TOKEN.finditer(text, *span))
    if max(len(ours), len(theirs)) > _MOST:
        return None
    matcher = SequenceMatcher(None, [m[0] for m in ours], [m[0] for m in theirs], autojunk=False)
    same = {a + i: theirs[b + i] for a, b, size in matcher.get_matching_blocks() for i in range(size)}
    found = []
    for change in changes:
        if change.start == change.end == len(raw):
            end = span[0] + len(text[slice(*span)].rstrip())
            place: tuple[int, int] | None = (end, end)
        else:
            place = _place(change, text, raw, ours, same)
        if place is None:
            return None
        words = change.new if "10." in change.new else write(change.new)
        found.append(Change(*place, words.replace("–", "--") if "--" in text[slice(*place)] else words))
    return tuple(found)


def _place(
    change: Change, text: str, raw: str, ours: Sequence[re.Match[str]], same: dict[int, re.Match[str]]
) -> tuple[int, int] | None:
    """Return where a change of a printed reference is in its text, with the signs beside its words that both have."""
    touched = [i for i, m in enumerate(ours) if m.end() > change.start and m.start() < change.end]
    if not touched and change.start < change.end:  # signs between two words
        last_before = next((i for i in range(len(ours) - 1, -1, -1) if ours[i].end() <= change.start), -1)
        if (match := same.get(last_before)) is None:
            return None
        start = match.end() + change.start - ours[last_before].end()
        is_there = text.startswith(raw[ours[last_before].end() : change.end], match.end())
        return (start, start + change.end - change.start) if is_there else None
    if not touched:  # put between two words
        following = next((i for i, m in enumerate(ours) if m.start() >= change.start), len(ours))
        if following < len(ours) and ours[following].start() == change.start:
            return None if (match := same.get(following)) is None else (match.start(), match.start())
        return None if (match := same.get(following - 1)) is None else (match.end(), match.end())
    there = [same.get(i) for i in touched]
    first, last = there[0], there[-1]
    if first is None or last is None or None in there or _words(text, first, last) != len(there):
        return None
    before, behind = raw[change.start : ours[touched[0]].start()], raw[ours[touched[-1]].end() : change.end]
    start = first.start() - (len(before) if text.endswith(before, 0, first.start()) else 0)
    return start, last.end() + (len(behind) if text.startswith(behind, last.end()) else 0)


def _words(text: str, first: re.Match[str], last: re.Match[str]) -> int:
    """Count the words from one to another: nothing may stand between those that are replaced."""
    return sum(1 for _ in _TOKEN.finditer(text, first.start(), last.end()))


def _writer(text: str) -> Callable[[str], str]:
    """Return what writes words in the markup of a text."""
    contents = Contents(text=text)
    if latex_documents.recognises(contents):
        return partial(encode, ascii_only=text.isascii())
    if markdown_documents.recognises(contents):
        return _escaped
    return str


def _escaped(words: str) -> str:
    r"""Write words so that Markdown shows them.

    >>> _escaped("A *new* [x] p_a")
    'A \\*new\\* \\[x\\] p_a'
    """
    return _SPECIAL.sub(lambda match: f"\\{match[0]}", words)
