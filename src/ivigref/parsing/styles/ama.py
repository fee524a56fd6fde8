"""AMA: Vancouver with an italic journal, and a stop after its abbreviation."""

from __future__ import annotations

from ivigref.parsing.styles.style import Style

STYLE = Style(
    name="AMA",
    tails=(
        "{date};{volume}{issue}:{pages}",
        "{date}:{pages}",
    ),
    example="Example AB, De Sample C. Invented immunoglobulins in fictional lupus. *J Imagin Med*. 2011;12(3):145-152.",
)
