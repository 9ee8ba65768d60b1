"""Planned work: the right unit is told before, an account is given afterwards, somebody is responsible, it serves something, costs are borne.

Serves TYRESO-33, -38, -54, -56, -57, -63 to -65, -94, -96, OSBY-17 and its kin, LOMMA, TORSBY and UPPLANDSBRO where they ask the same.
"""

import datetime as dt

import pytest

from councils.conditions import FIELDS
from councils.transitions import closed_by
from partnerships.planned import planned_work
from partnerships.workflow import VISIT
from tests.situations import (
    TODAY,
    a_body,
    a_cost,
    a_municipality,
    a_notice,
    a_participant,
    a_partner,
    a_person,
    a_receipt,
    a_relation,
    a_setting,
    a_tag,
    a_value,
    a_visit,
    an_account_of,
    an_activity,
    an_area,
    days,
    said,
    states,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def tyreso():
    return a_municipality("tyreso", "Tyresö")


@pytest.fixture
def office(tyreso):
    return an_area(tyreso, "kommunstyrelseforvaltningen", "Kommunstyrelseförvaltningen", kind="administration")


@pytest.fixture
def board(tyreso):
    return a_body(tyreso, "bun", "Barn- och utbildningsnämnden", kind="board")


# ── beforehand


def notice(home, **more):
    return a_setting(home, "notice_is_given_before", **{"to": ["kommunstyrelseforvaltningen"], "warn_before": {"days": 14}, **more})


@pytest.mark.parametrize(
    "starts, told, state",
    [
        (TODAY + days(15), None, "not_applicable"),  # before the reminder
        (TODAY + days(14), None, "due"),
        (TODAY, None, "due"),  # still the day itself
        (TODAY - days(1), None, "breached"),
        (TODAY + days(15), TODAY, "kept"),
        (TODAY, TODAY, "kept"),  # exactly at the limit
        (TODAY - days(1), TODAY, "breached"),  # told, but after it had begun
        (TODAY, TODAY + days(1), "due"),  # a note of tomorrow is none today
    ],
)
def test_told_before_the_visit(tyreso, office, board, starts, told, state):
    notice(tyreso)
    visit = a_visit(board, starts)
    if told:
        a_notice(visit, office, told)
    assert states(tyreso) == [state]


@pytest.mark.parametrize("ahead, state", [(8, "due"), (7, "due"), (6, "overdue")])
def test_another_municipality_wants_to_know_a_week_before(tyreso, office, board, ahead, state):
    notice(tyreso, at_least_before={"days": 7})
    a_visit(board, TODAY + days(ahead))
    assert states(tyreso) == [state]


def test_no_notice_is_owed_of_what_is_cancelled_or_older_than_the_rule(tyreso, office, board):
    notice(tyreso, in_force_from=TODAY - days(10))
    a_visit(board, TODAY - days(1), status="cancelled")
    a_visit(board, TODAY - days(20), status="held")
    assert states(tyreso) == ["not_applicable", "not_applicable"]


def test_each_receiver_is_told_and_one_that_is_not_there_is_said(tyreso, office, board):
    notice(tyreso, to=["kommunstyrelseforvaltningen", "upphord"])
    a_notice(a_visit(board), office)
    assert {f.verdict.key: f.state for f in said(tyreso)} == {"kommunstyrelseforvaltningen": "kept", "upphord": "unknown"}


def test_what_decides_whether_it_holds_is_asked_for(tyreso, office, board):
    where = [{"field": "field_related", "op": "eq", "value": True}]
    notice(tyreso, where=where)
    a_visit(board, is_field_related=None)
    a_visit(board, is_field_related=False)
    assert sorted(states(tyreso)) == ["not_applicable", "unknown"]


# ── afterwards


def account(home, **more):
    return a_setting(home, "account_is_given_afterwards", **{"to": ["ks"], "parts": [{"part": "text"}], "within": {"days": 60}, **more})


def held(unit, ago, **facts):
    return a_visit(unit, TODAY - days(ago), **{"status": "held", **facts})


@pytest.mark.parametrize(
    "ago, text, delivered, state",
    [
        (60, "", False, "due"),  # the last day
        (61, "", False, "overdue"),
        (61, "Vi lärde oss mycket.", False, "overdue"),  # written, not delivered
        (61, "Vi lärde oss mycket.", True, "kept"),
        (61, "", True, "overdue"),  # delivered without a word in it
    ],
)
def test_accounted_for_within_sixty_days(tyreso, board, ago, text, delivered, state):
    executive = a_body(tyreso)
    account(tyreso)
    told = an_account_of(held(board, ago), text)
    if delivered:
        a_receipt(told, executive)
    assert states(tyreso) == [state]


@pytest.mark.parametrize(
    "facts, state",
    [
        ({"status": "planned", "starts_on": TODAY}, "not_applicable"),  # not over yet
        ({"status": "planned", "starts_on": TODAY - days(1)}, "due"),  # over, though nobody has said so
        ({"status": "planned", "starts_on": TODAY - days(1), "ends_on": TODAY}, "not_applicable"),
        ({"status": "cancelled", "starts_on": TODAY - days(90)}, "not_applicable"),
        ({"status": "closed", "starts_on": TODAY - days(2)}, "breached"),  # closed without it
        ({"status": "held", "starts_on": TODAY - days(90), "direction": "outgoing"}, "overdue"),  # both ways alike
    ],
)
def test_what_is_over_owes_its_account(tyreso, board, facts, state):
    a_body(tyreso)
    account(tyreso)
    a_visit(board, **facts)
    assert states(tyreso) == [state]


def test_each_receiver_is_a_duty_of_its_own(tyreso, board):
    executive = a_body(tyreso)
    account(tyreso, to=["ks", "bun"])
    a_receipt(an_account_of(held(board, 90)), executive)
    assert {f.verdict.key: f.state for f in said(tyreso)} == {"ks": "kept", "bun": "overdue"}


def test_what_we_got_and_gave_is_kept_without_a_receiver_and_without_a_day(tyreso, board):
    account(tyreso, to=[], within="none", parts=[{"part": "got"}, {"part": "gave"}])
    held(board, 900, got="Nya arbetssätt")
    (finding,) = said(tyreso)
    assert finding.state == "due"
    assert "vad vi gav" in finding.verdict.sentence
    assert "vad vi fick" not in finding.verdict.sentence
    held(board, 900, got="Nya arbetssätt", gave="Vår modell för språkstöd")
    assert sorted(states(tyreso)) == ["due", "kept"]


def test_a_visit_before_the_rule_owes_nothing_and_a_part_that_no_account_has_is_a_fault_of_the_rule(tyreso, board):
    held(board, 90)
    account(tyreso, in_force_from=TODAY - days(10))
    account(tyreso, parts=[{"part": "film"}])
    assert sorted(states(tyreso)) == ["not_applicable", "unknown"]


def test_twin_town_visits_alone_are_accounted_for(tyreso, board):
    account(tyreso, where=[{"field": "relation_kind", "op": "eq", "value": "twin_town"}])
    held(board, 90, relation=a_relation(tyreso))
    held(board, 90, relation=a_relation(tyreso, "Nätverket", kind="network"))
    assert sorted(states(tyreso)) == ["not_applicable", "overdue"]


# ── who is responsible


@pytest.mark.parametrize(
    "kind, field_related, starts, state",
    [
        ("board", None, TODAY, "kept"),
        ("administration", True, TODAY, "breached"),
        ("administration", True, TODAY + days(1), "due"),
        ("administration", None, TODAY + days(1), "due"),
    ],
)
def test_a_board_is_host(tyreso, kind, field_related, starts, state):
    a_setting(tyreso, "work_has_its_responsible_unit", unit_kinds=["board"], as_what="host")
    unit = a_body(tyreso, "bun", kind=kind) if kind == "board" else an_area(tyreso, kind=kind)
    a_visit(unit, starts, is_field_related=field_related)
    assert states(tyreso) == [state]


@pytest.mark.parametrize("field_related, state", [(False, "kept"), (True, "breached"), (None, "unknown")])
def test_what_belongs_to_no_field_is_taken_by_one_unit(tyreso, office, field_related, state):
    a_setting(tyreso, "work_has_its_responsible_unit", unit_kinds=["board"], as_what="host", otherwise=office.code)
    a_visit(office, is_field_related=field_related)
    assert states(tyreso) == [state]


def test_a_person_too_where_that_is_asked(tyreso, board):
    a_setting(tyreso, "work_has_its_responsible_unit", unit_kinds=["board"], person_required=True)
    a_visit(board)
    a_visit(board, responsible=a_person())
    assert sorted(states(tyreso)) == ["breached", "kept"]


# ── what it serves


def serves(home, **more):
    return a_setting(home, "work_names_what_it_serves", "should", **{"list": "priorities", "values": ["youth", "europe"], **more})


@pytest.mark.parametrize(
    "tags, at_least, state",
    [
        ([], 1, "due"),
        (["other"], 1, "due"),  # a value of the list that does not count
        (["youth"], 1, "kept"),
        (["youth"], 2, "due"),
        (["youth", "europe"], 2, "kept"),
    ],
)
def test_tied_to_so_many_priorities(tyreso, board, tags, at_least, state):
    serves(tyreso, at_least=at_least)
    visit = a_visit(board)
    for code in tags:
        a_tag(visit, "priorities", code)
    a_tag(visit, "outcomes", "youth")  # another list
    assert states(tyreso) == [state]


@pytest.mark.parametrize(
    "country, outside, state",
    [
        ("FI", "mark", "kept"),
        ("CL", "mark", "not_applicable"),
        ("CL", "remind", "due"),
        ("", "mark", "unknown"),
        (None, "remind", "unknown"),
    ],
)
def test_the_partners_continent_answers_by_itself(tyreso, board, country, outside, state):
    serves(tyreso, values=["europe"], derived=["continent_of_partner"], outside=outside)
    relation = None if country is None else a_relation(tyreso, country=country)
    a_visit(board, relation=relation)
    (finding,) = said(tyreso)
    assert finding.state == state
    assert ("utanför" in finding.verdict.sentence) == (state == "not_applicable")


def test_a_contact_is_established_by_what_was_done_before(tyreso, board):
    serves(tyreso, values=["established_contact"], derived=["earlier_work_with_partner"], outside="mark")
    partner = a_partner(tyreso)
    first = a_visit(board, TODAY - days(9), status="held", relation=a_relation(tyreso, partner=partner))
    a_visit(board, TODAY, relation=a_relation(tyreso, "Projektavtalet", kind="cooperation", partner=partner))
    by_row = {f.row.pk: f.state for f in said(tyreso)}
    assert by_row.pop(first.pk) == "not_applicable"  # the first time is not established yet
    assert list(by_row.values()) == ["kept"]


def test_a_list_that_is_empty_is_said(tyreso, board):
    serves(tyreso, list="goals", values=[])
    visit = a_visit(board)
    assert states(tyreso) == ["unknown"]
    a_value(tyreso, "goals", "schools", "Bättre skolor")
    assert states(tyreso) == ["due"]
    a_tag(visit, "goals", "schools")
    assert states(tyreso) == ["kept"]


# ── who pays


def bearer(home, **more):
    return a_setting(home, "cost_has_its_bearer", **{"bearer_kinds": ["administration"], **more})


@pytest.mark.parametrize(
    "facts, more, state",
    [
        ({}, {}, "breached"),  # nobody
        ({"amount": 0}, {}, "kept"),  # nought is a cost and needs nobody
        ({"amount": None}, {}, "unknown"),
        ({"bearer": "office"}, {}, "kept"),
        ({"bearer": "board"}, {}, "breached"),  # another kind
        ({"bearer": "office"}, {"must_take_part": True}, "breached"),
        ({"bearer": "board"}, {"must_take_part": True, "bearer_kinds": ["board"]}, "kept"),
        ({"outside_bearer": "Gästerna"}, {}, "not_applicable"),
        ({"source": "central"}, {}, "breached"),
        ({"source": "central"}, {"central_money_counts": True}, "kept"),
        ({"cost_type": "travel", "outside_bearer": "Gästerna"}, {"by_cost_type": {"travel": "guest"}}, "not_applicable"),
        ({"cost_type": "travel", "bearer": "office"}, {"by_cost_type": {"travel": "guest"}}, "breached"),
        ({"cost_type": "meals", "bearer": "office"}, {"by_cost_type": {"meals": "host"}}, "kept"),
        ({"cost_type": "meals", "bearer": "office"}, {"by_cost_type": {"meals": "bun"}}, "breached"),
        ({"cost_type": "meals", "bearer": "board"}, {"by_cost_type": {"meals": "bun"}}, "kept"),
    ],
)
def test_who_bears_the_cost(tyreso, office, board, facts, more, state):
    bearer(tyreso, **more)
    units = {"office": office, "board": board}
    a_cost(a_visit(board), **facts | ({"bearer": units[facts["bearer"]]} if "bearer" in facts else {}))
    assert states(tyreso) == [state]


def test_a_cost_of_what_was_cancelled_needs_nobody(tyreso, board):
    bearer(tyreso)
    a_cost(a_visit(board, status="cancelled"))
    assert states(tyreso) == ["not_applicable"]


def test_the_gate_of_the_work_is_closed_by_its_costs(tyreso, board):
    bearer(tyreso)
    visit, other = a_visit(board), a_visit(board)
    a_cost(other)
    assert closed_by(VISIT["hold"], visit, TODAY) == ([], [])
    a_cost(visit)
    ((finding,), asking) = closed_by(VISIT["hold"], visit, TODAY)
    assert (str(finding.row), asking) == ("Resa", [])


# ── the facts of it


def facts_of(visit):
    (planned,) = [row for row in planned_work(visit.municipality, TODAY) if row.subject == visit]
    return {name: field.read(planned) for name, field in FIELDS["Work"].items() if field.read}


def test_what_a_visit_says_of_itself(tyreso, board):
    visit = a_visit(
        board, dt.date(2026, 5, 1), ends_on=dt.date(2027, 5, 1), relation=a_relation(tyreso, country="FI"), is_field_related=True,
        is_work_related=False, initiator="partner",
    )  # fmt: skip
    a_tag(visit, "target_group", "elderly")
    a_tag(visit, "priorities", "europe")
    a_participant(visit, "elected")
    a_participant(visit, "staff", role="host")
    a_cost(visit, 100)
    a_cost(visit, 10, currency="EUR", rate="11.5", rate_on=TODAY)
    found = facts_of(visit)
    assert found["geography"] >= {"EU", "nordic", "baltic_sea"}
    wanted = {
        "row": "visit", "state": "planned", "direction": "incoming", "field_related": True, "relation_kind": "twin_town", "country": "FI",
        "tags": {"elderly", "europe"}, "target_group": {"elderly"}, "participant_category": {"elected", "staff"}, "traveller": {"elected"},
        "owner_kind": "board", "initiator": "partner", "work_related": False, "development": None, "cost_total": 215, "duration_years": 2,
    }  # fmt: skip
    assert {name: found[name] for name in wanted} == wanted


@pytest.mark.parametrize("young, groups", [(None, None), (0, set()), (3, {"children", "youth"})])
def test_young_people_reached_are_a_target_group(tyreso, board, young, groups):
    assert facts_of(a_visit(board, young_reached=young))["target_group"] == groups


def test_a_cost_that_is_not_known_makes_no_sum(tyreso, board):
    visit = a_visit(board, own_cost=500)
    assert facts_of(visit)["cost_total"] == 500
    a_cost(visit, 100)
    a_cost(visit, None)
    assert facts_of(visit)["cost_total"] is None


def test_entries_of_the_log_are_no_planned_work(tyreso, board):
    an_activity(board)
    assert list(planned_work(tyreso, TODAY)) == []


def test_all_work_of_a_municipality_is_read_in_few_queries(tyreso, board, django_assert_max_num_queries):
    for n in range(5):
        visit = held(board, n, relation=a_relation(tyreso))
        a_cost(visit, bearer=board)
        a_receipt(an_account_of(visit), board)
        a_tag(visit, "priorities", "europe")
    account(tyreso)
    serves(tyreso)
    bearer(tyreso)
    with django_assert_max_num_queries(30):
        assert len(states(tyreso)) == 15
