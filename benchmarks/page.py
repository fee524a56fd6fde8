"""The page of the benchmarks, and its charts, from the results alone."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from html import escape
from pathlib import Path
from typing import Any

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 460, 240, 64, 16, 34, 38  # of a chart, in points
_STYLE = "font-family:sans-serif;font-size:11px;fill:#555"

# Which growth is drawn: file, heading, what of a row, and what the axis says.
CURVES = (
    ("speed", "Matching", "references_per_core_second_in_lists", "references a second, one core"),
    ("latency", "The slowest of a hundred references", "p99_ms", "milliseconds"),
    ("recall", "Found at first place", "recall_at_1", "share of known works"),
    ("memory", "Memory of a process that asks", "memory_mb", "megabytes"),
)


def write(path: Path, results: dict[str, Any]) -> None:
    """Write the page, and the charts beside it."""
    pictures = path.parent.parent / "pictures"
    pictures.mkdir(parents=True, exist_ok=True)
    for name, heading, column, unit in CURVES:
        points = [(row["works"], row[column]) for row in results["index"]]
        (pictures / f"index-{name}.svg").write_text(curve(heading, unit, points), encoding="utf-8")
    path.write_text(text(results), encoding="utf-8")


def curve(heading: str, unit: str, points: Sequence[tuple[float, float]]) -> str:
    """Draw values over the number of works, which grows tenfold from mark to mark."""
    low, high = math.log10(points[0][0]), math.log10(points[-1][0])
    top = _round_up(max(value for _, value in points))

    def x(works: float) -> float:
        share = (math.log10(works) - low) / (high - low) if high > low else 0.5
        return LEFT + share * (WIDTH - LEFT - RIGHT - 24)

    def y(value: float) -> float:
        return HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM)

    marks = [f'<text x="{x(w):.0f}" y="{HEIGHT - 18}" text-anchor="middle">{w:,}</text>' for w, _ in points]
    for part in (0, top / 2, top):
        marks.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(part):.1f}" y2="{y(part):.1f}" stroke="#ddd"/>')
        marks.append(f'<text x="{LEFT - 6}" y="{y(part) + 4:.1f}" text-anchor="end">{part:,g}</text>')
    line = " ".join(f"{x(w):.1f},{y(v):.1f}" for w, v in points)
    dots = [f'<circle cx="{x(w):.1f}" cy="{y(v):.1f}" r="3.5" fill="#1f6feb"/>' for w, v in points]
    said = [f'<text x="{x(w):.1f}" y="{y(v) - 8:.1f}" text-anchor="middle">{v:,g}</text>' for w, v in points]
    title = f'<text x="8" y="18" style="font-size:13px;fill:#222">{escape(heading)} ({escape(unit)})</text>'
    works = f'<text x="{WIDTH - RIGHT}" y="{HEIGHT - 4}" text-anchor="end">works in the index</text>'
    drawn = [title, *marks, f'<polyline points="{line}" fill="none" stroke="#1f6feb" stroke-width="2"/>', *dots, *said]
    body = "\n".join([*drawn, works])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" style="{_STYLE}" role="img">\n'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>\n{body}\n</svg>\n'
    )


def text(results: dict[str, Any]) -> str:
    """Write the page's text."""
    where = results["machine"]
    packages = ", ".join(f"{name} {number}" for name, number in where["packages"].items())
    grown = results["index"]
    last = grown[-1]
    library = results["library"]
    batch = results["batch"]
    sections = [
        "# Benchmarks",
        "This page is written by `python -m benchmarks.run`; the figures behind it are in `benchmarks/results.json`.",
        (
            f"Measured on {where['date']}: {where['cores']} cores of {where['architecture']}, {where['system']}, Python"
            f" {where['python']}, {packages}. It was shared (load {where['load']}), so that times are counted"
            " as processor seconds where a core is meant; the ratio to a peer of the same run says more than any time."
        ),
        "## Start-up",
        _table(
            ("", "ms", "× `import pydantic`"),
            [
                (f"`{name}`", value, results["startup"]["times import pydantic"][name])  # else "--" is made a dash
                for name, value in results["startup"]["milliseconds"].items()
            ],
        ),
        "## Parsing by style, tagging by text",
        _table(
            ("", "items a core second"),
            [
                (name, f"{rate:,}")
                for part in ("references parsed", "records tagged")
                for name, rate in results["rates"][part].items()
            ],
        ),
        (
            "The example of each style, parsed again and again once all tables are there: longer references take"
            " longer. The vocabularies are read in"
            f" {results['rates']['milliseconds until the vocabularies are there']} ms."
        ),
        "## Parsing, checking, tagging, BibTeX",
        _table(
            ("", "items a core second", "× ours", "memory, MB"),
            [
                (name, f"{row['per_core_second']:,}", _times(library, name), row["memory_mb"])
                for name, row in library.items()
            ],
        ),
        (
            "“× ours” is a peer's speed as a multiple of ours; above 1 we lose. Ours turns LaTeX into letters and"
            " back, takes names apart, and reads back what it has written. Of the peers only bibtexparser “in full”"
            " does the first two; the others split and join values that are LaTeX already, “in place” without keeping"
            " what they were given."
        ),
        "## An own index",
        _table(
            ("", *(f"{row['works']:,} works" for row in grown)),
            [
                (said, *(f"{row[column]:,}" if row.get(column) is not None else "" for row in grown))
                for said, column in INDEX
                if any(row.get(column) is not None for row in grown)
            ],
        ),
        (
            "References are asked for one by one, and in lists of 50. The build's time is given beside what `gzip` and"
            " `json` of Python alone need for the same files. One reference in ten is to a work that the index does not"
            " hold."
        ),
        "\n".join(f"![{heading}](../pictures/index-{name}.svg)" for name, heading, _, _ in CURVES),
        "## Batch",
        _table(
            ("workers", "references a second", "× one worker", "processes apart, ×", "references a core second", "MB"),
            [
                (
                    row["workers"],
                    f"{row['references_per_second']:,}",
                    round(row["references_per_second"] / batch[0]["references_per_second"], 2),
                    _apart(row, batch[0]),
                    f"{row['references_per_core_second']:,}",
                    f"{row['memory_mb']:,}",
                )
                for row in batch
            ],
        ),
        (
            f"{batch[0]['references']:,} references: parse, resolve, check and tag, with an own index of"
            f" {batch[0].get('works', 10_000):,} works, which holds all of them, and with the start of the cluster in"
            " the time. Results are equal row by row. “Processes apart” is what the machine itself gives: as many"
            " processes that know nothing of each other, each with its share of the references. Memory is the highest"
            " sum over all processes of the command, a page that several share counted once (PSS)."
        ),
        "## One list of very many references",
        _table(
            ("command", "references", "references a core second", "memory, MB"),
            [
                (
                    f"`ivigref {name}`",
                    *(f"{row[c]:,}" for c in ("references", "references_per_core_second", "memory_mb")),
                )
                for name, row in results["commands"].items()
            ],
        ),
        (
            "Most of the time of a verb that shows a table is the drawing of the table."
            " A list is held whole, since its references are compared with one another and are given keys. What is no"
            " list goes through `ivigref batch`, whose memory does not grow."
        ),
        "## Where we stand",
        "\n".join(f"* {line}" for line in _verdicts(results, last)),
    ]
    return "\n\n".join(sections) + "\n"


INDEX = (
    ("build: works a core second", "build_works_per_core_second"),
    ("build: works a second, two workers", "build_works_per_second"),
    ("build: processor time as a multiple of JSON alone", "build_processor_time_in_json_alone"),
    ("JSON alone: works a core second", "json_alone_works_per_core_second"),
    ("search for words: works a core second", "words_works_per_core_second"),
    ("bytes of keys a work", "key_bytes_per_work"),
    ("bytes a work, keys and records", "bytes_per_work"),
    ("bytes a work of the search for words", "words_bytes_per_work"),
    ("memory of a build, MB", "build_memory_mb"),
    ("references a core second, in lists", "references_per_core_second_in_lists"),
    ("references a core second, one by one", "references_per_core_second"),
    ("the same, of works that the index holds", "known_references_per_core_second"),
    ("references a second as the clock went", "references_per_second"),
    ("half of the references within, ms", "p50_ms"),
    ("ninety-nine of a hundred within, ms", "p99_ms"),
    ("recall at 1", "recall_at_1"),
    ("joined to another work", "wrong"),
    ("absent works joined to something", "false_matches"),
    ("memory, MB", "memory_mb"),
)


# Which peers a sentence is about, by their names.
PEERS: dict[str, Callable[[str], bool]] = {
    "in Python": lambda name: "compiled" not in name,
    "that does as much": lambda name: "in full" in name,
    "that is compiled": lambda name: "compiled" in name,
}


def _behind(library: dict[str, Any], verb: str) -> Iterable[tuple[str, str, float, bool]]:
    """Say how our time compares with that of the fastest peers."""
    ours = library[f"BibTeX {verb}"]["per_core_second"]
    rates = {name: row["per_core_second"] for name, row in library.items() if name.startswith(f"BibTeX {verb}, ")}
    for kind, is_one in PEERS.items():
        if found := [rate for name, rate in rates.items() if is_one(name)]:
            times = round(max(found) / ours, 2)
            yield f"BibTeX {verb}, time × that of the fastest peer {kind}", "≤ 1", times, times <= 1


def _verdicts(results: dict[str, Any], last: dict[str, Any]) -> Iterable[str]:
    """Say of each figure that was asked for whether it was reached."""
    batch = {row["workers"]: row["references_per_second"] for row in results["batch"]}
    memory = {row["workers"]: row["memory_mb"] for row in results["batch"]}
    two = batch.get(2, 0) / batch[1]
    size = f"at {last['works']:,} works"
    for said, asked, got, reached in (
        ("start-up of `ivigref --help`, × `import pydantic`", "≤ 3",
         v := results["startup"]["times import pydantic"]["ivigref --help"], v <= 3),
        ("index build on two cores, works a second", "≥ 20,000",
         v := last["build_works_per_second"], v >= 20_000),
        ("bytes of keys a record", "≤ 250", v := last["key_bytes_per_work"], v <= 250),
        (f"references a second {size}, in lists", "≥ 2,000",
         v := last["references_per_core_second_in_lists"], v >= 2_000),
        (f"recall at 1 {size}", "≥ .985", v := last["recall_at_1"], v >= 0.985),
        (f"p99 {size}, ms", "< 50", v := last["p99_ms"], v < 50),
        ("batch on two workers, × one", "≥ 1.8", v := round(two, 2), v >= 1.8),
        (f"batch of {results['batch'][0]['references']:,} on one worker, MB", "< 500",
         v := results["batch"][0]["memory_mb"], v < 500),
        (f"batch of {results['batch'][0]['references']:,} on two workers, all processes, MB", "< 500",
         v := memory.get(2, 0), v < 500),
        *_behind(results["library"], "write"),
        *_behind(results["library"], "read"),
        *((f"`ivigref {name}` for one list of {row['references']:,}, MB", "< 500", v := row["memory_mb"], v < 500)
          for name, row in results["commands"].items()),
    ):  # fmt: skip
        yield f"{said}: asked {asked}, measured {got:,} – {'reached' if reached else '**not reached**'}"


def _apart(row: dict[str, Any], one: dict[str, Any]) -> float | str:
    """Return how many times faster than one process several were that do not work together."""
    rate = row.get("apart_references_per_second")
    return round(rate / one["references_per_second"], 2) if rate else ""


def _times(library: dict[str, Any], name: str) -> str:
    ours, _, peer = name.partition(", ")
    return f"{library[name]['per_core_second'] / library[ours]['per_core_second']:.2f}" if peer else ""


def _table(head: Sequence[object], rows: Iterable[Sequence[object]]) -> str:
    lines = [head, ["---", *("---:" for _ in head[1:])], *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def _round_up(value: float) -> float:
    """Return the next of 1, 2, 5, 10, … from a value on."""
    size = 10 ** math.floor(math.log10(value)) if value > 0 else 1
    return next(size * step for step in (1, 2, 5, 10) if size * step >= value)
