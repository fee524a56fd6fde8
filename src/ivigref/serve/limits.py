"""How much one run takes: sizes, times and numbers, each of which a test goes beyond."""

from __future__ import annotations

from typing import NamedTuple

from ivigref.budget import LIMIT


class Limits(NamedTuple):
    """Bytes, seconds and counts; what is above one of them is refused with a message.

    >>> Limits().file // 1_000_000
    64
    """

    file: int = LIMIT  # bytes of one document, as everywhere
    text: int = 4_000_000  # bytes of a pasted list
    request: int = 4 * LIMIT  # bytes of all documents that are sent together
    files: int = 50  # documents that are sent together
    stored: int = 4_000_000_000  # bytes of all documents and results
    lists: int = 200  # of one person
    waiting: int = 500  # lists of all people that are not yet begun
    sessions: int = 1_000  # browsers that are remembered
    streams: int = 12  # pages of one person that are open
    connections: int = 400
    head: float = 15.0  # seconds until the head of a request is there
    idle: float = 20.0  # seconds between two parts of what is sent
    sending: float = 900.0  # seconds until all of it is there
    check: float = 1_800.0  # seconds of one list, with all questions
    download: float = 180.0  # seconds in which a file is made
    keep: float = 12 * 3_600.0  # seconds until a list that nobody uses is deleted
    beat: float = 15.0  # seconds between two signs of life to a page that waits
