"""One reference copied from a page, a manuscript or a table: it is read as its readers see it."""

from __future__ import annotations

import pytest

from ivigref import parse_reference

# Each shows the same reference: Lund P, Berg K. Invented lupus … Journal of Fables. 2018;57(1):120–128.
DRESSED = {
    "Markdown, a link": "Lund P, Berg K. [Invented lupus](https://doi.org/10.5555/inv.1). *Journal of Fables*. 2018;**57**(1):120-128.",
    "Markdown, a link by its name": "Lund P, Berg K. [Invented lupus][1]. *Journal of Fables*. 2018;57(1):120-128.",
    "Markdown, a footnote": "[^lund2018]: Lund P, Berg K. Invented lupus. *Journal of Fables*. 2018;57(1):120-128.",
    "Markdown, a bullet": "- Lund P, Berg K. Invented lupus. _Journal of Fables_. 2018;57(1):120-128. <https://doi.org/10.5555/inv.1>",
    "Markdown, a quotation": "> Lund P, Berg K. Invented lupus. *Journal of Fables*. 2018;57(1):120-128.",
    "Markdown, escapes": r"3\. Lund P, Berg K. Invented lupus. *Journal of Fables*. 2018;57(1):120\-128. \[[DOI](https://doi.org/10.5555/inv.1)\]",
    "Markdown, a row of a table": "| 1 | Lund P, Berg K. Invented lupus. *Journal of Fables*. 2018;57(1):120-128. |",
    "Markdown, a row with a cell for each field": "| Lund P, Berg K | Invented lupus | Journal of Fables | 2018 | 57 | 1 | 120-128 |",
    "HTML": '<li id="r1">Lund P, Berg K. Invented lupus. <em>Journal of Fables</em>. 2018;57(1):120&ndash;128.</li>',
    "LaTeX, a bibitem": r"\bibitem[Lund and Berg(2018)]{lund} P.~Lund and K.~Berg. \newblock Invented lupus. \newblock {\em Journal of Fables}, 57\penalty0 (1):\penalty0 120--128, 2018. \newblock \doi{10.5555/inv.1}.",
    "LaTeX, an item": r"\item P. Lund, K. Berg, \textit{Invented lupus}, Journal of Fables \textbf{57} (2018), no. 1, 120--128.",
    "LaTeX, a link": r"Lund P, Berg K. \href{https://doi.org/10.5555/inv.1}{Invented lupus}. \emph{Journal of Fables} 2018;57(1):120--128.",
    "reStructuredText, a citation": ".. [Lund2018] Lund P, Berg K. Invented lupus. *Journal of Fables*. 2018;57(1):120-128.",
    "reStructuredText, a footnote": ".. [#lund] Lund P, Berg K. Invented lupus. *Journal of Fables*. 2018;57(1):120-128.",
    "reStructuredText, a blank that is none": "Lund P, Berg K. Invented lupus. *Journal of Fables*. 2018;**57**\\ (1):120-128.",
    "reStructuredText, a link": "Lund P, Berg K. `Invented lupus <https://doi.org/10.5555/inv.1>`_. *Journal of Fables*. 2018;57(1):120-128.",
    "reStructuredText, roles": "Lund P, Berg K. Invented lupus. :title:`Journal of Fables`. 2018;57(1):120-128. :doi:`10.5555/inv.1`",
    "ScienceDirect": "P. Lund, K. Berg\nInvented lupus\nJournal of Fables, 57 (1) (2018), pp. 120-128\nView article\nCrossRefView in ScopusGoogle Scholar",
    "ScienceDirect, a number first": "[1]\nP. Lund, K. Berg\nInvented lupus\nJournal of Fables, 57 (1) (2018), pp. 120-128, 10.5555/inv.1\nView PDFView articleView in ScopusGoogle Scholar",
    "Wiley": "1\nLund P, Berg K. Invented lupus. Journal of Fables. 2018; 57(1): 120-128.\n10.1111/inv.1\nCASPubMedWeb of Science®Google Scholar",
    "Wiley, a number at the name": "1Lund P, Berg K. Invented lupus. Journal of Fables. 2018; 57(1): 120-128.\nCrossref PubMed Web of Science® Google Scholar",
    "Wiley, APA": "Lund, P., & Berg, K. (2018). Invented lupus. Journal of Fables, 57(1), 120–128. https://doi.org/10.1111/inv.1\n10.1111/inv.1\nWeb of Science®Google Scholar",
    "MDPI": "Lund, P.; Berg, K. Invented lupus. Journal of Fables 2018, 57, 120–128. [Google Scholar] [CrossRef] [PubMed] [Green Version]",
    "PubMed Central, of Frontiers": "Lund P.\nBerg K.\n(\n2018\n).\nInvented lupus\n.\nJournal of Fables\n57\n,\n120\n–\n128\n.\n10.3389/inv.2018.1\n[\nDOI\n] [\nPMC free article\n] [\nGoogle Scholar\n]",
    "PubMed Central": "1.Lund P, Berg K. Invented lupus. Journal of Fables. 2018;57(1):120–128. doi: 10.5555/inv.1.[DOI] [PMC free article] [PubMed] [Google Scholar]",
}  # fmt: skip


@pytest.mark.parametrize("text", DRESSED.values(), ids=DRESSED)
def test_a_single_string_is_undressed(text: str) -> None:
    """Signs of markup, buttons and ends of lines are no words of the reference."""
    read = parse_reference(text)
    families = [name.family for name in read.authors]
    first = read.pages.first if read.pages else None
    found = (families, read.title, read.container_title, read.year, read.volume, first)
    assert found == (["Lund", "Berg"], "Invented lupus", "Journal of Fables", 2018, "57", "120")
    assert read.unparsed == ()


LEADS = {
    "a role": ("Lund P. Lupus. *J Fables* 2018;9:1. :doi:`10.5555/inv.1`", "doi", "10.5555/inv.1"),
    "a role with words": ("Lund P. Lupus. *J Fables* 2018;9:1. :doi:`Text <10.5555/inv.1>`", "doi", "10.5555/inv.1"),
    "an escaped link": (r"Lund P. Lupus. J Fables 2018;9:1. \[[PubMed](https://pubmed.ncbi.nlm.nih.gov/1234/)\]", "pmid", "1234"),
    "a footnote's number": (".. [7] Lund P. Lupus. *J Fables* 2018;9:1.", "number", 7),
    "a number on a line of its own": ("7.\nLund P. Lupus. J Fables 2018;9:1.", "number", 7),
    "a row's number": ("| 7 | Lund P. Lupus. J Fables 2018;9:1. |", "number", 7),
    "buttons under it": ("Lund P. Lupus. J Fables 2018;9:1.\nCASPubMed", "links", ("CAS", "PubMed")),
    "buttons in brackets": (r"Lund P. Lupus. J Fables 2018;9:1. \[PubMed\]", "links", ("PubMed",)),
}  # fmt: skip


@pytest.mark.parametrize(("text", "field", "value"), LEADS.values(), ids=LEADS)
def test_what_the_dress_tells_is_kept(text: str, field: str, value: object) -> None:
    """Where a link leads, what number an item has, and which buttons stand under it."""
    assert getattr(parse_reference(text), field) == value


KEPT = {
    "a dot on a letter is LaTeX's only without a blank": (r"Lund P. On \.{Z}aba and \.Zuk. J Fables 2018;9:1.", "On Żaba and Żuk"),
    "a stop that is escaped is a stop": (r"1\. Lund P. On moons. J Fables 2018;9:1.", "On moons"),
    "bars within a title": ("Lund P. P(A|B) and P(B|A). J Fables 2018;9:1.", "P(A|B) and P(B|A)"),
    "two brackets side by side": ("Lund P. [On moons][Article in Danish]. J Fables 2018;9:1.", "[On moons][Article in Danish]"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "title"), KEPT.values(), ids=KEPT)
def test_what_looks_like_dress_and_is_none_stays(text: str, title: str) -> None:
    """Signs that belong to the words."""
    assert parse_reference(text).title == title
