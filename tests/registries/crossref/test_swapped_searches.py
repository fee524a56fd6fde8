"""Which searches got another one's answer, told by their questions and by what is shown."""

from __future__ import annotations

import pytest

from ivigref.model import Record
from ivigref.registries.crossref.swapped import Shown, answered_for_others

RIVERS = Shown((Record(title="Quiet northern rivers"), Record(title="Quiet northern bread")), b"rivers")
WINDS = Shown((Record(title="Slow eastern winds"),), b"winds")
NOTHING = Shown((), b"nothing")


@pytest.mark.parametrize(
    ("shown", "swapped"),
    [
        ({"quiet northern rivers": RIVERS, "loud hills": RIVERS}, ["loud hills"]),
        ({"loud hills": RIVERS}, []),
        ({"quiet northern rivers": RIVERS, "quiet northern bread": RIVERS}, []),
        ({"loud hills": RIVERS, "hills, loud": RIVERS}, []),
        ({"quiet northern rivers": RIVERS, "loud hills": RIVERS, "slow eastern winds": WINDS}, []),
        (
            {"quiet northern rivers": RIVERS, "loud hills": RIVERS, "green cats": RIVERS, "slow eastern winds": WINDS},
            ["loud hills", "green cats"],
        ),
        ({"loud hills": NOTHING, "green cats": NOTHING, "blue dogs": NOTHING}, []),
        ({"loud hills": RIVERS, "quiet rivers of salt": RIVERS}, ["loud hills"]),
        ({"loud hills": RIVERS, "rivers of salt": RIVERS}, ["loud hills", "rivers of salt"]),
    ],
)  # fmt: skip
def test_whose_answer_it_is(shown: dict[str, Shown], swapped: list[str]) -> None:
    """Two unlike questions by chance, three never; half of a title's words are near, and an empty answer is anybody's."""
    assert list(answered_for_others(shown)) == swapped
