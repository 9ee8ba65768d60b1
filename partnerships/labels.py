"""Where names stand beside the points of a map: beside, above or below, never over each other, over a point or outside the frame."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

Point = tuple[float, float]
Box = tuple[float, float, float, float]
Curve = tuple[Point, Point, Point]

FONT_SIZE = 17
GAP = 3
PIN = 8
FRAME = 4
# Text-anchor, and the text's distance from its point. The first side that costs nothing is taken.
SIDES = (
    ("start", 11, 5),
    ("end", -11, 5),
    ("middle", 0, -14),
    ("middle", 0, 25),
    ("start", 8, -9),
    ("end", -8, -9),
    ("start", 8, 20),
    ("end", -8, 20),
)
# Widths in em of Source Sans 3 semibold, each rounded up to the widest letter of its group.
WIDTHS = {**dict.fromkeys("ijlIíïì|.,:;'’ ", 0.29), **dict.fromkeys("frt()-/[]!", 0.38), **dict.fromkeys("mwMWæœÆŒ@%", 0.88)}


@dataclass(frozen=True)
class Label:
    """A name in the frame: x and y are its baseline's start, middle or end, as `anchor` says; box is left, top, right, bottom."""

    text: str
    x: float
    y: float
    anchor: str
    box: Box


def text_width(text: str) -> float:
    """About how wide a name is in pixels, never much too little: no font is at hand where the SVG is made."""
    return FONT_SIZE * sum(map(_em, text))


def _em(letter: str) -> float:
    if letter in WIDTHS:
        return WIDTHS[letter]
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.0
    if unicodedata.combining(letter):
        return 0.0
    return 0.67 if letter.isupper() or letter > "\u024f" else 0.56


def place_labels(names: Sequence[str], points: Sequence[Point], curves: Sequence[Curve], width: float, height: float) -> list[Label | None]:
    """A label for each point, or None where there is no room. The first one, the home's, gets one wherever the frame can hold it.

    Curves are kept free where that is possible. Earlier names go before later ones.
    """
    on_curves = [spot for curve in curves for spot in _along(curve)]
    taken: list[Box] = []
    labels: list[Label | None] = []
    for index, name in enumerate(names):
        best, lowest = None, float("inf") if index == 0 else 1000
        for order, label in enumerate(_candidates(name, points[index], width)):
            if not _inside(label.box, width, height):
                continue
            cost = order + _cost(label.box, index, points, on_curves, taken)
            if cost < lowest:
                best, lowest = label, cost
        labels.append(best)
        if best:
            taken.append(best.box)
    return labels


def _candidates(name: str, point: Point, width: float) -> Iterator[Label]:
    wide = text_width(name)
    for anchor, dx, dy in SIDES:
        x, y = point[0] + dx, point[1] + dy
        if anchor == "middle":  # above and below, a long name may slide along the edge
            x = min(max(x, FRAME + wide / 2), width - FRAME - wide / 2)
        left = x - {"start": 0, "middle": wide / 2, "end": wide}[anchor]
        yield Label(name, x, y, anchor, (left, y - 0.76 * FONT_SIZE, left + wide, y + 0.26 * FONT_SIZE))


def _cost(box: Box, index: int, points: Sequence[Point], on_curves: Sequence[Point], taken: Sequence[Box]) -> float:
    left, top, right, bottom = box
    if any(a < right + GAP and c > left - GAP and b < bottom + GAP and d > top - GAP for a, b, c, d in taken):
        return 5000
    covered = sum(
        left - PIN < x < right + PIN and top - PIN < y < bottom + PIN
        for other, (x, y) in enumerate(points)
        if other != index and (x, y) != points[index]
    )
    if covered:
        return 1000 * covered
    return 3 * sum(left - GAP < x < right + GAP and top - GAP < y < bottom + GAP for x, y in on_curves)


def _inside(box: Box, width: float, height: float) -> bool:
    return box[0] >= FRAME and box[1] >= FRAME and box[2] <= width - FRAME and box[3] <= height - FRAME


def _along(curve: Curve, steps: int = 24) -> Iterator[Point]:
    (ax, ay), (bx, by), (cx, cy) = curve
    for step in range(3, steps - 1):
        t = step / steps
        u = 1 - t
        yield u * u * ax + 2 * u * t * bx + t * t * cx, u * u * ay + 2 * u * t * by + t * t * cy
