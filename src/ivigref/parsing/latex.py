r"""LaTeX as it is printed: ``\bibitem{a} {\em Skin} \textbf{9}\penalty0 (6):\penalty0 722--8`` is Skin 9 (6): 722–8."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ivigref.formats.latex_reading import decode, is_known
from ivigref.formats.markup import untagged
from ivigref.patterns import lazy
from ivigref.text import squeeze

# A comment, or what holds or escapes the sign of one.
_COMMENT = lazy(r"(\\(?:url|href|path|nolinkurl|doi)\s*\{[^{}\n]*\}|\\(?s:.))|%[^\n]*")
_COMMAND = lazy(r"\\([A-Za-z@]+)\*?[ \t]*")
_BRACES = lazy(r"\\(?s:.)|[{}]")
_OPTION = lazy(r"\s*\[[^\[\]{}]{0,200}\]")
_ESCAPED = lazy(r"\\([%#&_~{}$])(?:\{\})?")
_ARGUMENT = lazy(r"\s*\{")
_DEEPEST = 20  # arguments within arguments; no style of BibTeX goes beyond six
_HELD = "\ue000"  # stands for what is printed letter by letter; a private character is no text

# What the commands of bibliography styles print: of how many arguments, and of which of them what.
_PRINTED: dict[str, tuple[int, str]] = {
    "newblock": (0, " "), "penalty": (0, ""), "urlprefix": (0, ""), "BibitemOpen": (0, ""), "relax": (0, ""),
    "bysame": (0, "———"), "par": (0, " "), "newline": (0, " "), "linebreak": (0, " "), "quad": (0, " "),
    "BBA": (0, "&"), "BBOP": (0, "("), "BBCP": (0, ")"), "BBCQ": (0, "”"), "BBOQ": (0, "“"), "BPBI": (0, ". "),
    "BHBI": (0, ".-"), "BEd": (0, "Ed."), "BEds": (0, "Eds."), "BVOL": (0, "Vol."), "BNUM": (0, "No."),
    "BPG": (0, "p."), "BPGS": (0, "pp."), "BIn": (0, "In"), "BED": (0, "ed."), "BOthers": (1, "et al."),
    "BOthersPeriod": (1, "et al."), "PrintBackRefs": (1, ""), "CurrentBib": (0, ""), "APACinsertmetastar": (1, ""),
    "APACrefauthors": (0, ""), "endAPACrefauthors": (0, ""), "APACrefYear": (1, "({0})"),
    "APACrefYearMonthDay": (3, "({0})"), "APACrefatitle": (2, "{1}"), "APACrefbtitle": (2, "{1}"),
    "APACjournalVolNumPages": (4, "{0}, {1}({2}), {3}"), "APACaddressPublisher": (2, "{0}: {1}"),
    "BibitemShut": (1, ""), "bibfield": (2, "{1}"), "bibinfo": (2, "{1}"), "natexlab": (1, "{0}"),
    "enquote": (1, "“{0}”"), "textcolor": (2, "{1}"), "color": (1, ""), "vspace": (1, ""), "hspace": (1, ""),
    "label": (1, ""), "vskip": (0, ""), "hskip": (0, ""), "hypertarget": (2, "{1}"), "hyperlink": (2, "{1}"),
    "bibAnnoteFile": (1, ""), "providebibliographyfont": (1, ""), "MR": (1, ""), "MRhref": (2, ""),
    "selectlanguage": (1, ""), "discretionary": (3, ""), "setcounter": (2, ""), "addcontentsline": (3, ""),
    "cite": (1, ""), "citep": (1, ""), "citet": (1, ""), "footnotesize": (0, ""), "eprint": (1, "arXiv:{0}"),
}  # fmt: skip
# What is printed letter by letter, where a hyphen is a hyphen and _ no subscript.
_LITERAL = {"url": "{0}", "nolinkurl": "{0}", "path": "{0}", "doi": "doi:{0}", "Url": "{0}"}
_LENGTH = r"-?+(?:\d++(?:\.\d++)?+|\.\d++)"
_MEASURE = lazy(rf"{_LENGTH}\s*+(?:pt|em|ex|cm|mm|in|fill)?(?:\s*+(?:plus|minus)\s*+{_LENGTH}\s*+(?:em|pt|ex))*+\s?")
_MEASURED = frozenset(("penalty", "vskip", "hskip"))


def without_comments(text: str) -> str:
    r"""Blank out what LaTeX does not read, so that every place stays where it is.

    >>> without_comments("a\\% b % c\n\\url{x%20y}")
    'a\\% b    \n\\url{x%20y}'
    """
    return _COMMENT.sub(lambda match: match[1] or " " * len(match[0]), text) if "%" in text else text


def arguments(text: str, place: int, ends: dict[int, int], most: int) -> Iterator[tuple[int, int]]:
    """Yield where the arguments in braces from a place on begin and end, at most so many."""
    for _ in range(most):
        opened = _ARGUMENT.match(text, place)
        if opened is None or (end := ends.get(opened.end() - 1)) is None:
            return
        yield opened.end(), end
        place = end + 1


def braces(text: str) -> dict[int, int]:
    """Return for every brace that opens where it closes.

    >>> braces("a{b{c}}{")
    {3: 5, 1: 6}
    """
    found: dict[int, int] = {}
    opened: list[int] = []
    for match in _BRACES.finditer(text):
        if match[0] == "{":
            opened.append(match.start())
        elif match[0] == "}" and opened:
            found[opened.pop()] = match.start()
    return found


def printed(text: str) -> tuple[str, tuple[str, ...]]:
    r"""Return the text that LaTeX prints, and the addresses that its words lead to.

    >>> printed(r"P.~Krug. \newblock {\em Pediatr. Nephrol.}, 28\penalty0 (9):\penalty0 1547--50. \doi{10.5555/a_b--c}")
    ('P. Krug. Pediatr. Nephrol., 28(9):1547–50. doi:10.5555/a_b--c', ())
    >>> printed(r"Lund P. \textbf{57}(2). \href{https://doi.org/10.5555/x}{Link}")
    ('Lund P. 57(2). Link', ('https://doi.org/10.5555/x',))
    """
    reader = _Reader(text.replace(_HELD, " "))
    shown = untagged(decode(reader.expand(0, len(text), 0)))
    pieces = shown.split(_HELD)
    held = [*reader.held, *[""] * len(pieces)]
    whole = "".join(part for pair in zip(pieces, held, strict=False) for part in pair)
    return squeeze(whole.replace("\u00a0", " ")), tuple(reader.addresses)


class _Reader:
    """Writes out the commands that ``decode`` does not know; what they hold back comes in its turn."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._ends = braces(text)
        self.held: list[str] = []
        self.addresses: list[str] = []

    def expand(self, begin: int, end: int, depth: int) -> str:
        """Return a part of the text with its commands written out."""
        parts: list[str] = []
        place = begin
        while (match := _COMMAND.search(self._text, place, end)) is not None:
            parts.append(self._text[place : match.start()])
            piece, place = self._command(match, end, depth)
            parts.append(piece)
        parts.append(self._text[place:end])
        return "".join(parts)

    def _command(self, match: re.Match[str], end: int, depth: int) -> tuple[str, int]:
        """Return what a command prints, and where the text goes on behind it."""
        name, after = match[1], match.end()
        if name in _MEASURED:
            size = _MEASURE.match(self._text, after, end)
            return "", size.end() if size else after
        if name in _LITERAL or name == "href":
            return self._literal(name, after, depth)
        if name not in _PRINTED:
            return ("" if not is_known(name) else match[0]), after
        count, form = _PRINTED[name]
        if option := _OPTION.match(self._text, after, end) if count else None:
            after = option.end()
        places = list(arguments(self._text, after, self._ends, count))
        if len(places) < count or depth > _DEEPEST:
            return "", after
        values = [self.expand(*place, depth + 1) if f"{{{i}}}" in form else "" for i, place in enumerate(places)]
        return form.format(*values), places[-1][1] + 1 if places else after

    def _literal(self, name: str, after: int, depth: int) -> tuple[str, int]:
        if name == "href" and self._text.startswith("@noop", after):
            after += len("@noop")
        places = list(arguments(self._text, after, self._ends, 2 if name == "href" else 1))
        if not places or depth > _DEEPEST:
            return "", after
        address = _ESCAPED.sub(r"\1", self._text[slice(*places[0])]).strip()
        last = places[-1][1] + 1
        if name != "href":
            self.held.append(_LITERAL[name].format(address))
            return _HELD, last
        if address:
            self.addresses.append(address)
        return (self.expand(*places[1], depth + 1) if places[1:] else ""), last
