r"""Text into LaTeX: 50% & <i>in vitro</i> is written ``50\% \& \textit{in vitro}``, and titles keep their capitals.

Only for fields that hold text: a DOI, an address or pages are never encoded.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from ivigref.formats.bibtex_splitting import braces_close
from ivigref.formats.latex_symbols import ACCENTS, LETTERS, MATH, PUNCTUATION
from ivigref.formats.markup import TAG, TAGS, is_well_nested, scripts
from ivigref.patterns import lazy
from ivigref.text import clean, plain

Protect = Callable[[str], str]  # from a run of text to the same with braces round some of its words

_ENTITY = lazy(r"&[#A-Za-z]")
_FOREIGN_TAG = lazy(rf"</?(?!(?:{'|'.join(sorted(TAGS))})>)[A-Za-z]", re.IGNORECASE)
_ESCAPES = {c: f"\\{c}" for c in "&%$#_"} | {
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "\\": r"\textbackslash{}",
}
_BALANCED = _ESCAPES | {"{": r"\{", "}": r"\}"}
_UNBALANCED = _ESCAPES | {"{": r"\textbraceleft{}", "}": r"\textbraceright{}"}
_ESCAPED = lazy(r"[&%$#_{}~^\\]")
_DOUBLED = lazy(r"-(?=-)|`(?=`)|'(?=')")
_OPENING = {
    "i": r"\textit{", "em": r"\textit{", "b": r"\textbf{", "strong": r"\textbf{", "sub": r"\textsubscript{",
    "sup": r"\textsuperscript{", "scp": r"\textsc{",
}  # fmt: skip
# Most texts hold nothing but these, each of which is written the same wherever it stands. One alternative a character:
# Python looks for their first characters at once, and would not if some of them were a class.
_SPECIAL = lazy(r"(&[#A-Za-z]?|</?[A-Za-z]+>?|-(?=-)|`(?=`)|'(?=')|%|\$|#|_|\{|\}|~|\^|\\)")
_CLOSING = {f"<{tag}>": f"</{tag}>" for tag in _OPENING if tag not in {"sub", "sup"}}
_LATEX = (
    _ESCAPES
    | {c: f"{c}{{}}" for c in "-`'"}
    | {opening: _OPENING[opening[1:-1]] for opening in _CLOSING}
    | dict.fromkeys(_CLOSING.values(), "}")
)
_ONE_WORD = r"[^\W_]+(?:[’'./‐‑–-][^\W_]+)*"
_WORD = lazy(_ONE_WORD)
_PART = lazy(r"[^\W_]+")

# "Of", "and", "with" stay small in the most capitalised title, and so do longer prepositions.
_LONG_WORD = 5
_LONG_PREPOSITIONS = {
    "about", "after", "against", "among", "before", "between", "during", "through", "under", "versus", "within",
    "without",
}  # fmt: skip
_RESTARTS = (": ", "? ", "! ", ". ")  # pandoc gives a capital to what follows
_RESTARTED = lazy(rf"([:?!.] )({_ONE_WORD})")
_TAGGED = lazy(r">([^<>]*+)</")
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
    if not text or (text.isalnum() and (text.isascii() or not ascii_only)):
        return text
    return _encode(clean(text), None, ascii_only=ascii_only)


def encode_title(text: str, *, whole: bool = False, ascii_only: bool = False) -> str:
    r"""Write a title, with braces round the words whose capitals a style must not change.

    Those are words with a capital, a digit or a Greek letter inside them, and, unless most words of the title begin
    with a capital, names. ``whole`` protects every capital: a book's title is cited as it is.

    >>> encode_title("IVIG inhibits TNF-α in Sjögren’s syndrome: report of 24 cases")
    '{IVIG} inhibits {TNF-α} in {Sjögren’s} syndrome: {report} of 24 cases'
    >>> encode_title("Relevant Criteria for Selecting an IgG Preparation")
    'Relevant Criteria for Selecting an {IgG} Preparation'
    """
    text = _cleaned(text)
    parts = (TAG.sub("", text) if "<" in text else text).split(" ")
    first = next((word for part in parts for word in _WORD.findall(part)), "")
    names = whole or sum(map(_smallness, parts)) >= _smallness(first)
    restarts = names and any(mark in text for mark in _RESTARTS)

    def protect(run: str) -> str:
        parts = run.split(" ")
        latex = " ".join([_braced(part, (first if first in part else "") if names else None) for part in parts])
        return _RESTARTED.sub(_restarted, latex) if restarts else latex

    return _encode(text, protect, ascii_only=ascii_only)


# What stands between two blanks of a title stands in other titles too.
@lru_cache(maxsize=16384)
def _smallness(part: str) -> int:
    """Return how far long words that begin small outweigh those that begin with a capital; at -1 to +4 a word."""
    words = [word for word in _WORD.findall(part) if len(word) >= _LONG_WORD and word not in _LONG_PREPOSITIONS]
    return sum(_MOST * word[0].islower() - 1 for word in words)


@lru_cache(maxsize=16384)
def _braced(part: str, first: str | None) -> str:
    """Put braces round words with inner capitals and, unless ``first`` is None, round names.

    A style keeps the first letter of a title, so its ``first`` word is no name.
    """

    def brace(match: re.Match[str]) -> str:
        word = match[0]
        is_name = first is not None and word[0].isupper() and word != first
        return f"{{{word}}}" if is_name or _has_inner_capital(word) else word

    return _WORD.sub(brace, part)


def _restarted(match: re.Match[str]) -> str:
    mark, word = match.groups()
    return f"{mark}{{{word}}}" if word[0].islower() else match[0]


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


def _cleaned(text: str) -> str:
    """Return a text on one line, with no markup but the tags that LaTeX has commands for."""
    text = clean(text)
    if ("&" in text and _ENTITY.search(text)) or ("<" in text and _FOREIGN_TAG.search(text)):
        text = plain(text, keep=TAGS)
    return text


def _encode(text: str, protect: Protect | None, *, ascii_only: bool) -> str:
    pieces = _SPECIAL.split(text)
    specials = pieces[1::2]
    tags = [special for special in specials if special[0] == "<"]
    are_pairs = list(map(_CLOSING.get, tags[::2])) == tags[1::2]
    if are_pairs and protect and tags:
        inner = " ".join(_TAGGED.findall(text))
        are_pairs = protect(inner) == inner
    if are_pairs and _LATEX.keys() >= set(specials):
        pieces[1::2] = map(_LATEX.__getitem__, specials)
        if protect:
            pieces[::2] = map(protect, pieces[::2])
        latex = "".join(pieces)
    else:
        latex = _encode_any(text, protect)
    return _in_ascii(latex) if ascii_only else latex


def _encode_any(text: str, protect: Protect | None) -> str:
    """Write any text, with braces, foreign markup, and tags that do not close."""
    text = scripts(_cleaned(text))
    tags = list(TAG.finditer(text)) if "<" in text else []
    if not is_well_nested(tags):
        text, tags = TAG.sub("", text), []
    pieces, end = [], 0
    for tag in tags:
        pieces.append(_run(text[end : tag.start()], protect))
        pieces.append("}" if tag[1] else _OPENING[tag[2].lower()])
        end = tag.end()
        if not tag[1] and protect and (inner := _TAGGED.match(text, end - 1)) and protect(inner[1]) != inner[1]:
            # Pandoc sees braces round a command, and not those within it.
            pieces[-1:] = ["{{", _OPENING[tag[2].lower()], _run(inner[1], None), "}}"]
            end = inner.end(1)
    pieces.append(_run(text[end:], protect))
    return "".join(pieces)


def _run(text: str, protect: Protect | None) -> str:
    """Escape what stands between two tags."""
    escapes = _BALANCED if braces_close(text) else _UNBALANCED
    text = _ESCAPED.sub(lambda special: escapes[special[0]], text)
    text = _DOUBLED.sub(r"\g<0>{}", text)
    return protect(text) if protect else text


def _in_ascii(latex: str) -> str:
    return latex if latex.isascii() else "".join(map(_ascii, unicodedata.normalize("NFC", latex)))


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
