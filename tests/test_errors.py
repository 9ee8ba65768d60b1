"""When something is wrong: our own pages, in the reader's language, and never a trace."""

import logging

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse
from django.views.generic import TemplateView

from councils.access import MemberMixin
from tests import situations as a

pytestmark = pytest.mark.django_db
SECRET = "the-innermost-secret"


@pytest.fixture
def home():
    return a.a_municipality()


def visitor(user=None, **options):
    client = Client(raise_request_exception=False, **options)
    if user:
        client.force_login(user, backend="councils.access.ContainerBackend")
    return client


@pytest.fixture
def broken(monkeypatch):
    """The page that says who decides what has a fault inside."""

    def fail(*args, **kwargs):
        raise RuntimeError(SECRET)

    monkeypatch.setattr(TemplateView, "get_context_data", fail)
    logging.getLogger("django.request").setLevel(logging.CRITICAL)
    yield
    logging.getLogger("django.request").setLevel(logging.NOTSET)


def says(response, status, title):
    page = response.content.decode()
    assert response.status_code == status
    assert f"<h1>{title}</h1>" in page
    assert '<html lang="sv"' in page or '<html lang="en"' in page
    assert 'href="/"' in page  # the way on
    return page


def test_a_test_run_is_no_debug_run():
    assert settings.DEBUG is False


def test_what_is_not_there(home):
    for client in (visitor(), visitor(a.somebody("coordinator", home))):
        says(client.get("/finns/inte/alls/"), 404, "Sidan finns inte")
        says(client.get("/finns-inte/"), 404, "Sidan finns inte")
    says(visitor(a.somebody("coordinator", home)).get(reverse("document", args=["osby", 10**30])), 404, "Sidan finns inte")


def test_a_page_that_is_not_there_names_no_address_and_no_pattern(home):
    page = says(visitor().get("/osby/arbetet/hemligt/"), 404, "Sidan finns inte")
    assert "hemligt" not in page
    assert "urlconf" not in page.lower()


def test_what_one_may_not(home):
    page = says(
        visitor(a.somebody("board_member", a.a_body(home))).get(reverse("log_new", args=["osby"])), 403, "Du har inte rätt till det här"
    )
    assert "Fråga den som samordnar" in page


def test_a_form_that_was_open_too_long(home):
    client = visitor(a.somebody("coordinator", home), enforce_csrf_checks=True)
    page = says(client.post(reverse("log_new", args=["osby"]), {}), 403, "Sidan hade varit öppen för länge")
    assert "CSRF" not in page


def test_a_server_error_never_shows_a_trace(home, broken):
    user, url = a.somebody("coordinator", home), reverse("governance", args=["osby"])
    page = says(visitor(user).get(url), 500, "Något gick fel hos oss")
    assert not any(word in page for word in (SECRET, "Traceback", "RuntimeError"))
    strict = Client()
    strict.force_login(user, backend="councils.access.ContainerBackend")
    with pytest.raises(RuntimeError, match=SECRET):  # so there was something to hide
        strict.get(url)


def test_a_server_error_is_written_in_the_log(home, monkeypatch, caplog):
    monkeypatch.setattr(MemberMixin, "may", lambda *args: 1 / 0)
    with caplog.at_level(logging.ERROR, "django.request"):
        says(visitor(a.somebody("coordinator", home)).get(reverse("governance", args=["osby"])), 500, "Något gick fel hos oss")
    assert "ZeroDivisionError" in caplog.text


def test_an_error_page_is_in_the_chosen_language_and_under_the_same_policy(home):
    client = visitor(a.somebody("coordinator", home))
    client.post(reverse("choose_language"), {"language": "en"})
    response = client.get(reverse("document", args=["osby", 1]))
    assert response.headers["Content-Language"] == "en"
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


TOO_MUCH = [
    ("too many fields", {"DATA_UPLOAD_MAX_NUMBER_FIELDS": 3}, {f"f{n}": "x" for n in range(10)}),
    ("too much text", {"DATA_UPLOAD_MAX_MEMORY_SIZE": 100}, {"title": "x" * 1000}),
]


@pytest.mark.parametrize("limits, sent", [line[1:] for line in TOO_MUCH], ids=[line[0] for line in TOO_MUCH])
def test_a_request_that_is_too_large_is_told_so(home, limits, sent):
    client = visitor(a.somebody("coordinator", home))
    with override_settings(**limits):
        says(client.post(reverse("log_new", args=["osby"]), sent), 400, "Vi kunde inte läsa det du skickade")


ODD = [
    ("/%00/", 404),
    ("/osby/arbete/?x=%00", 400),
    ("/osby/arbete/logg/?enhet=%00", 400),
    ("/osby/arbete/logg/?enhet=%C3%28", 200),
    ("/osby/arbete/historik/user/1/", 404),
    ("/osby/arbete/historik/person/1/", 404),
    ("/osby/arbete/historik/finns-inte/1/", 404),
]


@pytest.mark.parametrize("address, status", ODD)
def test_odd_addresses_are_answered_without_an_error(home, address, status):
    assert visitor(a.somebody("coordinator", home)).get(address).status_code == status


@pytest.mark.parametrize("method", ["put", "patch", "delete", "trace"])
def test_other_methods_change_nothing(home, method):
    document = a.a_document(home.container_ptr)
    client = visitor(a.somebody("coordinator", home))
    assert getattr(client, method)(reverse("document_edit", args=["osby", document.pk])).status_code in (403, 405, 409)
    assert document.history.count() == 1
