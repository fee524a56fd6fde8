"""Values: the fields that read what people write."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, TypeVar

from ivigref.fitting import After, Before
from ivigref.frozen import Value
from ivigref.identifiers import normalize_doi, normalize_pmcid, normalize_pmid
from ivigref.model.kinds import Kind

T = TypeVar("T")


def known_or_none(value: T) -> T | None:
    """Return None for an empty text, which says nothing and is not kept, and anything else as it is.

    >>> known_or_none(" "), known_or_none("Lupus"), known_or_none(7)
    (None, 'Lupus', 7)
    """
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


def _kind(value: object) -> object:
    """Read a kind by its name or by any vocabulary's word for it."""
    if not isinstance(value, str) or isinstance(value, Kind):
        return value
    found = Kind.of(value)
    if found is None and value.strip():
        raise ValueError(f"expected a kind of work, found {value!r}")
    return found


Text = Annotated[str | None, Before(known_or_none)]
KindOfWork = Annotated[Kind | None, Before(_kind)]
Doi = Annotated[str | None, Before(known_or_none), After(_identifier(normalize_doi, "a DOI (10.…/…)"))]
Pmid = Annotated[str | None, Before(known_or_none), After(_identifier(normalize_pmid, "a PubMed number"))]
Pmcid = Annotated[str | None, Before(known_or_none), After(_identifier(normalize_pmcid, "a PMC number"))]


class MeshHeading(Value):
    """One MeSH heading of an indexed record; ``major`` names its parts that are a main topic of the work.

    A heading may be given as MEDLINE writes it, or in print form.

    >>> heading = MeshHeading.model_validate("Purpura, Thrombocytopenic / therapy*")
    >>> heading.name, heading.major, str(heading)
    ('Purpura, Thrombocytopenic', ('therapy',), 'Purpura, Thrombocytopenic/*therapy')
    """

    name: str
    uid: Text = None
    qualifiers: tuple[str, ...] = ()
    major: tuple[str, ...] = ()

    @classmethod
    def _given(cls, value: object) -> object:
        if isinstance(value, str):
            parts = [part.strip() for part in value.split("/")]
            name, *qualifiers = (part.strip("* ") for part in parts)
            major = tuple(part.strip("* ") for part in parts if "*" in part)
            return {"name": name, "qualifiers": tuple(qualifiers), "major": major}
        if isinstance(value, dict):
            value = {("uid" if key == "ui" else key): item for key, item in value.items()}  # NLM writes UI
            if isinstance(value.get("major"), bool):  # which part it is, is not said
                value["major"] = (value["name"],) if value["major"] else ()
        return value

    def __str__(self) -> str:
        return "/".join(f"*{part}" if part in self.major else part for part in (self.name, *self.qualifiers))


def _type_name(value: object) -> object:
    return value.get("name") if isinstance(value, dict) else value


PublicationType = Annotated[str, Before(_type_name)]
