"""What a style has to say about itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Style:
    """One way of printing references: its name, its tails, and the invented article of all examples in its form."""

    name: str
    tails: tuple[str, ...]
    example: str
