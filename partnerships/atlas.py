"""The world's land as SVG path data: Natural Earth by way of world-atlas, projected, thinned by the pixel and clipped to a frame.

Positions are degrees (longitude first inside this module); a frame's x and y are its units, called pixels here, y downwards.
"""

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings

from .countries import country_of_number

Point = tuple[float, float]
LAEA, EQUAL_EARTH = "laea", "equal earth"
# The world is cut along 168.5° west: between Russia and Alaska, where only a few small islands lie.
WORLD_MERIDIAN = 11.5
MARGIN = 4
SMALLEST_ISLAND = 4
_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796  # Šavrič, Patterson, Jenny: The Equal Earth map projection (2018)
_M = math.sqrt(3) / 2


@dataclass(frozen=True)
class View:
    """A projection and where it puts its plane in a frame: `scale` pixels a radian, origin at (left, top), middle at (lon, lat).

    `thin` is the shortest step of a coastline, in pixels.
    """

    projection: str
    lon: float
    lat: float
    scale: float = 1.0
    left: float = 0.0
    top: float = 0.0
    width: float = 0.0
    height: float = 0.0
    thin: float = 2.0

    def point(self, lon: float, lat: float) -> Point:
        """Where a position lies in the frame. Raises ValueError beyond the edge of a regional projection (139° from its middle)."""
        shift = round((self.lon - lon) / 360) * 360
        found = self._projector()(lon + shift, lat)
        if found is None:
            raise ValueError(f"{lat}, {lon} lies beyond the edge of the projection")
        return found

    def arc(self, positions: Sequence[Point]) -> list[Point] | None:
        """A line of positions in the frame, thinned, both ends kept; None when a part lies beyond the edge."""
        project = self._projector()
        shift = round((self.lon - positions[0][0]) / 360) * 360
        x, y = None, None
        line: list[Point] = []
        for lon, lat in positions:
            found = project(lon + shift, lat)
            if found is None:
                return None
            if x is None or abs(found[0] - x) + abs(found[1] - y) >= self.thin:
                x, y = found
                line.append(found)
        if line[-1] != found:
            line.append(found)
        return line

    def _projector(self) -> Callable[[float, float], Point | None]:
        return _laea(self) if self.projection == LAEA else _equal_earth(self)


def _laea(view: View):
    """Lambert's azimuthal equal-area projection (Snyder, Map Projections, 24-2 to 24-4)."""
    sin, cos, sqrt, radians = math.sin, math.cos, math.sqrt, math.radians
    lon0, scale, left, top = radians(view.lon), view.scale, view.left, view.top
    sin0, cos0 = sin(radians(view.lat)), cos(radians(view.lat))

    def project(lon: float, lat: float) -> Point | None:
        east, north = radians(lon) - lon0, radians(lat)
        across, up = cos(north) * cos(east), sin(north)
        from_far_side = 1 + sin0 * up + cos0 * across
        if from_far_side < 0.25:
            return None
        k = scale * sqrt(2 / from_far_side)
        return left + k * cos(north) * sin(east), top - k * (cos0 * up - sin0 * across)

    return project


def _equal_earth(view: View):
    asin, sin, cos, radians = math.asin, math.sin, math.cos, math.radians
    lon0, scale, left, top = view.lon, view.scale, view.left, view.top

    def project(lon: float, lat: float) -> Point:
        t = asin(_M * sin(radians(lat)))
        t2 = t * t
        t6 = t2 * t2 * t2
        x = radians(lon - lon0) * cos(t) / (_M * (_A1 + 3 * _A2 * t2 + t6 * (7 * _A3 + 9 * _A4 * t2)))
        return left + scale * x, top - scale * t * (_A1 + _A2 * t2 + t6 * (_A3 + _A4 * t2))

    return project


@dataclass(frozen=True)
class Atlas:
    """Borders as arcs shared by neighbours, and each country as rings of arc numbers (a negative one, ~n, is arc n backwards)."""

    arcs: tuple[tuple[Point, ...], ...]
    countries: tuple[tuple[str, tuple[tuple[int, ...], ...]], ...]


@lru_cache(maxsize=1)
def atlas() -> Atlas:
    """The decoded topology, without Antarctica. Format: the TopoJSON specification, 2.1.3 and 2.1.4."""
    path = settings.BASE_DIR / "node_modules" / "world-atlas" / "countries-50m.json"
    topology = json.loads(path.read_bytes())
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for steps in topology["arcs"]:
        x = y = 0
        turn = 0.0
        arc: list[Point] = []
        for dx, dy in steps:
            x, y = x + dx, y + dy
            lon = x * sx + tx + turn
            # A step over the 180th meridian comes as one of 360°: left alone it draws a stripe across the map.
            if arc and abs(lon - arc[-1][0]) > 180:
                jump = 360.0 if lon < arc[-1][0] else -360.0
                turn, lon = turn + jump, lon + jump
            arc.append((lon, y * sy + ty))
        arcs.append(tuple(arc))
    countries = []
    for shape in topology["objects"]["countries"]["geometries"]:
        polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        rings = tuple(tuple(ring) for polygon in polygons for ring in polygon)
        code = "XK" if shape["properties"]["name"] == "Kosovo" else country_of_number(shape.get("id", ""))
        if code != "AQ":
            countries.append((code, rings))
    return Atlas(tuple(arcs), tuple(countries))


@lru_cache(maxsize=32)
def land(view: View) -> tuple[tuple[str, str], ...]:
    """Country code and path data of everything that shows in the view; the code is "" for land that ISO 3166-1 does not know."""
    world = atlas()
    arcs = [view.arc(arc) for arc in world.arcs]
    return tuple((code, data) for code, rings in world.countries if (data := "".join(_ring(ring, arcs, view) for ring in rings)))


def _ring(ring: Sequence[int], arcs: Sequence[list[Point] | None], view: View) -> str:
    points: list[Point] = []
    for number in ring:
        arc = arcs[number] if number >= 0 else arcs[~number]
        if arc is None:
            return ""
        points.extend(arc if number >= 0 else reversed(arc))
    points = clip(points, view.width, view.height)
    if len(points) < 3 or _area(points) < SMALLEST_ISLAND:
        return ""
    return path_data(points)


def path_data(points: Sequence[Point]) -> str:
    """A closed ring as path data in tenths of a pixel; every step is relative to the point before, which halves the text."""
    x, y = (round(value * 10) for value in points[0])
    data = [f"M{_tenths(x)} {_tenths(y)}l"]
    for point in points[1:]:
        nx, ny = round(point[0] * 10), round(point[1] * 10)
        if (nx, ny) != (x, y):
            data.append(f"{_tenths(nx - x)} {_tenths(ny - y)} ")
            x, y = nx, ny
    return "".join(data).replace(" -", "-").rstrip() + "z"


def _tenths(number: int) -> str:
    return f"{number / 10:g}".replace("0.", ".") if -10 < number < 10 and number else f"{number / 10:g}"


def clip(points: list[Point], width: float, height: float) -> list[Point]:
    """A ring cut to the frame and MARGIN pixels around it, so that the cut edges stay out of sight (Sutherland and Hodgman, 1974)."""
    for axis, low, limit in ((0, True, -MARGIN), (0, False, width + MARGIN), (1, True, -MARGIN), (1, False, height + MARGIN)):
        along = [point[axis] for point in points]
        if not along or (max(along) < limit if low else min(along) > limit):
            return []
        if not (min(along) < limit if low else max(along) > limit):
            continue
        kept: list[Point] = []
        before = points[-1]
        for point in points:
            inside, was_inside = ((p[axis] >= limit) == low or p[axis] == limit for p in (point, before))
            if inside != was_inside:
                kept.append(_crossing(before, point, axis, limit))
            if inside:
                kept.append(point)
            before = point
        points = kept
    return points


def _crossing(a: Point, b: Point, axis: int, limit: float) -> Point:
    share = (limit - a[axis]) / (b[axis] - a[axis])
    other = a[1 - axis] + (b[1 - axis] - a[1 - axis]) * share
    return (limit, other) if axis == 0 else (other, limit)


def _area(points: Sequence[Point]) -> float:
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(points, points[1:] + points[:1], strict=True))) / 2
