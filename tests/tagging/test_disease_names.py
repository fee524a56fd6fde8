from __future__ import annotations

import pytest

from ivigref import Record, tag_record
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
        (
            '[[mask]]\nsource = "x"\n',
            "line 1: expected name, head, before, kept, ambiguous, everyday, denied, found [[mask]]",
        ),
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


RECORDS = Mesh(
    version="1",
    source="made up",
    labels={"C000001": "Blotting Fever", "OMIM:999999": "Ink Fever 2"},
    trees={"C000001": ("D000002",), "OMIM:999999": ("D000002",)},
    names={"blotting fever": "C000001", "paper fever": "C000001", "ink fever 2": "OMIM:999999"},
    longest={},
    abbreviations={"BLFV": "C000001"},
    nodes={},
)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Blotting fever", ["C000001"]),
        ("Ink fever 2", ["OMIM:999999"]),
        ("Ink fever", []),
        ("The BLFV", ["C000001"]),
        ("Paper fever", ["D000002"]),  # a heading's own name stays its own
    ],
)
def test_records_have_names_and_yield_to_headings(text: str, terms: list[str]) -> None:
    """A disease that MeSH has no heading for is found by its own names."""
    assert [mention.term for mention in Diseases(small(), records=RECORDS).find(Tokens(text), {})] == terms


def test_a_record_is_below_its_headings() -> None:
    """A heading of a record of PubMed, and a selection by what is above it."""
    diseases = Diseases(small(), records=RECORDS)
    disease = diseases.heading("anything", "C000001")
    assert disease == diseases.heading("Blotting Fever", None) == diseases.named("blotting-fever")
    assert disease is not None
    assert (disease.uid, disease.broader, disease.along) == ("C000001", ("paper-fever", "imaginary-diseases"), ())


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Page heat", ["D000002"]),
        ("Imaginary disease", ["D000001"]),  # no learned name takes another's place
        ("Paper fever virus", []),
        ("Paper fever virus infection", ["D000002"]),
        ("Paper fever viruses", []),
    ],
)
def test_learned_names_and_lookalikes(text: str, terms: list[str]) -> None:
    """Both yield to names that are there, and a virus that infects is a disease again."""
    learned = "# comment\npage heat\tD000002\nimaginary disease\tD000002\n"
    diseases = Diseases(small(), learned=learned, lookalikes="# comment\npaper fever virus\n")
    assert [mention.term for mention in diseases.find(Tokens(text), {})] == terms


def test_a_learned_name_needs_a_known_disease() -> None:
    """The line is told."""
    with pytest.raises(DataError) as caught:
        Diseases(small(), learned="# comment\npage heat\tD999999\n")
    assert str(caught.value) == "disease-mentions.tsv, line 2: no such disease: 'D999999'"


def test_what_may_be_wrong_holds_for_all_organs() -> None:
    """One list of faults; a name that is there stays what it is."""
    supplement = (
        f'[[organ]]\nwrong = ["(damage|fever)"]\n{SOURCE}'
        f'[[organ]]\nmesh = "D000001"\nnames = ["page", "paper"]\n{SOURCE}'
    )
    assert found("Page damage, paper damage, paper fever", supplement) == [
        ("D000001", "name"),
        ("D000001", "name"),
        ("D000002", "name"),
    ]


def test_a_name_may_take_the_place_of_anothers() -> None:
    """Only where the supplement says so."""
    supplement = f'[[names]]\nmesh = "D000001"\nnames = ["paper fever"]\n{{}}{SOURCE}'
    assert found("Paper fever", supplement.format("")) == [("D000002", "name")]
    assert found("Paper fever", supplement.format("instead = true\n")) == [("D000001", "name")]


@pytest.mark.parametrize(
    ("title", "uids"),
    [
        ("Cardiovascular and central nervous system toxicity", {"D002318", "D002493"}),
        ("Hepatic, renal and cardiac damage", {"D056486", "D007674", "D006331"}),
        ("Hepatitis B virus infection and HIV", {"D006509"}),
        ("No nausea, vomiting or rash", set()),
        ("No nausea, but rash", {"D005076"}),
        ("No nausea and vomiting", set()),
        ("No nausea, and vomiting", {"D014839"}),
    ],
)
def test_enumerations(title: str, uids: set[str]) -> None:
    """Items of several words share an ending, and "or" shares a denial."""
    diseases = shipped_diseases()
    assert {m.term for m in diseases.find(Tokens(title), {}) if not m.denied} == uids


def test_an_enumeration_ends_somewhere() -> None:
    """Each item is evidence up to the last word, so that thousands of them would be millions of words."""
    assert len(shipped_diseases().find(Tokens("breast, " * 5000 + "and brain cancer"), {})) < 20


def test_a_name_may_begin_with_in() -> None:
    """MeSH has inborn errors in two words, too; other small words begin no name that is printed so."""
    tags = tag_record(Record(title="In-born errors of metabolism in the newborn"))
    assert [tag.mesh for tag in tags if tag.axis == "disease"] == ["D008661"]
