"""A municipality's year in the browser, from the adopted policy to the published report, by the people who do it.

Nobody types an address but the first one and the one of the letter: every page is reached by what stands on the page before.
"""

import datetime as dt
import re

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from councils.models import Appointment
from reports import jobs
from reports.models import Activity, Edition, Report
from tests.visitor import Visitor
from tests.world_for_browser import COORDINATOR, PASSWORD, WITHOUT_CONTACTS, a_picture, a_world

NEW, NEW_PASSWORD = "Greta Sjöholm", "en lång fras som bara jag vet"
EMAIL = "greta.sjoholm@osby.example"
FIRST_TITLE, TITLE = "Tre klasser skrev brev", "Två klasser skrev brev till Gribskov"
REASON = "Skriv också vad ni lärde er."
INTRODUCTION = "Året då skolorna började skriva till varandra."
SIZES = [pytest.param(width, language, id=f"{width}-{language}") for width in (1280, 390) for language in ("sv", "en")]


@pytest.fixture
def world(live_server):
    return a_world()


@pytest.fixture
def somebody(open_page, sign_in):
    """somebody(width, language, user): a visitor with a browser of their own; with a user, one who has signed in."""

    def come(width, language, user=None):
        visitor = Visitor(open_page(width=width), language)
        if user:
            sign_in(visitor.page, user)
            visitor.go("/osby/arbete/")
            visitor.choose_language()
        return visitor

    return come


@pytest.mark.browser
@pytest.mark.parametrize("width, language", SIZES)
def test_the_year(world, somebody, monkeypatch, width, language):
    anybody = somebody(width, language)
    the_public_page(anybody, world)
    coordinator = somebody(width, language)
    coordinator.signs_in(world.users["coordinator"].email, PASSWORD)
    the_coordinator_appoints(coordinator, world)
    contact = somebody(width, language)
    the_new_one_comes_in(contact)
    the_contact_person_logs(contact, world)
    the_contact_person_reports(contact, world)
    coordinator.signs_in(world.users["coordinator"].email, PASSWORD)
    the_report_goes_back_and_forth(coordinator, contact, world)
    the_coordinator_writes_and_previews(coordinator, world)
    the_coordinator_compiles(coordinator, world, monkeypatch)
    the_coordinator_delivers(coordinator)
    registrar = somebody(width, language, world.users["registrar"])
    the_registrar_records(registrar, world)
    member = somebody(width, language, world.users["board_member"])
    the_board_member_reads(member, world)
    the_coordinator_publishes(coordinator, world)
    everybody_reads(anybody, world)
    the_history_tells(coordinator, world)
    the_term_ends(coordinator, contact)


# ── 1 public


def the_public_page(anybody, world):
    anybody.go("/")
    anybody.choose_language()
    anybody.follow_text(anybody.say("Osby kommun") if anybody.language == "sv" else "Osby Municipality")
    page = anybody.page
    for label in ("Diarienummer", "Gäller för", "Ersätter"):
        anybody.reads(label)
    anybody.reads("uppgift saknas")
    expect(page.locator("table").get_by_role("row").filter(has_text="Gribskov")).to_be_visible()
    expect(page.locator("svg.map").first).to_be_visible()
    anybody.sees(unit_name(world, anybody), "Gribskov", "Kretinga")
    anybody.reads("Inga %(yearly_reports)s är publicerade än.")
    text = page.locator("body").inner_text()
    assert [name for name in world.people if name in text] == []


def unit_name(world, visitor):
    unit = world.unit(WITHOUT_CONTACTS)
    return unit.name_en if visitor.language == "en" else unit.name


# ── 2 and 3 the coordinator


def the_coordinator_appoints(coordinator, world):
    page = coordinator.page
    coordinator.reads("Börja här")
    expect(page.locator(".start h2")).to_contain_text(unit_name(world, coordinator))
    page.locator(".start a.ds-button").click()
    expect(page.locator("select[name=container] option:checked")).to_have_text("Barn och skola")
    coordinator.fill("Vem?", NEW)
    coordinator.fill("E-post", EMAIL)
    coordinator.fill("Från och med", world.day(1, 10).isoformat())
    decision = page.locator("select[name=decision] option", has_text="112").get_attribute("value")
    page.locator("select[name=decision]").select_option(decision)
    page.locator("main button[type=submit]").click()
    coordinator.sees(NEW)
    expect(vacancies(coordinator)).to_have_count(1)
    post = page.locator("li", has=page.get_by_text(NEW, exact=True))
    expect(post.get_by_role("link").first).to_contain_text("112")
    post.get_by_role("link", name=coordinator.say("Bjud in till tjänsten")).click()
    expect(coordinator.field("E-post")).to_have_value(EMAIL)
    coordinator.press("Skicka inbjudan")
    coordinator.reads("En inbjudan är skickad till %(email)s.", email=EMAIL)
    coordinator.signs_out()


def vacancies(coordinator):
    unit = coordinator.page.locator(f"section[aria-labelledby=unit-{WITHOUT_CONTACTS}]")
    return unit.locator(".state", has_text=coordinator.say("Tom plats"))


def the_new_one_comes_in(contact):
    letter = mail.outbox[-1]
    assert letter.to == [EMAIL]
    contact.page.goto(re.search(r"http://\S+", letter.body)[0])
    contact.choose_language()
    contact.stands_at(contact.say("Välj ett lösenord"))
    for field in contact.page.locator("input[type=password]").all():
        field.fill(NEW_PASSWORD)
    contact.press("Spara lösenordet")
    contact.stands_at(contact.say("Lösenordet är sparat"))
    contact.signs_in(EMAIL, NEW_PASSWORD)


# ── 4 the log


def the_contact_person_logs(contact, world):
    page = contact.page
    contact.follow("Logga aktivitet")
    expect(page.locator(".preset")).to_contain_text(unit_name(world, contact))
    contact.pick(contact.say("Elevutbyte"))
    contact.fill("Vad gjorde ni?", FIRST_TITLE)
    contact.pick(contact.say("Annan dag"))
    contact.fill("Vilken dag?", world.day(10, 2).isoformat())
    contact.pick("Gribskov")
    contact.press("Spara aktiviteten")
    contact.reads("Aktiviteten är sparad. Du kan lägga till mer när du vill.")
    contact.stands_at(FIRST_TITLE)
    contact.follow("Rätta eller lägg till")
    contact.fill("Vad gjorde ni?", TITLE)
    contact.fill("antal personer", "46")
    contact.fill("Varför rättar du?", "En klass var sjuk.")
    contact.press("Spara ändringen")
    contact.stands_at(TITLE)
    contact.follow("Lägg till en fil")
    page.locator("input[type=file]").set_input_files({"name": "brev.png", "mimeType": "image/png", "buffer": a_picture()})
    contact.fill("Vad visar bilden?", "Breven på väg")
    contact.press("Spara filen")
    picture = page.request.get(page.get_by_role("link", name="Breven på väg").get_attribute("href"))
    assert (picture.status, picture.headers["content-type"]) == (200, "image/png")
    contact.follow("Historik")
    contact.sees(FIRST_TITLE, TITLE, "En klass var sjuk.", NEW)
    activity = Activity.objects.get(title=TITLE)
    assert (activity.container.code, activity.relation.code, activity.starts_on) == (WITHOUT_CONTACTS, "gribskov", world.day(10, 2))


# ── 5 the unit's report


def the_contact_person_reports(contact, world):
    page = contact.page
    contact.follow("Vår rapport", within="nav.duties")
    contact.follow_text(unit_name(world, contact))
    contact.sees("46")
    contact.press("Använd utkastet")
    expect(page.locator("textarea[name=summary]")).not_to_have_value("")
    contact.press("Lämna in rapporten")
    expect(page.locator(".ds-error-summary")).to_be_focused()
    answers = page.locator("textarea[name^=answer_]")
    answers.first.fill("Breven är en del av svenskan i femman.")
    for box in page.locator("input[name^=nothing_]").all()[2:]:  # the first is the whole report's, the second the answered question's
        box.check()
    contact.press("Lämna in rapporten")
    contact.reads("Rapporten är inlämnad. Tack.")
    expect(page.locator("textarea")).to_have_count(0)
    assert Report.objects.get(container__code=WITHOUT_CONTACTS, year=world.year).is_locked


def the_report_goes_back_and_forth(coordinator, contact, world):
    coordinator.turn_to("Berätta", "reports")
    coordinator.follow_text(unit_name(world, coordinator))
    coordinator.sees("Breven är en del av svenskan i femman.")
    coordinator.fill("Varför?", REASON)
    coordinator.press("Lämna tillbaka rapporten")
    coordinator.reads("Rapporten är återlämnad till %(unit)s.", unit=unit_name(world, coordinator))
    contact.page.reload()
    contact.sees(REASON, COORDINATOR)
    summary = contact.page.locator("textarea[name=summary]")
    summary.fill(summary.input_value() + "\n\nVi lärde oss att skriva kort.")
    contact.press("Lämna in rapporten")
    contact.reads("Rapporten är inlämnad. Tack.")


# ── 6 the yearly report


def the_coordinator_writes_and_previews(coordinator, world):
    page = coordinator.page
    coordinator.turn_to("Berätta", "yearly_reports")
    coordinator.follow("%(Yearly_report)s %(year)s", year=world.year)
    missing = "Community Planning" if coordinator.language == "en" else "Samhällsbyggnad"
    expect(page.locator("main li", has_text=missing)).to_contain_text(coordinator.say("Inte påbörjad"))
    coordinator.fill("Inledning", INTRODUCTION)
    coordinator.press("Spara texterna")
    coordinator.reads("Texterna är sparade.")
    coordinator.follow("Förhandsvisa")
    coordinator.sees(INTRODUCTION, TITLE[:3], "Breven är en del av svenskan i femman.")
    coordinator.reads("Det som saknas")
    coordinator.follow("Tillbaka till %(the_yearly_report)s")


def the_coordinator_compiles(coordinator, world, monkeypatch):
    page, render, seen = coordinator.page, jobs.render_pdf, []

    def render_while_somebody_looks(html, language):
        done = str(2 * len(seen) + 1)
        expect(page.get_by_role("progressbar")).to_have_attribute("value", done)  # the page asks by itself
        seen.append(done)
        return render(html, language)

    monkeypatch.setattr(jobs, "render_pdf", render_while_somebody_looks)
    coordinator.press("Sammanställ %(the_yearly_report)s")
    coordinator.reads("Väntar på sin tur.")
    call_command("db_worker", batch=True, reload=False, startup_delay=False, interval=0)
    coordinator.reads("Klart")
    assert seen == ["1", "3"]
    coordinator.follow("Visa resultatet")
    edition = Edition.objects.get(yearly_report__year=world.year)
    assert set(edition.missing) == {"Kommunledningsförvaltningen", "Samhällsbyggnad", "Utbildning och arbete"}
    coordinator.sees(*edition.missing, *edition.files.values_list("file__sha256", flat=True))
    assert edition.files.count() == 4


# ── 7 to whom it goes


def the_coordinator_delivers(coordinator):
    for left in (1, 0):
        coordinator.press("Registrera överlämningen")
        waiting = coordinator.page.locator("main .state", has_text=coordinator.say("Inte lämnad"))
        expect(waiting).to_have_count(left)


def the_registrar_records(registrar, world):
    page = registrar.page
    registrar.turn_to("Berätta", "yearly_reports")
    registrar.follow("%(Yearly_report)s %(year)s", year=world.year)
    registrar.follow("Registrera ett beslut om rapporten")
    page.locator("select[name=body]").select_option(label="Kommunstyrelsen")
    page.locator("[name=decided_on]").fill(timezone.localdate().isoformat())
    page.locator("[name=section]").fill("141")
    page.locator("[name=diary_number]").fill("KS 2026/301")
    page.locator("[name=outcome]").select_option("accepted")
    registrar.press("Registrera beslutet")
    registrar.reads("Beslutet är registrerat och låst.")
    registrar.sees("141", "KS 2026/301")


def the_board_member_reads(member, world):
    member.turn_to("Berätta", "yearly_reports")
    member.follow("%(Yearly_report)s %(year)s", year=world.year)
    member.sees("141", INTRODUCTION)
    expect(member.page.locator("main form")).to_have_count(0)
    read = pages_by_links(world.users["board_member"])
    assert len(read) > 30
    # The address of one's own calendar is one's own to make: it changes nothing of the municipality.
    assert [path for path, main in read.items() if 'method="post"' in main and not path.endswith("/kalender/")] == []


def pages_by_links(user) -> dict[str, str]:
    """{address: what stands in its main} of every page behind the sign-in that links lead to. Each opens: no link leads to an act of others."""
    client = Client()
    client.force_login(user, backend="councils.access.ContainerBackend")
    waiting, read = {reverse("work", args=["osby"])}, {}
    while waiting:
        path = waiting.pop()
        reply = client.get(path)
        assert reply.status_code == 200, path
        text = reply.getvalue().decode(errors="replace") if reply.streaming else reply.content.decode(errors="replace")
        read[path] = text.partition("<main")[2].partition("</main>")[0]
        links = {found.partition("#")[0].partition("?")[0] for found in re.findall(r'href="(/osby/arbete/[^"]*)"', text)}
        waiting |= links - read.keys()
    return read


# ── 8 published


def the_coordinator_publishes(coordinator, world):
    coordinator.page.reload()
    coordinator.press("Publicera %(the_yearly_report)s")
    coordinator.reads("%(The_yearly_report)s visas nu för alla.")


def everybody_reads(anybody, world):
    page = anybody.page
    page.reload()
    anybody.follow("%(Yearly_report)s %(year)s", year=world.year)
    anybody.stands_at(anybody.say("%(Yearly_report)s internationellt arbete"))
    expect(page.locator("html")).to_have_attribute("lang", anybody.language)
    anybody.sees(INTRODUCTION, unit_name(world, anybody), "Vi lärde oss att skriva kort.")
    expect(page.locator("svg.map").first).to_be_visible()
    assert page.locator("script").count() == 0
    text = page.locator("body").inner_text()
    assert [name for name in (*world.people, NEW) if name in text] == []


def the_history_tells(coordinator, world):
    coordinator.follow("Historik", within="footer")
    coordinator.sees(COORDINATOR, str(timezone.localdate().year))
    expect(coordinator.page.locator("main a", has_text="141")).to_be_visible()
    acts = coordinator.page.locator("main ol.history > li")
    expect(acts).to_have_count(3)
    for act, msgid in zip(acts.all(), ("Publicera %(the_yearly_report)s", "Sammanställ %(the_yearly_report)s", "Skapad"), strict=True):
        expect(act).to_contain_text(coordinator.say(msgid))


def the_term_ends(coordinator, contact):
    """With yesterday as its last day: today nothing opens, and nothing has had to run."""
    coordinator.turn_to("Mötas", "contacts")
    coordinator.follow_text(f"{coordinator.say('Avsluta')} {NEW}")
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    coordinator.fill("Sista dagen", yesterday.isoformat())
    coordinator.fill("Varför?", "Byter arbete.")
    coordinator.press("Avsluta uppdraget")
    coordinator.misses(f"{coordinator.say('Avsluta')} {NEW}")
    expect(vacancies(coordinator)).to_have_count(2)
    assert Appointment.objects.get(person__name=NEW).ends_on == yesterday
    activity = Activity.objects.get(title=TITLE)
    for name, *arguments in (("work",), ("log_new",), ("activity", activity.pk), ("yearly_reports",)):
        assert contact.page.request.get(reverse(name, args=["osby", *arguments])).status == 404, name


# ── on both engines


@pytest.mark.browser
@pytest.mark.smoke
def test_a_contact_person_signs_in_and_logs(world, somebody):
    contact = somebody(390, "sv")
    contact.signs_in(world.users["contact"].email, PASSWORD)
    contact.follow("Logga aktivitet")
    contact.pick("Möte")
    contact.fill("Vad gjorde ni?", "Planering inför våren")
    contact.pick("I dag")
    contact.pick("Kretinga")
    contact.press("Spara aktiviteten")
    contact.stands_at("Planering inför våren")
    contact.signs_out()
    assert Activity.objects.get(title="Planering inför våren").starts_on == timezone.localdate()
