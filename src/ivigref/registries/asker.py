"""What every live registry needs: its address, its answers through the cache, JSON, and a word for a bad answer."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from ivigref.errors import BadAnswer, RegistryError
from ivigref.model import Answer, Record
from ivigref.registries import url_variable
from ivigref.registries.access import Access, Options
from ivigref.registries.asked import Asked, reading
from ivigref.registries.cache import Fetch, Outcome, Stored
from ivigref.registries.contact import base_address
from ivigref.registries.fetching import one_by_one
from ivigref.registries.opened import Opened
from ivigref.registries.pace import Pace
from ivigref.registries.transport import Reply, Request

T = TypeVar("T")

_SURROGATE = b"\\ud"  # how JSON writes one, in whole pairs too, and in small letters


class Asker(Opened):
    """Asks one registry, with one cache and one transport; an adapter has one, and closes it.

    ``given`` is the address that stands for ``address``, or the registry's variable names one. ``options`` replace
    fields of ``access``.

    >>> with Asker("shelf", "https://shelf.example.org", access=Access(offline=True)) as asker:
    ...     request = asker.request("books", {"title": "On lupus"}, Pace(1))
    ...     request.shown, asker.each([request], lambda stored: ())[request.shown]
    ('https://shelf.example.org/books?title=On+lupus', Unreachable('shelf: no answer in the cache, and offline'))
    """

    def __init__(
        self,
        name: str,
        address: str,
        given: str | None = None,
        access: Access | None = None,
        options: Options | None = None,
    ) -> None:
        """Open cache and transport; raises InputError for an address, of a server or for mail, that is none."""
        self.name = name
        self.base = base_address(given, os.environ.get(url_variable(name)), address)
        access = replace(access or Access(), **(options or {}))
        self.mailto = access.address
        self._transport = access.open_transport(name)
        self._cache = access.open_cache()

    def request(self, path: str, parameters: Mapping[str, str], pace: Pace) -> Request:
        """Return a question to this registry, whose questions have one pace."""
        return Request(f"{self.base}/{path}", parameters, route=self.base, pace=pace)

    def ask(self, request: Request, read: Callable[[Reply], T]) -> Asked[T]:
        """Send a request now, whatever is cached; ``read`` raises a RegistryError where its answer is none."""
        return self._transport.ask(request, read)

    def through(self, questions: Iterable[str], fetch: Fetch, read: Callable[[Stored], T]) -> dict[str, Asked[T]]:
        """Answer questions from the cache where it is fresh, and from ``fetch`` the rest."""
        return self._cache.through(questions, fetch, read)

    def each(
        self,
        requests: Iterable[Request],
        read: Callable[[Stored], T],
        keep: Callable[[str, Reply], Stored] | None = None,
    ) -> dict[str, Asked[T]]:
        """Ask every question by itself, through the cache; return what ``read`` makes of each answer, by ``shown``.

        ``keep`` chooses what is cached of an answer, else all of it is; an empty one grows stale sooner.
        """
        asked = {request.shown: request for request in requests}
        kept = keep or (lambda _, reply: self._whole(reply, read))

        def ask(question: str) -> Outcome:
            return self.ask(asked[question], partial(kept, question))

        return self.through(asked, one_by_one(ask), lambda stored: self._read(stored, read))

    def forget(self, question: str) -> None:
        """Drop from the cache what turned out to be the answer to another question."""
        self._cache.forget(question)

    def answer(self, found: Asked[tuple[Record, ...]]) -> Answer:
        """Return what the registry answers: records, none, or why it could not be asked."""
        if isinstance(found, RegistryError):
            return Answer(registry=self.name, problem=str(found))
        return Answer(registry=self.name, records=found)

    def json(self, body: bytes) -> Any:  # noqa: ANN401  (JSON)
        r"""Read JSON; half of a pair of surrogates, which no text can hold, becomes a question mark.

        Raises BadAnswer where it is none.

        >>> Asker("shelf", "https://shelf.example.org").json(b'{"title": ["\\ud83d"]}')
        {'title': ['?']}
        """
        try:
            value = json.loads(body)
            if _SURROGATE in body.lower():
                value = json.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))
        except (ValueError, RecursionError) as error:
            raise self.bad("no readable JSON") from error
        return value

    def bad(self, what: str) -> BadAnswer:
        """Return the error for an answer that is not what the registry promises."""
        return BadAnswer(f"answered with {what}", registry=self.name)

    def close(self) -> None:
        """Close connections and files."""
        self._transport.close()
        self._cache.close()

    def _read(self, stored: Stored, read: Callable[[Stored], T]) -> T:
        with reading(self.name):
            return read(stored)

    def _whole(self, reply: Reply, read: Callable[[Stored], object]) -> Stored:
        stored = Stored(reply.address, reply.address, reply.retrieved, reply.body)
        return replace(stored, found=bool(self._read(stored, read)))
