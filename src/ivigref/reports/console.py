"""The findings on a terminal: a table that is read in a minute, and a summary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from ivigref.axes import axis_facts
from ivigref.bibliography import Bibliography
from ivigref.identifier_kinds import Identifier
from ivigref.model import SUSPECT, Check, Checked, Citation, Finding, Reference, Severity, Status
from ivigref.model.checked import Judged
from ivigref.model.verdicts import listed
from ivigref.model.works import IDENTIFIERS
from ivigref.packing import LONG, blocks
from ivigref.registries import live_titles
from ivigref.reports.citing import how_read, of_text
from ivigref.reports.grid import Cell, Column, Row, Table
from ivigref.reports.styled import Styled, joined
from ivigref.reports.terminal import Part
from ivigref.text import counted

if TYPE_CHECKING:
    from ivigref.registries.rounds import Planning

# Symbol, word and colour: the colour never says anything alone.
STATUS: dict[Status, tuple[str, str]] = {
    "verified": ("✓ verified", "green"),
    "findings": ("✗ findings", "bold red"),
    "unverified": ("· unverified", "dim"),
    "unreachable": ("? unreachable", "yellow"),
}
SEVERITY: dict[Severity, str] = {"error": "bold red", "warning": "yellow", "note": "dim"}
_MARKS = {"same": "", "old": "strike red", "new": "underline green"}
KEY = 24  # columns that a key has at most; a longer one is folded


def marked_line(number: int, pieces: Iterable[tuple[str, str]], doubt: str) -> Styled:
    """Return a reference with words that stay, go ("old") and come ("new"), and why it was left as printed.

    >>> marked_line(7, [("same", "2012;"), ("old", "28"), ("new", "27")], "").plain
    '7. 2012;2827'
    """
    words = [Styled.of(text, _MARKS[kind]) for kind, text in pieces]
    left = [Styled.of(f" [left as printed: {doubt}]", "yellow")] if doubt else []
    return joined("", [Styled.of(f"{number}. "), *words, *left])


def result_line(row: Judged) -> Styled:
    """Return number, verdict and title of a citation, to be shown in one line as soon as they are known.

    >>> print(result_line(Judged(Citation(reference=Reference(raw="A long way", number=3)), (), "unverified")))
    3  · unverified  A long way
    """
    words, colour = STATUS[row.status]
    verdict = f"{words}: {row.told}" if row.told else words
    reference = row.citation.reference
    parts = ((number(row.citation), "bold"), (verdict, colour), (reference.title or reference.raw, ""))
    return joined("  ", (Styled.of(*part) for part in parts))


def check_table(
    checked: Checked, *, notes: bool = False, chosen: Sequence[str] = (), is_quiet: bool = False
) -> Iterator[Part]:
    """Yield a row for each citation with its status, identifier and findings, then the summary.

    ``chosen`` are the live registries that somebody named; ``is_quiet`` leaves the summary out.
    """
    rows = (
        (
            number(row.citation),
            row.citation.key or "",
            _status(row),
            _identifier(row.citation),
            joined("\n", _said(row, notes=notes)),
        )
        for row in checked.judged()
    )
    yield from tables(("#", "Key", "Status", "DOI or PMID", "Findings"), rows)
    yield from in_text(checked, notes=notes, is_quiet=is_quiet)
    if not is_quiet:
        yield summary(checked, notes=notes, chosen=chosen)


def in_text(checked: Checked, *, notes: bool = False, is_quiet: bool = False) -> Iterator[Part]:
    """Yield what of the citations in the text does not go with the list, with its sentence, and how they are read.

    ``is_quiet`` leaves it at what is found.
    """
    if (cited := checked.cited) is None:
        return
    found = of_text(checked)
    unread = [finding for finding in found if finding.check is Check.CITATIONS_UNREAD]
    shown = [finding for finding in found if finding not in unread and (notes or finding.severity != "note")]
    rows = ((finding_text(finding), _sentence(finding)) for finding in shown)
    yield from tables(("Citations in the text", "Where"), rows) if shown else ()
    if is_quiet:
        return
    if read := how_read(cited):
        yield Styled.of(read)
    yield from map(finding_text, unread)


def _sentence(finding: Finding) -> str:
    return finding.places[0].sentence if finding.places else ""


def _status(row: Judged) -> Styled:
    words, style = STATUS[row.status]
    judgement = row.judgement
    is_suspect = judgement is not None and judgement.verdict in SUSPECT and not judgement.is_silenced
    told = Styled.of(f"\n  {row.told}", "bold red" if is_suspect else "dim")
    return (Styled.of(words) + told if row.told else Styled.of(words)).over(style)


def _said(row: Judged, *, notes: bool) -> Iterator[Styled]:
    """Yield what was found; without notes, and where nothing else is, why the work is not missed."""
    shown = [f for f in row.findings if notes or f.severity != "note"]
    yield from map(finding_text, shown)
    if not shown and row.told and row.judgement and row.judgement.reason:
        yield Styled.of(row.judgement.reason, "dim")


def summary(
    checked: Checked, *, notes: bool = False, chosen: Sequence[str] = (), unseen: int = 0, is_one: bool = True
) -> Styled:
    """Say in words how many are verified, have findings, are unverified or could not be asked for, and what next.

    ``unseen`` references were not shown. Of a list that is one of many it is all in one line.
    """
    before = "\n" if unseen < len(checked) else ""
    counts = f"{counted(len(checked), 'reference')}: "
    text = _closing(checked.name, counts) if is_one else Styled.of(f"{before}{checked.name}: {counts}")
    standings = dict(checked.standings())
    text += joined(", ", (Styled.of(words, _colour(status, words)) for status, words in standings.items()))
    existence = checked.existence()
    if not is_one:
        told = "; ".join(filter(None, (existence, checked.tally())))
        return (text + Styled.of(f"; {told}{before}")).over("bold")
    if unseen:
        text += Styled.of(" (each: --all)", "dim")
    is_hiding = not notes and any(finding.severity == "note" for found in checked.findings for finding in found)
    more = [existence, checked.tally(" (notes: --notes)" if is_hiding else "")]
    if "unverified" in checked.statuses:
        more.append(f"unverified: {_what_next(checked, chosen)}")
    return (text + Styled.of("".join(f"\n{line}" for line in more if line))).over("bold")


def _colour(status: Status, words: str) -> str:
    return "dim" if words.startswith("0 ") and status == "findings" else STATUS[status][1].removeprefix("bold ")


def _what_next(checked: Checked, chosen: Sequence[str]) -> str:
    by_verdict, by_citation = (one.asked for one in checked.judgements), (one.asked for one in checked.citations)
    who = zip(by_verdict if checked.is_judged else by_citation, checked.statuses, strict=True)
    unknown = (names for names, status in who if status == "unverified")
    if asked := dict.fromkeys(chain.from_iterable(unknown)):
        return f"{listed(tuple(asked))} answered; check by hand what they do not have"
    if chosen:
        return f"{listed(tuple(chosen))} cannot be asked about works like these; --registries names others"
    return f"no certain record is available offline; --live queries {live_titles()}"


def _closing(name: str | None, words: str) -> Styled:
    """Return what stands below a table: the name of the list, and something of it as a whole."""
    return Styled.of("\n" + (f"{name}\n" if name else "") + words, "bold")


def parse_table(citations: Sequence[Citation], name: str | None = None) -> Iterator[Part]:
    """Yield a row for each reference with what the parser read."""
    columns = ("#", "Authors", "Title", "In", "Year", "Volume", "Pages")
    yield from tables(columns, (_parsed(citation.reference) for citation in citations))
    yield _closing(name, counted(len(citations), "reference"))


def _parsed(reference: Reference) -> Row:
    names = [name.surname for name in reference.authors[:2]]
    more = len(reference.authors) > len(names) or reference.et_al
    return (
        "" if reference.number is None else str(reference.number),
        ", ".join(names) + (" …" if more else ""),
        reference.title or reference.raw,
        reference.container_title or "",
        str(reference.year or ""),
        (reference.volume or "") + (f"({reference.issue})" if reference.issue else ""),
        str(reference.pages or ""),
    )


def plan_table(planned: Iterable[Planning], name: str | None = None) -> Iterator[Part]:
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
    yield from tables(("Round", "Registry", "By", "References", "Calls", "What is sent of each"), rows)
    calls = counted(sum(int(row[4] or 0) for row in rows), "call")
    yield _closing(
        name,
        f"at most {calls}, and one for each 200 records found. Nobody was asked. What is found in one round is not"
        " looked for in the next; its identifiers are sent to the other registries instead.",
    )


def resolve_table(citations: Sequence[Citation], name: str | None = None) -> Iterator[Part]:
    """Yield a row for each citation with its identifiers and where its record was seen."""
    yield from tables(("#", "Key", "DOI", "PMID", "PMCID", "Sure", "Seen"), map(_resolved, citations))
    known = sum(citation.record is not None for citation in citations)
    yield _closing(name, f"{known} of {counted(len(citations), 'reference')} have a record")


def _resolved(citation: Citation) -> Row:
    seen = [said.source for said in citation.statements if said.source]
    return (
        number(citation),
        citation.key or "",
        *(_linked(name, getattr(citation, name)) for name in IDENTIFIERS),
        "" if citation.confidence is None else f"{citation.confidence:.2f}",
        "; ".join(f"{source.registry}: {source.address}" for source in seen),
    )


def tag_table(
    citations: Sequence[Citation], more: Sequence[str] = (), *, explain: bool = False, name: str | None = None
) -> Iterator[Part]:
    """Yield a row for each citation with its tags, on the axes that most look for and on ``more``.

    With ``explain``, a row for each tag of every axis with its evidence.
    """
    if explain:
        yield from tables(("#", "Key", "Tag", "Evidence"), (row for c in citations for row in _explained(c)))
    else:
        axes = tuple(dict.fromkeys((*(fact.name for fact in axis_facts() if fact.in_table), *more)))
        yield from tables(("#", "Key", *map(str.capitalize, axes)), (_tagged(citation, axes) for citation in citations))
    yield _closing(name, counted(len(citations), "reference"))


def _tagged(citation: Citation, axes: Sequence[str]) -> Row:
    cells = [[tag.label for tag in citation.tags if tag.axis == axis] for axis in axes]
    return (number(citation), citation.key or "", *("\n".join(labels) for labels in cells))


def _explained(citation: Citation) -> Iterator[Row]:
    """Yield a row for each tag; the citation's number and key stand in the first."""
    head = (number(citation), citation.key or "")
    for tag in citation.tags:
        evidence = "\n".join(f"{e.source}: “{e.text}” ({e.rule})" for e in tag.evidence)
        odds = "" if tag.odds is None else f" ({tag.odds:.2f})"
        yield (*head, f"{tag.axis}: {tag.label}{odds}", evidence)
        head = ("", "")


def map_table(
    citations: Sequence[Citation], rows: str = "disease", columns: str = "design", *, name: str | None = None
) -> Iterator[Part]:
    """Yield the evidence map: how many citations there are for each pair of terms of two axes."""
    total = Counter(term for c in citations for term in {t.term for t in c.tags if t.axis == rows and t.is_counted()})
    listed = Bibliography(citations)
    by_feature = listed.crosstab(rows, columns, features=True)
    by_term = listed.crosstab(rows, columns)
    shown = [by_term, by_feature] if by_feature else [by_term]
    cells = (
        (term, str(total[term]), *(_numbers(found.get(term, {})) for found in shown))
        for term in dict.fromkeys((*by_term, *by_feature))
    )
    yield Table(_columns((rows.capitalize(), "Citations", *(f"By {columns}", "Of these")[: len(shown)])), cells)
    yield _closing(name, counted(len(citations), "reference"))


def _numbers(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {number}" for name, number in sorted(counts.items(), key=lambda c: -c[1]) if number)


def tables(names: Sequence[str], rows: Iterable[Row]) -> Iterator[Table]:
    """Yield one table, or of a long list several: the widths of columns are those of the rows at hand."""
    return (Table(_columns(names), block) for block in blocks(rows, LONG))


def _columns(names: Sequence[str]) -> list[Column]:
    return [
        Column(name, KEY if name == "Key" else None, is_firm=name in {"#", "Key", "Status"}, is_right=name == "#")
        for name in names
    ]


def finding_text(finding: Finding) -> Styled:
    """Return a finding in a line: its severity, what it says, and its check."""
    severity = Styled.of(f"{finding.severity} ", SEVERITY[finding.severity])
    return severity + Styled.of(f"{finding.message} [{finding.check}]")


def _identifier(citation: Citation) -> Cell:
    """Return what the work is known by, as one link."""
    name, value = next(((name, value) for name in IDENTIFIERS if (value := getattr(citation, name))), ("doi", None))
    return _linked(name, value, "PMID " if name == "pmid" else "")


def _linked(name: str, value: str | None, label: str = "") -> Cell:
    return Styled.of(f"{label}{value}", link=Identifier(name, value).link.href) if value else ""


def number(citation: Citation) -> str:
    """Return the number of a citation in its list; "" where it has none."""
    return "" if citation.number is None else str(citation.number)
