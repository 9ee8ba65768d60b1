"""Maps: everything inside the frame, nothing striped, no name over another, and the same words for eye and ear."""

import itertools
import math
import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partnerships.atlas import EQUAL_EARTH, LAEA, View, clip, land
from partnerships.countries import COUNTRIES, EUROPE, continent, country_name, country_of_number
from partnerships.labels import PIN, place_labels
from partnerships.maps import NEAR, Place, cover_art, distance, genitive, near_view, partner_maps, world_view
from partnerships.tints import TINTS, on_paper, tint_value

OSBY, TORSBY = Place("Osby", 56.38, 13.99, "SE"), Place("Torsby", 60.14, 13.01, "SE")
EASTER_ISLAND = Place("Påskön", -27.15, -109.43, "CL")
# The partner towns of the five municipalities; two of the five have none, and stand with invented ones that are awkward to draw.
TOWNS = {
    OSBY: [Place("Gribskov", 56.02, 12.20, "DK"), Place("Kretinga", 55.89, 21.24, "LT")],
    Place("Tyresö", 59.24, 18.23, "SE"): [
        Place("Borgå", 60.39, 25.66, "FI"),
        Place("Cesis", 57.31, 25.27, "LV"),
        Place("Savigny-le-Temple", 48.60, 2.58, "FR"),
        Place("Wejherowo", 54.60, 18.25, "PL"),
    ],
    TORSBY: [
        EASTER_ISLAND,
        Place("Skjern", 55.95, 8.50, "DK"),
        Place("Rautalampi", 62.62, 26.83, "FI"),
        Place("Pernå", 60.44, 26.04, "FI"),
        Place("Bömlo", 59.79, 5.22, "NO"),
        Place("Grosskrotzenburg", 50.08, 8.98, "DE"),
    ],
    Place("Region Skåne", 55.70, 13.19, "SE"): [
        Place("Stralsund", 54.30, 13.10, "DE"),
        Place("Åbenrå-Sønderjylland", 55.04, 9.42, "DK"),
        Place("Vilanova i la Geltrú", 41.2, 1.7, "ES"),
        Place("Reykjavik", 64.10, -21.90, "IS"),
        Place("Nicosia", 35.10, 33.30, "CY"),
        Place("Suva", -18.10, 178.40, "FJ"),
        Place("Anchorage", 61.20, -149.90, "US"),
        Place("Petropavlovsk-Kamtjatskij", 53.00, 158.60, "RU"),
    ],
    Place("Haparanda", 65.83, 24.14, "SE"): [Place("Torneå", 65.85, 24.15, "FI"), Place("Kemi", 65.74, 24.56, "FI")],
}
COLOUR = re.compile(r"#[0-9a-f]{3}([0-9a-f]{3})?|none")


WORLDS = {"Torsby", "Region Skåne"}
EVERY_MAP = [(home, number) for home in TOWNS for number in range(2 if home.name in WORLDS else 1)]


@pytest.fixture
def drawing(request):
    home, number = request.param
    return partner_maps(home, TOWNS[home], tint="gran")[number]


def rings(data):
    """The rings of path data in relative steps, as lists of points."""
    for ring in re.findall(r"M([^z]+)z", data):
        numbers = [float(number) for number in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", ring)]
        x = y = 0.0
        points = []
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            points.append((x, y))
        yield points


def stripes(points, width, height, longest):
    """Steps that cross the picture: longer than `longest` and not along the cut edge outside the frame."""
    for a, b in zip(points, points[1:] + points[:1], strict=True):
        outside = any(a[axis] == pytest.approx(b[axis]) and not 0 <= a[axis] <= side for axis, side in ((0, width), (1, height)))
        if not outside and math.dist(a, b) > longest:
            yield a, b


def inside(x, y, drawing):
    return 0 <= x <= drawing.width and 0 <= y <= drawing.height


def overlap(a, b):
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


@pytest.mark.parametrize("drawing", EVERY_MAP, ids=[f"{home.name}-{number}" for home, number in EVERY_MAP], indirect=True)
class TestEveryMap:
    def test_every_point_lies_in_the_frame(self, drawing):
        assert all(inside(pin.x, pin.y, drawing) for pin in drawing.pins)
        assert sum(pin.home for pin in drawing.pins) == 1

    def test_names_overlap_neither_each_other_nor_the_frame_nor_a_point(self, drawing):
        labelled = [pin for pin in drawing.pins if pin.label]
        for pin in labelled:
            left, top, right, bottom = pin.label.box
            assert left >= 0
            assert top >= 0
            assert right <= drawing.width
            assert bottom <= drawing.height
            assert not any(left < other.x < right and top < other.y < bottom for other in drawing.pins)
        assert not any(overlap(a.label.box, b.label.box) for a, b in itertools.combinations(labelled, 2))

    def test_every_name_of_a_handful_is_written(self, drawing):
        assert [pin.label for pin in drawing.pins if pin.label is None] == []

    def test_no_land_is_striped(self, drawing):
        found = [ring for shape in drawing.lands for ring in rings(shape.data)]
        assert len(found) > 3
        # The longest true one is a straight border drawn by treaty, or a cut into the margin.
        assert [stripe for ring in found for stripe in stripes(ring, drawing.width, drawing.height, 80)] == []

    def test_the_drawing_is_small(self, drawing):
        assert len(drawing.svg().encode()) < 60_000

    def test_it_is_an_image_with_its_title_first(self, drawing):
        image = ET.fromstring(drawing.svg())
        assert image.get("role") == "img"
        assert image[0].tag == "title"
        assert image[0].text == image.get("aria-label") == drawing.title
        assert [element.tag for element in image.iter() if element.tag == "title"] == ["title"]

    def test_colours_are_attributes_and_nothing_is_styled_inline(self, drawing):
        image = ET.fromstring(drawing.svg())
        for element in image.iter():
            assert element.get("style") is None
            if element.tag in {"path", "g", "text"}:
                assert COLOUR.fullmatch(element.get("fill")), element.attrib
                assert COLOUR.fullmatch(element.get("stroke")), element.attrib
        ties = {"tie"} if drawing.ties else set()  # neighbours need none
        assert {element.get("class") for element in image} >= {"land", "land home", "pin", "pin home"} | ties
        assert TINTS["gran"] in drawing.svg()


def test_a_stripe_would_be_seen():
    assert list(stripes([(10, 10), (500, 12), (12, 14)], 520, 340, 80))
    assert not list(stripes([(-4, 10), (-4, 330), (20, 270), (20, 200), (20, 130), (20, 70)], 520, 340, 80))


def test_easter_island_brings_the_map_of_the_world():
    near, world = partner_maps(TORSBY, TOWNS[TORSBY], tint="skiffer")
    assert (near.kind, world.kind) == ("near", "world")
    island = next(pin for pin in world.pins if not pin.home)
    assert inside(island.x, island.y, world)
    assert island.label.text == "Påskön"
    assert island.x < next(pin for pin in world.pins if pin.home).x
    assert "Påskön" not in [pin.label.text for pin in near.pins]
    assert world.caption == "Påskön ligger omkring 14\u202f400 kilometer bort."
    assert near.caption == "Fem av sex vänorter ligger i Europa. Karta: Natural Earth."


def test_only_far_partners_give_the_world_alone():
    (world,) = partner_maps(TORSBY, [EASTER_ISLAND], tint="hav")
    assert world.kind == "world"
    assert "Natural Earth" in world.caption


def test_the_title_names_the_towns_with_their_countries():
    (drawing,) = partner_maps(OSBY, TOWNS[OSBY], tint="gran")
    assert drawing.title == "Karta: Osbys vänorter Gribskov (Danmark) och Kretinga (Litauen). Samma uppgifter finns i tabellen."
    assert drawing.caption == "Osbys två vänorter. Karta: Natural Earth."


def test_one_partner_is_a_pair_with_the_distance_between():
    (drawing,) = partner_maps(TORSBY, [TOWNS[TORSBY][2]], tint="gran")
    assert drawing.title == "Karta: Torsby (Sverige) och Rautalampi (Finland), omkring 780 kilometer emellan."


def test_names_are_escaped():
    (drawing,) = partner_maps(OSBY, [Place('<script>"&', 55.0, 12.0, "DK")], tint="gran")
    assert "<script" not in drawing.svg()
    assert '<script>"&' in [text.text for text in ET.fromstring(drawing.svg()).iter("text")]


def test_no_partner_no_map():
    assert partner_maps(OSBY, [], tint="hav") == []
    assert partner_maps(Place("Nyort", None, None, "SE"), TOWNS[OSBY], tint="hav") == []


def test_a_partner_without_a_position_is_left_out_and_said():
    lost = Place("Okänd", None, None, "DK")
    assert partner_maps(OSBY, [lost], tint="hav") == []
    (drawing,) = partner_maps(OSBY, [*TOWNS[OSBY], lost], tint="hav")
    assert len(drawing.pins) == 3
    assert drawing.caption.endswith("Läge saknas för en av tre vänorter.")
    assert "Okänd" not in drawing.svg()


def test_two_hundred_partners_keep_their_points_and_lose_names():
    partners = [Place(f"Långt ortnamn {i}", 40 + i * 7 % 28, -8 + i * 11 % 45, "DE") for i in range(200)]
    (drawing,) = partner_maps(OSBY, partners, tint="hav")
    labels = [pin.label for pin in drawing.pins if pin.label]
    assert len(drawing.pins) == 201
    assert 0 < len(labels) < 100
    assert drawing.pins[-1].label.text == "Osby"
    assert not any(overlap(a.box, b.box) for a, b in itertools.combinations(labels, 2))
    assert "tvåhundra" not in drawing.title
    assert "200 vänorter i ett land" in drawing.title
    assert len(drawing.svg()) < 60_000


def test_a_partner_at_home_and_at_the_same_spot_is_drawn():
    (drawing,) = partner_maps(OSBY, [Place("Osby by", OSBY.lat, OSBY.lon, "SE")], tint="hav")
    assert drawing.ties == ()
    assert len({pin.label.anchor for pin in drawing.pins}) == 2


def test_partner_countries_are_marked_and_the_home_country_is_not_a_partner():
    (drawing,) = partner_maps(OSBY, [*TOWNS[OSBY], Place("Malmö", 55.6, 13.0, "SE")], tint="lingon")
    shapes = {shape.css: shape for shape in drawing.lands}
    assert shapes["land home"].fill == on_paper("lingon", 0.46)
    assert len({shape.fill for shape in drawing.lands}) == 3
    view = near_view(OSBY, [*TOWNS[OSBY], Place("Malmö", 55.6, 13.0, "SE")])
    assert shapes["land hit"].data == "".join(data for code, data in land(view) if code in {"DK", "LT"})


def test_cover_art_is_decoration_in_white():
    art = cover_art(OSBY, TOWNS[OSBY])
    image = ET.fromstring(art.svg())
    assert image.get("class") == "art"
    assert image.get("aria-hidden") == "true"
    assert not list(image.iter("title"))
    assert not list(image.iter("text"))
    assert {element.get("fill") for element in image if element.get("class") != "tie"} == {"#fff"}
    assert {element.get("class") for element in image} >= {"land", "land home", "tie", "pin", "pin home"}


@pytest.mark.parametrize("partners", [[], [EASTER_ISLAND], TOWNS[TORSBY]], ids=["none", "far", "many"])
def test_the_pins_of_cover_art_survive_a_page_and_a_screen(partners):
    art = cover_art(TORSBY, partners)
    edge = 0.15 * art.width  # an A4 page shows the middle 70 per cent of a square
    assert art.width == art.height
    assert all(edge <= value <= art.width - edge for pin in art.pins for value in (pin.x, pin.y))
    assert len(art.svg()) < 60_000


def test_no_cover_art_without_a_position():
    assert cover_art(Place("Nyort", None, None, "SE"), TOWNS[OSBY]) is None


POSITION = {"lat": st.floats(-90, 90), "lon": st.floats(-180, 180)}
ANYWHERE = st.builds(Place, st.just("Någonstans"), **POSITION, country=st.sampled_from(COUNTRIES))


@given(ANYWHERE)
def test_any_place_is_in_the_frame_of_the_world(place):
    view = world_view((TORSBY, place))
    x, y = view.point(place.lon, place.lat)
    assert math.isfinite(x)
    assert math.isfinite(y)
    assert 0 <= x <= view.width
    assert 0 <= y <= view.height


@settings(max_examples=200)
@given(ANYWHERE, st.floats(-0.62, 0.62), st.floats(-0.62, 0.62))
def test_any_near_place_is_in_the_frame_of_its_home(home, north, east):
    lat = max(-90.0, min(90.0, home.lat + math.degrees(north)))
    partner = Place("Nära", lat, home.lon + math.degrees(east), home.country)
    if distance(home, partner) > NEAR:
        return
    view = near_view(home, [partner])
    for place in (home, partner):
        x, y = view.point(place.lon, place.lat)
        assert 0 <= x <= view.width
        assert 0 <= y <= view.height


@settings(max_examples=12, deadline=None)
@given(ANYWHERE)
def test_a_map_can_be_drawn_with_a_partner_anywhere(place):
    for drawing in partner_maps(TORSBY, [place, EASTER_ISLAND], tint="hav"):
        assert all(math.isfinite(pin.x + pin.y) and inside(pin.x, pin.y, drawing) for pin in drawing.pins)
        assert "nan" not in drawing.svg()


@given(st.lists(st.tuples(st.text(min_size=1, max_size=30), st.floats(0, 520), st.floats(0, 300)), min_size=1, max_size=12))
def test_labels_never_collide(spots):
    points = [(x, y) for _, x, y in spots]
    labels = place_labels([name for name, _, _ in spots], points, [], 520, 300)
    # The home's own name, the first, may stand over a point when there is no other room.
    kept = [(index, label) for index, label in enumerate(labels) if label]
    assert not any(overlap(a.box, b.box) for (_, a), (_, b) in itertools.combinations(kept, 2))
    for index, label in kept:
        left, top, right, bottom = label.box
        assert left >= 0
        assert top >= 0
        assert right <= 520
        assert bottom <= 300
        others = [point for point in points if point != points[index]]
        assert index == 0 or not any(left - PIN < x < right + PIN and top - PIN < y < bottom + PIN for x, y in others)


def test_clipping_keeps_to_the_frame_and_its_margin():
    ring = [(-100, 50), (50, -100), (200, 50), (50, 200)]
    assert all(-4 <= value <= 104 for point in clip(ring, 100, 100) for value in point)
    assert clip([(200, 200), (300, 200), (300, 300)], 100, 100) == []


def test_russia_and_alaska_are_on_their_sides_of_the_cut():
    view = world_view((TORSBY, EASTER_ISLAND))
    drawn = dict(land(view))
    assert min(x for ring in rings(drawn["RU"]) for x, _ in ring) > view.width / 2
    assert max(x for ring in rings(drawn["US"]) for x, _ in ring if x < view.width / 2) < view.width / 2
    assert "AQ" not in drawn


def test_projections_agree_with_the_published_formulas():
    assert View(LAEA, 10, 52).point(10, 52) == pytest.approx((0, 0))
    # Equal area: the far hemisphere's edge lies at the square root of two.
    assert View(LAEA, 0, 0).point(90, 0) == pytest.approx((math.sqrt(2), 0))
    assert View(EQUAL_EARTH, 0, 0).point(180, 0)[0] == pytest.approx(2.7066, abs=1e-3)
    assert View(EQUAL_EARTH, 0, 0).point(0, 90)[1] == pytest.approx(-1.3173, abs=1e-3)
    with pytest.raises(ValueError, match="beyond the edge"):
        View(LAEA, 0, 0).point(180, 0)


def test_distance_is_along_the_great_circle():
    assert distance(Place("", 0, 0, ""), Place("", 0, 180, "")) == pytest.approx(20015, abs=1)
    assert distance(OSBY, OSBY) == 0


def test_countries_have_names_in_both_languages_and_a_continent():
    assert len(COUNTRIES) == 250  # the 249 of ISO 3166-1 and Kosovo
    for code in COUNTRIES:
        assert country_name(code, "sv") != code
        assert country_name(code, "en") != code
        assert continent(code)
    assert (country_name("DK", "sv"), country_name("dk", "en")) == ("Danmark", "Denmark")
    assert country_name(continent("CY"), "sv") == country_name(EUROPE, "sv") == "Europa"
    assert (country_name("ZZZ", "sv"), continent("ZZZ")) == ("ZZZ", "")
    assert [country_of_number(number) for number in ("752", "276", "152", "", "999")] == ["SE", "DE", "CL", "", ""]


def test_words_and_colours():
    assert [genitive("Osby", "sv"), genitive("Borås", "sv"), genitive("Osby", "en")] == ["Osbys", "Borås", "Osby's"]
    assert tint_value("gran") == tint_value("#1D5940") == "#1d5940"
    for wrong in ("", "grön", "#12", "#12345g", "#123456;"):
        with pytest.raises(ValueError, match="colour"):
            tint_value(wrong)
