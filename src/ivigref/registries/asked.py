"""What comes of asking a registry: an answer, or why there is none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeAlias, TypeVar

from ivigref.errors import BadAnswer, RegistryError

T = TypeVar("T")

Asked: TypeAlias = T | RegistryError

# What values of another shape than promised raise where they are read; RecursionError is lists within lists.
_UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, OverflowError, RecursionError)


@contextmanager
def reading(registry: str) -> Iterator[None]:
    """Turn whatever goes wrong in reading an answer, which is hostile or damaged, into a BadAnswer.

    Raises that BadAnswer, and a RegistryError as it is.

    >>> with reading("crossref"):
    ...     {}["message"]
    Traceback (most recent call last):
    ivigref.errors.BadAnswer: crossref: answered with what cannot be read
    """
    try:
        yield
    except _UNREADABLE as error:
        raise BadAnswer("answered with what cannot be read", registry=registry) from error


def or_raise(outcome: Asked[T]) -> T:
    """Return an answer; raises the RegistryError that says why there is none.

    >>> or_raise("an answer")
    'an answer'
    """
    if isinstance(outcome, RegistryError):
        raise outcome
    return outcome
