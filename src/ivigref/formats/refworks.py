"""RefWorks Tagged Format, lines that begin with two letters, the type of a reference first.

Format: Ex Libris, RefWorks Tagged Format (knowledge.exlibrisgroup.com/RefWorks).
"""

from __future__ import annotations

from ivigref.formats.draft import Loaded
from ivigref.formats.labelled_text import read_tagged
from ivigref.patterns import lazy

_LINE = lazy(r"\ufeff?([A-Z][A-Z0-9]) (.*)")


def loads(text: str) -> Loaded:
    r"""Read what RefWorks exports for other users of it.

    >>> print(loads("RT Journal Article\nA1 Berg,O.\nT1 A title\nYR 2014\nVO 3\nSP 11\nOP 19\n")[0])
    Berg O. A title. 2014;3:11–19
    """
    return read_tagged(text, "refworks", _LINE, "RT", want="RefWorks' tagged format")
