"""What the report says first: the sentence, the references that need a look, what was asked, and the text's citations."""

from __future__ import annotations

import io
import re

import pytest

from ivigref import examine, load, read
from ivigref.model import (
    Check,
    Checked,
    Citation,
    Finding,
    Inquiry,
    Judgement,
    Record,
    Reference,
    Source,
    Status,
    Update,
)
from ivigref.reading import Listing
from ivigref.reports import counts, html
from ivigref.reports.citing import how_read, of_text
from ivigref.reports.overview import SHOWN, asked, looks, registries, sentence

ITEMS = "\n".join(
    f"{n}. Invented {who}. Invented lupus of the painted {what}. J Imag Med. {year};{n}:3–9."
    for n, (who, what, year) in enumerate([("J", "skin", 1999), ("R", "hair", 2001), ("P", "nail", 2003)], 1)
)
MANUSCRIPT = f"The skin is painted [1]. So is the hair [2, 3], but not <the> ear [7].\n\nReferences\n{ITEMS}\n"


def numbered(count: int) -> list[Citation]:
    """Return citations of which nothing is known."""
    return [Citation(reference=Reference(number=n, title=f"Work {n}", raw=f"Work {n}.")) for n in range(1, count + 1)]


def with_statuses(*statuses: Status) -> Checked:
    """Return a list whose citations have these statuses, and an error where one has findings."""
    wrong = [Finding.of(Check("volume-differs"), "volume")]
    return Checked(numbered(len(statuses)), [wrong if s == "findings" else [] for s in statuses], statuses)


def manuscript(update: str | None = None) -> Checked:
    """Check a manuscript; its first work is then retracted, and its volume wrong."""
    listing = read(io.StringIO(MANUSCRIPT))
    citations = list(listing.citations)
    if update:
        record = Record(
            title="Invented lupus of the painted skin",
            year=1999,
            volume="31",
            updates=(Update(kind=update, direction="by"),),
        )
        citations[0] = citations[0].model_copy(update={"record": record, "records": (record,), "confidence": 1.0})
    return examine(Listing(citations, listing.name, text=listing.text, document=listing.document), tag=False)


@pytest.mark.parametrize(
    ("statuses", "said"),
    [
        ((), "There are no references."),
        (("verified",), "Nothing wrong was found in 1 reference; 1 is verified."),
        (("findings",), "1 of 1 reference needs a look."),
        (("findings", "findings", "verified"), "2 of 3 references need a look; 1 is verified."),
        (
            ("unverified", "unreachable"),
            "Nothing wrong was found in 2 references; 1 is unverified, 1 is not known, since a registry did not answer.",
        ),
    ],
)
def test_one_sentence_says_how_the_list_stands(statuses: tuple[Status, ...], said: str) -> None:
    """Silence of a registry is never the same as a work that is not known."""
    assert sentence(with_statuses(*statuses)) == said


def test_the_sentence_tells_of_works_that_may_not_exist_and_of_the_text() -> None:
    """What is not found though it should be is counted, and so are the findings about the text."""
    checked = with_statuses("findings", "findings")
    missed = [Judgement(verdict="not-found"), Judgement(verdict="described-wrongly")]
    said = sentence(Checked(checked.citations, checked.findings, checked.statuses, judgements=missed))
    assert said == "2 of 2 references need a look; 1 not found though expected."
    assert sentence(manuscript()).endswith("; 1 finding is about the citations in the text.")


@pytest.mark.parametrize(("many", "shown"), [(SHOWN, SHOWN), (SHOWN + 1, SHOWN)])
def test_of_many_references_the_gravest_are_shown_in_the_order_of_the_list(many: int, shown: int) -> None:
    """A work that may not exist comes before an error, and an error before a warning."""
    warning, error = Finding.of(Check("issue-differs"), "issue"), Finding.of(Check("volume-differs"), "volume")
    found = [[warning]] * (many - 2) + [[error], [warning]]
    verdicts = [Judgement(verdict="described-wrongly")] * (many - 1) + [Judgement(verdict="not-found")]
    told, total = looks(Checked(numbered(many), found, ["findings"] * many, judgements=verdicts))
    assert (len(told), total) == (shown, many)
    assert [look.number for look in told] == [*range(1, shown - 1), many - 1, many]


def test_notes_and_what_a_profile_asks_for_need_no_look() -> None:
    """Nor is a retraction told twice; a reference that has more than that stands there with the rest."""
    note, style = Finding.of(Check("corrected"), "n"), Finding.of(Check("profile-pages"), "p")
    gone, wrong = Finding.of(Check("retracted"), "r"), Finding.of(Check("volume-differs"), "v")
    found = [[note], [style], [gone], [gone, wrong, style]]
    told, total = looks(Checked(numbered(4), found, ["verified", "verified", "findings", "findings"]))
    assert total == 1
    assert [(look.number, [f.check for f in look.told]) for look in told] == [(4, ["volume-differs", "profile-pages"])]


def test_the_57_say_that_nobody_was_asked() -> None:
    """The shipped records are no registry, and the page says of which month they are."""
    page = examine(load(), tag=False).to_html(made="2026-11-22")
    assert (
        "No registry was asked: the references were compared with the records that ivigref ships, of 2026-11." in page
    )
    assert re.search(r"2026-11-22</time> · ivigref \d", page)


def test_what_was_asked_is_said_with_silence_and_days() -> None:
    """A registry that did not answer is said not to have answered; the days are those of the records."""
    source = Source(registry="pubmed", address="PMID 7", retrieved="2026-11-20")
    later = source.model_copy(update={"retrieved": "2026-11-22"})
    citations = [
        Citation(
            reference=Reference(number=n),
            record=Record(title="x", source=seen),
            inquiries=(
                Inquiry(registry="pubmed", outcome="found"),
                Inquiry(registry="crossref", outcome="unreachable"),
            ),
        )
        for n, seen in enumerate((source, later), 1)
    ]
    assert asked(registries(citations)) == (
        "Asked: PubMed about 2 references (records of 2026-11-20 – 2026-11-22);"
        " Crossref about 2 references (no answer for 2)."
    )


def test_findings_about_the_text_have_sentence_and_place() -> None:
    """Apart from what is said of the list, once, with the words in question marked, and nothing of them is markup."""
    checked = manuscript()
    assert [finding.check for finding in of_text(checked)] == ["cited-not-listed"]
    assert how_read(checked.cited) == "3 citations in the text, by number; 3 of 3 listed works cited"
    page = html.dumps(checked)
    assert page.count("is not in the list, which has 1 to 3") == 1
    assert '<span class="source">line 1</span>: So is the hair [2, 3], but not &lt;the&gt; ear ' in page
    assert '<mark class="note">[7]</mark>' in page


def test_a_list_without_a_text_has_no_such_part() -> None:
    """Nobody reads of citations that nobody looked for."""
    assert "in the text" not in html.dumps(with_statuses("findings"))


def test_a_retraction_names_where_the_text_cites_it() -> None:
    """In the card, with the sentence."""
    page = html.dumps(manuscript("retraction"))
    card = page[page.index('<article id="c1"') : page.index('<article id="c2"')]
    assert "RETRACTED" in card
    assert re.search(r"Where the text cites it</h4>.*line 1</span>: The skin is painted <mark[^>]*>\[1\]</mark>", card)


def test_why_a_work_is_not_missed_is_said() -> None:
    """And who did not answer; a reason that a finding gives already is not said again."""
    told = Judgement(verdict="not-expected", reason="an invented book", unanswered=("pubmed",))
    checked = Checked(numbered(1), [[]], ["unverified"], judgements=[told])
    assert "an invented book" in html.dumps(checked)
    assert "did not answer: pubmed" in html.dumps(checked)


def test_a_list_has_the_same_choices_of_checks_every_time() -> None:
    """Checks that concern as many references are in the order of the list, and not in that of a set, which differs."""
    names = [check for check in Check if check.severity == "error"]
    found = [Finding.of(check, "x") for check in (*names[6:], *names[:6])]
    wanted = [names[0], *names[6:], *names[1:6]]
    assert [option.value for option in counts.checks([found, [Finding.of(names[0], "x")]])] == wanted
