"""Projects, applications and their money as the yearly report and the public page tell of them."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from councils.templatetags.page import thousands
from funding.models import Application, Project
from funding.money import Total, added, in_words, one, share, total

State = Project.State
OVER = (State.HELD, State.CLOSED)
ANSWERED = (State.GRANTED, State.REFUSED)
HANDED_IN = (State.SUBMITTED, *ANSWERED)


# ── projects


@dataclass(frozen=True)
class ProjectRow:
    """One project as others read of it. Texts are Swedish; what is not known is said by the page."""

    pk: int
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
        pk=project.pk,
        title=project.title,
        unit=project.container.label,
        funder=project.funder_name,
        when=project.when_text or "–".join(years),
        state=capfirst(project.get_status_display()),
        money=str(total([project])),
        came=project.came.strip(),
        is_over=project.status in OVER,
    )


def went_on(project, year: int) -> bool:
    """Some time that year; one that is only planned or was cancelled did not."""
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    if project.status not in (State.RUNNING, *OVER) or project.starts_on > last:
        return False
    ended = project.ends_on or project.closed_on
    return project.starts_on >= first or (ended >= first if ended else project.status == State.RUNNING)


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
        return _("Beviljat till projekt som började under året: %(sum)s.") % {"sum": with_note(self.granted)}


def projects_of_year(municipality, year: int) -> ProjectsOfYear:
    """In one query."""
    rows = Project.objects.of(municipality).select_related("container", "programme").order_by("starts_on", "pk")
    found = [project for project in rows if went_on(project, year)]
    began = [project for project in found if project.starts_on.year == year]
    return ProjectsOfYear(tuple(row_of(project) for project in found), total(began), len(began))


def published_projects(municipality) -> list[Project]:
    """What everybody may see: those that run first, then those that are over, the newest first."""
    rows = (
        Project.objects.of(municipality).filter(published=True, status__in=(State.RUNNING, *OVER)).select_related("container", "programme")
    )
    return sorted(rows.newest_first(), key=lambda project: project.status in OVER)


# ── applications


@dataclass(frozen=True)
class ApplicationRow:
    """One application as others read of it. Sums are in the currency that it was asked in."""

    pk: int
    title: str
    unit: str
    funder: str
    state: str
    asked: str
    granted: str  # empty while nothing is granted


def handed_in_year(application) -> int | None:
    """None: it is not handed in. One whose day nobody wrote down counts when the idea was noted, as in the portfolio."""
    return (application.submitted_on or application.starts_on).year if application.status in HANDED_IN else None


def answered_year(application) -> int | None:
    """None: there is no answer. One whose day nobody wrote down counts when the application was handed in."""
    if application.status not in ANSWERED:
        return None
    return application.answered_on.year if application.answered_on else handed_in_year(application)


def belongs_to(application, year: int) -> bool:
    """It was handed in or answered that year."""
    return year in (handed_in_year(application), answered_year(application))


def row_of_application(application) -> ApplicationRow:
    is_granted = application.status == State.GRANTED
    return ApplicationRow(
        pk=application.pk,
        title=application.title,
        unit=application.container.label,
        funder=application.funder or (str(application.programme) if application.programme_id else ""),
        state=capfirst(application.get_status_display()),
        asked=str(in_words(application.amount, application.currency)),
        granted=str(in_words(application.granted, application.currency)) if is_granted else "",
    )


@dataclass(frozen=True)
class ApplicationsOfYear:
    """Those that were handed in or answered that year, and what they come to."""

    rows: tuple[ApplicationRow, ...]
    handed_in: int
    asked: Total  # of those handed in
    answered: int
    succeeded: int
    granted: Total  # in the answers

    @property
    def success(self) -> Decimal | None:
        """Per cent of the answers that said yes; None where no answer came."""
        return share(Decimal(self.succeeded), Decimal(self.answered))

    @property
    def sentences(self) -> list[str]:
        said = []
        if self.handed_in:
            words = ngettext(
                "En ansökan lämnades in under året. Sökt: %(sum)s.",
                "%(count)s ansökningar lämnades in under året. Sökt: %(sum)s.",
                self.handed_in,
            )
            said.append(words % {"count": self.handed_in, "sum": with_note(self.asked)})
        if self.answered == 1:
            said.append(
                _("En ansökan fick svar under året, och den beviljades.")
                if self.succeeded
                else _("En ansökan fick svar under året, och det blev avslag.")
            )
        elif self.answered:
            words = _("%(count)s ansökningar fick svar under året, och %(granted)s av dem beviljades (%(share)s).")
            said.append(words % {"count": self.answered, "granted": self.succeeded, "share": f"{thousands(self.success)}\u00a0%"})
        if self.succeeded:
            said.append(_("Beviljat i svaren: %(sum)s.") % {"sum": with_note(self.granted)})
        return said


def applications_of_year(municipality, year: int) -> ApplicationsOfYear:
    """In one query."""
    rows = Application.objects.of(municipality).filter(status__in=HANDED_IN).select_related("container", "programme")
    found = sorted((row for row in rows if belongs_to(row, year)), key=lambda row: (row.submitted_on or row.starts_on, row.pk))
    handed_in = [row for row in found if handed_in_year(row) == year]
    answered = [row for row in found if answered_year(row) == year]
    succeeded = [row for row in answered if row.status == State.GRANTED]
    return ApplicationsOfYear(
        rows=tuple(row_of_application(row) for row in found),
        handed_in=len(handed_in),
        asked=total(handed_in),
        answered=len(answered),
        succeeded=len(succeeded),
        granted=added(one(row.granted, row.currency, row.rate) for row in succeeded),
    )


def with_note(sum_of: Total) -> str:
    """The sum with what it leaves out in brackets."""
    return f"{sum_of} ({sum_of.short_note})" if sum_of.short_note else str(sum_of)
