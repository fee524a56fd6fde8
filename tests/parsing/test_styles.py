from __future__ import annotations

import re

import pytest

from ivigref.parsing import parse_reference
from ivigref.parsing.styles import STYLES
from ivigref.parsing.styles.style import Style
from ivigref.text import letters

FOREIGN = {"German", "French", "Iberian"}
NO_ISSUE = {"Nature", "Science", "Elsevier", "Harvard"}


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
def test_the_invented_article_in_every_style(style: Style) -> None:
    """Every style prints the same invented article, and every one is read into the same fields."""
    reference = parse_reference(style.example)
    assert [letters(name.surname) for name in reference.authors] == ["example", "desample"]
    assert [name.initials for name in reference.authors] == ["AB", "C"]
    assert (reference.kind, reference.year, reference.volume) == ("journal-article", 2011, "12")
    assert reference.issue == (None if style.name in NO_ISSUE else "3")
    assert reference.pages is not None
    assert (reference.pages.first, reference.pages.last) == ("145", "152")
    assert letters(reference.container_title or "") in {"jimaginmed", "journalofimaginarymedicine"}
    if style.name not in FOREIGN:
        assert (reference.title or "").casefold() == "invented immunoglobulins in fictional lupus"
    assert reference.unparsed == ()


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
def test_each_example_stands_for_a_template_of_its_own(style: Style) -> None:
    """A style's module says in which templates its tail is printed."""
    assert style.tails
    assert all(re.fullmatch(r"[{}a-z;:,. ()]+", template) for template in style.tails)
