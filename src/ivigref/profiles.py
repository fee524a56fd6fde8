"""A journal's own rules for its reference list, read from a small TOML file: shipped by name, or one's own.

A profile has a ``name``, the rules that it wants kept, each of which may be left out, and a ``[[source]]`` for each
place where they were read::

    name = "J Imag Med"
    authors = {most = 6, first = 3}   # up to six are named; of more, the first three and "et al."
    journal = "abbreviated"           # or "whole"
    issue = false                     # true: wanted; false: not printed
    pages = "elided"                  # 1228–31; or "whole", 1228–1231
    doi = "link"                      # https://doi.org/10.…; or "label", doi:10.…
    order = "citation"                # as cited in the text; or "alphabet"
    references = {most = 40, of = "an original article"}
    recent = {years = 5, share = 0.5} # so many of the references are not older
    preprints = false                 # none are listed
    access_dates = true               # web pages have the date on which they were seen
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from os import PathLike
from pathlib import Path
from typing import Annotated, Any, Literal

from ivigref.errors import InputError, reason
from ivigref.fitting import Bound
from ivigref.frozen import Value, field_names
from ivigref.model.works import Source

__all__ = ["Authors", "Instructions", "Most", "Profile", "Recent", "load", "names"]

Count = Annotated[int, Bound(strict=True, ge=1)]
Switch = Annotated[bool, Bound(strict=True)]
Share = Annotated[float, Bound(gt=0, le=1)]
Words = Annotated[str, Bound(strict=True, min_length=1)]
# What only print shows: a reference manager's file is printed in the form of a style.
OF_FORM = ("authors", "journal", "issue", "pages", "doi", "order")
_LARGEST = 100_000  # bytes; nobody's rules are so long


class Authors(Value):
    """How many authors are named: all of up to ``most``, and of more the ``first``.

    With ``last``, the last one follows behind "…"; with ``all_right``, to name all of them is right as well.
    """

    most: Count
    first: Count
    last: Switch = False
    all_right: Switch = False

    def _agree(self) -> None:
        if self.first > self.most:
            raise ValueError("first")


class Most(Value):
    """How many references a list has at most; ``of`` says of what kind of article, where not of all."""

    most: Count
    of: Words | None = None


class Recent(Value):
    """The share of references that are of the last so many years."""

    years: Count
    share: Share


class Instructions(Value):
    """Where rules were read: a journal's instructions, or a style that prints what they ask for.

    ``rules`` names the rules that it gives, all of them where it is empty, and ``read`` is the day of reading.
    """

    title: Words
    address: Words
    read: date
    rules: tuple[str, ...] = ()


class Profile(Value):
    """The rules of one journal or style; what is None is not asked for.

    >>> bmj = load("bmj")
    >>> bmj.name, bmj.authors.first, bmj.pages, bmj.source_of("pages").retrieved
    ('BMJ', 3, 'elided', '2026-11-29')
    """

    name: Words
    authors: Authors | None = None
    journal: Literal["abbreviated", "whole"] | None = None
    issue: Switch | None = None
    pages: Literal["elided", "whole"] | None = None
    doi: Literal["link", "label"] | None = None
    order: Literal["citation", "alphabet"] | None = None
    references: Most | None = None
    recent: Recent | None = None
    preprints: Switch | None = None
    access_dates: Switch | None = None
    source: tuple[Instructions, ...] = ()

    @property
    def rules(self) -> dict[str, Any]:
        """The rules that are asked for, by name."""
        return {name: rule for name in RULES if (rule := getattr(self, name)) is not None}

    def source_of(self, rule: str) -> Source:
        """Return who says so, for a finding about a rule."""
        said = next((one for one in self.source if not one.rules or rule in one.rules), None)
        if said is None:
            return Source(registry=self.name, kind="instructions")
        return Source(registry=self.name, address=said.address, retrieved=said.read.isoformat(), kind="instructions")

    def without_form(self) -> Profile:
        """Return the rules that a reference manager's file can break: all but those of how a list is printed.

        >>> sorted(load("ama").without_form().rules)
        ['access_dates']
        """
        return self.model_copy(update=dict.fromkeys(OF_FORM))


RULES = tuple(name for name in field_names(Profile) if name not in {"name", "source"})

# What a value has to be, and how it is written, by the end of its place in the file.
_COUNT = "a whole number from 1"
_SWITCH = "true or false"
_WANTED = {
    "name": 'the name of the journal in quotes, such as name = "J Imag Med"',
    "authors": "how many are named, such as authors = {most = 6, first = 3}",
    "most": f"{_COUNT}, such as most = 6",
    "first": f"{_COUNT} up to that of most, such as first = 3",
    "last": _SWITCH,
    "all_right": _SWITCH,
    "journal": '"abbreviated" or "whole"',
    "issue": f"{_SWITCH} (true: printed; false: not)",
    "pages": '"elided" (1228–31) or "whole" (1228–1231)',
    "doi": '"link" (https://doi.org/10.…) or "label" (doi:10.…)',
    "order": '"citation" or "alphabet"',
    "references": "how many at most, such as references = {most = 40}",
    "of": 'the kind of article in quotes, such as of = "a review"',
    "recent": "years and share, such as recent = {years = 5, share = 0.5}",
    "years": f"{_COUNT}, such as years = 5",
    "share": "a number above 0 and up to 1, such as share = 0.5",
    "preprints": f"{_SWITCH} (false: none are listed)",
    "access_dates": f"{_SWITCH} (true: web pages have one)",
    "source": "[[source]] with title, address and read",
    "title": "the title of the instructions in quotes",
    "address": "their address in quotes",
    "read": "the day on which they were read, such as read = 2026-11-29",
    "rules": f'names of rules, such as rules = ["authors"]: {", ".join(RULES)}',
}


def names() -> list[str]:
    """Return the names of the profiles that ship with the package.

    >>> names()[:3]
    ['ama', 'apa', 'bmj']
    """
    return sorted(file.name.removesuffix(".toml") for file in _folder().iterdir() if file.name.endswith(".toml"))


def load(profile: str | PathLike[str] | Mapping[str, Any] | Profile) -> Profile:
    """Return a profile: one of `names`, a TOML file of one's own, or its values.

    Raises InputError where there is none of that name, and where a file or a value breaks a rule of the kind.

    >>> load({"name": "J Imag Med", "pages": "shortened"})
    Traceback (most recent call last):
    ivigref.errors.InputError: profile: pages: expected "elided" (1228–31) or "whole" (1228–1231), found 'shortened'
    """
    if isinstance(profile, Profile):
        return profile
    if isinstance(profile, Mapping):
        return _read(profile, "profile")
    if isinstance(profile, str) and profile.casefold() in names():
        return _shipped(profile.casefold())
    path = Path(profile)
    return _read(_parsed(_content(path), str(path)), str(path))


def _content(path: Path) -> bytes:
    try:
        if path.is_file():
            with path.open("rb") as file:
                content = file.read(_LARGEST + 1)
            if len(content) > _LARGEST:
                raise InputError(f"expected a profile of at most {_LARGEST:,} bytes, found more", place=str(path))
            return content
    except (OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"expected a profile, found what cannot be read: {reason(error)}", place=str(path)) from error
    raise InputError(
        f"expected a TOML file or one of the profiles {', '.join(names())}, found no such file", place=f"profile {path}"
    )


def _parsed(content: bytes, place: str) -> Mapping[str, Any]:
    try:
        return tomllib.loads(content.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f'expected TOML, as in name = "J Imag Med": {error}', place=place) from error


def _read(values: Mapping[str, Any], place: str) -> Profile:
    from pydantic import ValidationError  # noqa: PLC0415  (few programs ask for a profile)

    try:
        profile = Profile.model_validate(dict(values))
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        raise InputError(_told(fault), place=_place(place, fault)) from error
    for number, source in enumerate(profile.source, start=1):
        if unknown := [rule for rule in source.rules if rule not in RULES]:
            wanted = f"expected {_WANTED['rules']}; found {unknown[0]!r:.60}"
            raise InputError(wanted, place=f"{place}: source {number}.rules")
    return profile


def _place(place: str, fault: Mapping[str, Any]) -> str:
    """Say where in a profile a value is: source 2.read, counted from 1."""
    named = ""
    for part in fault["loc"]:
        named += f" {part + 1}" if isinstance(part, int) else f".{part}" if named else str(part)
    return f"{place}: {named}" if named else place


def _told(fault: Mapping[str, Any]) -> str:
    *outer, last = fault["loc"] or ("name",)
    while isinstance(last, int):
        *outer, last = outer
    if fault["type"] == "extra_forbidden":
        allowed = _ALLOWED.get(str(outer[0])) if outer else None
        return f"expected one of {', '.join(allowed or field_names(Profile))}, found the key {last!r:.60}"
    if fault["type"] == "missing":
        return f"expected {_WANTED[last]}, found none"
    if fault["type"] == "value_error":  # the one rule that joins two values
        return f"expected first to be {_WANTED['first']}; found {fault['input']}"
    return f"expected {_WANTED.get(str(last), 'another value')}, found {fault['input']!r:.60}"


_ALLOWED = {
    name: field_names(kind)
    for name, kind in (("authors", Authors), ("references", Most), ("recent", Recent), ("source", Instructions))
}


@cache
def _shipped(name: str) -> Profile:
    place = _folder() / f"{name}.toml"
    return _read(_parsed(place.read_bytes(), place.name), place.name)


def _folder() -> Path:
    return Path(__file__).parent / "data" / "profiles"
