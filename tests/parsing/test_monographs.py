"""The same invented chapter and book as the styles print them."""

from __future__ import annotations

import pytest

from ivigref.parsing import parse_reference

CHAPTERS = {
    "Vancouver": (
        "Example AB. Fictional skin. In: Sample C, Other D, editors. Imagined "
        "diseases. 2nd ed. New York: Nova; 2011. p. 145-52."
    ),
    "BMC": (
        "Example AB: Fictional skin. In Imagined diseases. 2nd edition. Edited "
        "by: Sample C, Other D. New York: Nova; 2011:145-152."
    ),
    "Springer Basic": (
        "Example AB (2011) Fictional skin. In: Sample C, Other D (eds) "
        "Imagined diseases, 2nd edn. Nova, New York, pp 145-152"
    ),
    "APA": (
        "Example, A. B. (2011). Fictional skin. In C. Sample & D. Other "
        "(Eds.), Imagined diseases (2nd ed., pp. 145–152). Nova."
    ),
    "Harvard": (
        "Example, A.B., 2011. Fictional skin, in: Sample, C., Other, D. "
        "(Eds.), Imagined diseases. Nova, New York, pp. 145–152."
    ),
    "Chicago": (
        "Example, Alice B. 2011. “Fictional skin.” In Imagined diseases, "
        "edited by Carl Sample and Dora Other, 145–52. New York: Nova."
    ),
    "IEEE": (
        "A. B. Example, “Fictional skin,” in Imagined diseases, C. Sample and "
        "D. Other, Eds. New York: Nova, 2011, pp. 145–152."
    ),
    "Nature": (
        "Example, A. B. Fictional skin. in Imagined diseases (eds. Sample, C. & Other, D.) 145–152 (Nova, 2011)."
    ),
    "ACS": (
        "Example, A. B. Fictional skin. In Imagined diseases; Sample, C., "
        "Other, D., Eds.; Nova: New York, 2011; pp 145–152."
    ),
    "MLA": (
        "Example, Alice B. “Fictional skin.” Imagined diseases, edited by Carl "
        "Sample and Dora Other, Nova Press, 2011, pp. 145–52."
    ),
    "German": (
        "Example AB. Fictional skin. In: Sample C, Other D, Hrsg. Imagined "
        "diseases. 2. Aufl. New York: Nova; 2011. S. 145–152."
    ),
}
BOOKS = {
    "Vancouver": "Example AB. Imagined diseases of the skin. 3rd ed. New York: Nova; 2011.",
    "APA": "Example, A. B. (2011). Imagined diseases of the skin (3rd ed.). Nova.",
    "Springer Basic": "Example AB (2011) Imagined diseases of the skin, 3rd edn. Nova, New York",
    "ACS": "Example, A. B. Imagined diseases of the skin, 3rd ed.; Nova: New York, 2011.",
}


@pytest.mark.parametrize("text", CHAPTERS.values(), ids=CHAPTERS.keys())
def test_chapters(text: str) -> None:
    """A chapter keeps its own title apart from the book's, and authors apart from editors."""
    found = parse_reference(text)
    assert (found.kind, found.title, found.container_title) == ("book-chapter", "Fictional skin", "Imagined diseases")
    assert [name.family for name in found.authors] == ["Example"]
    assert [name.family for name in found.editors] == ["Sample", "Other"]
    assert (found.year, found.pages.first if found.pages else None) == (2011, "145")
    assert (found.publisher or "").startswith("Nova")
    assert found.place in {"New York", None}


@pytest.mark.parametrize("text", BOOKS.values(), ids=BOOKS.keys())
def test_books(text: str) -> None:
    """A book has an edition, a publisher and a year, and no container."""
    found = parse_reference(text)
    assert (found.kind, found.title, found.year) == ("book", "Imagined diseases of the skin", 2011)
    assert (found.publisher, found.edition, found.container_title) == ("Nova", found.edition, None)
    assert (found.edition or "").startswith("3rd ed")


@pytest.mark.parametrize(
    ("text", "edition"),
    [
        ("Example AB. Imagined skin. 3rd ed. New York: Nova; 2011. p. 23-45.", "3rd ed"),
        ("Example AB. Imagined skin. New York: Nova; 2011. p. 23-45.", None),
        ("Example AB. Imagined skin. 5. Aufl. New York: Nova; 2011, S. 23–45.", "5. Aufl"),
    ],
)
def test_pages_of_a_book(text: str, edition: str | None) -> None:
    """Pages make no article of a book that names its place and publisher."""
    found = parse_reference(text)
    assert (found.kind, found.title, found.edition) == ("book", "Imagined skin", edition)
    assert (found.place, found.publisher, found.year) == ("New York", "Nova", 2011)
    assert found.pages is not None
    assert found.pages.expanded == "23–45"


def test_a_journal_with_a_colon_is_no_publisher() -> None:
    """“Circulation: Heart Failure” looks like a place and its publisher, and is a journal."""
    found = parse_reference("Example AB. Imagined hearts. Circulation: Heart Failure. 2011. p. 23-45.")
    assert (found.kind, found.container_title) == ("journal-article", "Circulation: Heart Failure")


@pytest.mark.parametrize(
    ("text", "year", "issue"),
    [
        ("Example, A. (2010): Erfundene Haut. In: Der Hautarzt 61 (4), S. 301-309.", 2010, "4"),
        ("Example, A. (2010): Erfundene Haut. In: Der Hautarzt 61, S. 301-309.", 2010, None),
        ("Example, A.: Erfundene Haut. In: Der Hautarzt 61 (2010), S. 301-309.", 2010, None),
        ("Example, A.: Erfundene Haut. In: Der Hautarzt 61 (2010), H. 4, S. 301-309.", 2010, "4"),
        ("Example AB. Erfundene Haut. In: Der Hautarzt 61 (4), S. 301-309.", None, "4"),
    ],
)
def test_a_journal_behind_in(text: str, year: int | None, issue: str | None) -> None:
    """German lists print "In:" before journals: what has a volume and pages is an article."""
    found = parse_reference(text)
    assert (found.kind, found.title, found.container_title) == ("journal-article", "Erfundene Haut", "Der Hautarzt")
    assert (found.year, found.volume, found.issue) == (year, "61", issue)
    assert found.pages is not None
    assert found.pages.expanded == "301–309"


@pytest.mark.parametrize(
    ("server", "container"),
    [
        ("bioRxiv https://doi.org/10.1101/2020.01.02.123456", "bioRxiv"),
        ("https://doi.org/10.1101/2020.01.02.123456", None),
        ("arXiv https://example.org/abs/1", "arXiv"),
    ],
)
def test_preprints_in_nature(server: str, container: str | None) -> None:
    """Nature prints "Preprint at", the server where it has a name, the address and the year."""
    found = parse_reference(f"Example, A. & Sample, B. Imagined skin. Preprint at {server} (2020).")
    assert (found.kind, found.title, found.container_title) == ("preprint", "Imagined skin", container)
    assert (found.year, found.unparsed) == (2020, ())


def test_in_vivo_is_no_book() -> None:
    """A sentence that begins with "In vivo" belongs to the title."""
    found = parse_reference("Example AB. Invented light. In vivo studies of moonlight. J Imagin Med. 2011;12:3–9.")
    assert (found.kind, found.title) == ("journal-article", "Invented light. In vivo studies of moonlight")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Example AB. On fictional lupus [dissertation]. Vienna: University of Vienna; 2011.", "thesis"),
        ("World Health Organization. Imagined facts. 2011. Available from: https://example.org/skin.", "web-page"),
        ("Example AB. Invented preprint. bioRxiv [Preprint]. 2020. doi: 10.1101/2020.01.02.123456", "preprint"),
        ("Example AB, Sample C. Invented trial. ClinicalTrials.gov. NCT01234567. 2011.", "trial-registration"),
        ("Example AB. Invented letter [letter]. J Imagin Med. 2011;12:3.", "letter"),
        ("Example AB. Erratum: invented light. J Imagin Med. 2011;12:3.", "erratum"),
        ("Example AB. Invented lamp. US Patent 1234567. 2011.", "patent"),
        ("Example AB. Invented measurements [dataset]. 2011. doi:10.5072/zenodo.1", "dataset"),
        ("Example AB. Light. In: Proceedings of the Moon Congress. Tarn: Nova; 2011. p. 3.", "conference-paper"),
    ],
)
def test_kinds(text: str, kind: str) -> None:
    """The words that print shows tell the kind of work."""
    assert parse_reference(text).kind == kind
