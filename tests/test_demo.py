"""The demo: what it fills the database with, and the one-click sign-in that only it has."""

import datetime as dt
from io import StringIO

import pytest
from django.contrib.auth import SESSION_KEY
from django.core.management import call_command
from django.db import transaction
from django.db.models import Max
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from councils.models import Appointment, Container, Document, Municipality, Person, Seat, User
from councils.roles import ROLES
from intl_admin.demo.world import names
from reports.models import Activity, Delivery, EditionFile, Report, YearlyReport

from .situations import said
from .test_demo_days import RECORDED, latest_moments

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The whole demo, loaded once for this file and rolled back after it; each test writes in a savepoint of its own."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_demo", "--without-pdf", stdout=StringIO())
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo(loaded, db):
    return timezone.localdate()


def versions():
    return {model._meta.label: model.history.count() for model in RECORDED}


# What it fills the database with


def test_a_second_run_changes_nothing(demo):
    before = versions()
    said = StringIO()
    call_command("load_demo", "--without-pdf", stdout=said)
    assert versions() == before
    assert said.getvalue().count("is there already") == len(names()) == 5


def test_nothing_lies_in_the_future(demo):
    day, moment = latest_moments()
    assert day <= demo
    assert moment <= timezone.now()


def test_every_role_has_somebody_in_every_municipality_that_has_a_place_for_it(demo):
    """The posts that only some documents name are held where they are named."""
    named = {"convener", "responsible", "expert_support"}
    for municipality in Municipality.objects.all():
        kinds = {"municipality", *Container.objects.of(municipality).values_list("kind", flat=True)}
        held = set(Appointment.objects.of(municipality).in_force(demo).filter(person__account__isnull=False).values_list("role", flat=True))
        assert held - named == {code for code, role in ROLES.items() if role.held_in & kinds} - named, municipality
        asked = [f for f in said(municipality, demo) if f.setting.rule == "post_is_held"]
        assert {f.state for f in asked} == {"kept"}, municipality


def test_one_person_serves_two_municipalities(demo):
    homes = {}
    for post in Appointment.objects.in_force(demo).select_related("person"):
        homes.setdefault(post.person.name, set()).add(post.municipality_id)
    assert [len(found) for found in homes.values() if len(found) > 1] == [2]


def test_one_seat_is_empty_since_the_latest_october(demo):
    seats = Seat.objects.filter(municipality__slug="osby", role="contact")
    empty = [seat for seat in seats if not seat.appointments.in_force(demo).exists()]
    assert [seat.container.code for seat in empty] == ["vard_och_omsorg"]
    last = empty[0].appointments.aggregate(day=Max("ends_on"))["day"]
    assert (last.month, last.day) == (9, 30)
    assert 0 < (demo - last).days <= 366


def test_posts_rest_on_decisions_but_for_one_person(demo):
    for municipality in Municipality.objects.all():
        without = Appointment.objects.of(municipality).filter(decision=None).values_list("person", flat=True)
        assert len(set(without)) == 1, municipality


def test_people_are_nobody(demo):
    assert not Person.objects.exclude(email__endswith=".example").exists()
    assert all(not user.has_usable_password() for user in User.objects.all())
    assert not User.objects.filter(is_staff=True).exists()
    assert not User.objects.filter(is_superuser=True).exists()


def test_the_log_reads_like_two_full_years(demo):
    for municipality in Municipality.objects.all():
        logged = Activity.objects.filter(municipality=municipality)
        assert 25 <= logged.filter(starts_on__year=demo.year - 1).count() <= 50
        assert logged.filter(published=True).exists()
        assert logged.filter(own_cost=0).exists()
        assert logged.filter(own_cost=None).exists()
        assert not logged.filter(title__contains="{").exists()


def test_last_year_is_reported_and_what_is_missing_is_named(demo):
    last = YearlyReport.objects.filter(year=demo.year - 1)
    assert {report.status for report in last} == {"published"}
    missing = {report.municipality.slug: report.editions.get().missing for report in last}
    assert missing.pop("osby") == ["Vård och omsorg"]
    assert set(map(tuple, missing.values())) == {()}
    assert EditionFile.objects.filter(edition__yearly_report__in=last, language="en", kind="html", file__published=True).count() == 5
    delivered = Delivery.objects.filter(edition__yearly_report__in=last, municipality__slug="osby").values_list("receiver__code", flat=True)
    assert list(delivered) == ["ks"]  # the management group waits for its own


def test_this_year_has_begun(demo):
    for municipality in Municipality.objects.all():
        states = Report.objects.of(municipality).for_year(demo.year).values_list("status", flat=True)
        assert sorted(states) == ["draft", "returned", "submitted"]


def test_documents_show_what_can_be_wrong_with_them(demo):
    strategies = {d.state: d for d in Document.objects.filter(municipality__slug="osby", kind="strategy").with_decisions()}
    assert strategies["in_force"].valid_to == dt.date(demo.year, 12, 31)
    assert strategies["draft"].adoption is None
    assert Document.objects.get(municipality__slug="upplands-bro", kind="action_plan").valid_to is None


def test_history_tells_when_it_happened_and_who_did_it(demo):
    logged = Activity.history.filter(history_date__year=demo.year - 1)
    assert logged.exists()
    assert not logged.filter(history_user=None).exists()


# One click


@pytest.fixture
def coordinator(demo):
    return Person.objects.get(appointments__role="coordinator", appointments__municipality__slug="osby")


def press(person, client=None, **options):
    return (client or Client(**options)).post(reverse("demo_sign_in"), {"person": person.pk if isinstance(person, Person) else person})


def test_one_click_signs_in_and_renews_the_session(coordinator):
    client = Client()
    other = Person.objects.get(appointments__role="registrar", appointments__municipality__slug="torsby")
    assert press(other, client).url == "/torsby/arbete/"
    key = client.session.session_key
    assert press(coordinator, client).url == "/osby/arbete/"
    assert client.session[SESSION_KEY] == str(coordinator.account_id)
    assert client.session.session_key != key


def test_only_a_press_of_the_button_signs_in(coordinator):
    assert Client().get(reverse("demo_sign_in"), {"person": coordinator.pk}).status_code == 405
    assert press(coordinator, enforce_csrf_checks=True).status_code == 403


def test_nobody_outside_the_demo_is_let_in(coordinator):
    real = Person.objects.create(name="Real", email="real@osby.se", account=User.objects.create_user("real", "real@osby.se"))
    shut = User.objects.create_user("shut", "shut@osby.example", is_active=False)
    closed = Person.objects.create(name="Shut", email="shut@osby.example", account=shut)
    assert {press(who).status_code for who in (real, closed, "", "x", 0, "²")} == {404}


def test_outside_the_demo_nobody_is_let_in(coordinator, settings):
    settings.DEMO = False
    assert press(coordinator).status_code == 404


def test_the_sign_in_page_offers_each_role_of_each_municipality(demo):
    page = Client().get(reverse("account_login"))
    people = page.context["demo_people"]
    assert [one["place"] for one in people[:5]] == ["Lomma", "Osby", "Torsby", "Tyresö", "Upplands-Bro"]
    assert len({one["value"] for one in people}) == len(people) >= 25
    assert "EU-samordnare" in page.content.decode()
    assert {press(one["value"]).status_code for one in people} == {302}


def test_whoever_has_no_post_starts_on_the_public_page(db):
    account = User.objects.create_user("new", "new@by.example")
    new = Person.objects.create(name="New", email="new@by.example", account=account)
    assert press(new).url == reverse("home")


def test_a_monitor_learns_whether_the_database_answers(db):
    assert Client().get("/healthz").content == b"ok"
