r"""In-text citations: what a manuscript cites, where, and what of it does not go with its list.

>>> from ivigref.reading import read
>>> import io
>>> works = "References\n1. Roe B. Hair. Lupus. 1999;1:2.\n2. Doe J. Skin. Lupus. 2001;3:4."
>>> listing = read(io.StringIO(f"It is rare [1, 3], and known [1, 2].\n\n{works}"))
>>> [(finding.check, finding.printed) for finding in compared(listing, listing.citations)[1]]
[('cited-not-listed', '3')]
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import PurePath
from typing import TYPE_CHECKING

from ivigref.documents import Contents, kind_of, read_contents
from ivigref.errors import InputError
from ivigref.manuscripts.bodies import BODIES, body
from ivigref.manuscripts.passages import Passage, may_cite
from ivigref.model import Check, Citation, CitedText, Finding, Reference
from ivigref.reading import Listing, read
from ivigref.sources import Source

if TYPE_CHECKING:
    from ivigref.manuscripts.systems import Reading

__all__ = ["compared", "read_citations"]

_LISTS = 20  # of one document, of which more are text
_INDENT = 4  # the last column at which a line begins
_SEVERAL = (
    "the document has several lists, and it is not sure which of them a citation in the text means: --list chooses"
)


def read_citations(path_or_file: Source, *, encoding: str | None = None, which: int | None = None) -> CitedText:
    r"""Read the in-text citations of a manuscript, each linked to the works of its list.

    The manuscript is a path, an open file, or standard input for ``-``; ``which`` chooses among several lists in it,
    counted from 1. Of a text whose citations cannot be read surely, ``system`` is None and ``remark`` says why.

    Raises InputError where the file cannot be read, has no list, or is of a kind whose text is not read.

    >>> import io
    >>> works = "References\n1. Roe B. Hair. Lupus. 1999;1:2.\n2. Doe J. Skin. Lupus. 2001;3:4."
    >>> cited = read_citations(io.StringIO(f"It is rare [1, 2], and known [2].\n\n{works}"))
    >>> cited.system, [(citation.printed, citation.targets) for citation in cited]
    ('numbers', [('[1, 2]', (0, 1)), ('[2]', (1,))])
    """
    listing = read(path_or_file, encoding=encoding, which=which)
    if listing.document is None or (kind := kind_of(listing.document)) not in BODIES:
        raise InputError("expected a manuscript with a text beside its list, found none", place=listing.name)
    return _cited(_reading(listing, kind, _passages(listing, kind)), listing)


def compared(listing: Listing, citations: Sequence[Citation]) -> tuple[CitedText | None, tuple[Finding, ...]]:
    """Return the in-text citations of a list's document and what of them does not go with the list.

    ``citations`` are the works of the list, joined to their records or not. There are none where the document is a list
    and nothing else.
    """
    if listing.document is None or (kind := kind_of(listing.document)) not in BODIES:
        return None, ()
    passages = _passages(listing, kind)
    if not passages or (kind == "text" and not may_cite(passages)):  # as most lists, of which a long one stays packed
        return None, ()
    reading = _reading(listing, kind, passages)
    cited = _cited(reading, listing)
    if (cited.system is None and cited.remark is None) or (kind == "text" and _are_labels(reading.cited)):
        return None, ()
    if cited.remark is not None:
        return cited, (Finding.of(Check.CITATIONS_UNREAD, cited.remark),)
    from ivigref.manuscripts.findings import findings  # noqa: PLC0415  (what only a manuscript needs)

    return cited, tuple(findings(reading, citations))


def _references(listing: Listing) -> Iterator[Reference]:
    own = PurePath(listing.name).name
    return (_of_file(citation.reference, own) for citation in listing.citations)


def _passages(listing: Listing, kind: str) -> Sequence[Passage]:
    """Return the text beside a list."""
    contents = listing.document
    assert contents is not None  # noqa: S101  (asked before)
    others = _of_others(contents) if kind == "text" and (_has_several(listing) or listing.which) else ()
    return body(kind, contents, chain(_references(listing), others))


def _reading(listing: Listing, kind: str, passages: Sequence[Passage]) -> Reading:
    from ivigref.manuscripts.systems import Reading  # noqa: PLC0415  (what only a manuscript needs)

    contents = listing.document
    assert contents is not None  # noqa: S101  (the same)
    references = list(_references(listing))
    anchors: Mapping[str, Sequence[int]] = {}
    if kind == "jats":
        from ivigref.manuscripts.bodies import jats  # noqa: PLC0415  (the same)

        anchors = jats.anchors(contents, listing.which)
    if kind in {"odt", "word"}:
        from ivigref.manuscripts.fielded import fielded  # noqa: PLC0415  (the same)

        passages, anchors = fielded(passages, references)
    keys = [citation.key for citation in listing.citations] if kind in {"latex", "markdown"} else []
    return Reading(passages, references, keys, anchors)


def _of_others(contents: Contents) -> Iterator[Reference]:
    """Yield the items of all lists of a plain text: the others are no text either."""
    for which in range(1, _LISTS + 1):
        try:
            items = read_contents(contents, which=which).items
        except InputError:
            return
        yield from (Reference(raw=item.raw, line=item.line) for item in items)


def _has_several(listing: Listing) -> bool:
    return any(problem.check is Check.SEVERAL_LISTS for problem in listing.problems)


def _are_labels(cited: CitedText) -> bool:
    """Tell whether what was read for citations begins the lines of a plain text: notes on works, and no sentences."""
    first = sum(citation.place.column is not None and citation.place.column <= _INDENT for citation in cited)
    return first * 2 > len(cited)


def _of_file(reference: Reference, own: str) -> Reference:
    """Return a reference without its origin where that is the document itself, and not a bibliography that it names."""
    is_own = all(origin.file == own for origin in reference.origins)
    return reference.model_copy(update={"origins": ()}) if is_own else reference


def _cited(reading: Reading, listing: Listing) -> CitedText:
    """Return what was read; of a document with several lists nothing is sure, unless links say what is cited."""
    cited = reading.cited
    if _has_several(listing) and cited.system not in {None, "keys"} and not reading.anchors:
        return CitedText(references=cited.references, remark=_SEVERAL)
    return cited
