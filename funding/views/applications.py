"""Applications: the list, one application with its way to a decision, its steps, its acts and its plan."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Case, IntegerField, Value, When
from django.db.models.functions import Coalesce, TruncDate
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import CreateView, DetailView, TemplateView, UpdateView

from councils.access import MemberMixin, RowMixin, container_ids
from councils.basis import basis_of
from councils.compliance import KEPT
from councils.editing import StaleMixin
from councils.models import Container, Decision
from councils.remarks import Reader, remarks_of
from councils.rules.errands import errand_of, steps_taken
from councils.transitions import closed_by
from councils.views.people import add_errors
from councils.views.routes import way_of
from partnerships.planned import BESIDE, WHAT_RULES_READ
from partnerships.views.visits import own_unit, own_units

from .. import applying
from ..application_forms import STEPS, WHAT, form_of
from ..application_page import FITS, plan_of, said_of_application
from ..facts import own_share
from ..models import Application, Call, Commitment, Programme
from ..money import budget_of
from ..own_money import means_of
from ..planning import OPEN, deadline_of, minute_of
from ..workflow import APPLICATION

State = Application.State
PAGE = 50
# In which order the list shows the states: what is still to be done first.
SHOWN = (
    (State.DRAFT, gettext_lazy("Skrivs")),
    (State.ANALYSIS, gettext_lazy("Behovsanalys")),
    (State.IDEA, gettext_lazy("Idéer")),
    (State.SUBMITTED, gettext_lazy("Inlämnade")),
    (State.GRANTED, gettext_lazy("Beviljade")),
    (State.REFUSED, gettext_lazy("Fick avslag")),
    (State.WITHDRAWN, gettext_lazy("Tillbakadragna")),
)
# The acts that each state offers, the one that leads on first.
OFFERED = {
    State.IDEA: ("analyse", "draft", "withdraw"),
    State.ANALYSIS: ("draft", "withdraw"),
    State.DRAFT: ("submit", "withdraw"),
    State.SUBMITTED: ("grant", "refuse", "withdraw"),
}


class ApplicationsView(MemberMixin, TemplateView):
    template_name = "funding/applications.html"

    def get_context_data(self, **kwargs):
        rows = self.chosen()[: PAGE + 1]
        groups = [(label, code, [row for row in rows[:PAGE] if row.status == code]) for code, label in SHOWN]
        mine = Application.objects.of(self.municipality)
        return super().get_context_data(
            groups=[group for group in groups if group[2]],
            asked=self.asked,
            states=SHOWN,
            units=Container.objects.of(self.municipality).filter(work__row="application").distinct().in_order(),
            programmes=Programme.objects.filter(pk__in=mine.exclude(programme=None).values("programme")),
            is_cut=len(rows) > PAGE,
            most=PAGE,
            may_apply=self.may("log"),
            **kwargs,
        )

    @property
    def asked(self) -> dict:
        """What was chosen in the filter; nonsense in the address chooses nothing."""
        state, programme = self.request.GET.get("lage", ""), self.request.GET.get("program", "")
        return {
            "lage": state if state in dict(SHOWN) else "",
            "enhet": self.request.GET.get("enhet", ""),
            "program": int(programme) if programme.isdecimal() and len(programme) < 10 else "",
        }

    def chosen(self) -> list:
        """By state, and in each the next deadline first; those without one last."""
        rows, asked = Application.objects.of(self.municipality), self.asked
        if asked["lage"]:
            rows = rows.filter(status=asked["lage"])
        if asked["enhet"]:
            rows = rows.filter(container__code=asked["enhet"])
        if asked["program"]:
            rows = rows.filter(programme=asked["program"])
        order = Case(*(When(status=code, then=Value(at)) for at, (code, _label) in enumerate(SHOWN)), output_field=IntegerField())
        rows = rows.annotate(place=order, until=Coalesce("deadline__day", TruncDate("own_deadline")))
        rows = rows.select_related("container", "programme", "deadline", "call", "applicant").order_by(
            "place", "until", "-starts_on", "-pk"
        )
        found = list(rows[: PAGE + 1])
        for row in found:
            row.last_day = deadline_of(row)
        return sorted(found, key=lambda row: (row.place, row.status in OPEN and row.last_day is None))


class ApplicationMixin(RowMixin):
    rows = Application.objects.select_related(
        *BESIDE, "municipality", "container__parent", "applicant__parent", "programme", "call", "deadline", "matter", "after_prestudy",
        "resulting_project",
    )  # fmt: skip

    def get_rows(self):
        return super().get_rows().prefetch_related(
            *WHAT_RULES_READ, "units__container__parent", "partners__partner", "option_tests", "files__file", "budget_lines__booked"
        )  # fmt: skip

    def page_of(self, row, part=""):
        return reverse("application", args=[self.municipality.slug, row.pk]) + (f"#{part}" if part else "")


class ApplicationView(ApplicationMixin, DetailView):
    template_name = "funding/application.html"

    def get_context_data(self, **kwargs):
        row, today, user = self.object, timezone.localdate(), self.request.user
        errand, reader = errand_of(row.matter, today) if row.matter else None, Reader.of(self, row)
        race, plan = plan_of(row, errand, today) if errand else (None, None)
        blocking, asking = closed_by(APPLICATION["submit"], row, today) if row.status in OPEN else ([], [])
        said = said_of_application(row, today, race)
        may_edit = row.container_id in container_ids(user, "log")
        return super().get_context_data(
            application=row,
            may_edit=may_edit,
            may_cover=any(row.container_id in container_ids(user, codename) for codename in applying.COVERS),
            may=[codename for codename in ("log", "record_decisions", "report", "meet", "see") if self.may(codename)],
            acts=[(act, APPLICATION[act].label) for act in OFFERED.get(row.status, ()) if act != "submit" or not blocking]
            if may_edit
            else [],
            obstacles=remarks_of(blocking, reader),
            warnings=remarks_of(asking, reader),
            findings=remarks_of((one for one in said if one.needs_something and one.setting.rule != FITS), reader),
            kept=sum(1 for one in said if one.state == KEPT),
            way=way_of(errand, today) if errand else None,
            basis=basis_of(row.matter, today),
            race=race,
            plan=plan,
            stops=[(stop, race.name_of(stop)) for stop in plan.stops] if plan else [],
            last_day=deadline_of(row),
            last_minute=minute_of(row),
            days_left=(deadline_of(row) - today).days if deadline_of(row) else None,
            own_share=own_share(row),
            own_money=means_of(row, today),
            covers_shown=(row.covers_money, row.covers_staff) != (None, None) or bool(errand and errand.decisions),
            steps=[(code, label) for code, (label, _names) in STEPS.items()],
            project=getattr(row, "resulting_project", None),
            commitments=commitments_shown(row),
            budget=budget_of(row.budget_lines.all()),
            **kwargs,
        )


@dataclass(frozen=True)
class ShownCommitment:
    row: Commitment
    decision: Decision | None  # by which somebody said yes

    @property
    def is_secured(self) -> bool:
        return self.decision is not None and self.row.secured_on is not None


def commitments_shown(application) -> list[ShownCommitment]:
    rows = application.commitments.select_related("matter", "file").prefetch_related(steps_taken(timezone.localdate())).order_by("pk")
    decisions = [(row, row.matter.decisions.all() if row.matter else ()) for row in rows]
    return [ShownCommitment(row, next((one for one in said if one.says_yes), None)) for row, said in decisions]


class ApplicationFormMixin:
    template_name = "funding/application_form.html"
    permission = "log"

    @property
    def step(self):
        asked = self.kwargs.get("step", WHAT)
        if asked not in STEPS:
            raise Http404
        return asked

    def get_form_class(self):
        return form_of(self.step)

    def get_form_kwargs(self):
        units = own_units(self.request.user, self.municipality, self.object)
        return super().get_form_kwargs() | {"municipality": self.municipality, "containers": units}

    def get_context_data(self, **kwargs):
        number = list(STEPS).index(self.step) + 1
        row = self.object if self.object and self.object.pk else None
        back = self.page_of(row) if row else reverse("applications", args=[self.municipality.slug])
        shown = [(code, label, code == self.step) for code, (label, _names) in STEPS.items()]
        return super().get_context_data(application=row, back=back, steps=shown, number=number, label=STEPS[self.step][0], **kwargs)

    def form_valid(self, form):
        reason = form.cleaned_data.get("reason", "")
        try:
            row = applying.keep_application(application=form.instance, tags=form.tags, by=self.request.user, reason=reason)
        except ValidationError as fault:
            add_errors(form, fault)
            return self.form_invalid(form)
        messages.success(self.request, _("Ansökan är sparad."))
        following = list(STEPS)[list(STEPS).index(self.step) + 1 :]
        if "on" in self.request.POST and following:
            return redirect("application_edit", slug=self.municipality.slug, pk=row.pk, step=following[0])
        return redirect("application", slug=self.municipality.slug, pk=row.pk)


class ApplicationNewView(ApplicationFormMixin, MemberMixin, CreateView):
    """«Sök på den här utlysningen»: «?utlysning» gives the call, its next deadline and its programme."""

    def get_form_kwargs(self):
        call = self.call()
        instance = Application(call=call, programme=call.programme if call else None, municipality=self.municipality)
        return super().get_form_kwargs() | {"instance": instance}

    def call(self):
        asked = self.request.GET.get("utlysning", "")
        if not asked:
            return None
        known = Call.objects.known_to(self.municipality).select_related("programme")
        return get_object_or_404(known, pk=asked if asked.isdecimal() and len(asked) < 10 else 0)

    def get_initial(self):
        units = own_units(self.request.user, self.municipality)
        preset, call = own_unit(self.request.user, units, self.request.GET.get("enhet", "")), self.call()
        initial = {"container": preset.pk if preset else None}
        if call:
            coming = call.deadlines.standing().filter(day__gte=timezone.localdate()).order_by("day", "ordinal").first()
            initial |= {"title": call.title[:200], "programme": call.programme_id, "deadline": coming.pk if coming else None}
        return initial

    def get_context_data(self, **kwargs):
        return super().get_context_data(call=self.call(), **kwargs)


class ApplicationEditView(StaleMixin, ApplicationFormMixin, ApplicationMixin, UpdateView):
    def back(self):
        return self.page_of(self.object)

    def get_context_data(self, **kwargs):
        return super().get_context_data(call=self.object.call, **kwargs)
