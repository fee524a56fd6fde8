"""The references of a list: each item is read alone, then beside the others, which share a style.

The form of the majority decides where an item alone leaves a choice; one that is sure by itself stays as it is read. A
list of several styles has no majority, and nothing in it is changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

from ivigref.documents.items import Item
from ivigref.frozen import field_names
from ivigref.model import PrintedAs, Reference, Work
from ivigref.parsing import read_printed
from ivigref.parsing.forms import Form, form_of, majority_of, style_of
from ivigref.parsing.titles import GUESS, LIKELY
from ivigref.patterns import lazy

_REPAIRED = 0.8  # how far a field may be trusted in which characters were put right
_PRINTED = frozenset(field_names(Work))
_VOTERS = 1_000  # the first references of a list, which decide for all
# The mark for the authors of the item before: "———", "_______".
_SAME_AUTHORS = lazy(r"[_—–-]{2,40}[.,]?")
# Where title and journal part is a choice, which the majority settles.
_SETTLED = frozenset((name, sure) for name in ("title", "container_title") for sure in (LIKELY, GUESS))
# What is doubted where a reference departs from the majority in this alone. Of the ten that were seen none was right.
_DEPARTURES = {"joint": ("title", "container_title"), "names": ("authors",)}
_DEPARTED = 0.1


class Together:
    """The references of a list's items, read beside each other, to be taken once; then ``printed_as`` is known.

    Only the first thousand are read before they are asked for: they decide for all.

    >>> printed = "Bruton OC. Agammaglobulinemia. Pediatrics. 195{0};16:72{0}–38."
    >>> together = Together([Item(printed.format(year)) for year in range(9)])
    >>> len(list(together)), str(together.printed_as)
    (9, '9 of 9 articles are printed as Vancouver')
    """

    def __init__(self, items: Iterable[Item]) -> None:
        waiting = iter(items)
        first = [(item, reference_from_item(item)) for item in islice(waiting, _VOTERS)]
        self._pairs = chain(first, ((item, reference_from_item(item)) for item in waiting))
        self._form = _majority([reference for _, reference in first])
        self._fitting = self._articles = 0

    def __iter__(self) -> Iterator[Reference]:
        before: Reference | None = None
        for item, alone in self._pairs:
            reference = alone if self._form is None else self._voted(item, alone, self._form)
            before = _with_authors(reference, before)
            yield before

    @property
    def printed_as(self) -> PrintedAs | None:
        """The style of the list and how many articles are printed in it; None where there is no majority."""
        if self._form is None:
            return None
        return PrintedAs(style_of(self._form), self._form.sketch(), self._fitting, self._articles)

    def _voted(self, item: Item, alone: Reference, majority: Form) -> Reference:
        reference = _by_majority(item, alone, majority)
        form = form_of(reference)
        self._articles += form is not None
        self._fitting += form is not None and form.fits(majority)
        return reference


def _majority(references: Sequence[Reference]) -> Form | None:
    """Return the form of most references; where they part titles and journals in several ways, the sure ones decide."""
    forms = [(form, reference) for reference in references if (form := form_of(reference))]
    most = majority_of(form for form, _ in forms)
    if most is None or most.joint is not None:
        return most
    sure = majority_of(form for form, reference in forms if not reference.doubts)
    return most._replace(joint=sure.joint) if sure and sure.numbers == most.numbers else most


def _by_majority(item: Item, alone: Reference, majority: Form) -> Reference:
    """Read an item again by the form of its list, where its own reading departs from that and is doubtful."""
    form = form_of(alone)
    departures = form.departures(majority) if form else ()
    is_whole = alone.container_title and alone.year and (alone.authors or alone.editors)
    agrees = form is not None and not departures and form.joint == majority.joint
    if agrees and is_whole:
        return _settled(alone)
    competes = form is not None and _competes(form, departures)
    if not (alone.doubts or competes):
        return alone
    again = reference_from_item(item, majority)
    found = form_of(again)
    if found and again.container_title and found.fits(majority):
        return _settled(again)
    if agrees and alone.container_title:
        return _settled(alone)
    return _doubted(alone, departures) if competes else alone


def _competes(form: Form, departures: Sequence[str]) -> bool:
    """Tell whether a reference has the numbers of its list, and another part only in the way in which it was read.

    One in another style differs in its numbers, too; quotation marks are printed and no way of reading.
    """
    is_other = bool(departures) and _DEPARTURES.keys() >= set(departures)
    return is_other and form.numbers is not None and not (form.joint == '"' and "joint" in departures)


def _settled(reference: Reference) -> Reference:
    """Take away the doubt whether a title ends where that of the other references end."""
    doubts = tuple(doubt for doubt in reference.doubts if doubt not in _SETTLED)
    return reference if len(doubts) == len(reference.doubts) else reference.model_copy(update={"doubts": doubts})


def _doubted(reference: Reference, departures: Iterable[str]) -> Reference:
    """Doubt what a reference has otherwise than its list."""
    doubts = dict(reference.doubts)
    for part in departures:
        doubts |= {name: min(_DEPARTED, doubts.get(name, _DEPARTED)) for name in _DEPARTURES[part]}
    return reference.model_copy(update={"doubts": tuple(doubts.items())})


def _with_authors(reference: Reference, before: Reference | None) -> Reference:
    """Give a reference the authors of the one before it where a dash stands for them; the dash stays unparsed."""
    if before is None or reference.authors or not reference.unparsed:
        return reference
    if not _SAME_AUTHORS.fullmatch(reference.unparsed[0]) or not before.authors:
        return reference
    kept = tuple(doubt for doubt in reference.doubts if doubt[0] != "authors")
    same = {"authors": before.authors, "et_al": before.et_al, "doubts": (*kept, ("authors", LIKELY))}
    return reference.model_copy(update=same)


def reference_from_item(item: Item, by: Form | None = None) -> Reference:
    """Read one item of a list that is already split, keeping its number, link labels and line.

    A field that has a word in which characters were put right is one of its doubts. ``by`` is the form of the list.

    >>> item = Item("González A. Skin. Lupus. 1999;1:2–3.", repaired=("González",))
    >>> reference_from_item(item).doubts
    (('authors', 0.8),)
    """
    if item.data is not None:
        return item.data
    if "unparsed" in item.known:
        return Reference(raw=item.raw, number=item.number, links=item.links, line=item.line, **item.known)
    known = {"line": item.line, **item.known}
    reference = read_printed(item.raw, number=item.number, links=item.links, known=known, by=by)
    if not item.repaired:
        return reference
    doubts = dict(reference.doubts)
    for name in reference.model_fields_set & _PRINTED:
        shown = str(getattr(reference, name))
        if any(word in shown for word in _words(item.repaired)):
            doubts[name] = min(doubts.get(name, _REPAIRED), _REPAIRED)
    return reference.model_copy(update={"doubts": tuple(sorted(doubts.items()))})


def _words(repaired: Iterable[str]) -> Iterator[str]:
    """Yield words without the marks around them."""
    return filter(None, (word.strip(".,;:()[]“”\"'‘’") for word in repaired))
