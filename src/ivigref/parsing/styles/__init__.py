"""How reference lists are printed: a style is one file, and one line here.

A style says in which templates (see ``ivigref.parsing.tail``) its date, volume, issue and pages stand at the end of an
item, and shows an example. ``DATED`` are the templates with a date, for lists that print it at the end; ``UNDATED`` are
those of the styles that print it after the authors. They are tried in the order of ``STYLES``.
"""

from __future__ import annotations

from collections.abc import Iterable

from ivigref.parsing.styles import (
    acs,
    ama,
    apa,
    biomed_central,
    chicago,
    elsevier,
    french,
    german,
    harvard,
    iberian,
    ieee,
    mla,
    nature,
    science,
    springer_basic,
    vancouver,
    year_last,
)
from ivigref.parsing.styles.style import Style

STYLES: tuple[Style, ...] = (
    vancouver.STYLE,
    ama.STYLE,
    biomed_central.STYLE,
    nature.STYLE,
    science.STYLE,
    elsevier.STYLE,
    acs.STYLE,
    ieee.STYLE,
    mla.STYLE,
    year_last.STYLE,
    springer_basic.STYLE,
    apa.STYLE,
    harvard.STYLE,
    chicago.STYLE,
    german.STYLE,
    french.STYLE,
    iberian.STYLE,
)


def _fullest_first(templates: Iterable[str]) -> tuple[str, ...]:
    """Order templates by how much they ask for, so that a poor one never reads part of a rich one."""
    return tuple(sorted(dict.fromkeys(templates), key=lambda template: template.count("{issue}") - template.count("{")))


DATED = _fullest_first(t for style in STYLES for t in style.tails if "{date}" in t)
UNDATED = _fullest_first(t for style in STYLES for t in style.tails if "{date}" not in t)
