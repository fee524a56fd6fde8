"""Names with the family name first, ``De Pità, O.``, which all formats but CSL-JSON have in common."""

from __future__ import annotations

import re
from functools import lru_cache

from ivigref.conventions.suffixes import is_suffix
from ivigref.names import Name
from ivigref.text import clean

_INITIALS = re.compile(r"(?<![^\W\d_])[^\W\d_a-z]{1,3}(?![^\W\d_])[.]?")
_ET_AL = re.compile(r"(?:and |& )?et[ .]{0,2}al\.?,?", re.IGNORECASE)
_HYPHENS = str.maketrans(dict.fromkeys("\u2010\u2011", "-"))


@lru_cache(maxsize=8192)
def spelled_given(given: str) -> str:
    """Write initials with full stops and plain hyphens, as every client and classic BibTeX style reads them.

    >>> [spelled_given(given) for given in ("MC", "H‑J", "Hans-Jürgen", "Ornella M", "O.C.")]
    ['M. C.', 'H.-J.', 'Hans-Jürgen', 'Ornella M.', 'O. C.']
    """
    given = clean(given).translate(_HYPHENS)
    spelled = _INITIALS.sub(_with_stops, given)
    return re.sub(r"\.(?=[^\W\d_])", ". ", spelled)


def _with_stops(initials: re.Match[str]) -> str:
    letters = initials[0].rstrip(".")
    return ". ".join(letters) + "." if letters.isupper() else initials[0]


def is_et_al(text: str) -> bool:
    """Tell whether what stands in the place of a name says that there are more of them.

    >>> [is_et_al(text) for text in ("et al.", "and et al", "Etal O")]
    [True, True, False]
    """
    return _ET_AL.fullmatch(text.strip()) is not None


def inverted(name: Name) -> str:
    """Write a name family first, as RIS, EndNote and MEDLINE want it; a group ends in a comma.

    >>> inverted(Name(family="Meer", given="JW", particle="van der", suffix="Jr")), inverted(Name(literal="WHO Group"))
    ('van der Meer, J. W., Jr', 'WHO Group,')
    """
    if name.literal is not None:
        return clean(name.literal) + ","
    parts = (name.surname, spelled_given(name.given or ""), name.suffix or "")
    return ", ".join(clean(part.replace(",", " ")) for part in parts).rstrip(", ")


@lru_cache(maxsize=8192)
def read_inverted(text: str) -> Name | None:
    """Read a name as ``inverted`` writes it; without a comma, initials at the end make it a person.

    >>> for text in ("O'Brien, K., Jr.", "WHO Study Group,", "Imbach P", "Selvamani", "Rozin D,AP"):
    ...     read_inverted(text)
    Name(family="O'Brien", given='K.', suffix='Jr.')
    Name(literal='WHO Study Group')
    Name(family='Imbach', given='P')
    Name(family='Selvamani')
    Name(family='Rozin', given='D AP')
    """
    text = text.strip()
    if text.endswith(","):
        return Name(literal=text.rstrip(", ")) if text.strip(", ") else None
    surname, *rest = (part.strip() for part in text.split(","))
    if not rest:
        return (Name.parse(surname) if " " in surname else Name.from_surname(surname)) if surname else None
    if "." not in text and all(map(str.isupper, rest)) and Name.parse(surname).given:
        return Name.parse(" ".join((surname, *rest)))  # a comma among initials without points
    suffix = next((rest.pop(place) for place in (1, 0) if len(rest) > 1 and is_suffix(rest[place])), None)
    return Name.from_surname(surname, ", ".join(rest) or None, suffix)
