"""The small rows of this room, by the row that they belong to."""

from dataclasses import dataclass

from django.urls import reverse

from partnerships.rows import Parent, RowKind, declare

from .applying import keep_commitment, keep_step
from .models import (
    Application,
    BookedAmount,
    BudgetLine,
    Claim,
    Commitment,
    FunderReport,
    Instalment,
    Milestone,
    OptionTest,
    Project,
    WorkPartner,
    WorkStep,
    WorkUnit,
)
from .project_forms import AmountForm, StepForm
from .row_forms import CommitmentForm, OptionTestForm, WorkPartnerForm, WorkUnitForm

MONEY = ("amount", "currency", "rate", "rate_on")


@dataclass(frozen=True, kw_only=True)
class LineParent(Parent):
    """A budget line stands on the page of its work: what is booked on it leads back there."""

    def address(self, parent) -> str:
        work = parent.work
        page = "project_budget" if work.row == "project" else work.row
        return reverse(page, args=[parent.municipality.slug, work.pk])


@dataclass(frozen=True, kw_only=True)
class MoneyKind(RowKind):
    """Rows about a project's money stand on its budget page; those of other work on its own."""

    def back(self, parent: Parent, row) -> str:
        if parent.model is not Project:
            return super().back(parent, row)
        return reverse("project_budget", args=[row.municipality.slug, row.pk]) + f"#{self.part}"


declare(
    Parent(model=Application, may=("log", "fund")),
    RowKind(model=WorkPartner, parent_field="work", fields=("partner", "name", "country", "part"), form=WorkPartnerForm, part="with"),
    RowKind(model=WorkUnit, parent_field="work", fields=("container", "part"), form=WorkUnitForm, part="units"),
    RowKind(model=OptionTest, parent_field="work", fields=("test", "tested_on", "answer", "why"), form=OptionTestForm, part="tests"),
    RowKind(
        model=Commitment,
        parent_field="work",
        fields=("organisation", "organisation_kind", "kind", "amount", "currency", "rate", "rate_on", "secured_on"),
        form=CommitmentForm,
        part="commitments",
        keep=keep_commitment,
    ),
)
# what belongs to a project; lines, steps and partners belong to all planned work
declare(
    Parent(model=Project, may=("log", "fund")),
    LineParent(model=BudgetLine, may=("log", "fund")),
    MoneyKind(
        model=BudgetLine,
        parent_field="work",
        fields=("side", "text", *MONEY, "cost_type", "year", "hours"),
        form=AmountForm,
        part="budget",
    ),
    RowKind(model=BookedAmount, parent_field="line", fields=("booked_on", *MONEY, "text"), form=AmountForm, part="budget"),
    RowKind(model=Milestone, parent_field="project", fields=("title", "due_on", "done_on"), part="milestones"),
    RowKind(model=FunderReport, parent_field="project", fields=("title", "due_on", "delivered_on"), part="reports"),
    MoneyKind(model=Instalment, parent_field="project", fields=("text", *MONEY, "due_on", "received_on"), form=AmountForm, part="income"),
    MoneyKind(
        model=Claim,
        parent_field="project",
        fields=("period_from", "period_to", "due_on", "sent_on", *MONEY, "paid", "paid_on"),
        form=AmountForm,
        part="income",
    ),
    RowKind(
        model=WorkStep,
        parent_field="work",
        fields=("step", "year", "taken_on", "text", "amount"),
        form=StepForm,
        part="steps",
        keep=keep_step,
    ),
)
