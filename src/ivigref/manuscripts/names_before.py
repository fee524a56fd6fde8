"""The names that stand in front of a year in a text: Smith and Doe, van der Berg et al., WHO, Smith’s."""

from __future__ import annotations

import re
from typing import NamedTuple

from ivigref.patterns import lazy
from ivigref.text import APOSTROPHES

_TOKEN = lazy(r"\S+?-\s(?=[a-z])\S+|\S+")
_JOINING = frozenset("and & und et y e og och en i".split())
_ET = frozenset(("et", "y", "e"))
_ALII = frozenset(("al", "al.", "cols", "cols.", "coll", "coll."))
_OTHERS = frozenset(
    """
    colleagues coworkers co-workers others associates collaborators collaborateurs mitarbeiter colaboradores
    """.split()
)
_PARTICLES = frozenset(
    """
    van von vom zu zum zur den der ter ten te de del della di da das do dos du des af av el al bin ibn la le los
    """.split()
)
_GENITIVE = lazy(rf"['{APOSTROPHES}]s?\Z")
# Words that begin a sentence, with a capital, in front of a name.
_NO_NAMES = frozenset(
    """
    a about according accordingly additionally after again all also although among an and another as at based because
    before besides both but by consequently contrary conversely despite during each early equally especially even
    finally first following for from further furthermore given hence here however if importantly in indeed initially
    instead interestingly is it its last lastly later like likewise many more moreover most nevertheless next no
    nonetheless notably now of on one only or other others our over previously rather recent recently second see
    several similar similarly since so some specifically still subsequently such than that the their then there
    thereafter therefore these they third this those though thus to two under unlike until using we what when where
    whereas whether which while with within yet
    """.split()
)
_OPENING = '([{“‘"«*_'
_CLOSING = ',.:;)]}”"»*_'
_MOST = 6  # authors that a text names before "et al."
_WORDS = 5  # words of one name


class Named(NamedTuple):
    """Names in front of a year, each with the words that may belong to it, and where the first of them begins.

    ``joined`` says of each whether "and" or its like stands between it and the one before.
    """

    names: tuple[tuple[str, ...], ...]
    et_al: bool
    start: int
    joined: tuple[bool, ...] = ()


def names_before(text: str) -> Named | None:
    """Read the names at the end of a text; None where it does not end with one.

    >>> names_before("as shown by van der Berg and O’Brien")
    Named(names=(('van', 'der', 'Berg'), ('O’Brien',)), et_al=False, start=12, joined=(False, True))
    >>> names_before("(see Smith et al.,").et_al, names_before("it was seen in")
    (True, None)
    """
    tokens = list(_TOKEN.finditer(text))
    at = len(tokens) - 1
    while at >= 0 and not tokens[at][0].strip(_OPENING + _CLOSING):
        at -= 1
    if at < 0:
        return None
    at, et_al = _further(tokens, at)
    names: list[tuple[str, ...]] = []
    joined: list[bool] = []
    start = len(text)
    while at >= 0 and len(names) < _MOST:
        if tokens[at][0].rstrip(_CLOSING) in {"Jr", "Sr", "II", "III"}:
            at -= 1
            continue
        name, first = _name(tokens, at)
        if not name:
            break
        names.append(name)
        joined.append(False)
        start = tokens[first].start()
        at = first - 1
        if at < 0 or tokens[first][0][0] in "([“":
            break
        before = tokens[at][0]
        if before.casefold().rstrip(",") in _JOINING and at > 0:
            joined[-1] = True
            at -= 1
        elif not before.endswith(",") or before.rstrip(",").casefold() in {"e.g.", "i.e.", "see", "cf."}:
            break
    if not names:
        return None
    return Named(tuple(reversed(names)), et_al, start, tuple(reversed(joined)))


def _further(tokens: list[re.Match[str]], at: int) -> tuple[int, bool]:
    """Pass over what is printed for further authors."""
    last = _plain(tokens[at][0])
    before = _plain(tokens[at - 1][0]) if at > 0 else ""
    if last in {"etal", "et.al"}:
        return at - 1, True
    if (last in {"al", "cols", "coll"} and before in _ET) or (
        last in _OTHERS and before in {"and", "&", "et", "und", "y"}
    ):
        return at - 2, True
    return at, False


def _plain(token: str) -> str:
    return _GENITIVE.sub("", token.strip(_OPENING + _CLOSING)).rstrip(".").casefold()


def _name(tokens: list[re.Match[str]], at: int) -> tuple[tuple[str, ...], int]:
    """Read one name whose last word is a token: its words, and the token of the first."""
    last = tokens[at][0].strip(_OPENING + _CLOSING)
    word = _GENITIVE.sub("", last)
    if not is_name(word):
        return (), at
    words = [word]
    first = at
    while first > 0 and len(words) < _WORDS and tokens[first][0][0] not in "([“":
        before = tokens[first - 1][0]
        bare = before.strip(_OPENING)
        if before[-1] in ",;:)]”" or (before[-1] == "." and not is_initials(bare)):
            break
        if not (bare in _PARTICLES or is_name(bare) or is_initials(bare)):
            break
        first -= 1
        words.insert(0, bare)
    return tuple(words), first


def is_name(word: str) -> bool:
    """Tell whether a word may be a surname, or one of a group's name.

    >>> [is_name(word) for word in ("Smith", "d’Apuzzo", "McKay", "WHO", "smith", "X", "IgG1", "Smith-Jones")]
    [True, True, True, True, False, False, False, True]
    """
    return (
        len(word) > 1
        and word.casefold() not in _NO_NAMES
        and not any(c.isdigit() for c in word)
        and (
            word[0].isupper()
            or (word[:3] != word[:3].lower() and not word[0].isupper() and word[1] in "'’" + APOSTROPHES)
        )
        and all(c.isalpha() or c in "-'’.‐‑–&" or c in APOSTROPHES or c == " " for c in word)
    )


def is_initials(word: str) -> bool:
    """Tell whether a word is somebody's initials: J., J.-P., JM.

    >>> is_initials("J."), is_initials("J.-P."), is_initials("Li")
    (True, True, False)
    """
    return (
        re.fullmatch(r"(?:[^\W\d_a-z]\.?-?){1,3}\.", word) is not None or re.fullmatch(r"[^\W\d_a-z]", word) is not None
    )
