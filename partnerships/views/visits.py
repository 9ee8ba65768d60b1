"""Visits: the list, one visit with all that belongs to it, its plan, what came of it."""

from itertools import groupby

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import CreateView, DetailView, FormView, TemplateView, UpdateView, View

from councils.access import MemberMixin, RowMixin, container_ids
from councils.compliance import KEPT, NOT_APPLICABLE
from councils.editing import StaleMixin
from councils.exports import ExportMixin
from councils.models import Appointment, Container
from councils.remarks import Reader, remarks_of
from councils.transitions import Blocked, closed_by
from councils.views.people import add_errors

from .. import visiting
from ..accounts import account_and_notices, costs_of, missing_accounts, said_of
from ..emissions import GRAMS, SOURCE, SOURCE_URL, emissions_of
from ..exports import visits_as_table
from ..models import Invitation, Visit
from ..models.visits import Direction
from ..planned import WHAT_RULES_READ, links_of
from ..rules.work import list_in_words
from ..timeline import after_of
from ..visit_forms import CancelForm, HeldForm, VisitForm
from ..workflow import VISIT

PAGE = 30
State = Visit.State


def own_units(user, municipality, row=None):
    """The units of today in which the user may plan, and the one that the row stands under, should it be gone.

    Where there are none, the work is the municipality's own.
    """
    mine = Container.objects.filter(pk__in=container_ids(user, "log"))
    there_are = Container.objects.of(municipality).active(timezone.localdate()).exists()
    units = mine.of(municipality).active(timezone.localdate()) if there_are else mine.filter(pk=municipality.pk)
    return (units | mine.filter(pk=row.container_id) if row is not None and row.pk else units).in_order()


def own_unit(user, units, asked=""):
    """The unit that is preset: the one asked for, else one that the person has a post in or works at, else an area rather than an assembly.

    Who convenes a council works at the unit of another post: the council receives no guests.
    """
    posts, areas = Appointment.objects.filter(person__account=user).in_force(timezone.localdate()), units.filter(sort="area")
    return (
        units.filter(code=asked).first()
        or areas.filter(pk__in=posts.values("container")).first()
        or areas.filter(pk__in=posts.values("home_unit")).first()
        or areas.first()
        or units.filter(pk__in=posts.values("container")).first()
        or units.first()
    )


def refused(request, fault):
    """What stands in the way, said one by one."""
    for sentence in fault.messages:
        messages.error(request, sentence)


class VisitsView(ExportMixin, MemberMixin, TemplateView):
    template_name = "partnerships/visits.html"
    export_name = "besok"

    def export(self):
        """All that is chosen, also beyond the page."""
        return visits_as_table(self.chosen().select_related("container", "relation").newest_first())

    def get_context_data(self, **kwargs):
        today, rows, after = timezone.localdate(), self.chosen(), self.after()
        shown = rows.select_related("container", "relation")
        past = shown.exclude(status=State.PLANNED).newest_first()
        past = list((past.before(*after) if after else past)[: PAGE + 1])
        missing = missing_accounts(self.municipality, today)
        kept = {name: value for name, value in self.asked.items() if value}
        older = f"?{urlencode(kept | {'fore': f'{past[PAGE - 1].starts_on.isoformat()}.{past[PAGE - 1].pk}'})}" if len(past) > PAGE else ""
        return super().get_context_data(
            coming=[] if after else list(shown.filter(status=State.PLANNED).order_by("starts_on", "pk")),
            past=past[:PAGE],
            missing=[] if after else [one for one in missing if one.row.row == "visit"],
            waiting=Invitation.objects.filter(municipality=self.municipality, answer=Invitation.Answer.WAITING).count(),
            asked=self.asked,
            units=Container.objects.of(self.municipality).filter(work__row="visit").distinct().in_order(),
            years=[day.year for day in Visit.objects.of(self.municipality).dates("starts_on", "year", order="DESC")],
            directions=Direction.choices,
            older_url=older,
            newer_url=(f"?{urlencode(kept)}" if kept else reverse("visits", args=[self.municipality.slug])) if after else "",
            may_plan=self.may("log"),
            **kwargs,
        )

    @property
    def asked(self) -> dict:
        """What was chosen in the filter; nonsense in the address chooses nothing."""
        year = self.request.GET.get("ar", "")
        direction = self.request.GET.get("riktning", "")
        return {
            "riktning": direction if direction in Direction.values else "",
            "enhet": self.request.GET.get("enhet", ""),
            "ar": int(year) if year.isdecimal() and len(year) == 4 and 1900 <= int(year) <= 2999 else "",
        }

    def chosen(self):
        rows, asked = Visit.objects.of(self.municipality), self.asked
        if asked["riktning"]:
            rows = rows.filter(direction=asked["riktning"])
        if asked["enhet"]:
            rows = rows.filter(container__code=asked["enhet"])
        return rows.in_year(asked["ar"]) if asked["ar"] else rows

    def after(self):
        """(day, id) of the last row of the page before; nonsense in the address gives the first page."""
        return after_of(self.request.GET.get("fore", ""))


class VisitMixin(RowMixin):
    rows = Visit.objects.select_related("container", "relation__partner", "municipality", "responsible", "invitation", "account")

    def get_rows(self):
        return super().get_rows().prefetch_related(*WHAT_RULES_READ, "programme", "journeys", "gifts", "promises", "files__file")

    def to_visit(self, part=""):
        return redirect(reverse("visit", args=[self.municipality.slug, self.kwargs["pk"]]) + (f"#{part}" if part else ""))


class VisitView(VisitMixin, DetailView):
    template_name = "partnerships/visit.html"

    def get_context_data(self, **kwargs):
        visit, today = self.object, timezone.localdate()
        found = said_of(visit, today)
        reader, (emissions, kilos) = Reader.of(self, visit), emissions_of(visit)
        act = {State.PLANNED: "hold", State.HELD: "close"}.get(visit.status)
        blocking, asking = closed_by(VISIT[act], visit, today) if act and visit.starts_on <= today else ([], [])
        return super().get_context_data(
            visit=visit,
            findings=remarks_of((one for one in found if one.needs_something), reader),
            marks=[one for one in found if one.state == NOT_APPLICABLE and one.verdict.sentence],
            kept=sum(1 for one in found if one.state == KEPT),
            may_edit=visit.container_id in container_ids(self.request.user, "log"),
            act=act if visit.starts_on <= today else None,
            blocking=remarks_of(blocking, reader),
            asking=asking,
            cells=cells_of(visit),
            tags=tags_by_list(visit),
            programme=[(day, list(items)) for day, items in groupby(visit.programme.all(), key=lambda item: item.day)],
            hosts=[one for one in visit.participants.all() if one.role == "host"],
            delegation=[one for one in visit.participants.all() if one.role != "host"],
            costs=costs_of(visit),
            emissions=emissions,
            kilos=kilos,
            grams=[(mode.label, grams) for mode, grams in GRAMS.items()],
            emission_source=(SOURCE, SOURCE_URL),
            links=links_of(visit, today),
            **account_and_notices(visit, today),
            **kwargs,
        )


def cells_of(visit):
    """What is said of the visit, unknown facts too."""
    yes_no = {True: _("Ja"), False: _("Nej")}
    return [
        (_("Läge"), capfirst(visit.get_status_display())),
        (_("Värd") if visit.direction == Direction.INCOMING else _("Skickar delegationen"), visit.container.label),
        (_("Ansvarig"), str(visit.responsible) if visit.responsible_id else None),
        (_("Plats"), visit.place),
        (_("Initiativ"), capfirst(visit.get_initiator_display()) if visit.initiator else None),
        (_("Rör ett verksamhetsområde"), yes_no.get(visit.is_field_related)),
        (_("Officiellt besök"), yes_no.get(visit.is_official)),
        (_("Personer"), visit.people_reached),
    ]


def tags_by_list(visit) -> list:
    from_lists: dict[str, list] = {}
    for one in visit.tags.all():
        from_lists.setdefault(one.value.list, []).append(one.value)
    return [(capfirst(list_in_words(name)), values) for name, values in from_lists.items()]


class VisitFormMixin:
    form_class = VisitForm
    template_name = "partnerships/visit_form.html"
    permission = "log"

    def get_form_kwargs(self):
        units = own_units(self.request.user, self.municipality, self.object)
        return super().get_form_kwargs() | {"municipality": self.municipality, "containers": units}

    def save(self, form):
        return visiting.keep_visit(visit=form.instance, tags=form.tags, by=self.request.user, reason=form.cleaned_data.get("reason", ""))

    def form_valid(self, form):
        try:
            self.object = self.save(form)
        except ValidationError as fault:
            add_errors(form, fault)
            if isinstance(fault, Blocked) and not any(finding.blocks for finding in fault.findings):
                form.ask_why()
            self.object = None if form.instance._state.adding else form.instance
            return self.form_invalid(form)
        messages.success(self.request, _("Besöket är sparat."))
        return redirect("visit", slug=self.municipality.slug, pk=self.object.pk)


class VisitNewView(VisitFormMixin, MemberMixin, CreateView):
    """A visit that is planned at once, or, with «?inbjudan», the answer yes to an invitation."""

    def invitation(self):
        asked = self.request.GET.get("inbjudan", "")
        if not asked:
            return None
        rows = Invitation.objects.filter(municipality=self.municipality, answer=Invitation.Answer.WAITING)
        rows = rows.filter(container__in=container_ids(self.request.user, "log"))
        return get_object_or_404(rows.select_related("relation", "container"), pk=asked if asked.isdecimal() else 0)

    def get_initial(self):
        invitation = self.invitation()
        units = own_units(self.request.user, self.municipality)
        preset = own_unit(self.request.user, units, self.request.GET.get("enhet", ""))
        if invitation is None:
            return {"container": preset.pk if preset else None, "relation": self.request.GET.get("med", ""), "direction": "incoming"}
        names = ("direction", "relation", "counterpart", "container", "initiator", "is_field_related", "is_official")
        return {name: getattr(invitation, name) for name in names} | {
            "title": invitation.about[:200], "starts_on": invitation.wished_from, "ends_on": invitation.wished_to,
        }  # fmt: skip

    def save(self, form):
        invitation = self.invitation()
        facts = {"visit": form.instance, "tags": form.tags, "reason": form.cleaned_data.get("why", ""), "by": self.request.user}
        return visiting.accept_invitation(invitation=invitation, **facts) if invitation else visiting.plan_visit(**facts)

    def get_context_data(self, **kwargs):
        invitation = self.invitation()
        back = (
            reverse("invitation", args=[self.municipality.slug, invitation.pk])
            if invitation
            else reverse("visits", args=[self.municipality.slug])
        )
        return super().get_context_data(visit=None, invitation=invitation, back=back, **kwargs)


class VisitEditView(StaleMixin, VisitFormMixin, VisitMixin, UpdateView):
    submit = gettext_lazy("Spara besöket")

    def get_context_data(self, **kwargs):
        return super().get_context_data(visit=self.object, invitation=None, back=self.back(), **kwargs)

    def back(self):
        return reverse("visit", args=[self.municipality.slug, self.object.pk])


class VisitHoldView(StaleMixin, VisitMixin, UpdateView):
    """It took place: what came of it stands here, in place of an entry in the log."""

    permission = "log"
    form_class = HeldForm
    template_name = "partnerships/visit_hold.html"

    def get_form_kwargs(self):
        _blocking, asking = closed_by(VISIT["hold"], self.object, timezone.localdate())
        return super().get_form_kwargs() | {"asking": [finding.verdict.sentence for finding in asking]}

    def get_context_data(self, **kwargs):
        return super().get_context_data(visit=self.object, back=self.back(), **kwargs)

    def form_valid(self, form):
        facts = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        try:
            visiting.hold_visit(visit=self.get_object(), by=self.request.user, **facts)
        except ValidationError as fault:
            add_errors(form, fault)
            return self.form_invalid(form)
        messages.success(self.request, _("Besöket är genomfört."))
        return self.to_visit("account")

    def back(self):
        return reverse("visit", args=[self.municipality.slug, self.object.pk])


class VisitCloseView(VisitMixin, View):
    """Everything about the visit is done: the rules at the gate decide."""

    permission = "log"
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        try:
            VISIT["close"].perform(self.get_row(), by=request.user, reason=request.POST.get("reason", ""))
        except (Blocked, ValidationError) as fault:
            refused(request, fault)
        else:
            messages.success(request, _("Besöket är avslutat."))
        return self.to_visit()


class VisitCancelView(VisitMixin, FormView):
    permission = "log"
    form_class = CancelForm
    template_name = "partnerships/visit_cancel.html"

    def get_context_data(self, **kwargs):
        visit = self.get_row()
        return super().get_context_data(visit=visit, back=reverse("visit", args=[self.municipality.slug, visit.pk]), **kwargs)

    def post(self, request, *args, **kwargs):
        self.get_row()
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        try:
            VISIT["cancel"].perform(self.get_row(), by=self.request.user, **form.cleaned_data)
        except ValidationError as fault:
            add_errors(form, fault)
            return self.form_invalid(form)
        messages.success(self.request, _("Besöket är inställt."))
        return self.to_visit()
