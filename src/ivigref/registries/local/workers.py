"""The processes of a build, which read the files of a dump; what they have read goes to the one that writes."""

from __future__ import annotations

import gc
import os
import signal
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import parent_process

from ivigref.errors import InputError, StorageError
from ivigref.registries.local.dump import Batch, Form, Part
from ivigref.registries.local.store import PART_BITS


def outcomes(form: Form, todo: Sequence[tuple[int, Part]], workers: int) -> Iterator[tuple[int, Part, Batch | str]]:
    """Yield what was read of each file, or why it could not be, as they come.

    ``todo`` has each file with its number. Raises StorageError where a process dies.
    """
    if workers == 1 or len(todo) == 1:
        for number, part in todo:
            yield number, part, _read(form, part)
        return
    waiting: dict[Future[Batch | str], tuple[int, Part]] = {}
    with ProcessPoolExecutor(workers, initializer=_start_worker) as pool:
        try:
            for job in (*todo, None):
                if job is not None:
                    waiting[pool.submit(_read, form, job[1])] = job
                while waiting and (job is None or len(waiting) > workers):
                    for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                        yield *waiting.pop(future), future.result()
        except BrokenProcessPool as error:
            message = "a worker died, most likely for want of memory; the same command goes on, --workers 1 needs least"
            raise StorageError(message) from error
        finally:
            pool.shutdown(cancel_futures=True)


def _start_worker() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the build's: a worker that stops amid an answer blocks it
    gc.disable()  # it would go through the works of a file again and again; they are in no cycle

    def end_with_the_build() -> None:
        if (parent := parent_process()) is not None:
            parent.join()  # returns only where the build was killed: a pool that ends in order stops its workers itself
            os._exit(1)

    threading.Thread(target=end_with_the_build, daemon=True).start()


def _read(form: Form, part: Part) -> Batch | str:
    try:
        batch = form.read(part)
    except InputError as error:
        return str(error)
    if len(batch.payloads) >> PART_BITS:
        return f"{part.name}: has more than {1 << PART_BITS} works; split it"
    return batch
