"""Corrections by the user: a small file that adds and removes tags, with reasons.

Each ``[[override]]`` names a citation (``number``, ``key``, ``doi``, ``pmid`` or the exact ``title``), an ``axis``, the
terms to ``add`` and to ``remove``, and in ``because`` the reason, which becomes the evidence of what it adds.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ivigref.errors import DataError, reason
from ivigref.identifiers import identifier_key, normalize_doi
from ivigref.model import Citation
from ivigref.tagging.vocabulary import Stanza, read_stanzas, read_text
from ivigref.text import words

_NAMES = ("number", "key", "doi", "pmid", "title")
_KEYS = {*_NAMES, "axis", "add", "remove", "because"}


@dataclass(frozen=True, slots=True)
class Override:
    """What is corrected on one axis of one citation, and why."""

    names: tuple[tuple[str, str], ...]
    axis: str
    add: tuple[str, ...]
    remove: tuple[str, ...]
    because: str
    place: str

    def concerns(self, citation: Citation) -> bool:
        """Tell whether this is the citation that all the given names identify."""
        own = _names_of(citation)
        return all(own.get(name) == value for name, value in self.names)


def read_overrides(text: str, name: str = "overrides") -> tuple[Override, ...]:
    """Read corrections; raise DataError with file and line if one breaks a rule.

    >>> [override] = read_overrides('''[[override]]
    ... number = 45
    ... axis = "design"
    ... add = ["case-series"]
    ... because = "read in full"
    ... ''')
    >>> override.add, override.place
    (('case-series',), 'overrides, line 1')
    """
    head, stanzas = read_stanzas(text, name)
    if head:
        raise DataError(f"expected only [[override]], found {next(iter(head))!r}", place=name)
    return tuple(_override(stanza) for stanza in stanzas)


def load_overrides(path: Path) -> tuple[Override, ...]:
    """Read corrections from a file of one's own. Raises DataError where it cannot be read or breaks a rule."""
    try:
        return read_overrides(read_text(path), path.name)
    except (OSError, UnicodeDecodeError) as problem:
        raise DataError(f"cannot be read: {reason(problem)}", place=str(path)) from problem


def _override(stanza: Stanza) -> Override:
    if stanza.kind != "override":
        raise DataError(f"expected [[override]], found [[{stanza.kind}]]", place=stanza.place)
    if unknown := sorted(set(stanza.values) - _KEYS):
        raise DataError(f"unknown key {unknown[0]!r}", place=stanza.place)
    names = tuple((name, _comparable(name, _named(stanza, name))) for name in _NAMES if name in stanza.values)
    if not names:
        raise DataError(f"expected one of {', '.join(_NAMES)}, to say which citation is meant", place=stanza.place)
    add, remove = stanza.texts("add"), stanza.texts("remove")
    if not add and not remove:
        raise DataError("expected terms to add or to remove", place=stanza.place)
    return Override(names, stanza.text("axis"), add, remove, stanza.text("because"), stanza.place)


def _named(stanza: Stanza, name: str) -> str:
    """Return the value that names a citation: a text or a number, which a PMID may be too."""
    value = stanza.values[name]
    if isinstance(value, int) and not isinstance(value, bool) and name in {"number", "pmid"}:
        return str(value)
    return stanza.text(name)


def _names_of(citation: Citation) -> dict[str, str]:
    """Return each name of a citation, in the form in which it is compared with one that is given."""
    named = {"number": citation.number, "key": citation.key, "title": citation.work().title}
    own = {name: _comparable(name, str(value)) for name, value in named.items() if value is not None}
    return own | {str(name): value for name, value in citation.known_by.items()}


def _comparable(name: str, value: str) -> str:
    if name == "doi":
        return identifier_key(normalize_doi(value) or value)
    return " ".join(words(value)) if name == "title" else value
