"""Offering training, and noting who came."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .editing import VersionedForm
from .forms import DayField
from .models import Person, TrainingOffer
from .spoken import spoken


class TrainingForm(VersionedForm):
    people = forms.ModelMultipleChoiceField(
        Person.objects.none(), label=_("Vilka erbjuds?"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=spoken(_("Behövs inte när alla %(contacts)s erbjuds.")),
    )  # fmt: skip
    attended = forms.ModelMultipleChoiceField(
        Person.objects.none(), label=_("Vilka deltog?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    link = forms.URLField(label=_("Länk"), required=False, assume_scheme="https")
    reason = forms.CharField(label=_("Varför ändras det?"), required=False, max_length=500, help_text=_("Syns i historiken."))
    field_order = ("title", "kind", "day", "all_contacts", "people", "attended", "offered_by", "link", "note", "cancelled", "reason")

    class Meta:
        model = TrainingOffer
        fields = ("title", "kind", "day", "all_contacts", "offered_by", "link", "note", "cancelled")
        field_classes = {"day": DayField}
        widgets = {"kind": forms.RadioSelect, "note": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["title"].error_messages["required"] = _("Skriv vad som erbjuds.")
        self.fields["day"].error_messages["required"] = _("Skriv vilken dag det är.")
        self.fields["kind"].help_text = _("Gemensam: för flera tillsammans. Enskild: för en person, efter det som den behöver.")
        self.fields["people"].queryset = self.fields["attended"].queryset = people
        if self.instance.pk:
            listed = list(self.instance.invitations.all())
            self.initial["people"] = [one.person_id for one in listed]
            self.initial["attended"] = [one.person_id for one in listed if one.attended]
        else:
            for name in ("attended", "cancelled", "reason"):
                del self.fields[name]

    def clean(self):
        facts = super().clean()
        day = facts.get("day")
        if facts.get("attended") and day and day > timezone.localdate():
            self.add_error("attended", _("Tillfället har inte varit än. Fyll i vilka som deltog efteråt."))
        return facts
