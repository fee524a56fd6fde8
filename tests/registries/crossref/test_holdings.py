"""Whether Crossref has articles of a journal and year, which makes "it should be found" fair."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ivigref.errors import RegistryError
from ivigref.model import Reference
from ivigref.registries import Crossref, pace, transport
from ivigref.registries.journals import JournalYear
from ivigref.rejected import is_near
from tests.server import Fault, RegistryServer, work

Serve = Callable[..., RegistryServer]
WORKS = [
    *(work(f"10.5555/a{n}", f"Title {n}", year=2003, container="Journal of Ways", ISSN=["2049-3630", "0043-5341"]) for n in range(3)),
    work("10.5555/b", "Other", year=2003, container="Journal of Ways and Lanes", ISSN=["0140-6736"]),
]  # fmt: skip


@pytest.fixture(autouse=True)
def _in_haste(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "MARGIN", 0.001)


@pytest.mark.parametrize(
    ("journal", "issns", "year", "has"),
    [
        ("?", ("2049-3630",), 2003, "Journal of Ways"), ("?", ("0043-5341",), 2003, "Journal of Ways"),
        ("?", ("2049-3630",), 2004, None), ("?", ("0092-8674", "2049-3630"), 2003, "Journal of Ways"),
        ("?", ("0092-8674",), 2003, None), ("J Ways", (), 2003, "Journal of Ways"), ("J Ways", (), 2004, None),
        ("Journal of Ways and Lanes", (), 2003, "Journal of Ways and Lanes"), ("Journal of Roads", (), 2003, None),
        ("Journal of Roads", ("0140-6736",), 2003, "Journal of Ways and Lanes"),
    ],
)  # fmt: skip
def test_works_of_a_journal_are_named(
    registry_server: Serve, journal: str, issns: tuple[str, ...], year: int, has: str | None
) -> None:
    """By any ISSN of it exactly, whatever its name; without one by a name, of which the nearest journals are named."""
    server = registry_server(WORKS)
    wanted = JournalYear(journal, year, issns)
    with Crossref(server.crossref_url) as crossref:
        found = crossref.of_journals([wanted])[wanted]
    assert not isinstance(found, RegistryError)
    printed = Reference(container_title=journal, year=year)
    assert next((r.container_title for r in found if issns or is_near(printed, r)), None) == has
    assert server.account.count() == 1


def test_they_are_asked_for_once(registry_server: Serve, tmp_path: Path) -> None:
    """Also where there are none."""
    server = registry_server(WORKS)
    wanted = [JournalYear("?", 2003, (issn,)) for issn in ("2049-3630", "0092-8674")]
    with Crossref(server.crossref_url, cache=tmp_path) as crossref:
        found = [crossref.of_journals([one])[one] for one in wanted * 2]
    assert [bool(records) for records in found] == [True, False, True, False]
    assert server.account.count() == 2


@pytest.mark.parametrize("kind", ["503", "403", "html", "404 html", "null", "shape", "cut"])
def test_a_fault_is_not_a_journal_without_works(
    registry_server: Serve, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is said, by ISSN and by title."""
    monkeypatch.setattr(transport, "TRIES", 1)
    server = registry_server(WORKS, (), [Fault(kind)])  # type: ignore[arg-type]  # a name from above
    wanted = [JournalYear("?", 2003, ("2049-3630",)), JournalYear("Journal of Ways", 2003)]
    with Crossref(server.crossref_url) as crossref:
        found = crossref.of_journals(wanted)
    assert [str(one).partition(":")[0] for one in found.values() if isinstance(one, RegistryError)] == ["crossref"] * 2
