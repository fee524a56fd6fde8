"""MLA: the title in quotation marks, labels before volume, number and pages, the pages last."""

from __future__ import annotations

from ivigref.parsing.styles.style import Style

STYLE = Style(
    name="MLA",
    tails=(
        "{volume}{issue},{date},{pages}",
        "{volume}{issue} ({date}):{pages}",
    ),
    example=(
        "Example, Alice B., and Carl De Sample. “Invented Immunoglobulins in Fictional Lupus.” "
        "Journal of Imaginary Medicine, vol. 12, no. 3, Mar. 2011, pp. 145–52."
    ),
)
