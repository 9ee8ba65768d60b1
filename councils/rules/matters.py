"""The rule that holds what was decided against the adopted routes, and what pages say of a matter's way to its decision."""

import datetime as dt
from dataclasses import dataclass, field, replace

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..compliance import BREACHED, DUE, GATES, KEPT, NOT_APPLICABLE, UNKNOWN, Verdict, rule
from ..models import Act, Outcome
from ..parameters import parameter
from ..route_words import duty, fields_in_words, organ_in_words, organs_in_words
from ..routes import BOARDS_CONCERNED, DECIDING, EVERY_BOARD, Leg
from ..spoken import speak
from .errands import Errand, errand_of, errands

# Without an adopted route these warn; everything else is allowed.
WARNS_WITHOUT_ROUTE = frozenset(
    {"document.adopt", "agreement.enter", "agreement.change", "agreement.end", "membership.join", "commitment.take_on", "allocation.grant"}
)
SAYS_YES = (Outcome.APPROVED, Outcome.ADOPTED, Outcome.GRANTED, Outcome.ACCEPTED, Outcome.ENDED)
ENDINGS = {"agreement.enter": "agreement.end", "membership.join": "membership.leave"}  # the matter that ends what another began
ANSWERS = (*DECIDING, Act.CONSENT)  # acts that say yes or no
HELD_IN_ORDER = (*ANSWERS, Act.CONSULT)
COVERED = {"money": gettext_lazy("pengarna"), "staff": gettext_lazy("personalen")}


@dataclass(frozen=True, kw_only=True)
class DecidedByItsRoute:
    matter: str = parameter("matter", "which kind of decision; who decides stands in the route")
    acts: tuple = parameter(
        "choices", "the route's acts that are demanded", default=("consult", "approve", "decide", "consent"), options=Act.values
    )
    outcomes: tuple = parameter("list", "outcomes that let the matter through", default=SAYS_YES)
    own_decision_counts: bool = parameter("boolean", "one decision may satisfy two steps of the same organ", default=True)
    undocumented_before: dt.date | None = parameter(
        "date", "older rows whose decision was never found are unknown, not breached", default=None
    )
    covers: tuple = parameter("choices", "what the decision on an application must cover", default=(), options=("money", "staff"))


@rule(
    subject="Matter",
    title=gettext_lazy("Ärendet är beslutat av rätt organ i rätt ordning"),
    rows=errands,
    rows_by="matter",
    gates=[gate for gate, matter in GATES.items() if matter and gate != "allocation.pay"],
    concerns=lambda errand, p: errand.code == p.matter,
)
def matter_is_decided_by_its_route(errand: Errand, p: DecidedByItsRoute, on):
    route = errand.route(on)
    if route.missing:
        sentence = _("Beslutsvägen för %(row)s beror på: %(facts)s (uppgift saknas). Fyll i det först.")
        return Verdict(UNKNOWN, sentence % {"row": errand, "facts": fields_in_words(route.missing)}, fix=errand.ask_for_facts)
    if not route.is_adopted:
        return without_route(errand)
    found = [verdict for _leg, verdict in judged(errand, route.legs, p, on)]
    return found if any(verdict.state != KEPT for verdict in found) else found + covered(errand, p)


def covered(errand, p) -> list[Verdict]:
    """What the decisions must cover, once they are there. Of a row that cannot say what they cover it is only a warning."""
    found, coverage = [], errand.coverage
    for what in p.covers if errand.decisions else ():
        if coverage is None:
            sentence = _("Det går inte att ange vad beslutet om %(row)s omfattar. Läs det.")
            return [Verdict(UNKNOWN, sentence % {"row": errand}, key="covers", fix=errand.fix, at_most="should")]
        if what in coverage.needed:
            found.append(verdict_on(errand, what, coverage))
    return found


def verdict_on(errand, what, coverage) -> Verdict:
    key, fix, facts = f"covers:{what}", coverage.fix, {"row": errand, "what": COVERED[what]}
    if coverage.said[what]:
        return Verdict(KEPT, key=key, evidence=errand.decisions)
    if coverage.said[what] is None:
        sentence = _("Ange om beslutet om %(row)s omfattar %(what)s.") % facts
        return Verdict(UNKNOWN, sentence, key=key, evidence=errand.decisions, fix=fix)
    sentence = _("Beslutet om %(row)s omfattar inte %(what)s. Låt den som beslutar ta ställning till det också.") % facts
    return Verdict(BREACHED, sentence, key=key, evidence=errand.decisions, fix=errand.fix)


def without_route(errand):
    """The matter's default. A route that was adopted after the step was taken does not reach back."""
    if errand.code not in WARNS_WITHOUT_ROUTE or (errand.taken and errand.organs.steps.get(errand.code)):
        return Verdict(NOT_APPLICABLE)
    sentence = _("Ingen beslutsväg är antagen för %(row)s. Ta reda på vem som ska besluta.")
    return Verdict(UNKNOWN, sentence % {"row": errand}, at_most="should")


@dataclass
class Way:
    """How far the judgement has come along the chain."""

    legs: tuple  # the whole chain
    days: dict = field(default_factory=dict)  # the latest decision at each place so far: {order: day}
    used: frozenset = frozenset()  # decisions that may not count again
    skipped: Leg | None = None  # the first leg that must be taken and has not been

    def before(self, leg) -> dt.date | None:
        """The latest decision of an earlier place; who stands at the same place may decide first."""
        return max((day for order, day in self.days.items() if day and order < leg.order), default=None)

    def go_on(self, leg, verdict, p):
        if verdict.state == KEPT:
            days = [d.decided_on for d in verdict.evidence if d.decided_on] + [self.days.get(leg.order)]
            self.days[leg.order] = max(filter(None, days), default=None)
            self.used |= frozenset() if p.own_decision_counts else {d.pk for d in verdict.evidence}
        elif verdict.state in (DUE, BREACHED) and leg.strength == "must" and leg.act in HELD_IN_ORDER:
            self.skipped = self.skipped or leg


def judged(errand, legs, p, on) -> list[tuple[Leg, Verdict]]:
    """Each leg that is demanded, with what is said of it."""
    way, found = Way(legs), []
    for leg in legs:
        if leg.act in p.acts and leg.strength != "may":
            verdict = judge_leg(errand, leg, p, on, way)
            way.go_on(leg, verdict, p)
            found.append((leg, verdict))
    return found


def chain(errand, on) -> list[tuple[Leg, Verdict]]:
    """Every leg of the route, also those that no setting demands, for the subject's own page."""
    return judged(errand, errand.route(on).legs, DecidedByItsRoute(matter=errand.code, acts=tuple(Act.values)), on)


def demand(errand, leg) -> str:
    """What the route asks, as a sentence."""
    sentences = {
        Act.PREPARE: _("%(row)s ska beredas av %(organ)s."),
        Act.INFORM: _("%(organ)s ska informeras om %(row)s."),
        Act.CONSULT: _("%(organ)s ska yttra sig om %(row)s."),
        Act.APPROVE: _("%(row)s ska godkännas av %(organ)s."),
        Act.DECIDE: _("%(row)s ska beslutas av %(organ)s."),
        Act.CONSENT: _("%(organ)s ska samtycka till %(row)s."),
    }
    return capfirst(sentences[leg.act] % {"row": errand, "organ": organs_called(errand, leg)})


def organs_called(errand, leg) -> str:
    return organs_in_words(leg, errand.names, errand.organs.words)


def own_decisions(errand, leg, used=frozenset()) -> list:
    """What the organs of the leg have decided; a preparation may also be named in the decision that it prepared."""
    own = [d for d in errand.decisions if d.pk not in used and any(errand.is_organ(d, code) for code in leg.organs)]
    if leg.act == Act.PREPARE:
        names = {organ_in_words(code, errand.names, errand.organs.words).casefold() for code in leg.organs}
        own += [d for d in errand.decisions if d.prepared_by.casefold() in names and d not in own]
    return [d for d in own if d.act in ANSWERS] if leg.act in ANSWERS else own


def judge_leg(errand, leg, p, on, way):
    own = own_decisions(errand, leg, way.used)
    yes = [d for d in own if leg.act not in ANSWERS or d.outcome in p.outcomes]
    last = errand.taken_on if errand.taken and errand.taken_on else on
    good = [d for d in yes if is_in_time(d, last, way.before(leg))] if in_turn(leg, way) else []
    key = f"{leg.order}:{leg.act}:{leg.only}".removesuffix(":")
    if good and not boards_left(errand, leg, good):
        evidence = tuple(good) if boards_owed(errand, leg) > 1 else (good[0],)
        return Verdict(KEPT, str(good[0]), since=good[0].decided_on, evidence=evidence, key=key)
    state, problem, since = what_is_wrong(errand, leg, p, own, yes, good, last, way)
    title = _("Registrera beslutet om %(row)s") if leg.act != Act.PREPARE else _("Registrera beredningen av %(row)s")
    return Verdict(
        state,
        f"{demand(errand, leg)} {problem}",
        title=title % {"row": errand},
        since=since,
        evidence=tuple(own),
        key=key,
        fix=errand.fix,
        at_most=leg.strength,
    )


def in_turn(leg, way) -> bool:
    """No leg of a lower order that must be taken has been passed by."""
    return way.skipped is None or way.skipped.order == leg.order or leg.act not in HELD_IN_ORDER


def is_in_time(decision, last, before) -> bool:
    """No later than the step was taken, no earlier than the decision before; «not stated in the source» is accepted."""
    if decision.decided_on is None:
        return not decision.unknown("date")
    return decision.decided_on <= last and (before is None or decision.decided_on >= before)


def boards_owed(errand, leg) -> int:
    return errand.boards_owed() if EVERY_BOARD in leg.organs else 1


def boards_left(errand, leg, good) -> int:
    return max(0, boards_owed(errand, leg) - len({d.delegation.body_id if d.delegation_id else d.body_id for d in good}))


def what_is_wrong(errand, leg, p, own, yes, good, last, way):
    """(state, sentence, since) of a leg that is not kept."""
    since = errand.taken_on if errand.taken else None
    if good:
        left = {"left": boards_left(errand, leg, good), "owed": boards_owed(errand, leg)}
        return BREACHED if errand.taken else DUE, speak(_("Det saknas beslut från %(left)s av %(owed)s %(boards)s."), **left), since
    if any(d.decided_on is None for d in yes):
        return UNKNOWN, _("Beslutet saknar datum. Fyll i det, eller ange att källan inte säger det."), None
    if late := [d for d in yes if d.decided_on > last]:
        return BREACHED, _("Beslutet fattades %(day)s, alltså för sent.") % {"day": date_format(late[0].decided_on, "j F Y")}, since
    if yes:
        return BREACHED, _("Beslutet fattades i fel ordning."), since
    if any(d.outcome == Outcome.REFUSED for d in own):
        return BREACHED, _("Svaret blev avslag."), since
    if any(not d.outcome for d in own):
        return UNKNOWN, _("Beslutets utfall är inte registrerat."), None
    if any(code in BOARDS_CONCERNED for code in leg.organs) and not errand.boards() and boards_owed(errand, leg) == 1:
        return UNKNOWN, speak(_("Det är inte registrerat var %(owner)s hör hemma bland %(the_boards)s."), owner=errand.owner.label), None
    return not_decided(errand, leg, p, way)


def not_decided(errand, leg, p, way):
    """(state, sentence, since) when the organ has not decided at all, perhaps another has."""
    others = [d for d in errand.decisions if leg.act in ANSWERS and d.act in DECIDING and d.outcome in p.outcomes]
    strangers = [d for d in others if not answers_one_of(errand, way.legs, d)]
    first = (strangers or others or [None])[0]
    what = _("Beslutet är fattat av %(organ)s.") % {"organ": first.organ} if first else _("Det är inte registrerat.")
    if not errand.taken:
        return (BREACHED, what, strangers[0].decided_on) if strangers else (DUE, _("Det är inte registrerat."), None)
    if others:
        return BREACHED, what, errand.taken_on
    if errand.taken_on is None or (p.undocumented_before and errand.taken_on < p.undocumented_before):
        return UNKNOWN, _("Beslutet har inte hittats. Registrera det om det finns."), None
    return BREACHED, what, errand.taken_on


# ── one decision against the route


def answers_one_of(errand, legs, decision) -> bool:
    return any(errand.is_organ(decision, code) for leg in legs if leg.act in ANSWERS for code in leg.organs)


def is_to_judge(errand, decision) -> bool:
    """A yes, in the matter that the errand is about: what ended an agreement is not judged as what entered it."""
    ends = decision.outcome == Outcome.ENDED or decision.matter.code in ENDINGS.values()
    return decision.act in ANSWERS and decision.outcome in SAYS_YES and ends == (errand.code in ENDINGS.values())


def errand_for(decision, on) -> Errand:
    """What the decision is about. One that ends an agreement still in force is held against the route to its end."""
    errand = errand_of(decision.matter, on)
    if decision.outcome != Outcome.ENDED or errand.code not in ENDINGS:
        return errand
    ending = tuple(d for d in decision.matter.decisions.confirmed().filter(outcome=Outcome.ENDED)) if decision.matter.pk else ()
    return replace(errand, code=ENDINGS[errand.code], taken=False, taken_on=None, decisions=ending)


def stands(errand, decision) -> bool:
    """Whether a recorded decision is one of those that the errand rests on."""
    return any(d.pk == decision.pk for d in errand.decisions)


def departure(errand, decision, on) -> str:
    """What the adopted route says against the decision, or nothing. It can be recorded all the same, with a reason."""
    route = errand.route(on)
    if not is_to_judge(errand, decision) or not route.legs:
        return ""
    own = [leg for leg in route.legs if leg.act in ANSWERS and any(errand.is_organ(decision, code) for code in leg.organs)]
    if not own:
        first = next((leg for leg in route.legs if leg.act in DECIDING), route.legs[0])
        says = {
            "duty": duty(first, errand.names, errand.organs.words),
            "clause": first.steps[0].clause.code,
            "organ": decision.organ,
        }
        return _("Enligt beslutsvägen ska %(duty)s (%(clause)s). %(organ)s ingår inte i den.") % says
    before = errand.without(decision)
    mine = next((leg for leg in own if not own_decisions(before, leg)), own[-1])
    for leg in route.legs:
        if leg.order < mine.order and leg.act in HELD_IN_ORDER and leg.strength != "may" and not has_answered(before, leg):
            says = {"duty": duty(leg, errand.names, errand.organs.words), "clause": leg.steps[0].clause.code}
            return _("Först ska %(duty)s (%(clause)s). Det är inte registrerat.") % says
    return ""


def has_answered(errand, leg) -> bool:
    good = [d for d in own_decisions(errand, leg) if leg.act not in ANSWERS or d.outcome in SAYS_YES]
    return bool(good) and not boards_left(errand, leg, good)
