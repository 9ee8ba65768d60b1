"""The Swedish calendar: weekends, holidays and the eves that count as holidays."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as some

from councils.working_days import is_working_day, working_day_by

D = dt.date.fromisoformat
days = some.dates(dt.date(1990, 1, 1), dt.date(2099, 12, 31))


@pytest.mark.parametrize(
    "day, works",
    [
        ("2027-01-01", False), ("2027-01-05", True), ("2027-01-06", False), ("2027-03-25", True), ("2027-03-26", False), ("2027-03-29", False),
        ("2026-05-01", False), ("2027-05-06", False), ("2027-05-07", True), ("2027-05-17", True),  # Whit Monday is a day like others
        ("2028-06-06", False), ("2027-06-24", True), ("2027-06-25", False), ("2026-06-19", False), ("2026-10-30", True),
        ("2026-12-23", True), ("2026-12-24", False), ("2026-12-25", False), ("2026-12-30", True), ("2026-12-31", False), ("2026-11-21", False),
    ],
)  # fmt: skip
def test_working_days(day, works):
    assert is_working_day(D(day)) == works


@given(days)
def test_the_working_day_by_is_never_later_and_never_far(day):
    found = working_day_by(day)
    assert is_working_day(found)
    assert dt.timedelta(0) <= day - found <= dt.timedelta(days=5)


@given(days, some.integers(0, 400))
def test_a_later_day_never_gives_an_earlier_working_day(day, later):
    assert working_day_by(day + dt.timedelta(days=later)) >= working_day_by(day)
