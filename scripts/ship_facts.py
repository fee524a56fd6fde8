"""Turn the facts that were noted about the 57 references into src/ivigref/data/records.jsonl.

usage: python scripts/ship_facts.py FACTS.jsonl [-o src/ivigref/data/records.jsonl]

Each line of the result is {"printed": the reference that it was seen for, "record": a Record}. Names are turned into
family and given name; everything else stays as it was seen.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from ivigref import parse
from ivigref.data import references_text
from ivigref.model import Record, Source
from ivigref.names import Name
from ivigref.text import letters
from ivigref.writing import write

SEEN = "2026-11"
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
    names = [name.removesuffix(" (only the first is shown)") for name in shown]
    et_al = any(name.rstrip(".").endswith("et al") for name in names)
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
    parser.add_argument("facts", type=Path)
    parser.add_argument("-o", "--output", type=Path, default=Path("src/ivigref/data/records.jsonl"))
    arguments = parser.parse_args()
    write(arguments.output, shipped(arguments.facts.read_text(encoding="utf-8")))


def shipped(facts: str) -> str:
    """Return the text of records.jsonl for the noted facts, one JSON object a line."""
    printed = {reference.number: reference.raw for reference in parse(references_text())}
    lines = []
    for line in facts.splitlines():
        fact = json.loads(line)
        raw = printed[fact["reference"]]
        record = record_from_fact(fact, raw).model_dump(mode="json", exclude_defaults=True)
        lines.append(json.dumps({"printed": raw, "record": record}, ensure_ascii=False))
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
