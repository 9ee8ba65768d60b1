"""What the page of one application says beside its own fields: what the rules say of it, and its plan."""

from councils.compliance import RULES, judge, judged, settings_in_force
from councils.parameters import parameters_from

from .planning import OPEN, PAPER_DAYS, race_of
from .rules.applications import alone, races

FITS = "route_fits_before_the_deadline"


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
