"""What the pages of projects show beside their own fields: who pays, what came in, the steps, and what is due to the funder."""

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from councils.compliance import NOT_APPLICABLE, judged
from councils.parameters import add_months
from councils.templatetags.page import day, thousands
from partnerships.charts import BarRow, bar_rows
from partnerships.planned import planned_work

from .models import Claim, FunderReport, Milestone, Project, WorkStep
from .money import SIGNS, Funding, budget_of, funding_of, in_words, income_of
from .rules.applications import alone
from .rules.projects import Stepping, work_in_steps

STEPS_RULE = "steps_are_taken_in_time"
REMIND = dt.timedelta(days=45)  # before the day on which something is due to the funder


# ── what the rules say


def said_of_project(row, on) -> list:
    """What every rule about work says of this one project or visit, without reading all the others."""
    rows = alone(row, on)
    [work] = rows[planned_work]
    return judged(rows | {work_in_steps: [Stepping(row, work, tuple(row.steps.all()))]}, row.municipality, on)


@dataclass(frozen=True)
class StepState:
    """One step that some clause asks for, or that somebody has written down."""

    label: str
    state: str
    sentence: str
    clauses: tuple
    due: dt.date | None
    written: WorkStep | None
    step: str
    year: int | None


def steps_of(row, found) -> list[StepState]:
    """The steps in their order, with what the clauses say; those that nobody asks for are shown when they are there."""
    asked: dict[tuple, list] = {}
    for finding in found:
        if finding.setting.rule == STEPS_RULE and finding.verdict.key:
            step, _colon, year = finding.verdict.key.partition(":")
            asked.setdefault((step, int(year) if year else None), []).append(finding)
    written = {(one.step, one.year): one for one in row.steps.all()}
    order = list(WorkStep.Step.values)
    keys = sorted(
        {*asked, *(key for key in written if key not in asked and (key[0], None) not in asked)},
        key=lambda k: (k[1] or 0, order.index(k[0])),
    )
    return [step_state(key, asked.get(key, []), written) for key in keys]


def step_state(key, found, written) -> StepState:
    step, year = key
    own = written.get(key) or next((one for (name, _year), one in written.items() if name == step and None in (year, one.year)), None)
    label = f"{capfirst(WorkStep.Step(step).label)}{f' {year}' if year else ''}"
    first = min(found, key=lambda finding: finding.order) if found else None
    if first is None or first.state == NOT_APPLICABLE:
        state, sentence = ("kept" if own and own.taken_on else "shown"), ""
    else:
        state, sentence = first.state, first.verdict.sentence
    clauses = tuple((one.setting.clause.code, one.strength) for one in found)
    return StepState(label, state, sentence, clauses, first.verdict.due if first else None, own, step, year)


# ── money


@dataclass(frozen=True)
class Paid:
    """Who pays the project: rows of words and amounts, the bars where the amounts are known, and what is left out."""

    funding: Funding
    rows: tuple[tuple[str, str], ...]
    bars: list[BarRow]
    sign: str
    notes: tuple[str, ...]


def paid_of(project) -> Paid:
    funding = funding_of(project, project.amount)
    parts = [
        (_("Beviljat av finansiären"), funding.grant),
        (_("Egen insats i pengar"), funding.own_cash),
        (_("Egen insats i arbetstid"), funding.own_time),
    ]
    if funding.other and funding.other > 0:
        parts.append((_("Andra"), funding.other))
    rows = [(label, in_words(value, project.currency)) for label, value in parts]
    rows.append((_("Total kostnad"), in_words(funding.cost, project.currency)))
    bars = bar_rows([(label, float(value)) for label, value in parts if value is not None], tint=project.municipality.tint)
    return Paid(funding, tuple(rows), bars, SIGNS[project.currency], tuple(notes_of(project, funding)))


def notes_of(project, funding):
    if funding.support_share is not None:
        yield _("Stödet är %(share)s procent av kostnaden.") % {"share": thousands(funding.support_share)}
    if funding.other is not None and funding.other < 0:
        yield _("Bidrag och egen insats är tillsammans större än kostnaden. Kontrollera beloppen.")
    if project.currency != "SEK" and funding.grant is not None:
        kronor = funding.kronor(funding.grant)
        rate = (
            _("kursen %(rate)s den %(day)s") % {"rate": thousands(project.rate.normalize()), "day": day(project.rate_on)}
            if project.rate
            else ""
        )
        yield (
            _("Det beviljade är %(kronor)s (%(rate)s).") % {"kronor": in_words(kronor), "rate": rate}
            if rate
            else _("Kursen är inte angiven, så det beviljade går inte att räkna om till kronor.")
        )
    whole, cost = project.whole_life_cost, funding.kronor(funding.cost)
    if whole is not None:
        after = in_words(whole - cost) if cost is not None else None
        said = _("Kostnaden även efter projektet är %(whole)s.") % {"whole": in_words(whole)}
        yield said + (" " + _("Efter projektet: %(after)s.") % {"after": after} if after else "")


def money_of(project) -> dict:
    """For the budget page: lines and outcome by side, and what the funder owes."""
    budget = budget_of(project.budget_lines.all())
    sides: dict[str, list] = {}
    for one in budget.lines:
        sides.setdefault(one.line.side, []).append(one)
    groups = (
        [(side.label, lines, budget.of_side(side)) for side in type(budget.lines[0].line).Side if (lines := sides.get(side))]
        if budget.lines
        else []
    )
    return {"budget": budget, "groups": groups, "income": income_of(project, project.claims.all(), project.instalments.all())}


# ── papers


def kept_until(project) -> tuple[int | None, dt.date | None, bool]:
    """(years, the last day, whether the programme's time is the longer): counted from the final payment, else the closing; None: not known."""
    own, programme = project.keep_years, project.programme.keep_years if project.programme_id else None
    years = max((value for value in (own, programme) if value is not None), default=None)
    since = project.final_payment_on
    last = add_months(since, 12 * years) if since and years is not None else None
    return years, last, programme is not None and (own is None or programme > own)


# ── what is due to the funder


@dataclass(frozen=True)
class DueToFunder:
    what: str
    project: Project
    due_on: dt.date
    state: str
    url: str


def due_to_funders(municipality, containers, on) -> list[DueToFunder]:
    """Reports, claims and milestones of the units' projects that are late or come soon, the earliest first. In three queries."""
    soon, found = on + REMIND, []
    for model, label, open_rows in (
        (FunderReport, "", {"delivered_on": None}),
        (Claim, _("Rekvisition"), {"sent_on": None}),
        (Milestone, "", {"done_on": None}),
    ):
        rows = model.objects.filter(municipality=municipality, due_on__lte=soon, project__container__in=containers, **open_rows)
        rows = rows.exclude(project__status__in=("closed", "cancelled")).select_related("project")
        for row in rows:
            url = reverse("project", args=[municipality.slug, row.project_id])
            found.append(DueToFunder(label or row.title, row.project, row.due_on, "overdue" if row.due_on < on else "due", url))
    return sorted(found, key=lambda one: one.due_on)
