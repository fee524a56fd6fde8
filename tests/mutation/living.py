"""A change is made in modules that are loaded already, so that a copy of the process can run tests within milliseconds."""

from __future__ import annotations

import ast
import gc
import sys
from collections.abc import Iterator, Sequence
from functools import lru_cache
from types import CodeType, FunctionType, ModuleType
from typing import Any

from tests.mutation.mutants import Mutant, targets

_CACHED = type(lru_cache(lambda: None))


class UnfitError(Exception):
    """A change that cannot be made in modules that are loaded."""


class Living:
    """The functions, caches and modules of a package as they are in this process."""

    def __init__(self, package: str) -> None:
        everything = gc.get_objects()
        self._modules = {
            name: module
            for name, module in sys.modules.items()
            if isinstance(module, ModuleType) and name.partition(".")[0] in {package, "tests"}
        }
        scopes = {id(vars(module)) for module in self._modules.values()}
        self._functions = [o for o in everything if isinstance(o, FunctionType) and id(o.__globals__) in scopes]
        self._caches = [
            o for o in everything if isinstance(o, _CACHED) and str(o.__module__).partition(".")[0] == package
        ]

    def change(self, mutant: Mutant) -> None:
        """Make a change in this process, for good."""
        module = next(m for m in self._modules.values() if getattr(m, "__file__", None) == str(mutant.path))
        mutant.put()
        if mutant.function is not None:
            self._replace_code(mutant, module)
        else:
            self._assign_again(mutant, module)
        for cache in self._caches:
            cache.cache_clear()

    def _replace_code(self, mutant: Mutant, module: ModuleType) -> None:
        """Give a function its new code; whoever holds the function has it."""
        tree = mutant.holders[0]
        function = mutant.function
        assert isinstance(tree, ast.Module)
        assert function is not None
        place = [d.lineno for d in function.decorator_list[:1]] or [function.lineno]
        codes = [
            c
            for c in _codes(compile(tree, str(mutant.path), "exec"))
            if c.co_name == function.name and c.co_firstlineno == place[0]
        ]
        found = [(f, code) for code in codes for f in self._functions_of(module) if _is_made_of(f, code)]
        if not found:
            raise UnfitError(f"expected a function {function.name} in {module.__name__}, found none")
        for each, code in found:
            try:
                each.__code__ = code
            except ValueError as error:  # another number of names from around it
                raise UnfitError(str(error)) from error

    def _assign_again(self, mutant: Mutant, module: ModuleType) -> None:
        """Assign a constant again, and whatever is made of it, here and where it was imported."""
        tree = mutant.holders[0]
        assert isinstance(tree, ast.Module)
        stale: set[str] = set()
        for statement in tree.body:
            if targets(statement) and (statement in mutant.holders or stale & set(loaded(statement))):
                before = dict(vars(module))
                exec(compile(ast.Module([statement], []), str(mutant.path), "exec"), vars(module))  # noqa: S102  (this project's own source)
                names = {n.id for t in targets(statement) for n in ast.walk(t) if isinstance(n, ast.Name)}
                stale |= names
                self._hand_on(module, {name: before[name] for name in names})
        for node in ast.walk(tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                self._default_again(node, mutant, module, stale)
            elif isinstance(node, ast.ClassDef) and node in mutant.holders:
                _field_again(node, mutant, module)

    def _hand_on(self, module: ModuleType, before: dict[str, Any]) -> None:
        for other in self._modules.values():
            for name, old in before.items():
                if other is not module and vars(other).get(name, _CACHED) is old:
                    setattr(other, name, getattr(module, name))

    def _default_again(
        self, node: ast.FunctionDef | ast.AsyncFunctionDef, mutant: Mutant, module: ModuleType, stale: set[str]
    ) -> None:
        given = [d for d in (*node.args.defaults, *node.args.kw_defaults) if d is not None]
        if node.args not in mutant.holders and not any(stale & set(loaded(d)) for d in given):
            return
        for function in self._functions_of(module):
            if function.__name__ == node.name and function.__code__.co_firstlineno <= node.lineno <= _end(function):
                function.__defaults__ = tuple(_value(d, module) for d in node.args.defaults) or None
                named = zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
                function.__kwdefaults__ = {a.arg: _value(d, module) for a, d in named if d is not None}

    def _functions_of(self, module: ModuleType) -> Iterator[FunctionType]:
        return (f for f in self._functions if f.__globals__ is vars(module))


def loaded(node: ast.AST) -> Iterator[str]:
    """Yield the names that a piece of source uses."""
    for found in ast.walk(node):
        if isinstance(found, ast.Name):
            yield found.id
        elif isinstance(found, ast.Attribute):
            yield found.attr


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


def _is_made_of(function: FunctionType, code: CodeType) -> bool:
    own = function.__code__
    return own.co_name == code.co_name and own.co_firstlineno == code.co_firstlineno


def _end(function: FunctionType) -> int:
    return max(line for *_, line in function.__code__.co_lines() if line is not None)


def _value(node: ast.expr, module: ModuleType) -> Any:  # noqa: ANN401  (a default may be anything)
    return eval(compile(ast.Expression(node), "default", "eval"), vars(module))  # noqa: S307  (this project's own source)


def _field_again(node: ast.ClassDef, mutant: Mutant, module: ModuleType) -> None:
    """Give a field of a class its new default: in the class, and in what makes its instances."""
    owner = getattr(module, node.name)
    for statement in node.body:
        if statement in mutant.holders and isinstance(statement, ast.AnnAssign) and statement.value is not None:
            name, value = ast.unparse(statement.target), _value(statement.value, module)
            for maker in (vars(owner).get("__new__"), vars(owner).get("__init__")):
                if isinstance(maker, FunctionType) and maker.__defaults__:
                    _set_default(maker, name, value)


def _set_default(maker: FunctionType, name: str, value: object) -> None:
    code = maker.__code__
    last: Sequence[str] = code.co_varnames[: code.co_argcount][-len(maker.__defaults__ or ()) :]
    maker.__defaults__ = tuple(
        value if own == name else old for own, old in zip(last, maker.__defaults__ or (), strict=True)
    )
