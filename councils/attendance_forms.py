"""Ticking who was at a meeting."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .attending import Roll, State, roll_of
from .editing import VersionedForm
from .models import Meeting


class AttendanceForm(VersionedForm):
    """Those called, twice: who was there, and, behind a word, who had said no beforehand. The others did not come."""

    present = forms.TypedMultipleChoiceField(label=_("Vilka var med?"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple)
    excused = forms.TypedMultipleChoiceField(
        label=_("Vilka hade anmält förhinder?"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Meeting
        fields = ()

    def __init__(self, *args, roll: Roll | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.roll = roll or roll_of(self.instance)
        choices = [(one.person.pk, called_by_name(one, self.instance)) for one in self.roll.called]
        for name in ("present", "excused"):
            self.fields[name].choices = choices
            self.fields[name].error_messages["invalid_choice"] = _("Listan har ändrats. Ladda om sidan och kryssa igen.")
        self.initial |= self.noted()

    def noted(self) -> dict[str, list[int]]:
        return {str(state): [one.person.pk for one in self.roll.those(state)] for state in (State.PRESENT, State.EXCUSED)}

    @property
    def cleaned_facts(self) -> dict[str, list[int]]:
        return {name: self.cleaned_data[name] for name in ("present", "excused")}

    def stored_values(self, stored):
        return self.noted()

    def clean(self):
        facts = super().clean()
        both = set(facts.get("present", ())) & set(facts.get("excused", ()))
        if both:
            names = ", ".join(one.person.name for one in self.roll.called if one.person.pk in both)
            self.add_error("excused", _("%(names)s är ikryssad på båda ställena. Ta bort det ena krysset.") % {"names": names})
        return facts


def called_by_name(one, meeting) -> str:
    units = [unit.label for unit in one.units if unit.pk != meeting.body_id]
    return ", ".join([one.person.name, *units])
