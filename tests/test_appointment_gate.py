"""Appointing at the gate: what the adopted route asks of an appointment is asked when it is made."""

import pytest

from councils import actions
from councils.models import Appointment
from councils.transitions import Blocked
from tests import situations as a

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    municipality = a.a_municipality()
    a.a_body(municipality)
    return municipality


def asked_for(town, strength):
    a.a_setting(town, "matter_is_decided_by_its_route", strength=strength, matter="appointment.make")
    a.a_step(town, "appointment.make", "ks", strength=strength, where=[{"field": "role", "op": "eq", "value": "coordinator"}])


def appoint(town, **facts):
    person = a.a_person()
    return actions.appoint(person=person, role="coordinator", container=town.container_ptr, starts_on=a.TODAY, by=None, **facts)


def test_without_a_route_anybody_may_be_appointed_without_a_decision(town):
    assert appoint(town).pk


def test_a_must_refuses_the_appointment_that_lacks_the_decision_and_keeps_nothing(town):
    asked_for(town, "must")
    with pytest.raises(Blocked) as blocked:
        appoint(town, reason="Det brådskar")
    assert "Kommunstyrelsen" in str(blocked.value.messages)
    assert not Appointment.objects.exists()


def test_a_should_asks_for_a_reason_and_keeps_it(town):
    asked_for(town, "should")
    with pytest.raises(Blocked):
        appoint(town)
    made = appoint(town, reason="Styrelsen sammanträder först i mars")
    assert made.history.first().history_change_reason == "Styrelsen sammanträder först i mars"


def test_the_decision_of_the_right_body_opens_the_gate(town):
    asked_for(town, "must")
    matter = a.a_matter(town, code="appointment.make")
    decision = a.a_decision(matter, body=town.containers.get(code="ks").body, decided_on=a.TODAY - a.days(3))
    assert appoint(town, decision=decision).decision == decision
