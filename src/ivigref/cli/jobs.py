"""check --jobs: several processes judge documents, and what each says is printed in the order of the documents."""

from __future__ import annotations

import io
import math
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from threading import Condition, Semaphore, Thread
from typing import Any, Literal, NamedTuple

from ivigref.cli.exits import FAULT
from ivigref.cli.judging import VERBS, Judged, judged
from ivigref.processes import Process, Tell, warm_up
from ivigref.text import clean

_AHEAD = 2  # documents for each process whose results may wait for those before them: so much memory, and no more
_ENDING = 5.0  # seconds that an end of all is waited for, so that no process is left to whoever comes after
_WARM = ("ivigref.cli.lists", "ivigref.pipeline", "ivigref.formats", "ivigref.documents", "ivigref.reports.blocks")

Said = tuple[Literal["stdout", "stderr"], str]


def in_processes(
    verb: Callable[..., None], sources: Sequence[object], values: dict[str, Any], jobs: int
) -> Iterator[Judged]:
    """Yield what came of each document, in their order, when what was said of it has been printed.

    A process that dies takes one document with it, of which that is said; the others are judged by another.
    """
    warm_up(*_WARM)
    shared = _Shared(sources)
    named = verb.__module__, verb.__name__
    workers = [_Worker(shared, named, values) for _ in range(min(jobs, len(sources)))]
    room = shared.room
    try:
        for worker in workers:
            worker.start()
        for _ in range(_AHEAD * len(workers)):
            room.release()
        for place in range(len(sources)):
            result, said = shared.take(place)
            room.release()
            for stream, text in said:
                getattr(sys, stream).write(text)
            sys.stdout.flush()
            yield result
    finally:
        for worker in workers:
            worker.end()
            room.release()  # for one that waits for it
        for worker in workers:
            worker.join(_ENDING)


class _Terminal(NamedTuple):
    """Where the results are shown: the variables that say how, and whether it is a terminal at all."""

    environment: dict[str, str]
    is_one: bool


class _Shared:
    """The documents that are still to be judged, and the results that are still to be printed."""

    def __init__(self, sources: Sequence[object]) -> None:
        self.room = Semaphore(0)
        self._waiting = iter(enumerate(sources))
        self._done: dict[int, tuple[Judged, list[Said]]] = {}
        self._changed = Condition()

    def next(self) -> tuple[int, object] | None:
        """Return the next document with its place, once there is room for its result; None where there is none left."""
        self.room.acquire()
        with self._changed:
            found = next(self._waiting, None)
        if found is None:
            self.room.release()  # for those who wait to hear the same
        return found

    def put(self, place: int, result: tuple[Judged, list[Said]]) -> None:
        """Lay down what came of a document."""
        with self._changed:
            self._done[place] = result
            self._changed.notify_all()

    def take(self, place: int) -> tuple[Judged, list[Said]]:
        """Return what came of a document, when it is there."""
        with self._changed:
            while place not in self._done:
                self._changed.wait()
            return self._done.pop(place)


class _Worker(Thread):
    """Feeds one process with documents, and begins another where that one dies."""

    def __init__(self, shared: _Shared, verb: tuple[str, str], values: dict[str, Any]) -> None:
        super().__init__(daemon=True)
        self._shared, self._verb, self._values = shared, verb, values
        self._process: Process | None = None
        self._under_way: tuple[int, object] | None = None
        self._is_ended = False

    def end(self) -> None:
        """End the process, whatever it does, and begin no other."""
        self._is_ended = True
        if self._process is not None:
            self._process.end()

    def run(self) -> None:
        """Have documents judged until none is left."""
        self._under_way = self._shared.next()
        while self._under_way is not None and not self._is_ended:
            hear, self._speak = Pipe(duplex=False)
            terminal = _Terminal(dict(os.environ), is_one=sys.stdout.isatty())
            self._process = Process(_judge_each, hear, self._verb, self._values, terminal)
            how = self._process.run(self._heard, math.inf)
            hear.close()
            self._speak.close()
            if self._under_way is not None and how is not None:
                place, source = self._under_way
                name = clean(str(source if isinstance(source, str) else getattr(source, "name", source)))
                message = f"ivigref: not checked: {name}: its process ended without a word\n"
                self._shared.put(place, (Judged(FAULT), [("stderr", message)]))
                self._under_way = self._shared.next()

    def _heard(self, message: Any) -> None:  # noqa: ANN401  (of _judge_each)
        """Lay down a result, and send the next document to whoever is ready for it."""
        if "result" in message and self._under_way is not None:
            self._shared.put(self._under_way[0], (message["result"], message["said"]))
            self._under_way = self._shared.next()
        self._speak.send(None if self._under_way is None else (self._under_way[1],))


def _judge_each(tell: Tell, hear: Connection, verb: tuple[str, str], values: dict[str, Any], shown: _Terminal) -> None:
    """Judge one document after another, and send what came of it with all that is said of it."""
    module, name = verb
    import_module(module)
    os.environ.clear()  # that of the first process that was forked from the same one
    os.environ.update(shown.environment)
    tell({"ready": True})
    while (given := hear.recv()) is not None:
        with _caught(is_terminal=shown.is_one) as said:
            result = judged(VERBS[name], given[0], values)
        tell({"result": result, "said": said})


@contextmanager
def _caught(*, is_terminal: bool) -> Iterator[list[Said]]:
    """Keep what is printed, in its order; it is drawn as for the terminal that the results come to."""
    said: list[Said] = []
    real = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = _Kept(said, "stdout", is_terminal=is_terminal), _Kept(said, "stderr", is_terminal=False)
    try:
        yield said
    finally:
        sys.stdout, sys.stderr = real


class _Kept(io.StringIO):
    """A stream that notes what is written."""

    def __init__(self, said: list[Said], name: Literal["stdout", "stderr"], *, is_terminal: bool) -> None:
        super().__init__()
        self._said, self._named, self._is_terminal = said, name, is_terminal

    def write(self, text: str) -> int:
        """Note a text; typer asks a stream in this way whether it takes bytes."""
        if not isinstance(text, str):
            raise TypeError(f"expected text, found {type(text).__name__}")
        self._said.append((self._named, text))
        return len(text)

    def writelines(self, lines: Any) -> None:  # noqa: ANN401  (as io has it)
        """Note several."""
        for line in lines:
            self.write(line)

    def isatty(self) -> bool:
        """Tell whether a terminal shows it."""
        return self._is_terminal
