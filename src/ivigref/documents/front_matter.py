"""The YAML before a manuscript, which names its bibliography or holds the works; and which of them the text cites."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from ivigref.documents.items import Items
from ivigref.patterns import lazy

_BEGIN = lazy(r"\ufeff?---[ \t]*\r?\n")
_END = lazy(r"^(?:---|\.\.\.)[ \t]*\r?$", re.MULTILINE)
_NAMES_LIST = lazy(r"^(?:bibliography|references)\s*:", re.MULTILINE)
_ANY_KEY = lazy(r"^[A-Za-z_][\w-]*\s*:(?:\s|$)", re.MULTILINE)
_LONGEST = 1_000_000  # characters; front matter with a hundred works has some 60,000
_KEY = r"[A-Za-z0-9_*](?:[\w:.#$%&+?<>~/-]*[\w/])?"
_CITED = lazy(rf"(?<![\w@\\.])-?@\{{?({_KEY})")
_BRACKETED = lazy(r"\[[^\[\]@]{0,300}@[^\[\]]{1,1000}\]")
# What Quarto and bookdown refer to with the same sign: figures, tables, sections.
_REFERRED = lazy(r"(?:fig|tbl|tab|eq|eqn|sec|lst|thm|lem|cor|prp|cnj|def|exm|exr|alg|supp)[:-]")


class FrontMatter(NamedTuple):
    """The front matter of a text: it and how many lines it has."""

    text: str
    lines: int

    def items(self, path: Path | None, text: str) -> Items | None:
        """Return the works that it holds or that the files have which it names; None where it does neither.

        Raises InputError where it names files and none can be read.
        """
        from ivigref.documents import beside, entries  # noqa: PLC0415  (what few texts name)
        from ivigref.yaml_values import load  # noqa: PLC0415  (the same)

        value = load(self.text) if _NAMES_LIST.search(self.text) else None
        if not isinstance(value, dict):
            return None
        own = value.get("references")
        found = entries.of_csl(item for item in own if isinstance(item, dict)) if isinstance(own, list) else ()
        names = value.get("bibliography")
        listed = [name for name in (names if isinstance(names, list) else [names]) if isinstance(name, str) and name]
        if not found:
            return beside.read(path, listed, cited(text), mentioned(text)) if listed else None
        return beside.completed(Items(found), path, listed, cited(text), mentioned(text))


def of(text: str) -> FrontMatter | None:
    r"""Return the front matter of a text.

    >>> of("---\ntitle: Skin\nbibliography: a.bib\n---\nText").lines
    4
    >>> of("1. Bruton OC."), of("---\nText\n---\n")
    (None, None)
    """
    begun = _BEGIN.match(text)
    ended = _END.search(text, begun.end(), _LONGEST) if begun else None
    if begun is None or ended is None:
        return None
    matter = text[begun.end() : ended.start()]
    return FrontMatter(matter, text.count("\n", 0, ended.start()) + 1) if _ANY_KEY.search(matter) else None


def keys_in(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield where each key begins and ends, and the key.

    >>> list(keys_in("As @lund2020 and @fig-a say"))
    [(4, 12, 'lund2020')]
    """
    for match in _CITED.finditer(text):
        if not _REFERRED.match(match[1]):
            yield (*match.span(1), match[1])


def mentioned(text: str) -> list[str]:
    """Return every key behind an @; an account of a network is one as well.

    >>> mentioned("As @lund2020 and [-@berg:2018; see @osei, p. 3] say; a@example.org")
    ['lund2020', 'berg:2018', 'osei']
    """
    return list(dict.fromkeys(key for _, _, key in keys_in(text)))


def cited(text: str) -> list[str]:
    """Return the keys that stand in brackets, as only citations do.

    >>> cited("As @lund2020 and [-@berg:2018; @fig-a] say")
    ['berg:2018']
    """
    return list(dict.fromkeys(key for group in _BRACKETED.findall(text) for key in mentioned(group)))
