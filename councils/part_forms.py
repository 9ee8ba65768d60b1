"""Entering the parts of a document."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .editing import VersionedForm
from .forms import DayField
from .models import DocumentPart


class PartField(forms.ModelChoiceField):
    def label_from_instance(self, part):
        return f"{part.title} ({part.document.label})"


class DocumentPartForm(VersionedForm):
    """What belongs to a measure is asked of measures, and of a kind for which a rule asks it."""

    OF_MEASURE = ("indicator", "target", "responsible", "deadline")
    reason = forms.CharField(label=_("Varför ändras det?"), required=False, max_length=500, help_text=_("Syns i historiken."))

    class Meta:
        model = DocumentPart
        fields = ("title", "text", "serves", "indicator", "target", "responsible", "deadline", "ordinal")
        field_classes = {"deadline": DayField, "serves": PartField}
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args, fields_asked, targets, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["title"].error_messages["required"] = _("Skriv en rubrik.")
        self.fields["ordinal"].required = False
        self.fields["ordinal"].initial = None
        self.fields["ordinal"].help_text = _("Lämnas tomt för sist.")
        self.initial["ordinal"] = self.instance.ordinal or None
        self.fields["serves"].queryset = targets
        self.fields["serves"].empty_label = _("Inget")
        for name in self.OF_MEASURE:
            if self.instance.kind != "measure" and name not in fields_asked:
                del self.fields[name]
        if not targets.exists():
            del self.fields["serves"]
        if self.instance.pk is None:
            del self.fields["reason"]

    def clean_ordinal(self):
        return self.cleaned_data["ordinal"] or 0


class RemovePartForm(forms.Form):
    reason = forms.CharField(label=_("Varför tas den bort?"), max_length=400, help_text=_("Syns i dokumentets historik."),
                             error_messages={"required": _("Skriv varför delen tas bort.")})  # fmt: skip
