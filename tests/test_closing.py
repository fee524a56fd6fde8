"""Whoever opens a registry closes it, however the verb ends: a forgotten connection keeps a lock and a descriptor."""

from __future__ import annotations

import gzip
import json
import shutil
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from ivigref import cli
from ivigref.errors import InputError, StorageError
from ivigref.registries import Crossref, Local, PubMed
from ivigref.registries.cache import Cache
from ivigref.registries.local import FORMS, Store, build
from ivigref.registries.local.words import is_installed
from ivigref.registries.pace import Pace, Pacer
from tests.server import RegistryServer, work

LIST = "1. Doe J, Roe R. A long way to a certain answer in lupus nephritis. J Ideas. 2003;7:1–9.\n"
ONE = work("10.5555/one", "A long way to a certain answer in lupus nephritis", year=2003, volume="7", page="1-9")
BIB = "@article{a,\n  title = {A long way to a certain answer in lupus nephritis},\n  year = {2003},\n}\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a folder with a list, a library and an index."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "list.txt").write_text(LIST, encoding="utf-8")
    (tmp_path / "list.bib").write_text(BIB, encoding="utf-8")
    (tmp_path / "list.jsonl").write_text(json.dumps({"text": LIST}), encoding="utf-8")
    (tmp_path / "0.json.gz").write_bytes(gzip.compress(json.dumps({"items": [ONE]}).encode()))
    build(tmp_path / "own", FORMS["crossref"], [tmp_path / "0.json.gz"], workers=1)
    return tmp_path


@pytest.fixture
def left_open(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Return a list of all registries and files that are open, which stays true whatever is opened and closed."""
    opened: list[object] = []
    for kind in (Crossref, PubMed, Local, Cache, Store):
        init, close = kind.__init__, kind.close

        def begin(self: object, *given: object, init: Callable[..., None] = init, **named: object) -> None:
            init(self, *given, **named)
            opened.append(self)

        def end(self: object, close: Callable[..., None] = close) -> None:
            close(self)
            with suppress(ValueError):  # closed twice
                opened.remove(self)

        monkeypatch.setattr(kind, "__init__", begin)
        monkeypatch.setattr(kind, "close", end)
    return opened


VERBS = {
    "check, live and own": ("check", "list.txt", "--live", "--registry", "own"),
    "resolve": ("resolve", "list.txt", "--live", "--record", "records.jsonl"),
    "tag": ("tag", "list.txt", "--live"),
    "fix": ("check", "list.bib", "--live", "--fix"),
    "export": ("export", "list.txt", "--live"),
    "report": ("report", "list.txt", "--live", "-o", "list.html"),
    "a file that cannot be written": ("report", "list.txt", "--live", "-o", "no/such/folder/list.html"),
    "a table that is none": ("check", "list.txt", "--registry", "own", "--live", "--retraction-watch", "list.txt"),
    "info": ("index", "info", "own"),
    "verify": ("index", "verify", "own"),
    "build, with nothing new": ("index", "build", "own", "--crossref", "0.json.gz", "--workers", "1"),
    "doctor": ("doctor",),
    "batch": ("batch", "list.jsonl", "-o", "results", "--registry", "own"),
}  # fmt: skip


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("arguments", VERBS.values(), ids=VERBS)
def test_a_verb_closes_what_it_opens(
    registry_server: Callable[..., RegistryServer],
    left_open: list[object],
    monkeypatch: pytest.MonkeyPatch,
    arguments: Sequence[str],
) -> None:
    """Not the end of the process, nor the collector of garbage: the verb itself."""
    if arguments[0] == "batch":
        pytest.importorskip("pyarrow", reason="needs the extra batch")
    server = registry_server([ONE])
    monkeypatch.setenv("IVIGREF_CROSSREF_URL", server.crossref_url)
    monkeypatch.setenv("IVIGREF_PUBMED_URL", server.pubmed_url)
    options = ["--cache", "answers"] if "--live" in arguments else []
    monkeypatch.setattr("sys.argv", ["ivigref", *arguments, *options])
    with pytest.raises(SystemExit):
        cli.main()
    assert left_open == []


def _of_another_version(folder: Path) -> None:
    db = sqlite3.connect(folder / "own/crossref.sqlite")
    db.execute("PRAGMA user_version = 0")
    db.close()


def _without_words(folder: Path) -> None:
    for words in (folder / "own").glob("crossref-words-*"):
        shutil.rmtree(words)


def _with_a_damaged_brother(folder: Path) -> None:
    (folder / "own/pubmed.sqlite").write_bytes(b"no database at all" * 100)


@pytest.mark.parametrize(
    "spoil",
    [
        _of_another_version,
        pytest.param(_without_words, marks=pytest.mark.skipif(not is_installed(), reason="needs the extra index")),
        _with_a_damaged_brother,
    ],
)
@pytest.mark.parametrize("open_", [Local, Local.each])
def test_what_cannot_be_opened_leaves_nothing_open(
    folder: Path, left_open: list[object], spoil: Callable[[Path], None], open_: Callable[[Path], object]
) -> None:
    """An index of which one part is damaged is closed in all the others before it is said."""
    spoil(folder)
    with pytest.raises((InputError, StorageError)):
        open_(folder / "own")
    assert left_open == []


def test_a_registry_is_closed_by_the_end_of_its_with(registry_server: Callable[..., RegistryServer]) -> None:
    """As scripts open them; a cache that is closed says so instead of answering."""
    server = registry_server([ONE])
    with Crossref(server.crossref_url) as crossref, PubMed(server.pubmed_url) as pubmed:
        assert crossref.by_doi("10.5555/one") is not None
        assert pubmed.by_doi("10.5555/one") is None
    with pytest.raises(StorageError, match="expected an open cache, found a closed one"):
        crossref.by_doi("10.5555/one")


def test_an_account_that_is_closed_twice_is_closed(tmp_path: Path) -> None:
    """The second time does no harm, and what is asked for afterwards opens the file again."""
    with Pacer(tmp_path / "pace.sqlite") as pacer:
        pacer.pause("r", 0)
        pacer.close()
    with pacer, pacer.turn("r", Pace(1000)):
        pass
