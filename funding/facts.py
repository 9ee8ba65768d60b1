"""Facts of applications, projects and commitments that conditions and routes may use."""

import math
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext_lazy as _

from councils.compliance import subject_of
from councils.conditions import Field, declare_fields
from partnerships.facts import begun_years, geography_of, target_groups
from partnerships.models.money import Currency

from .models import Application, Commitment, WorkUnit

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


def of_money(read):
    """The reader of a fact that applications and projects have; of other work nothing is known."""
    return lambda row: read(found) if hasattr(found := subject_of(row), "programme_id") else None


def of_commitment(name):
    return lambda row: commitment_facts(found)[name] if isinstance(found := subject_of(row), Commitment) else None


declare_fields(
    "Work",
    funder_level=Field(_("finansiärens nivå"), str, of_money(funder_level)),
    funder=Field(_("finansiär"), str, of_money(funder_of)),
    applicant_kind=Field(
        _("slag av sökande"), str, lambda row: applicant_kind(found) if isinstance(found := subject_of(row), Application) else None
    ),
    boards_concerned=Field(_("antal berörda nämnder"), int, of_money(lambda work: len(boards_concerned(work) or ()) or None)),
)
declare_fields(
    "Commitment",
    kind=Field(_("slag av åtagande"), str, of_commitment("kind")),
    organisation_kind=Field(_("slag av organisation"), str, of_commitment("organisation_kind")),
    amount=Field(_("belopp"), int, of_commitment("amount")),
)
