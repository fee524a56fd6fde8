"""Foreign YAML: the only module that calls a parser, with limits on depth and on what aliases repeat.

Values are built of the parser's events and not by its constructors, so that no tag makes an object, no text becomes a
number, a date or "no", and no key that stands twice is lost without a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import yaml

from ivigref.errors import FormatError

DEPTH = 100  # of lists and mappings in one another; CSL and hayagriva stay below 10
REPEATED = 100_000  # values that all aliases of a text may repeat
_NO_YAML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_WIDTH = 1 << 30  # of a line that is written: none is folded
_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})

Value = Any  # None, a text, a list of values, or a mapping of texts to values
# What ended a line until YAML 1.2: in a title it would be the end of all.
_NO_ENDS = dict.fromkeys(map(ord, "\x85\u2028\u2029"), " ")
_End = yaml.SequenceEndEvent | yaml.MappingEndEvent


class _Begun(NamedTuple):
    """A list or a mapping whose end has not been read; of a mapping the keys and values take turns in ``parts``."""

    is_mapping: bool
    anchor: str | None
    place: str | None
    parts: list[Value]
    begun_at: int


def load(text: str) -> Value:
    r"""Read the only document of a text; raise FormatError where it is no YAML, or hostile.

    Scalars stay texts as they are written; what is empty or null is None. Characters that no YAML can hold are left
    out.

    >>> load("- {year: 2001, issue: 07, open: no, pages: null}")
    [{'year': '2001', 'issue': '07', 'open': 'no', 'pages': None}]
    >>> load("a: 1\nb: 2\na: 3\n")
    Traceback (most recent call last):
    ivigref.errors.FormatError: line 1: expected each key once, found 'a' twice
    """
    found = [value for value in _documents(_NO_YAML.sub("", text), _Building()) if value is not None]
    if len(found) > 1:
        raise FormatError(f"expected one document of YAML, found {len(found):,}")
    return found[0] if found else None


def load_each(texts: Iterable[str]) -> Iterator[Value | FormatError]:
    """Read documents one by one; for one that cannot be read comes its error. Aliases of all are counted together.

    >>> [str(value) for value in load_each(["a: 1", "b: {"])]
    ["{'a': '1'}", 'line 2: expected well-formed YAML: did not find expected node content']
    """
    repeated = 0
    for text in texts:
        built = _Building(repeated)
        try:
            found = [value for value in _documents(_NO_YAML.sub("", text), built) if value is not None]
        except FormatError as error:
            yield error
        else:
            yield found[0] if len(found) == 1 else FormatError(f"expected one document, found {len(found):,}")
        repeated = built.repeated


def dump(value: Value) -> str:
    r"""Write a value of lists, mappings, texts and numbers, in the order in which they stand.

    >>> dump({"title": "No: 1", "date": 2001, "volume": "7"})
    "title: 'No: 1'\ndate: 2001\nvolume: '7'\n"
    """
    return yaml.dump(_writable(value), Dumper=_DUMPER, allow_unicode=True, sort_keys=False, width=_WIDTH)


def _writable(value: Value) -> Value:
    """Return a value without characters that no YAML can hold."""
    if isinstance(value, dict):
        return {_writable(key): _writable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_writable(item) for item in value]
    return _NO_YAML.sub("", value) if isinstance(value, str) else value


def _documents(text: str, built: _Building) -> Iterator[Value]:
    try:
        for event in yaml.parse(text.removeprefix("\ufeff").translate(_NO_ENDS), Loader=_LOADER):
            if isinstance(event, yaml.DocumentEndEvent):
                yield built.parts.pop() if built.parts else None
                built.begin()
            elif isinstance(event, yaml.NodeEvent | _End):
                built.take(event)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        says = getattr(error, "problem", None) or getattr(error, "reason", None) or "not readable"
        place = f"line {mark.line + 1}" if mark else None
        raise FormatError(f"expected well-formed YAML: {says}", place=place) from error


class _Building:
    """One document under construction; ``parts`` has its value when it is complete."""

    def __init__(self, repeated: int = 0) -> None:
        self.repeated = repeated
        self.begin()

    def begin(self) -> None:
        """Begin another document of the same text."""
        self.parts: list[Value] = []
        self._open: list[_Begun] = []
        self._anchors: dict[str, tuple[Value, int]] = {}
        self._values = 0  # with what aliases repeat

    def take(self, event: yaml.NodeEvent | _End) -> None:
        """Take an event that begins, ends or is a value."""
        if isinstance(event, _End):
            self._close(self._open.pop())
            return
        self._values += 1
        if isinstance(event, yaml.AliasEvent):
            self._repeat(event)
        elif isinstance(event, yaml.ScalarEvent):
            is_nothing = event.style in (None, "") and event.value in _NOTHING
            self._add(None if is_nothing else event.value, event.anchor, 1)
        else:
            if len(self._open) >= DEPTH:
                raise FormatError(f"expected at most {DEPTH} levels of YAML, found more", place=_line(event))
            is_mapping = isinstance(event, yaml.MappingStartEvent)
            self._open.append(_Begun(is_mapping, event.anchor, _line(event), [], self._values))

    def _repeat(self, event: yaml.AliasEvent) -> None:
        if event.anchor not in self._anchors:  # none yet, or one around the alias itself
            raise FormatError(f"expected an anchor before *{event.anchor}, found none", place=_line(event))
        value, size = self._anchors[event.anchor]
        self.repeated += size
        self._values += size
        if self.repeated > REPEATED:
            raise FormatError(f"expected aliases that repeat at most {REPEATED:,} values, found more")
        self._add(value, None, size)

    def _close(self, begun: _Begun) -> None:
        value = _mapping(begun) if begun.is_mapping else begun.parts
        self._add(value, begun.anchor, self._values - begun.begun_at + 1)

    def _add(self, value: Value, anchor: str | None, size: int) -> None:
        if anchor is not None:
            self._anchors[anchor] = (value, size)
        (self._open[-1].parts if self._open else self.parts).append(value)


def _mapping(begun: _Begun) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for key, value in zip(begun.parts[::2], begun.parts[1::2], strict=True):
        if not isinstance(key, str | None):
            raise FormatError("expected keys that are texts, found a list or a mapping", place=begun.place)
        if (name := key or "") in found:
            raise FormatError(f"expected each key once, found {name!r:.60} twice", place=begun.place)
        found[name] = value
    return found


def _line(event: yaml.Event) -> str | None:
    return f"line {event.start_mark.line + 1}" if event.start_mark else None
