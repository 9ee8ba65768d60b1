"""Projects and money as the yearly report and the public page tell of them."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from funding.models import Project
from funding.money import Total, total

State = Project.State
OVER = (State.HELD, State.CLOSED)


@dataclass(frozen=True)
class ProjectRow:
    """One project as others read of it. Texts are Swedish; what is not known is said by the page."""

    title: str
    unit: str
    funder: str
    when: str
    state: str
    money: str
    came: str
    is_over: bool


def row_of(project) -> ProjectRow:
    years = dict.fromkeys(str(day.year) for day in (project.starts_on, project.ends_on) if day)
    return ProjectRow(
        title=project.title,
        unit=project.container.label,
        funder=project.funder_name,
        when=project.when_text or "–".join(years),
        state=capfirst(project.get_status_display()),
        money=str(total([project])),
        came=project.came.strip(),
        is_over=project.status in OVER,
    )


@dataclass(frozen=True)
class ProjectsOfYear:
    rows: tuple[ProjectRow, ...]
    granted: Total  # of those that began that year
    began: int

    @property
    def sentence(self) -> str:
        """What the projects that began that year were granted; nothing where none began."""
        if not self.began:
            return ""
        note = f" ({self.granted.note})" if self.granted.note else ""
        return _("Beviljat till projekt som började under året: %(sum)s%(note)s.") % {"sum": self.granted, "note": note}


def projects_of_year(municipality, year: int) -> ProjectsOfYear:
    """Those that went on some time that year, in one query; one that is only planned or was cancelled is not told of."""
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    still = (
        Q(ends_on__gte=first)
        | Q(ends_on=None, status=State.RUNNING)
        | Q(ends_on=None, closed_on__gte=first)
        | Q(ends_on=None, starts_on__gte=first)
    )
    rows = Project.objects.of(municipality).filter(still, starts_on__lte=last, status__in=(State.RUNNING, *OVER))
    found = list(rows.select_related("container", "programme").order_by("starts_on", "pk"))
    began = [project for project in found if project.starts_on.year == year]
    return ProjectsOfYear(tuple(row_of(project) for project in found), total(began), len(began))


def published_projects(municipality) -> list[Project]:
    """What everybody may see: those that run first, then those that are over, the newest first."""
    rows = (
        Project.objects.of(municipality).filter(published=True, status__in=(State.RUNNING, *OVER)).select_related("container", "programme")
    )
    return sorted(rows.newest_first(), key=lambda project: project.status in OVER)
