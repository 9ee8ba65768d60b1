"""The claim that those who hold a post have been offered training, of each kind and as often as it is owed."""

import datetime as dt
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..compliance import DUE, KEPT, NOT_APPLICABLE, OVERDUE, UNKNOWN, Fix, Verdict, rule
from ..models import Appointment, Container, TrainingOffer
from ..parameters import Period, Span, add_months, parameter
from ..periods import time_left
from ..words import Words
from .meetings import running_period

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Holder:
    """Somebody's post with everything that has been offered in the municipality, oldest first."""

    subject: Appointment
    offers: tuple  # (offer, ids of those invited, ids of those who came)
    words: Words


def holders(municipality, on):
    words = Words.read(municipality)
    given, offers = TrainingOffer.objects.of(municipality).filter(day__lte=on, cancelled=False), []
    for offer in given.prefetch_related("invitations").order_by("day", "pk"):
        listed = list(offer.invitations.all())
        offers.append((offer, frozenset(one.person_id for one in listed), frozenset(one.person_id for one in listed if one.attended)))
    held = Appointment.objects.of(municipality).in_force(on).select_related("person", "container__parent")
    for appointment in held.order_by("container", "person__name_sort", "pk"):
        yield Holder(appointment, tuple(offers), words)


@dataclass(frozen=True, kw_only=True)
class TrainingOffered:
    role: str = parameter("role", "who is entitled", default="contact")
    training_kind: str = parameter("choice", "each kind is a duty of its own", options=("joint", "individual", "basic"))
    every: Period = parameter("period", "how often")
    offer_is_enough: bool = parameter("boolean", "attendance need not follow", default=True)
    answerable: str = parameter("choice", "whom the finding names", default="unit", options=("unit", "parent_body", "coordinator"))


@rule(
    subject="Appointment",
    title=gettext_lazy("Kompetensutveckling har erbjudits"),
    rows=holders,
    concerns=lambda holder, p: holder.subject.role == p.role,
)
def training_is_offered(holder: Holder, p: TrainingOffered, on, setting):
    """Counted from the first day of the post, and from that of the rule: what was not owed then is not owed now."""
    began = max(holder.subject.starts_on, setting.in_force_from)
    mine, vague = offers_to(holder, p)
    state, since, last = by_calendar(p, began, mine, on) if p.every.basis == "calendar" else rolling(p, began, mine, on)
    if state in (KEPT, NOT_APPLICABLE):
        return Verdict(state, since=since, due=last if state == KEPT else None, evidence=tuple(mine[-1:]))
    facts = facts_of(holder, p, mine[-1].day if mine else began)
    if unclear := [offer for offer in vague if offer.day > period_before(p, on)]:
        sentence = _("Det är inte registrerat vilka som erbjöds eller deltog i %(offer)s. Fyll i det.")
        fix = Fix(_("Öppna tillfället"), "training_edit", (("pk", unclear[-1].pk),), "", "appoint")
        return Verdict(UNKNOWN, sentence % {"offer": unclear[-1]}, due=last, evidence=(unclear[-1],), fix=fix)
    sentence = _("%(person)s har inte erbjudits %(kind)s sedan %(day)s. Erbjud ett tillfälle.")
    if facts["who"]:
        sentence = _("%(who)s ska se till att %(person)s erbjuds %(kind)s. Det har inte skett sedan %(day)s.")
    fix = Fix(_("Erbjud kompetensutveckling"), "training_new", (), f"slag={p.training_kind}", "appoint")
    return Verdict(
        state, capfirst(sentence % facts), title=_("Erbjud %(person)s %(kind)s") % facts, due=last, evidence=tuple(mine[-1:]), fix=fix
    )


def offers_to(holder, p) -> tuple[list, list]:
    """(those that count for the holder, those of which it cannot be said), within the term of the post."""
    mine, vague, post = [], [], holder.subject
    for offer, invited, came in holder.offers:
        if offer.kind != p.training_kind or offer.day < post.starts_on:
            continue
        reached = post.person_id in invited or (offer.all_contacts and post.role == "contact")
        unlisted = not invited and not offer.all_contacts
        unnoted = reached and not p.offer_is_enough and not came
        if unlisted or unnoted:
            vague.append(offer)
        elif reached and (p.offer_is_enough or post.person_id in came):
            mine.append(offer)
    return mine, vague


def rolling(p, began, mine, on):
    """(state, since, last day): from the last time; who has never been offered any is given one period."""
    since = mine[-1].day if mine else began
    last = add_months(since, p.every.months)
    if not mine:
        return (OVERDUE if on > last else NOT_APPLICABLE), since, last
    return time_left(since, last, on), since, last


def by_calendar(p, began, mine, on):
    """(state, since, last day): once in the running period; late when the whole period before had none."""
    starts, ends = running_period(p.every, on)
    if inside := [offer for offer in mine if starts <= offer.day <= ends]:
        return KEPT, inside[-1].day, ends
    before, _last = running_period(p.every, starts - ONE_DAY)
    if began <= before and not any(before <= offer.day < starts for offer in mine):
        return OVERDUE, before, starts - ONE_DAY
    if began > starts:
        return NOT_APPLICABLE, began, ends
    return (DUE if time_left(starts, ends, on) == DUE else KEPT), starts, ends


def period_before(p, on) -> dt.date:
    """The day before the period in which an offer would count."""
    if p.every.basis == "calendar":
        return running_period(p.every, on)[0] - ONE_DAY
    return Span(months=p.every.months).before(on) - ONE_DAY


def facts_of(holder, p, day) -> dict:
    post = holder.subject
    above = post.container if post.container.sort == Container.Sort.BODY else post.container.parent or post.container
    who = {"unit": "", "parent_body": above.label, "coordinator": holder.words.coordinator.definite}[p.answerable]
    kind = TrainingOffer.Kind(p.training_kind).label
    return {"person": post.person, "kind": kind, "day": date_format(day, "j F Y"), "who": who}
