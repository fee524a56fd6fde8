"""What the whole package speaks of: Reference, Record, Citation, Finding, Tag.

A reference is what was printed, a record is what a registry says, a citation is the two together with tags.
All are frozen; what is not known is ``None`` and never an empty text.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, model_validator

from ivigref import identifiers, notebook
from ivigref.identifiers import normalize_doi, normalize_pmcid, normalize_pmid
from ivigref.names import Name
from ivigref.pages import Pages
from ivigref.text import letters, words

Severity = Literal["error", "warning", "note"]
Status = Literal["verified", "findings", "unverified", "unreachable"]
Certainty = Literal["certain", "probable", "secondary"]

SURE = 0.99  # how far a parser may trust a field that its grammar has read without a choice
CERTAIN = 0.95  # from this confidence on, a record's values stand for the printed ones


class Value(BaseModel):
    """A frozen value that prints only what it knows."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def __repr_args__(self) -> list[tuple[str | None, object]]:
        return [(name, value) for name, value in super().__repr_args__() if value not in (None, (), False)]


def _known(value: object) -> object:
    """Unknown is None: an empty text says nothing and is not kept."""
    return None if isinstance(value, str) and not value.strip() else value


def _identifier(normalize: Callable[[str], str | None], want: str) -> Callable[[str | None], str | None]:
    def check(value: str | None) -> str | None:
        if value is None:
            return None
        found = normalize(value)
        if found is None:
            raise ValueError(f"expected {want}, found {value!r}")
        return found

    return check


Text = Annotated[str | None, BeforeValidator(_known)]
Doi = Annotated[str | None, BeforeValidator(_known), AfterValidator(_identifier(normalize_doi, "a DOI (10.…/…)"))]
Pmid = Annotated[str | None, BeforeValidator(_known), AfterValidator(_identifier(normalize_pmid, "a PubMed number"))]
Pmcid = Annotated[str | None, BeforeValidator(_known), AfterValidator(_identifier(normalize_pmcid, "a PMC number"))]


class Work(Value):
    """The bibliographic fields that a printed reference and a registry's record share."""

    kind: Text = None
    authors: tuple[Name, ...] = ()
    et_al: bool = False
    title: Text = None
    container_title: Text = None
    editors: tuple[Name, ...] = ()
    publisher: Text = None
    place: Text = None
    year: int | None = None
    volume: Text = None
    issue: Text = None
    pages: Pages | None = None
    doi: Doi = None
    pmid: Pmid = None
    pmcid: Pmcid = None
    url: Text = None


class Reference(Work):
    """One item of a list as it was printed.

    ``number`` is the printed number, ``raw`` the item's text without it. ``links`` keeps the labels that a publisher's
    page prints after an item ("Article", "PubMed"): they say that the publisher knew a DOI or a PMID. What the parser
    could not place is in ``unparsed``. ``line`` is where the item begins in its file, counted from 1; ``et_al_text`` is
    what was printed for further authors ("et al.", "u. a.", "y cols."), ``date`` a date that says more than its year,
    ``identifiers`` those that have no field of their own ("arxiv:2101.00001", "isbn:…", "issn:…", "trial:NCT…").
    ``doubts`` names the fields of which the parser is less than sure, with its confidence (0 to 1). ``extra`` holds
    what a reference manager's file says beyond these fields (ISSN, abstract, month, …), as pairs of name and text.

    >>> Reference(raw="Bruton OC. Agammaglobulinemia. Pediatrics. 1952;16:722–8.", year=1952, pages="722–8").pages.last
    '728'
    """

    number: int | None = None
    raw: str = ""
    links: tuple[str, ...] = ()
    unparsed: tuple[str, ...] = ()
    extra: tuple[tuple[str, str], ...] = ()
    line: int | None = None
    et_al_text: Text = None
    date: Text = None
    edition: Text = None
    identifiers: tuple[str, ...] = ()
    doubts: tuple[tuple[str, float], ...] = ()

    def confidence(self, field: str) -> float | None:
        """Return how sure the parser is of a field (0 to 1), or None where the field is empty.

        >>> Reference(title="Agammaglobulinemia", doubts=(("title", 0.6),)).confidence("title")
        0.6
        """
        if getattr(self, field) in (None, (), ""):
            return None
        return dict(self.doubts).get(field, SURE)


class Source(Value):
    """Where a statement was seen: which registry, at which address, when, and how sure the identity is.

    ``registry`` is "crossref" or "pubmed" only for an answer of that registry's own interface. ``retrieved`` is a date,
    or a month where only that is known.
    """

    registry: str
    address: Text = None
    retrieved: Text = None
    kind: Text = None
    certainty: Certainty | None = None


class MeshHeading(Value):
    """One MeSH heading of an indexed record; a heading may be given in print form.

    >>> MeshHeading.model_validate("Purpura, Thrombocytopenic / therapy*")
    MeshHeading(name='Purpura, Thrombocytopenic', qualifiers=('therapy',), major=True)
    """

    name: str
    uid: Text = None
    qualifiers: tuple[str, ...] = ()
    major: bool = False

    @model_validator(mode="before")
    @classmethod
    def _from_print(cls, value: object) -> object:
        if isinstance(value, str):
            name, *qualifiers = (part.strip() for part in value.split(" / "))
            bare = tuple(q.rstrip("*") for q in qualifiers)
            return {"name": name.rstrip("*"), "qualifiers": bare, "major": "*" in value}
        if isinstance(value, dict) and "ui" in value:  # NLM writes UI
            return {("uid" if key == "ui" else key): item for key, item in value.items()}
        return value


def _type_name(value: object) -> object:
    return value.get("name") if isinstance(value, dict) else value


PublicationType = Annotated[str, BeforeValidator(_type_name)]


class Update(Value):
    """A later notice about a work, or, seen from the notice, the work that it is about.

    ``direction`` is "by" on the changed work (retracted *by* …) and "to" on the notice. ``kind`` is Crossref's or
    PubMed's word: retraction, expression_of_concern, correction, …
    """

    kind: str
    direction: Literal["by", "to"]
    doi: Doi = None
    pmid: Pmid = None
    date: Text = None
    asserted_by: Text = None
    label: Text = None


class Record(Work):
    """What one registry says about one work; every field may be absent.

    ``year_print`` and ``year_online`` are there where the registry tells them apart. ``abstract_note`` is what somebody
    noted of the abstract, in their own words, where the abstract itself may not be kept. ``doi_alternates`` are further
    DOIs of the same work (a translated edition, say).
    """

    subtitle: Text = None
    original_title: Text = None
    container_title_short: Text = None
    issn: tuple[str, ...] = ()
    article_number: Text = None
    year_print: int | None = None
    year_online: int | None = None
    language: Text = None
    doi_alternates: tuple[str, ...] = ()
    abstract: Text = None
    abstract_note: Text = None
    publication_types: tuple[PublicationType, ...] = ()
    mesh: tuple[MeshHeading, ...] = ()
    updates: tuple[Update, ...] = ()
    source: Source | None = None


class Evidence(Value):
    """Why a tag is there: where it was read, the words or the heading, and the rule that fired.

    ``source`` is "title", "abstract", "abstract-note", "mesh", "publication-type", "container" or "override"; ``start``
    and ``end`` count characters of that text.
    """

    source: str
    text: str
    rule: str
    start: int | None = None
    end: int | None = None
    strength: Literal["strong", "moderate", "weak"] = "strong"


class Tag(Value):
    """One statement about a citation on one axis ("disease", "design", "form", …), with its evidence.

    ``broader`` names the terms above this one, so that a selection by a broader term finds it.
    """

    axis: str
    term: str
    label: str
    mesh: Text = None
    role: Text = None
    broader: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()

    def is_a(self, wanted: str) -> bool:
        """Tell whether this tag is the wanted term, or narrower; a slug, a label or a MeSH UID may be given.

        >>> Tag(axis="disease", term="lupus-nephritis", label="Lupus Nephritis", broader=("lupus",)).is_a("lupus")
        True
        """
        asked, family = words(wanted), self.label.partition(",")[0]
        slug = "-".join(asked)
        # MeSH inverts its headings: "Lupus Erythematosus, Systemic" is one of "Lupus Erythematosus".
        return (
            bool({slug, f"{slug}s"} & {self.term, *self.broader})
            or sorted(asked) in (sorted(words(self.label)), sorted(words(family)))
            or wanted == self.mesh
        )


class Finding(Value):
    """Something about a reference that its author should know, with both values and who says so.

    ``error`` means that it is wrong, ``warning`` that somebody should look, ``note`` a harmless difference.
    """

    number: int | None = None
    key: Text = None
    check: str
    severity: Severity
    field: Text = None
    printed: Text = None
    recorded: Text = None
    message: str
    line: int | None = None
    source: Source | None = None

    def _repr_html_(self) -> str:
        who = " ".join(str(part) for part in (self.number, self.key) if part is not None)
        sides = (("printed", self.printed), ("recorded", self.recorded), ("check", self.check), ("reference", who))
        return notebook.card([(self.severity, self.message), *sides])

    def __str__(self) -> str:
        where = f"reference {self.number}" if self.number is not None else self.key or "the list"
        return f"{where}: {self.severity}: {self.message} [{self.check}]"


class Inquiry(Value):
    """What came of asking one registry about one reference: "not-found" and "unreachable" are never the same."""

    registry: str
    outcome: Literal["found", "not-found", "unreachable"]
    message: Text = None


class Answer(Value):
    """What one registry answers about one reference: candidates, best first, or why it could not be asked.

    An empty ``records`` without ``problem`` means that the registry was asked and knows no such work. ``identified``
    says that the source was made for this very printed reference, as the shipped records were. ``unknown`` names the
    printed identifiers that nobody has registered, by the word of who would know: "doi", "pmid".
    """

    registry: str
    records: tuple[Record, ...] = ()
    identified: bool = False
    unknown: tuple[Literal["doi", "pmid"], ...] = ()
    problem: Text = None


class Citation(Value):
    """A reference with what the registries say about it, and tags.

    ``record`` is the one that is the same work (the best, where several registries have it), ``records`` all of them;
    ``contradicting`` are records that a printed identifier leads to and that are another work.
    ``confidence`` (0 to 1) says how sure it is that they are the same work.
    """

    reference: Reference
    key: Text = None
    record: Record | None = None
    records: tuple[Record, ...] = ()
    contradicting: tuple[Record, ...] = ()
    confidence: float | None = None
    tags: tuple[Tag, ...] = ()
    inquiries: tuple[Inquiry, ...] = ()

    @property
    def number(self) -> int | None:
        """The number in the printed list."""
        return self.reference.number

    @property
    def doi(self) -> str | None:
        """The DOI: the record's where it is certainly the same work, else the printed one, else the record's."""
        return self._identifier("doi")

    @property
    def pmid(self) -> str | None:
        """The PMID, from the same places."""
        return self._identifier("pmid")

    @property
    def pmcid(self) -> str | None:
        """The PMCID, from the same places."""
        return self._identifier("pmcid")

    def _identifier(self, name: Literal["doi", "pmid", "pmcid"]) -> str | None:
        printed: str | None = getattr(self.reference, name)
        recorded: str | None = getattr(self.record, name, None)
        return recorded or printed if self.is_certain else printed or recorded

    def work(self, values: Literal["record", "printed"] = "record") -> Work:
        """Return the fields to export: the record's where it is certainly the same work, all others as printed.

        Identifiers come from any record that was joined. What the record leaves out stays as printed, and so does a
        title that the record has in other capitals or without its subtitle.
        """
        printed = {name: getattr(self.reference, name) for name in Work.model_fields}
        identifiers = {"doi": self.doi, "pmid": self.pmid, "pmcid": self.pmcid}
        if self.record is None or values == "printed":
            return Work(**printed)
        if not self.is_certain:
            return Work(**printed | identifiers)
        recorded = {
            name: value
            for name in Work.model_fields
            if name != "et_al" and (value := getattr(self.record, name)) not in (None, ())
        }
        if self.record.et_al:  # the record's own list is cut short: the printed one is no worse
            recorded.pop("authors", None)
        if letters(self.reference.title or "").startswith(letters(self.record.title or "")):
            recorded.pop("title", None)
        et_al = self.reference.et_al and "authors" not in recorded
        return Work(**printed | recorded | identifiers | {"et_al": et_al})

    @property
    def is_certain(self) -> bool:
        """Whether the record is certainly the printed work."""
        return self.record is not None and (self.confidence or 0.0) >= CERTAIN

    @property
    def links(self) -> tuple[notebook.Link, ...]:
        """The addresses that the identifiers lead to: doi.org, PubMed and PubMed Central."""
        known = (
            (self.doi, "doi ", identifiers.doi_url),
            (self.pmid, "PMID ", identifiers.pmid_url),
            (self.pmcid, "", identifiers.pmcid_url),
        )
        return tuple(notebook.Link(f"{label}{value}", address(value)) for value, label, address in known if value)

    def _repr_html_(self) -> str:
        axes = dict.fromkeys(tag.axis for tag in self.tags)
        tags = ((axis, "; ".join(tag.label for tag in self.tags if tag.axis == axis)) for axis in axes)
        known = (self.record.title or "no title") if self.record else "not known here"
        return notebook.card([("as printed", str(self)), ("record", known), ("identifiers", self.links), *tags])

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: ANN401, ARG002, FBT001  (IPython calls it)
        printer.text(str(self))

    def __str__(self) -> str:
        number = f"{self.number}. " if self.number is not None else ""
        return f"{number}{self.reference.raw}"
