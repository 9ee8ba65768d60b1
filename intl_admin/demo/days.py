"""The demo's time: days counted from the year that runs, and a clock that can be set back."""

import datetime as dt
from contextlib import contextmanager

from django.utils import timezone


def day_of(text: str, today: dt.date) -> dt.date:
    """«2/04-01» is 1 April two years ago, «-1/04-01» next year's; «last/10-01» is the latest 1 October, which may be today."""
    years, _, month_and_day = text.partition("/")
    month, day = map(int, month_and_day.split("-"))
    if years == "last":
        this_year = dt.date(today.year, month, day)
        return this_year if this_year <= today else dt.date(today.year - 1, month, day)
    return dt.date(today.year - int(years), month, day)


def first_day(today: dt.date) -> dt.date:
    """The day when the demo's municipalities began to use the product; what is older was registered then."""
    return dt.date(today.year - 2, 1, 2)


@contextmanager
def as_of(day: dt.date, hour=10, minute=0):
    """Inside, it is that day, for rights, rules and history alike: the demo lives through its years instead of forging their traces."""
    real, now = timezone.now, timezone.now()
    moment = min(dt.datetime(day.year, day.month, day.day, hour, minute, tzinfo=timezone.get_default_timezone()), now)
    timezone.now = lambda: moment
    try:
        yield moment
    finally:
        timezone.now = real
