"""Split a BibTeX file into its entries: plain ones at once, and whatever else is there by bibtexparser.

The one door to bibtexparser. It decides what is an entry, also where a file breaks the rules, and steps from brace to
brace in Python for that. Nearly all entries are plain: a key, and fields whose values stand in braces that close, in
quotes, or are one word. Patterns read these ten times as fast to the same result; comments, ``@string``, parentheses,
concatenations, doubled fields and every fault go to bibtexparser. It starts over wherever a line begins a block, so
that a file may be cut there. Two faults that it refuses are read here: an entry without a key, and a comma too many.
Its middlewares for LaTeX are left out: they damage DOIs, addresses and pages, and cut a text at a percent sign.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field, replace

from ivigref.patterns import lazy


@dataclass(frozen=True, slots=True)
class Block:
    """One entry of a file: its type and key, and its fields in order, each with its braces or quotes.

    ``line`` and ``start``, the place in the text, count from 0. ``problem`` says why the entry, or what should be one,
    is not as it should be. In a plain entry a value that begins with a brace ends with the brace that closes it.
    """

    type: str
    key: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    line: int | None = None
    problem: str | None = None
    start: int = 0
    is_plain: bool = False


_splitting = ContextVar("splitting", default=False)
_DEPTH = 8  # of braces in braces; deeper ones are left to bibtexparser
# All repetitions are possessive: a text that does not match is given up where it fails, and nothing is tried twice.
_LOOSE = r"[^{}]*+ (?: (?<=\\)[{}] [^{}]*+ )*+"  # a brace behind a backslash does not count
_NESTED = _LOOSE
for _ in range(_DEPTH):
    _NESTED = rf"{_LOOSE} (?: \{{ {_NESTED} \}} {_LOOSE} )*+"
_NAME = r"[A-Za-z][\w:.+/-]*+"
_BARE = r"""[^\s\\{}",=@\#()]++"""  # a number or a macro
_HEAD = r"""
    \s*+ @ (?! (?i: comment | preamble | string ) (?! [A-Za-z] ) ) ([A-Za-z]++) [ \t]*+ \{   # the type
    \s*+ (?: ([^\s\\{}",=@]++) \s*+ , [\s,]*+ | (?= [A-Za-z][\w:.+/-]*+ \s*+ = ) )   # the key, which some leave out
"""
_HEAD_ONLY = lazy(_HEAD, re.VERBOSE)
_FIELD = lazy(
    rf"""
    ({_NAME}) \s*+ = \s*+
    ( \{{ {_NESTED} \}}
    | " [^"]*+ (?: (?<=\\)" [^"]*+ )*+ (?<! \{{ )"   # a quote in braces is a letter, and for bibtexparser
    | {_BARE}
    ) \s*+ (?: , [\s,]*+ | (?= \}} ) )
    """,
    re.VERBOSE,
)
# Most programs write a field a line. A line's end is found ten times as fast as the next brace.
_LINE = rf"""
    [ \t]*+ ({_NAME}) [ \t]*+ = [ \t]*+
    ( \{{ [^\n]* \}} | {_BARE} )   # whether it is the first brace that the last one closes is still to be seen
    (?: , | (?= \n \}} ) ) \n
"""
_FIELD_LINE = lazy(rf"(?<![\w:.+/ \t-]) {_LINE}", re.VERBOSE)
_LINES = lazy(rf"{_HEAD} (?: {_LINE} )*+ \}}", re.VERBOSE)
# bibtexparser takes any type that begins with one of three words for that word: "@commentary{" for a comment. So the
# first letter of such a type is shown to it as wide as a Chinese one, and read back as what it is.
_WIDE = ord("ａ") - ord("a")
_RESERVED = lazy(r"(?<=@)(?:c(?=omment[a-z])|p(?=reamble[a-z])|s(?=tring[a-z]))", re.IGNORECASE)
_DISGUISED = lazy(r"[ｃｐｓ](?=omment|reamble|tring)", re.IGNORECASE)
_ESCAPED_BRACE = lazy(r"\\[{}]")
_BLOCK = lazy(r"^[^\S\n]*+@\w*+[ \t]*+[{(]", re.MULTILINE)
_OWN_COMMENT = lazy(r"^[^\S\n]*+%+[^\S\n]*+ivigref:[^\n]*+", re.MULTILINE | re.IGNORECASE)
_OWN_SIGN = lazy(r"%[^\S\n]*+ivigref:", re.IGNORECASE)  # found sooner than where a line begins
_UNOPENED = lazy(rf"^[^\S\n]*+(@[A-Za-z]++)[ \t]*+,?+\s*+{_NAME}\s*+=", re.MULTILINE)


def blanked(text: str) -> str:
    r"""Return a text with blanks for the comments that are ours, which may stand in an entry and say anything there.

    >>> blanked("@misc{a,\n  % ivigref: ignore x -- so\n  year = 1998}")
    '@misc{a,\n                           \n  year = 1998}'
    """
    if not _OWN_SIGN.search(text):
        return text
    return _OWN_COMMENT.sub(lambda comment: " " * len(comment.group()), text)


def split(text: str) -> tuple[list[Block], dict[str, str]]:
    """Return the entries of a file and its ``@string`` definitions, with every value as it stands there.

    >>> blocks, strings = split('@string{l = "Lupus"} @article{a, journal = l, year = {1997}}')
    >>> blocks[0].key, blocks[0].fields, strings
    ('a', [('journal', 'l'), ('year', '{1997}')], {'l': '"Lupus"'})
    """
    text = blanked(text)
    blocks: list[Block] = []
    strings: dict[str, str] = {}
    firsts: dict[tuple[str, bool], Block] = {}
    for found in _blocks(text):
        block, is_string = found, found.type == "string"
        is_named = found.problem is None and bool(found.key or not found.is_plain)
        if is_named and (first := firsts.setdefault((found.key, is_string), found)) is not found:
            problem = f"the key {found.key} is there already, in line {(first.line or 0) + 1}"
            block = replace(found, problem=problem)
        if not is_string:
            blocks.append(block)
        elif block.problem is None:
            strings[block.key.lower()] = block.fields[0][1]
        else:
            blocks.append(replace(block, type="", key="", fields=[]))
    return blocks, strings


def _blocks(text: str) -> Iterator[Block]:
    """Yield entries, definitions and what is broken; up to ``done``, which is in ``line``, all has been."""
    done = place = line = 0
    while True:
        plain = _plain(text, place)
        if plain is not None:
            type_, key, fields, start, end = plain
            if done < place:
                yield from _others(text, done, start, line)
            line += text.count("\n", done, start)
            yield Block(type_, key, fields, line, None, start, is_plain=True)
            line += text.count("\n", start, end)
            done = place = end
        elif (head := _BLOCK.search(text, place + 1)) is not None:
            place = head.start()
        else:
            yield from _others(text, done, len(text), line)
            return


def _plain(text: str, place: int) -> tuple[str, str, list[tuple[str, str]], int, int] | None:
    """Return the type, key, fields, start and end of the entry that stands here, if it is plain."""
    if entry := _LINES.match(text, place):
        end = entry.end()
        fields = _FIELD_LINE.findall(text, entry.end(2) if entry[2] else text.index("{", entry.start(1)) + 1, end)
        nested = [inner for _, value in fields if "{" in (inner := value[1:-1]) or "}" in inner or "\\" in inner]
        if all(map(_is_balanced, nested)) and len(dict(fields)) == len(fields):
            return entry[1].lower(), entry[2] or "", fields, entry.start(1) - 1, end
    head = _HEAD_ONLY.match(text, place)
    if head is None:
        return None
    fields = []
    end = head.end()
    while found := _FIELD.match(text, end):
        fields.append((found[1], found[2]))
        end = found.end()
    if text[end : end + 1] != "}" or len(dict(fields)) < len(fields):
        return None
    if text.find("@", head.end(), end) >= 0 and _BLOCK.search(text, head.end(), end):
        return None
    return head[1].lower(), head[2] or "", fields, head.start(1) - 1, end + 1


def braces_close(text: str) -> bool:
    """Tell whether all braces in a text close, each in its turn, escaped ones as BibTeX counts them.

    >>> [braces_close(text) for text in ("On {IVIG}", "a}, b = {c", "a {b")]
    [True, False, False]
    """
    depth = 0
    *parts, rest = text.split("}")
    for part in parts:
        depth += part.count("{") - 1
        if depth < 0:
            return False
    return depth + rest.count("{") == 0


def _is_balanced(value: str) -> bool:
    r"""Tell whether all braces within a value close; with one behind a backslash, say no.

    >>> [_is_balanced(value) for value in ("On {IVIG}", "a}, b = {c", "a {b", r"a \{b\}", "a\\")]
    [True, False, False, False, False]
    """
    return not (_ESCAPED_BRACE.search(value) or value.endswith("\\")) and braces_close(value)


def _shown(text: str) -> str:
    return _DISGUISED.sub(lambda letter: chr(ord(letter[0]) - _WIDE), text)


def _is_another(_: logging.LogRecord) -> bool:
    """Let pass what bibtexparser logs for others: what it logs for us is a finding, and text of a stranger's file."""
    return not _splitting.get()


def _others(text: str, start: int, end: int, line: int) -> Iterator[Block]:
    """Ask bibtexparser what stands in a part of the file, which ends with the file or where a block begins."""
    if text.find("@", start, end) < 0:
        return
    import logging  # noqa: PLC0415  (what only bibtexparser asks for)

    from bibtexparser import model  # noqa: PLC0415  (60 ms that only BibTeX needs)
    from bibtexparser.splitter import Splitter  # noqa: PLC0415  (the same)

    logging.getLogger(Splitter.__module__).addFilter(_is_another)
    part = _RESERVED.sub(lambda letter: chr(ord(letter[0]) + _WIDE), text[start:end])
    shown = _shown if part != text[start:end] else str
    place = 0
    token = _splitting.set(True)
    try:
        blocks = Splitter(part).split().blocks
    finally:
        _splitting.reset(token)
    for block in blocks:
        at = start + part.find(block.raw or "", place)
        place = at - start + 1  # a broken block may reach into the next
        problem, inner = None, block
        if isinstance(block, model.ParsingFailedBlock):
            inner = block.ignore_error_block or block
            if not isinstance(block, model.DuplicateBlockKeyBlock):  # keys are compared over the whole file
                problem = shown(str(block.error)) or "this entry breaks the rules of BibTeX"
        at_line = line + (inner.start_line or 0)
        if isinstance(inner, model.Entry):
            fields = [(field.key, shown(field.value)) for field in inner.fields]
            yield Block(shown(inner.entry_type), inner.key, fields, at_line, problem, at)
        elif isinstance(inner, model.String):
            yield Block("string", inner.key, [("", inner.value)], at_line, problem, at)
        elif problem is not None:
            yield Block("", "", [], at_line, problem, at)
        elif isinstance(inner, model.ImplicitComment):
            yield from _unopened(text, at, at + len(inner.comment), at_line)


def _unopened(text: str, start: int, end: int, line: int) -> Iterator[Block]:
    """Yield what would be an entry if a brace stood behind its type."""
    begin = start
    for found in _UNOPENED.finditer(text[start:end]):
        at = begin + found.start(1)
        line += text.count("\n", start, at)
        start = at
        yield Block("", "", [], line, f"expected {found[1]}{{, found no brace", at)
