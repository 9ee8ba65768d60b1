"""Claims that count what is logged. They say that something was recorded, never that it had effect."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, Value, When
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from councils.compliance import BREACHED, DUE, KEPT, OVERDUE, UNKNOWN, WAITING, Fix, Verdict, rule, waiting_rule
from councils.conditions import FIELDS, holds
from councils.models import Container, Municipality
from councils.parameters import Period, declaration, parameter
from councils.periods import years_owed
from partnerships.models import Relation

from ..models import Activity

Kind = Activity.Kind
VISITS = (Kind.INCOMING, Kind.OUTGOING, Kind.EXCHANGE)
# What the log can count; projects, reviews, attendance and memberships have no rows yet.
LOGGED = {"activity": tuple(Kind), "visit": VISITS, "application": (Kind.APPLICATION,)}
RECORDS = ("activity", "visit", "project", "application", "opportunity_review", "attendance", "membership", "agreement")
DIRECTIONS = {Kind.INCOMING: "incoming", Kind.OUTGOING: "outgoing"}


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
class LogBook:
    """The municipality with its log, counted, and its units."""

    subject: Municipality
    entries: tuple[Logged, ...]
    units: tuple[Container, ...]


def log_books(municipality, on):
    """Grouped in the database: as many rows as there are combinations, whatever the log holds."""
    units = {unit.pk: unit for unit in Container.objects.of(municipality)}
    relations = {relation.pk: relation for relation in Relation.objects.of(municipality).select_related("partner")}
    young = Case(When(young_reached__gt=0, then=Value(1)), When(young_reached=0, then=Value(0)))
    rows = Activity.objects.of(municipality).filter(starts_on__lte=on, starts_on__gte=dt.date(on.year - 4, 1, 1))
    rows = rows.annotate(young=young, of_year=ExtractYear("starts_on")).order_by()
    found = rows.values_list("kind", "container", "relation", "young", "of_year").annotate(Count("pk"))
    entries = tuple(
        Logged(
            "activity",
            kind,
            units.get(container, municipality),
            relations.get(relation),
            young,
            year,
            count,
        )
        for kind, container, relation, young, year, count in found
    )
    yield LogBook(municipality, entries, tuple(units.values()))


@dataclass(frozen=True, kw_only=True)
class Bounds:
    records: tuple = parameter("choices", "what is counted", options=RECORDS)
    per: str = parameter(
        "choice",
        "counted for whom",
        default="municipality",
        options=("municipality", "each_unit", "each_value", "each_person", "each_applicant"),
    )
    unit_kinds: tuple = parameter("unit_kinds", "when per unit", default=())
    values_of: str | None = parameter("text", "when per value: the list or field whose values are counted", default=None)
    values: tuple = parameter("list", "and which of its values", default=())
    at_least: int | None = parameter("integer", "least number", default=None)
    at_most: int | None = parameter("integer", "most number", default=None)
    every: Period = parameter("period", "the period")


def can_be_read(name) -> bool:
    return name in FIELDS["Work"] and FIELDS["Work"][name].read is not None


def counted_for(book, p) -> Iterator[tuple[str, str, Any]]:
    """(key, name, condition beside the setting's own or the unit) of each that is counted for."""
    if p.per == "each_unit":
        yield from ((unit.code, unit.label, unit) for unit in book.units if unit.kind in p.unit_kinds)
    elif p.per == "each_value":
        yield from ((value, value, {"field": p.values_of, "op": "eq", "value": value}) for value in p.values)
    else:
        yield "", book.subject.label, None


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
    kinds = {kind for record in p.records for kind in LOGGED.get(record, ())}
    if not kinds or p.per in ("each_person", "each_applicant") or not all(can_be_read(name) for name in asked):
        yield Verdict(WAITING, _("Det som ska räknas registreras inte än."))
        return
    for year in years_owed(p.every, None, on, setting.in_force_from):
        for key, name, one in counted_for(book, p):
            conditions = [*setting.where, one] if isinstance(one, dict) else setting.where
            entries = [
                e
                for e in book.entries
                if e.year == year.year and e.kind in kinds and (not isinstance(one, Container) or e.container == one)
            ]
            answers = [(holds("Work", e, conditions), e.count) for e in entries]
            sure = sum(count for answer, count in answers if answer)
            perhaps = sum(count for answer, count in answers if answer is None)
            yield within_bounds(p, year, name, f"{year}:{key}" if key else str(year), sure, perhaps, on)


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
        return Verdict(UNKNOWN, sentence % facts, key=key, fix=Fix(_("Till loggen"), "log", (), f"ar={year}", "log"))
    if set(p.records) - LOGGED.keys():
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


waiting_rule(
    "information_is_passed_on",
    subject="Container",
    title=gettext_lazy("Information når enheterna"),
    waits_for=gettext_lazy("Utskickad information registreras inte än."),
    parameters=declaration(
        "information_is_passed_on",
        by=parameter("organ", "role or unit that passes it on"),
        unit_kinds=parameter("unit_kinds", "who should receive"),
        at_least=parameter("integer", "items per receiving unit", default=1),
        every=parameter("period", "the period"),
    ),
)
