"""What every register beside Crossref and PubMed promises: on loopback, and with ``-m live`` on the real services too."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from ivigref.model import Answer, Reference, Route
from ivigref.registries import LIVE, Access, open_live, pace, session, transport
from tests.registries.test_faults import LASTING
from tests.server import Fault, RegistryServer
from tests.server.registers import PATHS, stocked

Serve = Callable[..., RegistryServer]
TITLE = "The long way over the Brücke"
DOI, PREPRINT, ISBN = "10.5555/way", "10.1101/2003.01.01.111111", "9780306406157"


class Asked(NamedTuple):
    """What a register is asked about: a work that it has, one that it has not, and further ones that it has."""

    known: Reference
    absent: Reference
    other: Reference


def by_doi(known: str, absent: str, other: str) -> Asked:
    """Ask by three DOIs."""
    return Asked(*(Reference(doi=doi) for doi in (known, absent, other)))


REGISTERS = {
    "europepmc": by_doi(DOI, "10.5555/none", f"{DOI}2"),
    "datacite": by_doi(DOI, "10.5555/none", f"{DOI}2"),
    "openlibrary": Asked(*(Reference(isbn=(isbn,)) for isbn in (ISBN, "9783161484100", "9781861972712"))),
    "biorxiv": by_doi(PREPRINT, "10.1101/2003.01.01.222222", PREPRINT),
    "doi": by_doi(DOI, "10.5555/none", f"{DOI}2"),
    "openalex": by_doi(DOI, "10.5555/none", f"{DOI}2"),
}
# The same of the real services: works that their own documentation and recordings name.
REAL = {
    "europepmc": Reference(doi="10.1016/s0140-6736(24)02600-x"),
    "datacite": Reference(doi="10.48550/arxiv.1706.03762"),
    "openlibrary": Reference(isbn=("9780140328721",)),
    "biorxiv": Reference(doi="10.1101/641381"),
    "doi": Reference(doi="10.1000/1"),
    "openalex": Reference(doi="10.1093/nar/gkr715"),
}
OFTEN = ("429 without Retry-After", "503", "a block", "a page with status 200", "an answer cut in the middle", "silence",
         "null", "values of another shape", "nothing at all", "a 404 that is somebody else's page")  # fmt: skip


@pytest.fixture(autouse=True)
def _in_haste(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "BACKOFF", 0.01)
    monkeypatch.setattr(transport, "TRIES", 2)
    monkeypatch.setattr(pace, "MARGIN", 0.001)
    monkeypatch.setattr(session, "LARGEST", 1 << 20)
    monkeypatch.setenv("IVIGREF_OPENALEX_KEY", "k3y-of-somebody")


def served(registry_server: Serve, *faults: Fault) -> RegistryServer:
    """Return a server whose registers hold the work."""
    server = registry_server((), (), faults)
    stocked(server.registers, TITLE, DOI, PREPRINT, ISBN)
    return server


def ask(name: str, server: RegistryServer, *references: Reference, **options: Any) -> list[Answer]:  # noqa: ANN401
    """Ask a register on loopback."""
    with open_live(name, server.url(name), Access(**options)) as register:
        answers: list[Answer] = register.ask(references)
        return answers


def test_every_registry_of_the_table_is_tested() -> None:
    """Crossref and PubMed have contracts of their own; a further one is to be added here."""
    assert set(REGISTERS) == set(LIVE) - {"crossref", "pubmed"} == set(PATHS)
    assert set(REAL) == set(REGISTERS)


@pytest.mark.parametrize("name", REGISTERS)
def test_a_known_work_is_found(registry_server: Serve, name: str) -> None:
    """By its identifier, with the page where it can be seen."""
    [answer] = ask(name, served(registry_server), REGISTERS[name].known)
    assert answer.problem is None
    [record] = answer.records
    assert (record.title, record.year, record.authors[0].short) == (TITLE, 2003, "Doe J")
    assert answer.searched == ("identifier",)
    assert record.source is not None
    assert record.source.registry == name
    assert (record.source.address or "").startswith("http")
    assert record.source.retrieved


@pytest.mark.parametrize("name", REGISTERS)
def test_an_absent_work_is_absent(registry_server: Serve, name: str) -> None:
    """It was looked for, and nobody has it; only doi.org can say that nobody registered it."""
    [answer] = ask(name, served(registry_server), REGISTERS[name].absent)
    assert answer == Answer(registry=name, searched=("identifier",), unknown=("doi",) if name == "doi" else ())


@pytest.mark.parametrize("name", REGISTERS)
def test_several_are_asked_for_at_once(registry_server: Serve, name: str) -> None:
    """Each gets its own answer, in order; a batch is one request where the service has batches."""
    server = served(registry_server)
    known, absent, other = REGISTERS[name]
    found = ask(name, server, known, absent, other, Reference(title="x"))
    assert [bool(answer.records) for answer in found] == [True, False, True, False]
    assert all(answer.problem is None for answer in found)
    single = {"biorxiv": 4, "doi": 4, "openlibrary": 2}  # one a DOI; agencies, a handle, two records; a confirmation
    assert server.account.count() == single.get(name, 1)


@pytest.mark.parametrize("name", REGISTERS)
def test_answers_are_cached_one_by_one(registry_server: Serve, name: str, tmp_path: Path) -> None:
    """What was asked in one batch is there for the next, absent works as well; offline it is all there is."""
    server = served(registry_server)
    first = ask(name, server, *REGISTERS[name], cache=tmp_path)
    asked = server.account.count()
    again = ask(name, server, *reversed(REGISTERS[name]), cache=tmp_path)
    offline = ask(name, server, *REGISTERS[name], cache=tmp_path, offline=True)
    assert server.account.count() == asked
    assert again[::-1] == first == offline


@pytest.mark.parametrize(("name", "what"), [
    pytest.param(name, what, marks=() if what in OFTEN else pytest.mark.slow) for name in REGISTERS for what in LASTING
    # Where nothing is found, the answers of these two are ASCII in every charset.
    if what != "another charset than announced" or name not in {"biorxiv", "doi"}
])  # fmt: skip
def test_a_fault_is_never_no_such_work(registry_server: Serve, name: str, what: str) -> None:
    """Whatever is sent instead of an answer, nothing is said of the work."""
    fault = LASTING[what][0]
    server = served(registry_server, Fault(fault.kind, seconds=fault.seconds))
    timeout = 0.2 if fault.kind.startswith(("drip", "no answer")) else 10.0
    for answer in ask(name, server, REGISTERS[name].known, REGISTERS[name].absent, timeout=timeout, patience=3.0):
        assert answer.problem is not None
        assert answer.problem.startswith(f"{name}: ")
        assert (answer.records, answer.unknown) == ((), ())


@pytest.mark.parametrize(("name", "kind"), [
    (name, kind) for name in REGISTERS for kind in ("other doi", "half a list", "swapped")
    # Open Library goes by ISBN, and an empty collection of bioRxiv does not say what was asked for.
    if (name, kind) not in {("openlibrary", "other doi"), ("biorxiv", "swapped")}
])  # fmt: skip
def test_another_answer_is_never_no_such_work(registry_server: Serve, name: str, kind: Any) -> None:  # noqa: ANN401
    """Other works than those requested, half of them, and the answer to another question."""
    server = served(registry_server, Fault(kind))
    known, _, other = REGISTERS[name]
    with open_live(name, server.url(name)) as register:
        answers = [*register.ask([other]), *register.ask([known, other]), *register.ask([known])]
    assert all(answer.records or answer.problem for answer in answers)
    assert all(record.title in {TITLE, "Another invented way of counting"} for a in answers for record in a.records)
    assert server.account.faults[kind]


def test_a_refused_key_is_said_and_not_shown(registry_server: Serve, caplog: pytest.LogCaptureFixture) -> None:
    """OpenAlex's refusal repeats the key."""
    caplog.set_level(logging.DEBUG)
    server = served(registry_server)
    server.registers.key = "another"
    [answer] = ask("openalex", server, REGISTERS["openalex"].known)
    assert answer.problem == "openalex: blocked (status 403)"
    server.registers.key = "k3y-of-somebody"
    [answer] = ask("openalex", server, REGISTERS["openalex"].known)
    assert answer.records
    assert "k3y" not in repr(answer) + caplog.text


def test_a_limit_is_kept(registry_server: Serve) -> None:
    """The pace of each register is that of its documentation, and faster for who says who asks."""
    server = served(registry_server)
    with open_live("openlibrary", server.url("openlibrary")) as register:
        assert register._pace == pace.Pace(1)  # noqa: SLF001  (what it would wait for)
    with open_live("openlibrary", server.url("openlibrary"), Access(mailto="someone@example.org")) as register:
        assert register._pace == pace.Pace(3)  # noqa: SLF001
    with open_live("datacite", server.url("datacite"), Access(mailto="someone@example.org")) as register:
        assert register._pace.spacing < 0.31  # noqa: SLF001


@pytest.mark.parametrize(
    ("name", "reference", "route"),
    [
        ("europepmc", Reference(title=TITLE), "title"),
        ("europepmc", Reference(container_title="J Ways", volume="5", issue="2", pages="17–8"), "place"),
        ("datacite", Reference(title=TITLE), "title"),
        ("openlibrary", Reference(title=TITLE, year=2003, authors=({"family": "Doe"},)), "title"),
    ],
)
def test_a_work_is_found_without_an_identifier(
    registry_server: Serve, name: str, reference: Reference, route: Route
) -> None:
    """By its title, and by its place where the register knows places."""
    [answer] = ask(name, served(registry_server), reference)
    assert answer.searched == (route,)
    assert answer.records[0].title == TITLE
    assert answer.records[0].year == 2003


@pytest.mark.live
@pytest.mark.enable_socket
@pytest.mark.parametrize("name", REAL)
def test_the_real_service_answers_in_the_documented_shape(name: str) -> None:
    """What the fixtures were written from is what comes."""
    with open_live(name) as register:
        [answer] = register.ask([REAL[name]])
    assert answer.problem is None
    assert answer.records or answer.searched == ("identifier",) or answer.skipped
