"""Lines are those of an editor: what only Python or a reader takes for the end of one shifts no place."""

from __future__ import annotations

import re

import pytest

from ivigref import read
from ivigref.lsp.positions import Text
from ivigref.model import Checked, Finding
from ivigref.reports.places import located
from ivigref.sources import Named

# What no editor takes for the end of a line: form feed and its like, and Unicode's separators.
NO_ENDS = {"page": "\f", "tab": "\x0b", "file": "\x1c", "next": "\x85", "separator": "\u2028", "paragraph": "\u2029"}
# Of each kind of file two works; * is where such a character stands, before the second.
FILES = {
    "list.txt": "References\n1. Bruton OC. On * skin. Pediatrics. 1952;9:722–8.\n*2. Imbach P. Blood. Lancet. 1981;1:28–31.\n",
    "plain.txt": "References\nBruton OC. On * skin. Pediatrics. 1952;9:722–8.\n\n*Imbach P. Blood. Lancet. 1981;1:28–31.\n",
    "numbers.txt": "10.5555/a1\n*\n10.5555/a28\n",
    "list.md": "# References\n\n1. Bruton OC. On * skin. Pediatrics. 1952;9:722–8.\n2. Imbach P. Blood. Lancet. 1981;1:28–31.\n",
    "refs.bib": "@article{a,\n title = {On * skin}\n}\n*\n@article{b,\n title = {Blood},\n volume = {28}\n}\n",
    "refs.ris": "TY  - JOUR\nTI  - On * skin\nER  - \n*\nTY  - JOUR\nTI  - Blood 28\nER  - \n",
    "refs.nbib": "PMID- 1\nTI  - On * skin\n\nPMID- 28\nTI  - Blood\n",
    "refs.enw": "%0 Journal Article\n%T On * skin\n\n%0 Journal Article\n%T Blood 28\n",
    "pubmed.txt": "1: Berg O. A * title. J Inv. 2014 Mar;3(2):11-9. PMID: 90000001.\n\n2: Dahl M. Blood. J Inv. 2014 Mar;3(2):28-9. PMID: 90000002.\n",
    "embase.txt": "RECORD 1\n\nTITLE\nOn * skin\nAUTHOR NAMES\nBerg O.\n\nRECORD 2\n\nTITLE\nBlood 28\nAUTHOR NAMES\nDahl M.\n",
    "ovid.txt": "<1>\nTitle\n  On * skin.\nAuthors\n  Berg O\n<2>\nTitle\n  Blood 28.\nAuthors\n  Dahl M\n",
    "refs.csv": "title,year\nOn * skin,1952\nBlood 28,1981\n",
    "refs.yaml": "references:\n- id: a\n  title: On * skin\n  type: book\n- id: b\n  title: Blood 28\n  type: book\n",
    "refs.yml": "a:\n  type: article\n  title: On * skin\nb:\n  type: article\n  title: Blood 28\n",
    "refs.json": '[\n{"id": "a", "title": "On * skin"},\n{"id": "b", "title": "Blood 28"}\n]\n',
}  # fmt: skip


def line_of(text: str, at: int) -> int:
    """Count as an editor does."""
    return len(re.findall(r"\r\n?|\n", text[:at])) + 1


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
@pytest.mark.parametrize("character", NO_ENDS)
@pytest.mark.parametrize("name", FILES)
def test_what_ends_no_line_in_an_editor_moves_no_place(name: str, character: str, end: str) -> None:
    """The second work stands where it stands without the character, whatever ends the lines."""
    without = FILES[name].replace("*", "").replace("\n", end)
    text = FILES[name].replace("*", NO_ENDS[character]).replace("\n", end)
    right = [citation.reference.line for citation in read(Named(without.encode(), name)).citations]
    found = [citation.reference.line for citation in read(Named(text.encode(), name)).citations]
    assert len(right) == 2
    assert found == right


@pytest.mark.parametrize("character", NO_ENDS)
@pytest.mark.parametrize("name", ["list.txt", "plain.txt", "list.md", "refs.bib"])
def test_a_value_is_shown_where_an_editor_has_it(name: str, character: str) -> None:
    """In machine faces and in an editor the printed value is marked, and not what is a line above it."""
    text = FILES[name].replace("*", NO_ENDS[character])
    citations = list(read(Named(text.encode(), name)).citations)
    line = citations[1].reference.line
    finding = Finding(check="volume-differs", severity="error", field="volume", printed="28", message="", line=line)
    citations[1] = citations[1].model_copy(
        update={"reference": citations[1].reference.model_copy(update={"volume": "28", "pages": None})}
    )
    checked = Checked(citations, [[], [finding]], ["verified", "findings"], text=text)
    [region] = [region for _, region in located(checked)]
    assert region is not None
    assert region.line == line_of(text, text.index("28"))
    assert re.split(r"\r\n?|\n", text)[region.line - 1][region.column - 1 :].startswith("28")
    shown = Text(text)
    assert text.startswith("28", shown.offset(region))
    assert shown.of_region(region).start.line == region.line - 1
