"""The municipality's yearly report: collecting, compiling, delivering, publishing; and its frozen files."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from councils.access import MemberMixin, RowMixin
from councils.editing import stale_response
from councils.models import Body, Job
from councils.remarks import Reader, remarks_of
from councils.spoken import speak
from councils.transitions import closed_by

from .. import actions, jobs
from ..forms import DeliveryForm, ReasonForm, YearlyReportForm
from ..models import Edition, EditionFile, YearlyReport
from ..round import asked, is_report_year, receivers, report_round, report_year
from ..workflow import YEARLY
from ..yearly import yearly_view
from .answers import edition_answer

STANDING = {
    YearlyReport.Status.COLLECTING: "due",
    YearlyReport.Status.COMPILED: "due",
    YearlyReport.Status.PUBLISHED: "kept",
}


def standing(report, accepted) -> tuple[str, str]:
    """(state, word): how far the report has come. That a body has accepted it is said by the body's decision, and stored nowhere else."""
    status = YearlyReport.Status(report.status)
    if status == YearlyReport.Status.COMPILED and accepted:
        return "kept", _("Mottagen")
    return STANDING[status], capfirst(status.label)


class YearlyReportsView(MemberMixin, TemplateView):
    """Every year that has a report, and the year that is being collected."""

    template_name = "reports/yearly_reports.html"

    def get_context_data(self, **kwargs):
        rows = YearlyReport.objects.filter(municipality=self.municipality).prefetch_related("editions", "matter__decisions__body")
        rows = {row.year: row for row in rows}
        for year in (report_year(timezone.localdate()), timezone.localdate().year - 1):
            rows.setdefault(year, YearlyReport(municipality=self.municipality, year=year))
        years = []
        for year in sorted(rows, reverse=True):
            report = rows[year]
            accepted = report.matter_id and any(d.state == "confirmed" and d.says_yes for d in report.matter.decisions.all())
            years.append((year, *standing(report, accepted), next(iter(report.editions.all()), None) if report.pk else None))
        return super().get_context_data(years=years, **kwargs)


class YearlyMixin(MemberMixin):
    """The report of the year in the address; where nobody has begun it, an unsaved one."""

    def find(self):
        self.year = self.kwargs["year"]
        if not is_report_year(self.year, timezone.localdate()):
            raise Http404
        rows = YearlyReport.objects.select_related("municipality", "matter").prefetch_related("answers__question")
        found = rows.filter(municipality=self.municipality, year=self.year).first()
        return found or YearlyReport(municipality=self.municipality, year=self.year)

    @property
    def address(self):
        return reverse("yearly", args=[self.municipality.slug, self.kwargs["year"]])

    def get(self, request, *args, **kwargs):
        """The acts have no page of their own."""
        self.find()
        return redirect(self.address)

    def form_of(self, report, data=None):
        answers = report.answers.all() if report.pk else ()
        return YearlyReportForm(data, instance=report, questions=asked(self.municipality, report.year, "year"), answers=answers)

    def newest_edition(self, report):
        rows = Edition.objects.filter(yearly_report=report).prefetch_related("files__file") if report.pk else Edition.objects.none()
        return rows.first()

    def delivery_form(self, edition, data=None):
        left = Body.objects.of(self.municipality).exclude(deliveries__edition=edition).in_order()
        waiting = [one.body.pk for one in receivers(self.municipality, self.year, edition) if one.delivered_on is None]
        first = {"receiver": waiting[0]} if waiting else None
        return DeliveryForm(data, bodies=left, frozen_on=timezone.localdate(edition.frozen_at), initial=first)

    def show(self, report, *, form=None, delivery_form=None, publish_form=None, status=200):
        return render(self.request, "reports/yearly.html", self.context(report, form, delivery_form, publish_form), status=status)

    def context(self, report, form, delivery_form, publish_form):
        today, may_compile = timezone.localdate(), self.may("compile")
        states = report_round(self.municipality, report.year, today)
        editions = list(Edition.objects.filter(yearly_report=report).prefetch_related("files__file")) if report.pk else []
        newest = editions[0] if editions else None
        accepted = actions.accepting_decision(report) if report.pk else None
        state, state_word = standing(report, accepted)
        compiled = report.status == YearlyReport.Status.COMPILED
        blocking, _asking = closed_by(YEARLY["compile"], report, today) if may_compile else ([], [])
        if newest and may_compile:
            delivery_form = delivery_form or self.delivery_form(newest)
        return {
            "report": report,
            "year": report.year,
            "state": state,
            "state_word": state_word,
            "states": states,
            "missing": [state for state in states if not state.is_submitted],
            "editions": [(edition, files_of(edition, self.municipality)) for edition in editions],
            "newest": newest,
            "receivers": receivers(self.municipality, report.year, newest),
            "accepted": accepted,
            "blocking": remarks_of(blocking, Reader(self.municipality, self.request.user, self.request.path)),
            "job": self.job_under_way(report),
            "may_compile": may_compile,
            "may_record": self.may("record_decisions"),
            "form": (form or self.form_of(report)) if may_compile else None,
            "delivery_form": delivery_form,
            "publish_form": publish_form or (ReasonForm(needed=not accepted) if compiled and newest and self.may("publish") else None),
        }

    def job_under_way(self, report):
        again = reverse("yearly_compile", args=[self.municipality.slug, report.year])
        waiting = Job.objects.filter(municipality=self.municipality, again_url=again, state__in=(Job.State.WAITING, Job.State.RUNNING))
        return next((job for job in waiting if not job.is_silent()), None)


def files_of(edition, municipality):
    """The edition's files, pages before PDFs, Swedish first."""
    links = sorted(edition.files.all(), key=lambda link: (link.language != "sv", link.kind))
    return [(link, reverse("edition_file", args=[municipality.slug, link.pk])) for link in links]


class YearlyReportView(YearlyMixin, View):
    """Everything about the year's report on one page. Who compiles also writes here; everybody else reads."""

    def get(self, request, *args, **kwargs):
        return self.show(self.find())

    @transaction.atomic
    def post(self, request, *args, **kwargs):
        if not self.may("compile"):
            raise PermissionDenied
        report = self.find()
        form = self.form_of(report, request.POST)
        if form.is_stale:
            return stale_response(request, form, submit=_("Spara texterna"), url=self.address)
        if not form.is_valid():
            return self.show(report, form=form)
        actions.save_yearly_report(yearly_report=form.instance, answers=form.answers(), by=request.user)
        messages.success(request, _("Texterna är sparade."))
        return redirect(self.address)


class PreviewView(YearlyMixin, View):
    """The report as it would be frozen now."""

    permission = "compile"

    def get(self, request, *args, **kwargs):
        return render(request, "reports/yearly_preview.html", {"view": yearly_view(self.find()), "year": self.year})


class CompileView(YearlyMixin, View):
    """Queue the compiling, and show how it goes."""

    permission = "compile"

    def post(self, request, *args, **kwargs):
        report = self.find()
        if report.pk is None:
            report = actions.save_yearly_report(yearly_report=report, answers={}, by=request.user)
        blocking, _asking = closed_by(YEARLY["compile"], report, timezone.localdate())
        if blocking:
            return self.show(report)
        job = self.job_under_way(report) or jobs.start_compiling(yearly_report=report, by=request.user)
        return redirect("job", slug=self.municipality.slug, pk=job.pk)


class DeliverView(YearlyMixin, View):
    """Record that one receiver got the newest edition."""

    permission = "compile"

    def post(self, request, *args, **kwargs):
        report = self.find()
        edition = self.newest_edition(report)
        if edition is None:
            raise Http404
        form = self.delivery_form(edition, request.POST)
        if not form.is_valid():
            return self.show(report, delivery_form=form)
        try:
            delivery = actions.record_delivery(edition=edition, by=request.user, **form.cleaned_data)
        except ValidationError as fault:
            form.add_error(None, fault)
            return self.show(report, delivery_form=form)
        messages.success(request, _("Överlämningen till %(body)s är registrerad.") % {"body": delivery.receiver.label})
        return redirect(self.address)


class PublishView(YearlyMixin, View):
    """Show the newest edition to everybody."""

    permission = "publish"

    def post(self, request, *args, **kwargs):
        report = self.find()
        edition = self.newest_edition(report)
        if edition is None:
            raise Http404
        form = ReasonForm(request.POST, needed=False)
        if not form.is_valid():
            return self.show(report, publish_form=form)
        try:
            actions.publish_edition(edition=edition, by=request.user, reason=form.cleaned_data["reason"])
        except ValidationError as fault:
            form.add_error(None, fault)
            return self.show(report, publish_form=form)
        messages.success(request, speak(_("%(The_yearly_report)s visas nu för alla.")))
        return redirect(self.address)


class EditionFileView(RowMixin, View):
    """A frozen file, for those who may see the municipality's work."""

    rows = EditionFile.objects.select_related("file", "edition")

    def get(self, request, *args, **kwargs):
        return edition_answer(self.get_row())
