"""The disease part of MeSH in one small file, built from NLM's XML and read in a fraction of a second.

The file is zlib-compressed UTF-8 text. Its first line says what it is: kind, format, MeSH version, source. Its second
line has the words with which names of several words begin, and of how many words the longest of them is. Then a line
for each descriptor: UID, heading, tree numbers, names (folded, singular, natural word order), abbreviations as printed.
Source of the headings: Medical Subject Headings (MeSH), U.S. National Library of Medicine.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from ivigref.budget import Budget
from ivigref.errors import DataError, FormatError
from ivigref.tagging.tokens import Tokens
from ivigref.writing import write
from ivigref.xml import parts

KIND = "ivigref-mesh-diseases"
FORMAT = "1"
SOURCE = "Medical Subject Headings, U.S. National Library of Medicine"
_DISEASES = re.compile(r"C|F03")  # tree C: diseases; F03: mental disorders

_ABBREVIATION = re.compile(r"[A-Za-z0-9-]{2,10}")
_NEOPLASM = re.compile(r"\bneoplasm\b")

# How adjectives are made of the names of diseases; tried in this order, and never against a name of MeSH's own.
_ADJECTIVES = (
    ("itis", "itic"), ("osis", "otic"), ("asis", "atic"), ("emia", "emic"), ("penia", "penic"), ("uria", "uric"),
    ("tension", "tensive"), ("plegia", "plegic"), ("trophy", "trophic"), ("pathy", "pathic"), ("lepsy", "leptic"),
    ("algia", "algic"), ("genia", "genic"), ("phrenia", "phrenic"), ("embolism", "embolic"), ("toxicity", "toxic"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Descriptor:
    """A MeSH heading: its UID, name, tree numbers, entry terms, and further names from elsewhere."""

    uid: str
    name: str
    trees: tuple[str, ...]
    terms: tuple[str, ...] = ()
    further: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mesh:
    """The compact file as look-ups: headings and trees by UID, UIDs by name, by abbreviation and by tree number."""

    version: str
    source: str
    labels: dict[str, str]
    trees: dict[str, tuple[str, ...]]
    names: dict[str, str]
    longest: dict[str, int]
    abbreviations: dict[str, str]
    nodes: dict[str, str]

    def ancestors(self, uid: str) -> tuple[str, ...]:
        """Return the UIDs of all headings above this one, nearest first."""
        found: dict[str, int] = {}
        for tree in self.trees.get(uid, ()):
            parts = tree.split(".")
            for depth in range(len(parts) - 1, 0, -1):
                above = self.nodes.get(".".join(parts[:depth]))
                if above is not None and above != uid:
                    distance = len(parts) - depth
                    found[above] = min(distance, found.get(above, distance))
        return tuple(sorted(found, key=lambda above: (found[above], above)))


def read_mesh(compressed: bytes) -> Mesh:
    """Read the compact file; raise DataError where it is not one."""
    try:
        head, reaches, *lines = Budget().inflate(compressed).decode().split("\n")
        kind, number, version, source = head.split("\t")
        firsts, lengths = reaches.split("\t")
    except (zlib.error, ValueError) as problem:
        raise DataError("expected a MeSH file made by `ivigref vocabulary import`") from problem
    if (kind, number) != (KIND, FORMAT):
        raise DataError(f"expected {KIND} of format {FORMAT}, found {kind!r} of format {number!r}", place="line 1")
    labels: dict[str, str] = {}
    trees: dict[str, tuple[str, ...]] = {}
    names: dict[str, str] = {}
    abbreviations: dict[str, str] = {}
    nodes: dict[str, str] = {}
    for line in lines:
        uid, label, numbers, known, short = line.split("\t")
        labels[uid] = label
        trees[uid] = numbers_of = tuple(numbers.split("|"))
        nodes.update(dict.fromkeys(numbers_of, uid))
        names.update(dict.fromkeys(known.split("|"), uid))
        if short:
            abbreviations.update(dict.fromkeys(short.split("|"), uid))
    longest = dict(zip(firsts.split("|"), map(int, lengths.split("|")), strict=True)) if firsts else {}
    return Mesh(version, source, labels, trees, names, longest, abbreviations, nodes)


def write_mesh(descriptors: Iterable[Descriptor], out: Path, *, version: str, source: str = SOURCE) -> int:
    """Write the compact file and return how many headings it has; the same input gives the same bytes."""
    ordered = sorted(descriptors, key=lambda descriptor: descriptor.uid)
    owners: dict[str, str] = {}
    # A heading outranks an entry term, an entry term a name from elsewhere, and all of them what is derived.
    for rank in (_headings, _terms, _further):
        for descriptor in ordered:
            for key in rank(descriptor):
                owners.setdefault(key, descriptor.uid)
    for key, uid in list(owners.items()):
        for derived in _derived(key):
            owners.setdefault(derived, uid)
    keys: dict[str, list[str]] = {descriptor.uid: [] for descriptor in ordered}
    for key, uid in owners.items():
        keys[uid].append(key)
    longest: dict[str, int] = {}
    for key in owners:
        lengthen(longest, key)
    lines = [f"{KIND}\t{FORMAT}\t{version}\t{source}", f"{'|'.join(longest)}\t{'|'.join(map(str, longest.values()))}"]
    lines += (
        "\t".join((d.uid, d.name, "|".join(d.trees), "|".join(keys[d.uid]), "|".join(_abbreviations(d))))
        for d in ordered
    )
    write(out, zlib.compress("\n".join(lines).encode(), 9))
    return len(ordered)


def import_mesh_xml(path: Path, out: Path, *, version: str | None = None) -> int:
    """Build the compact file from NLM's descriptor file (desc2027.xml or .xml.gz) and return how many headings it has.

    The file is streamed: a descriptor is dropped from memory once it is read. The version is the year in the file's
    name when none is given. Raises DataError where that is no year, and where the file has no descriptors of diseases.
    """
    if version is None:
        year = re.search(r"(?:19|20)\d\d", path.name)
        if year is None:
            raise DataError("expected a year in the file's name (desc2027.xml) or a version", place=str(path))
        version = year.group()
    count = write_mesh(_descriptors(path), out, version=version)
    if not count:
        out.unlink()
        raise DataError("expected MeSH descriptors of the trees C or F03, found none", place=str(path))
    return count


def _descriptors(path: Path) -> Iterator[Descriptor]:
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as stream:
            yield from _stream(cast("IO[bytes]", stream))
    except (FormatError, OSError, EOFError, zlib.error) as problem:
        raise DataError(f"expected NLM's descriptor XML ({problem})", place=str(path)) from problem


def _stream(stream: IO[bytes]) -> Iterator[Descriptor]:
    for element in parts(stream, "DescriptorRecord"):
        trees = tuple(t for e in element.iterfind("TreeNumberList/TreeNumber") if (t := e.text))
        uid, name = element.findtext("DescriptorUI"), element.findtext("DescriptorName/String")
        if uid and name and any(map(_DISEASES.match, trees)):
            terms = (e.text for e in element.iterfind("ConceptList/Concept/TermList/Term/String"))
            yield Descriptor(uid, name, trees, tuple(dict.fromkeys(t for t in terms if t and t != name)))


def lengthen(longest: dict[str, int], name: str) -> None:
    """Note the number of words of a name, under its first word, if there is more than one."""
    first, _, rest = name.partition(" ")
    if rest:
        longest[first] = max(longest.get(first, 0), rest.count(" ") + 2)


def _headings(descriptor: Descriptor) -> Iterator[str]:
    return name_keys(descriptor.name)


def _terms(descriptor: Descriptor) -> Iterator[str]:
    return (key for term in descriptor.terms if not is_short(term) for key in name_keys(term))


def _further(descriptor: Descriptor) -> Iterator[str]:
    return (key for term in descriptor.further if not is_short(term) for key in name_keys(term))


def is_short(name: str) -> bool:
    """Tell whether a name is an abbreviation, which counts only as it is printed.

    >>> [is_short(name) for name in ("SLE", "SSc", "Kala-Azar", "Pain")]
    [True, True, False, False]
    """
    capitals = sum(map(str.isupper, name))
    return capitals > 1 and capitals >= sum(map(str.islower, name)) and bool(_ABBREVIATION.fullmatch(name))


def _abbreviations(descriptor: Descriptor) -> list[str]:
    return list(dict.fromkeys(term for term in descriptor.terms if is_short(term)))


def name_keys(name: str) -> Iterator[str]:
    """Yield the forms under which a name is looked up: its natural word order, and the inverted one where it is safe.

    Two inverted words ("Pain, Chest") would be found in any enumeration, so they are left out.

    >>> list(name_keys("Lupus Erythematosus, Systemic"))
    ['systemic lupus erythematosus', 'lupus erythematosus systemic']
    >>> list(name_keys("Pain, Chest"))
    ['chest pain']
    """
    parts = name.split(", ")
    natural = Tokens(" ".join(reversed(parts))).stems
    if natural:
        yield " ".join(natural)
    if len(parts) > 1 and len(natural) > 2:  # noqa: PLR2004  (the docstring says why)
        yield " ".join(Tokens(name).stems)


def _derived(key: str) -> Iterator[str]:
    """Yield the everyday words for neoplasms, and the adjective of a name of one word."""
    if _NEOPLASM.search(key):
        for word in ("cancer", "tumor", "carcinoma", "malignancy"):
            yield _NEOPLASM.sub(word, key)
        organ = key.removesuffix(" neoplasm")
        if organ != key:
            for word in ("cancer", "tumor", "carcinoma"):
                yield f"{word} of {organ}"
                yield f"{word} of the {organ}"
    if " " not in key:
        for ending, adjective in _ADJECTIVES:
            if key.endswith(ending) and len(key) > len(ending) + 2:
                yield key.removesuffix(ending) + adjective
                break
