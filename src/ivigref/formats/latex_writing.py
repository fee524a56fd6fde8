r"""Text into LaTeX: 50% & <i>in vitro</i> is written ``50\% \& \textit{in vitro}``, and titles keep their capitals.

Only for fields that hold text: a DOI, an address or pages are never encoded.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from ivigref.formats.latex_symbols import ACCENTS, ESCAPED, LETTERS, MATH, PUNCTUATION
from ivigref.formats.markup import TAG, TAGS, is_well_nested, scripts
from ivigref.text import clean, plain

Protect = Callable[[re.Match[str]], str]

_ENTITY = re.compile(r"&[#A-Za-z]")
_FOREIGN_TAG = re.compile(rf"</?(?!(?:{'|'.join(sorted(TAGS))})>)[A-Za-z]", re.IGNORECASE)
_SPECIAL = re.compile(r"[&%$#_{}~^\\<]|--|``|''")
_ESCAPES = {c: f"\\{c}" for c in "&%$#_"} | {
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "\\": r"\textbackslash{}",
}
_BALANCED = _ESCAPES | {"{": r"\{", "}": r"\}"}
_UNBALANCED = _ESCAPES | {"{": r"\textbraceleft{}", "}": r"\textbraceright{}"}
_HARD = "{}~^\\"
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
    if not text or (text.isalnum() and (text.isascii() or not ascii_only)):
        return text
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
    text = _cleaned(text)
    words = _WORD.findall(TAG.sub("", text))
    long = [word for word in words[1:] if len(word) >= _LONG_WORD and word not in _LONG_PREPOSITIONS]
    names = whole or _MOST * sum(word[0].islower() for word in long) >= len(long)
    protected = {word for word in words if _has_inner_capital(word) or (names and word[0].isupper())}
    if words and not _has_inner_capital(words[0]):
        protected.discard(words[0])  # styles keep a title's first letter

    restarts = names and any(mark in text for mark in _RESTARTS)

    def protect(match: re.Match[str]) -> str:
        word = match[0]
        if word in protected or (
            restarts and word[0].islower() and match.string[max(match.start() - 2, 0) : match.start()] in _RESTARTS
        ):
            return f"{{{word}}}"
        return word

    return _encode(text, protect if protected or restarts else None, ascii_only=ascii_only)


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


def _cleaned(text: str) -> str:
    """Return a text on one line, with no markup but the tags that LaTeX has commands for."""
    text = clean(text)
    if ("&" in text and _ENTITY.search(text)) or ("<" in text and _FOREIGN_TAG.search(text)):
        text = plain(text, keep=TAGS)
    return text


def _encode(text: str, protect: Protect | None, *, ascii_only: bool) -> str:
    text = _cleaned(text)
    if protect is None and (text.isascii() or not ascii_only) and not _SPECIAL.search(text):
        return text
    text = scripts(text)
    tags = list(TAG.finditer(text)) if "<" in text else []
    if not is_well_nested(tags):
        text, tags = TAG.sub("", text), []
    if protect is None and not _is_hard(text):  # nothing that depends on what stands beside it
        latex = TAG.sub(_command, _run(text, None))
        return _in_ascii(latex) if ascii_only else latex
    pieces, end = [], 0
    for tag in tags:
        pieces.append(_run(text[end : tag.start()], protect))
        pieces.append(_command(tag))
        end = tag.end()
        if not tag[1] and protect and (inner := _TAGGED.match(text, end)) and _any(inner, protect):
            # Pandoc sees braces round a command, and not those within it.
            pieces[-1:] = ["{{", _OPENING[tag[2].lower()], _run(inner[1], None), "}}"]
            end = inner.end(1)
    pieces.append(_run(text[end:], protect))
    return _in_ascii("".join(pieces)) if ascii_only else "".join(pieces)


def _command(tag: re.Match[str]) -> str:
    return "}" if tag[1] else _OPENING[tag[2].lower()]


def _any(inner: re.Match[str], protect: Protect) -> bool:
    return any(protect(word) != word[0] for word in _WORD.finditer(inner.string, *inner.span(1)))


def _run(text: str, protect: Protect | None) -> str:
    """Escape what stands between two tags."""
    if _is_hard(text):
        escapes = _BALANCED if _balanced(text) else _UNBALANCED
        text = _ESCAPED.sub(lambda special: escapes[special[0]], text)
    else:
        for escape, character in ESCAPED:
            text = text.replace(character, escape)
    if "--" in text or "``" in text or "''" in text:
        text = _DOUBLED.sub(r"\g<0>{}", text)
    return _WORD.sub(protect, text) if protect else text


def _is_hard(text: str) -> bool:
    """Tell whether a text holds what takes more than a backslash; looking five times beats any pattern."""
    return any(map(text.__contains__, _HARD))


def _balanced(text: str) -> bool:
    depth = 0
    for brace in _BRACE.findall(text):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return False
    return depth == 0


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
