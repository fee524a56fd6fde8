"""How rightly references are judged: a public benchmark and slips of one's own, ivigref beside what others install.

usage: python -m benchmarks.judging [--works WORKS.jsonl[.gz]] [--hallmark TEST.jsonl --truth VALID.jsonl]
           [--rival NAME=FOLDER …] [--limit N] [--results FILE] [--page FILE]

All are asked on one loopback server, which answers as Crossref and PubMed do with exactly the works of the benchmark;
what rivals ask of others is answered with "nothing" (``benchmarks.standin``). ``--works`` are works as Crossref
describes them, a JSON object a line: each is printed right, and with one slip of each kind (``benchmarks.slips``).
``--hallmark`` is the test set of HALLMARK (github.com/rpatrik96/hallmark, MIT) and ``--truth`` its valid entries, which
the user fetches. ``--rival`` names the virtual environment in which a rival was installed from PyPI, for example
``bibaudit=venvs/bibaudit``; RIVALS has those that can be run.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

from benchmarks.slips import SLIPS
from benchmarks.standin import StandIn
from ivigref import Citation, Finding, Reference, examine, parse, to_bibtex
from ivigref.formats.bibtex_names import read_names
from ivigref.formats.styles import render
from ivigref.model import Work
from ivigref.registries.crossref.record import record_from_work
from tests.server.world import article
from tests.server.world import work as shaped

FORMS = ("vancouver", "ama", "apa", "elsevier-harvard")  # as which right references are printed, beside BibTeX
SMALLEST = 3  # words of a title: a shorter one leads anywhere
PATCH = Path(__file__).parent / "rivals"
REPORT = "report.json"
SECONDS = 1800  # for one file of a rival


class Entry(NamedTuple):
    """An entry of a bibliography, with what it is an example of and whether it must be reported."""

    key: str
    kind: str
    is_wrong: bool
    bibtex: str
    same_as: frozenset[str]  # what no two entries of one file may share, or a checker calls them duplicates


@dataclass(frozen=True)
class Rival:
    """A checker: how it is called for a file, and which keys its report names."""

    program: str
    arguments: Callable[[Path], Sequence[str]]
    reported: Callable[[Any], Iterable[str]]
    counts: str  # what of its report counts as reporting an entry


RIVALS = {
    "paper-preflight": Rival(
        "paper-preflight",
        lambda file: ("check", str(file), "--format", "json", "--output", REPORT),
        lambda said: (f["key"] for f in said["findings"] if f["severity"] != "info" and f["rule"] != "CIT004"),
        "errors and warnings, but for duplicates",
    ),
    "bibaudit": Rival(
        "bibaudit",
        lambda file: ("check", str(file), "--format", "json", "-o", REPORT, "--cache-dir", "cache"),
        lambda said: (row["key"] for row in said["results"] if row["fails"]),
        "what fails its run",
    ),
    "citecheck-refs": Rival(
        "citecheck",
        lambda file: (str(file), "--json", REPORT, "--no-cache"),
        lambda said: (row["key"] for row in said["results"] if row["verdict"] != "VERIFIED"),
        "every verdict but VERIFIED",
    ),
    "bibguard": Rival(
        "bibguard",
        lambda file: (str(file), "--json", "--out", REPORT),
        lambda said: (row["key"] for row in said["results"] if row["overall"] != "OK"),
        "warnings and failures",
    ),
    "academic-refchecker": Rival(
        "academic-refchecker",
        lambda file: ("--paper", str(file), "--report-file", REPORT, "--report-format", "json", "--cache", "cache"),
        lambda said: (row["original_reference"].get("bibtex_key") or "" for row in said["records"]),
        "every record of its report; without its model",
    ),
}


def works_of(path: Path) -> list[dict[str, Any]]:
    """Read works as Crossref describes them, a JSON object a line."""
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode()
    return [json.loads(line) for line in text.splitlines()]


def printable(works: Iterable[Mapping[str, Any]]) -> Iterator[Work]:
    """Yield what can be printed as an article, with all that a slip may change."""
    for described in works:
        record = record_from_work(described)
        if described.get("type") != "journal-article" or not (record.year and record.volume and record.pages):
            continue
        if record.container_title and record.authors and len((record.title or "").split()) >= SMALLEST:
            yield Work(**Work.fields_of(record) | {"kind": "article", "et_al": False, "date": None, "issn": ()})


def cited(work: Work) -> Citation:
    """Return a work as somebody prints it."""
    return Citation(reference=Reference(**Work.fields_of(work)))


def entries_of(works: Sequence[Work]) -> Iterator[Entry]:
    """Yield each work with each slip that it can have, as BibTeX."""
    for name, slip in SLIPS.items():
        for number, work in enumerate(works):
            changed = slip(work, works[(number + len(works) // 3) % len(works)])
            if changed is None or (name != "unchanged" and changed == work):
                continue
            key = f"{''.join(c for c in name if c.isalnum())}{number}"
            bibtex = to_bibtex([cited(changed).model_copy(update={"key": key})])
            yield Entry(key, name, name != "unchanged", bibtex, _identity(changed.doi, changed.title))


def hallmark(path: Path) -> Iterator[Entry]:
    """Yield the entries of the public benchmark."""
    for number, row in enumerate(map(json.loads, path.read_text(encoding="utf-8").splitlines())):
        key, fields = f"h{number}", row["fields"]
        lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
        is_wrong = row["label"] != "VALID"
        kind = f"{row['source']}: {row['hallucination_type'] or 'valid'}"
        bibtex = f"@{row['bibtex_type']}{{{key},\n{lines}}}\n"
        yield Entry(key, kind, is_wrong, bibtex, _identity(fields.get("doi"), fields.get("title")))


def truth(path: Path) -> tuple[list[dict[str, Any]], list[Element]]:
    """Return the true entries of the public benchmark as Crossref would describe them, and PubMed its own."""
    works, articles = [], []
    for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        fields, year = row["fields"], int(row["fields"]["year"])
        names, _ = read_names(fields["author"])
        authors = [name.literal or (name.family or "", name.given or "") for name in names]
        venue = fields.get("journal") or fields.get("booktitle")
        described: dict[str, Any] = {"authors": authors, "year": year}
        if row["source"] == "biorxiv":
            described["type"] = "posted-content"  # which Crossref gives no journal
        else:
            described |= {
                "container": venue,
                "type": "journal-article" if "journal" in fields else "proceedings-article",
            }
        if "doi" in fields:
            works.append(shaped(fields["doi"], fields["title"], **described))
        if "pmid" in fields:
            people = [one if isinstance(one, str) else (*one, one[1]) for one in authors]
            known = {"authors": people, "year": year, "journal": venue, "doi": fields.get("doi")}
            articles.append(article(fields["pmid"], fields["title"], **known))
    return works, articles


def _identity(doi: str | None, title: str | None) -> frozenset[str]:
    return frozenset(value.casefold() for value in (doi, title) if value)


def in_files(entries: Iterable[Entry]) -> list[list[Entry]]:
    """Deal entries out to files, so that no two of a file are taken for one work.

    >>> a, b = (Entry(key, "", False, "", frozenset(["10.5555/a"])) for key in "ab")
    >>> [[entry.key for entry in file] for file in in_files([a, b])]
    [['a'], ['b']]
    """
    files: list[tuple[list[Entry], set[str]]] = []
    for entry in entries:
        place = next((one for one in files if not one[1] & entry.same_as), None)
        if place is None:
            files.append(place := ([], set()))
        place[0].append(entry)
        place[1].update(entry.same_as)
    return [listed for listed, _ in files]


def judged_by_us(file: Path, server: StandIn) -> set[str]:
    """Return the keys that `ivigref check` reports with an error or a warning."""
    command = [sys.executable, "-m", "ivigref", "check", str(file), "--live", "--format", "json"]
    command += ["--crossref-url", server.crossref_url, "--pubmed-url", server.pubmed_url]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=False, cwd=file.parent, timeout=SECONDS)
    said = json.loads(done.stdout)
    return {
        row["key"]
        for row in said["citations"]
        if any(f["severity"] != "note" and f["check"] != "duplicate" for f in row["findings"])
    }


def judged_by_rival(rival: Rival, folder: Path, file: Path, server: StandIn) -> set[str]:
    """Return the keys that a rival reports; nothing of what it asks leaves the machine."""
    program = folder.resolve() / "bin" / rival.program
    home = file.parent
    environment = os.environ | {
        "HOME": str(home), "XDG_CACHE_HOME": str(home / "cache"), "PYTHONPATH": str(PATCH), "STAND_IN": server.address,
    }  # fmt: skip
    subprocess.run(
        [str(program), *rival.arguments(file)], env=environment, cwd=home, check=False, timeout=SECONDS,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    report = home / REPORT
    return set(rival.reported(json.loads(report.read_text(encoding="utf-8")))) if report.exists() else set()


def version_in(folder: Path, name: str) -> str:
    """Return the version of a package that is installed in a virtual environment."""
    found = next(folder.glob(f"lib/python*/site-packages/{name.replace('-', '_')}-*.dist-info"), None)
    return found.name.removesuffix(".dist-info").rpartition("-")[2] if found else ""


def counted(entries: Sequence[Entry], judge: Callable[[Path], set[str]]) -> dict[str, tuple[int, int, bool]]:
    """Return of each kind how many were reported, of how many, and whether they had to be."""
    reported: Counter[str] = Counter()
    total: Counter[str] = Counter(entry.kind for entry in entries)
    for listed in in_files(entries):
        with TemporaryDirectory() as folder:
            file = Path(folder) / "references.bib"
            file.write_text("\n".join(entry.bibtex for entry in listed), encoding="utf-8")
            found = judge(file)
        reported.update(entry.kind for entry in listed if entry.key in found)
    wrong = {entry.kind: entry.is_wrong for entry in entries}
    return {kind: (reported[kind], total[kind], wrong[kind]) for kind in total}


def is_reported(finding: Finding) -> bool:
    """Tell whether a finding asks for a look; that two entries are one work is the benchmark's own doing."""
    return finding.severity != "note" and finding.check != "duplicate"


def false_alarms(works: Sequence[Work], server: StandIn) -> dict[str, tuple[int, int]]:
    """Return of each printed form how many right references were reported, of how many."""
    from ivigref.registries import Crossref  # noqa: PLC0415  (what only this asks)

    found = {}
    for form in FORMS:
        lines = render(map(cited, works), form, values="printed")
        text = "References\n\n" + "\n\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1))
        with Crossref(server.crossref_url) as crossref:
            checked = examine(parse(text), [crossref], tag=False)
        reported = [
            [f for f in listed if f.severity != "note" and f.check != "duplicate"] for listed in checked.findings
        ]
        found[form] = (sum(map(bool, reported)), len(works))
    return found


def measured(given: argparse.Namespace) -> dict[str, Any]:
    """Judge everything that was given, with ivigref and each rival."""
    described = works_of(given.works) if given.works else []
    works = list(printable(described))
    random.Random(7).shuffle(works)
    articles: list[Element] = []
    sets = {"slips": list(entries_of(works[: given.limit]))} if works else {}
    if given.hallmark:
        sets["hallmark"] = list(hallmark(given.hallmark))
        true, articles = truth(given.truth or given.hallmark)
        described += true
    results: dict[str, Any] = {"works": len(described), "versions": {}, "tools": {}, "forms": {}}
    with StandIn(described, articles) as server:
        judges: dict[str, Callable[[Path], set[str]]] = {"ivigref": lambda file: judged_by_us(file, server)}
        for name, _, folder in (rival.partition("=") for rival in given.rival):
            rival = RIVALS[name]
            results["versions"][name] = version_in(Path(folder), name)
            judges[name] = lambda file, r=rival, f=folder: judged_by_rival(r, Path(f), file, server)  # type: ignore[misc]
        for name, judge in judges.items():
            print(f"{name} …", file=sys.stderr, flush=True)
            results["tools"][name] = {which: counted(entries, judge) for which, entries in sets.items()}
        if works:
            results["forms"] = false_alarms(works[: given.limit], server)
    return results


ABOUT = """# Judging

How many wrong references a checker reports, and how many right ones it accuses. This page is generated by
`python -m benchmarks.judging`; `benchmarks/judging.py` explains how to run it with the same checkers.

Every checker reads the same .bib files and asks the same server on this machine, which answers as Crossref and PubMed
do with exactly the works of the benchmark. Whatever else a checker asks is answered with "nothing", so a checker that
relies on other sources does worse here than in use.
"""
NOWHERE = "No other checker did better on any kind."
SETS = {
    "slips": "Real works from Crossref, each printed right and with one slip of each kind.",
    "hallmark": "The public test set of HALLMARK (github.com/rpatrik96/hallmark), by source and kind of fault.",
}


def page(results: Mapping[str, Any]) -> str:
    """Write the results as a page, ours in the first column."""
    tools: Mapping[str, Any] = results["tools"]
    named = {name: f"{name} {results['versions'].get(name, '')}".strip() for name in tools if name in RIVALS}
    lines = [ABOUT, *(f"* {words}: {RIVALS[name].counts} count as reported." for name, words in named.items())]
    for which in dict.fromkeys(which for said in tools.values() for which in said):
        lines += ["", f"## {which.capitalize()}", "", SETS.get(which, ""), ""]
        lines += ["Reported, of all. Right references must not be reported.", ""]
        lines += _table({name: said.get(which, {}) for name, said in tools.items()})
    if len(tools) > 1:
        lines += [
            "",
            "## Where ivigref does worse",
            "",
            *(_worse(tools) or ["No other checker did better on any kind."]),
        ]
    if results["forms"]:
        lines += ["", "## Right references, as print", "", "Real works in the printed form of each style.", ""]
        lines += ["| form | n | reported by ivigref |", "| --- | ---: | ---: |"]
        lines += [f"| {form} | {total} | {reported} |" for form, (reported, total) in results["forms"].items()]
    return "\n".join(lines) + "\n"


def _table(tools: Mapping[str, Any]) -> list[str]:
    """Write what each tool reported of each kind, and the sums."""
    kinds: dict[str, Any] = next(iter(tools.values()))
    lines = [f"| | n | {' | '.join(tools)} |", f"| --- | ---: |{' ---: |' * len(tools)}"]
    for kind, (_, total, wrong) in sorted(kinds.items(), key=lambda row: row[1][2]):
        said = [found.get(kind, (0, 0, wrong))[0] for found in tools.values()]
        lines.append(f"| {kind}{'' if wrong else ' (right)'} | {total} | {' | '.join(map(str, said))} |")
    for wrong, words in ((False, "**right ones reported**"), (True, "**wrong ones reported**")):
        total = sum(n for _, n, is_wrong in kinds.values() if is_wrong == wrong)
        sums = [sum(n for n, _, is_wrong in found.values() if is_wrong == wrong) for found in tools.values()]
        lines.append(f"| {words} | {total} | {' | '.join(map(str, sums))} |")
    return lines


def _worse(tools: Mapping[str, Any]) -> list[str]:
    """List the kinds of which another checker missed or accused fewer than we did, and what else it accused."""
    ours, *others = tools
    lines = []
    for which, kinds in tools[ours].items():
        for kind, (reported, total, wrong) in kinds.items():
            found = {name: tools[name].get(which, {}).get(kind, (0, 0, wrong))[0] for name in others}
            better = {name: n for name, n in found.items() if (n > reported if wrong else n < reported)}
            if better:
                told = ", ".join(f"{name} {n}{_accused(tools[name].get(which, {}))}" for name, n in better.items())
                lines.append(f"* {which}, {kind}: ivigref reports {reported} of {total}; {told}.")
    return lines


def _accused(kinds: Mapping[str, Any]) -> str:
    """Say how many right references a checker accused, since whoever reports everything misses nothing."""
    right = [(reported, total) for reported, total, wrong in kinds.values() if not wrong]
    accused = sum(reported for reported, _ in right)
    return f" (and {accused} of {sum(total for _, total in right)} right ones)" if accused else ""


def main() -> None:
    """Judge, and write the results and the page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--works", type=Path)
    parser.add_argument("--hallmark", type=Path)
    parser.add_argument("--truth", type=Path)
    parser.add_argument("--rival", action="append", default=[], help=f"one of {', '.join(RIVALS)}, with =FOLDER")
    parser.add_argument("--limit", type=int, default=40)
    parser.add_argument("--results", type=Path, help="where the figures go, as JSON")
    parser.add_argument("--page", type=Path, help="where the page goes; else to standard output")
    given = parser.parse_args()
    results = measured(given)
    if given.results:
        given.results.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    if given.page:
        given.page.write_text(page(results), encoding="utf-8")
    else:
        print(page(results))


if __name__ == "__main__":
    main()
