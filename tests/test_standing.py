"""How clauses stand: what proves it, who sees what to do, what stands beside the clause, and that all pages count the same."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from councils.exceptions import grant_exception
from councils.models import ClauseQuestion, Question
from councils.standing import ClauseStanding, standing_on, state_shown
from reports.proofs import label_of, page_of
from reports.round import report_round
from reports.yearly import yearly_view
from tests import situations as a

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 2, 10, 12, tzinfo=dt.UTC)  # the reports of 2025 were due ten days ago
EACH_UNIT = {"report_kind": "area_report", "every": {"every": 1, "unit": "year"}, "due": {"day": "01-31", "years_after": 1},
             "by": "each_unit", "unit_kinds": ["area"], "in_force_from": dt.date(2025, 1, 1)}  # fmt: skip
CONTACTS = {"unit_kinds": ["area"], "number": 1}


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(NOW)


@pytest.fixture
def home():
    return a.a_municipality()


@pytest.fixture
def school(home):
    return a.an_area(home, "skola", "Barn och skola")


@pytest.fixture
def care(home):
    return a.an_area(home, "omsorg", "Vård och omsorg")


@pytest.fixture
def coordinator(home):
    return a.somebody("coordinator", home)


def a_clause(home, code, strength="must", **facts):
    return a.a_clause(a.policy_of(home), code, strength, **facts)


def seen_by(user, **asked):
    client = Client()
    client.force_login(user, backend="councils.access.ContainerBackend")
    response = client.get(reverse("compliance", args=["osby"]), asked)
    assert response.status_code == 200
    return response


def text(response):
    return response.content.decode()


def groups(response):
    """[(heading, the clauses that stand open, those behind the line)]"""
    found = [group for part in response.context["parts"] for group in part.groups]
    return [(group.title, [row.clause.code for row in group.first], [row.clause.code for row in group.rest]) for group in found]


def counts(response):
    return dict(response.context["standing"].counts)


# ── what proves it, and what to do


def test_a_row_links_what_proves_it_and_its_subject(home, school, care, coordinator):
    a.a_setting(home, "unit_has_its_contact_persons", clause=a_clause(home, "OSBY-1"), **CONTACTS)
    a.a_contact_person(care, person=a.a_person("Karin Lövdahl"))
    assert f'<a href="{reverse("contacts", args=["osby"])}#unit-skola">Barn och skola</a> ska ha 1' in text(seen_by(coordinator))
    assert f'<a href="{reverse("contacts", args=["osby"])}#unit-omsorg">Karin Lövdahl</a>' in text(seen_by(coordinator, enhet="omsorg"))


def test_each_kind_of_evidence_leads_to_its_page(home, school):
    body, relation = a.a_body(home), a.a_relation(home.container_ptr)
    decision, activity = a.a_decision(a.a_matter(home), body), a.an_activity(school)
    report = a.a_report(school, 2025)
    edition = a.an_edition(a.a_yearly_report(home, 2025))
    member = a.an_appointment("board_member", body)
    assert {label_of(row): page_of(row, home) for row in (decision, relation, activity.work_ptr, report, edition, member, school)} == {
        str(decision): f"/osby/arbete/beslut/{decision.pk}/",
        "Gribskov": reverse("relation", args=["osby", relation.pk]),
        activity.title: reverse("activity", args=["osby", activity.pk]),
        str(report): reverse("report", args=["osby", "skola", 2025]),
        "Årsrapport 2025, utgåva 1": reverse("yearly", args=["osby", 2025]) + "#utgava-1",
        str(member.person): reverse("bodies", args=["osby"]) + "#body-ks",
        "Barn och skola": reverse("contacts", args=["osby"]) + "#unit-skola",
    }
    assert page_of(a.a_matter(home), home) == ""


def test_the_act_stands_on_the_row_for_who_may_and_for_nobody_else(home, school, coordinator):
    a.a_setting(home, "unit_has_its_contact_persons", **CONTACTS)
    a.a_setting(home, "report_is_delivered", **EACH_UNIT)
    appoint = f"{reverse('appoint', args=['osby'])}?enhet=skola&amp;roll=contact"
    assert f'<a href="{appoint}"><b>Utse kontaktperson</b></a>' in text(seen_by(coordinator))
    assert appoint not in text(seen_by(coordinator, dag="2026-02-09"))  # another day is read, not acted on
    for role, place in (("board_member", a.a_body(home)), ("contact", school)):
        page = text(seen_by(a.somebody(role, place, starts_on=NOW.date() + a.days(-1))))
        assert appoint not in page
        assert "OSBY-" in page
        main = page.partition("<main")[2].partition("</main>")[0]
        assert 'method="post"' not in main
        assert 'noprint"><a href="/osby' not in main  # every act stands in such a span


def test_a_long_proof_is_folded_with_how_many_there_are(home, coordinator):
    a.a_setting(home, "unit_has_its_contact_persons", clause=a_clause(home, "OSBY-1"), **CONTACTS)
    for number in range(7):
        a.an_area(home, f"enhet-{number}", f"Enhet {number}")
    page = text(seen_by(coordinator))
    assert page.count("ska ha 1 kontaktperson") == 7
    assert "Visa 4 till" in page


def test_a_breach_is_one_clauses_state_and_each_rule_keeps_its_own(home, school):
    clause = a_clause(home, "OSBY-1")
    a.a_setting(home, "unit_has_its_contact_persons", clause=clause, **CONTACTS)
    a.a_setting(home, "post_is_held", clause=clause, role="coordinator", columns={"ordinal": 2})
    a.somebody("coordinator", home)
    [standing] = standing_on(home, timezone.localdate()).clauses
    assert [(str(title), state) for title, state in standing.rules] == [
        ("Kontaktpersonerna är utsedda", "breached"), ("Uppdraget är tillsatt", "kept"),
    ]  # fmt: skip
    assert standing.state == "breached"
    assert [state_shown(finding) for finding in standing.decisive] == ["breached"]
    assert ClauseStanding(standing.clause).state == "not_applicable"


def test_everything_that_a_clause_needs_is_said_and_not_only_the_worst(home, school, coordinator):
    clause = a_clause(home, "OSBY-1")
    a.a_setting(home, "unit_has_its_contact_persons", clause=clause, **CONTACTS)
    a.a_setting(home, "report_is_delivered", clause=clause, columns={"ordinal": 2}, **EACH_UNIT)
    page = text(seen_by(coordinator))
    assert page.index("ska ha 1 kontaktperson") < page.index("har inte lämnat sin rapport för 2025")


# ── beside the clause on the document's page


def test_the_documents_page_says_how_each_clause_is_handled(home, school, coordinator):
    policy = a.policy_of(home)
    a.a_setting(home, "unit_has_its_contact_persons", clause=a_clause(home, "OSBY-1"), **CONTACTS)
    asked = a.saved(Question(municipality=home, code="q", text="Hur gick det?", report="both"))
    a.saved(ClauseQuestion(clause=a_clause(home, "OSBY-2"), question=asked))
    a_clause(home, "OSBY-3", "fact", shown_on="contacts")
    client = Client()
    client.force_login(coordinator, backend="councils.access.ContainerBackend")
    page = text(client.get(reverse("document", args=["osby", policy.pk])))
    beside = {
        code: re.sub(r"<[^>]+>|\s+", " ", page.partition(f'id="{code}"')[2].partition("</li>")[0])
        for code in ("OSBY-1", "OSBY-2", "OSBY-3")
    }
    assert "Prövas: Kontaktpersonerna är utsedda" in beside["OSBY-1"]
    assert beside["OSBY-1"].count("Följs inte") == 2  # the clause's state and the rule's
    assert "Frågas i områdenas rapporter och i årsrapporten: Hur gick det?" in beside["OSBY-2"]
    assert "Visas, prövas inte. Hör till kontaktpersonerna." in beside["OSBY-3"]


# ── one function for all


def test_page_work_page_and_yearly_report_count_the_same(home, school, coordinator, time_machine):
    time_machine.move_to(dt.datetime(2025, 12, 31, 12, tzinfo=dt.UTC))
    a.a_setting(home, "unit_has_its_contact_persons", clause=a_clause(home, "OSBY-1"), **CONTACTS)
    a.a_setting(home, "post_is_held", clause=a_clause(home, "OSBY-2"), role="coordinator")
    a_clause(home, "OSBY-3")
    view = yearly_view(a.a_yearly_report(home, 2025))
    client = Client()
    client.force_login(coordinator, backend="councils.access.ContainerBackend")
    work = client.get(reverse("work", args=["osby"]))
    assert view.tally == counts(seen_by(coordinator)) == dict(work.context["counts"]) == {"breached": 1, "kept": 1, "shown": 1}
    assert [(row.clause.code, row.state) for row in view.not_kept] == [("OSBY-1", "breached")]
    shown = text(client.get(reverse("yearly_preview", args=["osby", 2025])))
    table = shown.partition("Det som inte följdes, eller som vi inte vet")[2].partition("</table>")[0]
    assert re.findall(r"OSBY-\d", table) == ["OSBY-1"]
    assert "Följs inte" in table


def test_the_work_page_shows_the_units_as_the_reports_do(home, school, care):
    a.a_setting(home, "report_is_delivered", **EACH_UNIT)
    coordinator = a.somebody("coordinator", home)
    client = Client()
    client.force_login(coordinator, backend="councils.access.ContainerBackend")
    shown = [(row.of_year.unit.pk, row.of_year.state) for row in client.get(reverse("work", args=["osby"])).context["units"]]
    assert shown == [(one.unit.pk, one.state) for one in report_round(home, 2025, timezone.localdate())]
    assert {state for _unit, state in shown} == {"overdue"}


# ── exceptions


def test_an_exception_is_counted_as_such_and_never_hidden_by_what_is_kept(home, school, care, coordinator):
    a.a_setting(home, "unit_has_its_contact_persons", clause=a_clause(home, "OSBY-1"), **CONTACTS)
    a.a_contact_person(care)
    [lacking] = [finding for finding in a.said(home, timezone.localdate()) if finding.state == "breached"]
    administrator = a.somebody("administrator", home)
    grant_exception(finding=lacking, valid_from=timezone.localdate(), reason="Enheten läggs ner i vår.", by=administrator)
    response = seen_by(coordinator)
    assert counts(response) == {"excepted": 1}
    assert response.context["standing"].needing == 0
    assert "Enheten läggs ner i vår." in text(response)
    assert counts(seen_by(coordinator, enhet="omsorg")) == {"kept": 1}
