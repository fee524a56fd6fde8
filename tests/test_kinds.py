"""Kinds of works, from print to every format and back: one vocabulary, so that none becomes another on the way."""

from __future__ import annotations

import json
import re
from typing import NamedTuple, get_args

import pytest

from ivigref import parse_reference
from ivigref.formats import FORMATS, module
from ivigref.formats.entry import narrower
from ivigref.model import Citation, Kind, Reference
from ivigref.model.kinds import Vocabulary


class Print(NamedTuple):
    """A printed work; and, in BibTeX, its entry and the field that holds what it is in; in RIS, CSL and EndNote, its type."""

    text: str
    entry: str
    container: str | None
    ris: str
    csl: str
    endnote: str


ARTICLE = ("article", "journal", "JOUR", "article-journal", "17")
PRINTS = {
    Kind.JOURNAL_ARTICLE: Print("Doe J, Roe R. A case of lupus. Lancet. 1999;353:1–2.", *ARTICLE),
    Kind.LETTER: Print("Doe J, Roe R. A case of lupus [letter]. Lancet. 1999;353:1–2.", *ARTICLE),
    Kind.EDITORIAL: Print("Doe J, Roe R. Invented hair [editorial]. Lancet. 1999;353:1–2.", *ARTICLE),
    Kind.COMMENT: Print("Doe J, Roe R. Invented hair [comment]. Lancet. 1999;353:1–2.", *ARTICLE),
    Kind.ERRATUM: Print("Doe J, Roe R. Erratum: Invented hair. Lancet. 1999;353:1–2.", *ARTICLE),
    Kind.RETRACTION_NOTICE: Print("Doe J, Roe R. Retraction: Invented hair. Lancet. 1999;353:1–2.", *ARTICLE),
    Kind.MEETING_ABSTRACT: Print(
        "Doe J. Invented hair [abstract]. Lancet. 1999;353 Suppl 1:S9.",
        "article",
        "journal",
        "ABST",
        "article-journal",
        "17",
    ),
    Kind.BOOK: Print("Doe J. Invented skin. 2nd ed. New York: Nova; 2014.", "book", None, "BOOK", "book", "6"),
    Kind.BOOK_CHAPTER: Print(
        "Doe J. Side effects. In: Roe R, editor. Invented globulins. New York: Nova; 2014. pp. 191–204.",
        "incollection",
        "booktitle",
        "CHAP",
        "chapter",
        "5",
    ),
    Kind.CONFERENCE_PAPER: Print(
        "Doe J. Invented hair. In: Roe R, editor. Proceedings of the Imagined Congress. Vienna: Nova; 2001. pp. 1–3.",
        "inproceedings",
        "booktitle",
        "CPAPER",
        "paper-conference",
        "47",
    ),
    Kind.THESIS: Print(
        "Doe J. Invented hair [dissertation]. Vienna: University of Vienna; 2014.",
        "phdthesis",
        None,
        "THES",
        "thesis",
        "32",
    ),
    Kind.REPORT: Print(
        "Doe J. Invented hair. Technical report. Vienna: Nova; 2014.", "techreport", None, "RPRT", "report", "27"
    ),
    Kind.GUIDELINE: Print(
        "Doe J. Invented guideline for hair. Vienna: Nova; 2014.", "techreport", None, "RPRT", "report", "27"
    ),
    Kind.PREPRINT: Print(
        "Doe J, Roe R. Invented hair. bioRxiv. 2020. doi:10.5555/2020.01.01",
        "unpublished",
        "howpublished",
        "UNPB",
        "article",
        "34",
    ),
    Kind.DATASET: Print(
        "Doe J. Invented hair [data set]. Zenodo. 2020. doi:10.5555/2020.01.02",
        "dataset",
        "howpublished",
        "DATA",
        "dataset",
        "59",
    ),
    Kind.WEB_PAGE: Print(
        "Invented Lupus Organization. Facts [Internet]. 2020 [cited 2021 Jan 2]. Available from: https://example.org/a",
        "online",
        None,
        "ELEC",
        "webpage",
        "12",
    ),
    Kind.PATENT: Print(
        "Doe J. Invented lamp. US patent 1234567. 2014.", "patent", "howpublished", "PAT", "patent", "25"
    ),
    Kind.LEGISLATION: Print(
        "Directive 2001/20/EC of the Imagined Parliament. 2001.", "legislation", None, "STAT", "legislation", "31"
    ),
    Kind.TRIAL_REGISTRATION: Print(
        "Invented lamp against hair. ClinicalTrials.gov NCT00000000. 2014. https://example.org/a",
        "online",
        "howpublished",
        "ELEC",
        "webpage",
        "12",
    ),
}
# No printed words tell these from what is broader; files and registries do.
NOT_IN_PRINT = {
    Kind.MAGAZINE_ARTICLE,
    Kind.NEWSPAPER_ARTICLE,
    Kind.EDITED_BOOK,
    Kind.REFERENCE_ENTRY,
    Kind.PROCEEDINGS,
    Kind.PRESENTATION,
    Kind.MANUSCRIPT,
    Kind.SOFTWARE,
    Kind.LEGAL_CASE,
    Kind.STANDARD,
    Kind.PEER_REVIEW,
    Kind.AUDIOVISUAL,
    Kind.PERSONAL_COMMUNICATION,
    Kind.OTHER,
}


# One reader takes both, and a word that both have means what it means in BibTeX.
READ_AS: dict[str, tuple[Vocabulary, ...]] = {"biblatex": ("bibtex", "biblatex")}


def citation(kind: Kind) -> Citation:
    """Return the printed work of a kind."""
    return Citation(reference=parse_reference(PRINTS[kind].text), key="a")


def written(kind: Kind, to: str) -> str:
    """Return a printed work as a format has it."""
    return module(to).dumps([citation(kind)], values="printed")


def test_every_kind_is_in_print_or_known_not_to_be() -> None:
    """A new kind needs a print, or a line that says that none shows it."""
    assert PRINTS.keys() | NOT_IN_PRINT == set(Kind)
    assert not PRINTS.keys() & NOT_IN_PRINT


@pytest.mark.parametrize("kind", PRINTS)
def test_print_tells_the_kind(kind: Kind) -> None:
    """What stands in brackets, in the title or in the place of the journal says what a work is."""
    assert citation(kind).reference.kind is kind


@pytest.mark.parametrize("kind", PRINTS)
def test_bibtex(kind: Kind) -> None:
    """A letter is an article of its journal, and never @misc in a book of that name."""
    text = written(kind, "bibtex")
    assert text.startswith(f"@{PRINTS[kind].entry}{{a,")
    fields = set(re.findall(r"(?m)^\s*(journal|booktitle|howpublished) +=", text))
    assert fields == ({PRINTS[kind].container} if PRINTS[kind].container else set())


@pytest.mark.parametrize("kind", PRINTS)
def test_the_other_formats(kind: Kind) -> None:
    """Zotero, EndNote and citation processors are told the same."""
    assert written(kind, "ris").splitlines()[0] == f"TY  - {PRINTS[kind].ris}"
    assert json.loads(written(kind, "csl-json"))[0]["type"] == PRINTS[kind].csl
    assert re.findall(r"<ref-type[^>]*>(\d+)</ref-type>", written(kind, "endnote-xml")) == [PRINTS[kind].endnote]


BESIDE = {"ris", "endnote-xml", "refer"}
WHOLE = {"bibtex", "biblatex", "hayagriva"}


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("name", FORMATS)
def test_every_kind_comes_back_as_itself_or_as_what_the_format_calls_it(name: str, kind: Kind) -> None:
    """What has no word of its own in a format is written as the broader kind, and its journal stays a journal.

    RIS and EndNote have a field beside the type, in which the narrower kind goes across, and BibTeX has entrysubtype;
    hayagriva passes over fields that it does not know.
    """
    journal = "J Imagin Med" if kind.is_a(Kind.JOURNAL_ARTICLE) else None
    given = Reference(kind=kind, title="Invented hair", container_title=journal, year=2001)
    format_ = module(name)
    (back,) = format_.loads(format_.dumps([Citation(reference=given, key="a")], values="printed"))
    words = next((known for known in get_args(Vocabulary) if known == name), None)
    expected: Kind | None = kind
    if words is not None:
        read = (Kind.read(known, kind.word(words)) for known in READ_AS.get(name, (words,)))
        expected = next(filter(None, read), None)
    if words in WHOLE or (words in BESIDE and narrower(kind, words)):
        expected = kind
    assert back.reference.kind is expected
    assert back.reference.container_title == journal
    if journal:
        assert expected is not None
        assert expected.is_a(Kind.JOURNAL_ARTICLE)


@pytest.mark.parametrize(
    ("remark", "kind"),
    [
        ("[comment]", Kind.COMMENT),
        ("[commentary]", Kind.COMMENT),
        ("[comment on Lancet 1998;352:9]", Kind.COMMENT),
        ("[comment in Lancet 1999;354:9]", Kind.JOURNAL_ARTICLE),
        ("[published erratum]", Kind.ERRATUM),
        ("[corrigendum]", Kind.ERRATUM),
        ("[published erratum appears in Lancet 1999;354:9]", Kind.JOURNAL_ARTICLE),
        ("[retraction]", Kind.RETRACTION_NOTICE),
        ("[retraction of Lancet 1998;352:9]", Kind.RETRACTION_NOTICE),
        ("[retraction in Lancet 1999;354:9]", Kind.JOURNAL_ARTICLE),
        ("[meeting abstract]", Kind.MEETING_ABSTRACT),
        ("(letter)", Kind.LETTER),
    ],
)
def test_a_remark_tells_of_the_work_itself_or_leads_to_another(remark: str, kind: Kind) -> None:
    """PubMed's summaries print both: an article that has an erratum is none."""
    assert parse_reference(f"Doe J. Invented hair {remark}. Lancet. 1999;353:1–2.").kind is kind


def test_the_point_in_the_name_of_a_register_is_no_stop() -> None:
    """A sentence does not go on in small letters without a blank."""
    reference = citation(Kind.TRIAL_REGISTRATION).reference
    assert (reference.title, reference.container_title) == ("Invented lamp against hair", "ClinicalTrials.gov")
