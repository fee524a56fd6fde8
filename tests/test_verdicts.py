"""Does the work exist? Each verdict on a table of citations, and nobody accused for want of an answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivigref import Citation, Name, Record, Reference, check, resolve
from ivigref.checks import existence, holdings, judge, sparing
from ivigref.checks.elsewhere import elsewhere, links
from ivigref.checks.holdings import Holdings
from ivigref.data.serials import Serial, Serials, Span, list_text
from ivigref.errors import Unreachable
from ivigref.holders import SILENT
from ivigref.model import SUSPECT, Answer, Inquiry, Judgement, Kind, Route, Source, Update, Verdict
from ivigref.registries.journals import JournalYear
from ivigref.rejected import APART, FEWEST_WORDS, NEAREST

THIS_YEAR = datetime.now(tz=UTC).year
TITLE = "Marigold infusion in adults with thimble neuropathy"
PRINTED = Reference(
    kind="journal-article",
    raw=f"Quillfeather R, Marlowe PK. {TITLE}. J Ways. 2004;114:412-9.",
    authors=(Name.parse("Quillfeather R"), Name.parse("Marlowe PK")),
    title=TITLE,
    container_title="J Ways",
    year=2004,
    volume="114",
    pages="412-9",
)
ROUTES: tuple[Route, ...] = get_args(Route)
ANSWERED = tuple(Inquiry(registry=name, outcome="not-found", searched=ROUTES) for name in ("crossref", "pubmed"))
SILENCE = Inquiry(registry="pubmed", outcome="unreachable", message="pubmed: HTTP 503")


def record(**values: Any) -> Record:  # noqa: ANN401  (any field)
    """Return another work of the same journal and year, as PubMed has it."""
    other: dict[str, Any] = {
        "title": "Invented bread for invented birds",
        "authors": (Name(family="Harrowgate", given="Tobias"), Name(family="Oyelaran", given="Bola")),
        "container_title": "Journal of Ways",
        "year": 2004,
        "volume": "114",
        "pages": "1-9",
        "pmid": "101",
        "source": Source(registry="pubmed"),
    }
    return Record.model_validate(other | values)


NEIGHBOUR = record()
AT_PLACE = record(pages="412-20", pmid="102")
SAME_TITLE = record(title=TITLE, container_title="Other Ways", year=1999, volume="3", pages="7-9", pmid="103")
RIGHT = record(title=TITLE, authors=PRINTED.authors, pages="412-419", pmid="104")


def citation(reference: Reference = PRINTED, **values: Any) -> Citation:  # noqa: ANN401  (any field)
    """Return a citation for which both registers answered that they know no such work, or as the values say."""
    return Citation.model_validate({"reference": reference, "inquiries": ANSWERED} | values)


def printed(**values: Any) -> Reference:  # noqa: ANN401  (any field)
    """Return the printed article with other values."""
    return Reference.model_validate(dict(PRINTED) | values)


VERDICTS: dict[str, tuple[Citation, Verdict]] = {
    "a record that agrees": (citation(record=RIGHT), Verdict.EXISTS),
    "a retraction describes nothing wrongly": (
        citation(record=RIGHT.model_copy(update={"updates": (Update(kind="retraction", direction="by"),)})),
        Verdict.EXISTS,
    ),
    "another volume": (citation(record=RIGHT.model_copy(update={"volume": "115"})), Verdict.DESCRIBED_WRONGLY),
    "an article of a journal of which another is known": (citation(nearest=(NEIGHBOUR,)), Verdict.NOT_FOUND),
    "the year next to it": (citation(printed(year=2004 + APART), nearest=(NEIGHBOUR,)), Verdict.NOT_FOUND),
    "two years from it": (citation(printed(year=2004 + APART + 1), nearest=(NEIGHBOUR,)), Verdict.NOT_EXPECTED),
    "a DOI that nobody registered": (citation(printed(doi="10.5555/nobody"), unknown=("doi",)), Verdict.NOT_FOUND),
    "a book with such a DOI": (
        citation(printed(kind="book", doi="10.5555/nobody"), unknown=("doi",)),
        Verdict.NOT_EXPECTED,
    ),
    "a DOI of another agency": (citation(printed(doi="10.5555/other"), nearest=(NEIGHBOUR,)), Verdict.UNDECIDED),
    "another work at that place": (citation(at_place=(AT_PLACE,)), Verdict.PLACE_HOLDS_ANOTHER),
    "a DOI that leads to the work at that place": (
        citation(
            printed(doi="10.5555/there"),
            contradicting=(AT_PLACE.model_copy(update={"doi": "10.5555/there"}),),
            at_place=(AT_PLACE.model_copy(update={"doi": "10.5555/there"}),),
        ),
        Verdict.PLACE_HOLDS_ANOTHER,
    ),
    "a thesis": (citation(printed(kind="thesis"), nearest=(NEIGHBOUR,)), Verdict.NOT_EXPECTED),
    "a thesis at a place": (citation(printed(kind="thesis"), at_place=(AT_PLACE,)), Verdict.NOT_EXPECTED),
    "a journal of which nothing is known": (citation(), Verdict.NOT_EXPECTED),
    "a journal of which nothing is known, with a DOI of another work": (
        citation(printed(doi="10.5555/far"), contradicting=(SAME_TITLE.model_copy(update={"title": "Bread", "doi": "10.5555/far"}),)),
        Verdict.UNDECIDED,
    ),
    "this year's": (
        citation(printed(year=THIS_YEAR), nearest=(record(year=THIS_YEAR),)),
        Verdict.NOT_EXPECTED,
    ),
    "last year's": (citation(printed(year=THIS_YEAR - 1), nearest=(record(year=THIS_YEAR),)), Verdict.NOT_FOUND),
    "in press": (
        citation(printed(volume=None, pages=None, date_text="in press"), nearest=(NEIGHBOUR,)),
        Verdict.NOT_EXPECTED,
    ),
    "a part that was not read": (citation(printed(unparsed=("[sic]",)), nearest=(NEIGHBOUR,)), Verdict.UNDECIDED),
    "a title that was guessed": (citation(printed(doubts=(("title", 0.6),)), at_place=(AT_PLACE,)), Verdict.UNDECIDED),
    "a title that was chosen": (citation(printed(doubts=(("title", 0.9),)), at_place=(AT_PLACE,)), Verdict.PLACE_HOLDS_ANOTHER),
    "a title of three words": (citation(printed(title="Lupus in children"), nearest=(NEIGHBOUR,)), Verdict.UNDECIDED),
    "a title of four words": (citation(printed(title="Lupus in small children"), nearest=(NEIGHBOUR,)), Verdict.NOT_FOUND),
    "a translated title": (citation(printed(title=f"[{TITLE}]"), nearest=(NEIGHBOUR,)), Verdict.UNDECIDED),
    "a title in Russian": (citation(printed(title="Настой из ноготков при невропатии"), nearest=(NEIGHBOUR,)), Verdict.UNDECIDED),
    "an abstract in a supplement": (
        citation(printed(issue="Suppl 2", pages="412-3"), nearest=(NEIGHBOUR,)),
        Verdict.UNDECIDED,
    ),
    "an article in a supplement": (
        citation(printed(issue="Suppl 2", pages="412-4"), nearest=(NEIGHBOUR,)),
        Verdict.NOT_FOUND,
    ),
    "the same title by the same author": (
        citation(nearest=(SAME_TITLE.model_copy(update={"authors": PRINTED.authors}),)),
        Verdict.UNDECIDED,
    ),
    "no year": (citation(printed(year=None), nearest=(NEIGHBOUR,)), Verdict.UNDECIDED),
    "before registers are whole": (citation(printed(year=1931)), Verdict.NOT_EXPECTED),
    "a register that did not answer": (citation(nearest=(NEIGHBOUR,), inquiries=(ANSWERED[0], SILENCE)), Verdict.NOT_ANSWERED),
    "and something else at that place": (citation(at_place=(AT_PLACE,), inquiries=(ANSWERED[0], SILENCE)), Verdict.NOT_ANSWERED),
    "nobody was asked": (citation(nearest=(NEIGHBOUR,), inquiries=()), Verdict.NOT_ASKED),
    "the shipped records were asked": (
        citation(nearest=(NEIGHBOUR,), inquiries=(Inquiry(registry="recorded", outcome="not-found"),)),
        Verdict.NOT_ASKED,
    ),
    "a private index was asked": (
        citation(nearest=(NEIGHBOUR,), inquiries=(ANSWERED[0].model_copy(update={"registry": "local-crossref"}),)),
        Verdict.UNDECIDED,
    ),
    "the title was not searched": (
        citation(nearest=(NEIGHBOUR,), inquiries=(ANSWERED[0].model_copy(update={"searched": ("place",)}),)),
        Verdict.UNDECIDED,
    ),
    "whether the journal is held was not answered": (
        citation(inquiries=(ANSWERED[0], ANSWERED[1].model_copy(update={"message": SILENT}))),
        Verdict.UNDECIDED,
    ),
    "a record at second hand": (
        citation(record=RIGHT.model_copy(update={"source": Source(registry="pubmed", certainty="secondary")})),
        Verdict.UNDECIDED,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", VERDICTS)
def test_each_verdict_has_its_cases(name: str) -> None:
    """One case on either side of each condition under which somebody is accused."""
    judged, verdict = VERDICTS[name]
    [judgement] = judge([judged])
    assert judgement.verdict is verdict, judgement


@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict_is_reached(verdict: Verdict) -> None:
    """A verdict that no citation can get would be a promise."""
    assert verdict in {wanted for _, wanted in VERDICTS.values()}


def test_what_is_not_found_comes_with_its_evidence() -> None:
    """Who was asked, on which routes, why they should have it, and the nearest that they have."""
    [judgement] = judge([citation(nearest=(NEIGHBOUR,))])
    assert (judgement.asked, judgement.unanswered, judgement.searched) == (("crossref", "pubmed"), (), ROUTES)
    assert judgement.held == "pubmed has “Journal of Ways” of 2004"
    assert judgement.nearest is not None
    assert judgement.nearest.agree == ("container_title", "year", "volume")
    assert judgement.nearest.differ == ("title", "authors", "pages")
    [finding] = [f for f in check([citation(nearest=(NEIGHBOUR,))]) if f.severity != "note"]
    assert (finding.check, finding.severity) == ("not-found", "warning")
    assert finding.message == (
        "not found though it should be: crossref and pubmed know no such work by title and place, though pubmed has"
        " “Journal of Ways” of 2004; nearest is “Invented bread for invented birds” by Harrowgate T, Oyelaran B,"
        " Journal of Ways 2004;114:1-9 (PMID 101): journal, year and volume agree; title, authors and pages differ"
    )


def test_the_work_at_the_printed_place_is_named() -> None:
    """Title, authors, place and identifier of what stands there, and who says so."""
    [finding] = [f for f in check([citation(at_place=(AT_PLACE,))]) if f.severity != "note"]
    assert finding.check == "place-holds-another"
    assert finding.message == (
        "that place holds another work: J Ways 2004;114:412 is “Invented bread for invented birds” by Harrowgate T,"
        " Oyelaran B, Journal of Ways 2004;114:412-20 (PMID 102), says pubmed"
    )
    assert finding.source == Source(registry="pubmed")


def test_a_work_that_the_printed_doi_led_to_is_named_once() -> None:
    """The error about the DOI names the work at that place already."""
    there = AT_PLACE.model_copy(update={"doi": "10.5555/there"})
    found = check([citation(printed(doi="10.5555/there"), contradicting=(there,), at_place=(there,))])
    assert [f.check for f in found if f.severity != "note"] == ["doi-elsewhere"]


MIXED = {
    "the place of another": (
        citation(at_place=(AT_PLACE,), nearest=(SAME_TITLE,)),
        ("the title is that of “Marigold", "at the printed place, J Ways 2004;114:412, stands “Invented bread"),
    ),
    "the authors and the place of another": (
        citation(printed(authors=AT_PLACE.authors), at_place=(AT_PLACE,), nearest=(SAME_TITLE.model_copy(update={"authors": PRINTED.authors}),)),
        ("the title is that of “Marigold", "the authors and the place are those of “Invented bread"),
    ),
    "the authors of another, and a record": (
        citation(printed(authors=AT_PLACE.authors), record=RIGHT, at_place=(AT_PLACE,)),
        ("the title is that of “Marigold", "the authors and the place are those of “Invented bread"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MIXED)
def test_a_mixture_of_two_works_is_named_as_such(name: str) -> None:
    """Both works are shown, whichever of title, authors and place they gave."""
    mixed, parts = MIXED[name]
    [finding] = [f for f in check([mixed]) if f.check == "chimera"]
    assert finding.severity == "warning"
    assert [part in finding.message for part in parts] == [True, True], finding.message


@pytest.mark.parametrize(
    "whole",
    [citation(record=RIGHT), citation(nearest=(NEIGHBOUR,)), citation(at_place=(AT_PLACE,)), citation(nearest=(SAME_TITLE,))],
    ids=["right", "neighbour", "place alone", "title alone"],
)  # fmt: skip
def test_one_work_is_no_mixture(whole: Citation) -> None:
    """It takes two works that are known."""
    assert "chimera" not in {finding.check for finding in check([whole])}


@given(
    st.lists(st.sampled_from(["found", "not-found", "unreachable"]), min_size=1, max_size=4),
    st.sampled_from([(), (NEIGHBOUR,), (SAME_TITLE,)]),
    st.sampled_from([(), (AT_PLACE,)]),
    st.sampled_from([(), ("doi",)]),
)
def test_nobody_is_accused_where_a_register_did_not_answer(
    outcomes: list[str], near: tuple[Record, ...], there: tuple[Record, ...], unknown: tuple[str, ...]
) -> None:
    """Whatever else is known: silence of one register is never "not found"."""
    inquiries = tuple(
        Inquiry.model_validate({"registry": name, "outcome": outcome, "searched": ROUTES})
        for name, outcome in zip(("crossref", "pubmed", "europepmc", "doi"), outcomes, strict=False)
    )
    asked = citation(printed(doi="10.5555/a"), inquiries=inquiries, nearest=near, at_place=there, unknown=unknown)
    [judgement] = judge([asked])
    assert not ("unreachable" in outcomes and judgement.verdict in SUSPECT)
    assert ("unreachable" in outcomes) == (judgement.verdict is Verdict.NOT_ANSWERED)


def test_a_neighbour_in_the_list_shows_that_the_journal_is_held() -> None:
    """The records of the whole list count, whichever reference they were found for."""
    alone, among = judge([citation()])[0], judge([citation(record=RIGHT), citation()])[1]
    assert (alone.verdict, among.verdict) == (Verdict.NOT_EXPECTED, Verdict.NOT_FOUND)


def test_what_somebody_noted_shows_nothing_of_a_register() -> None:
    """A record at second hand, or one that ships, is no register's holding."""
    for source in (Source(registry="recorded"), Source(registry="pubmed", kind="citing-list")):
        noted = citation(record=RIGHT.model_copy(update={"source": source}))
        assert judge([noted, citation()])[1].verdict is Verdict.NOT_EXPECTED


@pytest.fixture
def _nlm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a list of journals be the user's own."""
    journals = [
        Serial("1", "Journal of ways", ("J Ways",), ("2049-3630",), (Span(1990, 2010),)),
        Serial("2", "Roads", (), (), (Span(1990, None),)),
    ]
    file = tmp_path / "journals.tsv"
    file.write_text(list_text(Serials(journals, "NLM's list", "2026-11-01")), encoding="utf-8")
    monkeypatch.setenv("IVIGREF_JOURNALS", str(file))


@pytest.mark.usefixtures("_nlm")
@pytest.mark.parametrize(
    ("year", "verdict"),
    [(2004, Verdict.NOT_FOUND), (2010, Verdict.NOT_EXPECTED), (2011, Verdict.NOT_EXPECTED), (1989, Verdict.NOT_EXPECTED)],
    ids=["within", "the last year, which may be in part", "after", "before"],
)  # fmt: skip
def test_a_list_of_journals_says_what_is_held(year: int, verdict: Verdict) -> None:
    """NLM's list names the journal and the years; the year at an end does not say."""
    [judgement] = judge([citation(printed(year=year))])
    assert judgement.verdict is verdict
    assert judgement.held == (
        "“Journal of ways” is in NLM's list, 2026-11-01" if verdict is Verdict.NOT_FOUND else None
    )


@pytest.mark.parametrize(
    ("known", "said"),
    [
        (((1994, "94"), (2004, "113")), None),
        (((1994, "114"), (2004, "113")), None),
        (((1994, "114"), (2004, "98")), "volume 114 is of 1994, and 2004 has volume 98"),
        (((2003, "114"), (2004, "98")), None),
        (((1994, "114"),), None),
    ],
    ids=["other volumes", "the volume before", "both elsewhere", "the year before", "one alone"],
)
def test_volume_and_year_that_no_issue_joins(known: tuple[tuple[int, str], ...], said: str | None) -> None:
    """Only where the volume is of other years, and the year has another volume."""
    near = tuple(record(year=year, volume=volume) for year, volume in known)
    found = [f for f in check([citation(nearest=near)]) if f.check == "volume-year-mismatch"]
    assert [f.message for f in found] == ([said] if said else [])
    assert holdings.VOLUMES_APART == 2


PREPRINT = record(kind="preprint", title=TITLE, authors=PRINTED.authors, container_title=None, volume=None, pages=None, doi="10.5555/pre")  # fmt: skip


@pytest.mark.parametrize(
    ("values", "warned"),
    [({}, True), ({"volume": None, "pages": None}, False), ({"kind": "preprint"}, False), ({"container_title": None}, False)],
    ids=["journal and volume", "no volume", "printed as one", "no journal"],
)  # fmt: skip
def test_a_preprint_printed_as_published(values: dict[str, Any], *, warned: bool) -> None:
    """A preprint has neither volume nor pages."""
    [judgement], found = (
        judge([citation(printed(doi="10.5555/pre", **values), record=PREPRINT)]),
        check([citation(printed(doi="10.5555/pre", **values), record=PREPRINT)]),
    )
    assert ("preprint-as-published" in {f.check for f in found}) == warned
    assert (judgement.verdict is Verdict.DESCRIBED_WRONGLY) == warned


def test_a_preprint_and_its_article_are_told_in_either_order() -> None:
    """By the relation that the record states, or by title and first author."""
    published = PREPRINT.model_copy(update={"updates": (Update(kind="published", direction="by", doi="10.5555/ART"),)})
    preprint = citation(printed(kind="preprint", number=1, title="Another title than the later one"), record=published)
    article = citation(printed(number=2), record=RIGHT.model_copy(update={"doi": "10.5555/art"}))
    for pair in ([preprint, article], [article, preprint]):
        found = [f for f in check(pair) if f.check == "preprint-and-version"]
        assert [f.number for f in found] == [pair[1].number]
    alike = [citation(printed(kind="preprint", number=1, year=2003)), citation(printed(number=2))]
    assert [f.message for f in check(alike) if f.check == "preprint-and-version"] == [
        "reference 1 is a preprint of which this is the article"
    ]
    assert [f.recorded for f in check([preprint]) if f.check == "preprint-published"] == ["10.5555/ART"]


class Holder:
    """A register that knows none of the works, and has an article of a journal or does not answer."""

    name = "pubmed"

    def __init__(self, said: Any, records: Sequence[Record] = ()) -> None:  # noqa: ANN401  (records, or an error)
        self.said = said
        self.records = tuple(records)
        self.asked: list[JournalYear] = []

    def ask(self, references: Sequence[Reference]) -> list[Answer]:
        """Look on every route, and have these candidates for all."""
        return [Answer(registry=self.name, searched=ROUTES, records=self.records) for _ in references]

    def of_journals(self, volumes: list[Any]) -> dict[Any, Any]:
        """Answer as told."""
        self.asked += volumes
        return dict.fromkeys(volumes, self.said)


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ((NEIGHBOUR,), Verdict.NOT_FOUND),
        ((record(container_title="Journal of Bread"),), Verdict.NOT_EXPECTED),
        ((), Verdict.NOT_EXPECTED),
        (Unreachable("HTTP 503", registry="pubmed"), Verdict.UNDECIDED),
    ],
    ids=["has one", "has one of another journal", "has none", "does not answer"],
)
def test_a_register_is_asked_whether_it_holds_the_journal(said: object, verdict: Verdict) -> None:
    """Each journal and year once; what does not answer is not taken for a no."""
    register = Holder(said)
    found = resolve(
        [PRINTED, printed(title="Felt bandaging of two mountain valleys"), printed(kind="thesis")], [register]
    )
    assert register.asked == [JournalYear("J Ways", 2004)]
    assert [judgement.verdict for judgement in judge(found)][:2] == [verdict, verdict]


def test_what_was_not_accepted_is_there_to_be_seen() -> None:
    """The nearest candidates, and one of the same journal and year even if it is not near."""
    others = ({"title": f"{TITLE} and {word}", "pmid": number} for number, word in (("1", "trees"), ("2", "stones")))
    far = [SAME_TITLE.model_copy(update={"authors": PRINTED.authors, **other}) for other in others]
    register = Holder((), (*far, NEIGHBOUR))
    [found] = resolve([PRINTED], [register])
    assert (len(found.nearest), found.nearest[-1].pmid, register.asked) == (NEAREST + 1, "101", [])


@pytest.mark.parametrize("kind", [kind for kind in Kind if not kind.is_a(Kind.JOURNAL_ARTICLE)])
def test_every_other_kind_says_where_to_look(kind: Kind) -> None:
    """What no register of articles holds is looked for elsewhere."""
    place = elsewhere(Reference(kind=kind))
    assert place is not None
    assert all(
        link.href.startswith("https://")
        for link in links(Reference(title="Ways & means", url="javascript:alert(1)"), place)
    )


def test_constants_are_those_of_the_cases() -> None:
    """The tables above have a case on either side of these."""
    assert (FEWEST_WORDS, sparing.ABSTRACT, sparing.OLD, APART) == (4, 2, 1950, 1)
    assert 0.6 < sparing.SURE_ENOUGH <= 0.9


def test_a_verdict_reads_as_a_sentence() -> None:
    """What a script prints of it."""
    judgement = existence.judge(citation(printed(kind="thesis")), (), Holdings())
    assert str(judgement) == (
        "not expected there: a thesis is not expected there: look in the university's repository, or by a search of many"
    )
    assert isinstance(judgement, Judgement)
    assert {link.label for link in judgement.look} == {"BASE", "WorldCat"}
