"""Routes as one reads them: organs, acts and conditions in words, the municipality's own where it has them."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .conditions import FIELDS
from .models import Act
from .roles import ROLES
from .routes import OTHER, SUBJECT
from .templatetags.page import thousands

FREE_ORGANS = {
    "board_concerned": gettext_lazy("%(board)s som berörs"),
    "every_board_concerned": gettext_lazy("alla %(boards)s som berörs"),
    "company_board_concerned": gettext_lazy("%(company_board)s som berörs"),
    "unit_concerned": gettext_lazy("%(unit)s som berörs"),
    "outside_party": gettext_lazy("den utomstående parten"),
    "nobody": gettext_lazy("ingen: det är fritt"),
}
DEEDS = {
    Act.PREPARE: gettext_lazy("%(organ)s bereder"),
    Act.INFORM: gettext_lazy("%(organ)s informeras"),
    Act.CONSULT: gettext_lazy("%(organ)s yttrar sig"),
    Act.APPROVE: gettext_lazy("%(organ)s godkänner"),
    Act.DECIDE: gettext_lazy("%(organ)s beslutar"),
    Act.CONSENT: gettext_lazy("%(organ)s samtycker"),
}
DUTIES = {
    Act.PREPARE: gettext_lazy("%(organ)s bereda"),
    Act.INFORM: gettext_lazy("%(organ)s informeras"),
    Act.CONSULT: gettext_lazy("%(organ)s yttra sig"),
    Act.APPROVE: gettext_lazy("%(organ)s godkänna"),
    Act.DECIDE: gettext_lazy("%(organ)s besluta"),
    Act.CONSENT: gettext_lazy("%(organ)s samtycka"),
}
# What a text may say, when it is neither a kind nor a role.
VALUES = {
    OTHER: gettext_lazy("något annat"),
    "municipality": gettext_lazy("hela kommunen"),
    "prestudy": gettext_lazy("förstudie"),
    "project": gettext_lazy("projekt"),
    "elected": gettext_lazy("förtroendevalda"),
    "employee": gettext_lazy("anställda"),
    "pupil": gettext_lazy("elever"),
    "incoming": gettext_lazy("hit"),
    "outgoing": gettext_lazy("härifrån"),
    "nordic": gettext_lazy("Norden"),
    "eu": gettext_lazy("EU"),
    "europe": gettext_lazy("Europa"),
    "EU": gettext_lazy("EU"),
    "baltic_sea": gettext_lazy("Östersjöområdet"),
    "agreement": gettext_lazy("avtal"),
    "membership": gettext_lazy("medlemskap"),
    "application": gettext_lazy("ansökan"),
    "visit": gettext_lazy("besök"),
    "running": gettext_lazy("pågår"),
    "children": gettext_lazy("barn"),
    "youth": gettext_lazy("unga"),
    "central": gettext_lazy("centrala pengar"),
    "area_report": gettext_lazy("%(unit)ss rapport"),
    "body_report": gettext_lazy("organets rapport"),
    "project_network": gettext_lazy("projektets nätverk"),
}
OPERATORS = {
    "eq": gettext_lazy("är"),
    "ne": gettext_lazy("är inte"),
    "in": gettext_lazy("är någon av"),
    "not_in": gettext_lazy("är ingen av"),
    "gt": gettext_lazy("är mer än"),
    "gte": gettext_lazy("är minst"),
    "lt": gettext_lazy("är mindre än"),
    "lte": gettext_lazy("är högst"),
    "is_set": gettext_lazy("är ifylld"),
    "is_empty": gettext_lazy("saknas"),
}


def concerned(words) -> dict:
    """How the free organs are called here."""
    return {
        "unit": words.unit.definite,
        "board": words.board.definite,
        "boards": words.board.plural,
        "company_board": words.company_board.definite,
    }


def organ_in_words(code, names, words) -> str:
    """`names` gives the municipality's bodies and units by code."""
    if code in names:
        return names[code]
    if code in FREE_ORGANS:
        return FREE_ORGANS[code] % concerned(words)
    return words.role(code) if code in ROLES else words.kind(code)


def organs_in_words(leg, names, words) -> str:
    return _(" eller ").join(organ_in_words(code, names, words) for code in leg.organs)


def deed(leg, names, words) -> str:
    """«Kommunstyrelsen godkänner»"""
    return capfirst(DEEDS[leg.act] % {"organ": organs_in_words(leg, names, words)})


def duty(leg, names, words) -> str:
    """«Kommunstyrelsen godkänna», after «ska»."""
    return DUTIES[leg.act] % {"organ": organs_in_words(leg, names, words)}


def value_in_words(value, words) -> str:
    if isinstance(value, bool):
        return _("ja") if value else _("nej")
    if isinstance(value, int):
        return thousands(value)
    if value in VALUES:
        return VALUES[value] % {"unit": words.unit.definite}
    return words.role(value) if value in ROLES else words.kind(value)


def conditions_in_words(where, words, subject=SUBJECT, listed=None) -> str:
    """«slag av dokument är policy och belopp är mer än 100 000». `listed` are the names of the values of the municipality's lists."""
    return _(" och ").join(condition_in_words(condition, words, subject, listed or {}) for condition in where)


def condition_in_words(condition, words, subject, listed) -> str:
    value = condition.get("value", [])
    values = value if isinstance(value, list) else [value]
    said = ", ".join(listed.get(one) or value_in_words(one, words) for one in values)
    return f"{field_in_words(condition['field'], subject)} {OPERATORS[condition['op']]} {said}".strip()


def field_in_words(name, subject=SUBJECT) -> str:
    declared = FIELDS.get(subject, {}).get(name)
    return str(declared.label) if declared else name.replace("_", " ")


def fields_in_words(names) -> str:
    return ", ".join(field_in_words(name) for name in names)


def no_route(matter_label) -> str:
    return _("Ingen beslutsväg är antagen för: %(matter)s.") % {"matter": matter_label}


def depends_on(names) -> str:
    return _("Beslutsvägen beror på: %(facts)s (uppgift saknas).") % {"facts": fields_in_words(names)}
