"""Entering evaluations, and what documents lean on."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .editing import VersionedForm
from .forms import DayField, DecisionField
from .models import Decision, DocumentReview, Framework, ReviewResult
from .reviewing import measures_of
from .uploads import checked_upload

REACHED = [("", _("Vet inte än")), ("yes", _("Ja")), ("partly", _("Delvis")), ("no", _("Nej"))]


class DocumentReviewForm(VersionedForm):
    """When and what; of an evaluation also what came of each measure."""

    upload = forms.FileField(label=_("Fil"), required=False, allow_empty_file=True, help_text=_("PDF, bild eller Office, högst 20 MB."))
    decision = DecisionField(Decision.objects.none(), label=_("Beslut om det"), required=False, empty_label=_("Inget beslut"),
                             error_messages={"invalid_choice": _("Beslutet är fattat av en annan kommun. Välj ett av kommunens egna beslut.")})  # fmt: skip
    reason = forms.CharField(label=_("Varför ändras det?"), required=False, max_length=500, help_text=_("Syns i historiken."))
    field_order = ("done_on", "summary", "decision", "upload", "reason")

    class Meta:
        model = DocumentReview
        fields = ("done_on", "summary", "decision")
        field_classes = {"done_on": DayField}
        widgets = {"summary": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        document = self.instance.document
        self.fields["done_on"].error_messages["required"] = _("Skriv vilken dag det gjordes.")
        decisions = Decision.objects.of(document.municipality_id).confirmed().select_related("body", "post", "matter")
        self.fields["decision"].queryset = decisions.newest_first()
        if self.instance.pk is None:
            del self.fields["reason"]
        self.own = list(self.fields)
        self.measures = measures_of(self.instance) if self.instance.act == DocumentReview.Act.EVALUATE else []
        for part, result in self.measures:
            self.fields[f"reached_{part.pk}"] = forms.ChoiceField(label=_("Nåddes den?"), choices=REACHED, required=False)
            self.fields[f"text_{part.pk}"] = forms.CharField(label=_("Resultat"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
            self.initial |= said_of(part, result)

    def own_fields(self):
        """Why it is changed is asked last, after the measures."""
        return [self[name] for name in self.own if name != "reason" and not self[name].is_hidden]

    def lines(self):
        """[(measure, its fields)] for the page."""
        return [(part, [self[f"reached_{part.pk}"], self[f"text_{part.pk}"]]) for part, _result in self.measures]

    def stored_values(self, stored):
        kept = super().stored_values(stored)
        for part, result in measures_of(stored):
            kept |= said_of(part, result)
        return kept

    def clean_upload(self):
        upload = self.cleaned_data["upload"]
        return checked_upload(upload) if upload else None

    def results(self) -> dict:
        facts = self.cleaned_data
        return {part: (facts[f"reached_{part.pk}"], facts[f"text_{part.pk}"].strip()) for part, _result in self.measures}


def said_of(part, result: ReviewResult | None) -> dict:
    return {f"reached_{part.pk}": result.reached if result else "", f"text_{part.pk}": result.text if result else ""}


class FrameworkForm(VersionedForm):
    """A new framework, or one that the municipality has already, which is then only chosen."""

    known = forms.ModelChoiceField(
        Framework.objects.none(), label=_("Ramverk som redan finns"), required=False, empty_label=_("Inget av dem: ett nytt")
    )
    reason = forms.CharField(label=_("Varför ändras det?"), required=False, max_length=500, help_text=_("Syns i historiken."))
    web = forms.URLField(label=_("Webbadress"), required=False, assume_scheme="https")
    field_order = ("known", "name", "name_en", "starts_on", "ends_on", "web", "note", "reason")

    class Meta:
        model = Framework
        fields = ("name", "name_en", "starts_on", "ends_on", "web", "note")
        field_classes = {"starts_on": DayField, "ends_on": DayField}
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, known=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].error_messages["required"] = _("Skriv vad ramverket heter.")
        self.fields["name"].help_text = _("Till exempel Agenda 2030.")
        if known is not None and known.exists():
            self.fields["known"].queryset = known
            self.fields["name"].required = False
        else:
            del self.fields["known"]
        if self.instance.pk is None:
            del self.fields["reason"]

    def clean(self):
        facts = super().clean()
        if not facts.get("known") and not facts.get("name") and "name" not in self.errors:
            self.add_error("name", _("Välj ett ramverk som finns, eller skriv vad det nya heter."))
        if facts.get("known") and facts.get("name"):
            self.add_error("known", _("Välj ett som finns, eller skriv ett nytt. Töm det ena."))
        return facts

    def _post_clean(self):
        """One that is only chosen is judged by nothing here."""
        if not self.cleaned_data.get("known"):
            super()._post_clean()


class RemoveForm(forms.Form):
    reason = forms.CharField(label=_("Varför tas det bort?"), max_length=400, help_text=_("Syns i dokumentets historik."),
                             error_messages={"required": _("Skriv varför det tas bort.")})  # fmt: skip
