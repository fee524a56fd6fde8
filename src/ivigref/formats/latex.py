r"""LaTeX in text fields: ``Pit{\`a}`` is Pità, ``50\% \& \textit{in vitro}`` is 50% & <i>in vitro</i>.

Only for fields that hold text: a DOI, an address or pages are never encoded or decoded. Italics and the like are kept
as the tags that registries use (``<i> <b> <sub> <sup> <scp>``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, lru_cache

from ivigref.formats.latex_symbols import (
    ACCENTS,
    LETTERS,
    MATH,
    PUNCTUATION,
    SPACING,
    SYMBOLS,
)
from ivigref.formats.markup import TAG, TAGS, is_well_nested, scripts, tagged
from ivigref.text import clean, plain, squeeze

_TOKEN = re.compile(
    r"""
      \\ (?: [A-Za-z]+ \s* | . | $ )   # a command eats the blanks that follow it
    | [{}$~^_]
    | -{2,3} | `` | ''                 # ligatures
    | [^\\{}$~^_`'-]+
    | .
    """,
    re.VERBOSE | re.DOTALL,
)
_LATEX = re.compile(r"[\\{}$~]|--|``|''")
# Most values hold no more than these, for which a pattern is ten times as fast as reading piece by piece.
_ITALICS = re.compile(r"\\textit\{([^{}\\$~]+)\}")
_COMMAND = re.compile(r"\\(?:[^&%$#_]|$)")
_MATH_SHIFT = re.compile(r"(?<!\\)\$")
_PLAIN_ESCAPES = tuple((f"\\{character}", character) for character in "&%$#_")
_LIGATURES = {"--": "–", "---": "—", "``": "“", "''": "”", "~": " "}
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
    "textgreek", "foreignlanguage", "bibstring", "NoCaseChange",
}  # fmt: skip
_KNOWN = {*ACCENTS, *_TAGS, *_TRANSPARENT, "href"}
_MOST_COMMANDS = 8  # that may wait at once; nobody writes more than two

Wrap = Callable[[str], str]
Protect = Callable[[re.Match[str]], bool]


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
    """
    if not _LATEX.search(value):
        return squeeze(value)
    if "\\textit{" in value:
        value = _ITALICS.sub(r"<i>\1</i>", value)
    if _has_only_escapes(value):
        return squeeze(_without_escapes(value))
    pieces = _TOKEN.findall(value)
    decoder = _Decoder(has_math=pieces.count("$") % 2 == 0)
    for piece, following in zip(pieces, [*pieces[1:], ""], strict=True):
        decoder.feed(piece, following)
    return squeeze(decoder.close())


def _has_only_escapes(value: str) -> bool:
    """Tell whether a value has no more of LaTeX than escaped signs, such as the one for &, and braces."""
    return not (
        any(mark in value for mark in ("~", "--", "``", "''"))
        or ("\\" in value and _COMMAND.search(value))
        or ("$" in value and _MATH_SHIFT.search(value))
    )


def _without_escapes(value: str) -> str:
    value = value.replace("{", "").replace("}", "")
    if "\\" in value:
        for escape, character in _PLAIN_ESCAPES:
            value = value.replace(escape, character)
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
    if name == "href":
        return lambda _: ""
    return lambda text: f"\\{name}{{{text}}}"


def _accented(text: str, accent: str) -> str:
    if not text.strip():
        return SPACING.get(accent, "")
    base = _DOTLESS.get(text[0], text[0])
    return unicodedata.normalize("NFC", base + accent) + text[1:]


_SPECIAL = re.compile(r"[&%$#_{}~^\\<]|--|``|''")
_ESCAPES = {c: f"\\{c}" for c in "&%$#_"} | {
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "\\": r"\textbackslash{}",
}
_BALANCED = _ESCAPES | {"{": r"\{", "}": r"\}"}
_UNBALANCED = _ESCAPES | {"{": r"\textbraceleft{}", "}": r"\textbraceright{}"}
_HARD = re.compile(r"[{}~^\\]")
_ESCAPED = re.compile(r"[&%$#_{}~^\\]")
_BRACE = re.compile(r"[{}]")
_DOUBLED = re.compile(r"-(?=-)|`(?=`)|'(?=')")
_OPENING = {
    "i": r"\textit{", "em": r"\textit{", "b": r"\textbf{", "strong": r"\textbf{", "sub": r"\textsubscript{",
    "sup": r"\textsuperscript{", "scp": r"\textsc{",
}  # fmt: skip
_WORD = re.compile(r"[^\W_]+(?:[’'./‐‑–-][^\W_]+)*")
_PART = re.compile(r"[^\W_]+")

# "Of", "and", "with" stay small in the most capitalised title, and so do longer prepositions.
_LONG_WORD = 5
_LONG_PREPOSITIONS = {
    "about", "after", "against", "among", "before", "between", "during", "through", "under", "versus", "within",
    "without",
}  # fmt: skip
_RESTARTS = {": ", "? ", "! ", ". "}  # pandoc gives a capital to what follows
_TAGGED = re.compile(r"([^<>]*)</")
_MOST = 5  # a title is capitalised where less than a fifth of its long words begin small

# A command in braces of its own never joins the letters that follow.
_COMMANDS = {character: f"{{\\{command}}}" for command, character in (LETTERS | PUNCTUATION).items()} | {
    character: f"$\\{command}$" for command, character in MATH.items()
}
_ACCENT_COMMANDS = {combining: command for command, combining in reversed(ACCENTS.items())}


def encode(text: str, *, ascii_only: bool = False) -> str:
    r"""Write a text so that LaTeX prints it, and every reader of BibTeX finds its end.

    ``ascii_only`` is for classic BibTeX, which counts bytes where names are abbreviated.

    >>> encode("50% & <i>in vitro</i>, p<0.05, a } b")
    '50\\% \\& \\textit{in vitro}, p<0.05, a \\textbraceright{} b'
    >>> encode("De Pità, Straße, TNF-α", ascii_only=True)
    'De Pit{\\`a}, Stra{\\ss}e, TNF-$\\alpha$'
    """
    return _encode(text, None, ascii_only=ascii_only)


def encode_title(text: str, *, whole: bool = False, ascii_only: bool = False) -> str:
    r"""Write a title, with braces round the words whose capitals a style must not change.

    Those are words with a capital, a digit or a Greek letter inside them, and, unless most words of the title begin
    with a capital, names. ``whole`` protects every capital: a book's title is cited as it is.

    >>> encode_title("IVIG inhibits TNF-α in Sjögren’s syndrome: report of 24 cases")
    '{IVIG} inhibits {TNF-α} in {Sjögren’s} syndrome: {report} of 24 cases'
    >>> encode_title("Relevant Criteria for Selecting an IgG Preparation")
    'Relevant Criteria for Selecting an {IgG} Preparation'
    """
    text = plain(clean(text), keep=TAGS)
    words = _WORD.findall(TAG.sub("", text))
    long = [word for word in words[1:] if len(word) >= _LONG_WORD and word not in _LONG_PREPOSITIONS]
    names = whole or _MOST * sum(word[0].islower() for word in long) >= len(long)
    protected = {word for word in words if _has_inner_capital(word) or (names and word[0].isupper())}
    if words and not _has_inner_capital(words[0]):
        protected.discard(words[0])  # styles keep a title's first letter

    def is_protected(word: re.Match[str]) -> bool:
        return word[0] in protected or (
            names and word[0][0].islower() and word.string[max(word.start() - 2, 0) : word.start()] in _RESTARTS
        )

    return _encode(text, is_protected, ascii_only=ascii_only)


@lru_cache(maxsize=16384)
def _has_inner_capital(word: str) -> bool:
    """Tell whether a style that writes small letters would harm a word: IgG, TNF-α, H2O, B-cell."""
    parts = _PART.findall(word)
    return any(
        (len(part) == 1 and len(parts) > 1 and part.isupper())
        or any(c.isupper() for c in part[1:])
        or (any(c.isdigit() for c in part) and not part.isdigit())
        or any("\u0370" <= c <= "\u03ff" for c in part)
        for part in parts
    )


def _encode(text: str, is_protected: Protect | None, *, ascii_only: bool) -> str:
    text = clean(text)
    if "&" in text or "<" in text:
        text = plain(text, keep=TAGS)
    if is_protected is None and (text.isascii() or not ascii_only) and not _SPECIAL.search(text):
        return text
    text = scripts(text)
    tags = list(TAG.finditer(text))
    if not is_well_nested(tags):
        text, tags = TAG.sub("", text), []
    pieces, end = [], 0
    for tag in tags:
        pieces.append(_run(text[end : tag.start()], is_protected))
        pieces.append("}" if tag[1] else _OPENING[tag[2].lower()])
        end = tag.end()
        if not tag[1] and is_protected and (inner := _TAGGED.match(text, end)) and _any(inner, is_protected):
            # Pandoc sees braces round a command, and not those within it.
            pieces[-1:] = ["{{", _OPENING[tag[2].lower()], _run(inner[1], None), "}}"]
            end = inner.end(1)
    pieces.append(_run(text[end:], is_protected))
    latex = "".join(pieces)
    return latex if latex.isascii() or not ascii_only else "".join(map(_ascii, unicodedata.normalize("NFC", latex)))


def _any(inner: re.Match[str], is_protected: Protect) -> bool:
    return any(map(is_protected, _WORD.finditer(inner.string, *inner.span(1))))


def _run(text: str, is_protected: Protect | None) -> str:
    """Escape what stands between two tags."""
    if _HARD.search(text):
        escapes = _BALANCED if _balanced(text) else _UNBALANCED
        text = _ESCAPED.sub(lambda special: escapes[special[0]], text)
    else:
        for escape, character in _PLAIN_ESCAPES:
            text = text.replace(character, escape)
    if "--" in text or "``" in text or "''" in text:
        text = _DOUBLED.sub(r"\g<0>{}", text)
    if is_protected:
        text = _WORD.sub(lambda word: f"{{{word[0]}}}" if is_protected(word) else word[0], text)
    return text


def _balanced(text: str) -> bool:
    depth = 0
    for brace in _BRACE.findall(text):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return False
    return depth == 0


def _ascii(character: str) -> str:
    if character.isascii():
        return character
    if character in _COMMANDS:
        return _COMMANDS[character]
    decomposed = unicodedata.normalize("NFD", character)
    base, marks = decomposed[0], decomposed[1:]
    if not marks or not base.isascii() or not all(mark in _ACCENT_COMMANDS for mark in marks):
        return character
    latex = {"i": r"\i", "j": r"\j"}.get(base, base)
    for mark in marks:
        command = _ACCENT_COMMANDS[mark]
        latex = f"{{\\{command}{' ' if command.isalpha() else ''}{latex}}}"
    return latex
