"""Agreements: what one must meet, condition by condition, and who may take the first step to a new one."""

import datetime as dt

import pytest
from django.core.files.base import ContentFile

from councils.actions import store_file
from funding.models import Project
from partnerships.models import ListValue, Party, RelationFile
from tests.situations import (
    TODAY,
    a_matter,
    a_municipality,
    a_partner,
    a_relation,
    a_setting,
    an_area,
    days,
    said,
    saved,
    states,
)

pytestmark = pytest.mark.django_db
D = dt.date.fromisoformat

# What the clauses that use the rule ask for.
TORSBY_33 = {"highest_obligation": {"value": 0, "currency": "SEK"}}
TYRESO_PARTNERSHIP = {"terms": ["funder", "result_indicators"], "country_list": "priority_partner_countries", "projects_at_least": 1}


@pytest.fixture
def torsby():
    return a_municipality("torsby", "Torsby")


def conditions(municipality, strength="must", where=(), **parameters):
    return a_setting(municipality, "agreement_meets_its_conditions", strength, where, **parameters)


def sek(amount):
    return {"value": amount, "currency": "SEK"}


# ── what it costs


@pytest.mark.parametrize(
    "limit, facts, state",
    [
        (0, {"has_obligation": False}, "kept"),
        (0, {"has_obligation": True}, "breached"),
        (0, {"has_obligation": True, "amount": 0}, "kept"),  # a sum of nothing is none
        (0, {"amount": 1}, "breached"),
        (0, {"has_obligation": False, "amount": 1}, "breached"),  # what is written as a sum weighs more
        (0, {}, "unknown"),  # no answer is not «none»
        (50_000, {"has_obligation": True, "amount": 49_999}, "kept"),
        (50_000, {"has_obligation": True, "amount": 50_000}, "kept"),  # exactly at the limit
        (50_000, {"has_obligation": True, "amount": 50_001}, "breached"),
        (50_000, {"has_obligation": True}, "unknown"),
        (50_000, {"has_obligation": False}, "kept"),
        (50_000, {"amount": 4_000, "currency": "EUR", "rate": "11.5", "rate_on": TODAY}, "kept"),
        (50_000, {"amount": 5_000, "currency": "EUR", "rate": "11.5", "rate_on": TODAY}, "breached"),
        (50_000, {"amount": 4_000, "currency": "EUR"}, "unknown"),
        (0, {"has_obligation": True, "status": "ended"}, "not_applicable"),
        (0, {"has_obligation": True, "status": "rejected"}, "not_applicable"),
        (0, {"has_obligation": True, "status": "proposed"}, "breached"),
    ],
)
def test_the_largest_obligation(torsby, limit, facts, state):
    a_relation(torsby, **facts)
    conditions(torsby, highest_obligation=sek(limit))
    assert states(torsby) == [state]


def test_another_municipality_allows_more(torsby):
    other = a_municipality("lomma", "Lomma")
    for home in (torsby, other):
        a_relation(home, has_obligation=True, amount=40_000)
    conditions(torsby, **TORSBY_33)
    conditions(other, highest_obligation=sek(50_000))
    assert (states(torsby), states(other)) == (["breached"], ["kept"])


def test_only_the_kind_that_the_clause_speaks_of(torsby):
    a_relation(torsby, kind="cooperation", has_obligation=True, amount=40_000)
    conditions(torsby, where=[{"field": "kind", "op": "eq", "value": "twin_town"}], **TORSBY_33)
    assert states(torsby) == ["not_applicable"]


def test_a_network_is_no_agreement(torsby):
    a_relation(torsby, "Nätverket", kind="network", partner=None)
    conditions(torsby, **TORSBY_33)
    assert states(torsby) == ["not_applicable"]


def test_an_index_is_compared_by_a_person(torsby):
    a_relation(torsby, has_obligation=True, amount=40_000)
    conditions(torsby, highest_obligation={"factor": 2, "index": "prisbasbelopp"})
    assert states(torsby) == ["unknown"]


# ── how long it holds

MARCH = D("2026-03-01")


@pytest.mark.parametrize(
    "facts, state",
    [
        ({"valid_to": None}, "breached"),
        ({"valid_to": D("2028-03-01")}, "kept"),  # two years to the day
        ({"valid_to": D("2028-03-02")}, "breached"),
        ({"valid_to": D("2028-03-01"), "started_on": None}, "unknown"),
        ({"valid_to": TODAY}, "due"),  # the last day is near
        ({"valid_to": TODAY - days(1)}, "overdue"),
        ({"valid_to": None, "status": "proposed", "started_on": None}, "breached"),
        ({"valid_to": D("2028-11-24"), "status": "proposed", "started_on": None}, "kept"),  # counted from today
        ({"valid_to": D("2028-11-25"), "status": "proposed", "started_on": None}, "breached"),
        ({"valid_to": None, "status": "ended"}, "not_applicable"),
    ],
)
def test_limited_in_time(torsby, facts, state):
    a_relation(torsby, **{"started_on": MARCH, **facts})
    conditions(torsby, end_date_required=True, longest_validity={"years": 2})
    assert states(torsby) == [state]


def test_another_municipality_lets_it_hold_longer(torsby):
    other = a_municipality("lomma", "Lomma")
    for home, years in ((torsby, 2), (other, 4)):
        a_relation(home, started_on=MARCH, valid_to=D("2029-01-01"))
        conditions(home, longest_validity={"years": years})
    assert (states(torsby), states(other)) == (["breached"], ["kept"])


# ── what is written in it


@pytest.mark.parametrize(
    "terms, asked, found",
    [
        ({"funder": "Sida", "result_indicators": "Två utbyten om året"}, ["funder", "result_indicators"], ["kept", "kept"]),
        ({"funder": "Sida"}, ["funder", "result_indicators"], ["kept", "unknown"]),
        ({"funder": "  "}, ["funder"], ["unknown"]),
        ({}, ["notice"], ["unknown"]),
    ],
)
def test_the_terms(torsby, terms, asked, found):
    a_relation(torsby, terms=terms)
    conditions(torsby, terms=asked)
    assert states(torsby) == found


@pytest.mark.parametrize("is_signed, state", [(True, "kept"), (False, "unknown")])
def test_the_signed_agreement_is_here(torsby, is_signed, state):
    relation = a_relation(torsby)
    stored = store_file(content=ContentFile(b"%PDF-"), name="avtal.pdf", content_type="application/pdf", container=torsby, by=None)
    saved(RelationFile(relation=relation, file=stored, is_signed=is_signed))
    conditions(torsby, terms=["signed_file"])
    assert states(torsby) == [state]


# ── where the partner is


@pytest.mark.parametrize(
    "listed, country, state",
    [
        (["ug", "ke"], "UG", "kept"),
        (["ke"], "UG", "breached"),
        ([], "UG", "unknown"),
        (["ug"], "", "unknown"),
    ],
)
def test_the_partners_country_is_on_the_list(torsby, listed, country, state):
    for code in listed:
        saved(ListValue(municipality=torsby, list="priority_partner_countries", code=code, name=code))
    saved(ListValue(municipality=torsby, list="another_list", code="ug", name="Uganda"))
    a_relation(torsby, kind="municipal_partnership", partner=a_partner(torsby, "Partnern", country))
    conditions(torsby, country_list="priority_partner_countries")
    assert states(torsby) == [state]


# ── its projects


@pytest.mark.parametrize(
    "projects, facts, state",
    [
        (["running"], {}, "kept"),
        (["planned"], {}, "kept"),
        (["closed", "cancelled", "idea"], {}, "breached"),
        ([], {}, "breached"),
        ([], {"status": "proposed"}, "due"),
        ([], {"status": "ended"}, "not_applicable"),
    ],
)
def test_running_or_planned_projects(torsby, projects, facts, state):
    relation, area = a_relation(torsby, **facts), an_area(torsby)
    for status in projects:
        saved(Project(container=area, title="Projekt", starts_on=TODAY, relation=relation, status=status))
    conditions(torsby, projects_at_least=1)
    assert states(torsby) == [state]


def test_two_projects_where_two_are_asked_for(torsby):
    relation, area = a_relation(torsby), an_area(torsby)
    conditions(torsby, projects_at_least=2)
    for expected in ("breached", "breached", "kept"):
        assert states(torsby) == [expected]
        saved(Project(container=area, title="Projekt", starts_on=TODAY, relation=relation, status="running"))


def test_the_partnership_of_one_document_has_a_verdict_for_each_condition(torsby):
    a_relation(torsby, kind="municipal_partnership", country="UG")
    conditions(torsby, "should", **TYRESO_PARTNERSHIP)
    assert {f.verdict.key: f.state for f in said(torsby)} == {
        "funder": "unknown",
        "result_indicators": "unknown",
        "country": "unknown",
        "projects": "breached",
    }


# ── all have approved


@pytest.mark.parametrize(
    "approved, facts, state",
    [
        ([TODAY, TODAY - days(9)], {}, "kept"),
        ([TODAY, TODAY + days(1)], {}, "due"),  # approved tomorrow is not approved
        ([TODAY, None], {}, "due"),
        ([TODAY, None], {"status": "in_force"}, "breached"),
        ([TODAY, None], {"approve_by": TODAY}, "due"),
        ([TODAY, None], {"approve_by": TODAY - days(1)}, "breached"),
        ([TODAY], {"approve_by": TODAY}, "kept"),  # on the last day
        ([TODAY], {"approve_by": TODAY - days(1)}, "breached"),  # too late
        ([], {}, "unknown"),
    ],
)
def test_every_party_has_approved(torsby, approved, facts, state):
    relation = a_relation(torsby, **{"status": "proposed", **facts})
    for number, day in enumerate(approved):
        saved(Party(relation=relation, name=f"Ort {number}", approved_on=day))
    conditions(torsby, every_party_has_approved=True)
    (finding,) = said(torsby)
    assert finding.state == state
    assert state != "due" or "Saknas: Ort 1" in finding.verdict.sentence


# ── the stance, by who took the first step


@pytest.mark.parametrize(
    "facts, state",
    [
        ({"initiator": "association"}, "due"),
        ({"initiator": "municipality"}, "not_applicable"),
        ({"initiator": ""}, "unknown"),
        ({"initiator": "association", "started_on": D("2000-01-01"), "status": "in_force"}, "not_applicable"),
        ({"initiator": "association", "status": "rejected"}, "not_applicable"),
    ],
)
def test_the_stance_holds_for_those_who_are_named(torsby, facts, state):
    a_relation(torsby, **{"status": "proposed", "matter": a_matter(torsby, "agreement.enter", "Ny"), **facts})
    a_setting(torsby, "new_agreements_follow_the_stance", stance="discouraged", since="2004-03-25", initiators=["association", "partner"])
    assert states(torsby) == [state]


def test_what_replaces_another_is_not_new(torsby):
    new = a_relation(torsby, "Loviisa", status="proposed")
    a_relation(torsby, "Pernå", status="ended", succeeded_by=new)
    a_setting(torsby, "new_agreements_follow_the_stance", stance="forbidden")
    assert states(torsby) == ["not_applicable", "not_applicable"]
