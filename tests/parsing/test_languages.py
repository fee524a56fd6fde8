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
    "GOST, a thesis": (
        "Иванов И. И. Лунная волчанка : дис. ... канд. мед. наук. – М., 2017. – 145 с.",
        ("thesis", ["Иванов"], "Лунная волчанка", None, 2017, None, None, None, None),
    ),
    "GOST, an abstract of a thesis": (
        "Иванов И. И. Лунная волчанка : автореф. дис. ... д-ра мед. наук : 14.01.10 / Иванов Иван Иванович. – М., 2017. – 45 с.",
        ("thesis", ["Иванов"], "Лунная волчанка", None, 2017, None, None, None, None),
    ),
    "GOST, a thesis with stops": (
        "Сказкина З. М. О лечении: болезнь костей: дис. ... канд. мед. наук. Снеж: Нигдеградский университет, 2016.",
        ("thesis", ["Сказкина"], "О лечении: болезнь костей", None, 2016, None, None, None, "Нигдеградский университет"),
    ),
    "GOST, a chapter and its editors": (
        "Выдумкин З. М. Что такое волчанка? // Сказочные болезни / под ред. З. М. Ёлкин-Палкин. Нигдеград: Выдумка, 1982. С. 175–180.",
        ("book-chapter", ["Выдумкин"], "Что такое волчанка?", "Сказочные болезни", 1982, None, None, "175", "Выдумка"),
    ),
    "GOST, a book with em dashes": (
        "Иванов И. И. Лунная волчанка. — М.: Сказка, 2012. — 272 с.",
        ("book", ["Иванов"], "Лунная волчанка", None, 2012, None, None, None, "Сказка"),
    ),
    "GOST, a book with stops": (
        "Иванов И. И. Лунная волчанка. СПб.: Сказка, 2012. 272 с.",
        ("book", ["Иванов"], "Лунная волчанка", None, 2012, None, None, None, "Сказка"),
    ),
    "Russian, further authors": (
        "Уткин А.А., Лунев Б.Б. и соавт. О лунной волчанке. Сказки. 2017;89(5):45-50.",
        ("journal-article", ["Уткин", "Лунев"], "О лунной волчанке", "Сказки", 2017, "89", "5", "45", None),
    ),
    "GB/T, year behind the authors": (
        "乌有生, 虚无人, 1971. 琥珀治疗蓝拇指征[J]. 童话学报, 138(9): 656-669.",
        ("journal-article", ["乌有生", "虚无人"], "琥珀治疗蓝拇指征", "童话学报", 1971, "138", "9", "656", None),
    ),
    "GB/T, a chapter without a year at its end": (
        "梦中客, 1992. 虚构硬皮病[M]//乌有生. 童话疾病学. 梦城: 月亮出版社: 417-422.",
        ("book", ["梦中客"], "虚构硬皮病", "童话疾病学", 1992, None, None, "417", "月亮出版社"),
    ),
    "GB/T, a newspaper": (
        "李四, 王五. 月球狼疮[N]. 虚构日报, 2017-03-04(5).",
        ("journal-article", ["李四", "王五"], "月球狼疮", "虚构日报", 2017, None, None, "5", None),
    ),
    "GB/T, a patent": (
        "李四. 一种月球装置: 201700000000.0[P]. 2017-03-04.",
        ("patent", ["李四"], "一种月球装置: 201700000000.0", None, 2017, None, None, None, None),
    ),
    "Chinese, words for the numbers": (
        "王小明. 月球狼疮研究. 虚构杂志, 第89卷第5期, 2017年, 45-50页.",
        ("journal-article", ["王小明"], "月球狼疮研究", "虚构杂志", 2017, "89", "5", "45", None),
    ),
    "Chinese, a book without a sign": (
        "王小明. 月球狼疮. 北京: 虚构出版社, 2017.",
        ("book", ["王小明"], "月球狼疮", None, 2017, None, None, None, "虚构出版社"),
    ),
    "Japanese, 12巻3号": (
        "山田太郎，鈴木花子：月の狼瘡の研究．架空雑誌 12巻3号：45-50，2017．",
        ("journal-article", ["山田太郎", "鈴木花子"], "月の狼瘡の研究", "架空雑誌", 2017, "12", "3", "45", None),
    ),
    "Japanese, corner brackets": (
        "山田太郎（2020）「月の狼瘡」『架空雑誌』12巻3号、1–20頁。",
        ("journal-article", ["山田太郎"], "月の狼瘡", "架空雑誌", 2020, "12", "3", "1", None),
    ),
    "Japanese, a given name in hiragana": (
        "山田太郎, 佐々木ひろし. 月の狼瘡の研究. 架空雑誌. 2017, vol. 12, no. 3, p. 45-50.",
        ("journal-article", ["山田太郎", "佐々木ひろし"], "月の狼瘡の研究", "架空雑誌", 2017, "12", "3", "45", None),
    ),
    "Japanese, further authors": (
        "山田太郎, 他. 月の狼瘡の研究. 架空雑誌. 2017;12(3):45-50.",
        ("journal-article", ["山田太郎"], "月の狼瘡の研究", "架空雑誌", 2017, "12", "3", "45", None),
    ),
    "Japanese, a book": (
        "山田太郎：架空の病気．第2版，空想出版，東京，2015．",
        ("book", ["山田太郎"], "架空の病気", None, 2015, None, None, None, "空想出版"),
    ),
    "Polish, a journal in quotation marks": (
        "Kowalski J., Nowak A., O toczniu księżycowym, „Bajki Polskie” 2017, t. 89, nr 5, s. 45–50.",
        ("journal-article", ["Kowalski", "Nowak"], "O toczniu księżycowym", "Bajki Polskie", 2017, "89", "5", "45", None),
    ),
    "Polish, a chapter": (
        "Kowalski J., O toczniu, [w:] Bajki, red. A. Nowak, Wydawnictwo Zmyślone, Warszawa 2017, s. 45–50.",
        ("book-chapter", ["Kowalski"], "O toczniu", "Bajki", 2017, None, None, "45", "Wydawnictwo Zmyślone"),
    ),
    "Polish, W: before a book": (
        "Śnieńska A, Nigdziewicz ZB: Objaw kciuka. W: Księżycki Ł, red. Zmyślone choroby. Nigdziewo: Bajka; 1982, s. 23–9.",
        ("book-chapter", ["Śnieńska", "Nigdziewicz"], "Objaw kciuka", "Zmyślone choroby", 1982, None, None, "23", "Bajka"),
    ),
    "Czech, a thesis and its city": (
        "NOVÁK, Jan. Měsíční lupus. Nikdov, 2017. Disertační práce. Univerzita Nikdov.",
        ("thesis", ["NOVÁK"], "Měsíční lupus", None, 2017, None, None, None, "Univerzita Nikdov"),
    ),
    "Czech, an editor with the given name first": (
        "NOVÁK, Jan a Petr SVOBODA. O lupusu. In: Alma SNIVCOVÁ, ed. Pohádkové choroby. Nikdov: Smyšlenka, 2014, s. 193–206.",
        ("book-chapter", ["NOVÁK", "SVOBODA"], "O lupusu", "Pohádkové choroby", 2014, None, None, "193", "Smyšlenka"),
    ),
    "Czech, an extent": (
        "NOVÁK, Jan. Měsíční lupus. 2. vyd. Praha: Smyšlenka, 2017. 345 s.",
        ("book", ["NOVÁK"], "Měsíční lupus", None, 2017, None, None, None, "Smyšlenka"),
    ),
    "Turkish, the word for in behind the book": (
        "Yılmaz, A. ve Demir, B. (2017). Ay lupusu. C. Kaya (Ed.), Masallar kitabı içinde (ss. 45-50). Hiçyer: Uydurma Yayınları.",
        ("book-chapter", ["Yılmaz", "Demir"], "Ay lupusu", "Masallar kitabı", 2017, None, None, "45", "Uydurma Yayınları"),
    ),
    "Turkish, a thesis": (
        "Demir, B. (2021). Ay lupusu [Yayımlanmamış doktora tezi]. Masal Üniversitesi.",
        ("thesis", ["Demir"], "Ay lupusu", None, 2021, None, None, None, "Masal Üniversitesi"),
    ),
    "Spanish, a thesis": (
        "García, A. (2017). El lupus lunar [Tesis doctoral, Universidad Inventada].",
        ("thesis", ["García"], "El lupus lunar", None, 2017, None, None, None, "Universidad Inventada"),
    ),
    "German, blanks before colons": (
        "Müllervik, Karin B. ; von Nirgendwo, Uta M.: Mondlupus. In: Müllervik, J. (Hrsg.): Fabelheilkunde. Traumstadt : Mondpresse, 2012, S. 585–589",
        ("book-chapter", ["Müllervik", "Nirgendwo"], "Mondlupus", "Fabelheilkunde", 2012, None, None, "585", "Mondpresse"),
    ),
    "German, the year twice": (
        "TRAUMTÄNZER, Götz und Götz SÜSSMILCHER, 2021. Mondlupus: drei Fälle. Märchenarzt. 2021. Bd. 87, Nr. 10, S. 90–94",
        ("journal-article", ["TRAUMTÄNZER", "SÜSSMILCHER"], "Mondlupus: drei Fälle", "Märchenarzt", 2021, "87", "10", "90", None),
    ),
    "German, names that slashes part": (
        "Kestrova, Alma/von Nirgendwo, Uta M. (2011): Mondlupus. In: Archiv für Traumheilkunde 43, S. 738–749.",
        ("journal-article", ["Kestrova", "Nirgendwo"], "Mondlupus", "Archiv für Traumheilkunde", 2011, "43", None, "738", None),
    ),
    "German, edited by": (
        "Größenwahn, Karin B. 1992. Mondlupus. In: Fabelheilkunde, hrsg. von Uta M. Kestrova und Jürgen Aldersen, 218–219. Nirgendheim: Fabelverlag.",
        ("book-chapter", ["Größenwahn"], "Mondlupus", "Fabelheilkunde", 1992, None, None, "218", "Fabelverlag"),
    ),
    "French, given names first and volume-issue": (
        "Zoé M. Songecreux et Noël Imaginot, « Une étude : le lupus lunaire », La Presse inventée, 155-3, 2002, p. 733-744.",
        ("journal-article", ["Songecreux", "Imaginot"], "Une étude : le lupus lunaire", "La Presse inventée", 2002, "155", "3", "733", None),
    ),
    "French, a chapter": (
        "Imaginot, Hélène, et Zoé M. Rêvelune. 2017. « Le pouce bleu ». Dans Les maladies inventées. Sous la direction de Alma Songecreux, 589-96. Nullepart : Éditions du Songe.",
        ("book-chapter", ["Imaginot", "Rêvelune"], "Le pouce bleu", "Les maladies inventées", 2017, None, None, "589", "Éditions du Songe"),
    ),
    "Italian, names with an apostrophe": (
        "Inventati, Maria, Alma D’Irreale, «Su la malattia di vetro», Archivio del Sogno, vol. 123, fasc. 4, 1970, pp. 148–153.",
        ("journal-article", ["Inventati", "D’Irreale"], "Su la malattia di vetro", "Archivio del Sogno", 1970, "123", "4", "148", None),
    ),
    "Italian, edited by, and a publisher alone": (
        "Lunardoni, A. 1975. «Un caso». In Trattato di medicina immaginaria, a cura di G. B. Sognatori. Edizioni Chimera.",
        ("book-chapter", ["Lunardoni"], "Un caso", "Trattato di medicina immaginaria", 1975, None, None, None, "Edizioni Chimera"),
    ),
    "Dutch, a particle in capitals": (
        "DE FABELAAR, Alma, VAN NERGENS, Joost en MAANSTRA, Daniël, 1996. Over maanlupus. De Fabelarts. 1996. Vol. 58, no. 11, p. 29-30.",
        ("journal-article", ["DE FABELAAR", "VAN NERGENS", "MAANSTRA"], "Over maanlupus", "De Fabelarts", 1996, "58", "11", "29", None),
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


def test_words_of_one_letter_stand_behind_a_stop() -> None:
    """Polish has "W:" before a book; in another title it is a letter."""
    read = parse_reference("Made AB, Real C. FABULA W: improving the moon. Lupus. 2017;8:45-50.")
    assert (read.title, read.container_title) == ("FABULA W: improving the moon", "Lupus")


def test_a_title_in_kana_is_no_name() -> None:
    """Without authors, the small words within a title show that it is one."""
    read = parse_reference("月の狼瘡の研究. 架空雑誌. 2017;12(3):45-50.")
    assert (read.authors, read.title) == ((), "月の狼瘡の研究")


def test_volume_and_issue_with_a_dash_are_two_only_where_the_second_is_less() -> None:
    """Two volumes in one have a dash as well."""
    one = parse_reference("Made A, « Titre », Contes, 12-13, 2002, p. 7-9.")
    two = parse_reference("Made A, « Titre », Contes, 13-12, 2002, p. 7-9.")
    assert (one.volume, one.issue, two.volume, two.issue) == ("12-13", None, "13", "12")
