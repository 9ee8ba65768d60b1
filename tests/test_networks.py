"""A network's page: who represents the municipality, what is vacant or clashes, and how somebody is appointed to a seat."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from partnerships.models import Relation, Representation
from partnerships.relation_page import ROWS, page_of
from partnerships.seats import seats_of
from tests import situations as s

pytestmark = pytest.mark.django_db
TODAY = s.TODAY
COUNCIL = "local_international_council"
SEATS = [{"role": "coordinator", "number": 1}, {"role": "regular", "number": 1}, {"role": "deputy", "number": 1}]


@pytest.fixture
def home():
    return s.a_municipality()


@pytest.fixture
def network(home):
    return s.saved(Relation(container=home.container_ptr, code="brussels", kind="network", name="Brysselnätverket", status="in_force"))


@pytest.fixture
def page(home):
    client = Client()
    client.force_login(s.somebody("coordinator", home, person=s.a_person("Samordnaren")), backend="councils.access.ContainerBackend")
    return client


def address(network):
    return reverse("relation", args=["osby", network.pk])


def a_member(home, name):
    council = s.Body.objects.filter(code=COUNCIL).first() or s.a_council(home)
    return s.an_appointment("council_member", council, s.a_person(name)).person


def appoint(page, network, role, person, **facts):
    url = reverse("row_new", args=["osby", "relation", network.pk, "representation"])
    return page.post(url, {"role": role, "person": person.pk, "starts_on": "2026-01-01", **facts})


def test_the_page_shows_seats_vacancies_and_who_sat_there_before(home, network, page):
    s.a_setting(home, "network_is_represented", clause=s.a_clause(s.policy_of(home), "OSBY-56"), seats=SEATS, drawn_from=COUNCIL)
    s.saved(Representation(relation=network, role="regular", person=a_member(home, "Vera Lind"), starts_on=s.LONG_AGO))
    s.saved(
        Representation(
            relation=network, role="deputy", person=a_member(home, "Olle Ek"), starts_on=s.LONG_AGO, ends_on=dt.date(2025, 12, 31)
        )
    )
    text = page.get(address(network)).content.decode()
    for said in (
        "Samordnaren",
        "platsen följer uppdraget",
        "Vera Lind",
        "Brysselnätverket saknar ersättare",
        "OSBY-56",
        "En tidigare företrädare",
        "Olle Ek",
    ):
        assert said in text, said


def test_what_one_leaves_is_called_as_the_municipality_calls_it(home, network, page):
    assert ">Lämna nätverket</a>" in page.get(address(network)).content.decode()
    s.a_word(home, "network", "samverkan", "samverkan", "samverkan", "samverkan")
    assert ">Lämna samverkan</a>" in page.get(address(network)).content.decode()


def test_somebody_is_appointed_from_the_page_and_the_vacancy_is_gone(home, network, page):
    s.a_setting(home, "network_is_represented", seats=SEATS[1:2], drawn_from=COUNCIL)
    assert [one.state for one in seats_of(network, TODAY).findings] == ["breached"]
    answer = appoint(page, network, "regular", a_member(home, "Vera Lind"))
    assert answer["Location"] == address(network) + "#seats"
    assert seats_of(Relation.objects.get(pk=network.pk), TODAY).findings == []


def test_the_vacancy_leads_to_the_form_with_the_seat_filled_in(home, network, page):
    s.a_setting(home, "network_is_represented", seats=SEATS[2:])
    fix = next(finding for finding in s.said(home)).verdict.fix
    url = reverse(fix.view, kwargs={"slug": "osby", **dict(fix.kwargs)}) + f"?{fix.query}"
    form = page.get(url).context["form"]
    assert (form["role"].value(), form["starts_on"].value()) == ("deputy", timezone.localdate())


def test_the_same_person_twice_is_shown_and_not_hindered(home, network, page):
    s.a_setting(home, "network_is_represented", seats=SEATS[1:], drawn_from=COUNCIL)
    one = a_member(home, "Vera Lind")
    appoint(page, network, "regular", one)
    appoint(page, network, "deputy", one)
    assert "Vera Lind har flera platser i Brysselnätverket" in page.get(address(network)).content.decode()


def test_days_in_order_and_only_persons_of_the_municipality(home, network, page):
    answer = appoint(page, network, "regular", a_member(home, "Vera Lind"), ends_on="2025-01-01")
    assert answer.context["form"].errors == {"ends_on": ["Slutdagen kan inte vara före startdagen."]}
    stranger = s.an_appointment("coordinator", s.a_municipality("lomma", "Lomma")).person
    assert set(appoint(page, network, "regular", stranger).context["form"].errors) == {"person"}
    assert not Representation.objects.exists()


def test_facts_of_a_membership(home, network):
    network.fee, network.level, network.benefit_noted_on = 0, "european", TODAY
    s.saved(network)
    cells = dict(page_of(ROWS.get(pk=network.pk), TODAY).cells)
    assert (cells["Nivå"], cells["Omfattning"], cells["Årlig avgift"], cells["Nyttan noterad"]) == (
        "Europeiskt",
        "Hela kommunen",
        "Ingen avgift",
        TODAY,
    )
    network.fee, network.fee_currency, network.container = 1500, "EUR", s.an_area(home).container_ptr
    s.saved(network)
    cells = dict(page_of(ROWS.get(pk=network.pk), TODAY).cells)
    assert (cells["Omfattning"], cells["Årlig avgift"]) == ("Vård och omsorg", "1500 euro")


def test_a_twin_town_has_no_seats(home, page):
    town = s.a_relation(home.container_ptr)
    answer = page.get(address(town))
    assert answer.context["page"].seats is None
    assert "Våra platser" not in answer.content.decode()
