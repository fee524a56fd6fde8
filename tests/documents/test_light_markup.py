"""reStructuredText, AsciiDoc, Org and Typst: the same two references in each."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivigref.documents import DOCUMENTS, Contents, read_items
from ivigref.reading import read

SHOWN = ["Lund P. Invented lupus. Skin 2018;57(2):120–8.", "Berg K. Invented hair. Hair 2019;3:4."]
A, B = "Lund P. Invented lupus. *Skin* 2018;**57**\\ (2):120–8.".replace("\\ ", ""), "Berg K. {}. *Hair* 2019;3:4."
REST = (A, B.format("`Invented hair <https://doi.org/10.5555/b>`_"))
ADOC = (A.replace("**", "*").replace("*Skin*", "_Skin_"), B.format("https://doi.org/10.5555/b[Invented hair]"))
ORG = (A.replace("*Skin*", "/Skin/").replace("**", "*"), B.format("[[https://doi.org/10.5555/b][Invented hair]]"))
TYPST = (
    A.replace("*Skin*", "#emph[Skin]").replace("**", "*"),
    B.format('#link("https://doi.org/10.5555/b")[Invented hair]'),
)


@pytest.mark.parametrize(
    ("text", "module"),
    [
        (
            ".. note::\n\n   x\n\nSkin\n====\nSince 1999.\n\nReferences\n==========\n\n- {}\n- {}\n\nNotes\n=====\n\n- 2001\n",
            REST,
        ),
        ("Text [a]_ of 1999.\n\n.. [a] {}\n.. [b] {}\n\nText of 2001.\n", REST),
        (
            "= Skin\nSince 1999.\n\n[bibliography]\n== References\n\n* [[[a]]] {}\n* [[[b,2]]] {}\n\n== Notes\n* 2001\n",
            ADOC,
        ),
        ("= Skin\n== References\n. {}\n. {}\n== Notes\n* 2001\n".replace(". {}", "* {}"), ADOC),
        ("#+title: Skin\n* Skin\nSince 1999.\n* References :noexport:\n- {}\n- {}\n* Notes\n- 2001\n", ORG),
        ("#+title: Skin\nText[fn:a] of 1999.\n\n[fn:a] {}\n\n[fn:b] {}\n", ORG),
        ("#set page(width: 9cm)\n= Skin\nSince 1999.\n= References\n+ {}\n+ {}\n= Notes\n- 2001\n", TYPST),
    ],
    ids=["reST list", "reST citations", "AsciiDoc entries", "AsciiDoc list", "Org list", "Org notes", "Typst"],
)
def test_the_list_is_read_as_it_is_shown(text: str, module: tuple[str, str]) -> None:
    """Without its marks; a link gives its DOI, and what follows is the text."""
    items = read_items(text.format(*module)).items
    assert [item.raw for item in items] == SHOWN
    assert items[1].known == {"doi": "10.5555/b"}


BIB = "@article{a, title = {Skin}, year = 2018}\n@article{b, title = {Hair}, year = 2019}\n"


@pytest.mark.parametrize(
    "text",
    [
        "As :cite:p:`b` says.\n\n.. bibliography:: own.bib\n",
        ":bibtex-file: own.bib\n\n== Skin\nAs cite:[b(12)] says.\n\nbibliography::[]\n",
        "#+title: Skin\n#+bibliography: own.bib\nAs [cite/t:see @b p. 3] says.\n#+print_bibliography:\n",
        '= Skin\nAs @b says.\n#bibliography("own.bib", style: "apa")\n',
        '= Skin\nAs #cite(<b>) says.\n#bibliography(("none.yml", "own.bib"))\n',
    ],
)
def test_the_files_that_are_named_are_followed(tmp_path: Path, text: str) -> None:
    """Of a library, the works that the text cites are its list."""
    (tmp_path / "own.bib").write_text(BIB)
    (tmp_path / "ms.txt").write_text(text)
    assert [citation.key for citation in read(tmp_path / "ms.txt").citations] == ["b"]


@pytest.mark.parametrize(
    "text", ["1. Lund P. Skin == hair. 2018.", "a :b: c", "* Skin. 2018", "... [1] Lund P.", "#1 Lund P."]
)
def test_what_only_looks_like_it_is_text(text: str) -> None:
    """The marks stand at the beginning of a line, whole."""
    contents = Contents(text=text)
    assert [document.recognises(contents) for document in DOCUMENTS] == [False] * (len(DOCUMENTS) - 1) + [True]
