"""Each number that decides how a list is cut and an item read, by a case on either side of it."""

from __future__ import annotations

import pytest

from ivigref import parse, parse_reference
from ivigref.errors import InputError

ITEM = "Bruton OC. A study. Skin. 1999;1:2–9."


def numbered(*after: str, heads: int) -> list[str | None]:
    """Return the items of a list of four, of which some have lines behind them that are not theirs."""
    items = [[f"{n}. {ITEM}", *(after if n <= heads else ())] for n in range(1, 5)]
    return [found.raw for found in parse("\n".join(["References", *(line for item in items for line in item)]))]


@pytest.mark.parametrize(("number", "items"), [(50, 2), (51, 2), (52, 1)])
def test_numbers_leap_by_fifty_at_most(number: int, items: int) -> None:
    """A longer leap is a line of the item that happens to begin with a number, where no name follows."""
    text = f"References\n1. {ITEM}\n{number}. Lupus weekly: a study of much. Skin. 2001;1:3–9."
    assert len(parse(text)) == items


@pytest.mark.parametrize(("number", "read"), [("1234567", 1234567), ("12345678", None)])
def test_a_number_has_seven_digits_at_most(number: str, read: int | None) -> None:
    """A longer one is nobody's place in a list, and stays with the item."""
    first, second = parse(f"References\n{number}. {ITEM}\n2. Imbach P. A study. Lancet. 1981;1:1228–31.")
    assert (first.number, second.number) == (read, 2)
    assert (number in (first.raw or "")) == (read is None)


@pytest.mark.parametrize(
    ("references", "others", "is_list"), [(1, 1, True), (1, 2, False), (2, 2, True), (2, 3, False)]
)
def test_half_of_a_list_without_heading_and_numbers_are_references(
    references: int, others: int, *, is_list: bool
) -> None:
    """Any other text is no list, and is not read as if it were one."""
    text = "\n\n".join([ITEM] * references + ["Words and no date"] * others)
    if is_list:
        assert len(parse(text)) == references + others
    else:
        with pytest.raises(InputError, match="found no reference list"):
            parse(text)


@pytest.mark.parametrize(("times", "stays"), [(2, True), (3, False), (4, False)])
def test_a_running_head_stands_three_times(times: int, *, stays: bool) -> None:
    """What stands twice behind a whole item may be its own."""
    assert all((raw == f"{ITEM} J Imagin Med") == stays for raw in numbered("J Imagin Med", heads=times)[:times])


@pytest.mark.parametrize(("length", "stays"), [(119, False), (120, True)])
@pytest.mark.parametrize(
    ("head", "tail", "times"),
    [("Journal of ", "", 3), ("Lupus ", ". Author manuscript; available in PMC 2013 May 01.", 1)],
)
def test_a_running_head_fits_on_a_line(head: str, tail: str, times: int, length: int, *, stays: bool) -> None:
    """Of 119 characters at most: what is longer is text, even if it is like a head in all else."""
    line = head + "x" * (length - len(head + tail)) + tail
    assert numbered(line, heads=times)[0] == (f"{ITEM} {line}" if stays else ITEM)


@pytest.mark.parametrize(("length", "stays"), [(120, False), (121, True)])
def test_the_source_of_another_item_fits_on_a_line(length: int, *, stays: bool) -> None:
    """A journal with its numbers behind a whole item is what a page shows of another work."""
    source = " Pediatrics. 2001;5:11–19."
    line = "https://example.org/".ljust(length - len(source), "x") + source
    assert (numbered(line, heads=1)[0] != ITEM) == stays


@pytest.mark.parametrize(("words", "is_title"), [("J " * 30, False), ("J Clin" + " J" * 27, True)])
def test_a_journal_that_stands_without_a_title_has_59_characters(words: str, *, is_title: bool) -> None:
    """What is longer is taken for a title, even if each word is one that journals abbreviate."""
    words = words.strip()
    found = parse_reference(f"Bruton OC, Imbach P. {words} 1999;24:1149–52.")
    assert (len(words), found.title or found.container_title) == (60 if is_title else 59, words)
    assert (found.title is not None) == is_title


@pytest.mark.parametrize(("name", "is_group"), [("ABCDEFGHIJK", True), ("ABCDEFGHIJKL", False)])
def test_a_society_is_an_acronym_of_eleven_letters(name: str, *, is_group: bool) -> None:
    """A longer one in capitals is a family name in capitals."""
    [author] = parse_reference(f"{name}. A study of much. Skin. 1999;1:2–9.").authors
    assert (author.literal, author.family) == ((name, None) if is_group else (None, name))


@pytest.mark.parametrize("count", [1999, 2000, 2001, 5000])
def test_every_name_of_a_list_is_an_author(count: int) -> None:
    """However many: physicists print lists of five thousand, and none of them belongs to the title."""
    names = ", ".join(f"Bruton {'ABCDEFGHIJ'[i % 10]}" for i in range(count))
    found = parse_reference(f"{names}. A study of much. Skin. 1999;1:2–9.")
    assert (len(found.authors), found.et_al, found.title) == (count, False, "A study of much")
