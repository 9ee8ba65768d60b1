"""Projects of the demo, with their money, what they are to report and what came of them; and a central pot that has granted."""

from decimal import Decimal

from funding import granting, running
from funding.known import keep_programmes
from funding.models import (
    Allocation,
    BookedAmount,
    BudgetLine,
    Claim,
    FunderReport,
    Instalment,
    Milestone,
    Pot,
    Programme,
    Project,
    WorkPartner,
    WorkStep,
)
from partnerships.models import ListValue, Relation, Visit

from .days import as_of
from .people import decide
from .world import World

FACTS = ("title", "kind", "funder", "level", "reference", "lead", "when_text", "goals", "account_code", "amount", "currency", "rate", "total_cost",
         "own_cash", "own_time", "whole_life_cost", "came", "learnt", "lives_on", "published", "is_development", "is_outside", "people_reached",
         "keep_years")  # fmt: skip
ROWS = {
    "milestones": (Milestone, "project"),
    "funder_reports": (FunderReport, "project"),
    "claims": (Claim, "project"),
    "instalments": (Instalment, "project"),
    "partners": (WorkPartner, "work"),
    "steps": (WorkStep, "work"),
}


def add_projects(world: World):
    if world.data.get("project"):
        keep_programmes()
    for one in world.data.get("project", ()):
        add_project(world, one)
    for one in world.data.get("pot", ()):
        add_pot(world, one)


def days_in(world: World, row: dict) -> dict:
    """The row with what stands as a day («0/03-01») made one."""
    return {name: world.day(value) if name.endswith("_on") or name.startswith("period_") else value for name, value in row.items()}


def add_project(world: World, one: dict):
    """As it stands today; one of the years before came in from the list that was kept then."""
    unit, starts = world.container(one["unit"]), world.day(one["starts"])
    written = world.registered(starts)
    by = world.contact(unit, written)
    project = Project(container=unit, starts_on=starts, status=one["status"], **{name: one[name] for name in FACTS if name in one})
    for name in ("ends_on", "rate_on", "closed_on", "final_payment_on"):
        setattr(project, name, world.day(one[name]) if name in one else None)
    project.programme = Programme.objects.filter(code=one.get("programme", "")).first()
    project.relation = Relation.objects.of(world.municipality).filter(code=one.get("relation", "")).first()
    tags = [ListValue.objects.get(municipality=world.municipality, list=of, code=code) for of, code in one.get("tags", ())]
    with as_of(written):
        project = running.keep_project(project=project, tags=tags, by=by)
        for name, (model, parent) in ROWS.items():
            for row in one.get(name, ()):
                model(**{parent: project}, **days_in(world, row)).recorded(by=by)
        for row in one.get("budget", ()):
            booked = row.get("booked", ())
            line = BudgetLine(work=project, **{name: value for name, value in row.items() if name != "booked"}).recorded(by=by)
            for amount in booked:
                BookedAmount(line=line, **days_in(world, amount)).recorded(by=by)


def add_pot(world: World, one: dict):
    """Set aside at the start of its year; what is asked of it is granted by a decision."""
    by, year = world.account("coordinator"), world.today.year - one.get("years_ago", 0)
    facts = {name: one[name] for name in ("kind", "amount", "terms", "account_code") if name in one}
    with as_of(world.registered(world.day(f"{one.get('years_ago', 0)}/01-05"))):
        pot = granting.set_aside(pot=Pot(container=world.container(one["of"]), year=year, **facts), by=by)
    for asked in one.get("allocations", ()):
        applied = world.past(world.day(asked["applied_on"]))
        unit = world.container(asked["applicant"])
        work = Visit.objects.of(world.municipality).filter(title=asked.get("visit", "")).first()
        names = ("purpose", "asked", "cost_type", "participants", "days")
        allocation = Allocation(
            pot=pot, applicant=unit, applied_on=applied, work=work.work_ptr if work else None, **{name: asked[name] for name in names if name in asked}
        )  # fmt: skip
        with as_of(applied):
            allocation = granting.ask(allocation=allocation, by=world.contact(unit, applied))
        if "granted" in asked:
            decided = world.past(world.day(asked["decided_on"]))
            decide(world, allocation.matter, decided, body=world.body(asked["body"]), outcome="granted")
            with as_of(world.registered(decided)):
                granting.grant(
                    allocation=allocation, granted=Decimal(asked["granted"]), granted_on=decided, by=by, reason="Enligt beslutet"
                )
