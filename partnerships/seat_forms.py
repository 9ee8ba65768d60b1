"""Appointing somebody to a seat in a network."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from councils.forms import DecisionField
from councils.models import Decision

from .row_forms import RowForm


class SeatForm(RowForm):
    decision = DecisionField(
        Decision.objects.none(), label=_("Beslut som ligger bakom"), required=False, empty_label=_("Inget beslut än"),
        error_messages={"invalid_choice": _("Beslutet är fattat av en annan kommun. Välj ett av kommunens egna beslut.")},
    )  # fmt: skip

    def narrow(self):
        self.fields["role"].widget = forms.RadioSelect(choices=self.fields["role"].choices[1:])
        self.fields["person"].empty_label = _("Välj")
        self.fields["person"].help_text = _("Bland dem som har uppdrag i kommunen.")
        self.fields["ends_on"].help_text = _("Sista dagen på platsen. Lämnas tomt om ingen är bestämd.")
        home = self.parent.municipality
        self.fields["decision"].queryset = Decision.objects.of(home).confirmed().select_related("body", "post", "matter").newest_first()
        if self.instance.pk is None:
            self.initial["starts_on"] = self.initial.get("starts_on") or timezone.localdate()

    def clean(self):
        facts = super().clean()
        first, last = facts.get("starts_on"), facts.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("Slutdagen kan inte vara före startdagen."))
        return facts
