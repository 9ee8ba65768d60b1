"""The municipality's rules: what each clause sets, changing it from a day, and answering for values that no document gives."""

from itertools import groupby

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView, UpdateView

from ..access import MemberMixin, RowMixin, container_ids
from ..compliance import CAN_BE_EXCEPTED, EXCEPTED, RULES, WORST_FIRST, findings
from ..editing import StaleMixin
from ..exception_forms import ConfirmForm
from ..models import Document, RuleException, RuleSetting, law_last
from ..rule_changes import change_setting, confirm_assumed, is_draft, is_law, permission_to_change
from ..rule_values import Codes, values_of
from ..settings_form import SettingForm
from .people import add_errors

ROWS = RuleSetting.objects.select_related("clause__document", "municipality")


def described(setting, codes):
    """(setting, the rule's title, its values in words): a row of the lists."""
    rule = RULES[setting.rule]
    return setting, rule.title, values_of(setting, rule, codes)


def by_document(rows):
    """[(document, [(clause, rows)])] in the documents' own order."""
    found = []
    for document, of_document in groupby(rows, key=lambda row: row[0].clause.document):
        clauses = [(clause, list(group)) for clause, group in groupby(of_document, key=lambda row: row[0].clause)]
        found.append((document, clauses))
    return found


class RuleSettingsView(MemberMixin, TemplateView):
    """What is set today or will be, by document and clause."""

    template_name = "councils/rule_settings.html"

    def get_context_data(self, **kwargs):
        on, codes = timezone.localdate(), Codes(self.municipality)
        settings = RuleSetting.objects.of(self.municipality).exclude(clause__document__state=Document.State.DRAFT)
        settings = settings.exclude(in_force_to__lt=on).select_related("clause__document")
        settings = settings.order_by(
            law_last("clause__document__"), "clause__document__kind", "clause__document", "clause__ordinal", "ordinal", "in_force_from"
        )
        rows = [described(setting, codes) for setting in settings if setting.rule in RULES]
        return super().get_context_data(
            on=on,
            documents=by_document(rows),
            assumed=[(setting, title, [said for said in values if said.assumed]) for setting, title, values in rows if setting.assumed],
            exceptions=RuleException.objects.of(self.municipality).in_force(on).count(),
            may_change=self.may("administer"),
            **kwargs,
        )


def versions_of(setting, codes):
    """Each value that the setting has had or will have, newest first, with who wrote it and why."""
    rows = RuleSetting.objects.filter(clause=setting.clause_id, ordinal=setting.ordinal).order_by("-in_force_from")
    made = RuleSetting.history.filter(id__in=[row.pk for row in rows], history_type="+").select_related("history_user__person")
    first = {row.id: row for row in made}
    told = []
    for row in rows:
        entry = first.get(row.pk)
        who = entry.history_user.called if entry and entry.history_user else ""
        told.append((*described(row, codes), who, (entry.history_change_reason or "") if entry else ""))
    return told


class RuleSettingView(RowMixin, TemplateView):
    """One setting: its values through the years, and what it says today."""

    rows = ROWS
    template_name = "councils/rule_setting.html"
    SHOWN = (*CAN_BE_EXCEPTED, EXCEPTED)

    def get_context_data(self, **kwargs):
        setting, codes, on = self.get_row(), Codes(self.municipality), timezone.localdate()
        found = sorted(findings(self.municipality, on, pk=setting.pk), key=lambda finding: finding.order)
        rights = container_ids(self.request.user, permission_to_change(setting))
        may_confirm = setting.municipality_id in rights and not (setting.in_force_to and setting.in_force_to < on)
        return super().get_context_data(
            setting=setting,
            title=RULES[setting.rule].title,
            versions=versions_of(setting, codes),
            found=[finding for finding in found if finding.row is not None and finding.state in self.SHOWN],
            kept=sum(finding.state in WORST_FIRST[WORST_FIRST.index("kept") :] for finding in found),
            may_change=may_confirm and not is_law(setting),
            may_confirm=may_confirm,
            law=is_law(setting),
            may_except=self.may("administer"),
            draft=is_draft(setting),
            **kwargs,
        )


class SettingRowMixin(RowMixin):
    """A setting that acts is the administrator's to change; one in a draft belongs to those who write documents."""

    rows = ROWS

    def get_row(self, **lookup):
        setting = super().get_row(**lookup)
        if setting.municipality_id not in container_ids(self.request.user, permission_to_change(setting)):
            raise PermissionDenied
        return setting

    def back_to(self, setting):
        if is_draft(setting):
            return reverse("dry_run", args=[self.municipality.slug, setting.clause.document_id])
        return reverse("rulesetting", args=[self.municipality.slug, setting.pk])


class RuleSettingEditView(StaleMixin, SettingRowMixin, UpdateView):
    submit = gettext_lazy("Spara inställningen")
    form_class = SettingForm
    template_name = "councils/rule_setting_form.html"

    def get_object(self, queryset=None):
        setting = self.get_row()
        if is_law(setting):
            raise PermissionDenied
        return setting

    def get_context_data(self, **kwargs):
        setting = self.object
        return super().get_context_data(
            setting=setting, title=RULES[setting.rule].title, back=self.back(), draft=is_draft(setting), **kwargs
        )

    def form_valid(self, form):
        facts = form.cleaned_data
        try:
            newer = change_setting(
                setting=self.object,
                values=form.values,
                in_force_from=facts.get("in_force_from"),
                by=self.request.user,
                reason=facts["reason"],
            )
        except ValidationError as fault:
            add_errors(form, fault)
            return self.form_invalid(form)
        messages.success(self.request, _("Ändringen är sparad i utkastet.") if is_draft(newer) else _("Inställningen är sparad."))
        if is_draft(newer):
            return redirect("dry_run_setting", slug=self.municipality.slug, pk=newer.pk)
        return redirect("rulesetting", slug=self.municipality.slug, pk=newer.pk)

    def back(self):
        return self.back_to(self.object)


class RuleSettingConfirmView(SettingRowMixin, FormView):
    """Values that no document gives: somebody says that they are the municipality's own."""

    form_class = ConfirmForm
    template_name = "councils/rule_confirm.html"

    def get(self, request, *args, **kwargs):
        self.setting = self.get_row()
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        self.setting = self.get_row()
        return super().post(request, *args, **kwargs)

    def get_form_kwargs(self):
        said = values_of(self.setting, RULES[self.setting.rule], Codes(self.municipality))
        choices = [(one.name, f"{one.label}: {one.value}") for one in said if one.assumed]
        return super().get_form_kwargs() | {"choices": choices}

    def get_context_data(self, **kwargs):
        setting = self.setting
        return super().get_context_data(setting=setting, title=RULES[setting.rule].title, back=self.back_to(setting), **kwargs)

    def form_valid(self, form):
        try:
            confirm_assumed(setting=self.setting, by=self.request.user, **form.cleaned_data)
        except ValidationError as fault:
            add_errors(form, fault)
            return self.form_invalid(form)
        messages.success(self.request, _("Nu är värdena kommunens egna."))
        return redirect("rulesettings", slug=self.municipality.slug)
