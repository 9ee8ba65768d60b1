"""Projects and money: the steps are taken in time, money is set aside and is enough, what is granted keeps to its terms.

Serves TORSBY-15 to -18, -34, -37, -43 and LOMMA-40.
"""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from councils.conditions import FIELDS
from councils.transitions import closed_by
from funding.models import Application
from funding.workflow import PROJECT
from tests.situations import (
    LONG_AGO,
    TODAY,
    a_body,
    a_budget_line,
    a_municipality,
    a_pot,
    a_project,
    a_setting,
    a_step_of_work,
    a_visit,
    an_allocation,
    an_area,
    days,
    said,
    saved,
    states,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def torsby():
    return a_municipality("torsby", "Torsby")


@pytest.fixture
def office(torsby):
    return an_area(torsby, "kultur", "Kulturförvaltningen", kind="administration")


# ── steps


def steps(home, **more):
    return a_setting(home, "steps_are_taken_in_time", **more)


@pytest.mark.parametrize(
    "starts, taken, amount, state",
    [
        (TODAY + days(30), None, None, "due"),
        (TODAY, None, None, "due"),  # still the day itself
        (TODAY - days(1), None, None, "breached"),
        (TODAY + days(30), TODAY, 0, "kept"),  # a budget of nothing is a budget
        (TODAY + days(30), TODAY, None, "unknown"),  # one without a figure is none
        (TODAY, TODAY, 500, "kept"),  # exactly at the limit
        (TODAY - days(1), TODAY, 500, "breached"),  # afterwards
        (TODAY, TODAY + days(1), 500, "due"),  # what is to be done tomorrow is not done today
    ],
)
@pytest.mark.parametrize("make", [a_project, a_visit])
def test_a_budget_before_the_start(torsby, office, make, starts, taken, amount, state):
    steps(torsby, before_start=["budget"])
    work = make(office, starts)
    if taken:
        a_step_of_work(work, "budget", taken, amount=amount)
    assert states(torsby) == [state]


@pytest.mark.parametrize(
    "ended, status, taken, state",
    [
        (0, "running", None, "not_applicable"),  # it goes on until the day is over
        (1, "running", None, "due"),
        (60, "held", None, "due"),
        (61, "held", None, "overdue"),
        (1, "closed", None, "breached"),
        (61, "held", 61, "kept"),
        (-5, "held", None, "due"),  # it was over before its last day
        (10, "cancelled", None, "not_applicable"),
    ],
)
def test_documented_within_sixty_days(torsby, office, ended, status, taken, state):
    steps(torsby, after_end=["document"], within={"days": 60})
    project = a_project(office, TODAY - days(400), status=status, ends_on=TODAY - days(ended))
    if taken is not None:
        a_step_of_work(project, "document", TODAY)
    assert states(torsby) == [state]


@pytest.mark.parametrize("ended, state", [(90, "due"), (91, "overdue")])
def test_another_municipality_gives_ninety_days(torsby, office, ended, state):
    steps(torsby, after_end=["evaluate"], within={"days": 90})
    a_visit(office, TODAY - days(ended), status="held")
    assert states(torsby) == [state]


def test_without_a_last_day_nobody_knows(torsby, office):
    steps(torsby, after_end=["document"])
    a_project(office, TODAY - days(10), status="running")
    a_project(office, TODAY + days(10))
    assert sorted(states(torsby)) == ["not_applicable", "unknown"]


def test_twin_towns_only_where_the_clause_says_so(torsby, office):
    steps(torsby, before_start=["plan"], where=[{"field": "relation_kind", "op": "eq", "value": "twin_town"}])
    a_project(office)
    assert states(torsby) == ["unknown"]  # nobody has said with whom


def test_each_year_it_runs_is_owed_its_line(torsby, office):
    steps(torsby, before_start=["budget_line"], each_year=True)
    project = a_project(office, dt.date(2024, 5, 1), status="running", ends_on=dt.date(2027, 4, 30))
    a_step_of_work(project, "budget_line", dt.date(2024, 4, 1), amount=10, year=2024)
    a_step_of_work(project, "budget_line", dt.date(2025, 1, 1), amount=0, year=2025)  # on the day
    assert {f.verdict.key: f.state for f in said(torsby)} == {
        "budget_line:2024": "kept",
        "budget_line:2025": "kept",
        "budget_line:2026": "breached",
    }


def test_what_began_before_the_policy_is_owed_its_later_years_only(torsby, office):
    steps(torsby, before_start=["plan"], each_year=True, in_force_from=dt.date(2025, 6, 1))
    a_project(office, dt.date(2024, 5, 1), status="running", ends_on=dt.date(2027, 4, 30))
    assert [f.verdict.key for f in said(torsby)] == ["plan:2026"]


def test_each_gate_asks_for_its_own_steps(torsby, office):
    steps(torsby, before_start=["plan"], after_end=["evaluate"])
    planned = a_project(office, TODAY + days(5), ends_on=TODAY + days(50))
    held = a_project(office, TODAY - days(50), ends_on=TODAY - days(5), status="held")
    assert [f.verdict.key for f in closed_by(PROJECT["start"], planned, TODAY)[0]] == ["plan"]
    assert [f.verdict.key for f in closed_by(PROJECT["close"], held, TODAY)[0]] == ["evaluate"]
    a_step_of_work(planned, "plan")
    a_step_of_work(held, "evaluate")
    assert closed_by(PROJECT["start"], planned, TODAY) == closed_by(PROJECT["close"], held, TODAY) == ([], [])


# ── money is set aside


def central(home, **more):
    return a_setting(home, "money_is_set_aside", pot="central", owner="municipality", covers="what_is_granted", **more)


@pytest.mark.parametrize(
    "amount, granted, state",
    [
        ("no pot", [], "breached"),
        (None, [], "breached"),
        (0, [], "kept"),  # nothing is an amount
        (100, [], "kept"),
        (100, [60, 40], "kept"),  # exactly enough
        (100, [60, 41], "breached"),
        (0, [1], "breached"),
        (100, [None], "unknown"),
    ],
)
def test_the_central_pot_is_enough(torsby, office, amount, granted, state):
    central(torsby)
    if amount != "no pot":
        pot = a_pot(torsby.container_ptr, amount)
        for one in granted:
            an_allocation(pot, office, asked=one, granted=one, status="granted")
        an_allocation(pot, office, asked=999, status="refused")
    assert states(torsby) == [state]


def test_a_pot_of_another_year_or_kind_does_not_count(torsby):
    central(torsby)
    a_pot(torsby.container_ptr, year=2025)
    a_pot(torsby.container_ptr, kind="reserve")
    assert states(torsby) == ["breached"]


def test_a_stated_amount_is_the_least(torsby):
    central(torsby, amount={"value": 100_001, "currency": "SEK"})
    a_pot(a_body(torsby).container_ptr)  # in whose budget it stands makes no difference
    assert states(torsby) == ["breached"]


def test_a_basic_amount_is_compared_by_hand(torsby):
    central(torsby, amount={"factor": 2, "index": "prisbasbelopp"})
    a_pot(torsby.container_ptr)
    assert states(torsby) == ["unknown"]


def reserve(home, **more):
    return a_setting(home, "money_is_set_aside", pot="reserve", owner="each_unit", unit_kinds=["board", "administration"],
                     covers="own_share_of_running_projects", **more)  # fmt: skip


@pytest.mark.parametrize(
    "own, status, amount, state",
    [
        (None, "planned", None, "not_applicable"),  # nothing runs
        (0, "running", None, "not_applicable"),  # nothing of its own
        (None, "running", 100, "unknown"),
        (100, "running", None, "due"),
        (100, "running", 99, "due"),
        (100, "running", 100, "kept"),
        (100, "closed", None, "not_applicable"),
    ],
)
def test_a_reserve_for_the_own_share(torsby, office, own, status, amount, state):
    reserve(torsby)
    a_project(office, dt.date(2026, 1, 1), ends_on=dt.date(2026, 12, 31), status=status, own_cash=own)
    if amount is not None:
        a_pot(office, amount, kind="reserve")
    assert states(torsby) == [state]


def test_the_share_is_spread_over_the_years_unless_the_budget_says(torsby, office):
    reserve(torsby)
    project = a_project(office, dt.date(2025, 1, 1), ends_on=dt.date(2026, 12, 31), status="running", own_cash=100)
    a_pot(office, 50, kind="reserve")
    assert states(torsby) == ["kept"]
    a_budget_line(project, 51, side="own_cash", year=2026)
    assert states(torsby) == ["due"]


def test_a_section_owes_through_the_unit_above_it(torsby, office):
    reserve(torsby)
    section = an_area(torsby, "bibliotek", "Biblioteket", kind="department", parent=office)
    a_project(section, dt.date(2026, 1, 1), ends_on=dt.date(2026, 12, 31), status="running", own_cash=100)
    ((finding),) = said(torsby)
    assert (finding.row.code, finding.state) == ("kultur", "due")


# ── what is counted


def at_least_one(home, records, **condition):
    return a_setting(home, "number_of_records_is_within_bounds", records=records, per="municipality", at_least=1, in_force_from=dt.date(2020, 1, 1),
                     every={"every": 1, "unit": "year", "basis": "calendar"},
                     where=[{"field": name, "op": "eq", "value": value} for name, value in condition.items()])  # fmt: skip


@pytest.mark.parametrize(
    "facts, state",
    [
        ({"status": "running"}, "kept"),
        ({"status": "planned", "starts_on": dt.date(2027, 1, 1)}, "due"),
        ({"status": "closed"}, "due"),  # UPBRO-16 counts those that run
    ],
)
def test_a_running_project_is_counted(torsby, office, facts, state):
    at_least_one(torsby, ["project"], state="running")
    a_project(office, **{"starts_on": dt.date(2026, 2, 1), **facts})
    assert [f.state for f in said(torsby) if f.verdict.key == "2026"] == [state]


@pytest.mark.parametrize(
    "level, submitted, state",
    [
        ("EU", dt.date(2026, 3, 1), "kept"),  # TYRESO-18
        ("national", dt.date(2026, 3, 1), "due"),
        ("", dt.date(2026, 3, 1), "unknown"),
        ("EU", dt.date(2025, 3, 1), "due"),  # counts in the year when it was handed in, and in no other
    ],
)
def test_an_application_to_the_union_is_counted(torsby, office, level, submitted, state):
    at_least_one(torsby, ["application", "project"], funder_level="EU")
    saved(
        Application(
            container=office, title="Ungdomsmöte", starts_on=dt.date(2025, 1, 1), status="submitted", level=level, submitted_on=submitted
        )
    )
    assert [f.state for f in said(torsby) if f.verdict.key == "2026"] == [state]


# ── facts, and how much is asked of the database


def test_facts_of_projects_and_allocations(torsby, office):
    project = a_project(office, level="EU", funder="Kulturrådet", total_cost=1000, ends_on=TODAY + days(400))
    read = {
        name: FIELDS["Work"][name].read(project) for name in ("funder_level", "funder", "cost_total", "duration_years", "boards_concerned")
    }
    assert read == {"funder_level": "EU", "funder": "Kulturrådet", "cost_total": 1000, "duration_years": 2, "boards_concerned": None}
    visit = a_visit(office, direction="outgoing")
    one = an_allocation(a_pot(torsby.container_ptr), office, work=visit.work_ptr)
    facts = {name: field.read(one) for name, field in FIELDS["Allocation"].items()}
    assert facts == {"pot": "central", "applicant_kind": "administration", "purpose": "Elevutbyte", "direction": "outgoing",
                     "relation_kind": None, "amount": 10_000}  # fmt: skip


@pytest.mark.parametrize("many", [1, 12])
def test_the_same_number_of_questions_however_many_projects(torsby, office, many):
    pot = a_pot(torsby.container_ptr)
    steps(torsby, before_start=["plan", "budget"], after_end=["evaluate"])
    reserve(torsby)
    a_setting(
        torsby,
        "allocation_keeps_to_its_terms",
        matter="allocation.grant",
        caps=[{"amount": 10, "per": "applicant"}],
        earlier_account_required=True,
    )
    for number in range(many):
        project = a_project(office, LONG_AGO, status="running", ends_on=TODAY + days(number), own_cash=1)
        a_step_of_work(project)
        a_budget_line(project, side="own_cash", year=2026)
        an_allocation(pot, office, work=a_visit(office).work_ptr)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        said(torsby)
    assert len(queries) <= 45
