"""The few tags that a title may hold, ``<i> <b> <sub> <sup> <scp>``, and what formats without tags make of them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from ivigref.patterns import lazy
from ivigref.text import clean, plain

SUPERSCRIPTS = dict(zip("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ", strict=True))
SUBSCRIPTS = dict(zip("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎", strict=True))
_SCRIPTS = {"sup": SUPERSCRIPTS, "sub": SUBSCRIPTS}

TAGS = {"i", "em", "b", "strong", "sub", "sup", "scp"}
TAG = lazy(r"<(/?)(i|em|b|strong|sub|sup|scp)>", re.IGNORECASE)
_ENTITY = lazy(r"&(?:#[0-9]{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});", re.IGNORECASE)
_SCRIPT = lazy(r"<(su[bp])>([^<>]*)</su[bp]>", re.IGNORECASE)


def tagged(tag: str, text: str) -> str:
    """Put a text between tags; digits above or below the line have characters of their own.

    >>> tagged("sup", "2"), tagged("sup", "th"), tagged("i", "")
    ('²', '<sup>th</sup>', '')
    """
    characters = _SCRIPTS.get(tag)
    if characters and text and all(c in characters for c in text):
        return "".join(characters[c] for c in text)
    return f"<{tag}>{text}</{tag}>" if text else ""


def scripts(text: str) -> str:
    """Write digits above or below the line as characters.

    >>> scripts("H<sub>2</sub>O, 10<sup>th</sup>")
    'H₂O, 10<sup>th</sup>'
    """
    if "<" not in text:
        return text
    return _SCRIPT.sub(lambda match: tagged(match[1].lower(), match[2]), text)


def untagged(text: str) -> str:
    """Return a text for a format that has no tags.

    >>> untagged("<i>In vitro</i>, H<sub>2</sub>O &amp; p<0.05")
    'In vitro, H₂O & p<0.05'
    """
    return plain(scripts(clean(text)))


def unescaped(text: str) -> str:
    """Decode the character entities of a text, which some exports escape twice; an address keeps its ``&copy=``.

    >>> unescaped("Inventa &amp; Sons, p &amp;lt; 0.05"), unescaped("https://example.org/?a=1&copy=2")
    ('Inventa & Sons, p < 0.05', 'https://example.org/?a=1&copy=2')
    """
    if "&" not in text or ";" not in text:
        return text
    once = _ENTITY.sub(lambda match: html.unescape(match[0]), text)
    return _ENTITY.sub(lambda match: html.unescape(match[0]), once)


def is_well_nested(tags: Iterable[re.Match[str]]) -> bool:
    """Tell whether every tag is closed in its turn.

    >>> [is_well_nested(TAG.finditer(text)) for text in ("<i>a<b>b</b></i>", "<i>a<b>b</i></b>", "<i>a")]
    [True, False, False]
    """
    open_tags: list[str] = []
    for tag in tags:
        name = tag[2].lower()
        if not tag[1]:
            open_tags.append(name)
        elif not open_tags or open_tags.pop() != name:
            return False
    return not open_tags
