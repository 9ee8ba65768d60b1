"""The claim that a relation lives: how long it has been silent, by what the policy counts as a touch."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from councils.compliance import KEPT, NOT_APPLICABLE, UNKNOWN, Fix, Verdict, rule
from councils.conditions import holds
from councils.parameters import Span, parameter
from councils.periods import time_left

from ..models import Relation, Work
from ..touches import beside, counts_as, happened, whole
from .relations import Status, is_alive, started, to_relation

TOUCHES = ("activity", "visit", "project", "meeting", "issue")
NEWEST = 50  # touches that are read for each relation


@dataclass(frozen=True, kw_only=True)
class Alive:
    within: Span = parameter("span", "longest silence")
    touches: tuple = parameter("choices", "what counts as a touch", default=("activity", "visit", "project", "meeting"), options=TOUCHES)
    touch_where: tuple = parameter("conditions", "conditions that a touch must meet", default=())
    at_least: int = parameter("integer", "touches inside the time", default=1)
    answer: str = parameter("choice", "what silence leads to", default="remind", options=("remind", "mark_dormant", "propose_review"))


@dataclass(frozen=True)
class Touch:
    """Something done with the other party, with its last day until now. `counts`: whether it meets the policy's conditions (None: not known)."""

    day: dt.date
    counts: bool | None
    evidence: object
    goes_on: bool = False


def with_touches(municipality, on):
    newest = happened(Work.objects.select_related("container", *beside()), on).prefetch_related("tags__value", "participants", "costs")
    return (
        Relation.objects.of(municipality)
        .select_related("partner", "container")
        .prefetch_related(Prefetch("work", newest.newest_first()[:NEWEST], to_attr="touches"), "promises")
        .in_order()
    )


@rule(subject="Relation", title=gettext_lazy("Relationen lever"), rows=with_touches)
def relation_is_alive(relation: Relation, p: Alive, on):
    """Silence counts from the last touch, and from the relation's own first day when nothing was ever logged. A running project is no silence."""
    if relation.status not in (Status.IN_FORCE, Status.DORMANT) or not is_alive(relation, on):
        return Verdict(NOT_APPLICABLE)
    touches = sorted(touches_of(relation, p, on), key=lambda touch: touch.day, reverse=True)
    counting = [touch for touch in touches if touch.counts]
    if running := [touch.evidence for touch in counting if touch.goes_on]:
        return Verdict(KEPT, evidence=tuple(running[:1]))
    last = counting[p.at_least - 1].day if len(counting) >= p.at_least else None
    since = last or started(relation)
    if since is not None and time_left(since, p.within.after(since), on) == KEPT:
        return Verdict(KEPT, since=since, evidence=tuple(touch.evidence for touch in counting[:1]))
    if vague := [touch.evidence for touch in touches if touch.counts is None and touch.day >= p.within.before(on)]:
        sentence = _("%(relation)s: det som är loggat säger inte det som regeln frågar efter. Komplettera det loggade.")
        return Verdict(UNKNOWN, sentence % {"relation": relation}, evidence=tuple(vague), fix=to_relation(relation))
    if since is None:
        sentence = _("Inget är loggat med %(relation)s och det står inte när samarbetet började. Fyll i året.")
        return Verdict(UNKNOWN, sentence % {"relation": relation}, fix=to_relation(relation))
    return silence(relation, p, since, last, on)


def touches_of(relation, p, on):
    for work in relation.touches:
        if counts_as(work) & set(p.touches):
            runs = work.row == "project" and work.status == Work.State.RUNNING and (work.ends_on is None or work.ends_on >= on)
            yield Touch(min(work.ends_on or work.starts_on, on), holds("Work", whole(work), p.touch_where), work, runs)
    if "issue" in p.touches and not p.touch_where:
        yield from issues(relation, on)


def issues(relation, on):
    """A question that somebody took upon himself: a touch when it was done, and no silence while there is time left to do it."""
    for promise in relation.promises.all():
        if promise.done_on is not None and promise.done_on <= on:
            yield Touch(promise.done_on, True, promise)
        elif promise.done_on is None and promise.due_on is not None and promise.due_on >= on:
            yield Touch(on, True, promise, goes_on=True)


def silence(relation, p, since, last, on):
    if last:
        sentence = _("Senast loggat med %(relation)s: %(day)s. Logga det som hänt sedan dess, eller ta ställning till samarbetet.")
    else:
        sentence = _("Inget är loggat med %(relation)s. Logga det som hänt, eller ta ställning till samarbetet.")
    titles = {
        "remind": _("Ta kontakt med %(relation)s"),
        "mark_dormant": _("Ta kontakt med %(relation)s, eller ange att samarbetet har avstannat"),
        "propose_review": _("Föreslå en översyn av samarbetet med %(relation)s"),
    }
    until = p.within.after(since)
    facts = {"relation": relation, "day": date_format(since, "j F Y")}
    return Verdict(
        time_left(since, until, on),
        sentence % facts,
        title=titles[p.answer] % facts,
        since=since,
        due=until,
        evidence=tuple(relation.touches[:1]),
        fix=Fix(_("Logga det som hänt"), "log_new", (), f"med={relation.pk}", "log"),
    )
