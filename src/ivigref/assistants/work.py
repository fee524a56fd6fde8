"""What the process of a call does: read, ask, judge, and answer; a fault is answered as the reason."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from ivigref.assistants import answers, telling, wishes
from ivigref.errors import InputError, IvigrefError
from ivigref.text import printable

if TYPE_CHECKING:
    from ivigref.model import Citation, Silence
    from ivigref.reading import Listing
    from ivigref.registries.cache import Progress
    from ivigref.resolution import Registry

Sought = Literal["references", "identifier"]
Tell = Callable[[Mapping[str, Any]], None]
TEXT = "the text"  # what a text that comes with a call is called


class Means(NamedTuple):
    """What calls are answered with: how registries are opened, and what the settings say.

    ``opened`` takes what is looked up: more registries can be asked for an identifier. ``remarks`` say which values are
    not written as printed.
    """

    opened: Callable[[Sought, Progress], AbstractContextManager[list[Registry]]]
    silences: Callable[[str | None], list[Silence]]
    remarks: Callable[[Sequence[Citation]], Iterator[str]]
    is_live: bool = False
    profile: str | None = None
    style: str = "vancouver"


class Call(NamedTuple):
    """One call: its arguments, the document that they name, and what that is called."""

    wish: wishes.Wish
    path: Path | None = None
    name: str = TEXT


Answer = tuple[answers.Part, str]


def answer(tell: Tell, means: Means, call: Call) -> None:
    """Answer a call: values with evidence, and a short text."""
    try:
        at = _Desk(means, call, lambda *count: tell({"asked": count}))
        found, text = _ANSWERS[type(call.wish)](at, call.wish)
        tell({"answer": _visible(found.model_dump(mode="json")), "text": _visible(text)})
    except IvigrefError as error:
        tell({"problem": printable(str(error))})
    except Exception:  # noqa: BLE001  (a fault of ours ends this call and not the others)
        traceback.print_exc()
        tell({"problem": "a fault of ivigref ended this call; what it wrote on standard error says which"})


def _visible(value: Any) -> Any:  # noqa: ANN401  (JSON)
    """Return a value in which nothing is hidden: no control characters, no marks of direction, one kind of line end."""
    if isinstance(value, dict):
        return {name: _visible(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_visible(part) for part in value]
    return printable(value.replace("\r\n", "\n")) if isinstance(value, str) else value


class _Desk(NamedTuple):
    """Where a call is answered: what there is to answer it with, its document, and who hears how far it is."""

    means: Means
    call: Call
    told: Progress

    def opened(self, sought: Sought = "references") -> AbstractContextManager[list[Registry]]:
        return self.means.opened(sought, self.told)

    def read(self, text: str | None) -> Listing:
        """Read a text, or a document that may be read, with what lies beside it."""
        from ivigref import reading  # noqa: PLC0415  (only a list needs it)
        from ivigref.documents import Contents, is_archive  # noqa: PLC0415  (the same)
        from ivigref.sources import Named  # noqa: PLC0415  (the same)

        path, name = self.call.path, self.call.name
        if path is None:
            return reading.read(Named((text or "").encode("utf-8", "replace"), name))
        if is_archive(Contents(path.read_bytes())):
            raise InputError("expected a document, found an archive: unpack it, and name one document", place=name)
        return reading.read(path)._replace(name=name)

    def known(self, wish: wishes.Listed, *, tag: bool) -> tuple[telling.Page, Sequence[Citation]]:
        """Join the references of an answer to their records; the others are counted."""
        from ivigref import pipeline  # noqa: PLC0415  (the same)

        listing = self.read(wish.text)
        page = telling.Page(listing.name, len(listing.citations), wish.start, wish.most, self.means.is_live)
        shown = listing._replace(citations=page.of(listing.citations))
        with self.opened() as registries:
            return page, pipeline.known(shown, registries, tag=tag)


def _checked(at: _Desk, wish: wishes.Check) -> Answer:
    from ivigref.pipeline import examine  # noqa: PLC0415  (as above)

    means = at.means
    silences = means.silences(at.call.name if at.call.path else None)
    listing = at.read(wish.text)
    with at.opened() as registries:
        found = examine(listing, registries, tag=False, ignore=silences, profile=wish.profile or means.profile)
    return telling.checked(found if wish.notes else found.without_notes(), wish, is_live=means.is_live)


def _looked_up(at: _Desk, wish: wishes.LookUp) -> Answer:
    from ivigref import retrieval  # noqa: PLC0415  (as above)
    from ivigref.identifier_kinds import identify  # noqa: PLC0415  (the same)

    if identify(wish.reference) is not None:
        with at.opened("identifier") as registries:
            [found] = retrieval.fetch(wish.reference, registries=registries)
        return telling.fetched(found, is_live=at.means.is_live)
    from ivigref.parsing import parse_reference  # noqa: PLC0415  (the same)
    from ivigref.pipeline import examine  # noqa: PLC0415  (the same)

    with at.opened() as registries:
        checked = examine([parse_reference(wish.reference)], registries, tag=False)
    return telling.recognised(wish.reference, checked, is_live=at.means.is_live)


def _explained(_at: _Desk, wish: wishes.Explain) -> Answer:
    from ivigref.sheets import sheet  # noqa: PLC0415  (only this needs the vocabulary)

    text = sheet(wish.name)
    return answers.Explained(name=wish.name, sheet=text), text


def _tagged(at: _Desk, wish: wishes.Tag) -> Answer:
    return telling.tagged(*at.known(wish, tag=True))


def _written(at: _Desk, wish: wishes.Write) -> Answer:
    page, citations = at.known(wish, tag=False)
    return telling.written(page, citations, wish.style or at.means.style, wish.to, at.means.remarks(citations))


_ANSWERS: dict[type[wishes.Wish], Callable[[_Desk, Any], Answer]] = {
    wishes.Check: _checked,
    wishes.LookUp: _looked_up,
    wishes.Explain: _explained,
    wishes.Tag: _tagged,
    wishes.Write: _written,
}
