"""What journeys give off, as an estimate: distance × travellers × grams for each kilometre by mode. Never a measurement.

The factors are averages for the European Union of 2018, fuel and electricity included from their source: the European Environment
Agency's briefing «Rail and waterborne – best for low-carbon motorised transport» of 24 March 2021, on a study by Fraunhofer ISI and CE Delft.
They say nothing of one train or one car, and are the same for all municipalities, so that journeys can be compared.
"""

import math
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from .models import Journey

SOURCE = _("Europeiska miljöbyrån (EEA), 24 mars 2021")
SOURCE_URL = "https://www.eea.europa.eu/publications/rail-and-waterborne-transport"

Mode = Journey.Mode
GRAMS = {Mode.TRAIN: 33, Mode.FERRY: 61, Mode.BUS: 80, Mode.CAR: 143, Mode.FLIGHT: 160}  # CO2 equivalents for each person and kilometre

DETOUR = Decimal("1.2")  # roads, rails and fairways against the straight line
EARTH = 6371  # kilometres, mean radius


@dataclass(frozen=True)
class Emission:
    """One journey with the numbers that its estimate rests on."""

    journey: Journey
    kilometres: int  # of all travellers together, both ways where they came back
    grams: int
    kilos: int


def emission(journey) -> Emission:
    kilometres = journey.distance_km * journey.travellers * (2 if journey.both_ways else 1)
    grams = GRAMS[Mode(journey.mode)]
    return Emission(journey, kilometres, grams, round(kilometres * grams / 1000))


def emissions_of(work) -> tuple[list[Emission], int | None]:
    """Each journey's estimate, and the whole in kilograms; None while no journey is known."""
    found = [emission(journey) for journey in work.journeys.all()]
    return found, sum(one.kilos for one in found) if found else None


def great_circle(one, other) -> int | None:
    """Kilometres between two places in a straight line over the earth; None while a position is missing."""
    places = [one.latitude, one.longitude, other.latitude, other.longitude]
    if None in places:
        return None
    north, east, north_2, east_2 = (math.radians(float(degrees)) for degrees in places)
    half = math.sin((north_2 - north) / 2) ** 2 + math.cos(north) * math.cos(north_2) * math.sin((east_2 - east) / 2) ** 2
    return round(2 * EARTH * math.asin(math.sqrt(half)))


def suggested_distance(work, mode=None) -> int | None:
    """Kilometres one way between the municipality and the partner: the straight line by air, a fifth more on land and water."""
    partner = work.relation.partner if work.relation_id else None
    straight = great_circle(work.municipality, partner) if partner else None
    if straight is None or mode == Mode.FLIGHT:
        return straight
    return round(straight * DETOUR)
