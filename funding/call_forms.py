"""What people fill in about calls and programmes of their own. Deadlines are written as one says them, one on each line."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from councils.editing import VersionedForm
from councils.forms import DayField
from partnerships.visit_forms import TwoPartForm

from .models import Call, Programme
from .said import Unclear, closings_of


class CallForm(TwoPartForm):
    closings = forms.CharField(
        label=_("Sista dagar"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("En på varje rad, till exempel 2027-03-15, 15 mars 2027 kl. 16.00, 2027-04 (prel.) eller löpande."),
    )
    words = forms.CharField(label=_("Ämnen"), required=False, max_length=500, help_text=_("Skilj dem åt med kommatecken."))
    reason = forms.CharField(label=_("Varför ändras det?"), required=False, max_length=500, help_text=_("Syns i historiken."))
    first_fields = ("title", "programme", "status", "closings", "url")
    field_order = ("title", "programme", "status", "closings", "url", "identifier", "kind", "opens_on", "deadline_model", "currency", "grant_least",
                   "grant_most", "budget", "support_share", "who_may_apply", "words", "summary", "reason")  # fmt: skip

    class Meta:
        model = Call
        fields = ("title", "programme", "status", "url", "identifier", "kind", "opens_on", "deadline_model", "currency", "grant_least",
                  "grant_most", "budget", "support_share", "who_may_apply", "summary")  # fmt: skip
        field_classes = {"opens_on": DayField}
        widgets = {"who_may_apply": forms.Textarea(attrs={"rows": 2}), "summary": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args, municipality, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["programme"].queryset = Programme.objects.known_to(municipality).order_by("name", "pk")
        self.fields["programme"].empty_label = _("Inget program")
        self.fields["title"].error_messages["required"] = _("Skriv vad utlysningen heter.")
        self.fields["url"].assume_scheme = "https"
        if self.instance.pk is None:
            del self.fields["reason"]
        else:
            self.initial["closings"] = "\n".join(as_typed(row) for row in self.instance.deadlines.standing().order_by("ordinal"))
            self.initial["words"] = ", ".join(self.instance.topics)

    def clean_closings(self):
        try:
            return closings_of(self.cleaned_data["closings"])
        except Unclear as fault:
            raise ValidationError(str(fault)) from fault

    def clean(self):
        facts = super().clean()
        words = [" ".join(word.split()) for word in facts.get("words", "").split(",")]
        self.instance.topics = list(dict.fromkeys(word for word in words if word))
        return facts

    def stored_values(self, stored):
        return super().stored_values(stored) | {
            "closings": "\n".join(as_typed(row) for row in stored.deadlines.standing().order_by("ordinal")),
            "words": ", ".join(stored.topics),
        }


def as_typed(deadline) -> str:
    """A deadline as it was written, or as it can be."""
    if deadline.text:
        return deadline.text
    return date_format(timezone.localtime(deadline.at), "Y-m-d H:i") if deadline.states_hour else deadline.day.isoformat()


class ProgrammeForm(VersionedForm):
    reason = forms.CharField(label=_("Varför ändras det?"), required=False, max_length=500, help_text=_("Syns i historiken."))

    class Meta:
        model = Programme
        fields = ("name", "name_en", "funder", "funder_kind", "level", "support_share", "rounding", "keep_years", "period_from", "period_to",
                  "web", "about", "is_current")  # fmt: skip
        widgets = {"about": forms.Textarea(attrs={"rows": 3}), "funder_kind": forms.RadioSelect, "level": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["web"].assume_scheme = "https"
        if self.instance.pk is None:
            del self.fields["reason"]

    def clean(self):
        facts = super().clean()
        first, last = facts.get("period_from"), facts.get("period_to")
        if first and last and last < first:
            self.add_error("period_to", _("Sista året kan inte vara före första året."))
        return facts
