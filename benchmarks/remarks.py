"""What the page of the benchmarks says beside its figures: what others publish, and what was tried."""

from __future__ import annotations

PUBLISHED = """\
## Published elsewhere, not measured here

These need a server and models or an index of hundreds of gigabytes, so only what their makers publish is given. Other
machines, other documents: an order of magnitude, not a comparison.

* [GROBID](https://grobid.readthedocs.io/en/latest/Frequently-asked-questions/), whole PDF to TEI with CRF models: 10.6
  PDF, or some 230 pages, a second on 16 threads, thus 69 ms of a thread a page.
* [biblio-glutton](https://github.com/kermitt2/biblio-glutton/blob/master/doc/Benchmarking.md), a printed reference to
  its DOI, parsed by GROBID (CRF): 67 ms a reference, precision 97.3 and recall 95.5 on 17,015 references. Crossref's
  REST API with 50 questions at once, by the same page: 180 ms, 97.2 and 94.3."""

TRIED = """\
## What was tried

Measured when the code was written; the reasons are in decisions
[17](../decisions/17-a-batch-is-one-function-on-dask.md),
[22](../decisions/22-plain-entries-are-split-by-patterns.md),
[23](../decisions/23-msgspec-and-isa-l-read-the-dumps.md) and
[24](../decisions/24-decisive-fields-are-compared-first.md).

**Reading BibTeX** takes 75 µs per entry of 1.8 kB: 17 each for splitting and for long texts, 12 for names, the rest
for what is built and for fresh memory ([98](../decisions/98-what-is-read-is-built-without-judging.md)). **Writing**
takes 120 µs: 25 each for long texts and the verification, 12 for titles. Four fifths of the time that bibtexparser 2
takes to write is the copy that it makes first; working in place, it needs 30 to 40 µs. A file of 55 MB (30,000
entries) is read in 8.4 s of processor time with a peak of 577 MB, most of it the citations themselves. Without gain:
one pattern for a whole entry that counts braces (33 µs instead of 19), `str.translate` for escapes (98 instead of 12),
a pattern for LaTeX that does not list each first character (26 instead of 11), one pattern for all names of a field
(slower where names are known), other sizes of the memory of names. Not done: reading each entry as it is split (no
faster, and macros and parents may come last) and disabling the garbage collector (it is called seldom instead: it
belongs to the calling program).

**Building an index**: msgspec also writes what is stored (2.1 µs per work instead of 5.4). Keys are inserted 64 per
statement (1.6 µs per work instead of 4.4) and sorted in 16 MB with a second thread: 3.3 million keys take 3 to 4.5 s,
in 256 MB, which exceed the processor's cache, 4.6 to 6.4 s. A quarter of a worker's time is deflate; ISA-L's level 0
would be a sixth faster, for an index a third larger. Without gain: copying a prepared compressor, msgspec's structs
(saves 4.4 µs, for a second set of accessors), pages of 16 kB, no synchronous writes, an index created after the
table.

**Querying an index**: ranking by eight words instead of the six rarest finds .988 instead of .990 with one misspelt
word, .983 instead of .988 with two, and takes longer. Without gain: a shorter conversion for candidates that are only
scored, a memory-mapped file (saves 8 of 22 µs per look-up, but the memory of the process seems to grow with the
index).

**A batch** on two workers used 448 MB, and 398 after rows became JSON at once, Arrow took the system's allocator and
a reader cached 16 MB of the index instead of 64 (0.96 to 1.22 of the speed). A server that forks the workers needs
516 MB."""
