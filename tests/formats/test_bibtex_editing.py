from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivigref.encodings import read_exactly
from ivigref.errors import FormatError, InputError
from ivigref.formats import bibtex
from ivigref.formats.bibtex_editing import diff, edit
from ivigref.names import Name
from ivigref.writing import write

LIBRARY = """\
% my library, do not touch
@string{lup = "Lupus"}

@Article{DePita1997,
   author = "De Pit{\\`a}, O. and others",
   title	= {Immunoglobulin in {LE}},   % two words?
   journal = lup,
   VOLUME = 16 ,
   pages = {415--7},
   file = {:C\\:/a.pdf:PDF}
}
@comment{ left alone }
@book(knuth, title="A {"}quoted{"} book", year = 1997,)

@article{broken, title = {no end
@article{latin, date = {2010-04}, title = {x}}
"""


def changed(old: str, new: str) -> list[tuple[str, str]]:
    """Return the lines that differ."""
    return [(a, b) for a, b in zip(old.splitlines(), new.splitlines(), strict=True) if a != b]


@pytest.mark.parametrize(
    ("field", "value", "old", "new"),
    [
        ("volume", "6", "   VOLUME = 16 ,", "   VOLUME = 6 ,"),
        ("volume", "A6", "   VOLUME = 16 ,", "   VOLUME = {A6} ,"),
        ("pages", "415–7", "   pages = {415--7},", "   pages = {415--417},"),
        ("container_title", "Lupus & Co", "   journal = lup,", "   journal = {Lupus \\& Co},"),
        (
            "title",
            "Immunoglobulin in SLE: 50% less",
            "   title	= {Immunoglobulin in {LE}},   % two words?",
            "   title	= {Immunoglobulin in {SLE}: 50\\% less},   % two words?",
        ),
        (
            "authors",
            (Name.parse("De Pità O"), Name.parse("d’Apuzzo V")),
            '   author = "De Pit{\\`a}, O. and others",',
            '   author = "{De Pit{\\`a}}, O. and d{\\textquoteright}Apuzzo, V.",',
        ),
    ],
)
def test_one_value_changes_and_nothing_else(field: str, value: str, old: str, new: str) -> None:
    """Quotes, braces, bareness, indents, capitals of names and the comments beside them stay."""
    edited = edit(LIBRARY, [("DePita1997", field, value)])
    assert changed(LIBRARY, edited) == [(old, new)]


def test_a_new_field_goes_to_the_end_of_its_entry() -> None:
    """It is indented like its neighbours; two new ones keep their order."""
    edited = edit(LIBRARY, [("DePita1997", "doi", "10.1234/a_b"), ("DePita1997", "pmid", "7")])
    assert "   file = {:C\\:/a.pdf:PDF},\n   doi = {10.1234/a_b},\n   pmid = {7}\n}" in edited
    assert edit(LIBRARY, [("knuth", "publisher", "Wiley")]).splitlines()[12] == (
        '@book(knuth, title="A {"}quoted{"} book", year = 1997, publisher = {Wiley},)'
    )


def test_a_year_within_a_date() -> None:
    """The month of a BibLaTeX date is not lost."""
    assert changed(LIBRARY, edit(LIBRARY, [("latin", "year", "2011")])) == [
        ("@article{latin, date = {2010-04}, title = {x}}", "@article{latin, date = {2011-04}, title = {x}}")
    ]


def test_windows_line_ends_stay() -> None:
    """A file from Windows stays one."""
    old = LIBRARY.replace("\n", "\r\n")
    new = edit(old, [("DePita1997", "volume", "6"), ("DePita1997", "doi", "10.1234/x")])
    assert "\n" not in new.replace("\r\n", "")
    assert new.replace("\r\n", "\n") == edit(
        LIBRARY, [("DePita1997", "volume", "6"), ("DePita1997", "doi", "10.1234/x")]
    )


@pytest.mark.parametrize(
    ("key", "field", "value", "error"),
    [
        ("nobody", "volume", "6", InputError),
        ("DePita1997", "doi", "10.1234/a}b", FormatError),
        ("DePita1997", "pages", "see text", InputError),
    ],
)
def test_what_cannot_be_written_is_refused(key: str, field: str, value: str, error: type[Exception]) -> None:
    """An edit never breaks a file, and never goes nowhere in silence."""
    with pytest.raises(error):
        edit(LIBRARY, [(key, field, value)])


@given(st.text(max_size=30), st.sampled_from(["title", "volume", "note", "journal"]))
def test_any_text_can_be_put_in(value: str, field: str) -> None:
    """Whatever the value, the other entries, the comments and the other fields are what they were."""
    edited = edit(LIBRARY, [("DePita1997", field, value)])
    entry_end = LIBRARY.index("@comment")
    assert edited.endswith(LIBRARY[entry_end:])
    before, after = bibtex.loads(LIBRARY), bibtex.loads(edited)
    assert before[1:] == [c.model_copy(update={"reference": c.reference.model_copy(update={"line": b.reference.line})})
                          for b, c in zip(before[1:], after[1:], strict=True)]  # fmt: skip
    assert before[0].reference.pages == after[0].reference.pages


def test_the_difference_is_shown() -> None:
    """A line with its old value, and a line with its new one."""
    shown = diff(LIBRARY, edit(LIBRARY, [("DePita1997", "volume", "6")]), "refs.bib")
    assert [line for line in shown.splitlines() if line[0] in "+-" and line[1] not in "+-"] == [
        "-   VOLUME = 16 ,",
        "+   VOLUME = 6 ,",
    ]


def test_the_old_file_stays_until_the_new_one_is_good(tmp_path: Path) -> None:
    """A check that fails leaves the old file and nothing beside it; one that passes keeps bytes, mode and link."""
    path, link = tmp_path / "refs.bib", tmp_path / "link.bib"
    data = b"\xef\xbb\xbf" + LIBRARY.replace("\n", "\r\n").encode()
    path.write_bytes(data)
    path.chmod(0o640)
    link.symlink_to(path)
    text, encoding = read_exactly(link)

    def refuse(_: str) -> None:
        raise InputError("no")

    with pytest.raises(InputError):
        write(link, text, encoding=encoding, check=refuse)
    assert path.read_bytes() == data
    write(link, text, encoding=encoding, check=bibtex.loads)
    assert path.read_bytes() == data
    assert sorted(tmp_path.iterdir()) == [link, path]
    assert path.stat().st_mode & 0o777 == 0o640
    assert link.is_symlink()
