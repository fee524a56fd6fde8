"""From a citation to its tags: read each text once, apply each axis, preserve the evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from ivigref.axes import DISEASE
from ivigref.errors import DataError
from ivigref.model import Citation, Evidence, Record, Reference, Tag
from ivigref.tagging.axes import settle, texts_of
from ivigref.tagging.designs import AXIS, UNDETERMINED, denied_designs, design_tags
from ivigref.tagging.diseases import disease_tags
from ivigref.tagging.indexing import Statement, indexing, recorded
from ivigref.tagging.library import axes_with, diseases_from, shipped_diseases
from ivigref.tagging.odds import with_odds
from ivigref.tagging.overrides import Override, load_overrides
from ivigref.tagging.ranking import ranked, weights_from

# What a tagger reads of a work.
_READ = (
    "title", "container_title", "abstract", "abstract_categories", "abstract_note", "publication_types", "mesh",
)  # fmt: skip


class Tagger:
    """The vocabularies of the package and of the user, ready to tag.

    >>> tagger = Tagger()
    >>> tags = tagger.tag_record(Record(title="A randomised trial of immunoglobulin in lupus nephritis"))
    >>> [(tag.axis, tag.term) for tag in tags][:2]
    [('disease', 'lupus-nephritis'), ('design', 'randomized-controlled-trial')]
    """

    def __init__(
        self,
        vocabularies: Iterable[Path | str] = (),
        *,
        overrides: Path | str | None = None,
        mesh: Path | str | None = None,
        weights: Path | str | None = None,
    ) -> None:
        """Read axes of one's own, corrections, another MeSH file than the package's, and weights, where they are given.

        Raises DataError where one of the files cannot be read or breaks a rule.
        """
        own = [Path(path) for path in vocabularies]
        self.axes = axes_with(own)
        self.own_axes = tuple(axis.name for axis in self.axes.axes[len(self.axes.axes) - len(own) :])
        self.diseases = shipped_diseases() if mesh is None else diseases_from(Path(mesh))
        self.weights = None if weights is None else weights_from(Path(weights))
        self.overrides = () if overrides is None else load_overrides(Path(overrides))

    def tag_record(self, record: Record) -> tuple[Tag, ...]:
        """Return the tags of one record."""
        return self._weighed(record, self.axes.completed(self._read(record, tuple(recorded(record)))))

    def tag(self, citations: Iterable[Citation]) -> list[Citation]:
        """Return the citations with their tags; everything else stays as it was.

        Raises DataError where a correction adds a term that its axis does not have.
        """
        return [citation.model_copy(update={"tags": self._tags_of(citation)}) for citation in citations]

    def _read(self, record: Record, statements: Sequence[Statement]) -> tuple[Tag, ...]:
        texts = texts_of(record)
        found = [*self.axes.indexed(statements), *self.axes.of_kind(record), *self.axes.shown(texts)]
        settled = settle(found)
        return (
            *disease_tags(self.diseases, record, statements, texts),
            *design_tags(settled, record),
            *denied_designs(found, settled),
            *self.axes.other_tags(settled, but=AXIS),
        )

    def _tags_of(self, citation: Citation) -> tuple[Tag, ...]:
        # Corrected before facets are derived, so that they follow, and after, so that a facet can be corrected too.
        known = known_of(citation)
        tags = self._corrected(citation, self._read(known, indexing(citation, known)))
        return self._weighed(known, self._corrected(citation, tuple(self.axes.completed(tags))))

    def _weighed(self, record: Record, tags: Iterable[Tag]) -> tuple[Tag, ...]:
        weighed = with_odds(tags)
        if self.weights is None:
            return tuple(weighed)
        return tuple(ranked(self.weights, texts_of(record), weighed, self.axes.terms))

    def _corrected(self, citation: Citation, tags: tuple[Tag, ...]) -> tuple[Tag, ...]:
        for override in self.overrides:
            if override.concerns(citation):
                tags = self._override(override, tags)
        return tags

    def _override(self, override: Override, tags: tuple[Tag, ...]) -> tuple[Tag, ...]:
        gone: set[str | None] = {*override.add, *override.remove, UNDETERMINED.term}
        kept = [tag for tag in tags if tag.axis != override.axis or not {tag.term, tag.mesh} & gone]
        kept += (self._own_tag(override, term) for term in override.add)
        if override.axis == AXIS and not any(tag.axis == AXIS for tag in kept):
            kept.append(UNDETERMINED)
        return tuple(kept)

    def _own_tag(self, override: Override, slug: str) -> Tag:
        found = self.diseases.named(slug) if override.axis == DISEASE else self.axes.named(override.axis, slug)
        if found is None:
            raise DataError(f"no such term on the axis {override.axis!r}: {slug!r}", place=override.place)
        return found.tag((Evidence(source="override", text=override.because, rule=override.place),))


def tag_record(record: Record) -> tuple[Tag, ...]:
    """Return the tags of one record, by the vocabularies of the package.

    >>> record = Record(title="Successful treatment of SLE", publication_types=("Case Reports",))
    >>> [(tag.axis, tag.term, tag.mesh) for tag in tag_record(record)][:2]
    [('disease', 'lupus-erythematosus-systemic', 'D008180'), ('design', 'case-report', 'D002363')]
    """
    return _shipped().tag_record(record)


def tag(citations: Iterable[Citation | Reference]) -> list[Citation]:
    """Return the citations with their tags, by the vocabularies of the package.

    >>> from ivigref import Reference
    >>> [tagged] = tag([Citation(reference=Reference(title="A case of diffuse scleroderma"))])
    >>> [(t.term, t.evidence[0].text) for t in tagged.tags][:2]
    [('scleroderma-diffuse', 'diffuse scleroderma'), ('case-report', 'A case of')]
    """
    return _shipped().tag(map(Citation.of, citations))


def known_of(citation: Citation) -> Record:
    """Return everything known about a citation as one record: the fields to export, and what its records add."""
    fields = dict(citation.work())
    records = (*((citation.record,) if citation.record else ()), *citation.records)
    for name in _READ:
        fields[name] = fields.get(name) or next((value for record in records if (value := getattr(record, name))), None)
    fields["abstract"] = fields["abstract"] or dict(citation.reference.extra).get("abstract")
    return Record(**{name: value for name, value in fields.items() if value is not None})


@cache
def _shipped() -> Tagger:
    return Tagger()
