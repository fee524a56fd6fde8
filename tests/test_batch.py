"""A batch: the same results as one process, in order, whatever the input, the engine and the accidents."""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

pa = pytest.importorskip("pyarrow", reason="needs the extra batch")
pq = pytest.importorskip("pyarrow.parquet")

from benchmarks import dumps  # noqa: E402  (the extra is asked for first)
from ivigref import parse  # noqa: E402
from ivigref.batch import OUTPUT, Partition, partitions, process, run  # noqa: E402
from ivigref.checks import check  # noqa: E402
from ivigref.data import references_text  # noqa: E402
from ivigref.errors import InputError, StorageError  # noqa: E402
from ivigref.registries import Local, Recorded  # noqa: E402
from ivigref.registries.local import FORMS, build  # noqa: E402
from ivigref.resolution import resolve  # noqa: E402
from ivigref.tagging import tag  # noqa: E402

COUNT = 240


@pytest.fixture(scope="module")
def printed() -> list[str]:
    """Print some made-up works, with faults."""
    rng = random.Random(5)  # noqa: S311  (no secret)
    return [dumps.printed(work, rng) for work in dumps.works(COUNT)]


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build an index of these works."""
    root = tmp_path_factory.mktemp("batch")
    dumps.write_crossref(root / "dump", COUNT)
    build(root / "index", FORMS["crossref"], [root / "dump"], workers=1, with_words=False)
    return root / "index"


def results(folder: Path) -> list[dict[str, Any]]:
    """Return the rows of a batch's results, in the order of its files."""
    return [row for path in sorted(folder.glob("part-*.parquet")) for row in pq.read_table(path).to_pylist()]


def write_lines(path: Path, printed: list[str]) -> Path:
    """Write references as JSON lines."""
    path.write_text("".join(json.dumps({"text": text}) + "\n" for text in printed), encoding="utf-8")
    return path


def test_a_row_says_what_check_and_tag_say(registry: Path) -> None:
    """The pure function is the command line's own pipeline: the same record, findings, status, key and tags."""
    references = parse(references_text())
    rows = [{"list": "57", "reference": r.model_dump_json()} for r in references]
    done = process(pa.RecordBatch.from_pylist(rows), str(registry))
    with ExitStack() as opened:
        local = [opened.enter_context(local) for local in Local.each(registry)]
        citations = tag(resolve(references, [*local, Recorded()]))
    assert done.schema == OUTPUT
    assert done.column("key").to_pylist() == [citation.key for citation in citations]
    found = [finding for row in done.to_pylist() for finding in row["findings"]]
    assert [(f["check"], f["message"]) for f in found] == [(f.check, f.message) for f in check(citations)]
    assert [[t["term"] for t in tags] for tags in done.column("tags").to_pylist()] == [
        [t.term for t in c.tags] for c in citations
    ]


def test_rows_of_one_list_are_compared_and_others_are_not() -> None:
    """The same work twice is a duplicate in one list, and two readers' business in two."""
    text = "Doe J. A case of lupus nephritis that was seen twice. J Ideas. 2003;7:1–9."
    done = process(pa.RecordBatch.from_pylist([{"list": name, "text": text} for name in ("a", "a", "b", None, None)]))
    duplicates = ["duplicate" in {f["check"] for f in findings} for findings in done.column("findings").to_pylist()]
    assert duplicates == [False, True, False, False, False]


@pytest.mark.parametrize(
    "row",
    [{"text": None}, {"text": ""}, {"reference": "{"}, {"reference": '{"year": "x"}'}, {"text": "\x00 \ufffd" * 50}],
)
def test_no_row_costs_another(row: dict[str, Any]) -> None:
    """What cannot be read is a finding of its row."""
    done = process(
        pa.RecordBatch.from_pylist(
            [
                {"text": "Doe J. A title. J Ideas. 2003;7:1.", "reference": None} | row,
                {"text": "Doe J. A title. J Ideas. 2003;7:1."},
            ]
        )
    )
    first, second = done.to_pylist()
    assert "unreadable" in {finding["check"] for finding in first["findings"]}
    assert json.loads(second["reference"])["title"] == "A title"


def test_an_empty_batch_stays_empty() -> None:
    """Engines ask with no rows to learn the schema."""
    assert process(pa.RecordBatch.from_pylist([], schema=pa.schema([("text", pa.string())]))).schema == OUTPUT


@pytest.mark.parametrize("rows", [1, 7, 100, 1_000])
@pytest.mark.parametrize("kind", ["parquet", "jsonl", "txt"])
def test_however_it_is_cut_the_rows_are_the_same(tmp_path: Path, printed: list[str], kind: str, rows: int) -> None:
    """Every row comes once, in order, and a list is never cut in two."""
    source = tmp_path / "in"
    source.mkdir()
    lists = [f"{n // 40:02d}.txt" for n in range(COUNT)]
    if kind == "txt":
        for name in dict.fromkeys(lists):
            items = [text for text, of in zip(printed, lists, strict=True) if of == name]
            numbered = "".join(f"{n}. {text}\n" for n, text in enumerate(items, start=1))
            (source / name).write_text(numbered, encoding="utf-8")
    else:
        table = [{"list": name, "text": text} for name, text in zip(lists, printed, strict=True)]
        for n, half in enumerate((table[: COUNT // 2], table[COUNT // 2 :])):
            if kind == "parquet":
                pq.write_table(pa.Table.from_pylist(half), source / f"{n}.parquet", row_group_size=33)
            else:
                (source / f"{n}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in half), encoding="utf-8")
    parts = [part.read().to_pylist() for part in partitions(source, rows)]
    assert [row["text"] for part in parts for row in part] == printed
    homes = [{row["list"] for row in part} for part in parts]
    assert sum(map(len, homes)) == 6


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (b'{"text": "T"}', "T"),
        (b'"T"', "T"),
        (b"{broken", "{broken"),
        (b"T \xff", "T \ufffd"),
        (b'{"text": 5}', None),
        (b'{"text": "T", "number": true}', "T"),
        (b'{"text": "T", "number": 99999999999}', "T"),
        (b"[1]", "[1]"),
    ],
)
def test_a_line_that_is_no_json_is_itself_the_text(tmp_path: Path, line: bytes, text: str | None) -> None:
    """Nothing of the input is passed over in silence."""
    path = tmp_path / "in.jsonl"
    path.write_bytes(line + b'\n\n{"text": "next"}')
    assert [row["text"] for part in partitions(path, 10) for row in part.read().to_pylist()] == [text, "next"]


def test_a_list_that_cannot_be_read_is_a_row(tmp_path: Path) -> None:
    """A PDF among the lists is a finding with its name, and the lists beside it are done."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_bytes(b"%PDF-1.4")
    (tmp_path / "in" / "b.txt").write_text("1. Doe J. A title of a work. J Ideas. 2003;7:1–9.\n", encoding="utf-8")
    run(tmp_path / "in", tmp_path / "out")
    first, second = results(tmp_path / "out")
    assert (first["list"], second["list"]) == ("a.txt", "b.txt")
    assert "a PDF file" in json.loads(first["reference"])["unparsed"][0]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda root: root / "nowhere", "no such file"),
        (lambda root: root, "expected Parquet, JSON lines"),
        (lambda root: _file(root / "in.parquet", b"no parquet"), "cannot be read"),
        (
            lambda root: _table(root, citation=["Doe J. A title."]),
            r"expected a column text, .* found citation \(string",
        ),
        (lambda root: _table(root, text=[1, 2]), r"expected a column text, of strings, found text \(int64\)"),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path: Path, make: Callable[[Path], Path], message: str) -> None:
    """Before anything is written."""
    (tmp_path / "given").mkdir()
    with pytest.raises(InputError, match=message):
        run(make(tmp_path / "given"), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_lists_beside_tables_are_not_passed_over(tmp_path: Path) -> None:
    """A folder with both is refused, and says which files are which: only the tables would be read."""
    _table(tmp_path, text=["Doe J. A title."])
    for name in ("a.txt", "b.bib", "c.ris", "d.nbib"):
        _file(tmp_path / name, b"1. Doe J. A title.")
    with pytest.raises(InputError, match=r"found both: in\.parquet; and a\.txt, b\.bib, c\.ris and 1 more; give each"):
        partitions(tmp_path, 10)


def _table(root: Path, **columns: list[Any]) -> Path:
    pq.write_table(pa.table(columns), root / "in.parquet")
    return root / "in.parquet"


def _file(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def test_a_list_may_have_a_number_for_a_name(tmp_path: Path) -> None:
    """A column of whole numbers is the commonest name of a list; one that is too large for an item's is left out."""
    text = ["Doe J. A title of a work. J Ideas. 2003;7:1–9."] * 3
    source = _table(tmp_path, text=text, list=[7, 7, 8], number=[1, 2, 2**40])
    [part] = partitions(source, 10)
    assert part.read().column("list").to_pylist() == ["7", "7", "8"]
    done = process(pq.read_table(source).to_batches()[0]).to_pylist()
    assert [row["number"] for row in done] == [1, 2, None]
    duplicates = [any(finding["check"] == "duplicate" for finding in row["findings"]) for row in done]
    assert duplicates == [False, True, False]


def test_a_broken_entry_of_a_list_is_a_row(tmp_path: Path) -> None:
    """Of a reference manager's file, an entry that breaks its rules is seen, beside others or alone."""
    (tmp_path / "in").mkdir()
    whole, broken = "@article{a, title={A title of a work}, year=2003}\n", "@article{b, title={Never closed"
    (tmp_path / "in" / "a.bib").write_text(whole + broken, encoding="utf-8")
    (tmp_path / "in" / "b.bib").write_text(broken, encoding="utf-8")
    run(tmp_path / "in", tmp_path / "out")
    said = [
        (row["list"], [f["message"] for f in row["findings"] if f["check"] == "unreadable"])
        for row in results(tmp_path / "out")
    ]
    unreadable = "could not be read: this entry breaks the rules of BibTeX"
    assert said == [("a.bib", [unreadable]), ("a.bib", []), ("b.bib", [unreadable])]


def test_what_is_done_is_not_done_again(tmp_path: Path, printed: list[str]) -> None:
    """A partition that is missing is done, the others are not touched, and the results are those of one run."""
    source = write_lines(tmp_path / "in.jsonl", printed)
    whole = run(source, tmp_path / "out", rows=50)
    before = results(tmp_path / "out")
    (tmp_path / "out" / "part-000002.parquet").unlink()
    times = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "out").glob("part-*")}
    again = run(source, tmp_path / "out", rows=50)
    assert (whole.done, again.done, again.partitions, whole.statuses) == (5, 1, 5, again.statuses)
    assert results(tmp_path / "out") == before
    assert all((tmp_path / "out" / name).stat().st_mtime_ns == stamp for name, stamp in times.items())
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "_batch.json",
        *(f"part-00000{n}.parquet" for n in range(5)),
    ]


def test_results_of_two_runs_are_not_mixed(tmp_path: Path, printed: list[str]) -> None:
    """Another input, another cut, or a folder with something else in it: refused."""
    source = write_lines(tmp_path / "in.jsonl", printed[:9])
    run(source, tmp_path / "out", rows=5)
    with pytest.raises(InputError, match="with other rows; name an empty folder"):
        run(source, tmp_path / "out", rows=6)
    write_lines(source, printed[:8])
    with pytest.raises(InputError, match="with other input; name an empty folder"):
        run(source, tmp_path / "out", rows=5)
    with pytest.raises(InputError, match="expected an empty folder"):
        run(source, tmp_path)
    write_lines(source, printed[:9])
    (tmp_path / "out" / "_batch.json").write_text("[]", encoding="utf-8")
    with pytest.raises(InputError, match="is not what a batch wrote"):
        run(source, tmp_path / "out", rows=5)


def test_results_do_not_lie_in_the_input(tmp_path: Path, printed: list[str]) -> None:
    """The same command again would take its own results for lists."""
    write_lines(tmp_path / "in.jsonl", printed[:9])
    with pytest.raises(InputError, match="cannot lie in the input"):
        run(tmp_path, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_results_are_read_as_one_table(tmp_path: Path, printed: list[str]) -> None:
    """What reads a folder of Parquet reads the results, in order, and is not led astray by what else is kept there."""
    run(write_lines(tmp_path / "in.jsonl", printed[:9]), tmp_path / "out", rows=5)
    assert pq.read_table(tmp_path / "out").column("text").to_pylist() == printed[:9]


def test_a_damaged_result_is_said(tmp_path: Path, printed: list[str]) -> None:
    """A file of results that somebody cut off is named; without it the command goes on."""
    source = write_lines(tmp_path / "in.jsonl", printed[:9])
    whole = run(source, tmp_path / "out", rows=5)
    damaged = tmp_path / "out" / "part-000001.parquet"
    damaged.write_bytes(b"PAR1")
    with pytest.raises(StorageError, match=r"part-000001\.parquet: is not what a batch wrote; remove it"):
        run(source, tmp_path / "out", rows=5)
    damaged.unlink()
    assert run(source, tmp_path / "out", rows=5).statuses == whole.statuses


def test_a_worker_opens_an_index_that_was_built_anew(tmp_path: Path, printed: list[str]) -> None:
    """Workers of a cluster live on from batch to batch, and the index may be another one each time."""
    batch = pa.record_batch({"text": printed[:1]})
    for count in (1, 2):
        dumps.write_crossref(tmp_path / f"dump{count}", count, seed=3 - count)
        build(tmp_path / "index", FORMS["crossref"], [tmp_path / f"dump{count}"], rebuild=True, with_words=False)
        [found] = process(batch, str(tmp_path / "index")).column("doi").to_pylist()
        assert (found is not None) == (count == 2)


@pytest.mark.parametrize("workers", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_an_index_that_is_replaced_ends_the_batch(tmp_path: Path, printed: list[str], workers: int) -> None:
    """What is done stays with the index that the manifest names: no folder of results is of two."""
    source, index, out = write_lines(tmp_path / "in.jsonl", printed), tmp_path / "index", tmp_path / "out"

    def replace(done: int, _total: int = 0, _what: str = "") -> None:
        if done < 2:
            dumps.write_crossref(tmp_path / f"dump{done}", done + 1)
            build(index, FORMS["crossref"], [tmp_path / f"dump{done}"], workers=1, rebuild=True, with_words=False)

    replace(0)
    with pytest.raises(StorageError, match=r"index: the index was replaced while the batch ran.*into an empty folder"):
        run(source, out, registry=index, workers=workers, rows=5, progress=replace)
    assert 0 < len(list(out.glob("part-*"))) < COUNT // 5
    assert json.loads((out / "_batch.json").read_text(encoding="utf-8"))["index"][0][:2] == ["crossref", 1]
    with pytest.raises(InputError, match="with other index; name an empty folder"):
        run(source, out, registry=index, workers=workers, rows=5)


def test_a_write_that_fails_leaves_no_half_file(
    tmp_path: Path, printed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk: the error names the file, and what is whole stays."""
    source = write_lines(tmp_path / "in.jsonl", printed[:10])

    def full(_table: object, path: Path, **_: object) -> None:
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pq, "write_table", full)
    with pytest.raises(StorageError, match=r"part-000000\.parquet: cannot be written: .*No space left"):
        run(source, tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["_batch.json"]


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Start a cluster of three processes."""
    distributed = pytest.importorskip("distributed", reason="needs the extra batch")
    with distributed.LocalCluster(
        3, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0", host="127.0.0.1"
    ) as made:
        yield made


@pytest.mark.slow
def test_a_killed_worker_changes_nothing(tmp_path: Path, printed: list[str], registry: Path, cluster: Any) -> None:  # noqa: ANN401  (Dask's own)
    """One of three processes is killed in the middle: its partitions are done by the others, and all is in order."""
    from distributed import Client  # noqa: PLC0415

    source = write_lines(tmp_path / "in.jsonl", printed)
    run(source, tmp_path / "alone", registry=registry, rows=5)
    with Client(cluster) as client:
        workers = list(client.run(os.getpid).values())
    killed: list[int] = []

    def kill() -> None:
        while not killed and not cancelled.wait(0.005):
            if len(list((tmp_path / "out").glob("part-*"))) > 2:
                os.kill(workers[0], signal.SIGKILL)
                killed.append(len(list((tmp_path / "out").glob("part-*"))))

    cancelled = threading.Event()
    killer = threading.Thread(target=kill)
    killer.start()
    try:
        summary = run(source, tmp_path / "out", registry=registry, rows=5, scheduler=cluster.scheduler_address)
    finally:
        cancelled.set()
        killer.join()
    assert killed
    assert killed[0] < summary.partitions == 48
    assert results(tmp_path / "out") == results(tmp_path / "alone")
    assert [json.loads(row["reference"])["raw"] for row in results(tmp_path / "out")] == printed


@pytest.mark.slow
def test_a_cluster_starts_by_itself(tmp_path: Path, printed: list[str], registry: Path) -> None:
    """Three workers on this machine, however many cores it has, give what one gives; a wrong address is said."""
    distributed = pytest.importorskip("distributed", reason="needs the extra batch")
    source = write_lines(tmp_path / "in.jsonl", printed)
    run(source, tmp_path / "alone", registry=registry, rows=60)
    started: list[int] = []

    def counted(_done: int, _total: int, _what: str) -> None:
        started.append(len(distributed.default_client().nthreads()))

    run(source, tmp_path / "out", registry=registry, rows=60, workers=3, progress=counted)
    assert max(started) == 3
    assert results(tmp_path / "out") == results(tmp_path / "alone")
    with pytest.raises(InputError, match="expected the address of a Dask scheduler"):
        run(source, tmp_path / "none", scheduler="nonsense://127.0.0.1:1")


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # Spark's own, about versions and sockets
def test_the_page_s_example_runs_under_spark(
    tmp_path: Path, printed: list[str], registry: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What docs/howto/big-lists.md shows gives under Spark what it gives here."""
    sql = pytest.importorskip("pyspark.sql", reason="needs pyspark and Java 17")
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)  # else its workers take the first python3 of the path
    page = Path(__file__).parent.parent / "docs" / "howto" / "big-lists.md"
    [code] = [block for block in page.read_text(encoding="utf-8").split("```") if "mapInArrow(done" in block]
    names: dict[str, Any] = {}
    exec(compile(code.removeprefix("python\n"), str(page), "exec"), names)  # noqa: S102  (the page is ours)
    pq.write_table(pa.table({"text": printed}), tmp_path / "in.parquet", row_group_size=50)
    spark = sql.SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    try:
        names["run"](spark, str(tmp_path / "in.parquet"), str(tmp_path / "out"), str(registry))
    finally:
        spark.stop()
    done = [row for path in sorted((tmp_path / "out").glob("*.parquet")) for row in pq.read_table(path).to_pylist()]
    alone = process(pa.RecordBatch.from_pylist([{"text": text} for text in printed]), str(registry)).to_pylist()
    assert sorted(done, key=str) == sorted(alone, key=str)


def test_batches_stream_through_as_spark_and_others_hand_them(printed: list[str], registry: Path) -> None:
    """From an iterator of batches to an iterator of batches, one by one: nothing waits for the whole."""
    given = (pa.RecordBatch.from_pylist([{"text": text}]) for text in printed[:3])
    done = (process(batch, str(registry)) for batch in given)
    assert [next(done).num_rows for _ in range(3)] == [1, 1, 1]


def test_partitions_are_plain_values(tmp_path: Path) -> None:
    """A partition is sent to a worker, so it holds names and numbers and no open file."""
    (tmp_path / "in.jsonl").write_text('{"text": "a"}\n{"text": "b"}\n', encoding="utf-8")
    assert partitions(tmp_path / "in.jsonl", 1) == [
        Partition(tmp_path, ("in.jsonl",), 0, 14),
        Partition(tmp_path, ("in.jsonl",), 14, 28),
    ]
