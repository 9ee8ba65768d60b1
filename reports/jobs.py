"""The long work of the reports: compiling an edition. Put into the queue with its visible job, in one transaction."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django_tasks import task

from councils.access import container_ids
from councils.models import Job, User
from councils.words import speaking_of

from .actions import freeze_edition
from .models import EditionFile, YearlyReport
from .pdf import edition_html, render_pdf
from .workflow import YEARLY
from .yearly import yearly_view

LANGUAGES = ("sv", "en")
STEPS = 2 * len(LANGUAGES) + 1


@transaction.atomic
def start_compiling(*, yearly_report: YearlyReport, by) -> Job:
    """Queue the work. The task rolls back with its job: the queue is a table."""
    actor = User.objects.get(pk=by.pk)
    if yearly_report.municipality_id not in container_ids(actor, YEARLY["compile"].permission):
        raise PermissionDenied
    job = Job.objects.create(
        municipality=yearly_report.municipality,
        container=yearly_report.municipality.container_ptr,
        title=_("%(report)s sammanställs") % {"report": yearly_report},
        total=STEPS,
        again_url=reverse("yearly_compile", args=[yearly_report.municipality.slug, yearly_report.year]),
        by=actor,
    )
    compile_edition.enqueue(job.pk, yearly_report.pk, get_language())
    return job


@task()
def compile_edition(job_id: int, yearly_report_id: int, language: str):
    """Render the report in each language as a page and as a PDF, and freeze it. A job that is already over is left alone."""
    job = Job.objects.select_related("by", "municipality").get(pk=job_id)
    if job.is_over:
        return
    with override(language), speaking_of(job.municipality):
        try:
            edition = compiled(job, YearlyReport.objects.select_related("municipality", "matter").get(pk=yearly_report_id))
        except (ValidationError, PermissionDenied) as fault:
            job.fail(" ".join(getattr(fault, "messages", [_("Du har inte längre rätt att sammanställa rapporten.")])))
        except Exception:
            job.fail(
                _("Något gick fel när filerna skulle skapas. Inget är fryst. Försök igen, eller hör av dig till den som driver tjänsten.")
            )
            raise
        else:
            year = edition.yearly_report.year
            job.finish(result_url=reverse("yearly", args=[job.municipality.slug, year]) + f"#utgava-{edition.number}")


def compiled(job: Job, yearly_report: YearlyReport):
    frozen_at, rendered, pages, step = timezone.now(), {}, 0, 0
    number, missing, tells_of = 1, [], {}
    for language in LANGUAGES:
        job.tell(_("Skriver webbsidan på %(language)s.") % {"language": in_words(language)}, done=step)
        with override(language):
            view = yearly_view(yearly_report, frozen_at)
            html = edition_html(view)
        job.tell(_("Gör PDF på %(language)s.") % {"language": in_words(language)}, done=step + 1)
        pdf, page_count = render_pdf(html, language)
        rendered |= {(language, EditionFile.Kind.HTML.value): html.encode(), (language, EditionFile.Kind.PDF.value): pdf}
        if language == LANGUAGES[0]:
            pages, number, missing, tells_of = page_count, view.number, [one.name for one in view.missing], view.tells_of
        step += 2
    job.tell(_("Fryser utgåvan."), done=step)
    return freeze_edition(
        yearly_report=yearly_report, number=number, rendered=rendered, pages=pages, missing=missing, tells_of=tells_of,
        frozen_at=frozen_at, by=job.by,
    )  # fmt: skip


def in_words(language: str) -> str:
    return {"sv": _("svenska"), "en": _("engelska")}[language]
