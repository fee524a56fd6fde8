"""BibLaTeX: the same file as BibTeX with the field names of biber."""

from __future__ import annotations

from collections.abc import Iterable

from ivigref.formats import bibtex
from ivigref.formats.bibtex import loads as loads  # noqa: PLC0414  (the reader knows both dialects)
from ivigref.formats.entry import Values
from ivigref.keys import TEMPLATE
from ivigref.model import Citation


def dumps(citations: Iterable[Citation], *, values: Values = "record", template: str = TEMPLATE) -> str:
    """Write citations with dates, journal titles and PubMed numbers where BibLaTeX has them.

    >>> from ivigref import Reference
    >>> print(dumps([Citation(reference=Reference(container_title="Lupus", year=1997, pmid="9175027"))]), end="")
    @article{Anonymous1997,
      journaltitle = {Lupus},
      date         = {1997},
      eprint       = {9175027},
      eprinttype   = {pubmed},
    }
    """
    return bibtex.dumps(citations, values=values, template=template, dialect="biblatex")
