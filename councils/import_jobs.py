"""Imports by the pages: a small list is read and written at once, a big one by a job whose page says how far it has come."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django_tasks import task

from .actions import store_bytes
from .imports import IMPORTERS, Importer, a_run, preview, require_right, table_of, undo_run, write_run
from .models import ImportRun, Job, Municipality
from .tables import ZIP, read_table
from .words import speaking_of

AT_ONCE = 200  # lines; more than that takes so long that somebody wonders
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@transaction.atomic
def bring_in(*, importer: Importer, municipality: Municipality, name: str, content: bytes, by) -> tuple[ImportRun, Job | None]:
    """Keep the file and say what its lines would become. ValidationError, and nothing kept, when it is no list of this sort."""
    require_right(importer, municipality, by)
    table = read_table(content, name, importer.columns)
    kind = EXCEL if content.startswith(ZIP) else "text/csv"
    file = store_bytes(content=content, name=name, content_type=kind, container=municipality.container_ptr, by=by)
    run = a_run(importer, municipality, name=name, content=content, by=by, file=file)
    run.save()
    if len(table.rows) > AT_ONCE:
        return run, started(run, "preview", _("%(file)s läses") % {"file": run}, len(table.rows), by)
    return preview(run), None


@transaction.atomic
def answer(*, run: ImportRun, answers: dict[str, str], by) -> ImportRun:
    """Answers to doubtful lines; the list is judged anew, since one answer may settle other lines or raise the next question."""
    require_right(IMPORTERS[run.kind], run.municipality, by)
    run = ImportRun.objects.select_for_update(of=("self",)).select_related("municipality", "file").get(pk=run.pk)
    if run.state != ImportRun.State.READ:
        raise ValidationError(_("Importen är redan genomförd."))
    asked = {str(line["line"]): {value for value, _words in line["choices"]} for line in run.lines}
    run.answers |= {line: value for line, value in answers.items() if value in asked.get(line, ())}
    return preview(run)


def carry_out(*, run: ImportRun, by) -> Job | None:
    """Write what the preview shows, at once or by a job."""
    require_right(IMPORTERS[run.kind], run.municipality, by)
    if run.state != ImportRun.State.READ:
        raise ValidationError(_("Importen är redan genomförd."))
    if len(run.lines) > AT_ONCE:
        return started(run, "write", _("%(file)s tas in") % {"file": run}, len(run.lines), by)
    write_run(run, table_of(run), by=by)
    return None


def take_back(*, run: ImportRun, by) -> Job | None:
    require_right(IMPORTERS[run.kind], run.municipality, by)
    if run.state == ImportRun.State.APPLIED and run.rows.count() > AT_ONCE:
        return started(run, "undo", _("%(file)s ångras") % {"file": run}, run.rows.count(), by)
    undo_run(run, by=by)
    return None


# ── as a job


@transaction.atomic
def started(run: ImportRun, act: str, title: str, total: int, by) -> Job:
    """The task rolls back with its job: the queue is a table."""
    job = Job.objects.create(
        municipality=run.municipality, container=run.municipality.container_ptr, title=title, total=total, again_url=page_of(run), by=by
    )
    import_in_background.enqueue(job.pk, run.pk, act, get_language())
    return job


def page_of(run: ImportRun) -> str:
    return reverse("import", args=[run.municipality.slug, run.pk])


@task()
def import_in_background(job_id: int, run_id: int, act: str, language: str):
    """A job that is already over is left alone. All is written or nothing, so that progress is told before and after."""
    job = Job.objects.select_related("by").get(pk=job_id)
    if job.is_over:
        return
    run = ImportRun.objects.select_related("municipality", "file").get(pk=run_id)
    with override(language), speaking_of(run.municipality):
        job.tell(_("Läser raderna."))
        try:
            require_right(IMPORTERS[run.kind], run.municipality, job.by)
            done_in_background(run, act, job)
        except (ValidationError, PermissionDenied) as fault:
            job.fail(" ".join(getattr(fault, "messages", [_("Du har inte längre rätt att göra det.")])))
        except Exception:
            job.fail(_("Något gick fel. Ingen rad är inskriven. Försök igen, eller hör av dig till den som driver tjänsten."))
            raise
        else:
            job.finish(result_url=page_of(run))


def done_in_background(run, act, job):
    if run.state == ImportRun.State.DROPPED:
        raise ValidationError(_("Listan är kastad. Läs in den igen, om den ändå ska in."))
    if act == "preview":
        preview(run)
    elif act == "undo":
        undo_run(run, by=job.by)
    else:
        table = table_of(run)
        job.tell(_("Skriver in raderna."), done=job.total // 2)
        write_run(run, table, by=job.by)
