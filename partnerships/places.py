"""Rows as places on a map: the municipality and its partners, where they lie and which country that is."""

from django.utils.translation import get_language

from .countries import country_name
from .maps import Place, partner_maps


def place_of(row, country="") -> Place:
    """Where a partner or the municipality lies; without a position it stays off the map."""
    latitude, longitude = row.latitude, row.longitude
    known = latitude is not None and longitude is not None
    return Place(row.name, float(latitude) if known else None, float(longitude) if known else None, country or row.country)


def maps_of(municipality, relations):
    """The municipality's maps of these relations: near, and of the world when somebody lies far away."""
    partners = [place_of(relation.partner) for relation in relations if relation.partner]
    return partner_maps(place_of(municipality, "SE"), partners, tint=municipality.tint, label_language=get_language())


def country_of(partner) -> str:
    """The country's name in the reader's language; "" for a network, and where nobody knows."""
    return country_name(partner.country, get_language()) if partner and partner.country else ""
