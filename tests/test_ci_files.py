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
HOSTILE_NAMES = ("--cache=z.bib", "-x.bib", "--format=x.bib", "--", "-", "--help")


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


@pytest.mark.parametrize("base", ["0" * 40, "f" * 40, "no-such-branch", "--output=owned"])
def test_where_there_is_no_base_all_files_are_checked(project: Path, base: str) -> None:
    """A new branch has forty zeros for a base; of a forced push and in a shallow clone the commit is not there."""
    done = changed(project, BASE=base)
    assert done.returncode == 1
    notice, finding = done.stdout.splitlines()
    assert notice == "::notice title=ivigref::the commit to compare with is not here: all .bib files are checked"
    assert finding.startswith("::warning file=old.bib,")
    assert not list(project.glob("*owned*"))


def test_where_nothing_differs_the_action_says_so(project: Path) -> None:
    """A push that touches no list is well; that it checked nothing stands there."""
    (project / "notes.txt").write_text("no list", encoding="utf-8")
    git(project, "add", ".")
    done = changed(project, BASE="HEAD")
    assert done.returncode == 0
    assert re.fullmatch(
        r"::notice title=ivigref::no \.bib file differs from [0-9a-f]{40}: there is nothing to check\n", done.stdout
    )


@pytest.mark.parametrize("files", ["\n", "\n\n"])
def test_to_check_nothing_is_an_error(project: Path, files: str) -> None:
    """Neither a list of names without a name nor a project without a list passes for a check."""
    done = changed(project, FILES=files)
    assert (done.returncode, done.stdout) == (2, "::error title=ivigref::expected a .bib file to check, found none\n")
    git(project, "rm", "--quiet", "old.bib")
    done = changed(project)
    assert (done.returncode, done.stdout) == (2, "::error title=ivigref::expected a .bib file to check, found none\n")


def test_a_git_that_fails_fails_the_action(project: Path) -> None:
    """Outside of a repository, or in one that git does not trust, nothing is checked and nothing is green."""
    outside = project.parent / "outside"
    outside.mkdir()
    done = changed(outside, GIT_CEILING_DIRECTORIES=str(project.parent))
    assert done.returncode == 2
    assert "::error title=ivigref::git could not list the files: nothing was checked" in done.stdout
    broken = project.parent / "bin/git"  # knows the commit, and fails at the files
    broken.write_text('#!/bin/sh\n[ "$1" = diff ] && exit 128\necho 0123\n', encoding="utf-8")
    broken.chmod(0o755)
    done = changed(project, BASE="HEAD")
    assert done.returncode == 2
    assert "::error title=ivigref::git could not say which files differ: nothing was checked" in done.stdout


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_a_name_is_never_an_option_of_the_action(project: Path, name: str) -> None:
    """Whether git found it or somebody named it."""
    (project / name).write_text(WRONG, encoding="utf-8")
    git(project, "add", "--", f"./{name}")
    for environment in ({"BASE": "HEAD"}, {"FILES": f"{name}\n"}):
        if "BASE" in environment and not name.endswith(".bib"):
            continue
        done = changed(project, **environment)
        assert done.returncode == 1
        assert [line.partition(",")[0] for line in done.stdout.splitlines()] == [
            f"::warning file={'./' if name == '-' else ''}{name}"
        ]


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


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_a_name_is_never_an_option_of_the_hook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], name: str
) -> None:
    """pre-commit puts options before names and nothing in between: a file is checked, and spoils no neighbour."""
    monkeypatch.chdir(tmp_path)
    for each in (name, "wrong.bib"):
        (tmp_path / each).write_text(WRONG, encoding="utf-8")
    assert hook.main(["--format=github", name, "wrong.bib"]) == 1
    assert capfd.readouterr().out.count("::warning") == 2


def test_a_hook_without_a_file_checks_nothing_and_says_so(capfd: pytest.CaptureFixture[str]) -> None:
    """As bad usage, which is exit code 2."""
    assert hook.main(["--notes"]) == 2
    assert "expected file names, found none" in capfd.readouterr().err


def test_the_action_installs_what_is_pinned() -> None:
    """Other actions by their commits, packages by their hashes, and nothing that a resolver would add."""
    action = (ROOT / "action.yml").read_text(encoding="utf-8")
    used = re.findall(r"uses: (\S+)", action)
    assert used
    assert all(re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", each) for each in used)
    installs = re.findall(r"pip install (.+)", action)
    assert len(installs) == 2
    assert all("--no-deps" in line for line in installs)
    assert "--require-hashes" in installs[0]
    assert "--no-build-isolation" in installs[1]


def test_the_hook_runs_the_command_on_bibtex_files() -> None:
    """What pre-commit reads: id, entry, language and files."""
    text = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    for line in ("- id: ivigref-check", "  entry: ivigref-hook", "  language: python", r"  files: \.bib$"):
        assert line in text.splitlines()
