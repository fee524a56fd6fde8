"""From an identifier to a citation: what is printed is the work, and what is not sure is said and never chosen."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import ivigref
from ivigref import registries, retrieval
from ivigref.errors import InputError
from ivigref.formats import bibtex
from ivigref.registries import transport
from tests.server import Fault, Kind, RegistryServer, article, work
from tests.test_cli import run

TITLE = "A long way to a certain answer in lupus nephritis"
BY = {"authors": [("Doe", "Jane"), ("Roe", "Richard")], "year": 2003, "volume": "7", "page": "1-9",
      "container": "Journal of Ideas"}  # fmt: skip
IN = {"authors": [("Doe", "Jane", "J"), ("Roe", "Richard", "R")], "journal": "Journal of ideas", "iso": "J Ideas",
      "year": 2003, "volume": "7", "pages": "1-9"}  # fmt: skip
RETRACTED = {"updated-by": [{"DOI": "10.5555/notice", "type": "retraction", "source": "publisher"}]}
WORKS = [
    work("10.5555/answer", TITLE, **BY),
    work("10.5555/bad", "An answer that was withdrawn since", **BY | {"page": "20-9"}, **RETRACTED),
    work("10.5555/twin1", "Editorial on a matter of taste", **BY | {"page": "30"}),
    work("10.5555/twin2", "Editorial on a matter of taste", **BY | {"page": "31", "year": 2004}),
    work("10.5555/pre", "A preprint of the certain kind", type="posted-content", authors=[("Poe", "Paul")], year=2020,
         relation={"is-preprint-of": [{"id-type": "doi", "id": "10.5555/later", "asserted-by": "subject"}]}),
    work("10.5555/later", "A preprint of the certain kind", authors=[("Poe", "Paul")], year=2021, container="J Later",
         relation={"has-preprint": [{"id-type": "doi", "id": "10.5555/pre", "asserted-by": "object"}]}),
    work("10.5555/mixed", "What the publisher has under this number", **BY | {"page": "40-9"}),
    work("10.5555/at@brace{", "A number with odd signs in it", **BY | {"page": "50-9"}),
]  # fmt: skip
ARTICLES = [
    article("101", f"{TITLE}.", doi="10.5555/answer", pmcid="PMC101", **IN),
    article("102", "Entirely another tale of bread and of salt.", doi="10.5555/mixed",
            **IN | {"authors": [("Baker", "Bo", "B")], "year": 1971, "volume": "3", "pages": "300-9"}),
    article("103", "Only PubMed has ever heard of this one.", **IN | {"pages": "60-9"}, trials=["NCT00000003"]),
    article("104", "Another report on that trial.", **IN | {"pages": "70-9"}, trials=["NCT00000003", "NCT00000004"]),
]  # fmt: skip


@pytest.fixture(autouse=True)
def _in_haste(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "BACKOFF", 0.01)


@pytest.fixture
def fetch(
    registry_server: Callable[..., RegistryServer],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Callable[..., tuple[int, str, str]]:
    """Return `ivigref fetch …` against registries of a few works: exit code, output, and what it says."""

    def fetched(*arguments: str, faults: list[Fault] | None = None, verb: str = "fetch") -> tuple[int, str, str]:
        server = registry_server(WORKS, ARTICLES, faults or [])
        whom = ["--crossref-url", server.crossref_url, "--pubmed-url", server.pubmed_url]
        cache = ["--cache", str(tmp_path / f"cache{len(list(tmp_path.iterdir()))}")]
        code, out, err = run([verb, *arguments, *whom, *cache], monkeypatch, capsys)
        return code, out, err.replace(server.address, "http://here")

    return fetched


@pytest.mark.parametrize(
    "wish",
    ["10.5555/answer", "https://doi.org/10.5555/ANSWER", "101", "PMID: 101", "PMC101",
     "https://pubmed.ncbi.nlm.nih.gov/101/", "https://pmc.ncbi.nlm.nih.gov/articles/PMC101/"],
)  # fmt: skip
def test_whatever_names_the_work_gives_its_citation(fetch: Callable[..., tuple[int, str, str]], wish: str) -> None:
    """Both registries have it, whichever of its identifiers is given; the entry says where it is from."""
    code, out, err = fetch(wish)
    [citation] = bibtex.loads(out)
    reference = citation.reference
    assert (code, err, citation.key) == (0, "", "Doe2003")
    assert (reference.title, reference.doi, reference.pmid, reference.volume) == (TITLE, "10.5555/answer", "101", "7")
    first, second, entry, *_ = out.splitlines()
    assert first.startswith(f"% {wish}: from ")
    assert second.startswith("% the same work in ")
    assert {"crossref", "pubmed"} == {
        line.split()[place] for line, place in ((first, first.split().index("from") + 1), (second, 5))
    }
    assert all(line.endswith(tuple("0123456789")) and ", 20" in line for line in (first, second))
    assert entry == "@article{Doe2003,"


@pytest.mark.parametrize(
    ("arguments", "begins"),
    [(("--to", "ris"), "TY  - JOUR"), (("--to", "nbib"), "PMID- 101"), (("--to", "csl-json"), "["),
     (("--to", "biblatex"), "% 101: from"), (("--style", "vancouver"), "Doe J, Roe R. A long way")],
)  # fmt: skip
def test_it_is_written_in_any_format_and_style(
    fetch: Callable[..., tuple[int, str, str]], arguments: tuple[str, ...], begins: str
) -> None:
    """A comment stands in the formats that have comments, and in no other."""
    code, out, _ = fetch("101", *arguments)
    assert code == 0
    assert out.lstrip().startswith(begins)
    assert ("% 101" in out) == (arguments[-1] == "biblatex")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("10.5555/bad",), 0, "10.5555/bad: this work was retracted (notice 10.5555/notice), says publisher [retracted]"),
        (("10.5555/nobody",), 1, "10.5555/nobody: not found: crossref and pubmed know no such work"),
        (("999",), 1, "999: not found: pubmed knows no such work"),
        (("--title", "Editorial on a matter of taste"), 1,
         "Editorial on a matter of taste: 2 works fit, and none is chosen: name one by its identifier"),
        (("--title", "Editorial on a matter of taste", "--year", "2010"), 1, "not found: crossref and pubmed know no such"),
        (("--title", "Nothing of this kind was ever written"), 1, "not found: crossref and pubmed know no such work"),
        (("10.5555/mixed",), 1, "10.5555/mixed: 2 works fit, and none is chosen"),
        (("102",), 1, "102: 2 works fit, and none is chosen"),
        (("10.5555/pre",), 0, "this preprint was published since, as doi 10.5555/later: --prefer published takes that"),
        (("NCT00000003",), 1, "NCT00000003: 2 works fit, and none is chosen: name one by its identifier"),
        (("NCT00000004",), 0, ""),
        (("NCT00000005",), 1, "NCT00000005: not found: pubmed knows no such work"),
        (("978-0-306-40615-7",), 1, "no registry that was asked can look up such an identifier"),
        (("978-0-306-40615-8",), 2, "expected an ISBN whose check digit is right, found '978-0-306-40615-8'"),
        (("10.5555/answer", "nonsense"), 2, "expected a DOI, PMID, PMCID, ISBN, arXiv number or number of a trial"),
        (("--author", "Doe J"), 2, "expected --title with --author and --year, found none"),
        ((), 2, "expected an identifier, a file of them, or --title, found none"),
        (("101", "--to", "ris", "--style", "ama"), 2, "expected --to or --style, found both"),
        (("101", "10.5555/answer"), 0, "10.5555/answer: the same work as 101, and written once"),
    ],
)  # fmt: skip
def test_what_there_is_to_know_is_said(
    fetch: Callable[..., tuple[int, str, str]], arguments: tuple[str, ...], code: int, said: str
) -> None:
    """On stderr, with the exit code of the house; only what is found is printed."""
    got, out, err = fetch(*arguments)
    assert got == code, err
    assert said in err
    assert out.count("@") == (0 if code else 1)


def test_works_that_fit_are_listed_with_their_identifiers(fetch: Callable[..., tuple[int, str, str]]) -> None:
    """One of them can then be named; a year that fits one of them is enough, too."""
    _, _, err = fetch("--title", "Editorial on a matter of taste")
    assert "  DOI 10.5555/twin1  Doe et al. Editorial on a matter of taste. Journal of Ideas. 2003\n" in err
    assert "  DOI 10.5555/twin2  " in err
    code, out, _ = fetch("--title", "Editorial on a matter of taste", "--year", "2004", "--author", "Roe R")
    assert (code, bibtex.loads(out)[0].reference.doi) == (0, "10.5555/twin2")


@pytest.mark.parametrize(
    ("wish", "prefer", "doi"),
    [("10.5555/pre", None, "10.5555/pre"), ("10.5555/pre", "published", "10.5555/later"),
     ("10.5555/pre", "preprint", "10.5555/pre"), ("10.5555/later", None, "10.5555/later"),
     ("10.5555/later", "preprint", "10.5555/pre"), ("10.5555/answer", "preprint", "10.5555/answer")],
)  # fmt: skip
def test_the_preferred_version_is_taken_where_a_record_names_it(
    fetch: Callable[..., tuple[int, str, str]], wish: str, prefer: str | None, doi: str
) -> None:
    """A version that nobody names is not looked for by its title."""
    code, out, err = fetch(wish, *(["--prefer", prefer] if prefer else []))
    assert (code, bibtex.loads(out)[0].reference.doi) == (0, doi)
    assert ("which was asked for" in err) == (wish != doi)


@pytest.mark.parametrize(
    ("fault", "where"),
    [*((fault, where) for fault in ("503", "429", "html", "404 html", "cut", "empty") for where in ("/works/", "efetch")),
     ("other doi", "/works/")],
)  # fmt: skip
def test_a_registry_that_fails_is_no_registry_that_says_no(
    fetch: Callable[..., tuple[int, str, str]], fault: Kind, where: str
) -> None:
    """Exit code 3, and another work than the one that was asked for is never printed as if it were that."""
    wish = "10.5555/bad" if where == "/works/" else "103"
    code, out, err = fetch(wish, faults=[Fault(fault, where=where)])
    assert (code, out) == (3, ""), err
    assert f"{wish}: could not be looked up: {'crossref' if where == '/works/' else 'pubmed'}: " in err
    assert "no such work" not in err


def test_what_one_registry_has_is_printed_where_the_other_is_silent(fetch: Callable[..., tuple[int, str, str]]) -> None:
    """It is not checked, and the comment says so."""
    code, out, err = fetch("10.5555/answer", faults=[Fault("503", where="entrez")])
    assert code == 3
    assert "\n% pubmed did not answer\n@article{Doe2003,\n" in out
    assert "10.5555/answer: not checked there: pubmed: " in err


@pytest.mark.parametrize("where", ["query.bibliographic", "[ti]"])
def test_a_registry_that_is_silent_when_a_title_is_looked_for_may_know_another_of_that_title(
    fetch: Callable[..., tuple[int, str, str]], where: str
) -> None:
    """What is found is printed, and the exit code says that it may not be the only one."""
    code, out, err = fetch("--title", TITLE, faults=[Fault("503", where=where)])
    assert (code, out.count("@article{Doe2003,")) == (3, 1)
    assert f"{TITLE}: not checked there: {'pubmed' if where == '[ti]' else 'crossref'}: " in err


def test_a_comment_begins_no_entry(fetch: Callable[..., tuple[int, str, str]]) -> None:
    """BibTeX begins an entry at any @, wherever it stands."""
    code, out, _ = fetch("10.5555/at@brace{")
    assert code == 0
    assert "@" not in out.split("@article{")[0]
    assert [citation.reference.doi for citation in bibtex.loads(out)] == ["10.5555/at@brace{"]


def test_a_file_of_identifiers_is_fetched(fetch: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    """One citation a line, notes with them; what is no identifier is said and counts as not found."""
    file = tmp_path / "ids.txt"
    file.write_text("PMID\n101\n103 (for the introduction)\n10.5555/twin1\nnothing\n", encoding="utf-8")
    code, out, err = fetch(str(file))
    assert code == 1
    assert [citation.key for citation in bibtex.loads(out)] == ["Doe2003a", "Doe2003b", "Doe2003c"]
    assert "note         = {for the introduction}" in out
    assert f"{file}:5: no identifier, and not looked up: 'nothing'" in err


@pytest.mark.parametrize("verb", ["export", "format", "tag", "check", "resolve", "report"])
def test_a_file_of_identifiers_is_a_list_for_every_verb(
    fetch: Callable[..., tuple[int, str, str]], tmp_path: Path, verb: str
) -> None:
    """With --live the values are those of the records."""
    file = tmp_path / "ids.txt"
    file.write_text("10.5555/answer\n103\n", encoding="utf-8")
    more = ["-o", "-"] if verb == "report" else ["--format", "json"] if verb in {"tag", "check", "resolve"} else []
    code, out, err = fetch(str(file), "--live", *more, verb=verb)
    assert code == 0, err
    assert verb == "check" or "Only PubMed has ever heard of this one" in out.replace("{", "").replace("}", "")
    assert "[identifiers-only]" in err
    if verb == "check":
        assert [c["status"] for c in json.loads(out)["citations"]] == ["verified", "verified"]


def test_scripts_fetch_too(registry_server: Callable[..., RegistryServer]) -> None:
    """Several wishes are one conversation with each registry, and come back in order."""
    server = registry_server(WORKS, ARTICLES)
    with registries.Crossref(server.crossref_url) as crossref, registries.PubMed(server.pubmed_url) as pubmed:
        found = ivigref.fetch("10.5555/answer", "103", "10.5555/nobody", title=TITLE, registries=[crossref, pubmed])
    assert [one.outcome for one in found] == ["found", "found", "not-found", "found"]
    assert [one.citation.doi for one in found] == ["10.5555/answer", None, None, "10.5555/answer"]
    assert found[0].record is not None
    assert found[0].record.title == TITLE
    assert found[2].record is None
    assert found[2].account == ("10.5555/nobody: not found: crossref and pubmed know no such work",)


@pytest.mark.parametrize("wishes", [(), ("",), ("Lancet",), ("11.5555/x",)])
def test_what_is_no_identifier_is_refused(wishes: tuple[str, ...]) -> None:
    """Before anybody is asked."""
    with pytest.raises(InputError, match="expected "):
        retrieval.fetch(*wishes, registries=[])
    with pytest.raises(InputError, match="expected a title"):
        retrieval.fetch(title=" ", registries=[])


def test_a_record_that_nobody_else_confirms_is_what_it_is() -> None:
    """What is known at second hand only is no record of the work: it is named, and not printed."""
    from ivigref.model import Record, Reference, Source  # noqa: PLC0415

    cited = Record(
        doi="10.5555/x", title="As somebody cited it", source=Source(registry="recorded", kind="citing-list")
    )
    shelf: Any = registries.Recorded([("x", cited)])
    [found] = ivigref.fetch("10.5555/x", registries=[shelf])
    assert (found.outcome, found.candidates) == ("not-found", (cited,))
    assert Reference(doi="10.5555/x").is_identifier
