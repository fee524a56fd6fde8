"""What Crossref has of a journal and year, which makes "it should be found" fair."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ivigref.errors import RegistryError
from ivigref.registries import Crossref, pace, transport
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
    ("journal", "issns", "year", "count"),
    [
        (None, ["2049-3630"], 2003, 3), (None, ["0043-5341"], 2003, 3), (None, ["2049-3630"], 2004, 0),
        (None, ["0092-8674", "2049-3630"], 2003, 3), (None, ["0092-8674"], 2003, None), ("J Ways", [], 2003, 3),
        ("Journal of Ways and Lanes", [], 2003, 1), ("Journal of Roads", [], 2003, None), (None, ["no ISSN"], 2003, None),
    ],
)  # fmt: skip
def test_works_of_a_journal_are_counted(
    registry_server: Serve, journal: str | None, issns: list[str], year: int, count: int | None
) -> None:
    """By an ISSN that it knows, else by the very title; a journal that it does not know is not one without works."""
    server = registry_server(WORKS)
    with Crossref(server.crossref_url) as crossref:
        assert crossref.holdings(journal, issns, year) == count


def test_they_are_counted_once(registry_server: Serve, tmp_path: Path) -> None:
    """Also that there is no such journal."""
    server = registry_server(WORKS)
    with Crossref(server.crossref_url, cache=tmp_path) as crossref:
        found = [crossref.holdings(None, [issn], 2003) for issn in ("2049-3630", "0092-8674") * 2]
    assert found == [3, None, 3, None]
    assert server.account.count() == 2


@pytest.mark.parametrize("kind", ["503", "403", "html", "404 html", "null", "shape", "cut"])
def test_a_fault_is_not_a_journal_without_works(
    registry_server: Serve, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is said, by ISSN and by title."""
    monkeypatch.setattr(transport, "TRIES", 1)
    server = registry_server(WORKS, (), [Fault(kind)])  # type: ignore[arg-type]  # a name from above
    with Crossref(server.crossref_url) as crossref:
        for journal, issns in ((None, ["2049-3630"]), ("Journal of Ways", [])):
            with pytest.raises(RegistryError, match=r"^crossref: "):
                crossref.holdings(journal, issns, 2003)
