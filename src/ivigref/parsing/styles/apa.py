"""APA: the year in brackets after the authors, commas in the tail."""

from __future__ import annotations

from ivigref.parsing.styles.style import Style

STYLE = Style(
    name="APA",
    tails=("{volume}{issue},{pages}", "{within},{pages}", "{volume}{within}"),
    example=(
        "Example, A. B., & De Sample, C. (2011). Invented immunoglobulins in "
        "fictional lupus. Journal of Imaginary Medicine, 12(3), 145–152."
    ),
)
