"""LaTeX in all the ways in which a manuscript or its .bbl has the list."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivigref import parse_reference
from ivigref.documents import parse, read_items
from ivigref.errors import InputError
from ivigref.parsing.latex import printed, without_comments
from ivigref.reading import read

TEX = r"""\documentclass{article}
\begin{document}
A trial \cite{krug} and \citep[see][p.~3]{berg,nobody}.
\begin{thebibliography}{9}
% \bibitem{old} Nobody N. Not read. 1999.
\bibitem{krug} P.~Krug, O.~Boyer, et~al.
\newblock Invented syndrome in {K}awasaki disease.
\newblock {\em Pediatr. Nephrol.}, 28\penalty0 (9):\penalty0 1547--1550, 2012.
\bibitem[{Berg \emph{et~al.}(2018)Berg, and Lund}]{berg}
Berg K, Lund P (2018). \enquote{Invented outcome.} \emph{Rheumatology}, \textbf{57}(2), 120--128.
\doi{10.5555/a_b--c}.
\end{thebibliography}
Not of the list 1999.
\end{document}
"""


def test_thebibliography(tmp_path: Path) -> None:
    """The items have their keys, numbers and lines, and what is only a comment is none."""
    file = tmp_path / "ms.txt"
    file.write_text(TEX, encoding="utf-8")
    listing = read(file)
    krug, berg = listing.citations
    assert (krug.key, krug.number, krug.reference.line) == ("krug", 1, 6)
    assert (krug.reference.title, krug.reference.volume) == ("Invented syndrome in Kawasaki disease", "28")
    assert (str(krug.reference.pages), krug.reference.container_title) == ("1547–1550", "Pediatr. Nephrol")
    assert (berg.key, berg.number, berg.reference.line) == ("berg", None, 9)
    assert (berg.reference.doi, berg.reference.issue) == ("10.5555/a_b--c", "2")
    assert [(p.check, p.message) for p in listing.problems] == [
        ("cited-unlisted", "the text cites what the list does not have: nobody")
    ]


@pytest.mark.parametrize(
    "text",
    [
        r"\section*{References}\begin{enumerate}\item Lund P. Invented. \emph{Skin} 2018;\textbf{57}(2):120--8. \end{enumerate}",
        (
            r"\section{Methods}\begin{itemize}\item One in 1999\end{itemize}\section{Literature}\begin{itemize}"
            r"\item[1.] Lund P. Invented. Skin 2018;57(2):120--8. \end{itemize}"
        ),
        "\\section*{References}\n\nLund P. Invented. \\textit{Skin} 2018;57(2):120--8.\n\n",
        r"\bibitem{a} {Lund P. Invented. Skin 2018;57(2):120--8.}",
        (
            r"\begin{bibdiv}\begin{biblist}\bib{a}{article}{author={Lund, P.},title={Invented},journal={Skin},date={2018},"
            r"volume={57},number={2},pages={120--8}}\end{biblist}\end{bibdiv}"
        ),
        r"""\refsection{0}\datalist[entry]{nty/global//global/global}\entry{a}{article}{}
        \name{author}{1}{}{%
          {{hash=af}{family={Lund}, familyi={L\bibinitperiod}, given={P.}, giveni={P\bibinitperiod}}}%
        }
        \strng{namehash}{af}\field{sortinit}{L}\field{title}{Invented}\field{journaltitle}{Skin}\field{year}{2018}
        \field{volume}{57}\field{number}{2}\field{pages}{120\bibrangedash 8}\endentry\enddatalist\endrefsection""",
    ],
    ids=["item", "the item of several lists", "paragraphs", "braces", "amsrefs", "biblatex"],
)
def test_other_lists(text: str) -> None:
    """However it is written, it is one reference with all its fields."""
    (reference,) = parse(text)
    assert [author.family for author in reference.authors] == ["Lund"]
    assert (reference.title, reference.container_title, reference.year) == ("Invented", "Skin", 2018)
    assert (reference.volume, reference.issue, str(reference.pages)) == ("57", "2", "120–8")


def test_two_lists_of_two_chapters() -> None:
    """The longest is read, another may be chosen, and what is not read is said."""
    one = r"\begin{thebibliography}{9}\bibitem{a} Lund P. Skin. 2018.\end{thebibliography}"
    two = one.replace("{a}", "{b}").replace(r"\end", r"\bibitem{c} Berg K. Hair. 2019. \end")
    items = read_items(one + "\nText\n" + two)
    assert ([item.key for item in items.items], items.lists) == (["b", "c"], 2)
    assert [problem.check for problem in items.problems] == ["several-lists"]
    assert [item.key for item in read_items(one + two, which=1).items] == ["a"]
    with pytest.raises(InputError, match="expected one of the 2 lists"):
        read_items(one + two, which=3)


BIB = "@article{a, title = {Skin}, year = 2018}\n@article{b, title = {Hair}, year = 2019}\n"


@pytest.mark.parametrize("command", [r"\bibliography{own}", r"\addbibresource{own.bib}", r"\bibliography{none,own}"])
def test_a_list_in_a_file_beside_is_followed(tmp_path: Path, command: str) -> None:
    """Of a library, the works that the text cites are its list."""
    (tmp_path / "own.bib").write_text(BIB)
    (tmp_path / "ms.tex").write_text(r"\documentclass{article} \cite{b} " + command)
    listing = read(tmp_path / "ms.tex")
    assert [(c.key, c.reference.title, c.reference.origins[0].file) for c in listing.citations] == [
        ("b", "Hair", "own.bib")
    ]
    assert listing.problems[-1].message.endswith("1 of 2 works are cited, and the others are left out")
    assert any(p.check == "not-read" for p in listing.problems) == ("none" in command)


@pytest.mark.parametrize("name", ["../own", "/etc/own", "{folder}/own", "link", "https://example.org/own.bib"])
def test_no_path_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    """What a stranger's file names is not to be opened anywhere; a link leads out as well."""
    (tmp_path / "own.bib").write_text(BIB)
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "link.bib").symlink_to(tmp_path / "own.bib")
    (inner / "ms.tex").write_text(r"\documentclass{article}\bibliography{" + name.format(folder=tmp_path) + "}")
    with pytest.raises(
        InputError, match=r"the list is in .*which is not in the folder of the document; read that file"
    ):
        read(inner / "ms.tex")
    with pytest.raises(InputError, match="is not known to lie"):
        read_items(r"\documentclass{article}\bibliography{own}")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (r"\href{https://doi.org/10.5555/x}{Skin}", "Skin"),
        (r"\url{https://example.org/a_b~c--d%20e}", "https://example.org/a_b~c--d%20e"),
        (r"\bibinfo{author}{\bibnamefont{Lund}, \bibfnamefont{P.}}", "Lund, P."),
        (r"M\"oller, Dvo\v{r}{\'a}k, {\O}degaard", "Möller, Dvořák, Ødegaard"),
        (r"\foo{bar} \baz[x] qux", "bar [x] qux"),
        ("\\bibinfo{" * 40 + "x" + "}" * 40, ""),
        (r"50\% of \$5 \& more", "50% of $5 & more"),
    ],
)
def test_what_commands_print(text: str, shown: str) -> None:
    """Those of bibliography styles are known, of others the words stay, and no depth of them does harm."""
    assert printed(text)[0].replace("} ", "").strip("{}") == shown or shown == ""


def test_a_comment_is_blanked_out_where_it_stands() -> None:
    """So that all lines and places are those of the file."""
    text = "a % b\n\\% c % d\n\\url{e%f} %g"
    assert without_comments(text) == "a    \n\\% c    \n\\url{e%f}   "


@pytest.mark.parametrize(
    "text",
    [
        r"\bibitem{a} M\"oller J. Invented outcome. {\em Br J Dermatol} \textbf{172}:891--7, 2015.",
        r"M{\"o}ller J. \newblock Invented outcome. \emph{Br J Dermatol} 2015;172:891--7.",
        "- Möller J. **Invented outcome.** *Br J Dermatol* 2015;**172**:891–7.",
        "[^1]: Möller J. [Invented outcome](https://example.org/a). _Br J Dermatol_ 2015;172:891–7.",
        "Möller J. Invented outcome. <i>Br J Dermatol</i> 2015;<b>172</b>:891&ndash;7.",
    ],
)
def test_a_single_string_reads_as_well(text: str) -> None:
    """People paste one item, with its marks."""
    reference = parse_reference(text)
    assert [author.family for author in reference.authors] == ["Möller"]
    assert (reference.title, reference.container_title) == ("Invented outcome", "Br J Dermatol")
    assert (reference.volume, str(reference.pages).replace("--", "–"), reference.year) == ("172", "891–7", 2015)
    assert reference.raw == text
