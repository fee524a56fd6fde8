"""The description of each check: a sentence, the rule, what to do, and a pair of examples, wrong and right.

The facts are in ``checks.toml``. The pages of the documentation, the rules of the SARIF report and the words of the
HTML report are made of them, and a test runs every example.
"""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Any

from pydantic import Field

from ivigref.data import read_text
from ivigref.model import Severity, Value


class Example(Value):
    """A reference, or a whole list, as printed; the records that it is compared with; and what is to be seen in it.

    ``fields`` are what a reference manager's file says besides, ``unknown`` those of its identifiers that nobody has
    registered. Of several references all of these belong to the last.
    """

    list: str
    fields: dict[str, str] = Field(default_factory=dict)
    records: tuple[dict[str, Any], ...] = ()
    unknown: tuple[str, ...] = ()
    says: str | None = None


class CheckFact(Value):
    """What one check is about. ``explanation`` and ``says`` are Markdown."""

    check: str
    severity: Severity
    summary: str
    explanation: str
    remedy: str
    wrong: Example
    right: Example


@cache
def check_facts() -> dict[str, CheckFact]:
    """Return the description of each check, by its name.

    >>> check_facts()["volume-differs"].severity
    'error'
    """
    return {
        name: CheckFact.model_validate({"check": name, **fact})
        for name, fact in tomllib.loads(read_text("checks.toml")).items()
    }
