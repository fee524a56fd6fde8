"""What NCBI's services have in common: batches, lists of numbers, refusals; and how they are to be asked."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeGuard

from ivigref.errors import Refused, RegistryError
from ivigref.identifiers import normalize_pmid
from ivigref.registries.asked import Asked, reading
from ivigref.registries.asker import Asker
from ivigref.registries.cache import Outcome, Stored
from ivigref.registries.pace import Pace
from ivigref.registries.transport import Reply

ADDRESS = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils"
TOOL = "ivigref"
FETCH_BATCH = 200  # PMIDs of one efetch: what NCBI asks to send by POST, and what other clients send
CANDIDATES = 5  # articles that are looked at for one question
PACE = Pace(3)  # without a key; 10 a second with one (A General Introduction to the E-utilities)


def batches(items: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    """Cut questions into batches.

    >>> list(batches("abc", 2))
    ['ab', 'c']
    """
    return (items[start : start + size] for start in range(0, len(items), size))


def each(batch: Sequence[str], found: Asked[Mapping[str, Outcome]]) -> Iterator[tuple[str, Outcome]]:
    """Return what was found of each question, or the one error for all of them."""
    return ((key, found if isinstance(found, RegistryError) else found[key]) for key in batch)


def stored_list(reply: Reply, question: str, pmids: Sequence[str]) -> Stored:
    """Return the answer to one question of a batch, as it is cached: a list of numbers."""
    return Stored(question, reply.address, reply.retrieved, json.dumps(pmids).encode(), found=bool(pmids))


def is_list(value: object) -> TypeGuard[list[str]]:
    """Tell whether this is a list of PubMed's numbers.

    >>> is_list(["12"]), is_list(["012"]), is_list("12")
    (True, False, False)
    """
    return isinstance(value, list) and all(isinstance(pmid, str) and normalize_pmid(pmid) == pmid for pmid in value)


def listed_in(stored: Stored, asker: Asker) -> list[str]:
    """Read a list of numbers as it is cached; raises BadAnswer where it is none."""
    with reading(asker.name):
        pmids = asker.json(stored.body)
    if not is_list(pmids) or bool(pmids) != stored.found:
        raise asker.bad("no list of numbers")
    return list(pmids)


def json_of(reply: Reply, asker: Asker) -> dict[str, object]:
    """Read an answer in JSON; raises Refused or BadAnswer where it is an error."""
    refuse(reply, asker.name)
    answer = asker.json(reply.body)
    if not isinstance(answer, dict) or "error" in answer:
        raise asker.bad("an error message")
    return answer


def refuse(reply: Reply, registry: str) -> None:
    """Find the refusal that NCBI sometimes sends with status 200; raises Refused.

    It echoes the key, so that its text goes nowhere.
    """
    if b"API rate limit exceeded" in reply.body[:1000]:
        raise Refused("asked faster than it allows", registry=registry)
