"""The pins are complete: what they install needs nothing else, so that nothing newer is ever looked at."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import NamedTuple

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from ivigref.errors import EXTRAS, IvigrefError, MissingExtra

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
FILES = sorted(path.name for path in ROOT.glob("requirements*.txt"))
ADDED = "requirements-spark.txt"  # beside the others and not instead of them
PYTHONS = ("3.11.0", "3.11.7", "3.12.1", "3.13.0", "3.14.0")
SYSTEMS = {
    "linux": {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "platform_machine": "x86_64"},
    "darwin": {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix", "platform_machine": "arm64"},
    "win32": {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt", "platform_machine": "AMD64"},
}


class Pin(NamedTuple):
    """A line of a file of pins: a package, with extras of its own, and where it is wanted."""

    name: str
    extras: frozenset[str]
    version: str
    marker: Marker | None

    def holds(self, environment: dict[str, str]) -> bool:
        """Tell whether this line is installed there."""
        return self.marker is None or self.marker.evaluate(environment)

    def requires(self) -> list[Requirement] | None:
        """Return what this version needs anywhere, or None where another or none is installed, and nobody can tell."""
        try:
            found = distribution(self.name)
        except PackageNotFoundError:
            return None
        return [Requirement(line) for line in found.requires or ()] if found.version == self.version else None


def pins(file: str) -> list[Pin]:
    """Read the pins of a file."""
    text = (ROOT / file).read_text(encoding="utf-8").replace("\\\n", "")
    requirements = [Requirement(line.partition("--hash")[0].strip()) for line in text.splitlines()]
    found = []
    for requirement in requirements:
        [exact] = requirement.specifier
        assert exact.operator == "=="
        name = canonicalize_name(requirement.name)
        found.append(Pin(name, frozenset(requirement.extras), exact.version, requirement.marker))
    return found


def environment(python: str, system: str) -> dict[str, str]:
    """Return what markers ask for, on another Python and another system than this one."""
    return {
        "python_version": python.rpartition(".")[0],
        "python_full_version": python,
        "implementation_name": "cpython",
        "implementation_version": python,
        "platform_python_implementation": "CPython",
        "platform_release": "",
        "platform_version": "",
        "extra": "",
        **SYSTEMS[system],
    }


def needs(pin: Pin, where: dict[str, str]) -> list[Requirement]:
    """Return what a pinned package needs there, with the extras that are asked for."""
    return [
        each
        for each in pin.requires() or ()
        if each.marker is None or any(each.marker.evaluate({**where, "extra": extra}) for extra in ("", *pin.extras))
    ]


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("file", FILES)
def test_every_requirement_of_every_pin_is_pinned(file: str, python: str, system: str) -> None:
    """On each Python and system, with a version that is allowed: then --no-deps leaves nothing out."""
    where = environment(python, system)
    listed = [*pins(file), *(pins("requirements.txt") if file == ADDED else ())]
    here = {pin.name: pin for pin in listed if pin.holds(where)}
    missing = [
        f"{pin.name} {pin.version} needs {needed}"
        for pin in here.values()
        for needed in needs(pin, where)
        if (found := here.get(canonicalize_name(needed.name))) is None
        or not needed.specifier.contains(found.version, prereleases=True)
    ]
    assert missing == []


def test_the_pins_can_tell_what_they_need() -> None:
    """Of a package that is not installed nobody knows; those that every Python and system has are all looked into."""
    everywhere = [pin for pin in pins("requirements-dev.txt") if pin.marker is None]
    unknown = [pin.name for pin in everywhere if pin.requires() is None]
    if len(unknown) > len(everywhere) / 4:
        pytest.skip("needs an environment that is made of the pins")
    assert unknown == []


@pytest.mark.parametrize("file", FILES)
def test_every_pin_has_hashes_and_no_host(file: str) -> None:
    """A mirror may serve the packages; what they are, the hashes say."""
    entries = re.split(r"^(?=\S)", (ROOT / file).read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    assert all("--hash=sha256:" in entry for entry in entries)
    assert not any("://" in entry or entry.startswith("-") for entry in entries)


@pytest.mark.parametrize("file", [name for name in FILES if name not in {"requirements-dev.txt", ADDED}])
def test_all_files_pin_the_same_versions(file: str) -> None:
    """What is tested is what the main command and the extras install."""
    assert {(pin.name, pin.version) for pin in pins(file)} <= {
        (pin.name, pin.version) for pin in pins("requirements-dev.txt")
    }


def names(lines: list[str]) -> set[str]:
    """Return the names of requirements."""
    return {canonicalize_name(Requirement(line).name) for line in lines}


def test_what_the_project_declares_is_pinned() -> None:
    """The main command has all dependencies and what builds the package, the tests' command all groups and extras."""
    main, dev = ({pin.name for pin in pins(name)} for name in ("requirements.txt", "requirements-dev.txt"))
    project, groups = PROJECT["project"], PROJECT["dependency-groups"]
    assert names([*project["dependencies"], *PROJECT["build-system"]["requires"], *groups["build"]]) <= main
    extras = [line for lines in project["optional-dependencies"].values() for line in lines]
    assert names(extras + [line for lines in groups.values() for line in lines if isinstance(line, str)]) <= dev


def test_each_extra_has_its_pins_and_its_message() -> None:
    """One table: the extras of pyproject.toml, each with a file of pins, and an error that names the command."""
    declared = PROJECT["project"]["optional-dependencies"]
    assert set(EXTRAS) == set(declared)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for extra, lines in declared.items():
        error = MissingExtra(extra)
        assert isinstance(error, IvigrefError)
        assert isinstance(error, ImportError)
        command = str(error).partition("installs with: ")[2]
        assert command.startswith(".venv/bin/python -m pip install --no-deps --require-hashes -r ")
        assert command in readme
        assert names(lines) <= {pin.name for pin in pins(command.rpartition(" ")[2])}


@pytest.mark.parametrize("mark", ["main", "tests"])
def test_the_readmes_commands_look_at_nothing_newer(mark: str) -> None:
    """Neither for what a package needs nor for what builds this one: an old pip would take the newest."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    [command] = re.findall(rf"<!-- {mark} -->\n```sh\n(.+)\n```", readme)
    installs = re.findall(r"pip install ([^&]+)", command)
    assert len(installs) == 2
    assert all("--no-deps" in each for each in installs)
    assert "--require-hashes" in installs[0]
    assert "--no-build-isolation" in installs[1]
