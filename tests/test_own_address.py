"""One's own address: the one to sign in with and the one that others see of the person are always the same."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.urls import reverse

from councils.models import Person
from tests import situations as a

pytestmark = pytest.mark.django_db
NEW = "karin.lind@osby.example"


@pytest.fixture
def karin(client):
    user = a.somebody("coordinator", a.a_municipality())
    client.force_login(user, backend="councils.access.ContainerBackend")
    return user


def act(client, name, email):
    return client.post(reverse("account_email"), {f"action_{name}": "", "email": email}, follow=True).content.decode()


def confirm(client):
    address = re.search(r"https?://[^/]+(/\S+)", mail.outbox[-1].body)[1]
    client.post(address)


def agree(user) -> str:
    """The one address of the account, the person and the page of addresses."""
    user.refresh_from_db()
    chosen = EmailAddress.objects.filter(user=user, primary=True).values_list("email", flat=True)
    assert {user.email, Person.objects.get(account=user).email, *chosen} == {user.email}
    return user.email


def test_a_confirmed_address_becomes_the_persons_too(client, karin):
    first = karin.email
    act(client, "add", NEW)
    assert agree(karin) == first  # not before it is confirmed
    confirm(client)
    act(client, "primary", NEW)
    assert agree(karin) == NEW
    newest = Person.objects.get(account=karin).history.first()
    assert (newest.history_user, newest.history_change_reason) == (karin, "Ny e-postadress för inloggningen")
    act(client, "primary", first)  # the old one was never confirmed here
    assert agree(karin) == NEW


def test_an_address_that_is_not_confirmed_is_not_used(client, karin):
    first = karin.email
    act(client, "add", NEW)
    assert "Adressen är inte bekräftad" in act(client, "primary", NEW)
    assert agree(karin) == first


@pytest.mark.parametrize("when", ["before it is confirmed", "after it is confirmed"])
def test_an_address_that_somebody_else_has_is_refused(client, karin, when):
    first = karin.email
    act(client, "add", NEW)
    if when == "after it is confirmed":
        EmailAddress.objects.update_or_create(user=karin, email=first, defaults={"primary": True, "verified": True})
        confirm(client)
    a.saved(Person(name="Någon annan", email=NEW))
    if when == "before it is confirmed":
        confirm(client)
    act(client, "primary", NEW)
    assert agree(karin) == first


def test_the_address_that_one_signs_in_with_cannot_be_taken_away(client, karin):
    first = karin.email
    act(client, "add", NEW)
    act(client, "remove", first)
    assert agree(karin) == first


def test_signing_in_writes_nothing_about_the_person(client, karin):
    before = Person.history.count()
    karin.save()
    karin.save(update_fields=["last_login"])
    assert Person.history.count() == before
