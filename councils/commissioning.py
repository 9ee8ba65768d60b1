"""Verbs of functions: laying one on a unit or on somebody outside, changing what is written of it, and its last day."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from .access import container_ids
from .models import Commission, User

PERMISSION = "appoint"


@transaction.atomic
def keep_commission(*, commission: Commission, by, reason="") -> Commission:
    """Keep who has the function. The same holder has it once at a time; several may have it beside each other."""
    if by is not None and commission.municipality_id not in container_ids(User.objects.get(pk=by.pk), PERMISSION):
        raise PermissionDenied
    commission.clean()
    same = Commission.objects.of(commission.municipality).filter(
        Q(ends_on=None) | Q(ends_on__gte=commission.starts_on),
        role=commission.role,
        container=commission.container,
        provider__iexact=commission.provider,
    )
    if commission.ends_on:
        same = same.filter(starts_on__lte=commission.ends_on)
    if same.exclude(pk=commission.pk).exists():
        taken = _("%(holder)s har redan funktionen under den tiden. Ändra den raden i stället, eller välj andra dagar.")
        raise ValidationError({"starts_on": taken % {"holder": commission.holder}})
    return commission.recorded(by=by, reason=reason)
