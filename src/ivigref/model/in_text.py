"""In-text citations: where a manuscript cites the works of its list, and how."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, overload

from ivigref.frozen import Value
from ivigref.model.values import Text
from ivigref.model.works import Reference

__all__ = ["CitedText", "InTextCitation", "Place", "System", "Where"]

Where = Literal["text", "abstract", "caption", "table", "footnote"]
System = Literal["numbers", "author-year", "keys"]


class Place(Value):
    """Where something stands in a document, with its words and the sentence around them.

    ``part`` is the part of a document that counts its paragraphs ("document", "footnotes", "endnotes", "boxes"), or the
    name of a file that it includes, and ``paragraph`` counts from 1 in it; in Word and OpenDocument empty ones count.
    ``start`` and ``end`` count characters of the paragraph's text. ``page`` is that of a PDF. Lines and columns count
    from 1, and ``end_column`` is the first one after it; a file that is not text has none, and of XML the line alone
    is known.

    >>> print(Place(paragraph=3, line=12, printed="[7]")), print(Place(paragraph=3, where="table", page=2, line=5))
    line 12
    page 2, line 5, in a table
    (None, None)
    """

    where: Where = "text"
    part: str = "document"
    paragraph: int
    start: int = 0
    end: int = 0
    page: int | None = None
    line: int | None = None
    column: int | None = None
    end_line: int | None = None
    end_column: int | None = None
    printed: str = ""
    sentence: str = ""

    def __str__(self) -> str:
        """Return where it is in words."""
        said = [f"page {self.page}"] if self.page else []
        said += [f"line {self.line}"] if self.line else []
        said = said or [f"paragraph {self.paragraph}"]
        if self.part not in {"document", f"{self.where}s"}:
            said.append(f"of the {self.part}" if self.part in {"endnotes", "boxes"} else f"of {self.part}")
        if self.where != "text":
            said.append(f"in {'an' if self.where == 'abstract' else 'a'} {self.where}")
        return ", ".join(said)


@dataclass(frozen=True, slots=True)
class InTextCitation:
    """One citation of one or several works, as the text prints it.

    ``numbers``, ``keys`` or ``names`` with ``year`` are what it says, ``targets`` the places in the list, from 0, of
    the works that it means; for a number, key or year that is not in the list there is none. One that is not sure may
    be something else, and is only taken to mean that a work is cited.
    """

    place: Place
    numbers: tuple[int, ...] = ()
    keys: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    year: str | None = None
    targets: tuple[int, ...] = ()
    is_sure: bool = True

    @property
    def system(self) -> System:
        """How it cites."""
        return "numbers" if self.numbers else "keys" if self.keys else "author-year"

    @property
    def printed(self) -> str:
        """The words of the citation."""
        return self.place.printed


@dataclass(frozen=True)
class CitedText(Sequence[InTextCitation]):
    """The in-text citations of a manuscript, in the order of the text, and the list that they cite.

    ``system`` is None where it cannot be told surely how the text cites; ``remark`` says then why. ``linked`` is the
    share of the citations that lead to a work of the list.
    """

    citations: tuple[InTextCitation, ...] = ()
    references: Sequence[Reference] = ()
    system: System | None = None
    linked: float = 0.0
    remark: Text = None

    def __len__(self) -> int:
        return len(self.citations)

    @overload
    def __getitem__(self, place: int) -> InTextCitation: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[InTextCitation, ...]: ...
    def __getitem__(self, place: int | slice) -> InTextCitation | tuple[InTextCitation, ...]:
        """Return a citation by its position in the text, from 0, or some of them."""
        return self.citations[place]

    def __iter__(self) -> Iterator[InTextCitation]:
        return iter(self.citations)

    def of(self, target: int) -> list[InTextCitation]:
        """Return the citations of one work, by its place in the list.

        >>> cited = CitedText((InTextCitation(Place(paragraph=1, printed="[1]"), numbers=(1,), targets=(0,)),))
        >>> [citation.printed for citation in cited.of(0)], cited.of(1)
        (['[1]'], [])
        """
        return [citation for citation in self.citations if target in citation.targets]

    @property
    def places(self) -> dict[int, tuple[Place, ...]]:
        """Where each work is surely cited, by its place in the list."""
        found: dict[int, list[Place]] = {}
        for citation in self.citations:
            for target in citation.targets if citation.is_sure else ():
                found.setdefault(target, []).append(citation.place)
        return {target: tuple(places) for target, places in found.items()}

    @property
    def cited(self) -> frozenset[int]:
        """The works that are cited, by their places in the list."""
        return frozenset(target for citation in self.citations for target in citation.targets)
