"""How registries are asked: whose address goes with it, where answers are cached, and how long anybody waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TypedDict

from ivigref.registries.cache import MAX_AGE, Cache, Progress
from ivigref.registries.contact import mail_address
from ivigref.registries.pace import Pacer, Warn
from ivigref.registries.transport import PATIENCE, TIMEOUT, Offline, Transport


class Options(TypedDict, total=False):
    """The fields of an Access, as a registry takes them by name."""

    mailto: str | None
    cache: Path | None
    max_age: timedelta
    refresh: bool
    offline: bool
    timeout: float
    patience: float
    progress: Progress | None
    warn: Warn | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """One value for all registries that are asked together.

    ``mailto`` (or the variable IVIGREF_MAILTO) is sent with each request and never shown or cached. ``cache`` is a
    folder for answers and for the account of requests; without it both live as long as the registry. An answer older
    than ``max_age`` is asked for again, with ``refresh`` every one; ``offline`` asks nobody. ``timeout`` bounds one
    try and ``patience`` one question with all its tries, in seconds. ``progress`` hears of questions and answers as
    they come, where it is None the cell of a notebook, ``warn`` that the folder cannot be used, which stops nothing.

    >>> Access(offline=True).max_age.days
    30
    """

    mailto: str | None = None
    cache: Path | None = None
    max_age: timedelta = MAX_AGE
    refresh: bool = False
    offline: bool = False
    timeout: float = TIMEOUT
    patience: float = PATIENCE
    progress: Progress | None = None
    warn: Warn | None = None

    @property
    def address(self) -> str | None:
        """The mail address to send, given or in the variable; raises InputError for one that cannot be sent."""
        return mail_address(self.mailto)

    def open_transport(self, registry: str) -> Transport | Offline:
        """Return how to ask a registry; the account of requests is in the folder, where every process sees it.

        Raises InputError for a mail address that cannot be sent.
        """
        address = self.address
        if self.offline:
            return Offline(registry)
        pacer = Pacer(self.cache / "pace.sqlite" if self.cache else None, self.warn)
        return Transport(registry, mailto=address, pacer=pacer, timeout=self.timeout, patience=self.patience)

    def open_cache(self) -> Cache:
        """Return the answers that the folder holds; offline, every one of them is fresh enough."""
        return Cache(
            self.cache / "answers.sqlite" if self.cache else None,
            max_age=self.max_age,
            refresh=self.refresh and not self.offline,
            stale=self.offline,
            progress=self.progress,
            warn=self.warn,
        )
