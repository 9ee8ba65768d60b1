"""Meetings of the bodies: held with notes, held and not yet written down, planned."""

import datetime as dt

from django.db import transaction

from councils.actions import keep_meeting
from councils.models import Meeting

from .days import as_of
from .world import World

PLANNED_BEFORE, CALLED_BEFORE, NOTED_AFTER = dt.timedelta(days=60), dt.timedelta(days=14), dt.timedelta(days=5)


@transaction.atomic
def add_meetings(world: World):
    by = world.account("coordinator")
    for one in world.data.get("meeting", ()):
        for text in one["on"]:
            add_meeting(world, one, world.day(text), by)


def add_meeting(world: World, one: dict, day: dt.date, by):
    body = world.body(one["body"])
    with as_of(world.registered(day - PLANNED_BEFORE), 9):
        meeting = keep_meeting(meeting=Meeting(body=body, day=day, place=one.get("place", "")), by=by)
    if day - CALLED_BEFORE <= world.today:
        with as_of(world.registered(day - CALLED_BEFORE), 9):
            meeting.called_on = day - CALLED_BEFORE
            keep_meeting(meeting=meeting, by=by, reason="Kallelsen är skickad")
    if "notes" in one and day + NOTED_AFTER <= world.today:
        with as_of(world.registered(day + NOTED_AFTER), 15):
            meeting.notes = one["notes"]
            keep_meeting(meeting=meeting, by=by)
