"""A person's days as a calendar feed (RFC 5545): deadlines and hand-in days of own applications, meetings, visits.

A span of days is a span of days; a deadline with an hour carries its zone.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from councils.access import container_ids
from councils.models import Appointment, Meeting, Municipality
from partnerships.models import Visit

from .application_page import paper_days
from .models import CalendarFeed
from .planning import deadline_of, minute_of, races

BACK = dt.timedelta(days=90)  # how far back the feed goes


@dataclass(frozen=True)
class Entry:
    """`first` is a day, or a moment with its zone; `last` the last day of a span, itself included."""

    uid: str
    title: str
    first: dt.date | dt.datetime
    last: dt.date | None = None
    url: str = ""
    place: str = ""


@transaction.atomic
def open_feed(*, municipality: Municipality, account, by) -> CalendarFeed:
    """The account's feed with a new address; the old one, where there was one, opens nothing any more."""
    feed = CalendarFeed.objects.select_for_update().filter(municipality=municipality, account=account).first()
    if feed is None:
        return CalendarFeed(municipality=municipality, account=account).recorded(by=by)
    feed.number, feed.is_open = feed.number + 1, True
    return feed.recorded(by=by, reason=_("Ny adress"))


@transaction.atomic
def close_feed(*, feed: CalendarFeed, by) -> CalendarFeed:
    feed = CalendarFeed.objects.select_for_update().get(pk=feed.pk)
    feed.is_open = False
    return feed.recorded(by=by, reason=_("Stängd"))


def entries_of(account, municipality, on: dt.date) -> list[Entry]:
    """What concerns the person: the units where one works, the bodies where one sits."""
    units = container_ids(account, "log")
    seats = Appointment.objects.held_by(account).in_force(on).filter(municipality=municipality).values_list("container", flat=True)
    found = [*of_applications(municipality, units, on), *of_visits(municipality, units, on)]
    return [*found, *of_meetings(municipality, set(units) | set(seats), on)]


def of_applications(municipality, units, on) -> Iterator[Entry]:
    rows = [race for race in races(municipality, on) if race.subject.container_id in units]
    for race in rows:
        row, url = race.subject, reverse("application", args=[municipality.slug, race.subject.pk])
        minute, last_day = minute_of(row), deadline_of(row)
        if last_day is None:
            continue
        zone = ZoneInfo(row.deadline.zone) if row.deadline_id else timezone.get_current_timezone()
        yield Entry(f"deadline-{row.pk}", _("Sista dag: %(row)s") % {"row": row}, minute.astimezone(zone) if minute else last_day, url=url)
        for stop in race.plan(on, paper_days(row, race, on)).stops:
            if stop.papers_on:
                facts = {"organ": race.name_of(stop), "row": row}
                title = _("Handlingar till %(organ)s: %(row)s") % facts
                yield Entry(
                    f"papers-{row.pk}-{stop.step.order}-{stop.organ}",
                    title,
                    stop.papers_on,
                    url=reverse("plan", args=[municipality.slug, row.pk]),
                )


def of_visits(municipality, units, on) -> Iterator[Entry]:
    rows = Visit.objects.of(municipality).filter(container__in=units, starts_on__gte=on - BACK).exclude(status=Visit.State.CANCELLED)
    for row in rows:
        yield Entry(f"visit-{row.pk}", row.title, row.starts_on, row.ends_on, reverse("visit", args=[municipality.slug, row.pk]), row.place)


def of_meetings(municipality, bodies, on) -> Iterator[Entry]:
    rows = Meeting.objects.of(municipality).filter(body__in=bodies, day__gte=on - BACK).exclude(state=Meeting.State.CANCELLED)
    for row in rows.select_related("body"):
        yield Entry(f"meeting-{row.pk}", row.body.label, row.day, url=reverse("meeting", args=[municipality.slug, row.pk]), place=row.place)


def calendar_of(feed: CalendarFeed, site: str, on: dt.date) -> bytes:
    """The feed's bytes. `site` is scheme and host, for the links."""
    home = feed.municipality
    calendar = Calendar()
    calendar.add("prodid", f"-//{home.official_name}//SV")
    calendar.add("version", "2.0")
    calendar.add("name", _("%(municipality)s, internationellt arbete") % {"municipality": home.official_name})
    calendar.add("x-wr-calname", _("%(municipality)s, internationellt arbete") % {"municipality": home.official_name})
    stamp = timezone.now()
    for entry in entries_of(feed.account, home, on):
        calendar.add_component(event_of(entry, home, site, stamp))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def event_of(entry: Entry, home, site, stamp) -> Event:
    event = Event()
    event.add("uid", f"{entry.uid}@{home.slug}")
    event.add("dtstamp", stamp)
    event.add("summary", entry.title)
    event.add("dtstart", entry.first)
    if not isinstance(entry.first, dt.datetime):  # the end of a span of days is the day after its last
        event.add("dtend", (entry.last or entry.first) + dt.timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    if entry.place:
        event.add("location", entry.place)
    if entry.url:
        event.add("url", site + entry.url)
    return event
