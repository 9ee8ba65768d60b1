"""The claims about networks, and what keeps a relation alive: kept, broken, exactly at the limit, another municipality's limit, not known.

OSBY-55, OSBY-56, LOMMA-27 and TYRESO-74: seats. LOMMA-17, LOMMA-18: what a membership gives. LOMMA-16, TORSBY-36, TYRESO-41, -43, -44: touches.
"""

import datetime as dt

import pytest

from funding.models import Project
from partnerships.models import ListValue, Promise, Representation, Visit, WorkTag
from tests import situations as s

pytestmark = pytest.mark.django_db
D = dt.date.fromisoformat
TODAY = s.TODAY
COUNCIL = "local_international_council"
OSBY = {"seats": [{"role": "coordinator", "number": 1}, {"role": "regular", "number": 1}, {"role": "deputy", "number": 1}],
        "drawn_from": COUNCIL, "all_different": True}  # fmt: skip
LOMMA = {"seats": [{"role": "regular", "number": 1}]}
TYRESO = {**LOMMA, "one_from": ["kommunstyrelseforvaltningen"]}


@pytest.fixture
def home():
    return s.a_municipality()


@pytest.fixture
def council(home):
    return s.a_council(home)


def a_network(home, code="brussels", **facts):
    facts = {"kind": "network", "partner": None, "code": code, **facts}
    container = facts.pop("container", home.container_ptr)
    return s.saved(s.Relation(**{"container": container, "name": "Brysselnätverket", "status": "in_force", **facts}))


def a_seat(network, role="regular", person=None, starts_on=s.LONG_AGO, **facts):
    return s.saved(Representation(relation=network, role=role, person=person or s.a_person(role), starts_on=starts_on, **facts))


def a_member(council, name):
    return s.an_appointment("council_member", council, s.a_person(name)).person


def a_coordinator(home, **facts):
    return s.an_appointment("coordinator", home, **facts).person


def a_work(model, home, relation, starts_on, **facts):
    return s.saved(model(**{"container": home.container_ptr, "title": "Arbete", "starts_on": starts_on, "relation": relation, **facts}))


def keys(home, on=TODAY):
    """{duty: state} of what the settings say that day."""
    return {finding.verdict.key.partition(":")[2]: finding.state for finding in s.said(home, on)}


# ── seats


def test_three_seats_filled_from_the_council_are_kept(home, council):
    s.a_setting(home, "network_is_represented", **OSBY)
    network = a_network(home)
    a_coordinator(home)
    a_seat(network, "regular", a_member(council, "Ett"))
    a_seat(network, "deputy", a_member(council, "Två"))
    assert keys(home) == {"coordinator": "kept", "regular": "kept", "deputy": "kept"}


def test_each_empty_seat_is_a_breach_of_its_own(home, council):
    s.a_setting(home, "network_is_represented", **OSBY)
    network = a_network(home)
    a_seat(network, "regular", a_member(council, "Ett"))
    assert keys(home) == {"coordinator": "breached", "regular": "kept", "deputy": "breached"}
    sentences = {finding.verdict.sentence for finding in s.said(home) if finding.state == "breached"}
    assert "Brysselnätverket saknar ersättare. Utse en företrädare." in sentences


def test_the_coordinators_seat_goes_with_the_post(home, council):
    s.a_setting(home, "network_is_represented", **OSBY | {"seats": OSBY["seats"][:1]})
    network = a_network(home)
    a_coordinator(home, ends_on=TODAY)
    assert keys(home) == {"coordinator": "kept"}
    assert keys(home, TODAY + s.days(1)) == {"coordinator": "breached"}
    a_seat(network, "coordinator")
    assert keys(home) == {"coordinator": "breached"}, "somebody without the post sits there"


ENDS = [
    # last day of the seat                  state
    (None,                                  "kept"),
    (TODAY + s.days(61),                    "kept"),
    (TODAY + s.days(60),                    "due"),
    (TODAY,                                 "due"),
    (TODAY - s.days(1),                     "breached"),
]  # fmt: skip


@pytest.mark.parametrize("ends_on, state", ENDS)
def test_a_seat_that_ends_is_told_of_beforehand(home, ends_on, state):
    s.a_setting(home, "network_is_represented", **LOMMA)
    network = a_network(home)
    a_seat(network, ends_on=ends_on)
    assert keys(home) == {"regular": state}


def test_a_successor_or_a_seat_to_come(home):
    s.a_setting(home, "network_is_represented", **LOMMA)
    network = a_network(home)
    a_seat(network, ends_on=TODAY)
    a_seat(network, starts_on=TODAY + s.days(1))
    assert keys(home) == {"regular": "kept"}, "somebody takes over the day after"
    later = a_network(home, "later")
    a_seat(later, starts_on=TODAY + s.days(1))
    assert s.states(home) == ["kept", "breached"]


def test_a_holder_without_a_first_day_is_not_known(home):
    s.a_setting(home, "network_is_represented", **LOMMA)
    a_seat(a_network(home), starts_on=None)
    assert keys(home) == {"regular": "unknown"}


def test_a_holder_from_outside_the_council_is_a_breach(home, council):
    s.a_setting(home, "network_is_represented", **OSBY | {"seats": OSBY["seats"][1:2]})
    network, outsider = a_network(home), s.a_person("Utanför")
    s.a_contact_person(s.an_area(home), person=outsider)
    a_seat(network, "regular", outsider)
    assert sorted(s.states(home)) == ["breached", "kept"]
    s.a_setting(home, "seats_follow_appointments", body=COUNCIL, roles=["contact"], held_in=["area"])
    assert [f.state for f in s.said(home, rule="network_is_represented")] == ["kept"], "contact persons sit there by their post"


def test_the_same_person_on_two_chairs(home, council):
    s.a_setting(home, "network_is_represented", **OSBY | {"seats": OSBY["seats"][1:]})
    network, one = a_network(home), a_member(council, "Ett")
    a_seat(network, "regular", one)
    a_seat(network, "deputy", one)
    assert keys(home) == {"regular": "kept", "deputy": "kept", f"twice:{one.pk}": "breached"}


def test_one_of_them_comes_from_the_unit_that_is_named(home):
    office = s.an_area(home, "kommunstyrelseforvaltningen", "Kommunstyrelseförvaltningen", kind="administration")
    s.a_setting(home, "network_is_represented", where=[{"field": "scope", "op": "eq", "value": "municipality"}], **TYRESO)
    network, one = a_network(home), s.a_person("Ett")
    assert keys(home) == {"regular": "breached"}
    a_seat(network, person=one)
    assert keys(home) == {"regular": "kept", "from": "unknown"}, "nobody has said where the person works"
    post = s.a_contact_person(s.an_area(home, "skola", "Skola"), person=one)
    assert keys(home) == {"regular": "kept", "from": "breached"}
    post.home_unit = office.container_ptr
    s.saved(post)
    assert keys(home) == {"regular": "kept", "from": "kept"}
    a_network(home, "of_a_unit", container=office.container_ptr)
    assert s.states(home) == ["kept", "kept", "not_applicable"], "a unit's own network is not asked"


def test_a_network_that_the_document_names_must_be_in_the_register(home, council):
    s.a_setting(home, "network_is_represented", networks=["skane_nordost"], **LOMMA)
    assert s.states(home) == ["breached"]
    a_network(home, "another")
    assert s.states(home) == ["breached"], "another network is another clause's"
    a_seat(a_network(home, "skane_nordost"))
    assert s.states(home) == ["kept"]


@pytest.mark.parametrize("status, state", [("in_force", "breached"), ("dormant", "breached"), ("under_review", "breached"), ("paused", "not_applicable"),
                                           ("proposed", "not_applicable"), ("ended", "not_applicable"), ("rejected", "not_applicable")])  # fmt: skip
def test_only_a_membership_that_lives_has_seats(home, status, state):
    s.a_setting(home, "network_is_represented", **LOMMA)
    a_network(home, status=status)
    assert s.states(home) == [state]


def test_without_networks_nothing_is_asked(home):
    s.a_setting(home, "network_is_represented", **LOMMA)
    s.a_setting(home, "membership_still_serves", "should", benefit_noted=True)
    s.a_relation(home.container_ptr)
    assert s.states(home) == ["not_applicable", "not_applicable"]


# ── what a membership gives

BENEFITS = [
    # the benefit, when it was noted, how often        state
    ("",           None,          None,                 "due"),
    ("   ",        None,          None,                 "due"),
    ("Kunskap",    None,          None,                 "kept"),
    ("Kunskap",    None,          {"every": 1, "unit": "year"}, "unknown"),
    ("Kunskap",    "2025-11-24",  {"every": 1, "unit": "year"}, "kept"),  # exactly at the limit
    ("Kunskap",    "2025-11-23",  {"every": 1, "unit": "year"}, "due"),
    ("Kunskap",    "2025-11-23",  {"every": 1, "unit": "term"}, "kept"),  # another municipality's limit
]  # fmt: skip


@pytest.mark.parametrize("benefit, noted, every, state", BENEFITS)
def test_the_benefit_is_written_and_fresh(home, benefit, noted, every, state):
    more = {"benefit_every": {**every, "basis": "rolling"}} if every else {}
    s.a_setting(home, "membership_still_serves", "should", benefit_noted=True, **more)
    a_network(home, benefit=benefit, benefit_noted_on=D(noted) if noted else None)
    assert s.states(home) == [state]


def test_the_benefit_is_asked_before_one_joins_and_not_of_what_has_ended(home):
    s.a_setting(home, "membership_still_serves", "should", benefit_noted=True)
    a_network(home, status="proposed")
    a_network(home, "ended", status="ended")
    assert s.states(home) == ["due"]


def test_a_projects_network_ends_with_the_project(home):
    where = [{"field": "kind", "op": "eq", "value": "project_network"}]
    s.a_setting(home, "membership_still_serves", "should", where=where, ends_with_project=True)
    network = a_network(home, kind="project_network")
    a_network(home, "another")
    assert s.states(home) == ["not_applicable", "unknown"] or s.states(home) == ["unknown", "not_applicable"], "no project is named"
    project = a_work(Project, home, network, D("2024-01-01"), status="running")
    assert "kept" in s.states(home)
    project.status, project.closed_on = "closed", D("2026-06-30")
    s.saved(project)
    found = next(finding for finding in s.said(home) if finding.state == "overdue")
    assert found.verdict.since == D("2026-06-30")
    network.status, network.ended_on = "ended", D("2026-07-01")
    s.saved(network)
    assert s.states(home) == ["not_applicable"]


# ── what keeps a relation alive


@pytest.fixture
def town(home):
    return s.a_relation(home.container_ptr, started_year=1990)


def alive(home, **parameters):
    return s.a_setting(home, "relation_is_alive", "should", **{"within": {"months": 12}, **parameters})


TOUCHES = [
    # what counts                      what was done                                            state
    (["visit"],                        ("visit", "2026-03-01", "held"),                         "kept"),
    (["visit"],                        ("visit", "2026-03-01", "planned"),                      "overdue"),
    (["visit"],                        ("visit", "2026-03-01", "cancelled"),                    "overdue"),
    (["project"],                      ("visit", "2026-03-01", "held"),                         "overdue"),
    (["visit"],                        ("incoming", "2026-03-01", ""),                          "kept"),  # a visit that was only logged
    (["visit"],                        ("meeting", "2026-03-01", ""),                           "overdue"),
    (["meeting"],                      ("meeting", "2026-03-01", ""),                           "kept"),
    (["meeting"],                      ("exchange", "2026-03-01", ""),                          "overdue"),
    (["activity"],                     ("exchange", "2026-03-01", ""),                          "kept"),
    (["project"],                      ("project", "2019-03-01", "running"),                    "kept"),  # it runs, however long ago it began
    (["project"],                      ("project", "2019-03-01", "closed"),                     "overdue"),
    (["project"],                      ("project", "2026-03-01", "granted"),                    "overdue"),
    (["activity", "visit"],            ("project", "2019-03-01", "running"),                    "overdue"),
]  # fmt: skip


@pytest.mark.parametrize("touches, done, state", TOUCHES)
def test_what_counts_as_a_touch(home, town, touches, done, state):
    alive(home, touches=touches)
    kind, day, status = done
    if kind == "visit":
        a_work(Visit, home, town, D(day), status=status, direction="incoming")
    elif kind == "project":
        a_work(Project, home, town, D(day), status=status)
    else:
        s.an_activity(home.container_ptr, D(day), kind=kind, relation=town)
    assert s.states(home) == [state]


def test_a_project_that_has_ended_touches_until_its_last_day(home, town):
    alive(home, touches=["project"])
    a_work(Project, home, town, D("2020-01-01"), status="closed", ends_on=D("2026-06-30"))
    assert s.states(home) == ["kept"]


@pytest.mark.parametrize("facts, state", [({"done_on": D("2026-03-01")}, "kept"), ({"done_on": D("2024-03-01")}, "overdue"),
                                          ({"due_on": TODAY}, "kept"), ({"due_on": TODAY - s.days(1)}, "overdue"), ({}, "overdue")])  # fmt: skip
def test_a_concrete_question_is_a_next_step(home, town, facts, state):
    alive(home, touches=["project", "issue"])
    s.saved(Promise(relation=town, text="Jämför hemtjänsten", **facts))
    assert s.states(home) == [state]


@pytest.mark.parametrize("work_related, state", [(True, "kept"), (False, "overdue"), (None, "unknown")])
def test_work_related_touches(home, town, work_related, state):
    alive(home, touches=["visit", "project", "activity"], touch_where=[{"field": "work_related", "op": "eq", "value": True}])
    a_work(Visit, home, town, D("2026-03-01"), status="held", direction="outgoing", is_work_related=work_related)
    assert s.states(home) == [state]


def test_a_running_project_that_does_not_count_keeps_nothing_alive(home, town):
    alive(home, touches=["project"], touch_where=[{"field": "work_related", "op": "eq", "value": True}])
    project = a_work(Project, home, town, D("2019-03-01"), status="running", is_work_related=False)
    assert s.states(home) == ["overdue"]
    project.is_work_related = True
    s.saved(project)
    assert s.states(home) == ["kept"]


def test_conditions_read_the_tags_and_the_kind_of_the_work(home, town):
    alive(
        home, touch_where=[{"field": "target_group", "op": "eq", "value": "youth"}, {"field": "direction", "op": "eq", "value": "incoming"}]
    )
    visit = a_work(Visit, home, town, D("2026-03-01"), status="held", direction="incoming")
    assert s.states(home) == ["unknown"]
    youth = s.saved(ListValue(municipality=home, list="target_group", code="youth", name="Unga"))
    s.saved(WorkTag(work=visit, value=youth))
    assert s.states(home) == ["kept"]


@pytest.mark.parametrize("months, state", [(8, "overdue"), (9, "due"), (24, "kept")])
def test_silence_has_each_municipalitys_own_limit(home, town, months, state):
    alive(home, within={"months": months})
    s.an_activity(home.container_ptr, D("2026-02-24"), relation=town)
    assert s.states(home) == [state]
