"""What people fill in about the small rows of applications and projects, where there is more to say than the model does."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from councils.uploads import checked_upload
from partnerships.partner_forms import countries_by_name
from partnerships.row_forms import RowForm


class WorkPartnerForm(RowForm):
    """A partner of the register, or somebody who is named."""

    def narrow(self):
        self.fields["partner"].empty_label = _("Någon annan, som inte finns i registret")
        self.fields["name"].help_text = _("När ingen i registret passar: en annan kommun, ett företag, en förening.")
        self.fields["country"] = forms.ChoiceField(label=_("Land"), choices=[("", _("Vet inte")), *countries_by_name()], required=False)

    def clean(self):
        facts = super().clean()
        if facts.get("partner"):
            facts["name"] = ""
        elif not facts.get("name", "").strip() and "partner" not in self.errors:
            self.add_error("name", _("Välj en partner, eller skriv vem det är."))
        return facts


class WorkUnitForm(RowForm):
    def narrow(self):
        today = timezone.localdate()
        chosen = self.fields["container"].queryset.filter(pk=self.instance.container_id or 0)
        self.fields["container"].queryset = (self.fields["container"].queryset.active(today) | chosen).in_order()


class OptionTestForm(RowForm):
    def narrow(self):
        self.fields["tested_on"].initial = timezone.localdate
        self.fields["why"].help_text = _("Ett nej är också ett svar. Skriv vad ni såg.")

    def clean(self):
        facts = super().clean()
        if facts.get("tested_on") and facts["tested_on"] > timezone.localdate():
            self.add_error("tested_on", _("Dagen har inte varit än."))
        return facts


class WithFileForm(RowForm):
    """A row that may have a file; a new one takes the place of the one that is there."""

    upload = forms.FileField(label=_("Fil"), required=False, allow_empty_file=True)

    def narrow(self):
        self.order_fields([*self.kind.fields, "upload"])
        if self.instance.file_id:
            self.fields["upload"].help_text = _("En ny fil ersätter %(name)s.") % {"name": self.instance.file.name}

    def clean_upload(self):
        upload = self.cleaned_data["upload"]
        return checked_upload(upload) if upload else None


class CommitmentForm(WithFileForm):
    def narrow(self):
        super().narrow()
        self.fields["upload"].label = _("Undertecknad fil")
        self.fields["secured_on"].help_text = _("Dagen då åtagandet var undertecknat eller på annat sätt klart.")
        self.fields["organisation_kind"].help_text = _("Till exempel företag, förening, annan kommun.")

    def clean(self):
        facts = super().clean()
        if facts.get("secured_on") and facts["secured_on"] > timezone.localdate():
            self.add_error("secured_on", _("Dagen har inte varit än."))
        if (facts.get("rate") is None) != (facts.get("rate_on") is None):
            self.add_error("rate_on", _("Ange både kursen och vilken dag den gällde."))
        return facts
