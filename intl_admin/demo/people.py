"""Units that the documents do not name, the people, and their posts with the decisions behind them."""

import datetime as dt

from django.db import transaction

from councils.actions import appoint, end_appointment, find_or_add_person, invite, open_matter, open_seats, record_decision
from councils.basis import Answer, keep_basis
from councils.commissioning import keep_commission
from councils.models import AREA_KINDS, Appointment, Area, Body, Commission, Decision, Person
from councils.roles import ROLES

from .days import as_of, first_day
from .world import World

# Numbers that the Swedish Post and Telecom Authority keeps free for fiction: 070-174 06 05 to 99.
PHONE = "070-174 06 {:02d}"


@transaction.atomic
def add_people(world: World):
    with as_of(first_day(world.today)):
        add_units(world)
        add_mailboxes(world)
        add_persons(world)
    record_decisions(world)
    for _day, _order, act, facts in sorted(post_events(world), key=lambda event: event[:2]):
        act(world, **facts)
    add_functions(world)


def add_units(world: World):
    """The invented ones; each stands below what its file names, else below the municipality."""
    for one in world.data.get("invented", ()):
        parent = world.containers.get(one.get("parent", "municipality"))
        facts = {key: one[key] for key in ("code", "name", "name_en", "kind")} | {"municipality": world.municipality, "parent": parent}
        if one["kind"] in AREA_KINDS:
            unit = Area(**facts, has_ambition=one.get("ambition"))
        else:
            unit = Body(**facts, mode=Body.Mode.NOTES if one["kind"] in ("council", "management_group") else Body.Mode.FORMAL)
        unit.recorded(by=None, reason="Påhittad för demon")
        world.containers[unit.code] = unit.container_ptr
        if "contacts" in one:
            open_seats(container=unit.container_ptr, role="contact", number=one["contacts"], by=None)


def add_mailboxes(world: World):
    for code, name in world.data["mailboxes"].items():
        container = world.container(code)
        row = world.municipality if code == "municipality" else getattr(container, container.sort)
        row.email = f"{name}@{world.data['domain']}"
        row.recorded(by=None, reason="Funktionsbrevlåda")


def add_persons(world: World):
    for one in world.data["people"]:
        person = find_or_add_person(name=one["name"], email=world.email(one), municipality=world.municipality, by=None)
        if not person.phone:
            person.phone = PHONE.format(5 + Person.objects.count() % 95)
            person.recorded(by=None)
        if one.get("account", True) and person.account_id is None:
            invite(person=person, by=None)
        one["person"] = person


# Decisions -----------------------------------------------------------------------------------------------------------


def record_decisions(world: World):
    for one in sorted(world.data["decision"], key=lambda one: world.day(one["on"])):
        on = world.day(one["on"])
        if on > world.today:
            continue
        body = world.body(one["body"]) if "body" in one else None
        with as_of(world.registered(on - dt.timedelta(days=30))):
            matter = open_matter(
                municipality=world.municipality,
                code=one["matter"],
                title=one["title"],
                container=world.body(one["owner"]) if "owner" in one else None,
                opened_on=on - dt.timedelta(days=30),
                facts=one.get("facts"),
                by=world.account("registrar"),
            )
            keep_basis(
                matter=matter, answers=[Answer(written_on=on - dt.timedelta(days=30), **part) for part in one.get("basis", ())], by=None
            )
        given = {key: one[key] for key in ("outcome", "text", "outside_party", "act", "prepared_by") if key in one}
        decision = decide(world, matter, on, body=body, **given)
        if "name" in one:
            world.decisions[one["name"]] = decision


def decide(world: World, matter, on: dt.date, *, body, outcome="approved", **facts) -> Decision:
    """A decision of that day, with the next free § of the body's year, written down a week later by the registrar."""
    number = on.timetuple().tm_yday // 2 + 1
    while Decision.objects.filter(body=body, decided_year=on.year, section=str(number)).exists():
        number += 1
    decision = Decision(
        matter=matter, body=body, outcome=outcome, decided_on=on, section="" if body is None else str(number),
        diary_number=world.data["diary_number"].format(year=on.year, number=number * 3 + 1), prepared_by=facts.pop("prepared_by", ""), **facts,
    )  # fmt: skip
    with as_of(world.registered(on + dt.timedelta(days=7)), 14):
        return record_decision(decision=decision, by=world.account("registrar"))


# Posts ---------------------------------------------------------------------------------------------------------------


def post_events(world: World):
    """(day, order of that day, what happens, its facts): terms end before others begin, since they may share a seat."""
    for one in world.data["people"]:
        for post in one["posts"]:
            facts = {"person": one["person"], "post": post}
            yield world.day(post["from"]), 1, begin, facts
            if "to" in post:
                yield world.day(post["to"]), 0, end, facts


def begin(world: World, person: Person, post: dict):
    starts_on, container = world.day(post["from"]), world.container(post.get("in", "municipality"))
    with as_of(world.registered(starts_on - dt.timedelta(days=10)), 9):
        appoint(
            person=person, role=post["role"], container=container, starts_on=starts_on, deputy=post.get("deputy", False),
            title=post.get("title", ""), home_unit=world.containers.get(post.get("home")), decision=world.decisions.get(post.get("decision")),
            reason=post.get("why_anyway", ""), by=appointing(world, post["role"]),
        )  # fmt: skip


def end(world: World, person: Person, post: dict):
    ends_on = world.day(post["to"])
    term = Appointment.objects.get(
        person=person, role=post["role"], container=world.container(post.get("in", "municipality")), ends_on=None
    )
    with as_of(world.registered(ends_on - dt.timedelta(days=20)), 9):
        end_appointment(appointment=term, ends_on=ends_on, by=appointing(world, post["role"]), reason=post.get("why", ""))


def appointing(world: World, role: str):
    """Who writes a post down: the co-ordinator the contact persons and the council, the administrator the others."""
    return world.account("coordinator" if ROLES[role].appointed_with == "appoint" else "administrator")


def add_functions(world: World):
    """What lies on a unit as a whole, or on somebody outside by agreement."""
    for one in world.data.get("function", ()):
        starts_on = world.day(one["from"])
        facts = {name: one[name] for name in ("role", "provider", "agreement", "serves", "note") if name in one}
        commission = Commission(
            municipality=world.municipality, container=world.container(one["in"]) if "in" in one else None, starts_on=starts_on,
            decision=world.decisions.get(one.get("decision")), **facts,
        )  # fmt: skip
        with as_of(world.registered(starts_on - dt.timedelta(days=10)), 10):
            keep_commission(commission=commission, by=None)
