"""The evidence map and the timeline: Vega-Lite drawn to SVG without a browser, its marks linked to the rows.

The one door to vl-convert. Of several plotting libraries it draws links and words for screen readers into the picture,
and neither scripts nor inline styles, which a strict content security policy would refuse.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import count
from typing import Any, NamedTuple
from urllib.parse import urldefrag
from xml.etree import ElementTree as ET

from ivigref.text import counted

_SVG = "http://www.w3.org/2000/svg"
_HREF = "{http://www.w3.org/1999/xlink}href"
_ELEMENTS = frozenset("svg g path line text a".split())
_ATTRIBUTES = frozenset(
    "class d transform x2 y2 width height viewBox text-anchor font-size font-weight aria-hidden aria-label".split()
)
STEP = 30  # pixels of a row; WCAG 2.2 asks for targets of 24
TIME_WIDTH = 820
# The reader's letters may be wider than those that were measured here.
_PADDING = {"left": 28, "right": 28, "top": 24, "bottom": 4}


class Mark(NamedTuple):
    """How many citations are in one row and column, and the address that shows them."""

    row: str
    column: str | int
    number: int
    href: str


def matrix(marks: Sequence[Mark], rows: Sequence[str], columns: Sequence[str]) -> str:
    """Return a map of bubbles, each with its count: rows and columns are names."""
    x = {"field": "column", "type": "nominal", "title": None, "sort": list(columns)}
    axis = {"orient": "top", "labelAngle": -45, "labelLimit": 220, "grid": True, "tickBand": "center"}
    return _svg({"width": {"step": STEP + 6}, **_bubbles(marks, rows, x | {"axis": axis}, sizes=(220, 720))})


def timeline(marks: Sequence[Mark], rows: Sequence[str], totals: Sequence[Mark]) -> str:
    """Return bars for all citations of each year above a map of bubbles of rows and years."""
    years = [int(mark.column) for mark in totals]
    ticks = _whole(0, max(mark.number for mark in totals), 3)
    scale = {"domain": [min(years) - 1, max(years) + 1], "nice": False, "padding": 0}
    x = {"field": "column", "type": "quantitative", "title": None, "scale": scale}
    bars = {
        "width": TIME_WIDTH,
        "height": 90,
        "data": {"values": [_value(mark, f"{mark.column}: {_cited(mark)}") for mark in totals]},
        "mark": {"type": "bar", "width": max(2, min(16, TIME_WIDTH * 0.8 // (max(years) - min(years) + 2)))},
        "encoding": {
            "x": x | {"axis": {"labels": False, "ticks": False, "grid": False}},
            "y": {"field": "number", "type": "quantitative", "title": None, "axis": {"values": ticks, "format": "d"}},
            **_LINKED,
        },
    }
    axis = {"format": "d", "grid": True, "values": _whole(min(years) - 1, max(years) + 1, 10)}
    bubbles = {"width": TIME_WIDTH, **_bubbles(marks, rows, x | {"axis": axis}, sizes=(70, 420), numbered_from=2)}
    return _svg({"vconcat": [bars, bubbles], "spacing": 8})


def _whole(lowest: int, highest: int, most: int) -> list[int]:
    """Return at most so many whole numbers above the lowest, in steps of 1, 2 or 5 and their tens; there is no half.

    >>> _whole(0, 1, 3), _whole(0, 5, 3), _whole(0, 70, 3), _whole(2000, 2012, 10)
    ([0, 1], [0, 2, 4], [0, 20, 40, 60], [2000, 2002, 2004, 2006, 2008, 2010, 2012])
    """
    step = next(
        step for ten in count() for step in (10**ten, 2 * 10**ten, 5 * 10**ten) if (highest - lowest) // step <= most
    )
    return list(range(-(-lowest // step) * step, highest + 1, step))


_LINKED = {"href": {"field": "href"}, "description": {"field": "words"}}


def _bubbles(
    marks: Sequence[Mark], rows: Sequence[str], x: dict[str, Any], *, sizes: tuple[int, int], numbered_from: int = 1
) -> dict[str, Any]:
    largest = max((mark.number for mark in marks), default=1)
    size = {
        "field": "number",
        "type": "quantitative",
        "legend": None,
        "scale": {"domain": [0, largest], "range": list(sizes), "type": "sqrt"},
    }
    axis = {"grid": True, "tickBand": "center", "labelLimit": 260}
    y = {"field": "row", "type": "nominal", "title": None, "sort": list(rows), "axis": axis}
    return {
        "height": {"step": STEP},
        "data": {"values": [_value(mark, f"{mark.row}, {mark.column}: {_cited(mark)}") for mark in marks]},
        "encoding": {"x": x, "y": y},
        "layer": [
            {"mark": {"type": "circle"}, "encoding": {"size": size, **_LINKED}},
            {
                "transform": [{"filter": {"field": "number", "gte": numbered_from}}],
                "mark": {"type": "text", "aria": False},
                "encoding": {"text": {"field": "number"}},
            },
        ],
    }


def _value(mark: Mark, words: str) -> dict[str, Any]:
    return {**mark._asdict(), "words": words}


def _svg(spec: dict[str, Any]) -> str:
    import vl_convert  # noqa: PLC0415  (80 ms, and only a report needs it)

    config = {"axis": {"aria": False, "labelFontSize": 12}, "view": {"stroke": None}, "text": {"fontSize": 12}}
    config |= {"padding": _PADDING}
    drawn = vl_convert.vegalite_to_svg({**spec, "config": config}, allowed_base_urls=[])
    root = ET.fromstring(drawn)  # noqa: S314  (drawn here: no entities, no document type)
    return _clean(root)


def _clean(root: ET.Element) -> str:
    """Return what a picture needs, colours left to the style sheet, and links within the page only.

    >>> picture = '<svg xmlns="http://www.w3.org/2000/svg" onload="x()"><script>x()</script><g fill="red"/></svg>'
    >>> _clean(ET.fromstring(picture))
    '<svg><g/></svg>'
    """
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag.removeprefix(f"{{{_SVG}}}") not in _ELEMENTS or child.get("d") in _NOTHING:
                parent.remove(child)
    for element in root.iter():
        element.tag = element.tag.removeprefix(f"{{{_SVG}}}")
        target = element.get(_HREF)
        kept = ((name, value) for name, value in element.attrib.items() if name in _ATTRIBUTES)
        element.attrib = {name: _rounded(value) if name in _NUMBERS else value for name, value in kept}
        if target is not None:
            element.set("href", "#" + urldefrag(target).fragment)
    return ET.tostring(root, encoding="unicode").replace(" />", "/>")


_NOTHING = frozenset(["", "M0,0h0v0h0Z"])  # paths that draw nothing, of which there is one around each axis
_NUMBERS = frozenset(["d", "transform"])
_FRACTION = re.compile(r"(?<!\d)\d++\.\d++")


def _rounded(numbers: str) -> str:
    """Return the numbers of an attribute to a tenth of a pixel.

    >>> _rounded("translate(0.5,18)"), _rounded("M11.277,0A11.03,8.96,0")
    ('translate(0.5,18)', 'M11.3,0A11,9,0')
    """
    return _FRACTION.sub(lambda found: f"{float(found[0]):.1f}".removesuffix(".0"), numbers)


def _cited(mark: Mark) -> str:
    return counted(mark.number, "citation")
