"""Transitions: one table per model; which rules close one is data."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .access import container_ids, container_of
from .compliance import GATES, RULES, judge, rows_asked, settings_in_force, subject_of
from .exceptions import exceptions_in_force
from .models import User


class Blocked(ValidationError):
    """Rules stand in the way; `findings` says which, and each says what to do."""

    def __init__(self, findings):
        self.findings = findings
        super().__init__([str(f.verdict.sentence) for f in findings])


@dataclass(frozen=True)
class Transition:
    label: str
    sources: frozenset[str]
    target: str
    permission: str
    gate: str = ""
    asks_reason: bool = False
    field: str = "status"

    def perform(self, row, **facts):
        return perform(self, row, **facts)


def gate_of(setting) -> str:
    """The gate a setting closes: its own, else the rule's gate at which the setting's matter is decided, else the rule's only one."""
    gates, matter = RULES[setting.rule].gates, setting.parameters.get("matter")
    decided_at = next((gate for gate in gates if matter and GATES[gate] == matter), "")
    return setting.gate or decided_at or (gates[0] if len(gates) == 1 else "")


def stands_at(setting, gate) -> bool:
    """Whether the setting may close the gate; one that names none leaves it to what its rule says of each row."""
    rule, own = RULES[setting.rule], gate_of(setting)
    return rule.check is not None and gate in ((own,) if own else rule.gates)


def closed_by(transition, row, on):
    """(blocking, asking) findings in the way: the same for the page that explains and for the act that refuses.

    The rule sees the row as it does on the compliance page, with everything it reads beside it; what is part of the row counts too.
    """
    found = []
    granted = exceptions_in_force(row.municipality_id, on) if transition.gate else {}
    settings = [one for one in settings_in_force(row.municipality_id, on) if stands_at(one, transition.gate)] if transition.gate else []
    fetched = rows_asked(settings, row.municipality, on) if settings else {}
    own = {rows: [one for one in (at_gate(one, row) for one in seen) if one is not None] for rows, seen in fetched.items()}
    for setting in settings:
        gate = gate_of(setting)
        said = [finding for seen in own[RULES[setting.rule].rows] for finding in judge(setting, seen, on, granted)]
        found += [finding for finding in said if (gate or finding.verdict.gate) == transition.gate]
    return [f for f in found if f.blocks], [f for f in found if f.asks_reason]


def at_gate(seen, row):
    """What a rule judges of the row: the row with what is beside it, its part, or a count as it will be with the row in it; else nothing."""
    if row in (subject_of(seen), getattr(seen, "part_of", None)):
        return seen
    counting = getattr(seen, "at_gate", None)
    return counting(row) if counting else None


@transaction.atomic
def perform(transition, row, *, by, reason="", on=None, gate_on=None, **changes):
    """Lock the row, check right, source and the rules at the gate, save, leave the reason in the history.

    The gate asks of `gate_on`, where the step was taken on an earlier day than it is written down.
    """
    parents = [link.name for link in type(row)._meta.parents.values() if link]
    row = type(row).objects.select_for_update(of=("self", *parents)).get(pk=row.pk)
    actor = User.objects.get(pk=by.pk)  # fetched anew: a right withdrawn a second ago does not act
    if container_of(row) not in container_ids(actor, transition.permission, on):
        raise PermissionDenied
    current = getattr(row, transition.field)
    if current not in transition.sources:
        shown = getattr(row, f"get_{transition.field}_display")()
        raise ValidationError(_("%(act)s: det går inte från läget %(state)s.") % {"act": transition.label, "state": shown})
    if transition.asks_reason and not reason.strip():
        raise ValidationError({"reason": _("Skriv varför. Skälet syns i historiken.")})
    blocking, asking = closed_by(transition, row, gate_on or on or timezone.localdate())
    if blocking or (asking and not reason.strip()):
        raise Blocked(blocking or asking)
    setattr(row, transition.field, transition.target)
    for name, value in changes.items():
        setattr(row, name, value)
    return row.recorded(by=by, reason=f"{transition.label}. {reason}".strip())
