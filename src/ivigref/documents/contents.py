"""What a kind of document is, and what it is recognised by: a file's bytes, the parts of a package, or its text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from ivigref.documents.items import Items, Problem
from ivigref.encodings import Decoded, decode, unquoted, unscramble, unwrapped, with_line_feeds
from ivigref.model import Check
from ivigref.parsing.repair import count_loose, with_th
from ivigref.text import controls

_PACKAGE = b"PK\x03\x04"


@dataclass(frozen=True)
class Contents:
    """A file that is to be read, or a ``text`` that is decoded already; whatever it is asked for is worked out once.

    >>> contents = Contents("1. Müller A. Skin. 1999.".encode("latin-1"))
    >>> contents.shown, contents.is_package, [problem.check for problem in contents.problems]
    ('1. Müller A. Skin. 1999.', False, ['encoding-assumed'])
    """

    data: bytes = b""
    encoding: str | None = None
    text: str | None = None
    path: Path | None = field(default=None, compare=False)  # where it lies, if that is known

    @property
    def is_package(self) -> bool:
        """Whether the file is packed as Word, Excel and OpenDocument pack theirs."""
        return self.data.startswith(_PACKAGE)

    @cached_property
    def parts(self) -> frozenset[str]:
        """The names of what is in a package; none where it is damaged."""
        from ivigref.documents.packed import names_of  # noqa: PLC0415  (what a text is not)

        return names_of(self.data)

    @cached_property
    def media_type(self) -> str:
        """What a package says that it is, as OpenDocument and e-books do in a part of their own; else nothing."""
        from ivigref.documents.packed import media_type_of  # noqa: PLC0415  (the same)

        return media_type_of(self.data)

    @cached_property
    def decoded(self) -> Decoded:
        """The text as it stands in the file; raises InputError where the file is binary or not in its encoding."""
        decoded = decode(self.data, self.encoding) if self.text is None else Decoded(self.text, "utf-8")
        return decoded._replace(text=unwrapped(unquoted(with_line_feeds(decoded.text))))

    @cached_property
    def _unscrambled(self) -> tuple[str, int]:
        return unscramble(self.decoded.text)

    @cached_property
    def _lettered(self) -> tuple[str, int]:
        return with_th(self._unscrambled[0])

    @property
    def shown(self) -> str:
        """The text with the letters put right that a wrong encoding has scrambled, or the font of a PDF."""
        return self._lettered[0]

    @property
    def guesses(self) -> tuple[Problem, ...]:
        """In which encoding the file was read where it does not say so itself, and what of it is no text."""
        return (*self._assumed, *_without_controls(self.decoded.text))

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What about the text's letters its author should know."""
        repaired = self._unscrambled[1]
        message = f"{repaired} letters were scrambled by a wrong encoding, such as “Ã¼” for “ü”"
        scrambled = (Problem(Check.ENCODING_REPAIRED, message),) if repaired else ()
        return (
            *scrambled,
            *self._assumed,
            *letters_repaired(count_loose(self.shown), self._lettered[1]),
            *_without_controls(self.shown),
        )

    @property
    def _assumed(self) -> tuple[Problem, ...]:
        decoded = self.decoded
        return (Problem(Check.ENCODING_ASSUMED, decoded.guess, line=decoded.line),) if decoded.guess else ()


def letters_repaired(accents: int, ligatures: int) -> Iterator[Problem]:
    """Report letters that were put right where they show in the characters or on the page of a PDF."""
    said = [
        f"{count} {one if count == 1 else many}"
        for count, one, many in (
            (accents, "accent that stood apart from its letter", "accents that stood apart from their letters"),
            (ligatures, "ligature that the font has no letters for", "ligatures that the font has no letters for"),
        )
        if count
    ]
    if said:
        yield Problem(Check.LETTERS_REPAIRED, f"repaired: {' and '.join(said)}")


def _without_controls(text: str) -> Iterator[Problem]:
    """Report control characters, which identifiers lose when they are read, and all values when they are written."""
    if found := controls(text):
        first, character = found[0]
        count = "1 control character is" if len(found) == 1 else f"{len(found)} control characters are"
        message = f"{count} no text and will not be written, from U+{ord(character):04X}"
        yield Problem(Check.ENCODING_REPAIRED, message, line=text.count("\n", 0, first) + 1)


class Document(NamedTuple):
    """A kind of document: whether contents are one, and the items of its reference list.

    ``read`` takes which of several lists is wanted, counted from 1, or None for the longest; it raises InputError where
    there is no list, or no such one.
    """

    recognises: Callable[[Contents], bool]
    read: Callable[[Contents, int | None], Items]
