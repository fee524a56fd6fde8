from __future__ import annotations

import pytest

from ivigref.dates import Date
from ivigref.errors import InputError
from ivigref.model import Citation, Record, Reference
from ivigref.names import Name
from ivigref.pages import Pages

pytest.importorskip("citeproc", reason="the extra styles is not installed")

from ivigref.formats.styles import render, unabbreviated

CITATIONS = [
    Citation(
        reference=Reference(
            kind="journal-article",
            authors=tuple(map(Name.parse, ("Takehara K", "d’Apuzzo V", "Kammler H‑J"))),
            et_al=et_al,
            title="A trial of <i>lupus</i> & TNF-α, p<0.05",
            container_title="Clin Exp Rheumatol",
            year=2013,
            volume="31",
            issue="2 Suppl 76",
            pages="151–6",
        )
    )
    for et_al in (False, True, False)
]


@pytest.mark.parametrize(
    ("style", "printed"),
    [
        (
            "vancouver",
            (
                "Takehara K, d’Apuzzo V, Kammler HJ, et al. A trial of lupus & TNF-α, p<0.05. Clin Exp Rheumatol."
                " 2013;31(2 Suppl 76):151–6."
            ),
        ),
        (
            "ama",
            (
                "Takehara K, d’Apuzzo V, Kammler HJ, et al. A trial of lupus & TNF-α, p<0.05. Clin Exp Rheumatol."
                " 2013;31(2 Suppl 76):151-156."
            ),
        ),
        (
            "apa",
            (
                "Takehara, K., d’Apuzzo, V., Kammler, H.-J., et al. (2013). A trial of lupus & TNF-α, p<0.05."
                " Clin Exp Rheumatol, 31(2 Suppl 76), 151–156."
            ),
        ),
    ],
)
def test_references_are_printed_to_be_pasted_back(style: str, printed: str) -> None:
    """In the order of the list, without numbers, with the et al. that was printed."""
    found = render(CITATIONS, style)
    assert len(found) == 3
    assert found[1].replace("H-J", "HJ") == printed.replace("H-J", "HJ")
    assert "et al" not in found[0] + found[2]


@pytest.mark.parametrize(
    "style",
    ["vancouver", "the-lancet", "bmj", "nature", "ieee", "springer-basic-brackets", "american-chemical-society", "apa"],
)
def test_no_style_prints_its_number(style: str) -> None:
    """Whatever it sets around a number, or nothing: that is the list's; a title that begins like one keeps it."""
    titled = Reference(
        kind="journal-article", title="12. Lupus, again", container_title="Lancet", year=1999, volume="353"
    )
    for printed in (*render(CITATIONS, style), *render([Citation(reference=titled)], style)):
        assert printed.startswith(("Takehara", "K. Takehara", "12. Lupus", "“12. Lupus", "(1999) 12. Lupus"))


@pytest.mark.parametrize("style", ["university-of-zabol", "international-relations"])
def test_a_style_that_cannot_be_printed_is_named(style: str) -> None:
    """citeproc-py fails at some styles of the CSL project, which is no fault of the list."""
    with pytest.raises(InputError, match=f"{style}: expected another style, found one that citeproc-py cannot print"):
        render(CITATIONS, style)


@pytest.mark.parametrize("style", ["vancouver", "ama", "apa", "nature", "harvard-cite-them-right"])
def test_an_unsigned_article_has_its_title_once(style: str) -> None:
    """Where nobody is named, styles put the title in front; it does not come again."""
    editorial = Reference(
        kind="journal-article", title="Cures & cults", container_title="Lancet", year=1999, volume="353", pages="12–5"
    )
    [printed] = render([Citation(reference=editorial)], style)
    assert printed.count("Cures & cults") == 1
    assert "Lancet" in printed


@pytest.mark.parametrize(("title", "printed"), [(None, "Lupus. 1999;8."), ("Lupus", "Lupus. Lupus. 1999;8.")])
def test_an_unsigned_article_keeps_its_journal(title: str | None, printed: str) -> None:
    """One may have no title, or that of its journal."""
    note = Reference(kind="journal-article", title=title, container_title="Lupus", year=1999, volume="8")
    assert render([Citation(reference=note)]) == [printed]


def test_et_al_in_italics_has_one_point() -> None:
    """Nature prints it so."""
    many = CITATIONS[1].reference.authors * 3
    listed = CITATIONS[1].model_copy(update={"reference": CITATIONS[1].reference.model_copy(update={"authors": many})})
    [printed] = render([listed], "nature", markup="html")
    assert "<i>et al.</i> A trial" in printed


def test_a_journal_keeps_its_printed_form() -> None:
    """A list of abbreviations stays one where records have full names; a wrong journal is replaced, in the style's form."""
    record = Record(container_title="The Lancet Neurology", title="Myositis", year=1999, doi="10.5555/1")
    right, wrong = (
        Citation(reference=Reference(title="Myositis", container_title=name), record=record, confidence=0.99)
        for name in ("Lancet Neurol", "Hautarzt")
    )
    assert [text.split(".")[1].strip() for text in render([right, wrong])] == ["Lancet Neurol", "Lancet Neurol"]
    assert ["Lancet Neurol" in right for right in render([right, right], "apa")] == [True, True]
    assert "The Lancet Neurology" in render([wrong], "apa")[0]


@pytest.mark.parametrize(
    ("style", "printed", "written"),
    [
        ("ama", "The New England Journal of Medicine", "N Engl J Med"),
        ("bmj", "Annals of the Rheumatic Diseases", "Ann Rheum Dis"),
        ("vancouver", "Annals of the Rheumatic Diseases", "Ann Rheum Dis"),  # which ICMJE asks for
        ("nature", "Annals of the Rheumatic Diseases", "Ann. Rheum. Dis."),
        ("vancouver", "Ann. Rheum. Dis.", "Ann Rheum Dis"),
        ("vancouver", "Lancet", "Lancet"),
        ("vancouver", "Journal of Inventing", "Journal of Inventing"),
        ("apa", "Annals of the Rheumatic Diseases", "Annals of the Rheumatic Diseases"),
    ],
)
def test_a_style_abbreviates_as_its_profile_asks(style: str, printed: str, written: str) -> None:
    """Where the abbreviation is known; what is printed then has no finding of the profile, and the rest is named."""
    cited = Citation(reference=Reference(kind="journal-article", title="On it", container_title=printed, year=1999))
    [text] = render([cited], style)
    assert f" {written}" in text
    assert unabbreviated([cited], style) == ([printed] if "Inventing" in printed else [])


def test_only_journals_are_abbreviated() -> None:
    """A chapter stands in a book, which may be called like a journal."""
    chapter = Reference(kind="chapter", title="On it", container_title="Annals of the Rheumatic Diseases", year=1999)
    [text] = render([Citation(reference=chapter)])
    assert "Annals of the Rheumatic Diseases" in text
    assert unabbreviated([Citation(reference=chapter)], "vancouver") == []


@pytest.mark.parametrize(
    ("pages", "printed"),
    [
        ("145-149", "145–9"),
        ("228-31", "228–31"),
        ("e12-e15", "e12–5"),
        ("99-101", "99–101"),
        ("1-12", "1–12"),
        ("19-190", "19–190"),
        ("e1-e12", "e1–e12"),
        ("145-140", "145–140"),
        ("100-100", "100–100"),
        ("1-12, 14-145", "1–12, 14–145"),
    ],
)
def test_a_last_page_is_shortened_where_it_is_as_long_as_the_first(pages: str, printed: str) -> None:
    """Vancouver prints 145–9; citeproc-py prints 1–12 as 1–2, which is another place."""
    reference = Reference(title="Myositis", container_title="Fabulae", year=1999, volume="7", pages=Pages.parse(pages))
    assert render([Citation(reference=reference)])[0].endswith(f":{printed}.")
    assert render([Citation(reference=reference)], "ama")[0].count("\ue000") == 0


@pytest.mark.parametrize(
    ("date", "vancouver", "apa"),
    [
        ("2014", "2014;7", "(2014)"),
        ("2014-03", "2014 Mar;7", "(2014)"),
        ("2014-03-05", "2014 Mar 5;7", "(2014)"),
        ("2014-03/2014-04", "2014;7", "(2014)"),
        ("2014-03-05/2014-03-09", "2014 Mar;7", "(2014)"),
        ("2013-12/2014-01", "2013 Dec–2014 Jan;7", "(2013–2014)"),
    ],
)
def test_a_date_has_its_spaces_and_its_year(date: str, vancouver: str, apa: str) -> None:
    """citeproc-py by itself prints 2014Mar, and no year at all for a range within one."""
    reference = Reference(
        authors=(Name.parse("Takehara K"),), title="Myositis", container_title="Fabulae", year=int(date[:4]),
        date=Date.parse(date), volume="7", kind="journal-article",
    )  # fmt: skip
    assert f" {vancouver}." in render([Citation(reference=reference)])[0]
    assert f" {apa}." in render([Citation(reference=reference)], "apa")[0]


def test_html_holds_no_tags_but_a_styles() -> None:
    """A title is somebody else's text; what it brings of a script is shown, and does not run."""
    title = 'Cures <script>alert(1)</script> & <i onclick="x">cults</i>, <i>p</i><0.05'
    [printed] = render([Citation(reference=Reference(title=title, year=1999))], "vancouver", markup="html")
    assert "<i>p</i>&lt;0.05" in printed
    assert "&lt;script&gt;alert(1)" in printed
    assert "<script" not in printed
    assert "<i onclick" not in printed


def test_what_could_not_be_read_is_printed_as_it_was() -> None:
    """No style has a form for "see above", and a list without it would be another list."""
    assert render([Citation(reference=Reference(raw="see above", unparsed=("see above",)))]) == ["see above"]


@pytest.mark.parametrize("style", ["no-such-style", "../../etc/passwd", "/no/such/file.csl"])
def test_a_style_that_is_not_there(style: str) -> None:
    """A name is never taken for a path."""
    with pytest.raises(InputError, match="expected"):
        render(CITATIONS, style)
