"""References of one list share a style: the majority decides how a doubtful one is read, and says which style it was.

A reference that is sure by itself stays as it is read; where it departs from a clear majority it is doubted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from ivigref.model import Kind, Reference
from ivigref.parsing.forms import Form, form_of, majority_of
from ivigref.parsing.titles import GUESS, LIKELY

Read = Callable[[int, Form], Reference]

# What a form settles: who chose the place where title and journal part is doubted no more.
_SETTLED = frozenset(("title", "container_title"))
_CHOICES = frozenset((LIKELY, GUESS))


class Voted(NamedTuple):
    """The references of a list as it reads them together, and the form of its majority."""

    references: list[Reference]
    form: Form | None
    fitting: int = 0


def vote(references: Sequence[Reference], read: Read) -> Voted:
    forms = [form_of(reference) for reference in references]
    majority = majority_of(form for form in forms if form)
    if majority is None:
        return Voted(list(references), None)
    again = [_again(place, references[place], form, majority, read) for place, form in enumerate(forms)]
    fitting = sum(form is not None and form.fits(majority) for form in map(form_of, again))
    return Voted(again, majority, fitting)


def _again(place: int, reference: Reference, form: Form | None, majority: Form, read: Read) -> Reference:
    departures = form.departures(majority) if form else ()
    if form and not departures and reference.container_title:
        return _settled(reference)
    competes = form is not None and form.numbers is not None and 0 < len(departures) and "numbers" not in departures
    if not (reference.doubts or competes):
        return reference
    other = read(place, majority)
    found = form_of(other)
    if found and found.fits(majority) and other.container_title:
        return _settled(other)
    return _doubted(reference, departures) if competes else reference


def _settled(reference: Reference) -> Reference:
    doubts = tuple(d for d in reference.doubts if not (d[0] in _SETTLED and d[1] in _CHOICES))
    return reference if doubts == reference.doubts else reference.model_copy(update={"doubts": doubts})


def _doubted(reference: Reference, departures) -> Reference:
    doubts = dict(reference.doubts)
    for name in {"joint": ("title", "container_title"), "names": ("authors",), "date": ("year",)}.get(departures[0], ()):
        doubts[name] = min(doubts.get(name, 1), 0.4)
    return reference.model_copy(update={"doubts": tuple(doubts.items())})
