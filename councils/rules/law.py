"""Claims that the law makes of every municipality: that a board is told of what was decided in its place, that minutes are attested.

Local Government Act (2017:725): chapter 6 § 40, chapter 5 § 69, chapter 8 § 12. What § 69 says of the assembly's minutes holds for those
of the boards too. A company's board has the Companies Act instead, and advisory bodies write notes.
"""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..compliance import DUE, KEPT, NOT_APPLICABLE, OVERDUE, UNKNOWN, Fix, Verdict, rule
from ..models import Body, Decision, DelegationReport, Meeting
from ..parameters import Span, parameter
from .meetings import meetings_so_far, to_meeting

State = Meeting.State
BOARDS = ("executive_board", "board")
KEEPS_MINUTES = ("assembly", *BOARDS)


def day(value):
    return date_format(value, "j F Y")


# ── what was decided in the board's place


@dataclass(frozen=True)
class Delegated:
    """A decision on delegation, the body's meetings after it and whether it has been told at one."""

    subject: Decision
    later: tuple[Meeting, ...]
    report: DelegationReport | None


def delegated(municipality, on):
    rows = Decision.objects.of(municipality).confirmed().filter(delegation__isnull=False).exclude(decided_on__gt=on)
    rows = rows.select_related("matter", "post__person", "post__container", "delegation__body", "delegation_report__meeting__body")
    meetings = list(Meeting.objects.of(municipality).exclude(state=State.CANCELLED).select_related("body"))
    for decision in rows.order_by("pk"):
        body, taken = decision.delegation.body_id, decision.decided_on
        later = tuple(m for m in meetings if taken and m.body_id == body and m.day > taken)
        yield Delegated(decision, later, getattr(decision, "delegation_report", None))


@dataclass(frozen=True, kw_only=True)
class ReportedDecisions:
    meetings: int = parameter("integer", "at which of the body's meetings after the decision, at the latest", default=1)


@rule(
    subject="Decision",
    title=gettext_lazy("Beslut på delegation anmäls till organet"),
    rows=delegated,
    concerns=lambda row, p: row.subject.delegation.body.kind in BOARDS,
)
def delegated_decisions_are_reported(row: Delegated, p: ReportedDecisions, on, setting):
    """Nobody owes it for decisions before the rule. What is on the list of a meeting to come is done."""
    decision, report = row.subject, row.report
    facts = {"matter": decision.matter.title, "body": decision.delegation.body.label}
    fix = Fix(_("Till delegationerna"), "delegations", (), "", "record_decisions")
    if decision.decided_on is None:
        sentence = _("Beslutet om %(matter)s har ingen dag, så det går inte att säga när det ska anmälas. Rätta det med ett nytt beslut.")
        to_decision = Fix(_("Till beslutet"), "decision", (("pk", decision.pk),), "", "record_decisions")
        return Verdict(UNKNOWN, sentence % facts, evidence=(decision,), fix=to_decision)
    if decision.decided_on < setting.in_force_from:
        return Verdict(NOT_APPLICABLE)
    if report and report.meeting.state != State.CANCELLED and (report.meeting.day <= on or report.meeting.state == State.PLANNED):
        return Verdict(KEPT, since=report.meeting.day, evidence=(decision, report.meeting))
    title = _("Anmäl beslutet om %(matter)s till %(body)s") % facts
    last = row.later[max(p.meetings, 1) - 1] if len(row.later) >= max(p.meetings, 1) else None
    if last is None:
        sentence = _("Beslutet om %(matter)s ska anmälas till %(body)s, som inte har något möte inlagt. Lägg in nästa möte.") % facts
        plan = Fix(_("Planera möte"), "meeting_new", (), f"organ={decision.delegation.body.code}", "meet")
        return Verdict(UNKNOWN, sentence, title=title, evidence=(decision,), fix=plan)
    facts["meeting"] = last
    if on > last.day and last.state == State.PLANNED:
        sentence = _("Beslutet om %(matter)s skulle anmälas vid mötet %(meeting)s. Ange om mötet blev av.") % facts
        return Verdict(UNKNOWN, sentence, title=title, evidence=(decision, last), fix=to_meeting(last))
    if on > last.day:
        sentence = _("Beslutet om %(matter)s är inte anmält. Det skulle ha anmälts vid %(meeting)s. Anmäl det vid nästa möte.") % facts
        return Verdict(OVERDUE, sentence, title=title, due=last.day, evidence=(decision, last), fix=fix)
    sentence = _("Beslutet om %(matter)s ska anmälas vid %(meeting)s.") % facts
    return Verdict(DUE, sentence, title=title, due=last.day, evidence=(decision, last), fix=fix)


# ── the minutes


@dataclass(frozen=True, kw_only=True)
class AttestedMinutes:
    stage: str = parameter(
        "choice", "attested: counted from the meeting; announced on the notice board: from the attestation", default="attested",
        options=("attested", "announced"),
    )  # fmt: skip
    within: Span = parameter("span", "last day of it", default=Span(days=14))


def keeps_minutes(body) -> bool:
    return body.mode == Body.Mode.FORMAL and body.kind in KEEPS_MINUTES


@rule(
    subject="Meeting",
    title=gettext_lazy("Protokollet justeras och tillkännages i tid"),
    rows=meetings_so_far,
    concerns=lambda meeting, p: keeps_minutes(meeting.body),
)
def minutes_are_attested(meeting: Meeting, p: AttestedMinutes, on, setting):
    """Nobody owes it for meetings before the rule; what was done late is done. The attestation is announced once there is one."""
    attested = meeting.attested_on if meeting.attested_on and meeting.attested_on <= on else None
    announces = p.stage == "announced"
    starts, done = (attested, meeting.announced_on) if announces else (meeting.day, attested)
    if meeting.state == State.CANCELLED or meeting.day < setting.in_force_from or starts is None:
        return Verdict(NOT_APPLICABLE)
    if done and done <= on:
        return Verdict(KEPT, since=done, evidence=(meeting,))
    last = p.within.after(starts)
    facts = {"meeting": meeting, "day": day(last)}
    if meeting.state == State.PLANNED and on > last:
        sentence = (
            _("%(meeting)s: det är inte sagt om mötet blev av. Ange när protokollet justerades, eller att mötet ställdes in.") % facts
        )
        return Verdict(UNKNOWN, sentence, due=last, evidence=(meeting,), fix=to_meeting(meeting))
    if announces:
        sentence = _("Justeringen av protokollet från %(meeting)s tillkännages på anslagstavlan senast %(day)s.") % facts
        title = _("Tillkännage justeringen från %(meeting)s") % facts
    else:
        sentence = _("Protokollet från %(meeting)s justeras senast %(day)s.") % facts
        title = _("Justera protokollet från %(meeting)s") % facts
    return Verdict(OVERDUE if on > last else DUE, sentence, title=title, due=last, evidence=(meeting,), fix=to_meeting(meeting))
