"""What people fill in about pots and what is asked for from them."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from councils.editing import VersionedForm
from councils.forms import DayField
from councils.models import Container, Decision
from partnerships.models import Work

from .models import Allocation, Pot


class PotForm(VersionedForm):
    class Meta:
        model = Pot
        fields = ("kind", "container", "year", "amount", "terms", "account_code", "decision")
        widgets = {"terms": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, municipality, **kwargs):
        super().__init__(*args, **kwargs)
        today, mine = timezone.localdate(), Container.objects.of(municipality)
        own = mine.active(today) | mine.filter(pk=self.instance.container_id or 0) | Container.objects.filter(pk=municipality.pk)
        self.fields["container"].queryset = own.order_by("name_sort", "pk")
        self.fields["container"].empty_label = None
        self.fields["container"].initial = municipality.pk
        self.fields["year"].initial = today.year
        self.fields["year"].min_value = 2000
        self.fields["amount"].help_text = _("I kronor. Noll är också ett belopp.")
        self.fields["decision"].queryset = Decision.objects.of(municipality).confirmed().select_related("matter").newest_first()
        self.fields["decision"].empty_label = _("Inget registrerat beslut")

    def clean_year(self):
        year = self.cleaned_data["year"]
        if not 2000 <= year <= timezone.localdate().year + 10:
            raise forms.ValidationError(_("Kontrollera året."))
        return year


class AllocationForm(VersionedForm):
    class Meta:
        model = Allocation
        fields = (
            "purpose", "applicant", "applicant_name", "applicant_kind", "work", "asked", "eligible_cost", "cost_type", "participants", "days",
            "applied_on",
        )  # fmt: skip
        field_classes = {"applied_on": DayField}

    def __init__(self, *args, municipality, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["applicant"].queryset = units
        self.fields["applicant"].empty_label = _("Någon utanför kommunen")
        self.fields["work"].queryset = Work.objects.of(municipality).filter(row__in=("visit", "project")).newest_first()
        self.fields["work"].empty_label = _("Inget av dem")
        self.fields["applied_on"].initial = timezone.localdate
        self.fields["asked"].help_text = _("I kronor.")

    def clean_applied_on(self):
        day = self.cleaned_data["applied_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("Dagen har inte varit än."))
        return day


class GrantForm(forms.Form):
    granted = forms.DecimalField(label=_("Beviljat belopp, kronor"), min_value=0, max_digits=12, decimal_places=2)
    granted_on = DayField(label=_("Vilken dag?"), initial=timezone.localdate)
    reason = forms.CharField(
        label=_("Skäl"), required=False, max_length=400, help_text=_("Behövs när något villkor inte följs eller pengarna inte räcker.")
    )


class PayForm(forms.Form):
    paid = forms.DecimalField(label=_("Utbetalt belopp, kronor"), min_value=0, max_digits=12, decimal_places=2)
    paid_on = DayField(label=_("Vilken dag?"), initial=timezone.localdate)
    reason = forms.CharField(
        label=_("Skäl"), required=False, max_length=400, help_text=_("Behövs när redovisningen saknas eller något villkor inte följs.")
    )


class NoForm(forms.Form):
    reason = forms.CharField(label=_("Varför?"), max_length=400, error_messages={"required": _("Skriv varför. Skälet syns i historiken.")})


ACT_FORMS = {"grant": GrantForm, "pay": PayForm, "refuse": NoForm, "withdraw": NoForm}
