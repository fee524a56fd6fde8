"""Whether a reference's work exists: the verdict on it, with the evidence that a reader can check."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Self

from ivigref.frozen import Value
from ivigref.identifiers import Link, doi_url, pmid_url
from ivigref.model.citations import Route
from ivigref.model.values import Text
from ivigref.model.works import Record


class Verdict(StrEnum):
    """What is to be thought of a reference, by name.

    ``words`` say it in a sentence, ``short`` in a column, and ``counted`` in a summary behind a number.

    >>> Verdict("not-found").words, Verdict.PLACE_HOLDS_ANOTHER.short
    ('not found though it should be', 'another work there')
    """

    words: str
    short: str
    counted: str

    # Without the defaults a type checker takes Verdict("exists"), which looks a member up, for a new one.
    def __new__(cls, name: str, words: str = "", short: str = "", counted: str = "") -> Self:
        """Make a member of its row."""
        member = str.__new__(cls, name)
        member._value_ = name
        member.words, member.short, member.counted = words, short or words, counted or short or words
        member.__doc__ = words
        return member

    EXISTS = "exists", "exists"
    DESCRIBED_WRONGLY = "described-wrongly", "exists, described wrongly", "described wrongly"
    NOT_FOUND = "not-found", "not found though it should be", "not found", "not found though expected"
    PLACE_HOLDS_ANOTHER = (
        "place-holds-another",
        "that place holds another work",
        "another work there",
        "whose place holds another work",
    )
    NOT_EXPECTED = "not-expected", "not expected there", "not expected", "not expected in a registry"
    UNDECIDED = "undecided", "not found, and not accused", "undecided"
    NOT_ANSWERED = "not-answered", "could not be asked", "not answered", "that could not be asked for"
    NOT_ASKED = "not-asked", "no registry was asked", "not asked", "for which no registry was asked"

    def __repr__(self) -> str:  # a verdict is shown as the text that it is in JSON
        return repr(self.value)


# The verdicts by which a reference may be invented, or a mixture of several works.
SUSPECT = (Verdict.NOT_FOUND, Verdict.PLACE_HOLDS_ANOTHER)

SILENCED = " (silenced)"  # behind a verdict that somebody does not want to hear of


class Likeness(Value):
    """A work that is not the printed one, with the fields in which print and record agree and those that differ."""

    record: Record
    agree: tuple[str, ...] = ()
    differ: tuple[str, ...] = ()

    @property
    def links(self) -> tuple[Link, ...]:
        """The addresses of the work."""
        known = ((self.record.doi, "doi ", doi_url), (self.record.pmid, "PMID ", pmid_url))
        return tuple(Link(f"{label}{value}", address(value)) for value, label, address in known if value)

    @property
    def compared(self) -> str:
        """What agrees and what differs, in words.

        >>> Likeness(record=Record(), agree=("container_title", "year"), differ=("title",)).compared
        'journal and year agree; title differs'
        """
        parts = [(self.agree, "agrees", "agree"), (self.differ, "differs", "differ")]
        return "; ".join(
            f"{listed(names)} {one if len(names) == 1 and not names[0].endswith('s') else more}"
            for names, one, more in parts
            if names
        )

    @property
    def is_telling(self) -> bool:
        """Whether so much agrees that a reader learns something: the title, the authors, or two other fields."""
        return bool({"title", "authors"} & set(self.agree)) or len(self.agree) > 1

    @property
    def named(self) -> str:
        """The work without its identifiers, which ``links`` has."""
        return named(self.record.model_copy(update={"doi": None, "pmid": None}))

    def __str__(self) -> str:
        return named(self.record)


class Judgement(Value):
    """A verdict with its reasons.

    ``asked`` are the registries that answered and ``unanswered`` those that did not, ``searched`` the routes on which
    the work was looked for. ``held`` is the evidence that registries hold the journal for that year, ``nearest`` the
    best candidate that was not accepted, ``at_place`` the work that stands at the printed place, ``title_of`` and
    ``authors_of`` the works from which a mixture has these. ``look`` is where to look for what is not expected in a
    registry. ``is_silenced`` tells that somebody does not want to hear of the verdict.

    >>> print(Judgement(verdict="not-expected", reason="a book"))
    not expected there: a book
    """

    verdict: Verdict
    reason: Text = None
    asked: tuple[str, ...] = ()
    unanswered: tuple[str, ...] = ()
    searched: tuple[Route, ...] = ()
    held: Text = None
    nearest: Likeness | None = None
    at_place: Likeness | None = None
    title_of: Likeness | None = None
    authors_of: Likeness | None = None
    look: tuple[Link, ...] = ()
    is_silenced: bool = False

    @property
    def short(self) -> str:
        """The verdict in a column, and whether it is silenced.

        >>> Judgement(verdict="not-found", is_silenced=True).short
        'not found (silenced)'
        """
        return self.verdict.short + (SILENCED if self.is_silenced else "")

    @property
    def words(self) -> str:
        """The verdict in a sentence, and whether it is silenced."""
        return self.verdict.words + (SILENCED if self.is_silenced else "")

    @property
    def is_mixed(self) -> bool:
        """Whether title, authors and place are those of several works."""
        return self.title_of is not None

    def __str__(self) -> str:
        return f"{self.verdict.words}: {self.reason}" if self.reason else self.verdict.words


_FIELDS = {"container_title": "journal"}
_NAMED = 3  # authors of a work in a sentence


def listed(names: Sequence[str]) -> str:
    """Return names, those of fields too, as a sentence lists them.

    >>> listed(("title", "container_title", "pages"))
    'title, journal and pages'
    """
    *others, last = (_FIELDS.get(name, name) for name in names)
    return f"{', '.join(others)} and {last}" if others else last


def named(record: Record) -> str:
    """Name a work so that it can be looked up: title, authors, place and identifiers.

    >>> named(Record(title="On lupus", container_title="J Ways", year=2001, volume="7", pages="1-9", doi="10.5555/a"))
    '“On lupus”, J Ways 2001;7:1-9 (doi 10.5555/a)'
    """
    authors = ", ".join(author.short for author in record.authors[:_NAMED])
    by = f" by {authors}{' et al.' if len(record.authors) > _NAMED else ''}" if authors else ""
    place = place_of(record)
    known = ", ".join(f"{label}{value}" for label, value in (("doi ", record.doi), ("PMID ", record.pmid)) if value)
    title = f"“{record.whole_title}”" if record.title else "a work without a title"
    return f"{title}{by}{f', {place}' if place else ''}{f' ({known})' if known else ''}"


def place_of(work: Record) -> str:
    """Return journal, year, volume and pages of a work.

    >>> place_of(Record(container_title="J Ways", volume="7", article_number="e12"))
    'J Ways 7:e12'
    """
    pages = str(work.pages) if work.pages else work.article_number
    journal = work.container_title_short or work.container_title
    dated = ";".join(str(part) for part in (work.year, work.volume) if part)
    return " ".join(part for part in (journal, ":".join(part for part in (dated, pages) if part)) if part)
