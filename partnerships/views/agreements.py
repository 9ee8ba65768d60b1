"""Agreements and memberships: put forward, changed, each act of their life, several ended by one decision, their papers."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import CreateView, FormView, UpdateView

from councils.access import MemberMixin, RowMixin, container_ids
from councils.editing import StaleMixin
from councils.remarks import Reader, remarks_of
from councils.transitions import Blocked
from councils.views.people import add_errors

from .. import agreeing
from ..agreement_forms import ActForm, AgreementForm, EndManyForm, PaperForm, containers_for
from ..life import ACTS, gate_of
from ..models import Relation

ROWS = Relation.objects.select_related(
    "municipality", "container", "partner", "matter", "ending_matter", "changing_matter"
).prefetch_related("parties__partner")


class AgreementFormMixin:
    form_class = AgreementForm
    template_name = "partnerships/agreement_form.html"
    permission = "relate"

    def get_form_kwargs(self):
        containers = containers_for(container_ids(self.request.user, "relate"), self.municipality)
        return super().get_form_kwargs() | {"municipality": self.municipality, "containers": containers}

    def form_valid(self, form):
        try:
            self.object = self.save(form)
        except ValidationError as fault:
            add_errors(form, fault)
            return self.form_invalid(form)
        messages.success(self.request, self.saved_words)
        return redirect("relation", slug=self.municipality.slug, pk=self.object.pk)


class AgreementNewView(AgreementFormMixin, MemberMixin, CreateView):
    @property
    def saved_words(self):
        return _("Förslaget är sparat. Här ser du vem som ska besluta.")

    def get_initial(self):
        partner, kind = self.request.GET.get("partner", ""), self.request.GET.get("slag", "")
        return {"partner": partner if partner.isdecimal() else None, "kind": kind}

    def get_context_data(self, **kwargs):
        return super().get_context_data(relation=None, back=reverse("relations", args=[self.municipality.slug]), **kwargs)

    def save(self, form):
        new = form.new
        return agreeing.propose_agreement(relation=form.instance, new_partner=new, parties=form.parties(new), by=self.request.user)


class AgreementEditView(StaleMixin, AgreementFormMixin, RowMixin, UpdateView):
    submit = gettext_lazy("Spara uppgifterna")
    rows = ROWS

    @property
    def saved_words(self):
        return _("Uppgifterna är sparade.")

    def back(self):
        return reverse("relation", args=[self.municipality.slug, self.object.pk])

    def get_context_data(self, **kwargs):
        return super().get_context_data(relation=self.object, back=self.back(), **kwargs)

    def save(self, form):
        return agreeing.change_agreement(relation=form.instance, by=self.request.user, reason=form.cleaned_data.get("reason", ""))


class AgreementActView(RowMixin, FormView):
    """One act: what it asks for, and what stands in its way."""

    rows = ROWS
    permission = "relate"
    form_class = ActForm
    template_name = "partnerships/agreement_act.html"

    def dispatch(self, request, *args, **kwargs):
        self.relation, self.act, self.findings = None, ACTS.get(kwargs["act"]), []
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        self.relation = self.get_row()
        if self.act is None:
            raise Http404
        transition = self.act.transition(self.relation)
        needs = bool(transition and transition.asks_reason and self.act.code != "end")
        return super().get_form_kwargs() | {"relation": self.relation, "asks": self.act.asks, "needs_reason": needs}

    def get_context_data(self, **kwargs):
        context = super().get_context_data(act=self.act, **kwargs)
        today, code, reader = timezone.localdate(), self.act.code_for(self.relation), Reader.of(self, self.relation)
        reasons, asking = gate_of(self.relation, today, reader) if self.act.code in ("enter", "decide", "end") else ([], [])
        matter = self.relation.ending_matter if self.act.code == "end" else self.relation.matter
        return context | {
            "relation": self.relation,
            "title": self.act.title_for(self.relation),
            "back": self.back(),
            "is_open": self.act.is_open(self.relation),
            "reasons": remarks_of(self.findings, reader) or reasons,
            "asking": asking,
            "undecided": agreeing.without_decision(self.relation, today) if code in agreeing.DECIDED_BY else "",
            "matter": matter,
            "may_record": self.may("record_decisions"),
        }

    def back(self):
        return reverse("relation", args=[self.municipality.slug, self.relation.pk])

    def form_valid(self, form):
        try:
            self.perform(form.cleaned_data)
        except Blocked as blocked:
            self.findings, self.relation = blocked.findings, self.get_row()  # what the refused act changed is read anew
            self.open_the_matter(form)
            form.add_error(None, _("Det går inte än. Ovanför står vad som behövs först."))
            return self.form_invalid(form)
        except ValidationError as fault:
            add_errors(form, fault)
            return self.form_invalid(form)
        messages.success(self.request, _("Sparat: %(act)s.") % {"act": self.act.title_for(self.relation).lower()})
        return redirect(self.back())

    def perform(self, facts):
        more = {"relation": self.relation, "by": self.request.user}
        if self.act.code == "enter":
            return agreeing.enter_agreement(**facts, **more)
        if self.act.code == "end":
            facts["when"] = facts.pop("since")
            return agreeing.end_agreement(**facts, **more)
        if self.act.code == "re_establish":
            return agreeing.re_establish(**facts, **more)
        if self.act.code == "change":
            return agreeing.propose_change(**facts, **more)
        if self.act.code == "renew":
            return agreeing.renew(**facts, **more)
        return agreeing.take_step(act=self.act.code_for(self.relation), **facts, **more)

    def open_the_matter(self, form):
        """A decision is asked for: it needs a matter to be recorded in, which stays although the act was refused."""
        today = timezone.localdate()
        if self.act.code == "end":
            if self.relation.ending_matter_id is None and agreeing.ending_asks_for_decision(self.relation, today):
                self.relation = agreeing.propose_ending(
                    relation=self.get_row(), ended_by=form.cleaned_data["ended_by"], by=self.request.user
                )
                messages.info(self.request, _("Ärendet om att avsluta är väckt. Registrera beslutet, så kan det avslutas."))
        elif self.relation.matter_id is None:
            self.relation = agreeing.open_matter_of(relation=self.relation, by=self.request.user)


class AgreementsEndView(MemberMixin, FormView):
    """One decision, several agreements: all of them end, or none."""

    permission = "relate"
    form_class = EndManyForm
    template_name = "partnerships/agreements_end.html"

    def get_form_kwargs(self):
        ids = container_ids(self.request.user, "relate")
        return super().get_form_kwargs() | {"municipality": self.municipality, "container_ids": ids}

    def get_context_data(self, **kwargs):
        return super().get_context_data(back=reverse("relations", args=[self.municipality.slug]), **kwargs)

    def form_valid(self, form):
        try:
            ended = agreeing.end_many(by=self.request.user, **form.cleaned_data)
        except ValidationError as fault:
            add_errors(form, fault)
            return self.form_invalid(form)
        messages.success(self.request, _("Avslutade: %(names)s.") % {"names": ", ".join(map(str, ended))})
        return redirect("relations", slug=self.municipality.slug)


class AgreementPaperView(RowMixin, FormView):
    """The signed text, an amendment, a picture of the signing."""

    rows = ROWS
    permission = "relate"
    form_class = PaperForm
    template_name = "partnerships/agreement_paper.html"

    def get_form(self, form_class=None):
        self.relation = self.get_row()
        return super().get_form(form_class)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {"relation": self.relation, "back": self.get_success_url()}

    def form_valid(self, form):
        agreeing.add_paper(relation=self.relation, by=self.request.user, **form.cleaned_data)
        messages.success(self.request, _("Handlingen är sparad."))
        return super().form_valid(form)

    def get_success_url(self):
        return reverse("relation", args=[self.municipality.slug, self.kwargs["pk"]])
