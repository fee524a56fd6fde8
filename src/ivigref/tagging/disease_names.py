"""Find diseases in a text: the longest name wins, abbreviations count if they are safe or explained."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain, product

from ivigref.data.axes import DISEASE
from ivigref.errors import DataError
from ivigref.model import Evidence, Tag
from ivigref.tagging.masks import Masks
from ivigref.tagging.mesh import Mesh, is_short, lengthen, name_keys
from ivigref.tagging.tokens import Tokens
from ivigref.tagging.vocabulary import UID, Stanza, above, read_stanzas
from ivigref.text import DASHES, words

_EXPLAINED = re.compile(r"\s{0,3}[(\[]\s?([A-Z][A-Za-z0-9-]{1,9})\s?[)\],;]")
_PIECES = re.compile(r"\([^()]*\)|[^\s()]+")
_KINDS = {
    "subtype": {"slug", "label", "mesh", "parents", "parts", "names", "quiet", "forms", "source"},
    "names": {"mesh", "names", "title_only", "instead", "source"},
    "short": {"mesh", "names", "source"},
    "ignore": {"names", "headings", "source"},
    "organ": {"mesh", "names", "wrong", "source"},
    "induced": {"mesh", "of", "not", "source"},
}
NO_RECORDS = Mesh("", "", {}, {}, {}, {}, {}, {})
_HYPHENS = frozenset({"-", *DASHES})
_ENDING = 4  # letters that two names must share: -emia, -itis, -osis
_ATTRIBUTES = ("C23.550.288", "C23.550.291")  # Disease, with Syndrome; Disease Attributes: Acute Disease, Recurrence
_INFECTED = ("infect", "coinfect", "superinfect", "reactivation", "carrier", "positive", "seropositive")
_QUALIFIERS = 3  # words that may stand between a disease and what caused it
_CAUSE = 7  # words behind a disease in which its cause is named
_BY = frozenset({"induced", "associated", "related", "provoked"})
_CAUSED_BY = re.compile(
    r"(?:\w+ )?(?:induced|caused|produced|provoked) by (?:the |an? )?(?P<cause>\w+)"
    r"|(?:\w+ )?(?:after|following|during|due to|related to|secondary to|associated with|to) (?:\w+ ){0,3}?"
    r"(?:treatment|therapy|administration|infusion|exposure|use|ingestion|drug|medication|antibiotic|overdose)\b"
)
_JOINTS = frozenset({"and", "or", "versus", "vs"})


@dataclass(frozen=True, slots=True)
class Disease:
    """A disease to tag: a MeSH heading, or a subtype that MeSH has none for (then ``uid`` is None)."""

    slug: str
    label: str
    uid: str | None
    broader: tuple[str, ...]
    along: tuple[str, ...] = ()  # the headings that are tagged along with it
    forms: frozenset[str] = frozenset()  # the term is dropped if one of these is found

    def tag(self, evidence: tuple[Evidence, ...], role: str | None = None, *, axis: str = DISEASE) -> Tag:
        """Return a tag of this disease."""
        return Tag(
            axis=axis,
            term=self.slug,
            label=self.label,
            mesh=self.uid,
            role=role,
            broader=self.broader,
            evidence=evidence,
        )


@dataclass(frozen=True, slots=True)
class Mention:
    """A disease found in a text: the key of its term, from which word to which, and by which rule."""

    term: str
    first: int
    last: int
    rule: str
    denied: bool = False
    induced: bool = False  # the words beside it say that a medicine caused it


class Diseases:
    """MeSH, the supplement and the groups as one look-up, which takes over and extends that of ``mesh``.

    ``term`` keys are MeSH UIDs, or slugs of the supplement; a name with the empty key is no disease.
    """

    def __init__(
        self,
        mesh: Mesh,
        supplement: str = "",
        groups: str = "",
        masks: str = "",
        *,
        learned: str = "",
        lookalikes: str = "",
        records: Mesh | None = None,
    ) -> None:
        """Read supplement, groups and masks, texts of vocabulary files. Raises DataError if one breaks a rule.

        ``learned`` has further names, a line with a tab and a UID for each; ``lookalikes`` are names of other things that
        contain one, a line for each; ``records`` are diseases that MeSH has no heading for; where their trees would be they have the headings above.
        """
        self.mesh = mesh
        self.induced: dict[str, str] = {}
        self._no_medicine: set[str] = set()
        self._records = records or NO_RECORDS
        self._masks = Masks(masks)
        self._names, self._longest = mesh.names, mesh.longest
        self._short = {short: uid for short, uid in mesh.abbreviations.items() if len(short) > 3}  # noqa: PLR2004
        self._subtypes: dict[str, Stanza] = {}
        self._safe: set[str] = set()
        self._left_out = {uid for uid, trees in mesh.trees.items() if _is_attribute(trees)}
        self._title_only: set[str] = set()
        self._supplement(supplement)
        self._others: set[str] = set()
        self._learn(learned)
        self._mask(lookalikes)
        self._add_records()
        self._groups = tuple(_group(stanza) for stanza in read_stanzas(groups, "disease-groups.toml")[1])
        self.disease = cache(self._disease)
        self._headings = {label.casefold(): uid for uid, label in (*self._records.labels.items(), *mesh.labels.items())}
        self._own = {subtype.text("mesh"): slug for slug, subtype in self._subtypes.items() if "mesh" in subtype.values}

    def heading(self, name: str, uid: str | None) -> Disease | None:
        """Return the disease that a MeSH heading of a record names, or None."""
        known = uid in self.mesh.labels or uid in self._records.labels
        found = uid if known else self._headings.get(name.casefold())
        return self.disease(self._own.get(found, found)) if found else None

    def is_modifier(self, uid: str | None) -> bool:
        """Tell whether a heading says how a disease is, or what became of it, and is none itself."""
        return uid in self._left_out

    def named(self, term: str) -> Disease | None:
        """Return the disease with this slug or MeSH UID, or None where there is none."""
        if term in self._subtypes or term in self.mesh.labels or term in self._records.labels:
            return self.disease(self._own.get(term, term))
        labels = chain(self.mesh.labels.items(), self._records.labels.items())
        return next((self.disease(uid) for uid, label in labels if _slug(label) == term), None)

    def knows(self, name: str) -> bool:
        """Tell whether a name, in words as ``Tokens`` has them, is that of a disease, or an ignored word."""
        return name in self._names

    def find(self, tokens: Tokens, shorts: dict[str, str], *, title: bool = True) -> list[Mention]:
        """Return the mentions of diseases in the order of the text.

        ``shorts`` are abbreviations that the record explains elsewhere; those explained here are added to it.
        """
        mentions = self._unmasked(tokens, self._longest_names(tokens, title=title))
        taken: set[int] = set()
        for mention in mentions:
            match = _EXPLAINED.match(tokens.text, tokens.ends[mention.last])
            if match and match.group(1)[0].casefold() in {w[0] for w in tokens.words[mention.first : mention.last + 1]}:
                shorts.setdefault(match.group(1), mention.term)
            taken.update(range(mention.first, mention.last + 1))
        mentions += (m for m in self._abbreviations(tokens, shorts) if m.first not in taken)
        return sorted(mentions, key=lambda mention: mention.first)

    def _unmasked(self, tokens: Tokens, mentions: Iterable[Mention]) -> list[Mention]:
        """Return the mentions that name a disease, and note of each whether the text denies it."""
        named = list(mentions)
        verdicts = self._masks.verdicts(tokens, [(mention.first, mention.last) for mention in named])
        return [
            replace(mention, denied=verdict == "denied", induced=self._is_induced(tokens, mention))
            for mention, verdict in zip(named, verdicts, strict=True)
            if verdict != "other"
        ]

    def _is_induced(self, tokens: Tokens, mention: Mention) -> bool:
        """Tell whether the words beside a mention say that a medicine caused the disease.

        "Isoniazid-induced severe hepatitis" and "hepatitis induced by isoniazid", not "exercise-induced".
        """
        if mention.term not in self.induced:
            return False
        stems = tokens.stems
        for word in range(max(1, mention.first - _QUALIFIERS), mention.first):
            if stems[word] in _BY and tokens.between(word - 1) in _HYPHENS:
                return stems[word - 1] not in self._no_medicine
        behind = " ".join(stems[mention.last + 1 : mention.last + 1 + _CAUSE])
        found = _CAUSED_BY.match(behind)
        return found is not None and found["cause"] not in self._no_medicine

    def _longest_names(self, tokens: Tokens, *, title: bool) -> Iterator[Mention]:
        stems, longest, names = tokens.stems, self._longest, self._names
        at = 0
        while at < len(stems):
            reach = min(longest.get(stems[at], 1), len(stems) - at)
            for length in range(reach, 0, -1):
                name = " ".join(stems[at : at + length]) if length > 1 else stems[at]
                term = names.get(name)
                if term is not None and not (name in self._others and _is_infected(stems, at + length)):
                    if term and term not in self._left_out and (title or name not in self._title_only):
                        yield Mention(term, at, at + length - 1, "name")
                        yield from self._joined(tokens, at, at + length - 1)
                    at += length - 1
                    break
            at += 1

    def _joined(self, tokens: Tokens, first: int, last: int) -> Iterator[Mention]:
        """Read "breast, lung and ovarian cancer" as three names, and "hyper- or hypotension" as two.

        The words before the joint share the end of the name.
        """
        stems = tokens.stems
        if first < 2 or stems[first - 1] not in _JOINTS:  # noqa: PLR2004  (a word and the joint)
            return
        if first == last:
            yield from self._shared_ending(tokens, first)
            return
        at = first - 2
        for tail in range(first + 1, last + 1):
            while at >= 0 and (term := self._names.get(" ".join((stems[at], *stems[tail : last + 1])))):
                yield Mention(term, at, last, "joined name")
                if at == 0 or tokens.between(at - 1).strip() != ",":
                    return
                at -= 1

    def _shared_ending(self, tokens: Tokens, word: int) -> Iterator[Mention]:
        """Read "hyper- or hypotension": the hyphen replaces the ending of the word after the conjunction."""
        if tokens.between(word - 2)[:1] not in _HYPHENS:
            return
        beginning, whole = tokens.words[word - 2], tokens.stems[word]
        for place in range(1, len(whole) - _ENDING + 1):
            if term := self._names.get(beginning + whole[place:]):
                yield Mention(term, word - 2, word, "joined name")
                return

    def _abbreviations(self, tokens: Tokens, explained: dict[str, str]) -> Iterator[Mention]:
        # In a text all in capitals only those count that are no word: HEARING AIDS.
        known = {s: t for s, t in self._short.items() if s in self._safe} if tokens.text.isupper() else self._short
        for number, (start, end) in enumerate(zip(tokens.starts, tokens.ends, strict=True)):
            printed = tokens.text[start:end]
            if not printed[:1].isupper() and not printed[1:2].isupper():
                continue
            for short in (printed, printed.removesuffix("s")):
                if short in explained:
                    yield Mention(explained[short], number, number, "explained abbreviation")
                    break
                if short in known:
                    yield Mention(known[short], number, number, "abbreviation")
                    break

    def _disease(self, term: str) -> Disease:
        subtype = self._subtypes.get(term)
        if subtype is None:
            label = self._label(term)
            return Disease(_slug(label), label, term, self._broader(term))
        parents = subtype.texts("parents")
        along = () if subtype.values.get("quiet") else tuple(self._nearest_headings(parents))
        forms = frozenset(_slug(self.mesh.labels[uid]) for uid in subtype.texts("forms"))
        return Disease(
            term,
            subtype.text("label"),
            subtype.mesh if "mesh" in subtype.values else None,
            self._broader(term),
            along,
            forms,
        )

    def _label(self, term: str) -> str:
        return self.mesh.labels.get(term) or self._records.labels[term]

    def _nearest_headings(self, parents: Iterable[str]) -> Iterator[str]:
        for parent in parents:
            if parent in self._subtypes:
                yield from self._nearest_headings(self._subtypes[parent].texts("parents"))
            else:
                yield parent

    def _lineage(self, term: str) -> dict[str, None]:
        found = {term: None}
        if term in self._subtypes:
            for parent in (*self._subtypes[term].texts("parents"), *self._subtypes[term].texts("parts")):
                found |= self._lineage(parent)
        elif term in self._records.labels:
            for parent in self._records.trees[term]:
                found |= self._lineage(parent)
        else:
            found |= dict.fromkeys(self.mesh.ancestors(term))
        return found

    def _broader(self, term: str) -> tuple[str, ...]:
        lineage = self._lineage(term)
        groups = [slug for slug, members in self._groups if members & lineage.keys()]
        own = term if term in self._subtypes else _slug(self._label(term))
        names = [up if up in self._subtypes else _slug(self._label(up)) for up in lineage if up != term]
        return tuple(slug for slug in dict.fromkeys(groups + names) if slug != own)

    def _supplement(self, text: str) -> None:
        _, stanzas = read_stanzas(text, "disease-supplement.toml")
        for stanza in stanzas:
            _check_keys(stanza)
            if (
                stanza.kind == "subtype"
                and self._subtypes.setdefault(slug := stanza.text("slug"), stanza) is not stanza
            ):
                raise DataError(f"{slug!r} is there twice", place=stanza.place)
        wrong: list[str] = []  # what may be wrong with any organ
        for stanza in stanzas:
            if stanza.kind == "subtype":
                self._add_subtype(stanza)
            elif stanza.kind == "ignore":
                self._add("", _expanded(stanza))
                self._check(stanza, stanza.texts("headings"))
                self._left_out.update(stanza.texts("headings"))
            elif stanza.kind == "induced":
                self._check(stanza, (stanza.mesh or "none", *stanza.texts("of")))
                self.induced |= dict.fromkeys(stanza.texts("of"), stanza.mesh or "")
                self._no_medicine.update(stanza.texts("not"))
            elif stanza.kind == "organ":
                wrong += _expanded(stanza, "wrong")
                self._add_names(stanza, [f"{organ} {fault}" for organ in _expanded(stanza) for fault in wrong])
            else:
                self._add_names(stanza, _expanded(stanza))

    def _add_subtype(self, stanza: Stanza) -> None:
        slug = stanza.text("slug")
        above(slug, {slug: subtype.texts("parents") for slug, subtype in self._subtypes.items()}, stanza.place)
        self._check(stanza, (*stanza.texts("parents"), *stanza.texts("parts"), *stanza.texts("forms")))
        self._add(slug, _expanded(stanza))

    def _add_names(self, stanza: Stanza, names: list[str]) -> None:
        if not names:
            return
        uid = stanza.mesh or "none"
        self._check(stanza, (uid,))
        self._add(uid, names, new=stanza.kind in {"names", "organ"} and not stanza.values.get("instead"))
        if stanza.kind == "short":
            self._safe.update(stanza.texts("names"))
        if stanza.values.get("title_only"):
            self._title_only.update(key for name in _expanded(stanza) for key in name_keys(name))

    def _learn(self, text: str) -> None:
        """Add learned names, which take precedence over no other name."""
        for number, line in enumerate(text.splitlines(), 1):
            if line and not line.startswith("#"):
                name, _, uid = line.partition("\t")
                if uid not in self.mesh.labels and uid not in self._records.labels:
                    raise DataError(f"no such disease: {uid!r}", place=f"disease-mentions.tsv, line {number}")
                self._names.setdefault(name, uid)
                lengthen(self._longest, name)

    def _mask(self, text: str) -> None:
        """Add names of other things that contain a disease; they, too, take precedence over no other name."""
        for name in text.splitlines():
            if not name.startswith("#") and self._names.setdefault(name, "") == "":
                self._others.add(name)
                lengthen(self._longest, name)

    def _add_records(self) -> None:
        """Add the names of records, which take precedence over no other name, nor over a word that is ignored."""
        for name, uid in self._records.names.items():
            if name and self._names.setdefault(name, uid) == uid:
                lengthen(self._longest, name)
        for short, uid in self._records.abbreviations.items():
            if len(short) > 3:  # noqa: PLR2004  (as for MeSH's own)
                self._short.setdefault(short, uid)

    def _check(self, stanza: Stanza, terms: Iterable[str]) -> None:
        for term in terms:
            if term not in self._subtypes and term not in self.mesh.labels:
                raise DataError(f"no such disease: {term!r}", place=stanza.place)

    def _add(self, term: str, names: Iterable[str], *, new: bool = False) -> None:
        """Add names of a term; ``new`` names do not take precedence over another heading's."""
        for name in names:
            if " " not in name and is_short(name):
                self._short[name] = term
                continue
            for key in name_keys(name):
                if not (new and self._names.get(key)):
                    self._names[key] = term
                    lengthen(self._longest, key)


def _is_attribute(trees: Iterable[str]) -> bool:
    """Tell whether a heading stands among the attributes of diseases in MeSH's tree, and among no diseases."""
    return all(tree.startswith(_ATTRIBUTES) for tree in trees if tree.startswith(("C", "F03")))


def _is_infected(stems: Sequence[str], at: int) -> bool:
    """Tell whether the word behind a virus or a bacterium names a disease again: hepatitis C virus infection."""
    return at < len(stems) and stems[at].startswith(_INFECTED)


def _check_keys(stanza: Stanza) -> None:
    known = _KINDS.get(stanza.kind)
    if known is None:
        raise DataError(f"expected {', '.join(_KINDS)}, found [[{stanza.kind}]]", place=stanza.place)
    if unknown := sorted(set(stanza.values) - known):
        raise DataError(f"unknown key {unknown[0]!r}", place=stanza.place)
    stanza.text("source")


def _expanded(stanza: Stanza, key: str = "names") -> list[str]:
    """Return the names of an entry, with each "(a|b) c" written out."""
    return [
        " ".join(parts)
        for name in stanza.texts(key)
        for parts in product(*(piece.strip("()").split("|") for piece in _PIECES.findall(name)))
    ]


def _group(stanza: Stanza) -> tuple[str, frozenset[str]]:
    members = stanza.texts("members")
    if stanza.kind != "group":
        raise DataError(f"expected [[group]], found [[{stanza.kind}]]", place=stanza.place)
    for member in members:
        if UID.fullmatch(member) is None and member != _slug(member):
            raise DataError(f"expected a MeSH UID or a slug, found {member!r}", place=stanza.place)
    return stanza.text("slug"), frozenset(members)


def _slug(label: str) -> str:
    return "-".join(words(label))
