"""«Att göra»: what stands first, what is one thing, and who sees what with which way out."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from councils.models import Seat
from reports.models import Report
from tests import situations as a

pytestmark = pytest.mark.django_db
YEARLY = {"report_kind": "area_report", "every": {"every": 1, "unit": "year"}, "due": {"day": "01-31", "years_after": 1}}
EACH_UNIT = {"by": "each_unit", "unit_kinds": ["area"], **YEARLY}
CONTACTS = {"unit_kinds": ["area"], "number": 1}


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(dt.datetime(2026, 2, 10, 12, tzinfo=dt.UTC))  # the reports of 2025 were due ten days ago


@pytest.fixture
def home():
    return a.a_municipality()


@pytest.fixture
def school(home):
    return a.an_area(home, "skola", "Barn och skola")


@pytest.fixture
def care(home):
    return a.an_area(home, "omsorg", "Vård och omsorg")


def seen_by(user, page="work", **asked):
    client = Client()
    client.force_login(user, backend="councils.access.ContainerBackend")
    response = client.get(reverse(page, args=["osby"]), asked)
    assert response.status_code == 200
    return response


def lists(response):
    """{list: what stands in it}, in the order of the page."""
    start = response.context["start"]
    names = {"start": [start] if start else [], **{name: response.context[name] for name in ("late", "due", "unknown", "others")}}
    return {name: [task.what for task in tasks] for name, tasks in names.items() if tasks}


def text(response):
    return response.content.decode()


# ── what stands first


def test_a_breach_stands_before_what_is_late_and_must_before_should(home, school):
    coordinator = a.somebody("coordinator", home)
    a.a_setting(home, "unit_has_its_contact_persons", strength="should", **CONTACTS)
    a.a_setting(home, "report_is_delivered", in_force_from=dt.date(2025, 1, 1), **EACH_UNIT)
    a.an_area(home, "kansli", "Kansliet", kind="office")
    a.a_setting(home, "unit_has_its_contact_persons", unit_kinds=["office"], number=1)
    assert lists(seen_by(coordinator)) == {
        "start": ["Utse en kontaktperson till Kansliet"],
        "late": ["Utse en kontaktperson till Barn och skola", "Samla in rapporten för 2025 från Barn och skola"],
    }


def test_what_is_coming_is_due_and_says_in_how_many_days(home, school):
    coordinator = a.somebody("coordinator", home)
    a.a_setting(home, "unit_has_its_contact_persons", warn_before_end={"days": 60}, **CONTACTS)
    a.a_contact_person(school, ends_on=dt.date(2026, 2, 17))
    response = seen_by(coordinator)
    assert lists(response) == {"due": ["Utse en kontaktperson till Barn och skola"]}
    assert [(task.word, task.when) for task in response.context["due"]] == [("Om 7 dagar", "17\u00a0feb")]
    assert "Inget är försenat. Nästa sak: Utse en kontaktperson till Barn och skola" in text(response)


def test_two_clauses_that_ask_for_the_same_are_one_thing_with_both_named(home, school):
    coordinator, policy = a.somebody("coordinator", home), a.policy_of(home)
    for code, strength in (("OSBY-31", "should"), ("OSBY-7", "must")):
        a.a_setting(home, "unit_has_its_contact_persons", strength, clause=a.a_clause(policy, code, strength), **CONTACTS)
    response = seen_by(coordinator)
    assert lists(response) == {"start": ["Utse en kontaktperson till Barn och skola"]}
    start = response.context["start"]
    assert [(clause.code, strength) for clause, strength in start.clauses] == [("OSBY-7", "must"), ("OSBY-31", "should")]
    assert start.finding.strength == "must"  # the strictest acts
    assert "OSBY-7" in text(response)
    assert "OSBY-31" in text(response)


def test_what_may_be_done_never_alarms(home, school):
    a.a_setting(home, "unit_has_its_contact_persons", "may", clause=a.a_clause(a.policy_of(home), strength="may"), **CONTACTS)
    assert lists(seen_by(a.somebody("coordinator", home))) == {}


def test_a_day_that_no_document_states_is_said_to_be_assumed(home, school):
    a.a_setting(home, "report_is_delivered", in_force_from=dt.date(2025, 1, 1), columns={"assumed": ["due"]}, **EACH_UNIT)
    assert "dagen är ett antagande" in text(seen_by(a.somebody("coordinator", home)))


# ── the way out


def test_each_thing_leads_to_where_it_is_put_right(home, school):
    a.a_setting(home, "unit_has_its_contact_persons", **CONTACTS)
    response = seen_by(a.somebody("coordinator", home))
    start = response.context["start"]
    assert (start.act, start.url) == ("Utse kontaktperson", f"{reverse('appoint', args=['osby'])}?enhet=skola&roll=contact")
    assert f'href="{start.url.replace("&", "&amp;")}"' in text(response)


def test_it_is_gone_as_soon_as_it_is_done(home, school):
    a.a_setting(home, "unit_has_its_contact_persons", **CONTACTS)
    coordinator = a.somebody("coordinator", home)
    assert lists(seen_by(coordinator))
    a.a_contact_person(school)
    assert lists(seen_by(coordinator)) == {}
    assert "Inget är försenat och inget väntar på dig." in text(seen_by(coordinator))


# ── each role its own


def test_a_contact_person_sees_the_own_units_things_first_and_the_others_folded(home, school, care):
    a.a_setting(home, "report_is_delivered", in_force_from=dt.date(2025, 1, 1), **EACH_UNIT)
    a.a_setting(home, "unit_has_its_contact_persons", **CONTACTS)
    response = seen_by(a.somebody("contact", school))
    found = lists(response)
    assert found["start"] == ["Lämna rapporten för 2025 från Barn och skola"]
    assert found["others"] == ["Utse en kontaktperson till Vård och omsorg", "Samla in rapporten för 2025 från Vård och omsorg"]
    assert reverse("appoint", args=["osby"]) not in text(response)  # somebody else's act is no link
    assert reverse("report", args=["osby", "skola", 2025]) in text(response)
    assert reverse("log_new", args=["osby"]) in text(response)


def test_a_registrar_is_asked_for_the_decision_and_not_for_contact_persons(home, school):
    board = a.a_body(home)
    a.a_document_in_force(home.container_ptr, board)
    a.a_step(home, "document.adopt", "ks")
    a.a_setting(home, "matter_is_decided_by_its_route", matter="document.adopt")
    a.a_setting(home, "unit_has_its_contact_persons", **CONTACTS)
    lacking = a.a_document(home.container_ptr, kind="plan", title="Plan", state="in_force", valid_from=dt.date(2026, 1, 1))
    response = seen_by(a.somebody("registrar", board))
    start = response.context["start"]
    assert start.url == f"{reverse('decision_new', args=['osby'])}?arende={lacking.matter_id}"
    assert lists(response)["others"] == ["Utse en kontaktperson till Barn och skola"]


@pytest.mark.parametrize(
    "role, kind", [("board_member", "executive_board"), ("management_group", "management_group"), ("council_member", "council")]
)
def test_who_only_reads_sees_everything_and_no_act(home, school, care, role, kind):
    a.a_setting(home, "unit_has_its_contact_persons", **CONTACTS)
    response = seen_by(a.somebody(role, a.a_body(home, "organ", "Organet", kind=kind)))
    assert lists(response) == {"late": ["Utse en kontaktperson till Barn och skola", "Utse en kontaktperson till Vård och omsorg"]}
    shown = text(response)
    assert "Så står det till i kommunens internationella arbete." in shown
    assert reverse("appoint", args=["osby"]) not in shown
    assert "ds-button" not in shown.partition("<main")[2].partition("</main>")[0]


def test_a_post_elsewhere_gives_no_acts_here(home, school):
    a.a_setting(home, "unit_has_its_contact_persons", **CONTACTS)
    reader = a.somebody("board_member", a.a_body(home))
    a.an_appointment("coordinator", a.a_municipality("lomma", "Lomma"), person=reader.person)
    response = seen_by(reader)
    assert not response.context["acting"]
    assert lists(response) == {"late": ["Utse en kontaktperson till Barn och skola"]}


# ── what came in, and how the units stand


def test_what_came_in_is_grouped_and_newest_first(home, school, time_machine):
    coordinator = a.somebody("coordinator", home)
    contact = a.somebody("contact", school)
    for number in range(3):
        a.an_activity(school.container_ptr, dt.date(2026, 2, 1), title=f"Lektion {number}")
    time_machine.shift(dt.timedelta(hours=1))
    a.a_report(school, 2025, dt.date(2026, 2, 10)).recorded(by=contact)
    time_machine.shift(dt.timedelta(hours=1))
    a.a_decision(a.a_matter(home, title="Ny strategi"), a.a_body(home), dt.date(2026, 2, 9))
    news = [(one.kind, one.what, one.url) for one in seen_by(coordinator).context["news"]]
    assert [kind for kind, _what, _url in news] == ["Beslut", "Rapport", "Logg"]
    assert news[1][1:] == ("Barn och skola har lämnat sin rapport för 2025", reverse("report", args=["osby", "skola", 2025]))
    assert news[2][1:] == ("Barn och skola har loggat 3 aktiviteter", f"{reverse('log', args=['osby'])}?enhet=skola")
    time_machine.shift(dt.timedelta(days=31))
    assert seen_by(coordinator).context["news"] == []
    assert "Inget nytt de senaste trettio dagarna" in text(seen_by(coordinator))


def test_another_municipalitys_news_are_not_among_them(home):
    other = a.a_municipality("lomma", "Lomma")
    a.an_activity(a.an_area(other).container_ptr)
    a.a_decision(a.a_matter(other), a.a_body(other))
    a.a_report(a.an_area(other, "b", "B"), 2025, dt.date(2026, 2, 1))
    assert seen_by(a.somebody("coordinator", home)).context["news"] == []


def test_the_units_stand_with_their_report_and_their_seats(home, school, care):
    from_seats = [a.saved(seat) for seat in seats_of(school, 2, deputies=1)]
    assert len(from_seats) == 3
    a.a_contact_person(school)
    a.a_contact_person(school, deputy=True)
    a.a_report(care, 2025)
    units = seen_by(a.somebody("coordinator", home)).context["units"]
    rows = {row.of_year.unit.name: (row.of_year.word, row.held, row.seats) for row in units}
    assert rows == {"Barn och skola": ("Inte påbörjad", 1, 2), "Vård och omsorg": ("Påbörjad", 0, 0)}
    assert Report.objects.count() == 1


def seats_of(unit, number, deputies=0):
    places = [(False, n) for n in range(1, number + 1)] + [(True, n) for n in range(1, deputies + 1)]
    return [Seat(container=unit.container_ptr, role="contact", deputy=deputy, position=n) for deputy, n in places]


# ── nothing yet


def test_a_new_municipality_has_a_page_without_anything(home):
    response = seen_by(a.somebody("coordinator", home))
    assert lists(response) == {}
    assert "Inget dokument med klausuler gäller än." in text(response)
    assert "Inget dokument gäller" in text(seen_by(a.somebody("coordinator", home), "compliance"))


# ── how much stands open


@pytest.mark.parametrize("units, open_, folded", [(1 + 8, 8, 0), (1 + 9, 6, 3), (1 + 30, 6, 24)])
def test_a_long_list_is_short_first_and_its_count_is_of_all(home, units, open_, folded):
    a.a_setting(home, "unit_has_its_contact_persons", **CONTACTS)
    for number in range(units):
        a.an_area(home, f"enhet-{number}", f"Enhet {number}")
    page = text(seen_by(a.somebody("coordinator", home)))
    section = page.partition('aria-labelledby="late-h"')[2].partition("</section>")[0]
    assert f'<span class="n">{units - 1}</span>' in section  # one of them is where to begin
    first, _details, rest = section.partition("<details")
    assert (first.count("<li>"), rest.count("<li>")) == (open_, folded)
    assert (f"Visa {folded} till" in rest) == bool(folded)
