"""Changes to the bytes of a part of a document: each stands at its place, and all others are left as they are."""

from __future__ import annotations

import re
from enum import IntEnum

from ivigref.errors import FormatError
from ivigref.patterns import lazy
from ivigref.text import clean, controls
from ivigref.xml import escaped, in_quotes

_TAG = lazy(rb"<(?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+>")


_BREAKS = dict.fromkeys(map(ord, "\t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2028\u2029"), " ")


class Rank(IntEnum):
    """What comes first of several edits at one place."""

    REPLACED = 0
    CLOSED = 1
    ENDED = 2
    BEGUN = 3
    OPENED = 4


class Edits:
    """Bytes and what is to be put into them.

    >>> edits = Edits(b"<a>16</a>")
    >>> edits.put(5, "</b>", Rank.CLOSED)
    >>> edits.put(3, "<b>", Rank.OPENED)
    >>> edits.result()
    b'<a><b>16</b></a>'
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._edits: dict[tuple[int, Rank, int], tuple[int, bytes]] = {}

    def put(self, place: int, markup: str, rank: Rank) -> None:
        """Put markup at a place."""
        self._edits[place, rank, len(self._edits)] = (place, markup.encode())

    def replace(self, start: int, end: int, markup: str, rank: Rank = Rank.REPLACED) -> None:
        """Put markup in the place of what is there; the same place is replaced once."""
        self._edits[start, rank, -1] = (end, markup.encode())

    def result(self) -> bytes:
        """Return the whole."""
        parts: list[bytes] = []
        done = 0
        for (start, _, _), (end, markup) in sorted(self._edits.items()):
            parts += (self._data[done:start], markup)
            done = max(done, end)
        return b"".join((*parts, self._data[done:]))


def text(words: str) -> str:
    r"""Return words as the text of an element: on one line, escaped.

    >>> text("a\x00 <b> &")
    'a &lt;b&gt; &amp;'
    """
    return escaped(one_line(words))


def one_line(words: str) -> str:
    r"""Return words without controls and ends of lines; kinds of blanks stay.

    >>> one_line("a\x00\u00a0b\nc")
    'a\xa0b c'
    """
    unwanted = dict.fromkeys((ord(c) for _, c in controls(words)), "")
    return words.translate(unwanted | _BREAKS)


def quoted(value: str) -> str:
    """Return a value as an attribute has it, with its quotes.

    >>> quoted("a<")
    '"a&lt;"'
    """
    return in_quotes(clean(value))


def tag_at(data: bytes, place: int) -> bytes:
    """Return the tag that begins at a place.

    >>> tag_at(b"<a><b c='>'>x", 3)
    b"<b c='>'>"
    """
    found = _TAG.match(data, place)
    return found[0] if found else b""


def prefix_of(tag: bytes) -> str:
    """Return the prefix with which a tag is written, with its colon; raise FormatError where it has none.

    >>> prefix_of(b"<w:document x='1'>")
    'w:'
    """
    prefix, colon, _ = tag[1:].split()[0].partition(b":")
    if not colon:
        raise FormatError("expected a part whose elements have a prefix, found one without")
    return prefix.decode() + ":"


def with_last(data: bytes, markup: str) -> bytes:
    """Return a part with markup as the last of its root; raise FormatError for one that cannot hold any.

    >>> with_last(b"<?xml version='1.0'?><a><b/></a>", "<c/>"), with_last(b"<a x='1'/>", "<c/>")
    (b"<?xml version='1.0'?><a><b/><c/></a>", b"<a x='1'><c/></a>")
    """
    close, opened = data.rfind(b"</"), data.rfind(b"<")
    if close == opened and close >= 0:
        return data[:close] + markup.encode() + data[close:]
    whole = tag_at(data, opened)
    if not whole.endswith(b"/>"):
        raise FormatError("expected the end of a part, found none")
    name = re.match(rb"<([^\s/>]+)", whole)
    end = opened + len(whole)
    closing = b"</" + (name[1] if name else b"") + b">"
    return data[: end - 2] + b">" + markup.encode() + closing + data[end:]
