"""What an assistant may ask for: the arguments of each tool, from which its input schema is made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from ivigref.errors import InputError

TEXT = 1_000_000  # characters of a text that comes with a call; a longer one is read from a file
LINE = 10_000  # characters of one reference
PAGE, MOST = 25, 200  # references of an answer: without a wish, and at most
_SHOWN = 60  # characters of a value that is refused


class Wish(BaseModel):
    """The arguments of a call."""

    model_config = ConfigDict(frozen=True, extra="forbid", title=None)

    @classmethod
    def read(cls, tool: str, arguments: Mapping[str, Any]) -> Self:
        """Return the arguments of a call. Raises InputError where they are not what the schema asks for.

        >>> LookUp.read("look_up", {"reference": 7})
        Traceback (most recent call last):
        ivigref.errors.InputError: look_up: reference: expected a valid string, found 7
        """
        try:
            return cls.model_validate(dict(arguments), strict=True)
        except ValidationError as error:
            raise InputError("; ".join(map(_fault, error.errors(include_url=False)[:5])), place=tool) from error


def _fault(fault: Any) -> str:  # noqa: ANN401  (pydantic's own)
    where = ".".join(map(str, fault["loc"]))
    match fault["type"]:
        case "missing":
            said = "expected a value, found none"
        case "extra_forbidden":
            said = "there is no such argument"
        case "value_error":
            said = str(fault["ctx"]["error"])
        case _:
            wanted = fault["msg"].removeprefix("Input should be ").removeprefix("String should have ")
            said = f"expected {wanted}, found {repr(fault['input'])[:_SHOWN]}"
    return f"{where}: {said}" if where else said


class LookUp(Wish):
    """One reference or identifier."""

    reference: Annotated[
        str,
        Field(
            min_length=1,
            max_length=LINE,
            description="A DOI, PMID, PMCID, ISBN, arXiv or trial number, or one reference as it is printed.",
        ),
    ]


class Explain(Wish):
    """A name that an answer has."""

    name: Annotated[
        str,
        Field(
            min_length=1,
            max_length=200,
            description="A check (volume-differs), a verdict (not-found), a status (unverified), or a term of a tag.",
        ),
    ]


class Listed(Wish):
    """A list of references, or a document that ends with one: a text or a file."""

    text: Annotated[
        str | None,
        Field(max_length=TEXT, description="The text of a list, a manuscript, a .bib file or an export."),
    ] = None
    file: Annotated[
        str | None,
        Field(
            max_length=4_096,
            description="The path of a document (Word, PDF, LaTeX, Markdown, BibTeX, RIS, …) in an allowed folder.",
        ),
    ] = None
    start: Annotated[int, Field(ge=0, description="How many references to leave out: where the last answer ended.")] = 0
    most: Annotated[int, Field(ge=1, le=MOST, description="How many references the answer has at most.")] = PAGE

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.text is None) == (self.file is None):
            raise ValueError(f"expected text or file, found {'both' if self.text is not None else 'neither'}")
        return self


class Check(Listed):
    """A list to check."""

    every: Annotated[
        bool, Field(description="All references, not only those with a finding or without a certain record.")
    ] = False
    notes: Annotated[bool, Field(description="Harmless differences, too.")] = False
    profile: Annotated[
        str | None,
        Field(max_length=200, description="A journal's own rules: ama, apa, bmj, icmje, lancet, nature, nejm, …"),
    ] = None


class Tag(Listed):
    """A list to tag."""


class Write(Listed):
    """A list to write in a citation style or a format."""

    style: Annotated[
        str | None,
        Field(max_length=200, description="A citation style: vancouver, ama, apa, or another of the CSL project."),
    ] = None
    to: Annotated[
        str | None, Field(max_length=40, description="A format instead of a style: bibtex, ris, nbib, csl-json, …")
    ] = None

    @model_validator(mode="after")
    def _no_two(self) -> Self:
        if self.style is not None and self.to is not None:
            raise ValueError("expected style or to, found both")
        return self
