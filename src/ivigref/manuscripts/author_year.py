"""Citations by author and year: Smith 2019; (Smith and Doe, 2019a; Roe et al., 2020); Smith’s (2019) trial."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from ivigref.manuscripts.listed import UNDATED, Entry, Listed, is_near, nearest
from ivigref.manuscripts.names_before import Named, names_before
from ivigref.manuscripts.passages import Mark, Passage
from ivigref.text import letters

__all__ = ["Dated", "Known", "found"]

_YEAR = r"(?<![\w./–-])(?:1[6-9]|20)\d\d[a-z]?(?![\w%])(?!\.\d)(?!/\d{1,2}\b)"
_STANDS_FOR_YEAR = r"\b(?:in\spress|forthcoming|submitted|n\.\s?d\.)"
_MORE = r"(?:\s?(?:,|&|and|/)\s?(?:(?:1[6-9]|20)\d\d[a-z]?|[a-h])(?![\w.-]))"
_DATES = re.compile(rf"(?:{_YEAR}{_MORE}{{0,12}}|{_STANDS_FOR_YEAR})", re.IGNORECASE)
_EACH = re.compile(r"((?:1[6-9]|20)\d\d)?([a-z])?(?![\w])")
_WINDOW = 160  # characters in front of a year in which its names stand
_INSIDE = 400  # of them in a parenthesis, where others may stand between
_PARENTHESIS = 1_500  # characters of the longest parenthesis
_LEAD = re.compile(
    r"(?:[\s,;:]|see|also|e\.\s?g\.|i\.\s?e\.|cf\.|but|reviewed\s(?:in|by)|for\s(?:a\s)?(?:reviews?|examples?|details?)|reviews?|after|from|in|by|and|following|according\sto|adapted|modified|sensu|data|as|siehe|vgl\.|z\.\s?B\.|voir|ver)*\Z",
    re.IGNORECASE,
)
_MANY = 99  # authors of a work of which the list prints the first ones

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
    et_al: bool
    year: str
    verdict: Verdict
    entries: tuple[Entry, ...] = ()
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
    >>> listed = Listed.of([parse_reference("Smith J, Doe A. Skin. Lupus. 2019;1:2–3."), parse_reference("Roe B. Hair. Lupus. 1999;1:2.")])
    >>> text = "It is rare (Smith and Doe 2019; Roe, 1989). Smyth and Doe (2019) and Poe et al. (2001) saw it in May 2003."
    >>> [(one.names, one.year, one.verdict) for one in found([Passage(text, 1)], Known(listed))]
    [(('Smith', 'Doe'), '2019', 'linked'), (('Roe',), '1989', 'year'), (('Smyth', 'Doe'), '2019', 'name'), (('Poe',), '2001', 'unlisted'), (('May',), '2003', 'none')]
    """
    for passage in passages:
        yield from _in(passage, known)


def _in(passage: Passage, known: Known) -> Iterator[Dated]:
    text = passage.text
    last = 0
    opened = _Opened(text)
    for match in _DATES.finditer(text):
        begin = opened.at(match.start())
        is_inside = begin is not None
        floor = max(last, (begin or 0), match.start() - (_INSIDE if is_inside else _WINDOW))
        segment = text[floor : match.start()]
        cut = segment.rfind(";") + 1
        segment = segment[cut:]
        offset = floor + cut
        named = names_before(segment)
        if named is None and is_inside and begin is not None and not segment.strip(" ,([see"):
            offset = max(0, begin - 1 - _WINDOW)
            segment = text[offset : begin - 1]
            cut = max(segment.rfind(";"), segment.rfind("(")) + 1
            segment, offset = segment[cut:], offset + cut
            named = names_before(segment) if text[begin - 1] in "([" else None
            is_inside = False
            narrative = True
        else:
            narrative = False
        last = match.end()
        if (group := _group(segment, match[0], known.listed)) is not None:
            entry, begun = group
            yield Dated(passage, offset + begun, match.end(), (segment[begun:].strip(" ,("),), False, match[0], "linked", (entry,))
            continue
        if named is None:
            continue
        for year, suffix, shown in _years(match[0]):
            yield _judged(
                passage, offset + named.start, match.end(), named, (year, suffix, shown), known,
                shape="inside" if is_inside and _LEAD.fullmatch(segment[: named.start].lstrip("([")) else
                "narrative" if narrative else "loose",
            )


def _group(segment: str, shown: str, listed: Listed) -> tuple[Entry, int] | None:
    """Return the work of a group, or of none, whose name a segment ends with, and where that begins."""
    tail = letters(segment[-_WINDOW:]) if listed.groups else ""
    if not tail or (year := next(_years(shown), None)) is None:
        return None
    found = [(spelling, e) for spelling, e in listed.groups if tail.endswith(spelling) and _is_of(e, year[0])]
    if not found:
        return None
    spelling, entry = max(found, key=lambda pair: len(pair[0]))
    begun = len(segment)
    while begun and len(letters(segment[begun:])) < len(spelling):
        begun -= 1
    return entry, begun


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


def _years(shown: str) -> Iterator[tuple[int | None, str, str]]:
    """Yield the years of "2019a, b, 2020" with their letters."""
    if not shown[0].isdigit():
        yield None, "", shown
        return
    year: int | None = None
    for part in re.split(r"\s?(?:,|&|and|/)\s?", shown):
        if not (match := _EACH.fullmatch(part)):
            continue
        year = int(match[1]) if match[1] else year
        yield year, match[2] or "", f"{year}{match[2] or ''}"


def _judged(
    passage: Passage, start: int, end: int, named: Named, when: tuple[int | None, str, str], known: Known,
    shape: str,
) -> Dated:
    year, suffix, shown = when
    listed, common = known.listed, known.common
    best: tuple[float, Verdict, tuple[Entry, ...], int, bool] | None = None
    for skipped in range(len(named.names)):
        if shape == "inside" and any(named.joined[1 : skipped + 1]):
            break  # what "and" joins is one citation
        names = named.names[skipped:]
        for tried in _tries(names):
            verdict, entries, exact = _matched(tried, named.et_al, year, suffix, listed)
            rank = {"linked": 0, "name": 2, "year": 3}.get(verdict, 9) + (0 if exact else 0.5)
            if entries and (best is None or rank < best[0]):
                best = (rank, verdict, entries, skipped, exact)
    links = [mark for mark in passage.marks if mark.kind == "link" and start <= mark.start and mark.end <= end]
    if links and (best is None or best[1] != "linked") and (by_link := _linked(named, year, links, known)):
        best = by_link
    if best is not None:
        _, verdict, entries, skipped, exact = best
        names = named.names[skipped:]
        is_sure = verdict == "linked" or _is_citation(names, named, shape, common)
        return Dated(
            passage, start, end, _shown(names), named.et_al, shown, verdict, entries, is_sure=is_sure, is_exact=exact
        )
    verdict = "unlisted" if links or _is_citation(named.names, named, shape, common) else "none"
    return Dated(passage, start, end, _shown(named.names), named.et_al, shown, verdict)


def _linked(
    named: Named, year: int | None, links: Sequence[Mark], known: Known
) -> tuple[float, Verdict, tuple[Entry, ...], int, bool] | None:
    """Return what a link says that names and a year mean: the work that it leads to, and what of it differs."""
    targets = [known.listed.entries[place] for mark in links for place in known.anchors.get(mark.value, ())]
    dated = [entry for entry in targets if _is_of(entry, year)]
    first = [letters(" ".join(words)) for words in named.names]
    if not targets:
        return None
    if not dated:
        named_so = [e for e in targets if any(name in e.authors[0] for name in first)]
        return (3, "year", tuple(named_so), 0, True) if named_so and len(links) == 1 else None
    misspelt = [e for e in dated if any(is_near(name, other) for name in first for other in e.authors[0])]
    return (2, "name", tuple(misspelt), 0, True) if misspelt else (0, "linked", tuple(dated), 0, False)


def _shown(names: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(" ".join(words) for words in names)


def _tries(names: Sequence[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """Yield the readings of names: the first may have words in front that belong to the sentence."""
    rest = tuple(" ".join(words) for words in names[1:])
    for place in range(len(names[0])):
        yield (" ".join(names[0][place:]), *rest)


def _matched(
    names: tuple[str, ...], et_al: bool, year: int | None, suffix: str, listed: Listed  # noqa: FBT001  (as printed)
) -> tuple[Verdict, tuple[Entry, ...], bool]:
    """Return the works that names and a year mean, and whether every name is theirs."""
    first = letters(names[0])
    known = listed.by_first.get(first, [])
    if dated := [entry for entry in known if _is_of(entry, year)]:
        lettered = [entry for entry in dated if suffix and entry.suffix == suffix and entry.year == year]
        if suffix and not lettered and any(entry.suffix and entry.year == year for entry in dated):
            return "year", tuple(dated), True
        dated = lettered or dated
        agreeing = [entry for entry in dated if _agrees(names, et_al, entry)]
        if agreeing:
            return "linked", tuple(agreeing), True
        misspelt = [entry for entry in dated if _nearly_agrees(names, entry)]
        if misspelt:
            return "name", tuple(misspelt), False
        return "linked", tuple(dated), False
    same_year = listed.by_year.get(year or 0, [])
    if near := [e for e in nearest(first, same_year) if (not suffix or e.suffix in {"", suffix}) and _agrees(names, et_al, e)]:
        return "name", tuple(near), True
    if known:
        agreeing = [entry for entry in known if _agrees(names, et_al, entry)]
        if agreeing:
            return "year", tuple(agreeing), True
    return "none", (), False


def _is_of(entry: Entry, year: int | None) -> bool:
    if year is None:
        return entry.is_undated
    return entry.year == year or year in entry.years or (entry.year is None and not entry.years)


def _agrees(names: Sequence[str], et_al: bool, entry: Entry) -> bool:  # noqa: FBT001  (as printed)
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
