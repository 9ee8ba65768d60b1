"""Who has a function: a unit, or somebody outside by agreement."""

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from .editing import VersionedForm
from .forms import DayField, DecisionField
from .models import AREA_KINDS, Commission, Container, Decision
from .roles import FUNCTIONS
from .spoken import spoken

SUPPORTED = frozenset({*map(str, AREA_KINDS), "board", "company_board"})  # those that do the work, and those that answer for it


class CommissionForm(VersionedForm):
    role = forms.ChoiceField(label=_("Vilken funktion?"), widget=forms.RadioSelect)
    serves = forms.MultipleChoiceField(
        label=_("Till för"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("Välj inga när den är till för alla.")
    )
    decision = DecisionField(Decision.objects.none(), label=_("Beslut som ligger bakom"), required=False, empty_label=_("Inget beslut än"))
    reason = forms.CharField(label=_("Varför ändras det?"), required=False, max_length=500, help_text=_("Syns i historiken."))

    class Meta:
        model = Commission
        fields = ("role", "container", "provider", "agreement", "serves", "starts_on", "ends_on", "decision", "note")
        field_classes = {"starts_on": DayField, "ends_on": DayField}
        labels = {"container": spoken(_("%(The_unit)s som har den")), "provider": _("Eller någon utomstående")}
        help_texts = {"provider": _("Ett företag, ett regionkontor eller någon annan utanför kommunen."),
                      "ends_on": _("Sista dagen. Lämnas tom när funktionen gäller tills vidare.")}  # fmt: skip
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, municipality, words, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.municipality = municipality
        today = timezone.localdate()
        units = Container.objects.of(municipality)
        here = units.active(today) | units.filter(pk=self.instance.container_id or 0)
        kinds = dict.fromkeys(c.kind for c in here.in_order() if c.kind in SUPPORTED) | dict.fromkeys(self.instance.serves)
        self.fields["role"].choices = [(code, capfirst(words.role(code))) for code in FUNCTIONS]
        self.fields["role"].error_messages["required"] = _("Välj vilken funktion det är.")
        self.fields["container"].queryset = here.in_order()
        self.fields["container"].empty_label = _("Ingen: någon utomstående har den")
        self.fields["serves"].choices = [(kind, capfirst(words[kind].plural)) for kind in kinds]
        if not kinds:
            del self.fields["serves"]
        self.fields["starts_on"].error_messages["required"] = _("Skriv från vilken dag.")
        decisions = Decision.objects.of(municipality).confirmed().select_related("body", "post", "matter")
        self.fields["decision"].queryset = decisions.newest_first()
        if self.instance.pk is None:
            self.initial.setdefault("starts_on", today)
            del self.fields["reason"]
