"""The pages that are no report: where lists are brought, where one is watched, and the door."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from ivigref import profiles
from ivigref.registries import LIVE, live_titles
from ivigref.reports.templates import asset, policy, template
from ivigref.serve.downloads import STYLES
from ivigref.serve.job import STATES, Job
from ivigref.serve.limits import Limits

# The report has its policy in itself; nobody may frame it.
REPORTED = {"content-security-policy": "frame-ancestors 'none'"}
ALLOWED = {"connect_src": "'self'", "form_action": "'self'"}


class Page(NamedTuple):
    """A page, and what it may do."""

    text: str
    policy: str


def home(root: str, jobs: Sequence[Job], registries: Sequence[str], limits: Limits, problem: str = "") -> Page:
    """Return the page on which lists are brought; ``root`` leads to it from where it is shown.

    >>> "Check a reference list" in home("./", [], ["crossref"], Limits()).text
    True
    """
    return _drawn(
        "home.html",
        "home.js",
        root=root,
        jobs=[(job, _when(job)) for job in jobs],
        states=STATES,
        registries=[(name, LIVE[name]) for name in registries],
        asked=live_titles(),
        styles=STYLES,
        profiles=[(name, profiles.load(name).name) for name in profiles.names()],
        limits=limits,
        hours=round(limits.keep / 3_600),
        problem=problem,
    )


def waiting(job: Job) -> Page:
    """Return the page of a list that has no report yet, or will have none."""
    return _drawn("waiting.html", "waiting.js", job=job, states=STATES)


def door(root: str, problem: str = "", has_token: bool = True) -> Page:  # noqa: FBT001, FBT002  (of a template)
    """Return the page for somebody who has not come in."""
    return _drawn("door.html", "", root=root, problem=problem, has_token=has_token)


@cache
def style() -> str:
    """Return the style of our pages: that of the report, and what only we have."""
    return asset("ivigref.reports", "report.css") + asset(__package__, "serve.css")


def _drawn(name: str, script: str, **values: Any) -> Page:  # noqa: ANN401  (whatever the template shows)
    code = asset(__package__, script) if script else ""
    rules = policy(style(), [code] if code else [], **ALLOWED)
    text = template(__package__, name).render(style=style(), script=code, policy=rules, **values)
    return Page(text, rules)


def _when(job: Job) -> str:
    return datetime.fromtimestamp(job.created).astimezone().strftime("%H:%M")
