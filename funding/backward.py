"""Backwards from a deadline: by which day papers must be with each body, so that what is to be decided is decided in time.

Pure functions. A step must be decided no later than the step after it, which is how the route itself is judged
(councils.rules.matters); the last step no later than the deadline. Of the meetings that are early enough the latest is chosen, since
that leaves the most time. A day on which somebody must act at an office is a working day: one that falls on a holiday moves to the working
day before. The deadline itself does not move.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils import timezone

from councils.working_days import working_day_by

FITS, PASSED, NO_MEETING, NOT_PLANNED = "fits", "passed", "no_meeting", "not_planned"
IMPOSSIBLE = (PASSED, NO_MEETING)


def last_day(moment: dt.datetime) -> dt.date:
    """The Swedish day on which the moment falls. Midnight ends the day before: nobody hands in at 00.00 of the next."""
    local = timezone.localtime(moment)
    return local.date() - dt.timedelta(days=local.time() == dt.time.min)


@dataclass(frozen=True)
class Step:
    """What remains to be decided: in which order, by any one of which organs. Those without meetings act when they are asked."""

    order: int
    organs: tuple[str, ...]
    source: Any = None  # the leg of the route
    meets: bool = True


@dataclass(frozen=True)
class Stop:
    """A step with its last day. `papers_on` is the last day to hand in papers to the meeting."""

    step: Step
    state: str
    last: dt.date  # it must be decided no later
    organ: str = ""
    meeting: dt.date | None = None
    papers_on: dt.date | None = None

    @property
    def act_by(self) -> dt.date:
        """The last day on which somebody can do something about it."""
        return self.papers_on or self.meeting or self.last


@dataclass(frozen=True)
class Plan:
    deadline: dt.date
    stops: tuple[Stop, ...]  # in the order in which they are taken

    @property
    def is_possible(self) -> bool:
        return not self.stuck

    @property
    def is_known(self) -> bool:
        return all(stop.state != NOT_PLANNED for stop in self.stops)

    @property
    def stuck(self) -> tuple[Stop, ...]:
        return tuple(stop for stop in self.stops if stop.state in IMPOSSIBLE)

    @property
    def next_stop(self) -> Stop | None:
        return min((stop for stop in self.stops if stop.state == FITS), key=lambda stop: stop.act_by, default=None)


def plan(deadline: dt.date, steps: Sequence[Step], meetings: Mapping[str, Sequence[dt.date]], on: dt.date, paper_days: int) -> Plan:
    """`meetings` are the planned days of each body, by its code. Steps of the same order are taken side by side."""
    stops, last, papers = [], deadline, deadline
    for _order, same in groupby(sorted(steps, key=lambda step: -step.order), key=lambda step: step.order):
        found = [stop_of(step, last if step.meets else papers, meetings, on, paper_days) for step in same]
        stops = found + stops
        last = min([last, *(stop.meeting for stop in found if stop.meeting)])
        papers = min([papers, *(stop.act_by for stop in found)])
    return Plan(deadline, tuple(stops))


def stop_of(step: Step, last: dt.date, meetings, on: dt.date, paper_days: int) -> Stop:
    if not step.meets:
        last = working_day_by(last)
        return Stop(step, FITS if last >= on else PASSED, last)
    coming = [(day, code) for code in step.organs for day in meetings.get(code, ()) if day >= on]
    if not coming:
        return Stop(step, NO_MEETING if last < on else NOT_PLANNED, last)
    in_time = [one for one in coming if one[0] <= last]
    if not in_time:
        return Stop(step, NO_MEETING, last)
    day, code = max(in_time)
    papers_on = working_day_by(day - dt.timedelta(days=paper_days))
    return Stop(step, FITS if papers_on >= on else PASSED, last, code, day, papers_on)
