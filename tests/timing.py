"""The processor time that something takes by itself: no other thread's, and no pass of the collector over all there is."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import thread_time


@contextmanager
def undisturbed() -> Iterator[None]:
    """Keep the collector from passing over what the process holds: how long it takes says nothing of what is read."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def seconds(work: Callable[[], object]) -> float:
    """Return the seconds of processor time that a call takes in its own thread."""
    with undisturbed():
        start = thread_time()
        work()
        return thread_time() - start
