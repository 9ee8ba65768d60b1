"""Claims that count what is logged. They say that something was recorded, never that it had effect."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, Value, When
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from councils.compliance import BREACHED, DUE, KEPT, OVERDUE, UNKNOWN, WAITING, Fix, Verdict, rule
from councils.conditions import FIELDS, holds
from councils.models import Container, Municipality
from councils.parameters import Period, parameter
from councils.periods import years_owed
from partnerships.facts import tags_of
from partnerships.models import ENDED, NEVER_STARTED, ListValue, Relation, Work
from partnerships.planned import planned_work

from ..models import Activity

Kind = Activity.Kind
VISITS = (Kind.INCOMING, Kind.OUTGOING, Kind.EXCHANGE)
# What the log itself can say; planned work and relations have rows of their own.
LOGGED = {"activity": tuple(Kind), "visit": VISITS, "application": (Kind.APPLICATION,)}
RECORDS = ("activity", "visit", "project", "application", "opportunity_review", "attendance", "membership", "agreement")
DIRECTIONS = {Kind.INCOMING: "incoming", Kind.OUTGOING: "outgoing"}
RELATIONS = frozenset({"membership", "agreement"})
YEARS = 4  # as far back as is counted


def countable() -> set[str]:
    """The records that have rows: the log's, relations, and every kind of planned work that some room has."""
    return {*LOGGED, *RELATIONS, *(model._meta.model_name for model in Work.__subclasses__())}


@dataclass(frozen=True)
class Logged:
    """So many rows that are alike in all that conditions ask for."""

    row: str
    kind: str
    container: Container
    relation: Relation | None
    young_reached: int | None  # 1 where there were any
    year: int
    count: int
    tagged: frozenset = frozenset()

    @property
    def direction(self):
        return DIRECTIONS.get(self.kind)


@dataclass(frozen=True)
class Counted:
    """One row that conditions may ask anything of."""

    subject: Any
    year: int
    count: int = 1

    @property
    def row(self):
        return self.subject.row

    @property
    def kind(self):
        return getattr(self.subject, "kind", "")

    @property
    def container(self):
        return self.subject.container


@dataclass(frozen=True)
class LogBook:
    """The municipality with its log, counted, and its units."""

    subject: Municipality
    entries: tuple[Logged | Counted, ...]
    units: tuple[Container, ...]
    names: dict  # {(list, code): what the municipality calls the value}


def log_books(municipality, on):
    units = {unit.pk: unit for unit in Container.objects.of(municipality)}
    relations = {relation.pk: relation for relation in Relation.objects.of(municipality).select_related("partner", "container")}
    entries = (
        *entries_of_log(municipality, on, units, relations),
        *entries_of_planned_work(municipality, on),
        *entries_of_relations(relations.values(), on),
    )
    names = {(value.list, value.code): value.name for value in ListValue.objects.of(municipality).order_by("ordinal", "pk")}
    yield LogBook(municipality, entries, tuple(units.values()), names)


def entries_of_log(municipality, on, units, relations):
    """Grouped in the database: as many rows as there are combinations, whatever the log holds; those with tags come one by one."""
    rows = Activity.objects.of(municipality).filter(starts_on__lte=on, starts_on__gte=dt.date(on.year - YEARS, 1, 1))
    for activity in (
        rows.exclude(tags=None).select_related("container", "relation__partner").prefetch_related("tags__value", "participants")
    ):
        yield Counted(activity, activity.starts_on.year)
    young = Case(When(young_reached__gt=0, then=Value(1)), When(young_reached=0, then=Value(0)))
    rows = rows.filter(tags=None).annotate(young=young, of_year=ExtractYear("starts_on")).order_by()
    found = rows.values_list("kind", "container", "relation", "young", "of_year").annotate(Count("pk"))
    for kind, container, relation, reached, year, count in found:
        yield Logged("activity", kind, units.get(container, municipality), relations.get(relation), reached, year, count)


def entries_of_planned_work(municipality, on):
    """What has begun, once for each year that it goes on; an application once, when it was handed in."""
    for work in planned_work(municipality, on):
        if work.has_begun(on):
            first, last = days_of(work, on)
            for year in range(max(first.year, on.year - YEARS), max(last, first).year + 1):
                yield Counted(work.subject, year)


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
    """Memberships and agreements, once for each year in which they held."""
    for relation in relations:
        first = relation.started_on.year if relation.started_on else relation.started_year or on.year - YEARS
        row = "membership" if relation.is_network else "agreement"
        if relation.status in NEVER_STARTED or (relation.status in ENDED and relation.ended_on is None):
            continue
        last = min(relation.ended_on, on) if relation.ended_on else on
        for year in range(max(first, on.year - YEARS), last.year + 1):
            yield Logged(row, relation.kind, relation.container, relation, None, year, 1)


@dataclass(frozen=True, kw_only=True)
class Bounds:
    records: tuple = parameter("choices", "what is counted", options=RECORDS)
    per: str = parameter(
        "choice",
        "counted for whom",
        default="municipality",
        options=("municipality", "each_unit", "each_value", "each_person", "each_applicant"),
        needs={"each_unit": "unit_kinds", "each_value": "values_of"},
    )
    unit_kinds: tuple = parameter("unit_kinds", "when per unit", default=())
    values_of: str | None = parameter("text", "when per value: the list or field whose values are counted", default=None)
    values: tuple = parameter("list", "and which of its values; empty means every one", default=())
    at_least: int | None = parameter("integer", "least number", default=None)
    at_most: int | None = parameter("integer", "most number", default=None)
    every: Period = parameter("period", "the period")


def can_be_read(name) -> bool:
    """A fact that some row says, or a list that work is tagged with."""
    return name not in FIELDS["Work"] or FIELDS["Work"][name].read is not None


def counted_for(book, p) -> Iterator[tuple[str, str, Any]]:
    """(key, name, what an entry answers to «yours?») of each that is counted for."""
    if p.per == "each_unit":
        for unit in book.units:
            if unit.kind in p.unit_kinds:
                yield unit.code, unit.label, lambda entry, unit=unit: entry.container == unit
    elif p.per == "each_value":
        for value in p.values or [code for of_list, code in book.names if of_list == p.values_of]:
            name = book.names.get((p.values_of, value), value.replace("_", " "))
            yield value, name, lambda entry, value=value: names_value(entry, p.values_of, value)
    else:
        yield "", book.subject.label, lambda entry: True


def names_value(entry, of_list, value) -> bool | None:
    """Whether the entry has the value of a fact, or of a list; None while it has none of the list."""
    if of_list in FIELDS["Work"]:
        return holds("Work", entry, [{"field": of_list, "op": "eq", "value": value}])
    named = tags_of(entry, of_list)
    return None if named is None else value in named


def is_counted(entry, records) -> bool:
    """An entry of the log by its kind, any other row by what it is."""
    kinds = {kind for record in records for kind in LOGGED.get(record, ())}
    return entry.kind in kinds if entry.row == "activity" else entry.row in records


@rule(
    subject="Work",
    title=gettext_lazy("Det som ska ske sker, i lagom antal"),
    rows=log_books,
    gates=["visit.plan"],
    where_on="records",
)
def number_of_records_is_within_bounds(book: LogBook, p: Bounds, on, setting):
    """What is counted by a fact that no row has yet, or among rows that do not exist yet, waits; what is there may be enough."""
    asked = [condition["field"] for condition in setting.where] + ([p.values_of] if p.per == "each_value" else [])
    if not countable() & set(p.records) or p.per in ("each_person", "each_applicant") or not all(can_be_read(name) for name in asked):
        yield Verdict(WAITING, _("Det som ska räknas registreras inte än."))
        return
    of_kind = [entry for entry in book.entries if is_counted(entry, p.records)]
    for year in years_owed(p.every, None, on, setting.in_force_from):
        entries = [(entry, holds("Work", entry, setting.where)) for entry in of_kind if entry.year == year.year]
        for key, name, own in counted_for(book, p):
            answers = [(both(answer, own(entry)), entry.count) for entry, answer in entries if answer is not False]
            sure = sum(count for answer, count in answers if answer)
            perhaps = sum(count for answer, count in answers if answer is None)
            yield within_bounds(p, year, name, f"{year}:{key}" if key else str(year), sure, perhaps, on)


def both(one, other) -> bool | None:
    """Both answers together; a no is a no, whatever the other says."""
    return False if False in (one, other) else None if None in (one, other) else True


def within_bounds(p, year, name, key, sure, perhaps, on):
    facts = {"who": name, "year": year, "count": sure, "least": p.at_least, "most": p.at_most}
    fix = Fix(_("Logga"), "log_new", (), "", "log")
    if p.at_most is not None and sure > p.at_most:
        sentence = _("%(who)s har %(count)s under %(year)s, mer än de %(most)s som dokumentet tillåter. Skriv varför.")
        return Verdict(BREACHED, sentence % facts, key=key, fix=Fix(_("Till loggen"), "log"))
    if p.at_least is None or sure >= p.at_least:
        return Verdict(KEPT, key=key)
    if sure + perhaps >= p.at_least:
        sentence = _(
            "%(who)s: det som är loggat %(year)s säger inte om det räknas. Komplettera det loggade, till exempel hur många unga som deltog."
        )
        title = _("Komplettera det som loggats %(year)s, så att det går att räkna") % facts
        return Verdict(UNKNOWN, sentence % facts, title=title, key=key, fix=Fix(_("Till loggen"), "log", (), f"ar={year}", "log"))
    if set(p.records) - countable():
        return Verdict(WAITING, _("En del av det som räknas registreras inte än."), key=key)
    sentence = _("%(who)s har %(count)s loggade under %(year)s, minst %(least)s ska det vara. Logga det som gjorts.")
    return Verdict(
        OVERDUE if on > year.ends_on else DUE,
        sentence % facts,
        title=_("Logga det som gjorts under %(year)s") % facts,
        due=year.ends_on,
        key=key,
        fix=fix,
    )
