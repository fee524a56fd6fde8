"""Joiners, with which Persian, Hindi or Malayalam words and emoji are spelled: they come back into what was read.

The parser reads a text without invisible characters, whatever they are: a joiner would part a name in two.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from ivigref.names import Name
from ivigref.patterns import lazy
from ivigref.text import INVISIBLES, visible

_JOINERS = lazy("[\u200c\u200d]")
_JOINER_OF_PICTURES = "\u200d"
_UNSEEN = lazy(f"[{INVISIBLES}]++")
# A word with the signs and invisible characters in it, up to a blank or a sign between words.
_WORD = lazy(r"[^\s!-/:-@\[-`{-~«»‘-‟،؛؟।॥]++")
_VIRAMA = 9  # the combining class of signs that take a consonant's vowel
_TONES = frozenset(map(chr, range(0x1F3FB, 0x1F400)))  # of skin
# Scripts whose letters have forms that joiners choose.
_JOINING = tuple(
    "ARABIC SYRIAC MONGOLIAN NKO MANDAIC ADLAM DEVANAGARI BENGALI GURMUKHI GUJARATI ORIYA TAMIL TELUGU KANNADA"
    " MALAYALAM SINHALA KHMER MYANMAR".split()
)


def with_joiners(values: dict[str, Any], raw: str) -> dict[str, Any]:
    r"""Return what was read of a text, spelled with its joiners; where they mean nothing they are left out.

    >>> with_joiners({"title": "درمان میشود"}, "درمان می\u200cشود. La\u200dncet. 2001.")["title"] == "درمان می\u200cشود"
    True
    """
    if raw.isascii() or not _JOINERS.search(raw):
        return values
    words = _spelled(raw)
    return {name: _respelled(value, words) for name, value in values.items()} if words else values


def _spelled(raw: str) -> dict[str, str]:
    """Return the words that have joiners by what they are without; not those that the text has in both ways."""
    found: dict[str, set[str]] = {}
    for match in _WORD.finditer(raw):
        word = _UNSEEN.sub(_meant, match[0])
        found.setdefault(visible(word), set()).add(word)
    return {bare: min(ways) for bare, ways in found.items() if len(ways) == 1 and bare not in ways}


def _respelled(value: Any, words: dict[str, str]) -> Any:  # noqa: ANN401  (of any field)
    if isinstance(value, str):
        return _WORD.sub(lambda match: words.get(match[0], match[0]), value)
    if isinstance(value, Name):
        parts = {name: part for name, part in value.model_dump().items() if part is not None}
        return Name(**{name: _respelled(part, words) for name, part in parts.items()})
    return tuple(_respelled(part, words) for part in value) if type(value) is tuple else value


def _meant(unseen: re.Match[str]) -> str:
    """Return the joiner among invisible characters that means something there: Join_Control of UAX 31 and UTS 51."""
    found = _JOINERS.search(unseen[0])
    before, behind = unseen.string[: unseen.start()][-1:], unseen.string[unseen.end() :][:1]
    if found is None or not before:
        return ""
    is_of_pictures = found[0] == _JOINER_OF_PICTURES and _is_picture(before) and _is_picture(behind)
    is_meant = unicodedata.combining(before) == _VIRAMA or (_is_joined(before) and _is_joined(behind))
    return found[0] if is_meant or is_of_pictures else ""


def _is_joined(character: str) -> bool:
    is_letter = bool(character) and unicodedata.category(character)[0] in "LM"
    return is_letter and unicodedata.name(character, "").startswith(_JOINING)


def _is_picture(character: str) -> bool:
    return bool(character) and (unicodedata.category(character) == "So" or character in _TONES)
