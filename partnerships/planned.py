"""Planned work: visits, applications and projects, each with all that a rule reads, whichever room its rows belong to.

A room says how its rows are read: `@planned` on a function (municipality, on) → rows of a child of Work with `WHAT_RULES_READ` fetched.
Entries of the log are no planned work: their fields may stay empty.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Min

from councils.models import Container, DocumentPart
from councils.reading import read_once
from councils.running import running_work

from .models import Cost, ListValue, Visit, Work

# For select_related and prefetch_related of a source.
BESIDE = ("container", "relation__partner", "responsible", "account")
WHAT_RULES_READ = ("participants", "costs__bearer", "notices__to", "tags__value", "account__deliveries__receiver")

State = Work.State
BEFORE_START = frozenset({"", State.IDEA, State.ANALYSIS, State.DRAFT, State.PLANNED})
OVER = frozenset({State.HELD, State.CLOSED})
NEVER_DONE = frozenset({State.CANCELLED, State.REFUSED, State.WITHDRAWN})

SOURCES: list[Callable[..., Iterator[Work]]] = []
LINKS: list[Callable[..., tuple[str, str] | None]] = []


def planned(source):
    """Register how a room's planned work is read."""
    SOURCES.append(source)
    return source


def beside_planned(link):
    """Register a page beside the work's own: `link` on (row, on) → (its words, its address), or nothing."""
    LINKS.append(link)
    return link


def links_of(row, on) -> list[tuple[str, str]]:
    return [found for link in LINKS if (found := link(row, on))]


@dataclass(frozen=True)
class Around:
    """What a rule must know beside the row: the units by code, the municipality's lists, and when work with each partner began."""

    containers: dict[str, Container]
    lists: dict[str, dict[str, ListValue]]
    first_with: dict[int, dt.date]  # partner → the first day that anything was done with it

    @classmethod
    def of(cls, municipality, on):
        """The goals of documents in force are values too, whether anything has been tied to them or not."""
        lists: dict[str, dict[str, ListValue]] = {}
        for part in DocumentPart.objects.in_force(municipality, on).filter(kind="goal"):
            code = f"part-{part.pk}"
            lists.setdefault("goals", {})[code] = ListValue(list="goals", code=code, name=part.title)
        for value in ListValue.objects.of(municipality):
            lists.setdefault(value.list, {})[value.code] = value
        done = Work.objects.of(municipality).exclude(relation__partner=None).exclude(status__in=NEVER_DONE).order_by()
        first = done.values_list("relation__partner").annotate(Min("starts_on"))
        return cls({c.code: c for c in Container.objects.of(municipality)}, lists, dict(first))

    def name_of(self, code) -> str:
        return self.containers[code].label if code in self.containers else code


@dataclass(frozen=True)
class Planned:
    """A piece of planned work as the rules see it."""

    subject: Any  # Visit, Application, Project
    around: Around

    @property
    def never_done(self) -> bool:
        return self.subject.status in NEVER_DONE

    @property
    def last_day(self) -> dt.date | None:
        """A visit that names no last day is over in a day; of other work nobody knows."""
        return self.subject.ends_on or (self.subject.starts_on if self.subject.row == "visit" else None)

    def has_begun(self, on) -> bool:
        """By its state; what is still called planned has begun when its first day has come."""
        if self.subject.status == State.PLANNED:
            return self.subject.starts_on <= on
        return self.subject.status not in BEFORE_START | NEVER_DONE

    def is_under_way(self, on) -> bool:
        """It has begun, and is not over by its state or its last day."""
        over = self.subject.status in OVER or (self.last_day is not None and self.last_day < on)
        return self.has_begun(on) and not over


@dataclass(frozen=True)
class PlannedCost:
    """A cost with the work that it is part of."""

    subject: Cost
    part_of: Any
    work: Planned


@read_once
def planned_work(municipality, on) -> Iterator[Planned]:
    around = Around.of(municipality, on)
    for source in SOURCES:
        for row in source(municipality, on):
            yield Planned(row, around)


def planned_costs(municipality, on) -> Iterator[PlannedCost]:
    for work in planned_work(municipality, on):
        for cost in work.subject.costs.all():
            yield PlannedCost(cost, work.subject, work)


@running_work
def where_work_is_under_way(municipality, on):
    return {work.subject.container_id for work in planned_work(municipality, on) if work.is_under_way(on)}


@planned
def visits(municipality, on):
    return Visit.objects.of(municipality).select_related(*BESIDE).prefetch_related(*WHAT_RULES_READ).newest_first()
