"""French lists: vol., n° and p. for volume, issue and pages."""

from __future__ import annotations

from ivigref.parsing.styles.style import Style

STYLE = Style(
    name="French",
    tails=(
        "{date},{volume}{issue},{pages}",
        "{date}:{volume}{issue}:{pages}",
        "{volume},{second},{date},{said}",
        "{volume},{second},{date}:{range}",
    ),
    example=(
        "Example A.B., De Sample C. Immunoglobulines inventées dans le lupus "
        "fictif. J Imagin Med, 2011, vol. 12, n° 3, p. 145-152."
    ),
)
