"""Who must decide: routes as data, and what was decided held against them."""

import datetime as dt

import pytest

from councils.models import Decision
from tests.situations import (
    LONG_AGO,
    TODAY,
    a_body,
    a_contact_person,
    a_council,
    a_decision,
    a_document,
    a_document_in_force,
    a_matter,
    a_municipality,
    a_relation,
    a_setting,
    a_step,
    an_appointment,
    an_area,
    an_assembly,
    days,
    policy_of,
    said,
)

pytestmark = pytest.mark.django_db
D = dt.date.fromisoformat
RULE = "matter_is_decided_by_its_route"
POLICY = [{"field": "document_kind", "op": "eq", "value": "policy"}]
STRATEGY = [{"field": "document_kind", "op": "eq", "value": "strategy"}]


@pytest.fixture
def osby():
    osby = a_municipality()
    an_assembly(osby)
    a_body(osby)
    return osby


@pytest.fixture
def kf_adopts_strategies(osby):
    a_step(osby, "document.adopt", "kf", where=STRATEGY)
    a_setting(osby, RULE, where=STRATEGY, matter="document.adopt")
    return osby


def judged(municipality, on=TODAY):
    """What is said of all but the policy whose clauses the settings belong to."""
    policy = policy_of(municipality)
    return [finding for finding in said(municipality, on) if finding.row != policy]


def states(municipality, on=TODAY):
    return [finding.state for finding in judged(municipality, on)]


def strategy(osby, valid_from="2026-01-01", **facts):
    facts = {"state": "in_force", "valid_from": valid_from and D(valid_from), **facts}
    return a_document(osby.container_ptr, kind="strategy", title="Strategi", **facts)


def body(osby, code):
    return osby.containers.get(code=code).body


@pytest.mark.parametrize(
    "organ, decided_on, outcome, state, says",
    [
        ("kf", "2025-12-31", "adopted", "kept", ""),
        ("kf", "2026-01-01", "adopted", "kept", ""),  # the day itself
        ("kf", "2026-01-02", "adopted", "breached", "för sent"),  # by date, not by presence
        ("ks", "2025-12-31", "adopted", "breached", "Beslutet är fattat av Kommunstyrelsen"),
        ("kf", "2025-12-31", "refused", "breached", "avslag"),
        ("kf", "2025-12-31", "deferred", "breached", "inte registrerat"),
        ("kf", None, "adopted", "unknown", "saknar datum"),
        ("kf", "2025-12-31", "", "unknown", "utfall"),
    ],
)
def test_what_was_decided_of_a_document_in_force(kf_adopts_strategies, organ, decided_on, outcome, state, says):
    document = strategy(kf_adopts_strategies)
    a_decision(document.matter, body(kf_adopts_strategies, organ), decided_on=decided_on and D(decided_on), outcome=outcome)
    (finding,) = judged(kf_adopts_strategies)
    assert (finding.state, finding.row) == (state, document)
    assert says in finding.verdict.sentence


def test_a_date_that_the_source_does_not_state_is_an_answer(kf_adopts_strategies):
    a_decision(strategy(kf_adopts_strategies).matter, body(kf_adopts_strategies, "kf"), decided_on=None, not_stated=["date"])
    assert states(kf_adopts_strategies) == ["kept"]


def test_a_draft_decision_counts_for_nothing(kf_adopts_strategies):
    document = strategy(kf_adopts_strategies, None, state="draft")
    a_decision(document.matter, body(kf_adopts_strategies, "kf"), state="draft")
    (finding,) = judged(kf_adopts_strategies)
    assert finding.state == "due"
    assert (finding.verdict.fix.view, finding.verdict.fix.query) == ("decision_new", f"arende={document.matter.pk}")


def test_another_kind_of_document_is_another_route(kf_adopts_strategies):
    a_document(kf_adopts_strategies.container_ptr, kind="action_plan", title="Plan", state="in_force", valid_from=TODAY)
    assert set(states(kf_adopts_strategies)) == {"not_applicable"}


def test_seen_from_a_past_day(kf_adopts_strategies):
    document = strategy(kf_adopts_strategies, "2025-06-01")
    a_decision(document.matter, body(kf_adopts_strategies, "kf"), decided_on=D("2025-05-01"))
    assert states(kf_adopts_strategies, D("2025-05-31")) == []  # not in force yet
    assert states(kf_adopts_strategies, D("2025-06-01")) == ["kept"]


def test_what_has_been_replaced_was_in_force_then(kf_adopts_strategies):
    strategy(kf_adopts_strategies, "2021-01-01", state="replaced", valid_to=D("2022-12-31"))
    assert states(kf_adopts_strategies, D("2022-12-31")) == ["breached"]
    assert states(kf_adopts_strategies, D("2023-01-01")) == []


def test_a_step_that_was_adopted_later_does_not_reach_back(osby):
    a_step(osby, "document.adopt", "kf", in_force_from=D("2026-01-02"))
    a_setting(osby, RULE, matter="document.adopt", where=STRATEGY)
    strategy(osby, "2026-01-01")
    assert states(osby) == ["not_applicable"]


@pytest.mark.parametrize("undocumented_before, state", [("2026-01-02", "unknown"), ("2026-01-01", "breached"), ("none", "breached")])
def test_old_rows_whose_decision_was_never_found(osby, undocumented_before, state):
    a_step(osby, "document.adopt", "kf")
    a_setting(osby, RULE, matter="document.adopt", where=STRATEGY, undocumented_before=undocumented_before)
    strategy(osby, "2026-01-01")
    assert states(osby) == [state]


def test_when_nobody_knows_when_it_began_it_is_not_known(kf_adopts_strategies):
    strategy(kf_adopts_strategies, None)
    assert states(kf_adopts_strategies) == ["unknown"]


def test_without_a_route_documents_warn_and_appointments_are_free(osby):
    a_setting(osby, RULE, matter="document.adopt", where=STRATEGY)
    a_setting(osby, RULE, matter="appointment.make")
    strategy(osby)
    a_contact_person(an_area(osby))
    document, appointment = judged(osby)
    assert (document.state, document.blocks, document.asks_reason) == ("unknown", False, True)
    assert appointment.state == "not_applicable"


def test_nobody_is_free(osby):
    a_step(osby, "document.adopt", "nobody", where=STRATEGY, strength="may")
    a_setting(osby, RULE, matter="document.adopt", where=STRATEGY)
    strategy(osby)
    assert states(osby) == ["not_applicable"]


def test_a_step_adopted_as_should_only_warns(osby):
    a_step(osby, "document.adopt", "kf", strength="should")
    a_setting(osby, RULE, matter="document.adopt", where=STRATEGY)
    strategy(osby, None, state="draft")
    (finding,) = judged(osby)
    assert (finding.state, finding.blocks, finding.asks_reason) == ("due", False, True)


def test_two_clauses_with_the_same_step_owe_it_once_and_any_of_several_organs_will_do(osby):
    a_step(osby, "document.adopt", ["kf", "ks"])
    a_step(osby, "document.adopt", ["kf", "ks"])
    a_setting(osby, RULE, matter="document.adopt", where=STRATEGY)
    a_decision(strategy(osby).matter, body(osby, "ks"), decided_on=LONG_AGO)
    assert states(osby) == ["kept"]


def test_otherwise_serves_what_no_other_step_reaches(osby):
    a_step(osby, "document.adopt", "kf", where=STRATEGY)
    a_step(osby, "document.adopt", "ks", otherwise=True)
    kinds = [{"field": "document_kind", "op": "in", "value": ["strategy", "action_plan"]}]
    a_setting(osby, RULE, matter="document.adopt", where=kinds)
    plan = a_document(osby.container_ptr, kind="action_plan", title="Plan")
    a_decision(plan.matter, body(osby, "ks"))
    a_decision(strategy(osby).matter, body(osby, "ks"))
    assert {f.row.kind: f.state for f in judged(osby) if f.state != "not_applicable"} == {"action_plan": "kept", "strategy": "breached"}


@pytest.mark.parametrize(
    "first, second, found", [("2025-03-01", "2025-04-01", ["kept", "kept"]), ("2025-04-01", "2025-03-01", ["kept", "breached"])]
)
def test_in_the_right_order(osby, first, second, found):
    a_step(osby, "document.adopt", "ks", order=1, act="approve")
    a_step(osby, "document.adopt", "kf", order=2)
    a_setting(osby, RULE, matter="document.adopt", where=STRATEGY)
    document = strategy(osby)
    a_decision(document.matter, body(osby, "ks"), decided_on=D(first), outcome="approved")
    a_decision(document.matter, body(osby, "kf"), decided_on=D(second))
    assert states(osby) == found


@pytest.mark.parametrize("own_decision_counts, found", [(True, ["kept", "kept"]), (False, ["kept", "breached"])])
def test_one_decision_for_two_steps_of_the_same_organ(osby, own_decision_counts, found):
    a_step(osby, "document.adopt", "ks", order=1, act="approve")
    a_step(osby, "document.adopt", "ks", order=2)
    a_setting(osby, RULE, matter="document.adopt", where=STRATEGY, own_decision_counts=own_decision_counts)
    a_decision(strategy(osby).matter, body(osby, "ks"))
    assert states(osby) == found


@pytest.mark.parametrize("acts, found", [(["prepare"], ["kept"]), (["decide"], ["kept"]), (["consult"], ["not_applicable"])])
def test_only_the_acts_that_the_setting_demands(osby, acts, found):
    administration = an_area(osby, "kanslist", "Kommunkansliet", kind="administration")
    a_step(osby, "document.adopt", administration.code, order=1, act="prepare")
    a_step(osby, "document.adopt", "ks", order=2)
    a_setting(osby, RULE, matter="document.adopt", where=STRATEGY, acts=acts)
    a_decision(strategy(osby).matter, body(osby, "ks"), prepared_by="Kommunkansliet")
    assert states(osby) == found


def test_a_route_that_hangs_on_an_empty_fact_is_not_known(osby):
    a_step(osby, "agreement.enter", "ks", where=[{"field": "country", "op": "eq", "value": "DK"}])
    a_setting(osby, RULE, matter="agreement.enter")
    a_relation(osby.container_ptr, status="proposed", country="")
    (finding,) = judged(osby)
    assert finding.state == "unknown"
    assert "land" in finding.verdict.sentence


# ── appointments and the board concerned


@pytest.fixture
def boards_appoint(osby):
    where = [{"field": "role", "op": "eq", "value": "contact"}]
    a_step(osby, "appointment.make", "board_concerned", where=where, strength="should")
    a_setting(osby, RULE, "should", where=where, matter="appointment.make")
    return osby


def test_the_board_above_the_unit_is_the_board_concerned(boards_appoint):
    board = a_body(boards_appoint, "skolnamnden", "Skolnämnden", "board")
    office = an_area(boards_appoint, "skolkontoret", "Skolkontoret", "office", parent=board.container_ptr)
    matter = a_matter(boards_appoint, "appointment.make", "Kontaktperson")
    right = a_contact_person(office, decision=a_decision(matter, board, outcome="approved"))
    wrong = a_contact_person(office, decision=a_decision(matter, body(boards_appoint, "ks"), outcome="approved", section="2"))
    none = a_contact_person(office)
    an_appointment("coordinator", boards_appoint)  # another role
    found = {f.row: f.state for f in judged(boards_appoint)}
    assert {found[right], found[wrong], found[none]} == {"kept", "breached"}
    assert found[right] == "kept"
    assert [f.state for f in judged(boards_appoint)].count("not_applicable") == 1


def test_a_body_is_its_own_board_and_a_council_is_none(boards_appoint):
    ks, council = body(boards_appoint, "ks"), a_council(boards_appoint)
    matter = a_matter(boards_appoint, "appointment.make", "Kontaktperson")
    own = a_contact_person(ks, decision=a_decision(matter, ks, outcome="approved"))
    advisory = a_contact_person(council)
    found = {f.row: f.state for f in judged(boards_appoint)}
    assert (found[own], found[advisory]) == ("kept", "unknown")


def test_an_appointment_owes_its_decision_from_its_first_day(boards_appoint):
    area = an_area(boards_appoint, parent=a_body(boards_appoint, "bun", "Nämnden", "board").container_ptr)
    a_contact_person(area, starts_on=TODAY, ends_on=TODAY + days(5))
    assert states(boards_appoint, TODAY - days(1)) == ["not_applicable"]
    assert states(boards_appoint, TODAY + days(5)) == ["breached"]
    assert states(boards_appoint, TODAY + days(6)) == ["not_applicable"]


def test_a_post_may_decide(osby):
    a_step(osby, "appointment.make", "coordinator")
    a_setting(osby, RULE, matter="appointment.make", where=[{"field": "role", "op": "eq", "value": "contact"}])
    post = an_appointment("coordinator", osby)
    decision = a_decision(a_matter(osby, "appointment.make", "Kontaktperson"), post=post, outcome="approved")
    a_contact_person(an_area(osby), decision=decision)
    assert sorted(states(osby)) == ["kept", "not_applicable"]


# ── agreements


@pytest.mark.parametrize(
    "status, outcome, state",
    [("proposed", None, "due"), ("in_force", "approved", "kept"), ("in_force", None, "breached"), ("in_force", "ended", "breached")],
)
def test_agreements_entered(osby, status, outcome, state):
    a_step(osby, "agreement.enter", "kf", where=[{"field": "kind", "op": "eq", "value": "twin_town"}])
    a_setting(osby, RULE, matter="agreement.enter")
    matter = a_matter(osby, "agreement.enter", "Gribskov")
    a_relation(osby.container_ptr, status=status, matter=matter, started_on=None if status == "proposed" else D("2024-05-01"))
    if outcome:
        a_decision(matter, body(osby, "kf"), outcome=outcome)
    assert states(osby) == [state]


@pytest.mark.parametrize("outcome, state", [("ended", "kept"), ("approved", "breached")])
def test_an_agreement_that_was_ended_owes_the_decision_to_end_it(osby, outcome, state):
    a_step(osby, "agreement.end", "kf")
    a_setting(osby, RULE, matter="agreement.end")
    matter = a_matter(osby, "agreement.enter", "Gribskov")
    a_relation(osby.container_ptr, status="ended", matter=matter, started_year=2021, ended_on=D("2026-03-01"))
    a_decision(matter, body(osby, "kf"), decided_on=D("2026-02-01"), outcome=outcome)
    assert states(osby) == [state]
    assert states(osby, D("2026-02-28")) == ["not_applicable"]  # still in force


def test_a_network_is_joined_not_entered(osby):
    a_step(osby, "membership.join", "ks", where=[{"field": "scope", "op": "eq", "value": "municipality"}])
    a_step(osby, "membership.join", "nobody", where=[{"field": "scope", "op": "eq", "value": "unit"}], strength="may")
    a_setting(osby, RULE, matter="membership.join")
    a_relation(osby.container_ptr, "Nätverket", kind="network", partner=None, started_year=2024)
    a_relation(an_area(osby).container_ptr, "Skolnätet", kind="network", partner=None, started_year=2024)
    assert {f.row.name: f.state for f in judged(osby)} == {"Nätverket": "breached", "Skolnätet": "not_applicable"}


def test_a_confirmed_decision_elsewhere_does_not_help(osby):
    other = a_municipality("lomma", "Lomma")
    a_document_in_force(other.container_ptr, an_assembly(other), kind="strategy")
    a_step(osby, "document.adopt", "kf")
    a_setting(osby, RULE, matter="document.adopt", where=STRATEGY)
    strategy(osby)
    assert states(osby) == ["breached"]
    assert Decision.objects.count() == 1
