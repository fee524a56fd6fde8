"""German lists: Bd., H. and S. for volume, issue and pages."""

from __future__ import annotations

from ivigref.parsing.styles.style import Style

STYLE = Style(
    name="German",
    tails=(
        "{volume}{issue} ({date}),{pages}",
        "{volume} ({date}){issue},{pages}",
        "{said}",  # of a journal that counts by months alone
    ),
    example=(
        "Example AB, De Sample C (2011) Erfundene Immunglobuline bei "
        "erdachtem Lupus. J Imagin Med, Bd. 12, H. 3, S. 145–152."
    ),
)
