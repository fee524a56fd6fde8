"""Names with the family name first, ``De Pità, O.``, which all formats but CSL-JSON have in common."""

from __future__ import annotations

import re
from functools import lru_cache

from ivigref.conventions.suffixes import GENERATIONS, is_suffix
from ivigref.formats.draft import Draft
from ivigref.formats.markup import unescaped
from ivigref.names import Name
from ivigref.patterns import lazy
from ivigref.tables import marked, set_apart, unmarked
from ivigref.text import clean

_INITIALS = lazy(r"(?<![^\W\d_])[^\W\d_a-z]{1,3}(?![^\W\d_])[.]?")
SET_APART = str.maketrans(",;", "  ")  # characters that stand between names and between their parts
_ET_AL = lazy(r"(?:and )?(?:(?:et|and)[ .]{0,2}(?:al(?:ii|\.)?|others)|&\s?al\.?)", re.IGNORECASE)
_GIVEN_BEFORE = lazy(rf"(.*\S) ({'|'.join(GENERATIONS)})\.?")
_INITIALS_ONLY = lazy(r"(?:[^\W\d_]\.[ -]?){1,6}")
_ONE_NAME = 3  # parts between commas: a family name, given names, a suffix
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
    return _ET_AL.fullmatch(text.strip(" ,")) is not None


def inverted(name: Name) -> str:
    """Write a name family first, as RIS, EndNote and MEDLINE want it; a group ends in a comma.

    So does a family name alone that would be read as one with initials.

    >>> inverted(Name(family="Meer", given="JW", particle="van der", suffix="Jr")), inverted(Name(literal="WHO Group"))
    ('van der Meer, J. W., Jr', 'WHO Group,')
    """
    if name.literal is not None:
        return clean(name.literal) + ","
    parts = (name.surname, spelled_given(name.given or ""), name.suffix or "")
    written = ", ".join(clean(part.translate(SET_APART)) for part in parts).rstrip(", ")
    is_misread = " " in written and "," not in written and Name.parse(written).given is not None
    return f"{written}," if is_misread else written


def marked_name(name: Name) -> str:
    r"""Write a name as ``inverted`` does, but with the commas and semicolons that are part of it, which are marked.

    >>> marked_name(Name(family="Berg, Dahl", given="O")), marked_name(Name(family="Berg", given="O"))
    ('Berg\\, Dahl, O.', 'Berg, O.')
    """
    written = [clean(part) for part in (name.surname, spelled_given(name.given or ""), name.suffix or "")]
    if name.literal is not None:
        text = clean(name.literal)
        return f"{text} ," if text.endswith("\\") else f"{text},"
    if not any({",", ";"} & set(part) or part.endswith("\\") for part in written):
        return inverted(name)
    while not written[-1]:
        written.pop()
    if len(written) == 1 and Name.parse(written[0]).given is not None:
        return f"{written[0]},"
    return ", ".join(marked(part, ",") for part in written)


def read_marked(text: str) -> Name | None:
    r"""Read a name as ``marked_name`` writes it.

    >>> read_marked(r"Berg\, Dahl, O.")
    Name(family='Berg, Dahl', given='O.')
    """
    if "\\," not in text or (text.endswith(",") and not text.endswith("\\,")):
        return read_inverted(text)
    surname, *rest = (unmarked(part, ",") for part in set_apart(text, ","))
    if not rest and (name := Name.parse(surname)).given is not None:
        return name
    return _of_parts(surname, rest)


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
    return _of_parts(surname, rest)


def _of_parts(surname: str, rest: list[str]) -> Name:
    suffix = next((rest.pop(place) for place in (1, 0) if len(rest) > 1 and is_suffix(rest[place])), None)
    given = ", ".join(rest)
    if suffix is None and (match := _GIVEN_BEFORE.fullmatch(given)):  # MEDLINE sets it apart by a blank
        given, suffix = match[1], match[2]
    return Name.from_surname(surname, given or None, suffix)


@lru_cache(maxsize=8192)
def read_natural(text: str) -> Name:
    """Read a name whose given names come first; one word is a group's.

    >>> [str(read_natural(text)) for text in ("Ole J. van der Berg", "Mia Dahl Jr", "WHO")]
    ['van der Berg Ole J.', 'Dahl Mia Jr', 'WHO']
    """
    *given, last = clean(text).split(" ")
    suffix = None
    if len(given) > 1 and is_suffix(last):
        suffix, last = last, given.pop()
    if not given:
        return Name(literal=last)
    start = next((place for place, word in enumerate(given) if place and word.islower()), len(given))
    return Name.from_surname(" ".join((*given[start:], last)), " ".join(given[:start]), suffix)


def read_names(draft: Draft, text: str, *, into: str = "authors") -> None:
    """Add the names of one field to a draft; most have one, and what only says that there are more is no name.

    >>> draft = Draft("ris")
    >>> for text in ("Berg, Ole; Dahl, Mia", "Ek, T., Lind, R. M., Ek", "et al."):
    ...     read_names(draft, text)
    >>> "; ".join(map(str, draft.authors)), draft.et_al
    ('Berg Ole; Dahl Mia; Ek T.; Lind R. M.; Ek', True)
    """
    names = getattr(draft, into)
    known = set(map(inverted, names)) if into == "editors" else set()  # databases repeat those
    for part in _apart(unescaped(text).strip()):
        if is_et_al(part):
            draft.et_al = draft.et_al or into == "authors"
        elif (name := read_inverted(part)) and inverted(name) not in known:
            names.append(name)
            known |= {inverted(name)} if into == "editors" else set()


def _apart(text: str) -> list[str]:
    """Set the names of one field apart: at semicolons, or, in a long row of commas, behind initials."""
    if text.endswith(","):  # a group, whatever its name
        return [text]
    if ";" in text:
        return [part for part in text.split(";") if part.strip()]
    parts = text.split(", ")
    if len(parts) <= _ONE_NAME or not any(map(_INITIALS_ONLY.fullmatch, parts)):
        return [text]
    names: list[str] = []
    for part in parts:
        if names and (is_suffix(part) or ("," not in names[-1] and _INITIALS_ONLY.fullmatch(part))):
            names[-1] += f", {part}"
        else:
            names.append(part)
    return names
