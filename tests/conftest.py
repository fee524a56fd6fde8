"""Fixtures that several rooms of the tests share."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.browsing import chromium
from tests.server import RegistryServer

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# The first example of a property pays for patterns and vocabularies; speed is measured in benchmarks, not by a test.
# Examples are the same in every run, so that what passes once passes on every machine; "explore" draws new ones.
settings.register_profile("ours", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None)
settings.load_profile(os.environ.get("IVIGREF_HYPOTHESIS", "ours"))


@pytest.fixture(autouse=True)
def _no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave it to each test how wide and how colourful its terminal is."""
    for name in ("COLUMNS", "FORCE_COLOR", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def registry_server() -> Iterator[Callable[..., RegistryServer]]:
    """Start servers that stand for Crossref and NCBI, and stop them when the test ends."""
    with ExitStack() as stack:
        yield lambda *args, **named: stack.enter_context(RegistryServer(*args, **named))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start the system's Chromium."""
    with chromium() as started:
        yield started
