"""Harvests by the pages: files that somebody uploads, or the portal asked over the network, read by a job whose page says how far it has come."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django_tasks import task

from councils.actions import store_bytes
from councils.models import Job, StoredFile
from councils.words import speaking_of

from .calling import require_right
from .fetching import Portal, Unfetched
from .harvest import bring_in
from .models import Programme
from .portal import Unreadable, read


@transaction.atomic
def start_reading(*, municipality, files, by) -> Job:
    """`files`: (name, bytes), the pages of one harvest. A file that is no answer of the portal is refused at once, with its name."""
    require_right(municipality.pk, by)
    kept = []
    for name, data in files:
        try:
            read(data)
        except Unreadable as fault:
            raise ValidationError(
                _("%(file)s är inget svar från EU:s portal. Spara svaret som det kommer, som JSON. Inget är inläst.") % {"file": name}
            ) from fault
        kept.append(
            store_bytes(content=data, name=name[:200], content_type="application/json", container=municipality.container_ptr, by=by).pk
        )
    job = a_job(municipality, _("EU:s utlysningar läses in"), len(kept) + 1, by)
    read_in_background.enqueue(job.pk, kept, get_language())
    return job


@transaction.atomic
def start_fetching(*, municipality, programme: Programme | None, by) -> Job:
    require_right(municipality.pk, by)
    job = a_job(municipality, _("EU:s utlysningar hämtas"), 2, by)
    fetch_in_background.enqueue(job.pk, programme.portal_code if programme else "", get_language())
    return job


def a_job(municipality, title, total, by) -> Job:
    again = reverse("calls_import", args=[municipality.slug])
    return Job.objects.create(
        municipality=municipality, container=municipality.container_ptr, title=title, total=total, again_url=again, by=by
    )


@task()
def read_in_background(job_id: int, files: list[int], language: str):
    work(job_id, language, lambda job: read_files(job, files))


@task()
def fetch_in_background(job_id: int, programme: str, language: str):
    work(job_id, language, lambda job: fetch_pages(job, programme))


def work(job_id, language, do):
    """A job that is already over is left alone. All is written or nothing, so that progress is told before and after."""
    job = Job.objects.select_related("by", "municipality").get(pk=job_id)
    if job.is_over:
        return
    with override(language), speaking_of(job.municipality):
        try:
            require_right(job.municipality_id, job.by)
            counts = do(job)
        except (Unfetched, Unreadable) as fault:
            job.fail(str(fault))
        except PermissionDenied:
            job.fail(_("Du har inte längre rätt att göra det."))
        except Exception:
            job.fail(_("Något gick fel. Ingenting är inläst. Försök igen, eller hör av dig till den som driver tjänsten."))
            raise
        else:
            job.finish(result_url=reverse("harvest", args=[job.municipality.slug, counts.harvest.pk]))


def read_files(job, files):
    answers, data, names = [], b"", []
    for number, pk in enumerate(files):
        stored = StoredFile.objects.get(pk=pk)
        job.tell(_("Läser %(file)s.") % {"file": stored.name}, done=number)
        with stored.content.open("rb") as file:
            content = file.read()
        answers.append(read(content))
        data, names = data + content, [*names, stored.name]
    return written(job, answers, ", ".join(names), data)


def fetch_pages(job, programme, portal=None):
    portal, answers, data = portal or Portal(), [], b""

    def tell(done, total):
        job.tell(_("Hämtar sida %(done)s av %(total)s.") % {"done": done, "total": total}, done=done, total=total + 1)

    for content in portal.pages(programme, tell):
        answers.append(read(content))
        data += content
    portal.forget_other_days()
    return written(job, answers, portal.address, data)


def written(job, answers, name, data):
    number = sum(len(answer.calls) for answer in answers)
    job.tell(_("Skriver in %(number)s utlysningar.") % {"number": number}, done=max(0, job.total - 1))
    return bring_in(answers, by=job.by, name=name, data=data)
