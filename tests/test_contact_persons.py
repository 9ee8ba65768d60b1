"""Persons at a partner's contact points: kept no longer than was said, and then forgotten in the history too."""

import datetime as dt

import pytest
from django.core.management import call_command

from partnerships import register
from partnerships.models import ContactPoint
from partnerships.partner_card import card_of
from tests import situations as s
from tests.situations import TODAY, days, saved
from tests.test_partners import a_contact_point, client, coordinator, home, url

__all__ = ["client", "coordinator", "home"]
pytestmark = pytest.mark.django_db


def test_a_person_is_written_only_with_a_day(client, home):
    partner = s.a_partner(home, "Borgå", "FI")
    address = url("row_new", home, "partner", partner.pk, "contactpoint")
    facts = {"function": "Kulturenheten", "person_name": "Aino Testinen"}
    assert "Skriv till vilken dag" in client.post(address, facts).content.decode()
    assert client.post(address, facts | {"keep_person_until": "2020-01-01"}).status_code == 200
    assert client.post(address, facts | {"keep_person_until": (dt.date.today() + days(30)).isoformat()}).status_code == 302  # noqa: DTZ011
    assert "Aino Testinen" in client.get(url("partner", home, partner.pk)).content.decode()


def test_the_day_after_a_person_is_shown_to_nobody(home):
    partner = s.a_partner(home, "Borgå", "FI")
    a_contact_point(partner, person_name="Aino Testinen", email="aino@example.org", phone="1", keep_person_until=TODAY)
    (last_day,) = card_of(partner, TODAY).ways_in
    (day_after,) = card_of(partner, TODAY + days(1)).ways_in
    assert (last_day.person, last_day.email) == ("Aino Testinen", "aino@example.org")
    assert (day_after.function, day_after.person, day_after.email, day_after.phone) == ("Internationella enheten", "", "", "")


def test_the_day_after_a_person_is_forgotten_also_in_the_history(home):
    partner = s.a_partner(home, "Borgå", "FI")
    point = a_contact_point(partner, person_name="Aino Testinen", email="aino@example.org", phone="1", keep_person_until=TODAY + days(90))
    point.keep_person_until = TODAY
    saved(point)
    kept = a_contact_point(partner, "Växeln", email="info@example.org")
    assert register.forget_contact_persons(on=TODAY) == 0
    assert register.forget_contact_persons(on=TODAY + days(1)) == 1
    point.refresh_from_db(), kept.refresh_from_db()
    assert (point.function, point.person_name, point.email, point.phone) == ("Internationella enheten", "", "", "")
    assert kept.email == "info@example.org"
    history = ContactPoint.history.filter(id=point.pk)
    assert history.count() == 3
    assert {(row.person_name, row.email, row.phone) for row in history} == {("", "", "")}
    assert ContactPoint.history.get(id=kept.pk).email == "info@example.org"


def test_a_person_who_was_replaced_or_removed_is_forgotten_on_the_own_day(home):
    partner = s.a_partner(home, "Borgå", "FI")
    point = a_contact_point(partner, person_name="Aino Testinen", keep_person_until=TODAY)
    point.person_name, point.keep_person_until = "Eino Testinen", TODAY + days(100)
    saved(point)
    gone = a_contact_point(partner, person_name="Maija Testinen", keep_person_until=TODAY)
    gone.delete()
    register.forget_contact_persons(on=TODAY + days(1))
    names = set(ContactPoint.history.values_list("person_name", flat=True))
    assert names == {"", "Eino Testinen"}


def test_the_command_says_how_many(home, capsys):
    a_contact_point(s.a_partner(home, "Borgå", "FI"), person_name="Aino Testinen", keep_person_until=dt.date(2020, 1, 1))
    call_command("forget")
    assert "1 person(s) forgotten" in capsys.readouterr().out
