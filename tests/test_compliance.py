"""The engine: what a setting says of a row on a day, whatever the rule is."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from councils.compliance import RULES, Finding, Verdict, clause_states, judge, settings_in_force, worst
from councils.models import RuleSetting
from tests.situations import (
    TODAY,
    a_body,
    a_clause,
    a_contact_person,
    a_council,
    a_document_in_force,
    a_matter,
    a_municipality,
    a_public_page,
    a_relation,
    a_report,
    a_setting,
    a_step,
    a_yearly_report,
    an_activity,
    an_area,
    an_edition,
    days,
    let_be_unasked,
    let_wait,
    policy_of,
    said,
    states,
)

pytestmark = pytest.mark.django_db
CONTACTS = {"unit_kinds": ["area"], "number": 2}


@pytest.fixture
def osby():
    return a_municipality()


def test_a_setting_is_that_of_its_days(osby):
    an_area(osby)
    a_setting(osby, "unit_has_its_contact_persons", in_force_from=TODAY, columns={"in_force_to": TODAY + days(9)}, **CONTACTS)
    assert states(osby, TODAY - days(1)) == []
    assert states(osby, TODAY) == states(osby, TODAY + days(9)) == ["breached"]
    assert states(osby, TODAY + days(10)) == []


def test_last_years_setting_judges_last_year(osby):
    area, clause = an_area(osby), a_clause(policy_of(osby))
    a_contact_person(area)
    number = {"unit_kinds": ["area"]}
    year = {"clause": clause, "in_force_from": dt.date(2025, 1, 1), "columns": {"in_force_to": dt.date(2025, 12, 31)}}
    a_setting(osby, "unit_has_its_contact_persons", number=1, **year, **number)
    a_setting(osby, "unit_has_its_contact_persons", number=2, clause=clause, in_force_from=dt.date(2026, 1, 1), **number)
    assert states(osby, dt.date(2025, 12, 31)) == ["kept"]
    assert states(osby, dt.date(2026, 1, 1)) == ["breached"]


def test_a_setting_that_is_off_says_nothing(osby):
    an_area(osby)
    a_setting(osby, "unit_has_its_contact_persons", columns={"on": False}, **CONTACTS)
    assert said(osby) == []


def test_another_municipality_is_not_judged(osby):
    other = a_municipality("lomma", "Lomma")
    an_area(other)
    a_setting(osby, "unit_has_its_contact_persons", **CONTACTS)
    assert states(osby) == ["not_applicable"]
    assert states(other) == []


def test_a_waiting_rule_is_never_green(osby, monkeypatch):
    let_wait(monkeypatch, "training_is_offered")
    a_setting(osby, "training_is_offered", training_kind="joint", every={"every": 1, "unit": "year"})
    (finding,) = said(osby)
    assert (finding.state, str(finding.verdict.sentence)) == ("waits", "Det registreras inte än.")
    assert not finding.needs_something
    assert not finding.blocks


@pytest.mark.parametrize("ambition, state", [(True, "breached"), (False, "not_applicable"), (None, "unknown")])
def test_where_has_three_answers(osby, ambition, state):
    an_area(osby, has_ambition=ambition)
    a_setting(osby, "unit_has_its_contact_persons", where=[{"field": "has_ambition", "op": "eq", "value": True}], **CONTACTS)
    (finding,) = said(osby)
    assert finding.state == state
    assert ("internationella ambitioner" in finding.verdict.sentence) == (state == "unknown")


def test_a_condition_on_what_nobody_can_register_yet_waits(osby, monkeypatch):
    let_be_unasked(monkeypatch, "Relation", "theme")
    a_relation(osby)
    where = [{"field": "theme", "op": "eq", "value": "climate"}]
    a_setting(osby, "relation_is_alive", where=where, within={"months": 12})
    assert [(f.state, f.verdict.sentence) for f in said(osby)] == [("waits", "Uppgiften tema registreras inte än.")]


def test_a_row_that_the_setting_is_not_about_says_nothing(osby):
    an_area(osby)
    a_body(osby)
    a_setting(osby, "unit_has_its_contact_persons", **CONTACTS)
    assert [finding.row.code for finding in said(osby)] == ["vard_och_omsorg"]


STATES = ["breached", "overdue", "due", "unknown", "waits", "kept", "not_applicable"]
NEEDS = {"must": STATES[:4], "should": STATES[:4], "may": []}
BLOCKS = {"must": STATES[:4], "should": [], "may": []}
ASKS = {"must": [], "should": STATES[:4], "may": []}


@pytest.mark.parametrize("strength", ["must", "should", "may"])
def test_what_each_strength_does(strength):
    setting = RuleSetting(rule="post_is_held", strength=strength)
    found = {state: Finding(setting, None, Verdict(state)) for state in STATES}
    assert [s for s in STATES if found[s].needs_something] == NEEDS[strength]
    assert [s for s in STATES if found[s].blocks] == BLOCKS[strength]
    assert [s for s in STATES if found[s].asks_reason] == ASKS[strength]


def test_a_verdict_may_be_weaker_than_its_setting_but_not_stronger():
    must, should = (Finding(RuleSetting(rule="r", strength=s), None, Verdict("due", at_most="should")) for s in ("must", "should"))
    assert (must.blocks, must.asks_reason, must.strength) == (False, True, "should")
    assert Finding(should.setting, None, Verdict("due", at_most="must")).strength == "should"


def test_breached_before_overdue_must_before_should_oldest_first():
    def finding(state, strength, since=None):
        return Finding(RuleSetting(rule="r", strength=strength), None, Verdict(state, since=since))

    in_order = [
        finding("breached", "must", TODAY - days(9)), finding("breached", "must", TODAY), finding("breached", "should", TODAY - days(99)),
        finding("overdue", "must"), finding("due", "must"), finding("unknown", "must"),
    ]  # fmt: skip
    mixed = in_order[::-1]
    assert sorted(mixed, key=lambda f: f.order) == in_order


def test_a_clause_shows_the_worst_of_what_its_rules_say(osby):
    clause = a_clause(policy_of(osby))
    a_contact_person(an_area(osby))
    a_setting(osby, "unit_has_its_contact_persons", clause=clause, unit_kinds=["area"], number=1)
    a_setting(osby, "post_is_held", clause=clause, columns={"ordinal": 2}, role="coordinator")
    assert clause_states(said(osby)) == {clause.pk: "breached"}
    assert worst([]) == "not_applicable"


def test_only_due_and_overdue_rest_on_an_assumed_limit():
    setting = RuleSetting(rule="r", strength="must", assumed=["due"])
    assert [s for s in STATES if Finding(setting, None, Verdict(s)).rests_on_assumption] == ["overdue", "due"]


SETTINGS = {
    "matter_is_decided_by_its_route": {"matter": "document.adopt"},
    "decision_is_recorded_in_full": {"matters": ["document.adopt"]},
    "required_document_is_in_force": {"document_kind": "plan", "owner": "each_unit", "unit_kinds": ["area"]},
    "superseded_document_is_closed": {"document_kinds": ["plan"]},
    "document_is_reviewed_in_time": {"document_kind": "plan", "every": {"every": 1, "unit": "year"}},
    "post_is_held": {"role": "coordinator"},
    "unit_has_its_contact_persons": CONTACTS,
    "seats_are_filled": {"body": "local_international_council", "seats": [{"unit": "area-1", "number": 2}]},
    "seats_follow_appointments": {"body": "local_international_council", "roles": ["contact"], "held_in": ["area"]},
    "named_relation_is_in_the_register": {"kind": "twin_town", "number": 1, "decided_by": "ks"},
    "relation_is_alive": {"within": {"months": 12}},
    "new_agreements_follow_the_stance": {"stance": "discouraged"},
    "report_is_delivered": {"by": "each_unit", "unit_kinds": ["area"], "report_kind": "area_report", "every": {"every": 1, "unit": "year"}},
    "reports_are_compiled": {"by": "coordinator", "from_unit_kinds": ["area"], "every": {"every": 1, "unit": "year"}},
    "report_gets_an_answer": {"from_organs": ["ks"], "within": {"days": 90}},
    "follow_up_is_done": {"by": "ks", "every": {"every": 1, "unit": "year"}},
    "number_of_records_is_within_bounds": {
        "records": ["activity"], "per": "each_unit", "unit_kinds": ["area"], "at_least": 1, "every": {"every": 1, "unit": "year"}
    },
    "page_shows_its_sections": {"sections": ["twin_towns", "documents"], "lists_every": ["twin_town"]},
    "page_has_owner_and_contact": {"owner_required": True, "contact_role": "coordinator"},
    "page_is_fresh": {"stale_after": {"days": 180}},
}  # fmt: skip


def a_little_of_everything(osby, numbers):
    for n in numbers:
        area = an_area(osby, f"area-{n}", f"Område {n}")
        a_contact_person(area)
        a_document_in_force(area, kind="plan", title=f"Plan {n}", valid_from=dt.date(2024, 1, 1))
        relation = a_relation(osby.container_ptr, f"Ort {n}", matter=a_matter(osby, "agreement.enter", f"Ort {n}"))
        an_activity(area, relation=relation)
        a_report(area, 2025, submitted_on=dt.date(2026, 1, 20))
        an_edition(a_yearly_report(osby, 1990 + n))


@pytest.fixture
def world(osby):
    a_council(osby)
    a_public_page(osby)
    a_step(osby, "document.adopt", "ks")
    for rule, parameters in SETTINGS.items():
        a_setting(osby, rule, **parameters)
    a_little_of_everything(osby, [0])
    return osby


def queries(municipality, rule):
    with CaptureQueriesContext(connection) as captured:
        assert said(municipality, rule=rule)
    return len(captured)


def test_as_many_queries_for_fifty_rows_as_for_one(world):
    one = {rule: queries(world, rule) for rule in SETTINGS}
    a_little_of_everything(world, range(1, 50))
    assert {rule: queries(world, rule) for rule in SETTINGS} == one
    assert max(one.values()) <= 15


def test_a_check_reads_only_what_its_rows_brought(world, django_assert_num_queries):
    for setting in settings_in_force(world, TODAY):
        rows = list(RULES[setting.rule].rows(world, TODAY))
        assert rows
        with django_assert_num_queries(0):
            for row in rows:
                judge(setting, row, TODAY)
