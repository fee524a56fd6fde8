"""What is taken for a file of a dump and what is not, and how much of a build is done again."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest

from ivigref.errors import InputError
from ivigref.registries.local import FORMS, build
from ivigref.registries.local.dump import parts_of
from tests.registries.test_local_build import ONE, items
from tests.server import work

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
