"""Cochrane Library text, the export "plain text" of CENTRAL and the reviews: a label and a colon before each field.

Format: as Wiley's Cochrane Library writes it (cochranelibrary.com, Export selected citations).
"""

from __future__ import annotations

from ivigref.formats.draft import Loaded
from ivigref.formats.labelled_text import read_tagged
from ivigref.patterns import lazy

_LINE = lazy(r"\ufeff?(Record #(?=\d)|[A-Z]{2,3}(?=:)):? ?(?:\d+ of \d+|(.*))")


def loads(text: str) -> Loaded:
    r"""Read citations as the Cochrane Library exports them.

    >>> [read] = loads("Record #1 of 1\nID: CN-00000001\nAU: Berg O\nTI: A title\nYR: 2014\nPM: PUBMED 90000001\n")
    >>> str(read), read.pmid, read.reference.origins[0].accession
    ('Berg O. A title. 2014', '90000001', 'CN-00000001')
    """
    return read_tagged(text, "cochrane-text", _LINE, "Record #", want="the Cochrane Library's text")
