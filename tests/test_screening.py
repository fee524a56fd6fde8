"""Screening a manuscript: what an editor sees of references that were invented, mixed up, or not to be expected."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from benchmarks import screening
from ivigref import cli
from ivigref.data.serials import Serial, Serials, Span, list_text
from ivigref.model import Verdict
from ivigref.registries import pace, transport
from ivigref.reports import FACES
from tests.server import Fault, Kind, RegistryServer, article, work

PAGE = Path(__file__).parent.parent / "docs/howto/screen.md"
BLOCK = re.compile(r"^```text\n(.*?)^```$", re.MULTILINE | re.DOTALL)
WORKS = [
    work(
        "10.5555/lanterns",
        "Lantern light and sleep in lighthouse crews: a cohort study",
        authors=[("Harrowgate", "Tobias M."), ("Oyelaran", "Bola K.")],
        year=2018,
        volume="12",
        issue="3",
        page="145-152",
        container="Annals of Invented Medicine",
        short="Ann Invent Med",
        ISSN=["2049-3630"],
    ),
    work(
        "10.5555/barley",
        "Slow barley fasting in rural beekeepers: a randomised trial",
        authors=[("Lindqvist", "Petra"), ("Marlowe", "Jasper")],
        year=2020,
        volume="14",
        issue="1",
        page="33-41",
        container="Annals of Invented Medicine",
        short="Ann Invent Med",
    ),
    work(
        "10.5555/2020.03.01.20028",
        "Prone positioning in awake patients with viral pneumonia",
        type="posted-content",
        authors=[("Harrowgate", "Tobias M."), ("Oyelaran", "Bola K.")],
        year=2020,
        relation={"is-preprint-of": [{"id-type": "doi", "id": "10.5555/prone", "asserted-by": "subject"}]},
    ),
    *(work(f"10.5555/x{n}", f"Unrelated work number {n} on something else") for n in range(20)),
]
ARTICLES = [
    article(
        "101",
        "Copper bathing and remission of amber syndrome.",
        authors=[("Gersteiner", "Hanna C", "HC")],
        journal="Invented lancet (London, England)",
        iso="Invent Lancet",
        year=2019,
        volume="394",
        issue="10193",
        pages="121-130",
        doi="10.5555/copper",
    ),
]
JOURNALS = [
    Serial("1", "Annals of invented medicine", ("Ann Invent Med",), ("2049-3630",), (Span(2001, None),)),
    Serial("2", "The invented lancet. Rheumatology", ("Invent Lancet Rheumatol",), (), (Span(2019, None),)),
]


@pytest.fixture(autouse=True)
def _with_journals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the user have a list of journals, and faults be over soon."""
    file = tmp_path / "journals.tsv"
    file.write_text(list_text(Serials(JOURNALS, "NLM's list", "2026-11-01")), encoding="utf-8")
    monkeypatch.setenv("IVIGREF_JOURNALS", str(file))
    monkeypatch.setattr(transport, "BACKOFF", 0.01)
    monkeypatch.setattr(pace, "MARGIN", 0.01)  # a second try does not wait for its turn


Run = Callable[..., tuple[int, str]]


@pytest.fixture
def check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return `ivigref check` of a text with --live: exit code, and what it prints."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")

    def run(server: RegistryServer, text: str, *more: str) -> tuple[int, str]:
        Path("manuscript.txt").write_text(text, encoding="utf-8")
        urls = ["--crossref-url", server.crossref_url, "--pubmed-url", server.pubmed_url, "--cache", "cache"]
        monkeypatch.setattr("sys.argv", ["ivigref", "check", "manuscript.txt", "--live", *urls, *more])
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        return int(stopped.value.code or 0), capsys.readouterr().out

    return run


def verdicts(printed: str) -> list[str]:
    """Return the names of the verdicts in a report."""
    return [citation["verdict"]["name"] for citation in json.loads(printed)["citations"]]


def checks(printed: str) -> list[list[str]]:
    """Return the names of the checks that found more than a note, of each citation."""
    citations = json.loads(printed)["citations"]
    return [[f["check"] for f in citation["findings"] if f["severity"] != "note"] for citation in citations]


INVENTED = (
    "Quillfeather RB, Ashdown-Mbeki T. Marigold infusion and remission of thimble neuropathy: a randomised trial."
)
CASES: dict[str, tuple[str, str, list[str]]] = {
    "an article that registers should hold": (
        f"{INVENTED} Invent Lancet Rheumatol. 2021;3(8):e571-9.", "not-found", ["not-found"],
    ),
    "an article of a journal that nobody knows": (
        ("Marlowe PK. Efficacy of early rehabilitation after hip fracture: a systematic review. J Geriatr Rehabil Med."
        " 2018;12:44-51."), "not-expected", [],
    ),
    "the place of another": (
        f"{INVENTED} Invent Lancet. 2019;394(10193):121-30.", "place-holds-another", ["place-holds-another"],
    ),
    "the DOI and the place of another": (
        ("Quillfeather R. Polymeric peroxides in dental composites of the molar teeth. Ann Invent Med. 2018;12(3):145-52."
        " doi:10.5555/lanterns"), "place-holds-another", ["doi-elsewhere"],
    ),
    "the DOI of another, at no place": (
        ("Harrowgate TM, Oyelaran BK. Polymeric peroxides in dental composites of the molar teeth. Ann Invent Med."
        " 2014;8(2):45-52. doi:10.5555/lanterns"), "not-found", ["doi-elsewhere", "not-found"],
    ),
    "a DOI that nobody registered": (
        f"{INVENTED} Ann Invent Med. 2019;13(2):78-86. doi:10.5555/2019.99123", "not-found", ["doi-unknown", "not-found"],
    ),
    "a PMID that nobody registered": (
        f"{INVENTED} Journal of Nobody. 2019;13(2):78-86. PMID: 39999991.", "not-found", ["pmid-unknown", "not-found"],
    ),
    "the title of one at the place of another": (
        ("Lindqvist P, Marlowe J. Slow barley fasting in rural beekeepers: a randomised trial. Ann Invent Med."
        " 2018;12(3):145-52."), "place-holds-another", ["chimera"],
    ),
    "the title of one, with the authors and the place of another": (
        "Harrowgate TM, Oyelaran BK. Slow barley fasting in rural beekeepers: a randomised trial. Ann Invent Med. 2018;12(3):145-52.",
        "place-holds-another",
        ["chimera"],
    ),
    "the authors and the place of a work, with a title of nobody": (
        "Harrowgate TM, Oyelaran BK. Polymeric peroxides in dental composites of the molar teeth. Ann Invent Med. 2018;12(3):145-52.",
        "undecided",
        [],
    ),
    "a preprint printed as published": (
        ("Harrowgate TM, Oyelaran BK. Prone positioning in awake patients with viral pneumonia. Ann Invent Med."
        " 2020;14(3):145-52. doi:10.5555/2020.03.01.20028"), "described-wrongly", ["preprint-as-published"],
    ),
    "a right one": (
        ("Harrowgate TM, Oyelaran BK. Lantern light and sleep in lighthouse crews: a cohort study. Ann Invent Med."
        " 2018;12(3):145-52."), "exists", [],
    ),
    "a right one with another volume": (
        ("Harrowgate TM, Oyelaran BK. Lantern light and sleep in lighthouse crews: a cohort study. Ann Invent Med."
        " 2018;13(3):145-52."), "described-wrongly", ["volume-differs"],
    ),
    "a book": (
        ("Braunwald E, Zipes DP, editors. Heart disease: a textbook of cardiovascular medicine. 6th ed. Philadelphia:"
        " Saunders; 2001."), "not-expected", [],
    ),
    "a thesis": (
        "Pellworth JD. Outcomes of home infusion in rural districts [dissertation]. Leeds: University of Leeds; 2014.",
        "not-expected", [],
    ),
    "a report": (
        "World Health Organization. Global tuberculosis report 2019. Geneva: WHO; 2019.", "not-expected", [],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_each_kind_of_reference_gets_its_verdict(
    name: str, registry_server: Callable[..., RegistryServer], check: Run
) -> None:
    """What an editor has to know, from the print to the report, with both registries."""
    text, verdict, wanted = CASES[name]
    code, printed = check(registry_server(WORKS, ARTICLES), f"References\n\n1. {text}\n", "--format", "json")
    assert (verdicts(printed), checks(printed)) == ([verdict], [wanted])
    assert code == (1 if wanted else 0)


def test_the_relation_of_a_preprint_names_its_article(
    registry_server: Callable[..., RegistryServer], check: Run
) -> None:
    """Crossref says which article a preprint became; a note is enough."""
    text = CASES["a preprint printed as published"][0]
    _, printed = check(registry_server(WORKS, ARTICLES), f"References\n\n1. {text}\n", "--format", "json")
    [citation] = json.loads(printed)["citations"]
    assert [f["recorded"] for f in citation["findings"] if f["check"] == "preprint-published"] == ["10.5555/prone"]


@pytest.mark.parametrize(
    ("fail_on", "code"),
    [
        ((), 1),
        (("--fail-on", "error"), 0),
        (("--fail-on", "not-found"), 1),
        (("--fail-on", "place-holds-another,error"), 0),
        (("--fail-on", "chimera, not-found"), 1),
        (("--fail-on", ""), 0),
        (("--fail-on", "warning"), 1),
        (("--fail-on", "note"), 0),
        (("--fail-on", "nonsense"), 2),
    ],
)
def test_what_fails_a_list_can_be_chosen(
    fail_on: Sequence[str], code: int, registry_server: Callable[..., RegistryServer], check: Run
) -> None:
    """Severities, checks and verdicts have one option; by default whatever is more than a note fails."""
    text = CASES["an article that registers should hold"][0]
    assert check(registry_server(WORKS, ARTICLES), f"References\n\n1. {text}\n", *fail_on)[0] == code


def test_what_fails_a_list_is_read_before_anybody_is_asked(
    registry_server: Callable[..., RegistryServer], check: Run
) -> None:
    """A misspelt name costs no request."""
    text = CASES["an article that registers should hold"][0]
    server = registry_server(WORKS, ARTICLES)
    assert check(server, f"References\n\n1. {text}\n", "--fail-on", "not-fond") == (2, "")
    assert not server.account.targets


@pytest.mark.parametrize("kind", ["503", "html", "cut", "empty", "404 html", "null", "shape", "429 in 200"])
@pytest.mark.parametrize("where", ["/works", "ecitmatch", "esearch"])
def test_a_spoilt_answer_accuses_nobody(
    kind: Kind,
    where: str,
    registry_server: Callable[..., RegistryServer],
    check: Run,
) -> None:
    """Whatever comes instead of an answer: nobody is accused, and what was answered stands."""
    text = "References\n\n1. " + "\n2. ".join(
        CASES[name][0] for name in ("an article that registers should hold", "the place of another")
    )
    _, printed = check(registry_server(WORKS, ARTICLES, [Fault(kind, where)]), text, "--format", "json")
    assert {"not-found", "place-holds-another"}.isdisjoint(verdicts(printed)), printed


def test_a_limit_in_the_middle_leaves_the_others_as_they_are(
    registry_server: Callable[..., RegistryServer], check: Run
) -> None:
    """The references that one answer was about could not be asked for; the second run asks for those alone."""
    names = ("a right one", "an article that registers should hold", "a book")
    text = "References\n\n" + "\n".join(f"{n}. {CASES[name][0]}" for n, name in enumerate(names, 1))
    server = registry_server(WORKS, ARTICLES, [Fault("403", "Heart")])
    code, printed = check(server, text, "--format", "json")
    assert (code, verdicts(printed)) == (3, ["exists", "not-found", "not-answered"])
    server.faults.clear()
    asked = server.account.count("Marigold")
    code, printed = check(server, text, "--format", "json")
    assert (code, verdicts(printed)) == (1, ["exists", "not-found", "not-expected"])
    assert server.account.count("Marigold") == asked


LIST = "References\n\n" + "\n".join(f"{n}. {text}" for n, (text, _, _) in enumerate(CASES.values(), 1)) + "\n"


@pytest.mark.parametrize("face", FACES)
def test_every_face_shows_the_verdict(face: str, registry_server: Callable[..., RegistryServer], check: Run) -> None:
    """What one face says, none keeps to itself."""
    _, printed = check(registry_server(WORKS, ARTICLES), LIST, "--format", face)
    said = " ".join(printed.split())
    assert "not-found" in said
    assert "Copper bathing and remission of amber syndrome" in said or face == "table"
    if face not in {"findings", "jsonl"}:
        assert "not-expected" in said or "not expected" in said


def test_the_report_for_programs_keeps_its_schema(registry_server: Callable[..., RegistryServer], check: Run) -> None:
    """Each verdict with its evidence is as the schema of the documentation has it."""
    jsonschema = pytest.importorskip("jsonschema", reason="the schema's test needs jsonschema (group dev)")
    schema = json.loads((PAGE.parent.parent / "reference/check.schema.json").read_text(encoding="utf-8"))
    _, printed = check(registry_server(WORKS, ARTICLES), LIST, "--format", "json")
    jsonschema.validate(json.loads(printed), schema)
    assert set(verdicts(printed)) == {verdict for _, verdict, _ in CASES.values()}
    assert {verdict.value for verdict in Verdict} == set(schema["$defs"]["verdict"]["properties"]["name"]["enum"])


def test_the_page_of_the_documentation_shows_what_is_printed(
    registry_server: Callable[..., RegistryServer], check: Run
) -> None:
    """The worked example: a list, and what the command says of it."""
    listed, shown = BLOCK.findall(PAGE.read_text(encoding="utf-8"))[:2]
    code, printed = check(registry_server(WORKS, ARTICLES), listed)
    command, _, expected = shown.partition("\n")
    assert (command, code) == ("$ ivigref check manuscript.txt --live", 1)
    assert [line.rstrip() for line in printed.splitlines()] == [line.rstrip() for line in expected.splitlines()]


@pytest.mark.slow
@pytest.mark.skipif("IVIGREF_SHARED" not in os.environ, reason="needs the real works of IVIGREF_SHARED")
def test_right_references_are_not_accused_and_invented_ones_are() -> None:
    """Of 100 real works in two forms: at most 0.3 in a hundred right ones, at least 98 invented ones."""
    for group in screening.measure(Path(os.environ["IVIGREF_SHARED"]), 100, ("vancouver", "apa")):
        assert group.share <= 0.3 if group.sort == "right" else group.share >= 98, group.form
