from __future__ import annotations

import pytest

from ivigref.formats.merging import merge
from ivigref.model import Citation, Reference, Tag
from ivigref.names import Name

IMBACH = Reference(authors=(Name.parse("Imbach P"),), et_al=True, title="High-dose immunoglobulin", year=1981)


def never(_: Reference, __: Reference) -> bool:
    """Find no two works the same."""
    return False


def same_year(a: Reference, b: Reference) -> bool:
    """Find works of a year the same."""
    return a.year == b.year


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        ({"doi": "10.1016/S0140-6736(81)92400-4"}, {"doi": "10.1016/s0140-6736(81)92400-4"}, "the DOI"),
        ({"pmid": "6112565"}, {"pmid": "6112565", "doi": "10.1234/x"}, "the PMID"),
        ({"pmcid": "PMC1"}, {"pmcid": "PMC1"}, "the PMCID"),
        ({}, {}, "the same title"),
        ({"doi": "10.1234/x"}, {}, "the same title"),
        ({"doi": "10.1234/x"}, {"pmid": "7"}, "the same title"),
        ({"doi": "10.1234/x"}, {"doi": "10.1234/y"}, None),
        ({}, {"year": 1982}, None),
    ],
)
def test_what_makes_two_works_one(first: dict[str, str], second: dict[str, str], reason: str | None) -> None:
    """An identifier decides before the scorer, and two different ones keep works apart."""
    lists = [
        [Citation(reference=IMBACH.model_copy(update=fields), key=key)] for fields, key in ((first, "a"), (second, "b"))
    ]
    merged, joined = merge(lists, same_year)
    assert len(merged) == (2 if reason is None else 1)
    assert [join.reason.startswith(reason or "") for join in joined] == [True] * (2 - len(merged))


def test_the_kept_work_gets_what_only_the_other_knows() -> None:
    """Nothing of the second is lost, and nothing of the first is overwritten."""
    tag = Tag(axis="disease", term="itp", label="ITP")
    full = IMBACH.model_copy(
        update={
            "authors": (Name.parse("Imbach P"), Name.parse("Barandun S")), "et_al": False, "volume": "1",
            "title": "Another", "pmid": "7", "extra": (("issn", "0140-6736"), ("keyword", "x")),
        }
    )  # fmt: skip
    short = IMBACH.model_copy(update={"pmid": "7", "extra": (("issn", "1"),)})
    merged, _ = merge([[Citation(reference=short, key="a")], [Citation(reference=full, key="b", tags=(tag,))]], never)
    reference = merged[0].reference
    assert (merged[0].key, reference.title, reference.volume) == ("a", "High-dose immunoglobulin", "1")
    assert (len(reference.authors), reference.et_al) == (2, False)
    assert reference.extra == (("issn", "1"), ("keyword", "x"))
    assert merged[0].tags == (tag,)


def test_two_works_of_one_key_stay_two() -> None:
    """The second gives its key up, and gets another when it is written."""
    pair = [[Citation(reference=Reference(title=title), key="x")] for title in ("A", "B")]
    merged, joined = merge(pair, never)
    assert [citation.key for citation in merged] == ["x", None]
    assert joined == []
