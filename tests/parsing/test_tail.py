from __future__ import annotations

import pytest

from ivigref.conventions.months import MARK, marked
from ivigref.parsing.styles import DATED, UNDATED
from ivigref.parsing.tail import compile_tail, read_tail

TAILS = [
    ("Lupus. 2016;25(6):663–5.", "2016", "25", "6", "663–5"),
    ("Clin Exp Rheumatol. 2013;31(2 Suppl 76):151–6.", "2013", "31", "2 Suppl 76", "151–6"),
    ("Clin Rev. 2010;38(2–3):307–18.", "2010", "38", "2–3", "307–18"),
    ("Arthritis Rheum. 1995;38 Suppl 9:304.", "1995", "38", "Suppl 9", "304"),
    ("J Immunol 2000; 165, pages 20-3.", "2000", "165", None, "20-3"),
    ("Hum Genomics. 2018 Feb 27;12(1):10.", "2018 Feb 27", "12", "1", "10"),
    ("BMJ Case Rep. 2012;18:2012.", "2012", "18", None, "2012"),
    ("Med Sci Monit. 2011;17(1):CS1–7.", "2011", "17", "1", "CS1–7"),
    ("Genome Biol 2004, 5:R80.", "2004", "5", None, "R80"),
    ("J. Imagin. Med. 12, 145–152 (2011).", "2011", "12", None, "145–152"),
    ("J. Imagin. Med. 12 (2011) 145–152.", "2011", "12", None, "145–152"),
    ("J. Imagin. Med., vol. 12, no. 3, pp. 145–152, Mar. 2011.", "Mar. 2011", "12", "3", "145–152"),
    ("J. Imagin. Med. 12(3):145–152, 2011.", "2011", "12", "3", "145–152"),
    ("Off J Eur Union 2007;L 255:14–17.", "2007", "L 255", None, "14–17"),
    ("Dev Suppl 1993; 115-124.", "1993", None, None, "115-124"),
    ("J Imagin Med 1991; 1,2:121-123.", "1991", "1", "2", "121-123"),
    ("J Market. 1979;43:11-20.", "1979", "43", None, "11-20"),
    ("Fable Life Outcomes 2004, 2:68.", "2004", "2", None, "68"),
    ("Dtsch Arztebl Int. 2015;112:A-1234-8.", "2015", "112", None, "A-1234-8"),
    ("Dtsch Arztebl. 2015;112(5): A 1234-A 1238.", "2015", "112", "5", "A 1234-A 1238"),
    ("Fabulae at a server (2020).", "2020", None, None, None),
    ("Hautarzt. 2004 Dez;55:68-70.", "2004 Dez", "55", None, "68-70"),
    ("Piel. 2004 Septiembre;55:68-70.", "2004 Septiembre", "55", None, "68-70"),
    ("Huid. 2004 mrt;55:68-70.", "2004 mrt", "55", None, "68-70"),
    ("Haut. 2004 Jänner;55:68-70.", "2004 Jänner", "55", None, "68-70"),
    ("Pelle. Giu 2004;55:68-70.", "Giu 2004", "55", None, "68-70"),
    ("Philos Mag 2004;55:68-70.", "2004", "55", None, "68-70"),
    ("Renew Ener 2004;55:68-70.", "2004", "55", None, "68-70"),
    ("Big Data Fables. 2019;6(1):2053951719836258.", "2019", "6", "1", "2053951719836258"),
    ("J Imagin A. 2019;52(5):05LT01.", "2019", "52", "5", "05LT01"),
    ("J Imagin B. 2014;32(4):04E109-12.", "2014", "32", "4", "04E109-12"),
    ("J Imagin Eye. 1919;2(5):III–318.", "1919", "2", "5", "III–318"),
    ("J Imagin Med. 2001;286(17):2165-a-2166.", "2001", "286", "17", "2165-a-2166"),
    ("J Imagin Med. 2016;44:SUPPL:4309-22.", "2016", "44", None, "SUPPL:4309-22"),
    ("J Imagin Med. 2017 Aug 3.", "2017 Aug 3.", None, None, None),
    ("J Imagin Med. 2017 Aug:345-50.", "2017 Aug", None, None, "345-50"),
]


@pytest.mark.parametrize(("text", "date", "volume", "issue", "pages"), TAILS, ids=[text for text, *_ in TAILS])
def test_tails(text: str, date: str, volume: str | None, issue: str | None, pages: str | None) -> None:
    """Year, volume, issue and pages in the orders and with the marks of the styles."""
    tail = read_tail(text, 0, DATED)
    assert tail is not None
    assert (tail.date, tail.volume, tail.issue, tail.pages) == (date, volume, issue, pages)


def test_an_electronic_date() -> None:
    """A second date, of the electronic edition, is no volume."""
    tail = read_tail("Fabulae. 2019 Mar; 2018 Jan 9.", 0, DATED)
    assert tail is not None
    assert (tail.start, tail.date, tail.volume, tail.pages, tail.online) == (9, "2019 Mar", None, None, "2018 Jan 9.")


@pytest.mark.parametrize(
    ("text", "volume", "issue", "pages"),
    [
        ("J Imagin Med 12(3):145–152", "12", "3", "145–152"),
        ("Journal of Imaginary Medicine, 12(3), 145–152.", "12", "3", "145–152"),
        ("Lancet, ii, 81-84.", "ii", None, "81-84"),
        ("J Imagin Med, Bd. 12, H. 3, S. 145–152.", "12", "3", "145–152"),
        ("Der Hautarzt 61, S. 301-309", "61", None, "301-309"),
        ("Scand J Infect Dis 18:305-311", "18", None, "305-311"),
    ],
)
def test_undated_tails(text: str, volume: str, issue: str | None, pages: str) -> None:
    """The same where the year stands after the authors; "Dis" is no Roman number."""
    tail = read_tail(text, 0, UNDATED)
    assert tail is not None
    assert (tail.volume, tail.issue, tail.pages) == (volume, issue, pages)


@pytest.mark.parametrize(
    "text",
    [
        "Skin. 1952;16:722–8.",
        "Skin 16 (1952) 722–8",
        "Skin, 16(2), 722–8, 1952.",
        "Skin 16(2):722–8; 1952a",
        "Skin 16:722–8. 1952–.",
        "Skin, vol. 16, no. 2, 1952, pp. 722–8",
        "Skin 1952:722",
        "Skin. 1952 Mar;16:722–8.",
        "Skin 16:722–8, Mar 1952.",
        "Skin 16:722–8, 1952. Online.",
        "Skin 16, 722–728 (1952).",
        "Skin, 16, 3, 1952, pp. 722–8",
        "Skin, 16, 3, 1952: 722–8",
        "Skin. 1952 Mar 3rd ; 16: 722",
        "Skin. 1952a; 16: 722",
        "Skin. 3 de marzo de 1952, 16(2), 722–8",
        "Skin 16 (3rd Mar. 1952), 722–8",
        "Skin (12th-13th December / 14th January 1952); 16(2): 722–8",
        "Skin, 1952a: vol. 16: 722–8",
        "Skin 1952. XVI, 722",
        "Skin. Nova; 1952. pp. 191–204.",
        "Skin, 3rd Mar. 1952. B-16(2): 722–8",
    ],
)
@pytest.mark.parametrize("template", dict.fromkeys(DATED + UNDATED))
def test_a_template_that_is_not_tried_reads_nothing(text: str, template: str) -> None:
    """By marks that a text lacks, or a year that is not at its end, a pattern need not be made."""
    read = read_tail(text, 0, (template,))
    assert (read is None) is (compile_tail(template).search(marked(text)) is None)


@pytest.mark.parametrize(
    ("text", "date", "volume"),
    [
        ("El Cuento, Lugar, 24 dic. 2015.", "24 dic. 2015", None),  # of letters that are Roman numbers, too
        ("Skin. 1952 MÄRZ;16:722–8.", "1952 MÄRZ", "16"),
        ("Skin. 1952Mar;16:722–8.", "1952Mar", "16"),
        ("Skin. 1952 Market;16:722–8.", None, None),
        ("Skin. Summer/Fall 1952;16:722–8.", "Summer/Fall 1952", "16"),
        ("Philos Mag 1952;16:722–8.", "1952", "16"),
    ],
)
def test_a_month_is_a_word_of_the_table(text: str, date: str | None, volume: str | None) -> None:
    """In any capitals and any language, and no longer word that begins as one does; the print stays as it is."""
    tail = read_tail(text, 0, DATED)
    assert (tail and tail.date, tail and tail.volume) == (date, volume)


@pytest.mark.parametrize(
    ("text", "marks"),
    [("1952 Mar 3", 3), ("Mar-12", 0), ("Mar.12", 0), ("Mar-Apr", 6), ("xMar", 0), ("Marx", 0), ("setiembre", 9)],
)
def test_months_are_marked_in_their_place(text: str, marks: int) -> None:
    """With a number right behind it a word is a page or a part of a name."""
    assert marked(text).count(MARK) == marks
    assert len(marked(text)) == len(text)
