"""The table of kinds of documents: the first that recognises a file reads it, or says what it is and what to do."""

from __future__ import annotations

import importlib
import io
import re
import zipfile
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ivigref import tables
from ivigref.documents import BY_BYTES, BY_TEXT, DOCUMENTS, Contents, is_told_by_bytes, read_file
from ivigref.errors import FormatError, InputError
from ivigref.reading import read

A = "Bruton OC. Agammaglobulinemia. Pediatrics. 1952;9:722–8."
ROWS = tables.rows(files("ivigref.documents").joinpath("refused.tsv").read_text(encoding="utf-8"))


def package(name: str, text: str = "<a/>") -> bytes:
    """Pack one part."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr(name, text)
    return file.getvalue()


MADE: dict[str, Callable[[str], bytes]] = {
    "begins": lambda sign: bytes.fromhex(sign) + b" \x00 and more",
    "ole": lambda sign: bytes.fromhex("d0cf11e0") + bytes(600) + sign.encode("utf-16-le"),
    "at": lambda sign: bytes(int(sign.split(":")[0])) + bytes.fromhex(sign.split(":")[1]) + b" and more \x1e",
    "type": lambda sign: package("mimetype", f"{sign}.text"),
    "part": package,
    "element": lambda sign: f"<?xml version='1.0'?>\n<{sign}><p>1. {A}</p></{sign}>".encode(),
    "opens": lambda sign: f"\ufeff{sign}invented\n".encode(),
}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['how']} {row['sign']}")
def test_what_is_not_read_is_named_with_what_to_do(row: dict[str, str]) -> None:
    """Each row makes a file that is refused as the row says."""
    data = MADE[row["how"]](row["sign"])
    with pytest.raises(FormatError) as caught:
        read_file(data)
    assert f"found {row['what']}" in str(caught.value)
    assert str(caught.value).endswith(row["advice"])
    assert is_told_by_bytes(Contents(data)) == (row["how"] not in {"element", "opens"})


def test_the_first_that_fits_is_meant() -> None:
    """No row stands behind one that takes all of its files."""
    signs = [(row["how"], row["sign"]) for row in ROWS]
    assert len(set(signs)) == len(signs)
    for place, (how, sign) in enumerate(signs):
        assert not any(how == before and sign.startswith(other) for before, other in signs[:place] if how == "begins")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"P",
        b"PK",
        b"PDF files of 1999",
        b"BZ 1999",
        b"1. " + A.encode(),
        "{\\rt".encode("utf-16"),
        b"1. Bruton OC. Skin. 4500 1952",
        b"1. ftyp Bruton",
        b"Ref ftyp. 1952",
    ],
    ids=repr,
)
def test_what_only_nearly_begins_so_is_text(data: bytes) -> None:
    """The signs are taken whole."""
    assert not is_told_by_bytes(Contents(data))


def test_every_file_is_recognised_by_some_kind() -> None:
    """The last kind is text, which takes whatever is left."""
    assert DOCUMENTS == BY_BYTES + BY_TEXT
    for text in ("", "1. Skin", "<", "<div>", "<ref-list>", "<rdf:RDF xmlns:rdf='x'/>"):
        assert any(document.recognises(Contents(text=text)) for document in BY_TEXT)
    assert [document.recognises(Contents(text="Skin")) for document in BY_TEXT] == [False] * (len(BY_TEXT) - 1) + [True]


def test_a_package_that_is_damaged_has_no_parts_and_no_type() -> None:
    """It is left to the reader of Word documents, which says what is wrong."""
    for data in (b"PK\x03\x04", b"PK\x03\x04" + bytes(100), package("mimetype", "x")[:-10]):
        contents = Contents(data)
        assert (contents.is_package, contents.parts, contents.media_type) == (True, frozenset(), "")
        with pytest.raises(FormatError, match="another kind of file or a damaged one"):
            read_file(data)


def test_a_file_of_a_reference_manager_is_none_of_these(tmp_path: Path) -> None:
    """Formats are asked before the kinds of documents that are told by their text, and after those told by bytes."""
    file = tmp_path / "a.bib"
    file.write_text("<pre>\n@article{a, title = {Skin}, year = 1952}\n</pre>", encoding="utf-8")
    assert read(str(file)).citations[0].reference.title == "Skin"
    file.write_bytes(b"%PDF-1.7 @article{a,}")
    with pytest.raises(InputError, match="a PDF file that is damaged"):
        read(str(file))


@pytest.mark.parametrize("name", ["wiki", "typst", "org", "restructured_text", "asciidoc", "markdown"])
def test_a_kind_of_text_is_asked_wherever_it_may_be_one(name: str) -> None:
    """The signs in the table, without which its module is not imported, are in whatever the module recognises."""
    module = importlib.import_module(f"ivigref.documents.{name}")
    document = next(document for document in BY_TEXT if document.read.__module__ == module.__name__)
    sign = vars(module)["_SIGN"]
    recognised = 0

    @settings(max_examples=60, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.from_regex(re.compile(sign.pattern, sign.flags)).map(lambda text: f"{text}\n* a\n"))
    def asked(text: str) -> None:
        nonlocal recognised
        contents = Contents(text=text)
        recognised += module.recognises(contents)
        assert document.recognises(contents) == module.recognises(contents)

    asked()
    assert recognised
    assert document.recognises(Contents(text=f"1. {A}")) is False
