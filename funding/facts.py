"""Facts of applications, projects and commitments that conditions and routes may use."""

import math
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext_lazy as _

from councils.compliance import subject_of
from councils.condition_values import declare_values, words
from councils.conditions import Field, declare_fields
from councils.rules.field_values import OTHERWISE, PLACES
from councils.spoken import spoken
from partnerships.facts import KIND_OF_RELATION, begun_years, geography_of, target_groups
from partnerships.facts import cost_total as cost_of_work
from partnerships.facts import duration_years as duration_of_work
from partnerships.models.money import Currency
from partnerships.models.visits import Direction

from .models import Allocation, Application, Assessment, BudgetLine, Call, Commitment, Level, OpportunityReview, Pot, WorkUnit

BOARDS = ("board", "company_board")


def kronor_of(row, value) -> Decimal | None:
    """A sum in the row's own currency, in kronor; None while it, or the rate of a foreign currency, is not known."""
    if value is None or (row.currency != Currency.SEK and row.rate is None):
        return None
    factor = Decimal(1) if row.currency == Currency.SEK else row.rate
    return (value * factor).quantize(Decimal("0.01"), ROUND_HALF_UP)


def whole(value) -> int | None:
    """Upwards to a whole number: what goes a little over a limit is over it."""
    return None if value is None else math.ceil(value)


def own_share(work) -> Decimal | None:
    """What the municipality puts in itself, money and the worth of its working time together; None while nobody has said either."""
    given = [value for value in (work.own_cash, work.own_time) if value is not None]
    return kronor_of(work, sum(given, Decimal(0))) if given else None


def funder_of(work) -> str | None:
    return work.programme.code if work.programme_id else work.funder or None


def funder_level(work) -> str | None:
    return work.level or (work.programme.level if work.programme_id else None) or None


def applicant_kind(application) -> str:
    """A company, or what the unit that applies is."""
    if application.applicant_company:
        return "company"
    return (application.applicant or application.container).kind


def boards_concerned(work) -> frozenset[str] | None:
    """Codes of the boards that are named as concerned, or that a unit so named lies under, the applicant among them."""
    named = [unit.container for unit in work.units.all() if unit.part == WorkUnit.Part.CONCERNED]
    found = {board.code for container in named if (board := board_of(container))}
    if found and isinstance(work, Application) and (own := board_of(work.applicant or work.container)):
        found.add(own.code)
    return frozenset(found) or None


def board_of(container):
    return container if container.kind in BOARDS else container.parent if container.parent and container.parent.kind in BOARDS else None


def budget_years(first, last) -> int | None:
    """How many budgets it weighs on: the calendar years from the first day to the last."""
    return last.year - first.year + 1 if first and last else None


def work_facts(work, first, last) -> dict:
    boards = boards_concerned(work)
    return {
        "kind": work.kind,
        "funder": funder_of(work),
        "funder_level": funder_level(work),
        "amount": whole(work.kronor),
        "own_share": whole(own_share(work)),
        "duration_years": begun_years(first, last),
        "budget_years": budget_years(first, last),
        "boards": boards,
        "boards_concerned": len(boards) if boards else None,
        "relation_kind": work.relation.kind if work.relation_id else None,
        "target_group": target_groups(work),
    }


def application_facts(application) -> dict:
    """What routes may ask of an application; in which fields it lies, only the matter knows."""
    return {
        **work_facts(application, application.planned_from, application.planned_to),
        "staff_needed": whole(application.staff_needed),
        "applicant_kind": applicant_kind(application),
        "joint": application.is_joint,
    }


def project_facts(project) -> dict:
    return {
        **work_facts(project, project.starts_on, project.ends_on),
        "staff_needed": whole(project.origin.staff_needed) if project.origin_id else None,
        "owner_kind": project.container.kind,
        "geography": geography_of(project.relation),
        "outside_administration": project.is_outside,
    }


def commitment_facts(commitment) -> dict:
    return {
        "kind": commitment.kind,
        "organisation_kind": commitment.organisation_kind or None,
        "amount": whole(commitment.kronor),
    }


def cost_total(work) -> Decimal | None:
    """In kronor: the total that somebody wrote, else the budget's cost lines, else the costs that are written down."""
    row = subject_of(work)
    if getattr(row, "total_cost", None) is not None:
        return kronor_of(row, row.total_cost)
    lines = [line for line in row.budget_lines.all() if line.side == BudgetLine.Side.COST] if hasattr(row, "total_cost") else []
    kronor = [line.kronor for line in lines]
    return cost_of_work(work) if not kronor else None if None in kronor else sum(kronor, Decimal(0))


def duration_years(work) -> int | None:
    """Begun years: of an application, those of the project that it is about."""
    row = subject_of(work)
    return begun_years(row.planned_from, row.planned_to) if isinstance(row, Application) else duration_of_work(work)


def allocation_facts(allocation) -> dict:
    """What routes and conditions may ask of money from a pot. Only a visit has a direction."""
    work = allocation.work
    return {
        "pot": allocation.pot.kind,
        "applicant_kind": allocation.applicant_kind or (allocation.applicant.kind if allocation.applicant_id else None),
        "purpose": allocation.purpose,
        "direction": work.visit.direction if work is not None and work.row == "visit" else None,
        "relation_kind": work.relation.kind if work is not None and work.relation_id else None,
        "amount": whole(allocation.amount),
    }


def of_money(read):
    """The reader of a fact that applications and projects have; of other work nothing is known."""
    return lambda row: read(found) if hasattr(found := subject_of(row), "programme_id") else None


def calls_seen(row) -> list[Call] | None:
    """What a review looked at, or the call that was assessed; None of other rows."""
    if isinstance(row, OpportunityReview):
        return list(row.calls.all())
    return [row.call] if isinstance(row, Assessment) else None


def level_of(row) -> str | frozenset | None:
    """On which levels the funders stand: of a review all that it says, and those of its calls."""
    found = subject_of(row)
    calls = calls_seen(found)
    if calls is None:
        return of_money(funder_level)(row)
    return frozenset({*getattr(found, "levels", ()), *filter(None, map(level_of_call, calls))}) or None


def level_of_call(call) -> str | None:
    """What the portal of the EU brings is on that level, whether anybody knows its programme or not."""
    if call.programme_id:
        return call.programme.level
    return Level.EU.value if call.source == Call.Source.EU_PORTAL else None


def funders_of(row) -> str | frozenset | None:
    calls = calls_seen(subject_of(row))
    if calls is None:
        return of_money(funder_of)(row)
    return frozenset(call.programme.code for call in calls if call.programme_id) or None


def of_allocation(name):
    return lambda row: allocation_facts(found)[name] if isinstance(found := subject_of(row), Allocation) else None


def of_commitment(name):
    return lambda row: commitment_facts(found)[name] if isinstance(found := subject_of(row), Commitment) else None


declare_fields(
    "Work",
    funder_level=Field(_("finansiärens nivå"), str, level_of),
    funder=Field(_("finansiär"), str, funders_of),
    applicant_kind=Field(
        _("slag av sökande"), str, lambda row: applicant_kind(found) if isinstance(found := subject_of(row), Application) else None
    ),
    boards_concerned=Field(spoken(_("antal berörda %(boards)s")), int, of_money(lambda work: len(boards_concerned(work) or ()) or None)),
    cost_total=Field(_("total kostnad"), int, cost_total),
    duration_years=Field(_("antal år"), int, duration_years),
)
declare_fields(
    "Commitment",
    kind=Field(_("slag av åtagande"), str, of_commitment("kind")),
    organisation_kind=Field(_("slag av organisation"), str, of_commitment("organisation_kind")),
    amount=Field(_("belopp"), int, of_commitment("amount")),
)
declare_fields(
    "Allocation",
    pot=Field(_("pott"), str, of_allocation("pot")),
    applicant_kind=Field(_("slag av sökande"), str, of_allocation("applicant_kind")),
    purpose=Field(_("ändamål"), str, of_allocation("purpose")),
    direction=Field(_("riktning"), str, of_allocation("direction")),
    relation_kind=Field(_("slag av samarbete"), str, of_allocation("relation_kind")),
    amount=Field(_("belopp"), int, of_allocation("amount")),
)

declare_values(
    "Work",
    row=words("application", "project"),
    kind=words(Application.Kind),
    funder_level=words(Level),
    applicant_kind=PLACES,
)
declare_values("Cost", row=words("application", "project"))
declare_values("Commitment", kind=words(Commitment.Kind))
declare_values("Allocation", pot=words(Pot.Kind), direction=words(Direction), relation_kind=KIND_OF_RELATION)
declare_values(
    "Matter",
    kind=words(Application.Kind, Commitment.Kind),
    funder_level=words(Level) | OTHERWISE,
    pot=words(Pot.Kind) | OTHERWISE,
)
