"""`./run manage route SLUG MATTER [--set field=value …] [--on DATE] [--json]`: which organs decide, in which order, why, by which clause."""

import json

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from councils.conditions import FIELDS, nearest
from councils.models import MatterCode
from councils.route_words import conditions_in_words, deed, depends_on, no_route
from councils.routes import SUBJECT, in_force, route
from councils.rules.errands import Organs
from councils.words import speaking_of

from ._arguments import a_day, municipality_called


class Command(BaseCommand):
    help = "Prints the adopted route of a matter with these facts."

    def add_arguments(self, parser):
        parser.add_argument("slug")
        parser.add_argument("matter", help="the kind of matter, such as agreement.enter")
        parser.add_argument(
            "--set", nargs="+", action="extend", default=[], metavar="FIELD=VALUE", dest="given", help="what is known of it"
        )
        parser.add_argument("--on", type=a_day, default=None, metavar="DATE", help="the day whose routes hold, today unless told")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *, slug, matter, given, on, as_json, **options):
        municipality, on = municipality_called(slug), on or timezone.localdate()
        if matter not in MatterCode.values:
            raise CommandError(f"No kind of matter is called {matter!r}{nearest(matter, MatterCode.values)}.")
        organs = Organs.of(municipality, on)
        found = route(in_force(organs.steps.get(matter, ()), on), facts_from(given))
        if as_json:
            self.stdout.write(json.dumps(as_data(matter, on, found, organs), ensure_ascii=False, indent=1))
            return
        with speaking_of(municipality):
            for line in lines(matter, found, organs):
                self.stdout.write(line)


def facts_from(given) -> dict:
    """The facts as typed; a field that is given several times has several values, if it may."""
    facts = {}
    for text in given:
        name, sign, value = text.partition("=")
        if not sign:
            raise CommandError(f"{text!r} is no fact; write it as field=value.")
        if name not in FIELDS[SUBJECT]:
            raise CommandError(f"A matter has no field {name!r}{nearest(name, FIELDS[SUBJECT])}.")
        declared, read = FIELDS[SUBJECT][name], typed(name, value)
        if declared.many:
            facts[name] = facts.get(name, frozenset()) | {read}
        elif name in facts:
            raise CommandError(f"{name} is given twice, and has one value.")
        else:
            facts[name] = read
    return facts


def typed(name, value):
    kind = FIELDS[SUBJECT][name].type
    if kind is int:
        if not value.isdecimal():
            raise CommandError(f"{name} is a whole number, got {value!r}.")
        return int(value)
    if kind is bool:
        if value not in ("true", "false"):
            raise CommandError(f"{name} is true or false, got {value!r}.")
        return value == "true"
    return value


def lines(matter, found, organs):
    if not found.is_adopted:
        yield no_route(MatterCode(matter).label)
    elif found.missing:
        yield f"{depends_on(found.missing)} [{', '.join(found.missing)}]"
    for step in found.by:
        yield f"– nobody has to decide ({why(step, organs)})"
    for number, leg in enumerate(found.legs, 1):
        yield f"{number}. {deed(leg, organs.names, organs.words)} ({leg.strength})"
        yield from (f"   {why(step, organs)}" for step in leg.steps)


def why(step, organs) -> str:
    conditions = conditions_in_words(step.where, organs.words)
    return f"{step.clause.code}: {conditions}" if conditions else step.clause.code


def as_data(matter, on, found, organs) -> dict:
    return {
        "matter": matter,
        "on": on.isoformat(),
        "adopted": found.is_adopted,
        "free": found.free,
        "missing": list(found.missing),
        "sentence": "" if found.is_adopted else no_route(MatterCode(matter).label),
        "steps": [
            {
                "order": leg.order,
                "organs": list(leg.organs),
                "act": leg.act,
                "strength": leg.strength,
                "in_words": deed(leg, organs.names, organs.words),
                "why": [
                    {"clause": s.clause.code, "where": s.where, "in_words": conditions_in_words(s.where, organs.words)} for s in leg.steps
                ],
            }
            for leg in found.legs
        ],
        "free_by": [step.clause.code for step in found.by],
    }
