"""Values of CSL-JSON that are no texts, both ways: names, dates, and what only CSL has a variable for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from ivigref.conventions.months import season_number
from ivigref.dates import Date, Moment
from ivigref.errors import InputError
from ivigref.formats.dating import read_slashed
from ivigref.formats.markup import unescaped
from ivigref.formats.people import spelled_given
from ivigref.names import Name
from ivigref.text import clean, whole

_SEASONS = {21: 1, 22: 2, 23: 3, 24: 4}  # EDTF's numbers and CSL's
_EDTF_SEASONS = {str(csl): edtf for edtf, csl in _SEASONS.items()}
_OF_JSON = ("[", "{", '"')


def from_name(name: Name) -> dict[str, str]:
    """Write a name; a particle goes with its family name, since Zotero drops one that is set apart.

    >>> from_name(Name(family="Berg", given="Ole", particle="van"))
    {'family': 'van Berg', 'given': 'Ole'}
    >>> from_name(Name(family="Berg", given="Ole de", particle="van"))
    {'family': 'Berg', 'given': 'Ole', 'dropping-particle': 'de', 'non-dropping-particle': 'van'}
    """
    if name.literal is not None:
        return {"literal": clean(name.literal)}
    given, dropping = name.given_and_dropping
    parts = {
        "family": (name.family or "") if dropping else name.surname,
        "given": spelled_given(given),
        "dropping-particle": dropping,
        "non-dropping-particle": (name.particle or "") if dropping else "",
        "suffix": name.suffix or "",
    }
    return {part: clean(text) for part, text in parts.items() if text}


def to_name(item: Mapping[str, Any]) -> Name | None:
    """Read a name; a particle that lists drop stands behind the given names, as in every other format.

    >>> to_name({"family": "Berg", "given": "Ole", "dropping-particle": "de", "non-dropping-particle": "van"})
    Name(family='Berg', given='Ole de', particle='van')
    """
    parts = {part: unescaped(clean(text)) for part, text in item.items() if isinstance(text, str) and clean(text)}
    if "family" not in parts:
        literal = next((parts[part] for part in ("literal", "name", "given") if part in parts), None)
        return Name(literal=literal) if literal else None
    given = " ".join(parts[part] for part in ("given", "dropping-particle") if part in parts)
    particle = parts.get("non-dropping-particle")
    if particle:
        return Name(family=parts["family"], given=given or None, particle=particle, suffix=parts.get("suffix"))
    return Name.from_surname(parts["family"], given or None, parts.get("suffix"))


def from_date(date: Date) -> dict[str, Any]:
    """Write a date; what CSL's numbers cannot say stands beside them as it does in EDTF.

    >>> from_date(Date.parse("2001-24")), from_date(Date.parse("1989-05/1989-06"))
    ({'date-parts': [[2001]], 'season': 4}, {'date-parts': [[1989, 5], [1989, 6]]})
    >>> from_date(Date.parse("1973~")), from_date(Date.parse("199X"))
    ({'date-parts': [[1973]], 'circa': True}, {'raw': '199X'})
    """
    ends = [moment for moment in (date.start, date.end) if moment is not None and not moment.unspecified]
    value: dict[str, Any] = {"date-parts": [_numbers(moment) for moment in ends]} if ends else {}
    if date.season:
        value["season"] = _SEASONS[date.season]
    if any(moment.mark for moment in ends):
        value["circa"] = True
    return value if to_date(value) == date else {**value, "raw": str(date)}


def to_date(value: object) -> Date | None:
    """Read a date as processors and programs write it, or None where it has none.

    >>> to_date({"date-parts": [["2001", 3]]}), to_date({"raw": "2014-05"}), to_date({"literal": "in press"})
    (Date('2001-03'), Date('2014-05'), None)
    >>> to_date({"date-parts": [[2001]], "season": 4, "circa": True}), to_date({"date-parts": [[1999], [2001]]})
    (Date('2001-24~'), Date('1999/2001'))
    """
    if not isinstance(value, dict):
        return None
    listed = value.get("date-parts")
    ends = [end for item in (listed if isinstance(listed, list) else ())[:2] if (end := _moment(item, value))]
    said = [read_slashed(clean(str(value[key]))) for key in ("raw", "literal", "edtf") if value.get(key)]
    stated = next(filter(None, said), None)
    if not ends or (stated is not None and stated.year in (ends[0].year, None)):
        return stated
    with suppress(InputError):
        return Date(ends[0], ends[1], is_range=True) if len(ends) > 1 else Date(ends[0])
    return None


def _numbers(moment: Moment) -> list[int]:
    month = moment.month if moment.month not in _SEASONS else None
    return [part for part in (moment.year, month, moment.day) if part is not None]


def _moment(parts: object, value: Mapping[str, Any]) -> Moment | None:
    if not isinstance(parts, list) or not parts:
        return None
    year, month, day = ([_number(part) for part in parts] + [None] * 3)[:3]
    if year is None:
        return None
    season = str(value.get("season") or "").strip().casefold()
    month = month or _EDTF_SEASONS.get(season) or season_number(season)
    mark = "~" if value.get("circa") else ""
    for one, another in ((month, day), (month, None), (None, None)):
        with suppress(InputError):
            return Moment(year, one, another, mark=mark)
    return None


def _number(part: object) -> int | None:
    text = str(part).strip()
    sign = -1 if text.startswith("-") else 1
    number = whole(text.removeprefix("-"))
    return sign * number if number else None


def packed(value: object) -> str:
    """Return a value that is no text as one that goes back as it was.

    >>> [packed(value) for value in ("a", 12, ["a", "b"], "[1]")]
    ['a', '12', '["a", "b"]', '"[1]"']
    """
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, str) and not value.startswith(_OF_JSON):
        return clean(value)
    return json.dumps(value, ensure_ascii=False)


def unpacked(text: str) -> Any:  # noqa: ANN401  (any value of JSON)
    """Return the value that a text was made of.

    >>> unpacked("a"), unpacked('["a", "b"]'), unpacked('"[1]"'), unpacked("[1")
    ('a', ['a', 'b'], '[1]', '[1')
    """
    if text.startswith(_OF_JSON):
        with suppress(ValueError, RecursionError):
            return json.loads(text)
    return text
