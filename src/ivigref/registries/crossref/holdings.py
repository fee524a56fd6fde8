"""How many works Crossref has of a journal and year: where it has many, an article of that year should be found.

The routes are ``/journals/{issn}/works`` with the filters from-pub-date and until-pub-date and no rows, and
``/journals?query=`` for a title (https://github.com/CrossRef/rest-api-doc).
"""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from ivigref.errors import RegistryError
from ivigref.identifiers import normalize_issn
from ivigref.matching import same_journal
from ivigref.registries.asked import Asked
from ivigref.registries.asker import Asker
from ivigref.registries.cache import Stored
from ivigref.registries.pace import Pace
from ivigref.registries.transport import Reply, Request

_LIST = Pace(1, concurrency=1)
_TITLES = 5  # journals of one search for a title


class Holdings:
    """Asks Crossref about journals, by ISSN or by title."""

    def __init__(self, asker: Asker) -> None:
        self._asker = asker

    def count(self, name: str | None, issns: Iterable[str], year: int) -> Asked[int | None]:
        """Return how many works of that year Crossref has of a journal, or None where it does not know the journal.

        Several ISSNs of one journal are asked for one after another, until one is known. A failure raises nothing: its
        error takes the place of the answer.
        """
        known: Iterable[str] | RegistryError = [issn for text in issns if (issn := normalize_issn(text))]
        if not known and name:
            known = self._issns(name)
        if isinstance(known, RegistryError):
            return known
        for issn in known:
            found = self._works(issn, year)
            if found is not None:
                return found
        return None

    def _works(self, issn: str, year: int) -> Asked[int | None]:
        filters = f"from-pub-date:{year},until-pub-date:{year}"
        request = self._request(f"journals/{issn}/works", {"filter": filters, "rows": "0"})
        return self._asker.each([request], self._total, self._kept)[request.shown]

    def _issns(self, name: str) -> Asked[list[str]]:
        """Return the ISSNs of the journals with this title: a search finds others as well."""
        request = self._request("journals", {"query": name, "rows": str(_TITLES)})
        return self._asker.each([request], lambda stored: self._titled(stored, name))[request.shown]

    def _request(self, path: str, parameters: dict[str, str]) -> Request:
        base = self._asker.base
        statuses = frozenset({HTTPStatus.OK, HTTPStatus.NOT_FOUND})
        return Request(f"{base}/{path}", parameters, route=f"{base} list", pace=_LIST, statuses=statuses)

    def _kept(self, question: str, reply: Reply) -> Stored:
        """Keep an answer with its status; a 404 says that there is no such journal only where Crossref sent it."""
        if reply.status == HTTPStatus.NOT_FOUND and b"Resource not found" not in reply.body[:200]:
            raise self._asker.bad("a page that is not Crossref's")
        found = reply.status == HTTPStatus.OK
        stored = Stored(question, reply.address, reply.retrieved, reply.body, found=found, status=reply.status)
        self._total(stored)
        return stored

    def _total(self, stored: Stored) -> int | None:
        if stored.status == HTTPStatus.NOT_FOUND:
            return None
        total = self._message(stored, "work-list").get("total-results")
        if not isinstance(total, int):
            raise self._asker.bad("a list without its length")
        return total

    def _titled(self, stored: Stored, name: str) -> list[str]:
        items = self._message(stored, "journal-list").get("items")
        if not isinstance(items, list):
            raise self._asker.bad("a list without items")
        return [issn for item in items if same_journal(name, str(item["title"])) for issn in item.get("ISSN") or ()]

    def _message(self, stored: Stored, kind: str) -> dict[str, Any]:
        answer = self._asker.json(stored.body)
        if not isinstance(answer, dict) or answer.get("message-type") != kind:
            raise self._asker.bad(f"JSON that is no {kind}")
        message = answer.get("message")
        if not isinstance(message, dict):
            raise self._asker.bad(f"a {kind} without a message")
        return message
