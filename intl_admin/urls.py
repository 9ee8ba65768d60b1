"""Every address. Public pages: the language is in the address. Signed-in pages: one address, the visitor chooses."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from django.views.generic import TemplateView

from funding.views.calendar import CalendarFeedView

from .accounts import AddressView, DemoLogin, demo_sign_in, healthz
from .language import choose_language

demo_urls = [
    path("konto/login/", DemoLogin.as_view(), name="account_login"),
    path("konto/email/", AddressView.as_view(), name="account_email"),
    path("konto/demo/", demo_sign_in, name="demo_sign_in"),
]

ABOUT = [
    path("om/hjalp/", TemplateView.as_view(template_name="about/help.html"), name="help"),
    path("om/tillganglighet/", TemplateView.as_view(template_name="about/accessibility.html"), name="accessibility"),
    path("om/personuppgifter/", TemplateView.as_view(template_name="about/personal_data.html"), name="personal_data"),
]

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("konto/sprak/", choose_language, name="choose_language"),
    *(demo_urls if settings.DEMO else []),
    path("konto/", include("allauth.account.urls")),
    path("<slug:slug>/kalender/<str:token>.ics", CalendarFeedView.as_view(), name="calendar_feed"),  # the address is the key
    path("<slug:slug>/arbete/", include("councils.urls")),
    path("<slug:slug>/arbete/", include("partnerships.urls")),
    path("<slug:slug>/arbete/", include("funding.urls")),
    path("<slug:slug>/arbete/", include("reports.urls")),
    *i18n_patterns(*ABOUT, path("", include("reports.public_urls")), prefix_default_language=False),
]
