"""The units' reports: who has handed in, writing one's own, reading everybody's."""

import datetime as dt
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from councils.access import MemberMixin, container_ids
from councils.editing import stale_response
from councils.models import Container
from partnerships.charts import bar_rows

from .. import actions
from ..figures import drafted_summary, facts_of, kind_counts, read_log, relation_counts
from ..forms import AreaReportForm, ReasonForm
from ..models import Activity, Report
from ..round import asked, codes_of, is_report_year, report_round, report_year
from ..yearly import answered

SHOWN_ACTIVITIES = 50


class ReportsView(MemberMixin, TemplateView):
    """Every unit that owes a report of the year, with its state; who writes for a unit sees that one."""

    template_name = "reports/reports.html"

    def get_context_data(self, **kwargs):
        today = timezone.localdate()
        year = self.year(today)
        own = self.may("report") and not self.may("compile")
        ids = container_ids(self.request.user, "report") if own else None
        states = report_round(self.municipality, year, today, only=ids)
        return super().get_context_data(
            year=year,
            years=[one for one in (today.year, today.year - 1, today.year - 2) if one != year],
            own=own,
            states=states,
            waiting=[state for state in states if not state.is_submitted],
            handed_in=[state for state in states if state.is_submitted],
            may_compile=self.may("compile"),
            **kwargs,
        )

    def year(self, today):
        chosen = self.request.GET.get("ar", "")
        return int(chosen) if chosen.isdecimal() and is_report_year(int(chosen), today) else report_year(today)


class UnitReportView(MemberMixin, View):
    """One unit's report of one year. It need not have been begun; reading it begins nothing."""

    submit_label = gettext_lazy("Spara utkastet")

    def dispatch(self, request, *args, **kwargs):
        self.form = None
        return super().dispatch(request, *args, **kwargs)

    def find(self):
        self.year = self.kwargs["year"]
        if not is_report_year(self.year, timezone.localdate()):
            raise Http404
        self.unit = get_object_or_404(Container.objects.of(self.municipality).select_related("municipality"), code=self.kwargs["code"])
        rows = (
            Report.objects.filter(container=self.unit, year=self.year)
            .select_related("container", "municipality")
            .prefetch_related("answers")
        )
        self.report = rows.first()
        self.questions = asked(self.municipality, self.year, "area")

    @property
    def address(self):
        return reverse("report", args=[self.municipality.slug, self.unit.code, self.year])

    def may_here(self, codename):
        return self.unit.pk in container_ids(self.request.user, codename)

    @property
    def is_locked(self):
        return self.report is not None and self.report.is_locked

    def get(self, request, *args, **kwargs):
        self.find()
        if self.may_here("report") and not self.is_locked:
            return self.write(self.form_of())
        return self.read()

    def form_of(self, data=None):
        report = self.report or Report(container=self.unit, year=self.year, municipality=self.municipality)
        answers = self.report.answers.all() if self.report else ()
        return AreaReportForm(data, instance=report, questions=self.questions, answers=answers)

    @transaction.atomic
    def post(self, request, *args, **kwargs):
        """Save the draft, as it is. With «use_draft» the text from the log is put last in the summary first."""
        self.find()
        form = self.checked_form()
        if not isinstance(form, AreaReportForm):
            return form
        if self.save(form):
            messages.success(request, _("Utkastet är sparat."))
            return redirect(self.address)
        return self.write(form)

    def checked_form(self):
        """The form as it was sent, or the answer to somebody who cannot save it."""
        if not self.may_here("report"):
            raise PermissionDenied
        if self.is_locked:
            messages.error(self.request, " ".join(actions.locked().messages))
            return redirect(self.address)
        data = self.request.POST.copy()
        if data.get("act") == "use_draft":
            draft = drafted_summary(read_log(self.municipality, self.year, self.unit))
            data["summary"] = "\n\n".join(filter(None, [data.get("summary", "").strip(), draft]))
        form = self.form_of(data)
        if form.is_stale:
            return stale_response(self.request, form, submit=self.submit_label, url=self.address)
        return form

    def save(self, form) -> bool:
        if not form.is_valid():
            return False
        try:
            self.report = actions.save_report(report=form.instance, answers=form.answers(), by=self.request.user)
        except ValidationError as fault:
            form.add_error(None, fault)
            return False
        return True

    def write(self, form):
        draft = drafted_summary(log := read_log(self.municipality, self.year, self.unit))
        return render(self.request, "reports/report.html", self.context(log) | {
            "form": form,
            "draft": "" if draft and draft in form["summary"].value() else draft,
            "returned": reason_of_return(self.report),
        })  # fmt: skip

    def read(self, reason_form=None):
        log = read_log(self.municipality, self.year, self.unit)
        given = answered(self.questions, self.report.answers.all()) if self.report else ()
        may_return = self.may_here("compile") and self.is_locked
        return render(self.request, "reports/report_read.html", self.context(log) | {
            "answers": given,
            "open_questions": [(q, codes_of(q)) for q in actions.unanswered(self.report, self.questions)] if self.report else [],
            "returned": reason_of_return(self.report),
            "form": reason_form or (ReasonForm() if may_return else None),
        })  # fmt: skip

    def context(self, log):
        tint = self.municipality.tint
        activities = Activity.objects.filter(container=self.unit).in_year(self.year).select_related("relation").newest_first()
        listed = list(activities[: SHOWN_ACTIVITIES + 1])

        def chart(counts):
            return bar_rows([(label, now) for label, now, _b in counts], {label: before for label, _n, before in counts}, tint=tint)

        return {
            "unit": self.unit,
            "year": self.year,
            "previous_year": self.year - 1,
            "report": self.report,
            "facts": facts_of(log.figures(), log.figures(before=True)),
            "kinds": chart(kind_counts(log)),
            "relations": chart(relation_counts(log)),
            "activities": listed[:SHOWN_ACTIVITIES],
            "more": len(listed) > SHOWN_ACTIVITIES,
        }


class SubmitReportView(UnitReportView):
    """Save what was sent and hand it in. What still waits for an answer is said beside it, and the draft is kept."""

    submit_label = gettext_lazy("Lämna in rapporten")

    def get(self, request, *args, **kwargs):
        self.find()
        return redirect(self.address)

    @transaction.atomic
    def post(self, request, *args, **kwargs):
        self.find()
        form = self.checked_form()
        if not isinstance(form, AreaReportForm):
            return form
        if not self.save(form):
            return self.write(form)
        try:
            actions.submit_report(report=self.report, questions=self.questions, by=request.user)
        except actions.Unanswered as fault:
            form = self.form_of(self.sent_again())
            form.is_valid()
            form.tell_unanswered(fault.questions)
            return self.write(form)
        except ValidationError as fault:
            messages.error(request, " ".join(fault.messages))
        else:
            messages.success(request, _("Rapporten är inlämnad. Tack."))
        return redirect(self.address)

    def sent_again(self):
        """What was sent, on the version that has just been saved."""
        data = self.request.POST.copy()
        data["version"] = str(self.report.version)
        return data


class ReturnReportView(UnitReportView):
    """The co-ordinator opens a submitted report again, and says why."""

    permission = "compile"

    def get(self, request, *args, **kwargs):
        self.find()
        return redirect(self.address)

    def post(self, request, *args, **kwargs):
        self.find()
        if self.report is None:
            raise Http404
        form = ReasonForm(request.POST)
        if not form.is_valid():
            return self.read(form)
        try:
            actions.return_report(report=self.report, by=request.user, reason=form.cleaned_data["reason"])
        except ValidationError as fault:
            form.add_error(None, fault)
            return self.read(form)
        messages.success(request, _("Rapporten är återlämnad till %(unit)s.") % {"unit": self.unit.label})
        return redirect(self.address)


@dataclass(frozen=True)
class Returned:
    """Why the report was given back, by whom and when."""

    reason: str
    who: str
    at: dt.datetime


def reason_of_return(report) -> Returned | None:
    """The newest reason for which the report was given back, as long as it is; the history keeps it."""
    if report is None or report.status != Report.Status.RETURNED:
        return None
    rows = report.history.filter(status=Report.Status.RETURNED, history_change_reason__isnull=False).select_related("history_user__person")
    newest = rows.order_by("-history_id").first()
    if newest is None:
        return None
    # the history's line begins with the act: «Lämna tillbaka rapporten. Skäl …»
    reason = newest.history_change_reason.partition(". ")[2]
    return Returned(reason, newest.history_user.called if newest.history_user else "", newest.history_date)
