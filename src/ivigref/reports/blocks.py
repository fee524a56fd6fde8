"""The findings on a terminal, a block for each reference that has any: what is printed, and under it what is wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.style import Style
from rich.table import Table
from rich.text import Text

from ivigref.model import Check, Checked, Finding
from ivigref.model.checked import Judged
from ivigref.reports.compare import Piece, printed_pieces
from ivigref.reports.console import SEVERITY, finding_text, in_text, number, summary
from ivigref.text import printable

INDENT = 4
SHOWN = 1200  # characters of an item; what is longer is no reference, and would fill the screen
_LEAST = 20  # columns; in fewer nothing can be read


def check_blocks(
    checked: Checked, *, notes: bool = False, chosen: Sequence[str] = (), is_quiet: bool = False, is_one: bool = True
) -> Iterator[RenderableType]:
    """Yield a block for each reference with findings, then the summary.

    ``chosen`` are the live registries that somebody named. ``is_quiet`` leaves the summary out; that of a list that is
    one of many has one line.
    """
    shown = 0
    for row in checked.judged():
        if found := [finding for finding in row.findings if notes or finding.severity != "note"]:
            yield from [Text()] if shown else []
            yield Block(row, found)
            shown += 1
    for place, part in enumerate(in_text(checked, notes=notes, is_quiet=is_quiet)):
        yield from [Text()] if shown and not place else []
        yield part
    if not is_quiet:
        yield summary(checked, notes=notes, chosen=chosen, unseen=len(checked) - shown, is_one=is_one)


def statistics(checked: Checked, *, notes: bool = False) -> Iterator[RenderableType]:
    """Yield a table of the checks that found something: how often, with which severity, and their sentences."""
    found = (finding for each in (checked.problems, *checked.findings) for finding in each)
    count = Counter((f.check, f.severity) for f in found if notes or f.severity != "note")
    order = list(Check)
    table = Table.grid(padding=(0, 2))
    table.add_column(justify="right", no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column()  # sentences wrap, so that numbers and names are whole
    for (check, severity), times in sorted(count.items(), key=lambda item: (-item[1], order.index(item[0][0]))):
        table.add_row(str(times), Text(severity, SEVERITY[severity]), str(check), Text(check.summary, "dim"))
    yield table if count else Text("no findings")


class Block:
    """One reference with what was found about it, as wide as the terminal is."""

    def __init__(self, row: Judged, found: Sequence[Finding]) -> None:
        self._row = row
        self._found = found

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Draw the head, the print with signs under what is wrong, each finding, and where the work is."""
        width = max(options.max_width, _LEAST)
        yield self._head(width)
        printed = _printed(printed_pieces(self._row.citation.reference, self._found))
        for line in printed.wrap(console, width - INDENT):
            yield _indented(line)
            if signs := _signs(line):
                yield _indented(signs)
        links = _links(self._row)
        for said in (*map(finding_text, self._found), *([links] if links else [])):
            for line in said.wrap(console, width - INDENT):
                yield _indented(line)

    def _head(self, width: int) -> Text:
        citation = self._row.citation
        parts = (
            (number(citation), "bold"),
            (printable(citation.key or ""), "bold"),
            (self._row.told, "bold red"),
            (printable(citation.reference.title or ""), "dim"),
        )
        text = Text("  ").join(Text(*part) for part in parts if part[0])
        text.truncate(width, overflow="ellipsis")
        text.no_wrap = True
        return text


def _printed(pieces: Sequence[Piece]) -> Text:
    """Return an item as printed, with a style where something is found."""
    text = Text()
    for piece in pieces:
        text.append(printable(piece.text).replace("\n", " "), SEVERITY[piece.mark] if piece.mark else None)
    if len(text) > SHOWN:
        text.right_crop(len(text) - SHOWN)
        text.append(" …")
    return text


def _signs(line: Text) -> Text:
    """Return a line of signs, each below a letter that has a style; empty where none has."""
    letters, signs, place = line.plain, Text(), 0
    for span in sorted(line.spans, key=lambda span: span.start):
        start, end = max(span.start, place), min(span.end, len(letters.rstrip()))
        if start < end:
            signs.append(" " * cell_len(letters[place:start]))
            signs.append("^" * cell_len(letters[start:end]), span.style)
            place = end
    return signs


def _links(row: Judged) -> Text:
    links = (Text(printable(link.label), Style(dim=True, link=link.href)) for link in row.citation.links)
    return Text("  ").join(links)


def _indented(line: Text) -> Text:
    line.rstrip()
    return Text(" " * INDENT, no_wrap=True, overflow="fold").append_text(line)
