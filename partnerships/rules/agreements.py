"""The claims about agreements: what one must meet to be entered, and whether new ones are wanted."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from councils.compliance import BREACHED, DUE, KEPT, NOT_APPLICABLE, OVERDUE, UNKNOWN, Fix, Verdict, rule
from councils.parameters import Span, parameter
from councils.periods import time_left
from councils.rules.errands import record_decision
from councils.templatetags.page import amount

from ..approvals import approvals
from ..models import AGREEMENT_TERMS, ENDED, NEVER_STARTED, ListValue, Relation, Work
from .relations import Status, decisions_of, started, to_relation, with_decisions

# ── what it must meet

SIGNED = "signed_file"
ONGOING = (Work.State.PLANNED, Work.State.SUBMITTED, Work.State.GRANTED, Work.State.RUNNING)


@dataclass(frozen=True)
class Agreement:
    """An agreement with what is compared: its parties and papers, its projects, the lists that the municipality keeps."""

    subject: Relation
    projects: int  # running or planned
    lists: dict[str, frozenset[str]]  # codes and names by list, without case

    @property
    def is_entered(self) -> bool:
        return self.subject.status not in NEVER_STARTED


def agreements(municipality, on):
    lists = defaultdict(set)
    for name, code, value in ListValue.objects.of(municipality).filter(is_current=True).values_list("list", "code", "name"):
        lists[name] |= {code.casefold(), value.casefold()}
    known = {name: frozenset(values) for name, values in lists.items()}
    projects = Work.objects.filter(row="project", status__in=ONGOING).only("pk", "relation_id", "ends_on")
    rows = with_decisions(municipality, on).agreements().prefetch_related("files", Prefetch("work", projects, to_attr="projects"))
    for relation in rows:
        ongoing = [work for work in relation.projects if work.ends_on is None or work.ends_on >= on]
        yield Agreement(relation, len(ongoing), known)


@dataclass(frozen=True, kw_only=True)
class Conditions:
    highest_obligation: dict | None = parameter("amount", "largest financial obligation; 0 means none at all", default=None)
    end_date_required: bool = parameter("boolean", "it must be limited in time", default=False)
    longest_validity: Span | None = parameter("span", "longest time", default=None)
    terms: tuple = parameter("choices", "terms that must be recorded", default=(), options=(*AGREEMENT_TERMS, SIGNED))
    country_list: str | None = parameter("text", "a list, kept as data, in which the partner's country must stand", default=None)
    projects_at_least: int = parameter("integer", "running or planned projects tied to it", default=0)
    every_party_has_approved: bool = parameter("boolean", "takes force only when all parties have approved", default=False)


@rule(subject="Relation", title=gettext_lazy("Avtalet uppfyller villkoren"), rows=agreements, gates=["agreement.enter"])
def agreement_meets_its_conditions(agreement: Agreement, p: Conditions, on):
    """One verdict for each condition that is set."""
    if agreement.subject.status in ENDED | {Status.REJECTED}:
        return [Verdict(NOT_APPLICABLE)]
    return list(judged(agreement, p, on))


def judged(agreement, p, on) -> Iterator[Verdict]:
    if p.highest_obligation is not None:
        yield obligation_verdict(agreement.subject, p.highest_obligation)
    if p.end_date_required or p.longest_validity:
        yield validity_verdict(agreement.subject, p.longest_validity, on)
    for term in p.terms:
        yield term_verdict(agreement.subject, term)
    if p.country_list:
        yield country_verdict(agreement, p.country_list)
    if p.projects_at_least:
        yield projects_verdict(agreement, p.projects_at_least)
    if p.every_party_has_approved:
        yield approval_verdict(agreement, on)


def says(state, relation, key, sentence, **more) -> Verdict:
    """A condition that is not met: the sentence says what to do."""
    title = _("Se över villkoren i avtalet med %(partner)s") % {"partner": relation}
    fix = Fix(_("Ändra avtalet"), "agreement_edit", (("pk", relation.pk),), "", "relate")
    return Verdict(state, sentence % {"partner": relation, **more.pop("facts", {})}, title=title, key=key, **{"fix": fix, **more})


def met(relation, key) -> Verdict:
    return Verdict(KEPT, evidence=(relation,), key=key)


def obligation_verdict(relation, limit) -> Verdict:
    """No answer is not «none»."""
    key = "obligation"
    if "value" not in limit:
        return says(UNKNOWN, relation, key, _("Gränsen för åtagandet i avtalet med %(partner)s är ett basbelopp. Jämför med årets belopp."))
    highest, own = Decimal(limit["value"]), value_in(relation, limit["currency"])
    if relation.has_obligation is False and not relation.amount:
        return met(relation, key)
    if own is None and not (relation.has_obligation and highest == 0):
        return says(UNKNOWN, relation, key, _("Det står inte vad avtalet med %(partner)s kostar. Fyll i om det har ekonomiska åtaganden."))
    if own is not None and own <= highest:
        return met(relation, key)
    if highest == 0:
        return says(BREACHED, relation, key, _("Avtalet med %(partner)s har ekonomiska åtaganden, men det ska inte ha några. Ta bort dem."))
    sentence = _("Avtalet med %(partner)s kostar mer än %(limit)s. Sänk åtagandet, eller registrera det undantag som tillåter det.")
    return says(BREACHED, relation, key, sentence, facts={"limit": amount(highest)})


def value_in(relation, currency) -> Decimal | None:
    return relation.amount if relation.currency == currency else relation.kronor if currency == "SEK" else None


def validity_verdict(relation, longest, on) -> Verdict:
    key, first = "validity", started(relation)
    if relation.valid_to is None:
        return says(BREACHED, relation, key, _("Avtalet med %(partner)s har inget slutdatum. Skriv till vilken dag det gäller."))
    if longest and first is None and relation.status not in NEVER_STARTED:
        return says(UNKNOWN, relation, key, _("Det står inte när avtalet med %(partner)s började gälla. Fyll i dagen eller året."))
    if longest and relation.valid_to > longest.after(first or on):
        facts = {"day": date_format(longest.after(first or on), "j F Y")}
        return says(BREACHED, relation, key, _("Avtalet med %(partner)s gäller för länge. Det får gälla till %(day)s."), facts=facts)
    state = time_left(first or on, relation.valid_to, on)
    if state == KEPT or relation.status in NEVER_STARTED:
        return met(relation, key)
    sentence = _("Avtalet med %(partner)s löper ut %(day)s. Förläng det eller avsluta det.")
    if state == OVERDUE:
        sentence = _("Avtalet med %(partner)s löpte ut %(day)s. Förläng det eller avsluta det.")
    return says(state, relation, key, sentence, facts={"day": date_format(relation.valid_to, "j F Y")}, due=relation.valid_to)


def term_verdict(relation, term) -> Verdict:
    if term == SIGNED:
        if any(paper.is_signed for paper in relation.files.all()):
            return met(relation, term)
        return says(
            UNKNOWN,
            relation,
            term,
            _("Det undertecknade avtalet med %(partner)s finns inte här. Lägg till det."),
            fix=to_relation(relation),
        )
    if str(relation.terms.get(term, "")).strip():
        return met(relation, term)
    sentence = _("Avtalet med %(partner)s saknar uppgift: %(term)s. Skriv den.")
    return says(UNKNOWN, relation, term, sentence, facts={"term": AGREEMENT_TERMS[term]})


def country_verdict(agreement, name) -> Verdict:
    relation, values = agreement.subject, agreement.lists.get(name, frozenset())
    country = relation.partner.country if relation.partner else ""
    if not values:
        return says(UNKNOWN, relation, "country", _("Listan över länder är tom. Fyll i den, så går avtalet med %(partner)s att pröva."))
    if not country:
        return says(UNKNOWN, relation, "country", _("%(partner)s saknar land. Fyll i landet."), fix=to_relation(relation))
    if country.casefold() in values:
        return met(relation, "country")
    return says(
        BREACHED, relation, "country", _("Landet som %(partner)s ligger i står inte på listan. Välj en annan partner, eller ändra listan.")
    )


def projects_verdict(agreement, number) -> Verdict:
    relation = agreement.subject
    if agreement.projects >= number:
        return met(relation, "projects")
    sentence = _("Avtalet med %(partner)s har %(count)s projekt, men ska ha minst %(number)s. Knyt ett projekt till avtalet.")
    facts = {"count": agreement.projects, "number": number}
    return says(BREACHED if agreement.is_entered else DUE, relation, "projects", sentence, facts=facts, fix=to_relation(relation))


def approval_verdict(agreement, on) -> Verdict:
    """Due while there is time, breached when the last day has passed or it was brought into force all the same."""
    relation = agreement.subject
    found = approvals(relation.parties.all(), on, relation.approve_by)
    if found.are_complete:
        return met(relation, "approval")
    passed = relation.approve_by is not None and relation.approve_by < on
    known = found.approved or found.missing or found.late
    state = UNKNOWN if not known else BREACHED if passed or found.late or agreement.is_entered else DUE
    return Verdict(
        state,
        f"{relation}: {found.sentence}",
        title=_("Följ upp parternas godkännanden av avtalet med %(partner)s") % {"partner": relation},
        due=relation.approve_by,
        key="approval",
        fix=to_relation(relation),
    )


# ── whether new ones are wanted


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
    """The reason is the text of the decision that let the new agreement through. One that replaces another is not new."""
    first, proposed = started(relation), relation.status in (Status.PROPOSED, Status.DECIDED)
    over = relation.status in ENDED | {Status.REJECTED} or relation.succeeds.all()
    if p.stance in ("welcomed", "allowed") or over or (first and p.since and first < p.since):
        return Verdict(NOT_APPLICABLE)
    if p.initiators and relation.initiator and relation.initiator not in p.initiators:
        return Verdict(NOT_APPLICABLE)
    if (first is None and not proposed) or (p.initiators and not relation.initiator):
        sentence = _("%(relation)s: det står inte när avtalet ingicks eller vem som tog initiativet. Fyll i det.")
        return Verdict(UNKNOWN, sentence % {"relation": relation}, at_most="should", fix=to_relation(relation))
    decisions = [d for d in decisions_of(relation.matter) if d.says_yes and d.text.strip()]
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
