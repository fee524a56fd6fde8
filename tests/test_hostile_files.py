"""Small files that would fill a memory or stop a program, and the last door for what nobody foresaw."""

from __future__ import annotations

import gzip
import json
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ivigref import cli, reading
from ivigref.budget import LIMIT
from ivigref.cli import files, hook
from ivigref.errors import InputError, IvigrefError
from ivigref.formats import bibtex, csl_json, endnote_xml, styles
from ivigref.model import Citation, Reference
from ivigref.reading import Listing, read
from ivigref.registries.local.dump import Part
from ivigref.tagging import Tagger
from ivigref.xml import DEPTH

NESTED = "@string{a0 = {aaaaaaaaaa}}\n" + "".join(
    f"@string{{a{n} = {' # '.join([f'a{n - 1}'] * 10)}}}\n" for n in range(1, 12)
)


@pytest.mark.parametrize(
    "text",
    [
        f"{NESTED}@article{{x, title = a11}}",
        f"@string{{a = {{{'a' * 100_000}}}}}\n" + "".join(f"@article{{x{n}, title = a}}\n" for n in range(700)),
        f"@book{{p, title = {{{'a' * 100_000}}}}}\n"
        + "".join(f"@inbook{{x{n}, crossref = {{p}}}}\n" for n in range(700)),
        f"@string{{a = {{{'a' * 1_000_000}}}}}\n@article{{x, title = {' # '.join(['a'] * 70)}}}",
    ],
    ids=["macros of macros", "a macro in many entries", "a book of many chapters", "a macro many times"],
)
def test_what_bibtex_expands_to_is_bounded(text: str) -> None:
    """745 bytes of @string stood for a terabyte."""
    with pytest.raises(InputError, match=f"at most {LIMIT // 1_000_000} MB"):
        bibtex.loads(text)


@pytest.mark.parametrize("word", ["comment", "string", "preamble"])
def test_a_type_that_only_begins_as_a_word_of_bibtex_is_an_entry(word: str) -> None:
    """@commentary was lost without a word; so was one that no pattern reads, and the word itself is what it was."""
    for title in ("{Skin}", '"Skin"', '"S" # "kin"'):
        for kind in (f"{word}s", f"{word.upper()}ary"):
            (citation,) = bibtex.loads(f"@{kind}{{a, title = {title}}}\n")
            assert (citation.key, citation.reference.title) == ("a", "Skin")
    assert not bibtex.loads(f"@{word}{{a = {{@{word}ary}}}}\n")


@pytest.mark.parametrize("many", [DEPTH, DEPTH + 1])
def test_records_within_one_another_are_refused(many: int) -> None:
    """100,000 of them took a minute, and each was a finding."""
    text = f"<xml><records>{'<record>' * many}</records></xml>"
    if many > DEPTH:
        with pytest.raises(InputError, match="records beside one another"):
            endnote_xml.loads(text)
    else:
        assert len(endnote_xml.loads(text).findings) == many


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"name": "a", "version": "1", "type": "module"}, "an object with the keys name, version, type"),
        ({}, "an object without keys"),
        ({"items": [{"itemType": "book", "title": "A", "creators": []}]}, "Zotero's own JSON"),
        ([{"status": "ok"}, {"message": 1}], "an object with the keys status"),
    ],
)
def test_json_of_another_program_is_refused(data: object, says: str) -> None:
    """A package.json was a list of one reference, without a word in it."""
    with pytest.raises(InputError, match=f"expected CSL-JSON, found {says}"):
        csl_json.loads(json.dumps(data))


def test_what_is_no_work_among_works_is_a_finding() -> None:
    """The others come through."""
    loaded = csl_json.loads(json.dumps([{"id": "a", "type": "book"}, {"name": "x"}, {"DOI": "10.5555/a"}]))
    assert [citation.key for citation in loaded] == ["a", None]
    assert [finding.message for finding in loaded.findings] == [
        "item 2: expected CSL-JSON, found an object with the keys name"
    ]


@pytest.mark.parametrize("digits", [4_300, 4_301])
def test_a_number_of_json_may_have_as_many_digits_as_python_reads(digits: int) -> None:
    """One more was a traceback with the exit code of findings."""
    text = f'[{{"id": "a", "title": "t", "volume": {"9" * digits}}}]'
    if digits > 4_300:
        with pytest.raises(InputError, match="a number too long"):
            csl_json.loads(text)
    else:
        assert csl_json.loads(text)[0].reference.volume == "9" * digits


@pytest.mark.parametrize("verb", ["check", "tag", "resolve", *(f"export --to {name}" for name in files.Target)])
def test_no_verb_stumbles_over_long_numbers(
    verb: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In a title, a month, a volume, pages: they are read as text."""
    many = "9" * 5_000
    fields = ("title={%s patients}", "month={%s}", "day={%s}", "volume={%s}", "pages={%s--%s}", "year=1999")
    (tmp_path / "a.bib").write_text("@article{a, " + ", ".join(f.replace("%s", many) for f in fields) + "}\n")
    monkeypatch.setattr(sys, "argv", ["ivigref", *verb.split(), str(tmp_path / "a.bib")])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code in {0, 1}, capsys.readouterr().err


@pytest.mark.parametrize("text", ["x = " + "[" * 100_000, "x = " + "9" * 5_000, "x = "], ids=["deep", "long", "cut"])
def test_a_vocabulary_that_is_no_toml_is_refused(text: str, tmp_path: Path) -> None:
    """As are overrides, which are read by the same door."""
    (tmp_path / "a.toml").write_text(text)
    with pytest.raises(InputError, match="expected TOML"):
        Tagger([tmp_path / "a.toml"])
    with pytest.raises(InputError, match="expected TOML"):
        Tagger(overrides=tmp_path / "a.toml")


CSL = '<style xmlns="http://purl.org/net/xbiblio/csl">{}</style>'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('<!DOCTYPE a [<!ENTITY a "x">]>' + CSL.format("&a;"), "entities of its own"),
        ("<a>" * 1_000 + "</a>" * 1_000, "within one another"),
        ("<style", "well-formed"),
        (CSL.format("<bibliography/>"), "a style with a bibliography"),
        (CSL.format("").replace("style", "locale"), "a style with a bibliography"),
    ],
)
def test_a_style_of_ones_own_is_looked_at_before_it_runs(text: str, says: str, tmp_path: Path) -> None:
    """The library that runs it follows entities, and fails in its own words."""
    (tmp_path / "a.csl").write_text(text)
    with pytest.raises(InputError, match=rf"a\.csl: .*{says}"):
        styles.render([Citation(reference=Reference(title="Skin"))], str(tmp_path / "a.csl"))


def test_members_of_gzip_are_counted_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of many packed parts unpacks to no more than one."""
    monkeypatch.setattr("ivigref.registries.local.dump.DUMP", 2_000_000)
    member = gzip.compress(bytes(1_000_000))
    for count in (2, 3):
        path = tmp_path / f"{count}.xml.gz"
        path.write_bytes(member * count)
        part = Part(path.name, path, "2026-01-01", path.stat().st_size)
        if count > 2:
            with pytest.raises(InputError, match=r"3\.xml\.gz: expected at most 2 MB unpacked, found more"):
                part.read()
        else:
            assert len(part.read()) == 2_000_000


def test_a_loop_of_links_is_no_file(tmp_path: Path) -> None:
    """As any file that cannot be opened."""
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(InputError, match="cannot be read"):
        read(str(tmp_path / "a"))


_PIECES = st.sampled_from(
    '@article{ @string{ } { " , = # <record> </record> <!DOCTYPE html> <li> <ol> <ref-list> [{ }] "title": TY\x20\x20-\x20 ER\x20\x20-\x20'
    " PMID-\x20 title,year 1. (2001) Bruton 9999 \\u \x00 \ufeff &amp; é <? --> PK\x03\x04".split(" ")
)
_NAMES = ("a.txt", "a.bib", "a.ris", "a.nbib", "a.json", "a.jsonl", "a.csv", "a.xml", "a.html")


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(st.binary(max_size=300) | st.lists(_PIECES, max_size=40).map(" ".join).map(str.encode), st.sampled_from(_NAMES))
@example(b"PK\x03\x04", "a.txt")
@example(b'[{"title": "\\ud800", "\\ud800": "x"}]', "a.json")
@example(b'[{"title": 1e999, "issued": {"date-parts": [[NaN]]}}]', "a.json")
def test_any_bytes_are_a_list_or_an_error_of_the_house(tmp_path: Path, data: bytes, name: str) -> None:
    """Whatever a file holds and is called, nobody sees a traceback."""
    file = tmp_path / name
    file.write_bytes(data)
    with suppress(IvigrefError):
        assert isinstance(read(str(file)), Listing)


@pytest.mark.parametrize(
    ("error", "code", "says"),
    [
        (RecursionError("too\ndeep"), 70, "internal error (RecursionError: too deep): please file an issue"),
        (MemoryError(), 70, "internal error (MemoryError): please file an issue"),
        (ValueError("x" * 1000), 70, f"(ValueError: {'x' * 188}): please file an issue"),
        (EOFError("cut"), 70, "internal error (EOFError: cut)"),
        (KeyError("é\x1b[2J"), 70, "internal error (KeyError: 'é\\x1b[2J')"),
        (KeyboardInterrupt(), 130, ""),
        (BrokenPipeError(32, "broken"), 0, ""),
        (InputError("no list"), 2, "ivigref: no list"),
        (IsADirectoryError(21, "Is a directory", "x"), 2, "ivigref: x: Is a directory"),
    ],
)
def test_the_last_door(
    error: BaseException, code: int, says: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An exit code of 1 means findings, and nothing else does."""

    def fail(*_: object, **__: object) -> Listing:
        raise error

    monkeypatch.setattr(reading, "read", fail)
    monkeypatch.setattr(sys, "argv", ["ivigref", "parse", "x"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    told = capsys.readouterr().err
    assert ended.value.code == code
    assert says in told
    assert "Traceback" not in told
    assert (
        len([line for line in told.splitlines() if line not in {"", "Aborted!"}]) <= 1
    )  # typer's own word for EOFError


def test_a_traceback_is_shown_to_those_who_ask(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """And the line comes after it."""
    monkeypatch.setattr(reading, "read", lambda *_, **__: 1 / 0)
    monkeypatch.setattr(sys, "argv", ["ivigref", "parse", "x"])
    monkeypatch.setenv("IVIGREF_TRACEBACK", "1")
    with pytest.raises(SystemExit):
        cli.main()
    told = capsys.readouterr().err.splitlines()
    assert (told[0], told[-1][:41]) == (
        "Traceback (most recent call last):",
        "ivigref: internal error (ZeroDivisionErro",
    )


def test_a_fault_steers_no_terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Its words may be those of a file."""

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("\x1b[2J\x9b\u202e")

    monkeypatch.setattr(reading, "read", fail)
    monkeypatch.setattr(sys, "argv", ["ivigref", "parse", "x"])
    monkeypatch.setenv("IVIGREF_TRACEBACK", "1")
    with pytest.raises(SystemExit):
        cli.main()
    told = capsys.readouterr().err
    assert told.count("RuntimeError: \ufffd[2J\ufffd\ufffd") == 2
    assert not {"\x1b", "\x9b", "\u202e"} & set(told)


@pytest.mark.parametrize(("error", "code"), [(KeyboardInterrupt(), 130), (RuntimeError("x"), 70)])
def test_the_hook_has_the_same_door(error: BaseException, code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """It stands between pre-commit and the command."""

    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(subprocess, "run", fail)
    with pytest.raises(SystemExit) as ended:
        hook.main(["a.bib"])
    assert ended.value.code == code


def test_a_check_that_was_killed_is_no_clean_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """A killed process has a negative code, and the worst of the codes would be 0."""
    killed = subprocess.CompletedProcess[str]([], -signal.SIGKILL)
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: killed)
    assert hook.main(["a.bib"]) == 70
