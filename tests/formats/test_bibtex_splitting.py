from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from bibtexparser import model
from bibtexparser.entrypoint import parse_string
from bibtexparser.splitter import Splitter
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ivigref.errors import FormatError
from ivigref.formats import bibtex
from ivigref.formats.bibtex import _check, _write
from ivigref.formats.bibtex_splitting import Block, split
from tests.timing import seconds

DOUBLE_COMMA = re.compile(r",\s*,")
KEYLESS = re.compile(r"@\w+\s*\{\s*\w+\s*=")
ENTRIES = (
    "@article{a,\n  title = {On {IVIG} {in {the {blood}}}},\n  year = 1997,\n}\n",
    '@Article {b, author = "De Pit{\\`a}, O. and others", month = jan # " 5", note={}}\n',
    '@book(c, title="A {"}quoted{"} book", year = 1997,)\n',
    '@inbook{d,title={a \\{ b \\} c, d=e "f" mail@x.org},\r\n\tvolume={1}\r\n}',
    "@misc{e,}@misc{f}\n",
    '@string{lup = {Lupus}}\n@comment{ @article{no, x = {1}} }\n@preamble{"\\x"}\n',
    "% a comment with @ and {\n",
    '@misc{g, title = "x \\"{o} y", url = {http://x.org/@me{here}}}\n',
    "@misc{h, title = {\n@article{inner, x = {1}}\n}}\n",
    "@article{j,\n  title = {On {IVIG} \\textit{in {Vitro}}},\n\tyear = 1997 ,\n  month = jan,\n  note={{Double}}\n}\n",
    "@article{k,\n  a = {x}, b = {y},\n  c = {a \\} b},\n  d = {\\{},\n  e = {z}}\n}\n",
    "@misc{l,\n\n  A = {x},\n  a = {y},\n  url = {@misc{m}},\n}\n@misc{m,\n  a = {} b},\n c = {{ d},\n}\n",
    "@misc{i, a = {1}, a = {2}}\n@misc{i, b = {" + "{" * 12 + "}" * 12 + "}}\n",
)
PIECES = (
    "@a{",
    "@string{",
    "@comment{",
    "@",
    "(",
    ")",
    "{",
    "}",
    '"',
    "\\",
    ",",
    "=",
    "\n",
    " ",
    "k",
    "#",
    "%",
    "x = ",
)


def by_bibtexparser_alone(text: str) -> tuple[list[Block], dict[str, str]]:
    """Split the whole file with bibtexparser."""
    library = parse_string(text, parse_stack=())
    blocks = []
    for block in library.blocks:
        problem, inner = None, block
        if isinstance(block, model.ParsingFailedBlock):
            problem = str(block.error) or "this entry breaks the rules of BibTeX"
            inner = block.ignore_error_block or block
            if isinstance(block, model.DuplicateBlockKeyBlock):
                problem = f"the key {block.key} is there already, in line {(block.previous_block.start_line or 0) + 1}"
        if isinstance(inner, model.Entry):
            fields = [(field.key, field.value) for field in inner.fields]
            blocks.append(Block(inner.entry_type, inner.key, fields, inner.start_line, problem))
        elif problem is not None:
            blocks.append(Block("", "", [], block.start_line, problem))
    return blocks, {name.lower(): string.value for name, string in library.strings_dict.items()}


@st.composite
def files(draw: st.DrawFn) -> str:
    """Draw entries of all kinds, some of them hurt."""
    text = "".join(draw(st.lists(st.sampled_from(ENTRIES), max_size=5)))
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.integers(0, len(text)))
        text = text[:place] + draw(st.sampled_from(("", *PIECES))) + text[place + draw(st.integers(0, 3)) :]
    return text


@settings(max_examples=300)
@given(st.one_of(files(), st.lists(st.sampled_from(PIECES), max_size=40).map("".join)))
def test_plain_entries_are_read_as_bibtexparser_reads_them(text: str) -> None:
    """Wherever the file is cut between the two readers, and whatever is broken, nothing else comes out."""
    text = text.replace("\\\n", "\\ \n")  # after which bibtexparser counts lines wrongly
    blocks, strings = split(text)
    assert all(text[block.start] == "@" for block in blocks)
    assume(not DOUBLE_COMMA.search(text) and not KEYLESS.search(text))  # which we read, and bibtexparser does not
    blocks = [block for block in blocks if "found no brace" not in (block.problem or "")]
    assert ([replace(block, start=0, is_plain=False) for block in blocks], strings) == by_bibtexparser_alone(text)


@pytest.mark.parametrize(
    ("text", "keys", "titles"),
    [
        ("@article{\n  author = {Berg, Ole},\n  title = {A}\n}\n@article{RN2, title = {B}}", ["", "RN2"], ["A", "B"]),
        ("@article{\n  title = {A},\n}\n@misc{title={B}}\n", ["", ""], ["A", "B"]),
        ("@misc{b, , title={A},, year=2015,,}\n@misc{c,,\n  title = {B},\n}\n", ["b", "c"], ["A", "B"]),
        ("@commentary{c, title={A}}", ["c"], ["A"]),
    ],
)
def test_what_bibtexparser_refuses_is_read(text: str, keys: list[str], titles: list[str]) -> None:
    """EndNote and R write entries without a key, others a comma too many; two without a key are no duplicates."""
    blocks, _ = split(text)
    assert [block.key for block in blocks] == keys
    loaded = bibtex.loads(text)
    assert [citation.reference.title for citation in loaded] == titles
    assert not loaded.findings


def test_a_log_has_no_text_of_a_broken_file(caplog: pytest.LogCaptureFixture) -> None:
    """A fault is a finding; what bibtexparser logs for somebody else is theirs."""
    broken = "@article{a, title = {\x1b[2J\ud800}\n"
    blocks, _ = split(broken)
    assert [bool(block.problem) for block in blocks] == [True]
    assert caplog.records == []
    Splitter(broken).split()
    assert [record.name for record in caplog.records] == ["bibtexparser.splitter"]


def test_an_entry_without_its_brace_is_reported() -> None:
    """Nothing can be read of it, and what follows is read; a word after an at sign is nothing of the kind."""
    loaded = bibtex.loads("@misc{a, title = {A}}\n@Article,\n  author = {Berg, Ole},\n}\n@misc{b, title = {B}}\n")
    assert [citation.key for citation in loaded] == ["a", "b"]
    assert [(finding.line, finding.severity, finding.message) for finding in loaded.findings] == [
        (2, "error", "expected @Article{, found no brace")
    ]
    assert not bibtex.loads("@Ole, see there\n@misc{a, title = {A}}\n").findings


def test_what_we_write_is_plain_and_bibtexparser_reads_the_same() -> None:
    """The check of what was written takes the short way, and the long one would say the same."""
    text = (Path(__file__).parents[2] / "references.bib").read_text(encoding="utf-8")
    blocks, strings = split(text)
    assert len(blocks) == 57
    assert all(block.is_plain for block in blocks)
    assert ([replace(block, start=0, is_plain=False) for block in blocks], strings) == by_bibtexparser_alone(text)


@settings(max_examples=200)
@given(st.data())
def test_no_damage_passes_the_check_of_what_was_written(data: st.DataObject) -> None:
    """Whatever is lost, added or put elsewhere: what passes is what bibtexparser reads as it was meant."""
    written, _ = split("".join(ENTRIES[place] for place in (0, 7, 9)))
    text = "\n".join(map(_write, written))
    place = data.draw(st.integers(0, len(text)))
    piece = data.draw(st.sampled_from(("", *PIECES, "},\n", "\\}", "  x = {1},\n")))
    damaged = text[:place] + piece + text[place + data.draw(st.integers(0, 3)) :]
    try:
        _check(damaged, written)
    except FormatError:
        return
    assume(not DOUBLE_COMMA.search(damaged))  # no damage for us
    found, _ = by_bibtexparser_alone(damaged)
    assert [(block.type, block.key, block.fields) for block in found] == [
        (block.type, block.key, block.fields) for block in written
    ]


def test_an_entry_without_a_key_is_nobodys_parent() -> None:
    """Only the entry that crossref names passes its fields on."""
    loaded = bibtex.loads("@proceedings{, title = {Acta}, year = 1997}\n@inproceedings{a, title = {Lupus}}\n")
    assert (loaded[1].reference.container_title, loaded[1].reference.year) == (None, None)


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece",
    [
        "@article{k, author = {De Pit{\\`a}, O. and others}, title = {On {IVIG}}, abstract = {"
        + "word " * 200
        + "}}\n",
        "% hers\n@article{k, title = {x}, title = {y}}\n",
        "@article{k, title = {no end\n",
        '@article{k, title = "no end\n',
        "@article{k, title = " + "{" * 9 + "\n",
        "@string{k = {x}}\n@article(k, title = k # {y})\n",
        "@article{k,\n" + " " * 100,
        "@article{k,\n" + "  a = {{x}},\n" * 20,
        "@article{k,\n  a = {" + "}" * 100 + "\n",
        "@inproceedings{k, crossref = {k}, title = {x}}\n",
    ],
    ids=[
        "plain",
        "others between",
        "open brace",
        "open quote",
        "open braces",
        "no plain one",
        "blanks",
        "lines",
        "closed",
        "parents",
    ],
)
def test_time_grows_with_the_file_and_no_faster(piece: str) -> None:
    """Four times the file takes four times as long, whatever stands in it: 50 MB are read, and no file hangs."""
    few, many = (piece * (size // len(piece)) for size in (50_000, 200_000))
    slow, fast = (min(seconds(partial(bibtex.loads, text)) for _ in range(5)) for text in (many, few))
    assert slow < 8 * fast
