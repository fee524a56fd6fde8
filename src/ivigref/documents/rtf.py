r"""RTF as its author sees it, with the fields of reference managers: read token by token, in one pass.

striprtf was tried and looks for links with a pattern that a hostile file slows down with the square of its length.
"""

from __future__ import annotations

import codecs
import re
from collections import defaultdict
from dataclasses import dataclass, field, replace

from ivigref.budget import Budget
from ivigref.documents.contents import Contents
from ivigref.documents.docx import Paragraph, Shown
from ivigref.documents.docx_fields import BIBLIOGRAPHY, Fields
from ivigref.documents.items import Items
from ivigref.documents.word import read_shown
from ivigref.patterns import lazy

_BEGIN = lazy(rb"\s{0,8}\{\\(?:rtf\d?|pard\b)")  # a piece of a document begins with a paragraph
_TOKEN = lazy(
    r"\\(?P<word>[A-Za-z]{1,32})(?P<value>-?\d{1,10})? ?|\\'(?P<code>[0-9A-Fa-f]{2})|\\(?P<sign>[^A-Za-z])"
    r"|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]+)|[\r\n\\]"
)
# Groups that show nothing; of a group that begins with \* only those with a name below do.
_UNSHOWN = frozenset(
    """
    annotation atnauthor atndate atnid atnref author bkmkend bkmkstart category colortbl comment company creatim
    datafield
    datastore deleted doccomm fldtype footer footerf footerl footerr generator header headerf headerl headerr info
    keywords
    listoverridetable listtable manager nonshppict operator password pict pntxta pntxtb printim revtbl revtim rsidtbl
    shpinst subject themedata title txe userprops xe xmlnstbl
    """.split()
)
_TABLES = frozenset(("fonttbl", "stylesheet"))
_SHOWN_STARRED = frozenset(("fldinst", "shppict", "listtext", "footnote"))
_LETTERS = {
    "par": "\n", "sect": "\n", "page": "\n", "line": "\v", "tab": "\t", "cell": "\t", "row": "\n",
    "emdash": "—", "endash": "–",
    "bullet": "•", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "emspace": " ", "enspace": " ",
}  # fmt: skip
_SIGNS = {"~": "\u00a0", "_": "\u2011", "-": "", "\n": "\n", "\r": "\n", "{": "{", "}": "}", "\\": "\\"}
_CHARSETS = {
    77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gbk", 136: "big5", 161: "cp1253", 162: "cp1254",
    163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
_DEEPEST = 1_000  # groups in groups; Word has some 20


@dataclass(frozen=True, slots=True)
class _Group:
    """What holds within two braces."""

    into: str = "body"  # the body, a note, the code of a field, a table, or nothing
    font: int | None = None
    skipped: int = 1  # letters behind \u that are for programs without Unicode
    is_hidden: bool = False
    is_list: bool = False
    name: int | None = None  # of the style or font that a table tells of


def recognises(contents: Contents) -> bool:
    r"""Tell whether contents are RTF.

    >>> recognises(Contents(rb"{\rtf1 References}")), recognises(Contents(b"{References}"))
    (True, False)
    """
    return _BEGIN.match(contents.data) is not None


def read(contents: Contents, which: int | None = None) -> Items:
    r"""Return the items of a document, as those of a Word document are found.

    >>> [item.raw for item in read(Contents(rb"{\rtf1 References\par 1. Lund P. {\i Skin}. 2018\u8211?9.\par}")).items]
    ['Lund P. Skin. 2018–9.']
    """
    Budget().spend(len(contents.data))
    reader = _Reader()
    for token in _TOKEN.finditer(contents.data.decode("latin-1")):
        reader.feed(token)
    return read_shown(reader.close(), which)


@dataclass(slots=True)
class _Reader:
    """Collects the paragraphs of a document."""

    paragraphs: list[Paragraph] = field(default_factory=list)
    notes: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    fields: Fields = field(default_factory=Fields)
    changes: int = 0
    encoding: str = "cp1252"
    _groups: list[_Group] = field(default_factory=lambda: [_Group()])
    _texts: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    _bytes: bytearray = field(default_factory=bytearray)
    _charsets: dict[int, str] = field(default_factory=dict)
    _styles: dict[int, str] = field(default_factory=dict)
    _style: int | None = None
    _is_listed: bool = False
    _to_skip: int = 0
    _is_starred: bool = False
    _binary_end: int = 0
    _surrogate: int = 0

    def feed(self, token: re.Match[str]) -> None:
        """Take the next piece of the file."""
        if token.start() < self._binary_end:
            return
        if token["code"]:
            if self._to_skip:
                self._to_skip -= 1
            else:
                self._bytes.append(int(token["code"], 16))
            return
        self._flush()
        if token["brace"]:
            self._brace(token["brace"])
        elif token["word"]:
            self._word(token["word"], token["value"], token.end())
        elif token["sign"]:
            self._sign(token["sign"])
        elif token["text"]:
            text = token["text"]
            self._add(text[self._to_skip :])
            self._to_skip = max(0, self._to_skip - len(text))

    def close(self) -> Shown:
        """Return what the document shows."""
        self._flush()
        self._end_paragraph()
        return Shown(self.paragraphs, dict(self.notes), self.changes, self.fields)

    def _brace(self, brace: str) -> None:
        self._to_skip, self._is_starred = 0, False
        if brace == "{" and len(self._groups) < _DEEPEST:
            self._groups.append(replace(self._groups[-1]))
        elif brace == "}" and len(self._groups) > 1:
            closed = self._groups.pop()
            if closed.into != self._groups[-1].into:
                self._end_group(closed.into)

    def _end_group(self, into: str) -> None:
        text = "".join(self._texts.pop(into, ()))
        if into == "fldinst":
            self.fields.codes.append(text)
            if BIBLIOGRAPHY.match(text):
                self._groups[-1] = replace(self._groups[-1], is_list=True)
        elif into in {"footnotes", "endnotes"} and text.strip():
            self.notes[into].append(" ".join(text.split()))

    def _word(self, word: str, value: str | None, end: int) -> None:
        group, number = self._groups[-1], int(value) if value else None
        if word == "u" and number is not None:
            self._unicode(number)
            self._to_skip = group.skipped
        elif word == "bin":
            self._binary_end = end + max(0, number or 0)
        elif word in _LETTERS:
            self._add(_LETTERS[word])
        elif word in _UNSHOWN or (self._is_starred and word not in _SHOWN_STARRED):
            self._groups[-1] = replace(group, into="nothing")
            self.changes += word == "deleted"
        elif word in _TABLES or word == "fldinst":
            self._groups[-1] = replace(group, into=word if group.into != "nothing" else "nothing")
        elif word == "footnote":
            self._groups[-1] = replace(group, into="footnotes")
        elif word == "ftnalt" and group.into == "footnotes":
            self._groups[-1] = replace(group, into="endnotes")
        else:
            self._format(word, number, group)
        self._is_starred = False

    def _format(self, word: str, number: int | None, group: _Group) -> None:
        if word == "ansicpg" and number:
            self.encoding = _known(f"cp{number}") or self.encoding
        elif word == "mac":
            self.encoding = "mac_roman"
        elif word == "uc" and number is not None:
            self._groups[-1] = replace(group, skipped=min(max(number, 0), 8))
        elif word == "v":
            self._groups[-1] = replace(group, is_hidden=number != 0)
        elif word == "revised":
            self.changes += 1
        elif word == "pard":
            self._style = None
        elif number is not None:
            self._numbered(word, number, group)

    def _numbered(self, word: str, number: int, group: _Group) -> None:
        """Take a font or a style, of which tables tell by their numbers."""
        if word == "f":
            self._groups[-1] = replace(group, font=number, name=number if group.into == "fonttbl" else None)
        elif word == "fcharset" and group.name is not None and number in _CHARSETS:
            self._charsets[group.name] = _CHARSETS[number]
        elif word == "s" and group.into == "stylesheet":
            self._groups[-1] = replace(group, name=number)
        elif word == "s":
            self._style = number

    def _sign(self, sign: str) -> None:
        if sign == "*":
            self._is_starred = True
        elif sign in _SIGNS:
            self._add(_SIGNS[sign])

    def _unicode(self, number: int) -> None:
        number &= 0xFFFF
        if 0xD800 <= number < 0xDC00:  # noqa: PLR2004  (the first of two)
            self._surrogate = number
        elif 0xDC00 <= number < 0xE000:  # noqa: PLR2004  (the second)
            if self._surrogate:
                self._add(chr(0x10000 + ((self._surrogate - 0xD800) << 10) + number - 0xDC00))
            self._surrogate = 0
        else:
            self._add(chr(number))

    def _flush(self) -> None:
        """Decode the bytes that have come one by one: a letter may be two of them."""
        if self._bytes:
            encoding = self._charsets.get(self._groups[-1].font or -1, self.encoding)
            self._add(self._bytes.decode(encoding, "replace"))
            self._bytes.clear()

    def _add(self, text: str) -> None:
        group = self._groups[-1]
        if group.into == "stylesheet" and group.name is not None:
            self._styles[group.name] = (self._styles.get(group.name, "") + text)[:200]
        elif group.into == "fldinst" or group.into in {"footnotes", "endnotes"}:
            self._texts[group.into].append(text)
        elif group.into == "body" and not group.is_hidden and text:
            self._is_listed = self._is_listed or group.is_list  # a group inherits it from those around it
            first, *others = text.split("\n")
            self._texts["body"].append(first)
            for other in others:
                self._end_paragraph()
                self._texts["body"].append(other)

    def _end_paragraph(self) -> None:
        text = "".join(self._texts.pop("body", ())).replace("\v", "\n").strip()
        if text:
            style = self._styles.get(self._style if self._style is not None else -1, "").rstrip(";")
            self.paragraphs.append(Paragraph(text, style=style, is_listed=self._is_listed))
        self._is_listed = False


def _known(encoding: str) -> str | None:
    try:
        return codecs.lookup(encoding).name
    except LookupError:
        return "utf-8" if encoding == "cp65001" else None
