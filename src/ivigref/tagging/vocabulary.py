"""Vocabulary files: one axis per file, one entry per term, checked and with the line number of every error.

A file states what it is (``axis``, ``version``, ``source``) and then has a ``[[term]]`` entry for each term:

=============  ========================================================================================
``slug``       the term's own short name, and ``label`` how it is shown
``mesh``       its MeSH UID, or ``"none"`` where MeSH has no such heading
``broader``    slugs of the terms right above it
``types``      PubMed publication types that mean it; ``headings`` MeSH headings that do, but beside one of
               ``headings_unless``
``kinds``      kinds of work ("chapter") that mean it
``title``      phrases that show it in a title; ``abstract`` in an abstract or a note about one; ``text`` in either
``container``  phrases that show it in the name of the journal or book
``uncoded``    phrases that show it in title or abstract, though NLM gives its code to few such works: a tag that rests
               on these alone has no UID
``alone``      phrases that show it in title or abstract of a work of which no term further up in the file is shown
``never``      phrases around which it is not meant
``unless``     slugs of terms beside which words do not show this one
``beside``     slugs of terms that say the same more closely: an indexer who gave one of them means this one, too
``adds``       true for a feature that an indexer names beside the broader term: words for it do not replace that one
``number``     true where the phrases give a number that is the term ("# patients")
``implied_by`` tags of other axes that mean it, as ``axis/slug``; narrower ones mean it too
=============  ========================================================================================

Its head may name in ``outlook`` phrases by which a sentence of an abstract says what is still to be done ("is needed",
"future trials"): such a sentence shows no term of the axis. Its ``never`` are phrases around which no term is meant.

The language of phrases is that of `ivigref.tagging.phrases`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ivigref.errors import DataError, reason
from ivigref.model import Evidence, Tag
from ivigref.tagging.phrases import Phrase
from ivigref.text import printable

UID = re.compile(r"[DC]\d{6,9}")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_STANZA = re.compile(r"^\[\[\s*(\w+)\s*\]\]", re.MULTILINE)
_SIZE = 4_000_000  # bytes of a file; the largest of the package has a hundredth
_ABOVE = 200  # terms; MeSH has thirteen levels
_LISTS = (
    "broader",
    "types",
    "headings",
    "headings_unless",
    "kinds",
    "title",
    "abstract",
    "text",
    "container",
    "uncoded",
    "alone",
    "never",
    "unless",
    "beside",
    "implied_by",
)
_OF_PHRASES = ("title", "abstract", "text", "container", "uncoded", "alone", "never")
_KEYS = {"slug", "label", "mesh", "adds", "number", "source", *_LISTS}


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """One term of an axis; ``above`` has every broader slug, nearest first, ``keywords`` Emtree's names for it."""

    axis: str
    slug: str
    label: str
    order: int = 0
    mesh: str | None = None
    above: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    headings_unless: frozenset[str] = frozenset()
    keywords: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    title: tuple[Phrase, ...] = ()
    abstract: tuple[Phrase, ...] = ()
    container: tuple[Phrase, ...] = ()
    uncoded: tuple[Phrase, ...] = ()
    alone: tuple[Phrase, ...] = ()
    never: tuple[Phrase, ...] = ()
    unless: tuple[str, ...] = ()
    beside: frozenset[str] = frozenset()
    implied_by: tuple[str, ...] = ()
    adds: bool = False
    number: bool = False

    def tag(self, evidence: tuple[Evidence, ...], *, axis: str | None = None, coded: bool = True) -> Tag:
        """Return a tag of this term, on another axis if one is given, without its UID if that would claim too much."""
        return Tag(
            axis=axis or self.axis,
            term=self.slug,
            label=self.label,
            mesh=self.mesh if coded else None,
            broader=self.above,
            evidence=evidence,
        )


@dataclass(frozen=True, slots=True)
class Axis:
    """All terms of one axis, in the order of the file; of an ``exclusive`` axis a work has one term, the first."""

    name: str
    version: str
    source: str
    terms: tuple[Term, ...]
    exclusive: bool = False
    outlook: tuple[Phrase, ...] = ()
    never: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True)
class Stanza:
    """One ``[[…]]`` of a vocabulary file with the place where it begins."""

    kind: str
    values: Mapping[str, Any]
    place: str

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts, or raise DataError with the entry's place."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise DataError(f"expected a list of texts for {key!r}, found {value!r:.80}", place=self.place)
        if not all(map(str.strip, value)):
            raise DataError(f"expected no empty text in {key!r}, found {value!r:.80}", place=self.place)
        for item in value:
            self._shown(key, item)
        return tuple(value)

    def _shown(self, key: str, value: str) -> str:
        """Return a text that can be printed; tags and their evidence are."""
        if printable(value) != value:
            raise DataError(
                f"expected a text without control characters for {key!r}, found {value!r:.80}", place=self.place
            )
        return value

    def text(self, key: str) -> str:
        """Return one text that must be there. Raises DataError where it is missing."""
        value = self.values.get(key)
        if not isinstance(value, str) or not value.strip():
            raise DataError(f"expected a text for {key!r}, found {value!r:.80}", place=self.place)
        return self._shown(key, value)

    def flag(self, key: str) -> bool:
        """Return true or false; what is not stated is false. Raises DataError where it is neither."""
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            raise DataError(f"expected true or false for {key!r}, found {value!r:.80}", place=self.place)
        return value

    def check(self, kinds: Mapping[str, Collection[str]]) -> None:
        """Raise DataError for a kind that is none of these, a key that its kind has not, or a missing source."""
        known = kinds.get(self.kind)
        if known is None:
            raise DataError(f"expected {', '.join(kinds)}, found [[{self.kind}]]", place=self.place)
        if unknown := sorted(set(self.values) - set(known)):
            raise DataError(f"unknown key {unknown[0]!r}", place=self.place)
        self.text("source")

    @property
    def mesh(self) -> str | None:
        """The MeSH UID, or None where the file says "none". Raises DataError where it says neither."""
        value = self.values.get("mesh")
        if value == "none":
            return None
        if not isinstance(value, str) or not UID.fullmatch(value):
            name = self.values.get("slug", "?")
            raise DataError(
                f'term {name!r}: expected a MeSH UID or mesh = "none", found {value!r:.80}', place=self.place
            )
        return value


def read_stanzas(text: str, name: str) -> tuple[dict[str, Any], list[Stanza]]:
    """Return the head of a vocabulary file and its entries in order, each with its line.

    Raises DataError if the text is not TOML, or has an entry in a form other than ``[[…]]``.
    """
    try:
        head = tomllib.loads(text)
    except (ValueError, RecursionError) as problem:  # ValueError: not only TOML's own, but also an endless number
        raise DataError(f"expected TOML ({problem!s:.200})", place=name) from problem
    queues = {key: iter(head.pop(key)) for key in list(head) if _is_table_array(head[key])}
    stanzas = []
    for match in _STANZA.finditer(text):
        values = next(queues.get(match.group(1), iter(())), None)
        if values is not None:
            line = text.count("\n", 0, match.start()) + 1
            stanzas.append(Stanza(match.group(1), values, f"{name}, line {line}"))
    for key, left in queues.items():
        if next(left, None) is not None:
            raise DataError(f"expected each {key} as an entry of its own, [[{key}]]", place=name)
    return head, stanzas


def _is_table_array(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


def read_axis(text: str, name: str) -> Axis:
    """Read one axis from the text of its file; raise DataError with file and line where it breaks a rule.

    >>> axis = read_axis('''axis = "setting"
    ... source = "our own list"
    ... [[term]]
    ... slug = "emergency-room"
    ... label = "Emergency room"
    ... mesh = "none"
    ... title = ["emergency (room|department)"]
    ... ''', "setting.toml")
    >>> axis.name, axis.terms[0].label
    ('setting', 'Emergency room')
    """
    head, stanzas = read_stanzas(text, name)
    stated = Stanza("head", head, name)
    axis, source = head.get("axis"), head.get("source")
    if not isinstance(axis, str) or not _SLUG.fullmatch(axis):
        raise DataError(f'expected axis = "a-short-name", found {axis!r:.80}', place=name)
    if not isinstance(source, str):
        raise DataError('expected source = "where the terms are from"', place=name)
    if not stanzas:
        raise DataError("expected terms, each under [[term]], found none", place=name)
    by_slug: dict[str, Stanza] = {}
    for stanza in stanzas:
        slug = _slug(stanza)
        if slug in by_slug:
            raise DataError(f"term {slug!r} is there twice (first at {by_slug[slug].place})", place=stanza.place)
        by_slug[slug] = stanza
    broader = {slug: stanza.texts("broader") for slug, stanza in by_slug.items()}
    for slug, stanza in by_slug.items():
        for other in (*broader[slug], *stanza.texts("unless"), *stanza.texts("beside")):
            if other not in by_slug:
                raise DataError(f"term {slug!r} names {other!r}, which this file does not have", place=stanza.place)
    terms = tuple(
        _term(axis, order, stanza, above(slug, broader, stanza.place))
        for order, (slug, stanza) in enumerate(by_slug.items())
    )
    return Axis(
        axis,
        str(head.get("version", "1")),
        source,
        terms,
        exclusive=stated.flag("exclusive"),
        outlook=tuple(_phrases(stated, "outlook")),
        never=tuple(_phrases(stated, "never")),
    )


def load_axis(path: Path) -> Axis:
    """Read an axis from a file of one's own. Raises DataError where it cannot be read or breaks a rule."""
    try:
        return read_axis(read_text(path), path.name)
    except (OSError, UnicodeDecodeError) as problem:
        raise DataError(f"cannot be read: {reason(problem)}", place=str(path)) from problem


def read_text(path: Path) -> str:
    """Return the text of a user's file. Raises DataError if it is larger than anybody would write by hand."""
    with path.open("rb") as source:
        data = source.read(_SIZE + 1)
    if len(data) > _SIZE:
        raise DataError(f"expected at most {_SIZE:,} bytes", place=str(path))
    return data.decode("utf-8").replace("\r\n", "\n")


def above(slug: str, broader: Mapping[str, Iterable[str]], place: str) -> tuple[str, ...]:
    """Return every term above this one, nearest first; raise DataError where a term is above itself."""
    found: dict[str, None] = {}
    level = list(broader.get(slug, ()))
    while level:
        if slug in level:
            raise DataError(f"term {slug!r} is broader than itself", place=place)
        found.update(dict.fromkeys(level))
        if len(found) > _ABOVE:
            raise DataError(f"expected at most {_ABOVE} terms above a term, found more above {slug!r}", place=place)
        level = list(
            dict.fromkeys(up for term in level for up in broader.get(term, ()) if up not in found or up == slug)
        )
    return tuple(found)


def _slug(stanza: Stanza) -> str:
    if stanza.kind != "term":
        raise DataError(f"expected [[term]], found [[{stanza.kind}]]", place=stanza.place)
    unknown = sorted(set(stanza.values) - _KEYS)
    if unknown:
        raise DataError(f"unknown key {unknown[0]!r}", place=stanza.place)
    slug = stanza.text("slug")
    if not _SLUG.fullmatch(slug):
        raise DataError(f"expected a slug (small letters, digits, hyphens), found {slug!r:.80}", place=stanza.place)
    return slug


def _term(axis: str, order: int, stanza: Stanza, broader: tuple[str, ...]) -> Term:
    phrases = {
        key: tuple(_phrases(stanza, key))
        for key in ("title", "abstract", "text", "container", "uncoded", "alone", "never")
    }
    return Term(
        axis=axis,
        slug=stanza.text("slug"),
        label=stanza.text("label"),
        order=order,
        mesh=stanza.mesh,
        above=broader,
        types=stanza.texts("types"),
        headings=stanza.texts("headings"),
        headings_unless=frozenset(map(str.casefold, stanza.texts("headings_unless"))),
        kinds=stanza.texts("kinds"),
        title=phrases["title"] + phrases["text"],
        abstract=phrases["abstract"] + phrases["text"],
        container=phrases["container"],
        uncoded=phrases["uncoded"],
        alone=phrases["alone"],
        never=phrases["never"],
        unless=stanza.texts("unless"),
        beside=frozenset(stanza.texts("beside")),
        implied_by=stanza.texts("implied_by"),
        adds=stanza.flag("adds"),
        number=stanza.flag("number"),
    )


def _phrases(stanza: Stanza, key: str) -> Iterator[Phrase]:
    for text in stanza.texts(key):
        phrase = Phrase(text)
        try:
            phrase.anchors, phrase.sections  # noqa: B018  (reads the phrase, so that an error is reported with its line)
        except DataError as problem:
            raise DataError(str(problem), place=stanza.place) from problem
        yield phrase
