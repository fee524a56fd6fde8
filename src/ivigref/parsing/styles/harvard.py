"""Harvard, and Elsevier's author-date lists: the year between full stops or commas after the authors."""

from __future__ import annotations

from ivigref.parsing.styles.style import Style

STYLE = Style(
    name="Harvard",
    tails=(
        "{volume}{issue},{pages}",
        "{volume}{issue} {pages}",
    ),
    example=(
        "Example, A.B., De Sample, C., 2011. Invented immunoglobulins in fictional lupus. J. Imagin. Med. 12, 145–152."
    ),
)
