"""The shipped vocabularies, each read once and only when needed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path

from ivigref import tables
from ivigref.axes import DISEASE, axis_facts
from ivigref.errors import DataError, reason
from ivigref.tagging.axes import Axes
from ivigref.tagging.disease_names import Diseases
from ivigref.tagging.mesh import read_mesh
from ivigref.tagging.phrases import Phrase
from ivigref.tagging.vocabulary import Axis, Term, load_axis, read_axis


@cache
def shipped_axes() -> Axes:
    """Return the axes of the package."""
    return Axes(_shipped())


def axes_with(own: Sequence[Path]) -> Axes:
    """Return the axes of the package and those of one's own files.

    Raises DataError where a file breaks a rule or its axis has a name that is there already.
    """
    if not own:
        return shipped_axes()
    axes = list(_shipped())
    for path in own:
        axis = load_axis(path)
        if any(axis.name == other.name for other in axes) or axis.name == DISEASE:
            raise DataError(f"there is an axis {axis.name!r} already", place=path.name)
        axes.append(axis)
    return Axes(axes)


@cache
def shipped_diseases() -> Diseases:
    """Return the diseases of the package: MeSH, supplement, groups."""
    return _diseases(_data("mesh-diseases.zlib"))


def diseases_from(path: Path) -> Diseases:
    """Return the diseases of another MeSH file, made by `import_mesh_xml`, with the package's supplement and groups.

    Raises DataError where the file cannot be read or is no such file.
    """
    try:
        return _diseases(path.read_bytes())
    except OSError as problem:
        raise DataError(f"cannot be read: {reason(problem)}", place=str(path)) from problem


@cache
def _shipped() -> tuple[Axis, ...]:
    names = (fact.name for fact in axis_facts() if fact.name != DISEASE)
    return tuple(_with_indexing(read_axis(_data(f"{name}.toml").decode(), f"{name}.toml")) for name in names)


def _with_indexing(axis: Axis) -> Axis:
    """Return an axis whose terms know by what names indexers and titles in other languages call them."""
    return replace(axis, terms=tuple(_named(term) for term in axis.terms))


def _named(term: Term) -> Term:
    called = _indexing()[term.axis, term.slug]
    return replace(
        term,
        types=(*term.types, *called["type"]),
        headings=(*term.headings, *called["heading"]),
        keywords=(*term.keywords, *called["emtree"]),
        title=(*term.title, *(_title_words()[term.slug] if term.axis == "design" else ())),
    )


@cache
def _title_words() -> defaultdict[str, list[Phrase]]:
    """Return how titles in other languages name each design."""
    named: defaultdict[str, list[Phrase]] = defaultdict(list)
    for row in tables.rows(_data("title-words.tsv").decode()):
        named[row["term"]].append(Phrase(row["phrase"]))
    return named


@cache
def _indexing() -> defaultdict[tuple[str, str], defaultdict[str, list[str]]]:
    """Return the names of each term, place by place."""
    called: defaultdict[tuple[str, str], defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in tables.rows(_data("indexing.tsv").decode()):
        called[row["axis"], row["term"]][row["place"]] += (row["name"], *filter(None, row["also"].split("|")))
    return called


def diseases_without(*, learned: str = "", lookalikes: str = "", masks: bool = True) -> Diseases:
    """Return the diseases of the package with other learned names and look-alikes than its own, or none.

    Scripts measure with it what those add, and build them.
    """
    return _diseases(_data("mesh-diseases.zlib"), learned, lookalikes, masks=masks)


def shipped_lookalikes() -> str:
    """Return the package's list of names that contain a disease and are none."""
    return _data("disease-lookalikes.txt").decode()


def _diseases(
    mesh: bytes, learned: str | None = None, lookalikes: str | None = None, *, masks: bool = True
) -> Diseases:
    supplement, groups, masking = (_data(f"disease-{name}.toml").decode() for name in ("supplement", "groups", "masks"))
    return Diseases(
        read_mesh(mesh),
        supplement,
        groups,
        masking if masks else "",
        learned=_data("disease-mentions.tsv").decode() if learned is None else learned,
        lookalikes=shipped_lookalikes() if lookalikes is None else lookalikes,
        records=read_mesh(_data("disease-records.zlib")),
    )


def _data(name: str) -> bytes:
    return files("ivigref.data").joinpath("vocabularies", name).read_bytes()
