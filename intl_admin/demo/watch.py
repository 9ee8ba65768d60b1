"""What the demo's municipalities look for: own calls, watches with what they found, calls that were thought of, notes passed on."""

import datetime as dt

from django.db import transaction

from councils.models import Person
from funding import calling, reviewing, watching
from funding.known import keep_programmes
from funding.models import Call, Note, OpportunityReview, Programme, Watch
from funding.said import closings_of

from .days import as_of
from .world import World

CAME, NOTED = dt.timedelta(days=6), dt.timedelta(days=10)


@transaction.atomic
def add_watch(world: World):
    keep_programmes()
    by = world.account("coordinator")
    for one in world.data.get("programme", ()):
        calling.keep_programme(programme=Programme(municipality=world.municipality, **one), by=by)
    for one in world.data.get("watch", ()):
        unit = world.container(one["unit"])
        with as_of(world.today - dt.timedelta(days=60)):
            programme = Programme.objects.get(code=one["programme"]) if "programme" in one else None
            watching.keep_watch(
                watch=Watch(container=unit, programme=programme, words=one.get("words", "")), by=world.contact(unit, world.today)
            )
    calls: dict[str, Call] = {}
    for one in world.data.get("call", ()):
        calls[one["key"]] = add_call(world, one, calls.get(one.get("previous", "")), by)
    for one in world.data.get("note", ()):
        add_note(world, one, calls)
    for one in world.data.get("review", ()):
        add_review(world, one)


def add_call(world, one, previous, by) -> Call:
    """Typed some days ago, or last year; what concerns somebody is told that day."""
    day = world.day(one["on"]) if "on" in one else world.today - CAME
    days = [(world.today + dt.timedelta(days=number)).isoformat() for number in one.get("in_days", ())]
    names = (
        "title",
        "status",
        "kind",
        "currency",
        "grant_least",
        "grant_most",
        "support_share",
        "who_may_apply",
        "topics",
        "summary",
        "url",
    )
    facts = {"currency": "SEK"} | {name: one[name] for name in names if name in one}
    programme = Programme.objects.known_to(world.municipality).filter(name=one.get("fund", "")).first()
    programme = programme or Programme.objects.filter(code=one.get("programme", "")).first()
    call = Call(municipality=world.municipality, programme=programme, previous=previous, **facts)
    with as_of(world.registered(day)):
        calling.keep_call(call=call, closings=closings_of(world.in_years("\n".join([*days, *one.get("closings", ())]))), by=by)
        watching.notice([call], on=world.registered(day))
        for unit, answer, why in one.get("assessed", ()):
            container = world.container(unit)
            watching.assess(call=call, container=container, answer=answer, why=why, by=world.contact(container, world.registered(day)))
    return call


def add_note(world, one, calls):
    """Written by the co-ordinator, or for the unit by whoever writes there; opened by those who are named."""
    day = world.today - dt.timedelta(days=one["days_ago"]) if "days_ago" in one else world.today - NOTED
    unit = world.container(one.get("unit", "municipality"))
    by = world.account("coordinator") if "unit" not in one else world.contact(unit, day)
    receivers = [(world.container(code), None) for code in one.get("to", ())]
    for code, name in one.get("people", ()):
        receivers.append((world.container(code), Person.objects.get(email=world.email({"name": name}))))
    facts = {name: one[name] for name in ("title", "text", "topic", "link") if name in one}
    with as_of(day):
        note = watching.keep_note(
            note=Note(container=unit, call=calls.get(one.get("call", "")), day=day, **facts), receivers=receivers, by=by
        )
    for code in one.get("opened_by", ()):
        with as_of(min(day + dt.timedelta(days=1), world.today)):
            watching.open_note(note=note, by=world.contact(world.container(code), day))


def add_review(world, one):
    """What a unit went through, written by whoever writes there."""
    unit, day = world.container(one["unit"]), world.day(one["on"])
    if day > world.today:
        return
    facts = {name: one[name] for name in ("looked_at", "levels", "result", "why") if name in one}
    with as_of(world.registered(day), 15):
        reviewing.keep_review(review=OpportunityReview(container=unit, reviewed_on=day, **facts), by=world.contact(unit, day))
