"""Verbs about money that is set aside: pots, and what is asked for, granted and paid from them. No request."""

import datetime as dt
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from councils.actions import open_matter

from .applying import require_right
from .models import Allocation, Pot
from .workflow import ALLOCATION, OWN, POTS


@transaction.atomic
def set_aside(*, pot: Pot, by, reason="") -> Pot:
    """Money for a year: a central pot, or a unit's reserve."""
    require_right(pot.container_id, by, POTS)
    same = Pot.objects.filter(container=pot.container_id, kind=pot.kind, year=pot.year).exclude(pk=pot.pk)
    if same.exists():
        raise ValidationError({"year": _("Det finns redan avsatta medel av det slaget för året. Ändra dem i stället.")})
    return pot.recorded(by=by, reason=reason)


@transaction.atomic
def ask(*, allocation: Allocation, by, reason="") -> Allocation:
    """Ask for money. Its matter is opened, so that the decision has somewhere to stand."""
    require_right(allocation.container_id, by, OWN, POTS)
    if allocation.status != Allocation.Status.ASKED:
        raise ValidationError(_("Ansökan är redan besvarad och kan inte ändras."))
    if bool(allocation.applicant_id) == bool(allocation.applicant_name.strip()):
        raise ValidationError({"applicant_name": _("Välj vem hos oss som söker, eller skriv vem utanför kommunen det är.")})
    if allocation.matter_id is None:
        allocation.matter = open_matter(
            municipality=allocation.pot.municipality,
            code="allocation.grant",
            title=_("Medel till %(purpose)s") % {"purpose": allocation.purpose},
            container=allocation.pot.container,
            opened_on=allocation.applied_on,
            by=by,
        )
    return allocation.recorded(by=by, reason=reason)


@transaction.atomic
def grant(*, allocation: Allocation, granted: Decimal | None, granted_on: dt.date | None = None, by, reason="") -> Allocation:
    """Grant an amount; the rules judge that amount, and what is left of the pot."""
    allocation = Allocation.objects.select_for_update(of=("self",)).select_related("pot").get(pk=allocation.pk)
    if granted is None:
        raise ValidationError({"granted": _("Skriv vilket belopp som beviljas. Noll är också ett belopp.")})
    pot = Pot.objects.select_for_update(of=("self",)).get(pk=allocation.pot_id)
    left = left_of(pot)
    if left is not None and granted > left and not reason.strip():
        raise ValidationError({"reason": _("Beloppet är större än det som är kvar. Skriv varför det beviljas ändå.")})
    if allocation.status == Allocation.Status.ASKED:
        allocation.granted = granted
        allocation.save()  # what is judged at the gate is the amount that is granted; all of it is undone when the gate stays closed
    return ALLOCATION["grant"].perform(allocation, by=by, reason=reason, granted_on=granted_on or timezone.localdate())


@transaction.atomic
def pay(*, allocation: Allocation, paid: Decimal | None, paid_on: dt.date | None = None, by, reason="") -> Allocation:
    """Pay after the account. Never more than was granted."""
    if paid is None:
        raise ValidationError({"paid": _("Skriv vilket belopp som betalas ut.")})
    if allocation.granted is not None and paid > allocation.granted:
        raise ValidationError({"paid": _("Mer än det beviljade kan inte betalas ut.")})
    return ALLOCATION["pay"].perform(allocation, by=by, reason=reason, paid=paid, paid_on=paid_on or timezone.localdate())


def answer_no(*, allocation: Allocation, act: str, by, reason) -> Allocation:
    """Refused, or withdrawn by the one who asked."""
    return ALLOCATION[act].perform(allocation, by=by, reason=reason)


def left_of(pot) -> Decimal | None:
    """What has not been granted yet; None while the pot, or something granted from it, has no amount."""
    given = list(pot.allocations.filter(status__in=("granted", "paid")).values_list("granted", flat=True))
    return None if pot.amount is None or None in given else pot.amount - sum(given, Decimal(0))
