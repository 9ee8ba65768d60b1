"""Granting and ending exceptions from rules."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .forms import DayField, DecisionField
from .models import Decision


class ExceptionForm(forms.Form):
    reason = forms.CharField(
        label=_("Varför?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Alla i kommunen kan läsa skälet."),
        error_messages={"required": _("Skriv varför.")},
    )
    valid_from = DayField(
        label=_("Från och med"),
        initial=timezone.localdate,
        help_text=_("En dag som har varit går bara att välja om beslutet är så gammalt."),
    )
    valid_to = DayField(label=_("Till och med"), required=False, help_text=_("Lämna tomt om undantaget gäller tills vidare."))
    decision = DecisionField(Decision.objects.none(), label=_("Beslut som ligger bakom"), required=False, empty_label=_("Inget beslut"))

    def __init__(self, *args, municipality, **kwargs):
        super().__init__(*args, **kwargs)
        decisions = Decision.objects.of(municipality).confirmed().select_related("body", "post", "matter").newest_first()
        self.fields["decision"].queryset = decisions


class EndExceptionForm(forms.Form):
    valid_to = DayField(label=_("Sista dagen"), initial=timezone.localdate, help_text=_("Dagen efter prövas regeln som vanligt."))
    reason = forms.CharField(
        label=_("Varför?"), max_length=500, help_text=_("Syns i historiken."), error_messages={"required": _("Skriv varför.")}
    )


class ConfirmForm(forms.Form):
    """Values that no document gives, and that somebody now answers for."""

    names = forms.MultipleChoiceField(
        label=_("Värden som kommunen står för"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Välj minst ett värde.")},
    )
    reason = forms.CharField(
        label=_("Varför?"),
        max_length=500,
        help_text=_("Syns i historiken. Nämn beslutet om det finns ett."),
        error_messages={"required": _("Skriv varför.")},
    )

    def __init__(self, *args, choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["names"].choices = choices
        self.initial.setdefault("names", [name for name, _label in choices])
