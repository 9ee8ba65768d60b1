"""Files go out only to those who may have them, and never in a way that could run in our name."""

import pytest
from django.urls import reverse

from councils.actions import store_bytes
from tests import situations as s

pytestmark = pytest.mark.django_db
DANGEROUS = b"<script>alert(document.cookie)</script>"


@pytest.fixture
def home():
    return s.a_municipality()


@pytest.fixture
def stored(home):
    return store_bytes(content=DANGEROUS, name="bilaga å.html", content_type="text/html", container=home.container_ptr, by=None)


@pytest.fixture
def member(home):
    return s.somebody("board_member", s.a_body(home).container_ptr)


def test_a_member_gets_the_bytes_as_a_file_that_cannot_act(client, home, stored, member):
    client.force_login(member)
    reply = client.get(reverse("file", args=[home.slug, stored.pk]))
    assert reply.getvalue() == DANGEROUS
    assert reply["Content-Disposition"].startswith("attachment")
    assert reply["X-Content-Type-Options"] == "nosniff"
    assert reply["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert int(reply["Content-Length"]) == len(DANGEROUS)


@pytest.mark.parametrize("exists", [True, False])
def test_a_visitor_is_asked_to_sign_in_whether_it_exists_or_not(client, home, stored, exists):
    reply = client.get(reverse("file", args=[home.slug, stored.pk if exists else stored.pk + 1]))
    assert reply.status_code == 302


def test_another_municipalitys_file_is_404_under_either_address(client, home, stored):
    stranger = s.a_municipality("lomma", "Lomma")
    client.force_login(s.somebody("coordinator", stranger.container_ptr))
    assert client.get(reverse("file", args=[home.slug, stored.pk])).status_code == 404
    assert client.get(reverse("file", args=["lomma", stored.pk])).status_code == 404


@pytest.mark.parametrize("published,status", [(True, 200), (False, 404)])
def test_everybody_gets_a_published_file_and_no_other(client, home, stored, published, status):
    stored.published = published
    s.saved(stored)
    reply = client.get(reverse("public_file", args=[home.slug, stored.pk]))
    assert reply.status_code == status
    assert not published or reply.getvalue() == DANGEROUS
    s.a_municipality("lomma", "Lomma")
    assert client.get(reverse("public_file", args=["lomma", stored.pk])).status_code == 404


@pytest.mark.parametrize(
    "state,published,status", [("in_force", True, 200), ("replaced", True, 200), ("in_force", False, 404), ("draft", True, 404)]
)
def test_the_file_of_a_published_document_is_everybodys(client, home, stored, state, published, status):
    document = s.a_document(home.container_ptr, state=state, published=published, file=stored)
    reply = client.get(reverse("public_file", args=[home.slug, stored.pk]))
    assert reply.status_code == status
    assert status != 200 or reply.getvalue() == DANGEROUS
    page = client.get(reverse("public_document", args=[home.slug, document.pk]))
    assert page.status_code == status
    assert status != 200 or reverse("public_file", args=[home.slug, stored.pk]) in page.content.decode()


def test_the_place_on_disk_says_nothing_of_the_name(stored):
    assert stored.content.name == f"{stored.sha256[:2]}/{stored.sha256}"
