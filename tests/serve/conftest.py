"""The process from which others are forked is started once, so that no test pays for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ivigref.processes import Process
from tests.serving import PATIENCE, Served, nothing, one_reference, serving


@pytest.fixture(scope="session")
def forked() -> None:
    """Start the process that others are forked from."""
    assert Process(nothing).run(lambda _: None, PATIENCE) is None


@pytest.fixture(scope="module")
def quick(forked: None) -> Iterator[Served]:  # noqa: ARG001  (is there)
    """Run a server whose lists have one reference each, and are done at once."""
    with serving(one_reference) as served:
        yield served
