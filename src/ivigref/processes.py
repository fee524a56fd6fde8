"""A process for each piece of work: a list that never ends, or eats the memory, is ended without harm to the others."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection
from typing import Any

Message = Mapping[str, Any]
Tell = Callable[[Message], None]
Work = Callable[..., None]

# Processes that are forked from one that has read our modules start in milliseconds; where the system has none of
# them, each starts afresh.
_CONTEXT = (
    multiprocessing.get_context("forkserver")
    if "forkserver" in multiprocessing.get_all_start_methods()
    else multiprocessing.get_context("spawn")
)
_WARM: dict[str, None] = {}
_LOOK = 0.2  # seconds between two looks at whether a process is to end


def warm_up(*modules: str) -> None:
    """Have modules read before the first process needs them; they are added to those that were named before."""
    _WARM.update(dict.fromkeys(modules))
    _CONTEXT.set_forkserver_preload(list(_WARM))


class Process:
    """One piece of work in a process of its own: ``work(tell, *given)``, which sends messages by ``tell``."""

    def __init__(self, work: Work, *given: Any) -> None:  # noqa: ANN401  (whatever the work takes)
        self._work = work
        self._given = given
        self._is_ended = threading.Event()

    def end(self) -> None:
        """End it, whatever it does; ``run`` then returns."""
        self._is_ended.set()

    def run(self, heard: Callable[[Message], object], seconds: float) -> str | None:
        """Do it, and pass on what it sends; return why it ended early: "cancelled", "late", "died", or None."""
        hear, speak = _CONTEXT.Pipe(duplex=False)
        process = _CONTEXT.Process(target=_run, args=(speak, self._work, self._given), daemon=True)
        try:
            process.start()
            speak.close()  # so that the other end is closed when it ends
            return self._listen(hear, heard, time.monotonic() + seconds)
        except (EOFError, OSError):  # it could not begin, or ended without a word: for want of memory, most likely
            return "died"
        finally:
            hear.close()
            speak.close()
            if process.pid is not None:
                process.kill()
                process.join()
            process.close()

    def _listen(self, hear: Connection, heard: Callable[[Message], object], late: float) -> str | None:
        while True:
            if self._is_ended.is_set():
                return "cancelled"
            if time.monotonic() > late:
                return "late"
            if not hear.poll(_LOOK):
                continue
            if (message := hear.recv()) is None:
                return None
            heard(message)


def _run(speak: Connection, work: Work, given: tuple[Any, ...]) -> None:
    """Do the work; Ctrl-C is for the one who began it, and nothing goes on when that is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    lock = threading.Lock()  # registries are asked by several threads

    def tell(message: Message | None) -> None:
        with lock, contextlib.suppress(BrokenPipeError):
            speak.send(message)

    work(tell, *given)
    tell(None)


def _end_with_parent() -> None:
    if (parent := multiprocessing.parent_process()) is not None:
        parent.join()
        os._exit(1)
