"""Verbs about projects: they are written down, started, held, closed or cancelled. No request."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from councils.actions import open_matter
from partnerships.visiting import tag

from .applying import require_right
from .models import Project
from .workflow import PROJECT

State = Project.State


@transaction.atomic
def keep_project(*, project: Project, tags=None, by, reason="") -> Project:
    """Write it down. Its matter is opened with it, so that the decision to take part has somewhere to stand."""
    require_right(project.container_id, by)
    project.status = project.status or State.PLANNED
    if project.ends_on and project.ends_on < project.starts_on:
        raise ValidationError({"ends_on": _("Projektet kan inte sluta innan det börjar.")})
    if (project.rate is None) != (project.rate_on is None):
        raise ValidationError({"rate_on": _("Ange både kursen och vilken dag den gällde.")})
    if project.matter_id is None and project.status == State.PLANNED:
        project.matter = open_matter(
            municipality=project.container.as_home, code="project.start", title=project.title, container=project.container, by=by
        )
    project.recorded(by=by, reason=reason)
    if tags is not None:
        tag(work=project, chosen=tags, by=by)
    return project


@transaction.atomic
def go_on(*, project: Project, act: str, by, reason="", on: dt.date | None = None, **came_of_it) -> Project:
    """From one state to the next. What came of it is written when it is held or closed."""
    on = on or timezone.localdate()
    if act == "start" and project.starts_on > on:
        raise ValidationError(_("Projektet har inte börjat än. Ändra första dagen, eller vänta tills den kommer."))
    if act == "close":
        came_of_it = {"closed_on": on} | came_of_it
    return PROJECT[act].perform(project, by=by, reason=reason, on=on, **came_of_it)
