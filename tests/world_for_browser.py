"""A municipality as it comes from its profile, with people and a year's work, for tests that go through the pages. Every person is invented.

`a_world()` is what a walk begins with and takes a second. `furnished()` adds one row of each kind, so that every page has something to show.
"""

import datetime as dt
import io
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import override
from PIL import Image  # comes with WeasyPrint

from councils.actions import store_bytes
from councils.dry_run import in_words, try_out
from councils.editions import copy_document
from councils.exceptions import grant_exception
from councils.models import Area, Body, Decision, Delegation, Document, Job, Municipality, Person, RuleSetting, User
from councils.words import Words
from funding.models import (
    Assessment,
    BookedAmount,
    Call,
    CallNews,
    Claim,
    Deadline,
    FunderReport,
    Harvest,
    Instalment,
    Milestone,
    Note,
    NoteReceiver,
    Programme,
    SavedSearch,
    Watch,
    WorkPartner,
)
from intl_admin.profile_load import load_profiles
from partnerships.models import Journey, ProgrammeItem, Relation, WorkFile
from reports.actions import freeze_edition, publish_edition
from reports.models import Activity, EditionFile, ReportAnswer
from reports.pdf import edition_html
from reports.round import asked, report_year
from reports.yearly import yearly_view
from tests import situations as s
from tests.reviewed_documents import an_evaluated_document
from tests.test_opportunities import a_review

PROFILE = Path(settings.BASE_DIR) / "intl_admin" / "profiles" / "osby.toml"
PASSWORD = "a long one for tests"  # what situations.an_account gives
COORDINATOR, REGISTRAR, BOARD_MEMBER, CONTACT = "Nora Fagerlund", "Ruben Ekstrand", "Karin Vallmark", "Hedda Bergqvist"
OTHERS = {
    "kommunledningsforvaltningen": ("Tage Lindmark", "Ylva Norrby"),
    "utbildning_och_arbete": ("Elof Sandgren", "Maja Öquist"),
    "samhallsbyggnad": ("Ivar Hallonqvist", "Signe Rosander"),
    "vard_och_omsorg": (CONTACT, "Folke Åhlander"),
}
WITHOUT_CONTACTS = "barn_och_skola"


@dataclass
class World:
    home: Municipality
    year: int  # whose reports are being written
    users: dict[str, User]
    decision: Decision  # that named the contact persons

    @property
    def people(self) -> list[str]:
        return [person.name for person in Person.objects.all()]

    def unit(self, code) -> Area:
        return Area.objects.get(municipality=self.home, code=code)

    def body(self, code) -> Body:
        return Body.objects.get(municipality=self.home, code=code)

    def day(self, month, day) -> dt.date:
        """In the year of the reports, and not after today."""
        return min(dt.date(self.year, month, day), timezone.localdate())


def a_world() -> World:
    load_profiles([PROFILE])
    home = Municipality.objects.get(slug="osby")
    year = report_year(timezone.localdate())
    matter = s.a_matter(home, "other", "Val av kontaktpersoner")
    board = Body.objects.get(municipality=home, kind="executive_board")
    decision = s.a_decision(matter, board, dt.date(year - 1, 12, 4), "approved", section="112", diary_number=f"KS {year - 1}/288")
    users = the_people(home, board, decision)
    world = World(home, year, users, decision)
    the_log(world)
    a_submitted_report(world, "vard_och_omsorg")
    return world


def the_people(home, board, decision) -> dict[str, User]:
    group = Body.objects.get(municipality=home, kind="management_group")
    for code, names in OTHERS.items():
        unit = Area.objects.get(municipality=home, code=code)
        for name in names:
            post = s.an_appointment("contact", unit, s.a_person(name), decision=decision)
            if name == CONTACT:
                contact = s.an_account(post.person)
    return {
        "coordinator": s.somebody("coordinator", home, person=s.a_person(COORDINATOR, email="nora.fagerlund@osby.example")),
        "registrar": s.somebody("registrar", home, person=s.a_person(REGISTRAR, email="ruben.ekstrand@osby.example")),
        "board_member": s.somebody("board_member", board, person=s.a_person(BOARD_MEMBER, email="karin.vallmark@osby.example")),
        "management_group": s.somebody("management_group", group, person=s.a_person("Assar Tegnell")),
        "administrator": s.somebody("administrator", home, person=s.a_person("Britta Kvist")),
        "contact": contact,
    }


def the_log(world):
    towns = {one.code: one for one in Relation.objects.of(world.home)}
    care, work = world.unit("vard_och_omsorg"), world.unit("utbildning_och_arbete")
    s.a_gift(towns["gribskov"])
    s.an_invitation(care, "Gribskov vill se vår hemtjänst", relation=towns["gribskov"], guests=6)
    s.a_visit(care, world.day(6, 2), "Gribskov ser vår hemtjänst", relation=towns["gribskov"], is_field_related=True)
    held = s.a_visit(care, world.day(2, 3), "Resa till Kretinga", "outgoing", "held", relation=towns["kretinga"], got="Nya arbetssätt")
    s.a_cost(held, 4200, "Tåg och färja", bearer=care)
    s.a_cost(held, None, "Måltider")
    s.a_participant(held, "staff", role="leader", organisation="Vård och omsorg", number=4)
    s.saved(ProgrammeItem(visit=held, day=held.starts_on, begins=dt.time(9), what="Rundvandring på äldreboendet"))
    s.saved(Journey(work=held, mode="train", distance_km=900, travellers=4))
    s.a_receipt(s.an_account_of(held), care)
    s.a_tag(held, "outcomes", "competence")
    s.an_activity(care, world.day(3, 5), "Studiebesök om äldreomsorg", "outgoing", relation=towns["gribskov"], people_reached=12)
    s.an_activity(care, world.day(5, 20), "Gäster från Kretinga i två dagar", "incoming", relation=towns["kretinga"], people_reached=1046,
                  own_cost=14400, ends_on=world.day(5, 21), description="Vi visade hemtjänsten.", got="En rutin för nattpass.")  # fmt: skip
    s.an_activity(
        work,
        world.day(6, 9),
        "Digital lektion om vatten",
        "meeting",
        counterpart="Gymnasiet i Helsinge",
        people_reached=40,
        young_reached=38,
    )
    s.an_activity(work, dt.date(world.year - 1, 4, 2), "Planeringsmöte", "meeting", relation=towns["gribskov"], people_reached=6)


def a_submitted_report(world, code):
    unit = world.unit(code)
    report = s.a_report(unit, world.year, timezone.localdate(), highlight="De frågar när de får göra det igen.",
                        summary="Två utbyten om hemtjänst.\n\nDet ena ställdes in.")  # fmt: skip
    for number, question in enumerate(asked(world.home, world.year, "area")):
        s.saved(
            ReportAnswer(
                report=report,
                question=question,
                text="" if number % 3 else "Hemtjänsten fortsätter på egen hand.",
                nothing=bool(number % 3),
            )
        )
    return report


# ── one row of each kind, for those who visit every page


def furnished(world) -> World:
    """A draft, a meeting, a file, a begun report, a frozen and published edition, and a job under way."""
    home, by = world.home, world.users["coordinator"]
    plan = s.a_document(home.container_ptr, "action_plan", "Handlingsplan för vänortsarbetet")
    goal = s.a_part(Document.objects.get(municipality=home, kind="policy"), "goal", "Fler unga ska möta andra länder")
    s.a_part(plan, title="Språkkafé", serves=goal, indicator="Antal träffar", target="10", responsible="Kultur", deadline=world.day(12, 1))
    an_evaluated_document(home.container_ptr, world.day(2, 1))
    s.a_commission(home, container=s.Area.objects.filter(municipality=home).first())
    s.a_training(home, world.day(3, 4), [world.users["contact"].person], note="En dag om EU:s program.")
    s.a_matter(home, "application.submit", "Ansökan om medel till ett ungdomsutbyte")
    council = world.body("local_international_council")
    s.a_meeting(council, timezone.localdate() + s.days(20))
    s.a_meeting(council, world.day(2, 3), notes="Vi gick igenom årets utlysningar.", state="held")
    activity = Activity.objects.of(home).newest_first().first()
    stored = store_bytes(content=a_picture(), name="besok.png", content_type="image/png", container=activity.container, by=by)
    s.saved(WorkFile(work=activity, file=stored, caption="Gästerna i matsalen"))
    s.a_report(world.unit("utbildning_och_arbete"), world.year)
    earlier = s.a_yearly_report(home, world.year - 1, introduction="Ett år av planer.", status="collecting")
    publish_edition(edition=frozen(earlier, by), by=by, reason="Alla väntar på den.")
    edition = frozen(s.a_yearly_report(home, world.year, introduction="Året då vi började prata vatten."), by)
    s.a_delivery(edition, world.body("ks"), timezone.localdate())
    the_powers(world)
    a_change_tried(world)
    a_project_with_its_money(world)
    the_watch(world)
    s.an_import(home, "partner;land;sedan\nEsbo;Finland;1977\nGribskov;Danmark;1999\nGribskow;Danmark;\n???;;\n", by)
    Job.objects.create(municipality=home, container=home.container_ptr, title="Stort arbete", total=5, done=2, by=by)
    return world


def the_watch(world):
    """A call with everything that its page can show, come back from last year; a watch with its news, a note on its way, a harvest."""
    home, unit, soon = world.home, world.unit("vard_och_omsorg").container_ptr, timezone.localdate() + s.days(40)
    fund = s.saved(
        Programme(municipality=home, code="osby-byfonden", name="Byfonden", level="regional", funder_kind="foundation", support_share=60)
    )
    before = s.saved(Call(municipality=home, programme=fund, title="Ungas byar förra året", status="closed"))
    call = s.saved(Call(municipality=home, programme=fund, title="Ungas byar", previous=before, grant_most=100000, currency="SEK", topics=["unga", "landsbygd"],
                        who_may_apply="Kommuner och föreningar.", summary="För dem som vill göra något ihop.", url="https://example.org/",
                        links=[{"title": "Blanketten", "url": "https://example.org/b"}]))  # fmt: skip
    s.saved(Deadline(call=call, ordinal=1, day=soon))
    s.saved(Deadline(call=call, ordinal=2, text="vår, dagen är inte satt", is_preliminary=True))
    s.saved(Assessment(container=unit, call=before, answer="no", why="Vi hann inte.", assessed_on=timezone.localdate()))
    s.saved(Watch(container=unit, words="unga, landsbygd"))
    s.saved(CallNews(container=unit, call=call, kind="new", noticed_on=timezone.localdate()))
    from_eu = s.saved(Call(source="eu_portal", source_key="X-1", title="Villages together", summary="<p>Come <a href='https://example.org'>here</a>.</p>",
                           news="<p>It opens soon.</p>"))  # fmt: skip
    s.saved(Assessment(container=unit, call=from_eu, answer="later", assessed_on=timezone.localdate()))
    a_review(unit, levels=["EU"], calls=[call])
    note = s.saved(Note(container=unit, call=call, title="Något för skolan?", text="Se sista stycket.", day=timezone.localdate()))
    s.saved(NoteReceiver(note=note, container=world.unit("utbildning_och_arbete").container_ptr))
    s.an_application(unit, status="draft", call=call)
    s.saved(SavedSearch(municipality=home, account=world.users["coordinator"], name="Unga", query="sok=unga"))
    s.saved(
        Harvest(
            source="eu_portal",
            file_name="sida1.json",
            received=3,
            distinct=2,
            promised=4,
            new=1,
            refused=1,
            faults=["record 2: it has no title"],
        )
    )


def a_project_with_its_money(world):
    """A project that runs, with everything that its page can show, and money from a pot."""
    home, unit, today = world.home, world.unit("vard_och_omsorg"), timezone.localdate()
    project = s.a_project(
        unit, world.day(2, 1), "Digital hemtjänst", "running", ends_on=today + s.days(300), funder="Kulturrådet", amount=12500, currency="EUR",
        rate=11, rate_on=world.day(2, 1), total_cost=25000, own_cash=0, own_time=12500, goals="Färre mil på vägarna", came="En prövad app",
        account_code="4711", keep_years=10,
    )  # fmt: skip
    s.saved(Milestone(project=project, title="Första provet", due_on=today + s.days(20)))
    s.saved(FunderReport(project=project, title="Lägesrapport", due_on=today + s.days(10)))
    s.saved(WorkPartner(work=project, name="Ringerike", part="lead"))
    s.a_step_of_work(project, "plan", world.day(1, 15), text="Planen är skriven.")
    line = s.a_budget_line(project, 5000, currency="EUR", year=world.year)
    s.saved(BookedAmount(line=line, amount=1200, currency="EUR", booked_on=world.day(3, 1)))
    s.saved(
        Claim(
            project=project, period_from=world.day(2, 1), period_to=world.day(5, 31), due_on=today + s.days(15), amount=4000, currency="EUR"
        )
    )
    s.saved(Instalment(project=project, text="Förskott", amount=5000, currency="EUR", received_on=world.day(2, 20)))
    pot = s.a_pot(home.container_ptr, year=world.year, terms="Resor för unga.")
    s.an_allocation(pot, unit, purpose="Elevutbyte", applied_on=world.day(1, 20))


def the_powers(world):
    """A delegation that has been used, and an exception from a rule."""
    home, today = world.home, timezone.localdate()
    limits = [{"field": "kind", "op": "eq", "value": "twin_town"}]
    point = Delegation(
        body=world.body("ks"), point="7.2", matter_code="agreement.enter", where=limits, role="coordinator", valid_from=world.day(1, 10)
    )
    s.saved(point)
    matter = s.a_matter(home, "agreement.enter", "Avsiktsförklaring med Kretinga")
    post = world.users["coordinator"].person.appointments.get()
    s.a_decision(matter, None, world.day(9, 1), "approved", post=post, delegation=point)
    finding = next(one for one in s.said(home, today) if one.can_be_excepted and one.setting.rule != "unit_has_its_contact_persons")
    grant_exception(finding=finding, valid_from=today, reason="Det är ordnat på annat sätt.", by=world.users["administrator"])


def a_change_tried(world):
    """The next edition of the policy, with three contact persons instead of two, tried against a year."""
    home, by = world.home, world.users["coordinator"]
    draft = copy_document(document=Document.objects.get(municipality=home, kind="policy"), by=by)
    setting = RuleSetting.objects.filter(clause__document=draft, rule="unit_has_its_contact_persons").first()
    setting.parameters |= {"number": 3}
    s.saved(setting)
    found, words = try_out(draft, world.year - 1, only=setting), Words.read(home)
    result = {"year": world.year - 1, "document": draft.pk, "changed": [in_words(one, words) for one in found], "same": 0}
    Job.objects.create(municipality=home, container=home.container_ptr, title="Avslutat arbete", state="done", result=result, by=by)


def frozen(yearly, by):
    """The report's web pages as they are made; its PDF files are stand-ins."""
    moment, rendered = timezone.now(), {}
    for language in ("sv", "en"):
        with override(language):
            html = edition_html(yearly_view(yearly, moment))
        rendered |= {(language, EditionFile.Kind.HTML.value): html.encode(), (language, EditionFile.Kind.PDF.value): b"%PDF-1.7 stand-in"}
    return freeze_edition(
        yearly_report=yearly, number=1, rendered=rendered, pages=7, missing=["Barn och skola"], tells_of={}, frozen_at=moment, by=by
    )


def a_picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "#14507a").save(out, "PNG")
    return out.getvalue()
