"""Building an index: what a dump may hold, and what may happen to a build."""

from __future__ import annotations

import codecs
import gzip
import io
import json
import math
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
import time
import zlib
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from benchmarks import dumps
from ivigref import Reference
from ivigref.errors import InputError, MissingExtra, StorageError
from ivigref.model import Record
from ivigref.registries import Local
from ivigref.registries.crossref import dump as crossref_dump
from ivigref.registries.local import FORMS, Built, build, dump, words
from ivigref.registries.local.build import _alone
from ivigref.registries.local.words import is_installed
from ivigref.registries.local.workers import _start_worker
from tests.server import article, work

TITLE = "A long way to a certain answer"


@pytest.fixture
def index(tmp_path: Path) -> Callable[..., Built]:
    """Return a builder of tmp_path/index from files in tmp_path/dump, given as names and bytes."""

    def run(files: dict[str, bytes], registry: str = "crossref", **options: Any) -> Built:  # noqa: ANN401  (options of build)
        dump = tmp_path / "dump"
        dump.mkdir(exist_ok=True)
        for name, data in files.items():
            (dump / name).write_bytes(data)
        given = {"workers": 1, "with_words": False} | options
        return build(tmp_path / "index", FORMS[registry], [dump], **given)

    return run


def items(*works: object) -> bytes:
    """Pack works as Crossref's public data file has them."""
    return gzip.compress(json.dumps({"items": works}).encode())


def lines(*works: object) -> bytes:
    """Pack works one a line."""
    return gzip.compress("\n".join(map(json.dumps, works)).encode())


def articles(*elements: ET.Element, deleted: Iterable[str] = ()) -> bytes:
    """Pack articles as PubMed's files have them."""
    gone = "".join(f'<PMID Version="1">{pmid}</PMID>' for pmid in deleted)
    body = "".join(ET.tostring(element, encoding="unicode") for element in elements)
    return gzip.compress(dumps.pubmed_file(body + (f"<DeleteCitation>{gone}</DeleteCitation>" if gone else "")))


def titles(folder: Path, **fields: Any) -> list[str | None]:  # noqa: ANN401  (fields of a reference)
    """Return the titles that an index answers to a reference."""
    return [record.title for record in records(folder, Reference(**fields))]


def records(folder: Path, printed: Reference) -> tuple[Record, ...]:
    """Return what an index answers to a reference."""
    with Local(folder) as local:
        [answer] = local.ask([printed])
    return answer.records


def problems(folder: Path) -> list[str]:
    """Return what is broken in an index."""
    with Local(folder) as local:
        return list(local.problems())


ONE = work("10.5555/one", TITLE, year=2003, volume="8", page="1-9")


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ({"title": ["No identifier"]}, "no DOI"),
        ({"DOI": "not one", "title": ["No identifier"]}, "no DOI"),
        (["a", "list"], "not a JSON object"),
        (None, "not a JSON object"),
    ],
)
@pytest.mark.parametrize("pack", [items, lines])
def test_what_is_no_work_is_counted(
    index: Callable[..., Built], pack: Callable[..., bytes], record: object, reason: str
) -> None:
    """A record that cannot be found again is left out with its reason, and its neighbours come through."""
    name = "0.json.gz" if pack is items else "0.jsonl.gz"
    built = index({name: pack(ONE, record, ONE | {"DOI": "10.5555/two"})})
    assert (built.info.works, built.info.rejected) == (2, {reason: 1})


@pytest.mark.parametrize("pack", [items, lines])
@pytest.mark.parametrize(
    "title",
    [b'"\\ud800 is half of a letter"', b"[" * 900 + b"]" * 900, b"[" * 100_000 + b"]" * 100_000],
    ids=["surrogate", "nested", "deeply-nested"],
)
def test_what_json_allows_and_nobody_writes(
    index: Callable[..., Built], tmp_path: Path, pack: Callable[..., bytes], title: bytes
) -> None:
    """Half a letter and lists without end are kept or told, cost at worst their file, and never the build."""
    name = "0.json.gz" if pack is items else "0.jsonl.gz"
    data = gzip.decompress(pack({"DOI": "10.5555/two", "title": "HERE"})).replace(b'"HERE"', title)
    built = index({name: gzip.compress(data), "1.json.gz": items(ONE)})
    is_told = "JSON" in " ".join((*built.unreadable, *built.info.rejected))
    assert built.info.works + is_told == 2
    assert not problems(tmp_path / "index")


def test_a_year_may_be_beyond_all_numbers(index: Callable[..., Built], tmp_path: Path) -> None:
    """1e999 is a number to JSON and infinite to Python: such a work has no year."""
    index({"0.json.gz": gzip.compress(json.dumps({"items": [ONE]}).encode().replace(b"2003", b"1e999"))})
    assert not problems(tmp_path / "index")
    found = records(tmp_path / "index", Reference(doi="10.5555/one"))
    assert [(record.title, record.year) for record in found] == [(TITLE, None)]


def test_a_byte_order_mark_is_no_part_of_json(index: Callable[..., Built]) -> None:
    """Editors put one before what they save."""
    marked = (codecs.BOM_UTF8 + gzip.decompress(data) for data in (items(ONE), lines(ONE | {"DOI": "10.5555/two"})))
    built = index(dict(zip(("0.json.gz", "1.jsonl.gz"), map(gzip.compress, marked), strict=True)))
    assert (built.info.works, built.info.rejected, built.unreadable) == (2, {}, ())


def test_a_folder_is_read_as_it_looks(index: Callable[..., Built], tmp_path: Path) -> None:
    """A link to a file is that file; what other programs hide beside it is none of the dump."""
    (tmp_path / "elsewhere.json.gz").write_bytes(items(ONE))
    (tmp_path / "dump").mkdir()
    (tmp_path / "dump" / "0.json.gz").symlink_to(tmp_path / "elsewhere.json.gz")
    built = index({"._0.json.gz": b"of macOS"})
    assert (built.info.works, built.unreadable) == (1, ())


def test_a_broken_line_is_counted(index: Callable[..., Built]) -> None:
    """One work a line: a line that is no JSON costs one work."""
    built = index({"0.jsonl.gz": gzip.compress(json.dumps(ONE).encode() + b'\n{"DOI": "10.5555/cut\n\n')})
    assert (built.info.works, built.info.rejected) == (1, {"not JSON": 1})


@pytest.mark.parametrize(
    ("title", "printed"),
    [
        (None, Reference(doi="10.5555/one")),
        ([], Reference(doi="10.5555/one")),
        (["First of three titles", TITLE, "Third of three titles"], Reference(title=TITLE)),
        ([TITLE, 5, None], Reference(title=TITLE)),
    ],
)
def test_a_work_may_have_no_title_or_three(
    index: Callable[..., Built], tmp_path: Path, title: list[str] | None, printed: Reference
) -> None:
    """A work without a title is found by its DOI, one with several by each."""
    index(
        {
            "0.json.gz": items(
                {k: v for k, v in ONE.items() if k != "title"} | ({"title": title} if title is not None else {})
            )
        }
    )
    assert [record.doi for record in records(tmp_path / "index", printed)] == ["10.5555/one"]


@pytest.mark.parametrize(
    "odd",
    ['"page": ["1"]', '"page": {}', '"issued": {"date-parts": [[1e999]]}', '"author": 5', '"author": [{"family": []}]'],
)
def test_a_field_may_hold_anything(index: Callable[..., Built], tmp_path: Path, odd: str) -> None:
    """A field of another kind than promised ends neither the build nor a look-up, and the work is found by its DOI."""
    name = odd.split('"')[1]
    rest = json.dumps({key: value for key, value in ONE.items() if key != name})[1:]
    text = f'{{"items": [{{{odd}, {rest}]}}'
    index({"0.json.gz": gzip.compress(text.encode())})
    assert titles(tmp_path / "index", doi="10.5555/one") == [TITLE]


@pytest.mark.parametrize(
    ("registry", "mended"), [("crossref", "a file with invalid UTF-8"), ("pubmed", "an article with invalid UTF-8")]
)
def test_invalid_utf8_costs_a_letter(index: Callable[..., Built], tmp_path: Path, registry: str, mended: str) -> None:
    """A byte that is no UTF-8 becomes the sign for it, and the record is kept and counted."""
    data = items(ONE) if registry == "crossref" else articles(article("101", TITLE))
    name = "0.json.gz" if registry == "crossref" else "n1.xml.gz"
    built = index({name: gzip.compress(gzip.decompress(data).replace(b"certain", b"c\xffrtain"))}, registry)
    assert (built.info.works, built.info.mended) == (1, {mended: 1})
    assert titles(tmp_path / "index", title=TITLE.replace("certain", "c\ufffdrtain")) == [
        TITLE.replace("certain", "c\ufffdrtain")
    ]


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("9.json.gz", items(ONE)[:-20], "cut off"),
        ("9.json.gz", b"no gzip at all", "not a gzip file"),
        ("9.json.gz", gzip.compress(b'{"items": [{"DOI"'), "expected JSON"),
        ("9.json.gz", gzip.compress(b'{"message": 1}'), 'expected {"items"'),
        ("9.json.gz", gzip.compress(b"[" * 100_000), "expected JSON"),
    ],
    ids=["cut off", "no gzip", "cut JSON", "another JSON", "deep JSON"],  # gzip holds the time: no name for a test
)
def test_a_file_that_cannot_be_read_is_named(index: Callable[..., Built], name: str, data: bytes, reason: str) -> None:
    """The others make an index; the broken file is read when it comes whole."""
    built = index({"0.json.gz": items(ONE), name: data})
    assert built.info.works == 1
    assert len(built.unreadable) == 1
    assert built.unreadable[0].startswith(name)
    assert reason in built.unreadable[0]
    mended = index({name: items(ONE | {"DOI": "10.5555/two"})})
    assert (mended.info.works, mended.works_read, mended.unreadable) == (2, 1, ())


def test_a_cut_file_of_pubmed_is_named(index: Callable[..., Built]) -> None:
    """Half of a baseline file, packed whole again, is not taken for all of it."""
    data = gzip.decompress(articles(article("101", TITLE), article("102", TITLE)))
    built = index({"n1.xml.gz": gzip.compress(data[: len(data) // 2])}, "pubmed")
    assert built.info.works == 0
    assert "</PubmedArticleSet>" in built.unreadable[0]


@pytest.mark.parametrize("size", [0, 1, 511, 512, 1023])
def test_a_tar_shorter_than_its_own_end_is_named(tmp_path: Path, size: int) -> None:
    """A download that was cut at once is no dump, and no dump without works."""
    (tmp_path / "dump.tar").write_bytes(b"\0" * size)
    with pytest.raises(InputError, match=r"dump\.tar: "):
        build(tmp_path / "index", FORMS["crossref"], [tmp_path / "dump.tar"])


def test_a_broken_article_costs_itself(index: Callable[..., Built]) -> None:
    """XML that is not well formed, or that calls on an entity, is counted; the next article is read."""
    data = gzip.decompress(articles(*(article(str(n), f"{TITLE} {n}") for n in range(101, 105))))
    data = data.replace(f"{TITLE} 101".encode(), b"<i>open").replace(f"{TITLE} 102".encode(), b"&lol9;")
    built = index({"n1.xml.gz": gzip.compress(data)}, "pubmed")
    assert (built.info.works, built.info.rejected) == (2, {"not well-formed XML": 2})


@pytest.mark.parametrize(
    ("old", "new", "works", "rejected"),
    [
        (b"</PubmedArticle><PubmedArticle>", b"<PubmedArticle>", 2, {"not well-formed XML": 1}),
        (b"</PubmedArticle><PubmedArticle>", b"</PubmedArticle>", 2, {"not well-formed XML": 1}),
        (b"</PubmedArticle><PubmedArticle>", b"</PubmedArticle><PubmedArticl>", 2, {"not well-formed XML": 1}),
        (b"</PubmedArticle><PubmedArticle>", b"</PubmedArticl", 1, {"not well-formed XML": 1}),
        (b"</PubmedArticle></PubmedArticleSet>", b"</PubmedArticleSet>", 2, {"not well-formed XML": 1}),
    ],
)
def test_a_broken_border_between_articles_costs_one_of_them(
    index: Callable[..., Built], old: bytes, new: bytes, works: int, rejected: dict[str, int]
) -> None:
    """A tag that is lost makes two elements one, or none: what is left out is counted, and the others come through."""
    data = gzip.decompress(articles(*(article(str(n), f"{TITLE} {n}") for n in range(101, 104))))
    data = re.sub(rb">\s+<", b"><", data)
    assert old in data
    built = index({"n1.xml.gz": gzip.compress(data.replace(old, new, 1))}, "pubmed")
    assert (built.info.works, built.info.rejected) == (works, rejected)


def test_a_deletion_of_no_number_is_counted(index: Callable[..., Built]) -> None:
    """It deletes nothing, and is said."""
    data = articles(article("101", TITLE), article("102", TITLE), deleted=["101", "one hundred and two", " 103 "])
    built = index({"n1.xml.gz": data}, "pubmed")
    assert (built.info.works, built.info.rejected) == (1, {"a deletion without a PMID": 1})


@pytest.mark.parametrize(
    ("pack", "works"), [("items", [ONE, {}, None, 0, "", []]), ("lines", [ONE, {}, None, 0, "", []])]
)
def test_what_is_nothing_is_counted(index: Callable[..., Built], pack: str, works: list[object]) -> None:
    """An empty object is a work without a DOI, and null is none; a blank line is no work at all."""
    data = items(*works) if pack == "items" else gzip.compress(gzip.decompress(lines(*works)) + b"\n\n \n")
    built = index({f"0.json{'l' if pack == 'lines' else ''}.gz": data})
    assert (built.info.works, built.info.rejected) == (1, {"no DOI": 1, "not a JSON object": 4})


def test_of_two_works_with_one_doi_the_later_stands(index: Callable[..., Built], tmp_path: Path) -> None:
    """Within a file and across files; the order of the files' names decides, not that of reading."""
    first, second, third = (ONE | {"title": [f"{TITLE}, version {n}"]} for n in (1, 2, 3))
    built = index({"0.json.gz": items(first, second), "1.json.gz": items(third | {"DOI": "10.5555/ONE"})})
    assert (built.info.works, built.replaced) == (1, 2)
    assert titles(tmp_path / "index", doi="10.5555/one") == [f"{TITLE}, version 3"]


def test_updates_replace_and_deletions_delete(index: Callable[..., Built], tmp_path: Path) -> None:
    """PubMed's update files change the index that is there; what was deleted and comes again is there again."""
    index({"n1.xml.gz": articles(*(article(str(n), f"{TITLE} {n}") for n in (101, 102, 103)))}, "pubmed")
    update = index({"n2.xml.gz": articles(article("101", f"{TITLE} anew"), deleted=["102", "103", "999"])}, "pubmed")
    assert (update.works_read, update.replaced, update.info.works) == (1, 3, 1)
    assert titles(tmp_path / "index", pmid="101") == [f"{TITLE} anew"]
    assert titles(tmp_path / "index", pmid="102") == []
    again = index({"n3.xml.gz": articles(article("102", f"{TITLE} back"))}, "pubmed")
    assert again.info.works == 2
    assert titles(tmp_path / "index", pmid="102") == [f"{TITLE} back"]
    assert not problems(tmp_path / "index")


def test_a_tar_is_read_where_it_lies(tmp_path: Path) -> None:
    """The members of an archive are read in place; their names lead nowhere, and other files are passed over."""
    archive = tmp_path / "all.tar"
    with tarfile.open(archive, "w") as tar:
        for name, data in (
            ("../../0.json.gz", items(ONE)),
            ("README", b"text"),
            ("d/1.jsonl.gz", lines(ONE | {"DOI": "10.5555/2"})),
        ):
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    built = build(tmp_path / "index", FORMS["crossref"], [archive], workers=1, with_words=False)
    assert (built.info.works, built.info.files) == (2, 2)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["all.tar", "index"]


@pytest.mark.parametrize("size", [700, 1_024, 1_200])
def test_a_tar_that_is_cut_off_is_said(tmp_path: Path, size: int) -> None:
    """In the middle of a file, after one, or in the head of the next: a part is not taken for the whole."""
    with tarfile.open(tmp_path / "whole.tar", "w") as tar:
        for name in ("0.json.gz", "1.json.gz"):
            member = tarfile.TarInfo(name)
            member.size = len(items(ONE))
            tar.addfile(member, io.BytesIO(items(ONE)))
    (tmp_path / "cut.tar").write_bytes((tmp_path / "whole.tar").read_bytes()[:size])
    assert len(items(ONE)) < 512
    with pytest.raises(InputError, match=r"cut off|unexpected end"):
        build(tmp_path / "index", FORMS["crossref"], [tmp_path / "cut.tar"], workers=1, with_words=False)


@pytest.mark.parametrize(
    ("dump", "message"),
    [
        ("nowhere", "no such file"),
        ("all.tar.gz", "unpack the archive"),
        ("false.tar", "expected a tar"),
        ("empty", "expected files"),
    ],
)
def test_what_is_no_dump_is_said(tmp_path: Path, dump: str, message: str) -> None:
    """Whoever names the wrong folder is told so before anything is made."""
    (tmp_path / "empty").mkdir()
    for name in ("all.tar.gz", "false.tar"):
        (tmp_path / name).write_bytes(b"nonsense" * 100)
    with pytest.raises(InputError, match=message):
        build(tmp_path / "index", FORMS["crossref"], [tmp_path / dump])
    assert not (tmp_path / "index").exists()


def test_an_update_that_comes_too_late_is_refused(index: Callable[..., Built]) -> None:
    """PubMed's file 3 after file 4 would bring back what 4 had changed; a file that could not be read may follow."""
    first, second, third = (article(str(n), f"A certain answer, number {n}") for n in (101, 102, 103))
    index({"n1.xml.gz": articles(first), "n3.xml.gz": b"not yet there", "n4.xml.gz": articles(second)}, "pubmed")
    assert index({"n3.xml.gz": articles(third)}, "pubmed").info.files == 3
    with pytest.raises(InputError, match=r"n2\.xml\.gz: comes before n4\.xml\.gz, .* --rebuild"):
        index({"n2.xml.gz": articles(first)}, "pubmed")
    assert index({}, "pubmed", rebuild=True).info.files == 4


@pytest.mark.skipif(not is_installed(), reason="needs tantivy, which the extra index brings")
@pytest.mark.parametrize("folder", ["", "index"])
def test_an_index_may_lie_in_its_dump(tmp_path: Path, folder: str) -> None:
    """The next build does not take what tantivy keeps there, which is JSON too, for a part of the dump."""
    (tmp_path / "0.json.gz").write_bytes(items(ONE))
    for expected in (1, 0):
        built = build(tmp_path / folder, FORMS["crossref"], [tmp_path], with_words=True)
        assert (built.works_read, built.unreadable) == (expected, ())


def test_words_that_cannot_be_made_searchable_are_said(
    index: Callable[..., Built], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever asks for a search for words and lacks tantivy learns it before the hours of a build, not after."""
    monkeypatch.setattr(words, "is_installed", lambda: False)
    with pytest.raises(MissingExtra, match=r"a search for words needs the extra 'index'"):
        index({"0.json.gz": items(ONE)}, with_words=True)


def test_what_was_read_is_not_read_again(index: Callable[..., Built]) -> None:
    """A second build of the same dump reads nothing; a file that changed under its name is an error."""
    index({"0.json.gz": items(ONE)})
    again = index({})
    assert (again.works_read, again.info.works) == (0, 1)
    with pytest.raises(InputError, match=r"0\.json\.gz: has changed since it was read; build again with --rebuild"):
        index({"0.json.gz": items(ONE, ONE | {"DOI": "10.5555/two"})})
    assert index({}, rebuild=True).info.works == 2


@pytest.mark.parametrize(
    ("had", "wanted", "is_new"),
    [
        (False, False, False),
        (True, True, False),
        (True, None, False),
        (False, True, True),
        (False, None, True),
        (True, False, True),
    ],
)
@pytest.mark.skipif(not is_installed(), reason="needs tantivy, which the extra index brings")
def test_where_nothing_is_new_nothing_is_made(
    index: Callable[..., Built], tmp_path: Path, *, had: bool, wanted: bool | None, is_new: bool
) -> None:
    """The same command once more leaves every file as it was, unless a search for words is to come or to go."""
    before = index({"0.json.gz": items(ONE)}, with_words=had)
    made = {path: path.stat().st_mtime_ns for path in (tmp_path / "index").rglob("*") if path.suffix != ".lock"}
    again = index({}, with_words=wanted)
    kept = {path: path.stat().st_mtime_ns for path in (tmp_path / "index").rglob("*") if path.suffix != ".lock"}
    assert (before.is_new, again.is_new, kept != made) == (True, is_new, is_new)
    assert (again.info.works, again.works_read) == (1, 0)
    assert bool(again.info.words) == (wanted is not False)


def test_nothing_is_new_where_no_words_can_be_made(
    index: Callable[..., Built], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where tantivy is not installed, the search for words that was made elsewhere stays."""
    index({"0.json.gz": items(ONE)}, with_words=None)
    monkeypatch.setattr(words, "is_installed", lambda: False)
    had = list((tmp_path / "index").glob("crossref-words-*"))
    assert not index({}, with_words=None).is_new
    assert list((tmp_path / "index").glob("crossref-words-*")) == had


def test_the_second_of_two_builders_is_refused(index: Callable[..., Built], tmp_path: Path) -> None:
    """Two builds of one index would undo each other; the lock goes with the process that holds it."""
    index({"0.json.gz": items(ONE)})
    with _alone(tmp_path / "index" / "crossref.lock"), pytest.raises(StorageError, match="another build is running"):
        index({"1.json.gz": items(ONE)})
    assert index({}).info.files == 2


def test_an_index_of_another_version_is_refused(index: Callable[..., Built], tmp_path: Path) -> None:
    """Neither asked nor added to, and the message is the command that makes it anew."""
    index({"0.json.gz": items(ONE)})
    with sqlite3.connect(tmp_path / "index" / "crossref.sqlite") as db:
        db.execute("PRAGMA user_version = 0")
    db.close()
    for use in (lambda: Local(tmp_path / "index"), lambda: index({})):
        with pytest.raises(
            InputError, match=r"an older ivigref .* ivigref index build --rebuild .*index --crossref DUMP"
        ):
            use()
    assert index({}, rebuild=True).info.works == 1


def test_a_file_that_is_no_index_is_refused(tmp_path: Path) -> None:
    """A file of the right name and another kind is not read as an empty index."""
    (tmp_path / "crossref.sqlite").write_bytes(b"no database at all" * 100)
    with pytest.raises(StorageError, match="expected an index"):
        Local(tmp_path)


def test_broken_pages_and_lost_keys_are_found(index: Callable[..., Built], tmp_path: Path) -> None:
    """`index verify` reads everything: counts, keys, and each record."""
    index({"0.json.gz": items(ONE, ONE | {"DOI": "10.5555/two"})})
    with sqlite3.connect(tmp_path / "index" / "crossref.sqlite") as db:
        db.execute("UPDATE work SET payload = x'00' WHERE id = (SELECT max(id) FROM work)")
        db.execute("DELETE FROM work WHERE id = (SELECT min(id) FROM work)")
    db.close()
    found = " ".join(problems(tmp_path / "index"))
    assert "expected 2 works, found 1" in found
    assert "keys lead to no work" in found
    assert "cannot be read" in found


def test_a_damaged_file_is_said_by_whoever_meets_it(index: Callable[..., Built], tmp_path: Path) -> None:
    """Pages overwritten by a failing disk: `index verify` ends with a problem, a search with what to do."""
    index({"0.json.gz": items(*(ONE | {"DOI": f"10.5555/{n}"} for n in range(2_000)))})
    path = tmp_path / "index" / "crossref.sqlite"
    with sqlite3.connect(path) as db:
        pages = [page for (page,) in db.execute("SELECT pageno FROM dbstat WHERE name IN ('key', 'work')")]
    db.close()
    with path.open("r+b") as file:
        for page in pages:
            file.seek((page - 1) * 4096)
            file.write(b"\xaa" * 4096)
    assert problems(tmp_path / "index")
    with pytest.raises(StorageError, match=r"crossref\.sqlite: the index is damaged: .* rebuild it with .* --rebuild"):
        titles(tmp_path / "index", doi="10.5555/7")


@pytest.mark.skipif(not is_installed(), reason="needs tantivy, which the extra index brings")
def test_a_lost_search_for_words_is_said(index: Callable[..., Built], tmp_path: Path) -> None:
    """A folder copied without its sub-folder: the message names it and what to do, and doing it helps."""
    index({"0.json.gz": items(ONE)}, with_words=True)
    [folder] = (tmp_path / "index").glob("crossref-words-*")
    shutil.rmtree(folder)
    with pytest.raises(StorageError, match=r"the search for words cannot be read: .* to rebuild it"):
        Local(tmp_path / "index")
    index({}, with_words=True)
    assert not problems(tmp_path / "index")


@pytest.mark.skipif(not is_installed(), reason="needs tantivy, which the extra index brings")
@pytest.mark.parametrize("suffix", [".term", ".fast", ".store"])
def test_a_damaged_search_for_words_is_said(index: Callable[..., Built], tmp_path: Path, suffix: str) -> None:
    """Bytes overwritten by a failing disk, met at opening or at searching: doing what the message says helps."""
    index({"0.json.gz": items(ONE)}, with_words=True)
    [path] = (tmp_path / "index").glob(f"crossref-words-*/*{suffix}")
    data, place = path.read_bytes(), 0 if suffix == ".fast" else path.stat().st_size // 2
    path.unlink()  # it may be mapped into memory
    path.write_bytes(data[:place] + b"\xff" * 8 + data[place + 8 :])
    with pytest.raises(
        StorageError, match=r"words-\w+: the search for words cannot be read: .* to rebuild it$"
    ) as told:
        titles(tmp_path / "index", title="A certian way to a long answer")
    if "delete this folder" in str(told.value):
        shutil.rmtree(path.parent)
    assert index({}, with_words=True).is_new
    assert titles(tmp_path / "index", title="A certian way to a long answer") == [TITLE]


@pytest.mark.parametrize(
    ("raised", "seen"),
    [
        (type("PanicException", (BaseException,), {}), StorageError),
        (ValueError, StorageError),
        (KeyboardInterrupt, KeyboardInterrupt),
        (SystemExit, SystemExit),
    ],
)
def test_a_panic_is_an_error_and_ctrl_c_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, raised: type[BaseException], seen: type[BaseException]
) -> None:
    """Where tantivy panics, Python gets what is no Exception, like the wish of a user to stop; only one is damage."""

    def fail(_folder: Path) -> None:
        raise raised

    monkeypatch.setattr(words, "_opened", fail)
    with pytest.raises(seen):
        words.Words(tmp_path)


@pytest.mark.skipif(not is_installed(), reason="needs tantivy, which the extra index brings")
def test_an_index_is_asked_where_nobody_may_write(
    index: Callable[..., Built], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A share that is mounted read-only: tantivy's lock beside its files is not needed for reading."""
    import tantivy  # noqa: PLC0415  (an extra)

    index({"0.json.gz": items(ONE)}, with_words=True)
    [folder] = (tmp_path / "index").glob("crossref-words-*")
    opening = tantivy.Index.open

    def refusing(path: str) -> tantivy.Index:
        if path == str(folder):  # permissions stop nobody where the tests run as root
            raise ValueError("Failed to acquire Lockfile: PermissionDenied")
        return opening(path)

    monkeypatch.setattr(tantivy, "Index", SimpleNamespace(open=refusing))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert titles(tmp_path / "index", title="A certian way to a long answer") == [TITLE]
    assert not list(tmp_path.glob("ivigref-*"))  # what stood for its files is gone


@pytest.mark.skipif(not is_installed(), reason="needs tantivy, which the extra index brings")
def test_each_stage_of_a_build_is_shown(index: Callable[..., Built], monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading takes half of the hours; sorting is named, and the search for words counts the works it has done."""
    monkeypatch.setattr(words, "_SHOWN", 2)
    shown: list[tuple[int, int, str]] = []
    data = items(*(ONE | {"DOI": f"10.5555/{n}"} for n in range(3)))
    index({"0.json.gz": data}, with_words=True, progress=lambda *one: shown.append(one))
    assert shown == [
        (0, len(data), "reading"),
        (len(data), len(data), "3 works"),
        (0, 0, "sorting and counting keys"),
        (0, 3, "search for words, 3 works"),
        (2, 3, "search for words, 3 works"),
        (3, 3, "search for words, 3 works"),
    ]
    shown.clear()
    index({}, with_words=False, progress=lambda *one: shown.append(one))
    assert shown == [(0, 0, "copying the index in use"), (0, 0, "sorting and counting keys")]


BUILD = """
from pathlib import Path; import sys, time; from ivigref.registries.local import FORMS, build

def progress(done, total, what):
    if what == "6,000 works":  # where it can be killed in the middle: it waits until somebody does
        print(what, flush=True)
        time.sleep(600)

folder, dump, workers = sys.argv[1:]
build(Path(folder), FORMS["crossref"], [Path(dump)], workers=int(workers), with_words=False, progress=progress)
"""


def run_build(tmp_path: Path, *, workers: int, before: str = "") -> subprocess.Popen[str]:
    """Start a build of tmp_path/dump in a process of its own, which waits where it has read 6,000 works."""
    command = [sys.executable, "-c", before + BUILD, str(tmp_path / "index"), str(tmp_path / "dump"), str(workers)]
    return subprocess.Popen(  # noqa: S603  (our own program)
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )


def test_a_full_disk_leaves_the_last_good_index(index: Callable[..., Built], tmp_path: Path) -> None:
    """The message says what happened and what to do; the index in use answers as before."""
    index({"0.json.gz": items(ONE)})
    dumps.write_crossref(tmp_path / "more", 2_000)
    (tmp_path / "more" / "0.json.gz").rename(tmp_path / "dump" / "1.json.gz")
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000)); "
    done = run_build(tmp_path, workers=1, before=limit)
    _, told = done.communicate(timeout=60)
    assert done.returncode != 0
    assert "StorageError" in told
    assert "The last good one is untouched; the same command goes on" in told
    assert titles(tmp_path / "index", doi="10.5555/one") == [TITLE]
    assert index({}).info.works == 2_001


def test_a_killed_build_goes_on_where_it_was(index: Callable[..., Built], tmp_path: Path) -> None:
    """A kill -9 in the middle: whole files are not read again, the workers end, and the result is that of one run."""
    index({"0.json.gz": items(ONE)})
    for n in range(1, 7):
        (tmp_path / "dump" / f"{n}.json.gz").write_bytes(
            items(*(ONE | {"DOI": f"10.5555/{n}.{m}"} for m in range(3_000)))
        )
    with run_build(tmp_path, workers=2) as killed:
        assert killed.stdout is not None
        assert killed.stdout.readline() == "6,000 works\n"
        with closing(sqlite3.connect(f"file:{tmp_path / 'index' / 'crossref.building'}?mode=ro", uri=True)) as db:
            done = [row[0] for row in db.execute("SELECT id FROM part WHERE counts IS NOT NULL")]
        os.kill(killed.pid, signal.SIGKILL)
        killed.communicate(timeout=30)
    assert len(done) == 3
    assert titles(tmp_path / "index", doi="10.5555/one") == [TITLE]
    assert titles(tmp_path / "index", doi="10.5555/6.1") == []
    built = index({})
    assert built.works_read <= 3_000 * (7 - len(done))
    assert (built.info.works, built.info.files) == (18_001, 7)
    assert not problems(tmp_path / "index")
    for _ in range(1_000):  # looks; each waits
        try:
            os.killpg(killed.pid, 0)  # the group is empty when the workers are gone
        except ProcessLookupError:
            return
        time.sleep(0.05)
    pytest.fail("workers outlived the build that was killed")


def test_workers_leave_ctrl_c_to_the_build() -> None:
    """A terminal interrupts all of them: a worker that stopped amid an answer let the build wait for its rest."""
    with ProcessPoolExecutor(1, initializer=_start_worker) as pool:
        assert pool.submit(signal.getsignal, signal.SIGINT).result() == signal.SIG_IGN


def test_several_workers_build_what_one_builds(index: Callable[..., Built], tmp_path: Path) -> None:
    """However the files come in, the index holds the same works under the same numbers."""
    dumps.write_pubmed(tmp_path / "dump", 300)
    built = index(
        {"n0.xml.gz": articles(article("101", TITLE)), "n9.xml.gz": articles(deleted=["101"])}, "pubmed", workers=2
    )
    alone = build(tmp_path / "alone", FORMS["pubmed"], [tmp_path / "dump"], workers=1, with_words=False)
    assert built.info.works == alone.info.works == 300
    found = []
    for name in ("index", "alone"):
        with closing(sqlite3.connect(tmp_path / name / "pubmed.sqlite")) as db:
            found.append(list(db.execute("SELECT hash, work FROM key")))
    assert found[0] == found[1]


@pytest.mark.parametrize("name", ["0.json.gz", "0.jsonl.gz"])
def test_the_extras_change_nothing_but_the_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """A fast reader of JSON and a fast deflate make the entries that the plain ones make, of any shape of work."""
    pytest.importorskip("msgspec", reason="needs the extra index")
    pytest.importorskip("isal", reason="needs the extra index")
    made = [dumps.crossref_work(work) for work in dumps.works(200)]
    odd: list[object] = [{**ONE, "author": [None, {"family": "Doe", "ORCID": 1}]}, {**ONE, "title": math.nan}, [], None]
    for works in (made, [*made, *odd]):
        (tmp_path / name).write_bytes(lines(*works) if "jsonl" in name else items(*works))
        [part] = dump.parts_of([tmp_path / name], (".gz",))
        fast = crossref_dump.read_works(part)
        with monkeypatch.context() as plain:
            plain.setattr(crossref_dump, "_json", lambda: crossref_dump._PLAIN)  # noqa: SLF001  (as without the extra)
            plain.setattr(dump, "_deflate", zlib)
            slow = crossref_dump.read_works(part)
        held = [[dump.unpack(p or b"", crossref_dump._DICTIONARY) for p in b.payloads] for b in (fast, slow)]  # noqa: SLF001  (what is kept)
        assert held[0] == held[1]
        assert (fast.hashes, fast.owners, fast.rejected) == (slow.hashes, slow.owners, slow.rejected)
