"""A chart of one value over a number that grows tenfold from mark to mark, as SVG."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 460, 240, 64, 16, 34, 38  # of a chart, in points
_STYLE = "font-family:sans-serif;font-size:11px;fill:#555"


def curve(heading: str, unit: str, points: Sequence[tuple[float, float]], along: str = "works in the index") -> str:
    """Draw values over a number that grows tenfold from mark to mark."""
    low, high = math.log10(points[0][0]), math.log10(points[-1][0])
    top = _round_up(max(value for _, value in points))

    def x(works: float) -> float:
        share = (math.log10(works) - low) / (high - low) if high > low else 0.5
        return LEFT + share * (WIDTH - LEFT - RIGHT - 24)

    def y(value: float) -> float:
        return HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM)

    marks = [f'<text x="{x(w):.0f}" y="{HEIGHT - 18}" text-anchor="middle">{w:,}</text>' for w, _ in points]
    for part in (0, top / 2, top):
        marks.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(part):.1f}" y2="{y(part):.1f}" stroke="#ddd"/>')
        marks.append(f'<text x="{LEFT - 6}" y="{y(part) + 4:.1f}" text-anchor="end">{part:,g}</text>')
    line = " ".join(f"{x(w):.1f},{y(v):.1f}" for w, v in points)
    dots = [f'<circle cx="{x(w):.1f}" cy="{y(v):.1f}" r="3.5" fill="#1f6feb"/>' for w, v in points]
    said = [f'<text x="{x(w):.1f}" y="{y(v) - 8:.1f}" text-anchor="middle">{v:,g}</text>' for w, v in points]
    title = f'<text x="8" y="18" style="font-size:13px;fill:#222">{escape(heading)} ({escape(unit)})</text>'
    axis = f'<text x="{WIDTH - RIGHT}" y="{HEIGHT - 4}" text-anchor="end">{escape(along)}</text>'
    drawn = [title, *marks, f'<polyline points="{line}" fill="none" stroke="#1f6feb" stroke-width="2"/>', *dots, *said]
    body = "\n".join([*drawn, axis])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" style="{_STYLE}" role="img">\n'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>\n{body}\n</svg>\n'
    )


def _round_up(value: float) -> float:
    """Return the next of 1, 2, 5, 10, … from a value on."""
    size = 10 ** math.floor(math.log10(value)) if value > 0 else 1
    return next(size * step for step in (1, 2, 5, 10) if size * step >= value)
