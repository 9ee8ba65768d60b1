"""Invitations: received, deliberated, answered. No visit exists before the answer yes."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import CreateView, DetailView, FormView, ListView, UpdateView

from councils.access import MemberMixin, RowMixin, container_ids
from councils.editing import StaleMixin
from councils.remarks import Reader, remarks_of
from councils.transitions import closed_by
from councils.views.people import add_errors
from councils.views.routes import way_of

from .. import visiting
from ..models import Invitation
from ..visit_forms import DeclineForm, InvitationForm
from ..workflow import INVITATION
from .visits import own_unit, own_units

Answer = Invitation.Answer
SHOWN = 100  # answered ones: as many as one looks for by eye


class InvitationsView(MemberMixin, ListView):
    template_name = "partnerships/invitations.html"

    def get_queryset(self):
        return Invitation.objects.filter(municipality=self.municipality).select_related("container", "relation", "visit")

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            waiting=sorted(self.object_list.filter(answer=Answer.WAITING), key=lambda one: (one.answer_by or one.received_on, one.pk)),
            answered=self.object_list.exclude(answer=Answer.WAITING)[:SHOWN],
            may_plan=self.may("log"),
            **kwargs,
        )


class InvitationMixin(RowMixin):
    rows = Invitation.objects.select_related("container", "relation__partner", "municipality", "matter", "visit")

    def address(self):
        return reverse("invitation", args=[self.municipality.slug, self.kwargs["pk"]])


class InvitationView(InvitationMixin, DetailView):
    template_name = "partnerships/invitation.html"

    def get_context_data(self, **kwargs):
        invitation, today = self.object, timezone.localdate()
        waits = invitation.answer == Answer.WAITING
        blocking, asking = closed_by(INVITATION["accept"], invitation, today) if waits else ([], [])
        errand = visiting.errand_of_invitation(invitation, today)
        return super().get_context_data(
            invitation=invitation,
            waits=waits,
            cells=cells_of(invitation),
            way=way_of(errand, today) if errand and errand.steps else None,
            blocking=remarks_of(blocking, Reader.of(self, invitation)),
            asking=asking,
            may_edit=invitation.container_id in container_ids(self.request.user, "log"),
            may_record=self.municipality.pk in container_ids(self.request.user, "record_decisions"),
            **kwargs,
        )


def cells_of(invitation):
    yes_no = {True: _("Ja"), False: _("Nej")}
    return [
        (_("Svar"), capfirst(invitation.get_answer_display())),
        (_("Från"), invitation.with_whom),
        (_("Kom in"), invitation.received_on),
        (_("Svara senast"), invitation.answer_by),
        (_("Önskade dagar"), invitation.wished_from),
        (_("Antal gäster"), invitation.guests),
        (_("Rör ett verksamhetsområde"), yes_no.get(invitation.is_field_related)),
        (_("Tas om hand av"), invitation.container.label),
    ]


class InvitationFormMixin:
    form_class = InvitationForm
    template_name = "partnerships/invitation_form.html"
    permission = "log"

    def get_form_kwargs(self):
        units = own_units(self.request.user, self.municipality, self.object)
        return super().get_form_kwargs() | {"municipality": self.municipality, "containers": units}

    def form_valid(self, form):
        reason = form.cleaned_data.get("reason", "")
        self.object = visiting.keep_invitation(invitation=form.instance, by=self.request.user, reason=reason)
        messages.success(self.request, _("Inbjudan är sparad."))
        return redirect("invitation", slug=self.municipality.slug, pk=self.object.pk)


class InvitationNewView(InvitationFormMixin, MemberMixin, CreateView):
    def get_initial(self):
        units = own_units(self.request.user, self.municipality)
        preset = own_unit(self.request.user, units, self.request.GET.get("enhet", ""))
        return {"container": preset.pk if preset else None, "relation": self.request.GET.get("med", ""), "direction": "incoming"}

    def get_context_data(self, **kwargs):
        return super().get_context_data(invitation=None, back=reverse("invitations", args=[self.municipality.slug]), **kwargs)


class InvitationEditView(StaleMixin, InvitationFormMixin, InvitationMixin, UpdateView):
    submit = gettext_lazy("Spara inbjudan")

    def get_context_data(self, **kwargs):
        return super().get_context_data(invitation=self.object, back=self.back(), **kwargs)

    def back(self):
        return self.address()


class InvitationDeclineView(InvitationMixin, FormView):
    permission = "log"
    form_class = DeclineForm
    template_name = "partnerships/invitation_decline.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(invitation=self.get_row(), back=self.address(), **kwargs)

    def post(self, request, *args, **kwargs):
        self.get_row()
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        try:
            visiting.decline_invitation(invitation=self.get_row(), by=self.request.user, **form.cleaned_data)
        except ValidationError as fault:
            add_errors(form, fault)
            return self.form_invalid(form)
        messages.success(self.request, _("Svaret är sparat. Skriv till dem som bjöd in."))
        return redirect(self.address())
