from __future__ import annotations

import re

import pytest

from ivigref.keys import base_key
from ivigref.model import Reference
from ivigref.names import Name
from ivigref.text import INVISIBLE, INVISIBLES, fold, romanize


@pytest.mark.parametrize(
    ("printed", "latin"),
    [
        ("Иванов", "Ivanov"),
        ("Щербаков", "Shcherbakov"),
        ("Достоевский", "Dostoevskiy"),
        ("Юрьев", "Yurev"),
        ("Соловьёв", "Solovev"),
        ("Їжак", "Yizhak"),
        ("Ђорђевић", "Dordevic"),
    ],
)
def test_cyrillic(printed: str, latin: str) -> None:
    """Cyrillic is spelt as by BGN/PCGN without marks, in keys too; what folding compares stays in its own letters."""
    assert romanize(printed) == latin
    assert base_key(Reference(authors=(Name(family=printed),), year=2010)) == f"{latin}2010"
    assert fold(printed) != fold(latin)


def test_what_is_invisible_is_the_same_in_a_class() -> None:
    """Ranges stand for the characters one by one."""
    every = "".join(map(chr, range(0x110000)))
    assert sorted(re.findall(f"[{INVISIBLES}]", every)) == sorted(INVISIBLE)
