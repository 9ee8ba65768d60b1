"""A visit in the browser: invited, deliberated, planned, held, accounted for, delivered, and read on the partner's page."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from councils.models import Document
from partnerships.models import AccountDelivery, Gift, Invitation, Promise, Visit
from tests import situations as s
from tests.visitor import Visitor
from tests.world_for_browser import a_world

ABOUT = "Gribskovs äldrenämnd vill se hur vi tar emot nyanställda i hemtjänsten"
GOAL = "Fler ska lära av andra länder"
GOT, GAVE, NEXT = "En checklista för första veckan", "Vår rutin för nattpass", "Skicka rutinen på engelska"


@pytest.fixture
def world(live_server):
    """Where the executive board answers invitations, and hears of every visit within sixty days."""
    world = a_world()
    clause = s.policy_of(world.home).clauses.first()
    s.a_step(world.home, "visit.answer_invitation", "ks", clause=clause)
    s.a_setting(world.home, "matter_is_decided_by_its_route", clause=clause, matter="visit.answer_invitation")
    s.a_setting(world.home, "account_is_given_afterwards", clause=clause, to=["ks"], parts=[{"part": "text"}], within={"days": 60},
                where=[{"field": "row", "op": "eq", "value": "visit"}], columns={"gate": "work.close", "ordinal": 2})  # fmt: skip
    s.a_part(Document.objects.get(municipality=world.home, kind="policy"), "goal", GOAL)
    return world


def choose(visitor, name, label):
    visitor.page.locator(f"main select[name={name}]").select_option(label=label)


def adds(visitor, link, **cells):
    """A small row of the visit, by the form that the link leads to."""
    visitor.follow(link)
    for name, value in cells.items():
        field = visitor.page.locator(f"main [name={name}]")
        field.select_option(value) if field.evaluate("field => field.tagName") == "SELECT" else field.fill(value)
    visitor.press("Spara")
    visitor.sees("Sparat:")


def is_invited(host):
    """The invitation is written down: no visit yet, and nobody may say yes."""
    host.go("/osby/arbete/inbjudningar/")
    host.follow("Skriv in en inbjudan")
    choose(host, "relation", "Gribskov")
    host.page.locator("textarea[name=about]").fill(ABOUT)
    host.press("Spara")
    host.sees("Ni kan inte tacka ja än", "Kommunstyrelsen")
    host.misses("Tacka ja och planera besöket")
    assert not Visit.objects.filter(title__startswith="Gribskovs").exists()


def the_board_says_yes(registrar, invitation, board):
    registrar.go(f"/osby/arbete/inbjudningar/{invitation.pk}/")
    registrar.follow("Registrera beslutet")
    choose(registrar, "body", board.label)
    registrar.fill("Datum", timezone.localdate().isoformat())
    registrar.page.locator("select[name=outcome]").select_option("approved")
    registrar.page.locator("main form button[type=submit]").last.click()
    registrar.sees("Beslutet är registrerat och låst")


def plans(host, looked_at):
    """The answer yes and the plan are one: the day, the purpose and what it serves, then programme, hosts and costs."""
    host.page.reload()
    host.follow("Tacka ja och planera besöket")
    expect(host.page.locator("textarea[name=title], input[name=title]")).to_have_value(ABOUT)
    host.page.locator("input[name=starts_on]").fill(timezone.localdate().isoformat())
    host.page.locator("details summary").first.click()
    host.page.locator("textarea[name=purpose]").fill("Lära hur andra tar emot nya kollegor")
    host.page.get_by_label(GOAL).check()
    looked_at(host.page)
    host.press("Spara besöket")
    host.sees("Besöket är sparat", "Lära hur andra", GOAL, "inbjudan")
    adds(host, "Lägg till en programpunkt", begins="09:00", ends="11:30", what="Morgonmöte i hemtjänsten", place="Prästgatan 2")
    adds(host, "Lägg till en deltagare", role="host", function="Enhetschef hemtjänsten")
    adds(host, "Lägg till en deltagare", role="guest", function="Ordförande", organisation="Gribskovs äldrenämnd", number="6")
    adds(host, "Lägg till en kostnad", text="Lunch", amount="1850")
    host.sees("09.00–11.30", "Enhetschef hemtjänsten", "Gribskovs äldrenämnd", "850 kr · Vård och omsorg")
    looked_at(host.page)


def holds_and_accounts(host, looked_at):
    """Closed only when the board has its account."""
    host.follow("Genomfört")
    host.page.locator("input[name=people_reached]").fill("14")
    host.fill(
        "Varför saknas det?", "Resultatet väljer vi när vi har talat med gästerna"
    )  # one of the adopted clauses says that it should be chosen
    host.press("Spara att det är genomfört")
    host.sees("Besöket kan inte avslutas än")
    host.follow("Skriv redovisningen")
    expect(host.page.locator("textarea[name=participants]")).to_have_value("Ordförande, Gribskovs äldrenämnd\nEnhetschef hemtjänsten")
    for name, text in (("text", "Gästerna följde med ut en morgon."), ("got", GOT), ("gave", GAVE), ("next_steps", NEXT),
                       ("follow_up", "Vi ses digitalt i maj."), ("gift_received", "En tavla med bokskog")):  # fmt: skip
        host.page.locator(f"main [name={name}]").fill(text)
    looked_at(host.page)
    host.press("Spara redovisningen")
    host.sees("Redovisningen är sparad", "Vi ses digitalt i maj", NEXT, "Inte lämnad till någon än")
    host.follow("Lämna redovisningen")
    expect(host.page.locator("select[name=receiver] option:checked")).to_have_text("Kommunstyrelsen")
    host.press("Spara att den är lämnad")
    host.sees("Redovisningen är lämnad till Kommunstyrelsen")
    host.press("Avsluta besöket")
    host.sees("Besöket är avslutat")
    looked_at(host.page)


@pytest.mark.browser
@pytest.mark.parametrize("width, javascript", [(1280, True), (390, False)])
def test_from_invitation_to_the_partners_time_line(world, open_page, sign_in, axe, width, javascript):
    looked_at = axe if javascript else (lambda page: None)
    host, registrar = (Visitor(open_page(width=width, javascript=javascript)) for _who in range(2))
    sign_in(host.page, world.users["contact"])
    sign_in(registrar.page, world.users["registrar"])
    is_invited(host)
    looked_at(host.page)
    invitation = Invitation.objects.get(about=ABOUT)
    the_board_says_yes(registrar, invitation, world.body("ks"))
    plans(host, looked_at)
    visit = Visit.objects.get(invitation=invitation)
    assert (visit.status, visit.invitation.answer) == ("planned", "accepted")
    holds_and_accounts(host, looked_at)

    visit.refresh_from_db()
    assert (visit.status, visit.people_reached, AccountDelivery.objects.get(account__work=visit).receiver.code) == ("closed", 14, "ks")
    assert (Promise.objects.get(work=visit).text, Gift.objects.get(work=visit).direction) == (NEXT, "received")
    host.go(f"/osby/arbete/samarbeten/{visit.relation_id}/")
    line = host.page.locator("section#line")
    for text in (ABOUT, GOT, GAVE):
        expect(line).to_contain_text(text)
    host.sees(NEXT, "En tavla med bokskog")
    looked_at(host.page)
