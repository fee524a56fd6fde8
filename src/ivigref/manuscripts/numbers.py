"""Citations by number: [1], [1–3, 7], (1, 2), superscripts, and what only looks like one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from ivigref.manuscripts.passages import Passage
from ivigref.model.in_text import InTextCitation
from ivigref.patterns import lazy
from ivigref.text import DASHES

__all__ = ["FORMS", "Form", "Found", "found"]

# How the numbers are set apart from the text: in brackets, raised, in parentheses, by a link alone, or behind a stop.
Form = Literal["brackets", "raised", "parentheses", "linked", "behind"]
FORMS: tuple[Form, ...] = ("brackets", "raised", "linked", "parentheses", "behind")

_N = r"(?<!\d)\d{1,4}(?!\d)"
_DASH = rf"[-{DASHES}]"
_SPAN = rf"{_N}(?:\s?(?:{_DASH}|to)\s?{_N})?"
_GROUP = rf"{_SPAN}(?:\s?(?:[,;]\s{{0,2}}(?:and\s)?|and\s|&\s?){_SPAN}){{0,60}}"
_WORD_BEFORE = r"(?:(?:see|also|e\.\s?g\.|cf\.|reviewed\ in|refs?\.?|references?|for\ review),?\s){0,3}"
_PAGES = r"(?:\s?[,;:]\s?(?:pp?\.|pages?|chap\.|S\.|Fig\.|Table)\s?[\w–-]{1,12})?"
_BRACKETS = lazy(rf"\[\s?{_WORD_BEFORE}({_GROUP}){_PAGES}\s?\]", re.IGNORECASE)
_PARENTHESES = lazy(rf"\(\s?{_WORD_BEFORE}({_GROUP}){_PAGES}\s?\)", re.IGNORECASE)
_RAISED = lazy(rf"\s?[\[(]?\s?({_GROUP})\s?[\])]?[,.;:]?\s?")
_SIGNS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"
_FROM_SIGNS = str.maketrans(_SIGNS + "˒", "0123456789-,")
_SIGNED = lazy(rf"(?<![{_SIGNS}])[⁰¹²³⁴-⁹]+(?:[⁻,˒–-][⁰¹²³⁴-⁹]+){{0,20}}(?![{_SIGNS}])")
_BEHIND = lazy(rf"(?<=[^\W\d_]{{2}}[.,;:)”\"’])({_N}(?:{_DASH}{_N})?(?:,\s?{_N}(?:{_DASH}{_N})?){{0,20}})(?=\s|\Z)")
_PART = lazy(rf"({_N})(?:\s?(?:{_DASH}|to)\s?({_N}))?")
_JOINED = lazy(rf"\s?{_DASH}\s?")
_LONGEST = 300  # works that one range may cite

# Words and signs in front of an interval or a count of something, and of what has a power.
_MEASURED = lazy(
    r"(?:\b(?:CI|CrI|IQR|interval|range|ranged|quartiles?|median|mean|SD|score|scores|scale|from)\W{0,3}|\d\s?|[%=<>≤≥±]\s?|\d\s?(?:%|years?|months?|weeks?|days?|hours?|min|mg|g|kg|ml|cm|mm|m)\s?)\Z",
    re.IGNORECASE,
)
_YEAR_BEFORE = lazy(r"(?<!\d)(?:1[89]|20)\d\d\s?\Z")
_LABELLED = lazy(
    r"\b(?:eqs?|equations?|steps?|figs?|figures?|tables?|items?|questions?|chapters?|sections?|version|phase|type|grade|hypothes[ie]s|criteri(?:on|a)|formulas?|model|stage|panel|scheme|box|part)\.?\s?\Z",
    re.IGNORECASE,
)
_TENTH = lazy(rf"\(10{_DASH}\d\s?\)")  # a power of ten that is not raised
_POWER = lazy(
    r"(?:\d|×|[\s(/·⋅.]|\A)(?:[kcmdµμnp]?m|[kmµμn]?g|s|h|l|L|ha|Hz|min|d|yr?|year|day|mol|kat|J|K|Pa|in|ft|pixels?|mm|cells)\Z"
)
_SYMBOL = lazy(r"(?:\A|[^\w.])(?:[A-Za-zα-ωΑ-Ω]|R|χ|Chi|chi)\Z")


class Found(NamedTuple):
    """Numbers at a place of a passage; of a range that runs backwards ``backwards`` has the two."""

    passage: Passage
    start: int
    end: int
    numbers: tuple[int, ...]
    backwards: tuple[tuple[int, int], ...] = ()
    is_sure: bool = True


def found(passages: Sequence[Passage], largest: int) -> dict[Form, list[Found]]:
    """Return what may be citations by number, for each way in which a text may print them.

    >>> passage = Passage("It is rare [1–3, 7], 5 [2–4] on average.", 1)
    >>> [(one.numbers, one.is_sure) for one in found([passage], 9)["brackets"]]
    [((1, 2, 3, 7), True), ((2, 3, 4), False)]
    """
    all_found: dict[Form, list[Found]] = {form: [] for form in FORMS}
    limits = _Limits(largest, _elides(passages))
    for passage in passages:
        for form, each in _in(passage, limits):
            all_found[form].append(each)
    return all_found


class _Limits(NamedTuple):
    """The highest number of the list, and whether ranges are printed with the last figures of their ends alone."""

    largest: int
    elides: bool


def _elides(passages: Sequence[Passage]) -> bool:
    """Tell whether a text prints 121–8 for 121–128: one that prints 121–128 somewhere does not."""
    groups = (m[1] for passage in passages if "[" in passage.text for m in _BRACKETS.finditer(passage.text))
    raised = (p.text[start:end] for p in passages for start, end in _runs(p))
    spans: list[tuple[str, str]] = [(m[1], m[2]) for group in (*groups, *raised) for m in _PART.finditer(group) if m[2]]
    whole = sum(len(a) == len(b) > 1 and a[:-1] == b[:-1] for a, b in spans)
    return sum(len(b) < len(a) for a, b in spans) > whole


def _in(passage: Passage, limits: _Limits) -> Iterator[tuple[Form, Found]]:
    text = passage.text
    taken: list[tuple[int, int]] = []
    if "[" in text:
        for each in _joined(passage, [*_matched(passage, _BRACKETS, limits)]):
            taken.append((each.start, each.end))
            yield "brackets", each
    raised = [*_raised(passage, limits)]
    for each in raised:
        taken.append((each.start, each.end))
        yield "raised", each
    if "(" in text:
        for each in _matched(passage, _PARENTHESES, limits):
            taken.append((each.start, each.end))
            yield "parentheses", each
    for each in _linked(passage, limits, taken):
        yield "linked", each
    if not raised:
        for match in _BEHIND.finditer(text):
            if behind := _read(passage, match.start(1), match.end(1), match[1], limits):
                yield "behind", behind


def _matched(passage: Passage, pattern: re.Pattern[str], limits: _Limits) -> Iterator[Found]:
    text = passage.text
    for match in pattern.finditer(text):
        before = text[max(0, match.start() - 40) : match.start()]
        each = _read(passage, match.start(), match.end(), match[1], limits)
        if each is None or _LABELLED.search(before) or _TENTH.fullmatch(match[0]):
            continue
        is_measured = (
            (len(each.numbers) > 1 or bool(each.backwards))
            and _MEASURED.search(before)
            and not _YEAR_BEFORE.search(before)
        )
        is_label = match.start() == 0 and passage.where == "text" and len(text) > match.end()
        yield each._replace(is_sure=not (is_measured or is_label))


def _joined(passage: Passage, each: Sequence[Found]) -> Iterator[Found]:
    """Yield citations, those that a dash joins as one range: [1]–[3]."""
    place = 0
    while place < len(each):
        one = each[place]
        following = each[place + 1] if place + 1 < len(each) else None
        if (
            following is not None
            and following.start - one.end <= 3  # noqa: PLR2004  (a dash with a blank on both sides)
            and _JOINED.fullmatch(passage.text[one.end : following.start])
            and 0 < following.numbers[0] - one.numbers[-1] < _LONGEST
        ):
            between = range(one.numbers[-1] + 1, following.numbers[0])
            yield one._replace(end=following.end, numbers=(*one.numbers, *between, *following.numbers))
            place += 2
            continue
        yield one
        place += 1


def _raised(passage: Passage, limits: _Limits) -> Iterator[Found]:
    text = passage.text
    for start, end in _runs(passage):
        match = _RAISED.fullmatch(text, start, end)
        if (
            match
            and not _is_power(text, start, end, match[1])
            and (each := _read(passage, start, end, match[1], limits))
        ):
            yield each
    for match in _SIGNED.finditer(text):
        shown = match[0].translate(_FROM_SIGNS)
        if not _is_power(text, match.start(), match.end(), shown) and (
            each := _read(passage, match.start(), match.end(), shown, limits)
        ):
            yield each


def _runs(passage: Passage) -> list[tuple[int, int]]:
    """Return the stretches that are raised; such as touch are one, as word processors cut them at will."""
    runs: list[tuple[int, int]] = []
    for mark in passage.marks:
        if mark.kind == "raised":
            if runs and mark.start <= runs[-1][1]:
                runs[-1] = (runs[-1][0], max(mark.end, runs[-1][1]))
            else:
                runs.append((mark.start, mark.end))
    return runs


def _is_power(text: str, start: int, end: int, shown: str) -> bool:
    """Tell whether raised digits are a power, an isotope or an ordinal, and no citation."""
    before = text[max(0, start - 12) : start]
    if before[-1:].isdigit() or before[-1:] in "−-–":
        return True
    is_isotope = text[end : end + 1].isalpha() and (not before or before[-1] in " (-[")
    return is_isotope or (
        shown in {"1", "2", "3", "4", "-1", "-2"} and bool(_POWER.search(before) or _SYMBOL.search(before))
    )


def _linked(passage: Passage, limits: _Limits, taken: Sequence[tuple[int, int]]) -> Iterator[Found]:
    """Yield numbers that are links to the list and stand in no brackets."""
    links = [mark for mark in passage.marks if mark.kind == "link"]
    for place, mark in enumerate(links):
        if any(start <= mark.start and mark.end <= end for start, end in taken):
            continue
        match = _RAISED.fullmatch(passage.text, mark.start, mark.end)
        if match is None or (each := _read(passage, mark.start, mark.end, match[1], limits)) is None:
            continue
        following = links[place + 1] if place + 1 < len(links) else None
        if following and _JOINED.fullmatch(passage.text, mark.end, following.start):
            last = _RAISED.fullmatch(passage.text, following.start, following.end)
            if last and last[1].isdecimal() and 0 < int(last[1]) - each.numbers[-1] < _LONGEST:
                each = each._replace(numbers=(*each.numbers, *range(each.numbers[-1] + 1, int(last[1]))))
        yield each


def _read(passage: Passage, start: int, end: int, group: str, limits: _Limits) -> Found | None:
    """Read a group of numbers; None where they cannot be those of a list: 0, years, intervals that are too wide."""
    numbers: list[int] = []
    backwards: list[tuple[int, int]] = []
    for match in _PART.finditer(group):
        first, last = int(match[1]), int(match[2] or match[1])
        if match[2] and last <= first:
            full = int(match[1][: -len(match[2])] + match[2]) if len(match[2]) < len(match[1]) else 0
            if limits.elides and first < full <= limits.largest and full - first < 10:  # noqa: PLR2004  (the last figure alone, as in 121–8)
                last = full
            else:
                if last == 0 or first > limits.largest * 2 + 10:
                    return None
                backwards.append((first, last))
                first, last = last, first
        if last - first > _LONGEST or min(first, last) == 0 or max(first, last) > limits.largest * 2 + 10:
            return None
        numbers += range(first, last + 1)
    if not numbers or min(numbers) == 0 or max(numbers) > limits.largest * 2 + 10:
        return None
    return Found(passage, start, end, tuple(numbers), tuple(backwards))


def citations(each: Iterable[Found], places: Mapping[int, Sequence[int]]) -> Iterator[InTextCitation]:
    """Yield citations with the works of the list that their numbers mean."""
    for one in each:
        targets = dict.fromkeys(target for number in one.numbers for target in places.get(number, ()))
        yield InTextCitation(
            one.passage.place(one.start, one.end), numbers=one.numbers, targets=tuple(targets), is_sure=one.is_sure
        )
