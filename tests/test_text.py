from __future__ import annotations

import re
from pathlib import Path

import pytest

import ivigref
from ivigref.keys import base_key
from ivigref.model import Reference
from ivigref.names import Name
from ivigref.text import INVISIBLE, INVISIBLES, counted, fold, romanize


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


@pytest.mark.parametrize(("number", "said"), [(0, "0 values"), (1, "1 value"), (2, "2 values"), (1_000, "1000 values")])
def test_a_number_has_its_noun(number: int, said: str) -> None:
    """One is one, and nothing is many."""
    assert counted(number, "value") == said
    assert counted(number, "entry", ",", plural="entries").endswith("entry" if number == 1 else "entries")


def test_numbers_have_their_nouns_from_one_function() -> None:
    """Every other way to write "1 value, 2 values" is forgotten somewhere."""
    own = re.compile(
        r"\{[^{}]+\} [a-z ]+\{'' if [^{}]+ else 's'|\{[^{}]+\} (?:values corrected|records written|references written)"
    )
    modules = Path(ivigref.__file__).parent.rglob("*.py")
    assert [path.name for path in modules if own.search(path.read_text(encoding="utf-8"))] == []
