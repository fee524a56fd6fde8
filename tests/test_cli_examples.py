"""The examples of the help: each verb has some, and each works as it is typed."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import zipfile
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from ivigref.cli.examples import EXAMPLES
from ivigref.cli.running import command_line
from tests.test_cli import LIST

DAILY = {"parse", "resolve", "check", "tag", "export", "format", "report", "fetch", "serve"}
RUN = [  # without a registry, until the end, and with no index of everything
    command
    for verb, commands in EXAMPLES.items()
    for command in commands
    if verb.split(" ")[0] not in {"serve", "lsp", "mcp", "fetch", "journals", "vocabulary", "index", "batch"}
    and "--watch" not in command
]


@cache
def verbs() -> dict[str, Any]:
    """Return each verb's command, those of a group by both names."""
    found: dict[str, Any] = {}
    for name, command in command_line().commands.items():
        parts = getattr(command, "commands", None)
        found |= {f"{name} {part}": under for part, under in parts.items()} if parts else {name: command}
    return found


def test_every_verb_has_examples() -> None:
    """What people use daily has three, of which each shows something else."""
    assert verbs().keys() == EXAMPLES.keys() - {""}
    for verb, commands in EXAMPLES.items():
        assert len(set(commands)) == len(commands) >= (3 if verb in DAILY else 1)
        assert all(command.split(" ")[: len(verb.split())] == verb.split() for command in commands)


@pytest.mark.parametrize("verb", sorted(EXAMPLES.keys() - {""}))
def test_help_shows_the_examples_and_each_is_understood(verb: str) -> None:
    """No option in them is misspelt or gone."""
    command = verbs()[verb]
    lines = command.get_help(command.make_context(verb, [], resilient_parsing=True)).splitlines()
    for example in EXAMPLES[verb]:
        assert f"  Example: ivigref {example}" in lines  # in one line, to be copied
        words = shlex.split(example.partition(" > ")[0])
        command.make_context(verb, words[len(verb.split()) :])


@pytest.mark.slow
@pytest.mark.parametrize("command", RUN)
def test_an_example_works_as_it_is_typed(tmp_path: Path, command: str) -> None:
    """In a folder with the files that it names; --live with nothing but the cache reports what it could not ask."""
    _write_files(tmp_path)
    environment = {
        **os.environ,
        "PYTHONPATH": str(Path(__file__).parent.parent / "src"),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
    }
    asked = f"{sys.executable} -m ivigref {command}".replace(" --live", " --live --offline")
    done = subprocess.run(  # noqa: S602  (the examples are ours)
        asked, shell=True, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode in ({0, 1, 3} if "--live" in command else {0, 1}), done.stderr
    words = shlex.split(command)
    written = [file for option, file in pairwise(words) if option in {"--output", "-o", "--losses", ">"}]
    assert all((tmp_path / file).stat().st_size for file in written)


def _write_files(folder: Path) -> None:
    entry = (
        "@article{basta,\n author = {Basta, M},\n title = {Lupus of two kinds},\n journal = {Lupus},\n year = 1994\n}\n"
    )
    for name in ("refs.bib", "mine.bib"):
        (folder / name).write_text(entry, encoding="utf-8")
    (folder / "yours.ris").write_text("TY  - JOUR\nTI  - Lupus of two kinds\nPY  - 1994\nER  - \n", encoding="utf-8")
    (folder / "manuscript.txt").write_text(LIST, encoding="utf-8")
    for name in ("exports", "manuscripts"):
        (folder / name).mkdir()
        (folder / name / "one.txt").write_text(LIST, encoding="utf-8")
    paragraphs = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in LIST.replace("\n   ", " ").splitlines())
    _write_docx(folder / "manuscript.docx", paragraphs)
    _write_docx(folder / "thesis.docx", paragraphs * 2)


def _write_docx(file: Path, paragraphs: str) -> None:
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr(
            "word/document.xml",
            '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
            f"<w:body>{paragraphs}</w:body></w:document>",
        )
