"""Vancouver (ICMJE, NLM), and the numbered lists of Springer's medical journals."""

from __future__ import annotations

from ivigref.parsing.styles.style import Style

STYLE = Style(
    name="Vancouver",
    tails=(
        "{date};{range}",
        "{date};{volume}{issue}:{pages}",
        "{date};{volume}{issue}",
        "{date};{within}:{pages}",
        "{date};{pages}",
        "{date};{online}",
        "{date}",
    ),
    example="Example AB, De Sample C. Invented immunoglobulins in fictional lupus. J Imagin Med. 2011;12(3):145–52.",
)
