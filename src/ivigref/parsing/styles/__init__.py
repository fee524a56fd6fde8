"""How reference lists are printed: a style is one file, and one line here.

A style says in which templates (see ``ivigref.parsing.tail``) its date, volume, issue and pages stand at the end of an
item, and shows an example. ``DATED`` are the templates with a date, for lists that print it at the end; ``UNDATED`` are
those of the styles that print it after the authors. They are tried in the order of ``STYLES``.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module

from ivigref.parsing.styles.style import Style

_NAMES = (
    "vancouver",
    "ama",
    "biomed_central",
    "nature",
    "science",
    "elsevier",
    "acs",
    "ieee",
    "mla",
    "year_last",
    "springer_basic",
    "apa",
    "harvard",
    "chicago",
    "german",
    "french",
    "iberian",
)
STYLES: tuple[Style, ...] = tuple(import_module(f"{__name__}.{name}").STYLE for name in _NAMES)


def _fullest_first(templates: Iterable[str]) -> tuple[str, ...]:
    """Order templates by how much they ask for, so that a poor one never reads part of a rich one."""
    return tuple(sorted(dict.fromkeys(templates), key=_poverty))


def _poverty(template: str) -> int:
    return sum(map(template.count, ("{issue}", "{within}"))) - template.count("{")


DATED = _fullest_first(t for style in STYLES for t in style.tails if "{date}" in t)
# The numbers of a journal that a line of something else may follow.
INSIDE = ("{date};{volume}{issue}:{pages}", "{date}, {volume}{issue}:{pages}")
UNDATED = _fullest_first(t for style in STYLES for t in style.tails if "{date}" not in t)
