"""The year's round: who owes a report by which clause, how far each has come, what is asked, and who receives the whole."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from councils.conditions import holds
from councils.models import AREA_KINDS, Appointment, Body, ClauseQuestion, Container, Question, RuleSetting, Seat, adopted_on
from councils.parameters import read_due
from councils.templatetags.page import day

from .models import Delivery, Report

DELIVERED, COMPILED = "report_is_delivered", "reports_are_compiled"
EARLIEST_YEAR = 2000
# Half a year after its end a year is no longer the one that people are asked about, unless they choose it.
ASKED_ABOUT_UNTIL = (6, 30)


def report_year(today: dt.date) -> int:
    """The year whose report is being written on that day."""
    return today.year - 1 if (today.month, today.day) <= ASKED_ABOUT_UNTIL else today.year


def is_report_year(year: int, today: dt.date) -> bool:
    return EARLIEST_YEAR <= year <= today.year


def last_day(year: int) -> dt.date:
    return dt.date(year, 12, 31)


# Who owes a report ---------------------------------------------------------------------------------------------------


def unit_settings(municipality, on: dt.date) -> list[RuleSetting]:
    """The settings by which units owe a report, the ones that say so themselves first."""
    found = RuleSetting.objects.of(municipality).in_force(on).filter(on=True, rule__in=(DELIVERED, COMPILED)).select_related("clause")
    each = [s for s in found if s.rule == DELIVERED and s.parameters.get("by") == "each_unit" and s.parameters.get("unit_kinds")]
    return each or [s for s in found if s.rule == COMPILED and s.parameters.get("from_unit_kinds")]


def unit_kinds(setting: RuleSetting) -> list[str]:
    return setting.parameters.get("unit_kinds") or setting.parameters.get("from_unit_kinds") or []


def units_that_report(municipality, year: int, settings=None) -> list[Container]:
    """The units that owe a report; where no adopted text asks for one, every area may write it."""
    on = last_day(year)
    settings = unit_settings(municipality, on) if settings is None else settings
    kinds = {kind for setting in settings for kind in unit_kinds(setting)} or set(AREA_KINDS)
    units = Container.objects.of(municipality).filter(kind__in=kinds).active(on).select_related("area", "body", "parent").in_order()
    if not settings:
        return list(units)
    return [unit for unit in units if any(unit.kind in unit_kinds(s) and holds("Container", unit, s.where) is not False for s in settings)]


def deadline(settings, year: int) -> dt.date | None:
    """The earliest last day that a clause gives the units."""
    days = [s.parameters["due"] for s in settings if s.parameters.get("due", "none") != "none"]
    return min((read_due(found).after(last_day(year)) for found in days), default=None)


@dataclass(frozen=True)
class UnitState:
    """A unit, its report of the year if it has begun one, and how far it has come: shape and word."""

    unit: Container
    report: Report | None
    state: str
    word: str
    about: str = ""

    @property
    def is_submitted(self):
        return self.report is not None and self.report.is_locked


def state_of(report, due, today) -> tuple[str, str, str]:
    """(state, word, a line about it)."""
    if report is not None and report.is_locked:
        about = _("Inget internationellt arbete det året.") if report.nothing_this_year else ""
        handed_in = _("Inlämnad den %(day)s.") % {"day": day(report.submitted_on)}
        return "kept", _("Inlämnad"), " ".join(filter(None, [handed_in, about]))
    late = due is not None and today > due
    about = _("Skulle ha lämnats senast %(day)s") % {"day": day(due)} if late else _("Senast %(day)s") % {"day": day(due)} if due else ""
    word = _("Inte påbörjad") if report is None else _("Återlämnad") if report.status == Report.Status.RETURNED else _("Påbörjad")
    return "overdue" if late else "due", word, about


def report_round(municipality, year: int, today: dt.date, only=None) -> list[UnitState]:
    """Every unit's state; `only` are the ids of the units to show. Reports of units that no longer owe one are shown too."""
    settings = unit_settings(municipality, last_day(year))
    due = deadline(settings, year)
    units = units_that_report(municipality, year, settings)
    reports = {r.container_id: r for r in Report.objects.of(municipality).for_year(year).select_related("container")}
    owing = {unit.pk for unit in units}
    units += [report.container for pk, report in reports.items() if pk not in owing]
    shown = [unit for unit in units if only is None or unit.pk in only]
    return [UnitState(unit, reports.get(unit.pk), *state_of(reports.get(unit.pk), due, today)) for unit in shown]


@dataclass(frozen=True)
class UnitRow:
    """A unit's report and its contact persons, as the work page shows them side by side."""

    of_year: UnitState
    held: int
    seats: int


def unit_rows(municipality, year: int, on: dt.date) -> list[UnitRow]:
    """The same number of queries for any number of units."""
    seats = Counter(
        Seat.objects.filter(municipality=municipality, role="contact", deputy=False, closed_on=None).values_list("container", flat=True)
    )
    terms = Appointment.objects.of(municipality).in_force(on).filter(role="contact", deputy=False)
    held = Counter(terms.values_list("container", flat=True))
    return [UnitRow(state, held[state.unit.pk], seats[state.unit.pk]) for state in report_round(municipality, year, on)]


# What is asked -------------------------------------------------------------------------------------------------------


def asked(municipality, year: int, where: str) -> list[Question]:
    """The questions of the unit's report ("area") or the municipality's ("year"), with the clauses that ask them that year.

    A question whose clauses have all left force asks nothing.
    """
    links = ClauseQuestion.objects.filter(adopted_on(last_day(year), "clause__document__")).select_related("clause")
    rows = Question.objects.filter(municipality=municipality, report__in=(where, Question.Report.BOTH)).prefetch_related(
        Prefetch("clauses", links.order_by("clause__document", "clause__ordinal"), to_attr="asking")
    )
    return [question for question in rows if question.asking]


def codes_of(question) -> str:
    return ", ".join(dict.fromkeys(link.clause.code for link in question.asking))


# Who receives the whole ----------------------------------------------------------------------------------------------


@dataclass
class Receiver:
    """A body that gets the report: by which clauses, and the day it did. Each is a duty of its own."""

    body: Body
    settings: list = field(default_factory=list)
    delivered_on: dt.date | None = None

    @property
    def clause(self):
        return ", ".join(dict.fromkeys(setting.clause.code for setting in self.settings))

    @property
    def strength(self):
        order = ("must", "should", "may")
        return min((setting.strength for setting in self.settings), key=order.index, default="")


def receivers(municipality, year: int, edition=None) -> list[Receiver]:
    """The bodies that a clause names, then those that got it without; what the units owe the co-ordinator is no delivery of this report."""
    named = RuleSetting.objects.of(municipality).in_force(last_day(year)).filter(on=True, rule=DELIVERED).select_related("clause")
    delivered = {d.receiver_id: d for d in Delivery.objects.filter(edition=edition).select_related("receiver")} if edition else {}
    bodies = {body.code: body for body in Body.objects.of(municipality).in_order()}
    found: dict[int, Receiver] = {}
    for setting in named:
        for body in (bodies[code] for code in setting.parameters.get("to", []) if code in bodies):
            found.setdefault(body.pk, Receiver(body)).settings.append(setting)
    for pk, delivery in delivered.items():
        found.setdefault(pk, Receiver(delivery.receiver)).delivered_on = delivery.delivered_on
    return list(found.values())
