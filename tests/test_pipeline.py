"""From a list to what is known of it: every source that people name, and one pipeline for script and command line."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import ivigref
from ivigref import Checked, Citation, Finding, Listing, Reference, Tag, examine, load, parse, read, registries
from ivigref.cli import main
from ivigref.errors import InputError
from ivigref.model import Answer, Inquiry, Record
from ivigref.reports import FACES, drawn, names
from ivigref.tagging import Tagger

TEXT = """References
1. Basta M, Dalakas MC. High-dose intravenous immunoglobulin exerts its beneficial effect in patients with
   dermatomyositis by blocking endomysial deposition of activated complement fragments. J Clin Invest.
   1994;94:1729–35.
2. Krug P, Boyer O, et al. Nephrotic syndrome in Kawasaki disease: a report of three cases. Pediatr Nephrol.
   2012;28(9):1547–50.
4. Doe J. Invented itching of elbows. J Invented Ideas. 2003;7:1–9.
"""
RIS = "TY  - JOUR\nAU  - Doe, Jane\nTI  - Invented itching of elbows\nPY  - 2003\nER  - \n"


class Piped(io.TextIOWrapper):
    """Standard input that holds a text."""

    def __init__(self, text: str) -> None:
        super().__init__(io.BytesIO(text.encode()), encoding="utf-8")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a list in a file."""
    path = tmp_path / "list.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


SOURCES: dict[str, tuple[Callable[[Path], Any], str | None]] = {
    "a path as text": (str, None),
    "a Path": (lambda path: path, None),
    "a file open as text": (lambda path: path.open(encoding="utf-8"), None),
    "a file open as bytes": (lambda path: path.open("rb"), None),
    "bytes in memory": (lambda path: io.BytesIO(path.read_bytes()), "the file"),
    "text in memory": (lambda path: io.StringIO(path.read_text(encoding="utf-8")), "the file"),
    "standard input": (lambda _: "-", "standard input"),
}


def bare(citations: Iterable[Citation]) -> list[Citation]:
    """Return citations without the file that brought them."""
    return [c.model_copy(update={"reference": c.reference.model_copy(update={"origins": ()})}) for c in citations]


@pytest.mark.parametrize("source", SOURCES)
def test_every_way_to_name_a_file_gives_the_same_list(file: Path, monkeypatch: pytest.MonkeyPatch, source: str) -> None:
    """A path, an open file of either kind and standard input differ in the name that they are shown under."""
    monkeypatch.setattr(sys, "stdin", Piped(TEXT))
    make, name = SOURCES[source]
    wanted = read(file)
    given = make(file)
    found = read(given)
    assert bare(found.citations) == bare(wanted.citations)
    assert {origin.file for c in found.citations for origin in c.reference.origins} == {name or file.name}
    assert found[1:] == wanted._replace(name=name or str(file))[1:]
    assert [problem.check for problem in found.problems] == ["missing-number"]
    if hasattr(given, "close"):
        assert not given.closed
        given.close()
    again = make(file)
    monkeypatch.setattr(sys, "stdin", Piped(TEXT))
    checked = examine(again)
    if hasattr(again, "close"):
        again.close()
    whole = replace(examine(file), file=found.name, title=found.name)
    assert replace(checked, citations=bare(checked.citations)) == replace(whole, citations=bare(whole.citations))


def test_references_and_citations_are_sources(file: Path) -> None:
    """What a script has parsed is checked as the file is; keys are given where there are none."""
    listing = read(file)
    wanted = examine(file)
    for source in (listing, parse(TEXT), iter(parse(TEXT)), listing.citations, wanted):
        found = examine(source)
        assert (bare(found.citations), found.findings, found.statuses) == (
            bare(wanted.citations),
            wanted.findings,
            wanted.statuses,
        )
    assert examine([]).summary() == "0 references: 0 verified, 0 with findings, 0 unverified\nno findings"
    assert examine(wanted) == wanted


def test_a_reference_managers_file_is_told_by_what_it_holds() -> None:
    """An open file has no ending by which it could be known."""
    [citation] = read(io.StringIO(RIS)).citations
    assert (citation.reference.title, citation.key) == ("Invented itching of elbows", "Doe2003")


@pytest.mark.parametrize("verb", [read, examine])
@pytest.mark.parametrize(
    ("source", "error", "says"),
    [
        (TEXT, InputError, r"^expected a path or an open file, found text: ivigref\.parse\(text\) reads"),
        ("x" * 5000, InputError, r"ivigref\.parse\(text\)"),
        ("missing.txt", InputError, r"^missing\.txt: there is no such file$"),
        (Path("missing.txt"), InputError, r"^missing\.txt: there is no such file$"),
        (".", InputError, r"^\.: expected documents, found a folder or an archive without any$"),
        ("", InputError, "^expected a path, found an empty one$"),
        ("a\0b", InputError, "cannot be read: embedded null byte"),
        (b"1. Doe J.", TypeError, "^expected a path.*found bytes"),
        (7, TypeError, "^expected a path.*found int$"),
        (None, TypeError, "^expected a path.*found NoneType$"),
        (io.BytesIO(), InputError, "^the file: expected a reference list, found an empty file$"),
    ],
    ids=[
        "text",
        "long text",
        "missing",
        "missing Path",
        "folder",
        "no path",
        "NUL",
        "bytes",
        "number",
        "None",
        "empty",
    ],
)
def test_what_is_no_list_is_refused_with_what_was_expected(  # noqa: PLR0917  (a table and two fixtures)
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    verb: Callable[[Any], object],
    source: object,
    error: type,
    says: str,
) -> None:
    """A text is taken for no path, and a wrong type is named."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(error, match=says):
        verb(source)


def test_an_open_file_that_cannot_be_read_says_why(file: Path, tmp_path: Path) -> None:
    """Closed, open for writing, decoded by a wrong encoding or named one: each has its own words."""
    closed = file.open("rb")
    closed.close()
    with pytest.raises(InputError, match=r"list\.txt: cannot be read: .*closed file"):
        read(closed)
    with (tmp_path / "new.txt").open("w", encoding="utf-8") as writing, pytest.raises(InputError, match="not readable"):
        read(writing)
    with file.open(encoding="ascii") as ascii_only, pytest.raises(InputError, match="expected ascii, found byte 0xe2"):
        read(ascii_only)
    with file.open(encoding="utf-8") as text, pytest.raises(InputError, match="expected no encoding of a file that is"):
        read(text, encoding="cp1252")
    with pytest.raises(InputError, match="half a character"):
        read(io.StringIO("1. Doe J. \ud800"))


@pytest.mark.parametrize(
    ("source", "found"), [([7], "int"), (Reference(raw="x"), "Reference"), ([("raw", "x")], "tuple"), ({"a": 1}, "str")]
)
def test_what_holds_no_references_is_refused(source: Any, found: str) -> None:  # noqa: ANN401  (anything)
    """A single reference is no list."""
    with pytest.raises(TypeError, match=f"found {found}$"):
        examine(source)


def test_an_encoding_and_a_list_can_be_chosen(tmp_path: Path) -> None:
    """As the options of the command line choose them."""
    path = tmp_path / "old.txt"
    path.write_bytes("1. Généreau T. Skin. Lupus. 1999;135:1124-5.\n".encode("cp850"))
    assert read(path, encoding="cp850").citations[0].reference.authors[0].family == "Généreau"
    with pytest.raises(InputError, match="expected list 1, the only one, found 2"):
        read(path, encoding="cp850", which=2)


def command(arguments: Sequence[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    """Return what a command prints to standard output."""
    monkeypatch.setattr("sys.argv", ["ivigref", *arguments])
    with pytest.raises(SystemExit):
        main()
    return capsys.readouterr().out


@pytest.mark.parametrize("face", names("programs", "CI"))
def test_the_command_line_shows_what_a_script_finds(
    file: Path, face: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Letter for letter, in every face, of a file and of the 57."""
    assert command(["check", str(file), "-f", face], monkeypatch, capsys) == "".join(drawn(face, examine(file)))
    shipped = Listing(load(), text=ivigref.data.references_text(), is_shipped=True)
    assert command(["check", "-f", face], monkeypatch, capsys) == "".join(drawn(face, examine(shipped)))


def test_the_report_of_the_command_line_is_the_scripts(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """But for the day, which the command line writes."""
    page = command(["report", str(file), "-o", "-"], monkeypatch, capsys)
    [made] = re.findall(r"<time datetime=\"([0-9-]{10})\">", page)
    assert page == examine(file).to_html(made=made)
    assert "Krug2012" in page
    with pytest.raises(TypeError, match="found one without a way to draw it"):
        Checked([], [], []).to_html()


class Silent:
    """A registry that cannot be asked."""

    name = "silent"

    def ask(self, references: Sequence[Reference]) -> list[Answer]:
        """Say so."""
        return [Answer(registry=self.name, problem="out of order") for _ in references]


def test_registries_are_asked_as_resolve_asks_them() -> None:
    """None are the shipped records, an empty list is nobody, and silence is no absence."""
    assert examine(parse(TEXT)).statuses == ["verified", "findings", "unverified"]
    assert examine(parse(TEXT), []).statuses == ["unverified"] * 3
    assert examine(parse(TEXT), [Silent()]).statuses == ["unreachable"] * 3
    recorded = [registries.Recorded()]
    assert examine(parse(TEXT), recorded).citations == ivigref.tag(ivigref.resolve(parse(TEXT), recorded))


def test_a_registry_that_is_named_twice_is_asked_once() -> None:
    """Its two answers would agree, and make a match surer than it is."""
    reference = Reference(title="On lupus of the skin", container_title="J Ways", year=2001, volume="7")
    recorded = registries.Recorded()
    [citation] = examine([reference], registries=[recorded, recorded], tag=False)
    assert [inquiry.registry for inquiry in citation.inquiries] == ["recorded"]


def test_a_citation_that_was_asked_for_stays_unless_registries_are_named() -> None:
    """What a script found with live registries is not thrown away by a check."""
    record = Record(title="Invented itching of elbows", year=2003)
    found = Citation(reference=parse(TEXT)[2], record=record, records=(record,), confidence=0.99)
    silent = Citation(reference=parse(TEXT)[0], inquiries=(Inquiry(registry="silent", outcome="unreachable"),))
    kept = examine([found, silent], tag=False)
    assert [citation.record for citation in kept] == [record, None]
    assert kept.statuses == ["verified", "unreachable"]
    assert [citation.record for citation in examine([found], [])] == [None]


def test_what_a_file_of_json_lines_knows_is_checked_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`ivigref resolve --live -f jsonl` wrote it: what the registries said is not forgotten."""
    record = Record(title="Invented itching of elbows", year=2003, volume="8", pages="1-9")
    known = Citation(reference=parse(TEXT)[2], key="Doe2003", record=record, records=(record,), confidence=0.99)
    path = tmp_path / "known.jsonl"
    path.write_text(known.model_dump_json(exclude_defaults=True) + "\n", encoding="utf-8")
    shown = json.loads(command(["check", str(path), "-f", "json"], monkeypatch, capsys))["citations"]
    assert [(c["key"], c["status"], c["confidence"]) for c in shown] == [("Doe2003", "findings", 0.99)]
    assert [finding["recorded"] for finding in shown[0]["findings"] if finding["check"] == "volume-differs"] == ["8"]


def test_keys_and_tags_that_a_citation_has_stay_where_it_is_resolved() -> None:
    """A key is in manuscripts by then."""
    tag = Tag(axis="mine", term="x", label="X")
    citation = Citation(reference=parse(TEXT)[0], key="mine", tags=(tag,))
    [resolved] = ivigref.resolve([citation], [registries.Recorded()])
    assert (resolved.key, resolved.tags, resolved.doi) == ("mine", (tag,), "10.1172/JCI117520")
    assert examine([citation], tag=False)[0].tags == (tag,)
    assert tag not in examine([citation])[0].tags


def test_the_shipped_list_is_what_the_pipeline_makes_of_it() -> None:
    """Taken as it ships, asked for again and tagged again, the 57 are the same."""
    wanted = load()
    assert list(examine(wanted)) == list(wanted)
    again = examine(ivigref.parse(ivigref.data.references_text()), [registries.Recorded()], tag=Tagger())
    assert list(again) == list(wanted)


def test_a_checked_list_is_a_sequence_with_its_findings(file: Path) -> None:
    """It is indexed, cut and counted as a list of citations, and says itself in a line."""
    checked = examine(file)
    assert (len(checked), checked[1].key, [c.number for c in checked]) == (3, "Krug2012", [1, 2, 4])
    assert checked[1:2].statuses == ["findings"]
    assert repr(checked) == f"<{file}: 3 references: 1 verified, 1 with findings, 1 unverified>"
    assert checked.summary().splitlines() == [
        "3 references: 1 verified, 1 with findings, 1 unverified",
        f"{checked.tally()}",
    ]
    assert "; of the list as a whole 1 warning" in checked.tally()
    with pytest.raises(AttributeError):
        checked.file = "x"  # type: ignore[misc]  # it is frozen


def test_a_notebook_shows_a_checked_list_and_trusts_no_text() -> None:
    """Title and status of each citation, with links; what is printed is text."""
    hostile = "<script>alert(1)</script>"
    shown = examine([Reference(raw=hostile, title=hostile), *parse(TEXT)])._repr_html_()
    assert hostile not in shown
    assert "4 references: 1 verified, 1 with findings, 2 unverified" in shown
    assert 'href="https://doi.org/10.1172/JCI117520"' in shown
    long = Checked([Citation(reference=Reference(raw="x"))] * 61, [[]] * 61, ["unverified"] * 61)._repr_html_()
    assert (long.count("<tr>"), "the first 60 are shown" in long) == (61, True)


def test_each_face_is_drawn_by_a_function_that_is_there() -> None:
    """The choices of --format are the table of faces."""
    empty = Checked([], [], [], [Finding(check="volume-differs", severity="note", message="harmless")])
    for name, face in FACES.items():
        if face.reader != "people":
            shown = "".join(drawn(name, empty))
            is_of_list = name != "csv"  # which has rows of references, and no place for what concerns the list
            assert ("harmless" in shown) == (face.reader == "programs" and is_of_list), name
            assert ("harmless" in "".join(drawn(name, empty, notes=True))) == is_of_list, name
    assert json.loads("".join(drawn("json", empty)))["list"]["references"] == 0


def test_references_are_citations_of_which_nothing_more_is_known() -> None:
    """What parse returns goes into ivigref.check, tag and to_bibtex as it does into resolve."""
    references = parse("1. Bruton OC. Agammaglobulinemia. Pediatrics. 1952;9:722-8.")
    citations = [Citation(reference=reference) for reference in references]
    assert ivigref.check(references) == ivigref.check(citations)
    assert ivigref.tag(references) == ivigref.tag(citations)
    assert ivigref.to_bibtex(references) == ivigref.to_bibtex(citations)


@pytest.mark.parametrize("verb", [ivigref.check, ivigref.tag, ivigref.to_bibtex])
def test_what_is_no_reference_is_refused(verb: Any) -> None:  # noqa: ANN401  (any verb)
    """With the type that was found."""
    with pytest.raises(TypeError, match=r"^expected citations or references, found int$"):
        verb([5])


@pytest.mark.parametrize("source", [None, 5, b"1. Doe J.", Path("list.txt"), io.StringIO("1. Doe J.")])
def test_only_text_is_parsed(source: Any) -> None:  # noqa: ANN401  (anything)
    """A path or a file is for ivigref.read."""
    for verb in (parse, ivigref.parse_reference):
        with pytest.raises(TypeError, match=f"^expected text, found {type(source).__name__}"):
            verb(source)
