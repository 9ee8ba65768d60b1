"""What decides a route or limits a delegation, filled in by a person: the declared fields and no others."""

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from .condition_rows import ConditionsField, WithConditions
from .editing import VersionedForm
from .fact_fields import BOARDS, PREFIX, as_typed, boards_field, fact_fields, facts_of
from .forms import DayField, DecisionField
from .models import Appointment, Body, Decision, Delegation, Matter, MatterCode
from .roles import ROLES
from .routes import SUBJECT


class FactsForm(forms.Form):
    """The facts that decide who decides. Nothing is required: what is missing is named."""

    def __init__(self, *args, steps, words, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields |= fact_fields(steps, words)


class MatterFactsForm(VersionedForm):
    """The same, kept on the matter."""

    class Meta:
        model = Matter
        fields = ()

    def __init__(self, *args, steps, boards, words, **kwargs):
        super().__init__(*args, **kwargs)
        if boards:
            self.fields[BOARDS] = boards_field(boards)
        self.fields |= fact_fields(steps, words)
        self.initial |= as_typed(self.instance.facts)

    def stored_values(self, stored) -> dict:
        return as_typed(stored.facts)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get(BOARDS):
            cleaned.pop(f"{PREFIX}boards_concerned", None)  # the number is that of the boards
        asked_for = {name.removeprefix(PREFIX) for name in self.fields}
        self.instance.facts = {n: value for n, value in self.instance.facts.items() if n not in asked_for} | facts_of(cleaned)
        return cleaned


class DelegationForm(WithConditions, forms.ModelForm):
    """One point of a body's delegation order, with its limits as conditions on declared fields."""

    class Meta:
        model = Delegation
        fields = ("body", "point", "matter_code", "role", "post", "valid_from", "valid_to", "decision")
        field_classes = {"valid_from": DayField, "valid_to": DayField, "decision": DecisionField}

    def __init__(self, *args, municipality, words, **kwargs):
        super().__init__(*args, **kwargs)
        on = timezone.localdate()
        bodies = Body.objects.of(municipality).filter(kind__in=Delegation.BY).in_order()
        self.fields["body"].queryset = bodies
        self.fields["body"].empty_label = None
        self.fields["point"].help_text = _("Som den heter i delegationsordningen, till exempel 3.2.")
        self.fields["point"].error_messages["required"] = _("Skriv vilken punkt det är.")
        self.fields["matter_code"].choices = [
            ("", _("Välj ett ärende")),
            *(one for one in MatterCode.choices if one[0] != MatterCode.OTHER),
        ]
        self.fields["role"].choices = [("", _("Ingen roll")), *((code, capfirst(words.role(code))) for code in ROLES)]
        posts = Appointment.objects.of(municipality).in_force(on).select_related("person", "container").order_by("person__name_sort")
        self.fields["post"].queryset = posts
        self.fields["post"].empty_label = _("Inget namngivet uppdrag")
        self.fields["valid_from"].error_messages["required"] = _("Skriv från vilken dag.")
        decisions = Decision.objects.of(municipality).confirmed().select_related("body", "post", "matter").newest_first()
        self.fields["decision"].queryset = decisions
        self.fields["decision"].empty_label = _("Inget beslut än")
        self.fields["where"] = ConditionsField(subject=SUBJECT, words=words, label=_("Gäller bara när"), required=False)

    def clean(self):
        cleaned = super().clean()
        self.instance.where = cleaned.get("where", [])
        return cleaned


class EndDelegationForm(forms.Form):
    valid_to = DayField(label=_("Sista dagen"), initial=timezone.localdate, help_text=_("Dagen efter beslutar organet självt igen."))
    reason = forms.CharField(label=_("Varför?"), required=False, max_length=500, help_text=_("Syns i historiken."))
