"""Meetings of the bodies: held with notes or minutes, held and not yet written down, planned; and what was decided between them on delegation."""

import datetime as dt

from django.db import transaction

from councils.actions import keep_meeting, open_matter, record_decision
from councils.attending import note_attendance, roll_of
from councils.delegating import delegate, report_delegated
from councils.models import Appointment, Decision, Delegation, Meeting

from .days import as_of
from .world import World

PLANNED_BEFORE, CALLED_BEFORE, NOTED_AFTER = dt.timedelta(days=60), dt.timedelta(days=14), dt.timedelta(days=5)
ATTESTED_AFTER, ANNOUNCED_AFTER = dt.timedelta(days=8), dt.timedelta(days=9)


@transaction.atomic
def add_meetings(world: World):
    by = world.account("coordinator")
    for one in world.data.get("meeting", ()):
        for text in one["on"]:
            add_meeting(world, one, world.day(text), by)
    for one in world.data.get("delegation", ()):
        add_delegation(world, one)


def add_meeting(world: World, one: dict, day: dt.date, by):
    body = world.body(one["body"])
    with as_of(world.registered(day - PLANNED_BEFORE), 9):
        meeting = keep_meeting(meeting=Meeting(body=body, day=day, place=one.get("place", "")), by=by)
    if day - CALLED_BEFORE <= world.today:
        with as_of(world.registered(day - CALLED_BEFORE), 9):
            meeting.called_on = day - CALLED_BEFORE
            keep_meeting(meeting=meeting, by=by, reason="Kallelsen är skickad")
    if day <= world.today and one.keys() & {"excused", "nobody_from"}:
        with as_of(world.registered(day), 14):
            note_who_came(meeting, one, by)
    if "notes" in one and day + NOTED_AFTER <= world.today:
        with as_of(world.registered(day + NOTED_AFTER), 15):
            meeting.notes = one["notes"]
            keep_meeting(meeting=meeting, by=by)
    if one.get("minutes") and day + ANNOUNCED_AFTER <= world.today:
        with as_of(world.registered(day + ANNOUNCED_AFTER), 15):
            meeting.attested_on, meeting.announced_on = day + ATTESTED_AFTER, day + ANNOUNCED_AFTER
            keep_meeting(meeting=meeting, by=by, reason="Protokollet är justerat")


def note_who_came(meeting, one: dict, by):
    """Everybody but those who had said no, deputies, and those of the units that nobody came from."""
    excused, empty = one.get("excused", ()), set(one.get("nobody_from", ()))
    called = [who for who in roll_of(meeting).called if not who.is_deputy and empty.isdisjoint(unit.code for unit in who.units)]
    note_attendance(
        meeting=meeting,
        present={who.person.pk for who in called if who.person.name not in excused},
        excused={who.person.pk for who in called if who.person.name in excused},
        by=by,
        on=meeting.day,
    )


def add_delegation(world: World, one: dict):
    """A point of the body's delegation order and what was decided by it; the body is told at its next meeting, where the file says so."""
    by, body, first_day = world.account("registrar"), world.body(one["body"]), world.day(one["from"])
    point = Delegation(body=body, point=one["point"], matter_code=one["matter"], role=one["role"], valid_from=first_day)
    with as_of(world.registered(first_day), 10):
        delegate(delegation=point, by=by)
    for said in one["decisions"]:
        day = world.day(said["on"])
        if day > world.today:
            continue
        post = Appointment.objects.of(world.municipality).in_force(day).filter(role=one["role"]).order_by("pk").first()
        with as_of(world.registered(day), 15):
            matter = open_matter(municipality=world.municipality, code=one["matter"], title=said["title"], opened_on=day, by=by)
            decision = Decision(matter=matter, post=post, delegation=point, outcome="approved", decided_on=day, text=said["text"])
            decision = record_decision(decision=decision, by=by)
        meeting = Meeting.objects.filter(body=body, day__gt=day).exclude(state=Meeting.State.CANCELLED).first()
        if said.get("told") and meeting:
            with as_of(world.registered(meeting.day), 16):
                report_delegated(decisions=[decision], meeting=meeting, by=by)
