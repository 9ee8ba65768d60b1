"""An agreement in the browser: put forward, stopped, decided, brought into force and read by everybody."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from partnerships.models import Relation
from tests import situations as s
from tests.visitor import Visitor
from tests.world_for_browser import a_world

NAME = "Lovisa"


@pytest.fixture
def world(live_server):
    world = a_world()
    where, clause = [{"field": "kind", "op": "eq", "value": "partner_city"}], s.policy_of(world.home).clauses.first()
    s.a_step(world.home, "agreement.enter", "ks", where=where, clause=clause)
    s.a_setting(world.home, "matter_is_decided_by_its_route", where=where, clause=clause, matter="agreement.enter")
    return world


def approve(registrar, matter, organ):
    """The registrar writes down that the organ has said yes today."""
    registrar.go(f"/osby/arbete/beslut/nytt/?arende={matter.pk}")
    registrar.page.locator("select[name=body]").select_option(label=organ.label)
    registrar.fill("Datum", timezone.localdate().isoformat())
    registrar.page.locator("select[name=outcome]").select_option("approved")
    registrar.page.locator("main form button[type=submit]").last.click()
    registrar.sees("Beslutet är registrerat och låst")


@pytest.mark.browser
@pytest.mark.parametrize("width, javascript", [(1280, True), (390, False)])
def test_from_proposal_to_the_public_page(world, open_page, sign_in, axe, width, javascript):
    looked_at = axe if javascript else (lambda page: None)
    coordinator = Visitor(open_page(width=width, javascript=javascript))
    sign_in(coordinator.page, world.users["coordinator"])
    coordinator.go("/osby/arbete/samarbeten/")
    coordinator.follow("Föreslå nytt avtal")
    page = coordinator.page
    looked_at(page)
    page.locator("select[name=kind]").select_option("partner_city")
    coordinator.fill("Ny partner", NAME)
    page.locator("select[name=country]").select_option("FI")
    coordinator.press("Spara")
    expect(page.locator("h1")).to_have_text(NAME)
    coordinator.sees("Kan inte sättas i kraft än", "ska beslutas av")
    looked_at(page)
    registrar = Visitor(open_page(width=width, javascript=javascript))
    sign_in(registrar.page, world.users["registrar"])
    approve(registrar, Relation.objects.get(name=NAME).matter, world.body("ks"))

    page.reload()
    coordinator.follow("Sätt i kraft")
    looked_at(page)
    coordinator.fill("Vilken dag?", timezone.localdate().isoformat())
    coordinator.press("Sätt i kraft")
    coordinator.sees("Sparat: sätt i kraft", "Ingicks")
    coordinator.follow("Ändra uppgifterna")
    if not page.locator("input[name=published]").is_visible():
        page.locator("details summary").first.click()
    page.locator("input[name=published]").check()
    coordinator.press("Spara")

    anybody = Visitor(open_page(width=width, javascript=javascript))
    anybody.go("/osby/")
    anybody.sees(NAME)
