"""Verbs of the reports. Keyword-only, `by=` the account that acts, atomic, no request."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from councils.actions import open_matter, store_bytes
from councils.models import Body, Decision, MatterCode
from councils.spoken import speak
from partnerships.actions import add_file
from partnerships.visiting import tag

from .models import Activity, Delivery, Edition, EditionFile, PublicPage, Report, ReportAnswer, YearlyAnswer, YearlyReport
from .workflow import REPORT, YEARLY

CONTENT_TYPES = {EditionFile.Kind.HTML: "text/html; charset=utf-8", EditionFile.Kind.PDF: "application/pdf"}


class Unanswered(ValidationError):
    """Questions still wait for an answer; `questions` says which."""

    def __init__(self, questions):
        self.questions = questions
        super().__init__(
            [_("Svara på frågan eller kryssa för att det inte finns något i år: %(question)s") % {"question": q} for q in questions]
        )


def locked():
    return ValidationError(_("Rapporten är inlämnad och låst. Den som samordnar kan lämna tillbaka den."))


# The log ---------------------------------------------------------------------------------------------------------------


@transaction.atomic
def log_activity(*, activity: Activity, upload=None, tags=None, by, reason="") -> Activity:
    """Write an entry of the log, new or corrected; a file may come with it. `tags`: what it serves, None to leave that as it is."""
    activity.clean()
    activity.recorded(by=by, reason=reason)
    if tags is not None:
        tag(work=activity, chosen=tags, by=by)
    if upload:
        add_file(work=activity, upload=upload, by=by)
    return activity


# The unit's report ---------------------------------------------------------------------------------------------------


@transaction.atomic
def save_report(*, report: Report, answers: dict[int, tuple[str, bool]], by) -> Report:
    """Keep the draft. `answers` is {question id: (text, nothing this year)}; the report is saved too, so that its version covers them."""
    if report.pk and Report.objects.select_for_update().get(pk=report.pk).is_locked:
        raise locked()
    try:
        with transaction.atomic():
            report.recorded(by=by)
    except IntegrityError as fault:
        raise ValidationError(_("Någon annan har just påbörjat rapporten. Läs in sidan igen.")) from fault
    save_answers(ReportAnswer, {"report": report}, answers, by=by)
    return report


def save_answers(model, owner: dict, answers: dict[int, tuple[str, bool]], *, by):
    """Write the answers that differ from those that are kept."""
    kept = {answer.question_id: answer for answer in model.objects.filter(**owner)}
    for question, (text, nothing) in answers.items():
        answer = kept.get(question) or model(question_id=question, **owner)
        if (answer.text, answer.nothing) != (text, nothing):
            answer.text, answer.nothing = text, nothing
            answer.recorded(by=by)


def unanswered(report: Report, questions) -> list:
    """The questions without an answer. «Inget i år», for one question or for all, is an answer; an empty text is not."""
    if report.nothing_this_year:
        return []
    given = {answer.question_id for answer in report.answers.all() if answer.is_given}
    return [question for question in questions if question.pk not in given]


@transaction.atomic
def submit_report(*, report: Report, questions, by, on: dt.date | None = None) -> Report:
    """Lock the report, when each question has its answer."""
    report = Report.objects.select_for_update().get(pk=report.pk)
    if report.is_locked:
        raise locked()
    if missing := unanswered(report, questions):
        raise Unanswered(missing)
    return REPORT["submit"].perform(report, by=by, on=on, submitted_on=on or timezone.localdate())


def return_report(*, report: Report, by, reason: str) -> Report:
    """Open it again for the unit, with a reason that the unit reads."""
    return REPORT["return"].perform(report, by=by, reason=reason, submitted_on=None)


# The municipality's report -------------------------------------------------------------------------------------------


@transaction.atomic
def save_yearly_report(*, yearly_report: YearlyReport, answers: dict[int, tuple[str, bool]], by) -> YearlyReport:
    yearly_report.recorded(by=by)
    save_answers(YearlyAnswer, {"yearly_report": yearly_report}, answers, by=by)
    return yearly_report


@transaction.atomic
def freeze_edition(
    *,
    yearly_report: YearlyReport,
    number: int,
    rendered: dict[tuple[str, str], bytes],
    pages: int,
    missing: list[str],
    tells_of: dict[str, list[int]],
    frozen_at,
    by,
) -> Edition:
    """Keep what was rendered, {(language, kind): bytes}, as the next edition, and open the matter of its acceptance."""
    yearly_report = YearlyReport.objects.select_for_update(of=("self",)).get(pk=yearly_report.pk)
    if next_number(yearly_report) != number:
        raise ValidationError(
            speak(_("Någon annan sammanställde %(the_yearly_report)s samtidigt. Titta på den utgåvan, eller försök igen."))
        )
    matter = yearly_report.matter or open_matter(
        municipality=yearly_report.municipality,
        code=MatterCode.REPORT_ACCEPT,
        title=str(yearly_report),
        container=yearly_report.municipality,
        by=by,
    )
    yearly_report = YEARLY["compile"].perform(yearly_report, by=by, matter=matter)
    edition = Edition(yearly_report=yearly_report, number=number, frozen_at=frozen_at, pages=pages, missing=missing, tells_of=tells_of)
    edition.recorded(by=by)
    for (language, kind), content in rendered.items():
        name = file_name(yearly_report, number, language, kind)
        file = store_bytes(content=content, name=name, content_type=CONTENT_TYPES[kind], container=yearly_report.municipality, by=by)
        EditionFile(edition=edition, language=language, kind=kind, file=file).recorded(by=by)
    return edition


def next_number(yearly_report: YearlyReport) -> int:
    """1 for a report that nobody has saved yet: its preview asks too."""
    newest = Edition.objects.filter(yearly_report=yearly_report).order_by("-number").first() if yearly_report.pk else None
    return newest.number + 1 if newest else 1


def file_name(yearly_report: YearlyReport, number: int, language: str, kind: str) -> str:
    words = {"sv": ("arsrapport", "utgava"), "en": ("yearly-report", "edition")}[language]
    return f"{yearly_report.municipality.slug}-{words[0]}-{yearly_report.year}-{words[1]}-{number}.{kind}"


@transaction.atomic
def record_delivery(*, edition: Edition, receiver: Body, delivered_on: dt.date, by) -> Delivery:
    """One receiver got the report; what others got says nothing of this one."""
    delivery = Delivery(edition=edition, receiver=receiver, delivered_on=delivered_on)
    delivery.clean()
    try:
        with transaction.atomic():
            return delivery.recorded(by=by)
    except IntegrityError as fault:
        raise ValidationError({"receiver": _("Överlämningen till det organet är redan registrerad.")}) from fault


def accepting_decision(yearly_report: YearlyReport) -> Decision | None:
    """The newest confirmed decision, of whatever body, that takes the report in."""
    if yearly_report.matter_id is None:
        return None
    return yearly_report.matter.decisions.confirmed().saying_yes().select_related("body", "post", "matter").newest_first().first()


@transaction.atomic
def publish_edition(*, edition: Edition, by, reason="") -> Edition:
    """Open the edition's files to everybody. Before a body has accepted the report, a reason is asked for and kept."""
    if accepting_decision(edition.yearly_report) is None and not reason.strip():
        raise ValidationError({"reason": _("Inget organ har tagit emot rapporten än. Skriv varför den publiceras ändå.")})
    YEARLY["publish"].perform(edition.yearly_report, by=by, reason=reason)
    for link in edition.files.select_related("file"):
        link.file.published = True
        link.file.recorded(by=by, reason=reason)
    return edition


# The public page -----------------------------------------------------------------------------------------------------


@transaction.atomic
def save_public_page(*, page: PublicPage, by, checked=False) -> PublicPage:
    """Keep the words of the page. `checked`: somebody has gone through it, which counts even when nothing changed."""
    if checked:
        page.checked_on = timezone.localdate()
    return page.recorded(by=by, reason=_("Sidan är genomgången") if checked else "")
