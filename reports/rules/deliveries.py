"""Claims about reports on their way: that each unit's is submitted, that they are compiled, that the whole reaches its receivers."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from councils.compliance import BREACHED, KEPT, UNKNOWN, Fix, Verdict, rule
from councils.models import Container, Kind, Municipality
from councils.parameters import Due, Period, parameter
from councils.periods import Year, years_owed
from councils.spoken import speak
from councils.words import Words
from funding.models import Application, Project
from partnerships.models import Relation

from ..models import Delivery, Edition, Report
from ..project_rows import belongs_to, went_on
from .project_reports import of_projects, projects_by_unit, until

YEAR = Period(every=1, unit="year")


@dataclass(frozen=True)
class Reporter:
    """A unit, a body or the municipality itself, with the reports of the years at hand."""

    subject: Container
    reports: dict  # year → this unit's report, as far as it was submitted by then
    editions: dict  # year → the newest edition of the yearly report by then
    containers: dict
    words: Words
    projects: tuple[Project, ...] = ()  # of the unit, where some setting asks for them

    @property
    def receivers(self) -> set[str]:
        """Codes of those to whom something can be delivered."""
        return set(self.containers)

    def name_of(self, code) -> str:
        return self.containers[code].label if code in self.containers else self.words.role(code) if code else ""

    def existed_in(self, year: Year) -> bool:
        return self.subject.active_from is None or self.subject.active_from <= year.ends_on


def newest_editions(municipality, on) -> dict[int, Edition]:
    """{year: the edition that was the newest on the day}, with what had been delivered of it by then."""
    delivered = Prefetch("deliveries", Delivery.objects.filter(delivered_on__lte=on).select_related("receiver"))
    rows = Edition.objects.filter(municipality=municipality, frozen_at__date__lte=on).select_related("yearly_report")
    return {edition.yearly_report.year: edition for edition in rows.prefetch_related(delivered).order_by("number")}


def submitted_reports(municipality, on):
    return (
        Report.objects.of(municipality)
        .filter(status=Report.Status.SUBMITTED, submitted_on__lte=on, year__gte=on.year - 9)
        .select_related("container")
    )


def reporters(municipality, on, about_projects=frozenset()):
    """The projects are read only where some setting is about them."""
    projects = projects_by_unit(municipality) if True in about_projects else {}
    words, editions = Words.read(municipality), newest_editions(municipality, on)
    reports: dict[int, dict] = {}
    for report in submitted_reports(municipality, on):
        reports.setdefault(report.container_id, {})[report.year] = report
    units = list(Container.objects.of(municipality).active(on).in_order())
    containers = {unit.code: unit for unit in units}
    for unit in [municipality, *units]:
        yield Reporter(unit, reports.get(unit.pk, {}), editions, containers, words, tuple(projects.get(unit.pk, ())))


@dataclass(frozen=True, kw_only=True)
class Delivered:
    by: str = parameter(
        "choice", "who reports", options=("each_unit", "body", "role", "each_project"),
        needs={"each_unit": "unit_kinds", "body": "body", "role": "role"},
    )  # fmt: skip
    unit_kinds: tuple = parameter("unit_kinds", "when each unit reports", default=())
    body: str | None = parameter("body", "when a body reports", default=None)
    role: str | None = parameter("role", "when a post reports", default=None)
    to: tuple = parameter("receivers", "each is a duty of its own; empty: kept once it is submitted", default=())
    report_kind: str = parameter(
        "choice", "which report", options=("area_report", "body_report", "annual_report_statement", "project_report")
    )
    every: Period = parameter("period", "how often at least")
    due: Due | None = parameter("due", "last day, counted from the period's end", default=None)
    parts: tuple = parameter("parts", "sections and figures that it must hold", default=(), supported=False)
    also_before: tuple = parameter("list", "events that ask for one more", default=(), supported=False)
    none_is_an_answer: bool = parameter("boolean", "«none this year» keeps the duty", default=True)

    @property
    def about_projects(self) -> bool:
        return self.by == "each_project" or self.report_kind == "project_report"


def owes_report(reporter, p):
    if p.about_projects:
        return bool(reporter.projects) and (not p.unit_kinds or reporter.subject.kind in p.unit_kinds)
    if p.by == "each_unit":
        return reporter.subject.kind in p.unit_kinds
    return reporter.subject.code == p.body if p.by == "body" else reporter.subject.kind == "municipality"


@rule(subject="Container", title=gettext_lazy("Rapporten är lämnad"), rows=reporters, rows_by="about_projects", concerns=owes_report)
def report_is_delivered(reporter: Reporter, p: Delivered, on, setting):
    """A unit's own report is delivered when it is submitted, a body's when the newest edition of the yearly report reached the receiver.

    A project's is its account, or what the funder got.
    """
    if p.about_projects:
        yield from of_projects(reporter, p.every, p.due, p.to, on, setting.in_force_from)
        return
    for year in years_owed(p.every, p.due, on, setting.in_force_from):
        if p.by == "each_unit" and reporter.existed_in(year):
            yield submitted(reporter, p, year, on)
        elif p.by != "each_unit":
            for receiver in p.to or ("",):
                yield reached(reporter, p, receiver, year, on)


def submitted(reporter, p, year, on):
    report, unit = reporter.reports.get(year.year), reporter.subject.label
    if report is not None and p.parts:
        sentence = _("Det går inte att se om %(unit)s rapport har de delar som krävs. Läs den.") % {"unit": unit}
        return Verdict(UNKNOWN, sentence, evidence=(report,), key=str(year), fix=Fix(_("Till rapporterna"), "reports", (), f"ar={year}"))
    if report is not None and (p.none_is_an_answer or not report.nothing_this_year):
        return Verdict(KEPT, since=report.submitted_on, evidence=(report,), key=str(year))
    sentence = _("%(unit)s har inte lämnat sin rapport för %(year)s. Skriv den, eller svara att inget har hänt.")
    facts = {"unit": unit, "year": year}
    return Verdict(
        year.state(on),
        f"{sentence % facts} {until(year)}".strip(),
        title=_("Samla in rapporten för %(year)s från %(unit)s") % facts,
        due=year.last_day,
        key=str(year),
        fix=Fix(_("Till rapporterna"), "reports", (), f"ar={year}", "compile"),
        own_fix=Fix(
            _("Skriv rapporten"),
            "report",
            (("code", reporter.subject.code), ("year", year.year)),
            permission="report",
            title=_("Lämna rapporten för %(year)s från %(unit)s") % facts,
        ),
    )


def reached(reporter, p, code, year, on):
    """Of a body's report: each receiver is a duty of its own. Without a receiver it is enough that it exists."""
    edition, key = reporter.editions.get(year.year), f"{year}:{code}"
    receiver = reporter.containers.get(code)
    facts = {"year": year, "receiver": reporter.name_of(code),
             "report": reporter.words.yearly_report.definite}  # fmt: skip
    if edition is not None and not code:
        return Verdict(KEPT, evidence=(edition,), key=key)
    if code and (receiver is None or receiver.sort != "body"):
        sentence = _("%(receiver)s finns inte som organ i registret, så det går inte att se om rapporten har lämnats.")
        return Verdict(UNKNOWN, sentence % facts, key=key, fix=Fix(_("Till organen"), "bodies"))
    delivery = next((d for d in edition.deliveries.all() if d.receiver.code == code), None) if edition else None
    if delivery is not None:
        return Verdict(KEPT, since=delivery.delivered_on, evidence=(delivery,), key=key)
    act = Fix(_("Lämna över"), "yearly_deliver", (("year", year.year),), "", "compile")
    write = Fix(speak(_("Till %(the_yearly_report)s")), "yearly", (("year", year.year),), "", "compile")
    if code:
        title = _("Lämna %(report)s för %(year)s till %(receiver)s") % facts
        sentence = _("%(receiver)s har inte fått %(report)s för %(year)s.")
    else:
        title = _("Sammanställ %(report)s för %(year)s")
        sentence = _("Det finns ingen sammanställd rapport för %(year)s.")
    if p.by == "role":
        sentence = f"{sentence} {_('Den lämnas av %(who)s.') % {'who': reporter.words.role(p.role)}}"
    return Verdict(
        year.state(on),
        f"{sentence % facts} {until(year)}".strip(),
        title=title % facts,
        due=year.last_day,
        evidence=(edition,) if edition else (),
        key=key,
        fix=act if edition and code else write,
    )


# ── the whole


@dataclass(frozen=True)
class Compilation:
    """The municipality with its editions, the units and what they had submitted."""

    subject: Municipality
    editions: dict
    units: tuple[Container, ...]
    reports: dict  # (unit's id, year) → the day it was submitted
    relations: tuple[Relation, ...]  # that live, networks among them
    projects: tuple[Project, ...]
    applications: tuple[Application, ...]
    words: Words

    def name_of(self, organ) -> str:
        known = {unit.code: unit.label for unit in self.units} | {Kind.MUNICIPALITY: self.subject.label}
        return known.get(organ) or self.words.role(organ)

    def of_year(self, kind: str, year: int) -> list:
        """The rows that an account of the year must take up. A relation counts from the year it began, when that is known."""
        if kind == "projects":
            return [row for row in self.projects if went_on(row, year)]
        if kind == "applications":
            return [row for row in self.applications if belongs_to(row, year)]
        networks = kind == "memberships"
        return [row for row in self.relations if row.is_network == networks and began_by(row, year)]

    def without_report(self, kinds, year: Year, by: dt.date) -> list[Container]:
        """Units that owed a report for the year and had not submitted one by the day."""
        return [
            u for u in self.units
            if u.kind in kinds and (u.active_from is None or u.active_from <= year.ends_on)
            and not (self.reports.get((u.pk, year.year)) and self.reports[u.pk, year.year] <= by)
        ]  # fmt: skip


def began_by(relation, year: int) -> bool:
    first = relation.started_on.year if relation.started_on else relation.started_year
    return first is not None and first <= year


def compilations(municipality, on):
    reports = {(r.container_id, r.year): r.submitted_on for r in submitted_reports(municipality, on)}
    units = tuple(Container.objects.of(municipality).active(on).in_order())
    yield Compilation(
        municipality,
        newest_editions(municipality, on),
        units,
        reports,
        tuple(Relation.objects.of(municipality).alive().in_order()),
        tuple(Project.objects.of(municipality).order_by("starts_on", "pk")),
        tuple(Application.objects.of(municipality).order_by("starts_on", "pk")),
        Words.read(municipality),
    )


@dataclass(frozen=True, kw_only=True)
class Compiled:
    by: str = parameter("organ", "who compiles")
    from_unit_kinds: tuple = parameter("unit_kinds", "whose reports it takes in", default=())
    covers: tuple = parameter(
        "choices", "what it must account for", default=("area_reports",),
        options=("area_reports", "relations", "memberships", "projects", "applications"),
    )  # fmt: skip
    every: Period = parameter("period", "how often")
    due: Due | None = parameter("due", "last day, counted from the period's end", default=None)
    missing_are_named: bool = parameter("boolean", "it can be closed with parts missing only if it names them", default=True)


@rule(subject="Municipality", title=gettext_lazy("Rapporterna är sammanställda"), rows=compilations, gates=["report.freeze"])
def reports_are_compiled(compilation: Compilation, p: Compiled, on, setting):
    """An edition of the yearly report is the compilation. It takes in what the registers held when it was frozen, and keeps which rows they were."""
    for year in years_owed(p.every, p.due, on, setting.in_force_from):
        edition = compilation.editions.get(year.year)
        yield closed(compilation, p, year, edition) if edition else not_compiled(compilation, p, year, on)


def closed(compilation, p, year, edition):
    frozen_on = timezone.localdate(edition.frozen_at)
    missing = compilation.without_report(p.from_unit_kinds, year, frozen_on) if "area_reports" in p.covers else []
    silent = [u.label for u in missing if not {u.name, u.name_en, u.code} & set(edition.missing)]
    facts, state, sentence = {"year": year, "units": ", ".join(silent)}, KEPT, ""
    if p.missing_are_named and silent:
        state, sentence = BREACHED, _("Sammanställningen för %(year)s nämner inte att rapporten från %(units)s saknas. Gör en ny utgåva.")
    elif untold := not_told_of(compilation, p, year, edition):
        state, facts["names"] = BREACHED, in_short(untold)
        sentence = _("Sammanställningen för %(year)s tar inte upp %(names)s. Gör en ny utgåva.")
    elif untold is None:
        state, sentence = UNKNOWN, _("Det går inte att se vad sammanställningen för %(year)s tar upp. Gör en ny utgåva.")
    fix = Fix(speak(_("Till %(the_yearly_report)s")), "yearly", (("year", year.year),), "", "compile") if sentence else None
    return Verdict(state, sentence % facts if sentence else "", since=frozen_on, evidence=(edition,), key=str(year), fix=fix)


def not_told_of(compilation, p, year, edition) -> list[str] | None:
    """Names of the year's rows that the edition leaves out; None when rows are asked for and it never kept which it has."""
    asked = [kind for kind in p.covers if kind != "area_reports"]
    if asked and edition.tells_of is None:
        return None
    return [
        f"”{row}”" for kind in asked for row in compilation.of_year(kind, year.year) if row.pk not in edition.tells_of.get(kind, ())
    ]  # fmt: skip


def in_short(names: list[str], at_most=3) -> str:
    """The first names, and how many more there are."""
    more = len(names) - at_most
    said = ", ".join(names[:at_most])
    return said if more <= 0 else _("%(names)s och %(count)s till") % {"names": said, "count": more}


def not_compiled(compilation, p, year, on):
    missing = [unit.label for unit in compilation.without_report(p.from_unit_kinds, year, on)]
    said = _("Sammanställningen för %(year)s är inte klar. Den görs av %(who)s.") % {"year": year, "who": compilation.name_of(p.by)}
    if missing:
        lacking = ngettext("%(units)s har inte lämnat sin rapport.", "%(units)s har inte lämnat sina rapporter.", len(missing))
        said = f"{said} {lacking % {'units': ', '.join(missing)}}"
    return Verdict(
        year.state(on),
        f"{said} {until(year)}".strip(),
        title=_("Sammanställ %(report)s för %(year)s") % {"report": compilation.words.yearly_report.definite, "year": year},
        due=year.last_day,
        key=str(year),
        fix=Fix(_("Sammanställ"), "yearly", (("year", year.year),), "", "compile"),
    )
