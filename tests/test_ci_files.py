"""The hook and the action that other projects use: they are what their tools expect, and a file's name is only a name."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ivigref.cli import hook

ROOT = Path(__file__).parent.parent
RIGHT = "@article{a,\n  author = {Bruton, O. C.},\n  title = {Agammaglobulinemia},\n  journal = {Pediatrics},\n  year = {1952},\n  volume = {9},\n  pages = {722--728},\n}\n"
WRONG = RIGHT.replace("{9}", "{16}")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Make a git project with one commit, and the command on the path."""
    if shutil.which("git") is None:
        pytest.skip("needs git")
    (tmp_path / "bin").mkdir()
    command = tmp_path / "bin/ivigref"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m ivigref "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    project = tmp_path / "project"
    project.mkdir()
    (project / "old.bib").write_text(WRONG, encoding="utf-8")
    git(project, "init", "--quiet")
    git(project, "add", "old.bib")
    git(project, "-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "--quiet", "-m", "first")
    return project


def git(project: Path, *arguments: str) -> None:
    """Run git in a project."""
    subprocess.run(["git", *arguments], cwd=project, check=True)  # noqa: S603, S607  (git, wherever it is)


def changed(project: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run what the action runs."""
    path = f"{project.parent / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(  # noqa: S603  (our own script)
        ["bash", str(ROOT / ".ci/check-changed")],  # noqa: S607  (bash is where it is)
        cwd=project,
        env={**os.environ, "PATH": path, "PYTHONPATH": str(ROOT / "src"), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_action_checks_what_changed_and_nothing_else(project: Path, tmp_path: Path) -> None:
    """An old file's mistakes are not the pull request's; a name with blanks and commands in it is a name."""
    hostile = "new $(touch owned) `touch owned`;, list.bib"
    (project / hostile).write_text(WRONG, encoding="utf-8")
    git(project, "add", ".")
    summary = tmp_path / "summary.md"
    done = changed(project, BASE="HEAD", GITHUB_STEP_SUMMARY=str(summary))
    assert done.returncode == 1
    [line] = done.stdout.splitlines()
    assert re.match(r"::warning file=new \$\(touch owned\) `touch owned`;%2C list\.bib,line=6,", line)
    assert not (project / "owned").exists()
    assert "volume-differs" in summary.read_text(encoding="utf-8")


def test_the_action_ends_with_0_when_all_is_well(project: Path) -> None:
    """Of files that are named, too."""
    (project / "right.bib").write_text(RIGHT, encoding="utf-8")
    assert changed(project, FILES="right.bib").returncode == 0
    assert changed(project, FILES="right.bib\nold.bib").returncode == 1


def test_no_input_of_the_action_is_part_of_a_script() -> None:
    """What a pull request may say comes in as a variable (GitHub's own advice against script injection)."""
    action = (ROOT / "action.yml").read_text(encoding="utf-8")
    scripts = re.findall(r"^\s+run: (.*)$", action, re.MULTILINE)
    assert scripts
    assert not any("${{" in script for script in scripts)


def test_the_hook_takes_many_files(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The worst of their exit codes is the hook's."""
    names = []
    for name, text in (("right.bib", RIGHT), ("wrong.bib", WRONG)):
        (tmp_path / name).write_text(text, encoding="utf-8")
        names.append(str(tmp_path / name))
    assert hook.main(["--format=github", *names]) == 1
    assert capfd.readouterr().out.count("::warning") == 1
    assert hook.main(names[:1]) == 0


def test_the_hook_runs_the_command_on_bibtex_files() -> None:
    """What pre-commit reads: id, entry, language and files."""
    text = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    for line in ("- id: ivigref-check", "  entry: ivigref-hook", "  language: python", r"  files: \.bib$"):
        assert line in text.splitlines()
