"""Apply vocabularies to a record: its indexing and its words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from ivigref.model import Evidence, Record, Tag
from ivigref.tagging.indexing import Statement
from ivigref.tagging.negation import is_negated
from ivigref.tagging.phrase_index import Hit, PhraseIndex
from ivigref.tagging.phrases import EVERYWHERE, Phrase, number_in
from ivigref.tagging.sections import Sections
from ivigref.tagging.tokens import Tokens
from ivigref.tagging.vocabulary import Axis, Term
from ivigref.text import counted

Field = Literal["title", "abstract", "abstract-note", "container"]
Strength = Literal["strong", "moderate", "weak"]
Use = Literal["shown", "uncoded", "alone", "never", "outlook", "nowhere"]
INDEXING = frozenset({"publication-type", "mesh", "keyword", "override"})


class Found(NamedTuple):
    """One piece of evidence for one term, and whether it suffices for the term's UID.

    What is ``negated`` shows that the work is not so; what is ``alone`` counts where nothing else decides.
    """

    term: Term
    evidence: Evidence
    number: int | None = None
    coded: bool = True
    negated: bool = False
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """One text of a record, read once for all axes: which field it is, and its words."""

    source: Field
    tokens: Tokens
    sections: Sections | None = None

    def holds(self, hit: Hit[Any]) -> bool:
        """Tell whether a hit is in a section in which its phrase counts."""
        wanted = hit.phrase.sections
        if self.sections is None or wanted is EVERYWHERE:
            return True
        return self.sections.at(self.tokens.starts[hit.first]) in wanted

    def evidence(self, first: int, last: int, rule: str, strength: Strength) -> Evidence:
        """Return these words as evidence."""
        start, end = self.tokens.span(first, last)
        text = self.tokens.text[start:end]
        return Evidence(source=self.source, text=text, rule=rule, start=start, end=end, strength=strength)


def texts_of(record: Record) -> tuple[Text, ...]:
    """Return the texts of a record in the order of their authority."""
    fields: tuple[tuple[Field, str | None], ...] = (
        ("abstract", record.abstract),
        ("abstract-note", record.abstract_note),
        ("title", record.title),
        ("container", record.container_title),
    )
    return tuple(
        Text(field, Tokens(text), Sections(text, record.abstract_categories) if field == "abstract" else None)
        for field, text in fields
        if text
    )


_STRENGTH: dict[str, Strength] = {
    "title": "strong", "abstract": "moderate", "abstract-note": "moderate", "container": "weak",
}  # fmt: skip

_NOTHING: frozenset[int] = frozenset()
_AGAINST = frozenset({"never", "outlook", "nowhere"})
_CALLED = {"publication-type": "publication type", "mesh": "heading", "keyword": "keyword"}


class Axes:
    """Several axes as one look-up, so that a text is read once for all of them."""

    def __init__(self, axes: Iterable[Axis]) -> None:
        self.axes = tuple(axes)
        self.terms = tuple(term for axis in self.axes for term in axis.terms)
        self._exclusive = frozenset(axis.name for axis in self.axes if axis.exclusive)
        self._implicit = tuple(term for term in self.terms if term.implied_by)
        self._causes = frozenset(tuple(name.partition("/")[::2]) for term in self._implicit for name in term.implied_by)
        self._of = {(term.axis, term.slug): term for term in self.terms}
        self._phrases = {source: PhraseIndex(self._scope(source)) for source in ("title", "abstract", "container")}
        self._phrases["abstract-note"] = self._phrases["abstract"]
        self._types = _by_name((name, term) for term in self.terms for name in term.types)
        self._headings = _by_name((name, term) for term in self.terms for name in term.headings)
        self._keywords = _by_name((name, term) for term in self.terms for name in term.keywords)
        self._uids = _by_name((term.mesh, term) for term in self.terms if term.mesh and term.headings)
        self._kinds = _by_name((kind, term) for term in self.terms for kind in term.kinds)

    def named(self, axis: str, slug: str) -> Term | None:
        """Return the term with this slug, or None if the axis has none."""
        return self._of.get((axis, slug))

    def _scope(self, source: str) -> Iterator[tuple[tuple[Term, Use], Phrase]]:
        for axis in self.axes if source != "container" else ():
            # What concerns every term of an axis is found for the first, which stands for all.
            yield from (((axis.terms[0], "nowhere"), phrase) for phrase in axis.never)
            yield from (((axis.terms[0], "outlook"), phrase) for phrase in axis.outlook if source == "abstract")
        for term in self.terms:
            shown: tuple[Phrase, ...] = getattr(term, source)
            yield from (((term, "shown"), phrase) for phrase in shown)
            if source != "container":
                yield from (((term, "uncoded"), phrase) for phrase in term.uncoded)
                yield from (((term, "alone"), phrase) for phrase in term.alone)
                yield from (((term, "never"), phrase) for phrase in term.never)

    def indexed(self, statements: Sequence[Statement]) -> Iterator[Found]:
        """Yield the evidence of publication types, headings and a database's keywords."""
        given = {said.name.casefold() for said in statements if said.place != "publication-type"}
        for said in statements:
            for term in self._meant(said):
                if said.place != "publication-type" and term.headings_unless & given:
                    continue
                what = " ".join(filter(None, (_CALLED[said.place], said.said)))
                strength: Strength = "moderate" if said.place == "keyword" else "strong"
                rule = f"{what} means {term.slug}"
                yield Found(term, Evidence(source=said.place, text=said.name, rule=rule, strength=strength))

    def _meant(self, said: Statement) -> Iterable[Term]:
        name = said.name.casefold()
        if said.place == "publication-type":
            return self._types.get(name, ())
        terms = self._headings.get(name) or self._uids.get((said.uid or "").casefold(), ())
        if said.place != "keyword":
            return terms
        return dict.fromkeys((*terms, *self._types.get(name, ()), *self._keywords.get(name, ())))

    def of_kind(self, record: Record) -> Iterator[Found]:
        """Yield the evidence of the kind of work."""
        for term in self._kinds.get((record.kind or "").casefold(), ()):
            rule = f"kind of work means {term.slug}"
            yield Found(term, Evidence(source="container", text=record.kind or "", rule=rule, strength="moderate"))

    def shown(self, texts: Iterable[Text]) -> Iterator[Found]:
        """Yield the evidence of the words, except for excluded phrases and future work."""
        for text in texts:
            hits = [hit for hit in self._phrases[text.source].find(text.tokens) if text.holds(hit)]
            if not hits:
                continue
            barred: defaultdict[Term | str, set[int]] = defaultdict(set)  # words, by term or by axis
            hoped_for: set[tuple[str, int]] = set()  # sentences about future work, each with its axis
            for hit in hits:
                term, use = hit.key
                if use in {"never", "nowhere"}:
                    barred[term if use == "never" else term.axis].update(range(hit.first, hit.last + 1))
                elif use == "outlook" and text.source == "abstract":
                    hoped_for.add((term.axis, text.tokens.sentence(hit.first)))
            for hit in hits:
                term, use = hit.key
                said = range(hit.first, hit.last + 1)
                if (
                    use not in _AGAINST
                    and all(barred.get(whose, _NOTHING).isdisjoint(said) for whose in (term, term.axis))
                    and (term.axis, text.tokens.sentence(hit.first)) not in hoped_for
                ):
                    yield self._found(text, term, hit)

    def other_tags(self, settled: Mapping[Term, Sequence[Found]], *, but: str) -> Iterator[Tag]:
        """Yield the tags of all axes ``but`` one; a narrower term replaces a broader one."""
        for term, found in settled.items():
            if term.axis == but:
                continue
            if term.number:
                # Only the first number is used: it is the one that the work opens with.
                yield from (
                    Tag(
                        axis=term.axis,
                        term=str(n),
                        label=counted(n, term.axis.removesuffix("s"), plural=term.axis),
                        evidence=(item.evidence,),
                    )
                    for item in found[:1]
                    if (n := item.number) is not None
                )
            elif any(map(is_indexed, found)) or not is_above_another(term, settled):
                yield term.tag(evidence_of(found), coded=is_coded(found))

    def completed(self, tags: Sequence[Tag]) -> Iterator[Tag]:
        """Yield the tags and those that they imply on other axes; for an exclusive axis, only the first term."""
        every = {(tag.axis, tag.term): tag for tag in reversed((*tags, *self._implied(tags)))}
        best: dict[str, Tag] = {}
        for tag in every.values():
            if tag.axis in self._exclusive:
                best[tag.axis] = min(best.get(tag.axis, tag), tag, key=self._order)
        for tag in reversed(every.values()):
            if best.get(tag.axis, tag) is tag:
                yield tag

    def _order(self, tag: Tag) -> int:
        return self._of[tag.axis, tag.term].order

    def _implied(self, tags: Sequence[Tag]) -> Iterator[Tag]:
        causes = [tag for tag in tags if any((tag.axis, slug) in self._causes for slug in (tag.term, *tag.broader))]
        for term in self._implicit if causes else ():
            for name in term.implied_by:
                axis, _, slug = name.partition("/")
                for cause in causes:
                    if cause.axis == axis and (slug == cause.term or slug in cause.broader):
                        yield term.tag((cause.evidence[0].model_copy(update={"rule": f"implied by {name}"}),))

    @staticmethod
    def _found(text: Text, term: Term, hit: Hit[tuple[Term, Use]]) -> Found:
        use = hit.key[1]
        negated = is_negated(text.tokens, hit.first, hit.last)
        rule = f"negated: {hit.phrase.text}" if negated else hit.phrase.text
        evidence = text.evidence(hit.first, hit.last, rule, _STRENGTH[text.source])
        number = number_in(text.tokens.words[hit.first : hit.last + 1]) if term.number else None
        return Found(term, evidence, number, coded=use in {"shown", "alone"}, negated=negated, alone=use == "alone")


def settle(found: Iterable[Found]) -> dict[Term, list[Found]]:
    """Group evidence by term, and drop evidence from words for a term that another one excludes."""
    grouped: defaultdict[Term, list[Found]] = defaultdict(list)
    for item in found:
        if not item.negated:
            grouped[item.term].append(item)
    if not grouped:
        return {}
    settled: dict[Term, list[Found]] = {}
    present: set[tuple[str, str]] = {
        (term.axis, term.slug) for term, items in grouped.items() if any(map(is_indexed, items))
    }
    # Terms are in the order in which the file decides them.
    for term, items in sorted(grouped.items(), key=lambda pair: pair[0].order):
        excluded = any((term.axis, slug) in present for slug in term.unless)
        kept = [item for item in items if is_indexed(item)] if excluded else items
        if any(axis == term.axis for axis, _ in present):
            kept = [item for item in kept if not item.alone]
        if kept:
            settled[term] = kept
            present.update((term.axis, slug) for slug in (term.slug, *term.above))
    return settled


def evidence_of(found: Iterable[Found]) -> tuple[Evidence, ...]:
    """Return the evidence without repetition, indexing first."""
    return tuple(dict.fromkeys(item.evidence for item in sorted(found, key=is_indexed, reverse=True)))


def is_coded(found: Iterable[Found]) -> bool:
    """Tell whether one of the pieces of evidence is enough for the term's UID."""
    return any(item.coded for item in found)


def is_above_another(term: Term, terms: Iterable[Term]) -> bool:
    """Tell whether one of the terms is narrower than this one."""
    return any(term.axis == other.axis and term.slug in other.above and not other.adds for other in terms)


def is_indexed(found: Found) -> bool:
    """Tell whether evidence comes from indexing rather than from words."""
    return found.evidence.source in INDEXING


def _by_name(pairs: Iterable[tuple[str, Term]]) -> dict[str, tuple[Term, ...]]:
    found: defaultdict[str, dict[Term, None]] = defaultdict(dict)
    for name, term in pairs:
        found[name.casefold()][term] = None
    return {name: tuple(terms) for name, terms in found.items()}
