"""Names as registries write them on one line: given names first, or family name, comma, given names; or a group."""

from __future__ import annotations

import re
from functools import cache

from ivigref.conventions.suffixes import is_suffix
from ivigref.data import alternatives, read_words
from ivigref.names import Name
from ivigref.text import squeeze


def person(written: str) -> Name | None:
    """Read a name of one line; None where nothing is written.

    >>> person("Ludwig van der Rohe"), person("Risso, G. L.")
    (Name(family='Rohe', given='Ludwig', particle='van der'), Name(family='Risso', given='G. L.'))
    >>> person("World Health Organization"), person("Mary Doe Jr.").suffix
    (Name(literal='World Health Organization'), 'Jr.')
    """
    written = squeeze(written)
    if not written.strip(" ,"):
        return None
    family, comma, given = written.partition(",")
    if is_group(written):
        return Name(literal=written)
    if comma and family.strip():
        return Name.from_surname(family.strip(), given.strip() or None)
    words = written.strip(" ,").split(" ")
    suffix = words.pop() if len(words) > 2 and is_suffix(words[-1]) else None  # noqa: PLR2004  (given, family, suffix)
    if len(words) == 1:
        return Name(literal=words[0])
    start = next((place for place, word in enumerate(words[1:-1], start=1) if word.islower()), len(words) - 1)
    return Name.from_surname(" ".join(words[start:]), " ".join(words[:start]), suffix)


def is_group(written: str) -> bool:
    """Tell whether a name has a word by which groups are known.

    >>> is_group("Lupus Study Group"), is_group("Group, Ann")
    (True, False)
    """
    return "," not in written and _groups().search(written) is not None


@cache
def _groups() -> re.Pattern[str]:
    return re.compile(rf"(?xi)\b(?:{alternatives(read_words('groups'))})s?\b")
