"""The text that `check --fix` writes: of a .bib file, or of a file with a list in LaTeX or Markdown."""

from __future__ import annotations

from collections.abc import Container, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ivigref.annotating import texts
from ivigref.corrections import Level, Proposed, edit_of, proposed
from ivigref.errors import InputError
from ivigref.formats import bibtex_editing

if TYPE_CHECKING:
    from ivigref.formats.bibtex_editing import Edit
    from ivigref.model import Checked


class Fixed(NamedTuple):
    """A text with its corrections, how many values were replaced, and what is to be said of those that were not."""

    text: str
    values: int = 0
    said: tuple[str, ...] = ()


def is_library(file: str) -> bool:
    """Tell whether a file is corrected entry by entry: one that is called so.

    >>> is_library("refs.bib"), is_library("paper.tex")
    (True, False)
    """
    return file.endswith(".bib")


def fixed_library(
    path: Path, text: str, checked: Checked, level: Level, *, encoding: str, only: Container[str] | None = None
) -> Fixed:
    """Correct the values of a .bib file; ``only`` names the wanted corrections, without which all are made."""
    editor = bibtex_editing.Editor(text, encoding=encoding)
    count, said = (
        0,
        [line for proposal in proposed(checked, level) if proposal.citation.key for line in _doubt(proposal)],
    )
    for change in edits(checked, level, only):
        try:
            count += editor.change(change)
        except InputError as error:
            said.append(f"{path}: {change.field} is not corrected: {error}")
    return Fixed(editor.text(), count, tuple(said))


def edits(checked: Checked, level: Level = Level.ALL, only: Container[str] | None = None) -> Iterator[Edit]:
    """Yield the changes of entries that certain records prove, as far as the level goes; ``only`` as above."""
    for proposal in proposed(checked, level):
        if proposal.citation.key is not None:
            wanted = (one for one in proposal.corrections if only is None or proposal.name(one) in only)
            yield from (edit_of(proposal.citation, correction) for correction in wanted)


def fixed_text(
    path: Path,
    text: str,
    checked: Checked,
    level: Level,
    *,
    which: int | None = None,
    only: Container[str] | None = None,
) -> Fixed:
    """Correct the values of a list in a text; ``which`` is as in reading, and ``only`` as in ``fixed_library``.

    Raises InputError where it would not be read as before, but for the corrections.
    """
    doubts = [line for proposal in proposed(checked, level) for line in _doubt(proposal)]
    result = texts.corrected(text, checked, level, path=path, which=which, only=only)
    left = (
        f"{path}: reference {name}: not corrected, so please do it: {', '.join(fields)}"
        for name, fields in result.unmade
    )
    return Fixed(result.text, result.values, (*doubts, *left))


def _doubt(proposal: Proposed) -> Iterator[str]:
    if proposal.is_doubtful:
        who = proposal.citation.key or f"reference {proposal.citation.number}"
        yield f"{who}: not corrected: another work or version may be meant than the one that was found"
