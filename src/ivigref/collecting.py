"""The garbage collector called seldom while many values are built that are in no cycle: it finds nothing in them."""

from __future__ import annotations

import gc
from contextlib import ContextDecorator
from threading import Lock

_SELDOM = 1_000_000  # objects more between two calls, some 10,000 entries; by default 700
_MANY = 100_000  # objects, some 2,000 entries, through which the next call would look in vain


class Seldom(ContextDecorator):
    """Until the last of the readers that are inside has left, in whatever thread, the collector is called seldom.

    It is not switched off: what other threads leave in cycles meanwhile does not grow without bound. Where a program
    has switched it off, or calls it seldom itself, it stays so. Of many values that were built, none is looked at when
    it is called often again: they are among the old objects at once, unless the program has frozen objects, or Python
    3.12 has by itself, which this would thaw.

    >>> before = gc.get_threshold()
    >>> with seldom:
    ...     gc.get_threshold()[0]
    1000000
    >>> gc.get_threshold() == before
    True
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._inside = 0
        self._before = gc.get_threshold()

    def __enter__(self) -> None:
        """Call the collector seldom, if nobody did so already."""
        with self._lock:
            self._inside += 1
            if self._inside == 1:
                self._before = gc.get_threshold()
                if 0 < self._before[0] < _SELDOM:
                    gc.set_threshold(_SELDOM, *self._before[1:])

    def __exit__(self, *_: object) -> None:
        """Put it back behind the last reader."""
        with self._lock:
            self._inside -= 1
            if self._inside == 0:
                if 0 < self._before[0] < _SELDOM and gc.get_count()[0] > _MANY and not gc.get_freeze_count():
                    gc.freeze()
                    gc.unfreeze()  # all of them to the old ones, without a look
                gc.set_threshold(*self._before)


seldom = Seldom()
