"""Diseases as terms: MeSH's headings, supplementary records and the package's supplement, with all their names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain, product

from ivigref.axes import DISEASE
from ivigref.errors import DataError
from ivigref.model import Evidence, Tag
from ivigref.tagging.causes import Causes
from ivigref.tagging.mesh import Mesh, is_short, lengthen, name_keys
from ivigref.tagging.vocabulary import UID, Stanza, above, read_stanzas
from ivigref.text import words

_PIECES = re.compile(r"\([^()]*\)|[^\s()]+")
_KINDS = {
    "subtype": {"slug", "label", "mesh", "parents", "parts", "names", "quiet", "both", "forms", "source"},
    "names": {"mesh", "names", "title_only", "instead", "source"},
    "short": {"mesh", "names", "source"},
    "ignore": {"names", "headings", "source"},
    "organ": {"mesh", "names", "wrong", "source"},
    "induced": {"mesh", "of", "not", "source"},
}
_ATTRIBUTES = ("C23.550.288", "C23.550.291")  # Disease, with Syndrome; Disease Attributes: Acute Disease, Recurrence
# Words with which no name begins but an inverted one whose parts are many: every text is full of them.
_NO_BEGINNING = ("and", "as", "but", "by", "due", "for", "of", "or", "to", "with", "without", "associated")
NO_RECORDS = Mesh("", "", {}, {}, {}, {}, {}, {})


@dataclass(frozen=True, slots=True, eq=False)
class Disease:
    """A disease to tag: a MeSH heading, or a subtype that MeSH has none for (then ``uid`` is None).

    There is one object of each, so that identity compares them.
    """

    slug: str
    label: str
    uid: str | None
    broader: tuple[str, ...]
    along: tuple[str, ...] = ()  # the headings that are tagged along with it
    forms: frozenset[str] = frozenset()  # the term is dropped if one of these is found
    both: bool = False  # the term is never tagged itself, but what goes along with it is

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


class DiseaseTerms:
    """MeSH, the supplement and the groups as one look-up, which takes over and extends that of ``mesh``.

    ``term`` keys are MeSH UIDs, or slugs of the supplement; a name with the empty key is no disease.
    """

    def __init__(
        self,
        mesh: Mesh,
        supplement: str = "",
        groups: str = "",
        *,
        learned: str = "",
        lookalikes: str = "",
        records: Mesh | None = None,
    ) -> None:
        """Read texts of vocabulary files. Raises DataError if one breaks a rule.

        ``learned`` has further names, a line with a tab and a UID for each; ``lookalikes`` are names of other things
        that contain one, a line for each; ``records`` are diseases that MeSH has no heading for, with the headings
        above them where their trees would be.
        """
        self.mesh = mesh
        self.causes = Causes()
        self._records = records or NO_RECORDS
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
        for word in _NO_BEGINNING:
            self._longest.pop(word, None)
        self._groups = tuple(_group(stanza) for stanza in read_stanzas(groups, "disease-groups.toml")[1])
        self.disease = cache(self._disease)
        self._headings = {label.casefold(): uid for uid, label in (*self._records.labels.items(), *mesh.labels.items())}
        self._pairs = {" ".join(name.split(" ", 2)[:2]) for name in self._names if " " in name}

    @cached_property
    def _own(self) -> dict[str, str]:
        """The slugs of the supplement's subtypes by UID, where MeSH or its records have them, too."""
        own = {uid: slug for uid, label in self._records.labels.items() if (slug := _slug(label)) in self._subtypes}
        return own | {
            subtype.text("mesh"): slug for slug, subtype in self._subtypes.items() if "mesh" in subtype.values
        }

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
            bool(subtype.values.get("both")),
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
            stanza.check(_KINDS)
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
                self.causes.add(stanza.mesh or "", stanza.texts("of"), stanza.texts("not"))
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
