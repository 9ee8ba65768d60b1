"""Parameters and conditions that no clause of the five uses, judged all the same: level of a meeting, scope, language, who takes part."""

import datetime as dt

import pytest
from django.utils import timezone

from tests.situations import (
    TODAY,
    a_body,
    a_decision,
    a_delivery,
    a_document_in_force,
    a_matter,
    a_meeting,
    a_municipality,
    a_project,
    a_public_page,
    a_relation,
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


def eq(field, value):
    return [{"field": field, "op": "eq", "value": value}]


@pytest.mark.parametrize(
    "kind, level, state",
    [
        ("council", "any", "kept"),
        ("council", "political", "kept"),
        ("council", "officials", "kept"),  # both sit there
        ("management_group", "officials", "kept"),
        ("management_group", "political", "unknown"),
        ("executive_board", "political", "kept"),
        ("executive_board", "officials", "unknown"),
    ],
)
def test_which_meetings_count(osby, kind, level, state):
    body = a_body(osby, "organet", "Organet", kind)
    a_meeting(body, TODAY, state="held")
    a_setting(osby, "body_meets", body="organet", every={"every": 12, "unit": "month", "basis": "rolling"}, level=level)
    assert states(osby) == [state]


@pytest.mark.parametrize("level, found", [("officials", "breached"), ("political", "not_applicable")])
def test_a_rule_for_the_meetings_of_one_level(osby, level, found):
    group = a_body(osby, "klg", "Ledningsgruppen", "management_group")
    a_meeting(group, D("2026-01-10"), state="held")
    a_setting(osby, "meeting_has_notes", body="klg", where=eq("level", level))
    assert states(osby, D("2026-10-01")) == [found]


@pytest.mark.parametrize("status, found", [("running", "overdue"), ("planned", "not_applicable"), ("held", "not_applicable")])
def test_a_rule_for_units_with_work_under_way(osby, status, found):
    area = an_area(osby)
    a_project(area, D("2026-12-01") if status == "planned" else D("2024-03-01"), status=status)
    a_setting(
        osby, "report_is_delivered", where=eq("has_running_work", True), by="each_unit", unit_kinds=["area"], report_kind="area_report",
        every=YEARLY, due={"day": "01-31", "years_after": 1},
    )  # fmt: skip
    assert states(osby, D("2026-10-01")) == [found]


@pytest.mark.parametrize("scope, asked", [("municipality", True), ("unit", False)])
def test_a_rule_for_documents_of_the_whole_municipality(osby, scope, asked):
    a_document_in_force(osby.container_ptr, kind="strategy", title="Strategi")
    a_setting(
        osby, "document_has_its_parts", where=eq("scope", scope), document_kind="strategy", parts=[{"part": "measures", "at_least": 1}]
    )
    assert (states(osby) != ["not_applicable"]) is asked


@pytest.mark.parametrize("field, value, state", [
    ("by", "municipality", "overdue"), ("by", "ks", "not_applicable"), ("by_kind", "municipality", "overdue"), ("by_kind", "area", "not_applicable"),
])  # fmt: skip
def test_a_rule_for_the_reports_of_one(osby, field, value, state):
    a_delivery(an_edition(a_yearly_report(osby)), a_body(osby), D("2026-05-02"))
    a_setting(osby, "report_gets_an_answer", where=eq(field, value), from_organs=["ks"], within={"days": 30})
    assert states(osby, D("2026-10-01")) == [state]


@pytest.mark.parametrize("facts, state", [({}, "not_applicable"), ({"lead_en": "We work together."}, "kept")])
def test_a_rule_for_the_page_in_english(osby, facts, state):
    a_public_page(osby, **facts)
    a_setting(osby, "page_shows_its_sections", where=eq("language", "en"), sections=["eu_work"])
    assert states(osby) == [state]


@pytest.mark.parametrize("columns, state", [(["country", "place", "decision_year"], "kept"), (["funder"], "unknown"), ([], "kept")])
def test_what_is_shown_of_each(osby, columns, state):
    a_relation(osby, published=True)
    a_setting(osby, "page_shows_its_sections", columns={"parameters": {"lists_every": ["twin_town"], "columns": columns}})
    assert states(osby) == [state]


@pytest.mark.parametrize("days, state", [(29, "due"), (30, "due"), (31, "breached")])
def test_how_soon_a_new_row_is_shown(osby, days, state):
    a_relation(osby)
    came = timezone.localdate()
    a_setting(osby, "page_shows_its_sections", lists_every=["twin_town"], within={"days": 30})
    (finding,) = said(osby, came + dt.timedelta(days=days))
    assert (finding.state, finding.verdict.due) == (state, came + dt.timedelta(days=30))
    assert finding.blocks == (state == "breached")


@pytest.mark.parametrize("parameters, state", [({}, "kept"), ({"date_is_automatic": False}, "not_applicable")])
def test_a_day_that_nobody_asks_for(osby, parameters, state):
    a_public_page(osby)
    a_setting(osby, "page_is_fresh", **parameters)
    assert states(osby, D("2027-10-01")) == [state]


@pytest.mark.parametrize(
    "second, found",
    [
        (None, {"2025": "kept", "2025:klg": "overdue"}),
        ({"prepared_by": "Ledningsgruppen"}, {"2025": "kept", "2025:klg": "kept"}),
        ({"prepared_by": "Någon annan"}, {"2025": "kept", "2025:klg": "overdue"}),
    ],
)
def test_others_take_part_in_the_follow_up(osby, second, found):
    board = a_body(osby)
    a_body(osby, "klg", "Ledningsgruppen", "management_group")
    a_setting(osby, "follow_up_is_done", by="ks", together_with=["klg"], every=YEARLY, due={"day": "06-30", "years_after": 1})
    a_decision(a_matter(osby, "follow_up", "Uppföljning"), board, decided_on=D("2026-05-05"), **(second or {}))
    assert {f.verdict.key: f.state for f in said(osby, D("2026-10-01"))} == found


def test_who_is_to_report_is_said(osby):
    a_body(osby)
    a_setting(osby, "report_is_delivered", by="role", role="coordinator", to=["ks"], report_kind="body_report", every=YEARLY)
    a_report(an_area(osby))
    (finding,) = said(osby, D("2026-10-01"))
    assert "Den lämnas av" in finding.verdict.sentence
