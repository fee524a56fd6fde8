from __future__ import annotations

from textwrap import fill

import pytest

from ivigref.errors import InputError
from ivigref.parsing import parse, split

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
    ],
)
def test_numbers_that_do_not_go_on(text: str, numbers: list[int], problem: tuple[str, int, int]) -> None:
    """A repeated or missing number is reported with its line, and every item comes out."""
    found = split(text)
    assert [item.number for item in found.items] == numbers
    assert [(p.check, p.number, p.line) for p in found.problems] == [problem]


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


def test_a_megabyte_on_one_line() -> None:
    """A list whose lines were lost is still read: as one item, and in time."""
    raw = f"1. {A} " + "x" * 1_000_000
    assert split(raw).items[0].raw.startswith("Bruton OC")


def test_page_headers_and_numbers_are_no_items() -> None:
    """Running heads and page numbers inside a list belong to no item."""
    head = "Example AB, J Imagin Med 2011"
    text = f"References\n1. {A}\n{head}\n12\n\n2. {B}\n{head}\n13\n\n3. {C}\n{head}\n14"
    assert [item.raw for item in split(text).items] == [A, B, C]


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
