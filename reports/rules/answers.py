"""Claims about what becomes of a report: that it gets an answer, that the work is followed up."""

import datetime as dt
from dataclasses import dataclass, replace

from django.db.models import Prefetch, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from councils.compliance import DUE, KEPT, NOT_APPLICABLE, OVERDUE, UNKNOWN, Fix, Verdict, rule, subject_of
from councils.conditions import Field, declare_fields
from councils.models import Container, Decision, Kind, Municipality
from councils.parameters import Due, Period, add_months, parameter
from councils.periods import time_left, years_owed

from ..models import Delivery, YearlyReport

# Decisions that follow up: the matter of the yearly report, or one of its own.
FOLLOWING_UP = ("follow_up", "report.accept")


def code_of(container) -> str:
    """As rules name it: the municipality itself has no code of its own there."""
    return Kind.MUNICIPALITY if container.kind == Kind.MUNICIPALITY else container.code


declare_fields(
    "Report",
    kind=Field(gettext_lazy("slag av rapport"), str, lambda row: row.kind),
    by_kind=Field(gettext_lazy("slag av rapportör"), str, lambda row: subject_of(row).container.kind),
    by=Field(gettext_lazy("rapportör"), str, lambda row: code_of(subject_of(row).container)),
)


def day(value):
    return date_format(value, "j F Y")


def is_of(decision, organ) -> bool:
    """Whether a body, or the holder of a role, took the decision."""
    if decision.post_id:
        return organ in (decision.post.role, decision.post.container.code)
    return decision.body_id is not None and decision.body.code == organ


def decisions_that_follow_up(municipality, on):
    rows = Decision.objects.of(municipality).confirmed().filter(Q(decided_on=None) | Q(decided_on__lte=on), matter__code__in=FOLLOWING_UP)
    return list(rows.select_related("body", "post__container", "matter__yearly_report").order_by("decided_on", "pk"))


# ── the answer


@dataclass(frozen=True)
class Delivered:
    """A yearly report with the day on which each body first got it, and the decisions that answer it."""

    subject: YearlyReport
    kind: str
    deliveries: dict  # body's code → the first delivery
    decisions: tuple[Decision, ...]
    names: dict


def delivered_reports(municipality, on):
    deliveries = Delivery.objects.filter(delivered_on__lte=on).select_related("receiver").order_by("-delivered_on")
    reports = YearlyReport.objects.filter(municipality=municipality).select_related("matter", "municipality").prefetch_related(
        Prefetch("editions__deliveries", deliveries)
    )  # fmt: skip
    decisions = decisions_that_follow_up(municipality, on)
    names = {c.code: c.label for c in Container.objects.of(municipality)}
    for report in reports:
        got = {
            d.receiver.code: d
            for d in sorted((d for e in report.editions.all() for d in e.deliveries.all()), key=lambda d: d.delivered_on, reverse=True)
        }
        yield Delivered(report, "body_report", got, tuple(decisions), names)


@dataclass(frozen=True, kw_only=True)
class Answered:
    from_organs: tuple = parameter("organs", "who answers; each by itself")
    within: Due = parameter("due", "how soon after delivery")


@rule(subject="Report", title=gettext_lazy("Rapporten får svar"), rows=delivered_reports)
def report_gets_an_answer(row: Delivered, p: Answered, on, setting):
    """Any decision of the receiver about a report, on the delivery day or later, is an answer; «noted» too."""
    for organ in p.from_organs:
        delivery = row.deliveries.get(organ)
        if delivery is None or delivery.delivered_on < setting.in_force_from:
            yield Verdict(NOT_APPLICABLE, key=organ)
            continue
        own = [
            d for d in row.decisions if is_of(d, organ) and (d.matter_id == row.subject.matter_id or not hasattr(d.matter, "yearly_report"))
        ]
        answers = [d for d in own if d.decided_on and d.decided_on >= delivery.delivered_on]
        if answers:
            yield Verdict(KEPT, str(answers[0]), since=answers[0].decided_on, evidence=(delivery, answers[0]), key=organ)
            continue
        if undated := [d for d in own if d.decided_on is None]:
            yield Verdict(UNKNOWN, _("Beslutet saknar datum. Fyll i det."), evidence=tuple(undated), key=organ, fix=to_decision(undated[0]))
            continue
        yield unanswered(row, p, organ, delivery, on)


def to_decision(decision):
    return Fix(_("Till beslutet"), "decision", (("pk", decision.pk),), "", "record_decisions")


def unanswered(row, p, organ, delivery, on):
    last = p.within.after(delivery.delivered_on)
    facts = {"organ": row.names.get(organ, organ), "report": row.subject, "day": day(delivery.delivered_on), "last": day(last)}
    sentence = _("%(organ)s fick %(report)s den %(day)s och har inte svarat. Registrera svaret senast %(last)s, eller lyft frågan.")
    matter = row.subject.matter_id
    return Verdict(
        OVERDUE if on > last else DUE,
        sentence % facts,
        title=_("Få svar av %(organ)s på %(report)s") % facts,
        since=delivery.delivered_on,
        due=last,
        evidence=(delivery,),
        key=organ,
        fix=Fix(_("Registrera beslutet"), "decision_new", (), f"arende={matter}" if matter else "", "record_decisions"),
    )


# ── the follow-up


@dataclass(frozen=True)
class FollowedUp:
    """The municipality with the decisions that follow up its work."""

    subject: Municipality
    decisions: tuple[Decision, ...]
    names: dict


def follow_ups(municipality, on):
    names = {c.code: c.label for c in Container.objects.of(municipality)}
    yield FollowedUp(municipality, tuple(decisions_that_follow_up(municipality, on)), names)


@dataclass(frozen=True, kw_only=True)
class FollowUp:
    by: str = parameter("organ", "who follows up")
    together_with: tuple = parameter("organs", "others who take part", default=())
    of_what: str = parameter(
        "choice", "what is followed up", default="all_work", options=("all_work", "plans", "projects", "relations"), supported=False
    )
    every: Period = parameter("period", "how often")
    due: Due | None = parameter("due", "last day, counted from the period's end", default=None)
    decision_required: bool = parameter("boolean", "it is shown by a decision of that organ", default=True, supported=False)


@rule(subject="Municipality", title=gettext_lazy("Arbetet är uppföljt"), rows=follow_ups)
def follow_up_is_done(row: FollowedUp, p: FollowUp, on, setting):
    """A report that was only delivered is no follow-up; the organ's decision on it is. Each of those who take part owes its own."""
    found = []
    for organ in (p.by, *p.together_with):
        own = [d for d in row.decisions if d.says_yes and (is_of(d, organ) or (organ != p.by and is_prepared_by(d, row.names.get(organ))))]
        found += followed_up_by(row, p, organ, own, on, setting.in_force_from)
    return found


def is_prepared_by(decision, name) -> bool:
    """Others take part by a decision of their own, or by preparing one."""
    return bool(name) and decision.prepared_by.strip().casefold() == name.casefold()


def followed_up_by(row, p, organ, own, on, since):
    dated, undated = [d for d in own if d.decided_on], [d for d in own if not d.decided_on]
    found = [rolling(row, p, organ, dated, undated, on, since)] if p.every.basis == "rolling" else [
        of_year(row, p, organ, year, dated, undated, on) for year in years_owed(p.every, p.due, on, since)
    ]  # fmt: skip
    return found if organ == p.by else [replace(verdict, key=f"{verdict.key}:{organ}".removeprefix(":")) for verdict in found]


def rolling(row, p, organ, dated, undated, on, since):
    """Counted from the last time; before the first full period nothing is owed yet, until its last quarter."""
    start = dated[-1].decided_on if dated else since
    last = add_months(start, p.every.months)
    state = time_left(start, last, on)
    if state == KEPT:
        return Verdict(KEPT, str(dated[-1]), since=start, due=last, evidence=(dated[-1],)) if dated else Verdict(NOT_APPLICABLE)
    return not_followed_up(row, organ, state, last, undated)


def of_year(row, p, organ, year, dated, undated, on):
    """A decision on that year's report, or one taken after the year before had to be followed up."""
    earliest = p.due.after(year.starts_on - dt.timedelta(days=1)) if p.due else year.starts_on - dt.timedelta(days=1)
    for decision in dated:
        report = getattr(decision.matter, "yearly_report", None)
        if report.year == year.year if report else decision.decided_on > earliest:
            return Verdict(KEPT, str(decision), since=decision.decided_on, evidence=(decision,), key=str(year))
    return not_followed_up(row, organ, year.state(on), year.last_day, undated, str(year))


def not_followed_up(row, organ, state, last, undated, key=""):
    if undated:
        return Verdict(
            UNKNOWN, _("Beslutet om uppföljning saknar datum. Fyll i det."), evidence=tuple(undated), key=key, fix=to_decision(undated[0])
        )
    facts = {"organ": row.names.get(organ, organ), "year": key}
    sentence = _("%(organ)s har ingen uppföljning av det internationella arbetet registrerad.") % facts
    if key:
        sentence = _("%(organ)s har ingen uppföljning av %(year)s års internationella arbete registrerad.") % facts
    if last:
        sentence += " " + _("Sista dag är %(day)s.") % {"day": day(last)}
    return Verdict(
        state,
        sentence,
        title=_("Följ upp det internationella arbetet i %(organ)s") % facts,
        due=last,
        key=key,
        fix=Fix(_("Registrera beslutet"), "decision_new", (), "", "record_decisions"),
    )
