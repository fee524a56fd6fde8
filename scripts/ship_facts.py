"""Convert facts noted about the 57 references into src/ivigref/data/records.jsonl.

usage: python scripts/ship_facts.py FACTS.jsonl [MORE.jsonl …] [-o src/ivigref/data/records.jsonl]

Each line of the result is {"printed": the reference that it was seen for, "record": a Record}. Names are turned into
family and given name; everything else stays as it was seen. A later visit to the same page adds to the earlier one; the
values of another place are in the record's "also", under its own source.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ivigref import parse
from ivigref.data import recorded_line, references_text
from ivigref.errors import DataError
from ivigref.model import Record, Source
from ivigref.names import Name
from ivigref.resolution import CERTAINTY
from ivigref.text import letters
from ivigref.writing import write

SEEN = "2026-11"
MORE = "(the list goes on)"
TAKEN_AS_SEEN = (
    "title", "container_title", "year", "volume", "issue", "pages", "doi", "pmid", "pmcid", "publication_types",
)  # fmt: skip


def record_from_fact(fact: dict[str, Any], printed: str) -> Record:
    """Return the Record of one noted fact."""
    values = {name: fact[name] for name in TAKEN_AS_SEEN if fact[name] is not None}
    authors, et_al = read_authors(fact["authors_as_shown"] or [], printed)
    return Record(
        **values,
        authors=authors,
        et_al=et_al,
        mesh=fact["mesh_headings"] or (),
        doi_alternates=tuple(fact.get("doi_alternates", ())),
        abstract_note=fact["abstract_says"],
        source=Source(
            registry="recorded",
            address=fact["seen_in"],
            retrieved=SEEN,
            kind=fact["kind"],
            certainty=fact["identity"],
        ),
    )


def read_authors(shown: list[str], printed: str) -> tuple[tuple[Name, ...], bool]:
    """Read names in the order in which the source shows them: family name first or last, as the print tells."""
    names = [name.removesuffix(" (only the first is shown)") for name in shown if name != MORE]
    et_al = MORE in shown or any(name.rstrip(".").endswith("et al") for name in names)
    names = [name.rstrip(".").removesuffix("et al").strip(" ,") if "et al" in name else name for name in names]
    names = [name for name in names if name]
    family_first = bool(names) and letters(printed).startswith(letters(names[0].replace(",", " ").split()[0]))
    return tuple(_name(name, family_first=family_first) for name in names), et_al


def _name(shown: str, *, family_first: bool) -> Name:
    if family_first:
        family, _, given = shown.replace(",", " ").partition(" ")
    else:
        given, _, family = shown.rpartition(" ")
    return Name(family=family, given=given.strip())


def main() -> None:
    """Read the command line and write the file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("facts", type=Path, nargs="+")
    parser.add_argument("-o", "--output", type=Path, default=Path("src/ivigref/data/records.jsonl"))
    arguments = parser.parse_args()
    texts = [path.read_text(encoding="utf-8") for path in arguments.facts]
    write(arguments.output, shipped(*texts))


def shipped(*texts: str) -> str:
    """Return the text of records.jsonl for files of noted facts, the latest last: one JSON object a reference."""
    printed = {reference.number: reference.raw for reference in parse(references_text())}
    looks: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for text in texts:
        for fact in map(json.loads, text.splitlines()):
            looks[fact["reference"]] = with_look(looks[fact["reference"]], fact)
    lines = (
        recorded_line(printed[number], by_weight([record_from_fact(fact, printed[number]) for fact in looks[number]]))
        for number in sorted(looks)
    )
    return "".join(f"{line}\n" for line in lines)


def with_look(facts: list[dict[str, Any]], new: dict[str, Any]) -> list[dict[str, Any]]:
    """Add a visit to the records of a reference: to that of the same page, or next to those of other places.

    >>> page = {"kind": "index", "identity": "certain", "seen_in": "a page", "title": "A", "year": None}
    >>> with_look([page], page | {"seen_in": "a page (at its address)", "title": None, "year": 1999})
    [{'kind': 'index', 'identity': 'certain', 'seen_in': 'a page (at its address)', 'title': 'A', 'year': 1999}]
    """
    for place, fact in enumerate(facts):
        if fact["kind"] == new["kind"] and new["seen_in"].startswith(fact["seen_in"]):
            changed = [name for name in (*TAKEN_AS_SEEN, "identity") if _differ(fact.get(name), new.get(name))]
            if changed:
                where = f"reference {new['reference']}, {new['seen_in']}"
                raise DataError(f"expected what the page said before, found another {', '.join(changed)}", place=where)
            seen = {name: value for name, value in new.items() if value is not None}
            return [*facts[:place], fact | seen, *facts[place + 1 :]]
    return [*facts, new]


def _differ(before: Any, after: Any) -> bool:  # noqa: ANN401  (a value of JSON)
    return before is not None and after is not None and before != after


def by_weight(records: Sequence[Record]) -> list[Record]:
    """Sort records: first-hand ones before others, then the most certain, then in their order."""

    def weight(record: Record) -> tuple[bool, float]:
        certainty = record.source.certainty if record.source else None
        return record.is_second_hand, -CERTAINTY[certainty] if certainty else 0.0

    return sorted(records, key=weight)


if __name__ == "__main__":
    main()
