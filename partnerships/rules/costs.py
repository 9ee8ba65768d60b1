"""The claim about costs of planned work: that each has somebody who bears it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from councils.compliance import BREACHED, KEPT, NOT_APPLICABLE, UNKNOWN, Verdict, rule
from councils.parameters import parameter
from councils.value_parts import TEXT

from ..models import Cost
from ..planned import PlannedCost, planned_costs
from .work import kinds_in_words, to_work

Source = Cost.Source


@dataclass(frozen=True, kw_only=True)
class Bearer:
    bearer_kinds: tuple = parameter("unit_kinds", "kinds of unit that may bear it")
    must_take_part: bool = parameter("boolean", "the bearer takes part in the work", default=False)
    central_money_counts: bool = parameter("boolean", "a cost paid by a central pot needs no other bearer", default=False)
    by_cost_type: dict | None = parameter("table", "cost types that a named party bears: host, guest or a unit", default=None, holds=TEXT)


def is_ours(party, work) -> bool | None:
    """Whether «host» or «guest» is the municipality; None where the table names a unit instead."""
    if party not in ("host", "guest"):
        return None
    return (party == "host") == (getattr(work, "direction", "") == "incoming")


def taking_part(work) -> set[int]:
    """Ids of the units that take part: the one the work belongs to, the one above it, and those that the work itself names."""
    return {work.container_id, work.container.parent_id, *getattr(work, "units_taking_part", ())}


@rule(
    subject="Cost",
    title=gettext_lazy("Kostnaden har någon som bär den"),
    rows=planned_costs,
    gates=["work.start"],
)
def cost_has_its_bearer(row: PlannedCost, p: Bearer, on):
    cost, work = row.subject, row.part_of
    party = (p.by_cost_type or {}).get(cost.cost_type)
    if row.work.never_done:
        return Verdict(NOT_APPLICABLE)
    facts = {"cost": cost, "row": work, "kinds": kinds_in_words(p.bearer_kinds), "bearer": cost.bearer}
    fix = to_work(work, part="costs" if work.row == "visit" else "")
    if cost.amount is None:
        return Verdict(UNKNOWN, _("%(cost)s för %(row)s saknar belopp. Fyll i det; noll är också ett svar.") % facts, fix=fix)
    if cost.amount == 0 or (p.central_money_counts and cost.source == Source.CENTRAL):
        return Verdict(KEPT)
    outside = cost.source == Source.OUTSIDE or bool(cost.outside_bearer)
    if is_ours(party, work) is False and not outside:
        sentence = _("%(cost)s för %(row)s ska bäras av den andra parten. Ange vem som betalar.")
        return Verdict(BREACHED, sentence % facts, title=_("Ange vem som betalar %(cost)s") % facts, fix=fix)
    if outside:
        return Verdict(NOT_APPLICABLE)
    if problem := what_is_wrong(cost, work, p, party):
        return Verdict(BREACHED, problem % facts, title=_("Ange vem som betalar %(cost)s") % facts, fix=fix)
    return Verdict(KEPT, evidence=(cost.bearer,))


def what_is_wrong(cost, work, p, party) -> str:
    if cost.bearer is None:
        return _("Det är inte angivet vem som betalar %(cost)s för %(row)s. Ange vem.")
    if party and is_ours(party, work) is None:
        return "" if cost.bearer.code == party else _("%(cost)s för %(row)s ska inte betalas av %(bearer)s. Ange vem som betalar.")
    if cost.bearer.kind not in p.bearer_kinds:
        return _("%(cost)s för %(row)s betalas av %(bearer)s, som inte är av rätt slag (%(kinds)s). Ange vem som betalar.")
    if p.must_take_part and cost.bearer_id not in taking_part(work):
        return _("%(cost)s för %(row)s betalas av %(bearer)s, som inte deltar i arbetet. Ange vem som betalar.")
    return ""
