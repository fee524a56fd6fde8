"""Citations by author and year: Smith 2019; (Smith and Doe, 2019a; Roe et al., 2020); Smith’s (2019) trial."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from ivigref.manuscripts.listed import Entry, Listed, is_near, nearest
from ivigref.manuscripts.names_before import Named, names_before
from ivigref.manuscripts.passages import Mark, Passage
from ivigref.patterns import lazy
from ivigref.text import letters

__all__ = ["Dated", "Known", "found"]

_YEAR = r"(?<![\w./–-])(?:1[6-9]|20)\d\d[a-z]?(?![\w%])(?!\.\d)(?!/\d{1,2}\b)"
_STANDS_FOR_YEAR = r"\b(?:in\spress|forthcoming|submitted|n\.\s?d\.)"
_MORE = r"(?:\s?(?:,|&|and|/)\s?(?:(?:1[6-9]|20)\d\d[a-z]?|[a-h])(?![\w.-]))"
_DATES = lazy(rf"(?:{_YEAR}{_MORE}{{0,12}}|{_STANDS_FOR_YEAR})", re.IGNORECASE)
_EACH = lazy(r"((?:1[6-9]|20)\d\d)?([a-z])?(?![\w])")
_WINDOW = 160  # characters in front of a year in which its names stand
_INSIDE = 400  # of them in a parenthesis, where others may stand between
_PARENTHESIS = 1_500  # characters of the longest parenthesis
_LEAD = lazy(
    r"(?:[\s,;:]|see|also|e\.\s?g\.|i\.\s?e\.|cf\.|but|reviewed\s(?:in|by)|for\s(?:a\s)?(?:reviews?|examples?|details?)|reviews?|after|from|in|by|and|following|according\sto|adapted|modified|sensu|data|as|siehe|vgl\.|z\.\s?B\.|voir|ver)*\Z",
    re.IGNORECASE,
)
_MANY = 99  # authors of a work of which the list prints the first ones

Shape = Literal["inside", "narrative", "loose"]  # (Smith 2019), Smith (2019), and any other
Verdict = Literal["linked", "year", "name", "unlisted", "none"]


@dataclass(frozen=True, slots=True)
class Dated:
    """A year with the names in front of it, the works that they mean, and what differs.

    ``verdict`` is "linked" where a work of the list is meant as printed; "year" or "name" where that of ``entries``
    differs; "unlisted" where none comes near; "none" where it may be no citation at all.
    """

    passage: Passage
    start: int
    end: int
    names: tuple[str, ...]
    year: str
    verdict: Verdict
    entries: tuple[Entry, ...] = ()
    et_al: bool = False
    is_sure: bool = True
    is_exact: bool = True


@dataclass(frozen=True, slots=True)
class Known:
    """What a text is read with: its list, where its links lead, and its words that are no names."""

    listed: Listed
    anchors: Mapping[str, Sequence[int]] = field(default_factory=dict)
    common: frozenset[str] = frozenset()


def found(passages: Iterable[Passage], known: Known) -> Iterator[Dated]:
    """Yield what may be citations by author and year.

    >>> from ivigref import parse_reference
    >>> works = "Smith J, Doe A. Skin. Lupus. 2019;1:2–3.", "Roe B. Hair. Lupus. 1999;1:2."
    >>> text = "It is rare (Smith and Doe 2019; Roe, 1989). Smyth and Doe (2019) and Poe et al. (2001) saw it."
    >>> every = found([Passage(text, 1)], Known(Listed.of(map(parse_reference, works))))
    >>> [(one.names[0], one.year, one.verdict) for one in every]
    [('Smith', '2019', 'linked'), ('Roe', '1989', 'year'), ('Smyth', '2019', 'name'), ('Poe', '2001', 'unlisted')]
    """
    for passage in passages:
        yield from _in(passage, known)


def _in(passage: Passage, known: Known) -> Iterator[Dated]:
    last = 0
    opened = _Opened(passage.text)
    for match in _DATES.finditer(passage.text):
        segment = _segment(passage.text, opened.at(match.start()), last, match.start())
        named = names_before(segment.text)
        last = match.end()
        if (group := _group(segment.text, match[0], known.listed)) is not None:
            entries, begun = group
            name = segment.text[begun:].strip(" ,(")
            yield Dated(passage, segment.offset + begun, last, (name,), match[0], "linked", entries)
        elif named is not None:
            shape = segment.shape
            if shape == "inside" and not _LEAD.fullmatch(segment.text[: named.start].lstrip("([")):
                shape = "loose"
            for when in _years(match[0]):
                yield _judged(passage, (segment.offset + named.start, last), named, when, known, shape=shape)


class _Segment(NamedTuple):
    """The text in front of a year in which its names may stand, and where it begins."""

    text: str
    offset: int
    shape: Shape


def _segment(text: str, begin: int | None, last: int, place: int) -> _Segment:
    """Return what is in front of a year: in its parenthesis, or before that where it holds the year alone."""
    floor = max(last, begin or 0, place - (_WINDOW if begin is None else _INSIDE))
    shape: Shape = "loose" if begin is None else "inside"
    segment = text[floor:place]
    signs = ";"
    if begin is not None and text[begin - 1] in "([" and not segment.strip(" ,(["):
        floor = max(0, begin - 1 - _WINDOW)
        segment, shape, signs = text[floor : begin - 1], "narrative", ";("
    cut = max(segment.rfind(sign) for sign in signs) + 1
    return _Segment(segment[cut:], floor + cut, shape)


def _group(segment: str, shown: str, listed: Listed) -> tuple[tuple[Entry, ...], int] | None:
    """Return the works of a group, or of none, whose name a segment ends with, one a year, and where that begins."""
    tail = letters(segment[-_WINDOW:]) if listed.groups else ""
    named = [(spelling, entry) for spelling, entry in listed.groups if tail.endswith(spelling)] if tail else []
    chosen: list[Entry] = []
    longest = ""
    for year in _years(shown):
        dated = [(spelling, entry) for spelling, entry in named if _is_of(entry, year.year)]
        if dated:
            # Of two works of a year the letter tells which.
            spelling, entry = max(dated, key=lambda pair: (len(pair[0]), pair[1].suffix == year.suffix))
            chosen.append(entry)
            longest = max(longest, spelling, key=len)
    if not chosen:
        return None
    begun = len(segment)
    while begun and len(letters(segment[begun:])) < len(longest):
        begun -= 1
    return tuple(dict.fromkeys(chosen)), begun


class _Opened:
    """Tells for places in a text, asked for in order, behind which bracket they stand."""

    def __init__(self, text: str) -> None:
        self._signs = re.finditer(r"[()\[\]]", text)
        self._open: list[int] = []
        self._next: re.Match[str] | None = next(self._signs, None)

    def at(self, place: int) -> int | None:
        """Return where the innermost bracket that is open here has its first character; None outside of any."""
        while self._next is not None and self._next.start() < place:
            if self._next[0] in "([":
                self._open.append(self._next.end())
            elif self._open:
                self._open.pop()
            self._next = next(self._signs, None)
        return self._open[-1] if self._open and place - self._open[-1] < _PARENTHESIS else None


class _When(NamedTuple):
    """A year with its letter, and as it is printed; None where a work is said to be in press or without a date."""

    year: int | None
    suffix: str
    shown: str


def _years(shown: str) -> Iterator[_When]:
    """Yield the years of "2019a, b, 2020" with their letters."""
    if not shown[0].isdigit():
        yield _When(None, "", shown)
        return
    year: int | None = None
    for part in re.split(r"\s?(?:,|&|and|/)\s?", shown):
        if match := _EACH.fullmatch(part):
            year = int(match[1]) if match[1] else year
            yield _When(year, match[2] or "", f"{year}{match[2] or ''}")


class _Best(NamedTuple):
    """What names and a year mean best: the lower the rank, the better; how many of the names are not of it."""

    rank: float
    verdict: Verdict
    entries: tuple[Entry, ...]
    skipped: int = 0
    is_exact: bool = True


_RANKS: dict[Verdict, int] = {"linked": 0, "name": 2, "year": 3}


def _judged(passage: Passage, span: tuple[int, int], named: Named, when: _When, known: Known, *, shape: Shape) -> Dated:
    start, end = span
    best = _best(named, when, known.listed, is_inside=shape == "inside")
    links = [mark for mark in passage.marks if mark.kind == "link" and start <= mark.start and mark.end <= end]
    if links and (best is None or best.verdict != "linked"):
        best = _linked(named, when.year, links, known) or best
    if best is None:
        is_sure = bool(links and known.anchors) or _is_citation(named.names, named, shape, known.common)
        return Dated(
            passage, start, end, _shown(named.names), when.shown, "unlisted" if is_sure else "none", et_al=named.et_al
        )
    names = named.names[best.skipped :]
    return Dated(
        passage,
        start,
        end,
        _shown(names),
        when.shown,
        best.verdict,
        best.entries,
        named.et_al,
        is_sure=best.verdict == "linked" or _is_citation(names, named, shape, known.common),
        is_exact=best.is_exact,
    )


def _best(named: Named, when: _When, listed: Listed, *, is_inside: bool) -> _Best | None:
    best: _Best | None = None
    for skipped in range(len(named.names)):
        if is_inside and any(named.joined[1 : skipped + 1]):
            break  # what "and" joins is one citation
        for tried in _tries(named.names[skipped:]):
            verdict, entries, is_exact = _matched(tried, named, when, listed)
            rank = _RANKS.get(verdict, 9) + (0 if is_exact else 0.5)
            if skipped and is_inside and not is_exact:
                continue  # in a parenthesis nothing but the names stands before a year
            if entries and (best is None or rank < best.rank):
                best = _Best(rank, verdict, entries, skipped, is_exact)
    return best


def _linked(named: Named, year: int | None, links: Sequence[Mark], known: Known) -> _Best | None:
    """Return what a link says that names and a year mean: the work that it leads to, and what of it differs.

    A link to a work of other authors and of another year is the publisher's error, and says nothing.
    """
    targets = [known.listed.entries[place] for mark in links for place in known.anchors.get(mark.value, ())]
    dated = [entry for entry in targets if _is_of(entry, year)]
    first = [letters(" ".join(words)) for words in named.names]
    if not dated:
        named_so = tuple(e for e in targets if any(name in e.authors[0] for name in first))
        return _Best(_RANKS["year"], "year", named_so) if named_so and len(links) == 1 else None
    misspelt = tuple(e for e in dated if any(is_near(name, other) for name in first for other in e.authors[0]))
    return _Best(_RANKS["name"], "name", misspelt) if misspelt else _Best(0, "linked", tuple(dated), is_exact=False)


def _shown(names: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(" ".join(words) for words in names)


def _tries(names: Sequence[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """Yield the readings of names: the first may have words in front that belong to the sentence."""
    rest = tuple(" ".join(words) for words in names[1:])
    for place in range(len(names[0])):
        yield (" ".join(names[0][place:]), *rest)


def _matched(
    names: tuple[str, ...], named: Named, when: _When, listed: Listed
) -> tuple[Verdict, tuple[Entry, ...], bool]:
    """Return the works that names and a year mean, and whether every name is theirs."""
    known = listed.by_first.get(letters(names[0]), [])
    if dated := [entry for entry in known if _is_of(entry, when.year)]:
        return _of_year(names, named, when, dated)
    near = [
        entry
        for entry in nearest(letters(names[0]), listed.by_year.get(when.year or 0, []))
        if (not when.suffix or entry.suffix in {"", when.suffix}) and _agrees(names, entry, et_al=named.et_al)
    ]
    if near:
        return "name", tuple(near), True
    agreeing = [entry for entry in known if _agrees(names, entry, et_al=named.et_al)]
    return ("year", tuple(agreeing), True) if agreeing else ("none", (), False)


def _of_year(
    names: tuple[str, ...], named: Named, when: _When, dated: Sequence[Entry]
) -> tuple[Verdict, tuple[Entry, ...], bool]:
    """Choose among the works of a first author and a year by the letter and by the other names."""
    lettered = [entry for entry in dated if when.suffix and entry.suffix == when.suffix and entry.year == when.year]
    if when.suffix and not lettered and any(entry.suffix and entry.year == when.year for entry in dated):
        return "year", tuple(dated), True
    chosen = lettered or dated
    if agreeing := [entry for entry in chosen if _agrees(names, entry, et_al=named.et_al)]:
        return "linked", tuple(agreeing), True
    if misspelt := [entry for entry in chosen if _nearly_agrees(names, entry)]:
        return "name", tuple(misspelt), False
    return "linked", tuple(chosen), False


def _is_of(entry: Entry, year: int | None) -> bool:
    if year is None:
        return entry.is_undated
    return entry.year == year or year in entry.years or (entry.year is None and not entry.years)


def _agrees(names: Sequence[str], entry: Entry, *, et_al: bool) -> bool:
    """Tell whether as many names are printed as the work has authors, and those behind the first are the work's."""
    if len(names) == 1:
        if _is_group(entry):
            return True
        count = len(entry.authors) if entry.is_whole else _MANY
        return count > 2 if et_al else count == 1  # noqa: PLR2004  (of two both are printed)
    if not entry.reference.authors:
        return True
    others = entry.authors[1 : len(names)]
    return len(others) == len(names) - 1 and all(
        letters(name) in spelled or letters(name.split()[-1]) in spelled
        for name, spelled in zip(names[1:], others, strict=True)
    )


def _is_group(entry: Entry) -> bool:
    return not entry.reference.authors or entry.reference.authors[0].literal is not None


def _nearly_agrees(names: Sequence[str], entry: Entry) -> bool:
    others = entry.authors[1 : len(names)]
    return (
        len(names) > 1
        and len(others) == len(names) - 1
        and all(
            letters(name) in spelled or any(is_near(letters(name), other) for other in spelled)
            for name, spelled in zip(names[1:], others, strict=True)
        )
    )


# What stands before a year and is no author.
_NO_AUTHORS = frozenset(
    """
    january february march april may june july august september october november december jan feb mar apr jun jul aug
    sep sept oct nov dec spring summer autumn fall winter table figure fig tables figures version since until in during
    before after between from the and inc ltd llc corp corporation company gmbh ag usa uk us china japan india germany
    france italy spain canada australia brazil netherlands switzerland austria denmark sweden norway finland england
    scotland ireland wales belgium poland portugal greece turkey israel africa asia europe america new york london paris
    berlin tokyo vienna geneva chicago boston section chapter appendix equation study studies trial census olympics
    software release edition season monday tuesday wednesday thursday friday saturday sunday act directive covid
    januar februar märz mai juni juli oktober dezember janvier février mars avril juin juillet août septembre octobre
    novembre décembre enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
    """.split()
)


def _is_citation(names: Sequence[tuple[str, ...]], named: Named, shape: str, common: frozenset[str]) -> bool:
    """Tell whether names and a year are surely a citation, whatever the list has."""
    words = [word.casefold().rstrip(".") for name in names for word in name]
    if any(word in _NO_AUTHORS for word in words) or any(len(name) > 3 for name in names):  # noqa: PLR2004  (a surname of three words)
        return False
    if named.et_al:
        return shape != "loose" or len(names) == 1
    is_word = all(word in common for word in words)
    if shape == "inside":
        return not is_word and not all(word.isupper() for name in names for word in name)
    if shape == "narrative":
        return not any(word in common for word in words) and not any(word.isupper() for name in names for word in name)
    return False
