"""Exceptions from rules: which there are, granting one from a finding, and ending it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from ..access import MemberMixin, RowMixin
from ..compliance import EXCEPTED, RULES, findings
from ..exception_forms import EndExceptionForm, ExceptionForm
from ..exceptions import end_exception, grant_exception, subject_code
from ..models import RuleException, RuleSetting
from .people import add_errors


def who_granted(municipality) -> dict:
    """{exception's id: who made it}"""
    made = RuleException.history.filter(municipality=municipality, history_type="+").select_related("history_user__person")
    return {row.id: row.history_user.called if row.history_user else _("systemet") for row in made}


class ExceptionsView(MemberMixin, TemplateView):
    template_name = "councils/rule_exceptions.html"

    def get_context_data(self, **kwargs):
        on, who = timezone.localdate(), who_granted(self.municipality)
        rows = RuleException.objects.of(self.municipality).select_related("decision__body", "decision__post", "container")
        told = [(one, RULES[one.rule].title if one.rule in RULES else one.rule, who.get(one.pk, "")) for one in rows]
        return super().get_context_data(
            current=[row for row in told if row[0].valid_to is None or row[0].valid_to >= on],
            ended=[row for row in told if row[0].valid_to and row[0].valid_to < on],
            may_end=self.may("administer"),
            **kwargs,
        )


class ExceptionNewView(RowMixin, FormView):
    """From a finding: what the setting says today of one row, which the address names."""

    rows = RuleSetting.objects.select_related("clause__document", "municipality")
    permission = "administer"
    form_class = ExceptionForm
    template_name = "councils/rule_exception_form.html"

    def get_finding(self):
        setting, asked = self.get_row(), self.request.GET
        wanted = asked.get("rad", ""), asked.get("nyckel", "")
        for finding in findings(self.municipality, timezone.localdate(), pk=setting.pk):
            if finding.row is not None and (subject_code(finding.row), finding.verdict.key) == wanted:
                return finding
        raise Http404

    def get(self, request, *args, **kwargs):
        self.finding = self.get_finding()
        return super().get(request, *args, **kwargs) if self.finding.can_be_excepted else self.nothing_to_except()

    def post(self, request, *args, **kwargs):
        self.finding = self.get_finding()
        return super().post(request, *args, **kwargs) if self.finding.can_be_excepted else self.nothing_to_except()

    def nothing_to_except(self):
        already = self.finding.state == EXCEPTED
        messages.info(self.request, _("Undantaget finns redan.") if already else _("Regeln följs. Det finns inget att göra undantag från."))
        return redirect("ruleexceptions", slug=self.municipality.slug)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"municipality": self.municipality}

    def get_context_data(self, **kwargs):
        back = reverse("rulesetting", args=[self.municipality.slug, self.finding.setting.pk])
        return super().get_context_data(finding=self.finding, title=RULES[self.finding.setting.rule].title, back=back, **kwargs)

    def form_valid(self, form):
        try:
            grant_exception(finding=self.finding, by=self.request.user, **form.cleaned_data)
        except ValidationError as fault:
            add_errors(form, fault)
            return self.form_invalid(form)
        messages.success(self.request, _("Undantaget gäller. Skälet står bredvid."))
        return redirect("ruleexceptions", slug=self.municipality.slug)


class ExceptionEndView(RowMixin, FormView):
    rows = RuleException.objects.select_related("municipality")
    form_class = EndExceptionForm
    template_name = "councils/rule_exception_end.html"
    permission = "administer"

    def get_context_data(self, **kwargs):
        exception = self.get_row()
        return super().get_context_data(
            exception=exception, title=RULES[exception.rule].title, back=reverse("ruleexceptions", args=[self.municipality.slug]), **kwargs
        )

    def post(self, request, *args, **kwargs):
        self.get_row()
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        try:
            end_exception(exception=self.get_row(), by=self.request.user, **form.cleaned_data)
        except ValidationError as fault:
            add_errors(form, fault)
            return self.form_invalid(form)
        messages.success(self.request, _("Undantaget slutar då. Dagen efter prövas regeln som vanligt."))
        return redirect("ruleexceptions", slug=self.municipality.slug)
