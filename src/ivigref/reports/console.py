"""The findings on a terminal: a table that is read in a minute, and a summary."""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from ivigref.axes import axis_facts
from ivigref.bibliography import Bibliography
from ivigref.model import SUSPECT, Check, Checked, Citation, Finding, Reference, Severity, Status
from ivigref.model.checked import Judged
from ivigref.model.verdicts import listed
from ivigref.packing import LONG, blocks
from ivigref.registries import live_titles
from ivigref.registries.rounds import Planning
from ivigref.reports.citing import how_read, of_text
from ivigref.text import counted, printable

# Symbol, word and colour: the colour never says anything alone.
STATUS: dict[Status, tuple[str, str]] = {
    "verified": ("✓ verified", "green"),
    "findings": ("✗ findings", "bold red"),
    "unverified": ("· unverified", "dim"),
    "unreachable": ("? unreachable", "yellow"),
}
SEVERITY: dict[Severity, str] = {"error": "bold red", "warning": "yellow", "note": "dim"}
_MARKS = {"same": "", "old": "strike red", "new": "underline green"}
_Row = tuple[str | Text, ...]
KEY = 24  # columns that a key has at most; a longer one is folded
PLAIN_WIDTH = 120  # columns where the output is no terminal


def console(*, stderr: bool = False) -> Console:
    """Return a console for stdout or stderr: as wide as COLUMNS says, and plain where NO_COLOR is set."""
    made = Console(stderr=stderr, highlight=False, color_system=None if os.environ.get("NO_COLOR") else "auto")
    if not made.is_terminal and not os.environ.get("COLUMNS", "").isdecimal():
        made.width = PLAIN_WIDTH
    return made


def show(parts: Iterable[RenderableType]) -> None:
    """Print tables and texts to stdout, one after another, so that a long list is never laid out as a whole."""
    target = console()
    for part in parts:
        target.print(part)


def marked_line(number: int, pieces: Iterable[tuple[str, str]], doubt: str) -> Text:
    """Return a reference with words that stay, go ("old") and come ("new"), and why it was left as printed.

    >>> marked_line(7, [("same", "2012;"), ("old", "28"), ("new", "27")], "").plain
    '7. 2012;2827'
    """
    line = Text(f"{number}. ")
    for kind, words in pieces:
        line.append(printable(words), _MARKS[kind])
    if doubt:
        line.append(f" [left as printed: {printable(doubt)}]", "yellow")
    return line


def rendered(markdown: str) -> RenderableType:
    """Return a page of Markdown as a terminal shows it."""
    from rich.markdown import Markdown  # noqa: PLC0415  (a third of rich's start, for one verb)

    return Markdown(markdown)


@contextmanager
def progress_bar(what: str) -> Iterator[tuple[Callable[[int, int], None], Callable[[Judged], None]]]:
    """Show count, rate and time left on stderr; it is not seen before there is a question.

    Yields what moves the bar, and what prints a result above it.
    """
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("[dim]{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    lock = threading.Lock()  # registries are asked by several threads
    with Progress(*columns, console=console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=0, rate="", visible=False)

        def tell(asked: int, answered: int) -> None:
            with lock:
                shown = bar.tasks[task]
                rate = f"{shown.speed:.1f}/s" if shown.speed else ""
                total = (shown.total or 0) + asked
                bar.update(task, total=total, advance=answered, rate=rate, visible=bool(total))

        yield tell, lambda row: bar.console.print(result_line(row), no_wrap=True, overflow="ellipsis")


def result_line(row: Judged) -> Text:
    """Return number, verdict and title of a citation, to be shown in one line as soon as they are known.

    >>> print(result_line(Judged(Citation(reference=Reference(raw="A long way", number=3)), (), "unverified")))
    3  · unverified  A long way
    """
    words, colour = STATUS[row.status]
    verdict = f"{words}: {row.told}" if row.told else words
    reference = row.citation.reference
    title = printable(reference.title or reference.raw)
    return Text.assemble((number(row.citation), "bold"), "  ", (verdict, colour), "  ", title)


def check_table(
    checked: Checked, *, notes: bool = False, chosen: Sequence[str] = (), is_quiet: bool = False
) -> Iterator[RenderableType]:
    """Yield a row for each citation with its status, identifier and findings, then the summary.

    ``chosen`` are the live registries that somebody named; ``is_quiet`` leaves the summary out.
    """
    rows = (
        (
            number(row.citation),
            _cell(row.citation.key or ""),
            _status(row),
            _cell(_identifier(row.citation)),
            Text("\n").join(_said(row, notes=notes)),
        )
        for row in checked.judged()
    )
    yield from _tables(("#", "Key", "Status", "DOI or PMID", "Findings"), rows)
    yield from in_text(checked, notes=notes, is_quiet=is_quiet)
    if not is_quiet:
        yield summary(checked, notes=notes, chosen=chosen)


def in_text(checked: Checked, *, notes: bool = False, is_quiet: bool = False) -> Iterator[RenderableType]:
    """Yield what of the citations in the text does not go with the list, with its sentence, and how they are read.

    ``is_quiet`` leaves it at what is found.
    """
    if (cited := checked.cited) is None:
        return
    found = of_text(checked)
    unread = [finding for finding in found if finding.check is Check.CITATIONS_UNREAD]
    shown = [finding for finding in found if finding not in unread and (notes or finding.severity != "note")]
    rows = ((finding_text(finding), _cell(_sentence(finding))) for finding in shown)
    yield from _tables(("Citations in the text", "Where"), rows) if shown else ()
    if is_quiet:
        return
    if read := how_read(cited):
        yield Text(read)
    yield from map(finding_text, unread)


def _sentence(finding: Finding) -> str:
    return finding.places[0].sentence if finding.places else ""


def _status(row: Judged) -> Text:
    text = Text(*STATUS[row.status])
    judgement = row.judgement
    is_suspect = judgement is not None and judgement.verdict in SUSPECT and not judgement.is_silenced
    return text.append(f"\n  {row.told}", "bold red" if is_suspect else "dim") if row.told else text


def _said(row: Judged, *, notes: bool) -> Iterator[Text]:
    """Yield what was found; without notes, and where nothing else is, why the work is not missed."""
    shown = [f for f in row.findings if notes or f.severity != "note"]
    yield from map(finding_text, shown)
    if not shown and row.told and row.judgement and row.judgement.reason:
        yield Text(printable(row.judgement.reason), "dim")


def summary(
    checked: Checked, *, notes: bool = False, chosen: Sequence[str] = (), unseen: int = 0, is_one: bool = True
) -> Text:
    """Say in words how many are verified, have findings, are unverified or could not be asked for, and what next.

    ``unseen`` references were not shown. Of a list that is one of many it is all in one line.
    """
    before = "\n" if unseen < len(checked) else ""
    text = _list_named(checked.name) if is_one else Text(f"{before}{printable(checked.name)}: ", "bold")
    text.append(f"{counted(len(checked), 'reference')}: ", "bold")
    standings = dict(checked.standings())
    text.append_text(Text(", ").join(Text(words, _colour(status, words)) for status, words in standings.items()))
    if not is_one:
        told = "; ".join(filter(None, (checked.existence(), checked.tally())))
        return text.append(f"; {told}{before}")
    if unseen:
        text.append(" (each: --all)", "dim")
    if existence := checked.existence():
        text.append(f"\n{existence}")
    is_hiding = not notes and any(finding.severity == "note" for found in checked.findings for finding in found)
    text.append("\n" + checked.tally(" (notes: --notes)" if is_hiding else ""))
    if "unverified" in checked.statuses:
        text.append(f"\nunverified: {_what_next(checked, chosen)}")
    return text


def _colour(status: Status, words: str) -> str:
    return "dim" if words.startswith("0 ") and status == "findings" else STATUS[status][1].removeprefix("bold ")


def _what_next(checked: Checked, chosen: Sequence[str]) -> str:
    unknown = (citation for citation, _, status in checked.rows() if status == "unverified")
    if asked := dict.fromkeys(name for citation in unknown for name in citation.asked):
        return f"{listed(tuple(asked))} answered; check by hand what they do not have"
    if chosen:
        return f"{listed(tuple(chosen))} cannot be asked about works like these; --registries names others"
    return f"no certain record is available offline; --live queries {live_titles()}"


def _list_named(name: str | None) -> Text:
    return Text("\n" + (f"{printable(name)}\n" if name else ""), "bold")


def parse_table(citations: Sequence[Citation], name: str | None = None) -> Iterator[RenderableType]:
    """Yield a row for each reference with what the parser read."""
    columns = ("#", "Authors", "Title", "In", "Year", "Volume", "Pages")
    yield from _tables(columns, (_parsed(citation.reference) for citation in citations))
    yield _list_named(name).append(counted(len(citations), "reference"))


def _parsed(reference: Reference) -> _Row:
    names = [name.surname for name in reference.authors[:2]]
    more = len(reference.authors) > len(names) or reference.et_al
    return (
        "" if reference.number is None else str(reference.number),
        _cell(", ".join(names) + (" …" if more else "")),
        _cell(reference.title or reference.raw),
        _cell(reference.container_title or ""),
        str(reference.year or ""),
        _cell((reference.volume or "") + (f"({reference.issue})" if reference.issue else "")),
        _cell(str(reference.pages or "")),
    )


def plan_table(planned: Iterable[Planning], name: str | None = None) -> Iterator[RenderableType]:
    """Yield a row for each round, registry and route: how many references, in how many calls, and what is sent."""
    rows = [
        (
            str(row.round),
            row.registry,
            row.route,
            str(row.references),
            "" if row.calls is None else str(row.calls),
            row.sends or "nothing: it is on this machine",
        )
        for row in planned
    ]
    yield from _tables(("Round", "Registry", "By", "References", "Calls", "What is sent of each"), rows)
    calls = counted(sum(int(row[4] or 0) for row in rows), "call")
    yield _list_named(name).append(
        f"at most {calls}, and one for each 200 records found. Nobody was asked. What is found in one round is not"
        " looked for in the next; its identifiers are sent to the other registries instead."
    )


def resolve_table(citations: Sequence[Citation], name: str | None = None) -> Iterator[RenderableType]:
    """Yield a row for each citation with its identifiers and where its record was seen."""
    yield from _tables(("#", "Key", "DOI", "PMID", "PMCID", "Sure", "Seen"), map(_resolved, citations))
    known = sum(citation.record is not None for citation in citations)
    yield _list_named(name).append(f"{known} of {counted(len(citations), 'reference')} have a record")


def _resolved(citation: Citation) -> _Row:
    seen = [said.source for said in citation.statements if said.source]
    return (
        number(citation),
        _cell(citation.key or ""),
        _cell(citation.doi or ""),
        _cell(citation.pmid or ""),
        _cell(citation.pmcid or ""),
        "" if citation.confidence is None else f"{citation.confidence:.2f}",
        _cell("; ".join(f"{source.registry}: {source.address}" for source in seen)),
    )


def tag_table(
    citations: Sequence[Citation], more: Sequence[str] = (), *, explain: bool = False, name: str | None = None
) -> Iterator[RenderableType]:
    """Yield a row for each citation with its tags, on the axes that most look for and on ``more``.

    With ``explain``, a row for each tag of every axis with its evidence.
    """
    if explain:
        yield from _tables(("#", "Key", "Tag", "Evidence"), (row for c in citations for row in _explained(c)))
    else:
        axes = tuple(dict.fromkeys((*(fact.name for fact in axis_facts() if fact.in_table), *more)))
        yield from _tables(
            ("#", "Key", *map(str.capitalize, axes)), (_tagged(citation, axes) for citation in citations)
        )
    yield _list_named(name).append(counted(len(citations), "reference"))


def _tagged(citation: Citation, axes: Sequence[str]) -> _Row:
    cells = [[tag.label for tag in citation.tags if tag.axis == axis] for axis in axes]
    return (number(citation), citation.key or "", *(_cell("\n".join(labels)) for labels in cells))


def _explained(citation: Citation) -> Iterator[_Row]:
    """Yield a row for each tag; the citation's number and key stand in the first."""
    head = (number(citation), citation.key or "")
    for tag in citation.tags:
        evidence = "\n".join(f"{e.source}: “{e.text}” ({e.rule})" for e in tag.evidence)
        odds = "" if tag.odds is None else f" ({tag.odds:.2f})"
        yield (*head, _cell(f"{tag.axis}: {tag.label}{odds}"), _cell(evidence))
        head = ("", "")


def map_table(
    citations: Sequence[Citation], rows: str = "disease", columns: str = "design", *, name: str | None = None
) -> Iterator[RenderableType]:
    """Yield the evidence map: how many citations there are for each pair of terms of two axes."""
    total = Counter(term for c in citations for term in {t.term for t in c.tags if t.axis == rows})
    listed = Bibliography(citations)
    by_feature = listed.crosstab(rows, columns, features=True)
    by_term = listed.crosstab(rows, columns)
    shown = [by_term, by_feature] if by_feature else [by_term]
    table = _table(rows.capitalize(), "Citations", *(f"By {columns}", "Of these")[: len(shown)])
    for term in dict.fromkeys((*by_term, *by_feature)):
        cells = (_cell(_numbers(found.get(term, {}))) for found in shown)
        table.add_row(_cell(term), str(total[term]), *cells)
    yield table
    yield _list_named(name).append(counted(len(citations), "reference"))


def _numbers(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {number}" for name, number in sorted(counts.items(), key=lambda c: -c[1]) if number)


def _cell(text: str) -> Text:
    return Text(printable(text))


def _tables(columns: Sequence[str], rows: Iterable[_Row]) -> Iterator[Table]:
    """Yield one table, or of a long list several: rich lays a table out as a whole, in memory."""
    for block in blocks(rows, LONG):
        table = _table(*columns)
        for row in block:
            table.add_row(*(cell if isinstance(cell, Text) else _cell(cell) for cell in row))
        if "Key" in columns:  # the others are narrowed first
            key = table.columns[columns.index("Key")]
            key.min_width = min(KEY, max(cell_len(str(cell)) for cell in key.cells))
        yield table


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(
            column,
            justify="right" if column == "#" else "left",
            no_wrap=column in {"#", "Status"},
            overflow="fold",  # what somebody copies is whole
            max_width=KEY if column == "Key" else None,
        )
    return table


def finding_text(finding: Finding) -> Text:
    """Return a finding in a line: its severity, what it says, and its check."""
    return Text.assemble(
        (f"{finding.severity} ", SEVERITY[finding.severity]), f"{printable(finding.message)} [{finding.check}]"
    )


def _identifier(citation: Citation) -> str:
    return citation.doi or (f"PMID {citation.pmid}" if citation.pmid else citation.pmcid or "")


def number(citation: Citation) -> str:
    """Return the number of a citation in its list; "" where it has none."""
    return "" if citation.number is None else str(citation.number)
