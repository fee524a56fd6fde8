"""Elsevier's numbered lists: volume (year) pages, commas between all parts."""

from __future__ import annotations

from ivigref.parsing.styles.style import Style

STYLE = Style(
    name="Elsevier",
    tails=(
        "{volume}{issue} ({date}) {pages}",
        "{volume} ({date}){issue}:{pages}",
        "{volume}{issue}:{pages} ({date})",
    ),
    example=(
        "A.B. Example, C. De Sample, Invented immunoglobulins in fictional lupus, J. Imagin. Med. 12 (2011) 145–152."
    ),
)
