"""Claims about meetings: a body meets as often as it should, and every meeting held leaves its notes."""

import datetime as dt
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..compliance import BREACHED, DUE, KEPT, NOT_APPLICABLE, OVERDUE, UNKNOWN, Fix, Verdict, rule
from ..models import Body, Meeting
from ..parameters import Due, Period, Span, parameter
from .fields import levels_of

State = Meeting.State


@dataclass(frozen=True)
class Calendar:
    """A body and all its meetings, oldest first."""

    subject: Body
    meetings: tuple[Meeting, ...]


def calendars(municipality, on):
    for body in Body.objects.of(municipality).active(on).in_order().prefetch_related("meetings"):
        yield Calendar(body, tuple(body.meetings.all()))


def to_meeting(meeting) -> Fix:
    return Fix(_("Öppna mötet"), "meeting_edit", (("pk", meeting.pk),), "", "meet")


@dataclass(frozen=True, kw_only=True)
class BodyMeets:
    body: str = parameter("body", "which body")
    every: Period = parameter("period", "the period")
    at_least: int = parameter("integer", "meetings held in each period", default=1)
    level: str = parameter("choice", "which meetings count", default="any", options=("any", "political", "officials"))
    call_before: Span | None = parameter("span", "how long before the meeting it is called", default=None)


@rule(
    subject="Body",
    title=gettext_lazy("Organet träffas så ofta som det ska"),
    rows=calendars,
    concerns=lambda calendar, p: calendar.subject.code == p.body,
)
def body_meets(calendar: Calendar, p: BodyMeets, on, setting):
    """By the calendar the running period counts; rolling, the time since the last meeting."""
    if p.level != "any" and p.level not in levels_of(calendar.subject.kind):
        sentence = _("Regeln räknar möten som %(body)s inte har: där träffas andra. Ändra regeln.") % {"body": calendar.subject.label}
        yield Verdict(UNKNOWN, sentence, fix=Fix(_("Till reglerna"), "rulesettings"))
        return
    yield enough_meetings(calendar, p, on, setting)
    if p.call_before:
        yield from late_calls(calendar, p.call_before, on)


def enough_meetings(calendar, p, on, setting):
    starts, ends = running_period(p.every, on)
    if p.every.basis == "calendar" and starts < setting.in_force_from:
        return Verdict(NOT_APPLICABLE)
    inside = [m for m in calendar.meetings if starts <= m.day <= ends]
    held = [m for m in inside if m.state == State.HELD and m.day <= on]
    unsaid = [m for m in inside if m.state == State.PLANNED and m.day < on]
    planned = [m for m in inside if m.state == State.PLANNED and m.day >= on]
    facts = {"body": calendar.subject.label, "number": p.at_least, "held": len(held), "day": date_format(ends, "j F Y")}
    if len(held) >= p.at_least:
        return Verdict(KEPT, since=held[-1].day, evidence=tuple(held))
    if unsaid:
        sentence = _("%(body)s: det är inte sagt om mötet %(when)s blev av. Öppna mötet och ange det.")
        when = date_format(unsaid[0].day, "j F Y")
        return Verdict(UNKNOWN, sentence % {"body": calendar.subject.label, "when": when}, evidence=(unsaid[0],), fix=to_meeting(unsaid[0]))
    call = Fix(_("Planera möte"), "meeting_new", (), f"organ={calendar.subject.code}", "meet")
    title = _("Kalla %(body)s till möte") % facts
    sentence = _("%(body)s har hållit %(held)s av minst %(number)s möten i perioden, som slutar %(day)s.") % facts
    if p.every.basis == "rolling":
        return Verdict(OVERDUE, sentence, title=title, since=ends, fix=call)
    enough_planned = len(held) + len(planned) >= p.at_least
    near = on > ends - (ends - starts) / 4
    return Verdict(
        DUE if near and not enough_planned else KEPT, sentence if near else "", title=title, due=ends, evidence=tuple(planned), fix=call
    )


def running_period(every: Period, on: dt.date) -> tuple[dt.date, dt.date]:
    """(first, last) day of the period that the day lies in; rolling, the length of a period that ends with the day.

    A term of office counts as four whole years from the one after the general election: 2023–2026, 2027–2030.
    """
    span = Span(months=every.months)
    if every.basis == "rolling":
        return span.before(on) + dt.timedelta(days=1), on
    offset = 36 if every.unit == "term" else 0  # 2023 is three years after a year that four divides
    months = (on.year * 12 + on.month - 1 - offset) // every.months * every.months + offset
    first = dt.date(months // 12, months % 12 + 1, 1)
    return first, span.after(first) - dt.timedelta(days=1)


def late_calls(calendar, before, on):
    for meeting in calendar.meetings:
        if meeting.state != State.PLANNED or meeting.day < on:
            continue
        last = before.before(meeting.day)
        if meeting.called_on and meeting.called_on <= on:
            continue
        sentence = _("Kallelsen till %(meeting)s skickas senast %(day)s.") % {"meeting": meeting, "day": date_format(last, "j F Y")}
        title = _("Kalla till %(meeting)s") % {"meeting": meeting}
        state = OVERDUE if on > last else DUE
        yield Verdict(state, sentence, title=title, due=last, evidence=(meeting,), key=f"call:{meeting.pk}", fix=to_meeting(meeting))


@dataclass(frozen=True, kw_only=True)
class MeetingHasNotes:
    body: str = parameter("body", "whose meetings")
    papers: tuple = parameter("choices", "what must be there", default=("notes",), options=("notes", "attendance", "minutes"))
    within: Due = parameter("due", "how soon after the meeting", default=Due(span=Span(days=14)))


PAPERS = {"notes": gettext_lazy("anteckningar"), "attendance": gettext_lazy("närvaro"), "minutes": gettext_lazy("justerat protokoll")}


def meetings_so_far(municipality, on):
    return Meeting.objects.of(municipality).filter(day__lte=on).select_related("body").prefetch_related("attendance")


@rule(
    subject="Meeting",
    title=gettext_lazy("Mötet har anteckningar"),
    rows=meetings_so_far,
    gates=["meeting.close"],
    concerns=lambda meeting, p: meeting.body.code == p.body,
)
def meeting_has_notes(meeting: Meeting, p: MeetingHasNotes, on, setting):
    """A meeting whose day has passed owes its notes, unless it was cancelled; nobody owes them for meetings before the rule."""
    if meeting.state == State.CANCELLED or meeting.day < setting.in_force_from:
        return Verdict(NOT_APPLICABLE)
    missing = [paper for paper in p.papers if not has_paper(meeting, paper, on)]
    if not missing:
        return Verdict(KEPT, since=meeting.noted_on, evidence=(meeting,))
    last = p.within.after(meeting.day)
    papers = _(" och ").join(str(PAPERS[paper]) for paper in missing)
    facts = {"meeting": meeting, "day": date_format(last, "j F Y"), "papers": papers}
    if meeting.state == State.PLANNED and on > last:
        sentence = _("%(meeting)s: det är inte sagt om mötet blev av. Skriv anteckningarna, eller ange att det ställdes in.") % facts
        return Verdict(UNKNOWN, sentence, due=last, evidence=(meeting,), fix=to_meeting(meeting))
    sentence = _("%(meeting)s saknar %(papers)s, som ska finnas senast %(day)s. Öppna mötet och fyll i.") % facts
    title = _("Skriv anteckningar från %(meeting)s") if missing == ["notes"] else _("Fyll i %(papers)s från %(meeting)s")
    fix = Fix(_("Fyll i närvaron"), "meeting", (("pk", meeting.pk),), "", "meet") if missing == ["attendance"] else to_meeting(meeting)
    return Verdict(BREACHED if on > last else DUE, sentence, title=title % facts, since=last if on > last else None, due=last,
                   evidence=(meeting,), fix=fix)  # fmt: skip


def has_paper(meeting, paper, on) -> bool:
    """A formal body's minutes say who was there; a body that takes notes has its list."""
    if paper == "notes":
        return bool(meeting.notes.strip()) and (meeting.noted_on is None or meeting.noted_on <= on)
    attested = meeting.attested_on is not None and meeting.attested_on <= on
    return attested or (paper == "attendance" and bool(meeting.attendance.all()))
