"""How much is recorded: the log, planned work, relations, attendance and reviews, for whom it is counted. Serves LOMMA-20, LOMMA-21,
OSBY-11, OSBY-33, TORSBY-12, TYRESO-18, TYRESO-22, TYRESO-27, TYRESO-41, UPBRO-12 and UPBRO-16.
"""

import datetime as dt

import pytest

from tests import situations as s
from tests.situations import (
    LONG_AGO,
    TODAY,
    a_contact_person,
    a_council,
    a_meeting,
    a_municipality,
    a_project,
    a_relation,
    a_setting,
    a_tag,
    a_visit,
    an_activity,
    an_appointment,
    an_area,
    days,
    said,
    states,
)  # fmt: skip
from tests.test_attendance import an_attendance
from tests.test_calls import a_call
from tests.test_opportunities import a_review, an_assessment

pytestmark = pytest.mark.django_db
D = dt.date.fromisoformat
RULE = "number_of_records_is_within_bounds"
YEARLY = {"every": 1, "unit": "year", "basis": "calendar"}
ROLLING = {"every": 12, "unit": "month", "basis": "rolling"}
EU = [{"field": "funder_level", "op": "eq", "value": "EU"}]


@pytest.fixture
def osby():
    return a_municipality()


def by_key(municipality, on="2026-10-01"):
    return {f.verdict.key: f.state for f in said(municipality, D(on))}


# ── the log counted


@pytest.fixture
def youth_each_year(osby):
    where = [{"field": "target_group", "op": "in", "value": ["children", "youth"]}]
    a_setting(osby, RULE, where=where, records=["activity", "visit"], at_least=2, every=YEARLY)
    return osby


@pytest.mark.parametrize(
    "reached, on, found",
    [
        ([5, 5], "2026-10-01", ["kept"]),
        ([5, 0], "2026-10-01", ["overdue"]),
        ([5, None], "2026-10-01", ["unknown"]),  # nobody has said how many were young
        ([5, 0, None], "2026-11-01", ["unknown", "due"]),
        ([], "2026-10-01", ["overdue"]),
    ],
)
def test_the_log_is_counted_by_its_year(youth_each_year, reached, on, found):
    area = an_area(youth_each_year)
    for young in reached:
        an_activity(area, starts_on=D("2025-12-31"), young_reached=young)
    an_activity(area, starts_on=D("2024-12-31"), young_reached=9)
    assert states(youth_each_year, D(on)) == found


def test_each_unit_by_itself_and_too_many(osby):
    a_setting(
        osby,
        RULE,
        records=["visit"],
        per="each_unit",
        unit_kinds=["area"],
        at_least=1,
        at_most=1,
        every=YEARLY,
    )
    few, many = an_area(osby), an_area(osby, "skola", "Skola")
    an_activity(few, starts_on=D("2025-05-01"), kind="meeting")  # no visit
    for kind in ("incoming", "outgoing"):
        an_activity(many, starts_on=D("2025-05-01"), kind=kind)
    assert by_key(osby) == {"2025:vard_och_omsorg": "overdue", "2025:skola": "breached"}


@pytest.mark.parametrize(
    "tags, state",
    [
        ([], "unknown"),  # there is a visit, and nobody has said what it gave
        (["funding"], "due"),  # something else
        (["competence"], "kept"),
        (["funding", "competence"], "kept"),
    ],
)
def test_each_value_of_a_list_is_counted_among_visits_and_the_log(osby, tags, state):
    a_setting(osby, RULE, records=["activity", "visit"], per="each_value", values_of="outcomes",
              values=["competence"], at_least=1, every=YEARLY, in_force_from=dt.date(2026, 1, 1))  # fmt: skip
    visit = a_visit(an_area(osby), status="held")
    for code in tags:
        a_tag(visit, "outcomes", code)
    assert states(osby) == [state]


@pytest.mark.parametrize("status, state", [("held", "kept"), ("closed", "kept"), ("cancelled", "due"), ("planned", "due")])
def test_a_visit_counts_when_it_has_begun(osby, status, state):
    a_setting(osby, RULE, records=["visit"], at_least=1, every=YEARLY, in_force_from=dt.date(2026, 1, 1))
    a_visit(an_area(osby), TODAY + days(1) if status == "planned" else TODAY, status=status)
    assert states(osby) == [state]


@pytest.mark.parametrize("status, state", [("in_force", "kept"), ("proposed", "due"), ("ended", "due")])
def test_a_membership_counts_in_each_year_that_it_holds(osby, status, state):
    a_setting(osby, RULE, records=["membership"], at_least=1, every=YEARLY, in_force_from=dt.date(2026, 1, 1))
    a_relation(osby, "Nätverket", kind="network", partner=None, status=status, started_year=2001)
    assert states(osby) == [state]


# ── attendance


@pytest.fixture
def each_area_comes(osby):
    """(the council, two areas): somebody from each has been at a meeting in the last twelve months."""
    a_setting(osby, RULE, records=["attendance"], per="each_unit", unit_kinds=["area"], at_least=1, every=ROLLING)
    return a_council(osby), an_area(osby), an_area(osby, "skola", "Skola")


@pytest.mark.parametrize(
    "day, state, found",
    [
        ("2026-10-14", "present", "kept"),
        ("2025-11-25", "present", "kept"),  # the first day of the twelve months
        ("2025-11-24", "present", "overdue"),  # the day before
        ("2026-10-14", "excused", "overdue"),
        ("2026-10-14", "absent", "overdue"),
        ("2026-11-25", "present", "overdue"),  # not held yet, that day
    ],
)
def test_a_unit_that_nobody_came_from_is_noted(each_area_comes, day, state, found):
    council, care, school = each_area_comes
    last = a_meeting(council, D("2026-09-09"), state="held")
    an_attendance(last, a_contact_person(school))
    an_attendance(a_meeting(council, D(day), state="held"), a_contact_person(care), state)
    assert {f.row: f.state for f in said(council.municipality)} == {care.container_ptr: found, school.container_ptr: "kept"}


def test_a_meeting_whose_list_is_not_filled_in_may_have_been_for_any(each_area_comes):
    council, care, _school = each_area_comes
    unsaid = a_meeting(council, D("2026-10-14"), state="held")
    assert states(council.municipality) == ["unknown", "unknown"]
    (fix,) = {f.verdict.fix for f in said(council.municipality)}
    assert (fix.view, dict(fix.kwargs), fix.permission) == ("meeting", {"pk": unsaid.pk}, "meet")
    an_attendance(unsaid, a_contact_person(care))
    kept, late = said(council.municipality)
    assert (kept.state, kept.verdict.evidence, late.state) == ("kept", (unsaid,), "overdue")
    assert "Skola har varit med på 0 av rådets möten under de senaste 12 månaderna" in late.verdict.sentence


def test_where_no_meeting_was_held_nobody_owes_to_come(each_area_comes):
    council, _care, _school = each_area_comes
    a_meeting(council, D("2026-10-14"), state="cancelled")
    a_meeting(council, D("2025-01-14"), state="held")
    assert states(council.municipality) == ["not_applicable", "not_applicable"]


def test_a_seat_counts_for_where_its_holder_works_and_a_meeting_once(osby):
    council, care = a_council(osby), an_area(osby)
    a_setting(osby, RULE, records=["attendance"], per="each_unit", unit_kinds=["area"], at_least=2, every=ROLLING)
    meeting = a_meeting(council, D("2026-10-14"), state="held")
    an_attendance(meeting, an_appointment("council_member", council, home_unit=care.container_ptr))
    an_attendance(meeting, a_contact_person(care))  # two from the same unit, one meeting
    assert states(osby) == ["overdue"]
    an_attendance(a_meeting(council, D("2026-09-14"), state="held"), a_contact_person(care))
    assert states(osby) == ["kept"]


def test_nothing_is_owed_before_the_first_full_period_and_another_municipality_counts_its_own_months(osby):
    every = {"every": 3, "unit": "month", "basis": "rolling"}
    lomma = a_municipality("lomma", "Lomma")
    for home, period, since in ((osby, ROLLING, D("2025-11-26")), (lomma, every, LONG_AGO)):
        a_setting(home, RULE, records=["attendance"], per="each_unit", unit_kinds=["area"], at_least=1, every=period, in_force_from=since)
        council, area = a_council(home), an_area(home)
        an_attendance(a_meeting(council, D("2026-06-10"), state="held"), a_contact_person(area))
        an_attendance(a_meeting(council, D("2026-10-10"), state="held"), a_contact_person(area), "absent")
    assert (states(osby), states(lomma)) == (["not_applicable"], ["overdue"])


def test_a_unit_younger_than_the_period_owes_nothing(each_area_comes):
    council, care, school = each_area_comes
    care.active_from = D("2026-01-01")
    s.saved(care)
    an_attendance(a_meeting(council, D("2026-10-14"), state="held"), a_contact_person(school))
    assert {f.row.code: f.state for f in said(council.municipality)} == {"vard_och_omsorg": "not_applicable", "skola": "kept"}


# ── reviews of opportunities


@pytest.fixture
def each_board_weighs(osby):
    a_setting(
        osby, RULE, where=EU, records=["opportunity_review", "application", "project"], per="each_unit", unit_kinds=["board"], at_least=1,
        every=YEARLY, in_force_from=D("2025-01-01"),
    )  # fmt: skip
    return s.a_body(osby, "namnd", "Nämnden", "board")


@pytest.mark.parametrize(
    "facts, state",
    [
        ({"reviewed_on": D("2025-12-31"), "levels": ["EU"]}, "kept"),  # also when there was nothing
        ({"reviewed_on": D("2025-12-31"), "levels": ["national", "EU"], "result": "apply"}, "kept"),
        ({"reviewed_on": D("2025-12-31"), "levels": ["national"]}, "overdue"),
        ({"reviewed_on": D("2025-12-31")}, "unknown"),  # nobody has said on which levels
        ({"reviewed_on": D("2024-12-31"), "levels": ["EU"]}, "overdue"),
        ({"reviewed_on": D("2026-01-01"), "levels": ["EU"]}, "overdue"),
    ],
)
def test_a_review_counts_by_its_year_and_its_levels(each_board_weighs, facts, state):
    a_review(each_board_weighs, **facts)
    assert states(each_board_weighs.municipality, D("2026-10-01")) == [state]


@pytest.mark.parametrize(
    "call, answer, state",
    [({"source": "eu_portal"}, "no", "kept"), ({"source": "eu_portal"}, "interesting", "kept"), ({}, "no", "unknown")],
)
def test_a_call_that_was_assessed_is_a_chance_that_was_weighed(each_board_weighs, call, answer, state):
    an_assessment(each_board_weighs, a_call(**call), answer, D("2025-05-05"), why="För stort.")
    assert states(each_board_weighs.municipality, D("2026-10-01")) == [state]


def test_a_review_takes_the_level_of_its_calls(each_board_weighs):
    a_review(each_board_weighs, D("2025-05-05"), calls=[a_call(source="eu_portal")])
    assert states(each_board_weighs.municipality, D("2026-10-01")) == ["kept"]


def test_what_lies_under_a_board_is_the_boards_and_whoever_lacks_it_is_led_there(each_board_weighs):
    home = each_board_weighs.municipality
    office = an_area(home, "kontor", "Kontoret", "office", parent=each_board_weighs.container_ptr)
    (late,) = said(home, D("2026-10-01"))
    assert (late.row, late.verdict.fix.view, late.verdict.fix.query) == (each_board_weighs.container_ptr, "opportunity_new", "enhet=namnd")
    assert "Nämnden har gått igenom sina möjligheter 0 gånger under 2025" in late.verdict.sentence
    project = a_project(office, D("2025-02-01"), status="running", level="EU")
    (kept,) = said(home, D("2026-10-01"))
    assert (kept.state, kept.verdict.evidence) == ("kept", (project,))


def test_what_the_log_cannot_say_a_review_can(each_board_weighs):
    an_activity(each_board_weighs, D("2025-05-05"), kind="application")
    (finding,) = said(each_board_weighs.municipality, D("2026-10-01"))
    assert (finding.state, finding.verdict.fix.view) == ("unknown", "opportunity_new")
    review = a_review(each_board_weighs, D("2025-06-05"))
    (finding,) = said(each_board_weighs.municipality, D("2026-10-01"))
    assert (finding.state, finding.verdict.fix.view, dict(finding.verdict.fix.kwargs)) == ("unknown", "opportunity_edit", {"pk": review.pk})


def test_a_review_elsewhere_does_not_help(each_board_weighs):
    lomma = a_municipality("lomma", "Lomma")
    a_review(s.a_body(lomma, "namnd", "Nämnden", "board"), D("2025-05-05"), levels=["EU"])
    assert states(each_board_weighs.municipality, D("2026-10-01")) == ["overdue"]


# ── periods


def test_rolling_the_log_is_counted_by_its_days(osby):
    a_setting(osby, RULE, records=["activity"], at_least=2, every=ROLLING)
    area = an_area(osby)
    an_activity(area, D("2025-11-24"))
    an_activity(area, D("2025-11-25"))
    assert states(osby) == ["overdue"]
    an_activity(area, TODAY)
    assert states(osby) == ["kept"]


def test_a_period_of_two_years_counts_both(osby):
    every = {"every": 2, "unit": "year", "basis": "calendar"}
    a_setting(osby, RULE, records=["activity"], at_least=2, every=every, in_force_from=D("2024-01-01"))
    area = an_area(osby)
    an_activity(area, D("2024-01-01"))
    assert states(osby, D("2026-10-01")) == ["overdue"]
    an_activity(area, D("2025-12-31"))
    assert states(osby, D("2026-10-01")) == ["kept"]


def test_too_many_perhaps_is_not_known(osby):
    where = [{"field": "target_group", "op": "in", "value": ["youth"]}]
    a_setting(osby, RULE, where=where, records=["activity"], at_most=1, every=YEARLY, in_force_from=D("2025-01-01"))
    an_activity(area := an_area(osby), D("2025-05-01"), young_reached=4)
    an_activity(area, D("2025-06-01"), young_reached=0)
    assert states(osby, D("2026-10-01")) == ["kept"]
    an_activity(area, D("2025-07-01"))
    assert states(osby, D("2026-10-01")) == ["unknown"]
