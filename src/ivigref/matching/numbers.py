"""Years, volumes, issues and pages: what has to be equal, and what is only printed otherwise."""

from __future__ import annotations

import re

from ivigref.errors import InputError
from ivigref.matching.agreement import Agreement
from ivigref.matching.journals import same_journal
from ivigref.model import Record, Reference
from ivigref.pages import Pages
from ivigref.text import fold

_TOKEN = re.compile(r"[a-z]+|\d+")
_FIRST_LANCET_YEAR = 1823  # two volumes a year, counted within the year in print until 1990, through in the registries
_SUPPLEMENT = frozenset({"s", "suppl", "supp", "sup", "supplement", "supplements"})
_ISSUE_WORDS = frozenset({"no", "nr", "issue", "n", "pt", "part", "special", "spec"})


def compare_years(reference: Reference, record: Record) -> Agreement:
    """Compare the years; of print, online and issued year each is right, and the reason says which one it was.

    >>> compare_years(Reference(year=2009), Record(year=2010, year_online=2009)).reason
    'the year of online publication'
    """
    printed = _text(reference.year)
    named = ((record.year, None), (record.year_print, "print"), (record.year_online, "online publication"))
    known = [(year, name) for year, name in named if year is not None]
    if reference.year is None or not known:
        return Agreement("year", "unknown", printed, _text(known[0][0]) if known else None)
    for year, name in known:
        if year == reference.year:
            return Agreement("year", "same", printed, str(year), f"the year of {name}" if name else None)
    return Agreement("year", "different", printed, " or ".join(dict.fromkeys(str(year) for year, _ in known)))


def compare_volumes(reference: Reference, record: Record) -> Agreement:
    """Compare the volumes: 06 is 6, and the Lancet's volumes within a year are those of the whole count.

    >>> lancet = Reference(container_title="Lancet", year=1981, volume="1")
    >>> compare_volumes(lancet, Record(volume="317")).verdict
    'same'
    """
    printed, recorded = reference.volume, record.volume
    if not printed or not recorded:
        return Agreement("volume", "unknown", printed, recorded)
    if _tokens(printed) == _tokens(recorded):
        return Agreement("volume", "same", printed, recorded)
    if _tokens(recorded) in {_tokens(v) for v in (_lancet_volume(reference, printed),) if v}:
        return Agreement("volume", "same", printed, recorded, "volumes counted within the year")
    # A supplement is filed with the volume by some and with the issue by others.
    whole = f"{printed} {reference.issue or ''}", f"{recorded} {record.issue or ''}"
    if _tokens(printed)[:1] == _tokens(recorded)[:1] and _tokens(whole[0]) == _tokens(whole[1]):
        return Agreement("volume", "same", printed, recorded)
    return Agreement("volume", "different", printed, recorded)


def compare_issues(reference: Reference, record: Record) -> Agreement:
    """Compare the issues; ``2 Suppl 76`` is issue 2 as well as supplement 76.

    >>> compare_issues(Reference(issue="2 Suppl 76"), Record(issue="Suppl. 76")).verdict
    'same'
    """
    printed, recorded = reference.issue, record.issue
    if not printed or not recorded:
        return Agreement("issue", "unknown", printed, recorded)
    a, b = _issue_parts(printed), _issue_parts(recorded)
    shorter, longer = sorted((a, b), key=len)
    if a == b or (set(shorter) <= set(longer) and any("suppl" in part for part in longer)):
        return Agreement("issue", "same", printed, recorded)
    return Agreement("issue", "different", printed, recorded)


def compare_pages(reference: Reference, record: Record) -> Agreement:
    """Compare first and last pages with all their digits; an article number stands for pages.

    >>> compare_pages(Reference(pages="1228–31"), Record(pages="1228-1231")).verdict
    'same'
    """
    printed = reference.pages
    known = [pages for pages in (record.pages, _as_pages(record.article_number)) if pages]
    if printed is None or not known:
        return Agreement("pages", "unknown", _text(printed), _text(known[0]) if known else None)
    verdicts = [_compare_ranges(printed, pages, supplement=_is_supplement(reference)) for pages in known]
    for wanted in ("same", "close"):
        if wanted in verdicts:
            recorded = known[verdicts.index(wanted)]
            reason = None if wanted == "same" else "only one side gives the last page"
            return Agreement("pages", "same" if wanted == "same" else "close", str(printed), str(recorded), reason)
    return Agreement("pages", "different", str(printed), " or ".join(str(pages) for pages in known))


def same_first_page(reference: Reference, record: Record) -> bool | None:
    """Tell whether both begin on the same page or have the same article number; None where one does not say."""
    known = [pages for pages in (record.pages, _as_pages(record.article_number)) if pages]
    if reference.pages is None or not known:
        return None
    return any(_page(reference.pages.first) == _page(pages.first) for pages in known)


def _compare_ranges(printed: Pages, recorded: Pages, *, supplement: bool) -> str:
    first = _page(printed.first), _page(recorded.first)
    last = _page(printed.last or printed.first), _page(recorded.last or recorded.first)
    if supplement:  # S151–6 and 151–6 are the same pages of a supplement
        first, last = (first[0].lstrip("s"), first[1].lstrip("s")), (last[0].lstrip("s"), last[1].lstrip("s"))
    if first[0] != first[1]:
        return "different"
    if last[0] == last[1]:
        return "same"
    return "close" if printed.last is None or recorded.last is None else "different"


def _page(text: str) -> str:
    return "".join(token.lstrip("0") or "0" for token in _TOKEN.findall(fold(text)))


def _as_pages(text: str | None) -> Pages | None:
    try:
        return Pages.parse(text) if text else None
    except InputError:
        return None


def _is_supplement(work: Reference) -> bool:
    return any(token in _SUPPLEMENT for token in _tokens(f"{work.volume or ''} {work.issue or ''}"))


def _lancet_volume(reference: Reference, printed: str) -> str | None:
    if reference.year is None or printed not in {"1", "2", "i", "ii"}:
        return None
    if not same_journal(reference.container_title or "", "The Lancet"):
        return None
    return str(2 * (reference.year - _FIRST_LANCET_YEAR) + (1 if printed in {"1", "i"} else 2))


def _tokens(text: str) -> tuple[str, ...]:
    found = (token.lstrip("0") or "0" for token in _TOKEN.findall(fold(text)))
    return tuple("suppl" if token in _SUPPLEMENT else token for token in found if token not in {"vol", "volume"})


def _issue_parts(text: str) -> tuple[str, ...]:
    """Part an issue into what it counts: ("2", "suppl 76"); "76 Suppl" and "Suppl 76" are one."""
    tokens = [token for token in _tokens(text) if token not in _ISSUE_WORDS]
    if "suppl" not in tokens:
        return tuple(tokens)
    place = tokens.index("suppl")
    before, after = tokens[:place], tokens[place + 1 :]
    if not after and before:
        before, after = before[:-1], before[-1:]
    return (*before, " ".join(["suppl", *after]))


def _text(value: object) -> str | None:
    return None if value is None else str(value)
