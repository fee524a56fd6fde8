"""Which journal's rules a list is checked for, and which of them a file cannot show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ivigref.cli.messages import say

if TYPE_CHECKING:
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
