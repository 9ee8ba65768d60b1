"""Verbs about a municipality's own calls and programmes. No request; `by=` the account that acts."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from councils.access import container_ids
from councils.models import User

from .matching import folded
from .models import Call, Deadline, Programme
from .said import ZONE, Closing

PERMISSION = "fund"


def require_right(municipality_id: int, by):
    """`by` None is the system itself. The account is fetched anew: a right withdrawn a second ago does not act."""
    if by is not None and municipality_id not in container_ids(User.objects.get(pk=by.pk), PERMISSION):
        raise PermissionDenied


@transaction.atomic
def keep_call(*, call: Call, closings: list[Closing], by, reason="") -> Call:
    """Save a call that somebody has typed, with its deadlines in their order."""
    if call.municipality_id is None:
        raise ValidationError(_("Utlysningen kommer från en källa som uppdateras av sig själv. Skriv det ni vill minnas som en bedömning."))
    require_right(call.municipality_id, by)
    if call.grant_least is not None and call.grant_most is not None and call.grant_least > call.grant_most:
        raise ValidationError({"grant_most": _("Högsta bidraget kan inte vara mindre än det minsta.")})
    call.recorded(by=by, reason=reason)
    keep_closings(call, closings, by, reason)
    return call


def keep_closings(call: Call, closings: list[Closing], by, reason=""):
    """A deadline that moved keeps its row, so that an application that points to it sees the new day."""
    every = list(call.deadlines.order_by("ordinal"))
    old, last = [row for row in every if row.withdrawn_on is None], max((row.ordinal for row in every), default=0)
    for number, closing in enumerate(closings, 1):
        row = old[number - 1] if number <= len(old) else Deadline(call=call, ordinal=last + number - len(old))
        facts = {"day": closing.day, "at": closing.at, "text": closing.text, "is_preliminary": closing.is_preliminary, "zone": ZONE,
                 "stage": number if call.deadline_model == Call.DeadlineModel.TWO_STAGE else None}  # fmt: skip
        if row.pk is None or any(getattr(row, name) != value for name, value in facts.items()):
            for name, value in facts.items():
                setattr(row, name, value)
            row.recorded(by=by, reason=reason)
    for row in old[len(closings) :]:
        if row.applications.exists():
            raise ValidationError({"closings": _("Den sista dagen ”%(day)s” används av en ansökan.") % {"day": row.text or row.day}})
        row.removed(by=by)


@transaction.atomic
def keep_programme(*, programme: Programme, by, reason="") -> Programme:
    """Save a programme or fund of the municipality's own; its code is made from its name, once."""
    if programme.municipality_id is None:
        raise ValidationError(_("Programmet är gemensamt för alla kommuner och ändras inte här."))
    require_right(programme.municipality_id, by)
    same = Programme.objects.known_to(programme.municipality).exclude(pk=programme.pk)
    if any(folded(programme.name) == folded(name) for name in same.values_list("name", flat=True)):
        raise ValidationError({"name": _("Det finns redan ett program som heter så.")})
    programme.code = programme.code or free_code(programme)
    return programme.recorded(by=by, reason=reason)


def free_code(programme: Programme) -> str:
    stem = f"{programme.municipality.slug}-{slugify(programme.name) or 'program'}"[:54].rstrip("-")
    taken = set(Programme.objects.filter(code__startswith=stem).values_list("code", flat=True))
    return next(code for code in [stem, *(f"{stem}-{number}" for number in range(2, 1000))] if code not in taken)
