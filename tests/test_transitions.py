"""Transitions: every pair of the tables, and the gates that only data closes."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from councils.actions import bring_into_force
from councils.models import Document
from councils.transitions import Blocked, closed_by
from councils.workflow import DOCUMENT
from funding.models import Allocation
from funding.workflow import ALLOCATION, APPLICATION, PROJECT
from partnerships.models import Invitation, Relation, Work
from partnerships.workflow import AGREEMENT, INVITATION, MEMBERSHIP, VISIT
from reports.models import Report, YearlyReport
from reports.workflow import REPORT, YEARLY
from tests.situations import (
    TODAY,
    a_body,
    a_decision,
    a_document,
    a_municipality,
    a_pot,
    a_project,
    a_relation,
    a_report,
    a_setting,
    a_step,
    a_visit,
    a_yearly_report,
    an_allocation,
    an_application,
    an_area,
    an_assembly,
    an_invitation,
    days,
    let_wait,
    somebody,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def osby():
    return a_municipality()


def document_in(osby, state):
    return a_document(osby, state=state)


def report_in(osby, state):
    return a_report(an_area(osby), status=state, submitted_on=TODAY)


def yearly_in(osby, state):
    return a_yearly_report(osby, status=state)


def agreement_in(osby, state):
    return a_relation(osby, status=state)


def membership_in(osby, state):
    return a_relation(osby, "Nätverket", kind="network", partner=None, status=state)


def invitation_in(osby, state):
    return an_invitation(an_area(osby), answer=state, answered_on=TODAY)


def visit_in(osby, state):
    return a_visit(an_area(osby), status=state)


def application_in(osby, state):
    return an_application(an_area(osby).container_ptr, status=state)


def project_in(osby, state):
    return a_project(an_area(osby), status=state)


def allocation_in(osby, state):
    return an_allocation(a_pot(osby.container_ptr), an_area(osby), status=state)


# model's states, its table, and a row in a state: a new table is one line more
TABLES = [
    (Document.State, DOCUMENT, document_in),
    (Report.Status, REPORT, report_in),
    (YearlyReport.Status, YEARLY, yearly_in),
    (Invitation.Answer, INVITATION, invitation_in),
    (Work.State, VISIT, visit_in),
    (Work.State, APPLICATION, application_in),
    (Work.State, PROJECT, project_in),
    (Allocation.Status, ALLOCATION, allocation_in),
    (Relation.Status, AGREEMENT, agreement_in),
    (Relation.Status, MEMBERSHIP, membership_in),
]
PAIRS = [
    pytest.param(transition, make, state, id=f"{transition.label}-{state}")
    for states, table, make in TABLES
    for transition in table.values()
    for state in states.values
]


@pytest.mark.parametrize("transition, make, state", PAIRS)
def test_every_pair_of_the_tables(osby, transition, make, state):
    row, by = make(osby, state), somebody("coordinator", osby)
    if state in transition.sources:
        row = transition.perform(row, by=by, reason="Därför", on=TODAY)
        newest = row.history.first()
        assert getattr(row, transition.field) == transition.target
        assert (newest.history_user, newest.history_change_reason) == (by, f"{transition.label}. Därför")
    else:
        with pytest.raises(ValidationError, match="går inte från läget"):
            transition.perform(row, by=by, reason="Därför", on=TODAY)
        row.refresh_from_db()
        assert getattr(row, transition.field) == state


@pytest.mark.parametrize("transition, make, state", [p for p in PAIRS if p.values[2] in p.values[0].sources])
def test_nobody_acts_without_the_right(osby, transition, make, state):
    row = make(osby, state)
    for by in (somebody("board_member", osby), somebody("coordinator", a_municipality("lomma", "Lomma"))):
        with pytest.raises(PermissionDenied):
            transition.perform(row, by=by, reason="Därför", on=TODAY)


def test_a_right_that_ended_yesterday_does_not_act(osby):
    by = somebody("coordinator", osby, ends_on=TODAY - days(1))
    with pytest.raises(PermissionDenied):
        DOCUMENT["end"].perform(document_in(osby, "in_force"), by=by, reason="Därför", on=TODAY)
    assert DOCUMENT["end"].perform(document_in(osby, "in_force"), by=by, reason="Därför", on=TODAY - days(1)).state == "ended"


def test_ending_asks_why(osby):
    with pytest.raises(ValidationError, match="Skriv varför"):
        DOCUMENT["end"].perform(document_in(osby, "in_force"), by=somebody("coordinator", osby), reason=" ")


# ── gates


@pytest.fixture
def kf_adopts(osby):
    an_assembly(osby)
    a_body(osby)
    a_step(osby, "document.adopt", "kf")
    return osby


def gate(osby, strength="must", **more):
    where = [{"field": "document_kind", "op": "eq", "value": "strategy"}]
    return a_setting(osby, "matter_is_decided_by_its_route", strength, where, matter="document.adopt", **more)


def draft(osby):
    return a_document(osby, kind="strategy", title="Strategi")


def decide(document, code="kf", **facts):
    return a_decision(document.matter, document.municipality.containers.get(code=code).body, **facts)


def test_the_gate_is_closed_by_data_and_opened_by_the_right_organs_decision(kf_adopts):
    document, by = draft(kf_adopts), somebody("coordinator", kf_adopts)
    gate(kf_adopts)
    with pytest.raises(Blocked, match="ska beslutas av Kommunfullmäktige"):
        bring_into_force(document=document, by=by, on=TODAY)
    decide(document, "ks")
    with pytest.raises(Blocked, match="fattat av Kommunstyrelsen"):
        bring_into_force(document=document, by=by, on=TODAY)
    decide(document, decided_on=TODAY + days(1))
    with pytest.raises(Blocked):  # by date, not by presence
        bring_into_force(document=document, by=by, on=TODAY)
    assert bring_into_force(document=document, by=by, on=TODAY + days(1)).state == "in_force"


def test_what_is_not_known_blocks_too(kf_adopts):
    document = draft(kf_adopts)
    gate(kf_adopts)
    decide(document, decided_on=None)
    with pytest.raises(Blocked, match="saknar datum"):
        bring_into_force(document=document, by=somebody("coordinator", kf_adopts), on=TODAY)


def test_should_asks_for_a_reason_and_keeps_it(kf_adopts):
    document, by = draft(kf_adopts), somebody("coordinator", kf_adopts)
    gate(kf_adopts, "should")
    with pytest.raises(Blocked):
        bring_into_force(document=document, by=by, on=TODAY)
    document = bring_into_force(document=document, by=by, on=TODAY, reason="Beslutet kommer i december")
    assert "Beslutet kommer i december" in document.history.first().history_change_reason


def test_may_another_municipality_and_another_day_close_nothing(kf_adopts):
    other = a_municipality("lomma", "Lomma")
    gate(other)
    gate(kf_adopts, "may")
    gate(kf_adopts, in_force_from=TODAY + days(1))
    gate(kf_adopts, in_force_from=dt.date(2025, 1, 1), columns={"in_force_to": TODAY - days(1)})
    gate(kf_adopts, columns={"on": False})
    assert bring_into_force(document=draft(kf_adopts), by=somebody("coordinator", kf_adopts), on=TODAY).state == "in_force"


def test_the_page_that_explains_and_the_act_that_refuses_say_the_same(kf_adopts):
    document = draft(kf_adopts)
    gate(kf_adopts)
    blocking, asking = closed_by(DOCUMENT["bring_into_force"], document, TODAY)
    with pytest.raises(Blocked) as refused:
        bring_into_force(document=document, by=somebody("coordinator", kf_adopts), on=TODAY)
    assert [f.verdict.sentence for f in refused.value.findings] == [f.verdict.sentence for f in blocking]
    assert (len(blocking), blocking[0].row, asking) == (1, document, [])
    assert blocking[0].verdict.fix.query == f"arende={document.matter.pk}"


def test_another_documents_fault_does_not_close_this_ones_gate(kf_adopts):
    gate(kf_adopts)
    draft(kf_adopts)
    document = draft(kf_adopts)
    decide(document)
    assert bring_into_force(document=document, by=somebody("coordinator", kf_adopts), on=TODAY).state == "in_force"


def test_a_setting_may_close_another_gate_than_its_rules(kf_adopts):
    gate(kf_adopts, columns={"gate": "agreement.enter"})
    assert closed_by(DOCUMENT["bring_into_force"], draft(kf_adopts), TODAY) == ([], [])


def test_a_rule_that_waits_closes_nothing(kf_adopts, monkeypatch):
    let_wait(monkeypatch, "document_has_its_parts")
    a_setting(kf_adopts, "document_has_its_parts", document_kind="strategy", parts=[{"part": "goal"}])
    assert closed_by(DOCUMENT["bring_into_force"], draft(kf_adopts), TODAY) == ([], [])
