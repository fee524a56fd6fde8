from __future__ import annotations

import pytest

from ivigref.errors import DataError
from ivigref.tagging.disease_names import Diseases
from ivigref.tagging.library import shipped_diseases
from ivigref.tagging.mesh import Mesh
from ivigref.tagging.tokens import Tokens


def small() -> Mesh:
    """Return two headings, one above the other."""
    return Mesh(
        version="1",
        source="made up",
        labels={"D000001": "Imaginary Diseases", "D000002": "Paper Fever"},
        trees={"D000001": ("C99",), "D000002": ("C99.100",)},
        names={"imaginary disease": "D000001", "paper fever": "D000002"},
        longest={"imaginary": 2, "paper": 2},
        abbreviations={"PFXY": "D000002", "PF": "D000002"},
        nodes={"C99": "D000001", "C99.100": "D000002"},
    )


def found(text: str, supplement: str = "", *, title: bool = True) -> list[tuple[str, str]]:
    """Return the keys and rules of what a small vocabulary finds in a text."""
    mentions = Diseases(small(), supplement).find(Tokens(text), {}, title=title)
    return [(mention.term, mention.rule) for mention in mentions]


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("Paper fevers", [("D000002", "name")]),
        ("The PFXY", [("D000002", "abbreviation")]),
        ("PF", []),
        ("Paper fever (PF): PF", [("D000002", "name")] + [("D000002", "explained abbreviation")] * 2),
        ("Paper fever (XY): XY", [("D000002", "name")]),
        ("Imaginary or paper fever", [("D000002", "name")]),
        ("fever of paper", []),
    ],
)
def test_names_and_abbreviations(text: str, mentions: list[tuple[str, str]]) -> None:
    """Short abbreviations count only where explained, and an explanation shares a first letter."""
    assert found(text) == mentions


SOURCE = 'source = "test"\n'


def test_a_supplement_adds_names_leaves_out_and_limits() -> None:
    """Names written four at once, in titles only, ignored words and headings."""
    supplement = (
        f'[[names]]\nmesh = "D000002"\nnames = ["(leaf|page) (fever|heat)"]\ntitle_only = true\n{SOURCE}'
        f'[[ignore]]\nnames = ["paper fever clinic"]\nheadings = ["D000001"]\n{SOURCE}'
    )
    assert found("Page heat, leaf fever", supplement) == [("D000002", "name")] * 2
    assert found("Page heat, leaf fever", supplement, title=False) == []
    assert found("The paper fever clinic and imaginary diseases", supplement) == []


def test_a_subtype_wins_over_the_name_of_its_parent() -> None:
    """A subtype may take a name that MeSH files under the heading above it."""
    supplement = f'[[subtype]]\nslug = "x"\nlabel = "X"\nparents = ["D000002"]\nnames = ["paper fever"]\n{SOURCE}'
    diseases = Diseases(small(), supplement)
    [mention] = diseases.find(Tokens("Paper fever"), {})
    disease = diseases.disease(mention.term)
    assert (disease.slug, disease.uid, disease.along) == ("x", None, ("D000002",))
    assert disease.broader == ("paper-fever", "imaginary-diseases")


SUBTYPE = '[[subtype]]\nslug = "{}"\nlabel = "X"\nparents = ["{}"]\nnames = ["x y"]\n' + SOURCE


@pytest.mark.parametrize(
    ("supplement", "message"),
    [
        (SUBTYPE.format("a", "b") + SUBTYPE.format("b", "a"), "line 1: term 'a' is broader than itself"),
        (SUBTYPE.format("a", "D000002") * 2, "line 7: 'a' is there twice"),
        (SUBTYPE.format("a", "D999999"), "line 1: no such disease: 'D999999'"),
        (f'[[names]]\nnames = ["x"]\n{SOURCE}', "line 1: term '?': expected a MeSH UID or mesh = \"none\", found None"),
        ('[[names]]\nmesh = "D000002"\nnames = ["x"]\n', "line 1: expected a text for 'source', found None"),
        (f'[[names]]\nmesh = "D000002"\nnames = "x"\n{SOURCE}', "expected a list of texts for 'names', found 'x'"),
        (f'[[names]]\nmesh = "D000002"\nnmaes = ["x"]\n{SOURCE}', "line 1: unknown key 'nmaes'"),
        (f"[[name]]\n{SOURCE}", "line 1: expected subtype, names, short, ignore, organ, induced, found [[name]]"),
    ],
)
def test_a_fault_in_the_supplement_is_told_with_its_line(supplement: str, message: str) -> None:
    """A cycle, a duplicate, a missing or unknown UID."""
    with pytest.raises(DataError) as caught:
        Diseases(small(), supplement)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("groups", "message"),
    [
        ('[[grup]]\nslug = "x"\n', "line 1: expected [[group]]"),
        (
            '[[group]]\nslug = "x"\nmembers = ["Some Name"]\n',
            "line 1: expected a MeSH UID or a slug, found 'Some Name'",
        ),
    ],
)
def test_a_fault_in_the_groups_is_told_with_its_line(groups: str, message: str) -> None:
    """What is no group, and a member that is neither UID nor slug."""
    with pytest.raises(DataError) as caught:
        Diseases(small(), "", groups)
    assert message in str(caught.value)


def test_a_disease_is_found_by_slug_and_uid() -> None:
    """Corrections may name either."""
    diseases = shipped_diseases()
    assert diseases.named("lupus-nephritis") == diseases.named("D008181")
    assert diseases.named("nothing") is None


@pytest.mark.parametrize(
    ("masks", "message"),
    [
        ('[[mask]]\nsource = "x"\n', "line 1: expected name, head, before, kept, ambiguous, everyday, denied, found [[mask]]"),
        ('[[head]]\nnames = ["x"]\nsource = "x"\n', "line 1: unknown key 'names'"),
        ('[[name]]\nnames = ["x"]\n', "line 1: expected a text for 'source', found None"),
        ('[[head]]\nbehind = ["~2 x"]\nsource = "x"\n', "line 1: a phrase must begin with a word"),
    ],
)
def test_a_fault_in_the_masks_is_told_with_its_line(masks: str, message: str) -> None:
    """An unknown kind or key, no source, a phrase that begins anywhere."""
    with pytest.raises(DataError) as caught:
        Diseases(small(), masks=masks)
    assert message in str(caught.value)


MASKS = (
    '[[head]]\nbehind = ["virus"]\nsource = "x"\n[[kept]]\nbehind = ["virus infection"]\nsource = "x"\n'
    '[[head]]\nof = ["paper"]\nbehind = ["toy"]\nsource = "x"\n'
    '[[denied]]\nbefore = ["no"]\nbehind = ["was excluded"]\nsource = "x"\n'
)


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("Paper fever virus", []),
        ("Paper fever, virus", [False]),
        ("Paper fever virus infection", [False]),
        ("Paper fever toy", []),
        ("Imaginary disease toy", [False]),
        ("No paper fever", [True]),
        ("No. Paper fever was excluded", [True]),
        ("No: paper fever", [False]),
    ],
)
def test_masks_reach_only_what_they_touch(text: str, denied: list[bool]) -> None:
    """A comma, colon or point parts a mask from the disease, and a mask for some diseases spares the others."""
    mentions = Diseases(small(), masks=MASKS).find(Tokens(text), {})
    assert [mention.denied for mention in mentions] == denied
