"""Spanish and Portuguese lists: v., n. and p. for volume, issue and pages (ABNT, and most of Latin America)."""

from __future__ import annotations

from ivigref.parsing.styles.style import Style

STYLE = Style(
    name="Iberian",
    tails=(
        "{volume}{issue},{pages},{date}",
        "{labelled}{issue},{date}",
        "{date}, {labelled}, {numbered}",
        "{numbered},{pages},{date}",
        "{numbered},{date}",
    ),
    example=(
        "EXAMPLE, A. B.; DE SAMPLE, C. Imunoglobulinas inventadas no lúpus "
        "fictício. J Imagin Med, v. 12, n. 3, p. 145-152, 2011."
    ),
)
