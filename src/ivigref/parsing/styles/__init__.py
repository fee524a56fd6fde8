"""How reference lists are printed: a style is one file, and one line here.

A style says in which templates (see ``ivigref.parsing.tail``) its date, volume, issue and pages stand at the end of an
item, and shows an example. ``DATED`` are the templates with a date, for lists that print it at the end; ``UNDATED`` are
those of the styles that print it after the authors. They are tried in the order of ``STYLES``.
"""

from __future__ import annotations

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
    ieee,
    iberian,
    mla,
    nature,
    science,
    springer_basic,
    vancouver,
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
    springer_basic.STYLE,
    apa.STYLE,
    harvard.STYLE,
    chicago.STYLE,
    german.STYLE,
    french.STYLE,
    iberian.STYLE,
)
DATED = tuple(dict.fromkeys(t for style in STYLES for t in style.tails if "{date}" in t))
UNDATED = tuple(dict.fromkeys(t for style in STYLES for t in style.tails if "{date}" not in t))
