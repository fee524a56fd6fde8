"""How many works of an index are looked at, and where the looking ends: each number from either side."""

from __future__ import annotations

import gzip
import sqlite3
from concurrent.futures import Future
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Self

import pytest

from ivigref import Name, Reference
from ivigref.errors import FormatError
from ivigref.registries.local import FORMS, build, dump, registry, words, workers
from ivigref.registries.local.dump import Part
from ivigref.registries.local.keys import page_key, title_keys
from ivigref.registries.local.registry import Local
from tests.registries.test_local_build import items

PLACE: dict[str, Any] = {"volume": "8", "page": "17-23"}
PRINTED = Reference(volume="8", pages="17–23")
TITLE = "Lupus beyond imagination"


def made(number: int, title: str | None = None, **more: Any) -> dict[str, Any]:  # noqa: ANN401  (fields of a work)
    """Make a work, under a title that no other has."""
    strange = "".join("abcdefghij"[int(digit)] * 4 for digit in f"{number:02}")
    return {"DOI": f"10.5555/{number}", "title": [title or f"Phantasm{strange} xylo{strange}"], **more}


def by(name: str) -> list[dict[str, str]]:
    """Return authors as Crossref has them."""
    return [{"family": name}]


def found(folder: Path, printed: Reference, *works: dict[str, Any]) -> list[str | None]:
    """Build an index of works, and return the DOIs of what it answers."""
    (folder / "0.json.gz").write_bytes(items(*works))
    build(folder / "index", FORMS["crossref"], [folder / "0.json.gz"], workers=1, with_words=False)
    with Local(folder / "index") as local:
        assert (local.name, local.lacks_words) == ("local-crossref", False)
        [answer] = local.ask([printed])
    return [record.doi for record in answer.records]


@pytest.mark.parametrize(("works", "looked_at"), [(7, 7), (8, 8), (9, 0)])
def test_eight_works_of_one_place_are_compared(tmp_path: Path, works: int, looked_at: int) -> None:
    """Where more begin on the same page of the same volume, that says too little."""
    assert len(found(tmp_path, PRINTED, *(made(n, **PLACE) for n in range(works)))) == looked_at


def test_a_year_that_is_far_off_is_of_no_matter_for_the_author(tmp_path: Path) -> None:
    """Where too many others begin on the same page."""
    printed = PRINTED.model_copy(update={"authors": (Name(family="Nemo"),), "year": 2010})
    others = [made(n, author=by("Utopus"), **PLACE) for n in range(9)]
    assert found(tmp_path, printed, *others, made(99, author=by("Nemo"), year=2001, **PLACE)) == ["10.5555/99"]


@pytest.mark.parametrize(
    ("place", "works"), [(PLACE, ["10.5555/1"]), ({"page": "17-23"}, ["10.5555/1", "10.5555/2"])], ids=["0.95", "0.73"]
)
def test_a_work_that_fits_well_ends_the_looking(tmp_path: Path, place: dict[str, Any], works: list[str]) -> None:
    """First author, volume and page are enough; without the volume whoever else begins on that page is looked at."""
    printed = Reference(authors=(Name(family="Nemo"),), volume=place.get("volume"), pages="17–23")
    assert found(tmp_path, printed, made(1, author=by("Nemo"), **place), made(2, author=by("Utopus"), **place)) == works


@pytest.mark.parametrize(("works", "is_place_asked"), [(0, True), (1, False), (5, False), (6, True)])
def test_of_five_works_of_one_title_the_scorer_chooses(tmp_path: Path, works: int, *, is_place_asked: bool) -> None:
    """Where more have it, or none, the place is looked at too."""
    named = PRINTED.model_copy(update={"title": TITLE})
    answered = found(tmp_path, named, *(made(n, TITLE) for n in range(works)), made(99, **PLACE))
    assert answered == [*(f"10.5555/{n}" for n in range(works)), *(["10.5555/99"] if is_place_asked else [])]


@pytest.mark.parametrize(("before", "is_seen"), [(62, True), (63, True), (64, False)])
def test_sixty_four_works_of_one_title_are_looked_through(tmp_path: Path, before: int, *, is_seen: bool) -> None:
    """For the one at the printed place, which then has no rival."""
    printed = PRINTED.model_copy(update={"title": TITLE, "authors": (Name(family="Nemo"),)})
    works = [*(made(n, TITLE) for n in range(before)), made(99, TITLE, author=by("Nemo"), **PLACE)]
    assert (found(tmp_path, printed, *works) == ["10.5555/99"]) == is_seen


def test_of_several_works_those_of_quite_another_title_are_passed_over(tmp_path: Path) -> None:
    """And not the only one at a place, whose title the list may have wrong."""
    printed = PRINTED.model_copy(update={"title": "Lupus beyond all imagination"})
    near, far = made(1, TITLE, author=by("Nemo"), **PLACE), made(2, author=by("Utopus"), **PLACE)
    assert found(tmp_path, printed, near, far) == ["10.5555/1"]
    for path in (tmp_path / "index").iterdir():
        path.unlink()
    assert found(tmp_path, printed, far) == ["10.5555/2"]


def test_a_search_for_words_that_cannot_be_used_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For want of tantivy; all the rest works."""
    found(tmp_path, PRINTED, made(1, **PLACE))
    with closing(sqlite3.connect(tmp_path / "index/crossref.sqlite")) as db, db:
        db.execute("INSERT INTO about VALUES ('words', 'crossref-words-invented')")
    monkeypatch.setattr(registry, "is_installed", lambda: False)
    with Local(tmp_path / "index") as local:
        assert local.lacks_words
        assert len(local.ask([PRINTED])[0].records) == 1


def test_without_tantivy_an_index_without_words_lacks_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is nothing in it that could not be used."""
    monkeypatch.setattr(registry, "is_installed", lambda: False)
    assert found(tmp_path, PRINTED, made(1, **PLACE)) == ["10.5555/1"]


@pytest.mark.parametrize(("with_words", "is_new"), [(None, False), (False, True)])
def test_words_that_nobody_can_look_for_may_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, with_words: bool | None, is_new: bool
) -> None:
    """They may be of use elsewhere; where none are wanted, they go."""
    dumped = tmp_path / "0.json.gz"
    found(tmp_path, PRINTED, made(1, **PLACE))
    with closing(sqlite3.connect(tmp_path / "index/crossref.sqlite")) as db, db:
        db.execute("INSERT INTO about VALUES ('words', 'crossref-words-invented')")
    monkeypatch.setattr(words, "is_installed", lambda: False)
    built = build(tmp_path / "index", FORMS["crossref"], [dumped], workers=1, with_words=with_words)
    assert (built.is_new, built.info.words is None) == (is_new, is_new)


@pytest.mark.parametrize(
    ("path", "is_held"),
    [("crossref-words-1/meta.json", True), ("dump/meta.json", False), ("a/crossref-words-1/0.json", False)],
)
def test_what_a_search_for_words_consists_of_is_no_dump(tmp_path: Path, path: str, *, is_held: bool) -> None:
    """In the folder of this index, and in no other."""
    assert words.holds(tmp_path, tmp_path / path) == is_held


@pytest.mark.skipif(not words.is_installed(), reason="needs tantivy, which the extra index brings")
def test_two_of_the_three_rarest_words_find_a_work_and_six_rank_it(tmp_path: Path) -> None:
    """All seven words are as rare here, so that their order is the alphabet's."""
    seven = ("alpha", "betax", "cetax", "delta", "epsil", "fetax", "getax")
    works = ["alpha betax getax", "alpha betax fetax", "betax cetax other", "cetax delta other", "alpha other third"]
    texts = [*works, *(word for word in seven for _ in range(9 - sum(word in text for text in works)))]
    form: Any = SimpleNamespace(name="invented", work=lambda payload: payload, named=lambda text: ([text], ""))
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute("CREATE TABLE work (id INTEGER PRIMARY KEY, payload TEXT)")
        db.executemany("INSERT INTO work VALUES (?, ?)", enumerate(texts, 1))
        folder = words.build(tmp_path, form, db, len(texts), lambda *_: None)
    assert folder is not None
    looked_up = words.Words(tmp_path / folder)
    assert looked_up.works == len(texts)
    assert looked_up.find(" ".join(seven), 10) == [2, 1, 3]


@pytest.mark.parametrize(
    ("title", "same_as"),
    [
        ("Lupus &amp; nephritis", "Lupus & nephritis"),
        ("<i>Lupus</i> nephritis", "Lupus nephritis"),
        ("Lupus\x7f nephritis", "Lupus nephritis"),
    ],
)
def test_markup_is_no_part_of_a_key(title: str, same_as: str) -> None:
    """However plain the rest of the title is."""
    assert list(title_keys([title])) == list(title_keys([same_as]))


@pytest.mark.parametrize(("bit", "other"), [(0, 1), (7, 128)])
def test_eight_bits_of_a_surname_tell_authors_apart(monkeypatch: pytest.MonkeyPatch, bit: int, other: int) -> None:
    """The lowest and the highest of them too, and none beyond."""
    told = []
    for number in (0, other, 256):
        monkeypatch.setattr("ivigref.registries.local.keys.crc32", lambda _, number=number: number)
        told.append(page_key("17", "8", "Nemo", 2001))
    assert (told[1] - told[0], told[2] - told[0]) == (1 << (9 + bit), 0)


@pytest.mark.parametrize(("sizes", "is_read"), [((999, 1), True), ((1000,), True), ((999, 2), False), ((1001,), False)])
def test_a_file_of_a_dump_has_a_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sizes: tuple[int, ...], *, is_read: bool
) -> None:
    """For all its streams together, to the byte."""
    monkeypatch.setattr(dump, "DUMP", 1000)
    path = tmp_path / "0.json.gz"
    path.write_bytes(b"".join(gzip.compress(bytes(size)) for size in sizes))
    part = Part(path.name, path, "2026-01-01", path.stat().st_size)
    if is_read:
        assert len(part.read()) == 1000
    else:
        with pytest.raises(FormatError, match="unpacked, found more"):
            part.read()


def test_what_a_stopped_build_of_another_form_left_is_thrown_away(tmp_path: Path) -> None:
    """And not written on."""
    (tmp_path / "index").mkdir()
    with closing(sqlite3.connect(tmp_path / "index/crossref.building")) as db, db:
        db.execute("CREATE TABLE part (invented TEXT)")
        db.execute("PRAGMA user_version = 9")
    assert found(tmp_path, PRINTED, made(1, **PLACE)) == ["10.5555/1"]


def test_a_stopped_build_goes_on_beside_the_index_in_use(tmp_path: Path) -> None:
    """What it had read is not read again."""
    found(tmp_path, PRINTED, made(1, **PLACE))
    more = tmp_path / "1.json.gz"
    more.write_bytes(items(made(2, **PLACE)))
    built = tmp_path / "index/crossref.sqlite"
    (tmp_path / "index/crossref.building").write_bytes(built.read_bytes())
    with closing(sqlite3.connect(tmp_path / "index/crossref.building")) as db, db:
        counts = '{"rejected": {}, "mended": {}}'
        db.execute("INSERT INTO part VALUES (9, ?, ?, '2026-01-01', ?)", (more.name, more.stat().st_size, counts))
    again = build(tmp_path / "index", FORMS["crossref"], [tmp_path / "0.json.gz", more], workers=1, with_words=False)
    assert (again.works_read, again.info.works, again.info.files) == (0, 1, 2)


class Pool:
    """Stands for the processes of a build, and does at once what it is asked to do."""

    submitted = 0

    def __init__(self, *_: object, **__: object) -> None:
        Pool.submitted = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def submit(self, work: Any, *given: Any) -> Future[Any]:  # noqa: ANN401  (whatever it is)
        """Do it."""
        Pool.submitted += 1
        done: Future[Any] = Future()
        done.set_result(work(*given))
        return done

    def shutdown(self, *, cancel_futures: bool) -> None:
        """End nothing."""


def form_of(works: int) -> Any:  # noqa: ANN401  (of a form, what is used)
    """Return a form whose files have so many works, all of them alike."""
    return SimpleNamespace(read=lambda _: SimpleNamespace(payloads=range(works)))


@pytest.mark.parametrize(
    ("processes", "files", "under_way"), [(1, 6, 0), (2, 1, 0), (2, 2, 2), (2, 6, 3), (3, 6, 4), (5, 6, 6), (6, 6, 6)]
)
def test_each_process_has_a_file_and_one_is_ready(
    monkeypatch: pytest.MonkeyPatch, processes: int, files: int, under_way: int
) -> None:
    """No more, since what was read waits in memory; one file, or one process, needs no other process."""
    monkeypatch.setattr(workers, "ProcessPoolExecutor", Pool)
    Pool.submitted = 0
    todo = [(number, Part(f"{number}.json", Path("none"), "2026-01-01", 1)) for number in range(files)]
    read = workers.outcomes(form_of(1), todo, processes)
    first = next(read)
    assert Pool.submitted == under_way
    assert sorted(number for number, *_ in (first, *read)) == list(range(files))


@pytest.mark.parametrize(("works", "is_read"), [((1 << 24) - 1, True), (1 << 24, False)])
def test_a_file_has_sixteen_million_works_at_most(works: int, *, is_read: bool) -> None:
    """More would have the numbers of the next file's works."""
    part = Part("0.json", Path("none"), "2026-01-01", 1)
    [(_, _, outcome)] = workers.outcomes(form_of(works), [(1, part)], 1)
    assert outcome == "0.json: has more than 16777216 works; split it" or is_read
    assert isinstance(outcome, str) != is_read
