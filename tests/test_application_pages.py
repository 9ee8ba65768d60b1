"""The pages of applications: what they show, what they take, and what it costs in queries."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from funding.models import Application, CalendarFeed, Project
from tests import situations as a

pytestmark = pytest.mark.django_db
HERE = ZoneInfo("Europe/Stockholm")


@pytest.fixture
def home():
    return a.a_municipality("tyreso", "Tyresö")


@pytest.fixture
def unit(home):
    board = a.a_body(home, "bun", "Barn- och utbildningsnämnden", kind="board")
    return a.an_area(home, "skola", "Skola", kind="office", parent=board.container_ptr)


@pytest.fixture
def contact(unit):
    return signed_in(a.somebody("contact", unit))


def signed_in(user):
    client = Client()
    client.force_login(user, backend="councils.access.ContainerBackend")
    return client


def page(client, name, *args, **query):
    return client.get(reverse(name, args=["tyreso", *args]), query)


def test_the_whole_way_by_a_contact_person(home, unit, contact):
    unit_id = unit.pk
    new = reverse("application_new", args=["tyreso"])
    assert contact.get(new).status_code == 200
    facts = {"title": "Grön skolgård", "kind": "project", "container": unit_id, "last_day": "2027-02-19", "last_time": "12:00", "on": "1"}
    said = contact.post(new, facts)
    row = Application.objects.get()
    assert said.url == reverse("application_edit", args=["tyreso", row.pk, "money"])
    assert (row.status, row.matter.code, timezone.localtime(row.own_deadline).hour) == ("idea", "application.submit", 12)
    for step, facts in (
        ("money", {"amount": "60000", "currency": "EUR", "own_cash": "0", "own_hours": "380"}),
        ("with", {"applicant": unit.parent_id, "is_development": "1", "is_outside": "0"}),
        ("what", {"title": "Grön skolgård i norr", "kind": "project", "container": unit_id, "last_day": "2027-02-19", "last_time": ""}),
    ):
        url = reverse("application_edit", args=["tyreso", row.pk, step])
        assert contact.get(url).status_code == 200
        row.refresh_from_db()
        said = contact.post(url, facts | {"version": row.version})
        assert said.status_code == 302, said.context["form"].errors
    row.refresh_from_db()
    assert (row.title, row.matter.title, row.own_cash, row.total_cost) == ("Grön skolgård i norr", "Grön skolgård i norr", 0, None)
    for act in ("analyse", "draft"):
        assert contact.post(reverse("application_act", args=["tyreso", row.pk, act])).status_code == 302
    today = timezone.localdate().isoformat()
    assert contact.get(reverse("application_act", args=["tyreso", row.pk, "submit"])).status_code == 200
    contact.post(reverse("application_act", args=["tyreso", row.pk, "submit"]), {"submitted_on": today})
    contact.post(reverse("application_act", args=["tyreso", row.pk, "grant"]), {"answered_on": today, "granted": "50000"})
    row.refresh_from_db()
    assert (row.status, row.granted) == ("granted", 50_000)
    assert contact.get(reverse("application_project", args=["tyreso", row.pk])).status_code == 200
    contact.post(reverse("application_project", args=["tyreso", row.pk]), {"starts_on": "2027-08-01"})
    project = Project.objects.get()
    assert (project.origin, project.status, project.amount, project.currency) == (row, "planned", 50_000, "EUR")
    for name in ("application", "plan", "applications"):
        args = [] if name == "applications" else [row.pk]
        assert page(contact, name, *args).status_code == 200


def test_a_stale_save_is_told(unit, contact):
    row = a.an_application(unit.container_ptr)
    said = contact.post(reverse("application_edit", args=["tyreso", row.pk, "money"]), {"amount": "1", "currency": "SEK", "version": "0"})
    assert said.status_code == 409


def test_an_unknown_step_or_act_is_no_page(unit, contact):
    row = a.an_application(unit.container_ptr)
    assert page(contact, "application_edit", row.pk, "nonsense").status_code == 404
    assert page(contact, "application_act", row.pk, "nonsense").status_code == 404


@pytest.mark.parametrize("facts, field", [
    ({"applicant_company": "AB Tyresö", "applicant": "own"}, "applicant_company"),
    ({"after_prestudy": "itself"}, "after_prestudy"),
])  # fmt: skip
def test_what_contradicts_itself_is_said(unit, contact, facts, field):
    row = a.an_application(unit.container_ptr)
    facts = {name: {"own": unit.pk, "itself": row.pk}.get(value, value) for name, value in facts.items()}
    said = contact.post(reverse("application_edit", args=["tyreso", row.pk, "with"]), facts | {"version": row.version})
    assert said.status_code == 200
    assert field in said.context["form"].errors


def test_the_gate_says_what_is_missing_and_who_puts_it_right(home, unit, contact):
    ks = a.a_body(home)
    clause = a.a_clause(a.policy_of(home), "TYRESO-61")
    a.a_step(home, "application.submit", [ks.code], clause=clause, act="approve")
    a.a_setting(home, "matter_is_decided_by_its_route", clause=clause, matter="application.submit")
    row = a.an_application(unit.container_ptr, own_deadline=timezone.now() + dt.timedelta(days=100))
    shown = page(contact, "application", row.pk)
    html = shown.content.decode()
    for words in ("Kan inte lämnas in än", "TYRESO-61", "Registrator", "Lägg in organets möten"):
        assert words in html
    assert ("submit", "Lämna in") not in shown.context["acts"]
    url = reverse("application_act", args=["tyreso", row.pk, "submit"])
    assert "ska godkännas av" in contact.post(url, {"submitted_on": timezone.localdate().isoformat()}).content.decode()
    a.a_meeting(ks, timezone.localdate() + dt.timedelta(days=60))
    assert "Sista dag för handlingar till Kommunstyrelsen" in page(contact, "plan", row.pk).content.decode()


def questions(client):
    with CaptureQueriesContext(connection) as found:
        assert page(client, "applications").status_code == 200
    return len(found)


def test_the_list_costs_the_same_for_many(unit, contact):
    a.an_application(unit.container_ptr)
    first = questions(contact)
    for number in range(12):
        a.an_application(unit.container_ptr, f"Ansökan {number}", status=("draft", "idea", "submitted")[number % 3])
    assert questions(contact) == first


def test_the_next_deadline_stands_first(unit, contact):
    late, soon, never = (
        a.an_application(unit.container_ptr, title, own_deadline=when)
        for title, when in (
            ("sen", timezone.now() + dt.timedelta(days=90)),
            ("snar", timezone.now() + dt.timedelta(days=9)),
            ("utan", None),
        )
    )
    shown = page(contact, "applications")
    assert [row.pk for row in shown.context["groups"][0][2]] == [soon.pk, late.pk, never.pk]
    assert not page(contact, "applications", lage="granted").context["groups"]


# ── the calendar feed


def test_a_feed_shows_the_days_without_signing_in_until_it_is_renewed(home, unit):
    contact = signed_in(a.somebody("contact", unit))
    a.an_application(unit.container_ptr, own_deadline=dt.datetime(2027, 3, 26, 12, 0, tzinfo=HERE))
    a.an_application(unit.container_ptr, "Hela dagen", own_deadline=dt.datetime(2027, 3, 29, 0, 0, tzinfo=HERE))
    a.a_visit(unit.container_ptr, timezone.localdate(), ends_on=timezone.localdate() + dt.timedelta(days=2))
    renew = reverse("calendar_renew", args=["tyreso"])
    contact.post(renew)
    token = CalendarFeed.objects.get().token
    said = Client().get(reverse("calendar_feed", args=["tyreso", token]))
    text = said.content.decode()
    assert said["Content-Type"].startswith("text/calendar")
    assert "DTSTART;TZID=Europe/Stockholm:20270326T120000" in text
    assert "BEGIN:VTIMEZONE" in text
    assert "DTSTART;VALUE=DATE:20270328" in text  # midnight ends the day before
    assert (timezone.localdate() + dt.timedelta(days=3)).strftime("DTEND;VALUE=DATE:%Y%m%d") in text
    assert token in contact.get(reverse("calendar", args=["tyreso"])).content.decode()
    contact.post(renew)
    assert Client().get(reverse("calendar_feed", args=["tyreso", token])).status_code == 404
    token = CalendarFeed.objects.get().token
    contact.post(renew, {"stang": "1"})
    assert Client().get(reverse("calendar_feed", args=["tyreso", token])).status_code == 404
    assert Client().get(reverse("calendar_feed", args=["tyreso", "1-1~forged"])).status_code == 404


def test_a_feed_ends_with_the_post(home, unit):
    account = a.somebody("contact", unit)
    signed_in(account).post(reverse("calendar_renew", args=["tyreso"]))
    token = CalendarFeed.objects.get().token
    post = account.person.appointments.get()
    post.ends_on = timezone.localdate() - dt.timedelta(days=1)
    post.recorded(by=None)
    assert Client().get(reverse("calendar_feed", args=["tyreso", token])).status_code == 404


def test_the_budget_is_summed_by_currency_and_what_is_missing_is_named(unit, contact):
    row = a.an_application(unit.container_ptr)
    a.a_budget_line(row, 1000)
    a.a_budget_line(row, 50, currency="EUR")
    a.a_budget_line(row, None, side="grant", text="Bidrag")
    shown = page(contact, "application", row.pk)
    assert "Finansiering" in shown.content.decode()
    assert shown.context["budget"].cost.of("EUR") == 50


def test_two_clauses_that_say_the_same_are_one_remark(home, unit, contact):
    for _time in range(2):
        a.a_setting(home, "options_are_tested", tests=["funding"])
    row = a.an_application(unit)
    remarks = page(contact, "application", row.pk).context["findings"]
    assert [(one.state, len(one.clauses)) for one in remarks] == [("due", 2)]
