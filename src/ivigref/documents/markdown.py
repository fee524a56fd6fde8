"""Markdown, also R's and Quarto's: lists under a heading, footnotes, tables, or the file that it names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ivigref.documents import front_matter, tables_of_references
from ivigref.documents.contents import Contents
from ivigref.documents.headings import is_heading
from ivigref.documents.items import Item, Items
from ivigref.documents.prose import LONGEST, Heading, keyed_notes, of_notes, rest, under_heading
from ivigref.patterns import lazy
from ivigref.xml import root_of

_SIGN = lazy(
    r"""^(?: \#{1,6}\s+\S | \s{0,3}\[\^[^\]\s]{1,100}\]:\s | :::+\s?\{
      | [^\S\n]{0,40}+\|?[ ]{0,40}+:?-++:?[ ]{0,40}+\|[ \t|:-]*+$
      | \S[^\n|]{1,80}\n={4,}[ \t]*$ | \s{0,3}\*\*[^*\n]{1,100}\*\*:?\s*$
      | [ \t]{0,40}+(?:[*+-]|\d{1,4}\.)\s.{0,500}?\]\(\S{1,500}\) )""",
    re.MULTILINE | re.VERBOSE,
)
_HEADING = lazy(r" {0,3}(#{1,6})[ \t]++(.*+)\Z")
_HEADING_END = lazy(r"(?<![ \t#])[ \t#]*+(?:\{[^{}]{0,200}\})?[ \t]*+\Z")  # what closes it
_BOLD = lazy(r"\s{0,3}(?:\*\*|__)([^*_]{1,100})(?:\*\*|__):?\s*\Z")
_UNDERLINE = lazy(r" {0,3}(=+|-+)\s*\Z")
_RULE = lazy(r" {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*\Z")
_FENCE = lazy(r" {0,3}(```+|~~~+)")
_DIVISION = lazy(r"\s*(?::::+.*|</?(?:div|section)\b[^<>]*>)\s*\Z")
_ENTRY_KEY = lazy(r"""(?:\{\#|\bid=["'])ref-([^\s"'}]{1,200})""")
_LIST = lazy(r"""(?:\{[^}]{0,100}\#refs\b|\bid=["']refs["'])""")
_NOTE = lazy(r" {0,3}\[\^([^\]\s]{1,100})\]:\s+(.*)")
_DEFINED = lazy(r" {0,3}\[([^\]^][^\]]{0,100})\]:\s*<?(\S{1,1000}?)>?(?:\s+[\"'(].{0,300}[\"')])?\s*\Z")
_BY_NAME = lazy(r"\[([^\[\]]{1,500})\]\s?\[([^\[\]]{0,100})\]")
_WORDED = lazy(r"\s{0,3}\[(\d{1,4})\]:\s+(?=\S+\s)")
_ANCHORS = lazy(r"\s*+(?:<a\b[^<>]{0,300}>\s*+</a>\s*+)+")
_BULLET = lazy(r"(\s*)[*+-](\s+)(?:\.\s+)?")
_ESCAPED = lazy(r"\s*(?:\\\[(\d{1,4})\\\]|(\d{1,4})\\([.)]))\s*")
_RAISED = lazy(r"\s*+(?:[*-]\s++)?<sup>\s*+\[?(\d{1,4})\]?[.)]?\s*+</sup>\s*+")


def recognises(contents: Contents) -> bool:
    """Tell whether a text is written in Markdown.

    >>> recognises(Contents(text="## References")), recognises(Contents(text="1. Bruton OC. Skin. #1"))
    (True, False)
    """
    text = contents.shown
    if "<" in text:
        from ivigref.documents import html  # noqa: PLC0415  (what most texts are not)

        if (root_of(text) or "").lower() in html.PARTS:
            return False
    return _SIGN.search(text) is not None or front_matter.of(text) is not None


def read(contents: Contents, which: int | None = None) -> Items:
    r"""Return the items of the list under its heading, in footnotes, in a table, or in the files that are named.

    Raises InputError where there is none.

    >>> text = "# References\n- Lund P. *Skin* 2020;**2**:5.\n\n---\n# Notes\n- 1999"
    >>> [item.raw for item in read(Contents(text=text)).items]
    ['Lund P. Skin 2020;2:5.']
    """
    text = contents.shown
    matter = front_matter.of(text)
    lines = prose(text.split("\n"), matter.lines if matter else 0)
    headings = list(_headings(lines))
    if "<li" in text and (found := _html(lines, headings, which)):
        return found
    keys = _divisions(lines, headings)
    addresses = _defined(lines)
    cleaned = [_cleaned(line, addresses) for line in lines]
    rows = tables_of_references.read(cleaned)
    if rows is not None:
        return rows
    if found := under_heading(cleaned, headings, which):
        return replace(found, items=tuple(_keyed(item, keys) for item in found.items))
    if found := of_notes(keyed_notes(lines, _NOTE)):
        return found
    if matter and (found := matter.items(contents.path, text)):
        return found
    return rest(cleaned, headings, which)


def prose(lines: list[str], begin: int) -> list[str]:
    """Blank out the front matter, code and remarks."""
    fence = ""
    is_remark = False
    for i, line in enumerate(lines):
        match = _FENCE.match(line)
        inside = bool(fence) or i < begin or is_remark
        if match and not fence and i >= begin:
            fence, inside = match[1], True
        elif match and match[1].startswith(fence) and fence:
            fence = ""
        if not inside and "<!--" in line:
            is_remark, inside = True, "-->" not in line
        if is_remark and "-->" in line:
            is_remark = False
            inside = not line.rpartition("-->")[2].strip()
            line = line.rpartition("-->")[2]  # noqa: PLW2901  (what goes on behind the remark)
        lines[i] = "" if inside else line.rstrip("\r")
    return lines


def _headings(lines: list[str]) -> Iterator[Heading]:
    """Yield the headings, and blank out the lines that only rule a page."""
    for i, line in enumerate(lines):
        if len(line) <= LONGEST and (match := _HEADING.match(line)):
            yield Heading(i, len(match[1]), _HEADING_END.sub("", match[2]))
        elif (match := _BOLD.match(line)) and (i == 0 or not lines[i - 1].strip()):
            yield Heading(i, 7, match[1].rstrip(":"))
        elif i and lines[i - 1].strip() and len(lines[i - 1]) < 100 and _UNDERLINE.match(line):  # noqa: PLR2004  (headings are short)
            yield Heading(i - 1, 1 if "=" in line else 2, lines[i - 1].strip())
            lines[i] = ""
        elif _RULE.match(line):
            lines[i] = ""


def _divisions(lines: list[str], headings: list[Heading]) -> dict[int, str]:
    """Blank out what only begins and ends pandoc's divisions; return the keys of entries by their lines."""
    keys: dict[int, str] = {}
    for i, line in enumerate(lines):
        if _DIVISION.match(line):
            if key := _ENTRY_KEY.search(line):
                keys[i + 1] = key[1]
            if _LIST.search(line) and not any(h.line < i and h.title.casefold() == "references" for h in headings):
                headings.append(Heading(i, 1, "References"))
                headings.sort()
            lines[i] = ""
    return keys


def _keyed(item: Item, keys: dict[int, str]) -> Item:
    key = next((keys[line] for line in (item.line - 1, item.line - 2) if line in keys), None)
    return replace(item, key=key) if key else item


def _html(lines: Sequence[str], headings: Sequence[Heading], which: int | None) -> Items | None:
    """Return the items of a list that is written in HTML under the heading."""
    begin = next((h.line for h in headings if is_heading(h.title)), 0)
    section = "\n" * begin + "\n".join(lines[begin:])
    if section.count("<li") < 2:  # noqa: PLR2004  (a list has two items)
        return None
    from ivigref.documents import html  # noqa: PLC0415  (the same)

    return html.read(Contents(text=section), which)


def _defined(lines: list[str]) -> dict[str, str]:
    """Return the addresses that are defined by a name, and blank their lines out, if the list has any others."""
    found = {i: match for i, line in enumerate(lines) if (match := _DEFINED.match(line))}
    if sum(1 for line in lines if line.strip()) > 2 * len(found):
        for i in found:
            lines[i] = ""
    return {match[1].casefold(): match[2] for match in found.values()}


def _cleaned(line: str, addresses: dict[str, str]) -> str:
    """Return a line with its links' addresses, and with the beginning that a printed item has."""
    if "][" in line or "] [" in line:
        line = _BY_NAME.sub(
            lambda m: f"[{m[1]}]({a})" if (a := addresses.get((m[2] or m[1]).casefold())) else m[0], line
        )
    if match := _ANCHORS.match(line):
        line = line[match.end() :]
    if match := _RAISED.match(line):
        line = f"{match[1]}. {line[match.end() :]}"
    if match := _ESCAPED.match(line):
        line = f"{match[1] or match[2]}{match[3] or '.'} {line[match.end() :]}"
    elif match := _WORDED.match(line):
        line = f"[{match[1]}] {line[match.end() :]}"
    elif match := _BULLET.match(line):
        line = f"{match[1]}-{match[2]}{line[match.end() :]}"
    return line
