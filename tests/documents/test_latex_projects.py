"""Projects in LaTeX: parts and lists in files of their own, and words that the author has made commands of."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivigref.errors import InputError
from ivigref.reading import read

BIB = "@article{a, title = {Skin}, year = 2018}\n@article{b, title = {Hair}, year = 2019}\n@book{c, title = {Nails}}\n"
BBL = "\\begin{thebibliography}{9}\n\\bibitem{a} P. Lund. Skin. \\emph{Hair}, 1:2, 2018.\n\\end{thebibliography}\n"
MAIN = "\\documentclass{article}\n\\begin{document}\nAs \\cite{a}.\n%s\n\\end{document}\n"


@pytest.mark.parametrize("command", ["\\input{list.bbl}", "\\input{list}", "\\include{parts/list}", "\\input{ outer }"])
def test_a_list_in_a_file_of_its_own_is_read(tmp_path: Path, command: str) -> None:
    """Journals ask for it, and no list was found."""
    (tmp_path / "parts").mkdir()
    for name in ("list.bbl", "list.tex", "parts/list.tex"):
        (tmp_path / name).write_text(BBL)
    (tmp_path / "outer.tex").write_text("% \\input{none}\n\\input{list}\n")
    (tmp_path / "main.tex").write_text(MAIN % command)
    assert [citation.key for citation in read(tmp_path / "main.tex").citations] == ["a"]


def test_what_a_part_cites_is_cited(tmp_path: Path) -> None:
    """Works that only a chapter cites were left out of the list."""
    (tmp_path / "own.bib").write_text(BIB)
    (tmp_path / "part.tex").write_text("As \\cite{b}, but not % \\cite{c}\n")
    (tmp_path / "main.tex").write_text(MAIN % "\\input{part}\\bibliography{own}")
    assert [citation.key for citation in read(tmp_path / "main.tex").citations] == ["a", "b"]


@pytest.mark.parametrize("name", ["../list", "/list", "missing", "main"])
def test_what_lies_elsewhere_is_not_included(tmp_path: Path, name: str) -> None:
    """Nor does a file include itself without end."""
    (tmp_path / "list.tex").write_text(BBL)
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "main.tex").write_text(MAIN % f"\\input{{{name}}}\\input{{{name}}}")
    with pytest.raises(InputError):
        read(folder / "main.tex")


def test_words_that_are_commands_are_words(tmp_path: Path) -> None:
    """A journal's short name was lost, wherever it is made."""
    (tmp_path / "words.tex").write_text(
        "\\newcommand{\\jis}{J Inv Skin}\n\\def\\lupus{lupus}\n\\newcommand{\\x}[1]{#1}\n"
    )
    items = (
        "\\bibitem{a} P. Lund. Of \\lupus{} and \\lupus\\ too. \\emph{\\jis}, 1:2, 2018.\n\\bibitem{b} 2019 \\jisx.\n"
    )
    (tmp_path / "main.tex").write_text(
        f"\\input{{words}}\n\\begin{{thebibliography}}{{9}}\n{items}\\end{{thebibliography}}\n"
    )
    first, _ = (citation.reference for citation in read(tmp_path / "main.tex").citations)
    assert first.raw == "P. Lund. Of lupus and lupus too. J Inv Skin, 1:2, 2018."
    assert first.line == 3
