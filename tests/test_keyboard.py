"""The main flows by the keyboard alone: Tab, Enter, Space, arrows and letters. Where the focus is can always be seen."""

import pytest
from playwright.sync_api import expect

from reports.models import Activity, Report
from tests.visitor import Visitor
from tests.world_for_browser import WITHOUT_CONTACTS, a_world

pytestmark = pytest.mark.browser
# What has the focus: whether it is the wanted one, and whether it shows where it is.
FOCUSED = """(wanted) => {
    const at = document.activeElement, shown = at.closest("label") ?? at, box = shown.getBoundingClientRect();
    const rings = [at, shown, ...shown.querySelectorAll("*")].map((one) => getComputedStyle(one));
    const ring = rings.some((one) => (one.outlineStyle !== "none" && parseFloat(one.outlineWidth) >= 2) || one.boxShadow !== "none");
    const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth && box.width > 0;
    const covered = !inside ? false : !shown.contains(document.elementFromPoint(
        Math.min(Math.max(box.left + Math.min(box.width, 20) / 2, 1), innerWidth - 1), Math.min(Math.max(box.top + box.height / 2, 1), innerHeight - 1)));
    return {wanted: at === wanted, ring, inside, covered, what: at.outerHTML.slice(0, 160), page: at === document.body};
}"""
MOST_STEPS = 150


class Typist(Visitor):
    """A visitor without a mouse."""

    def reach(self, locator):
        """Tab on until it has the focus. Everything on the way shows where the focus is."""
        wanted, hidden = locator.first.element_handle(), []
        for _step in range(MOST_STEPS):
            self.page.keyboard.press("Tab")
            at = self.page.evaluate(FOCUSED, wanted)
            if not at["page"] and not (at["ring"] and at["inside"] and not at["covered"]):
                hidden.append(at)
            if at["wanted"]:
                assert hidden == [], f"{self.page.url}: the focus cannot be seen"
                return
        raise AssertionError(f"{self.page.url}: Tab never reaches {locator}")

    def enter(self, locator):
        """Reach it and press Enter, as for links and buttons."""
        self.reach(locator)
        self.page.keyboard.press("Enter")

    def type(self, msgid, text):
        self.reach(self.field(msgid))
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(text)

    def type_day(self, msgid, day):
        """A day's field takes it as the eye reads it: year, month, day."""
        self.reach(self.field(msgid))
        self.page.keyboard.type(day.isoformat() if self.field(msgid).get_attribute("type") != "date" else f"{day:%m%d%Y}")
        expect(self.field(msgid)).to_have_value(day.isoformat())

    def pick(self, text):
        """A choice among several: Tab to the first, arrows to the one. The arrow chooses."""
        wanted = self.page.get_by_role("radio", name=text, exact=True)
        group = self.page.locator(f"input[type=radio][name={wanted.get_attribute('name')}]")
        checked = [one for one in group.all() if one.is_checked()]
        self.reach(checked[0] if checked else group)
        self.page.keyboard.press("Space")
        for _step in range(group.count()):
            if wanted.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"the arrows never reach {text}")

    def button(self, msgid, **values):
        return self.page.locator("main").get_by_role("button", name=self.say(msgid, **values))

    def link(self, text, within="main"):
        return self.page.locator(within).get_by_role("link", name=text)


@pytest.fixture
def world(live_server):
    return a_world()


@pytest.fixture
def typist(world, open_page, sign_in):
    def come(role, path="/osby/arbete/"):
        typist = Typist(open_page())
        sign_in(typist.page, world.users[role])
        typist.go(path)
        return typist

    return come


def test_the_first_stop_leads_past_the_navigation(typist):
    somebody = typist("contact")
    page = somebody.page
    page.keyboard.press("Tab")
    expect(page.locator(".ds-skip-link")).to_be_focused()
    expect(page.locator(".ds-skip-link")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_an_activity_is_logged(world, typist):
    contact = typist("contact")
    contact.enter(contact.link("Logga aktivitet"))
    contact.enter(contact.button("Spara aktiviteten"))
    expect(contact.page.locator(".ds-error-summary")).to_be_focused()
    contact.enter(contact.link("Skriv en mening om vad ni gjorde.", within=".ds-error-summary"))
    expect(contact.field("Vad gjorde ni?")).to_be_focused()
    contact.page.keyboard.type("Två klasser ringde Kretinga")
    contact.pick("I går")
    contact.pick("Kretinga")
    contact.enter(contact.button("Spara aktiviteten"))
    expect(contact.page.locator(".ds-error-summary")).to_be_focused()
    contact.pick("Möte")
    contact.enter(contact.button("Spara aktiviteten"))
    contact.stands_at("Två klasser ringde Kretinga")
    assert Activity.objects.get(title="Två klasser ringde Kretinga").relation.code == "kretinga"


def test_somebody_is_appointed(world, typist):
    coordinator = typist("coordinator")
    coordinator.enter(coordinator.page.locator(".start a.ds-button"))
    coordinator.type("Vem?", "Greta Sjöholm")
    coordinator.type_day("Från och med", world.day(1, 10))
    coordinator.reach(coordinator.page.locator("select[name=decision]"))
    coordinator.page.keyboard.type("Kommunstyrelsen, § 112")
    coordinator.enter(coordinator.button("Utse"))
    coordinator.sees("Greta Sjöholm")
    post = world.unit(WITHOUT_CONTACTS).appointments.get()
    assert (post.person.name, post.starts_on, post.decision) == ("Greta Sjöholm", world.day(1, 10), world.decision)


def test_a_report_is_handed_in(world, typist):
    unit = world.unit("vard_och_omsorg")
    report = Report.objects.get(container=unit, year=world.year)
    report.status, report.submitted_on = Report.Status.RETURNED, None
    report.recorded(by=None)
    contact = typist("contact")
    contact.enter(contact.link("Vår rapport", within="nav.duties"))
    contact.enter(contact.link("Vård och omsorg"))
    box = contact.field("Inget i år")
    was = box.is_checked()
    contact.reach(box)
    contact.page.keyboard.press("Space")
    assert box.is_checked() is not was
    contact.page.keyboard.press("Space")
    contact.enter(contact.button("Lämna in rapporten"))
    contact.reads("Rapporten är inlämnad. Tack.")
    assert Report.objects.get(container=unit, year=world.year).is_locked
