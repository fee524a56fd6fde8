"""The command line with registries: found, not found and not reached are three different things."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ivigref import Reference, cli
from ivigref.registries import Crossref, transport
from tests.server import Fault, Kind, RegistryServer, article, work

LIST = """References
1. Doe J, Roe R. A long way to a certain answer in lupus nephritis. J Ideas. 2003;7:1–9.
2. Poe P. Nobody has ever registered this particular work. J Ideas. 2004;8:10–19.
"""
WORKS = [
    work(
        "10.5555/answer",
        "A long way to a certain answer in lupus nephritis",
        authors=[("Doe", "Jane"), ("Roe", "Richard")],
        year=2003,
        volume="8",
        page="1-9",
        container="Journal of Ideas",
    ),
    *(work(f"10.5555/x{n}", f"Unrelated work number {n} on something else") for n in range(20)),
]
ARTICLES = [
    article(
        "101",
        "A long way to a certain answer in lupus nephritis.",
        authors=[("Doe", "Jane", "J"), ("Roe", "Richard", "R")],
        journal="Journal of ideas",
        iso="J Ideas",
        year=2003,
        volume="8",
        pages="1-9",
        doi="10.5555/answer",
        types=[("D016454", "Review")],
    ),
]


@pytest.fixture(autouse=True)
def _in_haste(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "BACKOFF", 0.01)


@pytest.fixture
def check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, Any]]:
    """Return `ivigref check LIST --live --format json` against given addresses: exit code and report."""
    file = tmp_path / "list.txt"
    file.write_text(LIST, encoding="utf-8")

    def run(crossref: str, pubmed: str, *more: str) -> tuple[int, Any]:
        arguments = ["check", str(file), "--live", "--format", "json", "--cache", str(tmp_path / "cache")]
        urls = ["--crossref-url", crossref, "--pubmed-url", pubmed]
        monkeypatch.setattr("sys.argv", ["ivigref", *arguments, *urls, *more])
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        out, run.err = capsys.readouterr()  # type: ignore[attr-defined]  # functions may have one
        return int(stopped.value.code or 0), json.loads(out)

    return run


def test_two_registries_are_asked_and_agree(
    registry_server: Callable[..., RegistryServer], check: Callable[..., tuple[int, Any]]
) -> None:
    """The wrong volume is found, with the address that says so; the unknown work is not found, in a journal that is held."""
    server = registry_server(WORKS, ARTICLES)
    code, report = check(server.crossref_url, server.pubmed_url)
    first, second = report["citations"]
    assert code == 1
    assert (first["status"], first["doi"], first["pmid"]) == ("findings", "10.5555/answer", "101")
    assert first["confidence"] > 0.99
    [alarm] = [f for f in first["findings"] if f["severity"] != "note"]
    assert (alarm["check"], alarm["printed"], alarm["recorded"]) == ("volume-differs", "7", "8")
    assert alarm["source"]["registry"] in {"crossref", "pubmed"}
    assert alarm["source"]["address"].startswith(server.crossref_url[:16])
    assert alarm["source"]["retrieved"]
    assert [f["check"] for f in second["findings"]] == ["not-found"]
    assert (second["status"], second["verdict"]["name"]) == ("findings", "not-found")
    assert {r["name"]: r["unreachable"] for r in report["registries"]} == {"crossref": 0, "pubmed": 0, "recorded": 0}


def test_kept_answers_serve_without_a_connection(
    registry_server: Callable[..., RegistryServer], check: Callable[..., tuple[int, Any]]
) -> None:
    """A second run asks nobody, and --offline opens no connection at all."""
    server = registry_server(WORKS, ARTICLES)
    first = check(server.crossref_url, server.pubmed_url)
    asked = server.account.count()
    assert check(server.crossref_url, server.pubmed_url) == first
    assert check(server.crossref_url, server.pubmed_url, "--offline") == first
    assert server.account.count() == asked


def test_a_registry_that_is_down_is_not_a_registry_that_says_no(
    registry_server: Callable[..., RegistryServer],
    check: Callable[..., tuple[int, Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Silence ends with exit code 3 and the status unreachable."""
    monkeypatch.setattr(transport, "BACKOFF", 0.01)
    server = registry_server(WORKS, ARTICLES, [Fault("503")])
    code, report = check(server.crossref_url, server.pubmed_url)
    assert code == 3
    assert [citation["status"] for citation in report["citations"]] == ["unreachable", "unreachable"]


def test_an_identifier_that_nobody_registered_is_told(
    registry_server: Callable[..., RegistryServer], check: Callable[..., tuple[int, Any]], tmp_path: Path
) -> None:
    """The registries answered, twice, and know no such DOI."""
    server = registry_server(WORKS, ARTICLES)
    (tmp_path / "list.txt").write_text(LIST.replace("10–19.", "10–19. doi:10.5555/nobody"), encoding="utf-8")
    code, report = check(server.crossref_url, server.pubmed_url)
    assert code == 1
    assert "doi-unknown" in {finding["check"] for finding in report["citations"][1]["findings"]}


def test_progress_counts_questions_and_answers(registry_server: Callable[..., RegistryServer]) -> None:
    """Whoever waits is told how many questions there are and how many are answered."""
    server = registry_server(WORKS, ARTICLES)
    told: list[tuple[int, int]] = []
    crossref = Crossref(server.crossref_url, progress=lambda asked, answered: told.append((asked, answered)))
    crossref.ask([Reference(title="A long way to a certain answer"), Reference(title="Unrelated work number 3")])
    assert sum(asked for asked, _ in told) == sum(answered for _, answered in told) == 2


@pytest.mark.parametrize("target", ["moved nowhere", "length", "gzip", "deep"])
def test_one_answer_that_cannot_be_read_ends_nothing(
    registry_server: Callable[..., RegistryServer], check: Callable[..., tuple[int, Any]], target: Kind
) -> None:
    """The reference that it was about could not be asked; the others have their answers."""
    server = registry_server(WORKS, ARTICLES, [Fault(target, where="query.bibliographic=Nobody")])
    code, report = check(server.crossref_url, server.pubmed_url)
    assert code == 3
    first, second = report["citations"]
    assert (first["status"], first["doi"], first["pmid"]) == ("findings", "10.5555/answer", "101")
    assert second["status"] == "unreachable"


def test_a_cache_that_cannot_be_used_is_said_once(
    registry_server: Callable[..., RegistryServer], check: Callable[..., tuple[int, Any]], tmp_path: Path
) -> None:
    """Two registries and two files miss it; the run goes on without it, and says so in one line."""
    server = registry_server(WORKS, ARTICLES)
    right = check(server.crossref_url, server.pubmed_url)
    (tmp_path / "taken").write_text("my only copy")
    assert check(server.crossref_url, server.pubmed_url, "--cache", str(tmp_path / "taken")) == right
    said = f"{tmp_path / 'taken'}: answers.sqlite cannot be used: expected a folder, found a file; going on without"
    assert check.err.count("cannot be used") == 1  # type: ignore[attr-defined]  # see above
    assert f"ivigref: {said}\n" in check.err  # type: ignore[attr-defined]
    assert (tmp_path / "taken").read_text() == "my only copy"


def test_a_mail_address_that_cannot_be_sent_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """By the name of its variable, with the exit code of wrong input."""
    (tmp_path / "list.txt").write_text(LIST, encoding="utf-8")
    monkeypatch.setenv("IVIGREF_MAILTO", "m€@example.org")
    monkeypatch.setattr(
        "sys.argv", ["ivigref", "check", str(tmp_path / "list.txt"), "--live", "--cache", str(tmp_path)]
    )
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    assert stopped.value.code == 2
    expected = "ivigref: IVIGREF_MAILTO: expected a mail address of printable ASCII characters, found U+20AC in it\n"
    assert capsys.readouterr().err == expected


RETRACTIONS = """Record ID,Title,Journal,RetractionDate,RetractionDOI,RetractionPubMedID,OriginalPaperDate,\
OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature
1,A long way to a certain answer in lupus nephritis,J,2/6/2010 0:00,10.5555/n1,0,3/1/1998 0:00,10.5555/p1,1,Retraction
2,{title},J,2/6/2010 0:00,10.5555/n2,0,3/1/1998 0:00,10.5555/p2,2,Retraction
3,Nobody has ever registered this particular work,J,2/6/2010 0:00,10.5555/n3,0,3/1/1998 0:00,{last},3,Retraction
"""


@pytest.mark.parametrize(
    ("title", "last", "retracted", "said"),
    [
        ("T", "10.5555/p3", 2, ""),
        ('"not closed', "10.5555/p3", 2, ""),
        ("one, two", "10.5555/p3", 2, "1 of 3 rows were omitted: line 3: expected 10 fields, found 11"),
        ("T", "10.5555/p3\n", 1, "2 of 4 rows were omitted: line 4: expected 10 fields, found 8; line 5: expected 10"),
    ],
)
def test_rows_of_retraction_watch_are_read_or_said(  # noqa: PLR0917  (a table)
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    title: str,
    last: str,
    retracted: int,
    said: str,
) -> None:
    """A quotation mark that is not closed hides nothing, and what is hidden by worse is said."""
    (tmp_path / "rw.csv").write_text(RETRACTIONS.format(title=title, last=last), encoding="utf-8")
    listed = LIST.replace("1–9.", "1–9. doi:10.5555/p1").replace("10–19.", "10–19. doi:10.5555/p3")
    (tmp_path / "list.txt").write_text(listed, encoding="utf-8")
    command = ["ivigref", "check", str(tmp_path / "list.txt"), "--retraction-watch", str(tmp_path / "rw.csv")]
    monkeypatch.setattr("sys.argv", [*command, "--format", "jsonl"])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    out, err = capsys.readouterr()
    assert stopped.value.code == 1
    assert out.count('"check": "retracted"') == retracted
    assert said in err
    assert bool(said) == ("omitted" in err)


PLACE = "J Clin Immunol Rep. 2018;12(3):145–52."
INVENTED = "Polymeric peroxides in dental composites of the molar teeth."
ONLINE = {
    "authors": [("Harrowgate", "Thomas M."), ("Oyelaran", "Bola K.")],
    "printed": 2018,
    "online": 2017,
    "container": "Journal of Clinical Immunology Reports",
    "short": "J Clin Immunol Rep",
    "volume": "12",
    "issue": "3",
    "page": "145-152",
}


@pytest.mark.parametrize(
    ("reference", "named"),
    [
        (f"Quillfeather R. {INVENTED} {PLACE} doi:10.5555/online1", "doi-elsewhere"),
        (f"Quillfeather R, Oyelaran BK. {INVENTED} {PLACE} doi:10.5555/online1", "doi-elsewhere"),
        (f"Quillfeather R. {INVENTED} {PLACE} https://doi.org/10.5555/ONLINE1", "doi-elsewhere"),
        (f"Quillfeather R. {INVENTED} {PLACE.replace('(3)', '')} doi:10.5555/online1", "doi-elsewhere"),
        (f"Quillfeather R. {INVENTED} {PLACE} PMID: 222", "pmid-elsewhere"),
        (f"Quillfeather R. {INVENTED} {PLACE} PMCID: PMC333", "pmcid-elsewhere"),
        (f"{LIST.splitlines()[1][3:].replace('7:', '8:')} doi:10.5555/answer. PMCID: PMC333", "pmcid-elsewhere"),
        (f"Harrowgate TM, Oyelaran BK. {INVENTED} {PLACE} doi:10.5555/online1", "title-differs"),
    ],
)  # fmt: skip
def test_an_invented_work_in_a_true_place_is_an_error(
    registry_server: Callable[..., RegistryServer],
    check: Callable[..., tuple[int, Any]],
    tmp_path: Path,
    reference: str,
    named: str,
) -> None:
    """Who invents a reference copies everything else from the work that the identifier leads to."""
    title = "Early infusion in refractory dermatomyositis of late onset"
    authors = [("Harrowgate", "Thomas M", "TM"), ("Oyelaran", "Bola K", "BK")]
    stranger = article("222", title, authors=authors, journal="Journal of clinical immunology reports",
                       iso="J Clin Immunol Rep", year=2018, volume="12", issue="3", pages="145-52", pmcid="PMC333")  # fmt: skip
    server = registry_server([*WORKS, work("10.5555/online1", title, **ONLINE)], [*ARTICLES, stranger])
    (tmp_path / "list.txt").write_text(f"References\n1. {reference}\n", encoding="utf-8")
    code, report = check(server.crossref_url, server.pubmed_url)
    [citation] = report["citations"]
    alarms = {finding["check"]: finding for finding in citation["findings"] if finding["severity"] == "error"}
    assert (code, list(alarms)) == (1, [named])
    if named != "title-differs":
        assert title in alarms[named]["message"]
        assert not {"10.5555/online1", "222", "PMC333"} & {citation["doi"], citation["pmid"], citation["pmcid"]}


def test_the_plan_is_shown_and_nobody_is_asked(
    registry_server: Callable[..., RegistryServer],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What --live would ask of whom, and what it would send; with --live or without."""
    server = registry_server(WORKS, ARTICLES)
    file = tmp_path / "list.txt"
    file.write_text(LIST, encoding="utf-8")
    urls = ["--crossref-url", server.crossref_url, "--pubmed-url", server.pubmed_url, "--cache", str(tmp_path)]
    for verb, *more in (["check"], ["resolve", "--live"]):
        monkeypatch.setattr("sys.argv", ["ivigref", verb, str(file), "--explain", *urls, *more])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        assert not ended.value.code
        shown = " ".join(capsys.readouterr().out.split())
        assert "1 pubmed place 2 1 journal, year, volume, first page and first author" in shown
        assert "3 crossref title 2 2 title, first author" in shown
        assert "recorded all 2 nothing: it is on this machine" in shown
        assert "Nobody was asked." in shown
    assert server.account.count() == 0


@pytest.mark.parametrize("is_terminal", [True, False])
def test_results_are_shown_as_they_come(
    registry_server: Callable[..., RegistryServer],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    *,
    is_terminal: bool,
) -> None:
    """On a terminal, above the bar and in whole lines; what is piped is the table alone, to the byte."""
    server = registry_server(WORKS, ARTICLES)
    (tmp_path / "list.txt").write_text(LIST, encoding="utf-8")
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setattr("sys.stdout.isatty", lambda: is_terminal)
    urls = ["--crossref-url", server.crossref_url, "--pubmed-url", server.pubmed_url]
    monkeypatch.setattr(
        "sys.argv", ["ivigref", "check", str(tmp_path / "list.txt"), "--live", "--cache", str(tmp_path), *urls]
    )
    with pytest.raises(SystemExit):
        cli.main()
    out, err = (re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text) for text in capsys.readouterr())
    assert "2 references: 0 verified, 2 with findings" in out
    lines = [line for line in err.splitlines() if "findings" in line]
    assert ["A long way" in line for line in lines] == ([True, False] if is_terminal else [])
    assert ["Nobody has ever" in line for line in lines] == ([False, True] if is_terminal else [])


def test_the_hint_names_the_registries_that_were_chosen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An article without a DOI is nothing that doi.org can be asked about; --live, which is there, is no advice."""
    (tmp_path / "list.txt").write_text(LIST, encoding="utf-8")
    arguments = ["check", str(tmp_path / "list.txt"), "--live", "--registries", "doi", "--offline"]
    monkeypatch.setattr("sys.argv", ["ivigref", *arguments, "--cache", str(tmp_path)])
    with pytest.raises(SystemExit):
        cli.main()
    out = capsys.readouterr().out
    assert "unverified: doi cannot be asked about works like these" in out
    assert "--live queries" not in out
