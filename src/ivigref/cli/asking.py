"""Asking registries for a verb: whom, where their answers are kept, how far it is, and who did not answer."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from ivigref.cli.caches import cache_folder, once
from ivigref.cli.messages import say, say_silence
from ivigref.cli.options import Asking
from ivigref.errors import MissingExtra
from ivigref.registries import further_titles, live_titles

if TYPE_CHECKING:  # each verb imports what it needs itself, so that --help is fast
    from ivigref.model import Checked, Citation, Silence
    from ivigref.model.checked import Judged
    from ivigref.profiles import Profile
    from ivigref.reading import Listing
    from ivigref.registries import Local
    from ivigref.registries.cache import Progress
    from ivigref.resolution import Registry
    from ivigref.tagging import Tagger

    Show = Callable[[Judged], None]


def known(listing: Listing, asking: Asking, *, tag: bool | Tagger = False) -> Sequence[Citation]:
    """Join a list to its records, and tag it where that is wanted; what could not be asked is said on stderr."""
    from ivigref import pipeline  # noqa: PLC0415

    with opened(asking) as registries:
        citations = pipeline.known(listing, registries, tag=tag)
    say_silence(citations)
    return citations


def examined(
    listing: Listing,
    asking: Asking,
    *,
    tag: bool = False,
    ignore: Sequence[Silence] = (),
    profile: Profile | None = None,
    streamed: bool = False,
) -> Checked:
    """Join a list to its records and check it; what could not be asked is said on stderr.

    ``streamed`` results are shown above the bar as they come, where there is one.
    """
    from ivigref import pipeline  # noqa: PLC0415

    with _opened(asking) as (registries, show):
        on_result = show if streamed else None
        checked = pipeline.examine(listing, registries, tag=tag, ignore=ignore, profile=profile, on_result=on_result)
    if not checked.is_answered:
        say_silence(checked)
    return checked


def explain(listing: Listing, asking: Asking) -> None:
    """Show whom --live would ask for what, and what of the list it would send; nobody is asked."""
    from ivigref.registries.rounds import explained  # noqa: PLC0415
    from ivigref.reports import console, terminal  # noqa: PLC0415

    references = [citation.reference for citation in listing.citations]
    with asked_registries(asking._replace(live=True), None) as registries:
        terminal.show(console.plan_table(explained(references, registries), listing.title))


def welcome() -> None:
    """Explain once, at a terminal, which requests are made."""
    told = cache_folder() / "welcomed"
    if not sys.stderr.isatty():
        return
    with suppress(OSError):  # no permission
        if told.exists():
            return
    say(
        f"ivigref makes no network requests unless asked. --live queries {live_titles()}, for some kinds of works also"
        f" {further_titles()}, and caches their answers; set IVIGREF_MAILTO to your address, as they request."
        " This is shown only once."
    )
    with suppress(OSError):  # then the message appears again
        told.parent.mkdir(parents=True, exist_ok=True)
        told.touch()


@contextmanager
def opened(asking: Asking) -> Iterator[list[Registry] | None]:
    """Open whom to ask: one's own index and the live registries, and after them what ships; None for that alone."""
    with _opened(asking) as (registries, _):
        yield registries


@contextmanager
def _opened(asking: Asking) -> Iterator[tuple[list[Registry] | None, Show | None]]:
    """Open whom to ask, with what shows a result while they answer; None where there is no bar to show it above."""
    if not asking.live and asking.own is None:
        welcome()
    if asking.is_content:
        yield None, None
        return
    shown = _progress() if asking.live and not asking.offline else nullcontext((None, None))
    with shown as (told, show), asked_registries(asking, told) as registries:
        yield registries, show


@contextmanager
def _progress() -> Iterator[tuple[Progress | None, Show | None]]:
    """Show on a terminal how many questions are answered, how fast, and the time remaining; results go above it."""
    if not sys.stderr.isatty():
        yield None, None
        return
    from ivigref.reports.rich_parts import progress_bar  # noqa: PLC0415

    with progress_bar("Asking registries") as shown:
        yield shown


@contextmanager
def asked_registries(asking: Asking, told: Progress | None, mailto: str | None = None) -> Iterator[list[Registry]]:
    """Open the private index and the live registries, as requested, followed by the shipped records.

    ``mailto`` is the address of who asks, where it is not that of IVIGREF_MAILTO.
    """
    from ivigref.registries import Recorded, RetractionWatch  # noqa: PLC0415

    stored: list[Registry] = [Recorded()]
    if asking.retraction_watch is not None:
        stored.append(RetractionWatch(asking.retraction_watch, warn=say))
    asked: list[Registry] = []
    with ExitStack() as stack:
        if asking.own is not None:
            asked += stack.enter_context(own_registries(asking.own))
        if asking.live:
            kept = asking._replace(cache=asking.cache or cache_folder())
            asked += stack.enter_context(live_registries(kept, told, mailto))
        yield [*asked, *stored]


@contextmanager
def own_registries(folder: Path) -> Iterator[list[Local]]:
    """Open the private index; report on stderr what of it cannot be used."""
    from ivigref.registries import Local  # noqa: PLC0415

    with ExitStack() as stack:
        own = [stack.enter_context(local) for local in Local.each(folder)]
        if any(local.lacks_words for local in own):
            say(f"{folder}: word search is not used: {MissingExtra('index')}")
        yield own


@contextmanager
def live_registries(
    asking: Asking, told: Progress | None = None, mailto: str | None = None
) -> Iterator[list[Registry]]:
    """Open the live registries, with their answers kept where ``asking`` names a folder that can be used."""
    from ivigref.registries import Access  # noqa: PLC0415
    from ivigref.registries.cache import MAX_AGE  # noqa: PLC0415

    access = Access(
        mailto=mailto,
        cache=asking.cache,
        max_age=MAX_AGE if asking.max_age is None else timedelta(days=asking.max_age),
        refresh=asking.refresh,
        offline=asking.offline,
        progress=told,
        warn=once(say),
    )
    from ivigref.registries import choice  # noqa: PLC0415

    names = None if asking.registries is None else choice.names_of(asking.registries)
    with choice.opened(names, access, asking.urls) as registries:
        yield registries
