"""From a list to what is known of it: read, join to records, tag, check; what the command line, a batch and scripts do.

>>> from ivigref import parse
>>> text = "1. Krug P, Boyer O, et al. Nephrotic syndrome in Kawasaki disease: a report of three cases."
>>> checked = examine(parse(text + " Pediatr Nephrol. 2012;28(9):1547–50."))
>>> print(checked.summary())
1 reference: 0 verified, 1 with findings, 0 unverified
1 error
>>> [(status, [finding.check for finding in found]) for _, found, status in checked.rows()]
[('findings', ['volume-differs'])]
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, partial
from itertools import tee
from os import PathLike
from typing import TYPE_CHECKING, Any

from ivigref.checks import judged
from ivigref.keys import rename_found
from ivigref.model import Check, Checked, Citation, CitedText, Finding, Judgement, Place, Reference, Silence, Status
from ivigref.model.checked import Judged
from ivigref.packing import Packed, in_blocks
from ivigref.reading import Listing, listed, read
from ivigref.silences import from_bibtex, from_option, silenced
from ivigref.sources import Source, is_file

if TYPE_CHECKING:
    from ivigref.annotating.manner import Manner
    from ivigref.profiles import Profile
    from ivigref.reports.html import Around, Behind
    from ivigref.resolution import Registry
    from ivigref.tagging import Tagger

__all__ = ["examine", "known", "page", "page_in_parts"]

_WITHDRAWN = frozenset((Check.RETRACTED, Check.CONCERN, Check.REPUBLISHED))


def examine(
    source: Source | Listing | Iterable[Citation | Reference],
    registries: str | Sequence[Registry | str] | None = None,
    *,
    tag: bool | Tagger = True,
    ignore: Iterable[str | Silence] = (),
    profile: Profile | Mapping[str, Any] | str | PathLike[str] | None = None,
    on_result: Callable[[Judged], object] | None = None,
) -> Checked:
    """Read a list, join it to its records, tag it and check it.

    ``source`` is a path or an open file, as `ivigref.read` takes them, what that returned, or citations or references.
    Without ``registries`` the shipped records are searched, and a citation that has its answer already stays as it is;
    with them, each citation is looked up again. They are registries or names of live ones ("crossref,pubmed"), which
    are open for as long as this takes. A Tagger tags with your own vocabularies. ``ignore`` names findings that are not
    to be reported, as "CHECK=reason" or "CHECK:NUMBER=reason"; comments in a .bib file do the same. ``profile`` is a
    journal's own rules: the name of a shipped one ("bmj"), a TOML file, or its values. ``on_result`` is called in this
    thread with each citation, once, as soon as its verdict is final: while registries answer where a work is found, at
    the end for one that nobody has. Findings about two citations come with the result only.

    Raises InputError where a file or a profile cannot be read, a name is none of a registry's or a silence has no
    reason, and TypeError for any other source.

    >>> from ivigref import load
    >>> checked = examine(load())
    >>> checked.summary().splitlines()[0]
    '57 references: 28 verified, 3 with findings, 26 unverified'
    """
    rules = None if profile is None else _rules(profile)
    listing = _listing(source)
    if rules is not None and not listing.is_printed:
        rules = rules.without_form()
    silences = [from_option(one) if isinstance(one, str) else one for one in ignore]
    silences += from_bibtex(listing.text, listing.name, listing.citations)
    if on_result is None:
        return silenced(_checked(listing, known(listing, registries, tag=tag), rules), silences)
    shown: set[int] = set()

    def show(place: int, citation: Citation) -> None:
        shown.add(place)
        alone = _checked(Listing([citation], listing.name), [citation], rules)
        on_result(next(silenced(alone, silences).judged()))

    checked = silenced(_checked(listing, known(listing, registries, tag=tag, on_found=show), rules), silences)
    for place, row in enumerate(checked.judged()):
        if place not in shown:
            on_result(row)
    return checked


def _rules(profile: Profile | Mapping[str, Any] | str | PathLike[str]) -> Profile:
    from ivigref.profiles import load  # noqa: PLC0415  (what few lists are checked against)

    return load(profile)


def known(
    listing: Listing,
    registries: str | Sequence[Registry | str] | None = None,
    *,
    tag: bool | Tagger = False,
    on_found: Callable[[int, Citation], object] | None = None,
) -> Sequence[Citation]:
    """Join a list to its records, and tag it where that is wanted; keys stay, and so do tags where it is not.

    ``on_found`` is called with the place and the citation of each work that ``registries`` know, as in
    `ivigref.resolution.resolve`.

    >>> from ivigref import parse
    >>> [citation] = known(listed(parse("1. Doe J. A case of lupus. J Ideas. 2003;7:1–9.")), registries=[], tag=True)
    >>> citation.key, citation.record, citation.tags[0].term
    ('Doe2003', None, 'lupus-erythematosus')
    """
    if listing.is_shipped and registries is None and isinstance(tag, bool):
        return listing.citations
    if registries is None:
        citations = rename_found(in_blocks(listing.citations, _with_shipped))
    else:
        with _opened(registries) as asked:
            citations = rename_found(in_blocks(listing.citations, _asking(asked, on_found)))
    if not tag:
        return citations
    from ivigref import tagging  # noqa: PLC0415  (a check needs no vocabulary)

    return Packed(in_blocks(citations, tagging.tag if isinstance(tag, bool) else tag.tag))


def _asking(
    asked: Sequence[Registry], on_found: Callable[[int, Citation], object] | None
) -> Callable[[list[Citation]], list[Citation]]:
    """Return how to join the next block of a list, whose places are counted on from block to block."""
    from ivigref.resolution import resolve  # noqa: PLC0415  (the shipped list is joined already)

    before = 0

    def join(block: list[Citation]) -> list[Citation]:
        nonlocal before
        start, before = before, before + len(block)
        found = None if on_found is None else lambda place, citation: on_found(start + place, citation)
        return resolve(block, asked, on_found=found)

    return join


@contextmanager
def _opened(registries: str | Sequence[Registry | str]) -> Iterator[Sequence[Registry]]:
    """Open the registries that are given by name; those that are given open stay so."""
    given = [registries] if isinstance(registries, str) else registries
    if not any(isinstance(one, str) for one in given):
        yield list({id(one): one for one in given if not isinstance(one, str)}.values())
        return
    from ivigref.registries.choice import names_of, opened  # noqa: PLC0415  (a cache and connections)

    named = dict.fromkeys(name for one in given if isinstance(one, str) for name in names_of(one))
    with opened(named) as live:
        found = {registry.name: registry for registry in live}
        wanted = (
            registry
            for one in given
            for registry in ([found[name] for name in names_of(one)] if isinstance(one, str) else [one])
        )
        yield list({id(registry): registry for registry in wanted}.values())


def _listing(source: object) -> Listing:
    if isinstance(source, Listing):
        return source
    if isinstance(source, Checked):
        problems, text = tuple(source.problems), source.text or ""
        return Listing(source.citations, source.file, problems, text=text, printed_as=source.printed_as)
    if isinstance(source, str | PathLike) or is_file(source):
        return read(source)
    if isinstance(source, Citation | Reference) or not isinstance(source, Iterable) or isinstance(source, bytes):
        raise TypeError(f"expected a path, an open file, citations or references, found {type(source).__name__}")
    return listed(source)


def _with_shipped(block: list[Citation]) -> list[Citation]:
    """Ask the shipped records for the citations of which nobody has been asked."""
    from ivigref.registries import Recorded  # noqa: PLC0415  (the shipped list is joined already)
    from ivigref.resolution import resolve  # noqa: PLC0415  (the same)

    new = [place for place, citation in enumerate(block) if citation.record is None and not citation.inquiries]
    for place, citation in zip(new, resolve([block[place] for place in new], [Recorded()]), strict=True):
        block[place] = citation
    return block


def _checked(listing: Listing, citations: Sequence[Citation], profile: Profile | None = None) -> Checked:
    findings: Packed[tuple[Finding, ...]] = Packed()
    judgements: Packed[Judgement] = Packed()
    cited, problems = _in_text(listing, citations)
    where = {} if cited is None else cited.places
    statuses: list[Status] = []
    for place, (found, judgement, status) in enumerate(judged(citations, profile)):
        findings.append(tuple(_placed(finding, where.get(place, ())) for finding in found))
        judgements.append(judgement)
        statuses.append(status)
    return Checked(
        citations,
        findings,
        statuses,
        (*problems, *_against(citations, profile)),
        listing.name,
        listing.text,
        listing.title,
        draw=page,
        write=_letter,
        judgements=judgements,
        printed_as=listing.printed_as,
        cited=cited,
    )


def _against(citations: Sequence[Citation], profile: Profile | None) -> Iterator[Finding]:
    """Yield what a list as a whole does not do that a profile asks for."""
    if profile is not None:
        from ivigref.checks.profiled import in_whole  # noqa: PLC0415  (what few lists are checked against)

        yield from in_whole(citations, profile)


def _in_text(listing: Listing, citations: Sequence[Citation]) -> tuple[CitedText | None, Sequence[Finding]]:
    """Return the in-text citations of a manuscript, and the problems of its list with what does not go with it."""
    if listing.document is None:
        return None, listing.problems
    from ivigref.manuscripts import compared  # noqa: PLC0415  (what only a manuscript needs)

    cited, found = compared(listing, citations)
    is_said = any(finding.check is Check.CITATION_KEY_MISSING for finding in found)  # once, and with its place
    left = (problem for problem in listing.problems if not (is_said and problem.check is Check.CITED_UNLISTED))
    return cited, (*left, *found)


def _placed(finding: Finding, places: Sequence[Place]) -> Finding:
    """Say of a work that was retracted, or of which there is a concern, where the text cites it."""
    if finding.check not in _WITHDRAWN or not places:
        return finding
    more = f" and {len(places) - 1} more" if len(places) > 1 else ""
    message = f"{finding.message}; cited in the text: {places[0]}{more}"
    return finding.model_copy(update={"places": tuple(places), "message": message})


def _letter(checked: Checked, language: str, cited: Mapping[int | str, Sequence[str]] | None) -> str:
    from ivigref.reports import letter  # noqa: PLC0415  (what only a letter needs)

    return letter.dumps(checked, language, cited=cited)


def page(checked: Checked, made: str | None = None, around: Around | None = None) -> str:
    """Draw the report, with the entries of a BibTeX file to copy; ``around`` is what a program that serves it adds."""
    return "".join(page_in_parts(checked, made, around))


def page_in_parts(checked: Checked, made: str | None = None, around: Around | None = None) -> Iterator[str]:
    """Yield the same report in parts, of which none is much longer than a card; no long list is held for it."""
    from importlib.metadata import version  # noqa: PLC0415  (what only a report needs)

    from ivigref.documents.pictures import pictures  # noqa: PLC0415  (the same)
    from ivigref.reports import html  # noqa: PLC0415  (the same)

    printed = pictures(checked.file, (citation.reference for citation in checked))
    behind = partial(_behind, checked)
    return html.parts(checked, behind, made=made, version=version("ivigref"), pictures=printed, around=around)


def _behind(checked: Checked, rows: Iterable[Judged]) -> Iterator[Behind]:
    """Yield the BibTeX of each citation of a list and the reference as it ought to be printed."""
    from ivigref.annotating.manner import Manner  # noqa: PLC0415  (what only a report needs)
    from ivigref.formats import bibtex, entry  # noqa: PLC0415  (the same)
    from ivigref.reports.html import Behind  # noqa: PLC0415  (the same)

    manner = cache(lambda: Manner.of(checked))  # few lists have anything to correct
    ours, theirs = tee(rows)
    entries = map(entry.entry_of, (row.citation for row in theirs), entry.keys(checked.citations))
    for row, text in zip(ours, bibtex.each(entries), strict=True):
        yield Behind(text, _corrected(row, manner))


def _corrected(row: Judged, manner: Callable[[], Manner]) -> str:
    """Return a reference as it ought to be printed; "" where nothing is to be corrected, or not in the print."""
    from ivigref.annotating.printing import corrected_print  # noqa: PLC0415  (what only a report needs)
    from ivigref.corrections import corrections  # noqa: PLC0415  (the same)

    if not (found := corrections(row.citation, row.findings)):
        return ""
    text = corrected_print(row.citation, found, manner())
    return text if text and text != row.citation.reference.raw else ""
