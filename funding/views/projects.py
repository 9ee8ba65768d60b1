"""Projects: the list, one project on one sheet, its plan and its acts, its budget, and the steps of any planned work."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import CreateView, DetailView, FormView, TemplateView, UpdateView, View

from councils.access import MemberMixin, RowMixin, container_ids
from councils.basis import basis_of
from councils.compliance import KEPT
from councils.editing import StaleMixin, stale_response
from councils.exports import ExportMixin
from councils.models import Container
from councils.remarks import Reader, remarks_of
from councils.spoken import speak
from councils.templatetags.page import day_range
from councils.transitions import closed_by
from councils.views.people import add_errors
from partnerships.accounts import account_and_notices
from partnerships.models import Visit
from partnerships.planned import BESIDE, WHAT_RULES_READ
from partnerships.rows import PARENTS
from partnerships.views.accounts import AccountDeliver, AccountEdit, FileAdded, NoticeGiven
from partnerships.views.visits import own_unit, own_units, tags_by_list

from .. import running
from ..models import Programme, Project
from ..money import total
from ..project_forms import CancelForm, ProjectForm, ReasonForm, ResultForm
from ..project_page import kept_until, money_of, paid_of, said_of_project, steps_of
from ..project_table import projects_as_table
from ..workflow import PROJECT

State = Project.State
PAGE = 50
SHOWN = (State.PLANNED, State.RUNNING, State.HELD, State.CLOSED, State.CANCELLED)
NEXT = {State.PLANNED: "start", State.RUNNING: "hold", State.HELD: "close"}
ACT_FORMS = {"start": ReasonForm, "hold": ResultForm, "close": ResultForm, "cancel": CancelForm}


class ProjectsView(ExportMixin, MemberMixin, TemplateView):
    template_name = "funding/projects.html"
    export_name = "projekt"

    def export(self):
        return projects_as_table(self.chosen())

    def get_context_data(self, **kwargs):
        start, mine = self.start(), Project.objects.of(self.municipality)
        found = list(self.chosen()[start : start + PAGE + 1])
        kept = {name: value for name, value in self.asked.items() if value}
        return super().get_context_data(
            rows=found[:PAGE],
            sum=total(found[:PAGE]),
            asked=self.asked,
            states=[(state.value, state.label) for state in SHOWN],
            units=Container.objects.filter(pk__in=mine.values("container")).in_order(),
            programmes=Programme.objects.filter(pk__in=mine.exclude(programme=None).values("programme")),
            years=[day.year for day in mine.dates("starts_on", "year", order="DESC")],
            older_url=f"?{urlencode(kept | {'fran': start + PAGE})}" if len(found) > PAGE else "",
            newer_url=f"?{urlencode(kept | {'fran': max(0, start - PAGE)})}" if start else "",
            may_plan=self.may("log"),
            **kwargs,
        )

    def start(self) -> int:
        asked = self.request.GET.get("fran", "")
        return int(asked) if asked.isdecimal() and len(asked) < 7 else 0

    @property
    def asked(self) -> dict:
        """What was chosen in the filter; nonsense in the address chooses nothing."""
        state, programme, year = (self.request.GET.get(name, "") for name in ("lage", "program", "ar"))
        return {
            "lage": state if state in SHOWN else "",
            "enhet": self.request.GET.get("enhet", ""),
            "program": int(programme) if programme.isdecimal() and len(programme) < 10 else "",
            "ar": int(year) if year.isdecimal() and len(year) == 4 else "",
        }

    def chosen(self):
        rows, asked = Project.objects.of(self.municipality), self.asked
        if asked["lage"]:
            rows = rows.filter(status=asked["lage"])
        if asked["enhet"]:
            rows = rows.filter(container__code=asked["enhet"])
        if asked["program"]:
            rows = rows.filter(programme=asked["program"])
        if asked["ar"]:
            rows = rows.filter(starts_on__year=asked["ar"])
        return rows.select_related("container", "programme", "relation").newest_first()


class ProjectMixin(RowMixin):
    rows = Project.objects.select_related(*BESIDE, "municipality", "container__parent", "programme", "origin", "matter")

    def get_rows(self):
        return super().get_rows().prefetch_related(
            *WHAT_RULES_READ, "units__container__parent", "partners__partner", "option_tests", "files__file", "budget_lines", "steps__file",
            "milestones", "funder_reports",
        )  # fmt: skip

    def page_of(self, row, part=""):
        return reverse("project", args=[self.municipality.slug, row.pk]) + (f"#{part}" if part else "")


class ProjectView(ProjectMixin, DetailView):
    """One project on one sheet."""

    template_name = "funding/project.html"

    def get_context_data(self, **kwargs):
        project, today, user = self.object, timezone.localdate(), self.request.user
        said, act = said_of_project(project, today), NEXT.get(project.status)
        may_edit = project.container_id in container_ids(user, "log")
        blocking, asking = closed_by(PROJECT[act], project, today) if act in ("start", "close") else ([], [])
        at_gate = {(one.setting.pk, one.verdict.key) for one in blocking}  # said once, above
        reader, (years, last, by_programme) = Reader.of(self, project), kept_until(project)
        return super().get_context_data(
            project=project,
            cells=cells_of(project),
            may_edit=may_edit,
            act=act,
            act_label=PROJECT[act].label if act else "",
            may_cancel=project.status in PROJECT["cancel"].sources,
            blocking=remarks_of(blocking, reader),
            asking=asking,
            findings=remarks_of((one for one in said if one.needs_something and (one.setting.pk, one.verdict.key) not in at_gate), reader),
            kept=sum(1 for one in said if one.state == KEPT),
            paid=paid_of(project),
            steps=steps_of(project, said),
            tags=tags_by_list(project),
            basis=basis_of(project.matter, today) if project.matter_id else None,
            commitments=project.commitments.select_related("file"),
            keep_years=years,
            keep_last=last,
            keep_by_programme=by_programme,
            **account_and_notices(project, today),
            evaluations=[one for one in project.steps.all() if one.step == "evaluate" and one.taken_on],
            **kwargs,
        )


def cells_of(project):
    """What is said of the project, unknown facts too."""
    when = project.when_text or day_range(project.starts_on, project.ends_on)
    return [
        (_("Läge"), capfirst(project.get_status_display())),
        (speak("%(Unit)s"), project.container.label),
        (_("Tid"), when),
        (_("Ansvarig"), str(project.responsible) if project.responsible_id else None),
        (_("Finansiär"), project.funder_name),
        (_("Program"), str(project.programme) if project.programme_id else None),
        (_("Finansiärens nummer"), project.reference),
        (_("Kod i bokföringen"), project.account_code),
    ]


class ProjectFormMixin:
    form_class = ProjectForm
    template_name = "funding/project_form.html"
    permission = "log"

    def get_form_kwargs(self):
        units = own_units(self.request.user, self.municipality, self.object)
        return super().get_form_kwargs() | {"municipality": self.municipality, "containers": units}

    def form_valid(self, form):
        try:
            project = running.keep_project(
                project=form.instance, tags=form.tags, by=self.request.user, reason=form.cleaned_data.get("reason", "")
            )
        except ValidationError as fault:
            add_errors(form, fault)
            return self.form_invalid(form)
        messages.success(self.request, _("Projektet är sparat."))
        return redirect("project", slug=self.municipality.slug, pk=project.pk)


class ProjectNewView(ProjectFormMixin, MemberMixin, CreateView):
    def get_initial(self):
        units = own_units(self.request.user, self.municipality)
        preset = own_unit(self.request.user, units, self.request.GET.get("enhet", ""))
        return {"container": preset.pk if preset else None}

    def get_context_data(self, **kwargs):
        return super().get_context_data(project=None, back=reverse("projects", args=[self.municipality.slug]), **kwargs)


class ProjectEditView(StaleMixin, ProjectFormMixin, ProjectMixin, UpdateView):
    submit = gettext_lazy("Spara projektet")

    def get_context_data(self, **kwargs):
        return super().get_context_data(project=self.object, back=self.back(), **kwargs)

    def back(self):
        return self.page_of(self.object)


class ProjectActView(ProjectMixin, FormView):
    """One of the acts of the table, with what it asks for."""

    template_name = "funding/project_act.html"
    permission = "log"

    def get_form_class(self):
        if self.kwargs["act"] not in ACT_FORMS:
            raise Http404
        return ACT_FORMS[self.kwargs["act"]]

    def get_form_kwargs(self):
        own = {"instance": self.row} if issubclass(self.get_form_class(), ResultForm) else {}
        return super().get_form_kwargs() | own

    def get(self, request, *args, **kwargs):
        self.row = self.get_row()
        return super().get(request, *args, **kwargs)

    @transaction.atomic
    def post(self, request, *args, **kwargs):
        self.row = self.get_row()
        form = self.get_form()
        if getattr(form, "is_stale", False):
            return stale_response(request, form, submit=PROJECT[self.kwargs["act"]].label, url=self.page_of(self.row))
        return self.form_valid(form) if form.is_valid() else self.form_invalid(form)

    def get_context_data(self, **kwargs):
        act = PROJECT[self.kwargs["act"]]
        _blocking, asking = closed_by(act, self.row, timezone.localdate())
        warnings = remarks_of(asking, Reader.of(self, self.row))
        return super().get_context_data(project=self.row, label=act.label, warnings=warnings, back=self.page_of(self.row), **kwargs)

    def form_valid(self, form):
        facts = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        try:
            with transaction.atomic():
                running.go_on(project=self.get_row(), act=self.kwargs["act"], by=self.request.user, **facts)
        except ValidationError as fault:
            add_errors(form, fault)
            return self.form_invalid(form)
        messages.success(self.request, _("Sparat: %(what)s.") % {"what": PROJECT[self.kwargs["act"]].label})
        return redirect(self.page_of(self.row))


class ProjectBudgetView(ProjectMixin, DetailView):
    """Budget lines with their outcome, claims and instalments."""

    template_name = "funding/project_budget.html"

    def get_rows(self):
        return super().get_rows().prefetch_related("budget_lines__booked", "claims", "instalments")

    def get_context_data(self, **kwargs):
        project = self.object
        may_edit = project.container_id in container_ids(self.request.user, "log")
        return super().get_context_data(project=project, paid=paid_of(project), may_edit=may_edit, **money_of(project), **kwargs)


class ProjectFileView(FileAdded, ProjectMixin, FormView):
    pass


class ProjectAccountView(AccountEdit, ProjectMixin, UpdateView):
    pass


class ProjectDeliverView(AccountDeliver, ProjectMixin, FormView):
    pass


class ProjectNoticeView(NoticeGiven, ProjectMixin, View):
    pass


class StepsView(MemberMixin, TemplateView):
    """The steps of any planned work: a visit, a project."""

    template_name = "funding/steps.html"

    def get_context_data(self, **kwargs):
        work, today = self.work(), timezone.localdate()
        said = said_of_project(work, today)
        return super().get_context_data(
            work=work,
            back=PARENTS[work.row].address(work),
            steps=steps_of(work, said),
            may_edit=work.container_id in container_ids(self.request.user, "log"),
            **kwargs,
        )

    def work(self):
        for model in (Project, Visit):
            rows = (
                model.objects.of(self.municipality)
                .select_related(*BESIDE, "municipality")
                .prefetch_related(*WHAT_RULES_READ, "steps__file", "option_tests")
            )
            if row := rows.filter(pk=self.kwargs["pk"]).first():
                if row.container_id not in container_ids(self.request.user, "see"):
                    raise PermissionDenied
                return row
        raise Http404
