from __future__ import annotations

import pytest

from ivigref.parsing.titles import split_title

SPLITS = [
    ("Agammaglobulinemia. Pediatrics", "Agammaglobulinemia", "Pediatrics"),
    (
        "Surface of elves. Journal of Moon Science & Technology B, Nanotechnology and Microelectronics: Materials, Measurement, and Phenomena",
        "Surface of elves",
        "Journal of Moon Science & Technology B, Nanotechnology and Microelectronics: Materials, Measurement, and Phenomena",
    ),
    ("Anaphylaxis. Detection of IgE. N Engl J Med", "Anaphylaxis. Detection of IgE", "N Engl J Med"),
    ("What influences participation? Eur J Cancer", "What influences participation?", "Eur J Cancer"),
    ('"Male hypogonadism and scleroderma." J Rheumatol', "Male hypogonadism and scleroderma", "J Rheumatol"),
    ("“Invented light,” J. Imagin. Med", "Invented light", "J. Imagin. Med"),
    ("Sequence of protein B23. J. Biol. Chem", "Sequence of protein B23", "J. Biol. Chem"),
    ("Emotion and the brain. Prog. Brain Res", "Emotion and the brain", "Prog. Brain Res"),
    ("Cancer dormancy. Nature Reviews. Cancer", "Cancer dormancy", "Nature Reviews. Cancer"),
    ("Optimizing interventions. Proc. Natl Acad. Sci. USA", "Optimizing interventions", "Proc. Natl Acad. Sci. USA"),
    ("Genes of Drosophila. Cell", "Genes of Drosophila", "Cell"),
    ("A visit to Paris, France. Lancet", "A visit to Paris, France", "Lancet"),
    ("A critical review of flowmetry, J Med Eng Technol", "A critical review of flowmetry", "J Med Eng Technol"),
    ("Bats, Eptesicus fuscus, J. Exp. Biol", "Bats, Eptesicus fuscus", "J. Exp. Biol"),
    ("Viable offspring from fetal cells Nature", "Viable offspring from fetal cells", "Nature"),
    ("Invented light in the Far East Mutation Res", "Invented light in the Far East", "Mutation Res"),
    ("Invented light of fables. Trends Cogn. Sci.", "Invented light of fables", "Trends Cogn. Sci"),
    ('"Moon shock": a study of elves. J Appl Physiol', '"Moon shock": a study of elves', "J Appl Physiol"),
    ('"Moon shock" in the pale. J Appl Physiol', '"Moon shock" in the pale', "J Appl Physiol"),
    ('"Invented light" in M elegans III', "Invented light", "M elegans III"),
    ('"Invented light": J Appl Physiol', "Invented light", "J Appl Physiol"),
    ("Activity against carcinoma Proc Am Assoc Cancer Res", "Activity against carcinoma", "Proc Am Assoc Cancer Res"),
    ("Footprints of elves in Bremen, Germany. PeerJ.", "Footprints of elves in Bremen, Germany", "PeerJ"),
    ("Elves of Atlanta, Georgia. Engineering.", "Elves of Atlanta, Georgia", "Engineering"),
    ("Elves of a fort, Western Siberia. Ulmon tavni", "Elves of a fort, Western Siberia", "Ulmon tavni"),
    ("Forwarding of packets. IEEE Trans. Veh. Technol.", "Forwarding of packets", "IEEE Trans. Veh. Technol"),
    ("Forwarding of packets. IEEE Trans. Inform. Theory.", "Forwarding of packets", "IEEE Trans. Inform. Theory"),
    ("Skin of elves, toxicity and Cancer. Adv Exp Med Biol.", "Skin of elves, toxicity and Cancer", "Adv Exp Med Biol"),
    (
        "Elves and society. Part I. Fabulous-Didactics-Ecology",
        "Elves and society. Part I",
        "Fabulous-Didactics-Ecology",
    ),
]


@pytest.mark.parametrize(("text", "title", "container"), SPLITS, ids=[container for *_, container in SPLITS])
def test_splits(text: str, title: str, container: str) -> None:
    """Stops, quotation marks, commas, points in names, or nothing at all part a title from its journal."""
    split = split_title(text)
    assert split is not None
    assert (split.title, split.container) == (title, container)


def test_no_journal() -> None:
    """Where nothing parts them there is no split."""
    assert split_title("invented light on the skin") is None
