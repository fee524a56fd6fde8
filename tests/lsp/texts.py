"""Documents of the tests: each kind that is corrected, with wrong values behind letters that count twice."""

from __future__ import annotations

from tests.test_watching import RIGHT, WRONG

NAMES = "Krug P, Boyer O, Balzamo E, Sidi D, Lehnert A, Niaudet P"
TITLE = "Nephrotic syndrome in Kawasaki disease: a report of three cases"
OTHER = "Huber B. Erfundene Haut 😀 im Fru\u0308hling. Hautarzt. 2003;54:9–11."
MARKDOWN = f"""# References

1. {OTHER}
2. 😀 e\u0301 {NAMES}. {TITLE}. *Pediatr Nephrol*. 2012;**28**(9):1547–50.
"""
LATEX = rf"""\documentclass{{article}}
\begin{{document}}
Skin~\cite{{krug,huber}}.
\begin{{thebibliography}}{{9}}
\bibitem{{huber}} {OTHER}
\bibitem{{krug}} 😀 e{chr(0x301)} {NAMES}. {TITLE}. {{\em Pediatr Nephrol}}. 2012;{{\bf 28}}(9):1547--50.
\end{{thebibliography}}
\end{{document}}
"""
# Two entries, one of them right, with comments and signs of more than one UTF-16 unit before the value.
TWO = (
    "% mine 😀\n"
    + WRONG
    + "\n@comment{x}\n"
    + RIGHT.replace("krug12", "second").replace("  volume", "  note = {😀 e\u0301}, volume")
)
THREE = TWO + WRONG.replace("krug12", "third").replace("  volume", "  note = {😀 e\u0301}, volume")
DOCUMENTS = {
    "one.bib": ("bibtex", WRONG),
    "crlf.bib": ("bibtex", THREE.replace("\n", "\r\n")),
    "list.md": ("markdown", MARKDOWN),
    "paper.tex": ("latex", LATEX),
}
PLAIN = f"References\n1. {OTHER}\n2. 😀 e\u0301 {NAMES}. {TITLE}. Pediatr Nephrol. 2012;28(9):1547–50.\n"
