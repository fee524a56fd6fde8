"""What comes of comparing one field of a reference with the same field of a record."""

from __future__ import annotations

from typing import Literal, NamedTuple

# "close" is a difference that does no harm (a subtitle left out, an initial not printed): worth a note, no alarm.
Verdict = Literal["same", "close", "different", "unknown"]


class Agreement(NamedTuple):
    """How one field compares; both values as a person would want to see them, and in words what differs.

    ``unknown`` means that one side does not say; it is never a reason for an alarm.
    """

    field: str
    verdict: Verdict
    printed: str | None = None
    recorded: str | None = None
    reason: str | None = None

    @property
    def agrees(self) -> bool:
        """Whether both sides speak and mean the same."""
        return self.verdict in {"same", "close"}

    @property
    def differs(self) -> bool:
        """Whether both sides speak and do not mean the same."""
        return self.verdict == "different"
