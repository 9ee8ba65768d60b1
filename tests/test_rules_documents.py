"""Governing documents: the one that is required is in force, what it replaced is closed, its decision is whole."""

import datetime as dt

import pytest

from councils.models import Supersession
from tests.situations import (
    TODAY,
    a_body,
    a_clause,
    a_decision,
    a_document,
    a_document_in_force,
    a_matter,
    a_municipality,
    a_setting,
    an_area,
    an_assembly,
    days,
    policy_of,
    said,
    saved,
    states,
)

pytestmark = pytest.mark.django_db
D = dt.date.fromisoformat


@pytest.fixture
def osby():
    osby = a_municipality()
    policy_of(osby)
    return osby


def a_strategy(owner, valid_from="2023-01-01", valid_to="2026-12-31", **facts):
    days_of = {"valid_from": valid_from and D(valid_from), "valid_to": valid_to and D(valid_to)}
    return a_document(owner, kind="strategy", title="Strategi 2023–2026", **{"state": "in_force", **days_of, **facts})


# ── the document that is required


@pytest.fixture
def strategy_below_policy(osby):
    a_setting(
        osby, "required_document_is_in_force", document_kind="strategy", below="policy", end_date_required=True, warn_before={"months": 6}
    )
    return osby


@pytest.mark.parametrize(
    "on, state",
    [("2022-12-31", "breached"), ("2023-01-01", "kept"), ("2026-06-29", "kept"), ("2026-06-30", "due"), ("2026-12-31", "due"), ("2027-01-01", "breached")],
)  # fmt: skip
def test_the_days_around_a_strategys_term(strategy_below_policy, on, state):
    document = a_strategy(strategy_below_policy)
    (finding,) = said(strategy_below_policy, D(on))
    assert finding.state == state
    if on == "2027-01-01":
        assert finding.verdict.since == D("2027-01-01")
    if state == "due":
        assert (finding.verdict.due, finding.verdict.fix.view) == (D("2026-12-31"), "document_edit")
        assert document.title in finding.verdict.title


def test_an_adopted_successor_leaves_no_gap(strategy_below_policy):
    a_strategy(strategy_below_policy)
    a_strategy(strategy_below_policy, "2027-01-01", "2030-12-31")
    assert states(strategy_below_policy) == ["kept"]


def test_a_draft_does_not_count_nor_does_a_gap_of_a_day(strategy_below_policy):
    a_strategy(strategy_below_policy)
    a_strategy(strategy_below_policy, "2027-01-01", "2030-12-31", state="draft")
    a_strategy(strategy_below_policy, "2027-01-02", "2030-12-31")
    assert states(strategy_below_policy) == ["due"]


@pytest.mark.parametrize(
    "facts, state",
    [
        ({"valid_to": None, "until_further_notice": True}, "breached"),  # it must have an end
        ({"valid_to": None}, "unknown"),  # nobody has said
        ({"state": "draft"}, "breached"),
        ({"state": "ended"}, "kept"),  # as it was on the day, not as it is now
    ],
)
def test_an_end_date_is_asked_for(strategy_below_policy, facts, state):
    a_strategy(strategy_below_policy, **facts)
    assert states(strategy_below_policy, D("2026-03-01")) == [state]


def test_owed_only_while_the_policy_is_in_force(strategy_below_policy):
    policy = policy_of(strategy_below_policy)
    policy.state, policy.valid_to = "ended", TODAY
    saved(policy)
    assert states(strategy_below_policy, TODAY) == ["breached"]
    assert states(strategy_below_policy, TODAY + days(1)) == ["not_applicable"]


def test_one_that_belongs_to_a_policy_that_has_ended_does_not_count(strategy_below_policy):
    old = a_document(strategy_below_policy, state="replaced", valid_from=D("2010-01-01"), valid_to=D("2019-12-31"))
    a_strategy(strategy_below_policy, parent=old)
    assert states(strategy_below_policy, D("2026-03-01")) == ["breached"]


def test_too_long_a_validity_does_not_count(osby):
    a_setting(osby, "required_document_is_in_force", document_kind="strategy", longest_validity={"years": 4})
    a_strategy(osby, "2023-01-01", "2026-12-31")
    assert states(osby) == ["kept"]
    a_municipality("lomma", "Lomma")
    document = a_strategy(osby, "2022-01-01", "2027-01-01")
    assert document.valid_to > D("2026-12-31")
    assert states(osby, D("2027-01-01")) == ["breached"]


@pytest.fixture
def plan_for_each_area(osby):
    a_setting(
        osby, "required_document_is_in_force", in_force_from=D("2025-06-01"), document_kind="operational_plan", owner="each_unit",
        unit_kinds=["area"], every={"every": 1, "unit": "year"}, due={"days": 31},
    )  # fmt: skip
    return osby


@pytest.mark.parametrize(
    "on, state",
    [
        ("2025-12-31", "not_applicable"),  # the year had begun before the duty
        ("2026-01-01", "due"),
        ("2026-02-01", "due"),
        ("2026-02-02", "overdue"),
    ],
)
def test_a_plan_for_each_year(plan_for_each_area, on, state):
    an_area(plan_for_each_area)
    (finding,) = said(plan_for_each_area, D(on))
    assert finding.state == state
    assert state == "not_applicable" or finding.verdict.due == D("2026-02-01")


@pytest.mark.parametrize(
    "valid_from, valid_to, state",
    [("2026-01-01", None, "kept"), ("2025-01-01", None, "overdue"), ("2025-11-01", "2026-12-31", "kept"), ("2025-01-01", "2027-12-31", "overdue")],
)  # fmt: skip
def test_last_years_plan_is_not_this_years(plan_for_each_area, valid_from, valid_to, state):
    area = an_area(plan_for_each_area)
    a_document(area, kind="operational_plan", title="Plan", state="in_force", valid_from=D(valid_from), valid_to=valid_to and D(valid_to))
    assert states(plan_for_each_area) == [state]


def test_each_area_owes_its_own(plan_for_each_area):
    school = an_area(plan_for_each_area, "skola", "Skola")
    an_area(plan_for_each_area)
    an_area(plan_for_each_area, "kontor", "Kontor", "office")
    an_area(plan_for_each_area, "gammalt", "Gammalt", active_to=D("2026-01-31"))
    a_document(school, kind="operational_plan", title="Plan", state="in_force", valid_from=D("2026-01-01"))
    assert {f.row.code: f.state for f in said(plan_for_each_area)} == {"skola": "kept", "vard_och_omsorg": "overdue"}


def test_a_common_plan_counts_for_each(osby):
    a_setting(
        osby, "required_document_is_in_force", document_kind="action_plan", owner="common_or_each_unit", unit_kinds=["board", "company"]
    )
    board = a_body(osby, "bun", "Barn- och utbildningsnämnden", "board")
    an_area(osby, "hus", "Bostadsbolaget", "company")
    a_document(board, kind="action_plan", title="Plan", state="in_force", valid_from=D("2026-01-01"))
    assert {f.row.code: f.state for f in said(osby)} == {"bun": "kept", "hus": "breached"}
    a_document(osby, kind="action_plan", title="Gemensam plan", state="in_force", valid_from=D("2026-05-01"))
    assert set(states(osby)) == {"kept"}
    assert "breached" in states(osby, D("2026-04-30"))


def test_the_neighbours_strategy_does_not_help(strategy_below_policy):
    a_strategy(a_municipality("lomma", "Lomma"))
    assert states(strategy_below_policy) == ["breached"]


# ── what it replaced


@pytest.fixture
def two_guidelines(osby):
    """New guidelines whose decision replaces the old ones'."""
    ks = a_body(osby)
    old = a_document_in_force(osby, ks, kind="guidelines", title="Gamla riktlinjer", valid_from=D("2010-01-01"))
    new = a_document_in_force(osby, ks, kind="guidelines", title="Nya riktlinjer", valid_from=D("2026-05-01"))
    saved(Supersession(newer=new.adoption, older=old.adoption))
    a_setting(osby, "superseded_document_is_closed", document_kinds=["guidelines"])
    return old, new


def found_of(osby, document, on=TODAY):
    return [f for f in said(osby, on) if f.row == document]


@pytest.mark.parametrize(
    "state, valid_to, says", [("in_force", None, "breached"), ("replaced", "2026-04-30", "kept"), ("ended", None, "kept")]
)
def test_what_is_replaced_is_closed(osby, two_guidelines, state, valid_to, says):
    old, new = two_guidelines
    old.state, old.valid_to = state, valid_to and D(valid_to)
    saved(old)
    (finding,) = found_of(osby, new)
    assert finding.state == says
    assert [f.state for f in found_of(osby, old)] in ([], ["not_applicable"])
    if says == "breached":
        assert (finding.verdict.since, finding.verdict.evidence) == (D("2026-05-01"), (old, new))


def test_of_two_in_force_without_a_decision_the_newer_is_told(osby):
    a_setting(osby, "superseded_document_is_closed", document_kinds=["guidelines"])
    old = a_document(osby, kind="guidelines", state="in_force", valid_from=D("2010-01-01"), title="Gamla")
    new = a_document(osby, kind="guidelines", state="in_force", valid_from=D("2026-05-01"), title="Nya")
    units = a_document(an_area(osby), kind="guidelines", state="in_force", valid_from=D("2026-05-01"), title="Områdets")
    assert {f.row: f.state for f in said(osby)} == {old: "not_applicable", new: "breached", units: "not_applicable"}


def test_a_replaced_document_that_is_not_in_the_register_is_not_known(osby):
    ks = a_body(osby)
    new = a_document_in_force(osby, ks, kind="guidelines", title="Nya", valid_from=D("2026-05-01"))
    lost = a_decision(a_matter(osby, title="Borttappade"), ks, decided_on=D("2009-01-01"))
    saved(Supersession(newer=new.adoption, older=lost))
    a_setting(osby, "superseded_document_is_closed", document_kinds=["guidelines"])
    assert [f.state for f in found_of(osby, new)] == ["unknown"]


def test_a_note_when_a_lower_organ_replaces_a_higher_ones_decision(osby):
    new = a_document_in_force(osby, a_body(osby), kind="guidelines", title="Nya", valid_from=D("2026-05-01"))
    old = a_document_in_force(osby, an_assembly(osby), kind="guidelines", title="Gamla", valid_from=D("2010-01-01"))
    old.state, old.valid_to = "replaced", D("2026-04-30")
    saved(old)
    saved(Supersession(newer=new.adoption, older=old.adoption))
    a_setting(osby, "superseded_document_is_closed", document_kinds=["guidelines"])
    (finding,) = found_of(osby, new)
    assert (finding.state, "lägre organ" in finding.verdict.sentence) == ("kept", True)


# ── its decision


@pytest.fixture
def strategy(osby):
    """Its own clause says which decision adopted it."""
    strategy, facts = a_strategy(osby), ["body", "date", "section", "diary_number"]
    where = [{"field": "document_kind", "op": "eq", "value": "strategy"}]
    a_setting(
        osby, "decision_is_recorded_in_full", "should", where, a_clause(strategy), matters=["document.adopt"], facts=facts,
        expected={"body": "ks", "section": "124"},
    )  # fmt: skip
    return strategy


@pytest.mark.parametrize(
    "facts, state, says",
    [
        ({"section": "124", "diary_number": "2010/KS 130"}, "kept", ""),
        ({"section": "124"}, "unknown", "diarienummer"),
        ({"section": "124", "not_stated": ["diary_number"]}, "kept", ""),
        ({"section": "125", "diary_number": "2010/KS 130"}, "breached", "125"),
        ({"section": "124", "diary_number": "1", "decided_on": None}, "unknown", "datum"),
        ({"section": "", "diary_number": "1"}, "unknown", "paragraf"),
        ({"section": "124", "diary_number": "1", "outcome": "withdrawn"}, "not_applicable", ""),
        ({"section": "", "act": "prepare"}, "not_applicable", ""),  # a step on the way decides nothing
    ],
)
def test_the_facts_of_a_decision(osby, strategy, facts, state, says):
    a_decision(strategy.matter, a_body(osby), **facts)
    (finding,) = said(osby)
    assert finding.state == state
    assert says in finding.verdict.sentence


def test_a_decision_of_another_matter_is_not_judged(osby, strategy):
    a_decision(a_matter(osby, "follow_up", "Uppföljning"))
    assert states(osby) == ["not_applicable"]


def test_what_a_document_states_is_not_expected_of_another_ones_decision(osby, strategy):
    a_decision(a_strategy(osby, "2019-01-01", "2022-12-31", state="replaced").matter, an_assembly(osby), section="7", diary_number="1")
    assert states(osby) == ["kept"]


def test_not_stated_is_no_answer_where_the_setting_says_so(osby):
    a_setting(osby, "decision_is_recorded_in_full", matters=["document.adopt"], facts=["section"], not_stated_is_an_answer=False)
    a_decision(a_matter(osby), not_stated=["section"])
    assert states(osby) == ["unknown"]
