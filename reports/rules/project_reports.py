"""What each project owes of reports: one for each year it went on, to each receiver; what was told to the funder is one too."""

import datetime as dt
from collections import defaultdict

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from councils.compliance import KEPT, UNKNOWN, Verdict
from councils.parameters import Due, Period
from councils.periods import Year, years_owed
from funding.models import Project
from partnerships.rules.work import to_work

from ..project_rows import OVER, went_on


def projects_by_unit(municipality) -> dict[int, list[Project]]:
    """{unit's id: its projects}, with what each has told and to whom."""
    rows = Project.objects.of(municipality).select_related("account").prefetch_related("account__deliveries__receiver", "funder_reports")
    found = defaultdict(list)
    for project in rows.order_by("starts_on", "pk"):
        found[project.container_id].append(project)
    return found


def until(year) -> str:
    return _("Sista dag är %(day)s.") % {"day": date_format(year.last_day, "j F Y")} if year.last_day else ""


def of_projects(reporter, every: Period, due: Due | None, to, on, since):
    """A verdict for each project, receiver and year. One that is only planned, or had not begun, owes nothing."""
    for year in years_owed(every, due, on, since):
        for project in reporter.projects:
            if has_no_end(project, year):
                yield without_end(project, year)
            elif went_on(project, year.year):
                for code in to or ("",):
                    yield told(reporter, project, code, year, on)


def has_no_end(project, year: Year) -> bool:
    """It is over, and nobody knows whether it was so before the year."""
    return project.status in OVER and not (project.ends_on or project.closed_on) and project.starts_on < year.starts_on


def without_end(project, year):
    sentence = _("%(row)s saknar sista dag, så det går inte att se om det pågick %(year)s. Fyll i den.")
    return Verdict(
        UNKNOWN, sentence % {"row": project, "year": year}, evidence=(project,), key=f"{year}:{project.pk}", fix=to_work(project)
    )


def days_told(project, code, receivers) -> list[dt.date | None]:
    """The days on which it reached the receiver. One that is no unit or body reads the account here, as do all who may see it."""
    account = getattr(project, "account", None)
    if code in receivers:
        return [one.delivered_on for one in account.deliveries.all() if one.receiver.code == code] if account else []
    written = [account.written_on] if account and account.text.strip() else []
    return written + [one.delivered_on for one in project.funder_reports.all() if one.delivered_on and not code]


def told(reporter, project, code, year, on):
    key, days = f"{year}:{project.pk}:{code}".removesuffix(":"), days_told(project, code, reporter.receivers)
    inside = [day for day in days if day and year.starts_on <= day <= on]
    if inside:
        return Verdict(KEPT, since=min(inside), evidence=(project,), key=key)
    facts = {"row": project, "year": year, "to": reporter.name_of(code)}
    if None in days:
        sentence = _("%(row)s har en redovisning utan dag. Fyll i när den skrevs.") % facts
        return Verdict(UNKNOWN, sentence, evidence=(project,), key=key, fix=to_work(project, part="account"))
    sentence = _("%(row)s har ingen rapport för %(year)s. Skriv redovisningen.")
    title = _("Skriv rapporten för %(year)s om %(row)s")
    if code:
        sentence = _("%(to)s har inte fått någon rapport för %(year)s om %(row)s. Skriv redovisningen och lämna den.")
        title = _("Lämna rapporten för %(year)s om %(row)s till %(to)s")
    return Verdict(
        year.state(on),
        f"{sentence % facts} {until(year)}".strip(),
        title=title % facts,
        due=year.last_day,
        evidence=(project,),
        key=key,
        fix=to_work(project, part="account"),
    )
