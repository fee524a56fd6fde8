"""The author's own document with remarks, whatever kind of document it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from importlib import import_module

from ivigref.annotating.remarks import Annotated, Remark
from ivigref.documents.contents import Contents
from ivigref.errors import FormatError

# Kinds of documents, told in this order by the reader of each, and what writes into them.
_KINDS = (("odt", "opendocument"), ("pdf", "pdf"), ("word", "word"))

OTHERS = "expected a document of Word (.docx), OpenDocument (.odt) or a PDF, found another kind"


def returned(data: bytes, remarks: Sequence[Remark], when: datetime) -> Annotated:
    """Return a document with a comment at each remark and its changes tracked, dated to the second in UTC.

    Raises FormatError for a damaged document, and for a kind that holds no comments.

    >>> returned(b"1. Bruton OC. Skin. 1952.", [], datetime(2026, 11, 29))
    Traceback (most recent call last):
    ivigref.errors.FormatError: expected a document of Word (.docx), OpenDocument (.odt) or a PDF, found another kind
    """
    if (writer := _writer(data)) is not None:
        result: Annotated = import_module(f"ivigref.annotating.{writer}").annotated(data, remarks, when)
        return result
    raise FormatError(OTHERS)


def is_returned(data: bytes) -> bool:
    """Tell whether a document is of a kind that holds comments.

    >>> is_returned(b"1. Bruton OC. Skin. 1952.")
    False
    """
    return _writer(data) is not None


def _writer(data: bytes) -> str | None:
    """Return what writes into a document, by the reader that recognises it."""
    contents = Contents(data)
    kinds = ((import_module(f"ivigref.documents.{reader}"), writer) for reader, writer in _KINDS)
    return next((writer for reader, writer in kinds if reader.recognises(contents)), None)
