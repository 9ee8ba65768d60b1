"""What the page of one application says beside its own fields: what stands in the way and who puts it right, how far it has come."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from councils.compliance import RULES, judge, judged, settings_in_force
from councils.parameters import parameters_from
from councils.roles import ROLES

from .planning import OPEN, PAPER_DAYS, race_of
from .rules.applications import alone, races

FITS = "route_fits_before_the_deadline"


@dataclass(frozen=True)
class Obstacle:
    """What stands at the gate: one sentence, its clause, who puts it right and where."""

    sentence: str
    clause: str
    strength: str
    clause_url: str
    who: str
    permission: str
    url: str
    act: str


def obstacle_of(finding, municipality, words) -> Obstacle:
    clause, fix = finding.setting.clause, finding.verdict.fix
    document = reverse("document", args=[municipality.slug, clause.document_id])
    permission = fix.permission if fix else ""
    url, act = (address_of(fix, municipality), str(fix.label)) if fix else ("", "")
    return Obstacle(
        finding.verdict.sentence,
        clause.code,
        finding.strength,
        f"{document}#{clause.code}",
        who_may(permission, words),
        permission,
        url,
        act,
    )


def address_of(fix, municipality) -> str:
    try:
        url = reverse(fix.view, kwargs={"slug": municipality.slug, **dict(fix.kwargs)})
    except NoReverseMatch:
        return ""
    return f"{url}?{fix.query}" if fix.query and "=" in fix.query else url


def who_may(permission, words) -> str:
    """The roles that have the right, as the municipality calls them; nobody in particular when all of them have."""
    if permission in ("", "see"):
        return ""
    return _(" eller ").join(words.role(code) for code, role in ROLES.items() if permission in role.may | role.may_in_municipality)


def said_of_application(row, on, race) -> list:
    """What every rule about work says of this one row, without reading all the others."""
    return judged(alone(row, on) | {races: [race] if row.status in OPEN else []}, row.municipality, on)


def paper_days(application, race, on) -> int:
    """What the strictest setting about it says, else what is usual."""
    for setting in settings_in_force(application.municipality, on, rule=FITS):
        if any(finding.state != "not_applicable" for finding in judge(setting, race, on)):
            return parameters_from(RULES[FITS].parameters, setting.parameters).paper_days
    return PAPER_DAYS


def plan_of(application, errand, on):
    """(race, plan) of an application that has not been handed in; the plan is None without a deadline."""
    race = race_of(application, errand, on)
    if application.status not in OPEN or race.deadline is None:
        return race, None
    return race, race.plan(on, paper_days(application, race, on))
