"""Where two titles stop being the same: a case on either side of each number."""

from __future__ import annotations

from itertools import islice, product
from string import ascii_lowercase

import pytest

from ivigref import Record, Reference
from ivigref.conventions.letters import without_greek
from ivigref.matching import compare_titles
from ivigref.matching.quoting import quote
from ivigref.matching.titles import begins_with, is_in_print, wording_similarity
from ivigref.matching.wording import a_letter_apart, joined, read


def verdict(printed: str, recorded: str) -> str:
    """Return how two titles compare."""
    return compare_titles(Reference(title=printed), Record(title=recorded)).verdict


def many(number: int) -> list[str]:
    """Return so many words that are far from each other."""
    return ["".join(pair) * 3 for pair in islice(product(ascii_lowercase, repeat=2), number)]


@pytest.mark.parametrize(
    ("printed", "recorded", "expected"),
    [
        # a main title has nine letters
        ("Imaginary", "Imaginary: a review", "close"),
        ("Imaginar", "Imaginar: a review", "different"),
        ("Imaginary: a review", "Imaginary", "same"),
        ("Imaginar: a review", "Imaginar", "different"),
        ("Imaginary", "Imaginary review", "different"),
        ("Imaginary lupus", "Imaginary lupus nephritis: a review", "different"),
        ("Imaginary lupus", "Imaginary lupus: a review. Reply", "different"),
        ("Imaginary of lupus", "Imaginary lupus: a review", "close"),
        # in brackets as well, where it is a translation
        ("Imaginary", "Erfundenes Leiden [Imaginary].", "same"),
        ("Erfundenes", "Erfundenes [Imaginary]", "same"),
        ("Imaginar", "Erfundenes Leiden [Imaginar]", "different"),
        ("Imaginary", "Erfundenes Leiden [Imaginary] und so", "different"),
        # two languages, of three words or more
        ("Three imaginary words", "Three imaginary words = Drei erfundene Worte", "same"),
        ("Three imaginary words", "Three imaginary words / Drei erfundene Worte", "same"),
        ("Drei erfundene Worte", "Three imaginary words = Drei erfundene Worte", "same"),
        ("Imaginary words", "Imaginary words = Drei erfundene Worte", "different"),
        ("Three imaginary words", "Three imaginary words = Erfundene Worte", "different"),
        ("Three imaginary words", "Three imaginary words = Drei erfundene Worte = Trois mots inventes", "different"),
        # small words
        ("Lupus of children", "Lupus in children", "close"),
        ("The lupus of children", "Lupus of children", "same"),
        ("Lupus of children", "Lupus of adults", "different"),
        ("Lupus not of children", "Lupus of children", "different"),
        ("T cell lupus", "T-cell lupus", "same"),
        ("NF-kB in lupus", "NF-κB in lupus", "same"),
        ("Lupus, 2–3 years", "Lupus, 23 years", "different"),
        ("Lupus in 1,000 children", "Lupus in 1000 children", "same"),
    ],
)
def test_titles_on_either_side_of_being_the_same(printed: str, recorded: str, expected: str) -> None:
    """One lost "not" turns a finding round, and a subtitle left out does no harm."""
    assert verdict(printed, recorded) == expected


@pytest.mark.parametrize(
    ("printed", "recorded", "reason"),
    [
        ("Lupus in adults", "Lupus in children", "the list has “adults” where the record has “children”"),
        ("Lupus in children", "Childhood lupus", "the list has “children” where the record has “Childhood”"),
        ("Nephritis with lupus", "Lupus with nephritis", "“lupus” is elsewhere in the record"),
        ("Lupus nephritis", "Lupus", "the record does not have “nephritis”"),
        ("Lupus", "Lupus nephritis", "the list does not have “nephritis”"),
    ],
)
def test_what_differs_is_quoted(printed: str, recorded: str, reason: str) -> None:
    """What only one has, what stands for what, and what stands elsewhere."""
    assert compare_titles(Reference(title=printed), Record(title=recorded)).reason == reason


@pytest.mark.parametrize(("words", "aligned"), [(300, True), (301, False)])
def test_three_hundred_words_are_aligned(words: int, *, aligned: bool) -> None:
    """More are no title, and alignment takes the square of the length."""
    ours = many(words)
    said = compare_titles(Reference(title=" ".join(ours)), Record(title=" ".join([*ours[:-1], "otherly"]))).reason
    assert (said == f"the list has “{ours[-1]}” where the record has “otherly”") == aligned
    said = compare_titles(Reference(title=" ".join(ours)), Record(title=" ".join(ours[:-1]))).reason
    assert (said == f"the record does not have “{ours[-1]}”") == aligned


@pytest.mark.parametrize(
    ("a", "b", "similarity"),
    [
        ("lupus nephritis", "lupus nephritis", 1.0),
        ("lupus", "", 0.0),
        ("of the", "in a", 0.0),
        ("lupus nephritis", "lupus vasculitis", 0.5),
        ("lupus nephritis", "lupus nephritas", 2 * 1.9 / 4),
        # a third of a title is worth a closer look
        ("alpha beta lupus", "gamma delta lupas", 0.0),
        ("alphaque betaque lupus", "alphaque deltaque lupas", 2 * 1.9 / 6),
        ("alphaque betaque gammaque lupus", "alphaque deltaque epsilon lupas", 2 / 8),
        ("alphaque betaque gammaque lupus", "alphaque deltaque lupas", 2 * 1.9 / 7),
    ],
)
def test_titles_share_words(a: str, b: str, similarity: float) -> None:
    """A word that is a letter apart counts as 0.9 of one, where a third of the shorter title is the same."""
    assert wording_similarity(read(a), read(b)) == wording_similarity(read(b), read(a)) == pytest.approx(similarity)


@pytest.mark.parametrize(
    ("a", "b", "apart"),
    [
        ("lupus", "lupas", True),
        ("mice", "rice", False),
        ("mice", "mices", True),
        ("lupus", "lupu", True),
        ("lupus", "lup", False),
        ("lupus", "upus", True),
        ("lupus", "lpuus", True),
        ("lupus", "luspu", False),
        ("lupus", "lapas", False),
        ("lupus", "laxus", False),
        ("nephritis", "nephrtiis", True),
        ("nephritis", "nephritisxx", False),
        ("nephritis", "nephirtas", False),
    ],
)
def test_a_letter_may_be_a_slip(a: str, b: str, *, apart: bool) -> None:
    """Lost, added, changed or exchanged, in a word of five letters or more."""
    assert a_letter_apart(a, b) == a_letter_apart(b, a) == apart


@pytest.mark.parametrize(
    ("words", "same_as", "same"),
    [
        ("2 3", "23", False),
        ("1 000", "1000", True),
        ("123 000", "123000", True),
        ("1234 000", "1234000", False),
        ("1 00", "100", False),
        ("1 0000", "10000", False),
        ("t 2", "t2", True),
        ("t2 3", "t23", False),
        ("2 t", "2t", True),
    ],
)
def test_numbers_are_joined_at_thousands_only(words: str, same_as: str, *, same: bool) -> None:
    """2–3 is not 23, and 1.5 not 15."""
    assert (joined(words.split()) == joined([same_as])) == same


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("one two three four five six seven eight nine ten eleven twelve", "1 2 3 4 5 6 7 8 9 10 11 12"),
        ("zero twenty thirty forty fifty sixty seventy eighty ninety", "0 20 30 40 50 60 70 80 90"),
        ("type i ii iii iv vi vii viii ix xi xii", "type 1 2 3 4 6 7 8 9 11 12"),
        ("type v x", "type vs x"),
        ("50% of lupus", "50 percent of lupus"),
    ],
)
def test_numbers_in_words_are_numbers(title: str, words: str) -> None:
    """A Roman five is versus, and a ten is times."""
    assert " ".join(read(title).words) == words


@pytest.mark.parametrize(
    ("title", "marks"),
    [
        ("Lupus. Part II", ["part 2"]),
        ("Lupus, part A", ["part a"]),
        ("Lupus in part because", []),
        ("Lupus, chapter 12", ["part 12"]),
        ("Erratum: lupus", ["correction"]),
        ("Lupus: reply", ["reply"]),
        ("Lupus", []),
    ],
)
def test_marks_make_another_work(title: str, marks: list[str]) -> None:
    """A part has a number or a letter, not a word."""
    assert sorted(read(title).marks) == marks


@pytest.mark.parametrize(
    ("title", "breaks"),
    [
        ("Lupus: a review", (1,)),
        (": Lupus", ()),
        ("Lupus:", ()),
        ("Lupus - a - review", (1, 2)),
        ("Lupus nephritis? A: b", (2, 3)),
    ],
)
def test_a_subtitle_begins_after_a_word(title: str, breaks: tuple[int, ...]) -> None:
    """And before another."""
    assert read(title).breaks == breaks


@pytest.mark.parametrize(
    ("longer", "shorter", "begins"),
    [
        ("Imaginary lupus: a review", "Imaginary lupus", True),
        ("The imaginary lupus: a review", "Imaginary lupus", True),
        ("Imaginary lupus", "Imaginary lupus", False),
        ("Imaginary: lupus: a review", "Imaginary lupus", True),
        ("Imaginary lup: us a review", "Imaginary lupus", False),
        ("Imaginary: lupus a review", "Imaginary lupus", False),
    ],
)
def test_a_title_begins_with_another_up_to_a_break(longer: str, shorter: str, *, begins: bool) -> None:
    """Where a subtitle may begin, and nowhere else."""
    assert begins_with(read(longer), read(shorter)) == begins


@pytest.mark.parametrize(
    ("title", "subtitle", "whole"),
    [
        ("Lupus", "A review", "Lupus: A review"),
        ("Lupus: a review", "A review", "Lupus: a review"),
        ("Lupus", None, "Lupus"),
        (None, "A review", None),
    ],
)
def test_a_title_with_its_subtitle(title: str | None, subtitle: str | None, whole: str | None) -> None:
    """Unless it has it already."""
    assert Record(title=title, subtitle=subtitle).whole_title == whole


def test_a_title_without_its_subtitle_is_close() -> None:
    """However short it is, where the registry has the two apart."""
    found = compare_titles(Reference(title="Lupus"), Record(title="Lupus", subtitle="A review of everything"))
    assert (found.verdict, found.reason) == ("close", "the list leaves out the subtitle")
    assert compare_titles(Reference(title="Lupus x"), Record(title="Lupus", subtitle="A review")).verdict == "different"


@pytest.mark.parametrize(
    ("title", "original", "expected"),
    [
        ("Lupus of children", "Lupus in children", "same"),
        ("Something else of children", "Lupus of children", "close"),
        (None, "Something else of children", "different"),
        # whatever is said of the other form in fewer words
        ("Lupus in children: a review", "Lupus in children not", "close"),
    ],
)
def test_the_form_that_is_nearest_counts(title: str | None, original: str, expected: str) -> None:
    """Of a title and the original one."""
    record = Record(title=title, original_title=original)
    assert compare_titles(Reference(title="Lupus in children"), record).verdict == expected


def test_greek_letters_are_written_as_a_typewriter_does() -> None:
    """Each of them, so that TNF-a is TNF-α, and 5 um is 5 µm."""
    for greek, typed in (("alpha", "a"), ("omega", "w"), ("mu", "u"), ("kappa", "k")):
        assert without_greek(f"x{greek}") == without_greek(f"x{typed}")


def test_the_title_itself_is_not_among_other_words() -> None:
    """It is the same, although it is a sentence of the print as well."""
    printed = Reference(raw="Doe J. Lupus nephritis in rabbits. Lancet 2001.", title="Lupus nephritis in rabbits")
    assert compare_titles(printed, Record(title="Lupus nephritis in rabbits")).verdict == "same"


@pytest.mark.parametrize(("longer_by", "stands"), [(0, True), (15, True), (16, False)])
def test_a_sentence_of_twice_the_title_is_looked_at(longer_by: int, *, stands: bool) -> None:
    """Printers set words apart, and 15 letters by 15 blanks; what is longer still is another sentence."""
    raw = f"Doe J. Lupus{' ' * longer_by} nephritis. Lancet 2001."
    assert is_in_print(Reference(raw=raw), ["Lupus nephritis"]) == stands


def test_words_that_are_not_found_again_are_quoted_as_they_are_compared() -> None:
    """Those that are meant, and no more."""
    assert quote("Quite another title", ("alpha", "beta", "gamma"), 0, 2) == "alpha beta"
