"""Verbs about applications: from the idea to the answer, and the project that a grant becomes. No request."""

import datetime as dt
from contextlib import suppress

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from councils.access import container_ids
from councils.actions import open_matter, store_file
from councils.models import User
from partnerships.visiting import tag

from .models import Application, BudgetLine, Commitment, OptionTest, Project, WorkPartner, WorkUnit
from .workflow import APPLICATION, OWN

State, Kind = Application.State, Application.Kind
COVERS = ("fund", "record_decisions")  # who may say what an approval covers: the co-ordinator, and whoever records it


def require_right(container_id: int, by, *permissions):
    """`by` None is the system itself. The account is fetched anew: a right withdrawn a second ago does not act."""
    if by is None:
        return
    account = User.objects.get(pk=by.pk)
    if not any(container_id in container_ids(account, codename) for codename in permissions or (OWN,)):
        raise PermissionDenied


@transaction.atomic
def keep_application(*, application: Application, tags=None, by, reason="") -> Application:
    """Write it down. With the first word its matter is opened, so that what is decided has somewhere to stand."""
    require_right(application.container_id, by)
    application.status = application.status or State.IDEA
    application.starts_on = application.starts_on or timezone.localdate()
    require_sense(application)
    if application.matter_id is None:
        application.matter = open_matter(
            municipality=application.container.as_home,
            code="application.submit",
            title=application.title,
            container=application.applicant or application.container,
            by=by,
        )
    elif application.matter.title != application.title:
        application.matter.title = application.title
        application.matter.recorded(by=by)
    application.recorded(by=by, reason=reason)
    if tags is not None:
        tag(work=application, chosen=tags, by=by)
    return application


def require_sense(application):
    """Facts that contradict each other are said, each beside its field."""
    faults = {}
    if application.deadline_id and application.call_id != application.deadline.call_id:
        faults["deadline"] = _("Den sista dagen hör till en annan utlysning. Välj en av utlysningens egna.")
    if application.applicant_id and application.applicant_company:
        faults["applicant_company"] = _("Välj antingen någon hos oss eller ett företag som sökande.")
    if application.planned_from and application.planned_to and application.planned_to < application.planned_from:
        faults["planned_to"] = _("Projektet kan inte sluta innan det börjar.")
    if application.after_prestudy_id:
        if application.after_prestudy.kind != Kind.PRESTUDY or application.after_prestudy_id == application.pk:
            faults["after_prestudy"] = _("Välj en ansökan om en förstudie.")
        elif application.kind == Kind.PRESTUDY:
            faults["after_prestudy"] = _("En förstudie bygger inte på en annan förstudie. Ändra slaget, eller lämna tomt.")
    if (application.rate is None) != (application.rate_on is None):
        faults["rate_on"] = _("Ange både kursen och vilken dag den gällde.")
    if faults:
        raise ValidationError(faults)


# ── from one state to the next


@transaction.atomic
def go_on(*, application: Application, act: str, by, reason="") -> Application:
    """An act that needs nothing but its press: the analysis begins, the draft begins, it is withdrawn."""
    return APPLICATION[act].perform(application, by=by, reason=reason)


@transaction.atomic
def submit_application(*, application: Application, submitted_on: dt.date, reference="", by, reason="") -> Application:
    """Hand it in. The gate asks what had been decided on the very day of the submission, whenever that is written down."""
    if submitted_on > timezone.localdate():
        raise ValidationError({"submitted_on": _("Dagen har inte varit än. Ange det när ansökan är inlämnad.")})
    if submitted_on < application.starts_on:
        raise ValidationError({"submitted_on": _("Ansökan kan inte ha lämnats in innan idén fanns. Kontrollera dagen.")})
    changes = {"submitted_on": submitted_on} | ({"reference": reference} if reference else {})
    return APPLICATION["submit"].perform(application, by=by, reason=reason, gate_on=submitted_on, **changes)


@transaction.atomic
def answer_application(
    *, application: Application, act: str, answered_on: dt.date, granted=None, reference="", learnt="", by, reason=""
) -> Application:
    """The funder's answer: granted or refused. 0 granted is an amount, empty is not known."""
    if answered_on > timezone.localdate():
        raise ValidationError({"answered_on": _("Dagen har inte varit än.")})
    if application.submitted_on and answered_on < application.submitted_on:
        raise ValidationError({"answered_on": _("Svaret kan inte ha kommit innan ansökan lämnades in.")})
    changes = {"answered_on": answered_on, "learnt": learnt} | ({"reference": reference} if reference else {})
    if act == "grant":
        changes["granted"] = granted
    return APPLICATION[act].perform(application, by=by, reason=reason, **changes)


@transaction.atomic
def say_coverage(*, application: Application, covers_money, covers_staff, by, reason="") -> Application:
    """Whether the approval covers the money and the staff that the project needs; None while nobody has said."""
    require_right(application.container_id, by, *COVERS)
    application.covers_money, application.covers_staff = covers_money, covers_staff
    return application.recorded(by=by, reason=reason or _("Vad beslutet omfattar"))


# ── what a grant becomes

COPIED = ("title", "description", "relation", "counterpart", "responsible", "kind", "programme", "funder", "level", "reference",
          "currency", "rate", "rate_on", "total_cost", "own_cash", "own_time", "is_work_related", "is_development", "is_outside")  # fmt: skip
COPIED_ROWS = {
    WorkUnit: ("container", "part"),
    WorkPartner: ("partner", "name", "country", "part"),
    OptionTest: ("test", "tested_on", "answer", "why"),
    BudgetLine: ("side", "text", "cost_type", "year", "hours", "amount", "currency", "rate", "rate_on"),
}


@transaction.atomic
def make_project(*, application: Application, starts_on: dt.date | None = None, by, reason="") -> Project:
    """The project that the grant pays for, with what was written in the application; outside commitments go with it."""
    require_right(application.container_id, by)
    application = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if application.status != State.GRANTED:
        raise ValidationError(_("Bara en beviljad ansökan blir ett projekt."))
    with suppress(ObjectDoesNotExist):
        return application.resulting_project
    first = starts_on or application.planned_from
    if first is None:
        raise ValidationError({"starts_on": _("Skriv när projektet börjar.")})
    last = application.planned_to if application.planned_to and application.planned_to >= first else None
    project = Project(
        container=application.container, origin=application, status=State.PLANNED, starts_on=first, ends_on=last, amount=application.granted,
        lead=lead_of(application), **{name: getattr(application, name) for name in COPIED},
    )  # fmt: skip
    project.matter = open_matter(
        municipality=application.container.as_home, code="project.start", title=application.title, container=application.container, by=by
    )
    project.recorded(by=by, reason=reason or _("Ansökan beviljades"))
    for model, names in COPIED_ROWS.items():
        for row in model.objects.filter(work=application):
            model(work=project, **{name: getattr(row, name) for name in names}).recorded(by=by)
    for commitment in Commitment.objects.filter(work=application):
        commitment.work = project
        commitment.recorded(by=by, reason=_("Ansökan blev ett projekt"))
    tag(work=project, chosen=[one.value for one in application.tags.select_related("value")], by=by)
    return project


def lead_of(application) -> str:
    """Another leads where one of the partners does."""
    leads = WorkPartner.objects.filter(work=application, part=WorkPartner.Part.LEAD).exists()
    return Project.Lead.OTHER if leads else Project.Lead.OWN


# ── outside commitments


@transaction.atomic
def keep_step(*, row, by, reason="", upload=None, **_answers):
    attach(row, upload, by)
    return row.recorded(by=by, reason=reason)


def attach(row, upload, by):
    """The row's file, where one was sent; what was kept before stays in its history."""
    if upload:
        facts = {"name": upload.name, "content_type": upload.content_type, "container": row.work.container}
        row.file = store_file(content=upload, by=by, **facts)


@transaction.atomic
def keep_commitment(*, row: Commitment, by, reason="", upload=None, **_answers) -> Commitment:
    """A commitment has a matter of its own, since it is to be dealt with by itself."""
    attach(row, upload, by)
    if row.matter_id is None:
        work = row.work
        row.matter = open_matter(
            municipality=work.container.as_home,
            code="commitment.take_on",
            title=_("Åtagande: %(who)s, %(work)s") % {"who": row.organisation, "work": work.title},
            container=work.container,
            by=by,
        )
    return row.recorded(by=by, reason=reason)
