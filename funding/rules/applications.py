"""Claims about work that is applied for: what is tested before it, whether the decisions fit, what outsiders commit themselves to."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from councils.compliance import BREACHED, DUE, KEPT, NOT_APPLICABLE, OVERDUE, UNKNOWN, Fix, Verdict, rule
from councils.parameters import Span, parameter
from councils.route_words import fields_in_words
from councils.rules.errands import Coverage, Errand, decided, record_decision, steps_taken
from councils.spoken import speak
from partnerships.planned import BESIDE, NEVER_DONE, WHAT_RULES_READ, Around, Planned, planned, planned_work

from ..backward import FITS, NOT_PLANNED, PASSED
from ..facts import application_facts, commitment_facts, project_facts
from ..models import Application, Commitment, OptionTest, Project
from ..planning import OPEN, PAPER_DAYS, Race, races

State = Application.State
WHO = ("container__parent", "applicant__parent")
BOARDS = ("units__container__parent",)


def day(value):
    return date_format(value, "j F Y")


# ── the rows


@planned
def applications(municipality, on):
    rows = Application.objects.of(municipality).select_related(
        *BESIDE, *WHO, "programme", "call", "deadline", "matter", "resulting_project"
    )
    return rows.prefetch_related(*WHAT_RULES_READ, *BOARDS, "partners", "budget_lines").newest_first()


@decided(codes=("application.submit",))
def applications_submitted(municipality, on, matter=None):
    """Those that are on their way, and those that were handed in: what was decided is held against the day of the submission."""
    rows = Application.objects.of(municipality).filter(starts_on__lte=on)
    rows = Application.objects.filter(matter=matter) if matter else rows.exclude(status=State.WITHDRAWN)
    rows = rows.select_related("relation__partner", "programme", "deadline", "matter", *WHO)
    for row in rows.prefetch_related(steps_taken(on), "tags__value", *BOARDS):
        page = Fix(_("Till ansökan"), "application", (("pk", row.pk),), "", "log")
        yield Errand(
            subject=row,
            code="application.submit",
            owner=row.applicant or row.container,
            facts=application_facts(row),
            decisions=tuple(row.matter.decisions.all()) if row.matter else (),
            taken=row.status not in OPEN and row.submitted_on is not None and row.submitted_on <= on,
            taken_on=row.submitted_on,
            fix=record_decision(row.matter) if row.matter else page,
            coverage=coverage_of(row),
        )


def coverage_of(application) -> Coverage:
    """What takes 0 of our money or of our people needs no decision about that; empty is not 0."""
    needed = {"money"} if application.own_cash != 0 else set()
    if application.staff_needed != 0:
        needed.add("staff")
    fix = Fix(_("Svara"), "application_covers", (("pk", application.pk),), "", "fund")
    return Coverage({"money": application.covers_money, "staff": application.covers_staff}, frozenset(needed), fix)


@decided(codes=("project.start",))
def projects_started(municipality, on, matter=None):
    rows = Project.objects.filter(matter=matter) if matter else Project.objects.of(municipality).exclude(status__in=NEVER_DONE)
    rows = rows.select_related("container__parent", "relation__partner", "programme", "origin", "matter")
    for row in rows.prefetch_related(steps_taken(on), "tags__value", *BOARDS):
        page = Fix(_("Till projektet"), "project", (("pk", row.pk),), "", "log")
        yield Errand(
            subject=row,
            code="project.start",
            owner=row.container,
            facts=project_facts(row),
            decisions=tuple(row.matter.decisions.all()) if row.matter else (),
            taken=Planned(row, None).has_begun(on),
            taken_on=row.starts_on,
            fix=record_decision(row.matter) if row.matter else page,
        )


@decided(codes=("commitment.take_on",))
def commitments_taken_on(municipality, on, matter=None):
    rows = Commitment.objects.filter(matter=matter) if matter else Commitment.objects.filter(municipality=municipality)
    for row in rows.select_related("work__container", "matter").prefetch_related(steps_taken(on)):
        page = Fix(_("Till åtagandet"), "row_edit", (("kind", "commitment"), ("pk", row.pk)), "", "log")
        yield Errand(
            subject=row,
            code="commitment.take_on",
            owner=row.work.container,
            facts=commitment_facts(row),
            decisions=tuple(row.matter.decisions.all()) if row.matter else (),
            taken=row.secured_on is not None and row.secured_on <= on,
            taken_on=row.secured_on,
            fix=record_decision(row.matter) if row.matter else page,
        )


def begins_on(work: Planned, on) -> dt.date | None:
    """The first day of work that has begun. An application never begins: its project does."""
    return work.subject.starts_on if work.subject.row != "application" and work.has_begun(on) else None


def is_over(work: Planned) -> bool:
    """Nothing is owed of it any more: it never came to anything, or a project stands in its place."""
    return work.never_done or getattr(work.subject, "resulting_project", None) is not None


# ── what is tested


@dataclass(frozen=True)
class Tested:
    """A piece of planned work with the possibilities that were tested."""

    subject: Any
    work: Planned
    tests: dict[str, OptionTest]


def tested_work(municipality, on) -> Iterator[Tested]:
    found: dict[int, dict] = defaultdict(dict)
    for test in OptionTest.objects.filter(municipality=municipality):
        found[test.work_id][test.test] = test
    for work in planned_work(municipality, on):
        yield Tested(work.subject, work, found.get(work.subject.pk, {}))


@dataclass(frozen=True, kw_only=True)
class OptionsTested:
    tests: tuple = parameter(
        "choices", "each is a test with its own date and answer", options=("funding", "cooperation", "exchange")
    )  # fmt: skip


@rule(subject="Work", title=gettext_lazy("Möjligheterna är prövade före start"), rows=tested_work, gates=["work.start"])
def options_are_tested(row: Tested, p: OptionsTested, on, setting):
    """«No» is an answer. Work that began before the rule owes nothing."""
    began = begins_on(row.work, on)
    if is_over(row.work) or (began and began < setting.in_force_from):
        return [Verdict(NOT_APPLICABLE)]
    return [tested(row, test, began, on) for test in p.tests]


def tested(row, test, began, on):
    found, facts = row.tests.get(test), {"row": row.subject, "test": OptionTest.Test(test).label}
    if found and found.tested_on <= (began or on):
        return Verdict(KEPT, since=found.tested_on, evidence=(found,), key=test)
    title = _("Pröva %(test)s för %(row)s") % facts
    if found is None:
        fix = Fix(_("Anteckna prövningen"), "row_new", of_row(row.subject, "optiontest"), f"test={test}", "log")
        sentence = _("%(row)s: %(test)s är inte prövad. Anteckna vad ni kom fram till innan arbetet startar.")
        if began:
            sentence = _("%(row)s: %(test)s är inte prövad, fast arbetet har börjat. Anteckna vad ni kom fram till.")
        return Verdict(BREACHED if began else DUE, sentence % facts, title=title, since=began, key=test, fix=fix)
    facts["day"] = day(found.tested_on)
    fix = Fix(_("Till prövningen"), "row_edit", (("kind", "optiontest"), ("pk", found.pk)), "", "log")
    sentence = _("%(row)s: %(test)s prövades %(day)s, efter att arbetet började.") if began else _("%(row)s: %(test)s prövas %(day)s.")
    return Verdict(BREACHED if began else DUE, sentence % facts, title=title, since=began, evidence=(found,), key=test, fix=fix)


def of_row(row, kind) -> tuple:
    """What the address of a new small row needs."""
    return (("parent", row.row), ("pk", row.pk), ("kind", kind))


# ── what outsiders commit themselves to


@dataclass(frozen=True)
class Promised:
    """A commitment with the work that it is part of; or work of which nobody has said that it has none, as its own subject."""

    subject: Any
    work: Planned
    part_of: Any = None
    decisions: tuple = ()


def commitments(municipality, on) -> Iterator[Promised]:
    found = defaultdict(list)
    for row in Commitment.objects.filter(municipality=municipality).select_related("work", "matter").prefetch_related(steps_taken(on)):
        found[row.work_id].append(row)
    for work in planned_work(municipality, on):
        yield from promised(work, found[work.subject.pk])


def promised(work: Planned, rows) -> Iterator[Promised]:
    """The commitments of one piece of work; an application or a project without any is asked about itself."""
    for row in rows:
        yield Promised(row, work, work.subject, tuple(row.matter.decisions.all()) if row.matter else ())
    if not rows and work.subject.row in ("application", "project"):
        yield Promised(work.subject, work)


def alone(row, on) -> dict:
    """One piece of planned work as each rule reads it, the others unread; for `judged`."""
    work = Planned(row, Around.of(row.municipality, on))
    commitments_of = row.commitments.select_related("matter").prefetch_related(steps_taken(on))
    return {
        planned_work: [work],
        tested_work: [Tested(row, work, {test.test: test for test in row.option_tests.all()})],
        commitments: [*promised(work, list(commitments_of))],
    }


@dataclass(frozen=True, kw_only=True)
class CommitmentSecured:
    kinds: tuple = parameter(
        "choices", "kinds of commitment", default=("finance", "represent", "other"), options=("finance", "represent", "other")
    )
    matter: str = parameter("matter", "the decision that deals with it")
    proof: tuple = parameter(
        "choices", "what shows that it is secured", default=("decision", "secured_on"), options=("decision", "secured_on", "signed_file")
    )


@rule(
    subject="Commitment",
    title=gettext_lazy("Åtagandet är behandlat och säkrat före start"),
    rows=commitments,
    gates=["work.start"],
    concerns=lambda row, p: row.part_of is None or row.subject.kind in p.kinds,
)
def commitment_is_secured_before_start(row: Promised, p: CommitmentSecured, on, setting):
    """Each commitment by itself. Work that began before the rule owes nothing."""
    began = begins_on(row.work, on)
    if is_over(row.work) or (began and began < setting.in_force_from):
        return Verdict(NOT_APPLICABLE)
    if row.part_of is None:
        return without_commitments(row.subject)
    last = began or on
    missing = [what for what in p.proof if not PROOFS[what](row, p, last)]
    facts = {"who": row.subject.organisation, "kind": row.subject.get_kind_display(), "row": row.part_of}
    if not missing:
        return Verdict(KEPT, since=row.subject.secured_on, evidence=(row.subject, *row.decisions))
    facts["missing"] = _(" och ").join(str(MISSING[what]) for what in missing)
    sentence = _("%(who)s (%(kind)s) är inte %(missing)s. Ordna det innan %(row)s startar.")
    if began:
        sentence = _("%(who)s (%(kind)s) var inte %(missing)s när %(row)s startade.")
    return Verdict(
        BREACHED if began else DUE,
        sentence % facts,
        title=_("Säkra åtagandet från %(who)s") % facts,
        since=began,
        evidence=(row.subject, *row.decisions),
        fix=fix_of(row, missing),
    )


def without_commitments(work):
    if work.is_outside is False:
        return Verdict(NOT_APPLICABLE)
    if work.is_outside:
        fix = Fix(_("Skriv åtagandet"), "row_new", of_row(work, "commitment"), "", "log")
        return Verdict(UNKNOWN, speak(_("%(row)s: skriv vad de som står utanför %(the_units)s åtar sig."), row=work), fix=fix)
    sentence = _("%(row)s: svara på om någon utanför %(the_units)s åtar sig något.")
    view = ("application_edit", (("pk", work.pk), ("step", "with"))) if work.row == "application" else (work.row, (("pk", work.pk),))
    return Verdict(UNKNOWN, speak(sentence, row=work), fix=Fix(_("Svara"), *view, "", "log"))


def is_decided(row, p, last) -> bool:
    """Somebody said yes no later, in a matter of the kind; a decision whose source does not state the day counts."""
    matter = row.subject.matter
    yes = [decision for decision in row.decisions if decision.says_yes and matter.code == p.matter]
    return any(one.decided_on <= last if one.decided_on else not one.unknown("date") for one in yes)


PROOFS = {
    "decision": is_decided,
    "secured_on": lambda row, p, last: row.subject.secured_on is not None and row.subject.secured_on <= last,
    "signed_file": lambda row, p, last: row.subject.file_id is not None,
}
MISSING = {
    "decision": gettext_lazy("behandlat genom beslut"),
    "secured_on": gettext_lazy("säkrat"),
    "signed_file": gettext_lazy("undertecknat"),
}


def fix_of(row, missing):
    if missing[0] == "decision" and row.subject.matter_id:
        return record_decision(row.subject.matter)
    return Fix(_("Till åtagandet"), "row_edit", (("kind", "commitment"), ("pk", row.subject.pk)), "", "log")


# ── whether the decisions fit


@dataclass(frozen=True, kw_only=True)
class RouteFits:
    matter: str = parameter("matter", "the route to plan backwards")
    paper_days: int = parameter("integer", "days from handing in papers to the meeting", default=PAPER_DAYS)
    warn_before: Span = parameter("span", "when the reminder comes", default=Span(days=45))


@rule(
    subject="Work",
    title=gettext_lazy("Besluten hinns med före sista dag"),
    rows=races,
    concerns=lambda race, p: race.errand.code == p.matter,
)
def route_fits_before_the_deadline(race: Race, p: RouteFits, on):
    """Backwards from the deadline through the meetings that are planned; the reminder comes in time for the papers."""
    if race.deadline is None:
        return Verdict(NOT_APPLICABLE)
    route = race.errand.route(on)
    if route.missing:
        sentence = _("Beslutsvägen för %(row)s beror på: %(facts)s (uppgift saknas). Fyll i det först.")
        facts = {"row": race.subject, "facts": fields_in_words(route.missing)}
        return Verdict(UNKNOWN, sentence % facts, fix=race.errand.ask_for_facts)
    stops = race.plan(on, p.paper_days).stops
    return [fits(race, stop, p, on) for stop in stops] or Verdict(NOT_APPLICABLE)


def fits(race, stop, p, on):
    facts = {
        "row": race.subject,
        "organ": race.name_of(stop),
        "deadline": day(race.deadline),
        "papers": day(stop.act_by),
        "meeting": day(stop.meeting) if stop.meeting else "",
    }
    common = {"key": f"{stop.step.order}:{','.join(stop.step.organs)}", "at_most": stop.step.source.strength}
    page = Fix(_("Till tidsplanen"), "plan", (("pk", race.subject.pk),), "", "see")
    if stop.state == NOT_PLANNED:
        meetings = Fix(_("Lägg in möten"), "meeting_new", (), "", "meet")
        sentence = _("Det går inte att se om %(row)s hinner till %(organ)s. Lägg in organets möten.")
        return Verdict(UNKNOWN, sentence % facts, fix=meetings, **common)
    if stop.state == FITS:
        sentence = _("Sista dag för handlingar till %(organ)s är %(papers)s, annars hinner %(row)s inte före %(deadline)s.")
        if not stop.step.meets:
            sentence = _("%(organ)s behöver vara klar med %(row)s senast %(papers)s.")
        state = DUE if on >= p.warn_before.before(stop.act_by) else KEPT
        return Verdict(state, sentence % facts, title=_("Lämna handlingar till %(organ)s") % facts, due=stop.act_by, fix=page, **common)
    sentence = _("%(row)s hinner inte: %(organ)s har inget möte före %(deadline)s.")
    if stop.state == PASSED and stop.meeting:
        sentence = _("%(row)s hinner inte: handlingarna till %(organ)s möte %(meeting)s skulle ha lämnats %(papers)s.")
    elif stop.state == PASSED:
        sentence = _("%(row)s hinner inte: %(organ)s skulle ha varit klar %(papers)s.")
    return Verdict(OVERDUE, f"{sentence % facts} {way_out(race, stop)}", due=stop.act_by, fix=page, **common)


def way_out(race, stop) -> str:
    """Which delegation would serve, if one does."""
    if point := race.serving(stop):
        facts = {"body": point.body.label, "point": point.point, "receiver": point.receiver}
        return _("Delegation finns: %(body)s, punkt %(point)s, till %(receiver)s.") % facts
    return _("Ingen delegation i kraft räcker. Fråga om ett extra möte.")
