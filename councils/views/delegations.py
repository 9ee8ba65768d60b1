"""Delegations by body: points, limits, who may use them; and what is still to be told to the body."""

from collections import defaultdict

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import CreateView, DetailView, FormView, TemplateView, View

from .. import delegating
from ..access import MemberMixin, RowMixin
from ..models import Body, Delegation, Meeting
from ..route_forms import DelegationForm, EndDelegationForm
from ..route_words import conditions_in_words
from ..words import Words
from .people import add_errors

NAMED = ("body", "post__person", "post__container", "decision__body", "decision__post")


def receiver(delegation, words) -> str:
    return f"{delegation.post.person.name}, {delegation.post.role_label}" if delegation.post_id else words.role(delegation.role)


class DelegationsView(MemberMixin, TemplateView):
    template_name = "councils/delegations.html"

    def get_context_data(self, **kwargs):
        on, words = timezone.localdate(), Words(self.municipality)
        points, untold = defaultdict(list), defaultdict(list)
        for point in Delegation.objects.of(self.municipality).select_related(*NAMED).order_by("point", "pk"):
            holds = point.valid_from <= on and (point.valid_to is None or point.valid_to >= on)
            points[point.body_id].append((point, receiver(point, words), conditions_in_words(point.where, words), holds))
        for decision in delegating.to_report(self.municipality):
            untold[decision.delegation.body_id].append(decision)
        meetings = {}
        for meeting in Meeting.objects.of(self.municipality).coming(on):
            meetings.setdefault(meeting.body_id, meeting)
        bodies = Body.objects.of(self.municipality).filter(pk__in=points).in_order()
        return super().get_context_data(
            bodies=[(body, points[body.pk], untold[body.pk], meetings.get(body.pk)) for body in bodies],
            on=on,
            may_record=self.may(delegating.PERMISSION),
            **kwargs,
        )


class DelegationView(RowMixin, DetailView):
    """One point with what has been decided by it."""

    rows = Delegation.objects.select_related(*NAMED, "municipality")
    template_name = "councils/delegation.html"

    def get_context_data(self, **kwargs):
        point, words, on = self.object, Words(self.municipality), timezone.localdate()
        decisions = point.decisions.confirmed().select_related("matter", "post__person", "delegation_report__meeting__body").newest_first()
        return super().get_context_data(
            point=point,
            receiver=receiver(point, words),
            limits=conditions_in_words(point.where, words),
            decisions=decisions,
            holds=point.valid_from <= on and (point.valid_to is None or point.valid_to >= on),
            may_record=self.may(delegating.PERMISSION),
            **kwargs,
        )


class DelegationNewView(MemberMixin, CreateView):
    form_class = DelegationForm
    template_name = "councils/delegation_form.html"
    permission = delegating.PERMISSION

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"municipality": self.municipality, "words": Words(self.municipality)}

    def get_initial(self):
        body = Body.objects.of(self.municipality).filter(code=self.request.GET.get("organ", "")).first()
        return {"body": body.pk if body else None}

    def get_context_data(self, **kwargs):
        return super().get_context_data(back=reverse("delegations", args=[self.municipality.slug]), **kwargs)

    def form_valid(self, form):
        try:
            point = delegating.delegate(delegation=form.instance, by=self.request.user)
        except ValidationError as fault:
            form.instance.pk = None
            add_errors(form, fault)
            return self.form_invalid(form)
        messages.success(self.request, _("Delegationen är införd."))
        return redirect("delegation", slug=self.municipality.slug, pk=point.pk)


class DelegationEndView(RowMixin, FormView):
    rows = Delegation.objects.select_related(*NAMED)
    form_class = EndDelegationForm
    template_name = "councils/delegation_end.html"
    permission = delegating.PERMISSION

    def dispatch(self, request, *args, **kwargs):
        self.point = None
        return super().dispatch(request, *args, **kwargs)

    def get_form(self, form_class=None):
        self.point = self.get_row()
        return super().get_form(form_class)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        back = reverse("delegation", args=[self.municipality.slug, self.point.pk])
        return context | {"point": self.point, "receiver": receiver(self.point, Words(self.municipality)), "back": back}

    def form_valid(self, form):
        try:
            delegating.end_delegation(delegation=self.point, by=self.request.user, **form.cleaned_data)
        except ValidationError as fault:
            add_errors(form, fault)
            return self.form_invalid(form)
        messages.success(self.request, _("Sista dagen är sparad."))
        return redirect("delegation", slug=self.municipality.slug, pk=self.point.pk)


class DelegatedReportView(MemberMixin, View):
    """Tell the body, at a meeting, of what was decided in its place."""

    permission = delegating.PERMISSION
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        meeting = get_object_or_404(Meeting.objects.of(self.municipality).select_related("body"), pk=kwargs["pk"])
        chosen = [pk for pk in request.POST.getlist("beslut") if pk.isdecimal()]
        decisions = [d for d in delegating.to_report(self.municipality, meeting.body) if str(d.pk) in chosen]
        try:
            told = delegating.report_delegated(decisions=decisions, meeting=meeting, by=request.user)
        except ValidationError as fault:
            messages.error(request, " ".join(fault.messages))
        else:
            said = ngettext("%(count)s beslut är anmält till mötet.", "%(count)s beslut är anmälda till mötet.", len(told))
            messages.success(request, said % {"count": len(told)}) if told else messages.error(request, _("Välj vilka beslut som anmäls."))
        return redirect("delegations", slug=self.municipality.slug)
