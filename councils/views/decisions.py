"""What was decided, by whom, under which number; what lacks its decision; who decides what; who may do what."""

from collections import defaultdict

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import CreateView, DetailView, ListView, TemplateView

from .. import actions
from ..access import MemberMixin, RowMixin
from ..conditions import FIELDS
from ..forms import DecisionForm
from ..models import Appointment, Body, Container, Decision, Matter, RouteStep
from ..roles import PERMISSIONS, ROLES
from ..words import Words
from .people import add_errors

FREE_ORGANS = {
    "board_concerned": gettext_lazy("den nämnd som berörs"),
    "every_board_concerned": gettext_lazy("varje nämnd som berörs"),
    "company_board_concerned": gettext_lazy("den bolagsstyrelse som berörs"),
    "unit_concerned": gettext_lazy("den enhet som berörs"),
    "outside_party": gettext_lazy("en utomstående part"),
    "nobody": gettext_lazy("ingen: det är fritt"),
}


def matters_without_decision(municipality):
    """Matters that wait: no confirmed decision points to them."""
    decided = Decision.objects.confirmed().filter(matter=OuterRef("pk"))
    return (
        Matter.objects.filter(municipality=municipality)
        .exclude(Exists(decided))
        .select_related("document", "container")
        .order_by("-opened_on", "-pk")
    )


class DecisionsView(MemberMixin, ListView):
    """The newest decisions, or those of a chosen year: where there are more than one page holds, the years are offered."""

    template_name = "councils/decisions.html"
    page_length = 200

    def year(self):
        asked = self.request.GET.get("ar", "")
        return int(asked) if asked.isdecimal() and len(asked) == 4 else None

    def get_queryset(self):
        rows = Decision.objects.of(self.municipality).select_related("body", "post__person", "post__container", "matter").newest_first()
        return rows.in_year(self.year()) if self.year() else rows[: self.page_length]

    def get_context_data(self, **kwargs):
        year, rows = self.year(), Decision.objects.of(self.municipality)
        all_years = rows.exclude(decided_year=None).order_by("-decided_year").values_list("decided_year", flat=True).distinct()
        by_year = defaultdict(list)
        for decision in self.object_list:
            by_year[decision.decided_year].append(decision)
        undecided = Appointment.objects.of(self.municipality).in_force(timezone.localdate()).filter(decision=None)
        return super().get_context_data(
            years=sorted(by_year.items(), key=lambda pair: pair[0] or 0, reverse=True),
            waiting=list(matters_without_decision(self.municipality)[:50]),
            undecided=list(undecided.select_related("person", "container")[:50]),
            may_record=self.may("record_decisions"),
            year=year,
            all_years=list(all_years) if year or len(self.object_list) == self.page_length else [],
            **kwargs,
        )


class DecisionView(RowMixin, DetailView):
    named = Decision.objects.select_related("body", "post", "matter")
    rows = Decision.objects.select_related("body", "post__person", "post__container", "matter__document", "municipality").prefetch_related(
        Prefetch("supersedes", named), Prefetch("superseded_by", named), "appointments__person", "appointments__container"
    )
    template_name = "councils/decision.html"

    def get_object(self, queryset=None):
        return self.get_row()

    def get_context_data(self, **kwargs):
        decision = self.object
        chain = decision.matter.decisions.select_related("body", "post", "matter").order_by("decided_on", "pk")
        cells = [
            (_("Organ"), decision.organ),
            (_("Datum"), decision.decided_on),
            (_("Paragraf"), f"§ {decision.section}" if decision.section else None),
            (_("Diarienummer"), decision.diary_number),
            (_("Vad organet gjorde"), decision.get_act_display()),
            (_("Utfall"), decision.get_outcome_display() if decision.outcome else None),
            (_("Berett av"), decision.prepared_by),
            (_("Läge"), decision.get_state_display()),
        ]
        return super().get_context_data(
            decision=decision,
            cells=cells,
            chain=chain,
            not_stated=[Decision.FACTS[f] for f in decision.not_stated if f in Decision.FACTS],
            **kwargs,
        )


class DecisionNewView(MemberMixin, CreateView):
    """The registrar writes down what was decided. It is locked at once: a correction is a new decision."""

    form_class = DecisionForm
    template_name = "councils/decision_form.html"
    permission = "record_decisions"

    def dispatch(self, request, *args, **kwargs):
        self.matter = None
        return super().dispatch(request, *args, **kwargs)

    def get_matter(self):
        asked = self.request.GET.get("arende", "")
        return Matter.objects.filter(municipality=self.municipality, pk=asked).first() if asked.isdecimal() else None

    def get_form_kwargs(self):
        self.matter = self.get_matter()
        return super().get_form_kwargs() | {"municipality": self.municipality, "matter": self.matter}

    def get_context_data(self, **kwargs):
        return super().get_context_data(matter=self.matter, back=reverse("decisions", args=[self.municipality.slug]), **kwargs)

    def form_valid(self, form):
        facts, by = form.cleaned_data, self.request.user
        try:
            with transaction.atomic():
                matter = facts["matter"] or actions.open_matter(
                    municipality=self.municipality,
                    code=facts.get("code") or "other",
                    title=facts["title"],
                    opened_on=facts["decided_on"],
                    by=by,
                )
                decision = form.instance
                decision.matter, decision.not_stated = matter, list(facts["not_stated"])
                self.object = actions.record_decision(decision=decision, supersedes=facts.get("supersedes", ()), by=by)
        except ValidationError as fault:
            form.instance.pk = None
            add_errors(form, fault)
            return self.form_invalid(form)
        messages.success(self.request, _("Beslutet är registrerat och låst."))
        return redirect("decision", slug=self.municipality.slug, pk=self.object.pk)


class GovernanceView(MemberMixin, TemplateView):
    """Which organ decides what, in which order, under which conditions, by which clause."""

    template_name = "councils/governance.html"

    def get_context_data(self, **kwargs):
        steps = RouteStep.objects.of(self.municipality).in_force(timezone.localdate()).select_related("clause__document")
        names = {c.code: c.label for c in Container.objects.of(self.municipality)}
        words = Words(self.municipality)
        matters = defaultdict(list)
        for step in steps:
            organs = _(" eller ").join(organ_in_words(code, names, words) for code in step.organs)
            matters[step.get_matter_code_display()].append((step, organs, conditions_in_words(step.where, words)))
        bodies = Body.objects.of(self.municipality).active(timezone.localdate()).in_order()
        return super().get_context_data(matters=dict(matters), bodies=bodies, **kwargs)


def organ_in_words(code, names, words) -> str:
    if code in names:
        return names[code]
    return str(FREE_ORGANS[code]) if code in FREE_ORGANS else words.role(code) if code in ROLES else words.kind(code)


OPERATORS_IN_WORDS = {
    "eq": gettext_lazy("är"), "ne": gettext_lazy("är inte"), "in": gettext_lazy("är någon av"), "not_in": gettext_lazy("är ingen av"), "gt": gettext_lazy("är mer än"), "gte": gettext_lazy("är minst"),
    "lt": gettext_lazy("är mindre än"), "lte": gettext_lazy("är högst"), "is_set": gettext_lazy("är ifylld"), "is_empty": gettext_lazy("saknas"),
}  # fmt: skip


def conditions_in_words(where, words) -> str:
    """«slag av dokument är policy»: the conditions of a step as one reads them."""
    said = []
    for condition in where:
        value = condition.get("value", "")
        values = value if isinstance(value, list) else [value]
        in_words = ", ".join(words.kind(v) if isinstance(v, str) else str(v) for v in values)
        said.append(f"{field_in_words(condition['field'])} {OPERATORS_IN_WORDS[condition['op']]} {in_words}".strip())
    return _(" och ").join(said)


def field_in_words(name) -> str:
    from_catalogue = FIELDS.get("Matter", {}).get(name)
    return str(from_catalogue.label) if from_catalogue else name.replace("_", " ")


class RightsView(MemberMixin, TemplateView):
    """Who may do what here today, and by which decision."""

    template_name = "councils/rights.html"

    def get_context_data(self, **kwargs):
        on = timezone.localdate()
        posts = (
            Appointment.objects.of(self.municipality).in_force(on).select_related("person", "container", "decision__body", "decision__post")
        )
        words = Words(self.municipality)
        posts = list(posts.order_by("container__name_sort", "person__name_sort"))
        roles = []
        for code, role in ROLES.items():
            held = [post for post in posts if post.role == code]
            roles.append((words.role(code), role, [PERMISSIONS[p] for p in PERMISSIONS if p in role.may | role.may_in_municipality], held))
        return super().get_context_data(roles=roles, own=[p for p in posts if p.person.account_id == self.request.user.pk], **kwargs)
