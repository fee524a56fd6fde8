"""Markdown, as people write manuscripts and notes in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivigref.documents import parse, read_items
from ivigref.errors import InputError
from ivigref.reading import read

A = "Lund P. Invented lupus. *Skin* 2018;**57**(2):120–8."
B = "Berg K. [Invented hair](https://doi.org/10.5555/b). *Hair* 2019;3:4."
SHOWN = ["Lund P. Invented lupus. Skin 2018;57(2):120–8.", "Berg K. Invented hair. Hair 2019;3:4."]


@pytest.mark.parametrize(
    "text",
    [
        f"# Skin\nSince 1999.\n\n## References\n\n- {A}\n- {B}\n\n---\n\n## Notes\n\n- Since 2001.\n",
        f"## References\n\n1. {A}\n2. {B}\n\n## Notes\n\n- Since 2001.\n",
        f"References\n==========\n\n{A}\n\n{B}\n\nNotes\n=====\nSince 2001.\n",
        f"**References**\n\n* {A}\n* {B}\n\n**Notes**\n\nSince 2001.\n",
        f"## References\n### Skin\n- . {A}\n### Hair\n+ {B}\n",
        f"Text[^1] and[^b]\n\n[^1]: {A}\n[^b]: {B}\n",
        f"| No. | Reference |\n|:--|---|\n| 1 | {A} |\n| 2 | {B} |\n",
        f"## References\n\\[1\\] {A}\n\\[2\\] {B}\n",
        f"## References\n<sup>1</sup> {A}\n<sup>2</sup> {B}\n",
        f"## References\n<a id='r1'></a>1. {A}\n<a id='r2'></a>2. {B}\n",
        f"## References\n[1]: {A}\n[2]: {B}\n",
        f"::: {{#refs .references}}\n::: {{#ref-lund .csl-entry}}\n{A}\n:::\n\n::: {{#ref-berg .csl-entry}}\n{B}\n:::\n:::\n",
        f"## References\n- {A}\n- {B.replace('](https://doi.org/10.5555/b)', '][x]')}\n\n[x]: https://doi.org/10.5555/b\n",
        f"```\n# References\n- No N. Skin. 1999.\n```\n<!-- # References\n- No -->\n## References\n- {A}\n- {B}\n",
    ],
    ids=["bullets", "numbers", "underlined", "bold", "subheadings", "footnotes", "table", "escaped", "raised", "anchors",
         "defined", "pandoc", "by name", "code"],
)  # fmt: skip
def test_lists_are_read_as_they_are_shown(text: str) -> None:
    """Two references, whatever stands around them; links give their DOI."""
    items = read_items(text).items
    assert [item.raw for item in items] == SHOWN
    assert items[1].known == {"doi": "10.5555/b"}


def test_keys_and_lines_are_kept() -> None:
    """A finding shows the line; a text cites the key."""
    note, other = read_items(f"Text.\n\n[^a]: {A}\n\n[^7]: {B}\n").items
    assert [(item.key, item.number, item.line) for item in (note, other)] == [("a", None, 3), ("7", 7, 5)]
    (entry,) = read_items(f"::: {{#refs}}\n::: {{#ref-lund2018}}\n{A}\n:::\n:::\n").items
    assert (entry.key, entry.line) == ("lund2018", 3)


def test_a_table_may_have_its_fields_in_columns() -> None:
    """With identifiers in columns of their own."""
    text = "|Authors|Title|Journal|Year|PMID|DOI|\n|-|-|-|-|-|-|\n|Lund P|Lupus|Skin|2018|29000002|10.5555/x|\n|Berg K|Hair|Bald|2019||n/a|\n"
    first, second = parse(text)
    assert (first.title, first.container_title, first.year, first.pmid, first.doi) == (
        "Lupus", "Skin", 2018, "29000002", "10.5555/x",
    )  # fmt: skip
    assert (second.title, second.pmid, second.doi) == ("Hair", None, None)


BIB = "@article{a, title = {Skin}, year = 2018}\n@article{b, title = {Hair}, year = 2019}\n"


@pytest.mark.parametrize("value", ["own.bib", '"own.bib"', "[own.bib]", "\n  - own.bib"])
def test_the_file_that_the_front_matter_names_is_followed(tmp_path: Path, value: str) -> None:
    """Quarto, R Markdown and pandoc have the list in a file."""
    (tmp_path / "own.bib").write_text(BIB)
    (tmp_path / "ms.qmd").write_text(
        f"---\ntitle: x\nbibliography: {value}\n---\n\nAs [@b; @fig-x; @c] say.\n\n# References\n"
    )
    listing = read(tmp_path / "ms.qmd")
    assert [citation.key for citation in listing.citations] == ["b"]
    assert [p.message for p in listing.problems][-1] == "the text cites what the list does not have: c"


def test_works_in_the_front_matter_are_read() -> None:
    """Pandoc takes them from there."""
    text = "---\nreferences:\n- id: a\n  type: article-journal\n  title: Skin\n  issued: 2018\n  DOI: 10.5555/x\n---\nAs [@a].\n"
    (item,) = read_items(text).items
    assert item.data is not None
    assert (item.key, item.data.title, item.data.doi, item.data.year) == ("a", "Skin", "10.5555/x", 2018)


def test_a_printed_list_goes_before_a_file(tmp_path: Path) -> None:
    """What is printed is what is to be read."""
    (tmp_path / "own.bib").write_text(BIB)
    (tmp_path / "ms.md").write_text(f"---\nbibliography: own.bib\n---\n# References\n- {A}\n")
    assert [c.reference.title for c in read(tmp_path / "ms.md").citations] == ["Invented lupus"]


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """Nothing is guessed from the text instead."""
    (tmp_path / "ms.md").write_text("---\nbibliography: own.bib\n---\nAs [@a] said in 1999.\n\nAs [@b] in 2001.\n")
    with pytest.raises(InputError, match=r"own\.bib, which is not in the folder of the document; read that file"):
        read(tmp_path / "ms.md")


def test_aliases_do_not_multiply() -> None:
    """Ten lines of YAML may stand for billions of values."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    with pytest.raises(InputError):
        read_items("---\nreferences: 1\n" + "\n".join(lines) + "\n---\nText\n")
