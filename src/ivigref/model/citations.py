"""A reference and what came of asking registries about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Literal

from ivigref import notebook
from ivigref.frozen import Value
from ivigref.identifier_kinds import Identifier
from ivigref.identifiers import Link
from ivigref.model.claims import Tag
from ivigref.model.values import Text
from ivigref.model.works import IDENTIFIERS, IdentifierName, Record, Reference, Work, comparable
from ivigref.text import counted, letters

Values = Literal["record", "printed"]  # which value of a field is written where the record differs from the print
Status = Literal["verified", "findings", "unverified", "unreachable"]
Route = Literal["identifier", "place", "title"]  # how a work is looked up; its place is journal, volume and page

# Whoever holds notes of some works, and is no registry of all: that they do not know a work says nothing of it.
AT_HAND = frozenset({"recorded", "retraction-watch"})
CERTAIN = 0.95  # from this confidence on, a record's values stand for the printed ones


class Inquiry(Value):
    """What came of asking one registry about one reference: "not-found" and "unreachable" are never the same.

    ``searched`` are the routes on which the work was looked for and an answer came.
    """

    registry: str
    outcome: Literal["found", "not-found", "unreachable"]
    message: Text = None
    searched: tuple[Route, ...] = ()


class Answer(Value):
    """What one registry answers about one reference: candidates, best first, or why it could not be asked.

    An empty ``records`` without ``problem`` means that the registry was asked and has no such work. ``identified``
    says that the source was made for this very printed reference, as the shipped records were. ``unknown`` names the
    printed identifiers that nobody has registered, by the word of who would know: "doi", "pmid". ``searched`` are the
    routes on which the work was looked for and an answer came, whatever it was. ``skipped`` says that the
    registry was not asked, since it holds no works of this kind.
    """

    registry: str
    searched: tuple[Route, ...] = ()
    records: tuple[Record, ...] = ()
    identified: bool = False
    unknown: tuple[Literal["doi", "pmid"], ...] = ()
    problem: Text = None
    skipped: bool = False


class Citation(Value):
    """A reference with what the registries say about it, and tags.

    ``record`` is what is known of the same work, the best record completed from the others, ``records`` all of them as
    each source has it, those at second hand last;
    ``contradicting`` are records that a printed identifier leads to and that are another work, and ``unknown`` names
    printed identifiers that nobody has registered. ``at_place`` are other works that stand at the printed place, and
    ``nearest``, where no record was joined, the best candidates that were not accepted. ``confidence`` (0 to 1) says
    how sure it is that the record is the printed work.
    """

    reference: Reference
    key: Text = None
    record: Record | None = None
    records: tuple[Record, ...] = ()
    contradicting: tuple[Record, ...] = ()
    at_place: tuple[Record, ...] = ()
    nearest: tuple[Record, ...] = ()
    unknown: tuple[Literal["doi", "pmid"], ...] = ()
    confidence: float | None = None
    tags: tuple[Tag, ...] = ()
    inquiries: tuple[Inquiry, ...] = ()

    @classmethod
    def of(cls, one: Citation | Reference) -> Citation:
        """Return a reference as a citation of which nothing more is known, and a citation as it is.

        Raises TypeError for anything else.

        >>> Citation.of(Reference(number=3)).number
        3
        """
        if not isinstance(one, Citation | Reference):
            raise TypeError(f"expected citations or references, found {type(one).__name__}")
        return one if isinstance(one, Citation) else cls(reference=one)

    @property
    def number(self) -> int | None:
        """The number in the printed list."""
        return self.reference.number

    @property
    def doi(self) -> str | None:
        """The DOI: the record's where it is certainly the same work, else the printed one, else the record's.

        A printed one that is judged wrong (see ``refuted``) names nothing.
        """
        return self._identifier("doi")

    @property
    def pmid(self) -> str | None:
        """The PMID, from the same places."""
        return self._identifier("pmid")

    @property
    def pmcid(self) -> str | None:
        """The PMCID, from the same places."""
        return self._identifier("pmcid")

    @property
    def known_by(self) -> dict[IdentifierName, str]:
        """What the work is known by: its DOI, PMID and PMCID, in the form in which they are compared.

        >>> Citation(reference=Reference(doi="10.1000/A"), record=Record(pmid="7")).known_by
        {'doi': '10.1000/a', 'pmid': '7'}
        """
        return comparable(self)

    @property
    def refuted(self) -> tuple[IdentifierName, ...]:
        """Which printed identifiers are not this work's: registered nowhere, another work's, or not the records'.

        A record at second hand may be the one that errs, and refutes none.

        >>> wrong = Record(title="Chemistry of bread", pmid="7")
        >>> citation = Citation(reference=Reference(pmid="7"), contradicting=(wrong,))
        >>> citation.refuted, citation.pmid
        (('pmid',), None)
        """
        return tuple(name for name in IDENTIFIERS if self._is_refuted(name))

    def _is_refuted(self, name: IdentifierName) -> bool:
        key = self.reference.known_by.get(name)
        if key is None or name in self.unknown:
            return key is not None
        if any(key in record.known_as(name) for record in self.statements):
            return False
        known = any(record.known_as(name) for record in self.statements if not record.is_second_hand)
        return known or any(key in record.known_as(name) for record in self.contradicting)

    @property
    def asked(self) -> tuple[str, ...]:
        """The registries that were asked for the work and answered, beyond what ships with the package."""
        return tuple(i.registry for i in self.inquiries if i.outcome != "unreachable" and i.registry not in AT_HAND)

    @property
    def unanswered(self) -> tuple[Inquiry, ...]:
        """The inquiries that got no answer, which says nothing of the work."""
        return tuple(inquiry for inquiry in self.inquiries if inquiry.outcome == "unreachable")

    def _identifier(self, name: IdentifierName) -> str | None:
        printed: str | None = None if self._is_refuted(name) else getattr(self.reference, name)
        recorded: str | None = getattr(self.record, name, None)
        if self.is_certain and not self.is_second_hand(name):
            return recorded or printed
        return printed or recorded

    def work(self, values: Values = "record") -> Work:
        """Return the fields to export: the record's where it is certainly the same work, all others as printed.

        Identifiers come from any record that was joined, and a printed one that is judged wrong is left out. What the
        record leaves out or has at second hand stays as printed, and so does a title that the record has in other
        capitals or without its subtitle.
        """
        printed = Work.fields_of(self.reference)
        if values == "printed":
            return Work(**printed)
        identities = {name: getattr(self, name) for name in IDENTIFIERS}
        if self.record is None or not self.is_certain:
            return Work(**printed | identities)
        recorded = {
            name: value
            for name, value in Work.fields_of(self.record).items()
            if name != "et_al" and value not in (None, ()) and not self.is_second_hand(name)
        }
        if self.record.et_al:  # the record's own list is cut short: the printed one is no worse
            recorded.pop("authors", None)
        if letters(self.reference.title or "").startswith(letters(self.record.title or "")):
            recorded.pop("title", None)
        et_al = self.reference.et_al and "authors" not in recorded
        return Work(**printed | recorded | identities | {"et_al": et_al})

    @property
    def statements(self) -> tuple[Record, ...]:
        """What each place says of the work: all records, or the one where nothing else is kept."""
        return self.records or ((self.record,) if self.record else ())

    def said_by(self, field: str) -> Record | None:
        """Return the record that a field of the joined one was taken from.

        >>> first, other = Record(title="A"), Record(volume="9")
        >>> whole = Record(title="A", volume="9")
        >>> Citation(reference=Reference(), record=whole, records=(first, other)).said_by("volume")
        Record(volume='9')
        """
        value = getattr(self.record, field, None)
        return next((record for record in self.statements if getattr(record, field) == value), self.record)

    def is_second_hand(self, field: str) -> bool:
        """Tell whether a field of the joined record is known at second hand only."""
        record = self.said_by(field)
        return record is not None and record.is_second_hand

    @property
    def is_certain(self) -> bool:
        """Whether the record is certainly the printed work."""
        return self.record is not None and (self.confidence or 0.0) >= CERTAIN

    def likely(self, odds: float) -> Citation:
        """Return the citation without tags whose odds are known to be lower.

        >>> tags = (Tag(axis="design", term="cohort", label="Cohort Studies", odds=0.7),)
        >>> [len(Citation(reference=Reference(), tags=tags).likely(odds).tags) for odds in (0.7, 0.8)]
        [1, 0]
        """
        tags = tuple(tag for tag in self.tags if tag.is_likely(odds))
        return self if len(tags) == len(self.tags) else self.model_copy(update={"tags": tags})

    @property
    def links(self) -> tuple[Link, ...]:
        """The addresses that the identifiers lead to: doi.org, PubMed and PubMed Central."""
        known = ((name, getattr(self, name)) for name in IDENTIFIERS)
        return tuple(Identifier(name, value).link for name, value in known if value)

    def _repr_html_(self) -> str:
        axes = dict.fromkeys(tag.axis for tag in self.tags)
        tags = ((axis, "; ".join(tag.label for tag in self.tags if tag.axis == axis)) for axis in axes)
        known = (self.record.title or "no title") if self.record else "not known"
        return notebook.card([("as printed", str(self)), ("record", known), ("identifiers", self.links), *tags])

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: ANN401, ARG002, FBT001  (IPython calls it)
        printer.text(str(self))

    def __str__(self) -> str:
        number = f"{self.number}. " if self.number is not None else ""
        return f"{number}{self.reference.raw}"


def unheard(citations: Sequence[Citation]) -> Iterator[str]:
    """Yield which registries could not be asked, why, and for how many references.

    >>> silent = Inquiry(registry="pubmed", outcome="unreachable", message="pubmed: no answer within 20 s")
    >>> list(unheard([Citation(reference=Reference(), inquiries=(silent,))]))
    ['pubmed: no answer within 20 s (asked for 1 of 1 reference)']
    """
    silent = Counter((i.registry, i.message or "") for citation in citations for i in citation.unanswered)
    for registry, reason in sorted(silent):
        count = sum(number for (name, _), number in silent.items() if name == registry)
        yield f"{reason or registry} (asked for {count} of {counted(len(citations), 'reference')})"


def seen_at(record: Record | None) -> str:
    """Return where a record was seen, for people: the registry that answered, or the page that somebody noted.

    >>> from ivigref.model.works import Source
    >>> seen_at(Record(source=Source(registry="recorded", address="PubMed page"))), seen_at(None)
    ('PubMed page', 'a record')
    """
    source = record.source if record else None
    if source is None:
        return "a record"
    return (source.address if source.registry == "recorded" else None) or source.registry
