"""Who must decide what: adopted routes, and the rule that holds what was decided against them.

A room that has something to decide says how its rows are read: `@decided` on a function (municipality, on) → Errands.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Prefetch, Q
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..compliance import BREACHED, DUE, GATES, KEPT, NOT_APPLICABLE, UNKNOWN, Fix, Verdict, rule
from ..conditions import FIELDS, holds
from ..models import BODY_KINDS, Act, Appointment, Container, Decision, Document, Outcome, RouteStep
from ..parameters import parameter
from ..roles import ROLES
from .documents import in_force_then

NOBODY = "nobody"
BOARDS_CONCERNED = ("board_concerned", "every_board_concerned", "company_board_concerned")
DECIDING = (Act.APPROVE, Act.DECIDE, Act.CONSENT)
# Without an adopted route these warn; everything else is allowed.
WARNS_WITHOUT_ROUTE = frozenset(
    {"document.adopt", "agreement.enter", "agreement.change", "agreement.end", "membership.join", "commitment.take_on", "allocation.grant"}
)


@dataclass(frozen=True)
class Organs:
    """The municipality's bodies and units by code, and its steps by kind of matter."""

    containers: dict
    steps: dict

    @classmethod
    def of(cls, municipality, on):
        steps: dict[str, list] = {}
        for step in RouteStep.objects.of(municipality).filter(in_force_from__lte=on).order_by("order", "pk"):
            steps.setdefault(step.matter_code, []).append(step)
        return cls({container.code: container for container in Container.objects.of(municipality)}, steps)

    def above(self, container) -> list[Container]:
        """The container itself and what it lies under, as far as the municipality."""
        by_id = {c.pk: c for c in self.containers.values()}
        found = []
        while container is not None:
            found.append(container)
            container = by_id.get(container.parent_id)
        return found

    def name(self, code) -> str:
        """What a sentence calls the organ of a step."""
        concerned = {
            "board_concerned": _("den nämnd som berörs"),
            "every_board_concerned": _("varje nämnd som berörs"),
            "company_board_concerned": _("den bolagsstyrelse som berörs"),
            "unit_concerned": _("den enhet som berörs"),
            "outside_party": _("den utomstående parten"),
        }
        if code in self.containers:
            return self.containers[code].label
        return concerned.get(code) or str(ROLES[code].label if code in ROLES else code)


@dataclass(frozen=True)
class Errand:
    """Something that a matter decides, as the rule sees it: the row, its facts for the conditions, its decisions so far."""

    subject: Any
    code: str
    owner: Container
    facts: dict
    decisions: tuple[Decision, ...]
    taken: bool  # the step has been taken: in force, entered, ended, appointed
    taken_on: dt.date | None
    fix: Fix
    called: str = ""  # what a sentence calls it, when that is not the row's own name
    organs: Organs | None = field(default=None, repr=False)

    def __str__(self):
        return self.called or str(self.subject)

    def is_organ(self, decision, code) -> bool:
        """Whether the decision was taken by the organ that a step names."""
        if code == "outside_party":
            return bool(decision.outside_party)
        if decision.post_id:
            return code in (decision.post.role, decision.post.container.code)
        codes = {c.code for c in self.boards()} if code in BOARDS_CONCERNED else {self.owner.code} if code == "unit_concerned" else {code}
        return decision.body_id is not None and decision.body.code in codes

    def boards(self) -> list[Container]:
        """The body that the row belongs to, or the nearest one above it."""
        return [c for c in self.organs.above(self.owner) if c.kind in BODY_KINDS and c.kind != "council"][:1]


SOURCES: list[Callable[..., Iterator[Errand]]] = []


def decided(source):
    """Register how a room's rows are decided: (municipality, on) → Errands, without their organs."""
    SOURCES.append(source)
    return source


def errands(municipality, on) -> Iterator[Errand]:
    organs = Organs.of(municipality, on)
    for source in SOURCES:
        for errand in source(municipality, on):
            yield replace(errand, organs=organs)


def steps_taken(on, through="matter__decisions") -> Prefetch:
    """A matter's confirmed decisions that are dated no later than the day, or not dated at all."""
    known = Decision.objects.confirmed().filter(Q(decided_on=None) | Q(decided_on__lte=on))
    return Prefetch(through, known.select_related("body", "post__container").order_by("decided_on", "pk"))


def record_decision(matter=None) -> Fix:
    return Fix(_("Registrera beslutet"), "decision_new", (), f"arende={matter.pk}" if matter else "", "record_decisions")


@decided
def documents_to_adopt(municipality, on):
    """Drafts, and what was in force that day."""
    rows = in_force_then(municipality, on) | Document.objects.of(municipality).filter(state=Document.State.DRAFT)
    for document in rows.select_related("container", "matter").prefetch_related(steps_taken(on)):
        matter = document.matter
        edit = Fix(_("Ändra dokumentet"), "document_edit", (("pk", document.pk),), "", "edit_documents")
        yield Errand(
            subject=document,
            code="document.adopt",
            owner=document.container,
            facts={"document_kind": document.kind, "owner_kind": document.container.kind},
            decisions=tuple(matter.decisions.all()) if matter else (),
            taken=document.state != Document.State.DRAFT,
            taken_on=document.valid_from,
            fix=record_decision(matter) if matter else edit,
        )


@decided
def appointments_made(municipality, on):
    """Posts that are held that day, with the decision behind each."""
    rows = Appointment.objects.of(municipality).in_force(on)
    for appointment in rows.select_related("person", "container", "decision__body", "decision__post__container"):
        decision = appointment.decision
        counts = (
            decision is not None
            and decision.state == Decision.State.CONFIRMED
            and (decision.decided_on is None or decision.decided_on <= on)
        )
        yield Errand(
            subject=appointment,
            code="appointment.make",
            owner=appointment.container,
            facts={"role": appointment.role, "container_kind": appointment.container.kind, "deputy": appointment.deputy},
            decisions=(decision,) if counts else (),
            taken=True,
            taken_on=appointment.starts_on,
            fix=record_decision(),
            called=_("uppdraget för %(holder)s") % {"holder": appointment},
        )


@dataclass(frozen=True, kw_only=True)
class DecidedByItsRoute:
    matter: str = parameter("matter", "which kind of decision; who decides stands in the route")
    acts: tuple = parameter(
        "choices", "the route's acts that are demanded", default=("consult", "approve", "decide", "consent"), options=Act.values
    )
    outcomes: tuple = parameter(
        "list",
        "outcomes that let the matter through",
        default=(Outcome.APPROVED, Outcome.ADOPTED, Outcome.GRANTED, Outcome.ACCEPTED, Outcome.ENDED),
    )
    own_decision_counts: bool = parameter("boolean", "one decision may satisfy two steps of the same organ", default=True)
    undocumented_before: dt.date | None = parameter(
        "date", "older rows whose decision was never found are unknown, not breached", default=None
    )


def route(errand, on):
    """(steps, labels of the facts that it depends on and nobody has given).

    The route is that of the day the step was taken: a step adopted later was not owed then. `otherwise` serves rows that no other
    deciding step reaches.
    """
    day = errand.taken_on if errand.taken and errand.taken_on else on
    steps = [
        s for s in errand.organs.steps.get(errand.code, ()) if s.in_force_from <= day and (s.in_force_to is None or s.in_force_to >= day)
    ]
    answers = [(step, holds("Matter", errand, step.where)) for step in steps]
    unknown = [c for step, answer in answers if answer is None for c in step.where if holds("Matter", errand, [c]) is None]
    missing = dict.fromkeys(str(FIELDS["Matter"][c["field"]].label) for c in unknown)
    reached = [step for step, answer in answers if answer]
    if any(s.act in DECIDING and not s.otherwise for s in reached):
        reached = [s for s in reached if not s.otherwise]
    return reached, list(missing)


def owed_steps(steps, p):
    """What the setting demands of the route; equal steps of two clauses are one, the stricter of them."""
    found = {}
    for step in sorted(steps, key=lambda s: (s.order, ("must", "should", "may").index(s.strength))):
        if step.act in p.acts and step.strength != "may" and NOBODY not in step.organs:
            found.setdefault((step.order, tuple(step.organs), step.act), step)
    return list(found.values())


@rule(
    subject="Matter",
    title=gettext_lazy("Ärendet är beslutat av rätt organ i rätt ordning"),
    rows=errands,
    gates=[gate for gate, matter in GATES.items() if matter and gate != "allocation.pay"],
    concerns=lambda errand, p: errand.code == p.matter,
)
def matter_is_decided_by_its_route(errand: Errand, p: DecidedByItsRoute, on):
    steps, missing = route(errand, on)
    if missing:
        sentence = _("Beslutsvägen för %(row)s beror på: %(facts)s (uppgift saknas). Fyll i det först.")
        return Verdict(UNKNOWN, sentence % {"row": errand, "facts": ", ".join(missing)})
    if not steps:
        return without_route(errand)
    found, before, used = [], None, set()
    for step in owed_steps(steps, p):
        verdict = judge_step(errand, step, p, on, before, used)
        found.append(verdict)
        if verdict.state == KEPT:
            decision = verdict.evidence[0]
            before = decision.decided_on or before
            used |= set() if p.own_decision_counts else {decision.pk}
    return found


def without_route(errand):
    """The matter's default. A route that was adopted after the step was taken does not reach back."""
    if errand.code not in WARNS_WITHOUT_ROUTE or (errand.taken and errand.organs.steps.get(errand.code)):
        return Verdict(NOT_APPLICABLE)
    sentence = _("Ingen beslutsväg är antagen för %(row)s. Ta reda på vem som ska besluta.")
    return Verdict(UNKNOWN, sentence % {"row": errand}, at_most="should")


def demand(errand, step) -> str:
    """What the route asks, as a sentence."""
    sentences = {
        Act.PREPARE: _("%(row)s ska beredas av %(organ)s."),
        Act.INFORM: _("%(organ)s ska informeras om %(row)s."),
        Act.CONSULT: _("%(organ)s ska yttra sig om %(row)s."),
        Act.APPROVE: _("%(row)s ska godkännas av %(organ)s."),
        Act.DECIDE: _("%(row)s ska beslutas av %(organ)s."),
        Act.CONSENT: _("%(organ)s ska samtycka till %(row)s."),
    }
    return capfirst(sentences[step.act] % {"row": errand, "organ": _(" eller ").join(errand.organs.name(code) for code in step.organs)})


def judge_step(errand, step, p, on, before, used):
    own = [d for d in errand.decisions if d.pk not in used and any(errand.is_organ(d, code) for code in step.organs)]
    if step.act == Act.PREPARE:
        names = {errand.organs.name(code).casefold() for code in step.organs}
        own += [d for d in errand.decisions if d.prepared_by.casefold() in names]
    if step.act in DECIDING:
        own = [d for d in own if d.act in DECIDING]
    yes = [d for d in own if step.act not in DECIDING or d.outcome in p.outcomes]
    last = errand.taken_on if errand.taken and errand.taken_on else on
    for decision in yes:
        undated = decision.decided_on is None
        if (undated and not decision.unknown("date")) or (
            not undated and decision.decided_on <= last and (before is None or decision.decided_on >= before)
        ):
            return Verdict(KEPT, str(decision), since=decision.decided_on, evidence=(decision,), key=f"{step.order}:{step.act}")
    state, problem, since = what_is_wrong(errand, step, p, own, yes, last)
    return Verdict(
        state,
        f"{demand(errand, step)} {problem}",
        title=(_("Registrera beslutet om %(row)s") if step.act != Act.PREPARE else _("Registrera beredningen av %(row)s"))
        % {"row": errand},
        since=since,
        evidence=tuple(own),
        key=f"{step.order}:{step.act}",
        fix=errand.fix,
        at_most=step.strength,
    )


def what_is_wrong(errand, step, p, own, yes, last):
    """(state, sentence, since) of a step that is not kept."""
    if any(d.decided_on is None for d in yes):
        return UNKNOWN, _("Beslutet saknar datum. Fyll i det, eller ange att källan inte säger det."), None
    if late := [d for d in yes if d.decided_on > last]:
        return (
            BREACHED,
            _("Beslutet fattades %(day)s, alltså för sent.") % {"day": date_format(late[0].decided_on, "j F Y")},
            errand.taken_on,
        )
    if yes:
        return BREACHED, _("Beslutet fattades i fel ordning."), errand.taken_on
    if any(d.outcome == Outcome.REFUSED for d in own):
        return BREACHED, _("Svaret blev avslag."), errand.taken_on
    if any(not d.outcome for d in own):
        return UNKNOWN, _("Beslutets utfall är inte registrerat."), None
    if any(code in BOARDS_CONCERNED for code in step.organs) and not errand.boards():
        return UNKNOWN, _("Det är inte registrerat vilken nämnd %(unit)s hör till.") % {"unit": errand.owner.label}, None
    return not_decided(errand, step, p)


def not_decided(errand, step, p):
    """(state, sentence, since) when the organ has not decided at all, perhaps another has."""
    others = [d for d in errand.decisions if d.act in DECIDING and d.outcome in p.outcomes] if step.act in DECIDING else []
    what = _("Beslutet är fattat av %(organ)s.") % {"organ": others[0].organ} if others else _("Det är inte registrerat.")
    if not errand.taken:
        return DUE, what, None
    if others:
        return BREACHED, what, errand.taken_on
    if errand.taken_on is None or (p.undocumented_before and errand.taken_on < p.undocumented_before):
        return UNKNOWN, _("Beslutet har inte hittats. Registrera det om det finns."), None
    return BREACHED, what, errand.taken_on
