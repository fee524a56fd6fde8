"""Findings that somebody has looked at and does not want to see again, each with a reason."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatch
from typing import Any

from ivigref.checks import status
from ivigref.errors import InputError
from ivigref.model import Check, Checked, Citation, Finding, Judgement, Silence
from ivigref.packing import Packed
from ivigref.patterns import lazy
from ivigref.settings import Settings

__all__ = ["from_bibtex", "from_option", "from_settings", "silenced"]

_OPTION = lazy(r"\s*(?P<check>[\w-]+)\s*(?::(?P<reference>[^=]{1,200}))?(?:=(?P<reason>.*))?", re.DOTALL)
_COMMENT = lazy(r"[^\S\n]*+%+[^\S\n]*+ivigref:[^\S\n]*+(?P<said>.*)", re.IGNORECASE)
_IGNORED = lazy(r"ignore\s+(?P<checks>[\w-]+(?:\s*,\s*[\w-]+)*+)\s*(?:(?:--|–|—)\s*(?P<reason>.*))?")
_WANTED = "a reason, so that whoever reads this knows why"
_KEYS = frozenset({"check", "reference", "reason", "file"})  # of an entry of the settings


def from_option(text: str) -> Silence:
    """Read a silence as an option gives it: CHECK=reason, CHECK:NUMBER=reason or CHECK:KEY=reason.

    Raises InputError where that is none, for a check that is unknown, and where there is no reason.

    >>> silence = from_option("volume-differs:Bruton1952=the volume is 9, see its first page")
    >>> silence.check, silence.reference, silence.reason
    ('volume-differs', 'Bruton1952', 'the volume is 9, see its first page')
    >>> from_option("volume-differs:3")
    Traceback (most recent call last):
    ivigref.errors.InputError: --ignore 'volume-differs:3': expected a reason, so that whoever reads this knows why
    """
    place = f"--ignore {text!r:.100}"
    match = _OPTION.fullmatch(text)
    if match is None:
        raise InputError("expected CHECK=reason, CHECK:NUMBER=reason or CHECK:KEY=reason", place=place)
    return _silence(match["check"], match["reason"], match["reference"], place)


def from_settings(settings: Settings, file: str | None = None) -> list[Silence]:
    """Read the silences of a project's settings: ignore = [{check = …, reference = …, reason = …, file = …}].

    One that names files, as in ``file = "supplement/*.bib"``, is for these alone. Raises InputError for what is none.

    >>> table = {"ignore": [{"check": "year-differs", "reference": 3, "reason": "printed a year later"}]}
    >>> [(silence.check, silence.reference) for silence in from_settings(Settings("ivigref.toml", table))]
    [('year-differs', '3')]
    """
    listed = settings.table.get("ignore", [])
    if not isinstance(listed, list):
        raise InputError("expected a list of tables, each with check and reason", place=f"{settings.place}: ignore")
    read = [(_of_entry(entry, f"{settings.place}: ignore {n}"), entry.get("file")) for n, entry in enumerate(listed, 1)]
    return [silence for silence, pattern in read if pattern is None or (file and _is_named(file, str(pattern)))]


def _is_named(file: str, pattern: str) -> bool:
    return fnmatch(file, pattern) or fnmatch(file, f"*/{pattern}")


def _of_entry(entry: Any, place: str) -> Silence:  # noqa: ANN401  (TOML)
    if not isinstance(entry, Mapping) or "check" not in entry:
        raise InputError("expected a table with check and reason", place=place)
    if unknown := sorted(set(entry) - _KEYS):
        raise InputError(f"expected check, reference, reason and file, found {unknown[0]!r}", place=place)
    reference = entry.get("reference")
    named = None if reference is None else str(reference)
    return _silence(str(entry["check"]), str(entry.get("reason") or ""), named, place)


def from_bibtex(text: str, name: str, citations: Iterable[Citation]) -> list[Silence]:
    r"""Read the comments of a .bib file that silence findings, each above the entry or in it.

    Raises InputError for a comment that silences nothing that can be.

    >>> from ivigref import formats
    >>> text = "% ivigref: ignore volume-differs -- as on its first page\n@article{a, volume = 9}"
    >>> [silence] = from_bibtex(text, "mine.bib", formats.bibtex.loads(text))
    >>> silence.reference, silence.place
    ('a', 'mine.bib:1')
    """
    if "ivigref:" not in text.casefold():
        return []
    from ivigref import formats  # noqa: PLC0415  (few files say so)

    if formats.sniff(text) != "bibtex":
        return []
    starts = {citation.reference.line: citation.key for citation in citations}
    found: list[Silence] = []
    waiting: list[tuple[str, str]] = []  # comments that stand above the next entry
    key: str | None = None
    depth = 0
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1):
        if number in starts:
            key, depth = starts[number], 0
            found += (one for said, place in waiting for one in _of_comment(said, key, place))
            waiting.clear()
        if (comment := _COMMENT.match(line)) is None:
            if not line.lstrip().startswith("%"):
                depth += line.count("{") + line.count("(") - line.count("}") - line.count(")")
        elif depth > 0:
            found += _of_comment(comment["said"], key, f"{name}:{number}")
        else:
            waiting.append((comment["said"], f"{name}:{number}"))
    for _, place in waiting:
        raise InputError("expected an entry behind this comment, found none", place=place)
    return found


def _of_comment(said: str, key: str | None, place: str) -> Iterator[Silence]:
    match = _IGNORED.fullmatch(said.strip())
    if match is None:
        raise InputError(f"expected ignore CHECK -- reason, found {said.strip()!r:.100}", place=place)
    for check in match["checks"].split(","):
        yield _silence(check.strip(), match["reason"], key, place).model_copy(update={"is_in_list": True})


def _silence(check: str, reason: str | None, reference: str | None, place: str) -> Silence:
    if check not in set(Check):
        raise InputError(f"expected the name of a check, found {check!r}", place=place)
    if reason is None or not reason.strip():
        raise InputError(f"expected {_WANTED}", place=place)
    return Silence(check=Check(check), reason=reason.strip(), reference=reference and reference.strip(), place=place)


def silenced(checked: Checked, silences: Sequence[Silence]) -> Checked:
    """Return a list without the findings that are silenced; a silence that silences nothing is a problem of the list.

    >>> from ivigref import Reference
    >>> wrong = Finding.of(Check.VOLUME_DIFFERS, "volume: 9", number=1)
    >>> listed = Checked([Citation.of(Reference(raw="x", number=1))], [[wrong]], ["findings"])
    >>> quiet = silenced(listed, [from_option("volume-differs:1=as printed"), from_option("retracted=known")])
    >>> quiet.findings[0], len(quiet.silenced), quiet.problems[0].check
    ((), 1, 'silence-unused')
    """
    if not silences:
        return checked
    hidden: list[tuple[Finding, Silence]] = []
    used: set[Silence] = set()

    def heard(findings: Iterable[Finding]) -> tuple[Finding, ...]:
        left = []
        for finding in findings:
            covering = [silence for silence in silences if silence.covers(finding)]
            used.update(covering)
            if covering:
                hidden.append((finding, covering[0]))
            else:
                left.append(finding)
        return tuple(left)

    findings: Packed[tuple[Finding, ...]] = Packed()
    judgements: Packed[Judgement] = Packed()
    for row in checked.judged():
        before = len(hidden)
        findings.append(heard(row.findings))
        if row.judgement is not None:
            judgements.append(_marked(row.judgement, [finding for finding, _ in hidden[before:]]))
    problems = heard(checked.problems)
    unused = (
        Finding.of(Check.SILENCE_UNUSED, f"{silence} silences nothing; it is in {silence.place}")
        for silence in dict.fromkeys(silences)
        if silence not in used
    )
    statuses = [
        status(citation, left) if len(left) < len(found) else before
        for (citation, found, before), left in zip(checked.rows(), findings, strict=True)
    ]
    return replace(
        checked,
        findings=findings,
        statuses=statuses,
        problems=(*problems, *unused),
        judgements=judgements,
        silenced=tuple(hidden),
    )


def _marked(judgement: Judgement, hidden: Iterable[Finding]) -> Judgement:
    """Return a verdict that is silenced where a finding that says it is: that of its name, or of a mixture."""
    saying = {str(judgement.verdict), *([str(Check.CHIMERA)] if judgement.is_mixed else [])}
    is_silenced = any(finding.check in saying for finding in hidden)
    return judgement.model_copy(update={"is_silenced": True}) if is_silenced else judgement
