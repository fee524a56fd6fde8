"""The 57 references of the review: every field of every item, as it stands on the publisher's page.

the_57.tsv was compared with the page line by line; ``~`` stands for a no-break space, ``+`` joins a particle to its
name.
"""

from __future__ import annotations

import csv
import os
from importlib.resources import files
from pathlib import Path

import pytest

from ivigref.documents import parse, split
from ivigref.model import Reference
from ivigref.names import Name
from ivigref.parsing import format_reference, parse_reference

LIST = files("ivigref.data").joinpath("references.txt").read_text(encoding="utf-8")
REFERENCES = parse(LIST)
with Path(__file__).with_name("the_57.tsv").open(encoding="utf-8", newline="") as table:
    ROWS = list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))


def _printed(names: tuple[Name, ...]) -> str:
    return "; ".join(f"{f'{n.particle} + ' if n.particle else ''}{n.family}, {n.given}" for n in names)


def _row_of(reference: Reference) -> dict[str, str]:
    pages = reference.pages
    values = {
        "number": reference.number,
        "kind": reference.kind,
        "authors": _printed(reference.authors),
        "et_al_text": reference.et_al_text,
        "title": reference.title,
        "editors": _printed(reference.editors),
        "container_title": reference.container_title,
        "place": reference.place,
        "publisher": reference.publisher,
        "year": reference.year,
        "volume": reference.volume,
        "issue": reference.issue,
        "pages": pages,
        "last_page": pages.last if pages else None,
        "links": ", ".join(reference.links),
    }
    return {name: "" if value is None else str(value).replace("\xa0", "~") for name, value in values.items()}


@pytest.mark.parametrize(
    ("reference", "row"), list(zip(REFERENCES, ROWS, strict=True)), ids=[r["number"] for r in ROWS]
)
def test_every_field(reference: Reference, row: dict[str, str]) -> None:
    """Each item is read into exactly the fields that stand in the table, and nothing is left over."""
    assert _row_of(reference) == row
    assert reference.et_al == bool(row["et_al_text"])
    assert reference.unparsed == ()
    assert (reference.doi, reference.pmid, reference.pmcid, reference.url) == (None, None, None, None)


@pytest.mark.parametrize("reference", REFERENCES, ids=lambda reference: str(reference.number))
def test_written_again(reference: Reference) -> None:
    """The fields alone give each item back, character for character."""
    bare = reference.model_copy(update={"raw": ""})
    assert format_reference(bare) == reference.raw
    assert parse_reference(reference.raw).model_dump(exclude={"number", "links", "line"}) == reference.model_dump(
        exclude={"number", "links", "line"}
    )


def test_nothing_of_the_list_is_lost() -> None:
    """Numbers, items and labels together are the whole list, but for white space."""
    shown = "".join(f"{r.number}.{r.raw}{''.join(r.links)}" for r in REFERENCES)
    assert "".join(shown.split()) == "".join(LIST.split())


def test_the_page() -> None:
    """The page with its navigation gives the same references as the list that was cut from it."""
    shared = os.environ.get("IVIGREF_SHARED")
    if not shared:
        pytest.skip("IVIGREF_SHARED is not set: the publisher's page is not part of the repository")
    page = (Path(shared) / "facts" / "springerlink-page.txt").read_text(encoding="utf-8")
    found = split(page)
    assert [p.check for p in found.problems] == ["text-after"]
    assert [r.model_copy(update={"line": None}) for r in parse(page)] == [
        r.model_copy(update={"line": None}) for r in REFERENCES
    ]
    assert page.split("\n")[found.items[0].line - 1] == "  1. Bruton OC. Agammaglobulinemia. Pediatrics. 1952;16:722–8."
