"""Citation keys: Dalakas1993, then Dalakas1994a and Dalakas1994b, and never another once given."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import count, product
from string import ascii_lowercase

from ivigref.model import Citation, Reference
from ivigref.text import fold

_NOT_KEY = re.compile(r"[^A-Za-z0-9]+")


def base_key(reference: Reference) -> str:
    """Return the first author's family name and the year, in letters that every reference manager takes.

    >>> from ivigref import Name
    >>> base_key(Reference(authors=(Name(family="De Pità", given="O"),), year=1997))
    'DePita1997'
    >>> base_key(Reference(title="The long way", year=None))
    'LongNoYear'
    """
    names = reference.authors or reference.editors
    if names:
        stem = names[0].surname if names[0].family else " ".join(names[0].surname.split()[:3])
    else:
        stem = next((word for word in (reference.title or "").split() if len(word) > 3), "Anonymous")  # noqa: PLR2004
    parts = (_NOT_KEY.sub("", part) for part in fold(stem).split())
    name = "".join(part[:1].upper() + part[1:] for part in parts if part) or "Anonymous"
    return f"{name}{reference.year if reference.year is not None else 'NoYear'}"


def assign_keys(citations: Iterable[Citation]) -> list[Citation]:
    """Give a key to each citation that has none; a key once given stays, wherever others are added.

    Works of one author and year are told apart by letters in the order of the list.

    >>> pair = [Citation(reference=Reference(raw=raw, year=1998)) for raw in ("first", "second")]
    >>> [c.key for c in assign_keys(pair)]
    ['Anonymous1998a', 'Anonymous1998b']
    >>> newcomer, *rest = assign_keys([Citation(reference=Reference(year=1998)), *assign_keys(pair)])
    >>> newcomer.key, [c.key for c in rest]
    ('Anonymous1998c', ['Anonymous1998a', 'Anonymous1998b'])
    """
    listed = list(citations)
    bases = [base_key(citation.reference) for citation in listed]
    sizes = Counter(bases)
    taken = {citation.key.casefold() for citation in listed if citation.key}
    keyed = []
    for citation, base in zip(listed, bases, strict=True):
        if citation.key:
            keyed.append(citation)
            continue
        # A work that has held the bare key counts as the first of its group.
        wanted = iter((base,)) if sizes[base] == 1 else _lettered(base, skip=base.casefold() in taken)
        key = next((key for key in wanted if key.casefold() not in taken), None)
        if key is None:
            key = next(key for key in _lettered(base, skip=True) if key.casefold() not in taken)
        taken.add(key.casefold())
        keyed.append(citation.model_copy(update={"key": key}))
    return keyed


def _lettered(base: str, *, skip: bool) -> Iterator[str]:
    letters = ("".join(letter) for width in count(1) for letter in product(ascii_lowercase, repeat=width))
    if skip:
        next(letters)
    return (base + letter for letter in letters)
