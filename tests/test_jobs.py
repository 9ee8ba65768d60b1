"""Long work: queued in the same transaction as its row, seen while it goes, failed when it has gone silent."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from councils.models import Job
from reports import jobs
from reports.models import Edition
from tests import situations as s
from tests.a_year import YEAR, a_year

pytestmark = pytest.mark.django_db


@pytest.fixture
def year():
    return a_year()


@pytest.fixture
def coordinator(year):
    return s.somebody("coordinator", year.home.container_ptr)


def work():
    call_command("db_worker", batch=True, reload=False, startup_delay=False, interval=0, verbosity=0)


def a_job(year, **facts):
    return Job.objects.create(municipality=year.home, container=year.home.container_ptr, title="Årsrapport 2025", total=5, **facts)


def page_of(job):
    return reverse("job", args=[job.municipality.slug, job.pk])


class Undone(Exception):
    pass


@transaction.atomic
def started_and_undone(year, coordinator):
    jobs.start_compiling(yearly_report=year.yearly, by=coordinator)
    raise Undone


def test_the_work_is_not_queued_when_its_row_is_rolled_back(year, coordinator):
    with pytest.raises(Undone):
        started_and_undone(year, coordinator)
    assert (Job.objects.count(), DBTaskResult.objects.count()) == (0, 0)


def test_who_may_not_compile_queues_nothing(year):
    with pytest.raises(PermissionDenied):
        jobs.start_compiling(yearly_report=year.yearly, by=s.somebody("contact", year.school.container_ptr))
    assert not Job.objects.exists()


@pytest.mark.pdf
@pytest.mark.smoke
@pytest.mark.django_db(transaction=True)  # the worker closes its connection after each task
def test_the_worker_compiles_the_edition_and_says_where_it_is(client, year, coordinator):
    client.force_login(coordinator)
    page = client.post(reverse("yearly_compile", args=[year.home.slug, YEAR])).url
    assert "Väntar på sin tur" in client.get(page).content.decode()
    work()
    job, edition = Job.objects.get(), Edition.objects.get()
    assert (job.state, job.done, job.error) == ("done", 5, "")
    assert (edition.files.count(), edition.missing, edition.pages > 3) == (4, ["Vård och omsorg"], True)
    assert job.result_url in client.get(page).content.decode()
    assert f'id="{job.result_url.partition("#")[2]}"' in client.get(job.result_url).content.decode()


@pytest.mark.django_db(transaction=True)  # the worker closes its connection after each task
def test_a_right_that_ended_while_the_work_waited_stops_it(year, coordinator, monkeypatch):
    monkeypatch.setattr(jobs, "render_pdf", lambda html, language: (b"%PDF", 1))
    job = jobs.start_compiling(yearly_report=year.yearly, by=coordinator)
    post = coordinator.person.appointments.get()
    post.ends_on = timezone.localdate() - dt.timedelta(days=1)
    s.saved(post)
    work()
    job.refresh_from_db()
    assert (job.state, Edition.objects.count()) == ("failed", 0)
    assert "inte längre rätt" in job.error


@pytest.mark.django_db(transaction=True)  # the worker closes its connection after each task
def test_a_fault_while_rendering_freezes_nothing_and_says_so(year, coordinator, monkeypatch):
    def broken(html, language):
        raise OSError("no fonts")

    monkeypatch.setattr(jobs, "render_pdf", broken)
    job = jobs.start_compiling(yearly_report=year.yearly, by=coordinator)
    work()
    job.refresh_from_db()
    assert (job.state, Edition.objects.count()) == ("failed", 0)
    assert "Inget är fryst" in job.error
    assert "no fonts" not in job.error


def test_one_press_is_one_job(client, year, coordinator):
    client.force_login(coordinator)
    replies = [client.post(reverse("yearly_compile", args=[year.home.slug, YEAR])) for _ in range(2)]
    assert replies[0].url == replies[1].url == page_of(Job.objects.get())


def test_the_page_shows_progress_with_and_without_script(client, year, coordinator):
    job = a_job(year, state=Job.State.RUNNING, done=2, message="Gör PDF")
    client.force_login(coordinator)
    whole = client.get(page_of(job)).content.decode()
    assert 'max="5" value="2"' in whole
    assert f'href="{page_of(job)}"' in whole
    part = client.get(page_of(job), headers={"HX-Request": "true"}).content.decode()
    assert part.startswith("<section") or part.lstrip().startswith("<section")
    assert "<html" not in part


def test_a_silent_job_has_failed_and_offers_another_try(client, year, coordinator):
    again = reverse("yearly_compile", args=[year.home.slug, YEAR])
    job = a_job(year, state=Job.State.RUNNING, again_url=again)
    Job.objects.filter(pk=job.pk).update(heartbeat=timezone.now() - dt.timedelta(seconds=61))
    client.force_login(coordinator)
    page = client.get(page_of(job)).content.decode()
    assert "Försök igen" in page
    job.refresh_from_db()
    assert job.state == "failed"
    assert client.get(again).url == reverse("yearly", args=[year.home.slug, YEAR])


@pytest.mark.parametrize("seconds,state", [(59, Job.State.RUNNING), (3600, Job.State.WAITING)])
def test_a_job_that_was_just_heard_of_or_still_waits_is_not_silent(client, year, coordinator, seconds, state):
    job = a_job(year, state=state)
    Job.objects.filter(pk=job.pk).update(heartbeat=timezone.now() - dt.timedelta(seconds=seconds))
    client.force_login(coordinator)
    client.get(page_of(job))
    job.refresh_from_db()
    assert job.state == state


def test_another_municipalitys_job_is_404_and_a_visitor_goes_to_sign_in(client, year):
    job = a_job(year)
    assert client.get(page_of(job)).status_code == 302
    stranger = s.a_municipality("lomma", "Lomma")
    client.force_login(s.somebody("coordinator", stranger.container_ptr))
    assert client.get(page_of(job)).status_code == 404
    assert client.get(reverse("job", args=["lomma", job.pk])).status_code == 404
