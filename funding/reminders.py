"""What has come for somebody's units: on the work page, and once by mail."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Count, Max, Q
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import ngettext, override

from councils.models import Appointment, Municipality, Person
from councils.words import speaking_of

from .call_list import deadline_of
from .models import CallNews, NoteReceiver

TOLD_WITHIN = dt.timedelta(days=30)  # what is older is no news to somebody who is appointed today
TOLD = ("contact", "coordinator")


# ── the work page


@dataclass(frozen=True)
class Come:
    """How many calls are new and changed for somebody's units, and when the last came."""

    new: int
    changed: int
    at: dt.datetime | None

    @property
    def what(self) -> str:
        if not self.new:
            return ngettext("%(count)s ändrad utlysning för er", "%(count)s ändrade utlysningar för er", self.changed) % {
                "count": self.changed
            }
        return ngettext("%(count)s ny utlysning för er", "%(count)s nya utlysningar för er", self.new) % {"count": self.new}

    @property
    def about(self) -> str:
        if not (self.new and self.changed):
            return ""
        return ngettext("%(count)s har ändrats", "%(count)s har ändrats", self.changed) % {"count": self.changed}


def calls_come(municipality, containers, since: dt.datetime) -> Come | None:
    """One piece of news, however many the calls are; a call that concerns two of the units is one call."""
    rows = CallNews.history.filter(municipality=municipality, container__in=containers, history_type="+", history_date__gte=since)
    counts = rows.aggregate(
        new=Count("call", distinct=True, filter=Q(kind=CallNews.Kind.NEW)),
        changed=Count("call", distinct=True, filter=Q(kind=CallNews.Kind.CHANGED)),
        at=Max("history_date"),
    )
    return Come(**counts) if counts["at"] else None


def notes_come(municipality, user, since: dt.datetime, limit=5) -> list[NoteReceiver]:
    """Notes to the user, or to a unit where the user has a post, that nobody has opened."""
    posts = Appointment.objects.of(municipality).held_by(user).in_force(timezone.localdate()).values("container")
    rows = NoteReceiver.objects.filter(municipality=municipality, opened_on=None, note__day__gte=timezone.localdate(since))
    rows = rows.filter(Q(person__account=user) | Q(person=None, container__in=posts))
    return list(rows.select_related("note__container", "note__author").order_by("-note__day", "-pk")[:limit])


# ── the letter


@dataclass
class Letter:
    """What one person is told of one municipality: (unit, [(kind, call, deadline)]) for each unit."""

    person: Person
    municipality: Municipality
    units: list

    @property
    def number(self) -> int:
        return len({call.pk for _unit, found in self.units for _kind, call, _deadline in found})


def letters(municipality: Municipality, on: dt.date) -> list[tuple[Letter, list[CallNews]]]:
    """One for each person who is told something: contact persons of their own units, co-ordinators of all. With the news it holds."""
    untold = untold_news(municipality, on)
    found = []
    for person, posts in receivers(municipality, on).items():
        everything = any(post.role == "coordinator" for post in posts)
        own = {post.container_id for post in posts}
        rows = [news for news in untold if everything or news.container_id in own]
        if rows:
            found.append((Letter(person, municipality, by_unit(rows, on)), rows))
    return found


def untold_news(municipality, on):
    rows = CallNews.objects.of(municipality).filter(told_on=None, noticed_on__gte=on - TOLD_WITHIN, noticed_on__lte=on)
    rows = rows.select_related("container", "call__programme").prefetch_related("call__deadlines")
    return list(rows.order_by("container__name_sort", "container", "-noticed_on", "-pk"))


def receivers(municipality, on) -> dict[Person, list[Appointment]]:
    posts = Appointment.objects.of(municipality).in_force(on).filter(role__in=TOLD).exclude(person__email="")
    found = defaultdict(list)
    for post in posts.select_related("person__account", "container").order_by("person__name_sort", "pk"):
        found[post.person].append(post)
    return found


def by_unit(rows, on):
    """A call that is both new and changed stands once, as new."""
    found: dict = {}
    for news in sorted(rows, key=lambda row: row.kind != CallNews.Kind.NEW):
        found.setdefault(news.container, {}).setdefault(
            news.call_id, (CallNews.Kind(news.kind).label, news.call, deadline_of(news.call, on))
        )
    return [(unit, list(calls.values())) for unit, calls in sorted(found.items(), key=lambda pair: pair[0].name_sort)]


def remind(municipality: Municipality, *, base: str, on: dt.date | None = None) -> tuple[int, list[str]]:
    """Send the letters; returns how many went and the addresses that could not be reached. News that reached anybody is told."""
    on = on or timezone.localdate()
    sent, failed, told = 0, [], {}
    with speaking_of(municipality):
        for letter, rows in letters(municipality, on):
            try:
                with override(language_of(letter.person)):
                    send(letter, base)
            except OSError:  # smtplib's faults among them
                failed.append(letter.person.email)
            else:
                sent += 1
                told |= {news.pk: news for news in rows}
    with transaction.atomic():
        for news in told.values():
            news.told_on = on
            news.recorded(by=None, reason="Påminnelse")
    return sent, failed


def language_of(person: Person) -> str:
    """The one that the person has chosen on the pages; the product's first language while nobody has chosen."""
    return (person.account.language if person.account_id else "") or settings.LANGUAGE_CODE


def send(letter: Letter, base: str):
    subject = ngettext("%(count)s utlysning för er i %(place)s", "%(count)s utlysningar för er i %(place)s", letter.number)
    text = render_to_string("funding/reminder.txt", {"letter": letter, "base": base.rstrip("/")})
    send_mail(subject % {"count": letter.number, "place": letter.municipality.name}, text, None, [letter.person.email])
