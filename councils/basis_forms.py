"""Writing the decision basis of a matter: all parts that are asked for, on one page."""

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from .basis import Answer, Basis
from .editing import VersionedForm
from .forms import DayField
from .models import BasisPart, DocumentPart, Matter
from .part_forms import PartField
from .part_words import ANSWERS, answer_word

NAMES = ("answer", "goals", "text", "does_not_apply", "reason", "written_on")  # in the order of the page


class GoalsField(PartField, forms.ModelMultipleChoiceField):
    pass


class BasisForm(VersionedForm):
    """For each part: what is written, or the answer, or the goals; or why it does not apply; and the day it was written."""

    class Meta:
        model = Matter
        fields = ()

    def __init__(self, *args, basis: Basis | None, **kwargs):
        super().__init__(*args, **kwargs)
        self.parts = basis.parts if basis else []
        self.goals = goals_to_choose(self.instance) if any(part.code == BasisPart.GOALS for part in self.parts) else None
        for part in self.parts:
            self.fields |= {f"{name}_{part.code}": made for name, made in self.fields_of(part)}
            self.initial |= {f"{name}_{part.code}": value for name, value in values_of(part.written).items()}

    def fields_of(self, part):
        label = capfirst(part.label)
        if part.answers is not None:
            codes = dict.fromkeys([*part.answers, *ANSWERS, "other"])
            choices = [(code, capfirst(answer_word(code))) for code in codes]
            yield "answer", forms.ChoiceField(label=label, choices=choices, required=False, widget=forms.RadioSelect)
        if part.code == BasisPart.GOALS:
            yield "goals", GoalsField(self.goals, label=label, required=False, widget=forms.CheckboxSelectMultiple)
        lines = _("Skriv var och en på en egen rad.") if part.at_least > 1 else ""
        said = label if part.answers is None and part.code != BasisPart.GOALS else _("Med egna ord")
        text = forms.CharField(label=said, required=False, help_text=lines, widget=forms.Textarea(attrs={"rows": 4}))
        yield "text", text
        yield "does_not_apply", forms.BooleanField(label=_("Inte aktuellt här"), required=False)
        asks = _("Behövs när delen inte är aktuell.")
        if part.answers is not None:
            wanted = ", ".join(answer_word(code) for code in part.answers)
            asks = _("Behövs när delen inte är aktuell, eller när svaret är ett annat än: %(answers)s.") % {"answers": wanted}
        yield "reason", forms.CharField(label=_("Skäl"), required=False, help_text=asks, widget=forms.Textarea(attrs={"rows": 2}))
        yield "written_on", DayField(label=_("Skrivet den"), required=False)

    def sections(self):
        """[(part, its fields)] for the page."""
        names = [(part, [f"{name}_{part.code}" for name in NAMES]) for part in self.parts]
        return [(part, [self[name] for name in own if name in self.fields]) for part, own in names]

    def stored_values(self, stored):
        known = {part.code: part for part in stored.basis.with_goals()}
        return {f"{name}_{p.code}": value for p in self.parts for name, value in values_of(known.get(p.code)).items()}

    def clean(self):
        facts = super().clean()
        for part in self.parts:
            reason, answer = facts.get(f"reason_{part.code}"), facts.get(f"answer_{part.code}")
            if facts.get(f"does_not_apply_{part.code}") and not reason:
                self.add_error(f"reason_{part.code}", _("Skriv varför det inte är aktuellt."))
            elif answer and answer not in part.answers and not reason:
                self.add_error(f"reason_{part.code}", _("Svaret är ett annat än det väntade. Skriv skälet."))
            if (day := facts.get(f"written_on_{part.code}")) and day > timezone.localdate():
                self.add_error(f"written_on_{part.code}", _("Dagen har inte kommit än. Kontrollera den."))
        return facts

    def answers(self) -> list[Answer]:
        return [Answer(part.code, **dict(self.said(part))) for part in self.parts]

    def said(self, part):
        for name in NAMES:
            if f"{name}_{part.code}" in self.fields:
                value = self.cleaned_data[f"{name}_{part.code}"]
                yield name, tuple(value) if name == "goals" else value


def goals_to_choose(matter):
    """What stands today, and what was chosen when it stood."""
    standing = DocumentPart.objects.in_force(matter.municipality, timezone.localdate()).filter(kind__in=DocumentPart.TARGETS)
    chosen = DocumentPart.objects.filter(basis_links__basis__matter=matter)
    return DocumentPart.objects.filter(pk__in=[part.pk for part in (*standing, *chosen)]).select_related("document").in_order()


def values_of(part) -> dict:
    """What the form shows of a part; one that nobody has written is dated today when it is."""
    if part is None:
        return {"written_on": timezone.localdate()}
    names = ("text", "answer", "does_not_apply", "reason", "written_on")
    return {name: getattr(part, name) for name in names} | {"goals": [goal.pk for goal in part.goals.all()]}
