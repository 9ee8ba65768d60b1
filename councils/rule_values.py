"""The values of rules' parameters in words, and what their codes are called in a municipality."""

import datetime as dt
import json
import re
from dataclasses import dataclass, fields

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, gettext_lazy, ngettext

from .condition_values import LIST
from .models import AREA_KINDS, BODY_KINDS, Container, Kind, MatterCode
from .roles import FUNCTIONS, ROLES
from .route_words import conditions_in_words
from .row_words import cell, money, share
from .rule_words import LISTED, OF_UNITS, OPTIONS, PARAMETERS, POSTS
from .words import GENERAL, Words

DOCUMENT_KINDS = ("policy", "strategy", "guidelines", "instructions", "action_plan", "operational_plan")
# What conditions of a setting choose: the rows that are judged, or those that are counted (see Rule.where_on).
WHERE = {"row": gettext_lazy("Gäller bara när"), "records": gettext_lazy("Räknar bara när")}
RELATION_KINDS = ("twin_town", "cooperation", "municipal_partnership", "network")


def span_in_words(value: dict) -> str:
    (unit, number), *_rest = value.items()
    return {
        "days": ngettext("%(count)s dag", "%(count)s dagar", number),
        "weeks": ngettext("%(count)s vecka", "%(count)s veckor", number),
        "months": ngettext("%(count)s månad", "%(count)s månader", number),
        "years": ngettext("%(count)s år", "%(count)s år", number),
    }[unit] % {"count": number}


def due_in_words(value: dict) -> str:
    if "day" not in value:
        return gettext("samma dag") if set(value.values()) == {0} else gettext("%(span)s efter") % {"span": span_in_words(value)}
    month, day = map(int, value["day"].split("-"))
    years = value.get("years_after", 0)
    later = {0: gettext("samma år"), 1: gettext("året efter")}.get(years) or gettext("%(count)s år efter") % {"count": years}
    return f"{date_format(dt.date(2024, month, day), 'j F')} {later}"


def period_in_words(value: dict) -> str:
    rolling, number = value.get("basis") == "rolling", value["every"]
    one, several = {
        "month": (gettext("månad") if rolling else gettext("kalendermånad"), gettext("månader")),
        "year": (gettext("år") if rolling else gettext("kalenderår"), gettext("år")),
        "term": (gettext("mandatperiod"), gettext("mandatperioder")),
        "meeting": (gettext("möte"), gettext("möten")),
    }[value["unit"]]
    said = (
        gettext("varje %(unit)s") % {"unit": one}
        if number == 1
        else gettext("en gång på %(count)s %(units)s") % {"count": number, "units": several}
    )
    return gettext("%(often)s, räknat från förra gången") % {"often": said} if rolling else said


BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


def inline(value) -> str:
    """The value as it is written in a profile, on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        pairs = [f"{key if BARE_KEY.fullmatch(key) else json.dumps(key, ensure_ascii=False)} = {inline(one)}" for key, one in value.items()]
        return f"{{ {', '.join(pairs)} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(inline, value))}]"
    return str(value) if isinstance(value, int | float) else json.dumps(str(value), ensure_ascii=False)


def as_lines(value) -> str:
    """A table or a list of them as one writes it in a form: one on each line."""
    if isinstance(value, dict):
        return "\n".join(inline({key: one})[2:-2] for key, one in value.items())
    return "\n".join(map(inline, value))


class Codes:
    """What codes are called in a municipality. Reads its units and words once."""

    def __init__(self, municipality):
        self.words = Words.read(municipality)
        self.containers = {c.code: c.label for c in Container.objects.of(municipality).in_order()}
        values = list(municipality.list_values.all())
        self.of_lists = [(one.list, one.code) for one in values]
        self.listed = {one.code: (get_language() == "en" and one.name_en) or one.name for one in values}
        self.bodies = set(Container.objects.of(municipality).filter(sort=Container.Sort.BODY).values_list("code", flat=True))

    def called(self, kind: str, code: str) -> str:
        """One code in words; a code that names nothing is shown as it is."""
        if kind in ("choice", "choices"):
            return self.option(code) or code
        if kind in ("matter", "matters"):
            return str(dict(MatterCode.choices).get(code, code))
        if kind in ("document_kind", "document_kinds", "relation_kind"):
            return self.words.kind(code)
        if kind == "unit_kinds":
            return self.words.kind(code) if code in GENERAL or code in self.words.own else str(dict(Kind.choices).get(code, code))
        return self.named(code)

    def option(self, code: str) -> str:
        """What a declared option is called here, or nothing."""
        if code not in OF_UNITS:
            return str(OPTIONS.get(code, ""))
        unit = self.words.unit
        return OF_UNITS[code] % {"unit": unit.singular, "the_unit": unit.definite, "the_units": unit.definite_plural}

    def named(self, code: str) -> str:
        """A unit, a body or a post; else the word that the product has for it."""
        if code == "municipality":
            return gettext("kommunen")
        if code in self.containers:
            return self.containers[code]
        if code in ROLES or code in FUNCTIONS:
            return self.words.role(code)
        if code in self.listed:
            return self.listed[code]
        known = POSTS.get(code) or LISTED.get(code) or self.option(code)
        return str(known) if known else self.words.kind(code) if code in GENERAL else code.replace("_", " ")

    def by_sort(self) -> dict[str, set[str]]:
        """The codes that conditions may name, by sort (see condition_values)."""
        own = {code for code in self.words.own if code not in GENERAL and code not in ROLES}
        found = {
            "document_kind": {*DOCUMENT_KINDS, *own},
            "relation_kind": {*RELATION_KINDS, *own},
            "body": self.bodies,
            "container": set(self.containers),
            "tag": set(self.listed),
        }
        for of_list, code in self.of_lists:
            found.setdefault(f"{LIST}{of_list}", set()).add(code)
        return found

    def choices(self, kind: str) -> list[tuple[str, str]]:
        """The codes that a parameter of the kind may take, with their words."""
        own = [code for code in self.words.own if code not in GENERAL and code not in ROLES]
        organs = [*self.containers, *ROLES]
        codes = {
            "matter": MatterCode.values,
            "role": ROLES,
            "post": dict.fromkeys([*ROLES, *FUNCTIONS]),
            "body": [code for code in self.containers if code in self.bodies],
            "container": ["municipality", *self.containers],
            "organ": organs,
            "receiver": [*organs, "annual_report"],
            "document_kind": [*DOCUMENT_KINDS, *own],
            "relation_kind": [*RELATION_KINDS, *own],
            "unit_kind": [*BODY_KINDS, *AREA_KINDS],
        }[kind.removesuffix("s")]
        return [(code, self.called(kind, code)) for code in codes]

    def in_words(self, kind: str, value) -> str:
        """A parameter's value as one reads it."""
        if value in (None, "", "none") or value == [] or value == ():
            return gettext("inget")
        if kind == "boolean":
            return gettext("ja") if value else gettext("nej")
        if kind in ("span", "due", "period"):
            return {"span": span_in_words, "due": due_in_words, "period": period_in_words}[kind](value)
        if kind == "date":
            return date_format(dt.date.fromisoformat(str(value)), "j F Y")
        if kind in ("amount", "share"):
            return {"amount": money, "share": share}[kind](value)
        if isinstance(value, dict):
            return ", ".join(f"{self.named(key)}: {self.plain(one)}" for key, one in value.items())
        many = value if isinstance(value, list | tuple) else [value]
        return ", ".join(self.row(one) if isinstance(one, dict) else self.called(kind, str(one)) for one in many)

    def row(self, row: dict) -> str:
        """«Gribskov (DK)»: a row of a table, what it is about first."""
        first, *rest = filter(None, (cell(name, one, self, period_in_words) for name, one in row.items()))
        return f"{first} ({', '.join(rest)})" if rest else first

    def plain(self, value) -> str:
        if isinstance(value, bool):
            return gettext("ja") if value else gettext("nej")
        return (
            " + ".join(map(self.plain, value)) if isinstance(value, list) else self.named(value) if isinstance(value, str) else str(value)
        )


@dataclass(frozen=True)
class Said:
    """A parameter of a setting in words."""

    name: str
    label: str
    value: str
    assumed: bool


def label_of(name: str) -> str:
    return str(PARAMETERS.get(name, name))


def subject_of_conditions(rule, name="where") -> str:
    """Whose declared fields a setting's conditions use; those of touches are conditions on the work that touches."""
    return "Work" if name == "touch_where" else rule.subject


def value_of(one, value, rule, codes: Codes) -> str:
    """The value of a declared parameter in words."""
    if one.metadata["type"] == "conditions" and value:
        return conditions_in_words(value, codes.words, subject_of_conditions(rule, one.name), codes.listed)
    return codes.in_words(one.metadata["type"], value)


def values_of(setting, rule, codes: Codes) -> list[Said]:
    """What the setting gives its rule, in the order in which the rule declares it, after the conditions under which it does."""
    given, assumed = setting.parameters, set(setting.assumed)
    limits = conditions_in_words(setting.where, codes.words, rule.subject, codes.listed)
    return [Said("where", str(WHERE[rule.where_on]), limits, assumed=False)] * bool(limits) + [
        Said(one.name, label_of(one.name), value_of(one, given[one.name], rule, codes), one.name in assumed)
        for one in fields(rule.parameters)
        if one.name in given
    ]
