"""Every fault ends in an answer, in a typed error or in another try, within a bounded time."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from ivigref.errors import BadAnswer, Refused, RegistryError, Unreachable
from ivigref.model import Reference
from ivigref.registries import pace, session, transport
from ivigref.registries.crossref.adapter import Crossref
from ivigref.registries.pubmed.adapter import PubMed
from tests.server import Fault, Kind, RegistryServer, article, work

if TYPE_CHECKING:
    from tests.registries.conftest import Clock, Waits

Serve = Callable[..., RegistryServer]
DOI, TITLE = "10.5555/way", "Der lange Weg über die Brücke"
WORKS = [work(DOI, TITLE, year=2003), *(work(f"10.5555/x{n}", f"Unrelated work {n}") for n in range(30))]
ARTICLES = [article("11", f"{TITLE}.", doi=DOI, journal="Brain", year=2003, volume="5", pages="17-8")]
TIMEOUT = 0.2  # for servers that take all the time that they get
ONCE = 1.5  # for those that do so once: the second try must have its answer in time, on a busy machine too
AMPLE = 10.0  # for all others, however busy the machine is

# The fault, the seconds that it speaks of, and what comes of it when it does not pass.
LASTING: dict[str, tuple[Fault, type[RegistryError], str]] = {
    "429 without Retry-After": (Fault("429"), Refused, "faster than it allows"),
    "429 with Retry-After": (Fault("429 retry-after", seconds=0), Refused, "faster than it allows"),
    "429 with a page": (Fault("429 html"), Refused, "faster than it allows"),
    "a longer pause than anybody waits": (Fault("429 retry-after", seconds=900), Refused, "faster than it allows"),
    "503": (Fault("503"), Unreachable, "the server is down"),
    "a block": (Fault("403"), Refused, "blocked"),
    "a request that is not understood": (Fault("400"), BadAnswer, "answered with"),
    "a 404 that is somebody else's page": (Fault("404 html"), BadAnswer, ""),
    "a page with status 200": (Fault("html"), BadAnswer, "answered with"),
    "nothing at all": (Fault("empty"), BadAnswer, "no readable"),
    "an answer cut in the middle": (Fault("cut"), BadAnswer, "no readable"),
    "an answer shorter than announced": (Fault("short"), Unreachable, "broke off"),
    "another charset than announced": (Fault("latin-1"), BadAnswer, "no readable"),
    "a reset in the middle": (Fault("reset"), Unreachable, "broke off"),
    "silence": (Fault("no answer", seconds=2), Unreachable, "no answer within 0.2 s"),
    "a body that drips": (Fault("drip", seconds=5), Unreachable, "no whole answer"),
    "headers that drip": (Fault("drip headers", seconds=5), Unreachable, "no answer within"),
    "a redirect to another server": (Fault("redirect away"), BadAnswer, "another server"),
    "a redirect in a circle": (Fault("redirect loop"), BadAnswer, "more than 3 times"),
    "200 MB": (Fault("huge"), BadAnswer, "more than 1 MB"),
    "entities of its own": (Fault("entities"), BadAnswer, "no readable"),
    "a redirect to what is no address": (Fault("moved nowhere"), BadAnswer, "what is no address"),
    "redirects whose bodies do not end": (Fault("redirect huge", seconds=5), BadAnswer, "more than 3 times"),
    "429 with a nonsensical Retry-After": (Fault("429 odd"), Refused, "faster than it allows"),
    "what is called packed and is not": (Fault("gzip"), BadAnswer, "what HTTP does not allow"),
    "two lengths": (Fault("length"), BadAnswer, "what HTTP does not allow"),
    "a status that is no number": (Fault("status"), Unreachable, "broke off"),
    "a charset that nobody knows": (Fault("charset"), BadAnswer, "no readable"),
    "null": (Fault("null"), BadAnswer, ""),
    "values of another shape": (Fault("shape"), BadAnswer, ""),
    "lists within lists within lists": (Fault("deep"), BadAnswer, "no readable"),
    "elements within elements within elements": (Fault("deep xml"), BadAnswer, "no readable"),
    "a packed body that drips and is nothing yet": (Fault("drip gzip", seconds=5), Unreachable, "no whole answer"),
    "the length of a chunk that drips": (Fault("drip chunk", seconds=5), Unreachable, "no whole answer"),
    "a whole body that goes on dripping": (Fault("drip to the end", seconds=5), Unreachable, "no whole answer"),
}  # fmt: skip
HARMLESS = ("wrong type", "redirect", "odd limits")


@pytest.fixture(autouse=True)
def _in_haste(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "BACKOFF", 0.01)
    monkeypatch.setattr(pace, "MARGIN", 0.01)  # faults do not wait for their turn
    monkeypatch.setattr(session, "LARGEST", 1 << 20)


def asked(registry: str, server: RegistryServer, hasty: float = TIMEOUT) -> tuple[object, RegistryError | None]:
    """Ask by identifier, and return what came or what was raised.

    A server that drips or is silent ends its fault in another way when nobody hangs up on it: the error would tell.
    """
    timeout = hasty if any(fault.kind.startswith(("drip", "no answer")) for fault in server.faults) else AMPLE
    try:
        if registry == "crossref":
            with Crossref(server.crossref_url, timeout=timeout, patience=3) as crossref:
                return crossref.by_doi(DOI), None
        with PubMed(server.pubmed_url, timeout=timeout, patience=3) as pubmed:
            return pubmed.by_pmid("11"), None
    except RegistryError as error:
        return None, error


@pytest.mark.parametrize("registry", ["crossref", "pubmed"])
@pytest.mark.parametrize("name", LASTING)
def test_a_fault_that_lasts_is_a_typed_error(
    registry_server: Serve, registry: str, name: str, monkeypatch: pytest.MonkeyPatch, waits: Waits
) -> None:
    """And never "no such work", a traceback or a hang: what is waited is less than the patience."""
    monkeypatch.setattr(transport, "TRIES", 2)
    fault, kind, said = LASTING[name]
    server = registry_server(WORKS, ARTICLES, [Fault(fault.kind, seconds=fault.seconds)])
    found, error = asked(registry, server)
    assert found is None
    assert type(error) is kind
    assert said in str(error)
    assert str(error).startswith(f"{registry}: ")
    assert waits.seconds < 3


@pytest.mark.parametrize("registry", ["crossref", "pubmed"])
@pytest.mark.parametrize("name", [n for n, (f, *_) in LASTING.items() if f.kind not in (
    "403", "400", "404 html", "redirect away", "redirect loop", "moved nowhere", "redirect huge", "huge", "gzip",
    "length") and f.seconds < 100])  # fmt: skip
def test_a_fault_that_passes_is_forgotten(registry_server: Serve, registry: str, name: str, waits: Waits) -> None:
    """What a second try mends is tried a second time."""
    fault = LASTING[name][0]
    server = registry_server(WORKS, ARTICLES, [Fault(fault.kind, seconds=fault.seconds, times=1)])
    found, error = asked(registry, server, ONCE)
    assert error is None
    assert found is not None
    assert len(server.account.targets) == 2
    assert waits.seconds < 3


@pytest.mark.parametrize("registry", ["crossref", "pubmed"])
@pytest.mark.parametrize("kind", HARMLESS)
def test_a_harmless_fault_does_no_harm(registry_server: Serve, registry: str, kind: str) -> None:
    """JSON is UTF-8 and XML says itself what it is, whatever the headers say; a move on the same server is followed."""
    server = registry_server(WORKS, ARTICLES, [Fault(kind, times=1)])  # type: ignore[arg-type]  # a name from above
    found, error = asked(registry, server)
    assert error is None
    assert getattr(found, "title", None) == TITLE


@pytest.mark.parametrize("registry", [Crossref, PubMed])
def test_nonsensical_limits_stop_nobody(registry_server: Serve, registry: type[Crossref | PubMed]) -> None:
    """One request in 10^300 seconds, half of one at once: the next question is asked at the pace that was known."""
    server = registry_server(WORKS, ARTICLES, [Fault("odd limits")])
    address = server.crossref_url if registry is Crossref else server.pubmed_url
    asked_twice = registry(address, timeout=AMPLE, patience=3)
    for reference in (Reference(doi=DOI, pmid="11"), Reference(doi="10.5555/x1", pmid="12")):
        [answer] = asked_twice.ask([reference])
        assert answer.problem is None
    asked_twice.close()


def test_half_of_a_pair_of_surrogates_is_read(registry_server: Serve) -> None:
    """JSON may hold what no text can; it costs a letter, not the answer."""
    server = registry_server(WORKS, (), [Fault("half a pair")])
    crossref = Crossref(server.crossref_url)
    found = [crossref.by_doi(DOI), *crossref.by_text(TITLE)[:1]]
    assert [record and record.title for record in found] == ["Der lange ? Weg über die Brücke"] * 2


def test_an_answer_for_another_doi_is_no_answer(registry_server: Serve) -> None:
    """Neither singly, where it is refused, nor in a list, where it answers nobody's question."""
    server = registry_server(WORKS, (), [Fault("other doi")])
    _, error = asked("crossref", server)
    assert type(error) is BadAnswer
    answers = Crossref(server.crossref_url).ask([Reference(doi=DOI), Reference(doi="10.5555/x1")])
    assert [(answer.records, answer.problem is None) for answer in answers] == [((), False), ((), False)]


def test_a_refusal_with_status_200_is_a_refusal(registry_server: Serve) -> None:
    """NCBI sends it so now and then; the key that it echoes is said nowhere."""
    server = registry_server((), ARTICLES, [Fault("429 in 200")])
    _, error = asked("pubmed", server)
    assert type(error) is Refused
    assert "api-key" not in str(error)


@pytest.mark.parametrize(("address", "said"), [
    ("http://no-such-name.invalid", "the server’s name cannot be looked up: is there a network?"), ("http://127.0.0.1:9", "connection refused"),
])  # fmt: skip
@pytest.mark.parametrize("registry", [Crossref, PubMed])
def test_nobody_is_there(registry: type[Crossref | PubMed], address: str, said: str) -> None:
    """A name that does not resolve and a port that nobody listens at."""
    answers = registry(address, timeout=1, patience=1).ask([Reference(doi=DOI, pmid="11", title=TITLE)])
    assert [answer.problem for answer in answers] == [f"{registry.name}: {said}"]
    assert answers[0].records == ()


@pytest.mark.parametrize("kind", ["503", "403", "html"])
def test_after_three_questions_nobody_is_asked_for_a_while(registry_server: Serve, kind: Kind) -> None:
    """A server that is down, that blocks us or that is somebody else's is not asked 500 times."""
    server = registry_server(WORKS, (), [Fault(kind)])
    answers = Crossref(server.crossref_url).ask([Reference(title=f"Title number {n}") for n in range(500)])
    assert all(answer.problem for answer in answers)
    assert "not asked for another" in (answers[-1].problem or "")
    assert server.account.count() < 40


def test_what_is_wrong_with_one_question_is_not_held_against_the_server(registry_server: Serve) -> None:
    """Five questions that are not understood, and the sixth is asked nevertheless."""
    server = registry_server(WORKS, (), [Fault("400", where="odd")])
    questions = [Reference(title=f"odd title {n}") for n in range(5)]
    *odd, last = Crossref(server.crossref_url).ask([*questions, Reference(title="Unrelated work 7")])
    assert all(answer.problem == "crossref: answered with status 400" for answer in odd)
    assert last.problem is None


def test_a_burst_is_outlasted(registry_server: Serve) -> None:
    """Three answers of 503 in a row, and every reference is answered nevertheless."""
    server = registry_server(WORKS, (), [Fault("503", times=3)])
    answers = Crossref(server.crossref_url).ask([Reference(title=f"Unrelated work {n}") for n in range(20)])
    assert [answer.problem for answer in answers] == [None] * 20


def test_retry_after_is_obeyed_by_all(registry_server: Serve, clock: Clock) -> None:
    """One thread is told to wait, and no other asks in the meantime."""
    server = registry_server(WORKS, (), [Fault("429 retry-after", times=1, seconds=1)])
    answers = Crossref(server.crossref_url).ask([Reference(title=f"Unrelated work {n}") for n in range(4)])
    assert clock.seconds >= 1
    assert [answer.problem for answer in answers] == [None] * 4
    assert server.account.count() == 5


def test_keys_and_mail_addresses_are_said_nowhere(registry_server: Serve, caplog: pytest.LogCaptureFixture) -> None:
    """Not in an error, not in an answer, not in what the libraries log."""
    caplog.set_level(logging.DEBUG)
    secret, mail = "k3y-of-somebody", "someone@example.org"
    for kind in (
        "429",
        "429 in 200",
        "403",
        "html",
        "reset",
        "redirect away",
        "moved nowhere",
        "length",
        "gzip",
        "deep",
    ):
        server = registry_server(WORKS, ARTICLES, [Fault(kind)])
        pubmed = PubMed(server.pubmed_url, mailto=mail, api_key=secret, timeout=TIMEOUT, patience=1)
        crossref = Crossref(server.crossref_url, mailto=mail, timeout=TIMEOUT, patience=1)
        references = [Reference(pmid="11", title=TITLE, pmcid="PMC3"), Reference(doi=DOI)]
        said = repr([*pubmed.ask(references), *crossref.ask(references)])
        assert "problem" in said
        assert secret not in said + caplog.text
        assert mail not in said + caplog.text
    assert caplog.text
