"""Every page × width × light and dark: nothing that axe complains of, nothing wider than the screen, nothing said in the console.

The dark pages are the English ones, so that both languages are laid out at both widths. One world and one server serve all visits, which only read.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from tests.conftest import AXE_RULES, HEIGHTS
from tests.visits import VISITS, a_client, path_of, unvisited
from tests.world_for_browser import a_world, furnished

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
OPEN_ALL = "document.querySelectorAll('details').forEach((one) => { one.open = true })"
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker):
    """(world, address of the server, cookies of each role and language). Written once and emptied at the end, where live_server
    would empty it after each test."""
    with django_db_blocker.unblock():
        server = LiveServer("localhost")
        try:
            world = furnished(a_world())
            cookies = {(role, language): [{"name": one.key, "value": one.value, "url": server.url} for one in a_client(
                world.users.get(role), language).cookies.values()] for role in VISITS for language in ("sv", "en")}  # fmt: skip
            yield world, server.url, cookies
        finally:
            server.stop()
            call_command("flush", verbosity=0, interactive=False)


@pytest.fixture
def visitor(browser, site):
    """visitor(role, width, scheme, language): a page of somebody who has chosen the language, and what the console says."""
    _world, url, cookies = site
    contexts, said = [], []

    def come(role, width, scheme, language):
        context = browser.new_context(base_url=url, viewport={"width": width, "height": HEIGHTS[width]}, color_scheme=scheme,
                                      has_touch=width < 600, locale="de-DE", reduced_motion="reduce")  # fmt: skip
        contexts.append(context)
        context.add_cookies(cookies[role, language])
        page = context.new_page()
        page.on("console", lambda message: message.type in ("error", "warning") and said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        return page, said

    yield come
    for context in contexts:
        context.close()


def faults_of(page) -> list[str]:
    """What is wrong with the page as it stands."""
    page.evaluate(OPEN_ALL)
    found = [f"{page.evaluate(TOO_WIDE)} px too wide"] if page.evaluate(TOO_WIDE) > 0 else []
    for violation in Axe().run(page, options=AXE_RULES).response["violations"]:
        where = "; ".join(f"{' '.join(node['target'])} {node['html'][:160]}" for node in violation["nodes"][:4])
        found.append(f"{violation['id']}: {violation['help']}: {where}")
    return found


def test_every_page_is_visited():
    assert unvisited() == set()


@pytest.mark.parametrize("scheme, language", [("light", "sv"), ("dark", "en")])
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("role", VISITS)
def test_nothing_is_in_anybodys_way(site, visitor, role, width, scheme, language):
    world = site[0]
    page, said = visitor(role, width, scheme, language)
    faults = {}
    for name in VISITS[role]:
        path = path_of(world, name, language)
        answer = page.goto(path)
        assert answer.status == 200, path
        expect(page.locator("html")).to_have_attribute("lang", language)
        if found := faults_of(page) + said:
            faults[path] = [*found]
        said.clear()
    assert faults == {}, "\n".join(f"{path}\n    " + "\n    ".join(found) for path, found in faults.items())
