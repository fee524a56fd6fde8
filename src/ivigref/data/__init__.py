"""The data that ships with the package: the 57 references, their records, and the citations made of both.

``references.txt`` is the list as printed, ``records.jsonl`` what was seen of it, and ``citations.jsonl`` what ivigref
makes of both (``python scripts/make_citations.py``), so that :func:`load` needs no parser and no vocabulary.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from ivigref import tables
from ivigref.bibliography import Bibliography
from ivigref.collecting import seldom
from ivigref.errors import DataError
from ivigref.model import Citation, Record

__all__ = ["load", "recorded_facts", "references_text"]


@seldom
def load() -> Bibliography:
    """Return the 57 references of the review, parsed, matched to their records and tagged, without a network.

    >>> bibliography = load()
    >>> bibliography.find(28).reference.title
    'A controlled trial of high-dose intravenous immune globulin infusions as treatment for dermatomyositis'
    >>> [c.number for c in bibliography.select(design="randomized-controlled-trial")]
    [28, 39]
    """
    lines = read_text("citations.jsonl").splitlines()
    return Bibliography(Citation.model_validate(json.loads(line)) for line in lines)


def references_text() -> str:
    """Return the list of 57 as the publisher prints it, with link labels, no-break spaces and no-break hyphens.

    >>> references_text().splitlines()[0].strip()
    '1. Bruton OC. Agammaglobulinemia. Pediatrics. 1952;16:722–8.'
    """
    return read_text("references.txt")


def recorded_facts() -> Iterator[tuple[str, Record]]:
    """Yield each shipped record with the printed reference that it was seen for. Raises DataError at a broken line."""
    for number, line in enumerate(read_text("records.jsonl").splitlines(), start=1):
        try:
            fact = json.loads(line)
            yield fact["printed"], Record.model_validate(fact["record"])
        except (KeyError, TypeError, ValueError) as error:
            raise DataError(
                f"expected a printed reference and its record: {error}", place=f"records.jsonl:{number}"
            ) from error


def recorded_text(citations: Iterable[Citation]) -> str:
    """Return records.jsonl for these citations: a line for each that is known, with what each source says of it."""
    known = ((c.reference.raw, c.statements) for c in citations if c.record is not None)
    return "".join(recorded_line(printed, said) + "\n" for printed, said in known)


def recorded_line(printed: str, statements: Sequence[Record]) -> str:
    """Return one line of records.jsonl: a printed reference and what was seen of it, the best first.

    >>> recorded_line("Bruton OC. Agammaglobulinemia.", [Record(volume="9"), Record(year=1952)])
    '{"printed": "Bruton OC. Agammaglobulinemia.", "record": {"volume": "9", "also": [{"year": 1952}]}}'
    """
    record = statements[0].model_copy(update={"also": tuple(statements[1:])})
    said = record.model_dump(mode="json", exclude_defaults=True)
    return json.dumps({"printed": printed, "record": said}, ensure_ascii=False)


def read_text(name: str) -> str:
    """Return a shipped data file's text.

    >>> read_text("references.txt").count("Google Scholar")
    57
    """
    return Path(__file__).parent.joinpath(name).read_text(encoding="utf-8")


def read_words(name: str, column: str = "word") -> tuple[str, ...]:
    """Return a column of a shipped table of words; the head of each table says what they are and where they are from.

    >>> "consortium" in read_words("groups")
    True
    """
    return tuple(row[column] for row in tables.rows(read_text(f"words/{name}.tsv")))


def alternatives(words: Iterable[str]) -> str:
    r"""Make one pattern of words that are patterns themselves, for a pattern that is read verbosely.

    >>> alternatives(("task force", "groups?"))
    'task\\sforce|groups?'
    """
    return "|".join(word.replace(" ", r"\s") for word in words)
