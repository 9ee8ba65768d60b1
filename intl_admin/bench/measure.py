"""Each page in its ways, timed one after the other in one process; what they show is handed back, so that it can be compared."""

import contextlib
import logging
import re
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

from django.conf import settings
from django.db import OperationalError, connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from partnerships.models import Work
from reports.views.log import PAGE

from . import bare
from .fill import Country

CAP = 60  # seconds; what takes longer is stopped and said to take more
RUNS = 15
SLOW = 2  # seconds; such a page is made once
WAYS = ("containers", "rows")  # of the admin, as its addresses begin
DEEP = 0.9
WITH_ADMIN = {"INSTALLED_APPS": [*settings.INSTALLED_APPS, "django.contrib.admin"], "ROOT_URLCONF": "intl_admin.bench.admin_urls"}
# Nobody has called collectstatic: static files go by their own names.
PLAIN_STATIC = {
    "STORAGES": settings.STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}},
    "STATIC_ROOT": settings.BASE_DIR / "static",
}


@dataclass(frozen=True)
class Figure:
    """The median of several warm runs in seconds; None means more than CAP. `queries` is None where the driver is used bare."""

    seconds: float | None
    queries: int | None
    html: str

    @property
    def quick(self):
        """Worth measuring again: a page that takes seconds is not."""
        return self.seconds is not None and self.seconds < SLOW


@dataclass(frozen=True)
class Page:
    """One page by the site, by the bare driver, and lists also by the admin: {"containers": …, "rows": …}, by what the grants are on."""

    name: str
    site: Figure
    bare: Figure | None = None
    ways: dict[str, Figure] = field(default_factory=dict)


def ids_of(html: str) -> list[int]:
    """The activities that a list links to, in its order, whichever of the ways made it."""
    return [int(pk) for pk in dict.fromkeys(re.findall(r"/(?:logg|activity)/(\d+)/", html))]


@contextlib.contextmanager
def stopped_after(seconds):
    """The query that runs when the time is up fails with OperationalError, on either engine."""
    raw = connection.connection
    timer = threading.Timer(seconds, raw.interrupt if connection.vendor == "sqlite" else raw.cancel)
    timer.start()
    logging.disable(logging.ERROR)  # else a page that was stopped leaves its trace on the screen
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)
        timer.cancel()


def measure(make: Callable[[], str], *, runs: int = RUNS, count: bool = True) -> Figure:
    """Once to warm up and count the queries, then the median of the runs; a page that takes seconds is made that once."""
    connection.ensure_connection()
    started = time.perf_counter()
    try:
        with stopped_after(CAP), CaptureQueriesContext(connection) as queries:
            html = make()
    except OperationalError:
        return Figure(None, None, "")
    asked = len(queries) if count else None  # now: the next page's start empties Django's list of them
    took = time.perf_counter() - started
    return Figure(took if took > SLOW else statistics.median(clock(make) for _ in range(runs)), asked, html)


def clock(make) -> float:
    started = time.perf_counter()
    make()
    return time.perf_counter() - started


def getter(user=None):
    """get(path): the page's text as the user sees it, through the whole of Django as a web server would call it."""
    client = Client(headers={"host": "localhost"})
    if user:
        client.force_login(user, backend="councils.access.ContainerBackend")

    def get(path):
        response = client.get(path, secure=True)
        if response.status_code != 200:
            raise RuntimeError(f"{path} answered {response.status_code}")
        return response.content.decode()

    return get


def all_pages(country: Country, *, runs: int = RUNS, ways: tuple[str, ...] = WAYS) -> list[Page]:
    """The list's first and deep page, also in these ways of the admin; one unit's list, an activity, the public page."""
    with override_settings(**PLAIN_STATIC):
        pages = [list_page(country, *where, runs=runs) for where in (("list, first page", 0), ("list, deep page", deep(country)))]
        others = [unit_list(country, runs), detail_page(country, runs), public_page(country, runs)]
        if ways:
            pages = [with_admin(page, country, offset, runs, ways) for page, offset in zip(pages, (0, deep(country)), strict=True)]
    return pages + others


def rows_of(country):
    return Work.objects.of(country.busy).newest_first()


def deep(country):
    """How many rows stand before the deep page: nine tenths, at a page's edge."""
    return int(rows_of(country).count() * DEEP) // PAGE * PAGE


def row_before(country, offset):
    """(day, id) of the last row of the page before."""
    return rows_of(country).values_list("starts_on", "pk")[offset - 1] if offset else None


def list_page(country, name, offset, *, runs):
    get, after = getter(country.contact), row_before(country, offset)
    url = reverse("log", args=[country.busy.slug]) + (f"?fore={after[0].isoformat()}.{after[1]}" if after else "")
    site = measure(partial(get, url), runs=runs)
    around = bare.frame(site.html, '<ul class="rows below">', "</ul>")
    return Page(name, site, measure(partial(bare.list_page, around, country, after), runs=runs, count=False))


def unit_list(country, runs):
    """The site alone: it shows that choosing a unit costs no more than seeing all."""
    url = reverse("log", args=[country.busy.slug]) + f"?enhet={country.areas[0].code}"
    return Page("list, one unit", measure(partial(getter(country.contact), url), runs=runs))


def detail_page(country, runs):
    pk = rows_of(country).values_list("pk", flat=True)[deep(country)]
    site = measure(partial(getter(country.contact), reverse("activity", args=[country.busy.slug, pk])), runs=runs)
    around = bare.frame(site.html, "<h1", "</main>")
    return Page("an activity", site, measure(partial(bare.detail_page, around, country, pk), runs=runs, count=False))


def public_page(country, runs):
    site = measure(partial(getter(), reverse("public_page", args=[country.busy.slug])), runs=runs)
    around = bare.frame(site.html, "<main", "</main>")
    return Page("public page", site, measure(partial(bare.public_page, around, country), runs=runs, count=False))


def with_admin(page, country, offset, runs, ways):
    number = offset // PAGE + 1
    with override_settings(**WITH_ADMIN):
        get = getter(country.contact)
        return replace(page, ways={way: measure(partial(get, f"/{way}/reports/activity/?p={number}"), runs=runs) for way in ways})
