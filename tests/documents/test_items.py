from __future__ import annotations

from textwrap import fill

import pytest

from ivigref.documents import parse, split
from ivigref.errors import InputError
from ivigref.pages import Pages

A = "Bruton OC. Agammaglobulinemia. Pediatrics. 1952;16:722–8."
B = "Dalakas MC, Hohlfeld R. Polymyositis and dermatomyositis. Lancet. 2003;362:971–82."
C = "Levy Y, Sherer Y. Intravenous immunoglobulin treatment of lupus nephritis. Semin Arthritis Rheum. 2000;29:321–7."

NUMBERED = {
    "1.": f"1. {A}\n2. {B}\n3. {C}",
    "1)": f"1) {A}\n2) {B}\n3) {C}",
    "[1]": f"[1] {A}\n[2] {B}\n[3] {C}",
    "(1)": f"(1) {A}\n(2) {B}\n(3) {C}",
    "bare number": f"1 {A}\n2 {B}\n3 {C}",
    "superscript": f"¹{A}\n²{B}\n³{C}",
    "number on its own line": f"1\n{A}\n2\n{B}\n3\n{C}",
    "tab": f"1.\t{A}\n2.\t{B}\n3.\t{C}",
    "blank lines": f"\n1. {A}\n\n2. {B}\n\n\n3. {C}\n\n",
    "windows": f"1. {A}\r\n2. {B}\r\n3. {C}\r\n",
    "wrapped, hanging indent": "\n".join(
        fill(f"{i}. {item}", 45, subsequent_indent="   ", break_on_hyphens=False) for i, item in enumerate((A, B, C), 1)
    ),
}


@pytest.mark.parametrize("text", NUMBERED.values(), ids=NUMBERED.keys())
def test_numbered(text: str) -> None:
    """A list gives the same items, however its items are numbered and its lines broken."""
    items = split(text).items
    assert [item.number for item in items] == [1, 2, 3]
    assert [item.raw for item in items] == [A, B, C]


def test_unnumbered_lines_and_blocks() -> None:
    """Without numbers an item is a paragraph, a bullet, or a line that opens like one."""
    for text in (f"{A}\n{B}\n{C}", f"{A}\n\n{B}\n\n{C}", f"• {A}\n• {B}\n• {C}"):
        assert [item.raw for item in split(text).items] == [A, B, C]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty text"),
        (" \n\t\n", "empty text"),
        ("Skip to main content\n\nAdvertisement\n\nLog in\n\nSummary\n\nThis page has no list.", "no reference list"),
        ("\x00\x01\x02\x03" * 50, "no reference list"),
        ("x" * 100_000, "no reference list"),
    ],
)
def test_nothing_to_read(text: str, said: str) -> None:
    """Where no list can be found the message says so; this is the only error."""
    with pytest.raises(InputError, match=said):
        parse(text)


def test_page_without_its_list() -> None:
    """A page's own citation and dates do not make a list."""
    page = (
        "Skip to main content\n\nAdvertisement\n\nSummary\n\nBackground\n\n"
        "Connective tissue diseases are various.\n\nKeywords\n\n"
        "Cite this article\n\nDourmishev, L.A. Intravenous immunoglobulins. Wien Med Wochenschr 168, 213–217 (2018)."
    )
    with pytest.raises(InputError, match="no reference list"):
        split(page)


@pytest.mark.parametrize(
    ("text", "numbers", "problem"),
    [
        (f"1. {A}\n2. {B}\n2. {C}", [1, 2, 2], ("duplicate-number", 2, 3)),
        (f"1. {A}\n2. {B}\n4. {C}", [1, 2, 4], ("missing-number", 4, 3)),
        (f"1. {A}\n2. {B}\n9. {C}", [1, 2, 9], ("missing-number", 9, 3)),
        (f"1. {A}\n2. {B}\n60. {C}\n61. {A}", [1, 2, 60, 61], ("missing-number", 60, 3)),
        (f"3. {A}\n4. {B}\n5. {C}", [3, 4, 5], ("missing-number", 3, 1)),
        (f"1. {A}\n2. {B}\n4. {C}\n3. {A}\n5. {B}", [1, 2, 4, 3, 5], ("numbers-out-of-order", 3, 4)),
        (f"2. {A}\n1. {B}\n3. {C}", [2, 1, 3], ("numbers-out-of-order", 1, 2)),
        (f"1. {A}\n2. {B}\n1. {C}\n3. {A}", [1, 2, 1, 3], ("duplicate-number", 1, 3)),
    ],
)
def test_numbers_that_do_not_go_on(text: str, numbers: list[int], problem: tuple[str, int, int]) -> None:
    """A repeated, missing or misplaced number is reported with its line, and every item comes out."""
    found = split(text)
    assert [item.number for item in found.items] == numbers
    assert [(p.check, p.number, p.line) for p in found.problems] == [problem]


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ([1, 3], "after item 1 comes item 3: 2 is missing"),
        ([1, 4], "after item 1 comes item 4: 2 and 3 are missing"),
        ([1, 8], "after item 1 comes item 8: 2 to 7 are missing"),
        ([3, 4], "the list begins with item 3: 1 and 2 are missing"),
        ([1, 9, 4, 10], "after item 1 comes item 9: 2, 3 and 5 to 8 are missing"),
    ],
)
def test_missing_numbers(numbers: list[int], said: str) -> None:
    """Only numbers that stand nowhere in the list are called missing."""
    first, *_ = split("\n".join(f"{n}. {A}" for n in numbers)).problems
    assert first.message == said


def test_a_publisher_opens_no_item() -> None:
    """A number that does not go on opens an item only before a name with initials."""
    text = f"1. {A}\n2. Dalakas MC. Skin. 2003, vol.\n12. Springer, Berlin.\n3. {C}"
    assert [item.number for item in split(text).items] == [1, 2, 3]


def test_a_number_beyond_all_lists() -> None:
    """A number of five thousand digits is no number; its item comes out with it."""
    found = parse(f"1. {A}\n{'9' * 5000}. {B}\n3. {C}")
    assert [(reference.number, len(reference.raw)) for reference in found] == [
        (1, len(A)),
        (None, 5002 + len(B)),
        (3, len(C)),
    ]


def test_one_broken_item() -> None:
    """An item that cannot be read keeps its text, and the others are read."""
    first, broken, last = parse(f"1. {A}\n2. ??? §§§\n3. {C}")
    assert (first.year, last.year) == (1952, 2000)
    assert (broken.number, broken.raw, broken.unparsed, broken.line) == (2, "??? §§§", ("??? §§§",), 2)


def test_a_line_that_begins_with_a_number_is_no_item() -> None:
    """A wrapped line may begin with a year or a volume."""
    text = f"1. {A}\n2. Dalakas MC, Hohlfeld R. Polymyositis and dermatomyositis. Lancet\n2003. 362:971–82.\n3. {C}"
    assert [item.number for item in split(text).items] == [1, 2, 3]


def test_several_lists() -> None:
    """The longest list is read unless another is asked for, and the report says that there are more."""
    text = f"References\n1. {A}\n2. {B}\n\nSupplementary references\n1. {C}\n2. {A}\n3. {B}"
    found = split(text)
    assert (found.lists, [p.check for p in found.problems][:1], len(found.items)) == (2, ["several-lists"], 3)
    assert [item.raw for item in split(text, which=1).items] == [A, B]
    with pytest.raises(InputError, match="one of the 2 lists"):
        split(text, which=3)


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        (f"1. {A}\n2. {B}\n3. {C}\n\nSupplementary references\n1. {B}\n2. {C}", "3 and 2"),
        (f"1. {A}\n2. {B}\nSupplementary references\n1. {C}", "2 and 1"),
        (f"References\n1. {A}\n2. {B}\n\nBibliography\n1. {A}\n2. {B}\n3. {C}", "2 and 3"),
    ],
)
def test_no_list_is_silently_left_out(text: str, sizes: str) -> None:
    """A second list is named with its size, and can be chosen, whatever stands between the two."""
    found = split(text)
    assert [f"of {sizes} items" in p.message for p in found.problems if p.check == "several-lists"] == [True]
    chosen = [item.raw for which in (1, 2) for item in split(text, which=which).items]
    assert sorted(chosen) == sorted(line.partition(" ")[2] for line in text.split("\n") if line[:1].isdigit())


@pytest.mark.parametrize("heading", ["References", "Bibliography"])
def test_chapters_have_a_list_each_without_numbers(heading: str) -> None:
    """The longest is read, the others are named by their lines, and each can be chosen."""
    text = f"One\nWords.\n{heading}\n{A}\n{B}\n\nTwo\nWords.\nReferences\n{A}\n{B}\n{C}"
    found = split(text)
    assert [item.raw for item in found.items] == [A, B, C]
    assert found.lists == 2
    assert [(p.check, "lines 3 and 9; list 2 is read" in p.message) for p in found.problems[:1]] == [
        ("several-lists", True)
    ]
    assert [item.raw for item in split(text, which=1).items][:2] == [A, B]
    assert not any(p.check == "several-lists" for p in split(text, which=2).problems)
    with pytest.raises(InputError, match="one of the 2 lists of the text, found 3"):
        split(text, which=3)


def test_a_menu_is_no_list_beside_one() -> None:
    """A heading with a line or two is no list of a chapter."""
    text = f"References\n{A}\n\nReferences\n" + f"{A}\n{B}\n{C}\n{A}\n{B}"
    assert (split(text).lists, len(split(text).items)) == (1, 5)


def test_a_second_list_without_numbers() -> None:
    """What follows the numbered list under a heading of its own is no part of the last item."""
    found = split(f"1. {A}\n2. {B}\nSupplementary references\n{C}")
    assert [item.raw for item in found.items] == [A, B]
    assert [(p.check, p.line) for p in found.problems] == [("text-after", 3)]
    assert found.problems[0].message.endswith("; 1 looks like a reference")


@pytest.mark.parametrize(
    ("numbers", "lists"),
    [
        ((3, 1, 2, 4), 1),
        ((4, 1, 2, 3), 1),
        ((4, 5, 1, 2, 3), 1),
        ((3, 1, 2, 3), 2),
        ((5, 1, 2, 3), 2),
        ((1, 2, 1, 2), 2),
    ],
)
def test_a_1_that_stands_late(numbers: tuple[int, ...], lists: int) -> None:
    """A 1 with what the numbers before it lack goes on a list in disorder; any other 1 begins a list."""
    found = split("\n".join(f"{number}. {A}" for number in numbers))
    assert (found.lists, len(found.items) == len(numbers)) == (lists, lists == 1)


def test_a_megabyte_on_one_line() -> None:
    """A list whose lines were lost is still read: as one item, and in time."""
    raw = f"1. {A} " + "x" * 1_000_000
    assert split(raw).items[0].raw.startswith("Bruton OC")


def test_page_headers_and_numbers_are_no_items() -> None:
    """Running heads and page numbers inside a list belong to no item."""
    head = "Example AB, J Imagin Med 2011"
    text = f"References\n1. {A}\n{head}\n12\n\n2. {B}\n{head}\n13\n\n3. {C}\n{head}\n14"
    found = split(text)
    assert [item.raw for item in found.items] == [A, B, C]
    assert [(p.check, p.line, p.message[:8]) for p in found.problems] == [("running-lines", 3, "6 lines ")]


@pytest.mark.parametrize(
    "line",
    [
        "J Am Acad Dermatol. Author manuscript; available in PMC 2013 May 01.",
        "Smith et al. Page 13",
        "Smith and O’Hara Page 13",
        "www.example.org   Int J Dermatol 2015, 54, 1-12",
        "Int J Dermatol 2015; 54: 1–12",
    ],
)
def test_a_running_head_that_stands_once(line: str) -> None:
    """The lines of an author manuscript's page, and a second journal with its numbers, belong to no item."""
    found = split(f"References\n1. {A}\n{line}\n2. {B}\n3. {C}")
    assert [item.raw for item in found.items] == [A, B, C]
    assert [(p.check, p.line) for p in found.problems] == [("running-lines", 3)]


def test_a_journal_behind_a_year_is_no_running_head() -> None:
    """A title may end with a year: the journal with its numbers on the next line is the item's own."""
    text = "1. Bruton OC. The fires of 2011.\nInt J Dermatol 2015, 54, 1-12.\n2. Levy Y. Skin. Lupus. 2000;2:3-4."
    assert [reference.pages for reference in parse(text)] == [Pages.parse("1-12"), Pages.parse("3-4")]


@pytest.mark.parametrize("number", ["1. ", ""])
def test_a_running_head_inside_an_item(number: str) -> None:
    """Lines that can be nothing else are left out wherever they stand."""
    found = split(f"References\n{number}{A[:30]}\nSmith et al. Page 13\n{A[30:]}")
    assert [item.raw for item in found.items] == [f"{A[:30].strip()} {A[30:].strip()}"]
    assert [p.check for p in found.problems] == ["running-lines"]


@pytest.mark.parametrize(
    "end",
    [
        "https://www.example.org/x",
        "https://doi.org/10.1000/abc",
        "doi: 10.1000/abc",
        "Available from: www.example.org",
        "https://example.org/a/long\naddress.html",
    ],
)
@pytest.mark.parametrize("following", ["Kaposi, M. (1887). Skin. Lupus, 3(2), 12–19.", B])
def test_an_item_that_ends_with_an_address(end: str, following: str) -> None:
    """In a list without numbers an item may end with an address; the next line's name opens the next."""
    items = split(f"References\n{A} {end}\n{following}").items
    assert [item.raw for item in items] == [f"{A} {end}".replace("\n", " "), following]


@pytest.mark.parametrize(
    "item",
    [
        "Bruton OC. Skin {}. \nJ Invest Dermatol. \n1952;16:722–8.",
        "Bruton OC (1952). Skin {}. \nJ Invest Dermatol.",
        "Bruton OC. Skin {}. Lupus. 2012;1: \n15",
        "Bruton OC. Skin {}. Lupus. \n2012 \n;1:15.",
        "Bruton OC. The fire of 1998 {}. Lupus. 1:15. \n2012",
    ],
)
def test_an_items_own_lines_stay(item: str) -> None:
    """A line that looks like a running head or a page number stays where it may belong to its item."""
    items = [item.format(word) for word in ("one", "two", "three")]
    found = split("\n".join(f"{i}. {item}" for i, item in enumerate(items, 1)))
    assert [item.raw for item in found.items] == [item.replace("\n", "") for item in items]
    assert not found.problems


def test_items_on_one_line() -> None:
    """Items whose line ends were lost are parted where the numbers go on."""
    assert [(item.number, item.raw) for item in split(f"1. {A} 2. {B} 3. {C}").items] == [(1, A), (2, B), (3, C)]


def test_three_lines_an_item() -> None:
    """ScienceDirect shows authors, title and source on a line each."""
    text = (
        "[1]\nO.C. Bruton\nAgammaglobulinemia\nPediatrics, 16 (1952), pp. 722-728\nView PDF\nGoogle Scholar\n[2]\n" + B
    )
    first, second = parse(text)
    assert (first.title, first.container_title, first.volume, first.links) == (
        "Agammaglobulinemia",
        "Pediatrics",
        "16",
        ("View PDF", "Google Scholar"),
    )
    assert second.raw == B


def test_a_wrapped_line_that_begins_with_a_number_makes_no_list() -> None:
    """In a list without numbers, "530." at the start of a line is a page, not an item."""
    text = f"References\n{A}\nLevy Y, Sherer Y. Skin and lupus. Semin Arthritis Rheum 2000;29:521–\n530.\n{B}"
    assert [item.number for item in split(text).items] == [None, None, None]


def test_labels_behind_an_item() -> None:
    """Labels on the item's own line are kept apart from it, in brackets or not."""
    first, second = split(f"1. {A} Article PubMed CAS Google Scholar\n2. {B} [PubMed] [CrossRef]").items
    assert (first.raw, first.links) == (A, ("Article", "PubMed", "CAS", "Google Scholar"))
    assert (second.raw, second.links) == (B, ("PubMed", "CrossRef"))
