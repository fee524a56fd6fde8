"""Which journal's rules a list is checked for, which of them a file cannot show, and what goes with a letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from ivigref.cli.messages import say
from ivigref.errors import InputError

if TYPE_CHECKING:
    from ivigref.model import Checked
    from ivigref.profiles import Profile
    from ivigref.reading import Listing


def rules(profile: str | None) -> Profile | None:
    """Return the profile that an option names. Raises InputError where there is none, or it breaks a rule."""
    if profile is None:
        return None
    from ivigref.profiles import load  # noqa: PLC0415  (help is there at once)

    return load(profile)


def say_form(profile: Profile | None, listing: Listing) -> None:
    """Say that rules about print are not applied to a reference manager's file, where a profile has any."""
    if profile is None or listing.is_printed:
        return
    form = [name for name in profile.rules if name not in profile.without_form().rules]
    if form:
        say(f"{listing.title}: not printed yet, so not checked for the form of {', '.join(form)}")


def refuse_what_is_no_letter(*, summary: bool, language: str | None, others: bool) -> None:
    """Raise InputError for a language without a letter, and for a letter beside another way to show what is found."""
    if language is not None and not summary:
        raise InputError("--language is the language of --summary: add --summary")
    if summary and others:
        raise InputError("expected --summary, or another way to show what is found, found both")


def show_letter(found: Checked, language: str, *, is_named: bool) -> None:
    """Print a paragraph for a letter; of several documents each has its name above."""
    from ivigref.text import clean, printable  # noqa: PLC0415  (as above)

    text = found.to_letter(language)
    typer.echo(f"{printable(clean(found.name))}\n\n{text}\n" if is_named else text)
