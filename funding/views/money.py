"""Money that is set aside and what is granted from it, and the portfolio: the whole in figures."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.generic import CreateView, DetailView, FormView, TemplateView, UpdateView

from councils.access import MemberMixin, RowMixin, container_ids
from councils.basis import basis_of
from councils.compliance import judged
from councils.editing import StaleMixin
from councils.remarks import Reader, remarks_of
from councils.rules.errands import errand_of
from councils.transitions import closed_by
from councils.views.people import add_errors
from councils.views.routes import way_of
from partnerships.views.visits import own_unit, own_units

from .. import granting
from ..models import Allocation, Pot
from ..portfolio import portfolio
from ..pot_forms import ACT_FORMS, AllocationForm, PotForm
from ..rules.allocations import requests
from ..workflow import ALLOCATION, POTS

Status = Allocation.Status
OFFERED = {Status.ASKED: ("grant", "refuse", "withdraw"), Status.GRANTED: ("pay", "withdraw")}


def year_asked(request, default=None):
    """The year in the address; nonsense is none."""
    asked = request.GET.get("ar", "")
    return int(asked) if asked.isdecimal() and len(asked) == 4 and 1990 <= int(asked) <= 2999 else default


class PortfolioView(MemberMixin, TemplateView):
    template_name = "funding/portfolio.html"

    def get_context_data(self, **kwargs):
        today, asked = timezone.localdate(), year_asked(self.request)
        found = portfolio(self.municipality, asked or today.year, only_year=asked is not None)
        return super().get_context_data(
            portfolio=found, asked=asked, year=asked or today.year, years=range(today.year, today.year - 8, -1), may_set_aside=self.may(POTS), **kwargs
        )  # fmt: skip


class PotsView(MemberMixin, TemplateView):
    """What is set aside each year, what is granted from it and what is left."""

    template_name = "funding/pots.html"

    def get_context_data(self, **kwargs):
        asked = year_asked(self.request)
        rows = Pot.objects.of(self.municipality).select_related("container").prefetch_related("allocations")
        rows = rows.for_year(asked) if asked else rows
        pots = [(pot, granted_of(pot)) for pot in rows]
        waiting = Allocation.objects.filter(municipality=self.municipality, status=Status.ASKED).select_related(
            "pot__container", "applicant"
        )
        years = Pot.objects.of(self.municipality).order_by("-year").values_list("year", flat=True).distinct()
        return super().get_context_data(
            pots=pots, waiting=list(waiting), asked=asked, years=list(years), may_set_aside=self.may(POTS), may_ask=self.may("log"), **kwargs
        )  # fmt: skip


def granted_of(pot) -> dict:
    """What is granted and paid of a pot, and what is left; None where an amount is missing."""
    given = [one for one in pot.allocations.all() if one.status in (Status.GRANTED, Status.PAID)]
    amounts, paid = [one.granted for one in given], [one.paid for one in given if one.status == Status.PAID]
    granted = None if None in amounts else sum(amounts)
    left = None if pot.amount is None or granted is None else pot.amount - granted
    return {"granted": granted, "paid": None if None in paid else sum(paid), "left": left, "number": len(given)}


class PotFormMixin:
    form_class = PotForm
    template_name = "funding/pot_form.html"
    permission = POTS

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"municipality": self.municipality}

    def get_context_data(self, **kwargs):
        pot = self.object if self.object and self.object.pk else None
        return super().get_context_data(pot=pot, back=reverse("pots", args=[self.municipality.slug]), **kwargs)

    def form_valid(self, form):
        try:
            granting.set_aside(pot=form.instance, by=self.request.user)
        except ValidationError as fault:
            add_errors(form, fault)
            return self.form_invalid(form)
        messages.success(self.request, _("Medlen är sparade."))
        return redirect("pots", slug=self.municipality.slug)


class PotNewView(PotFormMixin, MemberMixin, CreateView):
    pass


class PotView(RowMixin, DetailView):
    rows = Pot.objects.select_related("container", "municipality", "decision").prefetch_related("allocations__applicant")
    template_name = "funding/pot.html"

    def get_context_data(self, **kwargs):
        may_change = self.object.container_id in container_ids(self.request.user, POTS)
        return super().get_context_data(
            pot=self.object, sums=granted_of(self.object), may_change=may_change, may_ask=self.may("log"), **kwargs
        )


class PotEditView(StaleMixin, PotFormMixin, RowMixin, UpdateView):
    rows = Pot.objects.select_related("container", "municipality")

    def back(self):
        return reverse("pots", args=[self.municipality.slug])


class AllocationMixin(RowMixin):
    rows = Allocation.objects.select_related("pot__container", "applicant", "work", "matter", "municipality")

    def page_of(self, row):
        return reverse("allocation", args=[self.municipality.slug, row.pk])


def said_of(allocation, on) -> list:
    """What the terms say of one request."""
    mine = [row for row in requests(allocation.municipality, on) if row.subject == allocation]
    return judged({requests: mine}, allocation.municipality, on)


class AllocationView(AllocationMixin, DetailView):
    template_name = "funding/allocation.html"

    def get_context_data(self, **kwargs):
        one, today, user = self.object, timezone.localdate(), self.request.user
        may = [act for act in OFFERED.get(one.status, ()) if one.container_id in container_ids(user, ALLOCATION[act].permission)]
        gates = {act: closed_by(ALLOCATION[act], one, today)[0] for act in may if ALLOCATION[act].gate}
        reader = Reader.of(self, one)
        errand = errand_of(one.matter, today) if one.matter_id else None
        return super().get_context_data(
            allocation=one,
            cells=cells_of(one),
            acts=[(act, ALLOCATION[act].label) for act in may if not gates.get(act)],
            may_edit=one.status == Status.ASKED and one.container_id in container_ids(user, "log"),
            blocking=remarks_of((finding for found in gates.values() for finding in found), reader),
            findings=remarks_of((finding for finding in said_of(one, today) if finding.needs_something), reader),
            way=way_of(errand, today) if errand else None,
            basis=basis_of(one.matter, today) if one.matter_id else None,
            may=[codename for codename in ("log", "record_decisions", "report", "meet", "see") if self.may(codename)],
            **kwargs,
        )


def cells_of(one):
    return [
        (_("Läge"), capfirst(one.get_status_display())),
        (_("Sökande"), one.applicant_label),
        (_("Ur"), str(one.pot)),
        (_("Sökt den"), one.applied_on),
        (_("Sökt, kronor"), one.asked),
        (_("Beviljat, kronor"), one.granted),
        (_("Utbetalt, kronor"), one.paid),
        (_("Kostnad som får räknas"), one.eligible_cost),
    ]


class AllocationFormMixin:
    form_class = AllocationForm
    template_name = "funding/allocation_form.html"
    permission = "log"

    def get_form_kwargs(self):
        units = own_units(self.request.user, self.municipality)
        return super().get_form_kwargs() | {"municipality": self.municipality, "units": units}

    def form_valid(self, form):
        form.instance.pot = self.get_pot()
        try:
            one = granting.ask(allocation=form.instance, by=self.request.user)
        except ValidationError as fault:
            add_errors(form, fault)
            return self.form_invalid(form)
        messages.success(self.request, _("Ansökan om medel är sparad."))
        return redirect("allocation", slug=self.municipality.slug, pk=one.pk)


class AllocationNewView(AllocationFormMixin, MemberMixin, CreateView):
    def get_pot(self):
        return get_object_or_404(Pot.objects.of(self.municipality).select_related("container"), pk=self.kwargs["pot"])

    def get_initial(self):
        preset = own_unit(self.request.user, own_units(self.request.user, self.municipality))
        return {"applicant": preset.pk if preset else None}

    def get_context_data(self, **kwargs):
        pot = self.get_pot()
        return super().get_context_data(pot=pot, allocation=None, back=reverse("pot", args=[self.municipality.slug, pot.pk]), **kwargs)


class AllocationEditView(StaleMixin, AllocationFormMixin, AllocationMixin, UpdateView):
    def get_pot(self):
        return self.object.pot

    def get_context_data(self, **kwargs):
        return super().get_context_data(pot=self.object.pot, allocation=self.object, back=self.back(), **kwargs)

    def back(self):
        return self.page_of(self.object)


class AllocationActView(AllocationMixin, FormView):
    """Grant, refuse, pay or withdraw."""

    template_name = "funding/allocation_act.html"

    @property
    def permission(self):
        return ALLOCATION[self.kwargs["act"]].permission if self.kwargs["act"] in ACT_FORMS else "see"

    def get_form_class(self):
        if self.kwargs["act"] not in ACT_FORMS:
            raise Http404
        return ACT_FORMS[self.kwargs["act"]]

    def get_initial(self):
        return {"granted": self.row.asked, "paid": self.row.granted}

    def get(self, request, *args, **kwargs):
        self.row = self.get_row()
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        self.row = self.get_row()
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        act = ALLOCATION[self.kwargs["act"]]
        _blocking, asking = closed_by(act, self.row, timezone.localdate())
        warnings = remarks_of(asking, Reader.of(self, self.row))
        return super().get_context_data(allocation=self.row, label=act.label, warnings=warnings, back=self.page_of(self.row), **kwargs)

    def form_valid(self, form):
        act = self.kwargs["act"]
        try:
            verb = {"grant": granting.grant, "pay": granting.pay}.get(act)
            if verb:
                verb(allocation=self.row, by=self.request.user, **form.cleaned_data)
            else:
                granting.answer_no(allocation=self.row, act=act, by=self.request.user, **form.cleaned_data)
        except ValidationError as fault:
            add_errors(form, fault)
            return self.form_invalid(form)
        messages.success(self.request, _("Sparat: %(what)s.") % {"what": ALLOCATION[act].label})
        return redirect(self.page_of(self.row))
