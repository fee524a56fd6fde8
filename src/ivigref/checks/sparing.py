"""What has to be true before anybody is accused: that the work was read, looked for, and should be there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from ivigref.checks.elsewhere import JOURNAL, elsewhere, links
from ivigref.checks.holdings import Holdings
from ivigref.checks.record import OF_THE_WORK
from ivigref.holders import NAMES_NONE, SILENT
from ivigref.identifiers import Link
from ivigref.matching import may_be
from ivigref.matching.numbers import is_supplement
from ivigref.model import Citation, Likeness, Reference, Route, Verdict
from ivigref.model.verdicts import listed
from ivigref.pages import Pages
from ivigref.registries import LIVE
from ivigref.rejected import FEWEST_WORDS
from ivigref.text import whole, words

SURE_ENOUGH = 0.7  # of a title: what the parser trusts less may be cut in the wrong place
ABSTRACT = 2  # pages
_NOTHING = "nothing shows that a register holds articles"
OLD = 1950  # before this year registers hold journals in part


class Doubt(NamedTuple):
    """Why nobody is accused."""

    verdict: Verdict
    reason: str
    look: tuple[Link, ...] = ()


def misread(citation: Citation) -> Doubt | None:
    """Return why the print says too little to accuse anybody, whatever stands at its place.

    >>> misread(Citation(reference=Reference(kind="thesis", title="On lupus"))).verdict
    'not-expected'
    """
    return next((doubt for reason in _READ if (doubt := reason(citation)) is not None), None)


def spared(citation: Citation, held: str | None, holdings: Holdings, today: int) -> Doubt | None:
    """Return why a work that no register knows is not missed there, or None where it is.

    ``held`` says by what it is known that one holds its journal of its year, ``today`` is this year.
    """
    doubt = next((doubt for reason in _LOOKED_FOR if (doubt := reason(citation)) is not None), None)
    return doubt or _unheld(citation, held, holdings, today)


# Each says why a reference is not accused, or None. What is wrong with the reading comes before all evidence.


def _of_another_kind(citation: Citation) -> Doubt | None:
    """Spare a work that registers of articles need not hold."""
    place = elsewhere(citation.reference)
    if place is None:
        return None
    reason = f"{place.called} is not expected there: look {place.who}"
    return Doubt(Verdict.NOT_EXPECTED, reason, links(citation.reference, place))


def _unread(citation: Citation) -> Doubt | None:
    """Spare an item that was not read whole, or of which the title may be cut in the wrong place."""
    reference = citation.reference
    is_told = reference.kind is not None or reference.volume is not None
    if not reference.title or not reference.container_title or not is_told:
        return Doubt(Verdict.UNDECIDED, "")
    if reference.unparsed:
        return Doubt(Verdict.UNDECIDED, "parts of the item could not be read")
    if min(reference.confidence(field) or 0.0 for field in ("title", "container_title")) < SURE_ENOUGH:
        return Doubt(Verdict.UNDECIDED, "where the title ends is not sure")
    return None


def _in_press(citation: Citation) -> Doubt | None:
    """Spare an article without volume and pages that was still to be printed."""
    reference = citation.reference
    if reference.volume or reference.pages or not reference.date_text:
        return None
    look = links(reference, JOURNAL)
    return Doubt(Verdict.NOT_EXPECTED, f"it was {reference.date_text}: look {JOURNAL.who}", look)


def _of_few_words(citation: Citation) -> Doubt | None:
    """Spare a title that many works have, or one that is translated: neither can be searched for."""
    title = citation.reference.title or ""
    if len(words(title)) < FEWEST_WORDS:
        return Doubt(Verdict.UNDECIDED, "its title is too short to be searched for")
    if title.strip(" .").startswith("["):
        return Doubt(Verdict.UNDECIDED, "its title is a translation, and registers may have the original only")
    if not any(character.isascii() and character.isalpha() for character in title):
        return Doubt(Verdict.UNDECIDED, "its title is in a script that registers often transcribe")
    return None


def _in_supplement(citation: Citation) -> Doubt | None:
    """Spare an abstract in a supplement, which has a page or two: registers often hold the whole only."""
    reference = citation.reference
    if not is_supplement(reference) or _length(reference.pages) > ABSTRACT:
        return None
    return Doubt(Verdict.UNDECIDED, "an abstract in a supplement is often not registered by itself")


def _length(pages: Pages | None) -> int:
    """Count the pages of an article, one where only the first is printed."""
    first, last = (whole(page or "") for page in (pages.first, pages.last)) if pages else (None, None)
    return last - first + 1 if first is not None and last is not None else 1


def _with_identifier(citation: Citation) -> Doubt | None:
    """Spare a work of which a printed identifier is registered, or was not looked up."""
    for name in citation.reference.known_by:
        if name in citation.refuted:
            continue
        if "identifier" not in searched(citation):
            return Doubt(Verdict.UNDECIDED, f"the printed {name.upper()} was not looked up")
        if name in OF_THE_WORK:
            return Doubt(Verdict.UNDECIDED, f"the printed {name.upper()} is registered, or was not looked up")
    return None


def _near(citation: Citation) -> Doubt | None:
    """Spare a work that a candidate may be after all, or two of them."""
    rejected = (*citation.contradicting, *citation.nearest)
    likely = [record for record in rejected if may_be(citation.reference, record)]
    if not likely:
        return None
    return Doubt(Verdict.UNDECIDED, f"it may be {Likeness(record=likely[0])}")


def _routes(citation: Citation) -> Doubt | None:
    """Spare a work for which no register of all was asked, or not on every route."""
    if not any(name in LIVE for name in citation.asked):
        return Doubt(Verdict.UNDECIDED, "no register of all works was asked")
    missing = [route for route in wanted(citation.reference) if route not in searched(citation)]
    return Doubt(Verdict.UNDECIDED, f"it was not searched by {listed(missing)}") if missing else None


_READ: tuple[Callable[[Citation], Doubt | None], ...] = (_of_another_kind, _unread)
_LOOKED_FOR = (_in_press, _of_few_words, _in_supplement, _with_identifier, _near, _routes)


def _unheld(citation: Citation, held: str | None, holdings: Holdings, today: int) -> Doubt | None:
    """Say why no register need hold an article, unless one holds its journal of its year."""
    reference = citation.reference
    year, journal = reference.year, f"“{reference.container_title}”"
    if year is None:
        return Doubt(Verdict.UNDECIDED, "the year is not printed")
    look = links(reference, JOURNAL)
    if year >= today:
        reason = f"an article of {year} may not be registered yet: look {JOURNAL.who}"
        return Doubt(Verdict.NOT_EXPECTED, reason, look)
    if held is not None:
        return None
    if silent := [inquiry.registry for inquiry in citation.inquiries if inquiry.message == SILENT]:
        return Doubt(Verdict.UNDECIDED, f"{listed(silent)} did not say whether the journal is held; try again later")
    old = f", and {year} is before most of what registers hold" if year < OLD else ""
    which = f"of {journal} of {year}" if holdings.is_known(reference) else f"of a journal {journal}"
    said = [inquiry.registry for inquiry in citation.inquiries if inquiry.message == NAMES_NONE]
    names = f"{listed(said)} name{'s' if len(said) == 1 else ''} no article" if said else _NOTHING
    reason = f"{names} {which}{old}: look {JOURNAL.who}"
    # With an identifier of another work nobody can call the reference in order.
    return Doubt(Verdict.UNDECIDED if citation.contradicting else Verdict.NOT_EXPECTED, reason, look)


def searched(citation: Citation) -> tuple[Route, ...]:
    """Return the routes on which registers looked for a work and answered."""
    return tuple(
        dict.fromkeys(route for i in citation.inquiries if i.registry in citation.asked for route in i.searched)
    )


def wanted(reference: Reference) -> Iterator[Route]:
    """Yield the routes on which a work has to be looked for, as far as the print allows."""
    if reference.known_by:
        yield "identifier"
    yield "title"
    if reference.pages and (reference.volume or reference.year):
        yield "place"
