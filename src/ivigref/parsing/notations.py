"""How print writes a name: *packed* (Bruton OC), *inverted* (Bruton, O. C.), *direct* (O. C. Bruton), or in full."""

from __future__ import annotations

import re

from ivigref.conventions import suffixes
from ivigref.parsing.labelled import label_pattern
from ivigref.patterns import lazy
from ivigref.text import DASHES, UPPER

DASH = rf"[{DASHES}-]"
_ODD = "¡-¿˘-˝ˆˇ×÷\ufffd"  # what wrongly decoded letters leave inside names: "TyihÃ¡k"
_INITIAL = rf"[{UPPER}](?:[a-zà-ÿ](?=[.\s{DASHES}-]))?"
WORD = rf"(?:(?:St|Ste)\.|(?:[DdLO]['’]\s)?[^\W\d_](?:[^\W\d_]|[{_ODD}]|['’`{DASHES}-](?=[^\W\d_]))*+)"
AND = label_pattern("and")  # as it is printed: names begin with capitals
_FAMILY = rf"(?!(?:and|und|et|with|for)\s)(?P<family>{WORD}(?:\s{WORD}){{0,5}}?)"
# A family name without small words but particles: "A new rat model" is none.
_PROPER = rf"(?P<family>(?:[a-z]{{1,5}}\s){{0,3}}(?=[^a-z]|[dl]['’]){WORD}(?:\s(?=[^a-z]){WORD}){{0,3}}?)"
_DEGREE = "|".join(map(re.escape, suffixes.DEGREES))
# Behind a comma, and before one with initials, it is the next family name: "Hall, C.F., Neto, V.B.P."
_NEXT_FAMILY = rf"\s?(?:{'|'.join(suffixes.KINSHIP)}),\s?[{UPPER}]\b"
_SUFFIX = rf"(?:(?:,(?!{_NEXT_FAMILY}))?\s?(?P<suffix>{suffixes.PATTERN}|{_DEGREE})\b\.?)?"
_END = rf"(?=\s?[,.;:()\[/]|\s(?:&|et|{AND}|with|1[5-9]\d\d|20\d\d|{DASH})\s|\s?[“\"]|\s?$)"
_DOTTED = rf"(?:[{UPPER}]-(?=[{UPPER}]\.))?{_INITIAL}\.(?:[\s{DASHES}-]{{0,2}}{_INITIAL}\.){{0,5}}"

# Initials without points; a point after them is the list's full stop, unless more of the list follows it.
_BARE = rf"""(?:
      [{UPPER}]{{1,5}}(?:[\s{DASHES}-][{UPPER}]{{1,2}}){{0,2}}
    | [{UPPER}][a-zà-ÿ]?(?:{DASH}[{UPPER}a-z])?
    | [{UPPER}]-(?=,\s) | [{UPPER}]{{2}}d(?=[,\s])   # "H-", of which the second is lost; "ABd" for "AB de"
    | (?=[{UPPER}]{{1,3}}[a-z][{UPPER}])(?:[{UPPER}][a-z]?){{2,6}}   # of two letters, as NLM has them: IuIu, GThAM
    )
    (?!\.(?:\s?[,;&(] | \s(?:{AND})\s)) (?!(?<=\s[{UPPER}])\.[\s{DASHES}-]?[{UPPER}]\.)"""
# What each match of a large pattern opens with: few lists have names in each notation.
_CAPITAL = r"[^\W\d_a-z]"
_TO_COMMA = r"[^\d,;:()]*+,"
_IN_FULL = rf"{_CAPITAL}[^\s,]++\s"
_INITIAL_INSIDE = rf"{_IN_FULL}{_CAPITAL}\."
PACKED = lazy(
    rf"{_FAMILY}\s(?:\d{{1,3}}\.\s)?(?P<given> {_BARE} | {_DOTTED} ) {_SUFFIX} (?: {_END} | (?<=\.)(?=\s) )",
    re.VERBOSE,
)
INVERTED = lazy(
    rf"""{_FAMILY},\s?(?:(?:{suffixes.PATTERN})\.?,\s)?
    (?P<given> {_DOTTED}(?:\sd[aeo]s?\s{_DOTTED})?(?:\s?[a-z]\.(?=;\s))?
        (?:\s(?:van|von|der|den|de|dos|del|da|do|la|le|di|d[’'])(?!\w))*+ | {_BARE} )
    (?: (?<=[a-z])\.(?=,|\s\(|\s(?:and|&)\s) )?  # "Silva, A. L. da. (2002)"
    {_SUFFIX} (?: {_END} | (?<=\.)(?=\s) )""",
    re.VERBOSE,
    opens=_TO_COMMA,
)
_INVERTED_INSIDE = lazy(
    rf"{_FAMILY},\s(?P<given>{_DOTTED}|[{UPPER}](?:\s?[{UPPER}])?(?=,\s{WORD}\s[{UPPER}])){_SUFFIX}{_END}",
    opens=_TO_COMMA,
)
_PACKED_SMALL = lazy(rf"(?=[{UPPER}]){_FAMILY}\s(?P<given>[a-z])(?P<suffix>)?(?=[.,]\s)", opens=_CAPITAL)  # Minar e
NAME = rf"[{UPPER}][^\W\d_]+(?:{DASH}[^\W\d_]+)?"
_SPELT = rf"{NAME}(?:\s(?:(?:[{UPPER}]\.){{1,3}}|[{UPPER}]|(?:d[aeo]s?\s)?{NAME})){{0,3}}?\.?"
INVERTED_SPELT = lazy(
    rf"{_FAMILY},\s(?P<given>(?:{_SPELT}|{_DOTTED}\s{_SPELT})(?:\sd[aeo]s?(?=[.;]))?){_SUFFIX}{_END}", opens=_TO_COMMA
)
_DIRECT = lazy(
    rf"(?P<given>{_DOTTED})[\s{DASHES}-]?{_FAMILY}{_SUFFIX}{_END}",
    opens=rf"{_CAPITAL}(?:-{_CAPITAL})?[a-zà-ÿ]?\.",
)
# Not before "DE LANDRO, Clara": a particle, and a list in capitals.
DIRECT_BARE = lazy(
    rf"""(?!(?:D[AEIU]|V[AO]N|L[AE]|DE[NRL])\s[{UPPER}\s’'-]{{3,40}},\s[{UPPER}][a-zà-ÿ])
    (?P<given>[{UPPER}]{{1,2}}(?:-?[{UPPER}])?)\s{_PROPER}{_SUFFIX}{_END}""",
    re.VERBOSE,
    opens=rf"{_CAPITAL}{{1,2}}(?:-?{_CAPITAL})?\s",
)
DIRECT_SPELT = lazy(rf"(?P<given>{_SPELT}|{_DOTTED})\s(?!\w\b(?!['’])){_FAMILY}{_SUFFIX}{_END}", opens=_CAPITAL)


# A digit at a name's end is the mark of a note: "Dola1 T".
_PACKED_MARKED = lazy(
    rf"(?P<family>{WORD}\d)\s(?P<given>[{UPPER}]{{1,3}})(?P<suffix>)(?=[.,;])", opens=r"(?:[DdLO]['’]\s)?[^\s\d]++\d"
)
# A family name without initials, before or behind names that have them.
ALONE = lazy(
    rf"""(?P<family>[{UPPER}][^\W\d_]+) (?P<given>) (?P<suffix>)
    (?= \s?,\s(?:{WORD}\s[{UPPER}]{{1,3}}[,.] | et\sal) | \s\((?:19|20)\d\d )""",
    re.VERBOSE,
    opens=rf"{_CAPITAL}[^\W\d_]+\s?[,(]",
)

# The same between names that semicolons part, where no comma is one of the list: "Made, A.; Mononym; Real, B."
_ALONE_BETWEEN = lazy(
    rf"(?P<family>[{UPPER}][^\W\d_]{{2,}})(?P<given>)(?P<suffix>)(?=;\s{WORD}(?:\s{WORD})?,\s?[{UPPER}])",
    opens=rf"{_CAPITAL}[^\W\d_]+;",
)

# A name in full among packed ones: "Zhao A, Yuting Yin, Ma L".
_AMONG_PACKED = lazy(
    rf"(?P<given>{NAME})\s(?P<family>{NAME})(?P<suffix>)(?=,\s(?:et\sal\b|{WORD}\s[{UPPER}]{{1,3}}[,.]))",
    opens=rf"{_IN_FULL}{_CAPITAL}[^\s,]++,",
)
# A run of names in full with middle initials among packed ones: "Made A, Jeffrey M. Real, John A. Other."
_MIDDLE = rf"(?P<given>{NAME}\s[{UPPER}]\.)\s(?P<family>{NAME})(?P<suffix>)"
MIDDLE_FIRST = lazy(
    rf"{_MIDDLE}(?=,\s{NAME}\s[{UPPER}]\.\s{NAME}[,.])",
    opens=rf"{_INITIAL_INSIDE}\s{_CAPITAL}[^\s,]++,\s{_INITIAL_INSIDE}",
)
MIDDLE_NEXT = lazy(rf"{_MIDDLE}(?=[,.]\s)")
DIRECT_ONES = (_DIRECT, DIRECT_BARE)
NOTATIONS = (PACKED, INVERTED, _DIRECT, DIRECT_BARE, ALONE, INVERTED_SPELT)
EDITORS = (PACKED, INVERTED, _DIRECT, DIRECT_SPELT, INVERTED_SPELT)
# Notations that a list may change to after its first name.
_ALSO = {
    PACKED: (
        DIRECT_BARE,
        _INVERTED_INSIDE,
        _DIRECT,
        _PACKED_SMALL,
        ALONE,
        _AMONG_PACKED,
        _PACKED_MARKED,
    ),
    INVERTED: (_ALONE_BETWEEN, _DIRECT, PACKED),
    DIRECT_BARE: (PACKED,),
    INVERTED_SPELT: (DIRECT_SPELT,),
}
SPELT_OUT = (DIRECT_SPELT, INVERTED_SPELT)


def changed_to(notation: re.Pattern[str]) -> tuple[re.Pattern[str], ...]:
    """Return the notations that a list may change to after its first name.

    >>> DIRECT_SPELT in changed_to(INVERTED_SPELT)
    True
    """
    return _ALSO.get(notation, ())
