"""CSL YAML, the references that pandoc and Zotero's Better BibTeX write in YAML: a list, or one under "references".

Format: Citation Style Language, CSL-JSON schema (docs.citationstyles.org); pandoc's manual, "Citations".
"""

from __future__ import annotations

import re

from ivigref.formats.broken import whole_yaml
from ivigref.formats.csl_json import read_items, works_of
from ivigref.formats.draft import Loaded
from ivigref.patterns import lazy

_ITEM = lazy(r"^([ ]{0,40})- ", re.MULTILINE)


def loads(text: str) -> Loaded:
    r"""Read CSL YAML.

    >>> loads("references:\n- id: a\n  type: chapter\n  title: A title\n  issued: 2014-05\n")[0].reference.year
    2014
    """
    values, findings = whole_yaml(text, _opening(text))
    items = (item for value in values if value is not None for item in works_of(value, "CSL YAML"))
    loaded = read_items(map(_plain, items))
    loaded.findings += findings
    return loaded


def _opening(text: str) -> re.Pattern[str]:
    """Return how each item begins: as the first does."""
    first = _ITEM.search(text)
    return re.compile(rf"^{first[1] if first else ''}- ", re.MULTILINE)


def _plain(item: object) -> object:
    """Return an item with its date in the form of CSL-JSON: pandoc writes a list of its parts, too."""
    if not isinstance(item, dict):
        return item
    return {name: _date(value) if name in {"issued", "accessed"} else value for name, value in item.items()}


def _date(value: object) -> object:
    listed = value if isinstance(value, list) else [value]
    parts = [part for part in listed if isinstance(part, dict) and "year" in part]
    if len(parts) < len(listed) or not parts:
        return value
    numbers = [[part[name] for name in ("year", "month", "day") if part.get(name)] for part in parts]
    season = next((part["season"] for part in parts if part.get("season")), None)
    return {"date-parts": numbers, **({"season": season} if season else {})}
