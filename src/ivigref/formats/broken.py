"""Files of which an item is broken: the others are read, and a finding names each that cannot be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from xml.etree.ElementTree import ParseError

from ivigref import yaml_values
from ivigref.errors import FormatError
from ivigref.formats.xml_elements import without_declaration
from ivigref.model import Check, Finding
from ivigref.patterns import lazy
from ivigref.xml import parse

_ROOT = lazy(r"<([A-Za-z_][\w:.-]*+)(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+>")


def whole_xml(text: str, items: str) -> tuple[str, list[Finding]]:
    """Return a text without the items of XML that are broken; ``items`` is a pattern of the names of all items.

    Raises FormatError where no item can be read, and where the text is hostile.

    >>> text, findings = whole_xml("<mods><a>1</a><a>R<b>D</a><a>3</a></mods>", "a")
    >>> text, findings[0].message
    ('<mods><a>1</a><a>3</a></mods>', 'item 2 is not read: expected well-formed XML: mismatched tag')
    """
    text = without_declaration(text)
    try:
        parse(text)
    except FormatError as error:
        root = _ROOT.search(text)
        if not isinstance(error.__cause__, ParseError) or root is None:
            raise
        begun = text[: root.end()]
        opening = re.compile(rf"<({items})(?=[\s/>])")
        good, findings = [], []
        for number, line, item in _apart(text, root.end(), opening):
            try:
                parse(f"{root[0]}{item}</{root[1]}>")
            except FormatError as fault:
                findings.append(_finding(fault, number, line))
            else:
                good.append(item)
        if not good:
            raise
        return f"{begun}{''.join(good)}</{root[1]}>", findings
    return text, []


def _apart(text: str, begin: int, opening: re.Pattern[str]) -> Iterator[tuple[int, int, str]]:
    """Yield the number, the line and the text of each item, up to the end of its element or else to the next one."""
    starts = list(opening.finditer(text, begin))
    line, place = 1, 0
    for number, (start, following) in enumerate(pairwise([*starts, None]), 1):
        if start is None:
            continue
        line, place = line + text.count("\n", place, start.start()), start.start()
        last = len(text) if following is None else following.start()
        end = text.rfind(closing := f"</{start[1]}>", place, last)
        yield number, line, text[place : end + len(closing) if end >= 0 else last]


def _finding(fault: FormatError, number: int, line: int) -> Finding:
    said = str(fault).removeprefix(f"{fault.place}: ")
    return Finding.of(Check.UNREADABLE, f"item {number} is not read: {said}", severity="error", line=line)


def moved(findings: Sequence[Finding], lines: int) -> list[Finding]:
    """Return findings of a part of a file, by the lines of the file: so many are before the part.

    >>> found = Finding.of(Check.UNREADABLE, "item 2 is not read", line=3)
    >>> [finding.line for finding in moved([found], 10)]
    [13]
    """
    return [found.model_copy(update={"line": (found.line or 0) + lines}) for found in findings]


def whole_yaml(text: str, opening: re.Pattern[str]) -> tuple[Sequence[yaml_values.Value], list[Finding]]:
    r"""Return the values of a text of YAML, which are one, or several where an item is broken and left out.

    >>> values, findings = whole_yaml("a: {b: 1}\nc: {d: \nd: {e: 2}\n", re.compile(r"^\w+:", re.MULTILINE))
    >>> values, [finding.line for finding in findings]
    ([{'a': {'b': '1'}}, {'d': {'e': '2'}}], [2])
    """
    try:
        return [yaml_values.load(text)], []
    except FormatError:
        places = [match.start() for match in opening.finditer(text)]
        parts = [text[a:b] for a, b in pairwise([*places, len(text)])]
        values: list[yaml_values.Value] = []
        findings = []
        line = text.count("\n", 0, places[0] if places else 0) + 1
        for number, (part, value) in enumerate(zip(parts, yaml_values.load_each(parts), strict=True), 1):
            if isinstance(value, FormatError):
                findings.append(_finding(value, number, line))
            else:
                values.append(value)
            line += part.count("\n")
        if not values:
            raise
        return values, findings
