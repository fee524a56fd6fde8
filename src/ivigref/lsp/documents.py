"""A document as it is edited, and what is known of it: judged by the pipeline, or why it could not be."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ivigref import formats
from ivigref.annotating.fixed import is_library
from ivigref.annotating.manner import Manner
from ivigref.annotating.printing import printed
from ivigref.annotating.texts import is_markup, item_places
from ivigref.corrections import Proposed, proposed
from ivigref.encodings import read_exactly
from ivigref.errors import InputError, IvigrefError
from ivigref.lsp.positions import Text
from ivigref.model import Checked, Finding
from ivigref.pipeline import examine
from ivigref.profiles import load
from ivigref.reading import read
from ivigref.reports.places import Region, located, region_of
from ivigref.settings import Settings, find_settings
from ivigref.silences import from_option, from_settings
from ivigref.sources import Named

if TYPE_CHECKING:
    from ivigref.resolution import Registry

__all__ = ["Document", "Opener", "Seen", "Superseded", "Wanted", "examined"]

# Opens whom to ask, as is wished and with the mail address of who asks; None where only shipped records are asked.
Opener = Callable[["Wanted", str | None], AbstractContextManager["Sequence[Registry] | None"]]
_LONE = re.compile(r"[\ud800-\udfff]")  # half a character, of which no file has any


class Superseded(Exception):  # noqa: N818  (no error: a document has changed while it was read)
    """A document has changed, and what is known of it so far is of no use."""


class Wanted(NamedTuple):
    """What an editor wishes beside the settings of a project: whether registries are asked and which, and a profile."""

    live: bool = False
    registries: str | None = None
    profile: str | None = None
    ignore: tuple[str, ...] = ()


class Document(NamedTuple):
    """A document as it is edited: its name, its text and version, and where it is stored, if it is."""

    uri: str
    name: str
    text: Text
    version: int | None = None
    path: Path | None = None

    @property
    def is_library(self) -> bool:
        """Whether `check --fix` would correct it as a .bib file."""
        return is_library(self.name)

    @property
    def is_corrected(self) -> bool:
        """Whether `check --fix` would correct it at all."""
        return self.is_library or is_markup(self.text.whole)

    @property
    def encoding(self) -> str:
        """The encoding of the stored file, which decides which letters a .bib file can have."""
        try:
            return "utf-8" if self.path is None else read_exactly(self.path)[1]
        except (InputError, OSError):
            return "utf-8"


class Seen:
    """What is known of a document: the list that was judged, or a fault with its line, from 1, where it has one.

    A fault that is ``quiet`` is that of a text which holds no list, as most texts do.
    """

    def __init__(
        self,
        document: Document,
        checked: Checked | None = None,
        fault: str | None = None,
        line: int | None = None,
        *,
        quiet: bool = False,
    ) -> None:
        self.document, self.checked, self.fault, self.line, self.quiet = document, checked, fault, line, quiet

    @cached_property
    def located(self) -> list[tuple[Finding, Region | None, int | None]]:
        """Each finding with its place in the text and the place of its citation in the list."""
        if self.checked is None:
            return []
        of = [None] * len(self.checked.problems)
        numbers = [number for number, (_, found, _) in enumerate(self.checked.rows()) for _ in found]
        return [
            (finding, region or self._cited(number), number)
            for (finding, region), number in zip(located(self.checked), [*of, *numbers], strict=True)
        ]

    def _cited(self, number: int | None) -> Region | None:
        """Return where the text cites a work that another file lists."""
        if number is None or self.checked is None or self.checked.cited is None:
            return None
        places = self.checked.cited.places.get(number, ())
        return next((region for place in places if (region := region_of(place))), None)

    @cached_property
    def items(self) -> dict[int, tuple[int, int]]:
        """Where the text of each reference begins and ends, without the empty lines behind it."""
        if self.checked is None:
            return {}
        whole = self.document.text.whole
        return {
            number: (start, start + len(whole[start:end].rstrip()))
            for number, (start, end) in item_places(whole, self.checked)
        }

    @cached_property
    def proposals(self) -> dict[int, Proposed]:
        """The sure corrections of each reference that has any, as far as `check --fix` would write them."""
        if self.checked is None or not self.document.is_corrected:
            return {}
        found = (self._written(proposal) for proposal in proposed(self.checked))
        return {proposal.place: proposal for proposal in found if proposal.corrections}

    def _written(self, proposal: Proposed) -> Proposed:
        """Leave out what a printed list has no place for: identifiers where it prints none."""
        if self.document.is_library or not proposal.corrections:
            return proposal
        made = printed(proposal.citation, proposal.corrections, self._manner).made
        return proposal._replace(corrections=tuple(one for one in proposal.corrections if one.field in made))

    @cached_property
    def _manner(self) -> Manner:
        return Manner.of(self.checked.citations if self.checked else ())

    @cached_property
    def is_bibtex(self) -> bool:
        """Whether a comment in the text can silence a finding."""
        return formats.sniff(self.document.text.whole) == "bibtex"


def examined(document: Document, wish: Wanted, opened: Opener, is_current: Callable[[], bool]) -> Seen:
    """Judge a document as `ivigref check` does in its folder; a fault of the text or of the settings is returned.

    Raises Superseded as soon as it is no longer the current one.
    """

    def go_on(*_: object) -> None:
        if not is_current():
            raise Superseded

    try:
        settings = None if document.path is None else find_settings(document.path.parent)
        silences = [from_option(one) for one in wish.ignore]
        silences += from_settings(settings, document.name) if settings else []
        profile = _profile(wish, settings)
        rules = None if profile is None else load(profile)
    except InputError as error:
        return Seen(document, fault=str(error))
    try:
        go_on()
        data = _LONE.sub("\ufffd", document.text.whole).encode()
        listing = read(Named(data, document.name, document.path))
        go_on()
        names = wish.registries or (settings.text("registries") if settings else None)
        mailto = settings.text("mailto") if settings else None
        with opened(wish._replace(registries=names), mailto) as registries:
            on_result = None if registries is None else go_on
            result = examine(listing, registries, tag=False, ignore=silences, profile=rules, on_result=on_result)
        go_on()
    except IvigrefError as error:
        return Seen(document, fault=str(error), line=_line(error, document), quiet=_is_quiet(error, document))
    return Seen(document, result)


def _profile(wish: Wanted, settings: Settings | None) -> str | None:
    """Return the profile that is wished, else that of the settings: a file is looked for beside them."""
    if wish.profile is not None or settings is None:
        return wish.profile
    named = settings.text("profile")
    beside = Path(settings.place).parent / (named or "")
    return str(beside) if named and beside.is_file() else named


def _line(error: IvigrefError, document: Document) -> int | None:
    place = getattr(error, "place", None) or ""
    number = place.removeprefix(f"{document.name}:")
    return int(number) if number != place and number.isdecimal() else None


def _is_quiet(error: IvigrefError, document: Document) -> bool:
    """Tell whether a text is one that need not hold a list: no .bib file, and no place of it is at fault."""
    return isinstance(error, InputError) and not document.is_library and _line(error, document) is None
