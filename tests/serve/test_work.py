"""What the process of a list does, here without the process: what it sends, stores and takes apart."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from ivigref.cli.options import Asking
from ivigref.cli.serving import _registries
from ivigref.serve.job import Wish
from ivigref.serve.work import MOST_PARTS, Taken, check, make
from tests.serving import references

NOBODY = partial(_registries, Asking(urls={}, offline=True))


def _sent(folder: Path, name: str, data: bytes, **wish: Any) -> dict[str, Any]:  # noqa: ANN401  (fields of a wish)
    """Check a document, and return all that is sent, the later over the earlier."""
    (folder / "document").write_bytes(data)
    said: list[Mapping[str, Any]] = []
    check(NOBODY, said.append, folder, name, Wish((), **wish))
    results = [result for message in said for result in message.get("results", ())]
    return {key: value for message in said for key, value in message.items()} | {"results": results}


def _packed(**documents: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        for name, data in documents.items():
            package.writestr(name, data)
    return packed.getvalue()


@pytest.mark.slow
def test_each_reference_is_known_once(tmp_path: Path) -> None:
    """Also where two of them are printed alike; the report, and a file of what was accepted, are there at the end."""
    line = references(1).partition(" ")[2]
    sent = _sent(tmp_path, "list.txt", f"1. {line}2. {line}3. {line}".encode())
    assert sent["state"] == "done"
    assert sorted(result[0] for result in sent["results"]) == [0, 1, 2]
    assert "<!doctype html>" in (tmp_path / "report.html").read_text(encoding="utf-8")
    said: list[Mapping[str, Any]] = []
    target = tmp_path / "target"
    make(said.append, tmp_path, "list.txt", Taken("ris", "", frozenset(), target))
    assert said == [{"state": "done"}]
    assert target.read_text(encoding="utf-8").count("TY  - ") == 3


@pytest.mark.slow
def test_a_journals_own_rules_are_checked(tmp_path: Path) -> None:
    """Where somebody chose them."""
    authors = "Doe J, Roe R, Poe E, Loe L, Moe M, Noe N, Koe K, Joe J"
    text = f"1. {authors}. Late failures of lupus nephritis. J Ideas. 2003;7:91–8.\n".encode()
    plain = {result[4] for result in _sent(tmp_path, "list.txt", text)["results"]}
    strict = {result[4] for result in _sent(tmp_path, "list.txt", text, profile="bmj")["results"]}
    assert "profile" not in str(plain)
    assert strict != plain


@pytest.mark.parametrize(
    ("name", "data", "problem"),
    [
        ("list.txt", b" \n", "list.txt: expected a reference list, found an empty file"),
        ("list.txt", b"\x00\x01\x02", "list.txt: expected text, found a binary file"),
        ("a.zip", _packed(), "expected"),
        ("a.zip", _packed(**{"b.zip": _packed(a=b"x")}), "found an archive inside a folder or an archive"),
        ("a.zip", _packed(**{f"{n}.txt": b"x" for n in range(MOST_PARTS + 1)}), f"at most {MOST_PARTS} documents"),
        ("a.tex", rb"\documentclass{a}\begin{document}\cite{x}\bibliography{/etc/passwd}\end{document}", "/etc/passwd"),
        ("a.docx", _packed(**{"word/document.xml": b"<!DOCTYPE a [<!ENTITY x 'x'>]><a>&x;</a>"}), "expected"),
    ],
)
def test_a_document_that_cannot_be_read_says_why(tmp_path: Path, name: str, data: bytes, problem: str) -> None:
    """Under the name by which it was brought; no file beside it, and none of the system, is followed."""
    sent = _sent(tmp_path, name, data)
    assert sent["state"] == "failed"
    assert problem in sent["problem"]
    assert "document:" not in sent["problem"]
    assert "root:" not in str(sent)


def test_a_fault_of_ours_is_said_and_not_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """People learn that it is not their list; the terminal has the traceback."""

    def broken(_wish: Wish, _told: object) -> Any:  # noqa: ANN401  (never)
        raise ZeroDivisionError("secret")

    (tmp_path / "document").write_text(references(1), encoding="utf-8")
    said: list[Mapping[str, Any]] = []
    check(broken, said.append, tmp_path, "list.txt", Wish())
    assert said[-1]["state"] == "failed"
    assert "a fault of ivigref" in said[-1]["problem"]
    assert "secret" not in said[-1]["problem"]
    assert "ZeroDivisionError: secret" in capsys.readouterr().err


def test_the_documents_of_an_archive_are_laid_apart(tmp_path: Path) -> None:
    """Under names of ours, whatever their own are; what is none of them is said."""
    data = _packed(**{"../../a.txt": b"one", "/etc/b.txt": b"two", "c.zip": _packed(d=b"x")})
    sent = _sent(tmp_path, "all.zip", data)
    assert sent["state"] == "unpacked"
    assert [file for _, file in sent["parts"]] == ["part-0", "part-1"]
    assert sorted((tmp_path / file).read_bytes() for _, file in sent["parts"]) == [b"one", b"two"]
    assert "not read: c.zip" in sent["problem"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["document", "part-0", "part-1"]
