"""Planning a meeting and writing down what was said there."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .editing import VersionedForm
from .forms import DayField
from .models import Meeting


class MeetingForm(VersionedForm):
    reason = forms.CharField(label=_("Varför ändras det?"), required=False, max_length=500, help_text=_("Syns i historiken."))

    class Meta:
        model = Meeting
        fields = ("body", "day", "place", "called_on", "state", "notes")
        field_classes = {"day": DayField, "called_on": DayField}
        widgets = {"notes": forms.Textarea(attrs={"rows": 8}), "state": forms.RadioSelect}

    def __init__(self, *args, bodies, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = bodies
        self.fields["body"].empty_label = None
        self.fields["body"].error_messages["invalid_choice"] = _("Organet hör till en annan kommun. Välj ett av kommunens egna organ.")
        self.fields["day"].error_messages["required"] = _("Skriv vilken dag mötet är.")
        if self.instance.pk is None:
            for name in ("state", "notes", "reason"):
                del self.fields[name]
        else:
            del self.fields["body"]

    def clean(self):
        facts = super().clean()
        day, state = facts.get("day"), facts.get("state")
        if state == Meeting.State.HELD and day and day > timezone.localdate():
            self.add_error("state", _("Mötet har inte varit än. Ändra dagen, eller låt det stå som planerat."))
        if facts.get("called_on") and day and facts["called_on"] > day:
            self.add_error("called_on", _("Kallelsen kan inte ha skickats efter mötet."))
        return facts
