"""«Pröva en ändring»: a copy of a document, its settings changed, and what that would have meant last year."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.dates import MONTHS
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from ..access import MemberMixin, RowMixin, visible_to
from ..dry_run import in_words, last_year, place_of, start_year, try_out
from ..editions import copy_document, discard, put_forward
from ..models import Document, Job, RuleSetting
from ..rule_values import Codes
from ..words import Words
from .rule_settings import described

DRAFTS = Document.objects.filter(state=Document.State.DRAFT, previous__isnull=False).select_related(
    "container", "previous", "matter", "municipality"
)


class TrialMixin(RowMixin):
    permission = "edit_documents"


class DryRunsView(MemberMixin, TemplateView):
    """The documents that a change can be tried in, and the copies that are being tried."""

    template_name = "councils/dry_runs.html"
    permission = "edit_documents"

    def get_context_data(self, **kwargs):
        drafts = list(visible_to(DRAFTS.filter(municipality=self.municipality), self.request.user).order_by("pk"))
        copied = {draft.previous_id for draft in drafts}
        rows = Document.objects.of(self.municipality).without_law()
        rows = rows.filter(state=Document.State.IN_FORCE, clauses__settings__isnull=False).distinct()
        return super().get_context_data(
            drafts=drafts,
            documents=[document for document in rows.order_by("kind", "pk") if document.pk not in copied],
            year=last_year(),
            **kwargs,
        )


class DryRunCopyView(TrialMixin, View):
    rows = Document.objects.without_law().select_related("container")
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        try:
            draft = copy_document(document=self.get_row(), by=request.user)
        except ValidationError as fault:
            messages.error(request, " ".join(fault.messages))
            return redirect("dry_runs", slug=self.municipality.slug)
        return redirect("dry_run", slug=self.municipality.slug, pk=draft.pk)


def compared(draft, codes):
    """[(clause, [(setting, title, values, values before where they differ)])] of the copy."""
    settings = RuleSetting.objects.filter(clause__document__in=(draft.pk, draft.previous_id)).select_related("clause__document")
    settings = list(settings.order_by("clause__ordinal", "ordinal", "in_force_from"))
    before = {place_of(setting): setting for setting in settings if setting.clause.document_id == draft.previous_id}
    clauses = {}
    for setting in (one for one in settings if one.clause.document_id == draft.pk):
        older = before.get(place_of(setting))
        columns = ("strength", "on", "parameters", "where")
        differs = older is not None and any(getattr(older, name) != getattr(setting, name) for name in columns)
        clauses.setdefault(setting.clause, []).append((*described(setting, codes), described(older, codes) if differs else None))
    return list(clauses.items())


class DryRunView(TrialMixin, TemplateView):
    rows = DRAFTS
    template_name = "councils/dry_run.html"

    def get_context_data(self, **kwargs):
        draft = self.get_row()
        clauses = compared(draft, Codes(self.municipality))
        return super().get_context_data(
            draft=draft,
            clauses=clauses,
            changed=sum(row[3] is not None for _clause, rows in clauses for row in rows),
            year=last_year(),
            **kwargs,
        )


class DryRunSettingView(TrialMixin, TemplateView):
    """One setting of the copy: at the end of each month of last year, how many rows failed and would have failed."""

    rows = RuleSetting.objects.filter(clause__document__in=DRAFTS.values("pk")).select_related(
        "clause__document__previous", "clause__document__municipality"
    )
    template_name = "councils/dry_run_setting.html"

    def get_context_data(self, **kwargs):
        setting, year = self.get_row(), last_year()
        draft, codes = setting.clause.document, Codes(self.municipality)
        (tried,) = try_out(draft, year, only=setting)
        return super().get_context_data(
            setting=setting,
            draft=draft,
            described=described(setting, codes),
            result=in_words(tried, Words.read(self.municipality)),
            months=[(capfirst(str(name)), *tried.failing(month)) for month, name in MONTHS.items()],
            year=year,
            **kwargs,
        )


class DryRunStartView(TrialMixin, View):
    """Try the whole year: a job, whose page says how far it has come."""

    rows = DRAFTS
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        job = start_year(draft=self.get_row(), by=request.user)
        return redirect("job", slug=self.municipality.slug, pk=job.pk)


class DryRunYearView(MemberMixin, TemplateView):
    """What the job found, by clause."""

    template_name = "councils/dry_run_year.html"
    permission = "edit_documents"

    def get_context_data(self, **kwargs):
        jobs = Job.objects.filter(municipality=self.municipality, state=Job.State.DONE)
        job = get_object_or_404(jobs, pk=self.kwargs["pk"])
        if "changed" not in job.result:
            raise Http404
        draft = DRAFTS.filter(pk=job.result["document"]).first()
        return super().get_context_data(job=job, result=job.result, year=job.result["year"], draft=draft, **kwargs)


class DryRunForwardView(TrialMixin, View):
    rows = DRAFTS
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        draft = put_forward(draft=self.get_row(), by=request.user)
        messages.success(request, _("Ändringen väntar nu på beslut. När beslutet är registrerat kan den nya versionen sättas i kraft."))
        return redirect("document", slug=self.municipality.slug, pk=draft.pk)


class DryRunDiscardView(TrialMixin, View):
    rows = DRAFTS
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        try:
            discard(draft=self.get_row(), by=request.user)
        except ValidationError as fault:
            messages.error(request, " ".join(fault.messages))
        else:
            messages.success(request, _("Försöket är borttaget. Det som gäller är som förut."))
        return redirect("dry_runs", slug=self.municipality.slug)
