"""The citations in the text of a manuscript: how they were read, and what of them does not go with the list."""

from __future__ import annotations

from ivigref.model import Checked, CitedText, Finding
from ivigref.text import counted

__all__ = ["how_read", "of_text"]

_SYSTEMS = {"numbers": "number", "author-year": "author and year", "keys": "key"}


def of_text(checked: Checked) -> list[Finding]:
    """Return the findings about the citations in the text; none for a list that came without one."""
    if checked.cited is None:
        return []
    return [finding for finding in checked.problems if finding.check.is_in_text or finding.places]


def how_read(cited: CitedText | None) -> str:
    """Return how many citations were read and how many works they cite; "" where that is not surely known.

    >>> how_read(CitedText(system="numbers"))
    '0 citations in the text, by number; 0 of 0 listed works cited'
    """
    if cited is None or cited.system is None:
        return ""
    read = f"{counted(len(cited), 'citation')} in the text, by {_SYSTEMS[cited.system]}"
    return f"{read}; {len(cited.cited)} of {counted(len(cited.references), 'listed work')} cited"
