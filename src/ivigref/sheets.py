"""Fact sheets, as Markdown: what a check, a verdict, a status or a term means, how it is found, and what to do."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from functools import cache
from typing import get_args

from ivigref.axes import DISEASE
from ivigref.data import read_text
from ivigref.data.check_facts import CheckFact, Example, check_facts
from ivigref.errors import InputError
from ivigref.model import Check, Status, Value, Verdict
from ivigref.tagging.disease_terms import Disease
from ivigref.tagging.library import shipped_axes, shipped_diseases
from ivigref.tagging.tokens import Tokens
from ivigref.tagging.vocabulary import Axis, Term

_CLOSE = 0.8  # how alike a name is to the one that was meant
_SHOWN = 12  # phrases of a term; the vocabulary has all


def sheet(name: str) -> str:
    """Return the fact sheet of a check, a verdict, a status, or a term by its slug or label.

    Raises InputError, with the nearest name, where nothing is called so.

    >>> print(sheet("number-repeated").splitlines()[2])
    *Warning.* Two citations have the same number.
    """
    wanted = name.strip()
    if found := "\n".join(_sheets(wanted)):
        return found
    known = [*Check, *Verdict, *get_args(Status), *(term.slug for term in shipped_axes().terms)]
    nearest = get_close_matches(wanted[:80].lower(), known, 1, _CLOSE)
    hint = f"did you mean {nearest[0]}?" if nearest else "ivigref check and ivigref tag print such names"
    raise InputError(f"expected a check, a verdict, a status or a term, found {wanted!r}: {hint}")


def _sheets(name: str) -> Iterator[str]:
    if name in set(Check):
        yield check_sheet(check_facts()[Check(name)])
    for kind, facts in standing_facts().items():
        if name in facts:
            yield _standing_sheet(name, kind, facts[name])
    for axis in shipped_axes().axes:
        yield from (_term_sheet(term, axis) for term in axis.terms if name.lower() in {term.slug, term.label.lower()})
    if disease := _disease(name):
        yield _disease_sheet(disease)


def _disease(name: str) -> Disease | None:
    """Return the disease that a slug, a UID or a heading names, or that a whole phrase does."""
    diseases, tokens = shipped_diseases(), Tokens(name)
    if found := diseases.named(name) or diseases.heading(name, None):
        return found
    whole = (m for m in diseases.find(tokens, {}) if m.first == 0 and m.last == len(tokens.words) - 1)
    return next((diseases.named(mention.term) for mention in whole), None)


@cache
def standing_facts() -> dict[str, dict[str, dict[str, str]]]:
    """Return what each verdict and each status means, and what to do then.

    >>> standing_facts()["verdict"]["not-answered"]["meaning"]
    'a registry did not answer'
    """
    return tomllib.loads(read_text("verdicts.toml"))


def _standing_sheet(name: str, kind: str, fact: dict[str, str]) -> str:
    title = f"# {name}\n\n*A {kind}.* "
    return f"{title}{_sentence(fact['meaning'])}\n\n## What to do\n\n{_sentence(fact['remedy'])}\n"


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def check_sheet(fact: CheckFact) -> str:
    """Return a check's sheet: the rule, a wrong and a right example, and what to do."""
    check = fact.check
    return (
        f"# {check}\n\n*{check.severity.capitalize()}.* {check.summary}\n\n{fact.explanation.strip()}\n\n"
        f"## Wrong\n\n{_example(fact.wrong)}\n## Right, not reported\n\n{_example(fact.right)}\n"
        f"## What to do\n\n{fact.remedy}\n"
    )


def _example(example: Example) -> str:
    parts = [f"```text\n{example.list.strip()}\n```\n"]
    if example.profile:
        rules = "; ".join(f"`{name} = {in_toml(value)}`" for name, value in example.profile.items() if name != "name")
        parts.append(f"Rules: {rules}.\n")
    if example.fields:
        said = ", ".join(f"`{name}` `{value}`" for name, value in example.fields.items())
        parts.append(f"The file also contains {said}.\n")
    for record in example.records:
        rows = "".join(f"| {name} | {_shown(value)} |\n" for name, value in record.items())
        parts.append(f"| field | in the record |\n|---|---|\n{rows}")
    if example.says:
        parts.append(f"{example.says}\n")
    return "\n".join(parts)


def in_toml(value: object) -> str:
    """Return a value of a profile as its file writes it.

    >>> in_toml({"most": 6, "of": "a letter", "last": True})
    '{most = 6, of = "a letter", last = true}'
    """
    if isinstance(value, Value):
        value = value.model_dump(exclude_defaults=True)
    if isinstance(value, dict):
        return f"{{{', '.join(f'{name} = {in_toml(part)}' for name, part in value.items())}}}"
    return str(value).lower() if isinstance(value, bool) else f'"{value}"' if isinstance(value, str) else str(value)


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(str(part) for part in value.values())
    return "; ".join(map(_shown, value)) if isinstance(value, list | tuple) else str(value)


def _term_sheet(term: Term, axis: Axis) -> str:
    """Return a term's sheet: its place, and what a work is given it for."""
    return _joined(
        f"# {term.label}",
        _place(axis.name, term.slug, term.mesh),
        _named("Broader", [f"`{above}`" for above in term.above]),
        _named("Publication types", term.types),
        _named("Headings", term.headings),
        _named("Words of the title", [f"`{phrase.text}`" for phrase in term.title]),
        _named("Words of the abstract", [f"`{phrase.text}`" for phrase in term.abstract]),
        _use(axis.name, term.slug),
        f"Source: {axis.source}.",
    )


def _disease_sheet(disease: Disease) -> str:
    return _joined(
        f"# {disease.label}",
        _place(DISEASE, disease.slug, disease.uid),
        _named("Broader", [f"`{above}`" for above in disease.broader]),
        _named("Tagged along with it", [f"`{name}`" for name in disease.along]),
        _use(DISEASE, disease.slug),
    )


def _joined(*parts: str) -> str:
    return "\n\n".join(filter(None, parts)) + "\n"


def _place(axis: str, slug: str, mesh: str | None) -> str:
    return f"*A term of the axis {axis}:* `{slug}`{f', MeSH {mesh}' if mesh else ''}."


def _named(what: str, stated: Sequence[str]) -> str:
    names = list(dict.fromkeys(stated))  # two languages may say it alike
    more = f" … ({len(names)} in all)" if len(names) > _SHOWN else ""
    return f"{what}: {', '.join(names[:_SHOWN])}{more}." if names else ""


def _use(axis: str, slug: str) -> str:
    selected = f'bibliography.select({axis.replace("-", "_")}="{slug}")'
    return f"`ivigref tag FILE --explain` shows the evidence, and in Python `{selected}` has its works."
