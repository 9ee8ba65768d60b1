"""The seats of a network as its page shows them: who holds which, who held them before, and what the documents say is wrong."""

import datetime as dt
from dataclasses import dataclass

from councils.compliance import KEPT, NOT_APPLICABLE, RULES, Finding, judge, settings_in_force
from councils.exceptions import exceptions_in_force
from councils.models import Appointment

from .models import Relation, Representation
from .rules.networks import current

ABOUT_NETWORKS = ("network_is_represented", "membership_still_serves")


@dataclass(frozen=True)
class SeatRow:
    """One seat. `row` is None for one that goes with a post that somebody holds."""

    role: str
    person: str
    row: Representation | None = None


@dataclass(frozen=True)
class Seats:
    held: list[SeatRow]
    past: list[Representation]
    findings: list[Finding]  # vacancies, clashes, a benefit that nobody has written


def seats_of(relation: Relation, on: dt.date) -> Seats:
    now = current(relation, on)
    rows = [SeatRow(row.get_role_display(), str(row.person), row) for row in now]
    if not any(row.role == Representation.Role.COORDINATOR for row in now):
        rows = [*by_post(relation, on), *rows]
    past = [row for row in relation.representations.all() if row.ends_on and row.ends_on < on]
    return Seats(rows, sorted(past, key=lambda row: row.ends_on, reverse=True), findings(relation, on))


def by_post(relation, on) -> list[SeatRow]:
    """The co-ordinator sits by that post in every network that a document gives the post a seat in."""
    settings = settings_in_force(relation.municipality, on, rule="network_is_represented")
    asked = [setting.parameters for setting in settings if relation.code in setting.parameters.get("networks", [relation.code])]
    if not any(seat.get("role") == Representation.Role.COORDINATOR for parameters in asked for seat in parameters["seats"]):
        return []
    terms = Appointment.objects.of(relation.municipality).in_force(on).filter(role="coordinator", container=relation.municipality_id)
    return [SeatRow(str(Representation.Role.COORDINATOR.label), str(term.person)) for term in terms.select_related("person")]


def findings(relation: Relation, on: dt.date) -> list[Finding]:
    granted, said = exceptions_in_force(relation.municipality, on), []
    for rule in ABOUT_NETWORKS:
        settings = list(settings_in_force(relation.municipality, on, rule=rule))
        for row in RULES[rule].rows(relation.municipality, on) if settings else ():
            subject = getattr(row, "subject", row)
            if isinstance(subject, Relation) and subject.pk == relation.pk:
                said += [finding for setting in settings for finding in judge(setting, row, on, granted)]
    return sorted((one for one in said if one.state not in (KEPT, NOT_APPLICABLE)), key=lambda one: one.order)
