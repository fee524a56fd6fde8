"""Two references in one string, where a page's text has lost the end of a line: which to read, and which to keep.

>>> second_at("Made A (1973) On Effort. Moon Press, Tarn Real B, Other C (1966) Pupils. Fabulae 154:1583-1585")
42
"""

from __future__ import annotations

import re

from ivigref.patterns import lazy
from ivigref.text import UPPER

_YEAR = r"\((?:1[89]|20)\d\d[a-z]?\)"
_DATED = lazy(_YEAR)
_FAMILY = rf"(?:(?:de|van|von|der|den|la)\s){{0,2}}[{UPPER}][\w’'-]{{1,30}}"
_OTHERS = rf"(?:,\s{_FAMILY}(?:\s{_FAMILY})?\s[{UPPER}]{{1,3}}){{0,40}}(?:,?\set\sal\.?)?"
_PACKED = rf"{_FAMILY}\s[{UPPER}]{{1,3}}{_OTHERS}\s{_YEAR}\s"
_INITIALS = rf"(?:[{UPPER}]\.[\s-]?){{1,3}}"
_INVERTED = rf"{_FAMILY},\s{_INITIALS}(?:,?\s?(?:&\s|and\s)?{_FAMILY},\s{_INITIALS}){{0,40}}{_YEAR}[.,]?\s"
_BODY = rf"[{UPPER}][^.()\d]{{5,120}}(?:\s\([A-Z]{{2,8}}\))?\.\s{_YEAR}\.\s"
# Names and a year behind a whole reference, and no reply to them: "Comment on Made A (2004)".
_SECOND = lazy(
    rf"""(?<!\bon)(?<!\bto)(?<!\bby)(?<!\bof)(?<!\bin)(?<!\band)(?<![&,;:(])\s(?={_PACKED})
      | (?<=[.)\d])\s(?={_INVERTED}) | (?<=\d\.)\s(?={_BODY})""",
    re.VERBOSE,
)
_STOP = lazy(r"[.?!]\s")  # of the first title


def second_at(text: str) -> int | None:
    """Return where a second reference begins in a text, or None where there is one alone.

    >>> second_at("Made A (2010) Comment on Real B (2004) Lupus. Fabulae 1:2-3") is None
    True
    """
    years = list(_DATED.finditer(text)) if text.count("(") > 1 else ()
    if len(years) < 2:  # noqa: PLR2004  (of the two)
        return None
    begin = years[0].end()
    second = _SECOND.search(text, begin, years[1].end() + 2)  # with its stop and blank
    if second is None or _STOP.search(text, begin, second.start() + 1) is None:
        return None
    return second.end()
