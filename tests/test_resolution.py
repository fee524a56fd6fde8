"""Which record is the printed work, and which is none: precision before recall."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pytest

from ivigref import Citation, Name, Record, Reference, Tag, check, resolve
from ivigref.checks import status
from ivigref.model import Answer, Source
from ivigref.pages import Pages
from ivigref.resolution import choose

TITLE = "Intravenous immunoglobulin treatment of lupus nephritis"
PRINTED = Reference(
    number=1,
    raw="Levy Y. Intravenous immunoglobulin treatment of lupus nephritis. Semin Arthritis Rheum. 2000;29:321–7.",
    authors=(Name.parse("Levy Y"),),
    title=TITLE,
    container_title="Semin Arthritis Rheum",
    year=2000,
    volume="29",
    pages="321–7",
)


def record(**values: object) -> Record:
    """Return a record that agrees with the printed reference but for the given values."""
    whole: dict[str, object] = {
        "authors": (Name(family="Levy", given="Yair"),),
        "title": TITLE,
        "container_title": "Seminars in Arthritis and Rheumatism",
        "year": 2000,
        "volume": "29",
        "pages": "321-327",
        "doi": "10.1000/right",
    }
    return Record.model_validate(whole | values)


@dataclass
class Fake:
    """A registry that gives what a function of the reference says, and remembers what it was asked."""

    name: str
    answer: Callable[[Reference], Sequence[Record]]
    problem: str | None = None
    asked: list[Reference] = field(default_factory=list)

    def ask(self, references: Sequence[Reference]) -> list[Answer]:
        """Answer as told."""
        self.asked.extend(references)
        return [
            Answer(registry=self.name, problem=self.problem)
            if self.problem
            else Answer(registry=self.name, records=tuple(self.answer(reference)))
            for reference in references
        ]


@pytest.mark.parametrize(
    ("candidates", "doi"),
    [
        ([record()], "10.1000/right"),
        ([record(volume="30")], "10.1000/right"),
        ([record(title=f"{TITLE}: part II", pages="328-333", doi="10.1000/part2")], None),
        ([record(title=f"Erratum: {TITLE}", pages="400", doi="10.1000/erratum")], None),
        ([record(title="Intravenous immunoglobulin treatment of polymyositis", pages="88-91")], None),
        ([record(title="Wound healing", authors=())], None),
        ([record(title=f"{TITLE}: part II", pages="328-333", doi="10.1000/part2"), record()], "10.1000/right"),
        ([record(), record(doi="10.1000/twin")], None),
        ([record(), record(doi="10.1000/twin", pages="12-18", volume="8", year=1990)], "10.1000/right"),
        ([], None),
    ],
    ids=[
        "all agrees",
        "a wrong volume is still the same work",
        "part II on the next pages",
        "the erratum",
        "another paper of the same journal and year",
        "another title on the same pages",
        "the right one behind its part II",
        "two records as near as each other",
        "an older paper of the same title",
        "nothing",
    ],
)
def test_the_right_record_is_kept(candidates: list[Record], doi: str | None) -> None:
    """An existing paper that is not the printed one is worse than none."""
    [citation] = resolve([PRINTED], [Fake("crossref", lambda _: candidates)])
    assert citation.doi == doi


def test_an_identifier_is_taken_to_the_registry_that_found_nothing() -> None:
    """Crossref knows the work by its title and gives the DOI, by which PubMed finds it."""
    crossref = Fake("crossref", lambda _: [record()])
    pubmed = Fake("pubmed", lambda r: [record(pmid="10805356", mesh=("Humans",))] if r.doi else [])
    [citation] = resolve([PRINTED], [crossref, pubmed])
    assert [r.doi for r in pubmed.asked] == [None, "10.1000/right"]
    assert citation.pmid == "10805356"
    assert [r.pmid for r in citation.records] == [None, "10805356"]
    assert citation.confidence is not None
    assert citation.confidence > 0.999


def test_a_record_is_completed_and_not_overwritten_by_another() -> None:
    """Two registries' records of one work are joined; where both speak, the better match stands."""
    crossref = Fake("crossref", lambda _: [record(issue="5")])
    pubmed = Fake("pubmed", lambda _: [record(pmid="10805356", issue="5", volume="28")])
    [citation] = resolve([PRINTED], [crossref, pubmed])
    assert citation.record is not None
    assert (citation.record.volume, citation.record.pmid) == ("29", "10805356")


def test_an_unreachable_registry_is_no_answer() -> None:
    """What could not be asked is remembered as such, and the others still count."""
    silent = Fake("crossref", lambda _: [], problem="no answer within 20 s")
    [citation] = resolve([PRINTED], [silent, Fake("pubmed", lambda _: [record()])])
    assert [(i.registry, i.outcome) for i in citation.inquiries] == [("crossref", "unreachable"), ("pubmed", "found")]
    assert citation.doi == "10.1000/right"


def test_an_asserted_identity_is_not_believed_against_the_fields() -> None:
    """A note that says "this is it" about another work is not followed."""
    wrong = record(title="Wound healing in mice", authors=(Name(family="Smith", given="J"),), pages="1-2", volume="3")
    wrong = wrong.model_copy(update={"source": Source(registry="recorded", certainty="certain")})

    class Asserting(Fake):
        def ask(self, references: Sequence[Reference]) -> list[Answer]:
            return [Answer(registry=self.name, records=(wrong,), identified=True) for _ in references]

    [citation] = resolve([PRINTED], [Asserting("recorded", lambda _: [])])
    assert citation.record is None


def test_a_printed_doi_that_leads_to_another_work_is_told() -> None:
    """The worst error of all: the identifier resolves, and to something else."""
    reference = PRINTED.model_copy(update={"doi": "10.1000/other"})
    other = record(title="Chemistry of bread", authors=(Name(family="Baker", given="A"),), year=1974, volume="2",
                   pages="1-9", container_title="Cereal Chemistry", doi="10.1000/other")  # fmt: skip
    [citation] = resolve([reference], [Fake("crossref", lambda _: [other])])
    assert citation.record is None
    assert citation.contradicting == (other,)
    [alarm] = [f for f in check([citation]) if f.severity != "note"]
    assert (alarm.check, alarm.recorded) == ("doi-elsewhere", "10.1000/other")
    assert "Chemistry of bread" in alarm.message


def test_the_right_work_is_still_found_beside_a_wrong_doi() -> None:
    """The record that the print leads to is kept, its DOI is exported, and the printed one is an error."""
    reference = PRINTED.model_copy(update={"doi": "10.1000/other"})
    other = record(title="Chemistry of bread", authors=(), year=1974, volume="2", pages="1-9", doi="10.1000/other")
    [citation] = resolve([reference], [Fake("crossref", lambda _: [other, record()])])
    assert citation.is_certain
    assert citation.doi == citation.work().doi == "10.1000/right"
    assert "doi-elsewhere" in {f.check for f in check([citation])}


@pytest.mark.parametrize(
    ("author", "pages", "doi", "told"),
    [
        ("Levy Y", "321", "10.1000/right", True),
        ("Roe R", "321", "10.1000/next", False),  # a wrong name alone is no other letter's
        ("Roe R", "325", "10.1000/next", False),
    ],
)
@pytest.mark.parametrize("apart", [False, True], ids=["one registry", "a registry each"])
def test_the_doi_of_the_next_letter_of_the_same_title_is_told(
    author: str, pages: str, doi: str, *, told: bool, apart: bool
) -> None:
    """Letters to one article share its title, journal, year and volume: author and page tell them apart."""
    update = {"authors": (Name.parse(author),), "pages": Pages.parse(pages), "doi": "10.1000/next"}
    reference = PRINTED.model_copy(update=update)
    ours = record(pages="321")
    following = record(authors=(Name(family="Roe", given="Rita"),), pages="325", doi="10.1000/next")
    answers = [[following], [ours]] if apart else [[following, ours]]
    [citation] = resolve([reference], [Fake(f"r{n}", lambda _, a=a: a) for n, a in enumerate(answers)])  # type: ignore[misc]
    assert citation.doi == doi
    assert ("doi-elsewhere" in {finding.check for finding in check([citation])}) is told


@pytest.mark.parametrize(
    ("answers", "seen"),
    [([record()], ["10.1000/right"]), ([], [])],
    ids=["found", "had by nobody"],
)
def test_what_is_found_is_passed_on_at_once(answers: list[Record], seen: list[str]) -> None:
    """A work that nobody has waits for what shows who should have it; it is in the result, and not passed on before."""
    early: list[Citation] = []
    [citation] = resolve([PRINTED], [Fake("crossref", lambda _: answers)], on_found=lambda _, one: early.append(one))
    assert [one.doi for one in early] == seen
    assert (citation.record is not None) is bool(answers)


def test_a_doi_alone_with_the_tail_of_an_address_is_the_works() -> None:
    """In a list of identifiers there is nothing else by which the work could be known."""
    reference = Reference(raw="10.1000/right/full", doi="10.1000/right/full")
    [citation] = resolve([reference], [Fake("crossref", lambda _: [record()])])
    assert citation.doi == "10.1000/right"


def test_a_stored_identifier_needs_less_to_be_believed() -> None:
    """A short title alone would not do; with the printed DOI it does."""
    reference = Reference(raw="Myositis. doi:10.1000/m", title="Myositis", doi="10.1000/m")
    [citation] = resolve([reference], [Fake("crossref", lambda _: [Record(title="Myositis", doi="10.1000/m")])])
    assert citation.record is not None


def test_second_hand_stays_second_hand() -> None:
    """A record from another list fits well and may share that list's mistake: the print is not overwritten."""
    copied = record(volume="9").model_copy(update={"source": Source(registry="recorded", certainty="secondary")})
    [citation] = resolve([PRINTED], [Fake("recorded", lambda _: [copied])])
    assert citation.confidence == 0.75
    assert citation.work().volume == "29"


CITING = Source(registry="recorded", address="a list", kind="citing-list", certainty="certain")


def test_another_list_is_second_hand_however_sure_its_work_is() -> None:
    """That it cites this article for certain does not make its numbers right."""
    copied = record(volume="9").model_copy(update={"source": CITING})
    [citation] = resolve([PRINTED], [Fake("recorded", lambda _: [copied])])
    assert citation.confidence == 0.75
    assert citation.work().volume == "29"
    [alarm] = [f for f in check([citation]) if f.check == "volume-differs"]
    assert alarm.severity == "warning"


def test_a_registry_goes_before_what_a_page_says_at_second_hand() -> None:
    """A noted page has no issue and a list gives one: the registry's own stands, and the difference is a note."""
    page = record(doi=None, source=Source(registry="recorded", address="a page", kind="publisher", certainty="certain"))
    noted = page.model_copy(update={"also": (record(issue="9").model_copy(update={"source": CITING}),)})

    class Recorded(Fake):
        def ask(self, references: Sequence[Reference]) -> list[Answer]:
            return [Answer(registry=self.name, records=(noted,), identified=True) for _ in references]

    crossref = record(issue="5").model_copy(update={"source": Source(registry="crossref")})
    registries = [Fake("crossref", lambda _: [crossref]), Recorded("recorded", lambda _: [])]
    for order in (registries, registries[::-1]):
        [citation] = resolve([PRINTED], order)
        assert citation.record is not None
        assert (citation.record.issue, citation.is_second_hand("issue")) == ("5", False)
        assert [said.is_second_hand for said in citation.records] == [False, False, True]
        [note] = [f for f in check([citation]) if f.check == "registries-disagree"]
        assert note.message == "crossref gives the issue as 5, a list as 9"


def test_a_doi_that_only_a_list_gives_still_leads_to_the_other_work() -> None:
    """A printed DOI is another work's by the word of a citing list: it is told, and the work is not joined."""
    other = record(title="Chemistry of bread", authors=(Name(family="Baker", given="A"),), year=1974, volume="2",
                   pages="1-9", container_title="Cereal Chemistry", doi=None)  # fmt: skip
    citing = other.model_copy(update={"doi": "10.1000/other", "source": CITING})
    noted = other.model_copy(update={"also": (citing,)})
    [citation] = resolve([PRINTED.model_copy(update={"doi": "10.1000/other"})], [Fake("recorded", lambda _: [noted])])
    assert citation.record is None
    [alarm] = [f for f in check([citation]) if f.severity != "note"]
    assert (alarm.check, alarm.recorded) == ("doi-elsewhere", "10.1000/other")


def test_a_page_without_fields_is_not_verified_by_a_list() -> None:
    """A DOI at first hand and the title at second hand: nobody at first hand showed which work that is."""
    bare = Record(doi="10.1000/right", source=Source(registry="recorded", kind="publisher", certainty="probable"))
    noted = bare.model_copy(update={"also": (record(source=CITING),)})

    class Recorded(Fake):
        def ask(self, references: Sequence[Reference]) -> list[Answer]:
            return [Answer(registry=self.name, records=(noted,), identified=True) for _ in references]

    [citation] = resolve([PRINTED], [Recorded("recorded", lambda _: [])])
    assert citation.record is not None
    assert citation.record.title == TITLE
    assert status(citation, findings := check([citation])) == "unverified"
    assert "weak-evidence" in {f.check for f in findings}


def test_authors_of_another_record_come_with_its_et_al() -> None:
    """A list that is cut short stays one when it fills a record that has no authors."""
    short = record(et_al=True, pmid="1").model_copy(update={"doi": "10.1000/right"})
    crossref, pubmed = Fake("crossref", lambda _: [record(authors=())]), Fake("pubmed", lambda _: [short])
    [citation] = resolve([PRINTED], [crossref, pubmed])
    assert citation.record is not None
    assert citation.record.et_al == (citation.record.authors == short.authors)
    assert citation.record.authors


def given(name: str, records: Sequence[Record]) -> Fake:
    """Return a registry that answers the same whatever it is asked."""
    return Fake(name, lambda _: records)


STRANGER = record(title="Chemistry of bread", authors=(Name(family="Baker", given="A"),), doi="10.1000/other", pmid="7",
                  pmcid="PMC7")  # fmt: skip
NOTHING = Fake("pubmed", lambda _: [])
SILENT = Fake("pubmed", lambda _: [], problem="no answer within 20 s")


@pytest.mark.parametrize(
    ("printed", "answers", "named"),
    [
        ({"doi": "10.1000/other"}, [[STRANGER]], ["doi-elsewhere"]),
        ({"doi": "10.1000/OTHER"}, [[STRANGER], []], ["doi-elsewhere"]),
        ({"doi": "10.1000/other"}, [[], [STRANGER]], ["doi-elsewhere"]),
        ({"doi": "10.1000/other"}, [[STRANGER], [record(pmid="8")]], ["doi-elsewhere"]),
        ({"doi": "10.1000/alias"}, [[STRANGER.model_copy(update={"doi_alternates": ("10.1000/alias",)})]], ["doi-elsewhere"]),
        ({"pmid": "7"}, [[], [STRANGER]], ["pmid-elsewhere"]),
        ({"pmid": "7", "doi": "10.1000/right"}, [[record()], [STRANGER, record(pmid="8")]], ["pmid-elsewhere"]),
        ({"pmid": "8", "doi": "10.1000/other"}, [[STRANGER], [record(pmid="8")]], ["doi-elsewhere"]),
        ({"pmcid": "PMC7"}, [[], [STRANGER]], ["pmcid-elsewhere"]),
        ({"pmcid": "PMC7", "pmid": "8"}, [[], [record(pmid="8", pmcid="PMC8")]], ["pmcid-elsewhere"]),
        ({"doi": "10.1000/other", "pmid": "7", "pmcid": "PMC7"}, [[STRANGER]], ["doi-elsewhere", "pmid-elsewhere", "pmcid-elsewhere"]),
    ],
)  # fmt: skip
def test_no_path_from_a_printed_identifier_to_a_stranger_is_silent(
    printed: dict[str, str], answers: list[list[Record]], named: list[str]
) -> None:
    """Whoever is asked, and whatever the others say: an identifier that leads to another work is an error."""
    reference = PRINTED.model_copy(update=printed)
    registries = [given(f"registry-{place}", records) for place, records in enumerate(answers)]
    [citation] = resolve([reference], registries)
    errors = [finding for finding in check([citation]) if finding.severity == "error"]
    assert [error.check for error in errors] == named
    assert set(citation.refuted) == {name.removesuffix("-elsewhere") for name in named}
    assert not {citation.doi, citation.pmid, citation.pmcid} & {"10.1000/other", "10.1000/alias", "7", "PMC7"}


@pytest.mark.parametrize(
    ("printed", "answers"),
    [
        ({"doi": "10.1000/right"}, [[record()], []]),
        ({"doi": "10.1000/right"}, [[record(title="Wound healing", authors=(), pages="9")], [record(pmid="8")]]),
        ({"doi": "10.1000/second"}, [[record(doi="10.1000/second")], [record(pmid="8")]]),
        ({"doi": "10.1000/alias"}, [[record(doi_alternates=("10.1000/alias",))]]),
        ({"doi": "10.1000/elsewhere"}, [[], []]),
        ({"pmid": "8"}, [[record()], [record(pmid="8")]]),
        ({"pmcid": "PMC8"}, [[], [record(pmid="8", pmcid="PMC8")]]),
        ({"pmcid": "PMC8"}, [[], [record(pmid="8")]]),
    ],
    ids=[
        "one has it, the other does not",
        "one registry's record of it is another's, the other's is right",
        "the second DOI of a letter",
        "an alias",
        "a DOI that neither has, and another agency may",
        "a PMID",
        "a PMCID",
        "a record that shows no PMCID",
    ],
)
def test_a_right_identifier_is_not_accused(printed: dict[str, str], answers: list[list[Record]]) -> None:
    """A false accusation is the worst error."""
    reference = PRINTED.model_copy(update=printed)
    registries = [given(f"registry-{place}", records) for place, records in enumerate(answers)]
    [citation] = resolve([reference], registries)
    assert not [finding for finding in check([citation]) if finding.check.endswith("-elsewhere")]
    assert citation.refuted == ()


def test_silence_refutes_nothing() -> None:
    """A registry that did not answer says nothing about where an identifier leads."""
    reference = PRINTED.model_copy(update={"doi": "10.1000/other"})
    [citation] = resolve([reference], [SILENT, NOTHING])
    assert (citation.refuted, citation.doi) == ((), "10.1000/other")


def test_the_other_part_of_a_work_in_two_parts_is_told() -> None:
    """A DOI of part I on part II is near enough to be believed, were part II not there."""
    parts = [
        record(title=f"{TITLE}. {number} patients", pages=pages, doi=f"10.1000/{number}")
        for number, pages in ((1, "311-320"), (2, "321-327"))
    ]
    reference = PRINTED.model_copy(update={"title": f"{TITLE}. 2 patients", "doi": "10.1000/1"})
    [citation] = resolve([reference], [Fake("crossref", lambda _: parts[:1]), Fake("pubmed", lambda _: parts[1:])])
    assert [f.check for f in check([citation]) if f.severity == "error"] == ["doi-elsewhere"]
    assert citation.doi == "10.1000/2"


@pytest.mark.parametrize(
    ("rival", "doi"),
    [({"container_title": None}, "10.1000/right"), ({"year": None}, None)],
    ids=["e^2 times", "e^1.5 times"],
)
def test_a_rival_must_be_far_less_likely(rival: dict[str, object], doi: str | None) -> None:
    """Six times: one that lacks the journal is 7.4 times less likely, one that lacks the year 4.5 times."""
    second = record(**{"doi": "10.1000/rival"} | rival)
    [citation] = resolve([PRINTED], [Fake("crossref", lambda _: [record(), second])])
    assert citation.doi == doi


OTHER = {"title": "Chemistry of white bread with yeast flour", "container_title": None, "year": None}


@pytest.mark.parametrize(
    ("values", "is_believed"),
    [({"volume": "30"}, True), ({"volume": None, "authors": ()}, False)],
    ids=["−7.5 + 4 − 2.5 + 3", "−7.5 + 4"],
)
def test_an_asserted_identity_needs_some_agreement(values: dict[str, object], is_believed: bool) -> None:  # noqa: FBT001
    """Where somebody noted that this is the work, odds of one to four are enough, and less is not."""
    noted = record(**OTHER | values).model_copy(update={"source": Source(registry="recorded", certainty="certain")})
    answer = Answer(registry="recorded", records=(noted,), identified=True)
    assert (choose(PRINTED, answer) is not None) == is_believed


@pytest.mark.parametrize(
    ("certainty", "agrees", "confidence"),
    [("certain", True, 0.995), ("probable", True, 0.95), ("certain", False, 0.99), ("probable", False, 0.9), ("secondary", True, 0.75)],
)  # fmt: skip
def test_agreeing_fields_add_little_to_what_somebody_noted(certainty: str, agrees: bool, confidence: float) -> None:  # noqa: FBT001
    """Five hundredths and never above 0.995; a source at second hand stays one."""
    source = Source.model_validate({"registry": "recorded", "certainty": certainty})
    noted = record(**{} if agrees else OTHER | {"volume": "30"}).model_copy(update={"source": source})
    match = choose(PRINTED, Answer(registry="recorded", records=(noted,), identified=True))
    assert match is not None
    assert match.confidence == pytest.approx(confidence)


def test_a_printed_identifier_outweighs_a_better_rival() -> None:
    """Of two DOIs of one letter the printed one is right, though the other's record says more."""
    plain = record(doi="10.1000/first", container_title=None, volume=None)
    reference = PRINTED.model_copy(update={"doi": "10.1000/first"})
    [citation] = resolve([reference], [Fake("crossref", lambda _: [record(), plain])])
    assert citation.doi == "10.1000/first"
    assert "doi-elsewhere" not in {finding.check for finding in check([citation])}


@pytest.mark.parametrize(
    ("values", "is_found"),
    [({"authors": (), "year": None}, False), ({"year": 1999}, True)],
    ids=["7.5: odds of 4.5 to 1", "7.5 + 3 − 2: odds of 12 to 1"],
)
def test_a_candidate_must_be_likely(values: dict[str, object], is_found: bool) -> None:  # noqa: FBT001
    """A title of five words alone is not enough, and with the first author it is, though the year be wrong."""
    candidate = record(**{"container_title": None, "volume": None, "pages": None} | values)
    [citation] = resolve([PRINTED], [Fake("crossref", lambda _: [candidate])])
    assert (citation.record is not None) == is_found


def test_a_citation_keeps_its_key_and_its_tags() -> None:
    """What a file or somebody gave stays, and what registries said before is replaced by what they say now."""
    tag = Tag(axis="design", term="case-report", label="Case Reports")
    old = Citation(reference=PRINTED, key="Own-key", tags=(tag,), record=Record(title="Asked before"))
    registry = Fake("crossref", lambda _: [record()])
    resolved, newcomer = resolve([old, PRINTED], [registry])
    assert (resolved.key, resolved.tags, resolved.record) == ("Own-key", (tag,), record())
    assert (newcomer.key, newcomer.tags) == ("Levy2000a", ())


def test_a_key_that_is_taken_is_given_to_no_other() -> None:
    """A citation that has been given the plain key keeps it, and the next work of its author and year gets a letter."""
    [first] = resolve([PRINTED], [])
    assert [citation.key for citation in resolve([first, PRINTED], [])] == [first.key, f"{first.key}b"]
