"""The verbs of the list of journals: what they read, where they write, and what they say."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from ivigref import cli
from ivigref.data import serials
from tests.test_serials import CATALOGUE, TABLE

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Return what runs the command with a list of its own, and gives its exit code and what it said."""
    monkeypatch.setenv(serials.VARIABLE, str(tmp_path / "own" / "journals.tsv"))

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["ivigref", *arguments])
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        said = capsys.readouterr()
        return int(stopped.value.code or 0), said.out, said.err

    return run


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    """Return the two kinds of file, of a known day."""
    names = []
    for name, text in (("J_Medline.txt", TABLE), ("nlmcatalog.xml", CATALOGUE)):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        os.utime(path, (1_795_305_600, 1_795_305_600))
        names.append(str(path))
    return names[0], names[1]


@pytest.fixture
def address() -> Iterator[str]:
    """Serve the table, as NLM does."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/J_Medline.txt" else 404)
            self.end_headers()
            self.wfile.write(TABLE.encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_files_are_united_into_the_users_list(run: Run, files: tuple[str, str], tmp_path: Path) -> None:
    """With the day of the oldest of them, which is shown."""
    code, _, err = run("journals", "update", *files)
    assert code == 0
    assert err == f"{tmp_path}/own/journals.tsv: written, 5 journals, 2 with the years in which they were indexed\n"
    code, out, _ = run("journals", "show", "Ways", "--year", "1970")
    assert out.startswith("NLM (J_Medline.txt, nlmcatalog.xml), 2026-11-22: 5 journals")
    assert "1965-1992" in out
    assert out.endswith("  1970: held\n")
    assert serials.coverage("Ways", year=1995).known is False


def test_without_an_own_list_the_shipped_one_is_shown(run: Run) -> None:
    """It knows titles, and no years."""
    code, out, _ = run("journals", "show", "N Engl J Med", "--year", "1970")
    assert code == 0
    assert "JabRef" in out
    assert "New England Journal of Medicine (no ISSN): years not stated" in out
    assert "1970: not known" in out
    assert "not in this list" in run("journals", "show", "0043-5342x")[1]


def test_an_address_is_downloaded(run: Run, address: str) -> None:
    """And what is not there is said as of a registry."""
    code, _, err = run("journals", "update", f"{address}/J_Medline.txt")
    assert code == 0
    assert "3 journals, all without" in err
    code, _, err = run("journals", "update", f"{address}/none.txt")
    assert code == 3
    assert "127.0.0.1: answered with status 404" in err


def test_live_is_nlms_own_address(run: Run, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is asked of NLM unless --live says so."""
    monkeypatch.setattr("ivigref.data.nlm_serials.ADDRESS", f"{address}/J_Medline.txt")
    assert run("journals", "update", "--live")[0] == 0
    code, _, err = run("journals", "update")
    assert code == 2
    assert "expected files or addresses, or --live" in err


@pytest.mark.parametrize("text", ["nothing of the kind", "", "--------\n"])
def test_a_file_that_is_none_changes_nothing(run: Run, files: tuple[str, str], tmp_path: Path, text: str) -> None:
    """The old list stays."""
    assert run("journals", "update", files[0])[0] == 0
    before = (tmp_path / "own/journals.tsv").read_bytes()
    other = tmp_path / "other.txt"
    other.write_text(text, encoding="utf-8")
    code, _, err = run("journals", "update", str(other))
    assert code == 2
    assert "expected NLM's file of journals" in err
    assert (tmp_path / "own/journals.tsv").read_bytes() == before
    assert run("journals", "update", str(tmp_path / "none.txt"))[0] == 2
    assert run("journals", "update", files[0], "--output", files[0])[0] == 2


def test_doctor_shows_the_list_and_its_date(run: Run, files: tuple[str, str], tmp_path: Path) -> None:
    """And a broken one, which stops nothing else."""
    assert "JabRef 3.8.2, 2017: 15," in run("doctor", "--offline")[1]
    run("journals", "update", files[0])
    assert "NLM (J_Medline.txt), 2026-11-22: 3 journals" in run("doctor", "--offline")[1]
    (tmp_path / "own/journals.tsv").write_text("broken", encoding="utf-8")
    code, out, _ = run("doctor", "--offline")
    assert code == 0
    assert "expected a list of journals" in out
