"""BMC's older lists: a colon after the authors, a comma after the year."""

from __future__ import annotations

from ivigref.parsing.styles.style import Style

STYLE = Style(
    name="BioMed Central",
    tails=("{date}, {volume}{issue}:{pages}",),
    example="Example AB, De Sample C: Invented immunoglobulins in fictional lupus. J Imagin Med 2011, 12(3):145–152.",
)
