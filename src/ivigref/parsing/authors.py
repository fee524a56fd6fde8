"""The list of names that a reference opens with: who, in which notation, and where the list ends.

Print has three notations: *packed* (``Bruton OC``), *inverted* (``Bruton, O. C.``) and *direct* (``O. C. Bruton``).
A list keeps to one of them, but for a first name that is inverted alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ivigref.names import Name
from ivigref.parsing import ideographs
from ivigref.parsing.groups import (
    ACRONYM_AND_NAME,
    CLOSING,
    GROUP,
    GROUP_BEHIND,
    LETTERED,
    is_group,
    is_title_at,
    match_with_commas,
    signs,
    spells,
)
from ivigref.parsing.in_full import match_before_quoted, match_in_full
from ivigref.parsing.labelled import label_pattern
from ivigref.parsing.notations import (
    ALONE,
    AND,
    DASH,
    DIRECT_BARE,
    DIRECT_ONES,
    DIRECT_SPELT,
    EDITORS,
    INVERTED,
    INVERTED_SPELT,
    MIDDLE_FIRST,
    MIDDLE_NEXT,
    NOTATIONS,
    PACKED,
    SPELT_OUT,
    WORD,
    changed_to,
)
from ivigref.patterns import lazy
from ivigref.text import UPPER

_ET_AL = lazy(
    rf"""\.?\s?[,;]?\s? (?P<words>
        (?:and\s|&\s)? \(?(?i:et\.?\s?al)\b\.?\)? | {label_pattern("further")}
      | (?:and|&)\s(?:\d{{1,4}}\s(?:more|others)|others|colleagues) | (?P<dots> \.\s?\.\s?\. | … )
    )""",
    re.VERBOSE,
)
# APA leaves out names before the last one: "Hill, A., … Moor, E.", "… & Moor, E."
_BEFORE_LAST = lazy(r"[\s,]{0,3}(?:(?:&|and)\s?)?")
# A PDF's text may put the number of the neighbouring item between two names.
_NEXT = lazy(rf"\s?[,;]\s?(?:(?:{AND})\s|&\s?|\d{{1,3}}\.\s)?|\s(?:&|{AND})\s")
_SELDOM_NEXT = lazy(
    rf"""\s?/\s?(?=(?:(?:von|van|de|der|du|da)\s){{0,2}}[{UPPER}])
      | \s{DASH}\s(?=(?:[{UPPER}]\.\s?){{1,3}}[{UPPER}] | [{UPPER}’'-]{{3,30}},\s[{UPPER}]\.)
      # the comma is missing: "Smith, A. B. Brown, C., and …"; not so before "Malaria, P. vivax"
      | (?<=[{UPPER}]\.)\s
        (?= {WORD},\s(?:[{UPPER}]\.[\s-]?){{1,3}} (?:,|&|and\s|\((?:19|20)|{WORD},\s[{UPPER}]\.) )""",
    re.VERBOSE,
    opens=r"\s?/|(?<=\.)\s|\s[^\w\s]\s",
)
# What may follow a list of names: its stop or colon, a date, a quoted title, or nothing.
_AFTER = lazy(
    rf"""\s? (?:
        [.:] | (?<=\.)(?=\s) | (?=[(“"]) | ,\s?(?=[“"„«‘(]|(?:1[5-9]|20)\d\d) | (?=\s(?:1[5-9]|20)\d\d) | \s?$ | {DASH}
    ) \s?""",
    re.VERBOSE,
)
# The number of a neighbouring item, which a PDF's text may put between names or behind the list.
_STRAY = lazy(r" (\d{1,3}\.)(?= )")
_STRAY_BEHIND = lazy(r"\d{1,3}\.\s(?=[\"“A-ZÀ-Þ])")
_AND_INSIDE = lazy(rf"[\s,](?:&|{AND})\s")
_AFTER_ROLE = lazy(r"\s?[.,:;]?\s?")
_QUOTED = lazy(r",\s?[«“„\"]")
_CAPITALS = 4  # letters: nobody has so many initials in a list where all is in capitals
_MOST_GROUPS = 5  # before the persons of a list
_BLANK = lazy(r"\s?")
_BEFORE_TITLE = lazy(rf"[;,]?\s(?=[\"“{UPPER}\d])")
_YEAR_NEXT = lazy(r"\((?:1[5-9]|20)\d\d")
_ROLE = lazy(
    rf"""\s?[,.]?\s?[(\[]?(?:{label_pattern("editor")})\b\.?[)\]]?\.?""",
    re.VERBOSE | re.IGNORECASE,
)
# "HC Evans, Fungi of …", but no "DNA Methylation, …", "MR Imaging, spectroscopy …" or "MR Imaging. …"
_LONE_DIRECT = lazy(rf"[{UPPER}]{{1,2}}\s[^,.:;]{{2,40}},\s[\"“{UPPER}]")
# A body behind persons, parted from them by a semicolon: "Made A, Real B; IUIS; PID."
_ACRONYM_BEHIND = lazy(r";\s(?:for\s)?(?:the\s)?(?P<group>[A-Z]{2,10})(?=;\s|\.\s[A-Z])")


@dataclass(frozen=True, slots=True)
class Authors:
    """The names of a list, the words printed for further authors, and where the list and its full stop end.

    ``closed`` tells whether the list ends as lists do: with a full stop or colon, at a date or a quoted title.
    ``stray`` are numbers of other items that stand among the names.
    """

    names: tuple[Name, ...]
    et_al_text: str | None
    end: int
    closed: bool
    editors: bool = False
    stray: tuple[str, ...] = ()


def read_authors(text: str, start: int = 0, *, anywhere: bool = False) -> Authors | None:
    """Read the names at a place in a text, or None where no person and no group stands there.

    A list of authors ends as lists do; names that stand ``anywhere``, such as editors', may end before any word.

    >>> found = read_authors("Imbach P, Barandun S, d’Apuzzo V, et al. High-dose gammaglobulin.")
    >>> [str(name) for name in found.names], found.et_al_text
    (['Imbach P', 'Barandun S', 'd’Apuzzo V'], 'et al.')
    >>> found = read_authors("Rudmik, L. R., & van der Heijde, D. (2005). Molecular mechanisms.")
    >>> [(name.particle, name.family, name.given) for name in found.names]
    [(None, 'Rudmik', 'L. R.'), ('van der', 'Heijde', 'D.')]
    >>> read_authors("Vitamin D, calcium and bone health") is None
    True
    """
    if anywhere:
        return _longest(text, start)
    led = _read_groups_and_persons(text, start) or _read_in_full(text, match_in_full(text, start, dotted=True))
    if led is None and _QUOTED.search(text, start):
        led = _read_in_full(text, match_before_quoted(text, start))
    if led:
        return led
    for notation in NOTATIONS:
        match = notation.match(text, start)
        if match is None or (notation is PACKED and _is_no_name(match)):
            continue
        found = _rest_of(text, match, PACKED if notation is ALONE else notation)
        if notation is DIRECT_BARE and len(found.names) == 1 and not _LONE_DIRECT.match(text, start):
            continue
        if notation is ALONE and not _are_packed(found.names[1:]):
            continue
        if found.closed or (text.startswith(",", found.end) and _ends_by_comma(found, notation)):
            return found
    return _read_ideographic(text, start) or _read_in_full(text, match_in_full(text, start)) or _read_group(text, start)


def _longest(text: str, start: int) -> Authors | None:
    """Read names in the notation that finds most: "Karin B. von Nowhere and Uta Real" is no packed "Karin B."."""
    matches = ((notation, notation.match(text, start)) for notation in EDITORS)
    found = [_rest_of(text, match, notation) for notation, match in matches if match]
    return max(found, key=_likeness, default=None) or _read_ideographic(text, start)


def _likeness(found: Authors) -> tuple[int, int, int]:
    """Return how many names begin as the first does, with an initial or none, how many do not, and their end."""
    dotted = [(name.given or "")[1:2] == "." for name in found.names]
    return dotted.count(dotted[0]), -dotted.count(not dotted[0]), found.end


def _is_no_name(match: re.Match[str]) -> bool:
    """Tell whether a packed name is none: "WORLD BANK", "VAN DIJK" in capitals, "Uta Made and Li Q." of two persons."""
    family, given = match.group("family", "given")
    return (len(given) >= _CAPITALS and given.isalpha() and family.isupper()) or " and " in family or " und " in family


def _ends_by_comma(found: Authors, notation: re.Pattern[str]) -> bool:
    """Tell whether a comma may part names from the title: behind several, and behind initials with points."""
    if notation in DIRECT_ONES or len(found.names) > 1:
        return True
    return notation is PACKED and "." in (found.names[0].given or "") and " " not in (found.names[0].family or "")


def _read_in_full(text: str, listed: re.Match[str] | None) -> Authors | None:
    """Read persons in full, given name first."""
    first = DIRECT_SPELT.match(text, listed.start()) if listed else None
    if listed is None or first is None:
        return None
    found = _rest_of(text, first, DIRECT_SPELT)
    return found if found.closed and found.end >= listed.end("names") else None


def _are_packed(names: tuple[Name, ...]) -> bool:
    """Tell whether names, two or more, have initials without points."""
    return len(names) > 1 and not any("." in (name.given or "") for name in names)


def _rest_of(text: str, match: re.Match[str], notation: re.Pattern[str]) -> Authors:
    """Go on from the first name of a list, in its notation, to its end."""
    names, end, et_al = _names_of(text, match, notation)
    if notation is INVERTED_SPELT and len(names) > 1:
        names = _first_alone_inverted(text, match, end) or names
    while et_al is None and (body := _ACRONYM_BEHIND.match(text, end)):
        names.append(Name(literal=body["group"]))
        end = body.end()
    if et_al is None and (excess := _excess(names)):
        end -= excess
        names[-1] = names[-1].model_copy(update={"given": (names[-1].given or "")[:-excess]})
    if et_al and (group := GROUP_BEHIND.match(text, end)):
        names.append(Name(literal=group["group"]))
        end = group.end()
    role = _ROLE.match(text, end)
    end = role.end() if role else end
    after = (_AFTER_ROLE if role else _AFTER).match(text, end)
    if after is None and et_al:
        after = (_BLANK if et_al["words"].endswith((".", "…")) else _BEFORE_TITLE).match(text, end)
    end = after.end() if after else end
    if after and notation is PACKED and text[end : end + 1].isdigit() and (behind := _STRAY_BEHIND.match(text, end)):
        end = behind.end()
    return Authors(
        tuple(names),
        et_al["words"] if et_al else None,
        end,
        closed=after is not None,
        editors=role is not None,
        stray=tuple(_STRAY.findall(text, match.start(), end)),
    )


def _names_of(
    text: str, match: re.Match[str], notation: re.Pattern[str]
) -> tuple[list[Name], int, re.Match[str] | None]:
    """Return the names of a list, where they end, and the words for further authors."""
    names = [_name(match)]
    end = match.end()
    while True:
        if (
            text.startswith(", ", end)
            and not text.startswith(("ET AL", "ET\u00a0AL"), end + 2)
            and (simple := notation.match(text, end + 2))
        ):
            if notation is PACKED and text.startswith(". ", simple.end()) and (middle := _middle_run(text, end)):
                return [*names, *map(_name, middle)], middle[-1].end(), None
            names.append(_name(simple))
            end = simple.end()
            continue
        if et_al := _ET_AL.match(text, end):
            dots = _BEFORE_LAST.match(text, et_al.end()) if et_al["dots"] else None
            last, end = (dots and _name_at(text, dots.end(), notation)) or (None, et_al.end())
            return [*names, last] if last else names, end, et_al
        separator = _separator(text, end)
        found = _name_at(text, separator.end(), notation) if separator else None
        if separator and found is None and notation is INVERTED and ";" in separator.group():
            found = _name_at(text, separator.end(), INVERTED_SPELT)  # "Real, R. H. ; Made, Heinz: Invented …"
        if separator is None or found is None:
            break
        names.append(found[0])
        end = found[1]
        if notation in SPELT_OUT and "and" in separator.group():
            break  # what follows the last name, such as a publisher, may look like another
    return names, end, None


def _separator(text: str, end: int) -> re.Match[str] | None:
    return _NEXT.match(text, end) or _SELDOM_NEXT.match(text, end)


def _first_alone_inverted(text: str, first: re.Match[str], end: int) -> list[Name] | None:
    """Read a list whose first name alone is inverted, where it ends as it does if commas part names in themselves.

    Of "Made, Ann, Uta Real, Bea Other, and Eva Last" the middle is two persons and not one whose family is "Uta Real":
    each part between commas is a whole name, which in a list of inverted names the last is not.
    """
    separator = _separator(text, first.end())
    second = DIRECT_SPELT.match(text, separator.end()) if separator else None
    if second is None:
        return None
    rest, rest_end, _ = _names_of(text, second, DIRECT_SPELT)
    is_sure = " " not in first["family"] or _AND_INSIDE.search(text, first.end(), end)
    return [_name(first), *rest] if is_sure and rest_end == end else None


def _middle_run(text: str, end: int) -> list[re.Match[str]]:
    """Read two names or more in full that have middle initials."""
    run: list[re.Match[str]] = []
    while text.startswith(", ", end) and (match := (MIDDLE_NEXT if run else MIDDLE_FIRST).match(text, end + 2)):
        run.append(match)
        end = match.end()
    return run


def _name_at(text: str, begin: int, notation: re.Pattern[str]) -> tuple[Name, int] | None:
    """Read one further name of a list, or a group, and where it ends."""
    for pattern in (notation, *changed_to(notation)):
        if match := pattern.match(text, begin):
            return _name(match), match.end()
    for match_body in (match_with_commas, CLOSING.match, LETTERED.match):
        if many := match_body(text, begin):
            return Name(literal=many["group"]), many.end()
    group = GROUP.match(text, begin)
    if group is None or not is_group(group["group"]) or is_title_at(text, group.end()):
        return None
    return Name(literal=group["group"]), group.end()


def _excess(names: list[Name]) -> int:
    """Count the characters behind a list's stop that look like further initials: "Lawrence JG, Ochman H. E. coli …"."""
    first, last = names[0].given or ".", names[-1].given or ""
    return 0 if "." in first or ". " not in last else len(last) - last.index(". ")


def _name(match: re.Match[str]) -> Name:
    family, given, suffix = match.group("family", "given", "suffix")
    if not suffix and family[0].isupper() and " " not in family:  # no particle to look for
        return Name(family=family, given=given or None)
    return Name.from_surname(family, given or None, suffix or None)


def _read_ideographic(text: str, start: int) -> Authors | None:
    found = ideographs.read_names(text, start)
    if found is None:
        return None
    names, words, editors, end = found
    return Authors(tuple(Name(family=name) for name in names), words, end, closed=True, editors=editors)


def _read_groups_and_persons(text: str, start: int) -> Authors | None:
    """Read groups before the persons of a list: "Invented Study Group, Made AB, Real C"."""
    if (many := match_with_commas(text, start)) and (after := _AFTER.match(text, many.end())):
        return Authors((Name(literal=many["group"]),), None, after.end(), closed=True)
    groups: list[Name] = []
    end = start
    while len(groups) < _MOST_GROUPS and (group := GROUP.match(text, end)) and is_group(group["group"]):
        if not text.startswith((", ", "; "), group.end()):
            break
        groups.append(Name(literal=group["group"]))
        end = group.end() + 2
    for notation in (PACKED, INVERTED) if groups else ():
        if persons := notation.match(text, end):
            found = _rest_of(text, persons, notation)
            return replace(found, names=(*groups, *found.names)) if found.closed else None
    return None


def _read_group(text: str, start: int) -> Authors | None:
    """Read a society or a study group that stands where authors stand."""
    both = ACRONYM_AND_NAME.match(text, start)
    if both and spells(both["acronym"], both["name"]):
        return Authors((Name(literal=both["group"]),), None, both.end(), closed=True)
    group = GROUP.match(text, start)
    if group is None:
        return None
    names = [Name(literal=group["group"].strip())]
    end = group.end()
    while text.startswith("; ", end) and (more := GROUP.match(text, end + 2)) and is_group(more["group"]):
        names.append(Name(literal=more["group"].strip()))
        end = more.end()
    after = _AFTER.match(text, end)
    if after is None:
        return None
    if _YEAR_NEXT.match(text, after.end()) is None and not signs(text, group):
        return None
    return Authors(tuple(names), None, after.end(), closed=True)
