"""Claims about decisions themselves: that their facts are recorded."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..compliance import BREACHED, KEPT, UNKNOWN, Fix, Verdict, rule
from ..models import Act, Decision, Outcome
from ..parameters import parameter
from ..value_parts import STATED

FACTS = ("body", "date", "section", "diary_number", "outcome", "prepared_by", "text")


def recorded(municipality, on):
    rows = Decision.objects.of(municipality).filter(Q(decided_on=None) | Q(decided_on__lte=on))
    return rows.select_related("body", "post", "matter__document").order_by("pk")


@dataclass(frozen=True, kw_only=True)
class RecordedInFull:
    matters: tuple = parameter("matters", "which decisions are judged")
    facts: tuple = parameter("choices", "facts that must be given", default=("body", "outcome"), options=FACTS)
    not_stated_is_an_answer: bool = parameter("boolean", "a fact that the source does not state counts as given", default=True)
    expected: dict = parameter("table", "facts that the document itself states", default=None, options=FACTS, holds=STATED)


def decides(decision, p):
    """The steps that decide, not those that prepared or were told; what was withdrawn is no decision."""
    return (
        decision.matter.code in p.matters
        and decision.act in (Act.APPROVE, Act.DECIDE, Act.CONSENT)
        and decision.outcome != Outcome.WITHDRAWN
    )


def value(decision, fact) -> str:
    """The fact as text; a body by its code, as expectations name it."""
    if fact == "body":
        return decision.body.code if decision.body_id else str(decision.organ)
    if fact == "date":
        return decision.decided_on.isoformat() if decision.decided_on else ""
    return str(getattr(decision, fact))


def label(fact) -> str:
    labels = {"body": _("organ"), "date": _("datum"), "section": _("paragraf"), "diary_number": _("diarienummer")}
    return {**labels, "outcome": _("utfall"), "prepared_by": _("vem som berett ärendet"), "text": _("beslutets text")}[fact]


@rule(
    subject="Decision",
    title=gettext_lazy("Beslutets uppgifter är registrerade"),
    rows=recorded,
    gates=["decision.confirm"],
    concerns=decides,
)
def decision_is_recorded_in_full(decision: Decision, p: RecordedInFull, on, setting):
    """What the document states is expected of the decision that adopted that document, not of those before or after it."""
    expected = (p.expected or {}) if decision.matter_id == setting.clause.document.matter_id else {}
    fix = Fix(_("Till beslutet"), "decision", (("pk", decision.pk),), "", "record_decisions")
    title = _("Komplettera beslutet om %(matter)s") % {"matter": decision.matter}
    for fact, stated in expected.items():
        given = value(decision, fact)
        if given and given != str(stated):
            sentence = _(
                "Beslutet om %(matter)s har %(fact)s %(given)s, men dokumentet säger %(stated)s. Registrera ett beslut som rättar det."
            )
            facts = {"matter": decision.matter, "fact": label(fact), "given": given, "stated": stated}
            return Verdict(BREACHED, sentence % facts, title=title, since=decision.decided_on, evidence=(decision,), fix=fix)
    answered = decision.not_stated if p.not_stated_is_an_answer else ()
    missing = [fact for fact in dict.fromkeys((*p.facts, *expected)) if not value(decision, fact) and fact not in answered]
    if missing:
        sentence = _("Beslutet om %(matter)s saknar %(facts)s. Fyll i, eller ange att uppgiften inte finns i källan.")
        facts = {"matter": decision.matter, "facts": ", ".join(label(fact) for fact in missing)}
        return Verdict(UNKNOWN, sentence % facts, title=title, evidence=(decision,), fix=fix)
    return Verdict(KEPT, since=decision.decided_on, evidence=(decision,))
