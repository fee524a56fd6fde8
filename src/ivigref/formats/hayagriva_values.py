"""Values of hayagriva's YAML, both ways: names, and texts in which some characters steer."""

from __future__ import annotations

from ivigref.formats.markup import untagged
from ivigref.formats.people import read_inverted, spelled_given
from ivigref.names import Name
from ivigref.patterns import lazy
from ivigref.text import clean

_SPECIAL = lazy(r"[\\${}]")  # what steers in a text that may be formatted
_STEERING = lazy(r"\\([\\${}])|[{}]")


def formatted(text: str | None) -> str | None:
    """Return a text for a field in which some characters steer; before each of them stands a backslash."""
    return _SPECIAL.sub(r"\\\g<0>", untagged(text or "")) or None


def shown(text: str) -> str:
    r"""Return what such a field shows: braces keep capitals.

    >>> shown(r"The {NLM}, \{x\} and \$5"), formatted("{x} and $5")
    ('The NLM, {x} and $5', '\\{x\\} and \\$5')
    """
    return _STEERING.sub(lambda match: match[1] or "", text)


def from_name(name: Name) -> str | dict[str, str]:
    """Write a name; a family name alone ends in a comma.

    >>> from_name(Name(family="Berg", given="O", particle="van")), from_name(Name(family="Berg"))
    ({'name': 'Berg', 'given-name': 'O.', 'prefix': 'van'}, 'Berg,')
    """
    if name.literal is not None:
        return {"name": clean(name.literal)}
    # Typst sets a prefix apart by a blank, also behind an apostrophe.
    is_apart = name.particle is not None and name.surname == f"{name.particle} {name.family}"
    parts = {
        "name": clean((name.family if is_apart else name.surname) or ""),
        "given-name": spelled_given(name.given or ""),
        "prefix": clean((name.particle or "") if is_apart else ""),
        "suffix": clean(name.suffix or ""),
    }
    if not parts["given-name"] and not parts["prefix"] and not parts["suffix"]:
        return f"{parts['name']},"
    return {part: text for part, text in parts.items() if text}


def to_name(item: object) -> Name | None:
    """Read a name; one without given names in a mapping is a group's.

    >>> to_name("Berg, Ole"), to_name({"name": "WHO"})
    (Name(family='Berg', given='Ole'), Name(literal='WHO'))
    """
    if isinstance(item, str):
        return (
            read_inverted(item)
            if not item.endswith(",")
            else Name(family=item.rstrip(", "))
            if item.strip(", ")
            else None
        )
    if not isinstance(item, dict) or not item.get("name"):
        return None
    parts = {name: clean(str(text)) for name, text in item.items() if text}
    if parts.keys() == {"name"}:
        return Name(literal=parts["name"])
    given, particle = parts.get("given-name"), parts.get("prefix")
    if particle:
        return Name(family=parts["name"], given=given, particle=particle, suffix=parts.get("suffix"))
    return Name.from_surname(parts["name"], given, parts.get("suffix"))
