from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import ivigref
from ivigref.errors import StorageError, Unreachable
from ivigref.model import Answer, Reference
from ivigref.registries.cache import Cache, Outcome, Stored
from ivigref.registries.crossref.adapter import Crossref
from ivigref.registries.pubmed.adapter import PubMed
from tests.server import Limits, RegistryServer, article, work

if TYPE_CHECKING:
    from tests.registries.conftest import Waits

Serve = Callable[..., RegistryServer]
DAY = 86_400.0
WORKS = [work(f"10.5555/x{number}", f"Unrelated work {number}") for number in range(100)]
DOWN = Unreachable("the server is down", registry="crossref")


def stored(question: str, days: float = 0, *, found: bool = True) -> Stored:
    """Make an answer that is so many days old."""
    return Stored(question, "https://api.crossref.org/works", time.time() - days * DAY, b"{}", found=found)


@pytest.mark.parametrize(
    ("days", "found", "fresh"),
    [(0, True, True), (29, True, True), (31, True, False), (6, False, True), (8, False, False)],
)
def test_an_answer_grows_stale_and_a_negative_one_sooner(days: float, found: bool, fresh: bool) -> None:  # noqa: FBT001  (a table)
    """A work that was not registered last week may be today."""
    assert Cache().is_fresh(stored("q", days, found=found)) is fresh


def test_refresh_takes_every_older_answer_for_stale() -> None:
    """But what was asked for in this run need not be asked for twice."""
    cache = Cache(refresh=True)
    assert not cache.is_fresh(stored("q", 0.0001))
    assert cache.is_fresh(Stored("q", "a", time.time() + 0.001, b""))


def test_offline_takes_every_answer_for_fresh() -> None:
    """An old answer is better than none, and says its date."""
    assert Cache(stale=True).is_fresh(stored("q", 400))


def through(cache: Cache, *outcomes: tuple[str, Outcome]) -> tuple[dict[str, Outcome], list[str]]:
    """Ask for a, b and c; return the outcomes and what was fetched."""
    fetched: list[str] = []

    def fetch(questions: Sequence[str]) -> Iterator[tuple[str, Outcome]]:
        fetched.extend(questions)
        yield from outcomes

    return cache.through(["a", "b", "c"], fetch, lambda stored: stored), fetched


def test_only_what_is_missing_or_stale_is_fetched_and_kept() -> None:
    """And where the registry does not answer, a stale answer serves."""
    cache = Cache()
    cache.put(stored("a", 1))
    cache.put(stored("b", 100))
    found, fetched = through(cache, ("b", DOWN), ("c", stored("c")))
    assert fetched == ["b", "c"]
    assert found == {"a": cache.get("a"), "b": cache.get("b"), "c": cache.get("c")}
    found, fetched = through(Cache(), ("a", stored("a")), ("b", DOWN), ("c", DOWN))
    assert found["b"] is DOWN


def test_an_error_is_not_kept() -> None:
    """What could not be asked is asked again next time."""
    cache = Cache()
    through(cache, *((question, DOWN) for question in "abc"))
    assert cache.get("a") is None


@pytest.mark.parametrize("in_file", [False, True])
def test_an_answer_that_is_forgotten_is_asked_for_again(tmp_path: Path, in_file: bool) -> None:  # noqa: FBT001
    """In this run and the next; the others stay."""
    path = tmp_path / "answers.sqlite" if in_file else None
    with Cache(path) as cache:
        for question in ("q", "other"):
            cache.put(stored(question))
        cache.forget("q")
        cache.forget("never asked")
        assert [cache.get("q"), (cache.get("other") or stored("none")).question] == [None, "other"]
    if in_file:
        with Cache(path) as again:
            assert again.get("q") is None
            assert again.get("other") is not None


def test_what_cannot_be_forgotten_stops_nothing(tmp_path: Path) -> None:
    """A file that nobody can write to any more is complained of, and the run goes on."""
    said: list[StorageError] = []
    cache = Cache(tmp_path / "answers.sqlite", warn=said.append)
    cache.put(stored("q"))
    with contextlib.closing(sqlite3.connect(tmp_path / "answers.sqlite")) as other:
        other.execute("DROP TABLE answer")
        other.commit()
    cache.forget("q")
    assert len(said) == 1
    cache.close()


def test_an_answer_comes_back_whole(tmp_path: Path) -> None:
    """Address, time, status and body, also in another process."""
    answer = Stored("q?ä", "https://x/y?z=1", 1.5, b"\x00\xff" * 1000, found=False, status=404)
    cache = Cache(tmp_path / "deep" / "answers.sqlite")
    cache.put(answer)
    cache.close()
    assert Cache(tmp_path / "deep" / "answers.sqlite").get("q?ä") == answer


def no_cache(path: Path) -> None:
    """Put another file in the place of a cache."""
    path.write_text("my only copy of something else entirely, long enough to be no database at all" * 20)


def a_folder(path: Path) -> None:
    """Put a folder in the place of the file."""
    path.mkdir()


def a_file_for_a_folder(path: Path) -> None:
    """Put a file in the place of the folder."""
    path.parent.rmdir()
    path.parent.write_text("my only copy")


def a_damaged_file(path: Path) -> None:
    """Damage everything of a cache but its first page."""
    cache = Cache(path)
    for number in range(200):
        cache.put(Stored(f"q{number}", "https://x", time.time(), os.urandom(5_000)))
    cache.close()
    data = bytearray(path.read_bytes())
    data[4096 : len(data) : 7] = b"\xee" * len(data[4096 : len(data) : 7])
    path.write_bytes(data)


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (no_cache, "file is not a database"),
        (a_folder, "unable to open database file"),
        (a_file_for_a_folder, "expected a folder, found a file"),
        (a_damaged_file, "malformed"),
    ],
)
def test_a_cache_that_cannot_be_used_is_said_once_and_missed(
    tmp_path: Path, spoil: Callable[[Path], None], reason: str
) -> None:
    """Nothing is overwritten, and what is put is kept for as long as the object lives."""
    path = tmp_path / "folder" / "answers.sqlite"
    path.parent.mkdir()
    spoil(path)
    before = path.parent.read_bytes() if path.parent.is_file() else path.read_bytes() if path.is_file() else b""
    said: list[StorageError] = []
    cache = Cache(path, warn=said.append)
    assert [cache.get(f"q{number}") for number in range(0, 200, 199)] == [None, None]
    answers = [stored("a"), stored("b", found=False)]
    for answer in answers:
        cache.put(answer)
    assert [cache.get(answer.question) for answer in answers] == answers
    cache.close()
    [error] = said
    assert str(error).startswith(f"{path.parent}: answers.sqlite cannot be used: ")
    assert reason in str(error)
    assert before == (path.parent.read_bytes() if path.parent.is_file() else path.read_bytes() if before else b"")


def test_whoever_gives_no_ear_is_warned_by_python(tmp_path: Path) -> None:
    """A program that only calls Crossref hears of it, too."""
    (tmp_path / "file").write_text("x")
    with pytest.warns(RuntimeWarning, match=r"file: answers\.sqlite cannot be used: expected a folder, found a file"):
        Cache(tmp_path / "file" / "answers.sqlite").close()


FULL = """
import resource, sys
from pathlib import Path
from ivigref.registries.cache import Cache, Stored
said = []
cache = Cache(Path(sys.argv[1]), warn=said.append)
cache.put(Stored("before", "a", 1.0, b"kept"))
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
import os
bodies = {f"q{n}": os.urandom(20_000) for n in range(10)}
for question, body in bodies.items():
    cache.put(Stored(question, "a", 1.0, body))
assert [cache.get(question).body for question in bodies] == list(bodies.values())
assert cache.get("before").body == b"kept"
cache.close()
print(len(said), *said)
"""


def test_a_full_disk_stops_nothing(tmp_path: Path) -> None:
    """It is said once; what was kept before is read, what comes is remembered, and the file stays sound."""
    path = tmp_path / "answers.sqlite"
    environment = {**os.environ, "PYTHONPATH": str(Path(ivigref.__file__).parents[1])}
    done = subprocess.run(  # noqa: S603  (our own code)
        [sys.executable, "-c", FULL, str(path)], env=environment, capture_output=True, text=True, check=False
    )
    assert done.stdout.startswith(f"1 {tmp_path}: answers.sqlite cannot be written to: "), done.stderr
    cache = Cache(path)
    assert cache.get("before") == Stored("before", "a", 1.0, b"kept")
    cache.close()


def test_a_file_that_nobody_may_write_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a medium that is read-only, where SQLite cannot put its own files beside it."""
    path = tmp_path / "answers.sqlite"
    with contextlib.closing(Cache(path)) as cache:
        cache.put(stored("a"))
        cache.get("a")
    opened: Any = sqlite3.connect

    def connect(database: object, *args: Any, **named: Any) -> sqlite3.Connection:  # noqa: ANN401  (as connect has it)
        if database == path:
            raise sqlite3.OperationalError("attempt to write a readonly database")
        connection: sqlite3.Connection = opened(database, *args, **named)
        return connection

    monkeypatch.setattr(sqlite3, "connect", connect)
    said: list[StorageError] = []
    with contextlib.closing(Cache(path, warn=said.append)) as cache:
        assert cache.get("a") is not None
        cache.put(stored("b"))
        assert cache.get("b") is not None
    assert [str(error) for error in said] == [
        f"{tmp_path}: answers.sqlite cannot be written to: attempt to write a readonly database; going on without"
    ]
    assert sorted(found.name for found in tmp_path.iterdir()) == ["answers.sqlite"]


# A work of Crossref's, and what stands in its place in a damaged cache.
OTHER = json.dumps(work("10.5555/x2", "Unrelated work 2")).encode()
NO_WORKS = {
    "null": b"null",
    "a cut work": json.dumps(WORKS[1]).encode()[:-20],
    "a list": b"[]",
    "nothing": b"",
    "a number": b"7",
    "another's work": OTHER,
    "values of another shape": b'{"DOI": ["10.5555/x1"], "title": 7}',
    "no text": b"\xff\xfe\xfd",
    "too deep": b"[" * 100_000,
}


def spoilt(folder: Path, question: str, body: bytes, *, found: bool = True, status: int = 200) -> None:
    """Put a body in the place of an answer."""
    with contextlib.closing(Cache(folder / "answers.sqlite")) as cache:
        kept = cache.get(question)
        assert kept is not None, question
        cache.put(Stored(question, kept.address, kept.retrieved, body, found=found, status=status))


@pytest.mark.parametrize("body", NO_WORKS.values(), ids=NO_WORKS)
def test_a_kept_body_that_is_no_answer_is_asked_for_again(registry_server: Serve, tmp_path: Path, body: bytes) -> None:
    """Offline it is no answer; never a traceback, another's work or "no such work"."""
    server = registry_server(WORKS)
    work_of = f"{server.crossref_url}/works/10.5555%2Fx1"
    search = f"{server.crossref_url}/works?query.bibliographic=Unrelated+work+1&rows=5"
    references = [Reference(doi="10.5555/x1"), Reference(title="Unrelated work 1")]
    right = Crossref(server.crossref_url, cache=tmp_path).ask(references)
    spoilt(tmp_path, work_of, body)
    spoilt(tmp_path, search, body)
    asked = server.account.count()
    offline = Crossref(server.crossref_url, cache=tmp_path, offline=True).ask(references)
    assert [(answer.records, answer.unknown, answer.problem) for answer in offline] == [
        ((), (), "crossref: no answer in the cache, and offline")
    ] * 2
    assert Crossref(server.crossref_url, cache=tmp_path).ask(references) == right
    assert server.account.count() == asked + 2
    assert Crossref(server.crossref_url, cache=tmp_path, offline=True).ask(references) == right


NO_ARTICLES = {
    "null": b"null",
    "a cut article": b"<PubmedArticle><MedlineCitation><PMID>11</PMID>",
    "nothing": b"",
    "another's article": b"<PubmedArticle><MedlineCitation><PMID>12</PMID></MedlineCitation></PubmedArticle>",
    "another's book": b"<PubmedBookArticle><BookDocument><PMID>12</PMID></BookDocument></PubmedBookArticle>",
    "entities": b'<!DOCTYPE a [<!ENTITY b "c">]><PubmedArticle>&b;</PubmedArticle>',
    "a number": b"7",
    "numbers that are none": b'["eleven", null]',
    "an object": b'{"11": 1}',
}


@pytest.mark.parametrize("body", NO_ARTICLES.values(), ids=NO_ARTICLES)
def test_a_kept_body_that_is_no_article_is_asked_for_again(registry_server: Serve, tmp_path: Path, body: bytes) -> None:
    """The same at PubMed, for an article and for a list of numbers."""
    server = registry_server((), [article("11", "A strange article on something.", doi="10.5555/a", pmcid="PMC11")])
    references = [Reference(pmid="11"), Reference(pmcid="PMC11"), Reference(title="A strange article on something")]
    right = PubMed(server.pubmed_url, cache=tmp_path).ask(references)
    assert [len(answer.records) for answer in right] == [1, 1, 1]
    with contextlib.closing(sqlite3.connect(tmp_path / "answers.sqlite")) as db:
        questions = [question for (question,) in db.execute("SELECT question FROM answer")]
    for question in questions:
        spoilt(tmp_path, question, body)
    offline = PubMed(server.pubmed_url, cache=tmp_path, offline=True).ask(references)
    assert [(answer.records, answer.unknown, bool(answer.problem)) for answer in offline] == [((), (), True)] * 3
    assert PubMed(server.pubmed_url, cache=tmp_path).ask(references) == right


def test_a_kept_no_that_nobody_said_is_no_answer(registry_server: Serve, tmp_path: Path) -> None:
    """Only Crossref's own 404 says that there is no such work, and a list that was not empty is none."""
    server = registry_server(WORKS, [article("11", "An article.", pmcid="PMC11")])
    reference = Reference(doi="10.5555/x1", pmcid="PMC11")
    right = ask_both(server, [reference], tmp_path, offline=False)
    spoilt(tmp_path, f"{server.crossref_url}/works/10.5555%2Fx1", b"", found=False, status=200)
    converter = f"{server.address}/tools/idconv/api/v1/articles/?ids=PMC11"
    spoilt(tmp_path, converter, b'["11"]', found=False)
    assert ask_both(server, [reference], tmp_path, offline=False) == right


def test_an_older_form_of_the_file_is_begun_anew(tmp_path: Path) -> None:
    """Answers can be had again; a wrong reading of them could not be taken back."""
    path = tmp_path / "answers.sqlite"
    db = sqlite3.connect(path)
    db.executescript("CREATE TABLE answer (x); PRAGMA user_version = 99;")
    db.close()
    cache = Cache(path)
    cache.put(stored("a"))
    assert cache.get("a") is not None


def test_a_second_run_asks_nobody(registry_server: Serve, tmp_path: Path) -> None:
    """Neither for what was found nor, for a week, for what was not."""
    server = registry_server(WORKS, [article("11", "An article.")])
    references = [
        Reference(doi="10.5555/x1"),
        Reference(doi="10.5555/none"),
        Reference(pmid="11"),
        Reference(pmid="12"),
    ]
    runs = []
    for _ in range(2):
        crossref, pubmed = Crossref(server.crossref_url, cache=tmp_path), PubMed(server.pubmed_url, cache=tmp_path)
        runs.append((crossref.ask(references), pubmed.ask(references), server.account.count()))
        crossref.close()
        pubmed.close()
    assert runs[0] == runs[1]


def test_refresh_and_max_age_ask_again(registry_server: Serve, tmp_path: Path) -> None:
    """The one everything, the other what is older."""
    server = registry_server(WORKS)
    Crossref(server.crossref_url, cache=tmp_path).by_doi("10.5555/x1")
    Crossref(server.crossref_url, cache=tmp_path, max_age=timedelta(days=1)).by_doi("10.5555/x1")
    assert server.account.count() == 1
    Crossref(server.crossref_url, cache=tmp_path, refresh=True).by_doi("10.5555/x1")
    assert server.account.count() == 2
    Crossref(server.crossref_url, cache=tmp_path, max_age=timedelta(0)).by_doi("10.5555/x1")
    assert server.account.count() == 3


def test_a_stale_answer_serves_while_the_registry_is_down(registry_server: Serve, tmp_path: Path) -> None:
    """It says its own date."""
    server = registry_server(WORKS)
    before = Crossref(server.crossref_url, cache=tmp_path).by_doi("10.5555/x1")
    server.stop()
    after = Crossref(server.crossref_url, cache=tmp_path, refresh=True, patience=0.5).by_doi("10.5555/x1")
    assert after == before


def ask_both(server: RegistryServer, references: list[Reference], folder: Path, *, offline: bool) -> list[Answer]:
    """Ask both registries about the same references."""
    return [
        *Crossref(server.crossref_url, cache=folder, offline=offline).ask(references),
        *PubMed(server.pubmed_url, cache=folder, offline=offline).ask(references),
    ]


def test_offline_opens_no_socket(registry_server: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is in the cache is answered, and what is not is said to be unanswered; nobody is asked."""
    server = registry_server(WORKS, [article("11", "An article.")])
    known, unknown = Reference(doi="10.5555/x1", pmid="11"), Reference(title="One two three", pmid="12")
    before = ask_both(server, [known], tmp_path, offline=False)

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, refuse)
    assert ask_both(server, [known], tmp_path, offline=True) == before
    for answer in ask_both(server, [unknown], tmp_path, offline=True):
        assert answer.problem == f"{answer.registry}: no answer in the cache, and offline"


def test_no_secret_is_in_the_files(registry_server: Serve, tmp_path: Path) -> None:
    """Neither as a question nor in an address, and whoever has no key finds the answers of who had one."""
    server = registry_server(WORKS, [article("11", "An article.")])
    pubmed = PubMed(server.pubmed_url, cache=tmp_path, mailto="someone@example.org", api_key="k3y-of-somebody")
    pubmed.ask([Reference(pmid="11"), Reference(title="Any title at all"), Reference(pmcid="PMC5")])
    Crossref(server.crossref_url, cache=tmp_path, mailto="someone@example.org").ask([Reference(title="Any title")])
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"efetch" in kept
    assert b"someone" not in kept
    assert b"k3y" not in kept
    count = server.account.count()
    assert PubMed(server.pubmed_url, cache=tmp_path).by_pmid("11") is not None
    assert server.account.count() == count


ASK = """
import sys
from pathlib import Path
from ivigref.model import Reference
from ivigref.registries.crossref.adapter import Crossref
references = [Reference(title=f"Unrelated work {n}") for n in range(int(sys.argv[3]))]
answers = Crossref(sys.argv[1], cache=Path(sys.argv[2])).ask(references)
print(sum(answer.records[0].title == reference.title for answer, reference in zip(answers, references)))
"""


def start(server: RegistryServer, folder: Path, works: int) -> subprocess.Popen[str]:
    """Ask for so many works in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(Path(ivigref.__file__).parents[1])}
    command = [sys.executable, "-c", ASK, server.crossref_url, str(folder), str(works)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)  # noqa: S603  (our own code)


@pytest.mark.parametrize("after", [pytest.param(1, marks=pytest.mark.slow), 50])
def test_a_killed_run_goes_on_where_it_stopped(
    registry_server: Serve, tmp_path: Path, waits: Waits, after: int
) -> None:
    """At most what was under way is asked for again, and nothing is half written."""
    server = registry_server(WORKS, limits=Limits(list=300, concurrency=3))
    process = start(server, tmp_path, 100)
    while server.account.count() < after:
        assert process.poll() is None
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert process.stdout is not None
    process.stdout.close()
    answers = Crossref(server.crossref_url, cache=tmp_path).ask(
        [Reference(title=f"Unrelated work {n}") for n in range(100)]
    )
    assert waits.seconds < 10  # the places of the dead run are free at once, not when their time is up
    assert [answer.records[0].title for answer in answers] == [f"Unrelated work {n}" for n in range(100)]
    assert 100 <= server.account.count() <= 103
    with sqlite3.connect(tmp_path / "answers.sqlite") as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    db.close()


def test_processes_share_the_limits_and_the_answers(registry_server: Serve, tmp_path: Path) -> None:
    """Two at once break no limit that one alone would keep, and all of them are answered."""
    server = registry_server(WORKS, limits=Limits(list=150, concurrency=2))
    processes = [start(server, tmp_path, 40) for _ in range(2)]
    assert [process.communicate(timeout=60)[0].strip() for process in processes] == ["40"] * 2
    assert not server.account.broken
