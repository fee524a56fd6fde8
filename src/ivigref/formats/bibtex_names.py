"""Names as BibTeX writes them: ``{De Pità}, O. and van der Heijde, D. and {WHO Study Group} and others``."""

from __future__ import annotations

import re
from functools import lru_cache

from ivigref.conventions.suffixes import is_suffix
from ivigref.formats.latex_reading import decode
from ivigref.formats.latex_writing import encode
from ivigref.formats.markup import unescaped
from ivigref.formats.people import is_et_al, spelled_given
from ivigref.names import Name
from ivigref.patterns import lazy
from ivigref.text import clean, squeeze

_MARK = lazy(r"\\.|[{}]| and(?= )", re.IGNORECASE)
_AND = lazy(r" and(?= )", re.IGNORECASE)
_COMMA = lazy(r"\\.|[{},]", re.DOTALL)
_SEPARATOR = lazy(r"[,;]")
_SEPARATOR_OR_BRACE = lazy(r"\\.|[{},;]", re.DOTALL)
_BLANK = lazy(r"\\.|[{}]|[\s~]+", re.DOTALL)
# Most names in files, of one word with initials or given names; the general way gives the same.
_PERSON = lazy(r"([^\W\d_]++), ([^\W_]++\.?+(?:[ -][^\W_]++\.?+)*+)")
_PARTS_WITH_SUFFIX = 3  # Last, Jr., First
_WORDS_OF_A_NAME = 2  # First Last: a suffix is a further word
_LIST_OPTION = lazy(r"[a-z]+ ?= ?[a-z0-9]+")  # BibLaTeX: "uniquelist=false and Berg, Ole"
_PART_OF_NAME = lazy(r"(family|given|prefix|suffix|[a-z]+(?:-i)?) ?= ?(.*)", re.DOTALL)


def write_names(names: tuple[Name, ...], *, et_al: bool, ascii_only: bool = False) -> str:
    """Write names; what BibTeX would take apart stands in braces.

    >>> names = (Name.parse("De Pità O"), Name.parse("van der Heijde D"), Name.parse("WHO Study Group"))
    >>> write_names(names, et_al=True)
    '{De Pità}, O. and van der Heijde, D. and {WHO Study Group} and others'
    """
    written = [_write(name, ascii_only=ascii_only) for name in names]
    return " and ".join([*written, "others"] if et_al and names else written)


def _write(name: Name, *, ascii_only: bool) -> str:
    if name.literal is not None:
        return _braced(encode(name.literal, ascii_only=ascii_only))
    surname = encode(name.surname, ascii_only=ascii_only)
    given = _write_given(name.given, ascii_only=ascii_only) if name.given else ""
    if name.particle is None and surname.isalpha() and surname[0].isupper():
        pass  # one plain word: nothing that could be taken apart
    elif _read(surname if given else f"{surname},") != Name(
        family=clean(name.family or ""), particle=name.particle
    ) or (name.particle is None and (" " in surname or surname.lower() in {"and", "others"})):
        surname = _braced(surname)
    if name.suffix:
        return f"{surname}, {encode(name.suffix, ascii_only=ascii_only)}, {given or '{}'}"
    if given:
        return f"{surname}, {given}"
    return f"{surname}," if surname[0] == "{" else surname


@lru_cache(maxsize=8192)
def _write_given(given: str, *, ascii_only: bool) -> str:
    given = encode(spelled_given(given), ascii_only=ascii_only)
    if ascii_only and not given.isascii():  # as one letter, so that BibTeX does not abbreviate it to its first byte
        given = f"{{\\relax {given}}}"
    return f"{{{given}}}" if " and " in f" {given.lower()} " or "," in given else given


def read_names(value: str) -> tuple[list[Name], bool]:
    """Read the value of an author or editor field; tell whether it ends in ``and others``.

    >>> names, et_al = read_names("O'Brien, Jr., K. and Ludwig van Beethoven and {WHO Study Group} and others")
    >>> [str(name) for name in names], et_al
    (["O'Brien K. Jr.", 'van Beethoven Ludwig', 'WHO Study Group'], True)
    >>> read_names("family=Holm, given=Linda, prefix=van der, useprefix=true and et al.")  # the first as BibLaTeX may
    ([Name(family='Holm', given='Linda', particle='van der')], True)
    """
    if not value:
        return [], False
    value = squeeze(unescaped(value))
    plain = "{" not in value and "\\" not in value
    found = list(map(str.strip, _AND.split(value) if plain else _split(_MARK, value)))
    if "=" in value:
        found = [part for part in found if not _LIST_OPTION.fullmatch(part)]
    is_cut = "others" in found
    names: list[Name] = []
    for part in found:
        name = _read(part) if part and part != "others" else None
        if name is not None and name.literal is not None and is_et_al(name.literal):
            is_cut = True
        elif name is not None:
            names.append(name)
    return names, is_cut


def _braced(latex: str) -> str:
    """Return what BibTeX takes for one word; a command right after a brace would make it one letter."""
    return f"{{{{{latex}}}}}" if latex[:1] == "\\" else f"{{{latex}}}"


@lru_cache(maxsize=8192)
def _read(raw: str) -> Name | None:  # noqa: PLR0911  (one form of a name after the other)
    if (person := _PERSON.fullmatch(raw)) and raw[0].isupper():
        return Name.model_construct(family=person[1], given=person[2], suffix=None)  # two texts: nothing to judge
    if is_et_al(raw.strip("{}")):
        return Name(literal=raw.strip("{}"))
    plain = "{" not in raw and "\\" not in raw
    parts = [part.strip() for part in (raw.split(",") if plain else _split(_COMMA, raw))]
    if "=" in raw and (extended := _read_extended(parts)) is not None:
        return extended
    if len(parts) == 1:
        return _read_given_first(parts[0])
    suffix = None
    if len(parts) >= _PARTS_WITH_SUFFIX:
        place = 2 if is_suffix(decode(parts[2])) else 1
        suffix = decode(parts.pop(place)) or None
    surname, given = decode(parts[0]), decode(", ".join(parts[1:])) or None
    if not surname:
        return Name(literal=given) if given else None
    if _is_group(parts[0]):
        return Name(family=surname, given=given, suffix=suffix)
    return _person(surname, given, suffix)


def _read_extended(parts: list[str]) -> Name | None:
    """Read a name whose parts say what they are, as BibLaTeX 3.8 has it."""
    found = [_PART_OF_NAME.fullmatch(part) for part in parts]
    if not all(found):
        return None
    said = {part[1]: decode(part[2].strip('"')) or None for part in found if part}
    if not said.get("family"):
        return None
    return Name(family=said["family"], given=said.get("given"), particle=said.get("prefix"), suffix=said.get("suffix"))


def _read_given_first(raw: str) -> Name | None:
    if not decode(raw):
        return None
    if _is_group(raw):
        return Name(literal=decode(raw))
    words = [word for word in _split(_BLANK, raw) if word]
    suffix = decode(words.pop()) if len(words) > _WORDS_OF_A_NAME and is_suffix(decode(words[-1])) else None
    small = [place for place, word in enumerate(words[:-1]) if decode(word)[:1].islower() and not _is_group(word)]
    start = small[0] if small else len(words) - 1
    given = " ".join(map(decode, words[:start])) or None
    family = words[-1]
    if start == len(words) - 1 and _is_group(family):
        return Name(family=decode(family), given=given, suffix=suffix)
    return _person(" ".join(map(decode, words[start:])), given, suffix)


def _person(surname: str, given: str | None, suffix: str | None) -> Name:
    """Take a particle off a surname, by our own list or by BibTeX's rule that a particle has a small letter."""
    name = Name.from_surname(surname, given, suffix)
    if not surname[:1].islower():
        return name
    words = surname.split(" ")
    start = next((place for place, word in enumerate(words) if not word[:1].islower()), 0)
    if name.particle is None and 0 < start < len(words):
        return Name(family=" ".join(words[start:]), particle=" ".join(words[:start]), given=given, suffix=suffix)
    return name


def _is_group(raw: str) -> bool:
    """Tell whether one pair of braces holds all of it; an accent's braces do not count."""
    if raw[:1] != "{" or raw[-1:] != "}" or raw[1:2] == "\\":
        return False
    depth = 0
    for mark in _COMMA.finditer(raw):
        depth += {"{": 1, "}": -1}.get(mark[0], 0)
        if depth == 0:
            return mark.end() == len(raw)
    return False


def split_words(value: str) -> list[str]:
    """Split a list of keywords, numbers or the like at its commas and semicolons, but for those in braces.

    >>> split_words("{Databases, Protein}, Lupus; skin")
    ['{Databases, Protein}', 'Lupus', 'skin']
    """
    plain = "{" not in value and "\\" not in value
    found = _SEPARATOR.split(value) if plain else _split(_SEPARATOR_OR_BRACE, value)
    return [part.strip() for part in found]


def _split(separator: re.Pattern[str], value: str) -> list[str]:
    """Split where the separator stands outside braces."""
    parts, depth, start = [], 0, 0
    for mark in separator.finditer(value):
        if mark[0] == "{":
            depth += 1
        elif mark[0] == "}":
            depth -= 1
        elif depth == 0 and mark[0][0] != "\\":
            parts.append(value[start : mark.start()])
            start = mark.end()
    return [*parts, value[start:]]
