"""What the benchmarks make of their results: sums that can be checked, and a look at all processes of a command."""

from __future__ import annotations

import json
import re
from argparse import Namespace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from benchmarks import charts, page, ratios, run, scale
from tests.serving import references

pytest.importorskip("psutil", reason="the benchmarks need psutil")
pytest.importorskip("pyarrow", reason="and pyarrow, for their lists")

from benchmarks import processes, serve

ROOT = Path(__file__).parent.parent
SIZES = ("10,000", "100,000", "1,000,000", "10,000,000")
MILLION = {
    "works": 1_000_000,
    "key_bytes_per_work": 71.3,
    "bytes_per_work": 494.3,
    "words_bytes_per_work": 19.4,
    "build_works_per_core_second": 10_000,
    "writer_us_per_work": 18.0,
    "words_works_per_core_second": 20_000,
    "references_per_core_second_in_lists": 1_000,
    "words_search_ms": 2.0,
    "memory_mb": 130,
    "recall_at_1": 0.995,
}


@pytest.mark.parametrize(
    "said",
    [
        "167 · 10⁶ × 71 B = 12 GB",
        "(494 − 71) B = 71 GB",
        "334 ms at 167 · 10⁶",
        "about 25 million works",
        "| recall at 1 | 0.995 | constant |",
    ],
)
def test_the_page_on_scale_multiplies_what_was_measured(tmp_path: Path, said: str) -> None:
    """Each figure of the page follows from the results, whatever they are."""
    scale.write(tmp_path / "scale.md", {"index": [MILLION], "batch": [{"references_per_core_second": 200}]})
    assert said in " ".join((tmp_path / "scale.md").read_text(encoding="utf-8").split())


def test_a_command_is_watched_to_its_end() -> None:
    """Time and memory of the process are those of the command, and a failure is none of its figures."""
    taken = processes.ivigref("parse", "--help")
    assert taken.seconds > 0
    assert taken.processor_seconds > 0
    assert 5 < taken.memory_mb < 500
    with pytest.raises(SystemExit, match="exit code 2"):
        processes.ivigref("no-such-verb")


PUBLISHED: dict[str, Any] = json.loads((ROOT / "benchmarks/results.json").read_text(encoding="utf-8"))


@pytest.mark.slow
@pytest.mark.parametrize("suite", ratios.SMALL)
def test_no_ratio_is_a_fifth_worse_than_the_page_says(suite: str) -> None:
    """Beside another in the same small run, in processor seconds; the best of some runs counts, for machines are shared."""
    published = {name: times for name, times in PUBLISHED["ratios"].items() if ratios.RATIOS[name].suite == suite}
    if not ratios.wanted(suite):
        pytest.skip("the peer is not installed")
    runs = (ratios.small(suite) for _ in range(ratios.ATTEMPTS))
    assert ratios.worse(published, runs) == {}, f"published {published}"


def test_each_ratio_that_must_not_get_worse_is_on_the_page() -> None:
    """One without a published figure would be compared with nothing."""
    assert PUBLISHED["ratios"].keys() == ratios.RATIOS.keys()
    assert {each.suite for each in ratios.RATIOS.values()} == ratios.SMALL.keys()


@pytest.mark.parametrize(
    ("name", "printed", "times"),
    [
        ("`ivigref --help` beside `import pydantic`",
         {"milliseconds": {"ivigref --help": 30, "import pydantic": 60}}, 0.5),
        ("BibTeX read beside bibtexparser 2",
         {"BibTeX read": {"per_core_second": 50}, "BibTeX read, bibtexparser 2": {"per_core_second": 100}}, 2.0),
        ("build of an index beside JSON alone",
         [{"build_works_per_core_second": 200, "json_alone_works_per_core_second": 100}], 0.5),
        ("`ivigref tag` as a table beside JSON lines", {"verbs": {"tag": {"table": 3, "jsonl": 2}}}, 1.5),
    ],
)  # fmt: skip
def test_a_ratio_is_our_cost_beside_that_of_another(name: str, printed: Any, times: float) -> None:  # noqa: ANN401  (JSON)
    """Of times it is ours as a multiple of the other's, of rates the other's as a multiple of ours."""
    assert ratios.RATIOS[name].of(printed) == times


@pytest.mark.parametrize(
    ("runs", "left"),
    [
        ([1.2], {}),  # a fifth is not yet worse
        ([1.21], {"a": 1.21}),
        ([1.5, 1.19, 9.0], {}),  # the best counts
        ([1.5, 1.3, 1.4], {"a": 1.3}),
    ],
)
def test_what_is_worse_in_every_run_by_more_than_a_fifth(runs: list[float], left: dict[str, float]) -> None:
    """Another program may have had the processor in one run, and not in all."""
    assert ratios.worse({"a": 1.0}, [{"a": times, "not published": 7.0} for times in runs]) == left


def _made_up() -> dict[str, Any]:
    """Return the published results with sizes and parts that were not measured."""
    grown = [MILLION | row for row in PUBLISHED["index"] if row["works"] < 10_000_000]
    more = {"screened_per_core_second": 640, "known_accused": 1, "of_known": 1_800, "absent_accused": 17}
    way = {
        "way": "all at once",
        "lists_per_second": 1.5,
        "processor_ms_a_list": 1_234,
        "p50_ms": 5_000,
        "p95_ms": 9_000,
    }
    report = {"references": 5_000, "bytes": 12_345_678, "interactive_ms": 81.5, "complete_ms": 900, "filtered_ms": 70}
    return PUBLISHED | {
        "index": [*grown, grown[-1] | more | {"works": 10_000_000, "words_search_ms": 4.56, "p99_ms": 7.65}],
        "serve": {"lists": 20, "references": 60,
                  "ways": [way | {"p50_times_alone": 4.1, "p95_times_alone": 7.7, "memory_mb": 321}]},
        "browser": {"reports": [report], "serve": {"first_paint_ms": 44.4}},
        "skipped": {"hosts": "needs root", "browser": "needs Chromium"},
    }  # fmt: skip


@pytest.mark.parametrize(
    "said",
    [
        "10,000,000 works |",
        "| one search for words, ms |",
        "| 10,000,000 | 640 | 1 of 1,800 | 17 of 200 |",
        "| all at once | 1.5 | 1,234 | 5,000 | 9,000 | 4.1 | 7.7 | 321 |",
        "| 5,000 | 12.3 | 81.5 | 900 | 70 |",
        "p99 at 10,000,000 works, ms: target < 50, measured 7.65",
        "`browser` needs Chromium; the figures above are older",
        "| check with two records beside one |",
    ],
)
def test_the_page_shows_whatever_was_measured(said: str) -> None:
    """Ten million works, lists in the browser, existence, what was skipped: each is there when its suite has run."""
    assert said in page.text(_made_up())


def test_a_chart_has_a_mark_for_each_size(tmp_path: Path) -> None:
    """From ten thousand to ten million works, a tenth apart on the axis."""
    (tmp_path / "reference").mkdir()
    page.write(tmp_path / "reference" / "benchmarks.md", _made_up())
    drawn = (tmp_path / "pictures" / "index-latency.svg").read_text(encoding="utf-8")
    marks = [float(re.findall(rf'x="(\d+)" y="222" text-anchor="middle">{size}<', drawn)[0]) for size in SIZES]
    gaps = [after - before for before, after in pairwise(marks)]
    assert max(gaps) - min(gaps) <= 1
    assert marks[-1] < charts.WIDTH - charts.RIGHT


def test_scale_extrapolates_from_the_largest_size() -> None:
    """Ten million works are nearer to all of them than one."""
    found = scale.figures(_made_up())
    assert (found["largest"], found["search"]) == (10_000_000, 4.56)
    assert found["search_all"] == pytest.approx(4.56 * 16.7)


def test_the_pages_are_those_of_the_results(tmp_path: Path) -> None:
    """`python -m benchmarks.run --again` would change nothing."""
    assert page.text(PUBLISHED) == (ROOT / "docs/reference/benchmarks.md").read_text(encoding="utf-8")
    scale.write(tmp_path / "scale.md", PUBLISHED)
    assert (tmp_path / "scale.md").read_bytes() == (ROOT / "docs/explanation/scale.md").read_bytes()


def test_a_part_that_cannot_run_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """It needs a module that is not there; nothing fails, and what was measured before stays."""
    monkeypatch.setitem(run.SUITES, "hosts", run.Suite([], [], ["no_such_module", "json"]))
    results = {"hosts": [1]}
    run.kept(results, "hosts", run.measured("hosts", []))
    assert results == {"hosts": [1], "skipped": {"hosts": "needs no_such_module"}}


def test_only_a_large_run_builds_ten_million_works() -> None:
    """And peers that are elsewhere are named to the parts that ask them."""
    given = Namespace(quick=False, large=False, rival=["bibaudit=there"], bibtexparser_1=None)
    assert run.options_of("index", given)[-1] == "1000000"
    assert run.options_of("live", given) == ["--rival", "bibaudit=there"]
    assert run.options_of("index", Namespace(**vars(given) | {"large": True}))[-1] == "10000000"


@pytest.mark.slow
def test_lists_at_once_are_measured(tmp_path: Path) -> None:
    """A server of its own takes them, and its processes count; each list ends with its report."""
    paths = [tmp_path / f"list-{number}.txt" for number in range(2)]
    for path in paths:
        path.write_text(references(2), encoding="utf-8")
    with serve.serving("--offline") as server:
        together, states = serve.on_server(server, paths, 2)
    assert states == [{"unverified": 2}] * 2
    assert min(together.waited) > 0
    assert together.taken.processor_seconds > 0
    assert together.taken.memory_mb > 20
    [row] = serve.rows([{serve.IN_TURN: together._replace(waited=(1.0, 3.0))}], lists=2)
    assert (row["p50_ms"], row["p50_times_alone"]) == (2_000, 1.0)
