"""Tables on a terminal: as rich drew them, and whole where rich cut them."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from ivigref import Citation, Record, Reference, examine
from ivigref.model.works import Source
from ivigref.reading import shipped
from ivigref.reports import console, terminal
from ivigref.reports.grid import Cell, Column, Table
from ivigref.reports.styled import Run, Styled, Terminal
from ivigref.reports.wrapping import cut, fitting, harmless, is_narrow, width_of
from tests.test_architecture import MODULES, imports, room

DOI = "10.5555/" + "a-long-way-to-a-certain-answer." * 4 + "1"
NAMES = ("#", "Title", "DOI")
STRINGS = {
    "plain": "High-dose immunoglobulin therapy for severe dermatomyositis",
    "letters of Europe": "Sjögren’s syndrome – an “overlap”: Łukasz, Þór and Ångström",
    "Han": "皮膚筋炎に対する免疫グロブリン大量静注療法の有効性",
    "Han among Latin": "IVIG 療法 for 皮膚筋炎 and its 合併症",
    "combining marks": "Re\u0301ponse a\u0300 l’immunoglobuline e\u0302tre",
    "an emoji of several": "A family \U0001f469\u200d\U0001f469\u200d\U0001f467 with angio-oedema \u2764\ufe0f today",
    "right to left": "العلاج بالغلوبولين المناعي الوريدي עברית",
    "Devanagari": "त्वचा रोग में इम्युनोग्लोबुलिन",
    "control characters": "a\x00 title\x07 with\x9b bells",
    "a screen that is cleared": "Lupus \x1b[2J\x1b]0;owned\x07 and skin",
    "markup of rich": "[bold]Lupus[/bold] [link=x]",
    "a long word": "pneumonoultramicroscopicsilicovolcanoconiosis" * 3,
    "a word of two lines between others": "see " + "x" * 50 + " and more",
    "several lines": "Purpura\nSyndrome of many words in a line\n\nChild",
    "nothing": "",
    "spaces": "   ",
    "Persian with joiners": "درمان با ایمونوگلوبولین وریدی می\u200cشود",
    "wide spaces": "皮膚\u3000筋炎 に\u3000対する療法の有効性と安全性",
    "thin spaces": "10\u2009g of\u2009it in a day for a week and two",
}


def by_rich(names: Sequence[str], rows: Sequence[Sequence[Cell]], width: int, *, is_styled: bool = False) -> str:
    """Draw a table as rich does."""
    table = RichTable(box=None, pad_edge=False, header_style="bold")
    for name in names:
        table.add_column(
            name,
            justify="right" if name == "#" else "left",
            no_wrap=name in {"#", "Status"},
            overflow="fold",
            max_width=console.KEY if name == "Key" else None,
        )
    for row in rows:
        table.add_row(*map(rich_text, row))
    drawn = StringIO()
    Console(
        width=width,
        highlight=False,
        file=drawn,
        force_terminal=is_styled,
        color_system="standard" if is_styled else None,
    ).print(table)
    return drawn.getvalue()


def rich_text(cell: Cell) -> Text:
    """Return a cell for rich."""
    if isinstance(cell, str):
        return Text(harmless(cell))
    return Text.assemble(*((run.text, run.style) for run in cell.runs))


def by_us(names: Sequence[str], rows: Sequence[Sequence[Cell]], width: int, *, is_styled: bool = False) -> str:
    """Draw the same table."""
    target = Terminal(width, is_styled=is_styled)
    return "".join(terminal.drawn(console.tables(names, rows), target))


@pytest.mark.parametrize("width", [40, 80, 140])
@pytest.mark.parametrize("text", STRINGS.values(), ids=STRINGS)
def test_a_text_is_drawn_as_rich_draws_it(text: str, width: int) -> None:
    """Alone, and beside others that are wider: the same widths, the same line ends, the same blanks."""
    alone, among = [("1", text, "10.5555/x")], [("1", text, DOI), ("107", "A long way. " * 9, "")]
    for rows in (alone, among):
        drawn, theirs = by_us(NAMES, rows, width), by_rich(NAMES, rows, width)
        assert drawn.replace("\u3000", "  ") == theirs.replace("\u3000", "  "), "one wide blank looks like two"


@pytest.mark.parametrize("width", [60, 80, 140])
def test_columns_give_way_as_in_rich(width: int) -> None:
    """The widest are narrowed evenly, down to the next, and a rounded rest is taken from the same ones."""
    words = ("skin ", "療法 ", "re\u0301n ", "IgG–2 ", "of a ", "two\n")
    names = ("#", "A", "B", "C", "Of many words", "E", "F")
    for most in range(1, 12):
        rows = [
            (str(row), *(words[(row + column) % 6] * (1 + most * column * row % 7) for column in range(6)))
            for row in range(8)
        ]
        assert by_us(names, rows, width) == by_rich(names, rows, width)


def styles(drawn: str) -> list[list[tuple[str, str]]]:
    """Return each letter of each line with its style; that of a blank is not seen, and rich drew no links."""
    lines = [Text.from_ansi(line) for line in drawn.splitlines()]
    here = Console()
    return [
        [
            (letter, str(line.get_style_at_offset(here, at).update_link(None)))
            for at, letter in enumerate(line.plain)
            if letter != " "
        ]
        for line in lines
    ]


def test_colours_are_those_of_rich() -> None:
    """Of the status, of each severity, of the head; with bold and dim on one another."""
    checked = examine(shipped())
    table = next(part for part in console.check_table(checked, notes=True) if isinstance(part, Table))
    names, rows = [column.head for column in table.columns], table.rows
    drawn = styles(by_us(names, rows, 100, is_styled=True))
    assert drawn == styles(by_rich(names, rows, 100, is_styled=True))
    signs = {style for line in drawn for _, style in line}
    assert len(signs) > 5, signs


def test_no_evidence_is_cut_where_a_key_is_kept() -> None:
    """A key keeps its columns, and all others share what is left; rich drew beyond the edge and cut the rest off."""
    source = Source(registry="recorded", address="a biographical site's citation of the article")
    record = Record(title="x", doi=DOI, pmid="99999999", source=source)
    citation = Citation(reference=Reference(raw="x", number=7), key="A" * 30, record=record, confidence=1.0)
    for width in (40, 60, 80):
        drawn = "".join(terminal.drawn(console.resolve_table([citation]), Terminal(width)))
        assert max(map(cell_len, drawn.splitlines())) <= width
        assert not letters(f"{DOI}99999999{source.address}{'A' * 30}") - letters(drawn)


def letters(text: str) -> Counter[str]:
    """Count the letters of a text, without what is blank."""
    return Counter(letter for letter in text if not letter.isspace())


ANY = st.text(
    st.sampled_from("ab -  /10.中文é\u0301\u0483\u2764\ufe0f\U0001f469\u200d\n\t\x1b\x07\u202eעا\u00a0\u2009\u202f") | st.characters(),
    max_size=60,
)  # fmt: skip


@given(st.lists(st.tuples(ANY, ANY, ANY), min_size=1, max_size=4), st.integers(min_value=20, max_value=100))
def test_no_line_is_wider_than_the_terminal_and_no_letter_is_lost(rows: list[tuple[str, str, str]], width: int) -> None:
    """Whatever the cells hold: each letter is there once, and what would steer a terminal is none."""
    names = ("#", "Key", "DOI")
    drawn = by_us(names, rows, width)
    assert max(map(cell_len, drawn.split("\n"))) <= width
    told = "".join((*names, *(harmless(cell) for row in rows for cell in row)))
    assert letters(drawn) == letters(told)


@given(ANY.map(lambda text: harmless(text).replace("\n", " ")), st.integers(min_value=1, max_value=30))
def test_a_line_is_cut_between_words(line: str, width: int) -> None:
    """Pieces fit, follow one another, and a word that fits into a line is in one piece."""
    pieces = [line[begin:end] for begin, end in cut(line, width)]
    assert letters("".join(pieces)) == letters(line)
    assert all(width_of(piece.rstrip()) <= max(width, 2) for piece in pieces)
    assert width_of(line[: fitting(line, width)]) <= width
    words = Counter(word for word in line.split(" ") if word and is_narrow(word) and len(word) <= width)
    whole = Counter(word for piece in pieces for word in piece.split(" "))
    assert not [word for word, times in words.items() if whole[word] < times]


def test_what_is_known_to_be_narrow_is_narrow() -> None:
    """The letters that are not measured one by one are those that rich gives one column."""
    known = [chr(code) for code in range(0x20, 0x3000) if chr(code).isprintable() or chr(code) in "\u00a0\u202f"]
    narrow = [letter for letter in known if is_narrow(letter)]
    assert len(narrow) > 1000
    assert {cell_len(letter) for letter in narrow} == {1}


@pytest.mark.parametrize("space", ["\u00a0", "\u2007", "\u202f"])
@pytest.mark.parametrize("beside", ["", "中"])
def test_a_no_break_space_ends_no_line(space: str, beside: str) -> None:
    """Its only meaning is that the words at its sides stay together; rich parts them."""
    line = f"{beside}of a{space}patient"
    assert [line[begin:end].strip() for begin, end in cut(line, 11)] == [f"{beside}of", f"a{space}patient"]


def test_a_long_word_leaves_no_blank_before_the_next() -> None:
    """A word of exactly two lines; rich begins the third with the blank behind it."""
    line = "abcdefghij klm"
    assert [line[begin:end] for begin, end in cut(line, 5)] == ["abcde", "fghij", "klm"]


def test_a_letter_with_marks_without_end_is_measured_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each mark is measured with those before it; 63 stay with their letter, and one more is a letter itself."""
    measured: list[int] = []

    def measure(text: str) -> int:
        measured.append(len(text))
        return cell_len(text)

    monkeypatch.setattr("rich.cells.cell_len", measure)
    mark = "\u0301"
    line = "中" * 9 + "a" + mark * 2000
    assert "".join(line[begin:end] for begin, end in cut(line, 10)) == line
    assert sum(measured) < 100 * len(line)
    assert cut("a" + mark * 63 + "中", 1) == [(0, 64), (64, 65)]
    # A mark by itself could stand at the end of any line; what is drawn over a letter shows whether it is one.
    assert cut("中" + "\u200d中" * 31 + "a", 2) == [(0, 63), (63, 64)]
    assert cut("中" + "\u200d中" * 32 + "a", 2) == [(0, 64), (64, 65), (65, 66)]


def test_parts_of_an_identifier_are_one_link() -> None:
    """Each line leads to the whole address, with one number; where there are no styles there is no address."""
    citation = Citation(reference=Reference(raw="x", doi=DOI, pmid="99999999"))
    drawn = "".join(terminal.drawn(console.resolve_table([citation]), Terminal(60, is_styled=True)))
    begun = [part.split("\x1b\\")[0] for part in drawn.split("\x1b]8;id=")[1:]]
    links = Counter(begun)
    assert {link.partition(";")[2] for link in links} == {
        f"https://doi.org/{DOI}",
        "https://pubmed.ncbi.nlm.nih.gov/99999999/",
    }
    assert max(links.values()) > 3
    assert drawn.count("\x1b]8;;\x1b\\") == len(begun)
    assert "https://" not in "".join(terminal.drawn(console.resolve_table([citation]), Terminal(60)))


@pytest.mark.parametrize(
    ("run", "painted"),
    [
        (Run("x"), "x"),
        (Run("", "bold"), ""),
        (Run("x", "dim bold red"), "\x1b[1;2;31mx\x1b[0m"),
        (Run("x", "bold yellow bold red"), "\x1b[1;31mx\x1b[0m"),
        (Run("x", "strike red"), "\x1b[9;31mx\x1b[0m"),
    ],
)
def test_how_a_run_is_painted(run: Run, painted: str) -> None:
    """Each manner once, and of two colours the last."""
    assert Terminal(80, is_styled=True).paint(run) == painted
    assert Terminal(80).paint(run) == run.text


@pytest.mark.parametrize(
    ("words", "width", "shown"),
    [("skin", 4, "skin"), ("skins", 4, "ski…"), ("中文中", 4, "中…"), ("e\u0301tude", 3, "e\u0301t…"), ("", 4, "")],
)
def test_a_head_is_shortened_to_its_width(words: str, width: int, shown: str) -> None:
    """Between two letters, whatever their width."""
    assert Styled.of(words).shortened(width).plain == shown


@pytest.mark.parametrize(
    ("given", "width", "is_styled"),
    [
        ({}, terminal.PLAIN_WIDTH, False),
        ({"COLUMNS": "77"}, 77, False),
        ({"COLUMNS": "3"}, 20, False),
        ({"COLUMNS": "0"}, terminal.PLAIN_WIDTH, False),
        ({"COLUMNS": "9" * 40}, terminal.PLAIN_WIDTH, False),
        ({"COLUMNS": "-5"}, terminal.PLAIN_WIDTH, False),
        ({"COLUMNS": "77", "FORCE_COLOR": "1"}, 77, True),
        ({"COLUMNS": "77", "FORCE_COLOR": ""}, 77, False),
        ({"COLUMNS": "77", "FORCE_COLOR": "1", "NO_COLOR": "1"}, 77, False),
        ({"COLUMNS": "77", "FORCE_COLOR": "1", "NO_COLOR": ""}, 77, True),
        ({"COLUMNS": "77", "FORCE_COLOR": "1", "TERM": "dumb"}, 77, False),
        ({"COLUMNS": "77", "FORCE_COLOR": "1", "TTY_COMPATIBLE": "0"}, 77, False),
        ({"COLUMNS": "77", "TTY_COMPATIBLE": "1"}, 77, True),
    ],
)
def test_what_the_terminal_is(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], width: int, *, is_styled: bool
) -> None:
    """The variables that other programs obey, too."""
    for name in ("COLUMNS", "FORCE_COLOR", "NO_COLOR", "TERM", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "stdout", StringIO())
    assert terminal.here() == Terminal(width, is_styled=is_styled)


def test_a_long_list_is_drawn_in_parts() -> None:
    """No more rows than a block are held, and the head is repeated."""
    taken = []
    rows = ((str(taken.append(number) or number),) for number in range(5000))  # type: ignore[func-returns-value]
    lines = terminal.drawn(console.tables(("#",), rows), Terminal(80))
    next(lines)
    assert len(taken) == 2000
    assert sum(line.strip() == "#" for line in lines) == 2


@pytest.mark.slow
def test_rich_is_loaded_for_what_it_draws_alone() -> None:
    """Tables and blocks need of it at most the widths of letters."""
    code = (
        "import sys; from ivigref.cli import main\n"
        "for verb in ('parse', 'check', 'check --all', 'tag'):\n"
        "    sys.argv[1:] = verb.split()\n"
        "    try: main()\n"
        "    except SystemExit: pass\n"
        "print([m for m in sys.modules if m in {'rich.console', 'rich.table', 'rich.text'}], file=sys.stderr)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stderr  # noqa: S603  (our own)
    assert told.splitlines()[-1] == "[]"


@pytest.mark.parametrize("module", [m for m in MODULES if room(m) == "reports" and m.stem != "rich_parts"], ids=str)
def test_no_table_starts_rich(module: Path) -> None:
    """Of rich the widths of letters are imported, and its terminal where the system is Windows."""
    of_rich = {name for name in imports(module) if name.split(".")[0] == "rich"}
    assert of_rich <= ({"rich.console"} if module.stem == "terminal" else {"rich.cells"})


def test_columns_are_told_apart() -> None:
    """A table without heads has no head."""
    drawn = list(Table((Column(is_right=True), Column()), [("9", "a"), ("10", "b")]).lines(Terminal(80)))
    assert drawn == [" 9  a", "10  b"]
