"""When a repeated duty is owed: calendar years with their last day, and times that run out."""

import datetime as dt
from dataclasses import dataclass

from .compliance import DUE, KEPT, OVERDUE
from .parameters import Due, Period

REMINDED_FROM = 11  # the month in which the year's own report, plan or follow-up starts to show as something to do


@dataclass(frozen=True)
class Year:
    """A calendar year for which something is owed, and the last day to have it (None: no document states one)."""

    year: int
    last_day: dt.date | None

    def __str__(self):
        return str(self.year)

    @property
    def starts_on(self):
        return dt.date(self.year, 1, 1)

    @property
    def ends_on(self):
        return dt.date(self.year, 12, 31)

    def state(self, on: dt.date) -> str:
        """Of what has not been done: due until the last day, overdue the day after it."""
        return OVERDUE if self.last_day and on > self.last_day else DUE


def years_owed(every: Period, due: Due | None, on: dt.date, since: dt.date) -> list[Year]:
    """The newest period that has ended, and from November the one that is running. Each goes by the name of its last year.

    Nothing is owed for a period that began before `since`, the day from which the duty exists. Periods shorter than a year count
    as a year: more often is always fine, and reports are kept by year.
    """
    length = max(1, every.months // 12)
    first = since.year + (since > dt.date(since.year, 1, 1))  # the first full year
    ended = list(range(first + length - 1, on.year, length))[-1:]
    running = [on.year] if on.month >= REMINDED_FROM and on.year >= first + length - 1 and (on.year - first + 1) % length == 0 else []
    return [Year(year, due.after(dt.date(year, 12, 31)) if due else None) for year in ended + running]


def time_left(start: dt.date, last_day: dt.date, on: dt.date) -> str:
    """Kept while there is time, due in its last quarter, overdue after the last day."""
    if on > last_day:
        return OVERDUE
    return DUE if on > last_day - (last_day - start) / 4 else KEPT


def election_day(year: int) -> dt.date:
    """The general election: the second Sunday of September (the law on elections, 2005:837, chapter 1 § 3)."""
    first = dt.date(year, 9, 1)
    return first + dt.timedelta(days=(6 - first.weekday()) % 7 + 7)


def next_election(on: dt.date) -> dt.date:
    """The first general election after the day; they come every fourth year, as in 2022 and 2026."""
    year = on.year + (2 - on.year) % 4
    return election_day(year) if election_day(year) > on else election_day(year + 4)
