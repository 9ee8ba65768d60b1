"""What decides a route or limits a delegation, filled in by a person: the declared fields and no others."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from .conditions import FIELDS, PRESENCE, TEXT_OPERATORS
from .editing import VersionedForm
from .fact_fields import PREFIX, as_typed, fact_fields, facts_of
from .forms import DayField, DecisionField
from .models import Appointment, Body, Decision, Delegation, Matter, MatterCode
from .roles import ROLES
from .route_words import OPERATORS
from .routes import SUBJECT

LIMITS = 2  # as many limits as a point has in practice; all must hold


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

    def __init__(self, *args, steps, words, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields |= fact_fields(steps, words)
        self.initial |= as_typed(self.instance.facts)

    def stored_values(self, stored) -> dict:
        return as_typed(stored.facts)

    def clean(self):
        cleaned = super().clean()
        asked_for = {name.removeprefix(PREFIX) for name in self.fields}
        self.instance.facts = {n: value for n, value in self.instance.facts.items() if n not in asked_for} | facts_of(cleaned)
        return cleaned


class DelegationForm(forms.ModelForm):
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
        for number in range(1, LIMITS + 1):
            self.add_limit(number)

    def add_limit(self, number):
        fields = sorted(((name, capfirst(str(one.label))) for name, one in FIELDS[SUBJECT].items()), key=lambda pair: pair[1])
        operators = [(code, label) for code, label in OPERATORS.items() if code not in PRESENCE]
        said = {"number": number}
        self.fields[f"limit_{number}"] = forms.ChoiceField(
            label=_("Gräns %(number)s: uppgift") % said, required=False, choices=[("", _("Ingen gräns")), *fields]
        )
        self.fields[f"op_{number}"] = forms.ChoiceField(label=_("Gräns %(number)s: jämförelse") % said, required=False, choices=operators)
        self.fields[f"value_{number}"] = forms.CharField(
            label=_("Gräns %(number)s: värde") % said, required=False, max_length=200,
            help_text=_("Ett tal, ja eller nej, eller en kod. Flera skiljs åt med komma."),
        )  # fmt: skip

    def clean(self):
        cleaned = super().clean()
        where = []
        for number in range(1, LIMITS + 1):
            if name := cleaned.get(f"limit_{number}"):
                try:
                    where.append(limit(name, cleaned.get(f"op_{number}"), cleaned.get(f"value_{number}", "")))
                except ValidationError as fault:
                    self.add_error(f"value_{number}", fault)
        self.instance.where = where
        return cleaned


def limit(name, op, text) -> dict:
    """A condition from what was typed, or a sentence that says what is wrong with it."""
    kind = FIELDS[SUBJECT][name].type
    if kind in (str, bool) and op not in TEXT_OPERATORS:
        raise ValidationError(now_("Uppgiften är inget tal. Välj «är», «är inte», «är någon av» eller «är ingen av»."))
    parts = [part.strip() for part in text.split(",") if part.strip()]
    many = op in ("in", "not_in")
    if not parts or (len(parts) > 1 and not many):
        raise ValidationError(now_("Skriv ett värde att jämföra med."))
    values = [typed(kind, part) for part in parts]
    return {"field": name, "op": op, "value": values if many else values[0]}


def typed(kind, text):
    if kind is int:
        plain = "".join(text.split())
        if not plain.isdecimal():
            raise ValidationError(now_("Skriv ett helt tal, till exempel 50000."))
        return int(plain)
    if kind is bool:
        answer = {"ja": True, "nej": False}.get(text.casefold())
        if answer is None:
            raise ValidationError(now_("Skriv ja eller nej."))
        return answer
    return text


class EndDelegationForm(forms.Form):
    valid_to = DayField(label=_("Sista dagen"), initial=timezone.localdate, help_text=_("Dagen efter beslutar organet självt igen."))
    reason = forms.CharField(label=_("Varför?"), required=False, max_length=500, help_text=_("Syns i historiken."))
