"""The findings on a terminal, a block for each reference that has any: what is printed, and under it what is wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from ivigref.model import Check, Checked, Finding
from ivigref.model.checked import Judged
from ivigref.reports.compare import Piece, printed_pieces
from ivigref.reports.console import SEVERITY, finding_text, in_text, number, summary
from ivigref.reports.grid import Column, Table
from ivigref.reports.styled import Styled, Terminal, joined
from ivigref.reports.terminal import Part
from ivigref.reports.wrapping import width_of
from ivigref.text import behind_word

INDENT = 4
_INDENTED = " " * INDENT
SHOWN = 1200  # characters of an item; what is longer is no reference, and would fill the screen
# Sentences wrap, so that numbers and names are whole.
_COUNTED = (Column(is_firm=True, is_right=True), Column(is_firm=True), Column(is_firm=True), Column())


def check_blocks(
    checked: Checked, *, notes: bool = False, chosen: Sequence[str] = (), is_quiet: bool = False, is_one: bool = True
) -> Iterator[Part]:
    """Yield a block for each reference with findings, then the summary.

    ``chosen`` are the live registries that somebody named. ``is_quiet`` leaves the summary out; that of a list that is
    one of many has one line.
    """
    shown = 0
    for row in checked.judged():
        if found := [finding for finding in row.findings if notes or finding.severity != "note"]:
            yield from [Styled()] if shown else []
            yield Block(row, found)
            shown += 1
    for place, part in enumerate(in_text(checked, notes=notes, is_quiet=is_quiet)):
        yield from [Styled()] if shown and not place else []
        yield part
    if not is_quiet:
        yield summary(checked, notes=notes, chosen=chosen, unseen=len(checked) - shown, is_one=is_one)


def statistics(checked: Checked, *, notes: bool = False) -> Iterator[Part]:
    """Yield a table of the checks that found something: how often, with which severity, and their sentences."""
    found = (finding for each in (checked.problems, *checked.findings) for finding in each)
    count = Counter((f.check, f.severity) for f in found if notes or f.severity != "note")
    order = list(Check)
    rows = (
        (str(times), Styled.of(severity, SEVERITY[severity]), str(check), Styled.of(check.summary, "dim"))
        for (check, severity), times in sorted(count.items(), key=lambda item: (-item[1], order.index(item[0][0])))
    )
    yield Table(_COUNTED, rows) if count else Styled.of("no findings")


class Block:
    """One reference with what was found about it, as wide as the terminal is."""

    def __init__(self, row: Judged, found: Sequence[Finding]) -> None:
        self._row = row
        self._found = found

    def lines(self, terminal: Terminal) -> Iterator[str]:
        """Yield the head, the print with signs under what is wrong, each finding, and where the work is."""
        yield self._head(terminal.width).painted(terminal)
        width = terminal.width - INDENT
        for line in _printed(printed_pieces(self._row.citation.reference, self._found)).wrapped(width):
            yield _INDENTED + line.painted(terminal)
            if (signs := _signs(line)).runs:
                yield _INDENTED + signs.painted(terminal)
        links = _links(self._row)
        for said in (*map(finding_text, self._found), *([links] if links.runs else [])):
            yield from (_INDENTED + line.painted(terminal) for line in said.wrapped(width))

    def _head(self, width: int) -> Styled:
        citation = self._row.citation
        parts = (
            (number(citation), "bold"),
            (citation.key or "", "bold"),
            (self._row.told, "bold red"),
            (citation.reference.title or "", "dim"),
        )
        text = joined("  ", (Styled.of(said.replace("\n", " "), style) for said, style in parts if said))
        return text.shortened(width)


def _printed(pieces: Sequence[Piece]) -> Styled:
    """Return an item as printed, with a style where something is found."""
    text = joined("", (Styled.of(p.text.replace("\n", " "), SEVERITY[p.mark] if p.mark else "") for p in pieces))
    return text.part(0, behind_word(text.plain, SHOWN)) + Styled.of(" …") if len(text.plain) > SHOWN else text


def _signs(line: Styled) -> Styled:
    """Return a line of signs, each below a letter that has a style; empty where none has."""
    marks = [(("^" if run.style else " ") * width_of(run.text), run.style) for run in line.runs]
    while marks and not marks[-1][1]:
        marks.pop()
    return joined("", (Styled.of(*mark) for mark in marks))


def _links(row: Judged) -> Styled:
    return joined("  ", (Styled.of(link.label, "dim", link.href) for link in row.citation.links))
