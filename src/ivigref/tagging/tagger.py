"""From a record to its tags: read each text once, ask each axis, keep the evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources
from itertools import repeat
from pathlib import Path

from ivigref.model import Citation, Evidence, Record, Tag
from ivigref.tagging.axes import Axes, Found, Text, as_tag, is_indexed, settle, texts_of
from ivigref.tagging.designs import AXIS, design_tags, is_above_another
from ivigref.tagging.diseases import Disease, Diseases
from ivigref.tagging.mesh import read_mesh
from ivigref.tagging.roles import abstract_role, title_roles
from ivigref.tagging.vocabulary import Axis, Term, load_axis, read_axis

AXES = (
    "design", "form", "population", "route", "intervention", "topic",
    "patients", "centres", "blinding", "control", "evidence-level",
)  # fmt: skip


class Tagger:
    """The vocabularies of the package, and one's own, ready to tag.

    >>> tagger = Tagger()
    >>> tags = tagger.tag_record(Record(title="A randomised trial of immunoglobulin in lupus nephritis"))
    >>> [(tag.axis, tag.term) for tag in tags][:2]
    [('disease', 'lupus-nephritis'), ('design', 'randomized-controlled-trial')]
    """

    def __init__(self, vocabularies: Iterable[Path | str | Axis] = ()) -> None:
        own = [axis if isinstance(axis, Axis) else load_axis(Path(axis)) for axis in vocabularies]
        self.axes = Axes([*_own_axes(), *own]) if own else _axes()
        self.diseases = _diseases()

    def tag_record(self, record: Record) -> tuple[Tag, ...]:
        """Return the tags of one record."""
        texts = texts_of(record)
        settled = settle([*self.axes.indexed(record), *self.axes.shown(texts)])
        tags = [*self._disease_tags(record, texts), *design_tags(settled, record), *_other_tags(settled)]
        return tuple(self.axes.completed(tags))

    def tag(self, citations: Iterable[Citation]) -> list[Citation]:
        """Return the citations with their tags; everything else stays as it was."""
        return [c.model_copy(update={"tags": self.tag_record(known_of(c))}) for c in citations]

    def _disease_tags(self, record: Record, texts: Sequence[Text]) -> list[Tag]:
        evidence: dict[Disease, list[Evidence]] = {}
        roles: dict[Disease, str] = {}
        for heading in record.mesh:
            if disease := self.diseases.heading(heading.name, heading.uid):
                found = Evidence(source="mesh", text=heading.name, rule="heading of the record")
                evidence.setdefault(disease, []).append(found)
        shorts: dict[str, str] = {}
        for text in texts:
            if text.source == "container":
                continue
            is_title = text.source == "title"
            mentions = self.diseases.find(text.tokens, shorts, title=is_title)
            said = title_roles(text.tokens, mentions) if is_title else repeat(None)
            for mention, role in zip(mentions, said, strict=False):
                disease = self.diseases.disease(mention.term)
                found = text.evidence(mention.first, mention.last, mention.rule, "strong" if is_title else "moderate")
                parents = {self.diseases.disease(uid): f"heading above {disease.slug}" for uid in disease.along}
                for term, rule in {disease: mention.rule, **parents}.items():
                    evidence.setdefault(term, []).append(found.model_copy(update={"rule": rule}))
                    if role:
                        roles.setdefault(term, role)
        return [
            Tag(
                axis="disease",
                term=disease.slug,
                label=disease.label,
                mesh=disease.uid,
                role=roles.get(disease) or abstract_role(found, record.abstract or ""),
                broader=disease.broader,
                evidence=tuple(found),
            )
            for disease, found in evidence.items()
        ]


def tag_record(record: Record) -> tuple[Tag, ...]:
    """Return the tags of one record, by the vocabularies of the package.

    >>> record = Record(title="Successful treatment of SLE", publication_types=("Case Reports",))
    >>> [(tag.axis, tag.term, tag.mesh) for tag in tag_record(record)][:2]
    [('disease', 'lupus-erythematosus-systemic', 'D008180'), ('design', 'case-report', 'D002363')]
    """
    return _tagger().tag_record(record)


def tag(citations: Iterable[Citation]) -> list[Citation]:
    """Return the citations with their tags, by the vocabularies of the package.

    >>> from ivigref import Reference
    >>> [tagged] = tag([Citation(reference=Reference(title="A case of diffuse scleroderma"))])
    >>> [(t.term, t.evidence[0].text) for t in tagged.tags][:2]
    [('scleroderma-diffuse', 'diffuse scleroderma'), ('case-report', 'A case of')]
    """
    return _tagger().tag(citations)


def known_of(citation: Citation) -> Record:
    """Return all that is known of a citation as one record: the fields to export, and what any record adds to them."""
    fields = dict(citation.work())
    records = ([citation.record] if citation.record else []) + list(citation.records)
    for name in ("abstract", "abstract_note", "publication_types", "mesh"):
        fields[name] = next((value for record in records if (value := getattr(record, name))), None) or ()
    return Record(**{name: value for name, value in fields.items() if value not in (None, ())})


def _other_tags(settled: dict[Term, list[Found]]) -> list[Tag]:
    tags = []
    for term, found in settled.items():
        if term.axis == AXIS:
            continue
        if term.number:
            tags += _numbers(term, found)
        elif any(map(is_indexed, found)) or not is_above_another(term, settled):
            tags.append(as_tag(term, found))
    return tags


def _numbers(term: Term, found: list[Found]) -> list[Tag]:
    """Make a tag of the first number that was found; the others stay in the text."""
    first = next((item for item in found if item.number is not None), None)
    if first is None:
        return []
    value = str(first.number)
    return [Tag(axis=term.axis, term=value, label=f"{value} {term.axis}", evidence=(first.evidence,))]


@cache
def _tagger() -> Tagger:
    return Tagger()


@cache
def _axes() -> Axes:
    return Axes(_own_axes())


@cache
def _own_axes() -> tuple[Axis, ...]:
    return tuple(read_axis(_data(f"{name}.toml").decode(), f"{name}.toml") for name in AXES)


@cache
def _diseases() -> Diseases:
    supplement, groups = _data("disease-supplement.toml").decode(), _data("disease-groups.toml").decode()
    return Diseases(read_mesh(_data("mesh-diseases.zlib")), supplement, groups)


def _data(name: str) -> bytes:
    return resources.files("ivigref.data").joinpath("vocabularies", name).read_bytes()
