"""Applications of the demo: an idea, one on its way whose approval is missing, ones that were handed in and answered."""

import datetime as dt

from django.utils import timezone

from councils.basis import Answer, keep_basis
from funding import applying
from funding.known import keep_programmes
from funding.models import Application, OptionTest, Programme, WorkPartner
from funding.workflow import APPLICATION
from partnerships.models import Relation

from .days import as_of
from .people import decide
from .world import World

FACTS = ("title", "kind", "funder", "level", "amount", "currency", "rate", "total_cost", "own_cash", "own_time", "own_hours", "staff_needed",
         "is_joint", "is_development", "is_outside", "description")  # fmt: skip


def add_applications(world: World):
    if world.data.get("application"):
        keep_programmes()
    for one in world.data.get("application", ()):
        add_application(world, one)


def add_application(world: World, one: dict):
    """Each act on its own day, by the unit's contact person."""
    unit, began = world.container(one["unit"]), world.registered(world.day(one["began"]))
    by = world.contact(unit, began)
    row = Application(container=unit, starts_on=began, **{name: one[name] for name in FACTS if name in one})
    row.programme = Programme.objects.filter(code=one.get("programme", "")).first()
    row.relation = Relation.objects.of(world.municipality).filter(code=one.get("relation", "")).first()
    row.applicant = world.container(one["applicant"]) if "applicant" in one else None
    row.own_deadline = moment(world.day(one["deadline"]), one.get("time")) if "deadline" in one else None
    for name in ("rate_on", "planned_from", "planned_to"):
        setattr(row, name, world.day(one[name]) if name in one else None)
    with as_of(began):
        row = applying.keep_application(application=row, by=by)
        for partner in one.get("partners", ()):
            WorkPartner(work=row, **partner).recorded(by=by)
        for test in one.get("tests", ()):
            OptionTest(work=row, **(test | {"tested_on": began})).recorded(by=by)
        keep_basis(matter=row.matter, answers=[Answer(written_on=began, **part) for part in one.get("basis", ())], by=by)
    for said in one.get("decisions", ()):
        given = {name: said[name] for name in ("act", "outcome", "text", "prepared_by") if name in said}
        decide(world, row.matter, world.past(world.day(said["on"])), body=world.body(said["body"]), **given)
    with as_of(began):
        for act in one.get("acts", ()):
            row = APPLICATION[act].perform(row, by=by)
    answer(world, one, row, by)


def answer(world: World, one: dict, row, by):
    if "submitted" not in one:
        return
    submitted = world.past(world.day(one["submitted"]))
    with as_of(world.registered(submitted)):
        row = applying.submit_application(application=row, submitted_on=submitted, by=by, reason=one.get("why", ""))
    if "answered" in one:
        answered = world.past(world.day(one["answered"]))
        facts = {name: one[name] for name in ("granted", "reference", "learnt") if name in one}
        with as_of(world.registered(answered)):
            applying.answer_application(application=row, act=one["answer"], answered_on=answered, by=by, **facts)


def moment(day: dt.date, time: dt.time | None) -> dt.datetime:
    """A day without an hour ends at midnight."""
    if time is None:
        day, time = day + dt.timedelta(days=1), dt.time.min
    return dt.datetime.combine(day, time, tzinfo=timezone.get_default_timezone())
