"""Nature and its daughters: volume, pages and the year in brackets at the end."""

from __future__ import annotations

from ivigref.parsing.styles.style import Style

STYLE = Style(
    name="Nature",
    tails=("{volume}{issue},{pages} ({date})", "({date})"),  # the second of preprints
    example=(
        "Example, A. B. & De Sample, C. Invented immunoglobulins in "
        "fictional lupus. J. Imagin. Med. 12, 145–152 (2011)."
    ),
)
