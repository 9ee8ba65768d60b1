"""What stands beside a relation: who sits in a network, what was promised and given, what a membership gives."""

import datetime as dt

from councils.models import Person
from partnerships.models import Gift, Promise, Relation, Representation
from partnerships.rows import keep_row

from .days import as_of, first_day
from .world import World

SOON = dt.timedelta(days=25)


def add_ties(world: World, relation: Relation, one: dict):
    """Each row is written down on its own day, or when the municipality began to use the product."""
    by = world.account("coordinator")
    for seat in one.get("seats", ()):
        person = Person.objects.get(email=world.email({"name": seat["who"]}))
        ends_on = world.day(seat["to"]) if "to" in seat else None
        row = Representation(relation=relation, role=seat["role"], person=person, starts_on=world.day(seat["from"]), ends_on=ends_on)
        written(world, row, row.starts_on, by)
    for gift in one.get("gifts", ()):
        facts = {name: gift[name] for name in ("direction", "what", "worth", "whereabouts") if name in gift}
        row = Gift(relation=relation, day=world.past(world.day(gift["on"])), **facts)
        written(world, row, row.day, by)
    for promise in one.get("promises", ()):
        unit = world.container(promise["unit"]) if "unit" in promise else None
        due = world.today + dt.timedelta(days=promise["in_days"]) if "in_days" in promise else None
        row = Promise(relation=relation, text=promise["text"], promised_by=promise.get("by", "us"), container=unit, due_on=due)
        written(world, row, world.today - SOON, by)


def written(world: World, row, day: dt.date, by):
    with as_of(max(world.registered(day), first_day(world.today) + dt.timedelta(days=21)), 10):
        keep_row(row=row, by=by)
