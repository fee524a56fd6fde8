"""The parts of a document that stand under the heading of a reference list."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from ivigref.documents.edges import is_reference
from ivigref.documents.headings import is_after, is_heading, is_of_the_article, is_printed_heading
from ivigref.patterns import lazy

_DOI_ALONE = lazy(r"\s*+(?:https?://(?:dx\.)?doi\.org/|doi\s?:?\s?)10\.\d{4,9}/\S{1,200}\s*+", re.IGNORECASE)
_SHARE = 8  # of the references of the longest list that another one has at least; less is a menu


class Section(NamedTuple):
    """The lines under a heading, and how many of them look like references."""

    found: int
    first: int
    last: int


def sections_of(lines: Sequence[str], opens: Callable[[str], bool] = is_heading) -> list[Section]:
    """Return what stands under the headings of reference lists, where references do: menus repeat the word.

    >>> sections_of(["References", "Home", "References", "Bruton OC. Skin. 1952.", "Download references"])
    [Section(found=1, first=3, last=4)]
    """
    sections = []
    headings = [i for i, line in enumerate(lines) if opens(line)]
    for heading, following in zip(headings, [*headings, len(lines)][1:], strict=True):
        end = next((i for i in range(heading + 1, following) if is_after(lines[i])), following)
        if end < following and is_of_the_article(lines[end]) and _DOI_ALONE.fullmatch(lines[end - 1]):
            end -= 1  # the article's own DOI, which a page prints before what it says of itself
        sections.append(Section(sum(map(is_reference, lines[heading + 1 : end])), heading + 1, end))
    return [section for section in sections if section.found]


def printed_sections(lines: Sequence[str]) -> list[Section]:
    """Return what stands under the headings of lists on the pages of a document, without those of a line or two.

    >>> contents, listed = ["References 9", "Tables 1999"], ["References", "Doe J. 1999.", "Roe R. 2001."]
    >>> printed_sections([*contents, *listed])
    [Section(found=2, first=3, last=5)]
    """
    return lasting(sections_of(lines, is_printed_heading))


def lasting(sections: Sequence[Section]) -> list[Section]:
    """Leave out sections of a line or two beside a longer one: menus and tables of contents.

    >>> lasting([Section(1, 3, 9), Section(2, 20, 40)])
    [Section(found=2, first=20, last=40)]
    """
    most = max((section.found for section in sections), default=0)
    return [section for section in sections if section.found * _SHARE >= most and (section.found > 1 or most == 1)]
