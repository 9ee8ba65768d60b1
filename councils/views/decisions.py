"""What was decided, by whom, under which number; what lacks its decision; who decides what; who may do what."""

from collections import defaultdict

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.generic import CreateView, DetailView, ListView, TemplateView

from .. import actions
from ..access import MemberMixin, RowMixin
from ..basis import basis_of
from ..exports import ExportMixin
from ..fact_fields import facts_of
from ..forms import DecisionForm
from ..models import Appointment, Decision, Matter
from ..roles import PERMISSIONS, ROLES
from ..rules.matters import departure, errand_for, stands
from ..words import Words
from .people import add_errors
from .routes import way_of


def matters_without_decision(municipality):
    """Matters that wait: no confirmed decision points to them."""
    decided = Decision.objects.confirmed().filter(matter=OuterRef("pk"))
    return (
        Matter.objects.filter(municipality=municipality)
        .exclude(Exists(decided))
        .select_related("document", "container")
        .order_by("-opened_on", "-pk")
    )


class DecisionsView(ExportMixin, MemberMixin, ListView):
    """The newest decisions, or those of a chosen year: where there are more than one page holds, the years are offered."""

    template_name = "councils/decisions.html"
    page_length = 200
    export_name = "beslut"

    def export(self):
        """Those of the chosen year; without one, all of them, also beyond the page."""
        head = [
            _("dag"),
            _("år"),
            "§",
            _("diarienummer"),
            _("ärende"),
            _("slag av ärende"),
            _("organ"),
            _("vad"),
            _("utfall"),
            _("läge"),
            _("text"),
        ]
        return head, (
            [one.decided_on, one.decided_year, one.section, one.diary_number, one.matter.title, one.matter.get_code_display(), str(one.organ),
             one.get_act_display(), one.get_outcome_display(), one.get_state_display(), one.text]
            for one in self.decisions()
        )  # fmt: skip

    def year(self):
        asked = self.request.GET.get("ar", "")
        return int(asked) if asked.isdecimal() and len(asked) == 4 else None

    def decisions(self):
        rows = Decision.objects.of(self.municipality).select_related("body", "post__person", "post__container", "matter").newest_first()
        return rows.in_year(self.year()) if self.year() else rows

    def get_queryset(self):
        return self.decisions() if self.year() else self.decisions()[: self.page_length]

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
    rows = Decision.objects.select_related(
        "body", "post__person", "post__container", "delegation__body", "matter__document", "matter__municipality", "municipality"
    ).prefetch_related(Prefetch("supersedes", named), Prefetch("superseded_by", named), "appointments__person", "appointments__container")
    template_name = "councils/decision.html"

    def get_context_data(self, **kwargs):
        decision = self.object
        chain = decision.matter.decisions.select_related("body", "post", "matter").order_by("decided_on", "pk")
        cells = [
            (_("Organ"), organ_of(decision)),
            (_("Datum"), decision.decided_on),
            (_("Paragraf"), f"§ {decision.section}" if decision.section else None),
            (_("Diarienummer"), decision.diary_number),
            (_("Vad organet gjorde"), capfirst(decision.get_act_display())),
            (_("Utfall"), capfirst(decision.get_outcome_display()) if decision.outcome else None),
            (_("Berett av"), decision.prepared_by),
            (_("Läge"), capfirst(decision.get_state_display())),
        ]
        errand = errand_for(decision, timezone.localdate())
        return super().get_context_data(
            decision=decision,
            may_record=self.may("record_decisions"),
            way=way_of(errand, timezone.localdate()),
            asks_boards=bool(errand.boards_to_choose),
            against=departure(errand, decision, decision.decided_on or timezone.localdate()) if stands(errand, decision) else "",
            basis=basis_of(decision.matter),
            cells=cells,
            chain=chain,
            not_stated=[Decision.FACTS[f] for f in decision.not_stated if f in Decision.FACTS],
            **kwargs,
        )


def organ_of(decision) -> str:
    """Who decided, and by which point of delegation."""
    if decision.delegation_id is None:
        return decision.organ
    return _("%(organ)s, på delegation av %(point)s") % {"organ": decision.organ, "point": decision.delegation}


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
        """Before it is recorded: what decides the route is asked for once, and a decision against the route asks for its reason."""
        decision = form.instance
        decision.matter = self.matter_of(form.cleaned_data)
        errand = errand_for(decision, decision.decided_on or timezone.localdate())
        if names := self.left_to_say(errand, decision, form):
            form.ask_facts(names, [*errand.steps, *filter(None, [decision.delegation])], errand.organs.words)
            return self.form_invalid(form)
        against = departure(errand, decision, decision.decided_on or timezone.localdate())
        if against and not form.cleaned_data.get("departure"):
            form.ask_why(against)
            return self.form_invalid(form)
        decision.departure = form.cleaned_data.get("departure", "") if against else ""
        return self.record(form, decision)

    def matter_of(self, facts):
        """The matter that was chosen, or a new one that is not saved yet, with what was said of it."""
        new = Matter(
            municipality=self.municipality,
            code=facts.get("code") or "other",
            title=facts.get("title", ""),
            opened_on=facts["decided_on"] or timezone.localdate(),
        )
        matter = facts["matter"] or new
        matter.facts = matter.facts | facts_of(facts)
        return matter

    def left_to_say(self, errand, decision, form) -> list[str]:
        """Facts on which the route or the delegation hangs, and that the form has not asked for yet."""
        names = dict.fromkeys(errand.route(decision.decided_on or timezone.localdate()).missing)
        names |= {c["field"]: None for c in (decision.delegation.where if decision.delegation_id else ()) if c["field"] not in errand.facts}
        return [name for name in names if not form.has_asked(name)]

    def record(self, form, decision):
        facts, by = form.cleaned_data, self.request.user
        try:
            with transaction.atomic():
                if decision.matter.pk is None or facts_of(facts):
                    decision.matter = decision.matter.recorded(by=by)
                decision.not_stated = list(facts["not_stated"])
                self.object = actions.record_decision(
                    decision=decision, supersedes=facts.get("supersedes", ()), by=by, reason=decision.departure
                )
        except ValidationError as fault:
            form.instance.pk = None
            add_errors(form, fault)
            return self.form_invalid(form)
        messages.success(self.request, _("Beslutet är registrerat och låst."))
        return redirect("decision", slug=self.municipality.slug, pk=self.object.pk)


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
