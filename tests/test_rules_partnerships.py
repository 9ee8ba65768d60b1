"""Relations: those that the document names are there, they live, new ones follow the stance."""

import datetime as dt

import pytest

from partnerships.regions import regions
from tests.situations import (
    TODAY,
    a_body,
    a_decision,
    a_matter,
    a_municipality,
    a_partner,
    a_relation,
    a_setting,
    an_activity,
    an_area,
    an_assembly,
    days,
    said,
    states,
)

pytestmark = pytest.mark.django_db
D = dt.date.fromisoformat


@pytest.fixture
def torsby():
    return a_municipality("torsby", "Torsby")


# ── those that the document names


@pytest.mark.parametrize(
    "facts, state",
    [
        ({}, "kept"),
        ({"status": "paused"}, "kept"),
        ({"status": "dormant"}, "kept"),
        ({"status": "proposed"}, "breached"),
        ({"status": "ended", "ended_on": TODAY}, "breached"),
        ({"status": "ended", "ended_on": TODAY + days(1)}, "kept"),  # still in force today
        ({"country": "SE"}, "breached"),
        ({"country": ""}, "unknown"),
        ({"started_year": 1978}, "breached"),
        ({"started_year": None, "started_text": "1970-talet"}, "unknown"),  # never guessed
        ({"kind": "cooperation"}, "breached"),
        ({"name": "SKJERN"}, "kept"),
        ({"name": "Skjernby"}, "breached"),
    ],
)
def test_a_named_twin_town(torsby, facts, state):
    a_setting(
        torsby, "named_relation_is_in_the_register", kind="twin_town", partners=[{"name": "Skjern", "country": "DK", "decision_year": 1977}]
    )
    a_relation(torsby, **{"name": "Skjern", "started_year": 1977, **facts})
    assert states(torsby) == [state]


def test_the_local_spelling_will_do_and_a_missing_one_is_said(torsby):
    partners = [{"name": "Påskön"}, {"name": "Pernå"}]
    a_setting(torsby, "named_relation_is_in_the_register", kind="twin_town", partners=partners)
    a_relation(torsby, "Rapa Nui", partner=a_partner(torsby, "Påskön", "CL", local_name="Isla de Pascua"))
    found = {f.verdict.key: f for f in said(torsby)}
    assert {key: f.state for key, f in found.items()} == {"Påskön": "kept", "Pernå": "breached"}
    assert "finns inte i registret" in found["Pernå"].verdict.sentence


@pytest.mark.parametrize("towns, state", [(1, "breached"), (2, "kept"), (3, "breached")])
def test_as_many_as_the_document_says(torsby, towns, state):
    for n in range(towns):
        a_relation(torsby, f"Ort {n}")
    a_relation(torsby, "Nätverket", kind="network", partner=None)
    a_setting(torsby, "named_relation_is_in_the_register", kind="twin_town", number=2)
    assert states(torsby) == [state]


@pytest.mark.parametrize("countries, state", [(["DK", "CL"], "kept"), (["DK", "NO"], "breached"), (["DK", ""], "unknown")])
def test_as_many_of_them_in_europe(torsby, countries, state):
    for country in countries:
        a_relation(torsby, f"Ort {country}", country=country)
    a_setting(torsby, "named_relation_is_in_the_register", kind="twin_town", number_by_region={"europe": 1})
    assert states(torsby) == [state]


@pytest.mark.parametrize("organ, state", [("kf", "kept"), ("ks", "breached"), (None, "unknown")])
def test_who_the_document_says_entered_them(torsby, organ, state):
    bodies = {"kf": an_assembly(torsby), "ks": a_body(torsby)}
    relation = a_relation(torsby, matter=a_matter(torsby, "agreement.enter", "Skjern"))
    if organ:
        a_decision(relation.matter, bodies[organ], outcome="approved")
    a_setting(torsby, "named_relation_is_in_the_register", kind="twin_town", decided_by="kf")
    assert states(torsby) == [state]


def test_the_neighbours_twin_town_does_not_help(torsby):
    a_relation(a_municipality("lomma", "Lomma"), "Skjern")
    a_setting(torsby, "named_relation_is_in_the_register", kind="twin_town", partners=[{"name": "Skjern"}], number=1)
    assert states(torsby) == ["breached", "breached"]


@pytest.mark.parametrize(
    "country, found",
    [("DK", {"EU", "baltic_sea", "nordic", "europe"}), ("NO", {"nordic", "europe"}), ("CL", {"south_america"}), ("", set())],
)
def test_regions(country, found):
    assert regions(country) == found


# ── whether it lives


@pytest.fixture
def alive_in_a_year(torsby):
    a_setting(torsby, "relation_is_alive", "should", within={"months": 12})
    return torsby


@pytest.mark.parametrize(
    "last, state",
    [
        (TODAY, "kept"),
        (D("2026-03-01"), "kept"),
        (D("2025-12-01"), "due"),  # the last quarter
        (D("2025-11-24"), "due"),  # the last day
        (D("2025-11-23"), "overdue"),
    ],
)
def test_silence_counts_from_the_last_touch(alive_in_a_year, last, state):
    relation = a_relation(alive_in_a_year, started_year=1977)
    an_activity(an_area(alive_in_a_year), starts_on=last, relation=relation)
    (finding,) = said(alive_in_a_year)
    assert finding.state == state
    assert state == "kept" or finding.verdict.fix.query == f"med={relation.pk}"


@pytest.mark.parametrize(
    "facts, state",
    [
        ({"started_on": TODAY - days(30)}, "kept"),
        ({"started_on": D("2025-11-23")}, "overdue"),
        ({"started_year": 2025}, "due"),  # the last day of the year: nobody is blamed for days that may not have been
        ({"started_year": 1977}, "overdue"),
        ({"started_text": "1980-talet"}, "unknown"),
        ({"status": "paused", "started_year": 1977}, "not_applicable"),
        ({"status": "ended", "started_year": 1977}, "not_applicable"),
        ({"status": "proposed"}, "not_applicable"),
    ],
)
def test_when_nothing_was_ever_logged(alive_in_a_year, facts, state):
    a_relation(alive_in_a_year, **facts)
    assert states(alive_in_a_year) == [state]


def test_others_work_and_later_work_are_no_touches(alive_in_a_year):
    a_relation(alive_in_a_year, started_year=1977)
    another = a_relation(alive_in_a_year, "Pernå", started_year=1977)
    area = an_area(alive_in_a_year)
    an_activity(area, starts_on=TODAY, relation=another)
    an_activity(area, starts_on=TODAY + days(1), relation=another)
    an_activity(area, starts_on=TODAY)
    assert {f.row.name: f.state for f in said(alive_in_a_year)} == {"Gribskov": "overdue", "Pernå": "kept"}
    assert set(states(alive_in_a_year, TODAY - days(1))) == {"overdue"}


def test_as_many_touches_as_asked(torsby):
    a_setting(torsby, "relation_is_alive", within={"months": 12}, at_least=2)
    relation, area = a_relation(torsby, started_year=1977), an_area(torsby)
    an_activity(area, relation=relation)
    assert states(torsby) == ["overdue"]
    an_activity(area, relation=relation, starts_on=D("2026-10-01"))
    assert states(torsby) == ["kept"]


def test_a_touch_that_says_too_little_is_not_known_and_another_kind_is_none(torsby):
    a_setting(torsby, "relation_is_alive", within={"months": 12}, touch_where=[{"field": "target_group", "op": "eq", "value": "youth"}])
    relation = a_relation(torsby, started_year=1977)
    an_activity(an_area(torsby), relation=relation)
    a_setting(torsby, "relation_is_alive", within={"months": 12}, touches=["project", "issue"])
    a_setting(torsby, "relation_is_alive", within={"months": 12}, touch_where=[{"field": "work_related", "op": "eq", "value": True}])
    assert sorted(states(torsby)) == ["overdue", "unknown", "unknown"]


def test_conditions_choose_the_relations(torsby):
    kind = [{"field": "kind", "op": "eq", "value": "twin_town"}]
    a_setting(torsby, "relation_is_alive", where=[*kind, {"field": "geography", "op": "in", "value": ["EU"]}], within={"months": 12})
    a_relation(torsby, "Skjern", started_year=1977)
    a_relation(torsby, "Påskön", country="CL", started_year=1987)
    a_relation(torsby, "Nätverket", kind="network", partner=None)
    a_relation(torsby, "Okänd", country="", started_year=1977)
    found = {f.row.name: f.state for f in said(torsby)}
    assert found == {"Skjern": "overdue", "Påskön": "not_applicable", "Nätverket": "not_applicable", "Okänd": "unknown"}


# ── new ones


@pytest.mark.parametrize(
    "stance, facts, state",
    [
        ("discouraged", {"started_on": D("2004-03-24")}, "not_applicable"),
        ("discouraged", {"started_on": D("2004-03-25")}, "due"),
        ("discouraged", {"status": "proposed"}, "due"),
        ("discouraged", {}, "unknown"),
        ("discouraged", {"status": "ended"}, "not_applicable"),
        ("forbidden", {"status": "proposed"}, "breached"),
        ("welcomed", {"status": "proposed"}, "not_applicable"),
        ("allowed", {"status": "proposed"}, "not_applicable"),
    ],
)
def test_the_stance_on_new_agreements(torsby, stance, facts, state):
    a_relation(torsby, **facts)
    a_setting(torsby, "new_agreements_follow_the_stance", stance=stance, since="2004-03-25")
    (finding,) = said(torsby)
    assert finding.state == state
    assert finding.blocks == (stance == "forbidden")  # discouraged only warns, whatever the strength


@pytest.mark.parametrize("text, state", [("Skäl: gemensam industri.", "kept"), ("", "due")])
def test_a_discouraged_agreement_needs_a_decision_with_its_reason(torsby, text, state):
    relation = a_relation(torsby, started_on=D("2020-05-01"), matter=a_matter(torsby, "agreement.enter", "Ny"))
    a_decision(relation.matter, outcome="approved", text=text)
    a_setting(torsby, "new_agreements_follow_the_stance", stance="discouraged", since="2004-03-25")
    assert states(torsby) == [state]
