"""Exceptions from rules: which duties are excepted on a day, and the acts that grant one and end it.

An exception is made from one duty of one row: the same rule with other names in its parameters (another role, another kind of document)
is another duty, while another number or another day is the same one.
"""

import datetime as dt
import hashlib

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .access import container_ids
from .models import Container, Municipality, RuleException, User

QUANTITIES = {"integer", "boolean", "span", "due", "period", "date", "amount", "share"}  # they say how much, not what
PERMISSION = "administer"
LONGEST_KEY = 100


def exceptions_in_force(municipality, on: dt.date) -> dict[tuple, RuleException]:
    """{(rule, subject, key): exception} of the day, in one query."""
    granted = RuleException.objects.of(municipality).in_force(on).select_related("decision__body", "decision__post")
    return {(one.rule, one.subject, one.key): one for one in granted}


def subject_code(row) -> str:
    """«document:12»: how an exception names the row."""
    return f"{row._meta.model_name}:{row.pk}"


def duty_key(key: str, declared: dict, values) -> str:
    """What is excepted of a rule: the verdict's key and what the parameters name. `declared`: {parameter: type}."""
    named = [str(getattr(values, name)) for name, kind in declared.items() if kind not in QUANTITIES]
    whole = "|".join([key, *(value for value in named if value not in ("None", "()", ""))])
    if len(whole) <= LONGEST_KEY:
        return whole
    return f"{whole[: LONGEST_KEY - 17]}#{hashlib.sha256(whole.encode()).hexdigest()[:16]}"


def place_of(row, municipality) -> Container:
    """Where the exception belongs: the row's own unit or body, else the whole municipality."""
    if isinstance(row, Container) and not isinstance(row, Municipality):
        return getattr(row, "container_ptr", row)
    return getattr(row, "container", None) or municipality.container_ptr


def require_right(municipality, by) -> User:
    actor = User.objects.get(pk=by.pk)  # fetched anew: a right withdrawn a second ago does not act
    if municipality.pk not in container_ids(actor, PERMISSION):
        raise PermissionDenied
    return actor


@transaction.atomic
def grant_exception(*, finding, valid_from: dt.date, valid_to: dt.date | None = None, reason: str, decision=None, by) -> RuleException:
    """Let the row be otherwise in this one duty. Before today it holds only as far back as the decision behind it."""
    municipality, row, today = finding.setting.municipality, finding.row, timezone.localdate()
    require_right(municipality, by)
    if not reason.strip():
        raise ValidationError({"reason": _("Skriv varför. Skälet syns bredvid undantaget.")})
    if decision and decision.municipality_id != municipality.pk:
        raise ValidationError({"decision": _("Beslutet är fattat av en annan kommun. Välj ett av kommunens egna beslut.")})
    earliest = min(today, decision.decided_on) if decision and decision.decided_on else today
    if valid_from < earliest:
        raise ValidationError({"valid_from": _("Undantaget kan inte börja före beslutet, och utan beslut inte före i dag.")})
    if valid_to and valid_to < valid_from:
        raise ValidationError({"valid_to": _("Sista dagen kan inte vara före första dagen.")})
    Municipality.objects.select_for_update(of=("self",)).get(pk=municipality.pk)
    same = RuleException.objects.of(municipality).filter(rule=finding.setting.rule, subject=subject_code(row), key=finding.duty)
    if any(one.valid_to is None or one.valid_to >= valid_from for one in same if valid_to is None or one.valid_from <= valid_to):
        raise ValidationError(_("Det finns redan ett undantag den tiden. Avsluta det först."))
    granted = RuleException(
        container=place_of(row, municipality),
        rule=finding.setting.rule,
        subject=subject_code(row),
        subject_label=str(row)[:300],
        key=finding.duty,
        reason=reason.strip(),
        valid_from=valid_from,
        valid_to=valid_to,
        decision=decision,
    )
    return granted.recorded(by=by, reason=reason.strip())


@transaction.atomic
def end_exception(*, exception: RuleException, valid_to: dt.date, reason: str, by) -> RuleException:
    """The last day of the exception; the days it has covered stay covered."""
    exception = RuleException.objects.select_for_update(of=("self",)).get(pk=exception.pk)
    require_right(exception.municipality, by)
    if not reason.strip():
        raise ValidationError({"reason": _("Skriv varför. Skälet syns i historiken.")})
    if valid_to < max(exception.valid_from, timezone.localdate()):
        raise ValidationError({"valid_to": _("Välj i dag eller en senare dag. De dagar som har varit ändras inte.")})
    if exception.valid_to and valid_to > exception.valid_to:
        raise ValidationError({"valid_to": _("Undantaget slutar redan tidigare. Gör ett nytt undantag om det ska gälla längre.")})
    exception.valid_to = valid_to
    return exception.recorded(by=by, reason=reason.strip())
