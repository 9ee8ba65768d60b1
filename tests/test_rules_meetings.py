"""Meetings: a body meets as often as it should, is called in time, and leaves notes. Serves OSBY-50 and OSBY-52's body."""

import datetime as dt

import pytest

from tests import situations as a
from tests.test_attendance import an_attendance

pytestmark = pytest.mark.django_db
D = dt.date.fromisoformat
YEARLY = {"every": 1, "unit": "year", "basis": "calendar"}
ROLLING = {"every": 6, "unit": "month", "basis": "rolling"}


@pytest.fixture
def council():
    return a.a_council(a.a_municipality())


def notes_within(council, days):
    a.a_setting(council.municipality, "meeting_has_notes", body=council.code, within={"days": days})


# ── notes


@pytest.mark.parametrize(
    "state, notes, on, expected",
    [
        ("held", "Vi talade om hösten.", "2026-10-14", "kept"),
        ("held", "", "2026-10-14", "due"),
        ("held", "", "2026-10-28", "due"),  # exactly at the limit
        ("held", "", "2026-10-29", "breached"),
        ("held", "   ", "2026-10-29", "breached"),
        ("planned", "", "2026-10-29", "unknown"),
        ("cancelled", "", "2026-10-29", "not_applicable"),
    ],
)
def test_a_meeting_owes_its_notes(council, state, notes, on, expected):
    notes_within(council, 14)
    a.a_meeting(council, D("2026-10-14"), state=state, notes=notes)
    assert a.states(council.municipality, D(on)) == [expected]


def test_another_municipality_has_another_limit(council):
    notes_within(council, 14)
    other = a.a_council(a.a_municipality("lomma", "Lomma"))
    notes_within(other, 30)
    for body in (council, other):
        a.a_meeting(body, D("2026-10-14"), state="held")
    on = D("2026-11-01")
    assert (a.states(council.municipality, on), a.states(other.municipality, on)) == (["breached"], ["due"])


def test_a_coming_meeting_owes_nothing_yet(council):
    notes_within(council, 14)
    a.a_meeting(council, D("2026-12-15"))
    assert a.states(council.municipality, D("2026-12-01")) == ["not_applicable"]


# ── other papers than notes


@pytest.mark.parametrize(
    "papers, facts, came, on, expected",
    [
        (["attendance"], {}, ["present"], "2026-10-29", "kept"),
        (["attendance"], {}, ["absent"], "2026-10-29", "kept"),  # the list is there; that nobody came is another matter
        (["attendance"], {}, [], "2026-10-28", "due"),  # exactly at the limit
        (["attendance"], {}, [], "2026-10-29", "breached"),
        (["attendance"], {"attested_on": D("2026-10-20")}, [], "2026-10-29", "kept"),  # minutes say who was there
        (["attendance"], {"state": "planned"}, [], "2026-10-29", "unknown"),
        (["notes", "attendance"], {"notes": "Klart."}, [], "2026-10-29", "breached"),
        (["notes", "attendance"], {"notes": "Klart."}, ["present"], "2026-10-29", "kept"),
        (["minutes"], {"attested_on": D("2026-10-29")}, [], "2026-10-29", "kept"),
        (["minutes"], {"attested_on": D("2026-10-30")}, [], "2026-10-29", "breached"),  # not attested yet, that day
        (["minutes"], {"notes": "Klart."}, ["present"], "2026-10-29", "breached"),
    ],
)
def test_a_meeting_owes_its_list_and_its_minutes_too(council, papers, facts, came, on, expected):
    a.a_setting(council.municipality, "meeting_has_notes", body=council.code, papers=papers, within={"days": 14})
    meeting = a.a_meeting(council, D("2026-10-14"), **{"state": "held", **facts})
    for state in came:
        an_attendance(meeting, a.an_appointment("council_member", council), state)
    assert a.states(council.municipality, D(on)) == [expected]


def test_what_is_missing_is_named_and_leads_to_where_it_is_filled_in(council):
    a.a_setting(council.municipality, "meeting_has_notes", body=council.code, papers=["notes", "attendance"], within={"days": 14})
    meeting = a.a_meeting(council, D("2026-10-14"), state="held")
    (both,) = a.said(council.municipality, D("2026-10-29"))
    assert "saknar anteckningar och närvaro" in both.verdict.sentence
    assert both.verdict.fix.view == "meeting_edit"
    meeting.notes = "Klart."
    a.saved(meeting)
    (one,) = a.said(council.municipality, D("2026-10-29"))
    assert "saknar närvaro" in one.verdict.sentence
    assert one.verdict.fix.view == "meeting"


# ── meetings


def meets(council, every, at_least=1, **more):
    a.a_setting(council.municipality, "body_meets", body=council.code, every=every, at_least=at_least, **more)


@pytest.mark.parametrize(
    "days, at_least, on, expected",
    [
        (["2026-03-11", "2026-06-10"], 2, "2026-06-10", "kept"),
        (["2026-03-11"], 2, "2026-06-10", "kept"),  # there is time
        (["2026-03-11"], 2, "2026-12-01", "due"),  # the last quarter, and too few planned
        ([], 1, "2026-12-31", "due"),
    ],
)
def test_a_body_meets_within_the_calendar_year(council, days, at_least, on, expected):
    meets(council, YEARLY, at_least)
    for day in days:
        a.a_meeting(council, D(day), state="held", notes="Klart.")
    assert a.states(council.municipality, D(on)) == [expected]


def test_a_planned_meeting_is_enough_until_it_has_been(council):
    meets(council, YEARLY)
    a.a_meeting(council, D("2026-12-15"))
    assert a.states(council.municipality, D("2026-12-14")) == ["kept"]
    assert a.states(council.municipality, D("2026-12-16")) == ["unknown"]


@pytest.mark.parametrize("on, expected", [("2026-09-10", "kept"), ("2026-09-11", "overdue")])
def test_rolling_the_time_counts_from_the_last_meeting(council, on, expected):
    meets(council, ROLLING)
    a.a_meeting(council, D("2026-03-11"), state="held", notes="Klart.")
    assert a.states(council.municipality, D(on)) == [expected]


@pytest.mark.parametrize(
    "called_on, on, expected", [(None, "2026-12-01", "due"), (None, "2026-12-02", "overdue"), ("2026-12-01", "2026-12-02", None)]
)
def test_a_meeting_is_called_in_time(council, called_on, on, expected):
    meets(council, YEARLY, call_before={"days": 14})
    a.a_meeting(council, D("2026-12-15"), called_on=called_on and D(called_on))
    calls = [f.state for f in a.said(council.municipality, D(on)) if f.verdict.key.startswith("call:")]
    assert calls == ([expected] if expected else [])


def test_a_cancelled_meeting_does_not_count(council):
    meets(council, YEARLY)
    a.a_meeting(council, D("2026-03-11"), state="cancelled")
    assert a.states(council.municipality, D("2026-12-31")) == ["due"]
