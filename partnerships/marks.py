"""A map of many places, each a mark that leads to its row in the table beside: of Europe, and of the world for what lies further away.

Pure functions: no database, no request. What would hide each other is drawn as one mark with a number. Without an address a mark is no link,
which is how it stands on paper.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from babel.lists import format_list
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from .atlas import LAEA, Point, View, land
from .countries import EUROPE, continent, country_name
from .labels import FONT_SIZE, Label, place_labels
from .maps import HIT, INK, LAND, WIDTH, world_view
from .tints import tint_value

# Marks are drawn with one of two radii, and no two stand closer than both of the larger: whatever is shown can be seen and reached.
RADIUS, NUMBERED_RADIUS = 6, 9.5
APART = 2 * NUMBERED_RADIUS + 1
# With more marks than this their names would cover the land.
NAMED_MARKS = 25
LISTED_NAMES = 3
# From Iceland to Cyprus, and from Crete to the North Cape.
CORNERS = ((-24.5, 66.6), (-9.6, 35.8), (34.6, 34.4), (44.0, 41.0), (30.5, 71.3), (42.0, 66.5))
EDGE = 14


@dataclass(frozen=True)
class Spot:
    """A place on the map: `key` names its row in the table, `number` is how many ties it has."""

    key: str
    name: str
    lat: float
    lon: float
    country: str
    number: int = 1


@dataclass(frozen=True)
class Mark:
    """One spot, or several that would hide each other."""

    x: float
    y: float
    spots: tuple[Spot, ...]

    @property
    def key(self) -> str:
        return self.spots[0].key

    @property
    def radius(self) -> float:
        return RADIUS if len(self.spots) == 1 else NUMBERED_RADIUS

    def said(self, language: str) -> str:
        """What a screen reader says, and what is shown when a pointer rests on the mark."""
        ties = sum(spot.number for spot in self.spots)
        together = ngettext("%(count)s samarbete", "%(count)s samarbeten", ties) % {"count": ties}
        if len(self.spots) == 1:
            return f"{in_country(self.spots[0], language)}: {together}"
        names = [in_country(spot, language) for spot in self.spots[:LISTED_NAMES]]
        if len(self.spots) > LISTED_NAMES:
            names.append(_("%(count)s till") % {"count": len(self.spots) - LISTED_NAMES})
        places = ngettext("%(count)s ort", "%(count)s orter", len(self.spots)) % {"count": len(self.spots)}
        return f"{places}, {together}: {format_list(names, locale=language)}"


def in_country(spot: Spot, language: str) -> str:
    return f"{spot.name} ({country_name(spot.country, language)})" if spot.country else spot.name


@dataclass(frozen=True)
class MarkedMap:
    """One drawing. `title` names the group of links for a screen reader."""

    kind: str
    view: View
    title: str
    marks: tuple[Mark, ...]
    tint: str
    language: str

    def svg(self, address: Callable[[Mark], str] | None = None) -> SafeString:
        marks = [self._mark(mark, address(mark) if address else "") for mark in self.marks]
        return format_html(
            '<svg class="map marked" viewBox="0 0 {} {}" role="{}" aria-label="{}">{}{}{}</svg>',
            self.view.width,
            self.view.height,
            "group" if address else "img",
            self.title,
            self._land(),
            SafeString("".join(marks)),
            self._names(),
        )

    def _land(self) -> SafeString:
        return _drawn_land(self.view, frozenset(spot.country for mark in self.marks for spot in mark.spots))

    def _mark(self, mark: Mark, href: str) -> SafeString:
        x, y = f"{mark.x:.1f}", f"{mark.y:.1f}"
        circle = format_html('<circle cx="{}" cy="{}" r="{}" fill="{}" stroke="#fff" stroke-width="2"/>', x, y, mark.radius, self.tint)
        number = ""
        if len(mark.spots) > 1:
            number = format_html(
                '<text x="{}" y="{}" text-anchor="middle" font-family="Source Sans 3" font-size="11" font-weight="600" fill="#fff" '
                'aria-hidden="true">{}</text>', x, f"{mark.y + 3.8:.1f}", len(mark.spots),
            )  # fmt: skip
        said = mark.said(self.language)
        if not href:
            return format_html('<g class="mark"><title>{}</title>{}{}</g>', said, circle, number)
        return format_html('<a class="mark" href="{}" aria-label="{}"><title>{}</title>{}{}</a>', href, said, said, circle, number)

    def _names(self) -> SafeString:
        return format_html(
            '<g class="names" aria-hidden="true" font-family="Source Sans 3, Source Sans 3 Ext" font-size="{}" font-weight="600" fill="{}">{}</g>',
            FONT_SIZE,
            INK,
            format_html_join(
                "",
                '<text x="{}" y="{}" text-anchor="{}">{}</text>',
                ((f"{label.x:.1f}", f"{label.y:.1f}", label.anchor, label.text) for label in names_beside(self.marks, self.view)),
            ),
        )


def marked_maps(spots: Sequence[Spot], *, tint: str, language: str = "") -> list[MarkedMap]:
    """A map of Europe, then one of the world for the places outside it; each only when somebody is on it."""
    return list(_marked_maps(tuple(spots), tint_value(tint), language or get_language()))


@lru_cache(maxsize=32)
def _marked_maps(spots: tuple[Spot, ...], tint: str, language: str) -> tuple[MarkedMap, ...]:
    near = tuple(spot for spot in spots if is_in_europe(spot))
    far = tuple(spot for spot in spots if not is_in_europe(spot))
    found = []
    if near:
        found.append(MarkedMap("europe", europe_view(), _("Karta över Europa. Varje prick leder till sin rad i tabellen."),
                               marks_of(near, europe_view()), tint, language))  # fmt: skip
    if far:
        view = world_view(far)
        found.append(
            MarkedMap(
                "world", view, _("Karta över världen. Varje prick leder till sin rad i tabellen."), marks_of(far, view), tint, language
            )
        )
    return tuple(found)


@lru_cache(maxsize=1)
def europe_view() -> View:
    """Europe in a frame that never changes, so that its land is drawn once."""
    lon, lat = 15.0, 53.0
    xs, ys = zip(*(View(LAEA, lon, lat).point(*corner) for corner in CORNERS), strict=True)
    scale = (WIDTH - 2 * EDGE) / (max(xs) - min(xs))
    height = round(scale * (max(ys) - min(ys)) + 2 * EDGE)
    return View(LAEA, lon, lat, scale, EDGE - scale * min(xs), EDGE - scale * min(ys), WIDTH, height)


def is_in_europe(spot: Spot) -> bool:
    """In the frame, and not on another continent's edge of it."""
    if spot.country and continent(spot.country) != EUROPE:
        return False
    try:
        x, y = europe_view().point(spot.lon, spot.lat)
    except ValueError:
        return False
    return all(NUMBERED_RADIUS <= at <= size - NUMBERED_RADIUS for at, size in ((x, WIDTH), (y, europe_view().height)))


def marks_of(spots: Sequence[Spot], view: View) -> tuple[Mark, ...]:
    """The marks, most ties first; a spot too close to a mark joins the nearest one. No two marks are closer than APART."""
    centres: list[Point] = []
    members: list[list[Spot]] = []
    for spot in sorted(spots, key=lambda one: (-one.number, one.name, one.key)):
        point = view.point(spot.lon, spot.lat)
        nearest = min(range(len(centres)), key=lambda n: math.dist(centres[n], point), default=None)
        if nearest is not None and math.dist(centres[nearest], point) < APART:
            members[nearest].append(spot)
        else:
            centres.append(point)
            members.append([spot])
    return tuple(Mark(x, y, tuple(found)) for (x, y), found in zip(centres, members, strict=True))


def names_beside(marks: Sequence[Mark], view: View) -> list[Label]:
    if len(marks) > NAMED_MARKS:
        return []
    alone = [mark for mark in marks if len(mark.spots) == 1]
    points = [(mark.x, mark.y) for mark in [*alone, *(mark for mark in marks if mark not in alone)]]
    return [label for label in place_labels([mark.spots[0].name for mark in alone], points, [], view.width, view.height) if label]


@lru_cache(maxsize=32)
def _drawn_land(view: View, hits: frozenset[str]) -> SafeString:
    data: dict[str, list[str]] = {"land": [], "land hit": []}
    for code, path in land(view):
        data["land hit" if code in hits else "land"].append(path)
    fills = {"land": LAND, "land hit": HIT}
    return format_html(
        '<g aria-hidden="true">{}</g>',
        format_html_join(
            "",
            '<path class="{}" fill="{}" stroke="#fff" stroke-width=".8" d="{}"/>',
            ((css, fills[css], "".join(paths)) for css, paths in data.items() if paths),
        ),
    )
