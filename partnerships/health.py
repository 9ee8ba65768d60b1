"""How a relation is doing: pure functions over rows that somebody else fetched. What nobody has said stays unknown, never 0."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from councils.parameters import Span
from councils.periods import next_election, time_left

from .facts import cost_total
from .models import Promise, Relation, RelationEvent
from .rules.relations import started
from .touches import Tally

YEARS_SHOWN = 10


@dataclass(frozen=True)
class Last:
    """The newest touch of one kind."""

    word: str
    day: dt.date
    number: int


@dataclass(frozen=True)
class Known:
    """A sum of what is known, and of how many nobody has said. `total` is None when nothing is known."""

    total: int | Decimal | None
    unknown: int


@dataclass(frozen=True)
class Silence:
    """Since when nothing was logged: the last touch, else the agreement's own first day. `since` None: nobody knows."""

    since: dt.date | None
    days: int | None
    ever: bool


@dataclass(frozen=True)
class ReviewDue:
    state: str
    day: dt.date
    last: dt.date | None


@dataclass(frozen=True)
class Health:
    by_kind: list[Last]
    silence: Silence
    years: list[tuple[int, int]]  # the newest first
    this_year: int
    last_year: int
    people: Known
    young: int | None
    cost: Known
    open_promises: list[Promise]
    review: ReviewDue | None

    @property
    def last(self) -> Last | None:
        return self.by_kind[0] if self.by_kind else None


def health_of(
    relation: Relation,
    tallies: Sequence[Tally],
    works_of_the_year: Iterable,
    promises: Iterable[Promise],
    events: Iterable[RelationEvent],
    on: dt.date,
) -> Health:
    kinds, now = last_by_kind(tallies), [tally for tally in tallies if tally.year == on.year]
    return Health(
        by_kind=kinds,
        silence=silence(relation, kinds[0].day if kinds else None, on),
        years=touches_a_year(tallies, on.year),
        this_year=sum(tally.number for tally in now),
        last_year=sum(tally.number for tally in tallies if tally.year == on.year - 1),
        people=people(now),
        young=total(tally.young for tally in now),
        cost=cost(works_of_the_year),
        open_promises=open_promises(promises),
        review=review_due(relation, events, on),
    )


def last_by_kind(tallies: Sequence[Tally]) -> list[Last]:
    """The newest first; how many there were in all. A journey that was logged and one that was planned as a visit are one kind to a reader."""
    found: dict[str, list[Tally]] = {}
    for tally in tallies:
        found.setdefault(str(tally.word).casefold(), []).append(tally)
    lasts = [Last(rows[0].word, max(row.last for row in rows), sum(row.number for row in rows)) for rows in found.values()]
    return sorted(lasts, key=lambda last: last.day, reverse=True)


def silence(relation: Relation, last: dt.date | None, on: dt.date) -> Silence:
    since = last or started(relation)
    if since is None or since > on:
        return Silence(None, None, last is not None)
    return Silence(since, (on - since).days, last is not None)


def touches_a_year(tallies: Sequence[Tally], year: int) -> list[tuple[int, int]]:
    """From this year back to the first with a touch, ten years at the most; a year without any is 0, since the log was open."""
    numbers: dict[int, int] = {}
    for tally in tallies:
        numbers[tally.year] = numbers.get(tally.year, 0) + tally.number
    first = min(numbers, default=year + 1)
    return [(one, numbers.get(one, 0)) for one in range(year, max(first, year - YEARS_SHOWN + 1) - 1, -1)]


def total(values) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def people(tallies: Iterable[Tally]) -> Known:
    rows = list(tallies)
    return Known(total(row.people for row in rows), sum(row.number - row.people_said for row in rows))


def cost(works: Iterable) -> Known:
    """In kronor: of each work what its costs come to, else the one figure that was given."""
    figures = [cost_total(work) for work in works]
    known = [figure for figure in figures if figure is not None]
    return Known(sum(known, Decimal(0)) if known else None, len(figures) - len(known))


def open_promises(promises: Iterable[Promise]) -> list[Promise]:
    """What is due first, first; what has no day last."""
    return sorted((one for one in promises if one.done_on is None), key=lambda one: (one.due_on is None, one.due_on or dt.date.max, one.pk))


def review_due(relation: Relation, events: Iterable[RelationEvent], on: dt.date) -> ReviewDue | None:
    """The last day to look it over anew.

    Each term of office: before the general election that ends the term after the one of the last review; never reviewed, before the next
    election. With months between: so many after the last review, else after the agreement's first day.
    """
    reviewed = max((event.day for event in events if event.kind == RelationEvent.Kind.REVIEWED and event.day), default=None)
    if relation.review == Relation.Review.TERM:
        due = next_election(next_election(reviewed) if reviewed else on)
        return ReviewDue(time_left(reviewed or due.replace(year=due.year - 4), due, on), due, reviewed)
    first = reviewed or started(relation)
    if relation.review != Relation.Review.MONTHS or not relation.review_months or first is None:
        return None
    due = Span(months=relation.review_months).after(first)
    return ReviewDue(time_left(first, due, on), due, reviewed)
