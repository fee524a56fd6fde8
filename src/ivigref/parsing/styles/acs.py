"""ACS: semicolons between authors, then year, volume, pages."""

from __future__ import annotations

from ivigref.parsing.styles.style import Style

STYLE = Style(
    name="ACS",
    tails=("{date},{volume}{issue},{pages}",),
    example=(
        "Example, A. B.; De Sample, C. Invented immunoglobulins in "
        "fictional lupus. J. Imagin. Med. 2011, 12 (3), 145–152."
    ),
)
