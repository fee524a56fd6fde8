"""Many keys in one call: each answer is kept by itself, and what a list with strangers lacks may be anywhere."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple
from urllib.parse import quote

from ivigref.errors import RegistryError
from ivigref.model import Record, Source
from ivigref.registries.asked import Asked
from ivigref.registries.asker import Asker
from ivigref.registries.cache import Outcome, Stored
from ivigref.registries.fetching import one_by_one
from ivigref.registries.transport import Reply, Request

LONGEST = 4000  # characters of an address that every server and proxy takes

Item = dict[str, Any]
Found = Asked[tuple[Record, ...]]


class Service(NamedTuple):
    """How a registry is asked for works by key, so many (``size``) in one call.

    ``request`` asks for keys, ``items`` reads what came and raises BadAnswer where it is not what was promised or not
    all of it, ``keys`` are those under which an item may have been asked for, and ``record`` translates it.
    """

    size: int
    request: Callable[[Sequence[str]], Request]
    items: Callable[[Reply], Iterable[Item]]
    keys: Callable[[Item], Iterable[str]]
    record: Callable[[Item, Source], Record]


class Lookup:
    """Looks works up by one kind of key, through the cache.

    An answer is looked at twice, when it comes and when it is read from the cache: a work that answers another key is
    none.
    """

    def __init__(self, asker: Asker, kind: str, service: Service) -> None:
        """Take who asks, what kind of key it is (the cache has it under this name), and how to ask."""
        self._asker = asker
        self._kind = kind
        self._service = service

    def look_up(self, keys: Iterable[str]) -> dict[str, Found]:
        """Return the works of each key; none where the registry has none.

        A failure raises nothing: its error takes the place of the answer.
        """
        questions = {self._question(key): key for key in dict.fromkeys(keys)}
        outcomes = self._asker.through(
            questions,
            lambda missing: self._fetch({key: question for question in missing for key in [questions[question]]}),
            lambda stored: self._records(stored, questions[stored.question]),
        )
        return {key: outcomes[question] for question, key in questions.items()}

    def _question(self, key: str) -> str:
        return f"{self._asker.base}/{self._kind}/{quote(key, safe='')}"

    def _fetch(self, missing: dict[str, str]) -> Iterable[tuple[str, Outcome]]:
        if self._service.size == 1:
            keys = {question: key for key, question in missing.items()}
            return one_by_one(lambda question: self._ask_for([keys[question]])[keys[question]])(list(keys))
        return (
            (missing[key], outcome)
            for batch in batches(list(missing), self._service.size)
            for key, outcome in self._ask_for(batch).items()
        )

    def _ask_for(self, keys: Sequence[str]) -> dict[str, Outcome]:
        outcomes = self._asker.ask(self._service.request(keys), partial(self._read, keys=keys))
        return dict.fromkeys(keys, outcomes) if isinstance(outcomes, RegistryError) else outcomes

    def _read(self, reply: Reply, keys: Sequence[str]) -> dict[str, Outcome]:
        """Sort out a list; raises BadAnswer where it holds nothing but works that nobody asked for."""
        found: dict[str, list[Item]] = {key: [] for key in keys}
        strange = None
        for item in self._service.items(reply):
            mine = [key for key in dict.fromkeys(self._service.keys(item)) if key in found]
            for key in mine:
                found[key].append(item)
            if not mine:
                strange = self._asker.bad("a different work from the one requested")
        if strange is not None and not any(found.values()):
            raise strange
        return {
            key: self._stored(key, reply, items) if items or strange is None else strange
            for key, items in found.items()
        }

    def _stored(self, key: str, reply: Reply, items: Sequence[Item]) -> Stored:
        body = json.dumps(items, ensure_ascii=False).encode("utf-8", "replace")
        return Stored(self._question(key), reply.address, reply.retrieved, body, found=bool(items))

    def _records(self, stored: Stored, key: str) -> tuple[Record, ...]:
        source = Source(registry=self._asker.name, address=stored.address, retrieved=stored.date)
        items = self._asker.json(stored.body)
        if any(key not in self._service.keys(item) for item in items):
            raise self._asker.bad("a different work from the one requested")
        return tuple(self._service.record(item, source) for item in items)


def batches(keys: Sequence[str], size: int, longest: int = LONGEST) -> Iterator[list[str]]:
    """Put keys together, so many and so long that the address of a call stays one that servers take.

    >>> list(batches(["a", "bb", "c"], 2)), list(batches(["a" * 9, "b"], 50, longest=20))
    ([['a', 'bb'], ['c']], [['aaaaaaaaa'], ['b']])
    """
    batch: list[str] = []
    length = 0
    for key in keys:
        cost = len(quote(key, safe="")) + len("%20OR%20DOI%3A%22%22")  # what stands between two of them
        if batch and (len(batch) == size or length + cost > longest):
            yield batch
            batch, length = [], 0
        batch.append(key)
        length += cost
    if batch:
        yield batch
