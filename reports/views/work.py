"""«Att göra»: one page that says what is overdue, what is due and what came in; and how the policy is followed."""

import datetime as dt
from collections import Counter

from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from councils.access import MemberMixin
from councils.compliance import BREACHED, DUE, OVERDUE, RULES, UNKNOWN, WORST_FIRST
from councils.forms import DayField
from councils.models import Appointment, Clause, Document
from councils.templatetags.page import STATES

from ..todo import RECENT, all_findings, came_in, clause_counts, reporting_year, standing, tasks


class WorkView(MemberMixin, TemplateView):
    template_name = "reports/work.html"

    def get_context_data(self, **kwargs):
        on, now = timezone.localdate(), timezone.now()
        found = all_findings(self.municipality, on)
        todo = tasks(self.municipality, self.request.user, found)
        acting = any(self.may(right) for right in ("log", "record_decisions", "compile", "administer"))
        mine = [task for task in todo if task.mine] if acting else todo
        late = [task for task in mine if task.state in (BREACHED, OVERDUE)]
        counts, _states = clause_counts(self.municipality, found)
        return super().get_context_data(
            on=on,
            acting=acting,
            start=late[0] if late and acting else None,
            late=late[1:] if acting else late,
            late_count=len(late),
            due=[task for task in mine if task.state == DUE],
            unknown=[task for task in mine if task.state == UNKNOWN],
            others=[task for task in todo if not task.mine] if acting else [],
            news=came_in(self.municipality, now - RECENT),
            counts=counts,
            clause_total=sum(counts.values()),
            standing=standing(self.municipality, reporting_year(on), on),
            may_log=self.may("log"),
            own_report=self.own_report(on),
            **kwargs,
        )

    def own_report(self, on):
        """The unit whose report a contact person writes: the way there stands on the page."""
        posts = Appointment.objects.of(self.municipality).held_by(self.request.user).in_force(on).filter(role="contact")
        post = posts.select_related("container").first()
        return {"unit": post.container, "year": reporting_year(on)} if post else None


class ComplianceView(MemberMixin, TemplateView):
    """Each clause of the documents in force with its state and what proves it; what needs something stands open."""

    template_name = "reports/compliance.html"
    NEEDS = (BREACHED, OVERDUE, DUE, UNKNOWN)
    SENTENCES = 3  # as many as one reads; the rest is counted

    def get_context_data(self, **kwargs):
        on = self.day()
        found = all_findings(self.municipality, on)
        counts, states = clause_counts(self.municipality, found)
        chosen = self.request.GET.get("lage", "")
        clauses = Prefetch("clauses", Clause.objects.prefetch_related("settings", "questions__question").order_by("ordinal"))
        documents = (
            Document.objects.of(self.municipality).filter(state=Document.State.IN_FORCE).order_by("kind", "pk").prefetch_related(clauses)
        )
        return super().get_context_data(
            on=on,
            counts=counts,
            total=sum(counts.values()),
            needing=sum(counts[state] for state in self.NEEDS),
            chosen=chosen if chosen in STATES else "",
            documents=[(document, self.sections(document, found, states, chosen)) for document in documents],
            **kwargs,
        )

    def day(self) -> dt.date:
        try:
            return DayField().clean(dt.date.fromisoformat(self.request.GET.get("dag", "")))
        except (ValueError, ValidationError):
            return timezone.localdate()

    def sections(self, document, found, states, chosen):
        by_clause = {}
        for finding in found:
            by_clause.setdefault(finding.setting.clause_id, []).append(finding)
        rows = [
            (clause, states.get(clause.pk, "not_applicable"), self.proof(clause, by_clause.get(clause.pk, [])))
            for clause in document.clauses.all()
        ]
        grouped = {}
        for row in rows:
            grouped.setdefault(row[0].section, []).append(row)
        sections = []
        for section, group in grouped.items():
            first = [row for row in group if (row[1] == chosen if chosen in STATES else row[1] in self.NEEDS)]
            rest = [row for row in group if row not in first] if chosen not in STATES else []
            sections.append((section, first, rest, rest_in_words(rest)))
        return [section for section in sections if section[1] or section[2]]

    def proof(self, clause, found):
        """Sentences that say why the state is what it is, worst first."""
        if clause.handled == "asked":
            return [_("Frågas i årsrapporten: %(question)s") % {"question": link.question.label} for link in clause.questions.all()]
        if clause.handled == "shown":
            return [_("Visas, prövas inte.")]
        ordered = sorted(found, key=lambda f: WORST_FIRST.index(f.state))
        said = [str(f.verdict.sentence) for f in ordered if f.verdict.sentence and f.state != "kept"]
        kept = [str(RULES[f.setting.rule].title) for f in ordered if f.state == "kept"]
        sentences = list(dict.fromkeys(said or kept))
        more = len(sentences) - self.SENTENCES
        shown = sentences[: self.SENTENCES] + ([_("… och %(count)s till") % {"count": more}] if more > 0 else [])
        return shown or [_("Det finns inget att pröva än.")]


def rest_in_words(rest) -> str:
    """«20 följs, 3 frågas, 8 till kännedom»"""
    counts = Counter(state for _clause, state, _proof in rest)
    return ", ".join(f"{counts[state]} {str(STATES[state][0]).lower()}" for state in STATES if counts[state])
