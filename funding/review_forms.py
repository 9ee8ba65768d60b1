"""What a unit writes when it has gone through its chances."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from councils.forms import DayField
from councils.spoken import spoken
from partnerships.visit_forms import TwoPartForm

from .models import Call, Level, OpportunityReview
from .reviewing import calls_to_choose


class ReviewForm(TwoPartForm):
    """A sentence, on which levels, and what came of it; the rest waits behind a word."""

    levels = forms.MultipleChoiceField(
        label=_("Var fanns möjligheterna?"), choices=Level, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Vilka nivåer ni tittade på. Välj alla som stämmer."),
        error_messages={"invalid_choice": _("Välj bland nivåerna i listan.")},
    )  # fmt: skip
    calls = forms.ModelMultipleChoiceField(
        Call.objects.none(), label=_("Utlysningar som ni tittade på"), required=False, widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(label=_("Varför ändras det?"), required=False, max_length=500, help_text=_("Syns i historiken."))

    class Meta:
        model = OpportunityReview
        fields = ("container", "looked_at", "levels", "result", "reviewed_on", "why")
        field_classes = {"reviewed_on": DayField}
        widgets = {"looked_at": forms.Textarea(attrs={"rows": 3}), "why": forms.Textarea(attrs={"rows": 3}), "result": forms.RadioSelect}

    first_fields = ("container", "looked_at", "levels", "result")
    field_order = ("container", "looked_at", "levels", "result", "reviewed_on", "why", "calls", "reason")

    def __init__(self, *args, municipality, containers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["container"].queryset = containers
        self.fields["container"].empty_label = None
        self.fields["looked_at"].label = _("Vad gick ni igenom?")
        self.fields["looked_at"].help_text = spoken(_("Till exempel: höstens utlysningar för skolan, eller frågor från %(twin_towns)s."))
        self.fields["looked_at"].error_messages["required"] = _("Skriv vad ni gick igenom, i några ord.")
        self.fields["result"].label = _("Vad kom ni fram till?")
        self.fields["result"].error_messages["required"] = _("Välj vad ni kom fram till.")
        self.fields["reviewed_on"].error_messages["required"] = _("Skriv vilken dag det var.")
        self.fields["calls"].queryset = calls_to_choose(municipality, self.instance)
        if self.instance.pk:
            self.initial["calls"] = [one.call_id for one in self.instance.reviewed.all()]
        else:
            self.initial["reviewed_on"] = timezone.localdate()
            del self.fields["reason"]
        if not self.fields["calls"].queryset:
            del self.fields["calls"]


class RemoveReviewForm(forms.Form):
    reason = forms.CharField(label=_("Varför tas den bort?"), required=False, max_length=500, help_text=_("Syns i historiken."))
