"""A partner as a card: what it is called in which tongue, where it is, and how it is reached."""

import datetime as dt
from dataclasses import dataclass

from babel import Locale
from babel.languages import get_official_languages
from django.utils.translation import get_language

from .countries import country_name
from .models import ContactPoint, Partner, PartnerName


@dataclass(frozen=True)
class Called:
    """A name with what sort of name it is. `language` is an attribute's value: "" says that nobody knows."""

    name: str
    kind: str
    language: str
    language_name: str
    until: str = ""
    row: PartnerName | None = None


@dataclass(frozen=True)
class WayIn:
    """A contact point as it may be shown that day: of a person whose day has passed, the function alone."""

    row: ContactPoint
    function: str
    person: str
    email: str
    phone: str
    kept_until: dt.date | None


@dataclass(frozen=True)
class Card:
    partner: Partner
    country: str
    names: list[Called]
    ways_in: list[WayIn]


def card_of(partner: Partner, on: dt.date) -> Card:
    """Reads `names` and `contact_points`: fetch them beforehand."""
    return Card(partner, country_in_words(partner), names_of(partner), [way_in(row, on) for row in partner.contact_points.all()])


def country_in_words(partner: Partner) -> str:
    """The country's name in the reader's language; what the document says where there is no code, or more than the code says."""
    named = country_name(partner.country, get_language()) if partner.country else ""
    return ", ".join(filter(None, (partner.country_text, named)))


def names_of(partner: Partner) -> list[Called]:
    """All but the document's spelling, which is the heading. What stands on the partner itself comes first."""
    rows = list(partner.names.all())
    found = [called(row) for row in rows]
    if partner.local_name and partner.local_name not in {row.name for row in rows}:
        language = local_language(partner)
        local = PartnerName.Kind.LOCAL
        found.insert(0, Called(partner.local_name, str(local.label), language, language_name(language)))
    return found


def called(row: PartnerName) -> Called:
    return Called(row.name, row.get_kind_display(), row.language, language_name(row.language), row.until, row)


def local_name_of(partner: Partner) -> tuple[str, str]:
    """(the name on the spot, its language): what a row says, else the partner's own; nothing when it is the name already shown."""
    row = next((row for row in partner.names.all() if row.kind == PartnerName.Kind.LOCAL), None)
    name, language = (row.name, row.language) if row else (partner.local_name, local_language(partner))
    return (name, language) if name and name != partner.name else ("", "")


def local_language(partner: Partner) -> str:
    """The one official language of the country; "" where it has several, as Finland has, or where nobody knows."""
    found = get_official_languages(partner.country) if partner.country else ()
    return found[0] if len(found) == 1 else ""


def language_name(code: str) -> str:
    """«finska», in the reader's language; an unknown code as it is."""
    return Locale.parse(get_language()).languages.get(code, code) if code else ""


def way_in(row: ContactPoint, on: dt.date) -> WayIn:
    if row.is_past(on):
        return WayIn(row, row.function, "", "", "", None)
    return WayIn(row, row.function, row.person_name, row.email, row.phone, row.keep_person_until)
