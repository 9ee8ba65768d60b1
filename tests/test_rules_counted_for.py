"""How much is recorded of each person and each applicant, and how much is asked of the database for it."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import situations as s
from tests.situations import (
    a_contact_person,
    a_council,
    a_meeting,
    a_municipality,
    a_participant,
    a_person,
    a_setting,
    a_visit,
    an_activity,
    an_application,
    an_appointment,
    an_area,
    days,
    said,
    states,
)  # fmt: skip
from tests.test_attendance import an_attendance
from tests.test_calls import a_call
from tests.test_opportunities import a_review, an_assessment
from tests.test_rules_counts import EU, ROLLING, RULE, YEARLY, by_key

pytestmark = pytest.mark.django_db
D = dt.date.fromisoformat


@pytest.fixture
def osby():
    return a_municipality()


# ── each person


def took_part(work, *people):
    for person in people:
        a_participant(work, "staff", person=person, function="")


@pytest.mark.parametrize("journeys, state", [(1, "kept"), (2, "kept"), (3, "breached")])  # at most two
def test_at_most_so_many_journeys_for_each_person(osby, journeys, state):
    where = [{"field": "direction", "op": "eq", "value": "outgoing"}]
    a_setting(osby, RULE, where=where, records=["visit"], per="each_person", at_most=2, every=YEARLY, in_force_from=D("2025-01-01"))
    area, nora, ruben = an_area(osby), a_person("Nora"), a_person("Ruben")
    for number in range(journeys):
        took_part(a_visit(area, D("2025-03-01") + days(number * 30), direction="outgoing", status="held"), nora)
    took_part(a_visit(area, D("2025-09-01"), direction="incoming", status="held"), nora, ruben)
    took_part(a_visit(area, D("2024-09-01"), direction="outgoing", status="held"), ruben)
    (finding,) = said(osby, D("2026-10-01"))
    assert (finding.verdict.key, finding.state) == (f"2025:person-{nora.pk}", state)
    if state == "breached":
        assert "Nora har 3 under 2025" in finding.verdict.sentence


def test_a_journey_that_names_nobody_is_asked_about_once(osby):
    a_setting(osby, RULE, records=["visit"], per="each_person", at_most=1, every=YEARLY, in_force_from=D("2025-01-01"))
    area, nora = an_area(osby), a_person("Nora")
    took_part(a_visit(area, D("2025-03-01"), status="held"), nora)
    unnamed = [a_visit(area, D("2025-04-01") + days(number), status="held") for number in range(2)]
    a_participant(unnamed[0], "pupil", function="Elever", number=6)
    assert by_key(osby) == {"2025:unnamed": "unknown", f"2025:person-{nora.pk}": "kept"}
    asked = said(osby, D("2026-10-01"))[0].verdict
    assert (set(asked.evidence), asked.fix.view) == (set(unnamed), "visit")


@pytest.mark.parametrize("kinds, found", [(["area"], {"Nora": "kept", "Ruben": "overdue"}), (["board"], {"Nora": "kept"})])
def test_at_least_so_much_for_everybody_with_a_post(osby, kinds, found):
    a_setting(
        osby, RULE, records=["visit"], per="each_person", unit_kinds=kinds, at_least=1, every=YEARLY, in_force_from=D("2025-01-01")
    )  # fmt: skip
    area = an_area(osby)
    nora, _ruben = (a_contact_person(area, person=a_person(name)).person for name in ("Nora", "Ruben"))
    a_contact_person(area, person=a_person("Came later"), starts_on=D("2025-01-02"))
    took_part(a_visit(area, D("2025-03-01"), status="held"), nora)
    names = {f"2025:person-{person.pk}": person.name for person in s.Person.objects.all()}
    assert {names[key]: state for key, state in by_key(osby).items()} == found


def test_a_person_may_have_been_where_nobody_is_named(osby):
    a_setting(
        osby, RULE, records=["activity"], per="each_person", unit_kinds=["area"], at_least=1, every=YEARLY, in_force_from=D("2025-01-01")
    )
    area = an_area(osby)
    a_contact_person(area)
    an_activity(area, D("2025-05-01"))
    assert states(osby, D("2026-10-01")) == ["unknown"]


def test_the_meetings_that_each_person_came_to(osby):
    a_setting(osby, RULE, records=["attendance"], per="each_person", at_least=1, every=YEARLY, in_force_from=D("2025-01-01"))
    council = a_council(osby)
    meeting = a_meeting(council, D("2025-10-14"), state="held")
    for name, state in (("Nora", "present"), ("Ruben", "absent")):
        an_attendance(meeting, an_appointment("council_member", council, a_person(name)), state)
    assert sorted(by_key(osby).values()) == ["kept", "overdue"]


# ── each applicant


def applied(unit, **facts):
    return an_application(unit, status="submitted", **{"submitted_on": D("2025-05-01"), **facts})


@pytest.mark.parametrize("number, state", [(1, "kept"), (2, "breached")])  # at most one
def test_at_most_so_many_applications_from_each_applicant(osby, number, state):
    a_setting(osby, RULE, records=["application"], per="each_applicant", at_most=1, every=YEARLY, in_force_from=D("2025-01-01"))
    office, board = an_area(osby, "kontor", "Kontoret"), s.a_body(osby, "namnd", "Nämnden", "board")
    for _number in range(number):
        applied(office, applicant=board.container_ptr)  # the board applies, whoever writes
    applied(office)
    applied(office, applicant_company="Bolaget AB")
    applied(office, submitted_on=D("2024-05-01"))
    an_application(office)  # a draft is none
    assert by_key(osby) == {"2025:namnd": state, "2025:kontor": "kept", "2025:bolaget-ab": "kept"}


def test_at_least_so_many_applications_from_each_unit_of_a_kind(osby):
    a_setting(
        osby, RULE, where=EU, records=["application"], per="each_applicant", unit_kinds=["office"], at_least=1, every=YEARLY,
        in_force_from=D("2025-01-01"),
    )  # fmt: skip
    one, other, silent = (an_area(osby, code, code.capitalize(), "office") for code in ("norra", "sodra", "vastra"))
    an_area(osby)
    applied(one, level="EU")
    applied(other)  # nobody has said who pays
    assert by_key(osby) == {"2025:norra": "kept", "2025:sodra": "unknown", "2025:vastra": "overdue"}
    assert silent.label in next(f for f in said(osby, D("2026-10-01")) if f.state == "overdue").verdict.sentence


# ── how much is asked of the database


def test_it_asks_as_many_questions_for_one_as_for_many(osby):
    home, council, counts = osby, a_council(osby), []
    a_setting(home, RULE, records=["attendance"], per="each_unit", unit_kinds=["area"], at_least=1, every=ROLLING)
    a_setting(
        home, RULE, where=EU, records=["opportunity_review", "project"], per="each_unit", unit_kinds=["area"], at_least=1, every=YEARLY
    )
    a_setting(home, RULE, records=["visit"], per="each_person", at_most=1, every=YEARLY)
    a_setting(home, RULE, records=["application"], per="each_applicant", at_most=1, every=YEARLY)
    for number in (1, 12):
        for n in range(number):
            area = an_area(home, f"enhet-{number}-{n}")
            post = a_contact_person(area)
            an_attendance(a_meeting(council, D("2026-01-01") + days(number + 10 * n), state="held"), post)
            a_review(area, D("2025-05-05"), calls=[call := a_call(title=f"{number}-{n}")])
            an_assessment(area, call, assessed_on=D("2025-05-05"))
            took_part(a_visit(area, D("2025-05-05"), status="held"), post.person)
            applied(area, applicant=council.container_ptr)
        with CaptureQueriesContext(connection) as asked:
            said(home)
        counts.append(len(asked))
    assert counts[0] == counts[1]
