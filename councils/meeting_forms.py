"""Planning a meeting and writing down what was said there."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .editing import VersionedForm
from .forms import DayField
from .models import Body, Meeting

OF_MINUTES = ("attested_on", "announced_on")


class MeetingForm(VersionedForm):
    reason = forms.CharField(label=_("Varför ändras det?"), required=False, max_length=500, help_text=_("Syns i historiken."))

    class Meta:
        model = Meeting
        fields = ("body", "day", "place", "called_on", "state", "notes", "attested_on", "announced_on")
        field_classes = dict.fromkeys(("day", "called_on", "attested_on", "announced_on"), DayField)
        widgets = {"notes": forms.Textarea(attrs={"rows": 8}), "state": forms.RadioSelect}

    def __init__(self, *args, bodies, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = bodies
        self.fields["body"].empty_label = None
        self.fields["body"].error_messages["invalid_choice"] = _("Organet hör till en annan kommun. Välj ett av kommunens egna organ.")
        self.fields["day"].error_messages["required"] = _("Skriv vilken dag mötet är.")
        if self.instance.pk is None:
            unasked = ("state", "notes", "reason", *OF_MINUTES)
        else:
            has_minutes = self.instance.body.mode == Body.Mode.FORMAL or self.instance.attested_on
            unasked = ("body",) if has_minutes else ("body", *OF_MINUTES)
        for name in unasked:
            del self.fields[name]

    def clean(self):
        facts = super().clean()
        day, state = facts.get("day"), facts.get("state")
        if state == Meeting.State.HELD and day and day > timezone.localdate():
            self.add_error("state", _("Mötet har inte varit än. Ändra dagen, eller låt det stå som planerat."))
        if facts.get("called_on") and day and facts["called_on"] > day:
            self.add_error("called_on", _("Kallelsen kan inte ha skickats efter mötet."))
        for name in OF_MINUTES:
            if facts.get(name) and facts[name] > timezone.localdate():
                self.add_error(name, _("Dagen har inte varit än. Fyll i den när det är gjort."))
        return facts
