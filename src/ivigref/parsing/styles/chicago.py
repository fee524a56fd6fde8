"""Chicago author-date: full names, the title in quotation marks."""

from __future__ import annotations

from ivigref.parsing.styles.style import Style

STYLE = Style(
    name="Chicago",
    tails=(
        "{volume}{issue}:{pages}",
        "{volume}{issue} ({date}):{pages}",
    ),
    example=(
        "Example, Alice B., and Carl De Sample. 2011. “Invented Immunoglobulins in "
        "Fictional Lupus.” Journal of Imaginary Medicine 12 (3): 145–52."
    ),
)
