"""Pages from templates: texts of lists and registries are escaped, and a policy lets in what is ours by its hash.

The one door to Jinja.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from ivigref.text import printable

if TYPE_CHECKING:
    from jinja2 import Template

__all__ = ["asset", "policy", "template"]


@cache
def template(package: str, name: str) -> Template:
    """Return a template from the folder ``page`` of a package; ``ours`` marks what is our own markup there."""
    from jinja2 import Environment, StrictUndefined  # noqa: PLC0415  (only a page needs it)
    from markupsafe import Markup  # noqa: PLC0415  (the same)

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, finalize=_shown
    )
    environment.filters["ours"] = Markup  # our own style, script and pictures: nothing out of a list
    # A line end between two elements is a node of its own: of long lists they are a third of the page.
    return environment.from_string(asset(package, name).replace(">\n<", "><"))


@cache
def asset(package: str, name: str) -> str:
    """Return a file from the folder ``page`` of a package."""
    return files(package).joinpath("page", name).read_text(encoding="utf-8")


def policy(style: str, scripts: Iterable[str], **allowed: str) -> str:
    """Return the policy of a page with this style and these scripts, which may do nothing but what is allowed.

    >>> policy("", [], form_action="'self'").split("; ")[2:]
    ["base-uri 'none'", "form-action 'self'"]
    """
    rules = {
        "default_src": "'none'",
        "style_src": _hash(style),
        "script_src": " ".join(map(_hash, scripts)),
        "base_uri": "'none'",
        "form_action": "'none'",
    }
    return "; ".join(f"{name.replace('_', '-')} {value}" for name, value in (rules | allowed).items() if value)


def _shown(value: object) -> object:
    """Return what the page prints of a value; our own markup stays as it is."""
    return printable(value) if type(value) is str else value


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}'"
