"""Training that was offered to contact persons and others."""

import datetime as dt

from django.db import transaction

from councils.models import Person, TrainingOffer
from councils.training import keep_offer

from .days import as_of
from .world import World

OFFERED_BEFORE, NOTED_AFTER = dt.timedelta(days=40), dt.timedelta(days=3)


@transaction.atomic
def add_trainings(world: World):
    by = world.account("coordinator") if "coordinator" in world.accounts else None
    for one in world.data.get("training", ()):
        day = world.day(one["on"])
        people = [Person.objects.get(email=world.email({"name": name})) for name in one.get("people", ())]
        came = [person for person in people if person.name in one.get("came", ())] if day + NOTED_AFTER <= world.today else []
        facts = {name: one[name] for name in ("title", "kind", "offered_by", "note", "all_contacts") if name in one}
        offer = TrainingOffer(container=world.municipality.container_ptr, day=day, **facts)
        with as_of(world.registered(day - OFFERED_BEFORE), 10):
            keep_offer(offer=offer, people=people, by=by)
        if came:
            with as_of(world.registered(day + NOTED_AFTER), 10):
                keep_offer(offer=offer, people=people, attended=came, by=by)
