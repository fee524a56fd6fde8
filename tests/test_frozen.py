"""Values are built without pydantic where nothing is to be judged; what they are and what is refused is as pydantic says."""

from __future__ import annotations

import copy
import os
import pickle
import pydoc
import subprocess
import sys
from collections.abc import Callable
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import given, settings
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, field_validator

import ivigref
from ivigref.cli import HELP, main
from ivigref.cli.options_as_given import as_given
from ivigref.cli.running import VERBS, command_line
from ivigref.data.check_facts import Example
from ivigref.frozen import Value, field_names
from ivigref.identifiers import Link
from ivigref.model import (
    Check,
    Citation,
    Evidence,
    Finding,
    Judgement,
    Kind,
    MeshHeading,
    Place,
    Record,
    Reference,
    Tag,
    Update,
    Verdict,
)
from ivigref.names import Name
from ivigref.profiles import Authors
from tests.scripts import script
from tests.strategies import WORKS

SOURCE = {**os.environ, "PYTHONPATH": str(Path(ivigref.__file__).parent.parent)}


class Words(str):
    """A text of a class of its own."""

    __slots__ = ()


# What is given, whether it is right or wrong: each is built as pydantic alone builds it, or refused in its words.
GIVEN: list[tuple[type[Value], dict[str, Any]]] = [
    (Reference, {}),
    (Reference, {"year": 1952}),
    (Reference, {"year": "1952"}),
    (Reference, {"year": "x"}),
    (Reference, {"year": True}),
    (Reference, {"year": 1952.0}),
    (Reference, {"year": 1952.5}),
    (Reference, {"year": 10**30}),
    (Reference, {"yeer": 1952}),
    (Reference, {"title": "  "}),
    (Reference, {"title": 7}),
    (Reference, {"title": Words("On lupus")}),
    (Reference, {"title": "half a character \ud800"}),
    (Reference, {"raw": None}),
    (Reference, {"et_al": 1}),
    (Reference, {"et_al": "yes"}),
    (Reference, {"doi": "https://doi.org/10.1000/A"}),
    (Reference, {"doi": "10"}),
    (Reference, {"doi": " "}),
    (Reference, {"pmid": "PMID: 0007"}),
    (Reference, {"pmid": 7}),
    (Reference, {"pmcid": "7"}),
    (Reference, {"kind": Kind.BOOK}),
    (Reference, {"kind": "dissertation"}),
    (Reference, {"kind": "nonsense"}),
    (Reference, {"kind": ""}),
    (Reference, {"kind": Check.RETRACTED}),
    (Reference, {"pages": "722–8"}),
    (Reference, {"pages": "no page"}),
    (Reference, {"pages": 7}),
    (Reference, {"date": "1989 May-Jun"}),
    (Reference, {"date": "in press"}),
    (Reference, {"authors": [Name(family="Krug", given="P")]}),
    (Reference, {"authors": ({"family": "Krug"}, {"literal": "WHO"})}),
    (Reference, {"authors": ({"family": "Krug", "literal": "WHO"},)}),
    (Reference, {"authors": "Krug P"}),
    (Reference, {"authors": {"family": "Krug"}}),
    (Reference, {"authors": None}),
    (Reference, {"issn": {"0140-6736"}}),
    (Reference, {"issn": (Words("0140-6736"), 7)}),
    (Reference, {"extra": [["note", "read"]]}),
    (Reference, {"extra": [["note", "read", "twice"]]}),
    (Reference, {"extra": (("note",),)}),
    (Reference, {"doubts": (("title", 1), ("year", 0.5))}),
    (Reference, {"doubts": (("title", True),)}),
    (Reference, {"doubts": (("title", 10**400),)}),
    (Reference, {"mesh": ("Lupus Nephritis/therapy*", {"ui": "D008181", "name": "x", "major": True})}),
    (Reference, {"mesh": ({"major": "therapy"},)}),
    (Reference, {"publication_types": ({"name": "Review"}, "Letter")}),
    (Record, {"also": ({"also": ({"year": 7},)},)}),
    (Record, {"also": ({"also": ({"year": "x"},)},)}),
    (Record, {"also": (Record(year=7), {"title": "A", "abstract_categories": (None, "results")})}),
    (Record, {"updates": [{"kind": "retraction", "direction": "by"}]}),
    (Record, {"source": {"registry": "crossref", "certainty": "certain"}}),
    (Update, {"kind": "retraction", "direction": "from"}),
    (Update, {"direction": "by"}),
    (Name, {}),
    (Name, {"family": "Krug", "literal": "WHO"}),
    (Name, {"family": ""}),
    (MeshHeading, {"name": "Lupus Nephritis", "major": True}),
    (Tag, {"axis": "design", "term": "cohort"}),
    (Tag, {"axis": "design", "term": "cohort", "label": "Cohort", "odds": 1}),
    (Evidence, {"source": "title", "text": "x", "rule": "r", "strength": "strange"}),
    (Place, {"paragraph": 3, "where": "table"}),
    (Finding, {"check": "volume-differs", "severity": "error", "message": "x"}),
    (Finding, {"check": Check.DUPLICATE, "severity": "grave", "message": "x"}),
    (Finding, {"check": "nonsense", "severity": "error", "message": ""}),
    (Judgement, {"verdict": "not-found", "look": [("a", "https://example.org")]}),
    (Judgement, {"verdict": Verdict.EXISTS, "look": (Link("a", "https://example.org"),)}),
    (Judgement, {"verdict": "exists", "look": [("a",)]}),
    (Citation, {"reference": Reference(year=7), "unknown": ["doi"]}),
    (Citation, {"reference": Record(year=7)}),
    (Citation, {"reference": {"year": 7}, "record": {"year": 8}, "confidence": 1}),
    (Authors, {"most": 6, "first": 3}),
    (Authors, {"most": "6", "first": 3}),
    (Authors, {"most": 3, "first": 6}),
    (Example, {"list": "1. A."}),
]  # fmt: skip


def by_pydantic(kind: type[Value], given: dict[str, Any]) -> Value:
    """Build a value as pydantic does, whatever could be done without it."""
    value: Value = kind.__pydantic_validator__.validate_python(given)
    return value


def refused(kind: type[Value], given: dict[str, Any]) -> Exception | None:
    """Return what pydantic says against a value."""
    try:
        by_pydantic(kind, given)
    except (ValidationError, KeyError) as error:  # a KeyError is what our own reader of headings raises in it
        return error
    return None


@pytest.mark.parametrize(("kind", "given"), GIVEN, ids=lambda one: str(getattr(one, "__name__", one))[:50])
def test_a_value_is_what_pydantic_makes_of_it(kind: type[Value], given: dict[str, Any]) -> None:
    """The constructor and model_validate are doors like any other: nothing passes that pydantic refuses."""
    refusal = refused(kind, given)
    builds: tuple[Callable[[], Value], ...] = (lambda: kind(**given), lambda: kind.model_validate(given))
    for build in builds:
        if refusal is not None:
            with pytest.raises(type(refusal)) as found:
                build()
            assert str(found.value) == str(refusal)
            continue
        built, expected = build(), by_pydantic(kind, given)
        assert (built, repr(built), list(built)) == (expected, repr(expected), list(expected))
        assert [type(value) for _, value in built] == [type(value) for _, value in expected]
        assert built.model_fields_set == expected.model_fields_set


@settings(max_examples=25, deadline=None)
@given(fields=WORKS)
def test_a_work_is_what_pydantic_makes_of_it(fields: dict[str, Any]) -> None:
    """So are works of any fields, and what they are as JSON."""
    work = Reference(**fields)
    assert work == by_pydantic(Reference, fields)
    assert Reference.model_validate_json(work.model_dump_json()) == work
    assert Reference.model_validate(work.model_dump(mode="json")) == work


def test_a_value_is_frozen_and_compared_by_its_fields() -> None:
    """It can be a key, be copied and sent to another process; it cannot be changed."""
    tag = Tag(axis="design", term="cohort", label="Cohort Studies")
    citation = Citation(reference=Reference(year=7), tags=(tag,))
    for same in (pickle.loads(pickle.dumps(citation)), copy.deepcopy(citation), citation.model_copy(deep=True)):  # noqa: S301  (our own)
        assert (same, hash(same), same.model_fields_set) == (citation, hash(citation), {"reference", "tags"})
    others: list[object] = [citation.reference, Record(year=7), {"year": 7}]
    assert citation not in others
    assert others.index(Reference(year=7)) == 0
    assert Record(year=7) not in others[:1]
    assert citation.model_copy(update={"key": "a"}).key == "a"
    changes: tuple[Callable[[], None], ...] = (
        lambda: setattr(citation, "key", "a"),
        lambda: delattr(citation, "key"),
    )
    for change in changes:
        with pytest.raises(ValidationError, match="Instance is frozen"):
            change()
    assert citation.key is None
    with pytest.raises(AttributeError):
        Reference.year  # noqa: B018  (a field belongs to a value)


def test_a_copy_shares_nothing_that_can_be_changed() -> None:
    """Neither does what replaces a field, on Python 3.13 by copy.replace, or what is built of unknown fields."""
    work = Reference(year=7)
    copied = copy.copy(work)
    copied.model_fields_set.add("title")
    assert (copied, work.model_fields_set) == (work, {"year"})
    work.model_fields_set.add("title")
    assert Reference(year=9).model_fields_set == {"year"}
    assert work.__replace__(year=8) == Reference(year=8)  # type: ignore[attr-defined]  # pydantic hides it
    unknown: dict[str, Any] = {"yeer": 7}
    assert Reference.model_construct(year=7, **unknown) == work
    assert repr(work.model_copy(update={"yeer": 7})) == repr(work)


def test_the_names_of_what_was_given_are_held_once() -> None:
    """They would be larger than the fields of most values; a copy with another field has other names."""
    works = [
        Reference(year=7, title="a"),
        Reference(year=8, title="b"),
        Reference(year=9).model_copy(update={"title": "c"}),
    ]
    assert len({id(work.__pydantic_fields_set__) for work in works}) == 1
    assert Reference(year=9).model_fields_set == {"year"}
    back = pickle.loads(pickle.dumps(works))  # noqa: S301  (our own)
    assert (back, len({id(work.__pydantic_fields_set__) for work in back})) == (works, 1)


def test_values_can_be_looked_at() -> None:
    """A help page looks at each attribute of the classes above, too, and a class made afterwards is whole."""
    for kind in Reference.__mro__:
        for name in dir(kind):
            getattr(kind, name, None)
    assert "year" in pydoc.render_doc(Reference)
    later = type("Later", (Reference,), {"__annotations__": {"shelf": int}, "shelf": 3})
    assert later(shelf="4").shelf == 4
    with pytest.raises(ValidationError, match="for Later\nshelf"):
        later(shelf="x")


class Shelved(Reference):
    """A reference of somebody else's, with a field, a value of the class and what is worked out once."""

    shelves: ClassVar[int] = 9
    shelf: int = 3

    @cached_property
    def loud(self) -> str:
        """The title in capitals."""
        return (self.title or "").upper()


def test_a_class_of_somebody_elses_is_a_value() -> None:
    """What belongs to the class is no field, and what a value remembers is not compared or shown."""
    asked, fresh = Shelved(title="On lupus"), Shelved(title="On lupus", shelf=3)
    assert (asked.loud, Shelved.shelves) == ("ON LUPUS", 9)
    assert (asked == fresh, fresh == asked, repr(asked) == repr(fresh)) == (True, True, True)
    assert asked != Shelved(title="On lupus", shelf=4)
    with pytest.raises(ValidationError, match="shelves"):
        Shelved(shelves=3)  # type: ignore[call-arg]


@pytest.mark.parametrize(
    "body",
    [
        {"__annotations__": {"shelf": int}, "shelf": Field(default=3, ge=0)},
        {"no_shelf": field_validator("year")(lambda value: value)},
        {"model_config": ConfigDict(extra="allow")},
        {"__annotations__": {"_shelf": int}, "_shelf": 3},
        {"__annotations__": {"shelf": list[int]}, "shelf": []},
    ],
    ids=lambda body: str(list(body)[-1]),
)
def test_a_class_is_refused_where_a_rule_of_it_would_do_nothing(body: dict[str, Any]) -> None:
    """A bound, a validator or a setting of pydantic's is not left out in silence."""
    with pytest.raises(TypeError, match=r"^Theirs.+: expected "):
        type("Theirs", (Reference,), body)


def test_a_value_is_at_home_in_pydantic() -> None:
    """A model of somebody else's has our values as fields, and a schema of JSON names them."""

    class Theirs(BaseModel):
        cited: tuple[Reference, ...]
        also: Record | None = None

    theirs = Theirs.model_validate({"cited": [{"year": "1952"}], "also": {"also": [{"year": 7}]}})
    assert theirs.cited[0].year == 1952
    assert Theirs.model_validate_json(theirs.model_dump_json()) == theirs
    assert {"Reference", "Record", "Name"} <= Theirs.model_json_schema()["$defs"].keys()
    assert TypeAdapter(list[Record]).validate_python([{"also": [{"year": 7}]}])[0].also[0].year == 7
    assert tuple(Reference.model_fields) == field_names(Reference)


@pytest.mark.parametrize(
    "code",
    [
        "import ivigref; ivigref.load()",
        "import sys; sys.argv[1:] = ['check']; from ivigref.cli import main; main()",
        "import sys; sys.argv[1:] = ['--help']; from ivigref.cli import main; main()",
    ],
)
def test_pydantic_is_not_loaded_where_nothing_is_to_be_judged(code: str) -> None:
    """It takes longer than all the rest of these."""
    counted = f"import atexit, sys; atexit.register(lambda: sys.stderr.write(str('pydantic' in sys.modules)))\n{code}"
    done = subprocess.run([sys.executable, "-c", counted], env=SOURCE, capture_output=True, text=True, check=False)  # noqa: S603  (our own code)
    assert done.stderr.endswith("False"), done.stderr[-500:]


def test_each_verb_is_where_the_table_has_it() -> None:
    """The command with one verb is the command with all of them, as far as that verb goes."""
    assert list(command_line().commands) == list(chain.from_iterable(VERBS.values()))
    for verb in chain.from_iterable(VERBS.values()):
        assert list(command_line(verb).commands) == [verb]
    for strange in ("chekc", "import", "--version"):  # import is a verb of vocabulary
        assert command_line(strange).commands.keys() == command_line().commands.keys()


def test_the_help_is_what_the_command_says(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """What is shipped is not older than the command; where less fits into a line it is drawn for that."""
    assert script("make_docs").own_help() == HELP.read_text(encoding="utf-8"), "python scripts/make_docs.py"
    monkeypatch.setattr(sys, "argv", ["ivigref", "--help"])
    shown = {}
    for columns in ("79", "80"):
        monkeypatch.setenv("COLUMNS", columns)
        with pytest.raises(SystemExit, match="0"):
            main()
        shown[columns] = capsys.readouterr().out
    assert shown["80"] == HELP.read_text(encoding="utf-8") != shown["79"]
    assert all(f"\n  {verb} " in shown["79"] for verb in chain.from_iterable(VERBS.values()))


def test_what_is_clear_is_taken_as_it_is_given() -> None:
    """A text, texts, a choice and the number of a default; anything else is converted, or refused, by typer."""
    assert as_given(str, "7") == "7"
    assert as_given(int, 7) == 7
    assert as_given(list[str], ("a", "b")) == ["a", "b"]
    assert as_given(Kind, "book") is Kind.BOOK
    unsure = as_given(int, "7")
    assert (
        as_given(int, 7.0) is as_given(Path, "a") is as_given(Kind, "nonsense") is as_given(list[str], (7,)) is unsure
    )
    assert as_given(str, 7) is as_given(list[Path], ("a",)) is unsure
