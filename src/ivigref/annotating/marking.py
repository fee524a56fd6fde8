"""A corrected list in a citation style that shows what was corrected: old words struck, new ones underlined."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from html import escape
from typing import Literal, NamedTuple

from ivigref.corrections import is_doubtful
from ivigref.formats import styles
from ivigref.model import Checked, Values
from ivigref.model.checked import Judged
from ivigref.patterns import lazy
from ivigref.text import counted

Kind = Literal["same", "old", "new"]
_Code = tuple[str, int, int, int, int]
_TOKEN = lazy(r"[^\W\d_]+|\d+|\s+|[^\w\s]|_")
_MOST = 3_000  # pieces of a reference that are compared one by one
_MARKDOWN = lazy(r"([\\`*_\[\]<>~#])")
_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{title}</title>
<style>
body {{ font: 1rem/1.5 serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }}
ol {{ list-style: none; padding: 0; }}
li {{ margin: .4rem 0 .4rem 3rem; text-indent: -3rem; }}
li > b {{ display: inline-block; min-width: 3rem; text-indent: 0; font-weight: normal; }}
del {{ color: #a00; }}
ins {{ color: #060; text-decoration: underline; }}
mark {{ font-size: .85em; }}
</style>
</head>
<body>
<p>{summary}</p>
<ol>
{items}
</ol>
</body>
</html>
"""


class Piece(NamedTuple):
    """Some words, and whether they stay, go or come."""

    kind: Kind
    text: str


class Marked(NamedTuple):
    """A reference in a style: its number, its words, and, where it was left as printed, why."""

    number: int
    pieces: tuple[Piece, ...]
    doubt: str = ""

    @property
    def is_changed(self) -> bool:
        """Whether any of its words are others than in print."""
        return any(piece.kind != "same" for piece in self.pieces)

    def said(self, written: dict[Kind, str], escaped: Callable[[str], str] = str) -> str:
        """Return its words, each kind written in its way.

        >>> Marked(1, (Piece("old", "16"), Piece("new", "9"))).said(TEXT)
        '[-16-]{+9+}'
        """
        return "".join(written[piece.kind].format(escaped(piece.text)) for piece in self.pieces)


# How kinds of words are written: for a terminal's pipe as wdiff does it, in Markdown and in HTML.
TEXT: dict[Kind, str] = {"same": "{}", "old": "[-{}-]", "new": "{{+{}+}}"}
MARKDOWN: dict[Kind, str] = {"same": "{}", "old": "~~{}~~", "new": "<ins>{}</ins>"}
HTML: dict[Kind, str] = {"same": "{}", "old": "<del>{}</del>", "new": "<ins>{}</ins>"}


def marked(checked: Checked, style: str = "vancouver", *, values: Values = "record", mark: bool = True) -> list[Marked]:
    """Return a list in a style with its corrections; what no certain record proves is left as printed, with the reason.

    ``mark`` shows the old words beside the new ones.

    >>> from ivigref import examine, parse
    >>> text = "1. Krug P, Boyer O, Balzamo E, et al. Nephrotic syndrome in Kawasaki disease: a report of three cases."
    >>> [one] = marked(examine(parse(text + " Pediatr Nephrol. 2012;28(9):1547–50.")))
    >>> "2012;[-28-]{+27+}(9):1547–50" in one.said(TEXT)
    True
    """
    printed = styles.render(checked.citations, style, values="printed")
    recorded = styles.render(checked.citations, style, values=values)
    found = []
    for place, (row, old, new) in enumerate(zip(checked.judged(), printed, recorded, strict=True), 1):
        doubt = _doubt(row) if values == "record" else ""
        wanted = old if doubt else new
        pieces = tuple(_pieces(old, wanted)) if mark else (Piece("same", wanted),)
        found.append(Marked(row.citation.number or place, pieces, doubt))
    return found


def _doubt(row: Judged) -> str:
    """Return why a reference is left as printed; "" where its record is certain."""
    citation = row.citation
    if citation.is_certain:
        return "another work or version may be meant than the one found" if is_doubtful(row.findings) else ""
    if citation.record is not None:
        return "the record found may be of another work"
    if citation.unanswered:
        return "a registry did not answer"
    return row.judgement.words if row.judgement is not None else "no record"


def _pieces(old: str, new: str) -> Iterator[Piece]:
    """Yield what stays, goes and comes, in whole words and numbers."""
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    if max(len(before), len(after)) > _MOST:
        yield from (Piece("same", old),) if old == new else (Piece("old", old), Piece("new", new))
        return
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for is_same, i, j, k, m in _joined(before, matcher.get_opcodes()):
        if is_same:
            yield Piece("same", "".join(before[i:j]))
            continue
        if j > i:
            yield Piece("old", "".join(before[i:j]))
        if m > k:
            yield Piece("new", "".join(after[k:m]))


def _joined(before: Sequence[str], codes: Iterable[_Code]) -> Iterator[tuple[bool, int, int, int, int]]:
    """Yield ranges that stay or change; a blank between two that change goes with them."""
    held: tuple[bool, int, int, int, int] | None = None
    blank: tuple[bool, int, int, int, int] | None = None
    for what, i, j, k, m in codes:
        code = (what == "equal", i, j, k, m)
        if held is not None and not held[0] and code[0] and "".join(before[i:j]).isspace():
            blank = code
        elif held is not None and blank is not None and not code[0]:
            held, blank = (False, held[1], j, held[3], m), None
        else:
            yield from filter(None, (held, blank))
            held, blank = code, None
    yield from filter(None, (held, blank))


def summary(found: Sequence[Marked]) -> str:
    """Say how many references were corrected, and how many were left as printed.

    >>> summary([Marked(1, (Piece("new", "9"),)), Marked(2, (Piece("same", "x"),), "no record")])
    '2 references: 1 corrected, 1 left as printed'
    """
    changed, doubted = sum(one.is_changed for one in found), sum(bool(one.doubt) for one in found)
    return f"{counted(len(found), 'reference')}: {changed} corrected, {doubted} left as printed"


def text(found: Sequence[Marked]) -> str:
    """Return a list as plain text, a reference a line."""
    return "".join(f"{one.number}. {one.said(TEXT)}{_left(one.doubt)}\n" for one in found)


def markdown(found: Sequence[Marked]) -> str:
    r"""Return a list as Markdown.

    >>> markdown([Marked(7, (Piece("old", "a*"), Piece("new", "b")), "no record")])
    '7. ~~a\\*~~<ins>b</ins> **\\[left as printed: no record\\]**\n'
    """
    lines = []
    for one in found:
        left = f" **{_escaped(_left(one.doubt).strip())}**" if one.doubt else ""
        lines.append(f"{one.number}. {one.said(MARKDOWN, _escaped)}{left}\n")
    return "".join(lines)


def page(found: Sequence[Marked], title: str) -> str:
    """Return a list as a page of HTML."""
    items = []
    for one in found:
        left = f" <mark>{escape(_left(one.doubt).strip())}</mark>" if one.doubt else ""
        items.append(f'<li value="{one.number}"><b>{one.number}.</b> {one.said(HTML, escape)}{left}</li>')
    return _PAGE.format(title=escape(title), summary=escape(summary(found)), items="\n".join(items))


def _left(doubt: str) -> str:
    return f" [left as printed: {doubt}]" if doubt else ""


def _escaped(words: str) -> str:
    return _MARKDOWN.sub(r"\\\1", words)
