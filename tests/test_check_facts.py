"""Every check has a fact sheet, and its examples do what they say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import ivigref
from ivigref.checks import check
from ivigref.data.check_facts import Example, check_facts
from ivigref.documents import reference_from_item, split
from ivigref.errors import InputError
from ivigref.model import Citation, Record
from ivigref.parsing import parse_reference

PACKAGE = Path(ivigref.__file__).parent
FACTS = check_facts()


def raised(example: Example, *, alarms_only: bool = False) -> set[str]:
    """Return the names of what the checks say about an example."""
    try:
        items = split(example.list)
    except InputError:
        references, problems = [parse_reference(example.list)], set()
    else:
        references = [reference_from_item(item) for item in items.items]
        problems = {problem.check for problem in items.problems}
    records = tuple(map(Record.model_validate, example.records))
    *others, last = (Citation(reference=reference) for reference in references)
    joined = Citation(
        reference=last.reference.model_copy(update=example.fields),
        record=records[0] if records else None,
        records=records,
        unknown=example.unknown,
    )
    findings = check([*others, joined])
    return {finding.check for finding in findings if not alarms_only or finding.severity != "note"} | problems


@pytest.mark.parametrize("name", FACTS)
def test_the_examples_of_a_check_are_true(name: str) -> None:
    """What the page calls wrong is found, and what it calls right is not."""
    assert name in raised(FACTS[name].wrong)
    # A note may say that, and why, there is no alarm: which of a work's years was printed, say.
    assert name not in raised(FACTS[name].right, alarms_only=FACTS[name].severity != "note")


def test_every_check_that_the_code_knows_has_a_fact_sheet() -> None:
    """A new check comes with its sentence, its remedy and its examples."""
    sources = "\n".join(
        path.read_text(encoding="utf-8")
        for path in (
            PACKAGE / "checks.py",
            PACKAGE / "matching/duplicates.py",
            PACKAGE / "documents/items.py",
            *sorted((PACKAGE / "formats").glob("*.py")),
        )
    )
    named = re.findall(r'(?:check=|Problem\(\s*|draft\.find\()"([a-z-]+)"', sources)
    named += re.findall(r'"([a-z]+(?:-[a-z]+)+)", "[a-z_]+", "(?:error|warning|note)"', sources)  # the table of fields
    named += ["doi-unknown", "pmid-unknown", "doi-elsewhere", "pmid-elsewhere", "pmcid-elsewhere"]  # of fields' names
    named += re.findall(r'^    "[a-z_]+": \("([a-z]+)", "(?:error|warning|note)"', sources, re.MULTILINE)  # of updates
    assert {"title-differs", "retracted", "missing-number", "unreadable"} <= set(named)
    assert set(named) <= set(FACTS)
