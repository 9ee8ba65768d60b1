"""The claim about the steps that a policy asks for: planned, budgeted, documented, evaluated."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from councils.compliance import BREACHED, DUE, KEPT, NOT_APPLICABLE, OVERDUE, UNKNOWN, Fix, Verdict, judge, rule, settings_in_force
from councils.exceptions import exceptions_in_force
from councils.parameters import Due, Span, parameter
from councils.spoken import speak
from partnerships.models import Work
from partnerships.planned import BESIDE, WHAT_RULES_READ, Around, Planned, beside_planned, planned, planned_work
from partnerships.rules.work import to_work

from ..models import Project, WorkStep

State, Step = Work.State, WorkStep.Step


@planned
def projects(municipality, on):
    rows = Project.objects.of(municipality).select_related(*BESIDE, "container__parent", "programme", "origin__applicant", "matter")
    return rows.prefetch_related(*WHAT_RULES_READ, "units__container__parent", "budget_lines", "partners").newest_first()


# ── steps


@dataclass(frozen=True)
class Stepping:
    """A piece of planned work with the steps that have been taken for it."""

    subject: Any
    work: Planned
    steps: tuple[WorkStep, ...]

    def taken(self, step, year, on) -> WorkStep | None:
        """What was done of the step by that day. One that is said of no year holds for the first."""
        first = self.subject.starts_on.year
        found = [one for one in self.steps if one.step == step and one.taken_on and one.taken_on <= on]
        return next((one for one in found if one.year == year or (one.year is None and year in (None, first))), None)

    def begun(self, step, year) -> WorkStep | None:
        """What somebody has written of it, whether it is done or not."""
        return next((one for one in self.steps if one.step == step and one.year in (year, None)), None)


def work_in_steps(municipality, on):
    steps = defaultdict(list)
    for one in WorkStep.objects.filter(municipality=municipality).order_by("pk"):
        steps[one.work_id].append(one)
    for work in planned_work(municipality, on):
        yield Stepping(work.subject, work, tuple(steps[work.subject.pk]))


@dataclass(frozen=True, kw_only=True)
class StepsTaken:
    before_start: tuple = parameter(
        "choices", "steps owed before the start", default=(), options=("plan", "budget", "budget_line", "operational_plan")
    )
    after_end: tuple = parameter("choices", "steps owed after the end", default=(), options=("document", "evaluate"))
    within: Due = parameter("due", "how soon after the end", default=Due(span=Span(days=60)))
    each_year: bool = parameter("boolean", "the steps before the start are owed again for each year it runs", default=False)


NEEDS_AMOUNT = frozenset({Step.BUDGET, Step.BUDGET_LINE})
ASKS = {
    Step.PLAN: gettext_lazy("Skriv planen för %(row)s"),
    Step.BUDGET: gettext_lazy("Ange budgeten för %(row)s"),
    Step.BUDGET_LINE: gettext_lazy("Ta upp %(row)s i budgeten"),
    Step.OPERATIONAL_PLAN: gettext_lazy("Ta upp %(row)s i %(the_operational_plan)s"),
    Step.DOCUMENT: gettext_lazy("Dokumentera %(row)s"),
    Step.EVALUATE: gettext_lazy("Utvärdera %(row)s"),
}


@beside_planned
def page_of_steps(row, on):
    """The steps of a visit have a page of their own, where some clause asks this visit for them; a project shows them on its sheet."""
    asking = list(settings_in_force(row.municipality, on, rule="steps_are_taken_in_time")) if row.row != "project" else []
    if not asking:
        return None
    one, granted = (
        Stepping(row, Planned(row, Around.of(row.municipality, on)), tuple(row.steps.all())),
        exceptions_in_force(row.municipality_id, on),
    )
    asked = any(finding.verdict.key for setting in asking for finding in judge(setting, one, on, granted))
    return (_("Planera, budgetera, dokumentera, utvärdera"), reverse("steps", args=[row.municipality.slug, row.pk])) if asked else None


@rule(
    subject="Work",
    title=gettext_lazy("Planerat, budgeterat, dokumenterat, utvärderat"),
    rows=work_in_steps,
    gates=["work.start", "work.close"],
)
def steps_are_taken_in_time(row: Stepping, p: StepsTaken, on, setting):
    """Each step is a duty of its own: those before the start close the start, those after the end close the closing."""
    if row.work.never_done or row.subject.row == "application":  # an application is no work yet; its project is
        return [Verdict(NOT_APPLICABLE)]
    before = [before_start(row, step, year, first, on) for step in p.before_start for year, first in owed(row, p, on, setting)]
    return [*before, *(after_end(row, step, p.within, on, setting) for step in p.after_end)]


def owed(row, p, on, setting) -> list[tuple[int | None, dt.date]]:
    """(year, the day by which the steps are to be taken): the start, and where each year counts, each New Year's Day that it runs into.

    What began before the rule was in force is owed no plan; its later years are.
    """
    starts = row.subject.starts_on
    found = [(starts.year if p.each_year else None, starts)]
    if p.each_year:
        last = row.work.last_day or (on if row.work.has_begun(on) else starts)
        found += [(year, dt.date(year, 1, 1)) for year in range(starts.year + 1, min(last, on).year + 1)]
    return [(year, first) for year, first in found if first >= setting.in_force_from]


def key_of(step, year) -> str:
    return f"{step}:{year}" if year else str(step)


def facts_of(row, step, year, **days) -> dict:
    name = str(Step(step).label)
    said = {name: date_format(value, "j F Y") for name, value in days.items()}
    return {"row": row.subject, "step": f"{name} {_('för')} {year}" if year else name, **said}


def to_steps(row, step) -> Fix:
    return Fix(capfirst(str(Step(step).label)), "steps", (("pk", row.subject.pk),), "", "log")


def is_enough(found) -> bool:
    """A budget of 0 is a budget, one without a figure is none."""
    return found.step not in NEEDS_AMOUNT or found.amount is not None


def before_start(row, step, year, first, on) -> Verdict:
    found, key, fix = row.taken(step, year, on), key_of(step, year), to_steps(row, step)
    facts, title = facts_of(row, step, year, first=first), speak(ASKS[step], row=row.subject)
    if found and not is_enough(found):
        sentence = _("%(row)s: budgeten saknar belopp. Fyll i det; noll är också ett svar.") % facts
        return Verdict(UNKNOWN, sentence, title=title, due=first, key=key, fix=fix, gate="work.start")
    if found and found.taken_on <= first:
        return Verdict(KEPT, since=found.taken_on, evidence=(row.subject,), key=key)
    if found:
        facts["day"] = date_format(found.taken_on, "j F Y")
        sentence = _("%(row)s: ”%(step)s” gjordes %(day)s. Det skulle ha skett senast %(first)s.") % facts
        return Verdict(BREACHED, sentence, title=title, since=first, evidence=(row.subject,), key=key, fix=fix, gate="work.start")
    late = on > first and (row.work.has_begun(on) or year is not None)
    sentence = (
        _("%(row)s saknar steget ”%(step)s”. Lägg till det.")
        if late
        else _("%(row)s saknar steget ”%(step)s”. Lägg till det senast %(first)s.")
    )
    return Verdict(
        BREACHED if late else DUE, sentence % facts, title=title, since=first if late else None, due=first, key=key, fix=fix, gate="work.start"
    )  # fmt: skip


def after_end(row, step, within, on, setting) -> Verdict:
    end, key, fix = row.work.last_day, key_of(step, None), to_steps(row, step)
    found, title = row.taken(step, None, on), speak(ASKS[step], row=row.subject)
    if found:
        return Verdict(KEPT, since=found.taken_on, evidence=(row.subject,), key=key)
    over = row.subject.status in (State.HELD, State.CLOSED)
    if end is None and (over or row.work.has_begun(on)):
        sentence = _("%(row)s saknar sista dag, så det går inte att se när steget ”%(step)s” ska vara taget. Fyll i den.")
        return Verdict(UNKNOWN, sentence % facts_of(row, step, None), key=key, fix=to_work(row.subject), gate="work.close")
    if end is None or end < setting.in_force_from or (end >= on and not over):
        return Verdict(NOT_APPLICABLE, key=key)
    last = within.after(end)
    state = BREACHED if row.subject.status == State.CLOSED else OVERDUE if on > last else DUE
    sentence = _("%(row)s slutade %(end)s och saknar steget ”%(step)s”. Lägg till det senast %(last)s.")
    if state != DUE:
        sentence = _("%(row)s slutade %(end)s och saknar steget ”%(step)s”. Lägg till det.")
    return Verdict(
        state,
        sentence % facts_of(row, step, None, end=end, last=last),
        title=title,
        since=end,
        due=last,
        key=key,
        fix=fix,
        gate="work.close",
    )
