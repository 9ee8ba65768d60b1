"""The rows, sums and shares inside parameters' values as one reads them: «mål (minst 2, knutet till strategiskt område)»."""

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from .models import DocumentPart
from .route_words import conditions_in_words
from .templatetags.page import amount, thousands

PER = {
    "person": _("person"), "day": _("dag"), "event": _("tillfälle"), "applicant": _("sökande"), "pot": _("pott"), "year": _("år"),
}  # fmt: skip
# keys of rows whose value says little by itself
SAID = {
    "at_least": _("minst %(value)s"),
    "tied_to": _("knutet till %(value)s"),
    "as": _("som %(value)s"),
    "most_persons": _("högst %(value)s personer"),
    "most_days": _("högst %(value)s dagar"),
    "party": _("parti: %(value)s"),
    "group": _("grupp: %(value)s"),
    "office": _("kontor: %(value)s"),
}
EACH_PARTY = "each"


def money(value) -> str:
    """A sum with its currency; a bare number is kronor, a share of an index names it."""
    if not isinstance(value, dict):
        return amount(value)
    if "factor" in value:
        said = gettext("%(factor)s × %(index)s") % {"factor": thousands(value["factor"]), "index": value["index"]}
        rounded = value.get("round_to")
        return f"{said}, {gettext('avrundat till %(round_to)s') % {'round_to': thousands(rounded)}}" if rounded else said
    return amount(value["value"], "kr" if value["currency"] == "SEK" else value["currency"])


def share(value: dict) -> str:
    return gettext("%(part)s av %(of)s") % {name: thousands(value[name]) for name in ("part", "of")}


def number_of(value: int) -> str:
    return ngettext("%(number)s plats", "%(number)s platser", value) % {"number": value}


def part_field(name: str) -> str:
    return str(DocumentPart._meta.get_field(name).verbose_name) if name in DocumentPart.FIELDS else name.replace("_", " ")


def cell(name: str, value, codes, every) -> str:
    """One key of a row, or nothing where it says what goes without saying. `every` says a period in words."""
    several = value if isinstance(value, list) else [value]
    special = {
        "amount": lambda: money(value),
        "per": lambda: gettext("per %(unit)s") % {"unit": gettext(" och ").join(str(PER.get(one, one)) for one in several)},
        "every": lambda: every(value),
        "where": lambda: conditions_in_words(value, codes.words, "Allocation", codes.listed),
        "number": lambda: number_of(value),
        "reach": lambda: gettext("vart och ett nås") if value == "each" else "",
        "fields": lambda: gettext("med %(fields)s") % {"fields": ", ".join(map(part_field, several))},
        "vote": lambda: gettext("med rösträtt") if value else gettext("utan rösträtt"),
    }
    if name in special:
        return special[name]()
    if (name, value) == ("party", EACH_PARTY):
        return gettext("varje parti")
    return SAID[name] % {"value": codes.plain(value)} if name in SAID else codes.plain(value)
