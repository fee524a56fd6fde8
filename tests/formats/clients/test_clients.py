"""Programs that we did not write show what we wrote; where one is missing, its test says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from clients import CLIENTS, KNOWN, Client, score  # type: ignore[import-not-found]  # conftest.py puts it on the path
from hard import HARD  # type: ignore[import-not-found]  # the same

import ivigref

LISTS = {"the 57": list(ivigref.load()), "hard": HARD}


@pytest.mark.slow
@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("client", CLIENTS, ids=lambda client: f"{client.name}, {client.format}")
def test_a_client_shows_every_field(client: Client, name: str, tmp_path: Path) -> None:
    """Every field that the client can show equals ours, but for what KNOWN says that it cannot hold."""
    if missing := client.missing():
        pytest.skip(missing)
    _, total, lost = score(LISTS[name], client, tmp_path)
    known = [loss for of, format_, loss in KNOWN if (of, format_) == (client.name, client.format)]
    assert [loss for loss in lost if loss not in known] == []
    assert total > 0
