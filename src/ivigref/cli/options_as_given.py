"""Options as they are given: most need no conversion, for which typer would load pydantic and build a model of each."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from functools import partial
from typing import Any, get_args, get_origin

_UNSURE = object()


def spare(command: Any) -> None:  # noqa: ANN401  (typer's own classes)
    """Let a command take what is a text, a choice or not given as it is; typer converts and refuses all the rest."""
    offered = command.get_params  # with --help, which a command has only when it is asked
    command.get_params = lambda ctx: [_spared(parameter) for parameter in offered(ctx)]
    for verb in getattr(command, "commands", {}).values():
        spare(verb)


def _spared(parameter: Any) -> Any:  # noqa: ANN401  (the same)
    described = getattr(parameter, "type_descriptor", None)  # which typer has where it converts with pydantic
    if described is not None and not parameter.required and not isinstance(parameter.process_value, partial):
        parameter.process_value = partial(_taken, parameter, described.annotation, parameter.process_value)
    return parameter


def _taken(parameter: Any, wanted: Any, convert: Callable[..., Any], ctx: Any, value: Any) -> Any:  # noqa: ANN401  (the same)
    several = parameter.multiple or parameter.nargs == -1
    taken = (() if several else None) if value is None else as_given(wanted, value)
    if taken is _UNSURE:
        return convert(ctx, value)
    return taken if parameter.callback is None else parameter.callback(ctx, parameter, taken)


def as_given(wanted: Any, value: object) -> Any:  # noqa: ANN401  (what an option may be)
    """Return a value of an option if it is clear without a conversion.

    >>> as_given(str, "a.bib"), as_given(list[str], ("a.bib", "b.ris"))
    ('a.bib', ['a.bib', 'b.ris'])
    """
    if wanted in (str, int, float) and type(value) is wanted:  # a number is the option's default: what is typed is text
        return value
    if get_origin(wanted) is list and get_args(wanted) == (str,) and isinstance(value, list | tuple):
        return list(value) if all(type(one) is str for one in value) else _UNSURE
    if isinstance(wanted, type) and issubclass(wanted, Enum):
        choices = {choice.value: choice for choice in wanted}
        return choices.get(value, _UNSURE) if isinstance(value, str) else _UNSURE
    return _UNSURE
