"""The page about sizes that nobody has run: what was measured, multiplied, with the arithmetic shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

WORKS = 167_000_000  # of Crossref
DAY = 100_000_000  # references
SEARCHED = 10  # one reference in so many is looked for by words
UNSORTED = 20 * 3.5  # bytes of a work's keys while an index is built: each twice eight, and what a row costs
SPACE = 50.0  # milliseconds that the slowest hundredth may take
TABLE = (
    ("keys, bytes a work", "key_bytes_per_work", "not"),
    ("keys and records, bytes a work", "bytes_per_work", "not"),
    ("search for words, bytes a work", "words_bytes_per_work", "falls: the vocabulary is shared"),
    ("works built in a core second", "build_works_per_core_second", "hardly: sorting is N log N, and small"),
    (
        "references joined in a core second",
        "references_per_core_second_in_lists",
        "hardly: the tree gains a level for each two hundredfold",
    ),
    ("one search for words, ms", "words_search_ms", "**with the number of works**"),
    (
        "memory of a process that asks, MB",
        "memory_mb",
        "with what it keeps of the file, up to 16 MB, and the words in use",
    ),
    ("recall at 1", "recall_at_1", "not"),
)
TEXT = """\
# How far it goes: 167 million works, 100 million references a day

Nobody has run ivigref at that size. This page is written by `python -m benchmarks.run`, which takes what was measured
up to {largest:,} works ([benchmarks](../reference/benchmarks.md)) and multiplies, so that each step can be checked,
and says what would break first. What is marked “assumed” was not measured.

## What was measured

On one core of a small shared machine, made-up works in the shape of Crossref's public data file:

{table}

## The index

* **Keys**: 167 · 10⁶ × {keys:.0f} B = {keys_gb:.0f} GB. Three to four keys a work, 17 to 21 bytes each in the tree.
* **Records**: 167 · 10⁶ × ({both:.0f} − {keys:.0f}) B = {records_gb:.0f} GB. Real records differ from made-up ones:
  more have no abstract, some have hundreds of authors.
* **Words**: 167 · 10⁶ × {words:.0f} B = {words_gb:.0f} GB.
* **While building**: the keys once more, unsorted (assumed: {unsorted:.0f} B a work, {unsorted_gb:.0f} GB), and the
  sorter's files (as much): about {disk_gb:.0f} GB of disk beside the dump.
* **Time**: 167 · 10⁶ / {built:,} a second = {build_hours:.1f} core-hours, spread over the cores, but for the one
  process that writes and sorts, which has {writer_minutes:.0f} minutes of it ({writer_us:.0f} µs a work); then
  {words_hours:.1f} hours for the words, on one core. More than {most_workers:.0f} cores wait for the writer.
* **An update** of one file copies the index, drops what the file replaces, and makes the words anew: {index_gb:.0f} GB
  of disk more while it runs, and the {words_hours:.1f} hours, however small the file is. Once a week is a night's work;
  once a day wants `--no-words`.

## The day: 10⁸ references

10⁸ / 86,400 s = {rate:,.0f} references a second, day and night.

* **Keys** need about three look-ups and two records a reference. With {keys_gb:.0f} GB of keys in memory the look-ups
  cost no disk; the {records_gb:.0f} GB of records mostly do: two random reads, some tenths of a millisecond on an
  SSD (assumed). {rate:,.0f} × 2 = {reads:,.0f} reads a second is less than a tenth of what an SSD gives (assumed).
* **Parse, resolve by key, check and tag** run at {batch:,} references in a core second, with a small index that is all
  in memory: {rate:,.0f} / {batch:,} = {batch_cores:.1f} cores, twice that for reads from disk and room to breathe.
* **The search for words** is where it breaks. One search costs {search:.2f} ms at {largest:,} works; if it grows in
  proportion, which is more than the table above shows, {search_all:.0f} ms at 167 · 10⁶. If one reference in
  {searched} needs it (assumed: those that are nowhere, and those with a mistake in the title *and* in the numbers),
  that is {search_each:.1f} ms a reference on the average, {rate:,.0f} × {search_each:.1f} ms =
  **{search_cores:.0f} cores**, and no answer within {space:.0f} ms.

## What would break first

1. **The search for words**, from some {breaks:.0f} million works on ({search:.2f} ms × {breaks_times:.0f} =
   {space:.0f} ms, the limit for the slowest hundredth). Shards do not make it cheaper, only faster: 16 shards of 10
   million works answer in {shard:.0f} ms, at the same {search_cores:.0f} cores. What makes it cheaper is to search
   less: only in works of the printed years, a field that halves or better what is read. `--no-words` does without it:
   what is lost is the reference whose title and numbers are both wrong.
2. **Page and volume without the author**: more than eight works share them from about ten million on (assumed),
   and the route then says nothing. With author and year in the key, about four works share one at 167 million
   (assumed), which is still compared.
3. **The one writer**, at some {writer_rate:,.0f} works a second (1 / {writer_us:.0f} µs).
4. **One machine's disk**: {index_gb:.0f} GB is not much. The index is read-only and replaced whole, so that every
   machine may have its own copy; nothing is shared while a batch runs.

## Shards

An index is a folder, and a registry for each. Splitting a dump by the hash of the DOI into k folders needs nothing
new for building. Asking needs the candidates of all k before the scorer chooses: keys cost k times three look-ups,
which matters little, and words are read in parallel. That is on paper only: as long as one SSD holds the index, a
copy for each machine is simpler, and a batch that is cut by references scales with the number of machines.

## Cost

Core-hours and gigabytes, to be multiplied with whatever they cost you: about {all_build_hours:.0f} core-hours and
{disk_gb:.0f} GB of disk for a build; {batch_day:.0f} core-hours a day ({batch_cores:.1f} × 24) for keys, checks and
tags, and {search_day:,.0f} more ({search_cores:.0f} × 24) where every absent work is looked for by words.
"""


def write(path: Path, results: dict[str, Any]) -> None:
    """Write the page."""
    path.write_text(TEXT.format(**figures(results)), encoding="utf-8")


def figures(results: dict[str, Any]) -> dict[str, Any]:
    """Multiply."""
    grown = results["index"]
    last = grown[-1]
    keys, both, words = (last[f"{name}bytes_per_work"] for name in ("key_", "", "words_"))
    search, built, batch = last["words_search_ms"], last["build_works_per_core_second"], results["batch"][0]
    times, rate = WORKS / last["works"], DAY / 86_400
    each = search * times / SEARCHED
    writer = last["writer_us_per_work"] / 1e6
    build_hours, words_hours = WORKS / built / 3600, WORKS / last["words_works_per_core_second"] / 3600
    batch_cores, search_cores = rate / batch["references_per_core_second"], rate * each / 1000
    return {
        "largest": last["works"], "table": _table(grown), "keys": keys, "both": both, "words": words,
        "keys_gb": WORKS * keys / 1e9, "records_gb": WORKS * (both - keys) / 1e9, "words_gb": WORKS * words / 1e9,
        "unsorted": UNSORTED,
        "writer_us": 1e6 * writer, "unsorted_gb": WORKS * UNSORTED / 1e9, "index_gb": WORKS * (both + words) / 1e9,
        "disk_gb": WORKS * (both + words + 2 * UNSORTED) / 1e9,
        "built": built, "build_hours": build_hours, "words_hours": words_hours,
        "all_build_hours": build_hours + words_hours,
        "writer_minutes": WORKS * writer / 60, "writer_rate": 1 / writer, "most_workers": 1 / built / writer,
        "rate": rate, "reads": 2 * rate, "batch": batch["references_per_core_second"], "batch_cores": batch_cores,
        "batch_day": 24 * batch_cores, "search": search, "search_all": search * times, "searched": SEARCHED,
        "search_each": each, "search_cores": search_cores, "search_day": 24 * round(search_cores), "space": SPACE,
        "breaks_times": SPACE / search, "breaks": SPACE / search * last["works"] / 1e6,
        "shard": search * 1e7 / last["works"],
    }  # fmt: skip


def _table(grown: list[dict[str, Any]]) -> str:
    lines = [["", *(f"{row['works']:,} works" for row in grown), "grows"], ["---", *("---:" for _ in grown), "---"]]
    lines += [[said, *(f"{row[column]:,}" for row in grown), grows] for said, column, grows in TABLE]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
