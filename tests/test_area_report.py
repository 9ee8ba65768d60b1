"""A unit's report: drafted from the log, asked by the policy, locked when handed in, given back with a reason."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from councils.models import ClauseQuestion, Question
from reports.actions import Unanswered, return_report, save_report, submit_report
from reports.figures import drafted_summary, facts_of, read_log, relation_counts
from reports.models import Report, ReportAnswer
from reports.round import asked, report_round, units_that_report
from tests import situations as s

pytestmark = pytest.mark.django_db
TODAY, YEAR = s.TODAY, 2026


@pytest.fixture
def home():
    return s.a_municipality()


@pytest.fixture
def area(home):
    return s.an_area(home)


@pytest.fixture
def writer(area):
    return s.somebody("contact", area)


@pytest.fixture
def coordinator(home):
    return s.somebody("coordinator", home.container_ptr)


@pytest.fixture
def question(home):
    return a_question(home)


def a_question(home, code="ordinary_work", text="Hur är arbetet en del av vardagen?", clause="OSBY-06", **facts):
    question = s.saved(Question(municipality=home, code=code, text=text, **{"section": "Nytta", **facts}))
    s.saved(ClauseQuestion(clause=s.a_clause(s.policy_of(home), clause), question=question))
    return question


def address(name, area, year=YEAR):
    return reverse(name, args=[area.municipality.slug, area.code, year])


def sent(question=None, version=0, **more):
    data = {"version": version, "summary": "Vi fick två besök.", "highlight": "", **more}
    return data | ({f"answer_{question.pk}": "Genom besöken."} if question else {})


@pytest.fixture(autouse=True)
def on_the_day(time_machine):
    time_machine.move_to(dt.datetime.combine(TODAY, dt.time(12)))


# What the log says


def test_figures_are_summed_from_the_log_of_that_unit_and_year(home, area):
    s.an_activity(area, people_reached=30, young_reached=10, own_cost=500)
    s.an_activity(area, dt.date(YEAR, 1, 1), people_reached=12, own_cost="99.50")
    s.an_activity(area, dt.date(YEAR - 1, 12, 31), people_reached=7)
    s.an_activity(area, dt.date(YEAR - 2, 12, 31), people_reached=1000)
    s.an_activity(s.an_area(home, "annan", "Annan"), people_reached=1000)
    log = read_log(home, YEAR, area)
    now, before = log.figures(), log.figures(before=True)
    assert (now.activities, now.people, now.young, float(now.cost)) == (2, 42, 10, 599.5)
    assert (before.activities, before.people, before.young) == (1, 7, None)
    assert [fact.value for fact in facts_of(now, before)] == ["2", "42", "600\xa0kr"]


def test_a_figure_that_nobody_gave_is_unknown_not_nought(home, area):
    s.an_activity(area)
    assert "uppgift saknas" in facts_of(read_log(home, YEAR).figures(), read_log(home, YEAR).figures(before=True))[1].value


def test_relations_are_counted_and_the_rest_stands_last(home, area):
    town = s.a_relation(area.container_ptr)
    for _ in range(2):
        s.an_activity(area, relation=town)
    for _ in range(3):
        s.an_activity(area, counterpart="En skola")
    assert relation_counts(read_log(home, YEAR)) == [("Gribskov", 2, 0), ("Andra", 3, 0)]


def test_the_drafted_text_speaks_of_what_was_logged(home, area):
    s.an_activity(area, relation=s.a_relation(area.container_ptr), people_reached=1200, young_reached=40)
    text = drafted_summary(read_log(home, YEAR, area))
    assert "2026 hade vi en aktivitet" in text
    assert "Gribskov" in text
    assert "1\u202f200 personer" in text
    assert drafted_summary(read_log(home, 2020, area)) == ""


# Who owes a report, and what is asked


def test_units_owe_a_report_by_the_kinds_that_the_setting_names(home, area):
    s.an_area(home, "kontoret", "Kontoret", kind="office")
    s.a_setting(home, "report_is_delivered", by="each_unit", unit_kinds=["area"], to=["coordinator"])
    assert [unit.code for unit in units_that_report(home, YEAR)] == [area.code]


def test_without_a_setting_every_area_may_report_and_a_closed_one_may_not(home, area):
    s.an_area(home, "kontoret", "Kontoret", kind="office")
    s.an_area(home, "nedlagd", "Nedlagd", active_to=dt.date(YEAR, 6, 30))
    assert {unit.code for unit in units_that_report(home, YEAR)} == {area.code, "kontoret"}


@pytest.mark.parametrize("today,state", [(dt.date(2026, 1, 31), "due"), (dt.date(2026, 2, 1), "overdue")])
def test_a_report_is_late_the_day_after_its_last_day(home, area, today, state):
    due = {"day": "01-31", "years_after": 1}
    s.a_setting(home, "report_is_delivered", by="each_unit", unit_kinds=["area"], to=["coordinator"], due=due)
    (row,) = report_round(home, 2025, today)
    assert (row.state, row.word) == (state, "Inte påbörjad")


def test_a_question_is_asked_while_one_of_its_clauses_is_in_force(home, question):
    a_question(home, "whole_year", "Hur har året varit?", clause="OSBY-07", report="year")
    assert asked(home, YEAR, "area") == [question]
    policy = s.policy_of(home)
    policy.valid_to = dt.date(YEAR - 1, 6, 1)
    s.saved(policy)
    assert asked(home, YEAR, "area") == []


# Writing


def test_the_form_shows_each_question_with_its_clause_and_keeps_the_draft(client, area, writer, question):
    client.force_login(writer)
    page = client.get(address("report", area)).content.decode()
    assert question.text in page
    assert "OSBY-06" in page
    assert not Report.objects.exists()
    assert client.post(address("report", area), sent(question)).status_code == 302
    report = Report.objects.get()
    assert (report.summary, report.status, report.answers.get().text) == ("Vi fick två besök.", "draft", "Genom besöken.")
    assert report.history.latest().history_user == writer


def test_the_drafted_text_is_put_below_what_was_written(client, area, writer):
    s.an_activity(area)
    client.force_login(writer)
    client.post(address("report", area), sent(act="use_draft"))
    assert Report.objects.get().summary.startswith("Vi fick två besök.\n\nUnder 2026 hade vi en aktivitet.")


def test_handing_in_says_which_questions_lack_an_answer_and_keeps_the_text(client, area, writer, question):
    client.force_login(writer)
    page = client.post(address("report_submit", area), sent()).content.decode()
    assert f'href="#id_answer_{question.pk}"' in page
    assert (Report.objects.get().status, Report.objects.get().summary) == ("draft", "Vi fick två besök.")


@pytest.mark.parametrize("answer", ["answer", "nothing", "whole"])
def test_an_answer_or_nothing_this_year_lets_the_report_through_and_locks_it(client, area, writer, question, answer):
    more = {"answer": {f"answer_{question.pk}": "Ja"}, "nothing": {f"nothing_{question.pk}": "on"}, "whole": {"nothing_this_year": "on"}}
    client.force_login(writer)
    client.post(address("report_submit", area), sent(**more[answer]))
    report = Report.objects.get()
    assert (report.status, report.submitted_on) == ("submitted", TODAY)
    reply = client.post(address("report", area), sent(version=report.version, summary="Ändrat i smyg"), follow=True)
    assert "låst" in reply.content.decode()
    report.refresh_from_db()
    assert report.summary == "Vi fick två besök."
    with pytest.raises(ValidationError, match="låst"):
        save_report(report=report, answers={}, by=writer)


def test_a_space_is_no_answer(area, writer, question):
    report = save_report(report=Report(container=area.container_ptr, year=YEAR), answers={question.pk: (" ", False)}, by=writer)
    with pytest.raises(Unanswered) as fault:
        submit_report(report=report, questions=[question], by=writer)
    assert fault.value.questions == [question]


def test_a_stale_save_shows_both_texts_and_changes_nothing(client, area, writer, question):
    report = s.a_report(area.container_ptr, YEAR, summary="Först")
    s.saved(ReportAnswer(report=report, question=question, text="Mitt svar"))
    old = report.version
    report.summary = "Någon annans"
    s.saved(report)
    client.force_login(writer)
    reply = client.post(address("report", area), sent(question, version=old))
    text = reply.content.decode()
    assert reply.status_code == 409
    assert all(words in text for words in ("Någon annans", "Vi fick två besök.", "Mitt svar", "Genom besöken."))
    assert Report.objects.get().summary == "Någon annans"


# Giving back


def test_the_coordinator_gives_it_back_with_a_reason_that_the_unit_reads(client, area, writer, coordinator):
    report = s.a_report(area.container_ptr, YEAR, submitted_on=TODAY)
    client.force_login(coordinator)
    assert "Skriv varför" in client.post(address("report_return", area), {"reason": ""}).content.decode()
    client.post(address("report_return", area), {"reason": "Kostnaden. Den saknas."})
    report.refresh_from_db()
    assert (report.status, report.submitted_on) == ("returned", None)
    assert "Kostnaden. Den saknas." in report.history.latest().history_change_reason
    client.force_login(writer)
    page = client.get(address("report", area)).content.decode()
    assert '<p class="measure">Kostnaden. Den saknas.</p>' in page


def test_who_writes_the_report_cannot_give_it_back(area, writer):
    report = s.a_report(area.container_ptr, YEAR, submitted_on=TODAY)
    with pytest.raises(PermissionDenied):
        return_report(report=report, by=writer, reason="Jag vill ändra")


# Who sees what


def test_the_coordinator_sees_all_units_and_the_writer_the_own(client, home, area, writer, coordinator):
    s.an_area(home, "annan", "Annan enhet")
    client.force_login(coordinator)
    page = client.get(reverse("reports", args=[home.slug])).content.decode()
    assert "Annan enhet" in page
    assert area.name in page
    client.force_login(writer)
    page = client.get(reverse("reports", args=[home.slug])).content.decode()
    assert "Annan enhet" not in page
    assert area.name in page


@pytest.mark.parametrize("role,status", [("contact", 403), ("board_member", 403), ("coordinator", 302)])
def test_only_who_may_report_there_writes(client, home, area, role, status):
    container = s.an_area(home, "annan", "Annan") if role == "contact" else s.a_body(home) if role == "board_member" else home
    client.force_login(s.somebody(role, container.container_ptr))
    assert client.get(address("report", area)).status_code == 200
    assert client.post(address("report", area), sent()).status_code == status


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", ["report", "report_submit", "report_return"])
def test_another_municipality_is_404_and_a_visitor_goes_to_sign_in(client, area, name, method):
    assert getattr(client, method)(address(name, area)).status_code == 302
    stranger = s.a_municipality("lomma", "Lomma")
    client.force_login(s.somebody("coordinator", stranger.container_ptr))
    assert getattr(client, method)(address(name, area)).status_code == 404


@pytest.mark.parametrize("year", [1999, YEAR + 1])
def test_a_year_that_cannot_be_reported_is_404(client, area, writer, year):
    client.force_login(writer)
    assert client.get(address("report", area, year)).status_code == 404


def test_as_many_queries_for_fifty_as_for_one(client, home, area, coordinator, django_assert_num_queries, django_assert_max_num_queries):
    client.force_login(coordinator)
    pages = [address("report", area), reverse("reports", args=[home.slug])]
    for page in pages:
        client.get(page)
    s.an_activity(area, relation=s.a_relation(area.container_ptr))
    with django_assert_max_num_queries(60) as one:
        for page in pages:
            client.get(page)
    for number in range(50):
        s.an_activity(area, title=f"Nummer {number}")
        s.a_report(s.an_area(home, f"a{number}", f"Enhet {number}").container_ptr, YEAR)
    with django_assert_num_queries(len(one)):
        for page in pages:
            client.get(page)
