"""Calls: the list, one call with what the municipality thinks of it, calls and programmes of one's own."""

from math import ceil

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import CreateView, TemplateView, UpdateView

from councils.access import MemberMixin, container_ids
from councils.editing import StaleMixin
from councils.views.people import add_errors

from .. import calling
from ..call_forms import CallForm, ProgrammeForm
from ..call_list import ALL, PAGE, Asked, Line, calls_for, deadline_of, is_past, programmes_with_calls, shown
from ..call_page import cells_of, earlier_of
from ..models import Application, Assessment, Call, Harvest, Level, Note, Programme, SavedSearch


class CallsView(MemberMixin, TemplateView):
    template_name = "funding/calls.html"

    def get_context_data(self, **kwargs):
        today, asked = timezone.localdate(), Asked.of(self.request.GET)
        rows = calls_for(self.municipality, asked, today)
        number = rows.count()
        page = self.page_of(number)
        calls = shown(rows, self.municipality)[(page - 1) * PAGE : page * PAGE]
        return super().get_context_data(
            lines=[Line.of(call, today) for call in calls],
            number=number,
            asked=asked,
            programmes=list(programmes_with_calls(self.municipality)),
            levels=Level.choices,
            statuses=[*Call.Status.choices, (ALL, _("alla, också stängda"))],
            searches=list(SavedSearch.objects.of(self.municipality).filter(account=self.request.user).order_by("name")),
            search=urlencode(asked.chosen),
            newest=Harvest.objects.first(),
            newer_url=self.address(asked, page - 1) if page > 1 else "",
            older_url=self.address(asked, page + 1) if page * PAGE < number else "",
            page=page,
            pages=max(1, ceil(number / PAGE)),
            may_fund=self.may("fund"),
            **kwargs,
        )

    def page_of(self, number: int) -> int:
        """Beyond the last page is the last page; nonsense is the first."""
        asked = self.request.GET.get("sida", "")
        wanted = int(asked) if asked.isdecimal() and len(asked) < 6 else 1
        return max(1, min(wanted, ceil(number / PAGE)))

    def address(self, asked, page):
        return f"?{urlencode(asked.chosen | ({'sida': page} if page > 1 else {}))}"


class CallMixin(MemberMixin):
    """A call that everybody knows, or one of the municipality's own; another municipality's is 404."""

    def get_call(self) -> Call:
        rows = (
            Call.objects.known_to(self.municipality).select_related("programme", "previous", "municipality").prefetch_related("deadlines")
        )
        return get_object_or_404(rows, pk=self.kwargs["pk"])


class CallView(CallMixin, TemplateView):
    template_name = "funding/call.html"

    def get_context_data(self, **kwargs):
        call, today, user = self.get_call(), timezone.localdate(), self.request.user
        own = Assessment.objects.of(self.municipality).select_related("container", "person", "call")
        notes = (
            Note.objects.of(self.municipality)
            .filter(call=call)
            .select_related("container", "author")
            .prefetch_related("receivers__container")
        )
        earlier = earlier_of(call)
        return super().get_context_data(
            call=call,
            cells=cells_of(call),
            deadline=deadline_of(call, today),
            is_past=is_past(call, today),
            assessments=list(own.filter(call=call)),
            earlier=earlier,
            remembered=list(own.filter(call__in=earlier)) if earlier else [],
            notes=list(notes),
            applications=list(Application.objects.filter(municipality=self.municipality, call=call).select_related("container")),
            is_own=call.municipality_id is not None,
            may_edit=call.municipality_id is not None and call.municipality_id in container_ids(user, "fund"),
            may_log=self.may("log"),
            **kwargs,
        )


class CallFormMixin:
    form_class = CallForm
    template_name = "funding/call_form.html"
    permission = "fund"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"municipality": self.municipality}

    def form_valid(self, form):
        call = form.instance
        call.municipality = call.municipality or self.municipality
        try:
            with transaction.atomic():
                call = calling.keep_call(
                    call=call, closings=form.cleaned_data["closings"], by=self.request.user, reason=form.cleaned_data.get("reason", "")
                )
        except ValidationError as fault:
            add_errors(form, fault)
            return self.form_invalid(form)
        messages.success(self.request, _("Utlysningen är sparad."))
        return redirect("call", slug=self.municipality.slug, pk=call.pk)


class CallNewView(CallFormMixin, MemberMixin, CreateView):
    def get_initial(self):
        programme = Programme.objects.known_to(self.municipality).filter(code=self.request.GET.get("program", "")).first()
        return {"programme": programme.pk if programme else None, "currency": "SEK"}

    def get_context_data(self, **kwargs):
        return super().get_context_data(call=None, back=reverse("calls", args=[self.municipality.slug]), **kwargs)


class CallEditView(StaleMixin, CallFormMixin, CallMixin, UpdateView):
    submit = gettext_lazy("Spara utlysningen")

    def get_object(self, queryset=None):
        call = self.get_call()
        if call.municipality_id is None:
            raise PermissionDenied
        return call

    def get_context_data(self, **kwargs):
        return super().get_context_data(call=self.object, back=self.back(), **kwargs)

    def back(self):
        return reverse("call", args=[self.municipality.slug, self.object.pk])


# ── programmes


class ProgrammesView(MemberMixin, TemplateView):
    template_name = "funding/programmes.html"

    def get_context_data(self, **kwargs):
        known = Call.objects.known_to(self.municipality).not_closed()
        rows = Programme.objects.known_to(self.municipality)
        rows = rows.annotate(open_calls=Count("calls", Q(calls__in=known), distinct=True)).order_by("name", "pk")
        levels = [(label, [row for row in rows if row.level == level]) for level, label in Level.choices]
        return super().get_context_data(
            levels=[(label, found) for label, found in levels if found], number=len(rows), may_fund=self.may("fund"), **kwargs
        )


class ProgrammeFormMixin:
    form_class = ProgrammeForm
    template_name = "funding/programme_form.html"
    permission = "fund"

    def get_context_data(self, **kwargs):
        return super().get_context_data(back=reverse("programmes", args=[self.municipality.slug]), **kwargs)

    def form_valid(self, form):
        programme = form.instance
        programme.municipality = programme.municipality or self.municipality
        try:
            calling.keep_programme(programme=programme, by=self.request.user, reason=form.cleaned_data.get("reason", ""))
        except ValidationError as fault:
            add_errors(form, fault)
            return self.form_invalid(form)
        messages.success(self.request, _("Programmet är sparat."))
        return redirect("programmes", slug=self.municipality.slug)


class ProgrammeNewView(ProgrammeFormMixin, MemberMixin, CreateView):
    def get_initial(self):
        return {"level": Level.MUNICIPAL, "funder_kind": Programme.FunderKind.FUND}

    def get_context_data(self, **kwargs):
        return super().get_context_data(programme=None, **kwargs)


class ProgrammeEditView(StaleMixin, ProgrammeFormMixin, MemberMixin, UpdateView):
    """Only the municipality's own: what everybody knows is changed for nobody."""

    submit = gettext_lazy("Spara programmet")

    def get_object(self, queryset=None):
        return get_object_or_404(Programme, municipality=self.municipality, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        return super().get_context_data(programme=self.object, **kwargs)

    def back(self):
        return reverse("programmes", args=[self.municipality.slug])
