"""Changes of rules' settings by people: what held before stays, and who changed what, from when and why, is kept."""

import datetime as dt

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .access import container_ids
from .models import Document, RuleSetting, User
from .templatetags.page import day

IN_FORCE, IN_A_DRAFT = "administer", "edit_documents"  # the permission to change a setting that acts, and one that does not act yet


def is_draft(setting: RuleSetting) -> bool:
    return setting.clause.document.state == Document.State.DRAFT


def is_law(setting: RuleSetting) -> bool:
    """What the law sets is nobody's to change. A municipality can answer for what the law leaves open, and make exceptions."""
    return setting.clause.document.is_law


def permission_to_change(setting: RuleSetting) -> str:
    return IN_A_DRAFT if is_draft(setting) else IN_FORCE


def locked(setting: RuleSetting, by) -> RuleSetting:
    """The setting as it stands now, if the account may change it."""
    setting = RuleSetting.objects.select_for_update(of=("self",)).select_related("clause__document").get(pk=setting.pk)
    actor = User.objects.get(pk=by.pk)  # fetched anew: a right withdrawn a second ago does not act
    if setting.municipality_id not in container_ids(actor, permission_to_change(setting)):
        raise PermissionDenied
    return setting


def reason_given(reason: str) -> str:
    if not reason.strip():
        raise ValidationError({"reason": _("Skriv varför. Skälet syns i historiken.")})
    return reason.strip()


@transaction.atomic
def change_setting(*, setting: RuleSetting, values: dict, in_force_from: dt.date | None = None, by, reason="") -> RuleSetting:
    """The setting with new values: in a draft at once, else from a day, while the old ones end the day before.

    `values` are strength, on, where, parameters and assumed. What has begun before today cannot be changed from its first day: that would
    change what was said at the time.
    """
    setting = locked(setting, by)
    if is_law(setting):
        raise ValidationError(_("Lagen bestämmer det här. Inställningen kan inte ändras."))
    if all(getattr(setting, name) == value for name, value in values.items()):
        raise ValidationError(_("Inget är ändrat."))
    refuse_the_same_twice(setting, values, in_force_from)
    if is_draft(setting):
        return written(setting, values, by, reason)
    reason, today = reason_given(reason), timezone.localdate()
    if setting.in_force_to and setting.in_force_to < today:
        raise ValidationError(_("Inställningen har slutat gälla. Ändra den som gäller nu."))
    if setting.in_force_to and in_force_from > setting.in_force_to:
        last = day(setting.in_force_to)
        raise ValidationError({"in_force_from": _("Inställningen gäller till %(day)s. Ändra den som kommer efter.") % {"day": last}})
    if in_force_from == setting.in_force_from and setting.in_force_from >= today:
        return written(setting, values, by, reason)  # it has not held a single day yet
    if in_force_from <= setting.in_force_from:
        first = day(setting.in_force_from)
        raise ValidationError({"in_force_from": _("Inställningen gäller från %(day)s. Välj en senare dag.") % {"day": first}})
    columns = ("clause_id", "ordinal", "rule", "where", "gate", "in_force_to")
    newer = RuleSetting(in_force_from=in_force_from, **{name: getattr(setting, name) for name in columns})
    setting.in_force_to = in_force_from - dt.timedelta(days=1)
    setting.recorded(by=by, reason=reason)
    return written(newer, values, by, reason)


def written(setting, values, by, reason):
    for name, value in values.items():
        setattr(setting, name, value)
    return setting.recorded(by=by, reason=reason)


def refuse_the_same_twice(setting, values, in_force_from):
    """The same rule may stand twice in a clause, with other values; equal ones would say everything twice."""
    same = RuleSetting.objects.filter(clause=setting.clause_id, rule=setting.rule).exclude(pk=setting.pk)
    first = in_force_from or setting.in_force_from
    what = values.get("where", setting.where), values["parameters"]
    for other in same.exclude(ordinal=setting.ordinal):
        meets = (other.in_force_to is None or other.in_force_to >= first) and (
            setting.in_force_to is None or other.in_force_from <= setting.in_force_to
        )
        if meets and (other.where, other.parameters) == what:
            raise ValidationError(_("Klausulen har redan samma regel med samma värden. Ändra något värde, eller stäng av en av dem."))


@transaction.atomic
def confirm_assumed(*, setting: RuleSetting, names, by, reason: str) -> RuleSetting:
    """Somebody answers for values that no document gives: they are the municipality's own from now on. No value changes."""
    setting, reason = locked(setting, by), reason_given(reason)
    left = [name for name in setting.assumed if name not in names]
    if left == setting.assumed:
        raise ValidationError({"names": _("Välj minst ett värde.")})
    return written(setting, {"assumed": left}, by, reason)
