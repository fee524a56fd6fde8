"""What is taken for a file of a dump and what is not, and how much of a build is done again."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from ivigref import Name
from ivigref.errors import InputError
from ivigref.registries.local import FORMS, build
from ivigref.registries.local.dump import parts_of
from tests.registries.test_local_build import ONE, TITLE, articles, items, titles
from tests.server import article, work

ENDINGS = (".gz",)


def test_two_files_of_one_name_are_refused_by_that_name(tmp_path: Path) -> None:
    """Of two folders with the same file nobody knows which one counts."""
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        for name in ["1.json.gz"] if folder == "a" else ["0.json.gz", "1.json.gz"]:
            (tmp_path / folder / name).write_bytes(b"")
    with pytest.raises(InputError, match=r"\A1\.json\.gz: the dump has two files of this name\Z"):
        parts_of([tmp_path / "a", tmp_path / "b"], ENDINGS)


def test_only_files_are_files(tmp_path: Path) -> None:
    """A folder may have such a name, and other programs leave hidden files beside what they copy."""
    (tmp_path / "0.json.gz").mkdir()
    for name in (".1.json.gz", "0.json.gz/2.json.gz", "3.txt"):
        (tmp_path / name).write_bytes(b"")
    assert [part.name for part in parts_of([tmp_path], ENDINGS)] == ["0.json.gz/2.json.gz"]


@pytest.mark.parametrize(("blocks", "is_whole"), [(1, False), (2, True), (3, True)])
def test_the_end_of_an_archive_is_two_empty_blocks(tmp_path: Path, blocks: int, *, is_whole: bool) -> None:
    """With one, the last file may be the last that came before the line broke."""
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w:") as archive:
        about = tarfile.TarInfo("0.json.gz")
        about.size = tarfile.BLOCKSIZE
        archive.addfile(about, io.BytesIO(b"x" * tarfile.BLOCKSIZE))
    whole = held.getvalue()[: 2 * tarfile.BLOCKSIZE]  # the head of the member, and its bytes
    path = tmp_path / "dump.tar"
    path.write_bytes(whole + bytes(blocks * tarfile.BLOCKSIZE))
    if is_whole:
        [part] = parts_of([path], ENDINGS)
        assert (part.name, part.size, part.offset) == ("0.json.gz", 512, 512)
    else:
        with pytest.raises(InputError, match="the archive is cut off"):
            parts_of([path], ENDINGS)


def test_what_was_read_is_not_read_again(tmp_path: Path) -> None:
    """A second build reads nothing, a third one only what is new; a new file may have a name before those that are there."""
    (dump := tmp_path / "dump").mkdir()
    seen = []
    for name in ("5.json.gz", None, "4.json.gz"):
        if name:
            (dump / name).write_bytes(items(ONE if name[0] == "5" else work("10.5555/two", "Another")))
        made = build(tmp_path / "index", FORMS["crossref"], [dump], workers=1, with_words=False)
        seen.append((made.is_new, made.works_read, made.replaced, made.info.works))
    assert seen == [(True, 1, 0, 1), (False, 0, 0, 1), (True, 1, 0, 2)]


def indexed(folder: Path, name: str, data: bytes, registry: str) -> Path:
    """Build an index of one file."""
    (folder / name).write_bytes(data)
    build(folder / "index", FORMS[registry], [folder / name], workers=1, with_words=False)
    return folder / "index"


@pytest.mark.parametrize(
    ("kind", "valid", "is_found"), [("doi", "Y", True), ("doi", None, True), ("doi", "N", False), ("pii", "Y", False)]
)
def test_a_doi_may_stand_with_the_article_alone(
    tmp_path: Path, kind: str, valid: str | None, *, is_found: bool
) -> None:
    """And not among the identifiers of PubMed; one that is no longer valid, or of another kind, finds nothing."""
    made = article("77", TITLE)
    place = made.find("MedlineCitation/Article")
    assert place is not None
    about = {"EIdType": kind} | ({"ValidYN": valid} if valid else {})
    ET.SubElement(place, "ELocationID", about).text = "10.5555/alone"
    folder = indexed(tmp_path, "0.xml.gz", articles(made), "pubmed")
    assert titles(folder, doi="10.5555/alone") == ([TITLE] if is_found else [])


@pytest.mark.parametrize(("year", "found"), [(2001, 0), (2002, 1), (2003, 1), (2004, 1), (2005, 0)])
def test_a_year_may_be_one_off_where_volume_and_page_agree(tmp_path: Path, year: int, found: int) -> None:
    """That of a work with the same title, first author, volume and page is looked for on both sides, and no farther."""
    one = {"year": 2003, "volume": "8", "page": "1-9", "author": [{"family": "Nemo"}]}
    other = one | {"year": 2003, "volume": "9"}
    works = [work("10.5555/a", TITLE, **one), work("10.5555/b", TITLE, **other)]
    folder = indexed(tmp_path, "0.json.gz", items(*works), "crossref")
    printed = {"authors": (Name(family="Nemo"),), "title": TITLE, "volume": "8", "pages": "1–9", "year": year}
    assert (len(titles(folder, **printed)) == 1) == bool(found)
