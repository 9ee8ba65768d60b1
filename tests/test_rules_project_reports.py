"""What each project owes of reports (report_is_delivered, «varje projekt»): no clause of the five asks for it; the rule book lets one do so."""

import datetime as dt

import pytest

from funding.models import FunderReport
from tests.situations import (
    a_body,
    a_municipality,
    a_project,
    a_receipt,
    a_setting,
    an_account_of,
    an_area,
    said,
    saved,
    states,
)

pytestmark = pytest.mark.django_db
D = dt.date.fromisoformat
RULE, LONG_BEFORE, LATER = "report_is_delivered", D("2024-03-01"), "2026-10-01"
YEARLY = {"every": 1, "unit": "year", "basis": "calendar"}


@pytest.fixture
def osby():
    municipality = a_municipality()
    a_body(municipality)
    return municipality


def each_project(municipality, **parameters):
    given = {"due": {"day": "01-31", "years_after": 1}, "to": ["ks"], **parameters}
    return a_setting(municipality, RULE, by="each_project", report_kind="project_report", every=YEARLY, **given)


def running(municipality, **facts):
    return a_project(an_area(municipality), LONG_BEFORE, **{"status": "running", **facts})


def of_2025(municipality, on=LATER):
    return [f.state for f in said(municipality, D(on)) if f.verdict.key.startswith("2025")]


@pytest.mark.parametrize(
    "delivered_on, on, state",
    [
        (None, "2026-01-31", "due"),  # the last day
        (None, "2026-02-01", "overdue"),
        ("2024-12-31", LATER, "overdue"),  # of the year before
        ("2025-01-01", LATER, "kept"),
        ("2026-01-31", LATER, "kept"),
        ("2026-06-01", LATER, "kept"),  # late, but there
        ("2026-10-02", LATER, "overdue"),  # not yet, that day
    ],
)
def test_a_project_reports_each_year_that_it_goes_on(osby, delivered_on, on, state):
    each_project(osby)
    project = running(osby)
    if delivered_on:
        a_receipt(an_account_of(project, written_on=D("2025-06-01")), osby.containers.get(code="ks"), D(delivered_on))
    assert of_2025(osby, on) == [state]


def test_another_municipality_has_another_limit(osby):
    lomma = a_municipality("lomma", "Lomma")
    a_body(lomma)
    each_project(osby)
    each_project(lomma, due={"day": "04-30", "years_after": 1})
    running(osby), running(lomma)
    assert (of_2025(osby, "2026-03-01"), of_2025(lomma, "2026-03-01")) == (["overdue"], ["due"])


@pytest.mark.parametrize(
    "facts, found",
    [
        ({"status": "planned"}, []),
        ({"status": "cancelled"}, []),
        ({"status": "held", "ends_on": D("2024-12-31")}, []),  # over before the year
        ({"status": "held", "ends_on": D("2025-01-01")}, ["overdue"]),
        ({"status": "held"}, ["unknown"]),  # nobody knows when it was over
        ({"starts_on": D("2026-01-01")}, []),  # it had not begun
        ({"starts_on": D("2025-12-31")}, ["overdue"]),
    ],
)
def test_only_those_that_went_on(osby, facts, found):
    each_project(osby)
    a_project(an_area(osby), **{"starts_on": LONG_BEFORE, "status": "running", **facts})
    assert of_2025(osby) == found


def test_each_receiver_is_a_duty_of_its_own(osby):
    klg = a_body(osby, "klg", "Kommunledningsgruppen", "management_group")
    each_project(osby, to=["ks", "klg"])
    project = running(osby)
    a_receipt(an_account_of(project, written_on=D("2025-06-01")), klg, D("2025-07-01"))
    assert {f.verdict.key: f.state for f in said(osby, D(LATER))} == {f"2025:{project.pk}:ks": "overdue", f"2025:{project.pk}:klg": "kept"}
    late = next(f.verdict for f in said(osby, D(LATER)) if f.state == "overdue")
    assert "Kommunstyrelsen har inte fått någon rapport för 2025 om Grön omställning." in late.sentence
    assert (late.fix.view, dict(late.fix.kwargs)) == ("project", {"pk": project.pk})


@pytest.mark.parametrize(
    "account, to_the_funder, state",
    [
        ({"written_on": D("2025-06-01")}, None, "kept"),
        ({"written_on": D("2024-06-01")}, None, "overdue"),
        ({"written_on": None}, None, "unknown"),
        ({"written_on": D("2025-06-01"), "text": ""}, None, "overdue"),  # nothing is told in it
        (None, D("2025-09-01"), "kept"),
        (None, D("2024-09-01"), "overdue"),
    ],
)
def test_without_a_receiver_it_is_enough_that_it_is_told(osby, account, to_the_funder, state):
    each_project(osby, to=[])
    project = running(osby)
    if account:
        an_account_of(project, **account)
    if to_the_funder:
        saved(FunderReport(project=project, title="Lägesrapport", due_on=to_the_funder, delivered_on=to_the_funder))
    assert of_2025(osby) == [state]


def test_a_role_reads_the_account_here(osby):
    each_project(osby, to=["coordinator"])
    an_account_of(running(osby), written_on=D("2025-06-01"))
    assert of_2025(osby) == ["kept"]


def test_only_units_of_the_named_kinds(osby):
    each_project(osby, unit_kinds=["administration"])
    running(osby)
    assert states(osby, D(LATER)) == ["not_applicable"]


def test_as_many_queries_for_one_project_as_for_many(osby, django_assert_max_num_queries):
    each_project(osby)
    running(osby)
    with django_assert_max_num_queries(100) as one:
        said(osby, D(LATER))
    for number in range(5):
        a_project(osby.containers.get(kind="area"), LONG_BEFORE, f"Projekt {number}", "running")
    with django_assert_max_num_queries(len(one)):
        said(osby, D(LATER))
