"""How a list is printed: its style, and how many of its articles are in it."""

from __future__ import annotations

from typing import NamedTuple


class PrintedAs(NamedTuple):
    """The form in which most articles of a list are printed: its style if it has a name, and an example of it.

    >>> str(PrintedAs("MLA", "", 42, 45)), str(PrintedAs(None, "Doe J. 2001. Title. Journal 12:345", 9, 9))[:40]
    ('42 of 45 articles are printed as MLA', '9 of 9 articles are printed like “Doe J.')
    """

    style: str | None
    example: str
    fitting: int
    articles: int

    def __str__(self) -> str:
        name = f"as {self.style}" if self.style else f"like “{self.example}”"
        return f"{self.fitting} of {self.articles} articles are printed {name}"
