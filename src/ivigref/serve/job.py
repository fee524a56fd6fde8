"""One list that somebody has brought: how far it is, what is known of each reference by now, and what was decided."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args

__all__ = ["CHOICES", "STATES", "Choice", "Cursor", "Job", "State", "Wish"]

State = Literal["waiting", "reading", "asking", "drawing", "done", "unpacked", "failed", "cancelled"]
Choice = Literal["accept", "reject", "open"]
# What a state is called, and its sign: colour never says anything alone.
STATES: dict[State, tuple[str, str]] = {
    "waiting": ("·", "waiting for its turn"),
    "reading": ("…", "being read"),
    "asking": ("…", "registries are asked"),
    "drawing": ("…", "the report is drawn"),
    "done": ("✓", "checked"),
    "unpacked": ("✓", "unpacked: each document is a list"),
    "failed": ("✗", "not checked"),
    "cancelled": ("·", "stopped"),
}
_ENDED: frozenset[State] = frozenset(("done", "unpacked", "failed", "cancelled"))
CHOICES: tuple[Choice, ...] = get_args(Choice)


class Wish(NamedTuple):
    """How somebody wants a list to be checked: ``registries`` None for those of the kind of work, () for none.

    ``profile`` names a journal whose rules are checked, too.
    """

    registries: tuple[str, ...] | None = None
    mailto: str | None = None
    style: str = ""
    profile: str | None = None


class Cursor(NamedTuple):
    """How much of a job somebody has been shown."""

    version: int = -1
    rows: int = 0
    results: int = 0


@dataclass
class Job:
    """A list, from when it came until it is deleted; the process that checks it sends what it finds.

    ``rows`` are the references as read, ``results`` what is known of each, in the order in which it became known; both
    only grow, and of a very long list they are its beginning. ``known`` and ``total`` count all. ``choices``
    has what was decided of each correction that is not open.
    """

    owner: str
    name: str
    folder: Path
    size: int = 0
    wish: Wish = field(default_factory=Wish)
    id: str = field(default_factory=lambda: secrets.token_urlsafe(9))
    state: State = "waiting"
    problem: str = ""
    rows: list[Sequence[Any]] = field(default_factory=list)
    results: list[Sequence[Any]] = field(default_factory=list)
    total: int = 0
    known: int = 0
    asked: int = 0
    answered: int = 0
    summary: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    corrections: frozenset[str] = frozenset()
    choices: dict[str, Choice] = field(default_factory=dict)
    created: float = field(default_factory=time.time)
    used: float = field(default_factory=time.monotonic)
    asking_since: float | None = None
    version: int = 0

    @property
    def file(self) -> Path:
        """Where the document lies, under a name of ours."""
        return self.folder / "document"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will be found."""
        return self.state in _ENDED

    @property
    def accepted(self) -> frozenset[str]:
        """The corrections that were accepted."""
        return frozenset(name for name, choice in self.choices.items() if choice == "accept")

    def take(self, message: Mapping[str, Any]) -> None:
        """Take over what the process that checks the list has to say."""
        if self.is_over:
            return
        self.rows += message.get("rows", ())
        self.results += message.get("results", ())
        self.known += message.get("known", 0)
        asked, answered = message.get("asked", (0, 0))
        self.asked += asked
        self.answered += answered
        for name in ("state", "problem", "total", "summary", "counts", "corrections"):
            if name in message:
                setattr(self, name, message[name])
        if self.asked and self.asking_since is None:
            self.asking_since = time.monotonic()
        self.touch()

    def end(self, state: State, problem: str = "") -> None:
        """End the job, unless it has ended by itself."""
        if not self.is_over:
            self.state, self.problem = state, problem
            self.touch()

    def decide(self, choices: Mapping[str, Choice]) -> None:
        """Take over decisions, of corrections that there are."""
        for name, choice in choices.items():
            if choice == "open":
                self.choices.pop(name, None)
            else:
                self.choices[name] = choice
        self.touch()

    def touch(self) -> None:
        """Note that something has changed, or that somebody uses it."""
        self.version += 1
        self.used = time.monotonic()

    def since(self, cursor: Cursor) -> tuple[dict[str, Any], Cursor]:
        """Return what somebody has not been shown, and how much they have been shown then."""
        now = Cursor(self.version, len(self.rows), len(self.results))
        news = {
            "id": self.id,
            "name": self.name,
            "state": self.state,
            "sign": STATES[self.state][0],
            "word": STATES[self.state][1],
            "over": self.is_over,
            "problem": self.problem,
            "total": self.total,
            "known": self.known,
            "asked": self.asked,
            "answered": self.answered,
            "left": self.seconds_left,
            "summary": self.summary,
            "counts": dict(self.counts),
            "corrections": len(self.corrections),
            "decided": len(self.choices),
            "created": int(self.created),
            "from": cursor.rows,
            "rows": self.rows[cursor.rows :],
            "results": self.results[cursor.results :],
        }
        return news, now

    @property
    def seconds_left(self) -> int | None:
        """How long it may take until the questions that are known are answered, at the pace so far."""
        if self.state != "asking" or self.asking_since is None or not self.answered:
            return None
        taken = time.monotonic() - self.asking_since
        return round(taken / self.answered * max(0, self.asked - self.answered))
