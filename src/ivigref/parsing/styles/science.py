"""Science: authors in direct order, a comma before the title."""

from __future__ import annotations

from ivigref.parsing.styles.style import Style

STYLE = Style(
    name="Science",
    tails=("{volume}{issue},{pages} ({date})",),
    example=(
        "A. B. Example, C. De Sample, Invented immunoglobulins in fictional lupus. J. Imagin. Med. 12, 145–152 (2011)."
    ),
)
