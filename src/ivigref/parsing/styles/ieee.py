"""IEEE: the title in quotation marks, labels before volume, number and pages, the date last."""

from __future__ import annotations

from ivigref.parsing.styles.style import Style

STYLE = Style(
    name="IEEE",
    tails=("{volume}{issue},{pages},{date}",),
    example=(
        "A. B. Example and C. De Sample, “Invented immunoglobulins in fictional "
        "lupus,” J. Imagin. Med., vol. 12, no. 3, pp. 145–152, Mar. 2011."
    ),
)
