"""What nobody is accused of: conditions that join, each with a case that lacks one of them."""

from __future__ import annotations

import pytest

from ivigref.checks import check, judge, profiled, sparing, status
from ivigref.checks.holdings import Holdings
from ivigref.holders import NAMES_NONE
from ivigref.model import Check, Citation, Finding, Inquiry, Record, Reference, Update
from ivigref.names import Name
from ivigref.profiles import load
from tests.test_profiles import MANY, broken_by
from tests.test_profiles import TITLE as INVENTED
from tests.test_verdicts import AT_PLACE, NEIGHBOUR, PRINTED, RIGHT, SAME_TITLE, citation, printed, record

OTHERS = record(
    title="Invented soup", authors=(Name.parse("Nemo C"), Name.parse("Nobody D")), container_title="Far", pmid="105"
)
BY_TITLE = tuple(Inquiry(registry=name, outcome="not-found", searched=("title",)) for name in ("crossref", "pubmed"))
NAMING = tuple(
    Inquiry(registry=name, outcome="not-found", searched=("identifier", "title", "place"), message=NAMES_NONE)
    for name in ("crossref", "pubmed")
)
ALONE, TWO = AT_PLACE.authors[:1], AT_PLACE.authors


def messages(given: Citation, *names: Check) -> list[str]:
    """Return what is said of a citation under these checks."""
    return [finding.message for finding in check([given]) if finding.check in names]


@pytest.mark.parametrize(
    ("given", "mixed"),
    [
        (citation(printed(authors=TWO), nearest=(SAME_TITLE.model_copy(update={"authors": PRINTED.authors}), NEIGHBOUR)), True),
        (citation(printed(authors=ALONE), nearest=(SAME_TITLE.model_copy(update={"authors": PRINTED.authors}), record(authors=ALONE))), False),
        (citation(printed(authors=TWO), nearest=(SAME_TITLE.model_copy(update={"authors": PRINTED.authors}), OTHERS)), False),
    ],
    ids=["two authors of another", "one author of another", "of nobody's"],
)  # fmt: skip
def test_authors_of_another_work_are_two_at_least(given: Citation, *, mixed: bool) -> None:
    """Two works of one author alone are no mixture: many people have one name."""
    assert bool(messages(given, Check.CHIMERA)) is mixed


def test_a_mixture_says_what_is_of_which_work() -> None:
    """Title and authors of one with the place of another; and the authors of a third that is not at the place."""
    same = SAME_TITLE.model_copy(update={"authors": PRINTED.authors})
    [of_two] = messages(citation(at_place=(AT_PLACE,), nearest=(same,)), Check.CHIMERA)
    assert of_two.startswith("a mixture of two works: title and authors are those of “Marigold")
    assert "; at the printed place, J Ways 2004;114:412, stands “Invented bread" in of_two
    third = printed(authors=OTHERS.authors)
    [of_three] = messages(citation(third, at_place=(AT_PLACE,), nearest=(same, OTHERS)), Check.CHIMERA)
    assert "; the authors are those of “Invented soup" in of_three
    assert "; at the printed place, J Ways 2004;114:412, stands “Invented bread" in of_three
    [no_place] = messages(citation(third, nearest=(same, OTHERS)), Check.CHIMERA)
    assert "; the authors are those of “Invented soup" in no_place
    assert "at the printed place" not in no_place
    [both] = messages(citation(printed(authors=TWO), at_place=(AT_PLACE,), nearest=(same,)), Check.CHIMERA)
    assert "; the authors and the place are those of “Invented bread" in both
    assert "at the printed place" not in both


def test_the_nearest_work_is_named_where_it_tells_something() -> None:
    """That only the year agrees says nothing about what was meant."""
    for nearest, told in (
        (NEIGHBOUR, True),
        (record(container_title="J Ways", volume="9"), True),
        (record(volume="9", year=2005), False),
    ):
        [judgement] = judge([citation(nearest=(nearest, NEIGHBOUR))])
        assert ("nearest is" in (judgement.reason or "")) is told


def test_what_an_identifier_contradicts_is_not_called_unverified_too() -> None:
    """One error is said once."""
    there = SAME_TITLE.model_copy(update={"title": "Bread", "doi": "10.5555/far"})
    given = citation(printed(kind="thesis", doi="10.5555/far"), contradicting=(there,))
    assert messages(given, Check.DOI_ELSEWHERE)
    assert not messages(given, Check.UNVERIFIED)
    assert messages(citation(printed(kind="thesis")), Check.UNVERIFIED)


@pytest.mark.parametrize(("apart", "said"), [(1, False), (2, True)])
@pytest.mark.parametrize("side", [-1, 1])
def test_a_volume_may_be_of_the_year_next_to_it(apart: int, side: int, *, said: bool) -> None:
    """Volumes run over the turn of a year; two years apart they do not, nor do two volumes."""
    near = (record(year=2004 + side * apart, volume="114"), record(volume="98"))
    assert bool(messages(citation(nearest=near), Check.VOLUME_YEAR_MISMATCH)) is said
    near = (record(year=1994, volume="114"), record(volume=str(114 + side * apart)))
    assert bool(messages(citation(nearest=near), Check.VOLUME_YEAR_MISMATCH)) is said


@pytest.mark.parametrize(("title", "found"), [("A case report", False), ("A short case report", True)])
def test_a_title_of_three_words_makes_no_two_versions(title: str, *, found: bool) -> None:
    """As it makes no duplicate."""
    works = [
        Citation(reference=Reference(kind=kind, title=title, authors=PRINTED.authors, year=year))
        for kind, year in (("preprint", 2018), ("journal-article", 2019))
    ]
    assert bool([f for f in check(works) if f.check is Check.PREPRINT_AND_VERSION]) is found


@pytest.mark.parametrize(
    ("update", "found"),
    [
        ({"kind": "published", "direction": "by", "doi": "10.5555/own"}, True),
        ({"kind": "published", "direction": "to", "doi": "10.5555/own"}, False),
        ({"kind": "erratum", "direction": "by", "doi": "10.5555/own"}, False),
        ({"kind": "published", "direction": "by"}, False),
    ],
)
def test_a_preprint_is_joined_to_what_it_became(update: dict[str, str], *, found: bool) -> None:
    """Its record says by which DOI it was published; an erratum is no article."""
    early = Record(
        kind="preprint",
        title="Early words on marigold tea",
        doi="10.5555/pre",
        updates=(Update.model_validate(update),),
    )
    works = [
        Citation(
            reference=Reference(kind="preprint", title="Early words on marigold tea", doi="10.5555/pre"), record=early
        ),
        Citation(reference=Reference(title="Late words on marigold tea", doi="10.5555/own")),
    ]
    assert bool([f for f in check(works) if f.check is Check.PREPRINT_AND_VERSION]) is found


def rules(given: Citation, **wanted: object) -> list[str]:
    """Return what is said of a citation by these rules."""
    profile = load({"name": "J Imag Med", **wanted})
    return [found.message for _, found in profiled.in_citations([given], profile)]


@pytest.mark.parametrize(
    ("number", "sure", "cut", "broken"),
    [
        (1, True, False, False),
        (2, True, False, True),
        (3, True, False, True),
        (4, True, False, False),
        (2, False, False, False),
        (2, True, True, False),
    ],
)
def test_et_al_is_wrong_where_a_sure_record_has_few_authors(
    number: int, *, sure: bool, cut: bool, broken: bool
) -> None:
    """A record that is only probable, or that is cut itself, proves nothing."""
    names = tuple(Name(family=f"Doe{letter}") for letter in "abcd")
    reference = Reference(title=INVENTED, authors=names[:2], et_al=True)
    known = Record(title=INVENTED, authors=names[:number], et_al=cut)
    given = Citation(reference=reference, record=known, confidence=1.0 if sure else 0.6)
    assert bool(rules(given, **MANY)) is broken


@pytest.mark.parametrize(
    ("raw", "values", "recorded", "sure", "wanted", "broken"),
    [
        ("J Imag Med. 2019;12(3):300.", {"issue": "3", "volume": "12"}, None, True, False, True),
        ("J Imag Med. 2019;12:300, no. 3.", {"issue": "3", "volume": "12"}, None, True, False, False),
        ("J Imag Med. 2019;12:300.", {"volume": "12"}, "3", True, True, True),
        ("J Imag Med. 2019;12:300.", {"volume": "12"}, "3", False, True, False),
        ("J Imag Med. 2019;12:300.", {"volume": "12"}, None, True, True, False),
        ("J Imag Med. 2019:300.", {}, "3", True, True, False),
    ],
)
def test_an_issue_is_missed_beside_a_volume(
    raw: str, values: dict[str, str], recorded: str | None, *, sure: bool, wanted: bool, broken: bool
) -> None:
    """Where the work is sure to have one, and too much only where it is printed in parentheses."""
    reference = Reference.model_validate({"raw": raw, "title": INVENTED} | values)
    known = Record(title=INVENTED, issue=recorded)
    given = Citation(reference=reference, record=known, confidence=1.0 if sure else 0.6)
    assert bool(rules(given, issue=wanted)) is broken


@pytest.mark.parametrize(
    ("raw", "pages", "broken"),
    [
        ("Invented, 1228-1231.", "1228-1231", True),
        ("Invented, 1228-1231.e2", "1228-1231", False),
        ("1228-1231.e2", "1228-1231", False),
        ("An invented print of another", "1228-1231", True),
        ("Invented, 12-12.", "12-12", False),
        ("Invented, 3-5.", "3-5", False),
    ],
)
def test_a_last_page_is_cut_where_digits_are_repeated(raw: str, pages: str, *, broken: bool) -> None:
    """Not where the page goes on, nor where it is the first one."""
    assert bool(broken_by(Reference(raw=raw, title=INVENTED, pages=pages), pages="elided")) is broken


@pytest.mark.parametrize(
    ("raw", "form", "said"),
    [
        ("doi:10.5555/inv", "label", None),
        ("doi:10.5555/inv", "link", "the DOI is printed in another form: https://doi.org/10.5555/inv"),
        ("https://doi.org/10.5555/inv", "link", None),
        ("https://doi.org/10.5555/inv", "label", "the DOI is printed in another form: doi:10.5555/inv"),
        ("10.5555/inv", "label", "the DOI is printed in another form: doi:10.5555/inv"),
        ("nothing", "label", None),
    ],
)
def test_a_doi_is_asked_for_in_the_other_form(raw: str, form: str, said: str | None) -> None:
    """And shown as it should be printed; what is not in print has no form."""
    found = rules(Citation(reference=Reference(raw=raw, title=INVENTED, doi="10.5555/inv")), doi=form)
    assert found == ([f"{said} (rules of J Imag Med)"] if said else [])


def test_a_list_that_should_be_in_order_of_the_alphabet_may_be() -> None:
    """And one without years is not called old."""
    names = ("Adams", "Baker", "Clark", "Dole", "Evans", "Fox", "Gray", "Hale")
    works = [Citation(reference=Reference(authors=(Name(family=name),))) for name in names]
    profile = load({"name": "J Imag Med", "order": "alphabet", "recent": {"years": 5, "share": 0.5}})
    assert not list(profiled.in_whole(works, profile, today=2020))


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (citation(printed(doi="10.5555/a.1/full"), record=RIGHT.model_copy(update={"doi": "10.5555/a.1"}), unknown=("doi",)), []),
        (citation(printed(doi="10.5555/b.1/full"), record=RIGHT.model_copy(update={"doi": "10.5555/a.1"}), unknown=("doi",)), [Check.DOI_ELSEWHERE, Check.DOI_UNKNOWN]),
        (citation(printed(doi="10.5555/a.1/full", pmid="9"), record=RIGHT.model_copy(update={"doi": "10.5555/a.1"}), unknown=("doi", "pmid")), [Check.PMID_ELSEWHERE, Check.PMID_UNKNOWN]),
    ],
    ids=["the work's page", "another work's page", "and another PMID"],
)  # fmt: skip
def test_the_doi_of_a_works_page_is_the_works(given: Citation, found: list[Check]) -> None:
    """But that of another's is not, and it excuses no PMID."""
    names = {Check.DOI_ELSEWHERE, Check.DOI_UNKNOWN, Check.PMID_ELSEWHERE, Check.PMID_UNKNOWN}
    assert sorted(f.check for f in check([given]) if f.check in names) == sorted(found)


def test_a_letter_beside_the_one_that_fits_is_another_work() -> None:
    """Where nothing fits, the print is compared with what its identifier leads to."""
    beside = RIGHT.model_copy(update={"pmid": "9"})
    assert messages(citation(printed(pmid="9"), record=RIGHT, contradicting=(beside,)), Check.PMID_ELSEWHERE)
    assert not messages(citation(printed(pmid="9"), contradicting=(beside,)), Check.PMID_ELSEWHERE)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (
            citation(printed(doi="10.5555/x"), nearest=(NEIGHBOUR,)),
            "the printed DOI is registered, or was not looked up",
        ),
        (
            citation(printed(doi="10.5555/x"), nearest=(NEIGHBOUR,), inquiries=BY_TITLE),
            "the printed DOI was not looked up",
        ),
        (
            citation(nearest=(NEIGHBOUR,), inquiries=BY_TITLE),
            "it was not looked for by place",
        ),
        (citation(inquiries=NAMING[:1]), "crossref has no article of a journal called “J Ways”"),
        (citation(inquiries=NAMING), "crossref and pubmed have no article of a journal called “J Ways”"),
        (citation(), "nothing shows that a registry holds articles of a journal called “J Ways”"),
    ],
)
def test_who_says_why_nobody_is_accused(given: Citation, reason: str) -> None:
    """The route that was not taken, or the registries that know no such journal."""
    [judgement] = judge([given])
    assert (judgement.reason or "").startswith(reason)


@pytest.mark.parametrize(
    ("values", "routes"),
    [
        ({"pages": "1-2", "year": 2004}, ["title", "place"]),
        ({"pages": "1-2", "volume": "9"}, ["title", "place"]),
        ({"pages": "1-2"}, ["title"]),
        ({"volume": "9", "year": 2004}, ["title"]),
        ({"pmid": "9"}, ["identifier", "title"]),
    ],
)
def test_a_place_is_a_page_of_a_volume_or_of_a_year(values: dict[str, object], routes: list[str]) -> None:
    """A page alone is no place, nor is a volume."""
    assert list(sparing.wanted(Reference.model_validate(values))) == routes


def test_a_print_that_shows_nothing_is_not_verified_by_a_record() -> None:
    """However sure the record is; and what a profile asks for changes nothing."""
    assert status(Citation(reference=Reference(raw="x"), record=RIGHT, confidence=1.0), []) == "unverified"
    asked = Finding.of(Check.PROFILE_DOI, "x", severity="warning")
    assert status(citation(record=RIGHT), [asked]) == "verified"
    assert status(citation(record=RIGHT), [asked, Finding.of(Check.YEAR_DIFFERS, "x")]) == "findings"


@pytest.mark.parametrize(
    ("name", "known"), [("J Ways", True), ("Journal of Ways", True), ("Invented Leaves", False), (None, False)]
)
def test_a_journal_is_known_from_a_record(name: str | None, *, known: bool) -> None:
    """By its name in either form; one that is not printed is not known."""
    assert Holdings([citation(nearest=(NEIGHBOUR,))]).is_known(Reference(container_title=name)) is known
