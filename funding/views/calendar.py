"""The calendar feed: a page with its secret address, and the feed itself, which opens without signing in."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from councils.access import MemberMixin, MunicipalityMixin, container_ids

from ..feed import calendar_of, close_feed, open_feed
from ..models import CalendarFeed


class CalendarView(MemberMixin, TemplateView):
    template_name = "funding/calendar.html"

    def get_context_data(self, **kwargs):
        feed = CalendarFeed.objects.filter(municipality=self.municipality, account=self.request.user, is_open=True).first()
        address = reverse("calendar_feed", args=[self.municipality.slug, feed.token]) if feed else ""
        return super().get_context_data(feed=feed, address=self.request.build_absolute_uri(address) if feed else "", **kwargs)


class CalendarRenewView(MemberMixin, View):
    """A new address; with «stang» the feed is closed."""

    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        if "stang" in request.POST:
            feed = CalendarFeed.objects.filter(municipality=self.municipality, account=request.user).first()
            if feed:
                close_feed(feed=feed, by=request.user)
            messages.success(request, _("Adressen är stängd."))
        else:
            open_feed(municipality=self.municipality, account=request.user, by=request.user)
            messages.success(request, _("Här är din nya adress. Den gamla visar inget längre."))
        return redirect("calendar", slug=self.municipality.slug)


class CalendarFeedView(MunicipalityMixin, View):
    """Whoever has the address reads; what it shows is what the account may see today. All else is 404."""

    http_method_names = ["get", "head"]

    def get(self, request, *args, **kwargs):
        feed = CalendarFeed.of_token(kwargs["token"])
        home = self.municipality
        if feed is None or feed.municipality_id != home.pk or home.pk not in container_ids(feed.account, "see"):
            raise Http404
        site = request.build_absolute_uri("/").rstrip("/")
        response = HttpResponse(calendar_of(feed, site, timezone.localdate()), content_type="text/calendar; charset=utf-8")
        response["Cache-Control"] = "private, no-store"
        response["Content-Disposition"] = 'inline; filename="kalender.ics"'
        return response
