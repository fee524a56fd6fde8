"""A person or a group as a reference prints them."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from ivigref import text as folding
from ivigref.conventions.suffixes import is_suffix
from ivigref.frozen import Value
from ivigref.patterns import lazy

# Initials as Vancouver lists print them after the family name: "OC", "H‑J", "J-P", "YS", "Ch", "M. C.".
_INITIALS = lazy(
    rf"""
    (?: [^\W\d_a-zß-öø-ÿ] [.]? (?:[a-zà-ÿ](?=[.\s]|$)[.]?)?   # a capital, seldom with one small letter: "Ch", "Yu"
        [\s'{folding.DASHES}-]? ){{1,6}}
    | (?=[A-Z]{{1,3}}[a-z][A-Z])(?:[A-Z][a-z]?){{2,6}}   # as NLM files them: "GThAM", "IuIu"
    """,
    re.VERBOSE,
)
_LONG = 3  # capitals from which on they may be a name: IAN, JANE
_MOST_INITIALS = 5  # capitals in a row that are somebody's initials
_VOWELS = frozenset("aeiouy")
_SPOKEN = lazy(r"[^aeiouy]{0,2}(?:[aeiouy]{1,3}[^aeiouy]{0,2})+")  # a name of a few letters
# Two letters that stand for one given name: Theodor, Charles, Md. (Muhammad), Wm. (William), Russian Ш and Ж.
_ONE_INITIAL = frozenset("ch cs dj dz fr kh lj md nj ph sh st sz th ts wm zh zs".split())
_PACKED_UNITS = lazy(r"(?=.*[a-z])(?:[A-Z][a-z]?){2,6}")  # initials as NLM files them: GThAM, IuIu
_BETWEEN_GIVEN = lazy(rf"[\s.,'’{folding.DASHES}-]+")
# Lower-case words before a family name; with a capital they are printed as part of the name and stay there, but for
# "Von", which is German for the small word at the head of a list, and "Van" or "De" before another small one.
_CAPITAL = lazy(r"Von\s|(?:Van|De)\s(?:der|den|de|la)\s")
_PARTICLE = lazy(
    r"""
    (?: (?:Von|Van|De)\s )?
    (?: (?:van|von|vom|zu|zum|zur|den|der|ter|ten|te|de|del|della|di|da|das|do|dos|du|des|af|av|el|al|bin|ibn
          |la|le|los|y)\s
      | [dl]['’]\s? | (?:al|el|ben)[-\u2010\u2011] | 't\s | ’t\s
    )*
    """,
    re.VERBOSE,
)


_DROPPED = lazy(r"van|von|vom|zu|zum|zur|den|der|ter|ten|te|de|del|della|di|da|das|do|dos|du|des|af|av|la|le|los|d['’]")


class Name(Value):
    """One author or editor: a person by ``family`` and ``given``, or a group by ``literal``.

    ``given`` is what was printed, initials or names. A particle is separate only if it is printed in small
    letters ("van der Heijde") or where a list puts the capital ("Von Mises"); "De Pità" and "Le Bourgeois" are family
    names.

    >>> Name.parse("Kammler H‑J")
    Name(family='Kammler', given='H‑J')
    >>> Name.parse("d’Apuzzo V").particle, str(Name.parse("d’Apuzzo V"))
    ('d’', 'd’Apuzzo V')
    """

    family: str | None = None
    given: str | None = None
    particle: str | None = None
    suffix: str | None = None
    literal: str | None = None

    def _agree(self) -> None:
        if (self.family is None) == (self.literal is None):
            raise ValueError("a name needs either a family name or a literal (for a group)")

    @classmethod
    def parse(cls, printed: str) -> Name:
        """Read one name of Vancouver form, family name first and initials last; anything else is a group.

        >>> Name.parse("van den Bosch F Jr")
        Name(family='Bosch', given='F', particle='van den', suffix='Jr')
        >>> Name.parse("WHO Study Group")
        Name(literal='WHO Study Group')
        """
        printed = folding.squeeze(printed)
        tokens = printed.split(" ")
        suffix = None
        if len(tokens) > 2 and is_suffix(tokens[-1]):  # noqa: PLR2004  (a family name, initials, a suffix)
            suffix = tokens.pop()
        start = len(tokens)
        while start > 1 and _INITIALS.fullmatch(tokens[start - 1]):
            start -= 1
        if start == len(tokens):
            return cls(literal=printed)
        return cls.from_surname(" ".join(tokens[:start]), " ".join(tokens[start:]), suffix)

    @classmethod
    def from_surname(cls, surname: str, given: str | None = None, suffix: str | None = None) -> Name:
        """Make a person from a family name as printed, which may begin with a particle.

        >>> Name.from_surname("de la Cruz", "Juana").family
        'Cruz'
        """
        # A particle rarely starts with a capital, so test that first.
        match = _PARTICLE.match(surname) if not surname[:1].isupper() or _CAPITAL.match(surname) else None
        if match is None or match.end() in (0, len(surname)):
            return cls(family=surname, given=given, suffix=suffix)
        particle = match.group().rstrip()
        return cls(family=surname[match.end() :], given=given, particle=particle, suffix=suffix)

    @property
    def surname(self) -> str:
        """The family name with its particle, or the group's name, as printed."""
        if self.particle is None:
            return self.family or self.literal or ""
        joint = "" if self.particle[-1] in f"'’-{folding.DASHES}" else " "
        return f"{self.particle}{joint}{self.family}"

    @property
    def given_and_dropping(self) -> tuple[str, str]:
        """The given names, and the particle behind them that a list sorted by family names drops: Ole, de.

        >>> Name(family="Berg", given="Ole de").given_and_dropping, Name(family="Berg", given="O").given_and_dropping
        (('Ole', 'de'), ('O', ''))
        """
        return _parted(self.given or "")

    @property
    def initials(self) -> str:
        """The initials of the given names as capital letters.

        >>> [Name(family="x", given=g).initials for g in ("Hans-Jürgen", "H‑J", "MC", "Mc.", "Frances Rose R")]
        ['HJ', 'HJ', 'MC', 'MC', 'FRR']
        """
        given = self.given_and_dropping[0]
        return initials(given, in_capitals=self.is_in_capitals) if given else ""

    @property
    def is_in_capitals(self) -> bool:
        """Whether the family name is printed in capitals, as the given names then are too: GREENE, THEODORE C."""
        return len(self.family or "") > 1 and (self.family or "").isupper()

    @property
    def short(self) -> str:
        """The name with initials, as Vancouver lists print it.

        >>> Name(family="Kammler", given="Hans-Jürgen", suffix="Jr").short
        'Kammler HJ Jr'
        """
        return " ".join(filter(None, (self.surname, self.initials, self.suffix)))

    def __str__(self) -> str:
        if self.particle is None and self.suffix is None and self.family and self.given:  # most, at half the cost
            return f"{self.family} {self.given}"
        return " ".join(filter(None, (self.surname, self.given, self.suffix)))


@lru_cache(maxsize=4096)  # as below
def _parted(given: str) -> tuple[str, str]:
    start = len(given)
    while (place := given.rfind(" ", 0, start)) > 0 and _DROPPED.fullmatch(given[place + 1 : start].strip()):
        start = place
    return given[:start].rstrip(), given[start:].strip()


def initials(given: str, *, in_capitals: bool = False) -> str:
    """Return the initials of given names as capital letters; ``in_capitals`` says that the family name is in capitals.

    >>> initials("Hans-Jürgen"), initials("MC"), initials("D,A"), initials("THEODORE C."), initials("G. Th. A.")
    ('HJ', 'MC', 'DA', 'TC', 'GTA')
    """
    return readings_of(given, in_capitals=in_capitals)[0]


@lru_cache(maxsize=4096)  # a name is written and compared several times for each record
def readings_of(given: str, *, in_capitals: bool = False) -> tuple[str, ...]:
    """Return the initials that given names may mean, the likeliest first: capitals are a name or initials in a row.

    >>> readings_of("JANE"), readings_of("JANE", in_capitals=True), readings_of("Md. Nazim"), readings_of("GThAM")
    (('JANE', 'J'), ('J', 'JANE'), ('MN', 'MDN'), ('GTAM', 'GTHAM', 'G'))
    """
    tokens = [token for token in _BETWEEN_GIVEN.split(unicodedata.normalize("NFC", given)) if token]
    long = sum(len(token) >= _LONG for token in tokens)
    if len(tokens) > 1:
        in_capitals = in_capitals or (long > 0 and all(map(str.isupper, tokens)))
    elif tokens and len(tokens[0]) == _LONG:  # AJS alone is three initials rather than a name
        in_capitals = False
    options = [_options(token, in_capitals=in_capitals) for token in tokens]
    most = max(map(len, options), default=1)
    return tuple(dict.fromkeys("".join(each[min(i, len(each) - 1)] for each in options).upper() for i in range(most)))


def _options(token: str, *, in_capitals: bool) -> tuple[str, ...]:
    """Return what one given name, or a row of initials, may be cut to."""
    first = token[:1]
    if _DROPPED.fullmatch(token):  # NLM: Leandro de Jesus is LJ
        return "", first
    if token.isupper():
        return _of_capitals(token, in_capitals=in_capitals)
    if len(token) == 2:  # noqa: PLR2004  (letters)
        small = folding.fold(token)
        return (token, first) if _VOWELS.isdisjoint(small) and small not in _ONE_INITIAL else (first, token)
    packed = _PACKED_UNITS.fullmatch(token)
    return ("".join(filter(str.isupper, token)), token, first) if packed else (first,)


def _of_capitals(token: str, *, in_capitals: bool) -> tuple[str, ...]:
    """Tell initials in a row, of which there are a few, from a name: IAN and JANE may be either."""
    first = token[:1]
    if len(token) < _LONG:
        return (token,)
    if len(token) > _MOST_INITIALS:
        return (first,)
    return (first, token) if in_capitals and _SPOKEN.fullmatch(folding.fold(token)) else (token, first)
