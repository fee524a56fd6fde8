"""How right and how fast the tags are, printed or written as the page docs/reference/tag-scores.md.

usage: python benchmarks/tags.py DIRECTORY [PAGE]

DIRECTORY holds designs_dev.jsonl.gz (PubMed records with NLM's publication types and MeSH headings) and
diseases_dev.jsonl.gz (documents with curated disease mentions: the development parts of BC5CDR and NCBI Disease).
Indexing is withheld from the tagger and used as the truth, by UID. Beside the figures on all records stand those over
ten parts by journal: each part is tagged without the phrases that the other nine do not support, which
scripts/train_designs.py counts.
"""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from ivigref import Record, tag_record
from ivigref.tagging.library import shipped_diseases

sys.path.insert(0, str(Path(__file__).parents[1] / "scripts"))
import learn_disease_names  # type: ignore[import-not-found]  # on the path that is put above
import train_designs  # type: ignore[import-not-found]  # the same
from train_designs import Score

Row = dict[str, Any]
Finder = Callable[[Row], set[str]]

LABELS = {
    "Randomized Controlled Trial": {"D016449"},
    "Case Reports": {"D002363"},
    "Review (any)": {"D016454", "D000078182"},
    "Systematic Review": {"D000078182"},
    "Meta-Analysis": {"D017418"},
    "Double-Blind Method": {"D004311"},
    "Prospective Studies": {"D011446"},
    "Retrospective Studies": {"D012189"},
    "Case-Control Studies": {"D016022"},
    "Cross-Sectional Studies": {"D003430"},
    "Cost-Benefit Analysis": {"D003362"},
    "Cohort family": {"D015331", "D011446", "D012189", "D005500", "D008137"},
}
FROM_TITLES = (
    "Randomized Controlled Trial",
    "Systematic Review",
    "Meta-Analysis",
    "Case Reports",
    "Cost-Benefit Analysis",
)
# Any form of the words that would say it: what lacks them all cannot be told from the text.
SAYING = {
    "Double-Blind Method": re.compile(r"blind|mask|dummy", re.IGNORECASE),
    "Prospective Studies": re.compile(r"prospectiv", re.IGNORECASE),
    "Retrospective Studies": re.compile(r"retrospect|review", re.IGNORECASE),
}
LIMITS = """\
## Limits

* NLM's labels are noisy. *Retrospective*, *Prospective* and *Follow-Up Studies* are often assigned to records whose
  text says nothing of the kind, and not to others that do; *Systematic Review* is a publication type only since
  2019, so older systematic reviews, Cochrane's among them, count as errors here.
* About one record in ten has no abstract. What its title does not say cannot be found, and is not guessed.
* The sample is small: labels with fewer than 20 records move by several points with a single record, and hardly any
  record is of rheumatology or dermatology, which this package was made for.
* The disease corpora were annotated with older MeSH: a heading that has since been split (Ototoxicity, Tardive
  Dyskinesia, Cystitis Hemorrhagic) counts as two errors, and so does OMIM's number where MeSH has a record today.
* Depression, the symptom, is tagged as that and not as Depressive Disorder, which the annotators chose for both.
* A case series that gives no number is tagged as one, without the code of *Case Reports*: NLM assigned it to none of
  the six works here that call themselves a case series.
* The rules were written while looking at all of these records. What they are worth elsewhere, only other records say.
"""
ABOUT_PARTS = """\
Rules were written while looking at these records. The last columns are of the same records in ten parts by journal:
each is tagged without the phrases that cost more than they brought in the other nine (*paid*), and also without all
those that hit nothing there (*seen*), which is stricter than fair, since it drops what is right, but rare.
"""
UNSEEN = """\
### Held out

Half of the collection was kept from everybody who wrote rules. On it the version before these rules had, as F1: RCT
.908 (then .939 on the records above), Case Reports .764 (.736), Review .664 (.740), Double-Blind .878 (.882),
Prospective .772 (.818), Retrospective .674 (.750), Cohort family .678 (.739), Cross-Sectional .885 (.731); diseases:
CDR .843, NCBI .795. For the present rules it has not been measured yet.

### Beside others

NLM's own gaps set a ceiling: for prospective and retrospective studies about .80, since no word says so in a quarter
of the records that have these headings. Multi-Tagger (Cohen et al., medRxiv 2021.07.13.21260468) publishes the area
under the curve of each of its 50 taggers, not F1; its successor (Menke et al., PMID 40417522) a mean F1 over all its
types, .632; RobotSearch has another truth. No label has a published figure of the same measure and truth, so none is
set beside ours.

### What words cannot say
"""


def read(path: Path) -> list[Row]:
    """Read one file of rows."""
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        return [json.loads(line) for line in stream]


def crossed_scores(path: Path) -> tuple[dict[str, Score], dict[str, Score]]:
    """Score each label over ten parts by journal, without phrases that did not pay in the others, or did not hit there.

    What a phrase was written for is in one part: where it hits in no other, the second score does without it.
    """
    rows = list(train_designs.read(path))
    paid, seen = ({label: Score() for label in LABELS} for _ in range(2))
    for part in range(train_designs.PARTS):
        costly, unseen = train_designs.left_out([row for row in rows if row.part != part])
        for row in (row for row in rows if row.part == part):
            for scores, but in ((paid, costly), (seen, unseen)):
                found = {tag.mesh for tag in row.tags(but)}
                for label, uids in LABELS.items():
                    scores[label].add(true=bool(row.uids & uids), found=bool(found & uids))
    return paid, seen


def design_scores(rows: Iterable[Row], *, title_only: bool) -> dict[str, Score]:
    """Score each label over the rows."""
    scores = {label: Score() for label in LABELS}
    for row in rows:
        record = Record(title=row["title"], abstract=None if title_only else row["abstract"])
        found = {tag.mesh for tag in tag_record(record) if tag.axis == "design"}
        true = {item["ui"] for item in (*row["publication_types"], *row["mesh"])}
        for label, uids in LABELS.items():
            scores[label].add(true=bool(true & uids), found=bool(found & uids))
    return scores


def silent(rows: Iterable[Row], label: str) -> tuple[int, int]:
    """Return how many records with a label are missed, and how many of these have no word that could say it."""
    missed = wordless = 0
    for row in rows:
        true = {item["ui"] for item in (*row["publication_types"], *row["mesh"])}
        if not true & LABELS[label]:
            continue
        tags = tag_record(Record(title=row["title"], abstract=row["abstract"]))
        if not any(tag.axis == "design" and tag.mesh in LABELS[label] for tag in tags):
            missed += 1
            wordless += SAYING[label].search(f"{row['title']} {row['abstract']}") is None
    return missed, wordless


def disease_score(rows: Iterable[Row], *, title_only: bool, concepts: str = "D", found: Finder | None = None) -> Score:
    """Score the sets of concepts of each document.

    ``concepts`` are the first letters of the identifiers that count: D for headings, "DCO" for supplementary records
    and OMIM's numbers, too. ``found`` says what is found in a row, if not the package's own tags.
    """
    score = Score()
    for row in rows:
        record = Record(title=row["title"], abstract=None if title_only else row["abstract"])
        tagged = found(row) if found else {tag.mesh for tag in tag_record(record) if tag.axis == "disease" and tag.mesh}
        have, true = (
            {uid for uid in uids if uid[:1] in concepts} for uids in (tagged, _true(row, title_only=title_only))
        )
        score.hits += len(have & true)
        score.alarms += len(have - true)
        score.misses += len(true - have)
    return score


def near_score(rows: Iterable[Row]) -> Score:
    """Score headings as right, too, where the other side has a heading right above or below them in MeSH's tree."""
    mesh = shipped_diseases().mesh
    near = {
        uid: {uid, *(mesh.nodes.get(tree.rpartition(".")[0], uid) for tree in trees)}
        for uid, trees in mesh.trees.items()
    }
    score = Score()
    for row in rows:
        tags = tag_record(Record(title=row["title"], abstract=row["abstract"]))
        have = {tag.mesh for tag in tags if tag.axis == "disease" and tag.mesh in near}
        true = {uid for uid in _true(row, title_only=False) if uid in near}
        around = {uid: {other for other in near if other in near[uid] or uid in near[other]} for uid in {*have, *true}}
        score.hits += sum(bool(around[uid] & true) for uid in have)
        score.alarms += sum(not around[uid] & true for uid in have)
        score.misses += sum(not around[uid] & have for uid in true)
    return score


def _true(row: Row, *, title_only: bool) -> set[str]:
    mentions = (mention for mention in row["mentions"] if mention["in_title"] or not title_only)
    return {
        uid.strip()
        for mention in mentions
        for uid in str(mention["id"] or "").replace("MESH:", "").replace("+", "|").split("|")
    }


def disease_page(rows: list[Row]) -> Iterator[str]:
    """Yield the part of the page on diseases."""
    known = learn_disease_names.known_without_mentions()
    unseen = {row["pmid"]: found for row, found in learn_disease_names.unseen(rows, known)}
    yield f"## Diseases ({len(rows)} documents of the development halves)"
    yield ""
    yield "Headings are MeSH's; all concepts are these, supplementary records, and OMIM's numbers where MeSH has"
    yield "neither. The package ships names that were learned from these very documents, so that their figures flatter:"
    yield "for the column *five folds* each document was tagged with names that were learned from others only."
    yield ""
    yield "| corpus | text | counted | precision | recall | F1 | F1, five folds |"
    yield "|---|---|---|---|---|---|---|"
    for corpus in sorted({row["corpus"] for row in rows}):
        own = [row for row in rows if row["corpus"] == corpus]
        for concepts, counted in (("D", "headings"), ("DCO", "all concepts")):
            folds = disease_score(own, title_only=False, concepts=concepts, found=lambda row: unseen[row["pmid"]])
            a = disease_score(own, title_only=False, concepts=concepts)
            yield f"| {corpus} | title and abstract | {counted} | {a.cells} | {folds.f1:.3f} |"
        yield f"| {corpus} | title and abstract | headings, one step off is right | {near_score(own).cells} | |"
        yield f"| {corpus} | title | headings | {disease_score(own, title_only=True).cells} | |"
    yield ""


def per_second(work: Callable[[Record], object], records: list[Record]) -> float:
    """Return how many records a second the work does, at the second time, when all words are known."""
    for record in records:
        work(record)
    start = time.perf_counter()
    for record in records:
        work(record)
    return len(records) / (time.perf_counter() - start)


def load_milliseconds() -> float:
    """Return how long a fresh process takes to load all vocabularies, the best of five."""
    code = (
        "import time; from ivigref.tagging import Tagger; s = time.perf_counter(); Tagger();"
        "print(1000 * (time.perf_counter() - s))"
    )
    runs = (subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True) for _ in range(5))
    return min(float(run.stdout) for run in runs)


def page(directory: Path) -> Iterator[str]:
    """Yield the lines of the page."""
    designs, diseases = read(directory / "designs_dev.jsonl.gz"), read(directory / "diseases_dev.jsonl.gz")
    yield "# How accurate the tags are"
    yield ""
    yield "Made by `python benchmarks/tags.py`; indexing is withheld from the tagger and used as the truth, by UID."
    yield ""
    yield f"## Designs, from title and abstract ({len(designs)} PubMed records)"
    yield ""
    yield ABOUT_PARTS
    yield "| label | records | precision | recall | F1 | paid: F1 | seen: precision | recall | F1 |"
    yield "|---|---|---|---|---|---|---|---|---|"
    every = design_scores(designs, title_only=False)
    paid, seen = crossed_scores(directory / "designs_dev.jsonl.gz")
    for label in LABELS:
        a = every[label]
        yield f"| {label} | {a.hits + a.misses} | {a.cells} | {paid[label].f1:.3f} | {seen[label].cells} |"
    yield ""
    yield UNSEEN
    yield "Words cannot find what the text does not say:"
    yield ""
    yield "| label | missed | of these without any word for it | recall if all others were found |"
    yield "|---|---|---|---|"
    for label in SAYING:
        missed, wordless = silent(designs, label)
        true = every[label].hits + every[label].misses
        yield f"| {label} | {missed} | {wordless} | {(true - wordless) / true:.3f} |"
    yield ""
    yield "## Designs, from the title alone"
    yield ""
    yield "| label | precision | coverage: share of the true ones that titles show |"
    yield "|---|---|---|"
    from_titles = design_scores(designs, title_only=True)
    for label in FROM_TITLES:
        score = from_titles[label]
        yield f"| {label} | {score.precision:.3f} ({score.hits} of {score.hits + score.alarms}) | {score.recall:.3f} |"
    yield ""
    yield from disease_page(diseases)
    yield LIMITS


def speed(directory: Path) -> Iterator[str]:
    """Yield the lines about speed, which belong to a machine and not on the page."""
    rows = read(directory / "designs_dev.jsonl.gz")
    titles = [Record(title=row["title"]) for row in rows]
    abstracts = [Record(title=row["title"], abstract=row["abstract"]) for row in rows if row["abstract"]]
    yield f"{per_second(tag_record, titles):.0f} titles a second"
    yield f"{per_second(tag_record, abstracts):.0f} titles with abstracts a second"
    yield f"vocabularies loaded in {load_milliseconds():.0f} ms"


def main(directory: Path, out: Path | None = None) -> None:
    """Print the figures, or write the page and print the speed."""
    text = "\n".join(page(directory))
    if out is None:
        print(text)
    else:
        out.write_text(text, encoding="utf-8")
    print("\n".join(speed(directory)))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:3]))
