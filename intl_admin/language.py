"""Which language a page is in. Public pages: the address says. Signed-in pages: the visitor's own choice. Never the browser's setting."""

from django.conf import settings
from django.http import HttpResponseRedirect
from django.urls import translate_url
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

ACCOUNT, WORK = "konto", "arbete"


def by_choice(path):
    """Whether the page is one of those with one address for both languages: /konto/…, /<slug>/arbete/…"""
    first, second = [*path.strip("/").split("/"), ""][:2]
    return first == ACCOUNT or second == WORK


def language_of(request):
    if by_choice(request.path_info):
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    return translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE


class LanguageMiddleware:
    """In place of Django's LocaleMiddleware, which would ask the browser."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        language = language_of(request)
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        if by_choice(request.path_info):
            patch_vary_headers(response, ("Cookie",))
        return response


@require_POST
def choose_language(request):
    """Keeps the choice for the signed-in pages and for letters, and goes back to where the visitor was; a public page in its other address."""
    language, back = request.POST.get("language"), request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        back = "/"
    if language not in dict(settings.LANGUAGES):
        return HttpResponseRedirect(back)
    if request.user.is_authenticated and request.user.language != language:
        request.user.language = language
        request.user.save(update_fields=["language"])
    response = HttpResponseRedirect(translate_url(back, language))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        path="/",
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response
