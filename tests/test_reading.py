"""Files as people have them: what is read, what is said, and what is refused with a reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivigref.errors import InputError
from ivigref.reading import Listing, read, stream

ITEM = "Bruton OC. Agammaglobulinemia. Pediatrics. 1952;16:722–8."
LIST = f"References\n1. {ITEM}\n2. Généreau T. High-dose immunoglobulin. Arch Dermatol. 1999;135(9):1124–5.\n"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (LIST.encode(), None),
        (b"\xef\xbb\xbf" + LIST.encode(), None),
        (LIST.encode("utf-16"), None),
        (LIST.replace("–", "-").encode("latin-1"), "encoding-assumed"),
        (LIST.encode("cp1252"), "encoding-assumed"),
    ],
    ids=["UTF-8", "UTF-8 with BOM", "UTF-16", "Latin-1 is assumed and said", "Windows-1252 is assumed and said"],
)
def test_a_list_is_read_in_the_encodings_that_people_have(tmp_path: Path, data: bytes, expected: str | None) -> None:
    """Word processors and old databases do not write UTF-8; an assumption is never made in silence."""
    file = tmp_path / "list.txt"
    file.write_bytes(data)
    listing = read(str(file))
    assert [c.reference.authors[0].family for c in listing.citations] == ["Bruton", "Généreau"]
    assert [c.key for c in listing.citations] == ["Bruton1952", "Genereau1999"]
    assumed = [problem.check for problem in listing.problems if problem.check == "encoding-assumed"]
    assert assumed == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "an empty file"),
        (b" \n\t\n", "an empty file"),
        (b"%PDF-1.7 ...", "a PDF file"),
        (b"PK\x03\x04 ...", "Word"),
        (b"abc\x00\x01\x02def", "a binary file"),
        (b"A page about something else.\n\nIt has no list.\n", "no reference list"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason(tmp_path: Path, data: bytes, says: str) -> None:
    """The message names the file and says what was expected."""
    file = tmp_path / "list.txt"
    file.write_bytes(data)
    with pytest.raises(InputError, match=says) as refused:
        read(str(file))
    assert str(file) in str(refused.value)


@pytest.mark.parametrize(
    ("encoding", "says"), [("utf-8", r"line 2.*expected utf-8|expected utf-8"), ("utf-9", "the name of an encoding")]
)
def test_a_wrong_encoding_is_told(tmp_path: Path, encoding: str, says: str) -> None:
    """A named encoding that does not fit fails with its line; a misspelt one is not silently another."""
    file = tmp_path / "list.txt"
    file.write_bytes(b"fine\nG\xe9n\xe9reau")
    with pytest.raises(InputError, match=says):
        read(str(file), encoding=encoding)


@pytest.mark.parametrize("name", ["missing.txt", "."])
def test_a_file_that_is_not_there_is_said_to_be_missing(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No traceback for a slip of the keyboard."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=r"no such file|a folder"):
        read(name)


def test_problems_of_the_list_are_findings_with_a_line(tmp_path: Path) -> None:
    """A number that stands twice or is left out is a finding, and every item still comes out."""
    file = tmp_path / "list.txt"
    file.write_text(f"References\n1. {ITEM}\n1. {ITEM}\n4. {ITEM}\n", encoding="utf-8")
    listing = read(str(file))
    assert len(listing.citations) == 3
    assert [(p.check, p.line) for p in listing.problems] == [("duplicate-number", 3), ("missing-number", 4)]


def test_a_broken_item_does_not_stop_the_others(tmp_path: Path) -> None:
    """One unreadable item is one finding."""
    file = tmp_path / "list.txt"
    file.write_text(f"References\n1. {ITEM}\n2. ]]]{{{{{{\n3. {ITEM}\n", encoding="utf-8")
    titles = [c.reference.title for c in read(str(file)).citations]
    assert titles == ["Agammaglobulinemia", None, "Agammaglobulinemia"]


def test_a_megabyte_on_one_line_is_read_in_linear_time(tmp_path: Path) -> None:
    """Hostile input ends in an error or a finding, never in a hang."""
    file = tmp_path / "list.txt"
    file.write_text("1. " + "Bruton OC, " * 95_000, encoding="utf-8")
    try:
        listing = read(str(file))
    except InputError:
        return
    assert len(listing.citations) == 1


@pytest.mark.parametrize(
    ("form", "streamed"),
    [
        ("{n}. {item}\n", True),
        ("[{n}] {item}\r\n", True),
        ("{item}\n\n", True),
        ("{n}. {item}\n   [Google Scholar]\n", False),
        ("TY  - JOUR\nTI  - {item}\nER  - \n", False),
    ],
    ids=["numbers", "brackets and CRLF", "blank lines", "link labels on lines of their own", "RIS"],
)
@pytest.mark.parametrize("heading", ["", "References\n"], ids=["bare", "headed"])
def test_a_long_list_of_one_reference_a_line_is_a_stream(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, heading: str, *, streamed: bool
) -> None:
    """A million references are read in the memory of a few; what is read is the same as of a list read whole."""
    monkeypatch.setattr("ivigref.reading._STREAMED", 4000)
    monkeypatch.setattr("ivigref.reading._JUDGED", 3000)
    file = tmp_path / "long.txt"
    text = heading + "".join(form.format(n=n, item=ITEM.replace("16", f"{n}")) for n in range(1, 200))
    file.write_bytes(text.encode())
    read_as_it_comes = stream(str(file))
    assert isinstance(read_as_it_comes, Listing) != (streamed)
    if not isinstance(read_as_it_comes, Listing):
        assert list(read_as_it_comes) == [citation.reference for citation in read(str(file)).citations]


def test_a_line_in_another_encoding_does_not_end_a_stream(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists are put together from many files: each line is read as what it is."""
    monkeypatch.setattr("ivigref.reading._STREAMED", 4000)
    file = tmp_path / "long.txt"
    file.write_bytes(
        "".join(f"{n}. {ITEM}\n" for n in range(1, 99)).encode() + "99. Généreau T. Skin.\n".encode("cp1252")
    )
    read_as_it_comes = stream(str(file))
    assert not isinstance(read_as_it_comes, Listing)
    assert list(read_as_it_comes)[-1].authors[0].family == "Généreau"
