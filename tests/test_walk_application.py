"""An application in the browser: from a call through an approval, refused once and given once, to the submission."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from funding.models import Application, Call, Deadline
from tests import situations as s
from tests.visitor import Visitor
from tests.world_for_browser import a_world

NAME = "Citizens' engagement and participation"


@pytest.fixture
def world(live_server):
    """With the approval that one of the adopted policies asks before the submission: pre-studies are exempt, nothing else."""
    world = a_world()  # whose own policy says that a needs analysis should be there
    where, clause = [{"field": "kind", "op": "ne", "value": "prestudy"}], s.policy_of(world.home).clauses.first()
    s.a_step(world.home, "application.submit", "ks", where=where, clause=clause, act="approve")
    s.a_setting(world.home, "matter_is_decided_by_its_route", where=where, clause=clause, matter="application.submit")
    return world


@pytest.fixture
def call(world):
    call = Call(title=NAME, source="eu_portal", source_key="CERV-2027", status="open").recorded(by=None)
    Deadline(call=call, day=timezone.localdate() + dt.timedelta(days=100)).recorded(by=None)
    return call


def answer(registrar, matter, organ, outcome):
    """The registrar writes down what the organ has said today."""
    registrar.go(f"/osby/arbete/beslut/nytt/?arende={matter.pk}")
    registrar.page.locator("select[name=body]").select_option(label=organ.label)
    registrar.fill("Datum", timezone.localdate().isoformat())
    registrar.page.locator("select[name=act]").select_option("approve")
    registrar.page.locator("select[name=outcome]").select_option(outcome)
    registrar.page.locator("main form button[type=submit]").last.click()
    registrar.sees("Beslutet är registrerat och låst")


@pytest.mark.browser
@pytest.mark.parametrize("width, javascript", [(1280, True), (390, False)])
def test_refused_once_and_approved_once(world, call, open_page, sign_in, axe, width, javascript):
    looked_at = axe if javascript else (lambda page: None)
    coordinator, registrar = (Visitor(open_page(width=width, javascript=javascript)) for _who in range(2))
    sign_in(coordinator.page, world.users["coordinator"])
    sign_in(registrar.page, world.users["registrar"])
    page = coordinator.page
    coordinator.go(f"/osby/arbete/utlysningar/{call.pk}/")
    coordinator.follow("Sök på den här utlysningen")
    expect(page.locator("input[name=title]")).to_have_value(NAME)
    looked_at(page)
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.locator("h1")).to_have_text(NAME)
    row = Application.objects.get()
    assert (row.call, row.deadline) == (call, call.deadlines.get())
    coordinator.follow("Börja skriva ansökan")
    coordinator.press("Börja skriva ansökan")
    coordinator.sees("Kan inte lämnas in än", "ska godkännas av")
    looked_at(page)
    coordinator.follow("Hela tidsplanen")
    coordinator.sees("Lägg in organets möten")
    looked_at(page)

    answer(registrar, row.matter, world.body("ks"), "refused")
    coordinator.go(f"/osby/arbete/ansokningar/{row.pk}/")
    coordinator.sees("Kan inte lämnas in än", "Svaret blev avslag")

    answer(registrar, row.matter, world.body("ks"), "approved")
    page.reload()
    coordinator.misses("Kan inte lämnas in än")
    coordinator.follow("Lämna in")
    looked_at(page)
    coordinator.fill("Vilken dag lämnades den in?", timezone.localdate().isoformat())
    coordinator.press("Lämna in")
    coordinator.sees("Skriv varför, eller ordna det som saknas först.")
    coordinator.fill("Varför lämnas den in ändå?", "Analysen görs i förstudien")
    coordinator.press("Lämna in")
    coordinator.sees("Sparat: Lämna in")
    assert Application.objects.get().status == "submitted"
    looked_at(page)
