"""What is taken of an answer's values and what is not: the first or the last, one or several, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ivigref import Reference
from ivigref.errors import InputError
from ivigref.registries import transport
from ivigref.registries.contact import sendable
from ivigref.registries.crossref.adapter import Crossref
from ivigref.registries.crossref.record import record_from_work
from ivigref.registries.local.dump import Part
from ivigref.registries.local.registry import FORMS
from ivigref.registries.transport import Reply, Request, Transport
from tests.server import RegistryServer, work


@pytest.mark.parametrize(
    ("kind", "containers", "container", "series"),
    [
        ("book-chapter", [], None, None),
        ("book-chapter", ["Book"], "Book", None),
        ("book-chapter", ["Series", "Book"], "Book", "Series"),
        ("proceedings-article", ["Series", "Subseries", "Book"], "Book", "Series"),
        ("journal-article", ["Journal", "Its other name"], "Journal", None),
    ],
)
def test_a_part_of_a_book_names_the_series_first(
    kind: str, containers: list[str], container: str | None, series: str | None
) -> None:
    """With one name there is no series; a journal's second name is no series either."""
    record = record_from_work({"type": kind, "container-title": containers})
    assert (record.container_title, record.series) == (container, series)


@pytest.mark.parametrize(
    ("numbers", "trials"),
    [
        ([{"clinical-trial-number": "nct00000001"}, {"clinical-trial-number": "NCT00000001"}], ("NCT00000001",)),
        ([{"clinical-trial-number": "ChiCTR0000001"}], ("ChiCTR0000001",)),
        ([{"registry": "10.5555/registry"}, "nct00000001", {"clinical-trial-number": ""}], ()),
        ({"clinical-trial-number": "nct00000001"}, ()),
    ],
)
def test_numbers_of_trials(numbers: object, trials: tuple[str, ...]) -> None:
    """Deposited in small letters they are in capitals, and the same one is one."""
    assert record_from_work({"clinical-trial-number": numbers}).trials == trials


@pytest.mark.parametrize(
    ("parts", "date"),
    [([2008], None), ([2008, 8], "2008-08"), ([2008, 8, 13], "2008-08-13"), ([2008, 8, 13, 7], "2008-08-13")],
)
def test_a_date_has_three_parts_at_most(parts: list[int], date: str | None) -> None:
    """One that says no more than the year is no date beside it; a fourth part is nobody's."""
    record = record_from_work({"issued": {"date-parts": [parts]}})
    assert (record.year, record.date and str(record.date)) == (2008, date)


@pytest.mark.parametrize(("year", "read"), [(999, None), (1000, 1000), (2999, 2999), (3000, None)])
def test_a_year_has_four_digits(year: int, read: int | None) -> None:
    """Any other number is a slip of whoever deposited it."""
    assert record_from_work({"issued": {"date-parts": [[year]]}}).year == read


@pytest.mark.parametrize(
    ("own", "other", "count"),
    [
        ("10.5555/a", "10.5555/A", 0),
        ("10.5555/a", "10.5555/b", 1),
        ("10.5555/a", None, 1),
        (None, "10.5555/b", 1),
        (None, None, 1),
    ],
)
def test_a_version_that_names_itself_is_no_update(own: str | None, other: str | None, count: int) -> None:
    """Any other one is, with its DOI or without."""
    entry = {"type": "retraction", **({"DOI": other} if other else {})}
    found = record_from_work({**({"DOI": own} if own else {}), "updated-by": [entry]})
    assert len(found.updates) == count


def batch_of(folder: Path, *works: dict[str, Any]) -> Any:  # noqa: ANN401  (what one file of a dump held)
    """Read works as one file of a dump."""
    path = folder / "0.jsonl"
    path.write_text("".join(json.dumps(each) + "\n" for each in works))
    return FORMS["crossref"].read(Part(path.name, path, "2026-01-01", path.stat().st_size))


def test_what_an_index_cannot_keep_is_counted_one_by_one(tmp_path: Path) -> None:
    """Half a pair of surrogates is no text; a work without a DOI has no name."""
    spoilt = {"DOI": "10.5555/a", "title": ["\ud83d"]}
    batch = batch_of(tmp_path, spoilt, spoilt, {"title": ["Lupus"]}, {"DOI": "10.5555/b"})
    assert (dict(batch.rejected), len(batch.payloads)) == ({"cannot be stored as JSON": 2, "no DOI": 1}, 1)


def test_an_index_takes_the_first_part_of_the_first_date(tmp_path: Path) -> None:
    """That of print before the others; works of one year, volume and page have one key."""
    begun = {"author": [{"family": "Nemo"}], "volume": "8", "page": "17-23"}
    same = [
        {
            "DOI": "10.5555/a",
            "published-print": {"date-parts": [[2001, 5], [2003]]},
            "issued": {"date-parts": [[2002]]},
        },
        {"DOI": "10.5555/b", "published-print": {"date-parts": [[None]]}, "issued": {"date-parts": [[2001]]}},
    ]
    batch = batch_of(
        tmp_path, *(begun | each for each in same), begun | {"DOI": "10.5555/c", "issued": {"date-parts": [[2002]]}}
    )
    keys = [{h for h, owner in zip(batch.hashes, batch.owners, strict=True) if owner == place} for place in range(3)]
    assert (len(keys[0] & keys[1]), len(keys[0] & keys[2])) == (1, 0)


@pytest.mark.parametrize(("text", "sent"), [("a!~@b.org", True), ("a b@b.org", False), ("a\x7f@b.org", False)])
def test_a_header_holds_what_is_seen_in_ascii(text: str, *, sent: bool) -> None:
    """From the exclamation mark to the tilde, both among them."""
    if sent:
        assert sendable(text, "mailto", "IVIGREF_MAILTO", "an address") == text
    else:
        with pytest.raises(InputError, match="mailto"):
            sendable(text, "mailto", "IVIGREF_MAILTO", "an address")


@pytest.mark.parametrize(("before", "is_known"), [(181, True), (182, True), (183, False)])
def test_crossref_says_at_once_that_it_knows_no_such_doi(
    registry_server: Callable[..., RegistryServer], monkeypatch: pytest.MonkeyPatch, before: int, *, is_known: bool
) -> None:
    """Anybody may send a 404; what Crossref says of a DOI stands within the first two hundred bytes."""
    server = registry_server([work("10.5555/a", "Unrelated work")])
    monkeypatch.setattr(transport, "BACKOFF", 0.01)
    answered = Transport.ask

    def padded(asking: Transport, request: Request, read: Callable[[Reply], Any]) -> Any:  # noqa: ANN401  (as it is)
        return answered(asking, request, lambda reply: read(replace(reply, body=b" " * before + reply.body)))

    monkeypatch.setattr(Transport, "ask", padded)
    [answer] = Crossref(server.crossref_url).ask([Reference(doi="10.5555/none", title="None")])
    assert ("not Crossref's" not in (answer.problem or "")) == is_known
