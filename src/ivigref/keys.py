"""Citation keys: Dalakas1993, then Dalakas1994a and Dalakas1994b, and never another once given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import count, product

from ivigref.errors import InputError
from ivigref.model import Citation, Reference, Work, identifiers_of
from ivigref.packing import Packed
from ivigref.patterns import lazy
from ivigref.text import letters, romanize

TEMPLATE = "{author}{year}"

_NOT_KEY = lazy(r"[^A-Za-z0-9]+")
_WORDS = lazy(r"[A-Za-z0-9]+(?:'[A-Za-z0-9]+)*")


def base_key(reference: Reference, template: str = TEMPLATE) -> str:
    """Return the first author's family name and the year, in letters that every reference manager takes.

    A template may name ``author``, ``year``, ``title`` (its first word of substance) and ``journal`` (initials);
    whatever else it holds is reduced to ASCII letters and digits. Raises InputError where it names anything else.

    >>> from ivigref import Name
    >>> base_key(Reference(authors=(Name(family="De Pità", given="O"),), year=1997))
    'DePita1997'
    >>> base_key(Reference(title="The long way", year=None))
    'LongNoYear'
    >>> base_key(Reference(authors=(Name(family="McCarthy"),), title="On IVIG", year=2001), "{author}{title}{year}")
    'McCarthyIVIG2001'
    >>> base_key(Reference(pmid="6112565"))
    'PMID6112565'
    """
    if reference.is_identifier and template == TEMPLATE:
        return _NOT_KEY.sub("", next(f"{one.kind.title}{one.value}" for one in identifiers_of(reference)))
    parts = {name: part(reference) for name, part in _PARTS.items() if name in template}
    try:
        return _NOT_KEY.sub("", template.format_map(parts)) or "Anonymous"
    except (AttributeError, IndexError, KeyError, ValueError) as error:
        wanted = ", ".join(f"{{{name}}}" for name in _PARTS)
        raise InputError(f"expected a template of {wanted}, found {template!r}") from error


def assign_keys(citations: Iterable[Citation], template: str = TEMPLATE) -> list[Citation]:
    """Give a key to each citation that has none; a key once given stays, wherever others are added.

    Works of one author and year are told apart by letters in the order of the list. Raises InputError as `base_key`.

    >>> pair = [Citation(reference=Reference(raw=raw, year=1998)) for raw in ("first", "second")]
    >>> [c.key for c in assign_keys(pair)]
    ['Anonymous1998a', 'Anonymous1998b']
    >>> newcomer, *rest = assign_keys([Citation(reference=Reference(year=1998)), *assign_keys(pair)])
    >>> newcomer.key, [c.key for c in rest]
    ('Anonymous1998c', ['Anonymous1998a', 'Anonymous1998b'])
    """
    listed = list(citations)
    if all(citation.key for citation in listed):
        return listed
    return [
        citation if citation.key == key else citation.model_copy(update={"key": key})
        for citation, key in zip(listed, choose_keys(listed, template), strict=True)
    ]


def choose_keys(citations: Iterable[Citation], template: str = TEMPLATE) -> list[str]:
    """Return the key of each citation, as assign_keys gives it; the citations are seen once and not kept.

    Raises InputError as `base_key`.

    >>> choose_keys(Citation(reference=Reference(raw=raw, year=1998)) for raw in ("first", "second"))
    ['Anonymous1998a', 'Anonymous1998b']
    """
    pairs = [(citation.key, base_key(citation.reference, template)) for citation in citations]
    sizes = Counter(base.casefold() for _, base in pairs)
    taken = {held.casefold() for held, _ in pairs if held}
    endings: dict[str, Iterator[str]] = {}
    keys = []
    for held, base in pairs:
        group = base.casefold()
        if held or (sizes[group] == 1 and group not in taken):
            key = held or base
        else:
            # A work that has held the bare key counts as the first of its group.
            suffixes = endings.setdefault(group, _letters(skip=int(group in taken)))
            key = next(key for suffix in suffixes if (key := base + suffix).casefold() not in taken)
        taken.add(key.casefold())
        keys.append(key)
    return keys


def rename_found(citations: Iterable[Citation]) -> Sequence[Citation]:
    """Give works that were listed as identifiers alone the keys of their records; a key that a file gave stays.

    The citations are looked at while they pass: a long list is not unpacked for it.

    Raises InputError as `base_key`.

    >>> from ivigref import Record
    >>> listed = Citation(reference=Reference(pmid="7", raw="PMID: 7"), key="PMID7")
    >>> found = {"record": Record(title="On lupus", year=1998), "confidence": 0.99}
    >>> [c.key for c in rename_found([listed.model_copy(update=found), listed])]
    ['Lupus1998', 'PMID7']
    """
    listed: Packed[Citation] = Packed()
    is_any_found = False
    for citation in citations:
        is_any_found = is_any_found or _is_found(citation)
        listed.append(citation)
    if not is_any_found:
        return listed
    renamed = zip(listed, choose_keys(map(_as_found, listed)), strict=True)
    return Packed(c if c.key == key else c.model_copy(update={"key": key}) for c, key in renamed)


def _is_found(citation: Citation) -> bool:
    """Tell whether a work is known that was printed as an identifier, which is its key so far."""
    reference = citation.reference
    if not (reference.raw and reference.is_identifier and citation.is_certain):
        return False
    return citation.key is None or citation.key.startswith(base_key(reference))


def _as_found(citation: Citation) -> Citation:
    if not _is_found(citation):
        return citation
    return Citation(reference=Reference(**Work.fields_of(citation.work())))


def keep_keys(citations: Iterable[Citation], held: Iterable[Citation]) -> list[Citation]:
    """Give each work the key that it holds in an older file, and new keys to the others, clear of those.

    Raises InputError as `base_key`.

    >>> older = [Citation(reference=Reference(title="Myositis", year=1998), key="Wollina1998")]
    >>> both = [Citation(reference=Reference(title=title, year=1998)) for title in ("Lupus", "Myositis")]
    >>> [c.key for c in keep_keys(both, older)]
    ['Lupus1998', 'Wollina1998']
    """
    known = {name: citation.key for citation in held for name in _names(citation) if citation.key}
    kept = [
        citation.model_copy(update={"key": next((known[name] for name in _names(citation) if name in known), None)})
        for citation in citations
    ]
    return assign_keys(kept)


def _names(citation: Citation) -> Iterator[object]:
    """Yield what a work is known by: its identifiers, and its title with the year."""
    yield from citation.known_by.items()
    title = citation.reference.title or (citation.record.title if citation.record else None)
    if title:
        yield f"{letters(title)}{citation.work().year}"


def _author(reference: Reference) -> str:
    names = reference.authors or reference.editors
    if not names:
        return _title(reference) or "Anonymous"
    parts = _capitalized(names[0].surname)
    return "".join(parts if names[0].family else parts[:3]) or "Anonymous"


def _year(reference: Reference) -> str:
    return "NoYear" if reference.year is None else str(reference.year)


def _title(reference: Reference) -> str:
    return next((word for word in _capitalized(reference.title or "") if len(word) > 3), "")  # noqa: PLR2004  (no "The")


def _journal(reference: Reference) -> str:
    return "".join(word[0] for word in _capitalized(reference.container_title or ""))


_PARTS = {"author": _author, "year": _year, "title": _title, "journal": _journal}  # what a template may name


def _capitalized(text: str) -> list[str]:
    words = (word.replace("'", "") for word in _WORDS.findall(romanize(text)))
    return [word[0].upper() + word[1:] for word in words]


def _letters(*, skip: int) -> Iterator[str]:
    """Yield a, b, … z, aa, ab, …, leaving out the first few."""
    suffixes = (
        "".join(letters) for width in count(1) for letters in product("abcdefghijklmnopqrstuvwxyz", repeat=width)
    )
    for _ in range(skip):
        next(suffixes)
    return suffixes
