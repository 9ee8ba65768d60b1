"""Regions of the world that documents name: the European Union, the Baltic Sea, the Nordic countries, Europe."""

from .countries import EUROPE, continent

EU = frozenset(
    [
        "AT",
        "BE",
        "BG",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "ES",
        "FI",
        "FR",
        "GR",
        "HR",
        "HU",
        "IE",
        "IT",
        "LT",
        "LU",
        "LV",
        "MT",
        "NL",
        "PL",
        "PT",
        "RO",
        "SE",
        "SI",
        "SK",
    ]
)
BALTIC_SEA = frozenset(["DE", "DK", "EE", "FI", "LT", "LV", "PL", "RU", "SE"])  # those with a coast on it
NORDIC = frozenset(["DK", "FI", "FO", "GL", "IS", "NO", "SE", "AX"])
CONTINENTS = {"europe": EUROPE, "africa": "002", "asia": "142", "north_america": "003", "south_america": "005", "oceania": "009"}
REGIONS = ("EU", "baltic_sea", "nordic", *CONTINENTS)


def regions(country: str) -> frozenset[str]:
    """The codes, as conditions and settings write them, of the regions that a country (ISO 3166-1 alpha-2) lies in."""
    members = {"EU": EU, "baltic_sea": BALTIC_SEA, "nordic": NORDIC}
    found = {code for code, countries in members.items() if country in countries}
    return frozenset(found | {code for code, number in CONTINENTS.items() if continent(country) == number})
