"""The claims about agreements: what one must meet to be entered, and whether new ones are wanted."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from councils.compliance import BREACHED, DUE, KEPT, NOT_APPLICABLE, UNKNOWN, Verdict, rule
from councils.parameters import parameter
from councils.rules.errands import record_decision

from ..models import Relation
from .relations import Status, started, to_relation, with_decisions


@dataclass(frozen=True, kw_only=True)
class Stance:
    stance: str = parameter(
        "choice", "discouraged warns and asks for a reason; forbidden blocks where the setting is must",
        options=("welcomed", "allowed", "discouraged", "forbidden"),
    )  # fmt: skip
    since: dt.date | None = parameter("date", "agreements from this day on", default=None)
    initiators: tuple = parameter("list", "initiators for whom the stance holds; empty means all", default=())


@rule(
    subject="Relation",
    title=gettext_lazy("Nya avtal följer kommunens hållning"),
    rows=with_decisions,
    gates=["agreement.enter"],
)
def new_agreements_follow_the_stance(relation: Relation, p: Stance, on):
    """The reason is the text of the decision that let the new agreement through."""
    first, proposed = started(relation), relation.status in (Status.PROPOSED, Status.DECIDED)
    if p.stance in ("welcomed", "allowed") or relation.status == Status.ENDED or (first and p.since and first < p.since):
        return Verdict(NOT_APPLICABLE)
    if (first is None and not proposed) or p.initiators:
        sentence = _("%(relation)s: det står inte när avtalet ingicks eller vem som tog initiativet. Fyll i det.")
        return Verdict(UNKNOWN, sentence % {"relation": relation}, at_most="should", fix=to_relation(relation))
    decisions = [d for d in (relation.matter.decisions.all() if relation.matter else ()) if d.says_yes and d.text.strip()]
    if p.stance == "discouraged" and decisions:
        return Verdict(KEPT, evidence=tuple(decisions[:1]))
    sentence = _("Enligt dokumentet bör inga nya avtal av det här slaget ingås. Registrera beslutet med skälet, eller välj en annan form.")
    if p.stance == "forbidden":
        sentence = _("Enligt dokumentet ska inga nya avtal av det här slaget ingås. Välj en annan form.")
    return Verdict(
        BREACHED if p.stance == "forbidden" else DUE,
        sentence,
        title=_("Ta ställning till det nya avtalet med %(relation)s") % {"relation": relation},
        since=first,
        evidence=(relation,),
        fix=record_decision(relation.matter) if relation.matter else to_relation(relation),
        at_most="must" if p.stance == "forbidden" else "should",
    )
