"""Years, volumes and issues: what has to be equal, and what is only printed otherwise."""

from __future__ import annotations

from functools import lru_cache

from ivigref.conventions.numerals import arabic
from ivigref.matching.agreement import Agreement, Verdict
from ivigref.matching.journals import same_journal
from ivigref.model import Record, Reference
from ivigref.patterns import lazy
from ivigref.text import fold

_TOKEN = lazy(r"[a-z]+|\d+")
_FIRST_LANCET_YEAR = 1823  # two volumes a year, counted within the year in print until 1990, through in the registries
_SUPPLEMENT = frozenset({"s", "suppl", "supp", "sup", "supplement", "supplements", "supplementum"})
_UNNAMED = frozenset("vol volume no nr issue n pt part special spec iss number heft and ns".split())
# What publishers deposit before an issue is made up.
_PLACEHOLDER = lazy(r"(?:publish\W)?ahead\W(?:of\W)?print|online\W?first|early\W?view|in\W?press|undefined|^\W*0+\W*$")


def compare_years(reference: Reference, record: Record) -> Agreement:
    """Compare the years; of print, online and issued year each is right, and the reason says which one it was.

    >>> compare_years(Reference(year=2009), Record(year=2010, year_online=2009)).reason
    'the year of online publication'
    """
    printed = None if reference.year is None else str(reference.year)
    named = ((record.year, None), (record.year_print, "print"), (record.year_online, "online publication"))
    known = [(year, name) for year, name in named if year is not None]
    if printed is None or not known:
        return Agreement("year", "unknown", printed, str(known[0][0]) if known else None)
    for year, name in known:
        if year == reference.year:
            verdict: Verdict = "close" if name and record.year is not None else "same"
            return Agreement("year", verdict, printed, str(year), f"the year of {name}" if name else None)
    return Agreement("year", "different", printed, " or ".join(dict.fromkeys(str(year) for year, _ in known)))


def compare_volumes(reference: Reference, record: Record) -> Agreement:
    """Compare the volumes: 06 is 6, and the Lancet's volumes within a year are those of the whole count.

    >>> lancet = Reference(container_title="Lancet", year=1981, volume="1")
    >>> compare_volumes(lancet, Record(volume="317")).verdict
    'same'
    """
    printed, recorded = reference.volume, record.volume
    ours, theirs = _tokens(printed), _tokens(recorded)
    if not ours or not theirs:
        return Agreement("volume", "unknown", printed, recorded)
    # A supplement is filed with the volume by some and with the issue by others.
    whole = ours + _tokens(reference.issue), theirs + _tokens(record.issue)
    if ours == theirs or (ours[0] == theirs[0] and whole[0] == whole[1]):
        return Agreement("volume", "same", printed, recorded)
    if _lancet_volume(ours, reference, record) == _lancet_volume(theirs, reference, record):
        return Agreement("volume", "same", printed, recorded, "volumes counted within the year")
    if _is_part(ours, theirs) or _is_part(theirs, ours):
        return Agreement("volume", "close", printed, recorded)
    return Agreement("volume", "different", printed, recorded)


def compare_issues(reference: Reference, record: Record) -> Agreement:
    """Compare the issues; ``2 Suppl 76`` is issue 2 as well as supplement 76.

    >>> compare_issues(Reference(issue="2 Suppl 76"), Record(issue="Suppl. 76")).verdict
    'same'
    """
    printed, recorded = reference.issue, record.issue
    ours, theirs = _issue_parts(printed), _issue_parts(recorded)
    if not ours or not theirs:
        return Agreement("issue", "unknown", printed, recorded)
    if ours == theirs:
        return Agreement("issue", "same", printed, recorded)
    shorter, longer = sorted((ours, theirs), key=len)
    has_supplement = any(part.startswith("suppl") for part in longer)
    if len(shorter) < len(longer) and set(shorter) <= set(longer):
        return Agreement("issue", "same" if has_supplement else "close", printed, recorded)
    if has_supplement and shorter[0].removeprefix("suppl ") == longer[-1].removeprefix("suppl ") and len(shorter) == 1:
        return Agreement("issue", "close", printed, recorded)
    if _counts(ours) != _counts(theirs):  # "Spring" or "Dec" on one side
        return Agreement("issue", "close", printed, recorded)
    return Agreement("issue", "different", printed, recorded)


def _counts(parts: tuple[str, ...]) -> bool:
    return any(part[-1].isdigit() for part in parts)


def is_supplement(work: Reference | Record) -> bool:
    """Tell whether a work stands in a supplement, by its volume or issue."""
    return "suppl" in _tokens(work.volume) or "suppl" in _tokens(work.issue)


def _lancet_volume(tokens: tuple[str, ...], reference: Reference, record: Record) -> tuple[str, ...]:
    """Return a Lancet volume by the whole count, and any other as it is."""
    year = reference.year or record.year
    if year is None or tokens not in {("1",), ("2",)}:
        return tokens
    if not any(same_journal(work.container_title or "", "The Lancet") for work in (reference, record)):
        return tokens
    return (str(2 * (year - _FIRST_LANCET_YEAR) + int(tokens[0])),)


def _is_part(shorter: tuple[str, ...], longer: tuple[str, ...]) -> bool:
    """Tell whether one volume is the other without its second number, letter or supplement: 38 of 38–39, 55 of 55A."""
    bare = tuple(part for part in longer if part != "suppl")
    return shorter in {bare, bare[: len(shorter)]} and len(shorter) < len(longer)


@lru_cache(maxsize=8192)
def _tokens(text: str | None) -> tuple[str, ...]:
    if text is None:
        return ()
    folded = fold(text)
    if _PLACEHOLDER.search(folded):
        return ()
    found = ("suppl" if token in _SUPPLEMENT else token for token in _TOKEN.findall(folded) if token not in _UNNAMED)
    return tuple(arabic(token) for token in found)


def _issue_parts(text: str | None) -> tuple[str, ...]:
    """Part an issue into what it counts: ("2", "suppl 76"); "76 Suppl" and "Suppl 76" are one."""
    tokens = _tokens(text)
    if "suppl" not in tokens:
        return tokens
    place = tokens.index("suppl")
    before, after = tokens[:place], tokens[place + 1 :]
    if not after and before:
        before, after = before[:-1], before[-1:]
    return (*before, " ".join(["suppl", *after]))
