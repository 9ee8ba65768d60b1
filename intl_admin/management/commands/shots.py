"""Pictures of the running demo: `./run manage shots` opens the pages in Chromium and keeps what it sees, so that no picture is made by hand."""

import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.management.base import BaseCommand, CommandError
from django.test import Client
from django.test.testcases import LiveServerThread
from django.urls import reverse
from django.utils import timezone
from PIL import Image  # comes with WeasyPrint

from councils.models import Appointment, Municipality
from reports.public_page import published_editions

try:
    from playwright.sync_api import sync_playwright
except ImportError:  # a requirement of the tests, not of the site
    sync_playwright = None

COLOURS = 128
HEIGHTS = {1280: 860, 390: 844}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True)
class Shot:
    """A page as somebody of the role sees it; without a role, as everybody does."""

    name: str
    path: str
    role: str = ""
    width: int = 1280


class Command(BaseCommand):
    help = "Makes the pictures of docs/pictures from the demo."

    def add_arguments(self, parser):
        parser.add_argument("--out", type=Path, default=settings.BASE_DIR / "docs" / "pictures", help="the folder (default docs/pictures)")
        parser.add_argument("--municipality", help="its address; default the first one")

    def handle(self, *, out, municipality, **options):
        chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
        if sync_playwright is None or chromium is None:
            raise CommandError("Pictures need Chromium (apt-get install chromium) and Playwright (./run setup).")
        if not settings.DEMO:
            raise CommandError("Pictures show the demo's invented people only: DEBUG=1, after load_demo.")
        home = Municipality.objects.filter(**({"slug": municipality} if municipality else {})).order_by("position", "name_sort").first()
        if home is None:
            raise CommandError("There is no such municipality. Load the demo first: ./run manage load_demo")
        shots = shots_of(home)
        cookies = {role: session_of(home, role) for role in {shot.role for shot in shots} - {""}}
        out.mkdir(parents=True, exist_ok=True)
        with live_server() as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
            for shot in shots:
                take(browser, address, shot, cookies.get(shot.role), out)
                self.stdout.write(f"{shot.name}.png  {shot.path}")
            browser.close()


def shots_of(home) -> list[Shot]:
    editions = published_editions(home)
    report = [Shot("report", reverse("public_report", args=[home.slug, editions[0].yearly_report.year]))] if editions else []
    return [
        Shot("work", reverse("work", args=[home.slug]), "coordinator"),
        Shot("compliance", reverse("compliance", args=[home.slug]), "coordinator"),
        Shot("log", reverse("log_new", args=[home.slug]), "contact", width=390),
        Shot("public", reverse("public_page", args=[home.slug])),
        *report,
    ]


def session_of(home, role) -> str:
    """The session key of a person who holds the role there today, as the demo's one click would give it."""
    posts = Appointment.objects.of(home).in_force(timezone.localdate())
    post = posts.filter(role=role, person__account__isnull=False).select_related("person__account").order_by("deputy", "pk").first()
    if post is None:
        raise CommandError(f"Nobody with an account is {role} in {home}. Load the demo first: ./run manage load_demo")
    client = Client()
    client.force_login(post.person.account, backend="councils.access.ContainerBackend")
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@contextmanager
def live_server():
    """The site in a thread of this process, on a free port; yields its address."""
    server = LiveServerThread("127.0.0.1", StaticFilesHandler, port=0)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error:
        raise server.error
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.terminate()


def take(browser, address, shot, cookie, out):
    context = browser.new_context(
        base_url=address, viewport={"width": shot.width, "height": HEIGHTS[shot.width]}, color_scheme="light", reduced_motion="reduce",
        has_touch=shot.width < 600, locale="sv-SE", timezone_id="Europe/Stockholm",
    )  # fmt: skip
    if cookie:
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": address}])
    page = context.new_page()
    answer = page.goto(shot.path, wait_until="networkidle")
    if answer.status != 200:
        raise CommandError(f"{shot.path} answered {answer.status}")
    picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
    context.close()
    # The pages have few colours: with a palette the file is a third.
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(out / f"{shot.name}.png", optimize=True)
