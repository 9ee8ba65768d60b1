"""What rules count: the log, planned work, relations that hold, who came to meetings, and the chances that units went through."""

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Case, Count, Min, Q, Value, When
from django.db.models.functions import ExtractYear

from councils.models import Appointment, Attendance, Container, Kind, Meeting, Municipality, Person
from councils.parameters import Period
from councils.rules.meetings import running_period
from funding.models import Application, Assessment, OpportunityReview
from partnerships.models import ENDED, NEVER_STARTED, ListValue, Participant, Relation, Work, WorkTag
from partnerships.planned import planned_work

from .models import Activity

ActivityKind = Activity.Kind
VISITS = (ActivityKind.INCOMING, ActivityKind.OUTGOING, ActivityKind.EXCHANGE)
# What the log itself can say; everything else has rows of its own.
LOGGED = {"activity": tuple(ActivityKind), "visit": VISITS, "application": (ActivityKind.APPLICATION,)}
PLANNED, RELATIONS = {"visit", "project", "application"}, {"membership", "agreement"}
DIRECTIONS = {ActivityKind.INCOMING: "incoming", ActivityKind.OUTGOING: "outgoing"}
YEARS = 4  # as far back as is counted


@dataclass(frozen=True)
class Logged:
    """So many rows that are alike in all that conditions ask for, and that lie in the same periods."""

    row: str
    kind: str
    container: Container
    relation: Relation | None
    young_reached: int | None  # 1 where there were any
    first: dt.date
    last: dt.date
    count: int = 1
    tagged: frozenset = frozenset()
    people: frozenset | None = None
    proof: Any = None

    @property
    def direction(self):
        return DIRECTIONS.get(self.kind)

    @property
    def applicant(self):
        return self.container


@dataclass(frozen=True)
class Counted:
    """One row that conditions may ask anything of. Without container nobody has said for which unit; without people, for whom."""

    subject: Any
    container: Container | None
    first: dt.date
    last: dt.date
    people: frozenset | None = None  # ids of those of ours who took part
    proof: Any = None  # the row that shows it, with a page of its own
    count: int = 1

    @property
    def row(self):
        return self.subject.row

    @property
    def kind(self):
        return getattr(self.subject, "kind", "")

    @property
    def applicant(self) -> Container | str | None:
        """Who applies: a company by its name, else the unit."""
        asking = getattr(self.subject, "origin", None) or self.subject
        if isinstance(asking, Application):
            return asking.applicant_company or asking.applicant or self.container
        return self.container


@dataclass(frozen=True)
class Records:
    """Everything in the municipality that is counted, and for whom."""

    entries: tuple[Logged | Counted, ...]
    meetings: tuple[Meeting, ...]  # of bodies to which units send somebody
    units: tuple[Container, ...]
    posts: tuple[Appointment, ...]
    names: dict  # {(list, code): what the municipality calls the value}
    people: dict  # {id: somebody who has a post or took part}
    coming: tuple[Counted, ...] = ()  # what is planned and has not begun: it counts only where one more is to be planned


class Asked(NamedTuple):
    """What some setting counts."""

    records: tuple[str, ...]
    per: str
    every: Period


def records_of(municipality: Municipality, on: dt.date, asked: Collection[Asked]) -> Records:
    """As far as somebody asks for it: what nobody counts is not read."""
    wanted, per = {record for one in asked for record in one.records}, {one.per for one in asked}
    units = {unit.pk: unit for unit in Container.objects.of(municipality)}
    entries: list[Logged | Counted] = []
    if wanted & {*LOGGED, *RELATIONS}:
        relations = {relation.pk: relation for relation in Relation.objects.of(municipality).select_related("partner", "container")}
        entries += entries_of_relations(relations.values(), on)
    if wanted & LOGGED.keys():
        starts = sorted({running_period(one.every, on)[0] for one in asked if one.every.basis == "rolling"}, reverse=True)
        entries += entries_of_log(municipality, on, units, relations, starts)
    coming = ()
    if wanted & PLANNED:
        entries += entries_of_planned_work(municipality, on)
        coming = tuple(entries_to_come(municipality, on))
    meetings = meetings_of_units(municipality, on) if "attendance" in wanted else ()
    if "attendance" in wanted:
        entries += entries_of_meetings(municipality, on, meetings)
    if "opportunity_review" in wanted:
        entries += entries_of_reviews(municipality, on)
    posts, people = people_of(municipality, entries) if "each_person" in per else ((), {})
    values = ListValue.objects.of(municipality) if "each_value" in per else ()
    names = {(value.list, value.code): value.name for value in values}
    return Records(tuple(entries), meetings, tuple(units.values()), posts, names, people, coming)


def people_of(municipality, entries) -> tuple[tuple[Appointment, ...], dict]:
    """(posts, {id: somebody who has one, or who took part})."""
    posts = tuple(Appointment.objects.of(municipality).select_related("person", "container").order_by("person__name_sort", "pk"))
    people = {post.person_id: post.person for post in posts}
    others = {pk for entry in entries for pk in entry.people or ()} - people.keys()
    return posts, people | Person.objects.in_bulk(others)


def began(on: dt.date) -> dt.date:
    return dt.date(on.year - YEARS, 1, 1)


def entries_of_log(municipality, on, units, relations, starts):
    """Grouped in the database: as many rows as there are combinations, whatever the log holds. Those with tags or people come one by one.

    Of a group any day stands for all: the groups do not reach over a year, nor over the first day of a running period (`starts`).
    """
    rows = Activity.objects.of(municipality).filter(starts_on__lte=on, starts_on__gte=began(on))
    said = Q(pk__in=WorkTag.objects.filter(municipality=municipality).values("work"))
    said |= Q(pk__in=Participant.objects.filter(municipality=municipality).values("work"))
    fetched = rows.filter(said).select_related("container", "relation__partner").prefetch_related("tags__value", "participants")
    for row in fetched:
        yield Counted(row, row.container, row.starts_on, row.starts_on, people_in(row), row)
    young = Case(When(young_reached__gt=0, then=Value(1)), When(young_reached=0, then=Value(0)))
    rows = rows.exclude(said).annotate(young=young, of_year=ExtractYear("starts_on")).order_by()
    alike = ["kind", "container", "relation", "young", "of_year"]
    if starts:
        since = Case(*[When(starts_on__gte=day, then=Value(number)) for number, day in enumerate(starts)], default=Value(len(starts)))
        rows, alike = rows.annotate(since=since), [*alike, "since"]
    for kind, container, relation, reached, *_periods, count, day in rows.values_list(*alike).annotate(Count("pk"), Min("starts_on")):
        yield Logged("activity", kind, units.get(container, municipality), relations.get(relation), reached, day, day, count)


def people_in(work) -> frozenset | None:
    """Those of ours who took part; None while nobody is named, as for a group of pupils."""
    return frozenset(one.person_id for one in work.participants.all() if one.person_id) or None


def entries_of_planned_work(municipality, on):
    """What has begun, in every period that it goes on; an application when it was handed in."""
    for work in planned_work(municipality, on):
        if work.has_begun(on):
            first, last = days_of(work, on)
            yield Counted(work.subject, work.subject.container, first, max(last, first), people_in(work.subject), work.subject)


def entries_to_come(municipality, on):
    for work in planned_work(municipality, on):
        if work.subject.status == Work.State.PLANNED and not work.has_begun(on):
            first = work.subject.starts_on
            yield Counted(work.subject, work.subject.container, first, work.last_day or first, people_in(work.subject), work.subject)


def days_of(work, on) -> tuple[dt.date, dt.date]:
    """Work that says no last day goes on until somebody says that it is over."""
    row = work.subject
    if row.row == "application":
        day = row.submitted_on or row.starts_on
        return day, day
    over = getattr(row, "closed_on", None) or row.starts_on
    last = work.last_day or (over if row.status in (Work.State.HELD, Work.State.CLOSED) else on)
    return row.starts_on, min(last, on)


def entries_of_relations(relations, on):
    """Memberships and agreements, as long as they held; one that says no first day has always held."""
    for relation in relations:
        if relation.status in NEVER_STARTED or (relation.status in ENDED and relation.ended_on is None):
            continue
        first = relation.started_on or (dt.date(relation.started_year, 1, 1) if relation.started_year else began(on))
        last = min(relation.ended_on, on) if relation.ended_on else on
        row = "membership" if relation.is_network else "agreement"
        yield Logged(row, relation.kind, relation.container, relation, None, first, last, proof=relation)


def meetings_of_units(municipality, on) -> tuple[Meeting, ...]:
    """Meetings that have been, of the bodies to which units send somebody."""
    rows = Meeting.objects.of(municipality).filter(day__lte=on, day__gte=began(on), body__kind=Kind.COUNCIL)
    return tuple(rows.exclude(state=Meeting.State.CANCELLED).select_related("body").order_by("day", "pk"))


def entries_of_meetings(municipality, on, meetings) -> Iterator[Counted]:
    """A meeting counts once for a unit, however many came from there; one whose list nobody has filled in may count for any."""
    rows = Attendance.objects.filter(municipality=municipality, meeting__day__lte=on, meeting__day__gte=began(on))
    found: dict[tuple, list[Attendance]] = {}
    noted = set()
    for row in rows.select_related("meeting__body", "appointment__container", "appointment__home_unit").order_by("meeting__day", "pk"):
        noted.add(row.meeting_id)
        if row.state == Attendance.State.PRESENT:
            found.setdefault((row.meeting_id, row.container.pk), []).append(row)
    for came in found.values():
        meeting, people = came[0].meeting, frozenset(row.appointment.person_id for row in came)
        yield Counted(came[0], came[0].container, meeting.day, meeting.day, people, meeting)
    for meeting in meetings:
        if meeting.pk not in noted:
            yield Counted(Attendance(meeting=meeting), None, meeting.day, meeting.day, None, meeting)


def entries_of_reviews(municipality, on) -> Iterator[Counted]:
    """Reviews, and calls that were assessed one by one: a unit that weighs a call, also with a no, has weighed a chance."""
    reviews = OpportunityReview.objects.of(municipality).filter(reviewed_on__lte=on, reviewed_on__gte=began(on))
    for one in reviews.select_related("container").prefetch_related("calls__programme"):
        yield Counted(one, one.container, one.reviewed_on, one.reviewed_on, frozenset({one.person_id} - {None}) or None, one)
    assessed = Assessment.objects.of(municipality).filter(assessed_on__lte=on, assessed_on__gte=began(on))
    for one in assessed.select_related("container", "call__programme"):
        yield Counted(one, one.container, one.assessed_on, one.assessed_on, frozenset({one.person_id} - {None}) or None, one.call)
