r"""The body of a document in LaTeX: its paragraphs, with the keys that ``\cite`` and its relatives name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ivigref.documents import beside
from ivigref.documents.contents import Contents
from ivigref.documents.latex import INCLUDED
from ivigref.manuscripts.passages import Mark, Passage, paragraphs
from ivigref.model import Reference
from ivigref.model.in_text import Where
from ivigref.parsing.latex import without_comments
from ivigref.patterns import lazy

# natbib, biblatex, apacite, jurabib: whatever has "cite" in its name, but what sets or defines something.
_CITE = lazy(
    r"\\(?!(?:[a-zA-Z]*citestyle|defcite|newcite|setcite|citereset|citetrackertrue|citenum|citename)\b)([A-Za-z]{0,12}[cC]ite[A-Za-z]{0,14}|bibentry)(?![A-Za-z])\*?"
)
_NOTES = lazy(r"\s?(?:\[[^\[\]]{0,400}\]|\([^()]{0,400}\))")
_KEYS = lazy(r"\s?\{([^{}\\#]{1,4000})\}")
_KEY = lazy(r"[^,\s][^,]*?(?=\s*(?:,|\Z))")
_CODE = lazy(
    r"\\begin\s?\{(verbatim\*?|lstlisting|minted|comment|Verbatim|thebibliography|filecontents\*?|biblist)\}|(\\iffalse)\b"
)
_VERB = lazy(r"\\(?:verb|lstinline)\*?(?P<sign>[^\s\w{*])[^\n]{0,200}?(?P=sign)")
_LIST = lazy(r"\\begin\s?\{thebibliography\}")
_PREAMBLE = lazy(r"\\begin\s?\{document\}")
_RAISED = lazy(r"\\textsuperscript\s?\{([^{}]{1,60})\}|\$\s?\^\s?\{([\d,\s–-]{1,60})\}\s?\$|\$\s?\^(\d)\$")
_FLOAT = lazy(r"\\(begin|end)\s?\{(table|tabular|longtable|tabularx|abstract)\*?\}|\\(caption|footnote|footnotetext)\b")


def passages(contents: Contents, references: Iterable[Reference]) -> list[Passage]:
    r"""Return the paragraphs of a document and of the files that it includes, with the keys that they cite.

    >>> [passage] = passages(Contents(text=r"Seen \citep[see][p.~5]{doe2001, roe1999} once."), ())
    >>> [(mark.value, passage.text[mark.start : mark.end]) for mark in passage.marks]
    [('doe2001', 'doe2001'), ('roe1999', 'roe1999')]
    """
    del references
    text = without_comments(contents.shown)
    found: list[Passage] = []
    where: Where = "text"
    for part in beside.parts(contents.path, text, INCLUDED):
        shown = _shown(part.text)
        for begin, end, breaks in paragraphs(shown, part.line):
            stretch = shown[begin:end]
            where = _where(stretch, where)
            passage = Passage(stretch, len(found) + 1, where, part.file or "document", breaks=breaks)
            found.append(passage._replace(marks=tuple(sorted(_marks(stretch)))))
    return found


def _shown(text: str) -> str:
    """Blank out what is not read as text: code, the list and the preamble."""
    if (begun := _PREAMBLE.search(text)) is not None:
        text = _blank(text, 0, begun.end())
    text = _VERB.sub(lambda match: _blanks(match[0]), _without_code(text))
    if (listed := _LIST.search(text)) is not None:  # one that never ends
        text = _blank(text, listed.start(), len(text))
    return text


def _without_code(text: str) -> str:
    """Blank out what is printed letter by letter or left out; what never ends is text."""
    pieces: list[str] = []
    begin = 0
    endless: set[str] = set()
    for match in _CODE.finditer(text):
        closing = "\\fi" if match[2] else f"\\end{{{match[1]}}}"
        if match.start() < begin or closing in endless:
            continue
        end = text.find(closing, match.end())
        if end < 0:
            endless.add(closing)
            continue
        pieces += (text[begin : match.start()], _blanks(text[match.start() : end + len(closing)]))
        begin = end + len(closing)
    return "".join((*pieces, text[begin:]))


def _blanks(text: str) -> str:
    return "".join("\n" if c == "\n" else " " for c in text)


def _blank(text: str, begin: int, end: int) -> str:
    return text[:begin] + _blanks(text[begin:end]) + text[end:]


def _where(text: str, before: Where) -> Where:
    """Tell tables, captions and notes by the commands of a paragraph; one that opens a table stays in it."""
    for match in _FLOAT.finditer(text):
        if match[1] == "begin":
            return "abstract" if match[2] == "abstract" else "table"
        if match[3] == "caption":
            return "caption"
    return "text" if before == "caption" or "\\end" in text else before


def _marks(text: str) -> Iterator[Mark]:
    for match in _CITE.finditer(text):
        place = match.end()
        is_plural = match[1].lower().endswith("cites")
        while True:
            while (note := _NOTES.match(text, place)) is not None:
                place = note.end()
            if (keys := _KEYS.match(text, place)) is None:
                break
            for key in _KEY.finditer(keys[1]):
                begin = keys.start(1) + key.start()
                yield Mark("key", begin, begin + len(key[0]), " ".join(key[0].split()))
            place = keys.end()
            if not is_plural:
                break
    for match in _RAISED.finditer(text):
        group = next(number for number in (1, 2, 3) if match[number])
        yield Mark("raised", match.start(group), match.end(group))
