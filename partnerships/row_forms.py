"""The form of a small row, made from its kind; those with more to say have a form of their own."""

from django import forms
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.translation import gettext_lazy as _

from councils.editing import VersionedForm
from councils.forms import DayField
from councils.models import Person


class RowForm(VersionedForm):
    """Knows its parent before it judges the row. Whatever can be chosen belongs to the parent's municipality."""

    reason = forms.CharField(label=_("Varför ändras det?"), required=False, max_length=500, help_text=_("Syns i historiken."))

    def __init__(self, *args, kind, parent, **kwargs):
        self.kind, self.parent = kind, parent
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = self.own(field.queryset)
            if isinstance(field, forms.NullBooleanField):
                self.fields[name] = yes_no_or_unknown(field)
        if self.instance.pk is None:
            del self.fields["reason"]
            # what a new row does not know must not hide what its form proposes
            self.initial = {name: value for name, value in self.initial.items() if value is not None}
        self.narrow()

    def own(self, rows):
        home = self.parent.municipality
        if rows.model is Person:
            return rows.filter(appointments__municipality=home).distinct().order_by("name_sort", "pk")
        return rows.filter(municipality=home)

    def narrow(self):
        """A form of its own says here what it leaves out, and what can be chosen."""

    @property
    def answers(self) -> dict:
        """What was asked beside the row's own fields, for `RowKind.keep`; the reason among it."""
        own = {field.name for field in self.instance._meta.get_fields()} | {"version"}
        return {name: value for name, value in self.cleaned_data.items() if name not in own}

    def _get_validation_exclusions(self):
        """The parent is no field of the form, and still part of what must be unique."""
        return super()._get_validation_exclusions() - {self.kind.parent_field}


def yes_no_or_unknown(field):
    choices = [("", _("Vet inte")), ("1", _("Ja")), ("0", _("Nej"))]
    answer = forms.TypedChoiceField(
        label=field.label, help_text=field.help_text, choices=choices, required=False, empty_value=None, coerce=lambda value: value == "1"
    )
    answer.prepare_value = lambda value: {True: "1", False: "0"}.get(value, value)
    return answer


class RemoveRowForm(forms.Form):
    reason = forms.CharField(label=_("Varför tas det bort?"), max_length=400, help_text=_("Syns i historiken."),
                             error_messages={"required": _("Skriv varför det tas bort.")})  # fmt: skip


def form_of(kind) -> type[RowForm]:
    """The kind's own form, or one of the fields that it names: days as days, long texts in a larger box."""
    base = kind.form or RowForm
    found = [(name, model_field(kind.model, name)) for name in kind.fields]
    days = {name: DayField for name, field in found if isinstance(field, models.DateField)}
    texts = {name: forms.Textarea(attrs={"rows": 4}) for name, field in found if isinstance(field, models.TextField)}
    times = {name: forms.TimeInput(attrs={"type": "time"}, format="%H:%M") for name, field in found if isinstance(field, models.TimeField)}
    return forms.modelform_factory(kind.model, form=base, fields=kind.fields, field_classes=days, widgets=texts | times)


def model_field(model, name):
    try:
        return model._meta.get_field(name)
    except FieldDoesNotExist as fault:
        raise ValueError(f"{model.__name__} has no field {name}") from fault
