"""What people write in the reports and on the public page. Every error says what to do next."""

import datetime as dt
from dataclasses import dataclass
from itertools import groupby

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from councils.editing import VersionedForm
from councils.forms import DayField
from councils.models import Body

from .models import PublicPage, Report, YearlyReport
from .round import codes_of

LONG = {"rows": 5}


@dataclass(frozen=True)
class Asked:
    """A question with its two controls: a text, or that there was nothing this year."""

    question: object
    codes: str
    text: object
    nothing: object


class AnswersForm(VersionedForm):
    """A report's own fields, and two for each question that the policy asks."""

    def __init__(self, *args, questions, answers=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.questions = questions
        kept = {answer.question_id: answer for answer in answers}
        for question in questions:
            text, nothing = self.names(question)
            answer = kept.get(question.pk)
            self.fields[text] = forms.CharField(label=question.label, required=False, widget=forms.Textarea(attrs=LONG))
            self.fields[nothing] = forms.BooleanField(label=_("Inget i år"), required=False)
            self.initial |= {text: answer.text if answer else "", nothing: answer.nothing if answer else False}

    @staticmethod
    def names(question):
        return f"answer_{question.pk}", f"nothing_{question.pk}"

    @property
    def sections(self):
        """[(heading, [Asked])] in the order of the questions."""
        for heading, group in groupby(self.questions, key=lambda question: question.section_label):
            yield heading, [Asked(q, codes_of(q), *(self[name] for name in self.names(q))) for q in group]

    def answers(self) -> dict[int, tuple[str, bool]]:
        """{question id: (text, nothing this year)} of a valid form."""
        return {q.pk: tuple(self.cleaned_data[name] for name in self.names(q)) for q in self.questions}

    def stored_values(self, stored):
        values = super().stored_values(stored)
        for answer in stored.answers.all():
            values |= dict(zip(self.names(answer.question), (answer.text, answer.nothing), strict=True))
        return values

    def tell_unanswered(self, questions):
        """Put the error beside each question; the summary links there."""
        for question in questions:
            self.add_error(
                self.names(question)[0], _("Svara på frågan, eller kryssa för Inget i år: %(question)s") % {"question": question.label}
            )


class AreaReportForm(AnswersForm):
    class Meta:
        model = Report
        fields = ("nothing_this_year", "highlight", "summary")
        labels = {
            "nothing_this_year": _("Vi hade inget internationellt arbete i år"),
            "highlight": _("Året i en mening"),
            "summary": _("Året i korthet"),
        }
        help_texts = {
            "nothing_this_year": _("Det är också ett svar. Då behöver du inte svara på frågorna."),
            "highlight": _("Något som någon sa, eller det ni helst vill att andra minns."),
            "summary": _("Vad ni gjorde, vad det gav och vad som inte gick som ni tänkt."),
        }
        widgets = {"highlight": forms.Textarea(attrs={"rows": 2}), "summary": forms.Textarea(attrs={"rows": 8})}


class YearlyReportForm(AnswersForm):
    class Meta:
        model = YearlyReport
        fields = ("introduction", "introduction_en")
        labels = {"introduction": _("Inledning"), "introduction_en": _("Inledning på engelska")}
        help_texts = {
            "introduction": _("Några meningar om året. De står först i rapporten."),
            "introduction_en": _("Utan den står den svenska texten kvar i den engelska utgåvan."),
        }
        widgets = {"introduction": forms.Textarea(attrs={"rows": 6}), "introduction_en": forms.Textarea(attrs={"rows": 6})}


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Varför?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Skriv varför. Skälet syns i historiken.")},
    )

    def __init__(self, *args, needed=True, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = needed


class DeliveryForm(forms.Form):
    receiver = forms.ModelChoiceField(Body.objects.none(), label=_("Vem fick rapporten?"), empty_label=None)
    delivered_on = DayField(label=_("Vilken dag?"), initial=timezone.localdate, error_messages={"required": _("Skriv vilken dag.")})

    def __init__(self, *args, bodies, frozen_on: dt.date | None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["receiver"].queryset = bodies
        self.frozen_on = frozen_on

    def clean_delivered_on(self):
        day = self.cleaned_data["delivered_on"]
        if day > timezone.localdate():
            raise ValidationError(_("Dagen kan inte ligga i framtiden. Registrera överlämningen när den är gjord."))
        if self.frozen_on and day < self.frozen_on:
            raise ValidationError(_("Utgåvan fanns inte den dagen. Välj dagen då den lämnades över."))
        return day


class PublicPageForm(VersionedForm):
    class Meta:
        model = PublicPage
        fields = ("title", "title_en", "lead", "lead_en", "contact_function", "contact_function_en", "contact_unit", "contact_email", "contact_phone",
                  "owner")  # fmt: skip
        help_texts = {
            "title": _("Utan rubrik skriver sidan en av sig själv."),
            "contact_function": _("En funktion, inte en person."),
            "contact_email": _("En brevlåda som flera läser. Utan den visas kommunens egen."),
        }
        widgets = {"lead": forms.Textarea(attrs={"rows": 4}), "lead_en": forms.Textarea(attrs={"rows": 4})}
