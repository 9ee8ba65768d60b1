"""Swedish until the visitor chooses, whatever the browser says; public pages by address, signed-in pages by choice."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.utils.translation import get_language

from intl_admin.language import LanguageMiddleware, choose_language
from tests import situations as s


def language_seen(rf, path, cookie=None):
    request = rf.get(path, headers={"accept-language": "en-GB,en;q=0.9"})
    if cookie:
        request.COOKIES["language"] = cookie
    return LanguageMiddleware(lambda r: HttpResponse(f"{get_language()} {r.LANGUAGE_CODE}"))(request)


PLACES = [
    ("/", None, "sv"), ("/by/", None, "sv"), ("/by/", "en", "sv"), ("/en/by/", None, "en"), ("/en/by/", "sv", "en"), ("/en/", None, "en"),
    ("/by/arbete/", None, "sv"), ("/by/arbete/logg/3/", "en", "en"), ("/konto/login/", "en", "en"), ("/konto/login/", None, "sv"),
    ("/by/arbete/", "de", "sv"), ("/english-town/", None, "sv"), ("/by/dokument/arbete/", "en", "sv"),
]  # fmt: skip


@pytest.mark.parametrize("path, cookie, language", PLACES)
def test_the_language_of_a_page(rf, path, cookie, language):
    response = language_seen(rf, path, cookie)
    assert response.content.decode() == f"{language} {language}"
    assert response["Content-Language"] == language


def test_the_language_does_not_stay_for_the_next_request(rf):
    before = get_language()
    language_seen(rf, "/en/by/")
    assert get_language() == before


@pytest.mark.parametrize("path, varies", [("/by/arbete/", True), ("/by/", False)])
def test_a_cache_is_told_what_the_choice_changes(rf, path, varies):
    assert ("Cookie" in language_seen(rf, path).get("Vary", "")) is varies


def asked(request, user=None):
    request.user = user or AnonymousUser()
    return request


@pytest.mark.parametrize(
    "given, back", [("/by/arbete/", "/by/arbete/"), ("https://elsewhere.example/", "/"), ("//elsewhere.example", "/"), (None, "/")]
)
def test_the_choice_is_kept_and_goes_back_to_our_own_pages_only(rf, given, back):
    response = choose_language(asked(rf.post("/konto/sprak/", {"language": "en"} | ({"next": given} if given else {}))))
    assert (response.status_code, response["Location"]) == (302, back if back != "/" else "/en/")
    assert response.cookies["language"].value == "en"
    assert response.cookies["language"]["httponly"]


def test_an_unknown_language_is_not_kept(rf):
    assert not choose_language(asked(rf.post("/konto/sprak/", {"language": "xx"}))).cookies


def test_the_choice_is_never_a_link(rf):
    assert choose_language(rf.get("/konto/sprak/", {"language": "en"})).status_code == 405


@pytest.mark.django_db
def test_who_is_signed_in_is_written_to_in_the_language_of_the_choice(rf):
    user = s.somebody("coordinator", s.a_municipality().container_ptr)
    choose_language(asked(rf.post("/konto/sprak/", {"language": "en"}), user))
    user.refresh_from_db()
    assert user.language == "en"
    choose_language(asked(rf.post("/konto/sprak/", {"language": "xx"}), user))
    user.refresh_from_db()
    assert user.language == "en"
