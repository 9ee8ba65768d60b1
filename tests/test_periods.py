"""Which years a repeated duty is owed for, and when time runs out."""

import datetime as dt

import pytest

from councils.parameters import Due, Period
from councils.periods import time_left, years_owed

D = dt.date.fromisoformat
YEARLY, BY_JANUARY = Period(1, "year"), Due(month=1, day=31, years_after=1)


@pytest.mark.parametrize(
    "every, on, since, years",
    [
        (YEARLY, "2026-10-31", "2020-01-01", [2025]),
        (YEARLY, "2026-11-01", "2020-01-01", [2025, 2026]),  # shown in time to do something about it
        (YEARLY, "2027-01-01", "2020-01-01", [2026]),
        (YEARLY, "2026-11-24", "2026-01-01", [2026]),  # the first full year
        (YEARLY, "2026-11-24", "2026-01-02", []),  # not a full year yet
        (YEARLY, "2027-06-01", "2026-01-02", []),
        (YEARLY, "2028-01-01", "2026-01-02", [2027]),
        (Period(6, "month"), "2026-06-01", "2020-01-01", [2025]),  # reports are kept by year
        (Period(2, "year"), "2026-06-01", "2022-01-01", [2025]),
        (Period(2, "year"), "2026-12-01", "2022-01-01", [2025]),
        (Period(1, "term"), "2027-01-01", "2023-01-01", [2026]),
    ],
)
def test_years_owed(every, on, since, years):
    assert [owed.year for owed in years_owed(every, BY_JANUARY, D(on), D(since))] == years


@pytest.mark.parametrize("on, state", [("2026-01-31", "due"), ("2026-02-01", "overdue")])
def test_overdue_the_day_after_the_last_day(on, state):
    assert years_owed(YEARLY, BY_JANUARY, D(on), D("2020-01-01"))[0].state(D(on)) == state


def test_without_a_stated_last_day_nothing_is_late():
    assert years_owed(YEARLY, None, D("2026-10-01"), D("2020-01-01"))[0].state(D("2026-10-01")) == "due"


@pytest.mark.parametrize("on, state", [("2026-10-01", "kept"), ("2026-10-02", "due"), ("2026-12-31", "due"), ("2027-01-01", "overdue")])
def test_due_in_the_last_quarter_and_overdue_after_the_last_day(on, state):
    assert time_left(D("2025-12-31"), D("2026-12-31"), D(on)) == state
