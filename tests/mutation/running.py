"""Tests are collected once and run once; then each change is made in a copy of the process, which runs what touches it."""

from __future__ import annotations

import ast
import gc
import os
import resource
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import coverage
import pytest
from _pytest.doctest import DoctestItem
from _pytest.runner import runtestprotocol

from tests.mutation.living import Living, UnfitError, loaded
from tests.mutation.mutants import Mutant, targets

_EACH = 20.0  # seconds of tests for one change; that which takes longer shows rates, and no edge
_SECONDS = 20  # of the processor, for the tests of one change: what takes longer turns in a circle
_WAITED = 120  # and by the clock: what takes longer waits for itself
_TIMES = 3  # as long as the first run of all tests, and that more, may the second without a change take: a lock may be held for ever
_MEMORY = 4 << 30  # bytes of memory of its own that a changed process may take
_SURVIVED, _KILLED, _UNFIT = 0, 1, 2


@dataclass
class Mutating:
    """A plugin that runs the collected tests once as they are, and then again for each change.

    ``survivors`` are the changes that no test notices, ``failed`` the tests that fail without any,
    ``talks`` whether what fails with a change is shown.
    """

    package: Path
    mutants: Sequence[Mutant]
    jobs: int = 2
    talks: bool = False
    survivors: list[Mutant] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Stand in for pytest's own loop."""
        touched, seconds = self._run_all(session.items)
        if self.failed:
            return True
        sources = [ast.parse(p.read_text(encoding="utf-8"), str(p)) for p in sorted(self.package.rglob("*.py"))]
        uses = _uses(self.package, sources)
        living = Living(self.package.name)
        gc.collect()
        gc.freeze()  # so that a copy shares memory with its parent
        # Without a change all must pass a second time too: else it is no change that they notice.
        again = _WAITED + int(_TIMES * sum(seconds.values()))
        waiting: dict[int, Mutant | None] = {_start(living, None, session.items, talks=True, waited=again): None}
        for mutant in self.mutants:
            lines = _lines(mutant, uses)
            items = [i for i in session.items if not lines.isdisjoint(touched[i.nodeid]) or _names_it(i, mutant)]
            items = _quickest(items, seconds)
            if not items:
                self.survivors.append(mutant)
                print(f"no test runs {mutant}", flush=True)  # noqa: T201  (a command)
                continue
            while len(waiting) >= self.jobs:
                self._take(waiting)
            waiting[_start(living, mutant, items, talks=self.talks)] = mutant
        while waiting:
            self._take(waiting)
        return True

    def _take(self, waiting: dict[int, Mutant | None]) -> None:
        process, status = os.wait()
        mutant, code = waiting.pop(process), os.waitstatus_to_exitcode(status)
        if mutant is None:
            self.failed += [f"{code} of a second run without any change"] if code != _SURVIVED else []
        elif code == _SURVIVED:
            self.survivors.append(mutant)
            print(f"no test notices {mutant}", flush=True)  # noqa: T201
        elif code == _UNFIT:
            self.failed.append(f"a change that could not be made: {mutant.key}")

    def _run_all(self, items: Sequence[pytest.Item]) -> tuple[dict[str, set[tuple[str, int]]], dict[str, float]]:
        """Return which lines each test runs, and how long it takes."""
        measured = coverage.Coverage(data_file=None, config_file=False, include=[f"{self.package}/*"])
        seconds: dict[str, float] = {}
        names = [(item.dtest.globs, dict(item.dtest.globs)) for item in items if isinstance(item, DoctestItem)]
        measured.start()
        for item, following in zip(items, (*items[1:], None), strict=True):
            measured.switch_context(item.nodeid)
            began = time.monotonic()
            failed = [report for report in runtestprotocol(item, log=False, nextitem=following) if report.failed]
            for report in failed[:1]:
                self.failed.append(item.nodeid)
                print(f"{item.nodeid}\n{report.longreprtext}\n", flush=True)  # noqa: T201  (a command)
            seconds[item.nodeid] = time.monotonic() - began
        measured.stop()
        for scope, own in names:  # which a doctest throws away
            scope.update(own)
        touched: dict[str, set[tuple[str, int]]] = defaultdict(set)
        data = measured.get_data()
        for path in data.measured_files():
            for line, contexts in data.contexts_by_lineno(path).items():
                for context in contexts:
                    touched[context].add((path, line))
        return touched, seconds


def _start(
    living: Living, mutant: Mutant | None, items: Sequence[pytest.Item], *, talks: bool, waited: int = _WAITED
) -> int:
    """Start a copy of the process that makes a change, if any, and runs tests; it ends with 0 where none notices."""
    process = os.fork()
    if process:
        return process
    signal.alarm(waited)
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS) if mutant else (-1, -1))
    resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, _MEMORY))
    if not talks:
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, sys.stdout.fileno())
        os.dup2(nothing, sys.stderr.fileno())
    try:
        if mutant is not None:
            living.change(mutant)
        noticed = _first_failure(items)
        found = _KILLED if noticed else _SURVIVED
        if noticed:
            print(f"{mutant.key if mutant else ''}\n{noticed.nodeid}\n{noticed.longreprtext}\n", flush=True)  # noqa: T201  (asked for)
    except UnfitError:
        found = _UNFIT
    except BaseException:  # noqa: BLE001  (a changed program may do anything)
        found = _KILLED
    os._exit(found)


def _names_it(item: pytest.Item, mutant: Mutant) -> bool:
    """Tell whether a test's module imports the very constant that is changed."""
    return mutant.function is None and mutant.where in vars(getattr(item, "module", object))


def _quickest(items: Sequence[pytest.Item], seconds: dict[str, float]) -> list[pytest.Item]:
    """Return tests, the quickest first, as many as there is time for."""
    found: list[pytest.Item] = []
    left = _EACH
    for item in sorted(items, key=lambda item: seconds[item.nodeid]):
        left -= seconds[item.nodeid]
        if found and left < 0:
            break
        found.append(item)
    return found


def _first_failure(items: Sequence[pytest.Item]) -> pytest.TestReport | None:
    for item, following in zip(items, (*items[1:], None), strict=True):
        for report in runtestprotocol(item, log=False, nextitem=following):
            if report.failed:
                return report
    return None


_Uses = dict[str, set[tuple[str, int]]]


def _uses(package: Path, sources: Iterable[ast.Module]) -> _Uses:
    """Return where in functions each name is used, at what is made of it as well as at itself."""
    uses: _Uses = defaultdict(set)
    made_of: dict[str, set[str]] = defaultdict(set)
    for path, tree in zip(sorted(package.rglob("*.py")), sources, strict=True):
        for statement in tree.body:
            for name in (ast.unparse(target) for target in targets(statement)):
                for used in loaded(statement):
                    made_of[used].add(name)
        for function in ast.walk(tree):
            if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
                for node in ast.walk(function):
                    for name in _names(node):
                        uses[name].add((str(path), getattr(node, "lineno", 0)))
                for name in (n for default in _defaults(function) for n in loaded(default)):
                    uses[name] |= {(str(path), statement.lineno) for statement in function.body}
    return defaultdict(set, {name: set(_gathered(name, uses, made_of)) for name in {*uses, *made_of}})


def _defaults(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[ast.expr]:
    return (d for d in (*function.args.defaults, *function.args.kw_defaults) if d is not None)


def _names(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Name):
        yield node.id
    elif isinstance(node, ast.Attribute):
        yield node.attr


def _gathered(name: str, uses: _Uses, made_of: dict[str, set[str]]) -> Iterator[tuple[str, int]]:
    seen, todo = set(), [name]
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            todo += made_of.get(name, ())
            yield from uses.get(name, ())


def _lines(mutant: Mutant, uses: _Uses) -> set[tuple[str, int]]:
    """Return the lines of which a test has to run one to notice a change."""
    if mutant.function is not None:
        return {(str(mutant.path), line) for line in mutant.lines}
    inner = [h for h in mutant.holders if isinstance(h, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))]
    if inner and not isinstance(inner[-1], ast.ClassDef):  # a default: whatever runs its function
        return {(str(mutant.path), statement.lineno) for statement in inner[-1].body}
    return uses[inner[0].name if inner else mutant.where]
