"""Projects and money on the pages: written down, started, held and closed; budget and outcome; pots that grant by decision; the portfolio."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from councils.models import Decision
from funding import granting, running
from funding.models import Application, BookedAmount, BudgetLine, FunderReport, Milestone, Programme, Project, WorkPartner
from funding.portfolio import portfolio
from funding.project_page import due_to_funders, kept_until
from tests.situations import (
    TODAY,
    a_budget_line,
    a_contact_person,
    a_municipality,
    a_pot,
    a_project,
    a_relation,
    a_setting,
    a_visit,
    an_account,
    an_allocation,
    an_area,
    days,
    saved,
    somebody,
)
from tests.visits import a_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def osby():
    return a_municipality()


@pytest.fixture
def school(osby):
    return an_area(osby, "barn_och_skola", "Barn och skola")


@pytest.fixture
def coordinator(osby):
    return somebody("coordinator", osby)


@pytest.fixture
def contact(school):
    return an_account(a_contact_person(school).person)


def get(user, name, *args, query=""):
    response = a_client(user).get(reverse(name, args=["osby", *args]) + query)
    assert response.status_code == 200
    return response.content.decode().replace("\u202f", " ").replace("\xa0", " ")


def post(user, name, *args, **data):
    return a_client(user).post(reverse(name, args=["osby", *args]), data)


# ── one project


def test_from_the_plan_to_the_closing(osby, school, contact):
    today = timezone.localdate()
    response = post(contact, "project_new", title="Grön skolgård", kind="project", container=school.pk, starts_on=str(today),
                    ends_on=str(today + days(365)), funder="Kulturrådet", amount="0", currency="SEK")  # fmt: skip
    project = Project.objects.get()
    assert response.url == reverse("project", args=["osby", project.pk])
    assert (project.status, project.amount, project.matter.code) == ("planned", 0, "project.start")
    for act, facts in (("start", {}), ("hold", {"version": project.version}), ("close", {})):
        project.refresh_from_db()
        facts = facts | ({"version": project.version, "came": "En skolgård"} if act != "start" else {})
        assert post(contact, "project_act", project.pk, act, **facts).status_code == 302
    project.refresh_from_db()
    assert (project.status, project.came, project.closed_on) == ("closed", "En skolgård", today)
    page = get(contact, "project", project.pk)
    assert "0 kr" in page
    assert "En skolgård" in page


def test_a_closed_gate_says_what_is_missing(osby, school, contact):
    a_setting(osby, "steps_are_taken_in_time", before_start=["plan"])
    project = a_project(school, timezone.localdate())
    page = get(contact, "project", project.pk)
    assert "Något saknas innan projektet kan starta" in page
    assert "saknar steget ”planera”" in page
    response = post(contact, "project_act", project.pk, "start")
    assert response.status_code == 200
    project.refresh_from_db()
    assert project.status == "planned"


def test_only_its_own_unit_changes_a_project(osby, school, contact):
    other = an_area(osby, "teknik", "Teknik")
    project = a_project(other)
    assert a_client(contact).get(reverse("project_edit", args=["osby", project.pk])).status_code == 403
    with pytest.raises(PermissionDenied):
        running.keep_project(project=project, by=contact)
    assert "Ändra</a>" not in get(contact, "project", project.pk)


def test_days_in_the_wrong_order_are_told(osby, school, coordinator):
    response = post(
        coordinator,
        "project_new",
        title="X",
        kind="project",
        container=school.pk,
        starts_on="2026-05-01",
        ends_on="2026-04-01",
        currency="SEK",
    )
    assert response.status_code == 200
    assert "Sista dagen kan inte vara före" in response.content.decode()


def test_a_cancelled_project_says_why(school, coordinator):
    project = a_project(school)
    with pytest.raises(ValidationError):
        running.go_on(project=project, act="cancel", by=coordinator)
    assert running.go_on(project=project, act="cancel", reason="Inga pengar", by=coordinator).status == "cancelled"


def test_the_sheet_holds_what_there_is(osby, school, coordinator):
    programme = saved(Programme(code="cerv-x", name="CERV", level="EU", keep_years=5))
    project = a_project(school, programme=programme, amount=Decimal(12500), currency="EUR", rate=Decimal(11), rate_on=TODAY, total_cost=Decimal(25000),
                        own_cash=Decimal(0), own_time=Decimal(12500), keep_years=3, final_payment_on=dt.date(2026, 1, 31))  # fmt: skip
    saved(Milestone(project=project, title="Halvvägs", due_on=TODAY))
    saved(FunderReport(project=project, title="Slutrapport", due_on=TODAY + days(10)))
    saved(WorkPartner(work=project, name="Ringerike", part="lead"))
    line = a_budget_line(project, Decimal(1000), currency="EUR")
    saved(BookedAmount(line=line, amount=Decimal(400), currency="EUR", booked_on=TODAY))
    page = get(coordinator, "project", project.pk)
    for words in ("12 500 €", "137 500 kr", "50 procent", "Halvvägs", "Slutrapport", "Ringerike", "31 januari 2031", "längre"):
        assert words in page
    budget = get(coordinator, "project_budget", project.pk)
    assert "600 €" in budget
    assert kept_until(project) == (5, dt.date(2031, 1, 31), True)


def test_what_is_not_known_is_said(school, coordinator):
    project = a_project(school)
    a_budget_line(project, None)
    assert "1 rad saknar belopp" in get(coordinator, "project_budget", project.pk)
    assert kept_until(project) == (None, None, False)


def test_reports_to_the_funder_are_told_of_in_time(osby, school, coordinator):
    project = a_project(school, status="running")
    for title, ahead, delivered in (("Sen", -1, None), ("Snart", 45, None), ("Om länge", 46, None), ("Lämnad", 1, TODAY)):
        saved(FunderReport(project=project, title=title, due_on=TODAY + days(ahead), delivered_on=delivered))
    found = due_to_funders(osby, [school.pk], TODAY)
    assert [(one.what, one.state) for one in found] == [("Sen", "overdue"), ("Snart", "due")]
    assert due_to_funders(osby, [], TODAY) == []


def test_the_work_page_reminds_of_them(osby, school, contact):
    project = a_project(school, status="running", title="Grön skolgård")
    saved(FunderReport(project=project, title="Lägesrapport", due_on=timezone.localdate() + days(3)))
    assert "Lägesrapport" in get(contact, "work")


def test_its_account_is_written_and_delivered(osby, school, contact):
    today = timezone.localdate()
    project = a_project(school, status="held", title="Grön skolgård", starts_on=today - days(30), ends_on=today)
    assert "Skriv redovisningen" in get(contact, "project", project.pk)
    post(contact, "project_account", project.pk, version="0", text="En skolgård blev det.", got="Träd", gave="")
    assert "Lämna redovisningen" in get(contact, "project", project.pk)
    response = post(contact, "project_deliver", project.pk, receiver=school.pk, delivered_on=str(today))
    assert response.url == reverse("project", args=["osby", project.pk]) + "#account"
    post(contact, "project_notice", project.pk, enhet=school.code)
    project.refresh_from_db()
    assert (project.got, project.account.deliveries.get().receiver_id) == ("Träd", school.pk)
    assert "planerar ett projekt" in project.notices.get().text
    assert "En skolgård blev det." in get(contact, "project", project.pk)
    stranger = an_account(a_contact_person(an_area(osby, "vard", "Vård")).person)
    assert a_client(stranger).get(reverse("project_account", args=["osby", project.pk])).status_code == 403


def test_steps_have_a_page_for_visits_too(osby, school, contact):
    visit = a_visit(school, timezone.localdate() + days(5), relation=a_relation(osby))
    address = reverse("steps", args=["osby", visit.pk])
    assert address not in get(contact, "visit", visit.pk)
    a_setting(osby, "steps_are_taken_in_time", before_start=["plan", "budget"])
    assert address in get(contact, "visit", visit.pk)
    page = get(contact, "steps", visit.pk)
    assert "Planera" in page
    assert "Budgetera" in page
    response = a_client(contact).post(
        reverse("row_new", args=["osby", "visit", visit.pk, "workstep"]),
        {
            "step": "budget",
            "taken_on": str(timezone.localdate()),
            "amount": "0",
            "upload": SimpleUploadedFile("budget.pdf", b"%PDF-1.7 budget"),
        },
    )
    assert response.status_code == 302
    assert "budget.pdf" in get(contact, "steps", visit.pk)
    assert "0 kr" in get(contact, "steps", visit.pk)


def test_a_commitment_has_its_signed_file(school, contact):
    project = a_project(school)
    said = {"organisation": "Osby Sparbank", "kind": "finance", "currency": "SEK"}
    response = post(
        contact, "row_new", "project", project.pk, "commitment", **said, upload=SimpleUploadedFile("avtal.pdf", b"no such file")
    )
    assert "Filtypen kan inte tas emot" in response.content.decode()
    post(contact, "row_new", "project", project.pk, "commitment", **said, upload=SimpleUploadedFile("avtal.pdf", b"%PDF-1.7 signed"))
    commitment = project.commitments.get()
    assert (commitment.file.name, commitment.file.container_id) == ("avtal.pdf", school.pk)
    assert "avtal.pdf" in get(contact, "project", project.pk)
    assert "En ny fil ersätter avtal.pdf" in get(contact, "row_edit", "commitment", commitment.pk)


def test_a_line_and_what_is_booked_on_it(school, contact):
    project = a_project(school, currency="EUR", rate=Decimal(11), rate_on=TODAY)
    proposed = a_client(contact).get(reverse("row_new", args=["osby", "project", project.pk, "budgetline"])).context["form"].initial
    assert (proposed["currency"], proposed["rate"], proposed["rate_on"]) == ("EUR", 11, TODAY)
    response = a_client(contact).post(reverse("row_new", args=["osby", "project", project.pk, "budgetline"]),
                                      {"side": "cost", "text": "Resor", "amount": "1000", "currency": "SEK"})  # fmt: skip
    assert response.url == reverse("project_budget", args=["osby", project.pk]) + "#budget"
    line = BudgetLine.objects.get()
    response = a_client(contact).post(reverse("row_new", args=["osby", "budgetline", line.pk, "bookedamount"]),
                                      {"booked_on": "2026-01-01", "amount": "-10", "currency": "SEK"})  # fmt: skip
    assert response.url.startswith(reverse("project_budget", args=["osby", project.pk]))
    assert "1 010 kr" in get(contact, "project_budget", project.pk)


@pytest.mark.parametrize("name", ["projects", "portfolio", "pots"])
def test_lists_ask_as_much_whatever_they_hold(osby, school, coordinator, name):
    def fill(many):
        for number in range(many):
            project = a_project(school, status="running", own_cash=Decimal(1), ends_on=TODAY, title=f"Projekt {number}")
            a_budget_line(project, side="own_cash", year=2026)
            an_allocation(a_pot(school, year=2000 + Project.objects.count()), school)

    fill(2)
    a_client(coordinator).get(reverse(name, args=["osby"]))
    with CaptureQueriesContext(connection) as few:
        get(coordinator, name)
    fill(10)
    with CaptureQueriesContext(connection) as many:
        get(coordinator, name)
    assert len(many) == len(few)


def test_the_list_is_narrowed_and_is_a_file(osby, school, coordinator):
    a_project(school, title="Gammalt", status="closed", starts_on=dt.date(2019, 1, 1))
    a_project(an_area(osby, "teknik", "Teknik"), title="Nytt", status="running")
    page = get(coordinator, "projects", query="?lage=closed&enhet=barn_och_skola&ar=2019&program=x")
    assert "Gammalt" in page
    assert "Nytt" not in page
    file = a_client(coordinator).get(reverse("projects", args=["osby"]) + "?fil=csv&lage=running").content.decode()
    assert "Nytt" in file
    assert "Gammalt" not in file


# ── pots


def test_asked_granted_by_decision_and_paid(osby, school, contact, coordinator):
    post(coordinator, "pot_new", kind="central", container=osby.pk, year="2026", amount="1000")
    pot = osby.container_ptr.pots.get()
    post(contact, "allocation_new", pot.pk, purpose="Elevutbyte", applicant=school.pk, asked="600", applied_on="2026-01-10")
    one = pot.allocations.get()
    assert (one.status, one.matter.code) == ("asked", "allocation.grant")
    assert a_client(contact).get(reverse("allocation_act", args=["osby", one.pk, "grant"])).status_code == 403
    assert post(coordinator, "allocation_act", one.pk, "grant", granted="600", granted_on="2026-02-01").status_code == 302
    assert post(coordinator, "allocation_act", one.pk, "pay", paid="601", paid_on="2026-03-01").status_code == 200  # more than granted
    assert post(coordinator, "allocation_act", one.pk, "pay", paid="600", paid_on="2026-03-01").status_code == 302
    one.refresh_from_db()
    assert (one.status, one.granted, one.paid, one.paid_on) == ("paid", 600, 600, dt.date(2026, 3, 1))
    assert "400 kr" in get(coordinator, "pot", pot.pk)
    assert not Decision.objects.exists()


def test_more_than_is_left_asks_why(osby, school, coordinator):
    pot = a_pot(osby.container_ptr, 1000)
    one = an_allocation(pot, school, asked=1001)
    with pytest.raises(ValidationError, match="större än det som är kvar"):
        granting.grant(allocation=one, granted=Decimal(1001), by=coordinator)
    one.refresh_from_db()
    assert one.granted is None
    assert granting.grant(allocation=one, granted=Decimal(1001), reason="Sista året", by=coordinator).status == "granted"


def test_the_terms_close_the_grant(osby, school, coordinator):
    a_setting(osby, "allocation_keeps_to_its_terms", matter="allocation.grant", least_days=5)
    one = an_allocation(a_pot(osby.container_ptr), school, days=4, applied_on=dt.date(2026, 1, 10))
    with pytest.raises(ValidationError):
        granting.grant(allocation=one, granted=Decimal(10), by=coordinator)
    one.refresh_from_db()
    assert (one.status, one.granted) == ("asked", None)
    assert "minst 5 krävs" in get(coordinator, "allocation", one.pk)


def test_a_pot_stands_once(osby, coordinator):
    a_pot(osby.container_ptr)
    response = post(coordinator, "pot_new", kind="central", container=osby.pk, year=str(TODAY.year), amount="1")
    assert "finns redan" in response.content.decode()
    assert osby.container_ptr.pots.count() == 1


def test_either_a_unit_or_somebody_outside_asks(osby, school, coordinator):
    pot = a_pot(osby.container_ptr)
    response = post(coordinator, "allocation_new", pot.pk, purpose="X", asked="1", applied_on="2026-01-10")
    assert "Välj vem hos oss som söker" in response.content.decode()


# ── the whole


def test_success_and_sums(osby, school):
    programme = saved(Programme(code="cerv-x", name="CERV", level="EU"))
    for status in ("granted", "refused", "refused", "submitted", "withdrawn"):
        saved(
            Application(
                container=school,
                title="A",
                starts_on=TODAY,
                status=status,
                programme=programme,
                granted=Decimal(50) if status == "granted" else None,
            )
        )
    a_project(school, amount=Decimal(100), programme=programme, status="running")
    a_project(school, amount=None, status="running", funder="Fonden")
    a_project(school, amount=Decimal(999), status="cancelled")
    osby.population = 100
    saved(osby)
    found = portfolio(osby, TODAY.year)
    assert (found.whole.applied, found.whole.waiting, found.whole.success) == (4, 1, Decimal("33.3"))
    assert (found.whole.money.of("SEK"), found.whole.money.unknown) == (150, 1)
    assert [(g.label, g.projects) for g in found.by_programme] == [("CERV", 1), ("Fonden", 1)]
    assert (found.eu.kronor, found.eu_per_head) == (100, 1)
    osby.population = None
    assert portfolio(osby, TODAY.year).eu_per_head is None
    assert portfolio(osby, 2019, only_year=True).whole.applied == 0


def test_own_share_against_what_is_set_aside(osby, school):
    year = {"starts_on": dt.date(2026, 1, 1), "ends_on": dt.date(2026, 12, 31), "status": "running"}
    a_project(school, own_cash=Decimal(100), **year)
    assert [one.state for one in portfolio(osby, 2026).own] == ["due"]
    a_pot(school, Decimal(100), kind="reserve")
    assert [one.state for one in portfolio(osby, 2026).own] == ["kept"]
    a_project(school, own_cash=None, **year)
    assert [one.state for one in portfolio(osby, 2026).own] == ["unknown"]
