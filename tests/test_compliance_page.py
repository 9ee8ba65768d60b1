"""«Så följer vi policyn»: three ways to read it, what is asked for, and what has changed."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from councils.models import ClauseQuestion, Question
from councils.standing import changes, standing_on
from tests import situations as a

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 2, 10, 12, tzinfo=dt.UTC)  # the reports of 2025 were due ten days ago
EACH_UNIT = {"report_kind": "area_report", "every": {"every": 1, "unit": "year"}, "due": {"day": "01-31", "years_after": 1},
             "by": "each_unit", "unit_kinds": ["area"], "in_force_from": dt.date(2025, 1, 1)}  # fmt: skip
CONTACTS = {"unit_kinds": ["area"], "number": 1}


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(NOW)


@pytest.fixture
def home():
    return a.a_municipality()


@pytest.fixture
def school(home):
    return a.an_area(home, "skola", "Barn och skola")


@pytest.fixture
def care(home):
    return a.an_area(home, "omsorg", "Vård och omsorg")


@pytest.fixture
def coordinator(home):
    return a.somebody("coordinator", home)


def a_clause(home, code, strength="must", **facts):
    return a.a_clause(a.policy_of(home), code, strength, **facts)


def seen_by(user, **asked):
    client = Client()
    client.force_login(user, backend="councils.access.ContainerBackend")
    response = client.get(reverse("compliance", args=["osby"]), asked)
    assert response.status_code == 200
    return response


def text(response):
    return response.content.decode()


def groups(response):
    """[(heading, the clauses that stand open, those behind the line)]"""
    found = [group for part in response.context["parts"] for group in part.groups]
    return [(group.title, [row.clause.code for row in group.first], [row.clause.code for row in group.rest]) for group in found]


def counts(response):
    return dict(response.context["standing"].counts)


# ── by document


def test_each_clause_shows_its_worst_state_and_what_proves_it(home, school):
    a.a_setting(home, "unit_has_its_contact_persons", clause=a_clause(home, "OSBY-1"), **CONTACTS)
    a_clause(home, "OSBY-2")
    response = seen_by(a.somebody("board_member", a.a_body(home)))
    assert (response.context["standing"].total, response.context["standing"].needing) == (2, 1)
    assert counts(response) == {"breached": 1, "shown": 1}
    assert "ska ha 1 kontaktperson och har 0." in text(response)
    assert groups(response) == [("1", ["OSBY-1"], ["OSBY-2"])]
    assert "Visa 1 till: 1 till kännedom" in text(response)


def test_a_new_municipality_has_a_page_without_anything(home, coordinator):
    assert "Inget dokument gäller" in text(seen_by(coordinator))


def test_an_option_that_nobody_uses_does_not_alarm(home, school, coordinator):
    a.a_setting(home, "unit_has_its_contact_persons", "may", clause=a_clause(home, "OSBY-1", "may"), **CONTACTS)
    response = seen_by(coordinator)
    assert counts(response) == {"not_applicable": 1}
    assert groups(response) == [("1", [], ["OSBY-1"])]


def test_a_document_that_is_replaced_counts_for_the_days_it_held(home, coordinator):
    policy = a.policy_of(home)
    a.a_clause(policy, "OSBY-1")
    policy.state, policy.valid_to = "replaced", dt.date(2026, 1, 31)
    a.saved(policy)
    assert counts(seen_by(coordinator, dag="2026-01-31")) == {"shown": 1}
    assert counts(seen_by(coordinator, dag="2026-02-01")) == {}


# ── by unit


def test_by_unit_each_has_what_is_said_of_it_and_the_whole_municipality_the_rest(home, school, care, coordinator):
    a.a_setting(home, "unit_has_its_contact_persons", clause=a_clause(home, "OSBY-1"), **CONTACTS)
    a.a_setting(home, "post_is_held", clause=a_clause(home, "OSBY-2"), role="registrar")
    a_clause(home, "OSBY-3")
    a.a_contact_person(care)
    assert groups(seen_by(coordinator, efter="enhet")) == [
        ("Hela kommunen", ["OSBY-2"], ["OSBY-3"]),
        ("Barn och skola", ["OSBY-1"], []),
        ("Vård och omsorg", [], ["OSBY-1"]),
    ]


def test_a_chosen_unit_shows_only_what_is_said_of_it_as_it_stands_there(home, school, care, coordinator):
    a.a_setting(home, "unit_has_its_contact_persons", clause=a_clause(home, "OSBY-1"), **CONTACTS)
    a.a_setting(home, "post_is_held", clause=a_clause(home, "OSBY-2"), role="registrar")
    a.a_contact_person(care)
    assert counts(seen_by(coordinator, enhet="omsorg")) == {"kept": 1}
    assert counts(seen_by(coordinator, enhet="skola")) == {"breached": 1}
    assert counts(seen_by(coordinator, enhet="finns-inte")) == {"breached": 2}


# ── by day


def test_by_day_what_is_late_comes_first_oldest_first_then_month_by_month_then_what_has_no_day(home, school, coordinator):
    a.a_setting(home, "report_is_delivered", clause=a_clause(home, "OSBY-1"), **EACH_UNIT)
    due_earlier = EACH_UNIT | {"due": {"day": "01-15", "years_after": 1}}
    a.a_setting(home, "report_is_delivered", clause=a_clause(home, "OSBY-2"), **due_earlier)
    a.a_setting(home, "unit_has_its_contact_persons", clause=a_clause(home, "OSBY-3"), warn_before_end={"days": 90}, **CONTACTS)
    a.a_contact_person(school, ends_on=dt.date(2026, 3, 5))
    a.a_setting(home, "post_is_held", clause=a_clause(home, "OSBY-4"), role="coordinator", home_unit=["skola"])
    a_clause(home, "OSBY-5")
    found = groups(seen_by(coordinator, efter="dag"))
    assert found[0] == ("Försenat, eller följs inte", ["OSBY-2", "OSBY-1"], [])
    assert ("Mars 2026", ["OSBY-3"], []) in found
    assert found[-1] == ("Utan dag", ["OSBY-4"], [])
    months = [title for title, _first, _rest in found[1:-1]]
    assert months == sorted(months, key=lambda title: ("2027" in title, title != "Mars 2026"))


# ── what is asked for


@pytest.mark.parametrize(
    "asked, expected",
    [({"styrka": "should"}, {"breached": 1}), ({"styrka": "must"}, {"breached": 1, "shown": 1}), ({"styrka": "fact"}, {}),
     ({"styrka": "x"}, {"breached": 2, "shown": 1})],
)  # fmt: skip
def test_the_figures_follow_the_chosen_strength(home, school, coordinator, asked, expected):
    for code, strength in (("OSBY-1", "must"), ("OSBY-2", "should")):
        a.a_setting(home, "unit_has_its_contact_persons", strength, clause=a_clause(home, code, strength), **CONTACTS)
    a_clause(home, "OSBY-3")
    assert counts(seen_by(coordinator, **asked)) == expected


def test_every_figure_opens_exactly_the_clauses_that_it_counts(home, school, care, coordinator):
    a.a_setting(home, "unit_has_its_contact_persons", clause=a_clause(home, "OSBY-1"), **CONTACTS)
    a.a_setting(home, "report_is_delivered", clause=a_clause(home, "OSBY-2"), **EACH_UNIT)
    asked = a.saved(Question(municipality=home, code="q", text="Hur gick det?"))
    a.saved(ClauseQuestion(clause=a_clause(home, "OSBY-3"), question=asked))
    for number in (4, 5):
        a_clause(home, f"OSBY-{number}", section="2")
    for chosen in ({}, {"efter": "enhet", "lage": "breached"}, {"enhet": "skola"}, {"efter": "dag", "dag": "2026-03-01"}):
        response = seen_by(coordinator, **chosen)
        links = re.findall(r'<a href="(\?[^"]*lage=(\w+))".*?<b class="num">(\d+)</b>', text(response))
        assert len(links) == len(counts(response)) > 1
        for link, state, number in links:
            query = dict(pair.split("=") for pair in link[1:].replace("&amp;", "&").split("&"))
            opened = [code for _title, first, rest in groups(seen_by(coordinator, **query)) for code in first + rest]
            assert len(opened) == int(number), (link, state)


def test_all_states_open_everything_and_an_unknown_state_is_as_none(home, school, coordinator):
    a.a_setting(home, "unit_has_its_contact_persons", clause=a_clause(home, "OSBY-1"), **CONTACTS)
    a_clause(home, "OSBY-2")
    assert groups(seen_by(coordinator, lage="alla")) == [("1", ["OSBY-1", "OSBY-2"], [])]
    assert groups(seen_by(coordinator, lage="finns-inte")) == [("1", ["OSBY-1"], ["OSBY-2"])]


@pytest.mark.parametrize("asked", ["x", "2026-02-30", "0001-01-01", "9999-12-31", ""])
def test_a_day_that_cannot_be_is_today(coordinator, asked):
    assert seen_by(coordinator, dag=asked).context["on"] == timezone.localdate()


def test_an_earlier_day_is_judged_by_what_was_then(home, school, coordinator):
    a.a_setting(home, "unit_has_its_contact_persons", **CONTACTS)
    a.a_contact_person(school, ends_on=dt.date(2025, 12, 31))
    assert counts(seen_by(coordinator, dag="2025-12-31")) == {"kept": 1}
    assert counts(seen_by(coordinator, dag="2026-01-01")) == {"breached": 1}


def test_a_day_that_no_document_states_is_said_to_be_assumed(home, school, coordinator):
    setting = a.a_setting(home, "report_is_delivered", columns={"assumed": ["due"]}, **EACH_UNIT)
    assert "dagen är ett antagande" in text(seen_by(coordinator))
    setting.assumed = []
    a.saved(setting)
    assert "dagen är ett antagande" not in text(seen_by(coordinator))


# ── what has changed


def test_what_changed_since_last_month_is_counted_in_words_and_listed(home, school, care, coordinator):
    a.a_setting(home, "report_is_delivered", clause=a_clause(home, "OSBY-1"), **EACH_UNIT)  # was due, is overdue
    a.a_setting(home, "unit_has_its_contact_persons", clause=a_clause(home, "OSBY-2"), **CONTACTS)  # was breached, is kept
    a.a_setting(home, "post_is_held", clause=a_clause(home, "OSBY-3"), role="coordinator")  # kept all the time
    for unit in (school, care):
        a.a_contact_person(unit, starts_on=dt.date(2026, 2, 1))
    response = seen_by(coordinator)
    assert response.context["changes"] == "Sedan den 10\u00a0januari 2026 har en blivit försenad och en börjat följas."
    assert 'href="?andrat=1"' in text(response)
    listed = seen_by(coordinator, andrat="1")
    assert [(row.clause.code, row.before, row.state) for row in listed.context["changed"]] == [
        ("OSBY-1", "due", "overdue"), ("OSBY-2", "breached", "kept"),
    ]  # fmt: skip
    assert listed.context["parts"] == []
    assert "Förut:" in text(listed)


def test_a_month_without_changes_says_so(home, school, coordinator):
    a_clause(home, "OSBY-1")
    response = seen_by(coordinator, andrat="1")
    assert response.context["changes"] == "Sedan den 10\u00a0januari 2026 har inget ändrats."
    assert "Inget har ändrats" in text(response)


def test_new_clauses_and_those_that_have_left_force_are_changes(home, coordinator):
    old, new = a.policy_of(home), a.a_document_in_force(home.container_ptr, matter=None, kind="strategy", valid_from=dt.date(2026, 2, 1))
    a.a_clause(old, "OSBY-1")
    a.a_clause(new, "OSBY-2")
    old.state, old.valid_to = "replaced", dt.date(2026, 1, 31)
    a.saved(old)
    found = changes(standing_on(home, dt.date(2026, 1, 10)), standing_on(home, dt.date(2026, 2, 10)))
    assert [(change.standing.clause.code, change.before, change.now) for change in found] == [
        ("OSBY-2", "", "shown"),
        ("OSBY-1", "shown", ""),
    ]
    assert "en tillkommit och en upphört att gälla" in seen_by(coordinator).context["changes"]
    shown = text(seen_by(coordinator, andrat="1"))
    assert "Ny sedan dess." in shown
    assert "Gäller inte längre" in shown


# ── as many queries for one as for fifty


@pytest.mark.parametrize("asked", [{}, {"efter": "enhet"}, {"efter": "dag", "lage": "alla"}, {"andrat": "1"}, {"enhet": "enhet-0"}])
def test_the_page_asks_the_same_for_one_unit_as_for_fifty(home, coordinator, asked):
    a.a_setting(home, "unit_has_its_contact_persons", clause=a_clause(home, "OSBY-1"), **CONTACTS)
    a.a_setting(home, "report_is_delivered", clause=a_clause(home, "OSBY-2"), **EACH_UNIT)
    a.a_setting(home, "relation_is_alive", clause=a_clause(home, "OSBY-3"), within={"years": 2})
    board = a.a_body(home)

    def one_more(number):
        unit = a.an_area(home, f"enhet-{number}", f"Enhet {number}")
        a.a_contact_person(unit, starts_on=dt.date(2026, 2, 1) if number % 2 else a.LONG_AGO)
        a.a_report(unit, 2025, dt.date(2026, 1, 20) if number % 2 else None)
        relation = a.a_relation(home.container_ptr, f"Ort {number}", matter=a.a_matter(home, "agreement.enter"))
        a.a_decision(relation.matter, board)
        a.an_activity(unit, dt.date(2025, 5, 1), relation=relation)
        a_clause(home, f"OSBY-1{number}")

    def queries():
        with CaptureQueriesContext(connection) as seen:
            page = text(seen_by(coordinator, **asked))
        return len(seen), len(page)

    one_more(0)
    one_more(1)
    few, short = queries()
    for number in range(2, 50):
        one_more(number)
    many, long = queries()
    assert many == few
    assert long > short or asked == {"enhet": "enhet-0"}


# ── how much stands open


@pytest.mark.parametrize(
    "asked, codes", [({}, "0 1 2 3 4 8"), ({"efter": "enhet"}, "0 1 2 3 4 8"), ({"lage": "alla"}, "0 1 2 3 4 5 6 7 8")]
)
def test_the_most_pressing_stand_open_and_the_count_is_of_all(home, school, coordinator, asked, codes):
    for number in range(8):
        a.a_setting(home, "report_is_delivered", clause=a_clause(home, f"OSBY-{number}"), **EACH_UNIT)
    a.a_setting(home, "unit_has_its_contact_persons", clause=a_clause(home, "OSBY-8"), **CONTACTS)  # the last one, but breached
    response = seen_by(coordinator, **asked)
    [group] = [group for part in response.context["parts"] for group in part.groups if group.first]
    assert [row.clause.code.removeprefix("OSBY-") for row in group.shown.first] == codes.split()
    assert len(group.shown.first) + len(group.shown.rest) == len(group.first) == 9
    assert ("Visa 3 till som behöver något" in text(response)) == bool(group.shown.rest)
    assert group.needing == 9
