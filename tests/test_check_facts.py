"""Every check has a fact sheet, and its examples do what they say."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from html import escape
from itertools import chain
from pathlib import Path

import pytest

from ivigref import checks, examine
from ivigref.checks import CHECKS, check
from ivigref.data.check_facts import Example, check_facts
from ivigref.errors import InputError
from ivigref.model import Check, Citation, Inquiry, Record
from ivigref.parsing import parse_reference
from ivigref.reading import Listing, read
from ivigref.sheets import sheet

FACTS = check_facts()
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@pytest.fixture
def listing(tmp_path: Path) -> Callable[[Example], Listing]:
    """Return a function that reads an example's list as the file that it stands in."""

    def listed(example: Example) -> Listing:
        file = tmp_path / "list"
        if example.tracked is None:
            file.write_bytes(example.list.encode(example.encoding))
        else:
            write_document(file, example.list.strip().splitlines(), example.tracked)
        try:
            return read(str(file))
        except InputError:  # no list, and so one reference
            return Listing([Citation(reference=parse_reference(example.list))])

    return listed


def write_document(file: Path, lines: list[str], added: str) -> None:
    """Write a Word document of paragraphs, the last of them added by a tracked change."""
    runs = [f"<w:r><w:t>{escape(line)}</w:t></w:r>" for line in (*lines, added)]
    runs[-1] = f'<w:ins w:id="1" w:author="Doe">{runs[-1]}</w:ins>'
    paragraphs = "".join(f"<w:p>{run}</w:p>" for run in runs)
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(
            "word/document.xml", f'<w:document xmlns:w="{WORD}"><w:body>{paragraphs}</w:body></w:document>'
        )


def raised(example: Example, listed: Listing, *, alarms_only: bool = False) -> set[Check]:
    """Return the names of what the checks, and who reads the list, say about an example."""
    records = tuple(map(Record.model_validate, example.records))
    *others, last = listed.citations
    joined = Citation(
        reference=last.reference.model_copy(update=example.fields),
        key=last.key,
        record=records[0] if records else None,
        records=records,
        unknown=example.unknown,
        at_place=tuple(map(Record.model_validate, example.at_place)),
        nearest=tuple(map(Record.model_validate, example.nearest)),
        inquiries=tuple(
            Inquiry(registry=name, outcome="not-found", searched=("identifier", "title", "place"))
            for name in example.asked
        ),
    )
    checked = examine(listed._replace(citations=[*others, joined]), tag=False, profile=example.profile or None)
    found = (*check([*others, joined]), *listed.problems, *checked.problems, *chain.from_iterable(checked.findings))
    return {finding.check for finding in found if not alarms_only or finding.severity != "note"}


@pytest.mark.parametrize("name", FACTS)
def test_the_examples_of_a_check_are_true(name: Check, listing: Callable[[Example], Listing]) -> None:
    """What the page calls wrong is found, and what it calls right is not."""
    wrong, right = FACTS[name].wrong, FACTS[name].right
    assert name in raised(wrong, listing(wrong))
    # A note may say that, and why, there is no alarm: which of a work's years was printed, say.
    assert name not in raised(right, listing(right), alarms_only=name.severity != "note")


@pytest.mark.parametrize("name", FACTS)
def test_an_example_is_as_grave_as_its_check(name: Check, listing: Callable[[Example], Listing]) -> None:
    """The severity that pages and reports promise is that of the finding."""
    alarming = name in raised(FACTS[name].wrong, listing(FACTS[name].wrong), alarms_only=True)
    assert alarming == (name.severity != "note")


def test_every_check_has_a_fact_sheet() -> None:
    """A new check comes with its rule, its remedy and its examples, and no sheet is left of an old one."""
    assert set(FACTS) == set(Check)
    assert all(member.summary.endswith(".") for member in Check)


def test_every_check_of_a_citation_names_its_function() -> None:
    """Each function is in the table once, in the order of the names, and each name is that of a check here."""
    names = [finder.__name__ for finder in CHECKS]
    assert len(names) == len(set(names))
    assert names == list(dict.fromkeys(member.found_by.split(".")[1] for member in Check if member.found_by))
    assert all(finder.__module__.startswith(f"{checks.__name__}.") for finder in CHECKS)


def test_a_sheet_says_each_phrase_once() -> None:
    """What is a phrase in Spanish and in Portuguese is one to who reads the sheet."""
    words = next(line for line in sheet("case-series").splitlines() if line.startswith("Words of the title: "))
    phrases = words.removesuffix(".").partition(": ")[2].split(", ")
    assert "`serie de casos`" in phrases
    assert len(set(phrases)) == len(phrases)
