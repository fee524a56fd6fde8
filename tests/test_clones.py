"""No rule is written twice: what stands in two places drifts apart, and users lose data where the two differ."""

from __future__ import annotations

from pathlib import Path

import pytest

import ivigref
from tests.scripts import script

SOURCE = Path(ivigref.__file__).parent
RULE = """\
    if value is None:
        return None
    found = normalize(value)
    if found is None:
        raise ValueError(value)
    first, *rest = found.split()
    if not rest:
        return first
    return rest[-1]
"""


def test_the_source_holds_no_run_of_lines_twice() -> None:
    """Eight lines that are the same in two places are one rule that has two homes."""
    found = script("find_clones").clones(sorted(SOURCE.rglob("*.py")))
    pairs = {(str(a.path.relative_to(SOURCE)), str(b.path.relative_to(SOURCE))) for a, b, _ in found}
    assert pairs == set(), "python scripts/find_clones.py says where"


@pytest.mark.parametrize(
    ("changed", "lengths"),
    [
        (RULE, [9]),
        (RULE.replace("    return rest[-1]\n", "    return rest[0]\n"), [8]),
        (RULE.replace("        return first\n    return rest[-1]\n", "        return None\n    return rest\n"), []),
        (RULE.replace("(value)\n", "(  value )  # as printed\n\n"), [9]),  # layout and remarks are no difference
        (RULE.replace("found", "got"), []),  # other names may be another rule
        ('    """Say the same."""\n' + RULE, [9]),
    ],
)
def test_a_run_is_found_from_eight_lines_on(changed: str, lengths: list[int], tmp_path: Path) -> None:
    """Seven equal lines are let pass, eight are not, wherever they stand."""
    (tmp_path / "a.py").write_text(f"def read(value):\n{RULE}", encoding="utf-8")
    (tmp_path / "b.py").write_text(f"import re\n\n\ndef look(value, rest):\n{changed}", encoding="utf-8")
    found = script("find_clones").clones(sorted(tmp_path.glob("*.py")))
    assert [length for _, _, length in found] == lengths


def test_the_same_file_is_looked_at_too(tmp_path: Path) -> None:
    """Two functions of one module are two places."""
    (tmp_path / "a.py").write_text(f"def read(value):\n{RULE}\n\ndef look(value):\n{RULE}", encoding="utf-8")
    [(first, second, length)] = script("find_clones").clones([tmp_path / "a.py"])
    assert (first.number, second.number, length) == (2, 14, 9)
