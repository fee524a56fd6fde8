"""Write docs/reference/formats.md and clients.md from the tables of the formats and the clients on this machine.

python scripts/make_formats_docs.py formats|clients
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

import ivigref
from ivigref import formats as known
from ivigref import tables
from ivigref.formats import mapping
from ivigref.writing import write

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests" / "formats" / "clients"))

KINDS = files("ivigref.model").joinpath("kinds.tsv").read_text(encoding="utf-8")
FORMATS = (
    "bibtex", "biblatex", "ris", "nbib", "csl-json", "endnote-xml", "refer", "mods", "word-xml", "hayagriva",
)  # fmt: skip
SOURCE = re.compile(r"^Format: (.*?)(?:\n\n|\Z|(?<=\.) [A-Z])", re.DOTALL | re.MULTILINE)


def table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """Return a table in Markdown."""
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def formats() -> str:
    """Return the page with each format's name for each datum, and what it cannot hold."""
    fields = [
        (row["datum"], *(row[of] for of in (*FORMATS, "csv")), row["remark"] or "") for row in mapping.table("fields")
    ]
    read = [
        (
            name,
            " ".join((known.module(name).__doc__ or "").split("\n\n")[0].split()).rstrip("."),
            "both" if name in known.FORMATS else "read",
            " ".join(found[1].split()) if (found := SOURCE.search(known.module(name).__doc__ or "")) else "",
        )
        for name in (*known.FORMATS, *known.EXPORTS)
    ]
    columns: dict[str, list[str]] = {}
    for row in mapping.table("columns"):
        if row["name"] != "*":
            columns.setdefault(row["source"], []).append(f"{row['name']} ({row['datum']})")
    kinds = [(row["kind"], *(row[of] or "" for of in FORMATS)) for row in tables.rows(KINDS)]
    losses = [(row["datum"], row["lost in"], row["why"]) for row in mapping.table("losses")]
    return f"""# Formats: which field holds what

The first name in a cell is written, the others are read as well. Generated from the tables that the program itself uses
(`formats/*.tsv` and `model/kinds.tsv` in `src/ivigref/`) by `python scripts/make_formats_docs.py formats`.

## What is read, and what is written

A file is recognised by its content, whatever its name; every verb takes each of these. What is read and written has
a name for `--to`.

{table(("format", "what it is", "read or both", "described by"), read)}

## Which field of each format holds what

{table(("datum", *FORMATS, "csv", "remark"), fields)}

Names, tags and the citation key have their own rules: a group is `{{WHO Study Group}}` in BibTeX and
`WHO Study Group,` in RIS; *et al.* is `and others` in BibTeX and a note elsewhere; a tag is the keyword
`disease:lupus-nephritis`; the key is also `Citation Key: …` in RIS (M2) and NBIB (GN).

## What databases call their columns and labels

Tables may be separated by commas, tabs or semicolons; `*` is what all tables call so, `ris:` what a tag of RIS means in
the files of one database alone. What has no name here is preserved.

{table(("source", "names"), [(source, ", ".join(found)) for source, found in columns.items()])}

## Kinds of work

{table(("kind", *FORMATS), kinds)}

## What a format cannot hold

{table(("datum", "lost in", "why"), losses)}

JSON lines (`jsonl`) hold everything, including records and evidence. In the other formats a tag comes back without its
MeSH number and its evidence, initials come back as `O. C.`, and pages with all their digits. Fields that are not in the
table are preserved and written back in the same format, and so are pages and identifiers that cannot be parsed;
`export` and `merge` report how many values another format cannot hold.
"""


def clients() -> str:
    """Return the page about what other programs read from our files."""
    # Both need the folder that is put on the path above.
    from clients import CLIENTS, KNOWN, score  # type: ignore[import-not-found]  # noqa: PLC0415
    from hard import HARD  # type: ignore[import-not-found]  # noqa: PLC0415

    rows = []
    for client in CLIENTS:
        if missing := client.missing():
            rows.append((client.name, client.format, missing, ""))
            continue
        shown = []
        for citations in (list(ivigref.load()), HARD):
            with tempfile.TemporaryDirectory() as folder:
                equal, total, _ = score(citations, client, Path(folder))
            shown.append(f"{equal} of {total}")
        rows.append((client.name, client.format, *shown))
    known = [(*loss, why) for loss, why in KNOWN.items()]
    return f"""# Clients: what other programs show

Each program read a file that ivigref wrote; every field that the program can show was compared with ours. The 57 are
the shipped list; the hard list has particles, groups, suffixes, supplements, article numbers, a SICI DOI, markup,
Greek, every special character, 500 authors, none, and Chinese names (`tests/formats/clients/hard.py`). Made by
`python scripts/make_formats_docs.py clients`.

{table(("program", "format", "the 57", "hard"), rows)}

## What a program cannot hold

{table(("program", "format", "field", "why"), known)}
"""


if __name__ == "__main__":
    which = sys.argv[1] if len(sys.argv) > 1 else "formats"
    place = ROOT / "docs" / "reference" / f"{which}.md"
    write(place, {"formats": formats, "clients": clients}[which]())
    print(place.relative_to(ROOT))
