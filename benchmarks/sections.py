"""Sections of the page of the benchmarks that are there only where their suite was measured."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any


def table(head: Sequence[object], rows: Iterable[Sequence[object]]) -> str:
    """Return a table in Markdown: names at the left, figures at the right."""
    lines = [head, ["---", *("---:" for _ in head[1:])], *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def tables(measured: dict[str, Any]) -> Iterable[str]:
    """Yield what tables cost beside JSON lines, and beside rich."""
    yield "## Tables for people"
    yield table(
        ("command", "JSON lines, s", "table, s", "table × JSON lines", "drawn, times as fast as rich"),
        [
            (f"`ivigref {verb}`", row["jsonl"], row["table"], row["ratio"], measured["drawn, × rich"][verb])
            for verb, row in measured["verbs"].items()
        ],
    )
    yield (
        f"Processor seconds for one list of {measured['references']:,} references. `parse --format jsonl` streams a"
        " list above 8 MB; its table says what is wrong with the list as a whole, which a stream does not know."
    )


def hosts(rows: Sequence[dict[str, Any]]) -> Iterable[str]:
    """Yield what is said of several hosts, where they were measured."""
    if rows:
        yield "### Several hosts"
        yield table(
            ("hosts", "references per second"),
            [(row["hosts"] or "none: one process", f"{row['references_per_second']:,}") for row in rows],
        )
        lost = "was lost in the middle of its batch" if rows[-1]["equal_with_a_lost_host"] else "was lost at its end"
        yield (
            f"{rows[0]['references']:,} references. Each host is a network namespace, which only a cable of its own"
            " joins to the scheduler, with one worker; all share this machine's two cores and its disk, so the figures"
            " show what the network costs, not how much faster more machines are. Results are identical row by row,"
            f" also when one of two hosts {lost}."
        )


def pages(found: dict[str, Any] | None) -> Iterable[str]:
    """Yield what is said of PDF pages, where they were measured."""
    if found:
        ours = found["readers"]["ivigref"]["milliseconds_a_page"]
        yield "## PDF pages"
        yield table(
            ("", "ms of processor time a page", "× ours"),
            [
                (name, row["milliseconds_a_page"], f"{row['milliseconds_a_page'] / ours:.1f}")
                for name, row in found["readers"].items()
            ],
        )
        yield (
            f"{found['pages']} pages of made-up papers in two columns. ivigref finds the list and parses its"
            " references; the others take out the text and its layout, and know no references."
        )


def live(rows: Sequence[dict[str, Any]]) -> Iterable[str]:
    """Yield what is said of a live check beside others, where it was measured."""
    if rows:
        columns = ("requests", "refused", "bytes", "seconds", "reported")
        yield "## A live check beside other checkers"
        yield table(
            ("checker", "list", *columns),
            [
                (f"{row['checker']} {row['version']}".strip(), row["list"], *(f"{row[c]:,}" for c in columns))
                for row in rows
            ],
        )
        yield (
            f"{rows[0]['references']} invented works as BibTeX, all of them right, on a loopback server with the limits"
            " of Crossref's polite pool and of NCBI; other services know nothing. “Refused” are requests that broke a"
            " limit. How rightly each judges is on [a page of its own](judging.md)."
        )


def screening(grown: Sequence[dict[str, Any]]) -> Iterable[str]:
    """Yield how fast an own index tells whether works exist, and whom it accuses, where that was measured."""
    if rows := [row for row in grown if "screened_per_core_second" in row]:
        yield "### Does it exist?"
        yield table(
            ("works", "asked and judged per core-second", "right references accused", "absent ones accused"),
            [
                (
                    f"{row['works']:,}",
                    f"{row['screened_per_core_second']:,}",
                    f"{row['known_accused']:,} of {row['of_known']:,}",
                    f"{row['absent_accused']:,} of {row['of_absent']:,}",
                )
                for row in rows
            ],
        )
        yield (
            "References in lists of 50, with the verdict on each. A private index accuses nobody, since it may hold a"
            " part of what is published: what it lacks stays unverified."
        )


def serve(found: dict[str, Any] | None) -> Iterable[str]:
    """Yield what is said of many lists at once in the browser, where that was measured."""
    if found:
        yield "## Many lists in the browser"
        yield table(
            ("", "lists per second", "ms of processor time a list", "50 % within, ms", "95 % within, ms",
             "50 %, × one list alone", "95 %, × one list alone", "memory, MB"),
            [
                (
                    row["way"],
                    *(
                        f"{row[column]:,}"
                        for column in (
                            "lists_per_second", "processor_ms_a_list", "p50_ms", "p95_ms", "p50_times_alone",
                            "p95_times_alone", "memory_mb",
                        )
                    ),
                )
                for row in found["ways"]
            ],
        )  # fmt: skip
        yield (
            f"{found['lists']} lists of {found['references']} references, each brought by somebody else to one server"
            " on loopback; no registry is asked. A list is over when its report can be read. `ivigref report` does the"
            " same work in a process for each list, `ivigref check` all but the report. Memory is that of all"
            " processes, with shared pages counted once (PSS)."
        )


def browser(found: dict[str, Any] | None) -> Iterable[str]:
    """Yield what pages take of a browser, where that was measured."""
    if found:
        columns = ("interactive_ms", "complete_ms", "filtered_ms")
        yield "## Reports in a browser"
        yield table(
            ("references", "MB", "works after, ms", "all drawn after, ms", "filtered in, ms"),
            [
                (f"{row['references']:,}", f"{row['bytes'] / 1e6:.1f}", *(f"{row[column]:,}" for column in columns))
                for row in found["reports"]
            ],
        )
        yield (
            "What the thread of the page computes in Chromium, by its own count. The first page of `ivigref serve`"
            f" takes {found['serve']['first_paint_ms']:,} ms."
        )


def ratios(found: Mapping[str, float] | None) -> Iterable[str]:
    """Yield what changes are held to, where it was measured."""
    if found:
        yield "## What must not get worse"
        yield table(("small runs", "our cost ×"), [(name, f"{times:.2f}") for name, times in found.items()])
        yield (
            "Our processor time as a multiple of the other's in the same run, in small runs, in which starts count for"
            " more than above. A test that measures the same again fails where a ratio is a fifth worse than here."
        )


def skipped(results: Mapping[str, Any]) -> Iterable[str]:
    """Yield why something was not measured, and whether its figures are older."""
    if reasons := results.get("skipped"):
        yield "## What was not measured this time"
        yield "\n".join(
            f"* `{suite}` {reason}; {'the figures above are older' if suite in results else 'there are no figures'}"
            for suite, reason in sorted(reasons.items())
        )
