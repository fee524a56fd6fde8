"""Learn further names of diseases from documents whose mentions people have marked, and measure what they are worth.

usage: python scripts/learn_disease_names.py diseases_dev.jsonl.gz [--write]

Each line of the file is a document: title, abstract, and mentions with their text and the UID that it was given. Names
are counted document by document. A name is learned where it has one UID in at least four of five of its marked
documents, and is marked in at least four of five of the documents in which it stands; names of MeSH, of the supplement
and ignored words stay what they are. Printed are F1 on documents that the names were not learned from (five folds).

Names go to disease-mentions.tsv, never texts. What was learned from so far: the development halves of two corpora.
* BC5CDR (Li et al., doi 10.1093/database/baw068): public domain, as the catalogue BigBIO says
  (github.com/bigscience-workshop/biomedical, bigbio/hub/hub_repos/bc5cdr/bc5cdr.py: Public Domain Mark 1.0)
* NCBI Disease (Doğan et al., doi 10.1016/j.jbi.2013.12.006): CC0 1.0, as the same catalogue says
  (bigbio/hub/hub_repos/ncbi_disease/ncbi_disease.py)
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ivigref import Record
from ivigref.tagging.disease_names import Diseases
from ivigref.tagging.library import diseases_without, shipped_lookalikes
from ivigref.tagging.mesh import is_short
from ivigref.tagging.tagger import Tagger
from ivigref.tagging.tokens import Tokens

TARGET = Path(__file__).parents[1] / "src/ivigref/data/vocabularies/disease-mentions.tsv"
SHARE = 0.8  # of its documents in which a name must mean the same disease, and be marked at all
FOLDS = 5
ALONE = 2  # documents in which a name of one word must be marked
LETTERS, WORDS = 5, 5  # the shortest name of one word; the longest name
HEAD = """\
# Names of diseases as titles and abstracts print them, each with the UID that the annotators of a corpus gave it.
# Source: learned by `scripts/learn_disease_names.py` from the development halves of BC5CDR
# (doi 10.1093/database/baw068) and NCBI Disease (doi 10.1016/j.jbi.2013.12.006); names only, no text
# Licence: public domain (BC5CDR) and CC0 1.0 (NCBI Disease), as the catalogue BigBIO states
# (github.com/bigscience-workshop/biomedical, bigbio/hub/hub_repos/bc5cdr/bc5cdr.py and
# bigbio/hub/hub_repos/ncbi_disease/ncbi_disease.py)
"""
Row = dict[str, Any]


def known_without_mentions() -> Diseases:
    """Return the diseases of the package without the names that were learned."""
    return diseases_without(lookalikes=shipped_lookalikes())


def uids(mention: Row) -> list[str]:
    """Return the UIDs of a mention: MeSH's, or OMIM's with its name before it."""
    return [uid.strip() for uid in str(mention["id"] or "").replace("MESH:", "").replace("+", "|").split("|")]


def fold(row: Row) -> int:
    """Return to which fifth a document belongs."""
    return int(hashlib.sha1(f"fold{row['pmid']}".encode(), usedforsecurity=False).hexdigest(), 16) % FOLDS


def learn(rows: Iterable[Row], known: Diseases) -> dict[str, str]:
    """Return the names that the documents teach, each with its UID."""
    marked: defaultdict[str, Counter[str]] = defaultdict(Counter)
    streams: list[str] = []
    for row in rows:
        streams.append(" ".join(("", *Tokens(f"{row['title']} . {row['abstract'] or ''}").stems, "")))
        for name, uid in set(_marked(row["mentions"])):
            marked[name][uid] += 1
    found: dict[str, str] = {}
    for name, counts in marked.items():
        uid, number = counts.most_common(1)[0]
        if known.knows(name) or known.named(uid) is None or number < SHARE * counts.total():
            continue
        if " " not in name and number < ALONE:
            continue
        if number >= SHARE * sum(f" {name} " in stream for stream in streams):
            found[name] = uid
    return found


def _marked(mentions: Iterable[Row]) -> Iterator[tuple[str, str]]:
    for mention in mentions:
        stems, own = Tokens(mention["text"]).stems, uids(mention)
        if len(own) == 1 and not is_short(mention["text"]) and 0 < len(stems) <= WORDS:
            name = " ".join(stems)
            if len(name) >= LETTERS and not re.search(r"\d", name):
                yield name, own[0]


def lines(names: dict[str, str]) -> str:
    """Return the file with these names."""
    return HEAD + "".join(f"{name}\t{uid}\n" for name, uid in sorted(names.items()))


def unseen(rows: list[Row], known: Diseases) -> Iterator[tuple[Row, set[str]]]:
    """Yield each document with the UIDs found in it by names that were learned from other folds."""
    for number in range(FOLDS):
        tagger = Tagger()
        names = learn((r for r in rows if fold(r) != number), known)
        tagger.diseases = diseases_without(learned=lines(names), lookalikes=shipped_lookalikes())
        for row in rows:
            if fold(row) == number:
                record = Record(title=row["title"], abstract=row["abstract"])
                yield row, {tag.mesh for tag in tagger.tag_record(record) if tag.axis == "disease" and tag.mesh}


def scores(found: Iterable[tuple[Row, set[str]]]) -> Iterator[str]:
    """Yield F1 for each corpus, by headings alone and by all concepts."""
    counts: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for row, all_found in found:
        all_true = {uid for mention in row["mentions"] for uid in uids(mention) if uid[:1] in {"D", "C", "O"}}
        for kind, begin in (("headings", ("D",)), ("all concepts", ("D", "C", "O"))):
            true, have = ({uid for uid in some if uid.startswith(begin)} for some in (all_true, all_found))
            counts[row["corpus"], kind].update(hit=len(true & have), alarm=len(have - true), miss=len(true - have))
    for (corpus, kind), c in sorted(counts.items()):
        yield f"{corpus}, {kind}: F1 {2 * c['hit'] / (2 * c['hit'] + c['alarm'] + c['miss']):.3f}"


def main(path: Path, *, write: bool) -> None:
    """Learn from all documents, write the names if wished, and print the figures on unseen folds."""
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        rows = [json.loads(line) for line in stream]
    known = known_without_mentions()
    names = learn(rows, known)
    print(len(names), "names; on documents that they were not learned from:")
    print("\n".join(scores(unseen(rows, known))))
    if write:
        TARGET.write_text(lines(names), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), write="--write" in sys.argv)
