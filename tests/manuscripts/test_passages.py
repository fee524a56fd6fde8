"""Which text beside a list may cite anything: most lists have none, and are not read for citations."""

from __future__ import annotations

import pytest

from ivigref.manuscripts.passages import Mark, Passage, may_cite


@pytest.mark.parametrize(
    ("text", "may"),
    [
        ("Article PubMed Google Scholar", False),
        ("It is rare.", False),
        ("It is rare [1].", True),
        ("It is rare¹.", True),
        ("It is rare⁹.", True),
        ("Doe (In press) saw it.", True),
        ("Doe, submitted", True),
        ("Doe, forthcoming", True),
        ("Doe (n. d.)", True),
        ("Doe (n.d.)", True),
        ("a" * 299, False),
        ("a" * 300, True),  # in which a hundred and fifty words may be, and no citation is something to say
    ],
)
def test_a_text_may_cite_where_it_has_what_every_citation_has(text: str, *, may: bool) -> None:
    """A number, what stands for a year, or so many words that it is a manuscript."""
    assert may_cite([Passage(text, 1)]) is may
    assert may_cite([Passage(text[:1], 1), Passage(text[1:], 2)]) is may


def test_a_mark_may_be_a_citation() -> None:
    """A link or a key, whatever the text says."""
    assert may_cite([Passage("It is rare.", 1, marks=(Mark("key", 0, 2, "a"),))])
    assert not may_cite([])
