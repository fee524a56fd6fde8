"""Springer Basic: the year in brackets after the authors, no stop before the title."""

from __future__ import annotations

from ivigref.parsing.styles.style import Style

STYLE = Style(
    name="Springer Basic",
    tails=("{volume}{issue}:{pages}",),
    example="Example AB, De Sample C (2011) Invented immunoglobulins in fictional lupus. J Imagin Med 12(3):145–152",
)
