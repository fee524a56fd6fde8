"""How one reference is printed: who stands first and how, where the year stands, what parts the title, the numbers.

Nothing of this is read again: the values that the parser found are looked up in the text, and what stands between them
is the form. A style is told by the form of its own example.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from operator import add
from typing import NamedTuple

from ivigref.model import Kind, Reference
from ivigref.parsing.styles import STYLES
from ivigref.parsing.styles.style import Style
from ivigref.patterns import lazy

_SPACES = lazy(r"\s+")
_ISSUE = lazy(
    r"\s?[(\[][^()\[\]]*[)\]]|,?\s?(?:no?|n°|nº|Nr|H)\b\.?\s?[^\s,;:.]+|(?<=\d)\.\d+(?=\s?[(:,])", re.IGNORECASE
)
_LABEL = lazy(r"[^\W\d_]+\.?")
_APART = lazy(r"(?<=[YVP])(?=[YVP])")
_WITHOUT = frozenset((Kind.BOOK, Kind.BOOK_CHAPTER, Kind.THESIS))  # kinds that have other forms
_QUOTES = "\"”“»«’'"
_BEYOND = 80  # characters of numbers behind a journal
_SHOWN = {"Y": "2001", "V": "12", "P": "345", ",": ", ", ";": ";", "(": " ("}
FEWEST = 6  # references that are a majority
CLEAR = 0.75  # of those that show a part of a form: two styles in one list have no majority


class Form(NamedTuple):
    """One way of printing, in parts; None is what a reference does not show.

    ``names`` is "packed" (Bruton OC), "inverted" (Bruton, O. C.) or "direct" (O. C. Bruton); ``date`` is "(Y)" or "Y"
    before the title and "" behind it; ``joint`` is what parts the title from the journal, "" where there is no title;
    ``numbers`` are year, volume and first page with the signs between them, such as "Y;V:P".
    """

    names: str | None = None
    date: str | None = None
    joint: str | None = None
    numbers: str | None = None

    def fits(self, other: Form) -> bool:
        """Tell whether nothing in it is otherwise than in another form; what either does not show is not compared.

        >>> Form(names="packed", joint=".").fits(Form(joint=".")), Form(joint=",").fits(Form(joint="."))
        (True, False)
        """
        return not any(self.departures(other))

    def departures(self, other: Form) -> tuple[str, ...]:
        """Return the parts in which it differs from another form.

        >>> Form(joint=",", date="Y").departures(Form(joint=".", date="Y"))
        ('joint',)
        """
        pairs = zip(self._fields, self, other, strict=True)
        return tuple(name for name, mine, theirs in pairs if mine != theirs and mine is not None and theirs is not None)

    def sketch(self) -> str:
        """Return an invented reference in this form, to be shown to people.

        >>> Form("packed", "Y", ".", "V:P").sketch()
        'Doe J. 2001. Title. Journal 12:345'
        """
        names = {"inverted": "Doe, J.", "direct": "J. Doe"}.get(self.names or "", "Doe J.")
        date = {"(Y)": " (2001)", "Y": " 2001."}.get(self.date or "", "," if self.joint == "," else "")
        joint = {'"': " “Title.”", "": "", ",": " Title,", "In:": " Title. In:", "//": " Title //"}
        numbers = _APART.sub(" ", self.numbers or "")  # with nothing but spaces between them
        numbers = "".join(_SHOWN.get(sign, sign) for sign in numbers)
        numbers += ")" if numbers.count("(") > numbers.count(")") else ""
        return f"{names}{date}{joint.get('.' if self.joint is None else self.joint, ' Title.')} Journal {numbers}"


def form_of(reference: Reference) -> Form | None:
    """Return how an article is printed; None where its journal, or its numbers, are not found in the text.

    >>> from ivigref.parsing import parse_reference
    >>> form_of(parse_reference("Bruton OC. Agammaglobulinemia. Pediatrics. 1952;16:722–8."))
    Form(names='packed', date='', joint='.', numbers='Y;V:P')
    """
    if reference.kind in _WITHOUT or not (reference.volume or reference.pages):
        return None
    text = _SPACES.sub(" ", reference.raw)
    title, journal = reference.title or "", reference.container_title or ""
    begin = text.find(title)
    at = text.find(journal, begin + len(title))
    if min(begin, at) < 0 or not (title or journal):
        return None
    year = text.find(str(reference.year)) if reference.year else -1
    joint = _joint(title, text[begin + len(title) : at]) if title and journal else ""
    date = _date(text, year, at)
    numbers = _numbers(reference, text[at + len(journal) :], dated=bool(date))
    return Form(_names(reference, text), date, joint, numbers)


def _names(reference: Reference, text: str) -> str | None:
    """Return how the first author is printed."""
    first = reference.authors[0] if reference.authors else None
    if first is None or not first.family or not first.given:
        return None
    family, given = text.find(first.family), text.find(first.given.split(" ")[0])
    if family < 0 or given < 0:
        return None
    if given < family:
        return "direct"
    return "inverted" if text.startswith(",", family + len(first.family)) else "packed"


def _date(text: str, year: int, journal: int) -> str | None:
    if year < 0:
        return None
    if year > journal:
        return ""
    return "(Y)" if text.startswith("(", year - 1) else "Y"


def _joint(title: str, between: str) -> str:
    """Return the sign between a title and its journal, the strongest if there are several."""
    signs = between.replace("[J]", "")
    for sign in ("//", "In:", '"', ",", "."):
        if any(mark in signs for mark in (_QUOTES if sign == '"' else (sign,))):
            return sign
    return "." if title.endswith(("?", "!")) else " "


def _numbers(reference: Reference, tail: str, *, dated: bool) -> str | None:
    """Return volume, first page, and the year where it is not ``dated`` before, with the signs between them."""
    year = None if dated else str(reference.year)
    if reference.volume == year:  # which is which nobody can tell
        return None
    found: list[tuple[int, int, str]] = []
    values = (("Y", year), ("V", reference.volume), ("P", reference.pages and reference.pages.first))
    for letter, value in values:
        if value and (place := _free(tail[:_BEYOND], value, found)):
            found.append((*place, letter))
    found.sort()
    signs = [_between(tail[end:start]) for (_, end, _), (start, _, _) in pairwise(found)]
    letters = [letter for _, _, letter in found]
    return letters[0] + "".join(map(add, signs, letters[1:])) if signs else None  # one number has no order


def _free(text: str, value: str, found: Iterable[tuple[int, int, str]]) -> tuple[int, int] | None:
    """Return where a value stands in a text, as no part of a longer number and not where another is."""
    start = text.find(value)
    while start >= 0:
        end = start + len(value)
        is_whole = not (text[start - 1 : start].isdigit() or text[end : end + 1].isdigit())
        if is_whole and not any(begin < end and start < stop for begin, stop, _ in found):
            return start, end
        start = text.find(value, start + 1)
    return None


def _between(printed: str) -> str:
    """Return the signs between two numbers, without an issue and without labels.

    >>> _between("(3):"), _between(", no. 3, pp. "), _between(" (")
    (':', ',', '(')
    """
    bare = _LABEL.sub("", _ISSUE.sub("", printed))
    return "".join(dict.fromkeys(sign for sign in bare if sign in ";:,()"))


@cache
def _form_of_style(style: Style) -> Form | None:
    from ivigref.parsing import parse_reference  # noqa: PLC0415  (it reads with this module's forms)

    return form_of(parse_reference(style.example.replace("*", "")))


def style_of(form: Form) -> str | None:
    """Return the name of the first style whose example has a form, or None.

    >>> style_of(Form(names="packed", date="", joint=".", numbers="Y;V:P"))
    'Vancouver'
    """
    return next((style.name for style in STYLES if _form_of_style(style) == form), None)


def majority_of(forms: Iterable[Form]) -> Form | None:
    """Return the form in which most references of a list are printed, part by part; None where there is none.

    A part in which the list is divided is None in it. Where that is the case of the numbers, several styles are mixed.

    >>> majority_of([Form(joint=",", numbers="V:P"), *[Form(joint=".", numbers="V:P")] * 7])
    Form(names=None, date=None, joint='.', numbers='V:P')
    """
    parts = [_most(values) for values in zip(*forms, strict=True)]
    form = Form(*parts) if parts else None
    return form if form and form.numbers else None


def _most(values: tuple[str | None, ...]) -> str | None:
    shown = [value for value in values if value is not None]
    value, count = Counter(shown).most_common(1)[0] if shown else (None, 0)
    return value if value != " " and count >= FEWEST and count >= CLEAR * len(shown) else None
