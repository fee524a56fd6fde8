"""Make src/ivigref/data/citations.jsonl: the printed list and its records together, with tags.

usage: python scripts/make_citations.py [--check]

``--check`` writes nothing and exits with 1 if the file is stale.
"""

from __future__ import annotations

import sys
from pathlib import Path

from ivigref import parse, registries, resolve, tag
from ivigref.data import references_text
from ivigref.reports.table import jsonl
from ivigref.writing import write

FILE = Path(__file__).parent.parent / "src/ivigref/data/citations.jsonl"


def made() -> str:
    """Return the file's text as the pipeline makes it now, one citation a line."""
    return "".join(jsonl(tag(resolve(parse(references_text()), [registries.Recorded()]))))


def main() -> int:
    """Write the file, or report whether it is stale."""
    text = made()
    if "--check" not in sys.argv:
        write(FILE, text)
        return 0
    if FILE.read_text(encoding="utf-8") == text:
        return 0
    print("citations.jsonl is stale; regenerate it with: python scripts/make_citations.py", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
