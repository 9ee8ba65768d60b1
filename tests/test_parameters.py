"""Typed parameters: faults said in one sentence each, and values read into what checks use."""

import datetime as dt
from dataclasses import dataclass

import pytest

from councils.parameters import Due, Period, Span, add_months, declaration, parameter, parameter_faults, parameters_from


@dataclass(frozen=True, kw_only=True)
class Declared:
    role: str = parameter("role", "which role")
    acts: tuple = parameter("choices", "which acts", default=("decide",), options=("prepare", "decide"))
    by: str = parameter("choice", "who", default="unit", options=("unit", "body"))
    number: int = parameter("integer", "how many", default=1)
    within: Span | None = parameter("span", "how soon", default=None)
    due: Due | None = parameter("due", "last day", default=None)
    every: Period | None = parameter("period", "how often", default=None)
    since: dt.date | None = parameter("date", "from which day", default=None)
    seats: tuple = parameter("seats", "rows", default=())
    on: bool = parameter("boolean", "whether", default=False)


@pytest.mark.parametrize(
    "given, says",
    [
        ({}, "must be given: which role"),
        ({"role": ""}, "expected a role"),
        ({"role": "contact", "actz": ["decide"]}, "did you mean acts?"),
        ({"role": "contact", "acts": []}, "expected some of prepare, decide"),
        ({"role": "contact", "acts": ["decides"]}, "expected some of prepare, decide"),
        ({"role": "contact", "by": "bodies"}, "did you mean body?"),
        ({"role": "contact", "number": True}, "a whole number"),
        ({"role": "contact", "number": -1}, "a whole number"),
        ({"role": "contact", "number": "2"}, "a whole number"),
        ({"role": "contact", "within": {"days": 1, "months": 1}}, "{days = n}"),
        ({"role": "contact", "within": {"hours": 1}}, "{days = n}"),
        ({"role": "contact", "due": {"day": "02-30"}}, "{day = 'MM-DD'"),
        ({"role": "contact", "due": {"day": "13-01"}}, "{day = 'MM-DD'"),
        ({"role": "contact", "every": {"every": 0, "unit": "year"}}, "{every = n"),
        ({"role": "contact", "every": {"every": 1, "unit": "week"}}, "{every = n"),
        ({"role": "contact", "since": "2026-02-30"}, "YYYY-MM-DD"),
        ({"role": "contact", "seats": [{"chair": 1}]}, "unit|office|party"),
        ({"role": "contact", "on": 1}, "true or false"),
        (["contact"], "expected a table"),
    ],
)
def test_a_fault_says_what_was_expected(given, says):
    assert any(says in sentence for _name, sentence in parameter_faults(Declared, given))


def test_what_is_right_has_no_faults_and_is_read():
    given = {
        "role": "contact", "acts": ["prepare"], "within": {"weeks": 2}, "due": {"day": "02-29", "years_after": 1},
        "every": {"every": 12, "unit": "month", "basis": "rolling"}, "since": "2004-03-25", "seats": [{"unit": "skola", "number": 2}],
    }  # fmt: skip
    assert list(parameter_faults(Declared, given)) == []
    read = parameters_from(Declared, given)
    assert (read.acts, read.within, read.since) == (("prepare",), Span(days=14), dt.date(2004, 3, 25))
    assert (read.every.months, read.number, read.by) == (12, 1, "unit")


def test_none_is_no_limit():
    assert list(parameter_faults(Declared, {"role": "contact", "within": "none"})) == []
    assert parameters_from(Declared, {"role": "contact", "within": "none"}).within is None


def test_none_is_a_choice_where_it_is_one_of_the_options():
    declared = declaration("page", fallback=parameter("choice", "what is shown", default="mailbox", options=("mailbox", "none")))
    assert parameters_from(declared, {"fallback": "none"}).fallback == "none"


def test_a_declaration_that_waits_is_checked_the_same_way():
    declared = declaration("body_meets", body=parameter("body", "which body"), every=parameter("period", "how often", default=None))
    assert declared.__name__ == "BodyMeets"
    assert dict(parameter_faults(declared, {"every": 3})).keys() == {"body", "every"}


@pytest.mark.parametrize(
    "day, months, then",
    [("2026-01-31", 1, "2026-02-28"), ("2028-01-31", 1, "2028-02-29"), ("2026-11-30", 3, "2027-02-28"), ("2026-03-31", -1, "2026-02-28"),
     ("2028-02-29", 12, "2029-02-28")],
)  # fmt: skip
def test_months_keep_to_the_last_day(day, months, then):
    assert add_months(dt.date.fromisoformat(day), months) == dt.date.fromisoformat(then)


@pytest.mark.parametrize(
    "due, then",
    [(Due(month=1, day=31, years_after=1), "2026-01-31"), (Due(span=Span(days=0)), "2025-12-31"), (Due(span=Span(months=2)), "2026-02-28"),
     (Due(month=2, day=29, years_after=1), "2026-02-28")],
)  # fmt: skip
def test_last_day_counted_from_the_years_end(due, then):
    assert due.after(dt.date(2025, 12, 31)) == dt.date.fromisoformat(then)
