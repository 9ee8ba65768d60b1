"""The backward plan as a picture: one line of time from today to the deadline, the same for every row. Pure; the list beside says it in words."""

import datetime as dt
from dataclasses import dataclass

WIDTH = 1000  # units of the drawing


@dataclass(frozen=True)
class Row:
    label: str
    papers: int | None  # where on the line, in units
    meeting: int | None
    state: str


@dataclass(frozen=True)
class Picture:
    rows: list[Row]
    months: list[tuple[int, dt.date]]  # where each month begins
    width: int = WIDTH

    @property
    def ends(self) -> int:
        return self.width


def picture_of(stops, deadline: dt.date, today: dt.date) -> Picture | None:
    """`stops` are pairs (Stop, name). Nothing is drawn of a deadline that has been."""
    span = (deadline - today).days
    if span <= 0:
        return None

    def at(day):
        return None if day is None else round(WIDTH * min(1, max(0, (day - today).days / span)))

    rows = [
        Row(name, at(stop.papers_on), at(stop.meeting or (stop.last if not stop.step.meets else None)), stop.state) for stop, name in stops
    ]
    return Picture(rows, [(at(day), day) for day in months(today, deadline)])


def months(first: dt.date, last: dt.date) -> list[dt.date]:
    """The first day of each month after the first day, at most twelve of them evenly chosen."""
    found, day = [], first.replace(day=1)
    while (day := (day + dt.timedelta(days=32)).replace(day=1)) <= last:
        found.append(day)
    step = -(-len(found) // 12) if found else 1
    return found[::step]
