"""Countries as lists write them: a code, a Swedish or English name, an everyday name, or a country that has no code."""

from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from babel.core import get_global
from django.utils.translation import gettext as _

from .countries import COUNTRIES, country_name
from .names import name_key

# Everyday and older names, which Unicode's list does not have.
EVERYDAY = {
    "AE": "Förenade Arabemiraten, UAE", "BA": "Bosnien, Bosnia, Bosnien-Hercegovina", "BY": "Vitryssland, Byelorussia, White Russia", "CD": "Kongo-Kinshasa, DR Kongo",
    "CI": "Côte d'Ivoire, Ivory Coast", "CZ": "Tjeckiska republiken, Czech Republic", "FO": "Färöarna, Faroe Islands, Faroes",
    "GB": "Storbritannien, UK, United Kingdom, Great Britain, Britain", "GR": "Hellas", "IE": "Irländska republiken, Eire",
    "KR": "Sydkorea, South Korea, Republiken Korea", "KP": "Nordkorea, North Korea", "LA": "Laos", "MD": "Moldavien, Republiken Moldavien",
    "MK": "Makedonien, Macedonia, Nordmakedonien", "MM": "Burma, Birma", "NL": "Holland, The Netherlands", "PS": "Palestina, Palestine, Västbanken, West Bank, Gaza",
    "RU": "Ryska federationen, Russian Federation", "SY": "Syrien", "SZ": "Swaziland", "TL": "Östtimor, East Timor", "TR": "Türkiye, Turkiet",
    "TW": "Republiken Kina", "TZ": "Tanzania", "US": "USA, Amerika, Förenta staterna, United States of America, U.S.A.", "VN": "Vietnam", "XK": "Kosovo, Kosova",
    "AX": "Åland, Åland Islands, Ålandsöarna", "GL": "Grönland, Kalaallit Nunaat", "CN": "Folkrepubliken Kina, People's Republic of China",
}  # fmt: skip
# Parts of a country that lists name as countries: the code is the state's, and the words are kept.
PARTS = {
    "GB": "Skottland, Scotland, England, Wales, Nordirland, Northern Ireland",
    "ES": "Katalonien, Catalonia, Baskien",
    "IQ": "Kurdistan",
}
# Those that are no more, or that have no code of their own: the words alone are kept.
WITHOUT_CODE = (
    "DDR, GDR, Östtyskland, East Germany, Tyska demokratiska republiken, Västtyskland, West Germany, BRD, Förbundsrepubliken Tyskland, "
    "Sovjetunionen, Sovjet, USSR, Soviet Union, Soviet, Jugoslavien, Yugoslavia, Tjeckoslovakien, Czechoslovakia, "
    "Serbien och Montenegro, Serbien-Montenegro, Rhodesia, Zaire, Abchazien, Abkhazia, Sydossetien, South Ossetia, Transnistrien, Transnistria, Nordcypern, "
    "Northern Cyprus, Somaliland, Tibet, Sápmi, Nagorno-Karabach"
)
OLD_CODES = {"SU": "Sovjetunionen", "DD": "DDR", "YU": "Jugoslavien", "CS": "Tjeckoslovakien", "UK": "GB", "EL": "GR"}


@dataclass(frozen=True)
class Country:
    """What a list says: `code` ISO 3166-1 or "", `text` its own words where the code does not say all. `fault` when it cannot be read."""

    code: str = ""
    text: str = ""
    fault: str = ""
    meant: str = ""  # the code that a misspelt name is likely to mean

    @property
    def is_known(self):
        return bool(self.code or self.text)


@cache
def codes_by_name() -> dict[str, str]:
    found = {name_key(country_name(code, language)): code for language in ("en", "sv") for code in COUNTRIES}
    return found | {name_key(name): code for code, names in EVERYDAY.items() for name in names.split(", ")}


@cache
def parts_by_name() -> dict[str, str]:
    return {name_key(name): code for code, names in PARTS.items() for name in names.split(", ")}


@cache
def without_code() -> frozenset[str]:
    return frozenset(name_key(name) for name in WITHOUT_CODE.split(", "))


def country_of_code(text: str) -> Country:
    """Two letters, or three: «FI», «fi», «FIN»."""
    code = text.upper().strip(". ")
    if code in COUNTRIES:
        return Country(code)
    if code in OLD_CODES:
        known = OLD_CODES[code]
        return Country(known) if known in COUNTRIES else Country("", known)
    longer = get_global("territory_aliases").get(code, []) if len(code) == 3 else []
    if len(longer) == 1 and longer[0] in COUNTRIES:
        return Country(longer[0])
    return Country()


def country_of_text(text: str) -> Country:
    """A code, or a name in Swedish or English."""
    key = name_key(text)
    if key in without_code():
        return Country("", text)
    found = country_of_code(text)
    if found.is_known or not key:
        return found
    if key in codes_by_name():
        return Country(codes_by_name()[key])
    if key in parts_by_name():
        return Country(parts_by_name()[key], text)
    close = get_close_matches(key, codes_by_name(), n=1, cutoff=0.8)
    return Country(
        "", text, fault=_("Landet ”%(text)s” känns inte igen.") % {"text": text}, meant=codes_by_name()[close[0]] if close else ""
    )


def country_of_cells(code: str, name: str) -> Country:
    """From a column of codes and a column of names; both may be filled, and must then agree."""
    by_code = country_of_text(code) if code else Country()
    by_name = country_of_text(name) if name else Country()
    if code and (not by_code.is_known or (by_code.fault and len(code) <= 3)):
        return Country(fault=_("Landskoden ”%(text)s” känns inte igen.") % {"text": code})
    if not code or not name:
        return by_code if code else by_name
    if by_code.code and by_name.code and by_code.code != by_name.code:
        return Country(fault=_("Landskoden ”%(code)s” och landet ”%(name)s” är olika länder.") % {"code": code, "name": name})
    return Country(by_code.code or by_name.code, by_name.text or by_code.text, fault="" if by_code.code else by_name.fault)
