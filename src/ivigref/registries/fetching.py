"""What is asked at the same time: questions that cannot be put together, and registries that need not wait."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextvars import ContextVar
from queue import SimpleQueue
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:  # a cache and its database, which nothing that is asked at hand needs
    from ivigref.registries.cache import Fetch, Outcome

WORKERS = 3  # what Crossref's polite pool allows at once; where an answer states less, the others wait

K = TypeVar("K")
V = TypeVar("V")

# What stops the work of this thread: its own end, and that of whoever began it.
_ENDS: ContextVar[tuple[threading.Event, ...]] = ContextVar("ends", default=())


def one_by_one(ask: Callable[[str], Outcome]) -> Fetch:
    """Return how to fetch answers that cannot be had together: some at a time, each kept as soon as it is there.

    Fetching raises what asking raised.

    >>> from ivigref.registries.cache import Stored
    >>> sorted(one_by_one(lambda question: Stored(question, "https://…", 0.0, b""))(["a", "b"]))[1][0]
    'b'
    """
    return lambda questions: at_once(questions, ask, WORKERS)


def at_once(
    questions: Sequence[K], ask: Callable[[K], V], workers: int, meanwhile: Callable[[], object] = lambda: None
) -> Iterator[tuple[K, V]]:
    """Ask some questions at a time, and yield each with its answer as it comes; raise what asking raised.

    ``meanwhile`` is done in this thread once the others are at work.

    Whoever stops amid the answers, by Ctrl-C for one, waits for none that is under way: it may take minutes. What was
    begun by one of these questions then begins nothing more either.

    >>> sorted(at_once([1, 2, 3], lambda number: number * number, 2))
    [(1, 1), (2, 4), (3, 9)]
    """
    asked, done, is_over = iter(questions), SimpleQueue[tuple[K, V] | BaseException](), threading.Event()
    ends, lock = (*_ENDS.get(), is_over), threading.Lock()

    def work() -> None:
        _ENDS.set(ends)
        for question in _in_turn(asked, lock):
            if any(end.is_set() for end in ends):
                done.put(InterruptedError("nobody waits for the answer"))
                return
            try:
                done.put((question, ask(question)))
            except BaseException as error:  # noqa: BLE001  (raised again by whoever waits for the answer)
                done.put(error)

    for _ in range(min(workers, len(questions))):
        threading.Thread(target=work, daemon=True).start()
    try:
        meanwhile()
        for _ in questions:
            outcome = done.get()
            if isinstance(outcome, BaseException):
                raise outcome
            yield outcome
    finally:
        is_over.set()


def _in_turn(shared: Iterator[K], lock: threading.Lock) -> Iterable[K]:
    """Yield what is left of what several threads take from."""
    while True:
        with lock:
            taken = next(shared, lock)
        if taken is lock:
            return
        yield taken  # type: ignore[misc]  # no lock, as was looked at
