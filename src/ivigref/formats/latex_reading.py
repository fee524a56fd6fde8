r"""LaTeX into text: ``Pit{\`a}`` is Pità, ``50\% \& \textit{in vitro}`` is 50% & <i>in vitro</i>.

Only for fields that hold text: a DOI, an address or pages are never decoded. Italics and the like are kept as the tags
that registries use (``<i> <b> <sub> <sup> <scp>``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from ivigref.formats.latex_symbols import ACCENTS, SPACING, SYMBOLS
from ivigref.formats.markup import tagged
from ivigref.patterns import lazy
from ivigref.text import squeeze

_TOKEN = lazy(
    r"""
      \\ (?: [A-Za-z]+ \s* | . | $ )   # a command eats the blanks that follow it
    | [{}$~^_]
    | -{2,3} | `` | ''                 # ligatures
    | [^\\{}$~^_`'-]+
    | .
    """,
    re.VERBOSE | re.DOTALL,
)
# Most values hold no more than these, for which a pattern is ten times as fast as reading piece by piece.
_ITALICS = lazy(r"\\textit\{([^{}\\$~]+)\}")
_COMMAND = lazy(r"\\(?:[^&%$#_]|$)")
_MATH_SHIFT = lazy(r"(?<!\\)\$")
_LIGATURES = {"--": "–", "---": "—", "``": "“", "''": "”", "~": " "}
_MARKED = {"`": "``", "'": "''", "~": "~"}  # all but dashes, by what they begin with
_DOTLESS = {"ı": "i", "ȷ": "j"}

_TAGS = {
    "textit": "i", "emph": "i", "textsl": "i", "mkbibemph": "i", "mkbibitalic": "i", "mathit": "i",
    "textbf": "b", "mkbibbold": "b", "mathbf": "b", "textsc": "scp",
    "textsuperscript": "sup", "mkbibsuperscript": "sup", "textsubscript": "sub", "mkbibsubscript": "sub",
}  # fmt: skip
_SWITCHES = {"it": "i", "itshape": "i", "em": "i", "sl": "i", "bf": "b", "bfseries": "b", "sc": "scp", "scshape": "scp"}
_TRANSPARENT = {
    "textrm", "textsf", "texttt", "textup", "textmd", "textnormal", "text", "mbox", "hbox", "mathrm", "mathsf",
    "mathcal", "ensuremath", "url", "path", "uppercase", "MakeUppercase", "lowercase", "rm", "normalfont", "enquote",
    "textgreek", "foreignlanguage", "bibstring", "NoCaseChange", "bibcyr", "overline", "num", "si", "unit",
}  # fmt: skip
# What only sorts an entry, keeps a place free or is an address: it is not printed.
_UNPRINTED = {"href", "noopsort", "SortNoop", "sortnoop", "phantom", "hphantom", "vphantom"}
_AROUND = {
    "mkbibquote": ("“", "”"),
    "mkbibparens": ("(", ")"),
    "mkbibbrackets": ("[", "]"),
    "SI": ("", " "),
    "qty": ("", " "),
}
_KNOWN = {*ACCENTS, *_TAGS, *_TRANSPARENT, *_UNPRINTED, *_AROUND}
_MOST_COMMANDS = 8  # that may wait at once; nobody writes more than two

Wrap = Callable[[str], str]


def is_known(command: str) -> bool:
    """Tell whether a command is one that is read.

    >>> is_known("textbf"), is_known("BibitemOpen")
    (True, False)
    """
    return command in SYMBOLS or command in _SWITCHES or command in _KNOWN


@dataclass(slots=True)
class _Group:
    """What stands between two braces, and what is to be done with it when it closes."""

    wraps: tuple[Wrap, ...] = ()
    math: bool = False
    parts: list[str] = field(default_factory=list)
    switch: tuple[int, str] | None = None  # from which part on, and the tag

    def close(self) -> str:
        if self.switch is not None:
            start, tag = self.switch
            self.parts[start:] = [tagged(tag, "".join(self.parts[start:]).lstrip())]
        text = "".join(self.parts)
        for wrap in reversed(self.wraps):
            text = wrap(text)
        return text


def decode(value: str) -> str:
    r"""Return the text that LaTeX prints for a field's value.

    >>> decode(r"De Pit{\`a}, {\O}degaard, Nu{\~n}ez, {\v S}koda, Dvo\v{r}{\'\i}k, M{\"u}ller--Stra\ss e")
    'De Pità, Ødegaard, Nuñez, Škoda, Dvořík, Müller–Straße'
    >>> decode(r"{TNF}-$\alpha$ in \emph{vitro}: 50\% \& H$_2$O, p{\textless}0.05")
    'TNF-α in <i>vitro</i>: 50% & H₂O, p<0.05'
    >>> decode(r"{\noopsort{1973c}}1981: \mkbibquote{Lupus}")
    '1981: “Lupus”'
    """
    if value.isalnum():
        return value
    if "\\" in value:
        if "\\textit{" in value:
            pieces = _ITALICS.split(value)
            pieces[1::2] = [f"<i>{italics}</i>" for italics in pieces[1::2]]
            value = "".join(pieces)
        has_commands = _COMMAND.search(value) is not None
    else:
        has_commands = False
    if not (has_commands or ("$" in value and _MATH_SHIFT.search(value))):
        return squeeze(_without_commands(value))
    pieces = _TOKEN.findall(value)
    decoder = _Decoder(has_math=pieces.count("$") % 2 == 0)
    for piece, following in zip(pieces, [*pieces[1:], ""], strict=True):
        decoder.feed(piece, following)
    return squeeze(decoder.close())


def _without_commands(value: str) -> str:
    """Return the text of a value that has no more of LaTeX than ligatures, braces and a backslash before a sign."""
    if "--" in value:
        value = value.replace("---", "—").replace("--", "–")
    for mark, ligature in _MARKED.items():
        if mark in value:  # one character is found much sooner than two
            value = value.replace(ligature, _LIGATURES[ligature])
    for sign in "{}\\":
        if sign in value:
            value = value.replace(sign, "")
    return value


class _Decoder:
    """Reads piece by piece, with a stack of open groups, so that no depth of braces can exhaust it."""

    def __init__(self, *, has_math: bool) -> None:
        self._groups = [_Group()]
        self._pending: tuple[Wrap, ...] = ()  # commands that wait for what they work on, the last is the innermost
        self._has_math = has_math  # a lone dollar is a sum of money

    def feed(self, piece: str, following: str) -> None:
        group = self._groups[-1]
        if piece == "{":
            self._groups.append(_Group(self._pending, group.math))
            self._pending = ()
        elif piece == "}" and len(self._groups) > 1:
            self._end_group()
        elif piece == "$" and self._has_math:
            group.math = not group.math
        elif group.math and piece in "^_":
            self._wait(_command("textsuperscript" if piece == "^" else "textsubscript"))
        elif piece[0] == "\\":
            self._run(piece, following)
        elif self._pending and piece not in _LIGATURES:
            piece = piece.lstrip() or piece
            self._add(piece[0])
            group.parts.append(piece[1:])
        else:
            self._add(_LIGATURES.get(piece, piece))

    def close(self) -> str:
        while len(self._groups) > 1:
            self._end_group()
        return self._end_pending().close()

    def _add(self, text: str) -> None:
        for wrap in reversed(self._pending):
            text = wrap(text)
        self._pending = ()
        self._groups[-1].parts.append(text)

    def _run(self, piece: str, following: str) -> None:
        command = piece[1:].strip() or piece[1:2]
        if command in SYMBOLS:
            self._add(SYMBOLS[command])
        elif command in _SWITCHES:
            group = self._groups[-1]
            group.switch = (len(group.parts), _SWITCHES[command])
        elif command in _KNOWN or following == "{":
            self._wait(_command(command))
        else:
            self._add(piece)

    def _wait(self, wrap: Wrap) -> None:
        self._pending = (*self._pending[1 - _MOST_COMMANDS :], wrap)

    def _end_group(self) -> None:
        self._end_pending()
        closed = self._groups.pop().close()
        self._groups[-1].parts.append(closed)

    def _end_pending(self) -> _Group:
        """Finish a command at the end of its group, which has nothing to work on."""
        if self._pending:
            self._add("")
        return self._groups[-1]


@cache
def _command(name: str) -> Wrap:
    """Return what a command does with its argument; one that nobody knows stays as it is written."""
    if name in ACCENTS:
        return lambda text: _accented(text, ACCENTS[name])
    if name in _TAGS:
        return lambda text: tagged(_TAGS[name], text)
    if name in _TRANSPARENT:
        return lambda text: text
    if name in _UNPRINTED:
        return lambda _: ""
    if name in _AROUND:
        return lambda text: text.join(_AROUND[name])
    return lambda text: f"\\{name}{{{text}}}"


def _accented(text: str, accent: str) -> str:
    if not text.strip():
        return SPACING.get(accent, "")
    base = _DOTLESS.get(text[0], text[0])
    return unicodedata.normalize("NFC", base + accent) + text[1:]
