"""What every test stands on: strict templates, fast passwords, files of its own, and a browser that notices every complaint."""

import shutil

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as django_settings
from django.core.cache import cache
from django.template import engines
from django.test import Client, override_settings
from playwright.sync_api import sync_playwright

from tests.strict_templates import Undefined

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
CHROMIUM_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
]  # fmt: skip
HEIGHTS = {1280: 900, 390: 844, 320: 640}
AXE_RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
             "resultTypes": ["violations"]}  # fmt: skip


def pytest_configure():
    # Argon2 is slow on purpose: 40 tests take 27 s with it and 1.3 s without.
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True, scope="session")
def strict_templates():
    # In the settings too: a test that overrides DEBUG or INSTALLED_APPS makes Django build its engines anew.
    django_settings.TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = engines["django"].engine.string_if_invalid = Undefined()


@pytest.fixture(autouse=True, scope="session")
def own_files(tmp_path_factory):
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")):
        yield


@pytest.fixture(autouse=True)
def fresh_rate_limits():
    cache.clear()


@pytest.fixture(scope="session")
def browser():
    if not CHROMIUM:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def console():
    """Every warning and error of the browser's console, CSP violations among them. A test that meant one clears the list."""
    return []


@pytest.fixture
def open_page(browser, live_server, console):
    """A new visitor: open_page(width=390, dark=True, javascript=False). The browser asks for English, which must change nothing."""
    contexts = []

    def open_one(*, width=1280, dark=False, javascript=True):
        context = browser.new_context(
            base_url=live_server.url, viewport={"width": width, "height": HEIGHTS[width]}, color_scheme="dark" if dark else "light",
            java_script_enabled=javascript, has_touch=width < 600, locale="en-US", timezone_id="Europe/Stockholm", reduced_motion="reduce",
        )  # fmt: skip
        contexts.append(context)
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.on("console", lambda message: message.type in ("error", "warning") and console.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: console.append(f"error: {error}"))
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert console == []


@pytest.fixture
def page(open_page):
    return open_page()


@pytest.fixture
def sign_in(live_server):
    """sign_in(page, user): as if the user had signed in on the sign-in page, without walking there."""

    def enter(page, user):
        client = Client()
        client.force_login(user, backend="councils.access.ContainerBackend")
        name = django_settings.SESSION_COOKIE_NAME
        page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])

    return enter


@pytest.fixture(scope="session")
def axe():
    """axe(page): fails with what axe found, else says nothing."""

    def check(page):
        found = Axe().run(page, options=AXE_RULES)
        assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"

    return check
