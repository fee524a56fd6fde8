"""Questions that cannot be asked together are asked some at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from queue import SimpleQueue

from ivigref.registries.cache import Fetch, Outcome

WORKERS = 3  # what Crossref's polite pool allows at once; where an answer states less, the others wait


def one_by_one(ask: Callable[[str], Outcome]) -> Fetch:
    """Return how to fetch answers that cannot be had together: some at a time, each kept as soon as it is there.

    Fetching raises what asking raised. Whoever stops amid the answers, by Ctrl-C for one, waits for none that is under
    way: it may take minutes.

    >>> from ivigref.registries.cache import Stored
    >>> sorted(one_by_one(lambda question: Stored(question, "https://…", 0.0, b""))(["a", "b"]))[1][0]
    'b'
    """

    def fetch(questions: Sequence[str]) -> Iterator[tuple[str, Outcome]]:
        """Yield each question with its answer; raises what asking raised."""
        asked, done, is_over = iter(questions), SimpleQueue[tuple[str, Outcome] | BaseException](), threading.Event()
        lock = threading.Lock()

        def work() -> None:
            while not is_over.is_set():
                with lock:
                    question = next(asked, None)
                if question is None:
                    return
                try:
                    done.put((question, ask(question)))
                except BaseException as error:  # noqa: BLE001  (raised again by whoever waits for the answer)
                    done.put(error)

        for _ in range(min(WORKERS, len(questions))):
            threading.Thread(target=work, daemon=True).start()
        try:
            for _ in questions:
                outcome = done.get()
                if isinstance(outcome, BaseException):
                    raise outcome
                yield outcome
        finally:
            is_over.set()

    return fetch
