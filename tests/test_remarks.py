"""What the rules say of a row leads to where it is mended, for who has the right to it there; the others read who does it."""

from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from councils.compliance import Finding, Fix, Verdict
from councils.models import Container
from councils.remarks import Reader, remarks_of
from tests import situations as a

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return a.a_municipality("tyreso", "Tyresö")


@pytest.fixture
def unit(home):
    return a.an_area(home, "skola", "Skola", kind="office")


def signed_in(user):
    client = Client()
    client.force_login(user, backend="councils.access.ContainerBackend")
    return client


def told(home, row, reader, *, fix, own_fix=None, state="due"):
    setting = a.a_setting(home, "options_are_tested", tests=["funding"])
    return remarks_of([Finding(setting, row, Verdict(state, "Gör det.", fix=fix, own_fix=own_fix))], reader)[0]


LOG = Fix("Pröva", "application", (("pk", 7),), "", "log", part="with")


def test_who_may_gets_the_way_and_the_others_the_name_of_who_does_it(home, unit):
    mine = told(home, unit, Reader(home, a.somebody("contact", unit)), fix=LOG)
    assert (mine.url, mine.act, mine.who) == (reverse("application", args=["tyreso", 7]) + "#with", "Pröva", "")
    theirs = told(home, unit, Reader(home, a.somebody("board_member", a.a_body(home))), fix=LOG)
    assert (theirs.url, theirs.act) == ("", "")
    assert "kontaktperson" in theirs.who


def test_nobody_signed_in_is_offered_anything(home, unit):
    told_of = told(home, unit, Reader(home), fix=LOG)
    assert (told_of.url, told_of.who, told_of.sentence) == ("", "", "Gör det.")


def test_who_works_in_the_unit_gets_their_own_way(home, unit):
    fix = Fix("Till rapporterna", "reports", (), "ar=2026", "compile")
    remark = told(home, unit, Reader(home, a.somebody("contact", unit)), fix=fix, own_fix=LOG)
    assert (remark.act, remark.who) == ("Pröva", "")


def test_a_part_of_a_row_belongs_where_the_row_does(home, unit):
    reader = Reader(home, a.somebody("contact", unit), container_id=unit.pk)
    assert told(home, SimpleNamespace(), reader, fix=LOG).url
    assert not told(home, SimpleNamespace(), Reader(home, reader.user), fix=LOG).url
    assert not told(home, Container.objects.get(pk=home.pk), Reader(home, reader.user), fix=LOG).url


@pytest.mark.parametrize(
    "view, part, leads_to, act",
    [
        ("visit", "", "visit_edit", "Ändra"),  # of the page one is on: its form
        ("visit", "account", "visit", "Till"),  # a part of it is named by itself
        ("application", "", "", ""),  # whose form comes in steps
        ("no_such_page", "", "", ""),
    ],
)
def test_a_way_never_leads_to_the_page_one_is_on(home, unit, view, part, leads_to, act):
    fix = Fix("Till", view, (("pk", 7),), "", "log", part=part)
    here = reverse(view, args=["tyreso", 7]) if view != "no_such_page" else ""
    remark = told(home, unit, Reader(home, a.somebody("contact", unit), here), fix=fix)
    address = reverse(leads_to, args=["tyreso", 7]) if leads_to else ""
    assert (remark.url, remark.act) == (f"{address}#{part}" if part else address, act)


def test_the_pages_say_it_in_the_same_way(home, unit):
    a.a_setting(home, "options_are_tested", tests=["funding"])
    row = a.an_application(unit)
    url = reverse("application", args=["tyreso", row.pk])
    way = reverse("row_new", args=["tyreso", "application", row.pk, "optiontest"])
    assert f'<a href="{way}?test=funding">Anteckna prövningen</a>' in signed_in(a.somebody("contact", unit)).get(url).content.decode()
    page = signed_in(a.somebody("board_member", a.a_body(home))).get(url).content.decode()
    assert way not in page
    assert "Det ordnar: " in page
