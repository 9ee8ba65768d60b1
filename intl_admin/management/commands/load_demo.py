"""./run manage load_demo : fill the database with the demo, which is the municipalities of the profiles with invented people and lived years."""

import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext

import django
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone, translation

from councils.models import Appointment, Municipality
from intl_admin.apps import PDF_LIBRARIES, missing_libraries
from intl_admin.demo.applications import add_applications
from intl_admin.demo.days import as_of, first_day
from intl_admin.demo.meetings import add_meetings
from intl_admin.demo.papers import add_papers
from intl_admin.demo.people import add_people
from intl_admin.demo.projects import add_projects
from intl_admin.demo.rounds import add_public_page, add_unit_reports, add_yearly_reports
from intl_admin.demo.trainings import add_trainings
from intl_admin.demo.visits import add_visits
from intl_admin.demo.watch import add_watch
from intl_admin.demo.world import World, names, read
from intl_admin.demo.year import add_years
from intl_admin.profile_load import load_profiles


class Command(BaseCommand):
    help = "Loads the demo: municipalities with invented people, decisions, activities and reports. A second run changes nothing."

    def add_arguments(self, parser):
        parser.add_argument(
            "--without-pdf", action="store_true", help="freeze the yearly reports as web pages only, which takes a fifth of the time"
        )

    def handle(self, *, without_pdf=False, **options):
        if not settings.DEMO:
            raise CommandError(
                "The demo is for DEBUG=1 only, since its people sign in with one click. To load a municipality: load_profile."
            )
        began = time.monotonic()
        with translation.override("sv"):
            worlds = [self.world(name) for name in names()]
            with self.pdf_makers(without_pdf) as pool:
                add_yearly_reports(worlds, 2, None)  # the older ones as web pages only: a PDF takes a second
                add_yearly_reports(worlds, 1, pool)
        self.stdout.write(
            f"Done in {time.monotonic() - began:.0f} s. Start at /konto/login/ (one click signs in); the public pages begin at /"
        )

    def world(self, name: str) -> World:
        today = timezone.localdate()
        municipality = Municipality.objects.filter(slug=name).first()
        if municipality and Appointment.objects.of(municipality).exists():
            self.stdout.write(f"{municipality.name}: is there already")
            return World(municipality, today, read(f"municipalities/{name}"))
        world, activities = fill(name, today)
        self.stdout.write(f"{world.municipality.name}: {len(world.data['people'])} people, {activities} activities")
        return world

    def pdf_makers(self, without_pdf: bool):
        """One process for each core; nothing where PDFs are not wanted or cannot be made."""
        missing = missing_libraries(PDF_LIBRARIES)
        if missing and not without_pdf:
            self.stdout.write(f"The yearly reports come as web pages only. For PDF: apt-get install {' '.join(missing)}")
        return nullcontext() if missing or without_pdf else ProcessPoolExecutor(initializer=django.setup)


@transaction.atomic
def fill(name: str, today) -> tuple[World, int]:
    """Everything but the frozen reports, all or nothing, and the number of activities that made."""
    with as_of(first_day(today), 8):
        load_profiles([settings.BASE_DIR / f"intl_admin/profiles/{name}.toml"])
    world = World(Municipality.objects.get(slug=name), today, read(f"municipalities/{name}"))
    add_people(world)
    add_papers(world)
    add_meetings(world)
    add_trainings(world)
    activities = add_years(world)
    add_visits(world)
    add_watch(world)
    add_applications(world)
    add_projects(world)
    add_unit_reports(world)
    add_public_page(world)
    return world, activities
