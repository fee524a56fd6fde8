"""On which side of a number nobody is accused: order, doubts, old years, links and what a record says."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from ivigref.checks import check, existence, judge, profiled, sparing
from ivigref.checks.alphabet import out_of_order, stands_in_order
from ivigref.checks.elsewhere import JOURNAL, KINDS, links
from ivigref.checks.holdings import Holdings
from ivigref.model import Check, Citation, Finding, Kind, Record, Reference, Update, Verdict
from ivigref.names import Name
from ivigref.profiles import load
from tests.test_verdicts import AT_PLACE, NEIGHBOUR, PRINTED, RIGHT, citation, printed


def by(*names: str, doubt: float | None = None) -> list[Citation]:
    """Return a list of works by these authors, whose names were read with a doubt, or with none."""
    doubts = () if doubt is None else (("authors", doubt),)
    return [Citation(reference=Reference(authors=(Name.parse(f"{name} J"),), doubts=doubts)) for name in names]


@pytest.mark.parametrize(
    ("names", "moved"),
    [
        (("Adams", "Young", "Baker", "Clark", "Young"), [(1, None)]),
        (("Adams", "Baker", "De Vries", "Evans", "Zola", "Deen"), [(5, 2)]),
        (("Adams", "Baker", "Deen", "Evans", "Zola", "De Vries"), [(5, 3)]),
        (("Adams", "Young", "Zola", "Baker", "Zorn"), [(3, 1)]),
        (("Dam", "van Dam", "Evans", "van Eck"), []),
        (("Adams", "van Baker", "Baker", "Clark", "Dole"), []),
        (("Adams", "Adams", "Baker"), []),
    ],
)
def test_as_few_as_possible_are_moved(names: Sequence[str], moved: list[tuple[int, int | None]]) -> None:
    """A namesake goes behind the other; letters decide before which one, and a particle that may count is no error."""
    assert list(out_of_order(by(*names))) == moved


@pytest.mark.parametrize(("doubt", "moved"), [(None, [(1, 4)]), (0.7, [(1, 4)]), (0.69, []), (0.0, [])])
def test_names_that_may_be_misread_are_in_no_order(doubt: float | None, moved: list[tuple[int, int | None]]) -> None:
    """Of a list that was read with less than seven tenths nobody knows whose name is first."""
    assert list(out_of_order(by("Adams", "Young", "Baker", "Clark", "Zola", doubt=doubt))) == moved


@pytest.mark.parametrize(
    ("names", "fewest", "in_order"),
    [
        (("Adams", "Adams", "Baker"), 2, True),
        (("Adams", "Adams", "Baker"), 3, False),
        (("De Vries", "Devries"), 2, False),
        (("Baker", "Adams"), 2, False),
    ],
)
def test_a_list_is_in_order_where_so_many_names_differ(names: Sequence[str], fewest: int, *, in_order: bool) -> None:
    """Two works of one author stand beside each other; a name with a blank is the name without it."""
    assert stands_in_order(by(*names), fewest) is in_order


ALPHABET = ("Adams", "Baker", "Clark", "Dole", "Evans", "Fox", "Gray", "Hale")


@pytest.mark.parametrize(("number", "found"), [(8, True), (7, False)])
def test_eight_names_stand_in_order_by_no_chance(number: int, *, found: bool) -> None:
    """Seven do once in 5,040 lists, eight once in 40,320."""
    rules = load({"name": "J Imag Med", "order": "citation"})
    assert [f.check for f in profiled.in_whole(by(*ALPHABET[:number]), rules)] == [Check.PROFILE_ORDER] * found


@pytest.mark.parametrize(
    ("doubt", "broken"), [(("authors", 0.7), True), (("authors", 0.69), False), (("title", 0.69), False)]
)
def test_a_rule_on_authors_needs_authors_that_were_read(doubt: tuple[str, float], *, broken: bool) -> None:
    """Where authors end is as doubtful as where the title begins."""
    names = tuple(map(Name.parse, ("Doe J", "Roe R", "Poe E")))
    reference = Reference(authors=names, title=PRINTED.title, doubts=(doubt,))
    rules = load({"name": "J Imag Med", "authors": {"most": 2, "first": 1}})
    assert bool(list(profiled.in_citations([Citation(reference=reference)], rules))) is broken


@pytest.mark.parametrize(
    ("year", "now", "share", "found"), [(2015, 2020, 1.0, False), (2014, 2020, 1.0, True), (2014, 2020, 0.01, True)]
)
def test_a_year_is_recent_up_to_the_last_one(year: int, now: int, share: float, *, found: bool) -> None:
    """Five years before 2020 is 2015."""
    rules = load({"name": "J Imag Med", "recent": {"years": 5, "share": share}})
    assert bool(list(profiled.in_whole([Citation(reference=Reference(year=year))], rules, today=now))) is found


@pytest.mark.parametrize("letters", [119, 120, 121, 400])
def test_a_catalogue_is_asked_for_the_beginning_of_a_title(letters: int) -> None:
    """Catalogues refuse long questions, and 120 characters tell a book."""
    asked = links(Reference(title="x" * letters), KINDS[Kind.BOOK])[0].href.partition("q=")[2]
    assert asked == "x" * min(letters, 120)


def test_a_journal_is_looked_for_by_its_name_and_its_first_issn() -> None:
    """A book is looked for by its title alone."""
    reference = Reference(
        title="On lupus", container_title="J Ways", issn=("2049-3630", "0000-0019"), url="https://a.example/b c"
    )
    of_journal, of_book = links(reference, JOURNAL), links(reference, KINDS[Kind.BOOK])
    assert [link.label for link in of_journal] == ["NLM Catalog", "ISSN Portal", "archived copies"]
    assert of_journal[0].href.endswith("?term=J%20Ways")
    assert of_journal[1].href == "https://portal.issn.org/resource/ISSN/2049-3630"
    assert of_journal[2].href == "https://web.archive.org/web/*/https://a.example/b%20c"
    assert [link.label for link in of_book] == ["WorldCat", "Open Library", "archived copies"]
    assert of_book[0].href.endswith("q=On%20lupus")


SPARED: dict[str, tuple[Citation, Verdict, str]] = {
    "a title read with seven tenths": (
        citation(printed(doubts=(("title", 0.7),)), nearest=(NEIGHBOUR,)),
        Verdict.NOT_FOUND,
        "",
    ),
    "a title read with less": (
        citation(printed(doubts=(("title", 0.69),)), nearest=(NEIGHBOUR,)),
        Verdict.UNDECIDED,
        "it is not certain where the title ends",
    ),
    "a journal read with less": (
        citation(printed(doubts=(("container_title", 0.69),)), nearest=(NEIGHBOUR,)),
        Verdict.UNDECIDED,
        "it is not certain where the title ends",
    ),
    "a title of which nothing is certain": (
        citation(printed(doubts=(("title", 0.0),)), nearest=(NEIGHBOUR,)),
        Verdict.UNDECIDED,
        "it is not certain where the title ends",
    ),
    "neither kind nor volume": (citation(printed(kind=None, volume=None), nearest=(NEIGHBOUR,)), Verdict.UNDECIDED, ""),
    "a volume, but no kind": (citation(printed(kind=None), nearest=(NEIGHBOUR,)), Verdict.NOT_FOUND, ""),
    "in press, with pages": (
        citation(printed(volume=None, date_text="in press"), nearest=(NEIGHBOUR,)),
        Verdict.NOT_FOUND,
        "",
    ),
    "in press, with a volume": (
        citation(printed(pages=None, date_text="in press"), nearest=(NEIGHBOUR,)),
        Verdict.NOT_FOUND,
        "",
    ),
    "no pages and no volume": (citation(printed(volume=None, pages=None), nearest=(NEIGHBOUR,)), Verdict.NOT_FOUND, ""),
    "one page of a supplement": (
        citation(printed(issue="Suppl 2", pages="412"), nearest=(NEIGHBOUR,)),
        Verdict.UNDECIDED,
        "an abstract in a supplement often has no record of its own",
    ),
    "a translation behind a full stop": (
        citation(printed(title=f" .[{PRINTED.title}]"), nearest=(NEIGHBOUR,)),
        Verdict.UNDECIDED,
        "its title is a translation, and registries may have the original only",
    ),
    "1949": (
        citation(printed(year=1949)),
        Verdict.NOT_EXPECTED,
        "J Ways”, and 1949 is before most of what registries hold",
    ),
    "1950": (citation(printed(year=1950)), Verdict.NOT_EXPECTED, "J Ways”: look on the journal's own page"),
}


@pytest.mark.parametrize("name", SPARED)
def test_why_a_work_is_not_missed(name: str) -> None:
    """A case on either side of each reason; where there is none, a work that nobody knows is missed."""
    given, verdict, reason = SPARED[name]
    [judgement] = judge([given])
    assert judgement.verdict == verdict
    assert reason in (judgement.reason or "")


@pytest.mark.parametrize(
    ("today", "verdict"), [(2003, Verdict.NOT_EXPECTED), (2004, Verdict.NOT_EXPECTED), (2005, Verdict.NOT_FOUND)]
)
def test_this_years_articles_are_not_missed(today: int, verdict: Verdict) -> None:
    """An article of 2004 may be registered in 2005."""
    given, holdings = citation(nearest=(NEIGHBOUR,)), Holdings()
    list(holdings.watching([given]))
    assert existence.judge(given, holdings=holdings, today=today).verdict == verdict


@pytest.mark.parametrize(("pages", "length"), [("412-3", 2), ("412-4", 3), ("412", 1), ("e412", 1), (None, 1)])
def test_pages_are_counted(pages: str | None, length: int) -> None:
    """The first one counts as well; of numbers with letters nobody knows how many lie between."""
    assert sparing._length(printed(pages=pages).pages) == length  # noqa: SLF001  (its bound is what spares)


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        (Finding.of(Check.TITLE_DIFFERS, "x"), Verdict.DESCRIBED_WRONGLY),
        (Finding.of(Check.TITLE_DIFFERS, "x", severity="note"), Verdict.EXISTS),
        (Finding.of(Check.DOI_UNKNOWN, "x"), Verdict.DESCRIBED_WRONGLY),
        (Finding.of(Check.RETRACTED, "x"), Verdict.EXISTS),
    ],
)
def test_what_is_harmless_describes_no_work_wrongly(found: Finding, verdict: Verdict) -> None:
    """A note, or what became of the work later, is no error of the print."""
    assert existence.judge(citation(record=RIGHT), [found]).verdict == verdict


def updated(**values: object) -> list[str]:
    """Return what is said of a work with an update of these values."""
    update = Update.model_validate({"kind": "retraction", "direction": "by"} | values)
    record = RIGHT.model_copy(update={"updates": (update, update)})
    return [f.message for f in check([citation(record=record)]) if f.check in {Check.RETRACTED, Check.CORRECTED}]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, ["this work was retracted"]),
        ({"date": "2011-03"}, ["this work was retracted (2011-03)"]),
        ({"pmid": "777"}, ["this work was retracted (notice PMID 777)"]),
        ({"doi": "10.5555/n", "pmid": "777", "date": "2011"}, ["this work was retracted (2011; notice 10.5555/n)"]),
        ({"asserted_by": "a publisher"}, ["this work was retracted, says a publisher"]),
        ({"kind": "erratum"}, ["this work was corrected"]),
        ({"kind": "new_edition"}, []),
        ({"direction": "to"}, []),
    ],
)
def test_an_update_is_said_once_with_its_notice(values: dict[str, object], said: list[str]) -> None:
    """The same notice from two registries is one; a notice is not called retracted, nor is an edition a correction."""
    assert updated(**values) == said


@pytest.mark.parametrize(
    ("record", "called"),
    [
        (AT_PLACE, "Invented bread for invented birds"),
        (Record(container_title="J Ways", year=2004, pages="1-9"), "J Ways, 2004, 1-9"),
        (Record(pmid="103"), "one without a title"),
    ],
)
def test_a_work_to_which_an_identifier_leads_is_named(record: Record, called: str) -> None:
    """By its title, else by its place."""
    there = record.model_copy(update={"pmid": "103"})
    given = citation(printed(pmid="103"), record=RIGHT, contradicting=(there,))
    [message] = [finding.message for finding in check([given]) if finding.check is Check.PMID_ELSEWHERE]
    assert message.endswith(f"leads to another work: {called}")
