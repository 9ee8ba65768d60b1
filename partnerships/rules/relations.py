"""The claims about relations and the work that is done together."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from councils.compliance import BREACHED, KEPT, UNKNOWN, Fix, Verdict, rule
from councils.models import Municipality, Outcome
from councils.parameters import parameter
from councils.rules.errands import Errand, decided, record_decision, said_of, steps_taken
from councils.value_parts import NUMBER

from ..facts import relation_facts
from ..models import ENDED, NEVER_STARTED, Relation, RelationEvent
from ..names import name_key
from ..regions import REGIONS, regions

Status, Event = Relation.Status, RelationEvent.Kind
# ended without a decision of ours
NOT_OUR_DECISION = frozenset({Relation.EndedBy.PARTNER, Relation.EndedBy.LAPSED, Relation.EndedBy.SUCCEEDED})
ENDINGS = ("agreement.end", "membership.leave")
TURNS = (Event.ENDED, Event.SUCCEEDED, Event.RE_ESTABLISHED)
CHANGES = (Event.AMENDED, Event.RENEWED, Event.PAUSED)
ALIVE = frozenset(Status) - NEVER_STARTED - ENDED


def to_relation(relation, label=None):
    return Fix(label or _("Till samarbetet"), "relation", (("pk", relation.pk),), "", "relate")


def is_alive(relation, on) -> bool:
    """In force that day, also when it rests or has ended since."""
    if relation.started_on and relation.started_on > on:
        return False
    return relation.status in ALIVE or (relation.status == Status.ENDED and relation.ended_on is not None and relation.ended_on > on)


def started(relation) -> dt.date | None:
    """The first day; where only the year is known, its last day, so that nobody is blamed for days that may not have been."""
    return relation.started_on or (dt.date(relation.started_year, 12, 31) if relation.started_year else None)


def with_decisions(municipality, on):
    """With everything that rules and routes ask of an agreement."""
    turns = RelationEvent.objects.filter(kind__in=(*TURNS, *CHANGES), day__lte=on).select_related("decision").order_by("day", "pk")
    rows = Relation.objects.of(municipality).select_related("partner", "container", "matter", "ending_matter", "changing_matter")
    return rows.prefetch_related(
        steps_taken(on),
        steps_taken(on, "ending_matter__decisions"),
        steps_taken(on, "changing_matter__decisions"),
        "parties",
        "succeeds",
        Prefetch("events", turns, to_attr="turns"),
    ).in_order()


def decisions_of(matter) -> tuple:
    return tuple(matter.decisions.all()) if matter else ()


def begun_again(relation) -> tuple[dt.date, dt.date] | None:
    """(the day it ended, the day it was taken up again) of the newest time; None when it never was."""
    days = [(event.kind == Event.RE_ESTABLISHED, event.day) for event in relation.turns if event.kind in TURNS]
    if not any(again for again, _day in days):
        return None
    at = max(n for n, (again, _day) in enumerate(days) if again)
    ended = [day for again, day in days[:at] if not again]
    return (ended[-1] if ended else days[at][1]), days[at][1]


def entering(relation) -> Errand:
    """What was decided when it was entered; of one that was taken up again only what was decided since it ended."""
    again, matter = begun_again(relation), relation.matter
    taken = [d for d in decisions_of(matter) if d.outcome != Outcome.ENDED and matter.code not in ENDINGS]
    if again:
        taken = [d for d in taken if d.decided_on is None or d.decided_on >= again[0]]
    return Errand(
        subject=relation,
        code="membership.join" if relation.is_network else "agreement.enter",
        owner=relation.container,
        facts=relation_facts(relation),
        decisions=tuple(taken),
        taken=relation.status not in NEVER_STARTED,
        taken_on=again[1] if again else started(relation),
        fix=record_decision(matter) if matter else to_relation(relation),
        called=(_("medlemskapet i %(name)s") if relation.is_network else _("avtalet med %(name)s")) % {"name": relation.name},
    )


def ending(relation, over: bool) -> Errand:
    """What was decided about ending it: in a matter of its own, or in the one that once entered it, by the outcome."""
    own, first = relation.ending_matter, relation.matter
    taken = [d for d in decisions_of(first) if d.outcome == Outcome.ENDED or first.code in ENDINGS]
    taken += [d for d in decisions_of(own) if d not in taken and own != first]
    called = _("utträdet ur %(name)s") if relation.is_network else _("avslutandet av avtalet med %(name)s")
    matter = own or first
    return Errand(
        subject=relation,
        code="membership.leave" if relation.is_network else "agreement.end",
        owner=relation.container,
        facts=said_of(own) | {name: value for name, value in relation_facts(relation).items() if value is not None},
        decisions=tuple(taken),
        taken=over,
        taken_on=relation.ended_on if over else None,
        fix=record_decision(matter) if matter else to_relation(relation),
        called=called % {"name": relation.name},
        own_matter=own,
    )


def change_made(relation) -> RelationEvent | None:
    """What was written of the agreement by a decision in the newest matter of changing it."""
    made = [event for event in relation.turns if event.kind in CHANGES and event.decision_id]
    return next((event for event in made if event.decision.matter_id == relation.changing_matter_id), None)


def changing(relation) -> Errand:
    """What was decided about changing it: the route asks of the agreement itself, and of the matter what only that knows."""
    matter, made = relation.changing_matter, change_made(relation)
    of_row = {name: value for name, value in relation_facts(relation).items() if value is not None}
    return Errand(
        subject=relation,
        code="agreement.change",
        owner=relation.container,
        facts=of_row | said_of(matter),
        decisions=decisions_of(matter),
        taken=made is not None,
        taken_on=made.day if made else None,
        fix=record_decision(matter),
        called=_("ändringen av avtalet med %(name)s") % {"name": relation.name},
        own_matter=matter,
    )


@decided(codes=("agreement.enter", "agreement.change", "membership.join", *ENDINGS))
def relations_entered_and_ended(municipality, on, matter=None):
    """One that the partner ended, that ran out or was replaced asks nobody here for a decision to end it."""
    rows = with_decisions(municipality, on)
    about = Q(matter=matter) | Q(ending_matter=matter) | Q(changing_matter=matter)
    for relation in rows.filter(about).distinct() if matter else rows:
        over = relation.status == Status.ENDED and not is_alive(relation, on)
        by_itself = relation.ended_by in NOT_OUR_DECISION
        if not over or (matter and (by_itself or relation.ending_matter_id)):
            yield entering(relation)
        if (over and not by_itself) or (relation.ending_matter_id and not over):
            yield ending(relation, over)
        if relation.changing_matter_id and (is_alive(relation, on) or matter):
            yield changing(relation)


# ── what the document names


@dataclass(frozen=True)
class Register:
    """The municipality with all its relations."""

    subject: Municipality
    relations: tuple[Relation, ...]


def registers(municipality, on):
    rows = with_decisions(municipality, on)
    yield Register(
        municipality, tuple(rows.prefetch_related("partner__names", "partner__successor__names", "partner__predecessors__names"))
    )


@dataclass(frozen=True, kw_only=True)
class NamedRelation:
    kind: str = parameter("relation_kind", "twin town, partnership …")
    partners: tuple = parameter("partners", "name as the document spells it; country and decision year when it gives them", default=())
    number: int | None = parameter("integer", "relations of the kind, when the document says how many", default=None)
    number_by_region: dict = parameter("table", "how many of them in a region of the world", default=None, options=REGIONS, holds=NUMBER)
    decided_by: str | None = parameter("organ", "organ that the document says entered them", default=None)


@rule(
    subject="Municipality",
    title=gettext_lazy("De relationer som dokumentet nämner finns och lever"),
    rows=registers,
    gates=["agreement.end"],
)
def named_relation_is_in_the_register(register: Register, p: NamedRelation, on):
    own = [r for r in register.relations if r.kind == p.kind]
    alive = [r for r in own if is_alive(r, on)]
    for named in p.partners:
        yield named_verdict(named, own, alive)
    if p.number is not None:
        yield number_verdict(len(alive), p.number, alive, "number")
    for region, number in (p.number_by_region or {}).items():
        yield region_verdict(region, number, alive)
    for relation in alive if p.decided_by else ():
        yield decided_by_verdict(relation, p.decided_by)


def spelt(relation, name) -> bool:
    """By any name of the partner, of what it has become a part of, or of what has become a part of it."""
    names = [relation.name]
    if partner := relation.partner:
        for one in (partner, partner.successor, *partner.predecessors.all()):
            names += one.spellings if one else ()
    return name_key(name) in {name_key(one) for one in names}


def named_verdict(named, own, alive):
    name = named["name"]
    relation = next((r for r in alive if spelt(r, name)), None)
    if relation is None:
        past = next((r for r in own if spelt(r, name)), None)
        problem = _("står som avslutad eller inte påbörjad i registret") if past else _("finns inte i registret")
        fix = to_relation(past) if past else Fix(_("Till relationerna"), "relations", (), "", "relate")
        return wrong(name, problem, BREACHED, fix, past)
    if named.get("country"):
        country = relation.partner.country if relation.partner else ""
        if country != named["country"]:
            problem = _("har ett annat land i registret") if country else _("saknar land i registret")
            return wrong(name, problem, BREACHED if country else UNKNOWN, to_relation(relation), relation)
    if named.get("decision_year"):
        year = relation.started_year or (relation.started_on.year if relation.started_on else None)
        if year != named["decision_year"]:
            problem = _("har ett annat år i registret") if year else _("saknar år i registret")
            return wrong(name, problem, BREACHED if year else UNKNOWN, to_relation(relation), relation)
    return Verdict(KEPT, evidence=(relation,), key=name)


def wrong(name, problem, state, fix, relation=None):
    sentence = _("Dokumentet nämner %(partner)s, som %(problem)s. Rätta registret, eller registrera beslutet som ändrar dokumentet.")
    return Verdict(
        state,
        sentence % {"partner": name, "problem": problem},
        title=_("Rätta uppgifterna om %(partner)s") % {"partner": name},
        since=relation.ended_on if relation else None,
        evidence=(relation,) if relation else (),
        key=name,
        fix=fix,
    )


def number_verdict(count, number, evidence, key):
    if count == number:
        return Verdict(KEPT, evidence=tuple(evidence), key=key)
    sentence = _(
        "Dokumentet nämner %(number)s relationer men registret har %(count)s. Rätta registret, eller registrera beslutet som ändrar dokumentet."
    )
    return Verdict(
        BREACHED,
        sentence % {"number": number, "count": count},
        title=_("Stäm av relationerna mot dokumentet"),
        evidence=tuple(evidence),
        key=key,
        fix=Fix(_("Till relationerna"), "relations", (), "", "relate"),
    )


def region_verdict(region, number, alive):
    if vague := [r for r in alive if not (r.partner and r.partner.country)]:
        sentence = _("%(relation)s saknar land, så det går inte att räkna. Fyll i landet.") % {"relation": vague[0]}
        return Verdict(UNKNOWN, sentence, evidence=tuple(vague), key=region, fix=to_relation(vague[0]))
    found = [r for r in alive if region in regions(r.partner.country)]
    return number_verdict(len(found), number, found, region)


def decided_by_verdict(relation, organ):
    decisions = [d for d in (relation.matter.decisions.all() if relation.matter else ()) if d.says_yes and d.outcome != Outcome.ENDED]
    key = f"decided:{relation.pk}"
    if own := [d for d in decisions if d.body_id and d.body.code == organ]:
        return Verdict(KEPT, str(own[0]), evidence=(own[0],), key=key)
    fix = record_decision(relation.matter) if relation.matter else to_relation(relation)
    title = _("Registrera beslutet om %(row)s") % {"row": relation}
    if decisions:
        sentence = _("Enligt dokumentet beslutades %(row)s av ett annat organ än det som står i registret. Kontrollera beslutet.")
        return Verdict(BREACHED, sentence % {"row": relation}, title=title, evidence=tuple(decisions), key=key, fix=fix)
    sentence = _("Beslutet om %(row)s är inte registrerat. Registrera det om det finns.") % {"row": relation}
    return Verdict(UNKNOWN, sentence, title=title, evidence=(relation,), key=key, fix=fix)
