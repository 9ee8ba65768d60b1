"""Countries by ISO 3166-1 code: continents, and names in the language of the page.

Codes: ISO 3166-1 alpha-2, and XK for Kosovo, which has none. Continents follow the United Nations' M49, except that Armenia, Azerbaijan,
Cyprus, Georgia and Turkey count as Europe, as they do in the Council of Europe. Names and numeric codes come from Unicode CLDR by way
of Babel.
"""

from functools import lru_cache

from babel import Locale
from babel.core import get_global

EUROPE = "150"
_BY_CONTINENT = {
    EUROPE: (
        "AD AL AM AT AX AZ BA BE BG BY CH CY CZ DE DK EE ES FI FO FR GB GE GG GI GR HR HU IE IM IS IT JE LI LT LU LV MC MD ME MK "
        "MT NL NO PL PT RO RS RU SE SI SJ SK SM TR UA VA XK"
    ),
    "002": (
        "AO BF BI BJ BW CD CF CG CI CM CV DJ DZ EG EH ER ET GA GH GM GN GQ GW IO KE KM LR LS LY MA MG ML MR MU MW MZ NA NE NG RE "
        "RW SC SD SH SL SN SO SS ST SZ TD TF TG TN TZ UG YT ZA ZM ZW"
    ),
    "142": (
        "AE AF BD BH BN BT CN HK ID IL IN IQ IR JO JP KG KH KP KR KW KZ LA LB LK MM MN MO MV MY NP OM PH PK PS QA SA SG SY TH TJ "
        "TL TM TW UZ VN YE"
    ),
    "003": ("AG AI AW BB BL BM BQ BS BZ CA CR CU CW DM DO GD GL GP GT HN HT JM KN KY LC MF MQ MS MX NI PA PM PR SV SX TC TT US VC VG VI"),
    "005": "AR BO BR BV CL CO EC FK GF GS GY PE PY SR UY VE",
    "009": "AS AU CC CK CX FJ FM GU HM KI MH MP NC NF NR NU NZ PF PG PN PW SB TK TO TV UM VU WF WS",
    "AQ": "AQ",
}
_CONTINENT = {code: continent for continent, codes in _BY_CONTINENT.items() for code in codes.split()}
COUNTRIES = tuple(sorted(_CONTINENT))


def continent(country: str) -> str:
    """The M49 code of the continent of an ISO 3166-1 alpha-2 code; "" when the code is unknown."""
    return _CONTINENT.get(country.upper(), "")


@lru_cache(maxsize=8)
def _territories(language: str):
    return Locale.parse(language.replace("-", "_")).territories


def country_name(country: str, language: str) -> str:
    """The name of a country (alpha-2) or continent (M49) in a language such as "sv"; an unknown code is returned as it is."""
    return _territories(language).get(country.upper(), country)


def country_of_number(number: str) -> str:
    """The alpha-2 code of an ISO 3166-1 numeric code with three digits ("752" gives "SE"); "" when there is none."""
    successors = get_global("territory_aliases").get(number, [])
    return successors[0] if len(successors) == 1 and successors[0] in _CONTINENT else ""
