"""What is tested before the start, what outsiders commit themselves to, whether the decisions fit before the deadline.

Serves OSBY-13, OSBY-29, LOMMA-21, TYRESO-24 (options_are_tested), TORSBY-39 (commitment_is_secured_before_start) and TYRESO-61
(route_fits_before_the_deadline).
"""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from councils.compliance import RULES
from tests.situations import (
    TODAY,
    a_body,
    a_commitment,
    a_decision,
    a_delegation,
    a_matter,
    a_meeting,
    a_municipality,
    a_project,
    a_setting,
    a_step,
    an_application,
    an_area,
    an_option_test,
    days,
    said,
    saved,
    states,
)

pytestmark = pytest.mark.django_db
SOON = TODAY + days(30)
HERE = ZoneInfo("Europe/Stockholm")


@pytest.fixture
def home():
    return a_municipality("tyreso", "Tyresö")


@pytest.fixture
def board(home):
    return a_body(home, "bun", "Barn- och utbildningsnämnden", kind="board")


@pytest.fixture
def unit(home, board):
    return an_area(home, "skola", "Skola", kind="office", parent=board.container_ptr).container_ptr


# ── options_are_tested


def options(home, *tests, **more):
    where = [{"field": "development", "op": "eq", "value": True}]
    return a_setting(home, "options_are_tested", where=where, tests=list(tests or ["funding"]), **more)


@pytest.mark.parametrize(
    "began, tested, state",
    [
        (None, None, "due"),
        (None, TODAY, "kept"),
        (TODAY - days(1), None, "breached"),
        (TODAY - days(1), TODAY - days(1), "kept"),  # on the very day
        (TODAY - days(1), TODAY, "breached"),  # a day late
    ],
)
def test_tested_before_the_start(home, unit, began, tested, state):
    options(home)
    status = "running" if began else "planned"
    project = a_project(unit, began or TODAY + days(30), status=status, is_development=True)
    if tested:
        an_option_test(project, "funding", tested)
    assert states(home, rule="options_are_tested") == [state]


def test_no_is_an_answer_and_each_test_is_its_own(home, unit):
    options(home, "funding", "exchange")
    an_option_test(a_project(unit, SOON, is_development=True), "exchange", answer="none_suitable")
    assert states(home, rule="options_are_tested") == ["due", "kept"]


def test_another_municipality_asks_for_other_tests(home):
    osby = a_municipality("osby", "Osby")
    options(osby, "cooperation")
    options(home, "funding")
    an_option_test(a_project(an_area(osby), is_development=True), "cooperation")
    assert (states(osby, rule="options_are_tested"), states(home, rule="options_are_tested")) == (["kept"], ["not_applicable"])


@pytest.mark.parametrize("is_development, state", [(False, "not_applicable"), (None, "unknown"), (True, "due")])
def test_only_development_is_tested(home, unit, is_development, state):
    options(home)
    an_application(unit, is_development=is_development)
    assert states(home, rule="options_are_tested") == [state]


@pytest.mark.parametrize("status", ["withdrawn", "refused"])
def test_what_never_came_to_be_owes_nothing(home, unit, status):
    options(home)
    an_application(unit, status=status, is_development=True)
    assert states(home, rule="options_are_tested") == ["not_applicable"]


def test_work_that_began_before_the_rule_owes_nothing(home, unit):
    options(home, in_force_from=TODAY - days(10))
    a_project(unit, TODAY - days(11), status="running", is_development=True)
    assert states(home, rule="options_are_tested") == ["not_applicable"]


def test_an_application_hands_its_duty_to_its_project(home, unit):
    options(home)
    application = an_application(unit, status="granted", is_development=True)
    a_project(unit, SOON, origin=application, is_development=True)
    assert sorted(states(home, rule="options_are_tested")) == ["due", "not_applicable"]


# ── commitment_is_secured_before_start


def secured(home, **more):
    return a_setting(home, "commitment_is_secured_before_start", **{"matter": "commitment.take_on", **more})


def judged(home):
    return states(home, rule="commitment_is_secured_before_start")


START = TODAY - days(1)


@pytest.mark.parametrize(
    "begun, decided, secured_on, state",
    [
        (False, None, None, "due"),
        (False, TODAY, None, "due"),
        (False, None, TODAY, "due"),
        (False, TODAY, TODAY, "kept"),
        (True, START, START, "kept"),  # on the very day
        (True, TODAY, START, "breached"),
        (True, START, TODAY, "breached"),
        (True, None, None, "breached"),
    ],
)
def test_dealt_with_and_secured(home, unit, begun, decided, secured_on, state):
    secured(home)
    project = a_project(unit, START if begun else TODAY + days(30), status="running" if begun else "planned", is_outside=True)
    commitment = a_commitment(project, secured_on=secured_on)
    if decided:
        a_decision(commitment.matter, decided_on=decided, outcome="approved")
    assert judged(home) == [state]


def test_a_refusal_secures_nothing(home, unit):
    secured(home)
    commitment = a_commitment(a_project(unit, SOON), secured_on=TODAY)
    a_decision(commitment.matter, decided_on=TODAY, outcome="refused")
    (found,) = said(home, rule="commitment_is_secured_before_start")
    assert found.state == "due"
    assert "behandlat genom beslut" in found.verdict.sentence


@pytest.mark.parametrize("proof, state", [(["secured_on"], "kept"), (["decision"], "due"), (["signed_file"], "due")])
def test_another_municipality_asks_for_another_proof(home, unit, proof, state):
    secured(home, proof=proof)
    a_commitment(a_project(unit, SOON), secured_on=TODAY)
    assert judged(home) == [state]


@pytest.mark.parametrize("is_outside, state", [(False, "not_applicable"), (None, "unknown"), (True, "unknown")])
def test_work_without_commitments(home, unit, is_outside, state):
    secured(home)
    a_project(unit, is_outside=is_outside)
    assert judged(home) == [state]


def test_only_the_kinds_that_are_named(home, unit):
    secured(home, kinds=["represent"])
    a_commitment(a_project(unit), kind="finance")
    assert judged(home) == ["not_applicable"]


# ── route_fits_before_the_deadline

PREPARED = {"matter": "application.submit", "paper_days": 14, "warn_before": {"days": 45}}


def the_route(home, *organs, **more):
    a_setting(home, "route_fits_before_the_deadline", "should", **(PREPARED | more))
    for order, organ in enumerate(organs, 1):
        a_step(home, "application.submit", organ, order, act="approve")


def deadline(day):
    return dt.datetime.combine(day, dt.time(17), tzinfo=HERE)


def fits(home):
    return states(home, rule="route_fits_before_the_deadline")


@pytest.mark.parametrize(
    "meeting, until, state",
    [
        (TODAY + days(100), TODAY + days(120), "kept"),  # long before the papers
        (TODAY + days(59), TODAY + days(120), "due"),  # exactly when the reminder comes: 45 days before the papers
        (TODAY + days(60), TODAY + days(120), "due"),  # papers on a Saturday: the day before
        (TODAY + days(62), TODAY + days(120), "kept"),
        (TODAY + days(14), TODAY + days(20), "due"),  # papers today
        (TODAY + days(13), TODAY + days(20), "overdue"),  # papers yesterday
        (TODAY + days(62), TODAY + days(62), "kept"),  # on the last day itself
        (TODAY + days(63), TODAY + days(62), "overdue"),
        (None, TODAY + days(60), "unknown"),
        (TODAY + days(60), None, "not_applicable"),
    ],
)
def test_the_decision_fits(home, unit, meeting, until, state):
    ks = a_body(home)
    the_route(home, "ks")
    if meeting:
        a_meeting(ks, meeting)
    an_application(unit, own_deadline=deadline(until) if until else None)
    assert fits(home) == [state]


def test_another_municipality_wants_its_papers_sooner(home, unit):
    a_meeting(a_body(home), TODAY + days(20))
    the_route(home, "ks", paper_days=21)
    an_application(unit, own_deadline=deadline(TODAY + days(60)))
    assert fits(home) == ["overdue"]


def test_each_body_has_its_own_last_day(home, unit, board):
    ks = a_body(home)
    the_route(home, "board_concerned", "ks")
    a_meeting(board, TODAY + days(30))
    a_meeting(ks, TODAY + days(40))
    application = an_application(unit, own_deadline=deadline(TODAY + days(60)))
    first, second = said(home, rule="route_fits_before_the_deadline")
    assert (first.verdict.due, second.verdict.due) == (TODAY + days(16), TODAY + days(24))  # the last of them moves from a Sunday
    assert "Sista dag för handlingar till Barn- och utbildningsnämnden" in first.verdict.sentence
    a_decision(application.matter, board, TODAY, "approved", act="approve")
    (left,) = said(home, rule="route_fits_before_the_deadline")
    assert "Kommunstyrelsen" in left.verdict.sentence


def test_it_moves_when_the_meeting_moves(home, unit):
    meeting = a_meeting(a_body(home), TODAY + days(40))
    the_route(home, "ks")
    an_application(unit, own_deadline=deadline(TODAY + days(60)))
    assert said(home, rule="route_fits_before_the_deadline")[0].verdict.due == TODAY + days(24)  # moved from a Sunday
    meeting.day = TODAY + days(50)
    saved(meeting)
    assert said(home, rule="route_fits_before_the_deadline")[0].verdict.due == TODAY + days(36)
    meeting.state = "cancelled"
    saved(meeting)
    assert fits(home) == ["unknown"]


@pytest.mark.parametrize(
    "limit, amount, ends, serves",
    [
        (100_000, 50_000, None, True),
        (100_000, 100_001, None, False),
        (100_000, None, None, False),  # nobody has said how much
        (100_000, 50_000, TODAY - days(1), False),  # no longer in force
    ],
)
def test_a_delegation_that_would_serve_is_named(home, unit, limit, amount, ends, serves):
    ks = a_body(home)
    the_route(home, "ks")
    a_meeting(ks, TODAY + days(90))
    where = [{"field": "amount", "op": "lte", "value": limit}]
    a_delegation(ks, "application.submit", point="4.2", where=where, valid_to=ends)
    an_application(unit, amount=amount, own_deadline=deadline(TODAY + days(60)))
    (found,) = said(home, rule="route_fits_before_the_deadline")
    assert found.state == "overdue"
    assert ("punkt 4.2" in found.verdict.sentence) == serves


def test_what_the_route_hangs_on_is_asked_for(home, unit):
    a_body(home)
    a_setting(home, "route_fits_before_the_deadline", "should", **PREPARED)
    for limit, organ in (("lt", "nobody"), ("gte", "ks")):
        a_step(home, "application.submit", organ, where=[{"field": "amount", "op": limit, "value": 100}])
    an_application(unit, own_deadline=deadline(TODAY + days(60)))
    (found,) = said(home, rule="route_fits_before_the_deadline")
    assert (found.state, "belopp" in found.verdict.sentence) == ("unknown", True)


@pytest.mark.parametrize("status", ["submitted", "granted", "withdrawn"])
def test_what_has_left_the_house_is_not_asked(home, unit, status):
    a_body(home)
    the_route(home, "ks")
    an_application(unit, status=status, submitted_on=TODAY, own_deadline=deadline(TODAY + days(60)))
    assert fits(home) == ["not_applicable"]


def test_they_run():
    for code in ("options_are_tested", "commitment_is_secured_before_start", "route_fits_before_the_deadline"):
        assert RULES[code].check is not None


def test_a_matter_of_its_own_is_no_application(home):
    a_body(home)
    the_route(home, "ks")
    a_matter(home, "application.submit", "Utan ansökan")
    assert fits(home) == ["not_applicable"]
