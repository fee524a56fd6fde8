"""A corrected list as a Word document of its own: corrections are tracked changes, doubts are comments."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from ivigref.annotating.edits import text
from ivigref.annotating.marking import Marked
from ivigref.annotating.remarks import AUTHOR
from ivigref.annotating.word_parts import comment

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_TYPES = (
    f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels"'
    f' ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml"'
    f' ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="{_KIND}.document.main+xml"/>'
    f'<Override PartName="/word/comments.xml" ContentType="{_KIND}.comments+xml"/></Types>'
)
_RELATIONS = _HEAD + f'<Relationships xmlns="{_PACKAGE}/relationships">{{}}</Relationships>'
_RELATION = '<Relationship Id="rId1" Type="' + _OFFICE + '/{0}" Target="{1}"/>'
_HANGING = '<w:pPr><w:ind w:left="567" w:hanging="567"/></w:pPr>'


def document(found: Sequence[Marked], when: datetime) -> bytes:
    """Return a list as a document, whose changes are dated to the second in UTC.

    >>> document([], datetime(2026, 11, 29))[:2]
    b'PK'
    """
    date = f"{when:%Y-%m-%dT%H:%M:%SZ}"
    signed = f'w:author="{AUTHOR}" w:date="{date}"'
    paragraphs, comments, number = [], [], 1
    for one in found:
        runs = [_run(f"{one.number}. ")]
        for piece in one.pieces:
            number += 1
            match piece.kind:
                case "old":
                    runs.append(f'<w:del w:id="{number}" {signed}>{_run(piece.text, "delText")}</w:del>')
                case "new":
                    runs.append(f'<w:ins w:id="{number}" {signed}>{_run(piece.text)}</w:ins>')
                case _:
                    runs.append(_run(piece.text))
        if one.doubt:
            number += 1
            comments.append(comment("w:", number, [f"left as printed: {one.doubt}"], date))
            runs.insert(1, f'<w:commentRangeStart w:id="{number}"/>')
            end = f'<w:commentRangeEnd w:id="{number}"/><w:r><w:commentReference w:id="{number}"/></w:r>'
            runs.append(end)
        paragraphs.append(f"<w:p>{_HANGING}{''.join(runs)}</w:p>")
    body = f'<w:document xmlns:w="{_W}"><w:body>{"".join(paragraphs)}</w:body></w:document>'
    return _packed(
        {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": _RELATIONS.format(_RELATION.format("officeDocument", "word/document.xml")),
            "word/document.xml": _HEAD + body,
            "word/_rels/document.xml.rels": _RELATIONS.format(_RELATION.format("comments", "comments.xml")),
            "word/comments.xml": f'{_HEAD}<w:comments xmlns:w="{_W}">{"".join(comments)}</w:comments>',
        }
    )


def _run(words: str, name: str = "t") -> str:
    return f'<w:r><w:{name} xml:space="preserve">{text(words)}</w:{name}></w:r>'


def _packed(parts: dict[str, str]) -> bytes:
    file = io.BytesIO()
    with ZipFile(file, "w") as package:
        for name, part in parts.items():
            package.writestr(ZipInfo(name), part, ZIP_DEFLATED)
    return file.getvalue()
