"""Forms and words of other languages: national signs, and the words between the last two names."""

from __future__ import annotations

import pytest

from ivigref import parse_reference

# print: kind, families, title, container, year, volume, issue, first page, publisher
ROWS = {
    "GOST with dashes": (
        "Иванов И. И., Петров П. П. Об одном случае // Сказки. — 2017. — Т. 89, вып. 5. — С. 45—50.",
        ("journal-article", ["Иванов", "Петров"], "Об одном случае", "Сказки", 2017, "89", "5", "45", None),
    ),
    "GOST with stops alone": (
        "Иванов И.И., Петров П.П. Об одном случае // Сказки и были. 2017. Т. 89. № 5. С. 45–50.",
        ("journal-article", ["Иванов", "Петров"], "Об одном случае", "Сказки и были", 2017, "89", "5", "45", None),
    ),
    "GOST, a book": (
        "Иванов И. И. Лунная волчанка. – М.: Сказка, 2017. – 345 с.",
        ("book", ["Иванов"], "Лунная волчанка", None, 2017, None, None, None, "Сказка"),
    ),
    "GB/T, an article in full-width marks": (
        "王小明，李四．月球狼疮研究［J］．虚构杂志，2017，89（5）：45-50．",
        ("journal-article", ["王小明", "李四"], "月球狼疮研究", "虚构杂志", 2017, "89", "5", "45", None),
    ),
    "GB/T, a book with edition and pages": (
        "王小明. 月球狼疮[M]. 2版. 北京: 虚构出版社, 2017: 45-50.",
        ("book", ["王小明"], "月球狼疮", None, 2017, None, None, "45", "虚构出版社"),
    ),
    "GB/T, a thesis": (
        "王小明. 月球狼疮研究[D]. 北京: 虚构大学, 2017.",
        ("thesis", ["王小明"], "月球狼疮研究", None, 2017, None, None, None, "虚构大学"),
    ),
    "GB/T, a paper in proceedings": (
        "王小明. 月球狼疮研究[C]//李四. 虚构会议论文集. 北京: 虚构出版社, 2017: 45-50.",
        ("conference-paper", ["王小明"], "月球狼疮研究", "虚构会议论文集", 2017, None, None, "45", "虚构出版社"),
    ),
    "GB/T, a page of the web": (
        "王小明. 月球狼疮[EB/OL]. (2017-03-04)[2018-05-06]. http://example.org/x.",
        ("web-page", ["王小明"], "月球狼疮", None, 2017, None, None, None, None),
    ),
    "Japanese, year last": (
        "山田太郎，鈴木花子：月の狼瘡の研究．架空雑誌 12：45-50，2017．",
        ("journal-article", ["山田太郎", "鈴木花子"], "月の狼瘡の研究", "架空雑誌", 2017, "12", None, "45", None),
    ),
    "Turkish and": (
        "Yılmaz, A. ve Demir, B. (2017). Ay lupusu üzerine. Masal Dergisi, 89(5), 45-50.",
        ("journal-article", ["Yılmaz", "Demir"], "Ay lupusu üzerine", "Masal Dergisi", 2017, "89", "5", "45", None),
    ),
    "Czech and, the second name turned": (
        "NOVÁK, Jan a Petr SVOBODA. O měsíčním lupusu. Pohádky. 2017, roč. 89, č. 5, s. 45–50.",
        ("journal-article", ["NOVÁK", "SVOBODA"], "O měsíčním lupusu", "Pohádky", 2017, "89", "5", "45", None),
    ),
    "Polish and": (
        "Kowalski J., Nowak A. i Wiśniewski B. (2017). O toczniu. Bajki Polskie, 89(5), s. 45–50.",
        ("journal-article", ["Kowalski", "Nowak", "Wiśniewski"], "O toczniu", "Bajki Polskie", 2017, "89", "5", "45", None),
    ),
    "Dutch and": (
        "Jansen, J. en P. de Vries. Over maanlupus. Sprookjes, jrg. 89 (2017), nr. 5, p. 45-50.",
        ("journal-article", ["Jansen", "Vries"], "Over maanlupus", "Sprookjes", 2017, "89", "5", "45", None),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("raw", "expected"), ROWS.values(), ids=ROWS)
def test_a_language_is_read(raw: str, expected: tuple[object, ...]) -> None:
    """Every field of a national form, with names as they are printed."""
    read = parse_reference(raw)
    families = [name.family for name in read.authors]
    first = read.pages.first if read.pages else None
    numbers = (read.year, read.volume, read.issue, first)
    assert (read.kind, families, read.title, read.container_title, *numbers, read.publisher) == expected


EDITIONS = {
    "de": ("Müller A. Der Mond. 2. Auflage. Berlin: Inventa; 2014.", "2. Auflage"),
    "pl": ("Nowak A. O Księżycu. 2. wyd. Warszawa: Inventa; 2014.", "2. wyd"),
    "it": ("Rossi M. La luna. 2ª edizione. Roma: Inventa; 2014.", "2ª edizione"),
    "nl": ("Jansen J. De maan. 2e druk. Amsterdam: Inventa; 2014.", "2e druk"),
    "tr": ("Demir B. Ay. 2. baskı. Ankara: Inventa; 2014.", "2. baskı"),
}


@pytest.mark.parametrize(("raw", "edition"), EDITIONS.values(), ids=EDITIONS)
def test_the_word_for_an_edition_is_one_of_the_table(raw: str, edition: str) -> None:
    """An edition is cut out of the title in every language of the table."""
    read = parse_reference(raw)
    assert (read.edition, read.publisher) == (edition, "Inventa")


def test_a_letter_that_is_a_word_elsewhere_parts_no_title() -> None:
    """The Czech and Polish words for "and" are letters: in an English print they are no part of the list of names."""
    read = parse_reference("Made AB, Real C. A new study of i antigens and a Made unit. Lupus. 2017;8:45-50.")
    assert [name.family for name in read.authors] == ["Made", "Real"]
    assert read.title == "A new study of i antigens and a Made unit"
