"""The yearly report as a view model, and the way from collecting to publishing."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from councils.models import Matter
from reports.actions import accepting_decision, freeze_edition, publish_edition, record_delivery
from reports.models import Delivery, Edition, StoredFile, YearlyReport
from reports.round import receivers
from reports.workflow import YEARLY
from reports.yearly import decided_in_words, yearly_view
from tests import situations as s
from tests.a_year import YEAR, a_year

pytestmark = pytest.mark.django_db
FROZEN = dt.datetime(YEAR + 1, 2, 27, 13, 2, tzinfo=dt.UTC)
FILES = {(language, kind): f"{language} {kind}".encode() for language in ("sv", "en") for kind in ("html", "pdf")}


@pytest.fixture
def year():
    return a_year()


@pytest.fixture
def coordinator(year):
    return s.somebody("coordinator", year.home.container_ptr)


@pytest.fixture
def edition(year, coordinator):
    return frozen(year.yearly, coordinator)


def frozen(yearly, by, number=1):
    return freeze_edition(
        yearly_report=yearly, number=number, rendered=FILES, pages=5, missing=["Vård och omsorg"], tells_of={}, frozen_at=FROZEN, by=by
    )


def address(name, year):
    return reverse(name, args=[year.home.slug, YEAR])


# The view model


def test_the_view_holds_the_years_figures_and_last_years_beside(year):
    view = yearly_view(year.yearly, FROZEN)
    assert [(fact.label, fact.value) for fact in view.facts] == [
        ("Aktiviteter", "20"),
        ("Personer", "1\u202f312"),
        ("Egen kostnad", "61\u202f009\xa0kr"),
    ]
    assert [(row.label, row.value, row.previous) for row in view.units_chart] == [("Barn och skola", 19, 14), ("Vård och omsorg", 1, 0)]
    assert [(town.name, town.country, town.activities) for town in view.towns] == [
        ("Gribskov", "Danmark", 19),
        ("Sveriges nätverk", "", 0),
        ("Łódź", "Polen", 1),
    ]


def test_the_figures_of_the_units_add_up_to_the_whole(year):
    view = yearly_view(year.yearly, FROZEN)
    assert sum(row.value for row in view.units_chart) == sum(row.value for row in view.kinds_chart) == int(view.facts[0].value)


def test_a_submitted_report_is_a_part_and_the_missing_unit_is_named_with_its_count(year):
    view = yearly_view(year.yearly, FROZEN)
    (part,) = view.parts
    assert (part.name, part.answers[0].codes) == ("Barn och skola", "OSBY-06")
    assert view.missing_sentences == ["Vård och omsorg lämnade ingen rapport för 2025. En aktivitet är räknad ur loggen."]
    assert [answer.codes for answer in view.answers] == ["OSBY-09"]


def test_a_draft_is_not_quoted(year):
    s.a_report(year.care.container_ptr, YEAR, summary="Inte färdigt")
    view = yearly_view(year.yearly, FROZEN)
    assert len(view.parts) == 1
    assert len(view.missing) == 1


def test_nothing_this_year_is_a_report(year):
    s.a_report(year.care.container_ptr, YEAR, dt.date(YEAR + 1, 1, 3), nothing_this_year=True, summary="Blev kvar")
    view = yearly_view(year.yearly, FROZEN)
    assert view.missing == ()
    assert [(part.nothing_this_year, part.summary) for part in view.parts][1] == (True, "")


def test_the_years_decisions_stand_in_it_and_no_other_years(year):
    assert [(row.decided_on, row.organ, row.section) for row in yearly_view(year.yearly, FROZEN).decisions] == [
        (dt.date(YEAR, 5, 14), "Kommunstyrelsen", "§ 77")
    ]


def test_an_edition_keeps_which_rows_it_tells_of(year):
    project = s.a_project(year.school.container_ptr, dt.date(YEAR, 2, 1), status="running")
    application = s.an_application(year.school.container_ptr, status="submitted", submitted_on=dt.date(YEAR, 2, 1))
    told = yearly_view(year.yearly, FROZEN).tells_of
    assert (told["projects"], told["applications"]) == ([project.pk], [application.pk])
    assert (len(told["relations"]), len(told["memberships"])) == (2, 1)


def test_every_clause_in_force_is_in_the_bar_once(year):
    assert sum(yearly_view(year.yearly, FROZEN).tally.values()) == year.policy.clauses.count()


def test_english_where_somebody_wrote_it_and_swedish_where_not(year):
    with override("en"):
        view = yearly_view(year.yearly, FROZEN)
    assert view.parts[0].name == "Children and School"
    assert view.parts[0].answers[0].question == "What does the work give?"
    assert view.introduction_is_swedish
    year.yearly.introduction_en = "The year of water."
    with override("en"):
        view = yearly_view(year.yearly, FROZEN)
    assert (view.introduction, view.introduction_is_swedish) == ("The year of water.", False)


def test_as_many_queries_for_fifty_as_for_one(year, django_assert_num_queries, django_assert_max_num_queries):
    with django_assert_max_num_queries(40) as few:
        yearly_view(year.yearly, FROZEN)
    for number in range(50):
        area = s.an_area(year.home, f"a{number}", f"Enhet {number}")
        s.an_activity(area, dt.date(YEAR, 2, 2))
        s.a_report(area.container_ptr, YEAR, dt.date(YEAR + 1, 1, 3))
        s.a_decision(s.a_matter(year.home, title=f"Ärende {number}"), year.board, dt.date(YEAR, 6, 1), section=str(number))
    with django_assert_num_queries(len(few)):
        yearly_view(year.yearly, FROZEN)


# Collecting


def test_the_page_names_who_has_not_reported_and_keeps_what_is_written(client, year, coordinator):
    client.force_login(coordinator)
    page = client.get(address("yearly", year)).content.decode()
    assert "Vård och omsorg" in page
    assert "Hur har öppenheten märkts?" in page
    data = {"version": year.yearly.version, "introduction": "Ny inledning", "introduction_en": ""}
    assert client.post(address("yearly", year), data).status_code == 302
    assert YearlyReport.objects.get().introduction == "Ny inledning"
    assert client.post(address("yearly", year), data | {"introduction": "Gammal"}).status_code == 409
    assert YearlyReport.objects.get().introduction == "Ny inledning"


def test_the_preview_shows_the_report_and_keeps_nothing(client, year, coordinator):
    client.force_login(coordinator)
    page = client.get(address("yearly_preview", year)).content.decode()
    assert "Vård och omsorg lämnade ingen rapport" in page
    assert not Edition.objects.exists()


@pytest.mark.parametrize("role", ["board_member", "registrar", "administrator"])
@pytest.mark.parametrize("name", ["yearly", "yearly_compile", "yearly_deliver", "yearly_publish"])
def test_others_of_the_municipality_read_and_change_nothing(client, year, edition, role, name):
    place = year.board if role == "board_member" else year.home
    client.force_login(s.somebody(role, place.container_ptr))
    assert client.get(address("yearly", year)).status_code == 200
    assert client.post(address(name, year), {"reason": "x"}).status_code == 403


@pytest.mark.parametrize("name", ["yearly", "yearly_preview", "yearly_compile", "yearly_deliver", "yearly_publish"])
def test_another_municipality_is_404_and_a_visitor_goes_to_sign_in(client, year, name):
    assert client.get(address(name, year)).status_code == 302
    client.force_login(s.somebody("coordinator", s.a_municipality("lomma", "Lomma").container_ptr))
    assert client.get(address(name, year)).status_code == 404


# Delivering


def test_each_receiver_that_a_clause_names_is_a_duty_of_its_own(year, edition, coordinator):
    assert [(one.body.code, one.clause, one.delivered_on) for one in receivers(year.home, YEAR, edition)] == [
        ("ks", "OSBY-22", None), ("klg", "OSBY-23", None)
    ]  # fmt: skip
    record_delivery(edition=edition, receiver=year.board, delivered_on=dt.date(2026, 3, 2), by=coordinator)
    assert [one.delivered_on for one in receivers(year.home, YEAR, edition)] == [dt.date(2026, 3, 2), None]


def test_a_delivery_twice_or_to_anothers_body_is_refused(year, edition, coordinator):
    record_delivery(edition=edition, receiver=year.board, delivered_on=s.TODAY, by=coordinator)
    with pytest.raises(ValidationError, match="redan"):
        record_delivery(edition=edition, receiver=year.board, delivered_on=s.TODAY, by=coordinator)
    with pytest.raises(ValidationError, match="annan kommun"):
        record_delivery(edition=edition, receiver=s.a_body(s.a_municipality("lomma", "Lomma")), delivered_on=s.TODAY, by=coordinator)


def test_a_body_without_a_clause_can_get_it_too(client, year, edition, coordinator):
    client.force_login(coordinator)
    assembly = year.home.containers.get(code="kf").body
    client.post(address("yearly_deliver", year), {"receiver": assembly.pk, "delivered_on": timezone.localdate().isoformat()})
    assert Delivery.objects.get().receiver == assembly
    assert "Ingen klausul kräver det" in client.get(address("yearly", year)).content.decode()


@pytest.mark.parametrize("day", [dt.date(YEAR, 12, 31), timezone.localdate() + dt.timedelta(days=1)])
def test_nobody_got_it_before_it_was_frozen_or_tomorrow(client, year, edition, coordinator, day):
    client.force_login(coordinator)
    reply = client.post(address("yearly_deliver", year), {"receiver": year.board.pk, "delivered_on": day.isoformat()})
    assert reply.status_code == 200
    assert not Delivery.objects.exists()


# Accepting and publishing


def test_compiling_opens_the_matter_that_the_board_decides_on(client, year, edition):
    report = YearlyReport.objects.get()
    assert (report.status, report.matter.code) == ("compiled", "report.accept")
    client.force_login(s.somebody("registrar", year.home.container_ptr))
    assert f"?arende={report.matter_id}" in client.get(address("yearly", year)).content.decode()


@pytest.mark.parametrize("outcome,accepted", [("noted", True), ("accepted", True), ("returned", False), ("refused", False)])
def test_a_decision_that_says_yes_accepts_the_report(client, year, edition, coordinator, outcome, accepted):
    report = YearlyReport.objects.get()
    decision = s.a_decision(report.matter, year.board, dt.date(2026, 3, 10), outcome, section="41")
    assert (accepting_decision(report) == decision) is accepted
    client.force_login(coordinator)
    assert ("Mottagen" in client.get(address("yearly", year)).content.decode()) is accepted
    assert ("Mottagen" in client.get(reverse("yearly_reports", args=["osby"])).content.decode()) is accepted


def test_every_status_is_stored_by_some_transition():
    reached = {transition.target for transition in YEARLY.values()}
    assert reached | {YearlyReport.Status.COLLECTING} == set(YearlyReport.Status)


def test_a_decision_reads_as_a_sentence(year):
    decision = s.a_decision(s.a_matter(year.home), year.board, dt.date(2026, 3, 10), "accepted", section="41")
    assert decided_in_words(decision) == "godkänd av kommunstyrelsen den 10\xa0mars 2026, §\xa041"


def test_publishing_before_a_decision_asks_for_a_reason_and_keeps_it(client, year, edition, coordinator):
    client.force_login(coordinator)
    assert "säg varför" in client.get(address("yearly", year)).content.decode()
    client.post(address("yearly_publish", year), {"reason": " "})
    assert not StoredFile.objects.filter(published=True).exists()
    client.post(address("yearly_publish", year), {"reason": "Nämnden möts först i maj."})
    assert StoredFile.objects.filter(published=True).count() == 4
    report = YearlyReport.objects.get()
    assert report.status == "published"
    assert "Nämnden möts först i maj." in report.history.latest().history_change_reason


def test_publishing_an_accepted_report_asks_nothing(client, year, edition, coordinator):
    s.a_decision(YearlyReport.objects.get().matter, year.board, dt.date(2026, 3, 10), "noted")
    client.force_login(coordinator)
    client.post(address("yearly_publish", year), {"reason": ""})
    assert YearlyReport.objects.get().status == "published"


def test_who_may_not_publish_does_not(year, edition):
    with pytest.raises(PermissionDenied):
        publish_edition(edition=edition, by=s.somebody("registrar", year.home.container_ptr), reason="Nu")
    assert not StoredFile.objects.filter(published=True).exists()


def test_compiled_again_it_is_the_next_edition_in_the_same_matter(year, edition, coordinator):
    second = frozen(year.yearly, coordinator, 2)
    assert (second.number, Matter.objects.filter(code="report.accept").count()) == (2, 1)
    with pytest.raises(ValidationError, match="samtidigt"):
        frozen(year.yearly, coordinator, 2)
