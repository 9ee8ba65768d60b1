"""What is done with an application: its acts, the project that it becomes, what its approval covers, its files and its plan."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import DetailView, FormView, UpdateView

from councils.editing import StaleMixin
from councils.remarks import Reader, remarks_of
from councils.rules.errands import errand_of
from councils.transitions import Blocked, closed_by
from councils.views.people import add_errors
from partnerships.views.accounts import FileAdded

from .. import applying
from ..application_forms import ACT_FORMS, CoversForm, ProjectForm
from ..application_page import plan_of
from ..picture import picture_of
from ..planning import deadline_of, minute_of
from ..workflow import APPLICATION
from .applications import ApplicationMixin


class ApplicationActView(ApplicationMixin, FormView):
    """One of the acts of the table, with what it asks for."""

    template_name = "funding/application_act.html"
    permission = "log"

    @property
    def act(self):
        if self.kwargs["act"] not in ACT_FORMS:
            raise Http404
        return self.kwargs["act"]

    def get_form_class(self):
        return ACT_FORMS[self.act]

    def get(self, request, *args, **kwargs):
        self.row = self.get_row()
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        self.row = self.get_row()
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        asking = []
        if self.act == "submit":
            _blocking, asking = closed_by(APPLICATION["submit"], self.row, timezone.localdate())
        warnings = remarks_of(asking, Reader.of(self, self.row))
        label = APPLICATION[self.act].label
        return super().get_context_data(application=self.row, label=label, warnings=warnings, back=self.page_of(self.row), **kwargs)

    def form_valid(self, form):
        try:
            self.perform(form.cleaned_data)
        except Blocked as fault:
            if any(finding.blocks for finding in fault.findings):
                add_errors(form, fault)
            else:  # what should be there is said above the form already
                form.add_error("reason", _("Skriv varför, eller ordna det som saknas först."))
            return self.form_invalid(form)
        except ValidationError as fault:
            add_errors(form, fault)
            return self.form_invalid(form)
        messages.success(self.request, _("Sparat: %(what)s.") % {"what": APPLICATION[self.act].label})
        return redirect(self.page_of(self.row))

    def perform(self, facts):
        if self.act == "submit":
            return applying.submit_application(application=self.row, by=self.request.user, **facts)
        if self.act in ("grant", "refuse"):
            return applying.answer_application(application=self.row, act=self.act, by=self.request.user, **facts)
        return applying.go_on(application=self.row, act=self.act, by=self.request.user, **facts)


class ApplicationProjectView(ApplicationMixin, FormView):
    """A granted application becomes a project."""

    template_name = "funding/application_act.html"
    permission = "log"
    form_class = ProjectForm

    def get_initial(self):
        return {"starts_on": self.get_row().planned_from}

    def get_context_data(self, **kwargs):
        row = self.get_row()
        return super().get_context_data(application=row, label=_("Starta projektet"), warnings=[], back=self.page_of(row), **kwargs)

    def post(self, request, *args, **kwargs):
        self.get_row()
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        try:
            applying.make_project(application=self.get_row(), by=self.request.user, **form.cleaned_data)
        except ValidationError as fault:
            add_errors(form, fault)
            return self.form_invalid(form)
        messages.success(self.request, _("Projektet är upplagt."))
        return redirect(self.page_of(self.get_row(), "project"))


class ApplicationCoversView(StaleMixin, ApplicationMixin, UpdateView):
    """Whether the approval covers the money and the staff: the co-ordinator says it, or whoever records the decision."""

    template_name = "funding/application_covers.html"
    form_class = CoversForm

    def get_row(self, **lookup):
        row = super().get_row(**lookup)
        applying.require_right(row.container_id, self.request.user, *applying.COVERS)
        return row

    def back(self):
        return self.page_of(self.object)

    def get_context_data(self, **kwargs):
        return super().get_context_data(application=self.object, back=self.back(), **kwargs)

    def form_valid(self, form):
        facts = {name: form.cleaned_data[name] for name in ("covers_money", "covers_staff")}
        applying.say_coverage(application=self.get_row(), by=self.request.user, **facts)
        messages.success(self.request, _("Svaret är sparat."))
        return redirect(self.page_of(self.object, "covers"))


class ApplicationFileView(FileAdded, ApplicationMixin, FormView):
    pass


class PlanView(ApplicationMixin, DetailView):
    """Backwards from the deadline: a list, and the same as a picture."""

    template_name = "funding/plan.html"

    def get_context_data(self, **kwargs):
        row, today = self.object, timezone.localdate()
        errand = errand_of(row.matter, today) if row.matter else None
        race, plan = plan_of(row, errand, today) if errand else (None, None)
        stops = [(stop, race.name_of(stop), race.serving(stop)) for stop in plan.stops] if plan else []
        return super().get_context_data(
            application=row,
            plan=plan,
            stops=stops,
            picture=picture_of([(stop, name) for stop, name, _point in stops], plan.deadline, today) if plan else None,
            last_day=deadline_of(row),
            last_minute=minute_of(row),
            may_meet=self.may("meet"),
            missing=errand.route(today).missing if errand else (),
            **kwargs,
        )
