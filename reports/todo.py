"""What somebody has to do, worked out from what the rules say, and what came in: the view model of the work page."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from councils.access import container_ids
from councils.compliance import DUE, Finding, Fix
from councils.models import Decision
from councils.remarks import address_of
from councils.spoken import speak
from councils.standing import place_of
from councils.templatetags.page import in_days, short_day
from funding.models import NoteReceiver
from funding.reminders import calls_come, notes_come

from .models import Activity, Delivery, Report

RECENT = dt.timedelta(days=30)


@dataclass
class Task:
    """One thing to do, with every clause that asks for it; two clauses that say the same are one task."""

    finding: Finding
    clauses: list = field(default_factory=list)
    fix: Fix | None = None
    url: str = ""
    mine: bool = False

    @property
    def verdict(self):
        return self.finding.verdict

    @property
    def state(self):
        return self.finding.state

    @property
    def what(self):
        return (self.fix and self.fix.title) or self.verdict.title or self.verdict.sentence

    @property
    def act(self):
        return self.fix.label if self.fix else ""

    @property
    def word(self):
        """The day rather than the code, where there is one."""
        return in_days(self.verdict.due) if self.state == DUE and self.verdict.due else ""

    @property
    def when(self):
        if self.state == DUE:
            return short_day(self.verdict.due) if self.verdict.due else ""
        first = self.verdict.since or self.verdict.due
        return _("sedan %(day)s") % {"day": short_day(first)} if first else ""

    @property
    def on_assumption(self):
        return self.finding.rests_on_assumption


def tasks(municipality, user, found) -> list[Task]:
    """What needs something, worst first; `mine` are those that the user may put right."""
    grouped = {}
    for finding in sorted((f for f in found if f.needs_something), key=lambda f: f.order):
        # a consequence is named at its cause: what is put right by the same act is one task
        fix, verdict = finding.verdict.fix, finding.verdict
        act = (fix.view, fix.kwargs, fix.query) if fix else (finding.setting.rule, getattr(finding.row, "pk", None), verdict.key)
        key = (*act, str(verdict.title or verdict.sentence))
        task = grouped.setdefault(key, Task(finding))
        if finding.setting.clause not in [clause for clause, _strength in task.clauses]:
            task.clauses.append((finding.setting.clause, finding.setting.strength))
    for task in grouped.values():
        find_way_out(task, municipality, user)
    return list(grouped.values())


def find_way_out(task, municipality, user):
    """The act that the user may do about it: the verdict's own, else the one of those who work in the unit itself."""
    place = place_of(task.finding.row, municipality)
    ways = [fix for fix in (task.verdict.fix, task.verdict.own_fix) if fix]
    task.fix = next((fix for fix in ways if fix.permission != "see" and place in container_ids(user, fix.permission)), None)
    task.mine = task.fix is not None
    task.fix = task.fix or task.verdict.fix
    if task.fix:
        task.url = address_of(task.fix, municipality)


@dataclass(frozen=True)
class News:
    """Something that came in."""

    kind: str
    what: str
    about: str
    url: str
    at: object


def came_in(municipality, since: dt.datetime, limit=8, user=None) -> list[News]:
    """Reports, decisions, deliveries and log entries of late, newest first; with a user, what came for the units that the user writes in."""
    news = [*news_of_reports(municipality, since), *news_of_decisions(municipality, since), *news_of_log(municipality, since)]
    if user is not None:
        news += [*news_of_calls(municipality, user, since), *news_of_notes(municipality, user, since)]
    return sorted(news, key=lambda one: one.at, reverse=True)[:limit]


def news_of_reports(municipality, since):
    rows = Report.history.filter(municipality=municipality, history_date__gte=since, status=Report.Status.SUBMITTED)
    newest = {row.id: row for row in rows.select_related("container", "history_user__person").order_by("history_date")}
    for row in newest.values():
        what = _("%(unit)s har lämnat sin rapport för %(year)s") % {"unit": row.container.label, "year": row.year}
        url = reverse("report", args=[municipality.slug, row.container.code, row.year])
        yield News(_("Rapport"), what, row.history_user.called if row.history_user else "", url, row.history_date)
    deliveries = Delivery.history.filter(municipality=municipality, history_date__gte=since, history_type="+")
    for row in deliveries.select_related("receiver", "edition__yearly_report").order_by("-history_date")[:5]:
        year = row.edition.yearly_report.year
        what = speak(_("%(The_yearly_report)s %(year)s är lämnad till %(body)s"), year=year, body=row.receiver.label)
        yield News(speak("%(Yearly_report)s"), what, "", reverse("yearly", args=[municipality.slug, year]), row.history_date)


def news_of_decisions(municipality, since):
    rows = Decision.history.filter(municipality=municipality, history_date__gte=since, history_type="+")
    rows = list(rows.select_related("matter", "history_user__person").order_by("-history_date")[:10])
    known = Decision.objects.select_related("body", "post").in_bulk([row.id for row in rows])
    for row in rows:
        decision = known.get(row.id)
        if decision:
            url = reverse("decision", args=[municipality.slug, row.id])
            yield News(_("Beslut"), row.matter.title, str(decision), url, row.history_date)


def news_of_calls(municipality, user, since):
    """One line for all calls that concern the user's units."""
    units = container_ids(user, "log")
    if units and (come := calls_come(municipality, units, since)):
        yield News(_("Utlysningar"), come.what, come.about, reverse("watch", args=[municipality.slug]), come.at)


def news_of_notes(municipality, user, since):
    """Notes that nobody has opened yet, at the hour when they were passed on."""
    received = notes_come(municipality, user, since)
    ids = [row.pk for row in received]
    at = dict(NoteReceiver.history.filter(id__in=ids, history_type="+").values_list("id", "history_date")) if ids else {}
    for row in received:
        who = row.note.author or row.note.container.label
        yield News(_("Notis"), row.note.title, str(who), reverse("note", args=[municipality.slug, row.note_id]), at[row.pk])


def news_of_log(municipality, since):
    """One line for each unit that has logged, not one for each entry."""
    rows = Activity.history.filter(municipality=municipality, history_date__gte=since, history_type="+")
    found = defaultdict(list)
    for row in rows.select_related("container").order_by("-history_date")[:100]:
        found[row.container].append(row)
    for unit, entries in found.items():
        what = ngettext("%(unit)s har loggat en aktivitet", "%(unit)s har loggat %(count)s aktiviteter", len(entries))
        url = f"{reverse('log', args=[municipality.slug])}?enhet={unit.code}"
        yield News(_("Logg"), what % {"unit": unit.label, "count": len(entries)}, entries[0].title, url, entries[0].history_date)
