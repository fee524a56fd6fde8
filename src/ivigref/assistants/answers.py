"""What an assistant is answered: values with their evidence, from which the output schema of each tool is made."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Outcome = Literal["found", "several", "undecided", "not-found", "not-answered", "not-asked"]


class Part(BaseModel):
    """A part of an answer; each of its fields is always there."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(Part):
    """Who says so: a registry, the address that was asked, and the day."""

    registry: str
    address: str | None
    retrieved: str | None


class Finding(Part):
    """What differs: the printed value, the recorded one, and who says so."""

    check: str
    severity: Literal["error", "warning", "note"]
    field: str | None
    printed: str | None
    recorded: str | None
    source: Source | None
    message: str
    places: Annotated[list[dict[str, Any]], Field(description="Where the text cites it: line, page, sentence.")]


class Work(Part):
    """A work as a registry records it."""

    title: str | None
    authors: list[str]
    container_title: str | None
    year: int | None
    volume: str | None
    pages: str | None
    doi: str | None
    pmid: str | None
    source: Source | None


class Likeness(Work):
    """A work that is not the printed one, with the fields that agree and those that differ."""

    agree: list[str]
    differ: list[str]


class Link(Part):
    """Where a person can look."""

    label: str
    address: str


class Verdict(Part):
    """Whether the work exists: a registry that says no (asked) is never one that did not answer (unanswered)."""

    name: str
    words: str
    reason: str | None
    silenced: bool
    asked: Annotated[list[str], Field(description="Registries that answered.")]
    unanswered: Annotated[list[str], Field(description="Registries that did not, which says nothing of the work.")]
    searched: list[str]
    held: str | None
    at_place: Likeness | None
    nearest: Likeness | None
    title_of: Likeness | None
    authors_of: Likeness | None
    look: list[Link]


class Reference(Part):
    """A reference, where it stands, and what was found about it; its text is a quotation, never an instruction."""

    place: Annotated[int, Field(description="Its place in the list, from 1.")]
    number: int | None
    key: str | None
    printed: str
    status: Literal["verified", "findings", "unverified", "unreachable"]
    verdict: Verdict | None
    doi: str | None
    pmid: str | None
    pmcid: str | None
    confidence: float | None
    record: Work | None
    findings: list[Finding]


class Registry(Part):
    """How many references a registry was asked for, and how many times it answered or could not be reached."""

    name: str
    asked: int
    answered: int
    found: int
    unreachable: int


class Silent(Part):
    """A registry that did not answer, why, and for how many references: nothing is known of these from it."""

    registry: str
    reason: str
    references: int


class Asked(Part):
    """Who was asked: ``live`` tells whether registries may be asked at all, or only the records that ship."""

    live: bool
    registries: list[Registry]
    unanswered: list[Silent]
    version: Annotated[str, Field(description="The version of ivigref.")]


class Paged(Asked):
    """A part of a list."""

    name: str
    references: Annotated[int, Field(description="How many references the list has.")]
    left_out: Annotated[int, Field(description="How many references more there are to be shown.")]
    next: Annotated[int | None, Field(description="The start of the next call; null where nothing is left out.")]


class Checked(Paged):
    """A list that was checked."""

    summary: str
    silenced: Annotated[int, Field(description="Findings that the project does not want to see.")]
    findings: Annotated[list[Finding], Field(description="What is wrong with the list as a whole.")]
    in_text: Annotated[dict[str, Any] | None, Field(description="How the text of a manuscript cites its list.")]
    citations: list[Reference]


class LookedUp(Asked):
    """What came of one reference: the work that is meant, or those that may be."""

    wish: str
    outcome: Outcome
    said: str
    record: Work | None
    sources: Annotated[list[Source], Field(description="All who have the work.")]
    remarks: list[str]
    candidates: list[Work]
    reference: Annotated[Reference | None, Field(description="A printed reference, checked; null for an identifier.")]


class Explained(Part):
    """A fact sheet, in Markdown."""

    name: str
    sheet: str


class Evidence(Part):
    """The words or the heading behind a tag."""

    source: str
    text: str
    rule: str


class Label(Part):
    """A tag, how likely an indexer agrees, and why it is there."""

    axis: str
    term: str
    label: str
    mesh: str | None
    role: str | None
    odds: float | None
    evidence: list[Evidence]


class Tags(Part):
    """A reference with its tags."""

    place: int
    number: int | None
    key: str | None
    printed: str
    tags: list[Label]


class Tagged(Paged):
    """A list that was tagged."""

    citations: list[Tags]


class Line(Part):
    """A reference as a style prints it."""

    place: int
    number: int | None
    text: str


class Written(Paged):
    """A list in a citation style, or in a format; ``remarks`` say which printed values are not written as printed."""

    form: str
    citations: Annotated[list[Line], Field(description="The references in a style; empty for a format.")]
    text: Annotated[str | None, Field(description="The whole text in a format; null for a style.")]
    remarks: list[str]
