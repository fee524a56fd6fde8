"""Real manuscripts, faulty copies of them, and very long ones."""

from __future__ import annotations

import json
import os
import random
import shutil
import tracemalloc
from pathlib import Path

import pytest

from ivigref import examine, read
from ivigref.model import Checked
from tests.timing import seconds

SHARED = Path(os.environ.get("IVIGREF_SHARED", "/nowhere"))
FOLDER = SHARED / "manuscripts"
TRUTH = json.loads((FOLDER / "truth.json").read_text(encoding="utf-8")) if FOLDER.is_dir() else []
SYSTEMS = {
    "ptds.docx": "numbers", "scoping_v1.docx": "author-year", "deep_rules.docx": "numbers",
    "deep_rules_revision.docx": "numbers", "gptscreenr.md": "keys", "ptds.tex": "keys", "PMC4521097.xml": "author-year",
    "PMC6093152.xml": "author-year", "PMC4569613.xml": "author-year", "PMC1397864.xml": "numbers",
    "PMC4736972.xml": "numbers",
}  # fmt: skip
# What is reported of them was looked up in their text, and is so.
REPORTED = {
    "scoping_v1.docx": ["cited-not-listed"], "deep_rules.docx": ["cited-twice"], "deep_rules_revision.docx": ["cited-twice"],
    "PMC1397864.xml": ["citation-order", "citation-order", "listed-not-cited"],
}  # fmt: skip
SLOW = dict.fromkeys(("deep_rules.docx", "deep_rules_revision.docx"), pytest.mark.slow)  # some megabytes of figures
SECONDS, MEGABYTES = 20, 600  # of a thesis of 300 pages


def checked(tmp_path: Path, name: str) -> Checked:
    """Check a manuscript in a folder of its own, with the list that it names."""
    shutil.copy(FOLDER / name, tmp_path)
    if name == "gptscreenr.md":
        shutil.copy(FOLDER / "gptscreenr.bib", tmp_path / "bibliography.bib")
    if name == "ptds.tex":
        shutil.copy(FOLDER / "ptds.bbl", tmp_path)
    return examine(read(tmp_path / name), registries=[], tag=False)


@pytest.mark.skipif(not TRUTH, reason="needs the real manuscripts of IVIGREF_SHARED")
@pytest.mark.parametrize("entry", [pytest.param(e, id=e["file"], marks=SLOW.get(e["file"], ())) for e in TRUTH])
def test_real_manuscripts_draw_no_false_alarm(tmp_path: Path, entry: dict[str, object]) -> None:
    """How they cite is told, what they cite is found, and nothing is reported that is not so."""
    name = str(entry["file"])
    found = checked(tmp_path, name)
    assert found.cited is not None
    assert found.cited.system == SYSTEMS[name]
    assert len(found.cited.cited) >= int(str(entry["n_cited"]))
    reported = [f.check for f in found.problems if f.check.is_in_text and f.severity != "note"]
    assert reported == REPORTED.get(name, [])


@pytest.mark.slow
@pytest.mark.skipif(not (SHARED / "pdf").is_dir(), reason="needs the real papers of IVIGREF_SHARED")
def test_real_pdfs_are_read_and_draw_no_false_alarm() -> None:
    """Fourteen papers, of which one has tables whose citations no text shows, so that no work is called uncited."""
    alarms = {}
    for file in sorted((SHARED / "pdf").glob("*.pdf")):
        if not file.name.startswith("scan"):
            found = examine(read(file), registries=[], tag=False)
            assert found.cited is not None
            assert found.cited.system is not None, file.name
            alarms[file.stem] = [f.check for f in found.problems if f.check.is_in_text and f.severity != "note"]
    assert {name: checks for name, checks in alarms.items() if checks} == {
        "PMC6281068": ["cited-twice"] * 4,
        "ms_nsink": ["cited-twice"],  # one version of R as 2022a and as 2022b
        "ms_candidaev_supplement": ["citation-order"],
    }


def thesis() -> str:
    """Return an invented text of 300 pages with 600 works and thousands of citations."""
    chance = random.Random(7)  # noqa: S311  (the same text every time)
    words = (
        "the skin of the patients was looked at by two authors who did not know which of them had been treated".split()
    )
    names = [
        f"{a}{b}{c}"
        for a in ("Al", "Be", "Ca", "Do")
        for b in ("der", "lin", "mor")
        for c in ("sen", "wood", "ova", "ski", "hurst")
    ]
    works = [(names[i % 60], 1960 + i // 60 + i % 60) for i in range(600)]
    lines = []
    for _ in range(900):
        cited = (works[chance.randrange(600)] for _ in range(8))
        lines.append(
            " ".join(f"{' '.join(chance.choices(words, k=18))} ({name} and Quux {year})." for name, year in cited)
        )
    listed = [
        f"{name} A, Quux B. Invented lupus {n} of the skin. J Imag Med. {year};{n}:3–9."
        for n, (name, year) in enumerate(works)
    ]
    return "\n\n".join((*lines, "References", "\n".join(listed)))


@pytest.mark.slow
def test_a_thesis_of_300_pages_takes_little(tmp_path: Path) -> None:
    """7,200 citations of 600 works, in processor time and in memory."""
    file = tmp_path / "thesis.txt"
    file.write_text(thesis(), encoding="utf-8")
    found: list[Checked] = []
    assert seconds(lambda: found.append(examine(read(file), registries=[], tag=False))) < SECONDS
    assert found[0].cited is not None
    assert (found[0].cited.system, len(found[0].cited)) == ("author-year", 7200)
    tracemalloc.start()
    examine(read(file), registries=[], tag=False)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most / 1_000_000 < MEGABYTES
