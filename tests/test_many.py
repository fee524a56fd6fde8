"""Folders, archives and several files: each document is a list, and what is broken is named while the others are read."""

from __future__ import annotations

import bz2
import contextlib
import csv
import gzip
import io
import json
import lzma
import os
import socket
import tarfile
import tracemalloc
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from ivigref import gathered
from ivigref.budget import LIMIT
from ivigref.errors import FormatError, InputError
from ivigref.gathered import Found, in_archive, in_folder, is_tar
from ivigref.reading import read, stream
from tests import test_cli

A = "Bruton OC. Agammaglobulinemia. Pediatrics. 1952;9:722–8."
B = "Huber B. Erfundene Haut. Hautarzt. 2003;54:9–11."
FILES = {
    "a.txt": f"1. {A}\n2. {B}\n".encode(),
    "inner/b.md": f"## References\n- {A}\n".encode(),
    "inner/broken.docx": b"PK\x03\x04 no package",
    "figure.png": b"\x89PNG\r\n\x1a\n",
}


def zipped(files: dict[str, bytes]) -> bytes:
    """Make a zip archive."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return file.getvalue()


def tarred(files: dict[str, bytes]) -> bytes:
    """Make a tar archive, with a link and a folder in it."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
        link = tarfile.TarInfo("link.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    return file.getvalue()


PACKED: dict[str, Callable[[dict[str, bytes]], bytes]] = {
    "zip": zipped,
    "tar": tarred,
    "tar.gz": lambda files: gzip.compress(tarred(files)),
    "tar.bz2": lambda files: bz2.compress(tarred(files)),
    "tar.xz": lambda files: lzma.compress(tarred(files)),
}


def folder(place: Path, files: dict[str, bytes]) -> Path:
    """Write files into a folder."""
    for name, data in files.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(data)
    return place


@pytest.mark.parametrize("kind", ["folder", *PACKED])
def test_each_document_is_a_list(tmp_path: Path, kind: str) -> None:
    """The same of a folder and of every archive, whatever it is called."""
    if kind == "folder":
        source = folder(tmp_path / "all", FILES)
    else:
        source = tmp_path / "all"
        source.write_bytes(PACKED[kind](FILES))
    listing = read(source)
    documents = {Path(document.name).name: document for document in listing.documents}
    assert {name: len(document.citations) for name, document in documents.items()} == {"a.txt": 2, "b.md": 1}
    keys = [citation.key for citation in listing.citations]
    assert (len(keys), len(set(keys))) == (3, 3)
    assert {citation.reference.origins[0].file for citation in listing.citations} == {"a.txt", "b.md"}
    assert [problem.check for problem in listing.problems] == ["not-read", "not-read"]
    said = " ".join(problem.message for problem in listing.problems)
    assert "broken.docx" in said
    assert "figure.png: expected text, found a picture" in said


def test_hidden_files_and_links_out_of_a_folder_are_left_out(tmp_path: Path) -> None:
    """No stranger's folder leads to files of one's own."""
    (tmp_path / "secret.txt").write_bytes(FILES["a.txt"])
    inner = folder(tmp_path / "inner", {".hidden.txt": b"x", ".git/a.txt": b"x", "__MACOSX/a.txt": b"x", "b.txt": b"x"})
    (inner / "link.txt").symlink_to(tmp_path / "secret.txt")
    (inner / "up").symlink_to(tmp_path)
    assert [found.name for found in in_folder(inner)] == ["b.txt"]
    names = ["a/.x.txt", "__MACOSX/a.txt", "a/Thumbs.db", "b.txt", "c/d.txt"]
    assert [found.name for found in in_archive(zipped(dict.fromkeys(names, b"x")))] == ["b.txt", "c/d.txt"]


def test_nothing_of_an_archive_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that leads out of the folder is only a name."""
    monkeypatch.chdir(tmp_path)
    names = ["../../out.txt", "/etc/out.txt", "C:\\out.txt"]
    for made in (zipped, tarred):
        data = made(dict.fromkeys(names, FILES["a.txt"]))
        assert len(list(in_archive(data))) == 3
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("made", [zipped, tarred])
def test_sizes_are_bounded(monkeypatch: pytest.MonkeyPatch, made: Callable[[dict[str, bytes]], bytes]) -> None:
    """One file, all files together, and their number."""
    monkeypatch.setattr(gathered, "LIMIT", 1_000_000)
    monkeypatch.setattr(gathered, "UNPACKED", 2_500_000)
    monkeypatch.setattr(gathered, "MOST", 3)
    one = made({"a": bytes(1_000_000), "b": bytes(1_000_001)})
    assert [(found.name, found.problem) for found in in_archive(one)] == [
        ("a", None),
        ("b", "expected at most 1 MB, found more"),
    ]
    with pytest.raises(FormatError, match="expected at most 2 MB unpacked"):
        list(in_archive(made(dict.fromkeys("abc", bytes(999_999)))))
    assert len(list(in_archive(made(dict.fromkeys("abc", b"x"))))) == 3
    with pytest.raises(FormatError, match="expected at most 3 files"):
        list(in_archive(made(dict.fromkeys("abcd", b"x"))))


@pytest.mark.slow
def test_a_bomb_of_files_that_share_their_bytes_is_refused(tmp_path: Path) -> None:
    """Some kilobytes whose directory names one member again and again, of which each fills its limit."""
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", bytes(LIMIT))
        archive.filelist += archive.filelist * 99
    assert bomb.stat().st_size < 100_000
    found = in_archive(bomb.read_bytes())
    for _ in range(gathered.UNPACKED // LIMIT):
        assert len(next(found).data) == LIMIT
    with pytest.raises(FormatError, match="expected at most 1,073 MB unpacked, found more"):
        next(found)


def test_a_bomb_of_archives_in_archives_is_not_followed(tmp_path: Path) -> None:
    """Each archive is unpacked once; what is in it and is one itself is named."""
    inner = zipped({"a.txt": bytes(1_000_000)})
    (tmp_path / "bomb.zip").write_bytes(zipped({**{f"{n}.zip": inner for n in range(9)}, "a.txt": FILES["a.txt"]}))
    listing = read(tmp_path / "bomb.zip")
    assert len(listing.documents) == 1
    assert len(listing.problems) == 9
    one = zipped({"a.txt": bytes(LIMIT + 1)})
    assert len(one) < 100_000
    assert [found.problem for found in in_archive(one)] == ["expected at most 64 MB, found more"]


def test_the_files_of_a_folder_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As those of an archive."""
    monkeypatch.setattr(gathered, "LIMIT", 1_000_000)
    monkeypatch.setattr(gathered, "MOST", 2)
    place = folder(tmp_path / "all", {"a": bytes(1_000_001), "b": b"x"})
    first = next(iter(in_folder(place)))
    assert (first.name, first.problem) == ("a", "expected at most 1 MB, found more")
    (place / "c").write_bytes(b"x")
    with pytest.raises(InputError, match="expected at most 2 files"):
        list(in_folder(place))


def test_what_may_not_be_looked_at_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that may not be listed, and a file in one that may not be entered, are not read; the others are."""
    place = folder(tmp_path / "all", {"a.txt": FILES["a.txt"], "shut/b.txt": b"x", "c.txt": b"x"})
    listed, looked_at = os.scandir, Path.stat

    def scandir(path: str) -> object:
        if str(path).endswith("shut"):
            raise PermissionError(13, "Permission denied", path)
        return listed(path)

    def stat(path: Path, **how: bool) -> os.stat_result:
        if path.name == "c.txt":
            raise PermissionError(13, "Permission denied", str(path))
        return looked_at(path, **how)

    monkeypatch.setattr(os, "scandir", scandir)
    monkeypatch.setattr(Path, "stat", stat)
    found = {one.name: one.problem for one in in_folder(place)}
    refused = "cannot be read: Permission denied"
    assert found == {"a.txt": None, "c.txt": refused, "shut": refused}
    said = [problem.message for problem in read(place).problems]
    assert [message.partition("all/")[2] for message in said] == [f"c.txt: {refused}", f"shut: {refused}"]


def _bound(path: Path) -> None:
    with contextlib.chdir(path.parent), socket.socket(socket.AF_UNIX) as one:  # the name of a socket must be short
        one.bind(path.name)


def _led_to_a_pipe(path: Path) -> None:
    os.mkfifo(path.parent / ".pipe")
    path.symlink_to(".pipe")


# What is no file of a folder, by its name there: how it is made, and what is said of it.
NO_FILES: dict[str, tuple[Callable[[Path], object], str]] = {
    "gone.bib": (lambda path: path.symlink_to("moved.bib"), "expected a file, found a link that leads nowhere"),
    "round.bib": (lambda path: path.symlink_to(path), "expected a file, found a link that leads nowhere"),
    "pipe.txt": (os.mkfifo, "expected a file, found a pipe"),
    "socket.txt": (_bound, "expected a file, found a socket"),
    "to-pipe.txt": (_led_to_a_pipe, "expected a file, found a pipe"),
}


@pytest.mark.parametrize("name", NO_FILES)
def test_what_is_no_file_of_a_folder_is_said_and_not_opened(
    tmp_path: Path, name: str, run: Callable[..., tuple[object, str, str]]
) -> None:
    """A pipe that nobody writes to would never end; each is named with the reason, and the others are read."""
    place = folder(tmp_path / "all", {"a.txt": FILES["a.txt"]})
    make, said = NO_FILES[name]
    make(place / name)
    listing = read(place)
    assert [len(document.citations) for document in listing.documents] == [2]
    (problem,) = listing.problems
    assert problem.check == "not-read"
    assert problem.message.startswith(f"not read: {place}/{name}: ")
    assert problem.message.endswith(said)
    code, out, err = run("check", place, "--format", "json")
    assert problem.message in err, (code, out)
    assert len(json.loads(out)["citations"]) == 2


def test_a_link_in_a_zip_is_said() -> None:
    """Its bytes are the name of another file, and no text of anybody's."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        one = zipfile.ZipInfo("link")
        one.external_attr = 0o120777 << 16
        package.writestr(one, "a.txt")
        package.writestr("a.txt", FILES["a.txt"])
    link = "expected a file, found a link"
    assert {found.name: found.problem for found in in_archive(packed.getvalue())} == {"a.txt": None, "link": link}


@pytest.mark.parametrize("inner", PACKED)
@pytest.mark.parametrize("outer", [zipped, tarred])
def test_an_archive_in_an_archive_is_refused_by_what_it_is(
    outer: Callable[[dict[str, bytes]], bytes], inner: str, tmp_path: Path, run: Callable[..., tuple[object, str, str]]
) -> None:
    """It is no damaged document of Word, and the message says what to do; the others are read."""
    path = tmp_path / "outer"
    path.write_bytes(outer({f"inner.{inner}": PACKED[inner]({"a.txt": FILES["a.txt"]}), "b.txt": FILES["a.txt"]}))
    said = "expected a document, found an archive inside a folder or an archive: unpack it first, or pass it by itself"
    listing = read(path)
    assert [problem.message for problem in listing.problems] == [f"not read: {path}/inner.{inner}: {said}"]
    assert len(listing.citations) == 2
    (tmp_path / "c.txt").write_bytes(FILES["a.txt"])
    code, out, err = run("check", path, tmp_path / "c.txt")
    assert said in err, (code, out)


@pytest.mark.parametrize("begin", [b"%PDF-1.7", b"1. Bruton OC.", b"@article{a,", b"PK\x03\x04"])
@pytest.mark.parametrize("by", [read, stream])
def test_half_a_gigabyte_is_refused_before_it_is_read(
    by: Callable[[str], object], begin: bytes, tmp_path: Path
) -> None:
    """A file with a hole has its size at once; no more than its first megabytes are ever in memory."""
    path = tmp_path / "large"
    with path.open("wb") as file:
        file.write(begin)
        file.truncate(500_000_000)
    tracemalloc.start()
    try:
        with pytest.raises(InputError, match="large: expected at most 400 MB, found more"):
            by(str(path))
        assert tracemalloc.get_traced_memory()[1] < 100_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("data", [b"", b"BZh nothing", b"\x1f\x8b", gzip.compress(b"1. A", mtime=0), b"1. Bruton OC."])
def test_what_is_no_archive_of_tar_is_none(data: bytes) -> None:
    """A packed file alone is read as the file that it holds."""
    assert not is_tar(data)


@pytest.mark.parametrize("cut", [0.3, 0.9])
def test_a_cut_archive_is_refused(tmp_path: Path, cut: float) -> None:
    """One error of the house, or what could be read of it; only the zeros behind the end of an archive may go."""
    for kind, made in PACKED.items():
        data = made(dict.fromkeys("abcdef", FILES["a.txt"] * 50)).rstrip(b"\0")
        (tmp_path / kind).write_bytes(data[: int(len(data) * cut)])
        said = str(tmp_path)
        with suppress(InputError):
            found = read(tmp_path / kind)
            said = " ".join(problem.message for problem in found.problems)
            assert found.documents
        assert str(tmp_path) in said


@pytest.mark.parametrize("members", [1, 3])
def test_an_archive_that_ends_before_its_end_is_named(members: int) -> None:
    """Python's reader takes what is cut between two files for a whole archive."""
    whole = tarred(dict.fromkeys("abcdef", b"x" * 512))
    found = in_archive(whole[: members * 1024])
    assert [next(found).name for _ in range(members)] == list("abcdef")[:members]
    with pytest.raises(FormatError, match="expected the end of the archive, found it cut off"):
        next(found)


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", FILES["a.txt"]),
        ("a.ris", b"TY  - JOUR\nTI  - Skin\nER  - \n\nTY  - JOUR\nTI  - Hair\nER  - \n"),
    ],
)
def test_a_file_that_is_packed_alone_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pack: Callable[[bytes], bytes], name: str, data: bytes
) -> None:
    """As it lies on a disk, in a folder, and through a pipe; damaged or too long it is named."""
    path = tmp_path / f"{name}.packed"
    path.write_bytes(pack(data))
    assert (
        len(read(path).citations) == len(read(tmp_path).citations) == len(read(io.BytesIO(pack(data))).citations) == 2
    )
    path.write_bytes(pack(data)[:-9])
    with pytest.raises(InputError, match="packed: expected a packed file, found a damaged one"):
        read(path)
    monkeypatch.setattr(gathered, "LIMIT", 10)
    with pytest.raises(InputError, match="expected at most"):
        gathered.unpacked(pack(data))


def test_a_folder_of_which_nothing_is_read_is_an_error(tmp_path: Path) -> None:
    """With the reasons of the first."""
    (tmp_path / "x.png").write_bytes(FILES["figure.png"])
    with pytest.raises(InputError, match=r"no document in it could be read: .*x\.png: expected text, found a picture"):
        read(tmp_path)
    (tmp_path / "x.png").unlink()
    with pytest.raises(InputError, match="expected documents, found a folder or an archive without any"):
        read(tmp_path)


def test_a_file_may_be_too_long_to_be_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is refused by its size before it fills the memory."""
    monkeypatch.setattr("ivigref.reading.LONGEST", 1_000_000)
    (tmp_path / "a.txt").write_bytes(f"1. {A}\n".encode().ljust(1_000_000))
    assert len(read(tmp_path / "a.txt").citations) == 1
    (tmp_path / "a.txt").write_bytes(f"1. {A}\n".encode().ljust(1_000_001))
    with pytest.raises(InputError, match="expected at most 1 MB, found more"):
        read(tmp_path / "a.txt")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[object, str, str]]:
    """Return a function that runs the command and returns its exit code and what it has printed."""
    return lambda *arguments: test_cli.run([str(argument) for argument in arguments], monkeypatch, capsys)


def test_parse_reads_several_files_as_one(tmp_path: Path, run: Callable[..., tuple[object, str, str]]) -> None:
    """In one table, one array, one stream; a file that is broken is named."""
    place = folder(tmp_path / "all", FILES)
    code, out, err = run("parse", place / "a.txt", place / "inner", place / "missing.txt", "--format", "json")
    assert (code, [work["origins"][0]["file"] for work in json.loads(out)]) == (0, ["a.txt", "a.txt", "b.md"])
    assert "missing.txt: there is no such file" in err
    assert "broken.docx" in err
    code, out, _ = run("parse", place, "--format", "csv")
    assert (code, out.count("number,key")) == (0, 1)
    assert run("parse", place / "x", place / "y")[0] == 2


def test_check_judges_each_document_for_itself(tmp_path: Path, run: Callable[..., tuple[object, str, str]]) -> None:
    """Two documents may cite the same work; the gravest exit is that of all."""
    place = folder(tmp_path / "all", FILES)
    (tmp_path / "all.zip").write_bytes(zipped(FILES))
    for source in (place, tmp_path / "all.zip"):
        code, out, err = run("check", source)
        assert code == 0
        assert out.count(" references: ") + out.count(" reference: ") == 2
        assert "duplicate" not in out
        assert "figure.png: expected text, found a picture" in err
    (place / "c.txt").write_text(f"1. {A}\n1. {B}\n", encoding="utf-8")
    assert run("check", place)[0] == 1
    assert run("check", place / "figure.png", place / "inner/broken.docx")[0] == 2
    code, _, err = run("check", place, "--format", "sarif")
    assert (code, "--format sarif reads one document at a time, found 5" in err) == (2, True)


def test_documents_are_named_as_their_folder_is(
    tmp_path: Path, run: Callable[..., tuple[object, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody has to find a folder again in the whole path of its place on the disk, in no table and no message."""
    folder(tmp_path / "all", FILES)
    monkeypatch.chdir(tmp_path)
    for face in ("text", "table", "csv", "findings"):
        code, out, err = run("check", "all/", "--format", face)
        assert code == 0
        assert str(tmp_path) not in f"{out}{err}"
        assert {name for name in FILES if f"all/{name}" in f"{out}{err}"} == set(FILES)
        assert "all//" not in f"{out}{err}"


def test_findings_of_several_documents_are_one_table(
    tmp_path: Path, run: Callable[..., tuple[object, str, str]]
) -> None:
    """A row a finding, with its file, as a table of references has it; one document has the same columns."""
    place = folder(tmp_path / "all", {"a.txt": FILES["a.txt"], "c.txt": f"1. {A}\n1. {B}\n".encode()})
    head = "file,number,key,check,severity,field,printed,recorded,message,line,verdict"
    files = {}
    for named in (place, place / "c.txt"):
        code, out, _ = run("check", named, "--format", "findings")
        rows = list(csv.DictReader(io.StringIO(out)))
        assert (code, out.splitlines()[0], out.count("file,number")) == (1, head, 1)
        assert {Path(row["file"]).name for row in rows if row["check"] in {"number-repeated", "duplicate-number"}} == {
            "c.txt"
        }
        files[named] = [Path(row["file"]).name for row in rows]
        objects = [json.loads(line) for line in run("check", named, "--format", "jsonl")[1].splitlines()]
        assert [(one["file"], one["check"]) for one in objects] == [(row["file"], row["check"]) for row in rows]
    assert set(files[place]) == {"a.txt", "c.txt"}
    assert files[place / "c.txt"] == [name for name in files[place] if name == "c.txt"]


def test_a_named_file_that_cannot_be_read_is_no_clean_exit(
    tmp_path: Path, run: Callable[..., tuple[object, str, str]]
) -> None:
    """The others are judged; a folder without documents is said to be one."""
    (tmp_path / "a.txt").write_bytes(FILES["a.txt"])
    (tmp_path / "none").mkdir()
    code, out, err = run("check", tmp_path / "a.txt", tmp_path / "missing.txt")
    assert (code, "a.txt: 2 references" in out) == (2, True)
    assert "not read: " in err
    code, _, err = run("check", tmp_path / "none")
    assert (code, "none: expected documents, found a folder or an archive without any" in err) == (2, True)


def test_the_one_document_of_a_list_of_files_is_as_ever(
    tmp_path: Path, run: Callable[..., tuple[object, str, str]]
) -> None:
    """Every face is there for it, and its fault is told by its own exit code."""
    (tmp_path / "a.txt").write_bytes(FILES["a.txt"])
    code, out, _ = run("check", tmp_path / "a.txt", "--format", "json")
    assert (code, bool(json.loads(out))) == (0, True)
    assert Found("a").data == b""


def test_the_references_of_all_documents_are_one_table(
    tmp_path: Path, run: Callable[..., tuple[object, str, str]]
) -> None:
    """One head, a row for each reference with its file, and the same columns whatever each list has."""
    place = folder(tmp_path, {"a.txt": FILES["a.txt"], "b.txt": f"1. {A}\n".encode()})
    code, out, _ = run("check", place / "a.txt", place / "b.txt", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert (code, [Path(row["file"]).name for row in rows]) == (0, ["a.txt", "a.txt", "b.txt"])
    assert [row["number"] for row in rows] == ["1", "2", "1"]
