"""What registries are asked about a journal: whether they have any article of it and of a year."""

from __future__ import annotations

from typing import NamedTuple


class JournalYear(NamedTuple):
    """A journal as printed, a year, and the ISSNs of the journal, as far as they are printed."""

    journal: str
    year: int
    issns: tuple[str, ...] = ()
