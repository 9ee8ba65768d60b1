"""Editing a row that somebody else may be editing too: a stale save is told, and nobody's text is lost."""

import datetime as dt
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .templatetags.page import day, thousands


class VersionedForm(forms.ModelForm):
    """A form that carries the number of the version it was opened on.

    One that is sent holds its row until the transaction ends, so that nobody saves between the comparison and the save: the view's
    `post` is atomic.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.is_bound and self.instance.pk:
            list(type(self.instance).objects.select_for_update().filter(pk=self.instance.pk))
        self.newest = self.instance.version if self.instance.pk else 0
        self.initial["version"] = self.newest
        self.initial |= {name: shortest(value) for name, value in self.initial.items() if isinstance(value, Decimal)}

    @property
    def is_stale(self):
        """Somebody saved the row after this form was opened."""
        sent = self.data.get(self.add_prefix("version"), "")
        return self.is_bound and self.instance.pk is not None and sent != str(self.newest)

    def stored_values(self, stored) -> dict:
        """The saved row as the form's fields hold it, for the page that shows both texts."""
        return forms.model_to_dict(stored)


def shortest(number: Decimal) -> Decimal:
    """4300 for 4300.00: what the column's decimals add is nothing that anybody wrote."""
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()


@dataclass(frozen=True)
class Change:
    """One field as it stands now and as the user wrote it."""

    label: str
    saved: str
    mine: str


def readable(field, value):
    """A field's value as a person reads it. What the form refused is shown as it was typed."""
    if in_words := getattr(field, "in_words", None):
        return in_words(value)
    if isinstance(field, forms.BooleanField) and value is not None:
        return _("ja") if value else _("nej")
    if isinstance(field, forms.ModelChoiceField) and value:
        with suppress(ValidationError):
            value = field.to_python(value)
    elif isinstance(field, forms.MultipleChoiceField):
        value = ", ".join(str(dict(field.choices).get(one, one)) for one in value or [])
    elif isinstance(field, forms.ChoiceField) and value:
        value = dict(field.choices).get(value, value)
    if isinstance(value, dt.date):
        return day(value)
    if isinstance(value, Decimal):
        return thousands(shortest(value))
    return "" if value is None else str(value)


def stale_response(request, form, *, submit, url):
    """The 409 page: both texts, the user's own ready to be saved on top of the newer one."""
    form.is_valid()
    stored = type(form.instance).objects.get(pk=form.instance.pk)
    saved = form.stored_values(stored)
    changes = [
        Change(form[name].label, readable(field, saved.get(name)), readable(field, form.cleaned_data.get(name, form.data.get(name))))
        for name, field in form.fields.items()
        if name in saved and readable(field, saved[name]) != readable(field, form.cleaned_data.get(name, form.data.get(name)))
    ]
    newest = stored.history.select_related("history_user__person").order_by("-history_id").first()
    form.data = form.data.copy()
    form.data[form.add_prefix("version")] = str(form.newest)
    context = {
        "form": form,
        "changes": changes,
        "saved_by": newest.history_user.called if newest and newest.history_user else "",
        "saved_at": newest.history_date if newest else None,
        "submit": submit,
        "url": url,
        "action": request.get_full_path(),
    }
    return render(request, "409.html", context, status=409)


class StaleMixin:
    """A form of a saved row: held until it is saved, and told when somebody else was faster.

    The view says where the form was opened from (`back`), and what the button is called that saves on top of the newer text.
    """

    submit = gettext_lazy("Spara")

    @transaction.atomic
    def post(self, request, *args, **kwargs):
        self.object = self.get_object()
        form = self.get_form()
        if form.is_stale:
            return stale_response(request, form, submit=self.submit, url=self.back())
        return self.form_valid(form) if form.is_valid() else self.form_invalid(form)
