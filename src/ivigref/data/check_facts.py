"""The description of each check: the rule, what to do, and a pair of examples, wrong and right.

The facts are in ``checks.toml``; the severity and the sentence are with the name, in ``ivigref.model.Check``. The pages
of the documentation, the rules of the SARIF report and the texts of the HTML report are generated from both, and a test
runs every example.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from ivigref.data import read_text
from ivigref.model import Check, Value


class Example(Value):
    """A reference, or a whole list, as printed; the records that it is compared with; and what is to be seen in it.

    ``fields`` are what a reference manager's file says besides, ``unknown`` those of its identifiers that nobody has
    registered. ``asked`` are registries that answered and have no such work, ``at_place`` and ``nearest`` what they
    have instead. Of several references all of these belong to the last. ``encoding`` is that of a file that holds the
    list, ``tracked`` what a tracked change adds to it in a Word document, and ``profile`` the rules that are asked for.
    """

    list: str
    encoding: str = "utf-8"
    tracked: str | None = None
    fields: Mapping[str, str] = MappingProxyType({})
    records: tuple[dict[str, Any], ...] = ()
    unknown: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    at_place: tuple[dict[str, Any], ...] = ()
    nearest: tuple[dict[str, Any], ...] = ()
    profile: Mapping[str, Any] = MappingProxyType({})
    says: str | None = None


class CheckFact(Value):
    """What one check is about, beside its sentence. ``explanation`` and ``says`` are Markdown."""

    check: Check
    explanation: str
    remedy: str
    wrong: Example
    right: Example


@cache
def check_facts() -> dict[Check, CheckFact]:
    """Return the description of each check, by its name.

    >>> check_facts()[Check.NUMBER_REPEATED].remedy
    'Renumber the list.'
    """
    return {
        Check(name): CheckFact.model_validate({"check": name, **fact})
        for name, fact in tomllib.loads(read_text("checks.toml")).items()
    }
