"""The files that somebody takes away, as they decided: the table of them, and how each is made."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from ivigref.corrections import Correction, corrected, proposed
from ivigref.errors import InputError
from ivigref.model import Checked, Citation

if TYPE_CHECKING:
    from ivigref.annotating.manner import Manner

__all__ = ["DOWNLOADS", "STYLES", "Decided", "Download", "file_name", "offered", "style_named"]

# Styles that are offered by name; any other of the style repository may be typed.
STYLES = ("vancouver", "ama", "apa", "nature", "the-lancet", "bmj", "elsevier-vancouver", "harvard-cite-them-right")
_STYLE = re.compile(r"[a-z0-9][a-z0-9-]{0,99}")
_UNSAFE = re.compile(r"[^\w.() +,-]+")
_LONGEST = 80  # characters of a document's name that its files keep


class Decided:
    """A list, the corrections that were accepted, and where the document lies."""

    def __init__(self, checked: Checked, accepted: frozenset[str], style: str, document: Path, name: str) -> None:
        self.checked = checked
        self.style = style
        self.document = document
        self.name = name
        self.accepted = accepted

    @cached_property
    def corrections(self) -> dict[int, list[Correction]]:
        """The accepted corrections, by the place of their citation."""
        found: defaultdict[int, list[Correction]] = defaultdict(list)
        for proposal in proposed(self.checked):
            found[proposal.place] += [c for c in proposal.corrections if proposal.name(c) in self.accepted]
        return found

    @cached_property
    def manner(self) -> Manner:
        """How the list prints what may have to be added; what was accepted is, also where the list has none."""
        from ivigref.annotating.manner import Manner  # noqa: PLC0415  (only a list as printed needs it)

        manner = Manner.of(self.checked.citations)
        return manner._replace(labels={"doi": "doi:", "pmid": "PMID: "} | manner.labels)

    @cached_property
    def citations(self) -> list[Citation]:
        """The citations, with the accepted values in the places of the printed ones."""
        return [
            citation.model_copy(update={"reference": corrected(citation.reference, self.corrections[place])})
            if self.corrections[place]
            else citation
            for place, citation in enumerate(self.checked)
        ]


class Download(NamedTuple):
    """A file: what people call it, its ending and type, how it is made, and for which documents it is offered.

    Without an ending it has that of the document.
    """

    title: str
    ending: str
    media: str
    make: Callable[[Decided], bytes]
    is_for: Callable[[Path, str], bool] = lambda _document, _name: True


def style_named(text: str) -> str:
    """Return the name of a style, "" for the list as it is printed; raise InputError for what is no name: no path is.

    >>> style_named(" Vancouver"), style_named("")
    ('vancouver', '')
    """
    name = text.strip().lower()
    if name and not _STYLE.fullmatch(name):
        raise InputError(f"style: expected a name such as vancouver or apa, found {text[:40]!r}")
    return name


def file_name(document: str, download: Download) -> str:
    """Return what a file is called: after the document, without what a system may take for a path.

    >>> file_name("../a/My list.v2.docx", DOWNLOADS["ris"])
    'My list.v2.corrected.ris'
    """
    path = PurePosixPath(document.replace("\\", "/"))
    stem = _UNSAFE.sub("_", path.stem).strip(". ")[:_LONGEST] or "list"
    return f"{stem}.corrected{download.ending or _UNSAFE.sub('_', path.suffix)[:_LONGEST]}"


def offered(document: Path, name: str) -> Iterator[str]:
    """Yield the names of the files that there are for a document."""
    return (key for key, download in DOWNLOADS.items() if download.is_for(document, name))


def _list(decided: Decided) -> bytes:
    """Write the list with its numbers: as it is printed but for what was accepted, or in a style."""
    from ivigref.formats import styles  # noqa: PLC0415  (a second that other files need not wait for)

    if decided.style:
        texts = styles.render(decided.citations, decided.style, values="printed")
    else:
        texts = [_printed(decided, place, citation) for place, citation in enumerate(decided.citations)]
    numbered = (
        f"{citation.number or place}. {text}\n"
        for place, (citation, text) in enumerate(zip(decided.citations, texts, strict=True), start=1)
    )
    return "".join(numbered).encode()


def _printed(decided: Decided, place: int, citation: Citation) -> str:
    from ivigref.annotating.printing import corrected_print  # noqa: PLC0415  (as above)
    from ivigref.formats import styles  # noqa: PLC0415  (the same)

    text = corrected_print(decided.checked[place], decided.corrections[place], decided.manner)
    return styles.render([citation], "vancouver", values="printed")[0] if text is None else text


def _format(name: str) -> Callable[[Decided], bytes]:
    def make(decided: Decided) -> bytes:
        from ivigref import formats  # noqa: PLC0415  (each costs what its library costs)

        return formats.module(name).dumps(decided.citations, values="printed").encode()

    return make


def _edited(decided: Decided) -> bytes:
    """Return the author's own .bib file, in which nothing but the accepted values is changed."""
    from ivigref.annotating.fixed import edits  # noqa: PLC0415  (as above)
    from ivigref.encodings import read_exactly  # noqa: PLC0415  (the same)
    from ivigref.formats.bibtex_editing import Editor  # noqa: PLC0415  (the same)

    text, encoding = read_exactly(decided.document)
    editor = Editor(text, encoding=encoding)
    for change in edits(decided.checked, only=decided.accepted):
        editor.change(change)
    return editor.text().encode(encoding)


def _is_bibtex(document: Path, name: str) -> bool:
    from ivigref import formats  # noqa: PLC0415  (as above)
    from ivigref.encodings import read_exactly  # noqa: PLC0415  (the same)

    try:
        return formats.sniff(read_exactly(document)[0], name) == "bibtex"
    except InputError:
        return False


def _table(decided: Decided) -> bytes:
    """Write a row for each reference, with a byte order mark, without which Excel takes it for another encoding."""
    return decided.checked.to_csv(bom=True).encode()


def _report(decided: Decided) -> bytes:
    from ivigref.pipeline import page  # noqa: PLC0415  (as above)

    return page(decided.checked, datetime.now(UTC).date().isoformat()).encode()


def _letter(decided: Decided) -> bytes:
    return f"{decided.checked.to_letter()}\n".encode()


def _annotated(decided: Decided) -> bytes:
    """Return the author's own document with comments, and what was accepted as tracked changes."""
    from ivigref.annotating.remarks import remarks  # noqa: PLC0415  (as above)
    from ivigref.annotating.returning import returned  # noqa: PLC0415  (the same)

    found = remarks(decided.checked, suggest=True, accepted=decided.corrections)
    return returned(decided.document.read_bytes(), list(found), datetime.now(UTC).replace(microsecond=0)).data


def _is_annotated(document: Path, _name: str) -> bool:
    from ivigref.annotating.returning import is_returned  # noqa: PLC0415  (as above)

    return is_returned(document.read_bytes())


# In the order of the page; a row is all that a further file needs.
DOWNLOADS = {
    "annotated": Download("Your document with comments", "", "application/octet-stream", _annotated, _is_annotated),
    "own": Download("Your .bib file, corrected", ".bib", "application/x-bibtex", _edited, _is_bibtex),
    "list": Download("Corrected list", ".txt", "text/plain; charset=utf-8", _list),
    "bibtex": Download("BibTeX", ".bib", "application/x-bibtex", _format("bibtex")),
    "ris": Download("RIS", ".ris", "application/x-research-info-systems", _format("ris")),
    "table": Download("Table (CSV)", ".csv", "text/csv; charset=utf-8", _table),
    "letter": Download("Letter", ".letter.txt", "text/plain; charset=utf-8", _letter),
    "report": Download("Report", ".html", "text/html; charset=utf-8", _report),
}
