"""Verbs of training: an occasion is offered, and who came is noted."""

import datetime as dt

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from .access import container_ids
from .models import Appointment, Person, TrainingInvitation, TrainingOffer, User

PERMISSION = "appoint"


@transaction.atomic
def keep_offer(*, offer: TrainingOffer, people=(), attended=(), by, reason="") -> TrainingOffer:
    """Keep the occasion with its list. Whoever came was offered it."""
    if by is not None and offer.container_id not in container_ids(User.objects.get(pk=by.pk), PERMISSION):
        raise PermissionDenied
    known = {} if offer.pk is None else {one.person_id: one for one in offer.invitations.all()}
    came, wanted = {person.pk for person in attended}, {person.pk: person for person in (*people, *attended)}
    strangers = (
        wanted.keys()
        - known.keys()
        - set(Appointment.objects.filter(municipality=offer.container.home_id).values_list("person", flat=True))
    )
    if strangers:
        raise ValidationError({"people": _("Personen har inget uppdrag i kommunen.")})
    offer.recorded(by=by, reason=reason)
    for pk, person in wanted.items():
        one = known.get(pk) or TrainingInvitation(offer=offer, person=person)
        if one.pk is None or one.attended != (pk in came):
            one.attended = pk in came
            one.recorded(by=by, reason=reason)
    for pk in known.keys() - wanted.keys():
        known[pk].removed(by=by, reason=reason)
    return offer


def who_may_be_offered(municipality, on: dt.date, offer=None):
    """Those who hold a post of contact person or sit in an advisory body that day, and those who are on the list already."""
    held = Appointment.objects.of(municipality).in_force(on).filter(role__in=("contact", "council_member", "coordinator")).values("person")
    people = Person.objects.filter(pk__in=held)
    if offer is not None and offer.pk:
        people = people | Person.objects.filter(training_invitations__offer=offer)
    return people.distinct().order_by("name_sort", "pk")
