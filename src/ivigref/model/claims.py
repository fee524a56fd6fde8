"""Claims about a citation, each with its evidence: tags and findings."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Literal, Self

from ivigref import notebook
from ivigref.frozen import Value
from ivigref.model.checks import Check, Severity
from ivigref.model.in_text import Place
from ivigref.model.values import Text
from ivigref.model.works import Source
from ivigref.text import words


class Evidence(Value):
    """Why a tag is there: where it was read, the words or the heading, and the rule that fired.

    ``source`` is "title", "abstract", "abstract-note", "mesh", "publication-type", "container" or "override"; ``start``
    and ``end`` count characters of that text.
    """

    source: str
    text: str
    rule: str
    start: int | None = None
    end: int | None = None
    strength: Literal["strong", "moderate", "weak"] = "strong"


EVEN = 0.5  # the odds of what is as often right as wrong
_ASIDE = frozenset(("mentioned", "negated"))  # roles
_words = lru_cache(maxsize=4096)(words)  # few labels, asked for again and again


class Tag(Value):
    """One statement about a citation on one axis ("disease", "design", "form", …), with its evidence.

    ``broader`` names the terms above this one, so that a selection by a broader term finds it. ``mesh`` is MeSH's UID,
    of a heading or a supplementary record, or where MeSH has neither OMIM's number ("OMIM:613779"). ``odds`` is the
    probability that an indexer agrees, as counted on records that have been indexed; None where it was not counted.
    """

    axis: str
    term: str
    label: str
    mesh: Text = None
    role: Text = None
    odds: float | None = None
    broader: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()

    @property
    def is_meant(self) -> bool:
        """Whether the work is about it: what a text only mentions, or denies, no selection finds.

        >>> [Tag(axis="disease", term="x", label="X", role=role).is_meant for role in (None, "subject", "mentioned")]
        [True, True, False]
        """
        return self.role not in _ASIDE

    def is_likely(self, odds: float) -> bool:
        """Tell whether the odds of this tag are not known to be lower.

        >>> tag = Tag(axis="design", term="cohort", label="Cohort Studies", odds=0.7)
        >>> tag.is_likely(0.6), tag.is_likely(0.8), tag.model_copy(update={"odds": None}).is_likely(0.8)
        (True, False, True)
        """
        return self.odds is None or self.odds >= odds

    def is_counted(self, odds: float = EVEN) -> bool:
        """Tell whether a map counts it: what the work is about, and not what is more often wrong than right.

        >>> tag = Tag(axis="disease", term="lupus", label="Lupus", odds=0.5)
        >>> tag.is_counted(), tag.is_counted(0.6), tag.model_copy(update={"role": "mentioned"}).is_counted()
        (True, False, False)
        """
        return self.is_meant and self.is_likely(odds)

    def is_a(self, wanted: str) -> bool:
        """Tell whether this tag is the wanted term, or narrower; a slug, a label or a MeSH UID may be given.

        >>> Tag(axis="disease", term="lupus-nephritis", label="Lupus Nephritis", broader=("lupus",)).is_a("lupus")
        True
        """
        asked, family = _words(wanted), self.label.partition(",")[0]
        slug = "-".join(asked)
        # MeSH inverts its headings: "Lupus Erythematosus, Systemic" is one of "Lupus Erythematosus".
        return (
            bool({slug, f"{slug}s"} & {self.term, *self.broader})
            or sorted(asked) in (sorted(_words(self.label)), sorted(_words(family)))
            or wanted == self.mesh
        )


class Finding(Value):
    """Something about a reference that its author should know, with both values and who says so.

    ``error`` means that it is wrong, ``warning`` that somebody should look, ``note`` a harmless difference. ``places``
    are where the text of a manuscript cites what it is about.
    """

    number: int | None = None
    key: Text = None
    check: Check
    severity: Severity
    field: Text = None
    printed: Text = None
    recorded: Text = None
    message: str
    line: int | None = None
    source: Source | None = None
    places: tuple[Place, ...] = ()

    @classmethod
    def of(cls, check: Check, message: str, *, severity: Severity | None = None, **said: Any) -> Self:  # noqa: ANN401  (any field)
        """Return what a check found; it is as grave as the check unless something else is said.

        >>> Finding.of(Check.NUMBER_REPEATED, "the number 7 is used twice").severity
        'warning'
        """
        return cls(check=check, severity=severity or check.severity, message=message, **said)

    def _repr_html_(self) -> str:
        who = " ".join(str(part) for part in (self.number, self.key) if part is not None)
        sides = (("printed", self.printed), ("recorded", self.recorded), ("check", self.check), ("reference", who))
        return notebook.card([(self.severity, self.message), *sides])

    def __str__(self) -> str:
        where = f"reference {self.number}" if self.number is not None else self.key or "the list"
        return f"{where}: {self.severity}: {self.message} [{self.check}]"


class Silence(Value):
    """A finding that is not to be reported any more: its check, of one reference or of all, why, and who says so.

    ``reference`` is the number or the key of a reference, ``place`` where the silence is written, and ``is_in_list``
    tells that this is the list itself.

    >>> print(Silence(check="year-differs", reason="printed later", reference="3"))
    year-differs:3
    """

    check: Check
    reason: str
    reference: Text = None
    place: Text = None
    is_in_list: bool = False

    def covers(self, finding: Finding) -> bool:
        """Tell whether it silences a finding."""
        return finding.check is self.check and (
            self.reference is None or self.reference in {finding.key, str(finding.number)}
        )

    def __str__(self) -> str:
        return f"{self.check}:{self.reference}" if self.reference else str(self.check)
