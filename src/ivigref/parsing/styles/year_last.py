"""Numbered lists of engineering and physiology journals: the year last, after the pages, or in brackets."""

from __future__ import annotations

from ivigref.parsing.styles.style import Style

STYLE = Style(
    name="Year last",
    tails=(
        "{volume}{issue}:{pages},{date}",
        "{volume}{issue}:{pages};{date}",
        "{volume}{issue}:{pages} ({date})",
        "{volume}{issue}:{pages}.{date}",
        "({date});{volume}{issue}:{pages}",
    ),
    example=(
        "Example, A. B., and C. De Sample. Invented immunoglobulins in "
        "fictional lupus. J. Imagin. Med. 12(3):145–152, 2011."
    ),
)
