"""Who decides: the adopted routes, the route of a matter with its reasons, and the way of a subject to its decision."""

from collections import defaultdict
from dataclasses import dataclass, field

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, UpdateView

from ..access import MemberMixin, RowMixin
from ..compliance import KEPT
from ..editing import StaleMixin
from ..fact_fields import PREFIX, facts_of
from ..forms import DayField
from ..models import Act, Body, Matter, MatterCode, RouteStep
from ..route_forms import FactsForm, MatterFactsForm
from ..route_words import conditions_in_words, deed, depends_on, no_route, organs_in_words
from ..routes import Leg, is_free, route
from ..rules.errands import Organs, errand_of, said_of
from ..rules.matters import chain

DONE = {
    Act.PREPARE: gettext_lazy("Berett"),
    Act.INFORM: gettext_lazy("Informerat"),
    Act.CONSULT: gettext_lazy("Har yttrat sig"),
    Act.APPROVE: gettext_lazy("Godkänt"),
    Act.DECIDE: gettext_lazy("Beslutat"),
    Act.CONSENT: gettext_lazy("Har samtyckt"),
}


@dataclass(frozen=True)
class ShownLeg:
    """One step as the page shows it: what is to be done, why, by which clause, and how it stands."""

    title: str
    reasons: list  # (conditions in words, step)
    shape: str = ""  # done, now
    state: str = ""
    word: str = ""
    sentence: str = ""
    decisions: tuple = ()


@dataclass(frozen=True)
class Way:
    """A whole route for a page: its legs, or the sentence that says why there are none."""

    legs: list = field(default_factory=list)
    sentence: str = ""
    free_by: list = field(default_factory=list)  # reasons, as of a leg
    missing: tuple = ()


def reasons(steps, words) -> list:
    """Two clauses that say the same under the same conditions are both named."""
    return [(conditions_in_words(step.where, words), step) for step in steps]


def way_without_legs(found, matter_label, words) -> Way:
    if found.missing:
        return Way(sentence=depends_on(found.missing), missing=found.missing)
    if found.free:
        return Way(sentence=_("Det är fritt: ingen behöver besluta."), free_by=reasons(found.by, words))
    return Way(sentence=no_route(matter_label))


def way_in_general(steps, facts, organs, matter_label) -> Way:
    """Who would decide, with these facts."""
    found = route(steps, facts)
    if not found.legs:
        return way_without_legs(found, matter_label, organs.words)
    return Way([ShownLeg(deed(leg, organs.names, organs.words), reasons(leg.steps, organs.words)) for leg in found.legs])


def way_of(errand, on) -> Way:
    """How far the subject has come on its way: done, the next step, and what waits for it."""
    found, organs, names = errand.route(on), errand.organs, errand.names
    if not found.legs:
        return way_without_legs(found, MatterCode(errand.code).label, organs.words)
    said = dict(chain(errand, on))
    shown, next_number = [], 0
    for number, leg in enumerate(found.legs, 1):
        verdict = said.get(leg)
        looks = looks_of(leg, verdict, next_number)
        if looks["shape"] != "done" and leg.strength == "must" and not next_number:
            next_number = number
        shown.append(ShownLeg(deed(leg, names, organs.words), reasons(leg.steps, organs.words), **looks))
    return Way(shown)


def looks_of(leg: Leg, verdict, waits_for: int) -> dict:
    if verdict is None:
        return {"shape": "", "state": "shown", "word": _("Får")}
    if verdict.state == KEPT:
        return {"shape": "done", "state": KEPT, "word": DONE[leg.act], "decisions": verdict.evidence}
    if waits_for and verdict.state == "due":
        return {"shape": "", "state": "unknown", "word": _("Väntar på steg %(number)s") % {"number": waits_for}}
    return {"shape": "now", "state": verdict.state, "word": "", "sentence": verdict.sentence, "decisions": verdict.evidence}


def all_steps(steps, organs) -> list:
    """[(kind of matter, its code, [(order, what is done, conditions, step)])] of everything adopted."""
    matters = defaultdict(list)
    for step in steps:
        leg = Leg((step,))
        said = organs_in_words(leg, organs.names, organs.words) if is_free(step) else deed(leg, organs.names, organs.words)
        matters[step.matter_code].append((step.order, said, conditions_in_words(step.where, organs.words), step))
    return [(MatterCode(code).label, code, rows) for code, rows in matters.items()]


class AskForm(forms.Form):
    arende = forms.ChoiceField(
        label=gettext_lazy("Vad ska beslutas?"), choices=[("", gettext_lazy("Välj ett ärende")), *MatterCode.choices]
    )
    dag = DayField(
        label=gettext_lazy("Vilken dag?"), required=False, help_text=gettext_lazy("I dag, om du inte skriver något annat."),
    )  # fmt: skip


class GovernanceView(MemberMixin, TemplateView):
    """Which organ decides what, in which order, under which conditions, by which clause; and who decides a matter with given facts.

    The facts stand in the address, so that an answer can be sent to somebody.
    """

    template_name = "councils/governance.html"

    def get_context_data(self, **kwargs):
        today = timezone.localdate()
        ask = AskForm(self.request.GET if "arende" in self.request.GET else None)
        day = ask.cleaned_data["dag"] or today if ask.is_bound and ask.is_valid() else today
        organs = Organs.of(self.municipality, day)
        steps = RouteStep.objects.of(self.municipality).in_force(day).select_related("clause__document")
        steps = list(steps.order_by("matter_code", "order", "pk"))
        return super().get_context_data(
            ask=ask,
            on=day,
            matters=all_steps(steps, organs),
            bodies=Body.objects.of(self.municipality).active(today).in_order(),
            **self.answer(ask, steps, organs),
            **kwargs,
        )

    def answer(self, ask, steps, organs) -> dict:
        if not ask.is_bound or not ask.is_valid():
            return {"facts": None, "way": None, "asked": ""}
        code = ask.cleaned_data["arende"]
        mine, label = [step for step in steps if step.matter_code == code], MatterCode(code).label
        answered = any(name.startswith(PREFIX) for name in self.request.GET)
        facts = FactsForm(self.request.GET if answered else None, steps=mine, words=organs.words)
        if answered and not facts.is_valid():
            return {"facts": facts, "way": None, "asked": label}
        known = said_of(Matter(facts=facts_of(facts.cleaned_data) if answered else {}))
        return {"facts": facts, "way": way_in_general(mine, known, organs, label), "asked": label}


class MatterFactsView(StaleMixin, RowMixin, UpdateView):
    """The facts that decide who decides a matter, as far as its own row does not say them."""

    submit = gettext_lazy("Spara uppgifterna")
    rows = Matter.objects.select_related("municipality", "container")
    form_class = MatterFactsForm
    template_name = "councils/matter_facts.html"
    permission = "record_decisions"

    def get_form_kwargs(self):
        errand = errand_of(self.object, timezone.localdate())
        return super().get_form_kwargs() | {"steps": errand.steps, "boards": errand.boards_to_choose, "words": errand.organs.words}

    def back(self):
        newest = self.object.decisions.order_by("-pk").first()
        slug = self.municipality.slug
        return reverse("decision", args=[slug, newest.pk]) if newest else reverse("decisions", args=[slug])

    def get_context_data(self, **kwargs):
        return super().get_context_data(matter=self.object, back=self.back(), **kwargs)

    def form_valid(self, form):
        form.instance.recorded(by=self.request.user)
        messages.success(self.request, _("Uppgifterna är sparade."))
        return redirect(self.back())
