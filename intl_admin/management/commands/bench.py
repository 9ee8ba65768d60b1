"""How fast the pages are: `./run bench [--rows 100000] [--postgres]` fills a database of its own and measures in it."""

import os
import time

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from councils.models import Municipality
from intl_admin.bench.fill import add_activities, grant_each_row, join_groups, make_country
from intl_admin.bench.growth import ROUNDS, by_turns, copy_database
from intl_admin.bench.measure import CAP, RUNS

SMALL = 10_000


class Command(BaseCommand):
    help = "Measures list, activity and public page beside the bare driver and Django's admin with django-guardian."

    def add_arguments(self, parser):
        parser.add_argument("--rows", type=int, default=100_000, help="activities in the whole country (default 100000)")
        parser.add_argument("--municipalities", type=int, default=290)

    def handle(self, *, rows, municipalities, **options):
        if "DATABASE_URL" not in os.environ or Municipality.objects.exists():
            raise CommandError("The bench fills a database of its own. Start it as ./run bench")
        if rows < SMALL:
            raise CommandError(f"--rows must be at least {SMALL}: the smaller size that it is compared with.")
        connection.settings_dict["OPTIONS"].pop("options", None)  # the site's own limit on a question's time; CAP stands instead
        started = time.perf_counter()
        country = make_country(municipalities)
        join_groups(country.contact)
        add_activities(country, 1, SMALL)
        copy = copy_database()
        add_activities(country, SMALL + 1, rows)
        grant_each_row(country, 1, rows)
        self.say_size(country, rows, municipalities, time.perf_counter() - started)
        small, large = by_turns(country, copy)
        self.say_pages(large)
        self.say_growth(small, large, rows)

    def say_size(self, country, rows, municipalities, seconds):
        version = ".".join(map(str, connection.get_database_version()))
        self.stdout.write(
            f"{connection.display_name} {version}: {rows:,} activities in {municipalities} municipalities, a tenth of them in the measured one,"
        )
        self.stdout.write(
            f"seen by a person with posts in its {len(country.areas)} units. Filled in {seconds:.0f} s. Fastest of {ROUNDS} rounds, each the median of {RUNS} warm runs.\n\n"
        )

    def say_pages(self, pages):
        self.stdout.write(
            f"{'':18}{'queries':>8}{'site':>12}{'bare driver':>26}{'admin, grants on units':>32}{'admin, grants on rows':>32}"
        )
        for page in pages:
            line = f"{page.name:18}{page.site.queries:>8}{said(page.site):>12}"
            line += f"{beside(page.bare, page.site, 'site {:.1f} ×'):>26}" if page.bare else ""
            for figure in page.ways.values():
                line += f"{beside(figure, page.site, '{:.1f} × site'):>32}"
            self.stdout.write(line)

    def say_growth(self, small, large, rows):
        self.stdout.write(f"\n{'':18}{SMALL:>12,}{rows:>12,}{'ratio':>9}   queries")
        for few, many in zip(small, large, strict=True):
            ratio = many.site.seconds / few.site.seconds
            self.stdout.write(
                f"{few.name:18}{said(few.site):>12}{said(many.site):>12}{ratio:>9.2f}   {few.site.queries} and {many.site.queries}"
            )


def said(figure):
    return f"more than {CAP} s" if figure.seconds is None else f"{figure.seconds * 1000:.{1 if figure.seconds > 0.01 else 2}f} ms"


def beside(figure, site, words):
    """The figure with its ratio to the site's: how many times slower the site is than the bare driver, or the admin than the site."""
    if site.seconds is None:
        return said(figure)
    seconds = CAP if figure.seconds is None else figure.seconds
    ratio = site.seconds / seconds if words.startswith("site") else seconds / site.seconds
    more = ">" if figure.seconds is None else ""
    return f"{said(figure)} ({more}{words.format(ratio)})"
