"""Notes and assessed calls as rules count them: when, of what, by whom, to whom. They show that something was written, never how well."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from councils.compliance import DUE, KEPT, NOT_APPLICABLE, OVERDUE
from councils.models import Appointment
from councils.parameters import Period, Span
from councils.periods import time_left
from councils.rules.meetings import running_period

from .models import Assessment, Note, NoteReceiver

ONE_DAY = dt.timedelta(days=1)
ANY = "any"


@dataclass(frozen=True)
class Seen:
    """One note, or one call that was assessed."""

    day: dt.date | None
    topic: str
    container: int
    person: int | None
    row: object
    reached: frozenset[int] = frozenset()  # the units it was passed on to


@dataclass(frozen=True)
class Posts:
    """Who held which role, and when."""

    terms: tuple[Appointment, ...]

    def held(self, role: str, person: int | None, day: dt.date) -> bool:
        return any(term.role == role and term.person_id == person and term.is_in_force(day) for term in self.terms)

    def first_day(self, role: str, on: dt.date) -> dt.date | None:
        """From when those who hold it today do; None for a vacant one."""
        return min((term.starts_on for term in self.terms if term.role == role and term.is_in_force(on)), default=None)


def posts_of(municipality) -> Posts:
    return Posts(tuple(Appointment.objects.of(municipality).order_by("starts_on", "pk")))


def notes_of(municipality, on: dt.date) -> list[Seen]:
    """Oldest first; those without a day among them."""
    reached = defaultdict(set)
    for note, container in NoteReceiver.objects.filter(municipality=municipality).values_list("note", "container"):
        reached[note].add(container)
    rows = [note for note in Note.objects.of(municipality).order_by("day", "pk") if note.day is None or note.day <= on]
    return [Seen(note.day, note.topic, note.container_id, note.author_id, note, frozenset(reached[note.pk])) for note in rows]


def assessed_of(municipality, on: dt.date) -> list[Seen]:
    """«Not for us» counts: somebody looked."""
    rows = Assessment.objects.of(municipality).filter(assessed_on__lte=on).order_by("assessed_on", "pk")
    return [Seen(row.assessed_on, Note.Topic.FUNDING, row.container_id, row.person_id, row) for row in rows]


def within(days: Iterable[dt.date], *, began: dt.date, silence: Span | None = None, every: Period | None = None, at_least=1, on: dt.date):
    """(state, since, last day). Kept while there is time, due in its last quarter, overdue after it; never breached.

    `began` is the day from which anything is owed. With `silence` the latest must lie inside it; with a rolling period as many as are asked
    for; with a calendar one, so many in the running period, and late when the whole one before had too few.
    """
    days = sorted(days)
    if silence is None and every is not None and every.basis == "calendar":
        return by_calendar(days, began, every, at_least, on)
    number = 1 if silence else at_least
    since = days[-number] if len(days) >= number else began
    if silence is None and every is None:
        return (KEPT if len(days) >= number else DUE), since, None
    last = (silence or Span(months=every.months)).after(since)
    return time_left(since, last, on), since, last


def by_calendar(days, began, every, at_least, on):
    starts, ends = running_period(every, on)
    since = days[-1] if days else began
    if sum(starts <= day <= ends for day in days) >= at_least:
        return KEPT, since, ends
    before, _last = running_period(every, starts - ONE_DAY)
    if began <= before and sum(before <= day < starts for day in days) < at_least:
        return OVERDUE, since, starts - ONE_DAY
    if began > starts:
        return NOT_APPLICABLE, since, ends
    return (DUE if time_left(starts, ends, on) == DUE else KEPT), since, ends
