"""Visits of the demo: one that waits for an answer, one that comes, and ones that were held, told of or not."""

import datetime as dt

from partnerships import visiting
from partnerships.models import Account, Cost, Invitation, Journey, ListValue, Participant, ProgrammeItem, Relation, Visit

from .days import as_of
from .world import World


def add_visits(world: World):
    relations = {relation.code: relation for relation in Relation.objects.of(world.municipality).select_related("partner")}
    for one in world.data.get("invitations", ()):
        received = world.past(world.day(one["received"]))
        with as_of(world.registered(received)):
            unit = world.container(one["unit"])
            facts = {name: one[name] for name in ("direction", "about", "guests", "is_field_related", "counterpart") if name in one}
            relation = relations.get(one.get("relation"))
            visiting.keep_invitation(
                invitation=Invitation(container=unit, relation=relation, received_on=received, **facts),
                by=world.contact(unit, received),
            )
    for one in world.data.get("visits", ()):
        add_visit(world, one, relations.get(one.get("relation")))


def add_visit(world: World, one: dict, relation):
    """Planned some weeks before its first day and, once that has been, held on its last."""
    unit, starts = world.container(one["unit"]), world.day(one["day"])
    lasts = starts + dt.timedelta(days=one.get("days", 1) - 1)
    planned = world.registered(starts - dt.timedelta(days=40))
    by = world.contact(unit, planned)
    names = ("title", "direction", "purpose", "place", "is_field_related", "is_official", "initiator", "counterpart")
    facts = {"is_development": False, "is_outside": False} | {name: one[name] for name in names if name in one}
    visit = Visit(container=unit, relation=relation, starts_on=starts, ends_on=lasts, **facts)
    tags = [ListValue.objects.get(municipality=world.municipality, list=of, code=code) for of, code in one.get("tags", ())]
    with as_of(planned):
        visit = visiting.plan_visit(visit=visit, tags=tags, by=by, on=planned)
        for row in one.get("programme", ()):
            ProgrammeItem(visit=visit, day=starts, begins=row["begins"], what=row["what"]).recorded(by=by)
        for row in one.get("participants", ()):
            Participant(work=visit, **row).recorded(by=by)
        for row in one.get("costs", ()):
            bearer = {} if "outside_bearer" in row or row.get("nobody") else {"bearer": world.container(row.get("bearer", one["unit"]))}
            Cost(work=visit, **{name: row[name] for name in ("text", "amount", "outside_bearer") if name in row}, **bearer).recorded(by=by)
        for row in one.get("journeys", ()):
            Journey(work=visit, **row).recorded(by=by)
        for code in one.get("told", ()):
            visiting.give_notice(work=visit, to=world.container(code), given_on=planned, by=by)
    if lasts < world.today:
        hold(world, one, visit, lasts)


def hold(world: World, one: dict, visit, lasts):
    by = world.contact(visit.container, lasts)
    with as_of(world.registered(lasts)):
        came = {name: one[name] for name in ("people_reached", "young_reached", "got", "gave") if name in one}
        visit = visiting.hold_visit(visit=visit, by=by, reason="Besöket är genomfört", **came)
    if "account" in one:
        told = world.past(lasts + dt.timedelta(days=20))
        with as_of(world.registered(told)):
            account = visiting.keep_account(
                work=visit, account=Account(work=visit, text=one["account"], written_on=told), got=visit.got, gave=visit.gave,
                next_steps=one.get("next_steps", ""), by=by,
            )  # fmt: skip
            for code in one.get("delivered", ()):
                visiting.deliver_account(account=account, receiver=world.container(code), delivered_on=told, by=by)
