"""What can be changed in a module: each number by a step, each comparison at its edge, each condition of an ``and``."""

from __future__ import annotations

import ast
import copy
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

_FLIPPED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_MORE, _LESS = 1.25, 0.8  # a fraction is made a quarter larger and as much smaller; a whole number, one
_SHOWN = 72  # characters of source on either side, by which a change is known
# Nothing here decides what comes out: decorators hold the sizes of caches, annotations are for type checkers.
_PASSED_OVER = {"decorator_list", "annotation", "returns", "type_comment", "type_params"}
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change, known by where it is (a function, or the name of a constant) and by its source text.

    ``holders`` are the nodes around it, from the module inwards, ``field`` and ``place`` where it hangs on the last.
    """

    path: Path
    where: str
    change: str
    holders: tuple[ast.AST, ...]
    field: str
    place: int | None
    node: ast.expr

    @property
    def key(self) -> str:
        """By what the list of survivors names it."""
        return f"{self.where}: {self.change}"

    @property
    def lines(self) -> range:
        """The lines of which one runs where the change can be noticed."""
        statement = next(n for n in reversed(self.holders) if isinstance(n, ast.stmt))
        return range(statement.lineno, (self.node.end_lineno or self.node.lineno) + 1)

    @property
    def function(self) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
        """The outermost function in whose body the change is; None where it counts on import."""
        for holder, inner in zip(self.holders, (*self.holders[1:], self.node), strict=True):
            if isinstance(holder, _FUNCTIONS):
                return holder if inner in holder.body else None
        return None

    def __str__(self) -> str:
        return f"{self.key}  [{self.path.name}:{self.node.lineno}]"

    def put(self) -> None:
        """Make the change in the tree."""
        _put(self.holders[-1], self.field, self.place, self.node)


def mutants_of(path: Path) -> list[Mutant]:
    """Return every change of one module, in the order of its source."""
    tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
    found = [_named(path, change) for change in _changes((tree,))]
    times: Counter[str] = Counter()
    numbered: list[Mutant] = []
    for mutant in found:
        times[mutant.key] += 1
        nth = times[mutant.key]
        numbered.append(mutant if nth == 1 else replace(mutant, change=f"{mutant.change} ({nth})"))
    return numbered


_Change = tuple[tuple[ast.AST, ...], str, int | None, ast.expr]


def _changes(holders: tuple[ast.AST, ...], *, index: bool = False) -> Iterator[_Change]:
    for field, value in ast.iter_fields(holders[-1]):
        if field in _PASSED_OVER:
            continue
        indexing = index or (isinstance(holders[-1], ast.Subscript) and field == "slice")
        for place, child in enumerate(value) if isinstance(value, list) else ((None, value),):
            if isinstance(child, ast.expr):
                for new in _instead(child, index=indexing):
                    yield holders, field, place, ast.fix_missing_locations(ast.copy_location(new, child))
            if isinstance(child, ast.AST):
                yield from _changes((*holders, child), index=indexing)


def _instead(node: ast.expr, *, index: bool) -> Iterator[ast.expr]:
    """Yield what may stand for an expression."""
    match node:
        case ast.Constant(value=int(number)) if not isinstance(number, bool):
            yield ast.Constant(number + 1)
            if not index:  # one neighbour of a place is enough
                yield ast.Constant(number - 1)
        case ast.Constant(value=float(number)):
            yield ast.Constant(round(number * _MORE, 9) if number else _MORE)
            yield ast.Constant(round(number * _LESS, 9) if number else -_MORE)
        case ast.Compare():
            for place, operator in enumerate(node.ops):
                other = copy.copy(node)
                other.ops = [*node.ops[:place], _FLIPPED[type(operator)](), *node.ops[place + 1 :]]
                yield other
        case ast.BoolOp(op=ast.And()):
            for place in range(len(node.values)):
                left = [*node.values[:place], *node.values[place + 1 :]]
                yield left[0] if len(left) == 1 else ast.BoolOp(node.op, left)


def _named(path: Path, change: _Change) -> Mutant:
    holders, field, place, new = change
    names = [h.name for h in holders if isinstance(h, (*_FUNCTIONS, ast.ClassDef))]
    if not names:
        names = next(([ast.unparse(t) for t in targets(h)[:1]] for h in holders if isinstance(h, ast.stmt)), [])
    old = _put(holders[-1], field, place, new)
    after = [_text(h) for h in (*holders, new)]
    _put(holders[-1], field, place, old)
    before = [_text(h) for h in (*holders, old)]
    # The widest source that is still short tells most.
    both = list(zip(before, after, strict=True))
    shown = next((pair for pair in both[:-1] if 0 < max(map(len, pair)) <= _SHOWN), both[-1])
    return Mutant(path, ".".join(names), " → ".join(shown), holders, field, place, new)


def targets(statement: ast.AST) -> list[ast.expr]:
    """Return what a statement assigns to."""
    match statement:
        case ast.Assign():
            return statement.targets
        case ast.AnnAssign():
            return [statement.target]
        case _:
            return []


def _text(node: ast.AST) -> str:
    simple = isinstance(node, ast.expr) or (isinstance(node, ast.stmt) and not hasattr(node, "body"))
    return " ".join(ast.unparse(node).split()) if simple else ""


def _put(holder: ast.AST, field: str, place: int | None, new: ast.expr) -> ast.expr:
    """Put a node into the place of another, which is returned."""
    if place is None:
        old: ast.expr = getattr(holder, field)
        setattr(holder, field, new)
        return old
    listed: list[ast.expr] = getattr(holder, field)
    old, listed[place] = listed[place], new
    return old
