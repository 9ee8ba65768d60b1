"""Maps of a municipality and its partner towns, as data and as SVG. Pure functions: no database, no request.

Every colour stands as an attribute, which is all the PDF sees, and every shape has a class, by which the stylesheet takes over on a screen.
The table of partners beside a map is its text alternative; the map's title says so.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from babel.lists import format_list
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from councils.spoken import Forms, active, speak
from councils.templatetags.page import count_word, thousands

from .atlas import EQUAL_EARTH, LAEA, WORLD_MERIDIAN, Point, View, land
from .countries import continent, country_name
from .labels import FONT_SIZE, Label, place_labels
from .tints import on_paper, tint_value

WIDTH = 520
# A partner on the home's continent and within this distance (km) is on the near map; the others are on the map of the world.
NEAR = 4500
# Pixels a radian of the earth: closer than this the coastlines show their coarseness.
CLOSEST = 2600
# Left free at the sides and at top and foot for names, and the least and greatest height as shares of the width.
ROOM, SHAPES = (64, 44), (0.65, 1.1)
# More partners than this are drawn as points alone, smaller: their ties would cover the map.
TIED_PARTNERS = 40
NAMED_PARTNERS = 6
EARTH_RADIUS = 6371.0
INK, LAND, HIT = "#1b2124", "#d8d5cc", "#bdb9ad"


@dataclass(frozen=True)
class Place:
    """A town: its name as the page spells it, position in degrees (None when unknown) and country (ISO 3166-1 alpha-2)."""

    name: str
    lat: float | None
    lon: float | None
    country: str

    @property
    def located(self) -> bool:
        return self.lat is not None and self.lon is not None


@dataclass(frozen=True)
class Land:
    css: str
    data: str
    fill: str
    opacity: str = "1"
    stroke: str = "#fff"


@dataclass(frozen=True)
class Pin:
    x: float
    y: float
    radius: float
    home: bool
    label: Label | None


@dataclass(frozen=True)
class Map:
    """One drawing. `title` is what a screen reader says (empty for decoration), `caption` is for the figure's caption."""

    kind: str
    width: int
    height: int
    title: str
    caption: str
    tint: str
    lands: tuple[Land, ...]
    ties: tuple[str, ...]
    pins: tuple[Pin, ...]

    def svg(self) -> SafeString:
        """The drawing as SVG: an image with a name, or, without a title, decoration that screen readers pass over."""
        body = format_html("{}{}{}{}", self._land(), self._ties(), self._pins(home=False), self._pins(home=True))
        if not self.title:
            return format_html(
                '<svg class="art" viewBox="0 0 {} {}" preserveAspectRatio="xMidYMid slice" aria-hidden="true" focusable="false">{}</svg>',
                self.width,
                self.height,
                body,
            )
        return format_html(
            '<svg class="map" viewBox="0 0 {} {}" role="img" aria-label="{}"><title>{}</title>{}</svg>',
            self.width,
            self.height,
            self.title,
            self.title,
            body,
        )

    def _land(self) -> SafeString:
        return format_html_join(
            "",
            '<path class="{}" fill="{}" fill-opacity="{}" stroke="{}" stroke-width=".8" d="{}"/>',
            ((shape.css, shape.fill, shape.opacity, shape.stroke, shape.data) for shape in self.lands),
        )

    def _ties(self) -> SafeString:
        return format_html_join(
            "",
            '<path class="tie" fill="none" stroke="{}" stroke-width="1.8" stroke-dasharray="1 5" stroke-linecap="round" d="{}"/>',
            ((self.tint, tie) for tie in self.ties),
        )

    def _pins(self, *, home: bool) -> SafeString:
        pins = [pin for pin in self.pins if pin.home is home]
        fill, stroke, weight = ("#fff", self.tint, "3.5") if home else (self.tint, "#fff", "2")
        if not self.title:
            fill, stroke = "#fff", "none"
        circles = format_html_join("", '<circle cx="{}" cy="{}" r="{}"/>', ((f"{pin.x:.1f}", f"{pin.y:.1f}", pin.radius) for pin in pins))
        names = format_html_join(
            "",
            '<text font-family="Source Sans 3, Source Sans 3 Ext" font-size="{}" font-weight="600" fill="{}" stroke="none" '
            'x="{}" y="{}" text-anchor="{}">{}</text>',
            ((FONT_SIZE, INK, f"{label.x:.1f}", f"{label.y:.1f}", label.anchor, label.text) for pin in pins if (label := pin.label)),
        )
        return (
            format_html(
                '<g class="{}" fill="{}" stroke="{}" stroke-width="{}">{}{}</g>',
                "pin home" if home else "pin",
                fill,
                stroke,
                weight,
                circles,
                names,
            )
            if pins
            else SafeString("")
        )


def partner_maps(home: Place, partners: Sequence[Place], *, tint: str, label_language: str = "sv") -> list[Map]:
    """A map of the home's part of the world, then one of the whole world when a partner lies further away; [] without a partner to show.

    `tint` is a tint's name or a colour #rrggbb. A partner without a position is left out and counted in the caption.
    """
    return list(_partner_maps(home, tuple(partners), tint_value(tint), label_language, active()["twin_town"]))


@lru_cache(maxsize=64)
def _partner_maps(home: Place, partners: tuple[Place, ...], tint: str, language: str, words: Forms) -> tuple[Map, ...]:
    """`words` tells maps apart whose captions call the towns otherwise: the captions borrow them."""
    located = tuple(partner for partner in partners if partner.located)
    if not home.located or not located:
        return ()
    near = tuple(partner for partner in located if is_near(home, partner))
    far = tuple(partner for partner in located if partner not in near)
    maps = []
    with override(language):
        credit = _("Karta: Natural Earth.")
        if missing := len(partners) - len(located):
            facts = {"missing": count_word(missing), "count": count_word(len(partners))}
            credit += " " + speak(_("Läge saknas för %(missing)s av %(count)s %(twin_towns)s."), **facts)
        if near:
            caption = f"{_near_caption(home, near, far, language)} {credit}"
            maps.append(_draw("near", near_view(home, near), home, near, tint, _near_title(home, near, language), caption))
        if far:
            caption = _far_caption(home, far) + ("" if near else f" {credit}")
            maps.append(_draw("world", world_view((home, *far)), home, far, tint, _far_title(home, far, language), caption))
    return tuple(maps)


def cover_art(home: Place, partners: Sequence[Place]) -> Map | None:
    """The municipality's own map as white decoration on its colour, for the report's cover; None when the home has no position.

    The frame is square and the pins keep to its middle, so that neither a tall page nor a wide screen cuts them off. It shows the near
    partners or, when all are far away, the nearest of them.
    """
    return _cover_art(home, tuple(partner for partner in partners if partner.located)) if home.located else None


@lru_cache(maxsize=64)
def _cover_art(home: Place, located: tuple[Place, ...]) -> Map:
    shown = tuple(partner for partner in located if is_near(home, partner)) or tuple(
        sorted(located, key=lambda partner: distance(home, partner))[:1]
    )
    view = replace(near_view(home, shown, room=(0.24 * WIDTH, 0.24 * WIDTH), shapes=(1, 1)), thin=3.0)
    return _draw("art", view, home, shown, "#fff", "", "")


def distance(a: Place, b: Place) -> float:
    """Kilometres along the great circle between two places that have positions (haversine)."""
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    h = math.sin((lat_b - lat_a) / 2) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin(math.radians(b.lon - a.lon) / 2) ** 2
    return 2 * EARTH_RADIUS * math.asin(math.sqrt(min(1.0, h)))


def is_near(home: Place, partner: Place) -> bool:
    """Whether a partner belongs on the map of the home's own part of the world."""
    return continent(home.country) == continent(partner.country) and distance(home, partner) <= NEAR


def near_view(home: Place, partners: Sequence[Place], *, room: Point = ROOM, shapes: Point = SHAPES) -> View:
    """The frame that holds these places, with room (x, y) for names; its height is between the two shapes times its width."""
    places = (home, *partners)
    lon, lat = _middle(places)
    plane = View(LAEA, lon, lat)
    xs, ys = zip(*(plane.point(place.lon, place.lat) for place in places), strict=True)
    wide, high = max(xs) - min(xs), max(ys) - min(ys)
    fits = [CLOSEST]
    if wide:
        fits.append((WIDTH - 2 * room[0]) / wide)
    if high:
        fits.append((WIDTH * shapes[1] - 2 * room[1]) / high)
    scale = min(fits)
    height = round(min(max(high * scale + 2 * room[1], WIDTH * shapes[0]), WIDTH * shapes[1]))
    left, top = WIDTH / 2 - scale * (max(xs) + min(xs)) / 2, height / 2 - scale * (max(ys) + min(ys)) / 2
    return View(LAEA, lon, lat, scale, left, top, WIDTH, height)


def _middle(places: Sequence[Place]) -> Point:
    """Longitude and latitude in the middle of the places, seen from the centre of the earth."""
    x = y = z = 0.0
    for place in places:
        lon, lat = math.radians(place.lon), math.radians(place.lat)
        x, y, z = x + math.cos(lat) * math.cos(lon), y + math.cos(lat) * math.sin(lon), z + math.sin(lat)
    return math.degrees(math.atan2(y, x)), math.degrees(math.atan2(z, math.hypot(x, y)))


def world_view(places: Sequence[Place]) -> View:
    """The whole world from side to side; in height the inhabited part, more when a place needs it."""
    edge = View(EQUAL_EARTH, WORLD_MERIDIAN, 0).point(WORLD_MERIDIAN + 180, 0)[0]
    scale = WIDTH / 2 / edge * 0.985
    plane = View(EQUAL_EARTH, WORLD_MERIDIAN, 0, scale)
    ys = [plane.point(place.lon, place.lat)[1] for place in places]
    top = min(plane.point(0, 80)[1], min(ys) - 26)
    foot = max(plane.point(0, -56)[1], max(ys) + 26)
    return View(EQUAL_EARTH, WORLD_MERIDIAN, 0, scale, WIDTH / 2, -top, WIDTH, round(foot - top))


def _draw(kind: str, view: View, home: Place, partners: Sequence[Place], tint: str, title: str, caption: str) -> Map:
    start = view.point(home.lon, home.lat)
    ends = [view.point(partner.lon, partner.lat) for partner in partners]
    few = len(partners) <= TIED_PARTNERS
    curves = [curve for end in ends if (curve := _curve(start, end))] if few else []
    radius = 6 if few else 4
    labels = [None] * (len(ends) + 1)
    if title:
        labels = place_labels([home.name, *(partner.name for partner in partners)], [start, *ends], curves, view.width, view.height)
    pins = [Pin(*end, radius, False, label) for end, label in zip(ends, labels[1:], strict=True)]
    ties = tuple("M{:.1f} {:.1f}Q{:.1f} {:.1f} {:.1f} {:.1f}".format(*(value for point in curve for value in point)) for curve in curves)
    return Map(
        kind,
        view.width,
        view.height,
        title,
        caption,
        tint,
        _lands(view, home, partners, tint if title else ""),
        ties,
        (*pins, Pin(*start, 5, True, labels[0])),
    )


def _curve(start: Point, end: Point) -> tuple[Point, Point, Point] | None:
    """A tie as a quadratic curve that bows towards the top of the frame; None when the pins touch."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    if math.hypot(dx, dy) < 14:
        return None
    bow = 0.12 if dx > 0 else -0.12
    return start, ((start[0] + end[0]) / 2 + bow * dy, (start[1] + end[1]) / 2 - bow * dx), end


def _lands(view: View, home: Place, partners: Sequence[Place], tint: str) -> tuple[Land, ...]:
    """The land by class; without a tint in the cover's white."""
    hits = {partner.country.upper() for partner in partners}
    data: dict[str, list[str]] = {"land": [], "land hit": [], "land home": []}
    for code, path in land(view):
        data["land home" if code == home.country.upper() else "land hit" if code in hits else "land"].append(path)
    fills = {"land": LAND, "land hit": HIT, "land home": on_paper(tint, 0.46)} if tint else dict.fromkeys(data, "#fff")
    return tuple(
        Land(css, "".join(paths), fills[css]) if tint else Land(css, "".join(paths), "#fff", ".24" if css == "land home" else ".1", "none")
        for css, paths in data.items()
        if paths
    )


def _near_title(home: Place, near: Sequence[Place], language: str) -> str:
    if len(near) == 1:
        return _("Karta: %(home)s och %(place)s, omkring %(distance)s kilometer emellan.") % {
            "home": _in_country(home, language),
            "place": _in_country(near[0], language),
            "distance": _kilometres(home, near[0]),
        }
    owners = {"owners": genitive(home.name, language), "places": _listed(near, language)}
    if len(near) > NAMED_PARTNERS:
        return _("Karta: %(owners)s %(places)s. Samma uppgifter finns i tabellen.") % owners
    return speak(_("Karta: %(owners)s %(twin_towns)s %(places)s. Samma uppgifter finns i tabellen."), **owners)


def _far_title(home: Place, far: Sequence[Place], language: str) -> str:
    return _("Världskarta: %(home)s och %(places)s. Samma uppgifter finns i tabellen.") % {
        "home": home.name,
        "places": _listed(far, language),
    }


def _near_caption(home: Place, near: Sequence[Place], far: Sequence[Place], language: str) -> str:
    own, count = continent(home.country), len(near) + len(far)
    if not far:
        said = ngettext("%(owners)s %(twin_town)s.", "%(owners)s %(count)s %(twin_towns)s.", count)
        return speak(said, owners=genitive(home.name, language), count=count_word(count))
    values = {"near": capfirst(count_word(len(near))), "count": count_word(count), "continent": country_name(own, language)}
    if any(continent(partner.country) == own for partner in far):
        return speak(_("%(near)s av %(count)s %(twin_towns)s visas här."), **values)
    return speak(_("%(near)s av %(count)s %(twin_towns)s ligger i %(continent)s."), **values)


def _far_caption(home: Place, far: Sequence[Place]) -> str:
    furthest = max(far, key=lambda partner: distance(home, partner))
    values = {"place": furthest.name, "distance": _kilometres(home, furthest), "count": capfirst(count_word(len(far)))}
    if len(far) == 1:
        return _("%(place)s ligger omkring %(distance)s kilometer bort.") % values
    said = _("%(count)s %(twin_towns)s ligger längre bort. Längst är det till %(place)s: omkring %(distance)s kilometer.")
    return speak(said, **values)


def _listed(places: Sequence[Place], language: str) -> str:
    if len(places) <= NAMED_PARTNERS:
        return format_list([_in_country(place, language) for place in places], locale=language)
    countries = len({place.country for place in places})
    said = ngettext("%(places)s %(twin_towns)s i %(count)s land", "%(places)s %(twin_towns)s i %(count)s länder", countries)
    return speak(said, places=count_word(len(places)), count=count_word(countries, "ett"))


def _in_country(place: Place, language: str) -> str:
    return f"{place.name} ({country_name(place.country, language)})"


def _kilometres(a: Place, b: Place) -> str:
    exact = distance(a, b)
    step = 10 if exact < 1000 else 100
    return thousands(round(exact / step) * step)


def genitive(name: str, language: str) -> str:
    """A name in the genitive: an s in Swedish, unless it ends in that sound already; an apostrophe and s in English."""
    if language.startswith("en"):
        return f"{name}'s"
    return name if name.endswith(("s", "x", "z")) else f"{name}s"
