"""The whole: what was applied for and granted, how often, by programme, unit and year; own share against what is set aside; EU money a head.

Everything is worked out from rows that are read once: the number of queries does not grow with them.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from partnerships.charts import BarRow, bar_rows

from .facts import funder_level
from .models import Application, Project
from .money import Total, one, per_head, share, total
from .own_money import Means, OwnShare, own_shares

State = Application.State
ANSWERED = (State.GRANTED, State.REFUSED)
NEVER = (State.CANCELLED, State.WITHDRAWN, State.REFUSED)


@dataclass(frozen=True)
class Group:
    """What was applied for and granted within a programme, a unit or a year."""

    label: str
    applied: int
    waiting: int
    granted: int
    refused: int
    projects: int
    money: Total

    @property
    def success(self) -> Decimal | None:
        """Per cent of the answered that were granted; None while nothing is answered."""
        return share(Decimal(self.granted), Decimal(self.granted + self.refused))


@dataclass(frozen=True)
class Portfolio:
    whole: Group
    by_programme: list[Group]
    by_unit: list[Group]
    by_year: list[Group]
    own: list[OwnShare]
    eu: Total
    eu_per_head: Decimal | None
    population: int | None
    bars: list[BarRow]


def portfolio(municipality, year: int, only_year=False, on: dt.date | None = None) -> Portfolio:
    """`year` is that of the own share; `only_year` leaves out what was applied for or began in other years. `on`: the day of the documents."""
    on = on or timezone.localdate()
    applications = list(Application.objects.of(municipality).exclude(status=State.WITHDRAWN).select_related("programme", "container"))
    projects = list(
        Project.objects.of(municipality).exclude(status__in=NEVER).select_related("programme", "container").prefetch_related("budget_lines")
    )
    applied = [row for row in applications if not only_year or year_of(row) == year]
    begun = [row for row in projects if not only_year or year_of(row) == year]
    by_programme = grouped(applied, begun, programme_of)
    eu = total(row for row in begun if funder_level(row) == "EU")
    bars = bar_rows([(g.label, float(g.money.kronor)) for g in by_programme if g.money.kronor is not None], tint=municipality.tint)
    return Portfolio(
        whole=group("", applied, begun),
        by_programme=by_programme,
        by_unit=grouped(applied, begun, lambda row: row.container.label),
        by_year=grouped(applied, begun, lambda row: str(year_of(row)))[::-1],
        own=own_shares(Means.of(municipality, year, on), [row for row in projects if row.status == State.RUNNING]),
        eu=eu,
        eu_per_head=per_head(eu.kronor, municipality.population),
        population=municipality.population,
        bars=bars,
    )


def year_of(row) -> int:
    """An application counts when it was handed in, else when the idea was noted; a project when it began."""
    return (getattr(row, "submitted_on", None) or row.starts_on).year


def programme_of(row) -> str:
    return str(row.programme) if row.programme_id else row.funder or _("Inget program")


def grouped(applications, projects, key: Callable) -> list[Group]:
    found: dict[str, tuple[list, list]] = defaultdict(lambda: ([], []))
    for at, rows in enumerate((applications, projects)):
        for row in rows:
            found[key(row)][at].append(row)
    return [group(label, *found[label]) for label in sorted(found)]


def group(label, applications, projects) -> Group:
    """The money is the projects'; an application that was granted and has no project yet counts with what it was granted."""
    count = defaultdict(int)
    for row in applications:
        count[row.status] += 1
    with_project = {row.origin_id for row in projects}
    waiting_for_project = [row for row in applications if row.status == State.GRANTED and row.pk not in with_project]
    money = total(projects)
    for row in waiting_for_project:
        money += one(row.granted, row.currency, row.rate)
    answered = sum(count[state] for state in ANSWERED)
    return Group(label, len(applications), len(applications) - answered, count[State.GRANTED], count[State.REFUSED], len(projects), money)
