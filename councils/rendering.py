"""How every form looks: label, help, field, error, in that order, wired for screen readers."""

from django import forms
from django.db.models import BLANK_CHOICE_DASH
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.utils.text import capfirst
from django.utils.translation import gettext

DASHES = BLANK_CHOICE_DASH[0][1]
UNSTYLED = (forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple, forms.MultiWidget)


class ControlField(BoundField):
    """A field that knows which of three shapes it takes and what the error summary links to."""

    def __init__(self, form, field, name):
        super().__init__(form, field, name)
        # the exact class: the admin's date widget brings its own calendar
        if type(field.widget) is forms.DateInput:
            field.widget.input_type = "date"
            field.widget.format = "%Y-%m-%d"
        say_the_empty_choice(field)
        begin_with_a_capital(field)
        # Django's "this field is required" does not say which one, and the summary stands far from the field
        if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
            field.error_messages["required"] = gettext("Fyll i ”%(label)s”.") % {"label": self.label}

    @property
    def shape(self):
        """picks (radio buttons or several boxes), check (one box), or control (everything else)."""
        if isinstance(self.field.widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
            return "picks"
        return "check" if isinstance(self.field.widget, forms.CheckboxInput) else "control"

    @property
    def optional(self):
        """Whether it is said that one may leave it: not of one box, nor of radio buttons of which one is chosen from the start."""
        answered = isinstance(self.field.widget, forms.RadioSelect) and self.initial is not None
        return not self.field.required and not answered

    @property
    def anchor(self):
        """The id of the first thing that takes focus, so that a link there lands in the field."""
        grouped = self.shape == "picks" or isinstance(self.field.widget, forms.MultiWidget)
        return f"{self.auto_id}_0" if grouped else self.id_for_label

    def build_widget_attrs(self, attrs, widget=None):
        """A visible label is enough: placeholders vanish when one writes and are too pale to read."""
        attrs = super().build_widget_attrs(attrs, widget)
        widget = widget or self.field.widget
        if "placeholder" in widget.attrs:
            attrs["placeholder"] = False
        if not self.is_hidden and not isinstance(widget, UNSTYLED):
            attrs["class"] = f"ds-input {widget.attrs.get('class', '')}".strip()
        return attrs


def say_the_empty_choice(field):
    """Words in place of Django's row of dashes; among radio buttons that must be answered there is nothing to say."""
    if not isinstance(field, forms.ChoiceField):
        return
    words = gettext("Välj") if field.required else gettext("Vet inte")
    if isinstance(field, forms.ModelChoiceField):
        if field.empty_label == DASHES:
            field.empty_label = words if field.required else gettext("Ingen")
    elif ("", DASHES) in (choices := list(field.widget.choices)):
        kept = [choice for choice in choices if choice != ("", DASHES)]
        field.widget.choices = kept if field.required and isinstance(field.widget, forms.RadioSelect) else [("", words), *kept]


def begin_with_a_capital(field):
    """What one chooses among stands by itself; in a sentence the same words are small. Rows are called what they are called."""
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        field.widget.choices = [(value, capital(text)) for value, text in field.widget.choices]


def capital(text):
    """One text, or those of a group."""
    return [(value, capfirst(one)) for value, one in text] if isinstance(text, list | tuple) else capfirst(text)


class FormRenderer(TemplatesSetting):
    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
    bound_field_class = ControlField
