"""The deadlines of a list beside those that stand here: which are as before, which moved, which are new, which the list no longer names.

What a person has written is left alone: a deadline of their own, or the day to which they corrected one of the list's.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from councils.imports import Keeper

from .models import Call, Deadline
from .said import ZONE, Closing, Unclear, closing_of

DAYS = ("day", "at", "text", "is_preliminary")


@dataclass
class Compared:
    """What a line changes of a call's deadlines."""

    moved: list[tuple[Deadline, Closing]] = field(default_factory=list)
    new: list[Closing] = field(default_factory=list)
    gone: list[Deadline] = field(default_factory=list)

    def __bool__(self):
        return bool(self.moved or self.new or self.gone)


def facts_of(one: Closing) -> dict:
    return {name: getattr(one, name) for name in DAYS}


def says(row: Deadline, one: Closing) -> bool:
    return all(getattr(row, name) == value for name, value in facts_of(one).items())


def is_corrected(row: Deadline) -> bool:
    """Whether a person has changed what the list said."""
    try:
        return not says(row, closing_of(row.list_says))
    except Unclear:
        return True


def compared(rows: Sequence[Deadline], closings: Sequence[Closing], on: dt.date) -> Compared:
    """A line that names no deadline says nothing of them. One whose day has been stays, as lists leave out what has been."""
    found, waiting = Compared(), []
    left = [row for row in rows if row.list_says]
    for one in closings:
        row = next((row for row in left if row.list_says == one.text or says(row, one)), None)
        if row is None and not any(says(row, one) for row in rows if not row.list_says):
            waiting.append(one)
        elif row is not None:
            left.remove(row)
            if row.withdrawn_on:
                found.moved.append((row, one))
    left.sort(key=lambda row: (bool(row.day) and row.day < on, row.ordinal))
    found.moved += zip(left, waiting, strict=False)
    found.new = waiting[len(left) :]
    if closings:
        found.gone = [row for row in left[len(waiting) :] if not (row.withdrawn_on or is_corrected(row) or (row.day and row.day < on))]
    return found


def from_list(call: Call, one: Closing, ordinal: int) -> Deadline:
    return Deadline(call=call, ordinal=ordinal, zone=ZONE, list_says=one.text, **facts_of(one))


def write_days(keeper: Keeper, call: Call, rows: Sequence[Deadline], days: Compared, on: dt.date):
    for row, one in days.moved:
        keeper.change(row, facts_of(one) | {"list_says": one.text, "withdrawn_on": None})
    last = max((row.ordinal for row in rows), default=0)
    for number, one in enumerate(days.new, last + 1):
        keeper.new(from_list(call, one, number))
    for row in days.gone:
        keeper.change(row, {"withdrawn_on": on})
