"""Web of Science plain text: savedrecs.txt and .ciw, lines that begin with a tag of two letters.

Format: Clarivate, Web of Science Core Collection field tags (webofscience.help.clarivate.com).
"""

from __future__ import annotations

import re

from ivigref.formats.draft import Loaded
from ivigref.formats.labelled_text import read_tagged
from ivigref.patterns import lazy

_LINE = lazy(r"([A-Z][A-Z0-9])(?: (.*))?")
_CLOSING = lazy(r"^(?:ER|EF)[^\S\n]*+$|^(?:FN|VR) [^\n]*+$", re.MULTILINE)  # the program, and the end of a record


def loads(text: str) -> Loaded:
    r"""Read what Web of Science saves as plain text, and EndNote Desktop as .ciw.

    >>> text = "FN Clarivate\nVR 1.0\nPT J\nAU Berg, O\n   Dahl, M\nTI A title on\n   two lines\nPY 2014\nER\n\nEF"
    >>> print(loads(text)[0])
    Berg O, Dahl M. A title on two lines. 2014
    """
    return read_tagged(_CLOSING.sub("", text), "wos", _LINE, "PT", want="Web of Science's plain text")
