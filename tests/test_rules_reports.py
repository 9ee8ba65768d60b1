"""Reports delivered, compiled, answered and followed up."""

import datetime as dt

import pytest

from tests.situations import (
    LONG_AGO,
    a_body,
    a_council,
    a_decision,
    a_delivery,
    a_matter,
    a_municipality,
    a_report,
    a_setting,
    a_yearly_report,
    an_area,
    an_edition,
    said,
    states,
)

pytestmark = pytest.mark.django_db
D = dt.date.fromisoformat
YEARLY = {"every": 1, "unit": "year", "basis": "calendar"}


@pytest.fixture
def osby():
    return a_municipality()


# ── the units' reports


@pytest.fixture
def each_area_reports(osby):
    a_setting(
        osby, "report_is_delivered", by="each_unit", unit_kinds=["area"], to=["coordinator"], report_kind="area_report", every=YEARLY,
        due={"day": "01-31", "years_after": 1},
    )  # fmt: skip
    return osby


@pytest.mark.parametrize(
    "on, found",
    [
        ("2026-01-31", [("2025", "due")]),  # the last day
        ("2026-02-01", [("2025", "overdue")]),  # the day after
        ("2026-10-31", [("2025", "overdue")]),
        ("2026-11-01", [("2025", "overdue"), ("2026", "due")]),
        ("2027-01-01", [("2026", "due")]),
    ],
)
def test_which_years_are_owed(each_area_reports, on, found):
    an_area(each_area_reports)
    assert [(f.verdict.key, f.state) for f in said(each_area_reports, D(on))] == found
    assert said(each_area_reports, D(on))[-1].verdict.due == D(f"{int(found[-1][0]) + 1}-01-31")


@pytest.mark.parametrize(
    "facts, state",
    [
        ({"submitted_on": D("2026-01-31")}, "kept"),
        ({"submitted_on": D("2026-02-20")}, "kept"),  # late, but there
        ({"submitted_on": D("2026-10-02")}, "overdue"),  # not yet, that day
        ({}, "overdue"),  # begun is not delivered
        ({"status": "returned", "submitted_on": D("2026-01-31")}, "overdue"),
        ({"submitted_on": D("2026-01-31"), "nothing_this_year": True}, "kept"),  # an answer
        ({"submitted_on": D("2026-01-31"), "year": 2024}, "overdue"),
    ],
)
def test_what_keeps_the_duty(each_area_reports, facts, state):
    a_report(an_area(each_area_reports), **facts)
    assert states(each_area_reports, D("2026-10-01")) == [state]


def test_nothing_this_year_is_no_answer_where_the_setting_says_so(osby):
    a_setting(
        osby, "report_is_delivered", by="each_unit", unit_kinds=["area"], report_kind="area_report", every=YEARLY, none_is_an_answer=False
    )
    a_report(an_area(osby), submitted_on=D("2026-01-31"), nothing_this_year=True)
    assert states(osby, D("2026-10-01")) == ["due"]  # no document states a last day


def test_a_unit_that_came_later_owes_nothing_for_the_year_before(each_area_reports):
    an_area(each_area_reports, active_from=D("2026-01-01"))
    an_area(each_area_reports, "slut", "Slut", active_to=D("2026-09-30"))
    a_report(an_area(a_municipality("lomma", "Lomma")), submitted_on=D("2026-01-31"))
    assert states(each_area_reports, D("2026-10-01")) == ["not_applicable"]


def test_nothing_is_owed_before_the_first_full_year(osby):
    an_area(osby)
    a_setting(
        osby, "report_is_delivered", in_force_from=D("2025-03-01"), by="each_unit", unit_kinds=["area"], report_kind="area_report", every=YEARLY
    )  # fmt: skip
    assert states(osby, D("2026-10-01")) == ["not_applicable"]
    assert states(osby, D("2026-11-01")) == ["due"]


# ── the whole, to each receiver


@pytest.fixture
def council_reports(osby):
    council = a_council(osby)
    a_body(osby)
    a_body(osby, "klg", "Kommunledningsgruppen", "management_group")
    a_setting(
        osby, "report_is_delivered", by="body", body=council.code, to=["ks", "klg"], report_kind="body_report", every=YEARLY,
        due={"day": "06-30", "years_after": 1},
    )  # fmt: skip
    return osby


def organ(municipality, code):
    return municipality.containers.get(code=code).body


def by_key(municipality, on="2026-10-01"):
    return {f.verdict.key: f.state for f in said(municipality, D(on))}


def test_one_receivers_copy_never_keeps_the_duty_to_another(council_reports):
    edition = an_edition(a_yearly_report(council_reports))
    a_delivery(edition, organ(council_reports, "ks"), D("2026-05-02"))
    assert by_key(council_reports) == {"2025:ks": "kept", "2025:klg": "overdue"}
    assert by_key(council_reports, "2026-05-01") == {"2025:ks": "due", "2025:klg": "due"}
    late = next(f for f in said(council_reports, D("2026-10-01")) if f.state == "overdue")
    assert (late.verdict.fix.view, late.verdict.fix.kwargs, late.verdict.fix.permission) == ("yearly_deliver", (("year", 2025),), "compile")


def test_the_newest_edition_is_the_one_to_deliver(council_reports):
    report = a_yearly_report(council_reports)
    for code in ("ks", "klg"):
        a_delivery(an_edition(report) if code == "ks" else report.editions.get(), organ(council_reports, code), D("2026-05-02"))
    an_edition(report, D("2026-06-01"), number=2)
    assert set(by_key(council_reports, "2026-05-31").values()) == {"kept"}
    assert set(by_key(council_reports).values()) == {"overdue"}


def test_without_a_report_there_is_nothing_to_deliver_and_an_unknown_receiver_is_not_known(council_reports):
    assert {f.verdict.fix.view for f in said(council_reports, D("2026-10-01"))} == {"yearly"}
    a_setting(council_reports, "report_is_delivered", by="role", role="coordinator", to=["kf"], report_kind="body_report", every=YEARLY)
    assert by_key(council_reports)["2025:kf"] == "unknown"


def test_delivery_in_another_municipality_does_not_help(council_reports):
    lomma = a_municipality("lomma", "Lomma")
    a_delivery(an_edition(a_yearly_report(lomma)), a_body(lomma), D("2026-05-02"))
    assert set(by_key(council_reports).values()) == {"overdue"}


# ── answered


@pytest.mark.parametrize(
    "on, decided_on, body, state",
    [
        ("2026-07-31", None, None, "due"),
        ("2026-08-01", None, None, "overdue"),
        ("2026-08-01", "2026-05-02", "ks", "kept"),  # the day it was delivered
        ("2026-08-01", "2026-05-01", "ks", "overdue"),
        ("2026-08-01", "2026-06-01", "klg", "overdue"),
        ("2026-05-31", "2026-06-01", "ks", "due"),  # not decided yet, that day
        ("2026-05-01", None, None, "not_applicable"),  # not delivered yet
    ],
)
def test_a_report_gets_its_answer(osby, on, decided_on, body, state):
    bodies = {"ks": a_body(osby), "klg": a_body(osby, "klg", "Ledningsgruppen", "management_group")}
    report = a_yearly_report(osby, matter=a_matter(osby, "report.accept", "Årsrapport 2025"))
    a_delivery(an_edition(report), bodies["ks"], D("2026-05-02"))
    if decided_on:
        a_decision(report.matter, bodies[body], decided_on=D(decided_on), outcome="noted")
    where = [{"field": "kind", "op": "eq", "value": "body_report"}]
    a_setting(osby, "report_gets_an_answer", where=where, from_organs=["ks"], within={"days": 90})
    assert states(osby, D(on)) == [state]


# ── followed up


@pytest.fixture
def followed_up_by_june(osby):
    a_body(osby)
    a_setting(osby, "follow_up_is_done", by="ks", every=YEARLY, due={"day": "06-30", "years_after": 1})
    return osby


@pytest.mark.parametrize(
    "facts, state",
    [
        ({}, "kept"),
        ({"outcome": "deferred"}, "overdue"),
        ({"state": "draft"}, "overdue"),
        ({"decided_on": D("2025-06-30")}, "overdue"),  # that was the year before
        ({"decided_on": D("2025-07-01")}, "kept"),
        ({"decided_on": None}, "unknown"),
        ({"decided_on": D("2026-10-02")}, "overdue"),  # not decided yet, that day
    ],
)
def test_a_decision_of_the_organ_is_the_follow_up(followed_up_by_june, facts, state):
    matter = a_matter(followed_up_by_june, "follow_up", "Uppföljning")
    a_decision(matter, organ(followed_up_by_june, "ks"), **{"decided_on": D("2026-05-05"), "outcome": "noted", **facts})
    assert states(followed_up_by_june, D("2026-10-01")) == [state]


def test_another_organs_or_another_years_decision_is_none(followed_up_by_june):
    klg = a_body(followed_up_by_june, "klg", "Ledningsgruppen", "management_group")
    a_decision(a_matter(followed_up_by_june, "follow_up", "Uppföljning"), klg, decided_on=D("2026-05-05"), outcome="noted")
    report = a_yearly_report(followed_up_by_june, 2024, matter=a_matter(followed_up_by_june, "report.accept", "Årsrapport 2024"))
    a_decision(report.matter, organ(followed_up_by_june, "ks"), decided_on=D("2026-01-15"), outcome="accepted")
    assert states(followed_up_by_june, D("2026-06-30")) == ["due"]
    assert states(followed_up_by_june, D("2026-07-01")) == ["overdue"]


@pytest.mark.parametrize(
    "on, state",
    [
        ("2020-09-01", "not_applicable"),
        ("2020-12-31", "due"),
        ("2021-01-02", "overdue"),
        ("2021-03-01", "kept"),
        ("2022-02-01", "due"),
        ("2022-02-02", "overdue"),
    ],
)
def test_rolling_counts_from_the_last_time(osby, on, state):
    a_setting(osby, "follow_up_is_done", by="ks", every={"every": 12, "unit": "month", "basis": "rolling"}, in_force_from=LONG_AGO)
    a_decision(a_matter(osby, "follow_up", "Uppföljning"), decided_on=D("2021-02-01"), outcome="noted")
    assert states(osby, D(on)) == [state]
