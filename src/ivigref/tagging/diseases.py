"""Decide the diseases of a work from its headings and its words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import repeat

from ivigref.model import Evidence, Record, Tag
from ivigref.tagging.axes import Strength, Text
from ivigref.tagging.disease_names import Diseases
from ivigref.tagging.disease_terms import Disease
from ivigref.tagging.indexing import Statement
from ivigref.tagging.roles import MENTIONED, NEGATED, abstract_role, title_roles

CONFLICT = "disease-conflict"
MODIFIER = "disease-modifier"

_Named = tuple[Disease, Evidence, str | None, bool]  # with its role in a title, and whether a medicine caused it


def disease_tags(
    diseases: Diseases, record: Record, statements: Iterable[Statement], texts: Iterable[Text]
) -> list[Tag]:
    """Return a tag for each disease that the indexing or the record's words name, headings first.

    Nothing is dropped for being broader than another: "Polymyositis and dermatomyositis" is about both. Within one
    mention the longest name has won already. A family of which a form is named has its form stated. Beside headings,
    an abstract adds no broader disease than these, and what only it adds is mentioned. A disease of the headings that
    the words deny is one, too, and the denial is on the axis "disease-conflict". Headings that say how a disease is
    (Acute Disease, Recurrence) are on the axis "disease-modifier".
    """
    headings = _headings(diseases, statements)
    mentions = list(_mentions(diseases, texts))
    if not headings and not mentions:
        return []
    induced = _induced(diseases, mentions)
    words: defaultdict[Disease, list[Evidence]] = defaultdict(list)
    roles: dict[Disease, str] = {}
    affirmed: set[Disease] = set()
    for disease, where, role in _with_causes(mentions, induced):
        words[disease].append(where)
        if role != NEGATED:
            affirmed.add(disease)
            if role is not None:
                roles.setdefault(disease, role)
    denied = words.keys() - affirmed
    modifiers = {disease for disease in headings if diseases.is_modifier(disease.uid)}
    tags = [disease.tag(tuple(headings[disease]), axis=MODIFIER) for disease in headings if disease in modifiers]
    tags += [disease.tag(tuple(words[disease]), NEGATED, axis=CONFLICT) for disease in denied & headings.keys()]
    evidence = {disease: found for disease, found in headings.items() if disease not in modifiers}
    above = {slug for disease in evidence for slug in disease.broader}
    for disease, found in words.items():
        if disease in evidence:
            evidence[disease] += () if disease in denied else found
        elif disease.slug not in above or any(item.source == "title" for item in found):
            if disease in denied:
                roles[disease] = NEGATED
            elif headings and all(item.source == "abstract" for item in found):
                roles.setdefault(disease, MENTIONED)
            evidence[disease] = found
    abstract = record.abstract or ""
    named = {slug for disease in evidence for slug in (disease.slug, *disease.broader)}
    return [
        _found_under(disease, induced).tag(tuple(found), roles.get(disease) or abstract_role(found, abstract))
        for disease, found in evidence.items()
        if not disease.forms & named
    ] + tags


def _headings(diseases: Diseases, statements: Iterable[Statement]) -> defaultdict[Disease, list[Evidence]]:
    found: defaultdict[Disease, list[Evidence]] = defaultdict(list)
    for said in statements:
        if said.place != "publication-type" and (disease := diseases.heading(said.name, said.uid)):
            found[disease].append(_indexed(said))
    return found


def _induced(diseases: Diseases, mentions: Sequence[_Named]) -> dict[Disease, Disease]:
    """Return the diseases that a medicine induced, as the words beside one mention say or a narrower name does."""
    said = {disease for disease, _, _, caused in mentions if caused}
    named = {disease for disease, *_ in mentions}
    found: dict[Disease, Disease] = {}
    for disease in named:
        became = diseases.causes.induced.get(disease.uid or "")
        if became is not None and (disease in said or diseases.disease(became) in named):
            found[disease] = diseases.disease(became)
    return found


def _with_causes(
    mentions: Iterable[_Named], induced: dict[Disease, Disease]
) -> Iterator[tuple[Disease, Evidence, str | None]]:
    """Yield what a medicine induced as that; a title's own word is true, too."""
    for disease, where, role, _ in mentions:
        became = induced.get(disease)
        if became is not None:
            yield became, where, role
        if became is None or where.source == "title":
            yield disease, where, role


def _found_under(disease: Disease, induced: dict[Disease, Disease]) -> Disease:
    """Return a disease that a medicine induced so that it is found under the name that the work prints, too."""
    printed = [
        other for named, became in induced.items() if became == disease for other in (named.slug, *named.broader)
    ]
    return replace(disease, broader=tuple(dict.fromkeys((*disease.broader, *printed)))) if printed else disease


def _indexed(said: Statement) -> Evidence:
    if said.place == "keyword":
        return Evidence(source=said.place, text=said.name, rule=f"keyword {said.said}", strength="moderate")
    return Evidence(source=said.place, text=said.name, rule=f"heading {said.said or 'of the record'}")


def _mentions(diseases: Diseases, texts: Iterable[Text]) -> Iterator[_Named]:
    shorts: dict[str, str] = {}  # abbreviations that one text explains hold for the next
    for text in texts:
        if text.source == "container":
            continue
        is_title = text.source == "title"
        mentions = diseases.find(text.tokens, shorts, title=is_title)
        roles = title_roles(text.tokens, mentions) if is_title else repeat(None, len(mentions))
        for mention, role_here in zip(mentions, roles, strict=True):
            role = NEGATED if mention.denied else role_here
            disease = diseases.disease(mention.term)
            strength: Strength = "strong" if is_title else "moderate"
            if not disease.both:
                yield disease, text.evidence(mention.first, mention.last, mention.rule, strength), role, mention.induced
            for uid in disease.along:
                rule = f"heading above {disease.slug}"
                yield diseases.disease(uid), text.evidence(mention.first, mention.last, rule, strength), role, False
