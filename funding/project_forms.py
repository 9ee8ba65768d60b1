"""What people fill in about projects: the few facts first, money and funder behind a word, and what came of it at the end."""

from django import forms
from django.utils.translation import gettext_lazy as _

from councils.forms import DayField
from councils.models import Person
from partnerships.row_forms import RowForm
from partnerships.visit_forms import TwoPartForm, WithSomebodyForm, tag_fields

from .models import Programme, Project, WorkStep
from .row_forms import WithFileForm

RESULTS = ("came", "learnt", "lives_on", "got", "gave")


class ProjectForm(WithSomebodyForm):
    first_fields = ("title", "kind", "container", "starts_on", "ends_on", "programme", "funder", "amount", "currency")

    class Meta:
        model = Project
        fields = (
            "title", "kind", "container", "starts_on", "ends_on", "programme", "funder", "amount", "currency", "when_text", "relation",
            "counterpart", "lead", "level", "reference", "rate", "rate_on", "total_cost", "own_cash", "own_time", "whole_life_cost",
            "account_code", "goals", "description", "responsible", "is_development", "is_work_related", "is_outside", "final_payment_on",
            "keep_years", "published", *RESULTS,
        )  # fmt: skip
        field_classes = dict.fromkeys(("starts_on", "ends_on", "rate_on", "final_payment_on"), DayField)
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in ("goals", "description", *RESULTS)}
        labels = {
            "title": _("Vad heter projektet?"),
            "starts_on": _("Första dagen"),
            "ends_on": _("Sista dagen"),
            "amount": _("Beviljat belopp"),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        fields = self.fields
        fields["programme"].queryset = Programme.objects.known_to(self.municipality)
        fields["programme"].empty_label = _("Inget av dem")
        fields["funder"].help_text = _("När programmet inte finns i listan.")
        fields["amount"].help_text = _("Noll är ett svar. Lämna tomt om du inte vet.")
        fields["account_code"].help_text = _("Den särskilda koden som projektets pengar bokförs på.")
        fields["keep_years"].help_text = _("Så länge kommunen själv ska spara handlingarna. Är programmets tid längre gäller den.")
        fields["responsible"].queryset = (
            Person.objects.filter(appointments__municipality=self.municipality).distinct().order_by("name_sort", "pk")
        )
        for name, field in tag_fields(self.municipality, self.instance).items():
            fields[name] = field
        if self.instance.status in ("", Project.State.PLANNED):  # nothing has come of it yet
            for name in RESULTS:
                del fields[name]
        if "reason" in fields:
            fields["reason"] = fields.pop("reason")

    @property
    def tags(self) -> list:
        return [value for name in self.fields if name.startswith("tags_") for value in self.cleaned_data[name]]

    def clean(self):
        facts = super(WithSomebodyForm, self).clean()  # a project may be with nobody but its partners
        if facts.get("relation"):
            facts["counterpart"] = ""
        if (facts.get("rate") is None) != (facts.get("rate_on") is None) and "rate_on" not in self.errors:
            self.add_error("rate_on", _("Ange både kursen och vilken dag den gällde."))
        return facts


class ResultForm(TwoPartForm):
    """What came of it. Effects are asked for, never worked out."""

    first_fields = ("came", "learnt", "lives_on", "reason")
    reason = forms.CharField(
        label=_("Skäl"), required=False, max_length=400, help_text=_("Behövs om något saknas som dokumentet säger att det bör finnas.")
    )

    class Meta:
        model = Project
        fields = ("came", "learnt", "lives_on", "people_reached", "young_reached", "got", "gave")
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in ("came", "learnt", "lives_on", "got", "gave")}
        help_texts = {"came": _("Det som går att se. Vet ni inte vilken effekt det fick, skriv det.")}


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Varför?"),
        required=False,
        max_length=400,
        help_text=_("Behövs om något saknas som dokumentet säger att det bör finnas. Syns i historiken."),
    )


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=_("Varför avbryts projektet?"), max_length=400, error_messages={"required": _("Skriv varför. Skälet syns i historiken.")}
    )


class StepForm(WithFileForm):
    """One step of a piece of work, of a year where it is owed each year."""

    def narrow(self):
        super().narrow()
        self.fields["amount"].help_text = _("För budgeten. Noll är också ett svar.")
        self.fields["taken_on"].help_text = _("Lämna tomt tills det är gjort.")
        self.fields["year"].help_text = _("Bara när steget tas varje år.")

    def clean(self):
        facts = super().clean()
        others = WorkStep.objects.filter(work=self.parent.pk, step=facts.get("step") or "", year=facts.get("year")).exclude(
            pk=self.instance.pk
        )
        if others.exists():
            self.add_error("step", _("Steget finns redan. Ändra det i stället."))
        if facts.get("amount") is not None and facts["amount"] < 0:
            self.add_error("amount", _("Beloppet kan inte vara mindre än noll."))
        return facts


class AmountForm(RowForm):
    """An amount that may be nothing, but not less; its currency with the rate and the rate's day, to begin with those of what it belongs to."""

    def narrow(self):
        if self.instance.pk is None:
            self.initial |= {name: getattr(self.parent, name) for name in ("currency", "rate", "rate_on") if getattr(self.parent, name)}

    def clean(self):
        facts = super().clean()
        if facts.get("amount") is not None and facts["amount"] < 0 and self.kind.name != "bookedamount":
            self.add_error("amount", _("Beloppet kan inte vara mindre än noll."))
        if (facts.get("rate") is None) != (facts.get("rate_on") is None) and "rate_on" not in self.errors:
            self.add_error("rate_on", _("Ange både kursen och vilken dag den gällde."))
        return facts
