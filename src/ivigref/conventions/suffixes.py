"""Suffixes of names: Jr, Sr, III, 2nd, Filho, Neto.

Source: PubMed's help on author names (Jr, Sr, 2nd, 3rd, III) and the Portuguese names of kinship that ABNT NBR 10520
keeps with the name.
"""

from __future__ import annotations

import re

from ivigref.patterns import lazy

GENERATIONS = ("Jr", "Sr", "II", "III", "IV", "2nd", "3rd", "4th", "2d", "3d")
DEGREES = ("PhD", "Ph.D", "Ph. D", "DPhil", "MSc", "MPH", "DDS", "DVM", "PharmD", "EdD", "MBBS", "FRCP", "FRCS")
KINSHIP = ("Filho", "Neto", "Sobrinho", "Junior", "Júnior")
SUFFIXES = (*GENERATIONS, *KINSHIP)

# The alternatives of a pattern, for parsers of whole lists of names; the longest come first.
PATTERN = "|".join(sorted(map(re.escape, SUFFIXES), key=len, reverse=True))
_SUFFIX = lazy(rf"(?:{PATTERN})\.?", re.IGNORECASE)


def is_suffix(text: str) -> bool:
    """Tell whether a part of a name is a suffix.

    >>> [is_suffix(text) for text in ("Jr.", "III", "Filho", "K.")]
    [True, True, True, False]
    """
    return _SUFFIX.fullmatch(text) is not None
