"""How a relation is doing, its page and the list: last touches, silence, what it cost, what was promised, and when to look it over."""

import datetime as dt
from decimal import Decimal

import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse

from councils.periods import election_day, next_election
from partnerships.health import Known, cost, health_of, last_by_kind, open_promises, people, review_due, silence, touches_a_year
from partnerships.models import Cost, Participant, Promise, Relation, RelationEvent, Visit, Work
from partnerships.relation_list import list_of
from partnerships.relation_page import ROWS, page_of
from partnerships.timeline import PAGE, after_of, line_of
from partnerships.touches import Tally, tallies
from tests import situations as s

D = dt.date.fromisoformat
TODAY = s.TODAY


def a_client(user) -> Client:
    client = Client()
    client.force_login(user, backend="councils.access.ContainerBackend")
    return client


@pytest.fixture
def home(db):
    return s.a_municipality()


@pytest.fixture
def area(home):
    return s.an_area(home)


@pytest.fixture
def relation(home):
    return s.a_relation(home.container_ptr, started_year=1998)


def a_visit(container, starts_on=TODAY, **facts):
    return s.saved(Visit(**{"container": container, "title": "Besök av skolchefer", "starts_on": starts_on, "direction": "incoming",
                            "status": "held", **facts}))  # fmt: skip


def a_promise(relation, text="Skicka bokpaketet", **facts):
    return s.saved(Promise(relation=relation, text=text, **facts))


def a_tally(year=2026, number=1, row="activity", code="meeting", last=None, people=None, said=0, young=None):
    return Tally(row, code, year, number, last or dt.date(year, 6, 1), people, said, young)


# ── pure reckoning


def test_the_newest_kind_comes_first_with_how_many_there_were():
    found = last_by_kind(
        [a_tally(2024, 3), a_tally(2026, 1, last=D("2026-03-01")), a_tally(2025, 2, code="incoming", last=D("2026-05-01"))]
    )
    assert [(one.word, one.day, one.number) for one in found] == [("Besök här", D("2026-05-01"), 2), ("Möte", D("2026-03-01"), 4)]


@pytest.mark.parametrize(
    "facts, last, since, days",
    [
        ({}, D("2026-11-14"), D("2026-11-14"), 10),
        ({"started_on": D("2026-11-04")}, None, D("2026-11-04"), 20),  # nothing was ever logged: from the agreement's own day
        ({"started_year": 2025}, None, D("2025-12-31"), 328),  # only the year is known: nobody is blamed for its days
        ({"started_year": 2025}, TODAY, TODAY, 0),
        ({}, None, None, None),
        ({"started_on": D("2027-01-01")}, None, None, None),  # it has not begun
    ],
)
def test_silence_counts_from_the_last_touch_else_from_the_agreement(facts, last, since, days):
    found = silence(Relation(**facts), last, TODAY)
    assert (found.since, found.days, found.ever) == (since, days, last is not None)


def test_touches_a_year_have_no_gaps_and_end_at_ten():
    assert touches_a_year([a_tally(2026, 2), a_tally(2024, 1), a_tally(2024, 4, row="visit")], 2026) == [(2026, 2), (2025, 0), (2024, 5)]
    assert touches_a_year([], 2026) == []
    assert len(touches_a_year([a_tally(1999)], 2026)) == 10


def test_what_nobody_has_said_is_not_nothing():
    assert people([]) == Known(None, 0)
    assert people([a_tally(number=3)]) == Known(None, 3)
    assert people([a_tally(number=3, people=40, said=2), a_tally(number=1, people=0, said=1)]) == Known(40, 1)


@pytest.mark.django_db
def test_cost_is_its_parts_else_the_one_figure_and_unknown_stays_unknown(area, relation):
    known, free, unknown, foreign, parts = (
        a_visit(area, relation=relation, own_cost=value) for value in (Decimal("1200.50"), 0, None, None, 9)
    )
    s.saved(Cost(work=foreign, text="Hotell", amount=100, currency="EUR"))
    s.saved(Cost(work=parts, text="Tåg", amount=300))
    s.saved(Cost(work=parts, text="Mat", amount=10, currency="EUR", rate=11, rate_on=TODAY))
    assert cost([known, free, unknown, foreign, parts]) == Known(Decimal("1610.50"), 2)
    assert cost([unknown]) == Known(None, 1)
    assert cost([free]) == Known(Decimal(0), 0)


def test_open_promises_by_day_those_without_one_last():
    rows = [Promise(pk=1), Promise(pk=2, due_on=D("2026-12-01")), Promise(pk=3, due_on=D("2026-01-01")), Promise(pk=4, done_on=TODAY)]
    assert [one.pk for one in open_promises(rows)] == [3, 2, 1]


@pytest.mark.parametrize("year, day", [(2022, "2022-09-11"), (2026, "2026-09-13"), (2030, "2030-09-08"), (2018, "2018-09-09")])
def test_the_general_election(year, day):
    assert election_day(year) == D(day)


@pytest.mark.parametrize("on, day", [("2026-09-12", "2026-09-13"), ("2026-09-13", "2030-09-08"), ("2025-01-01", "2026-09-13"),
                                     ("2023-06-01", "2026-09-13"), ("2022-09-11", "2026-09-13")])  # fmt: skip
def test_the_next_election(on, day):
    assert next_election(D(on)) == D(day)


REVIEWS = [
    # review      months  started        reviewed      due           state
    ("none",      None,   "2020-01-01",  None,         None,         None),
    ("term",      None,   "1998-01-01",  None,         "2030-09-08", "kept"),  # never: before the election that ends this term
    ("term",      None,   None,          "2024-05-01", "2030-09-08", "kept"),
    ("term",      None,   None,          "2021-05-01", "2026-09-13", "overdue"),
    ("term",      None,   None,          "2026-10-01", "2034-09-10", "kept"),
    ("months",    24,     "2024-11-24",  None,         "2026-11-24", "due"),  # exactly at the limit
    ("months",    24,     "2024-11-23",  None,         "2026-11-23", "overdue"),
    ("months",    24,     "1998-01-01",  "2026-10-01", "2028-10-01", "kept"),
    ("months",    24,     None,          None,         None,         None),  # nobody knows from when
]  # fmt: skip


@pytest.mark.parametrize("review, months, began, reviewed, due, state", REVIEWS)
def test_the_review_that_is_due(review, months, began, reviewed, due, state):
    relation = Relation(review=review, review_months=months, started_on=D(began) if began else None)
    events = [RelationEvent(kind="reviewed", day=D(reviewed))] if reviewed else []
    found = review_due(relation, [*events, RelationEvent(kind="renewed", day=D("2026-11-01"))], TODAY)
    assert (found and found.day, found and found.state) == (due and D(due), state)


# ── what is read


def test_only_what_has_happened_is_a_touch(area, relation):
    s.an_activity(area, D("2026-03-01"), relation=relation, people_reached=12, young_reached=10)
    a_visit(area, D("2026-04-01"), relation=relation)
    a_visit(area, D("2026-05-01"), relation=relation, status="planned")
    a_visit(area, D("2026-05-02"), relation=relation, status="cancelled")
    a_visit(area, D("2027-05-02"), relation=relation)
    found = tallies(Work.objects.filter(relation=relation), TODAY)
    assert {(one.row, one.code, one.number, one.people) for one in found} == {
        ("activity", "meeting", 1, 12),
        ("visit", "incoming", 1, None),
    }


def test_the_whole_reckoning(area, relation):
    s.an_activity(area, D("2026-11-14"), relation=relation, people_reached=12, young_reached=10, own_cost=500)
    s.an_activity(area, D("2025-03-01"), relation=relation)
    rows = Work.objects.filter(relation=relation)
    health = health_of(relation, tallies(rows, TODAY), rows.in_year(2026), [], [], TODAY)
    assert (health.silence.days, health.this_year, health.last_year, health.people, health.young) == (10, 1, 1, Known(12, 0), 10)
    assert (health.cost, health.years, health.review) == (Known(Decimal(500), 0), [(2026, 1), (2025, 1)], None)


# ── the line of time


def test_everything_with_the_partner_stands_on_one_line(home, area, relation):
    twin = s.a_relation(home.container_ptr, "Ett avtal till", partner=relation.partner, kind="cooperation")
    relation.matter = s.a_matter(home, "agreement.enter", "Vänort")
    s.saved(relation)
    s.a_decision(relation.matter, decided_on=D("2020-02-02"))
    s.an_activity(area, D("2026-03-01"), "Möte", relation=relation)
    s.an_activity(area, D("2026-04-01"), "Resa", relation=twin)
    a_visit(area, D("2027-04-14"), title="Skogsdagar", relation=relation, status="planned")
    s.saved(RelationEvent(relation=relation, kind="entered", year=1998))
    s.saved(RelationEvent(relation=relation, kind="renewed", when_text="1980-talet"))
    line = line_of([relation, twin], TODAY)
    assert [one.title for one in line.entries] == ["Skogsdagar", "Resa", "Möte", "Vänort", "Gribskov: ingicks", "Gribskov: förlängdes"]
    assert [one.coming for one in line.entries] == [True, *[False] * 5]
    assert (line.entries[-1].when, line.older) == ("1980-talet", "")


def test_the_line_goes_page_by_page_and_loses_nothing(area, relation):
    for number in range(PAGE + 5):
        s.an_activity(area, TODAY - s.days(number // 2), f"Nummer {number}", relation=relation)
    for day in (TODAY - s.days(3), TODAY - s.days(PAGE // 2), TODAY - s.days(900)):
        s.saved(RelationEvent(relation=relation, kind="other", day=day, text=str(day)))
    first = line_of([relation], TODAY)
    second = line_of([relation], TODAY, after_of(first.older))
    found = [(one.kind, one.pk) for one in [*first.entries, *second.entries]]
    assert (len(found), len(set(found)), second.older) == (PAGE + 8, PAGE + 8, "")


@pytest.mark.parametrize("text", ["", "2026", "2026-13-01.5", "x.y", "2026-01-01."])
def test_nonsense_in_the_address_gives_the_first_page(text):
    assert after_of(text) is None


# ── the page


def test_the_page_tells_what_a_mayor_needs(home, area, relation):
    meeting = s.an_activity(area, D("2026-10-14"), "Skolbesök", relation=relation)
    s.saved(Participant(work=meeting, role="host", person=s.a_person("Vera Lind")))
    s.saved(Participant(work=meeting, role="guest", function="Borgmästare"))
    a_promise(relation, due_on=D("2026-12-15"))
    s.a_gift(relation, "En vas av glas")
    s.a_gift(relation, "En bok", direction="received", worth=0)
    answer = a_client(s.somebody("board_member", s.a_body(home))).get(reverse("relation", args=["osby", relation.pk]))
    text = answer.content.decode()
    for said in (
        "Skolbesök",
        "Vera Lind",
        "Borgmästare",
        "Skicka bokpaketet",
        "En vas av glas",
        "En bok",
        "Hur mår samarbetet?",
        "Danmark",
    ):
        assert said in text
    assert "row_edit" not in text
    assert reverse("row_new", args=["osby", "relation", relation.pk, "gift"]) not in text
    page = answer.context["page"]
    assert [str(one) for one in page.meetings[0].ours] == ["Vera Lind"]
    assert [str(one) for one in page.meetings[0].theirs] == ["Borgmästare"]


def test_who_may_relate_adds_rows_and_logs_with_the_partner_preset(home, relation):
    text = a_client(s.somebody("coordinator", home)).get(reverse("relation", args=["osby", relation.pk])).content.decode()
    for kind in ("gift", "promise"):
        assert reverse("row_new", args=["osby", "relation", relation.pk, kind]) in text
    assert f"{reverse('log_new', args=['osby'])}?med={relation.pk}" in text


def test_the_page_asks_no_more_questions_when_more_was_done(home, area, relation, django_assert_num_queries, django_assert_max_num_queries):
    def read():
        return page_of(ROWS.get(pk=relation.pk), TODAY)

    def add():
        for number in range(-2, 3):  # some of it lies ahead
            work = s.an_activity(area, TODAY - s.days(number), relation=relation, own_cost=5)
            s.saved(Participant(work=work, role="guest", function="Rektor"))
            a_promise(relation, work=work, container=area)
            s.a_gift(relation, work=work)
            s.saved(RelationEvent(relation=relation, kind="other", day=TODAY))

    add()
    with django_assert_max_num_queries(45) as first:
        read()
    add()
    with django_assert_num_queries(len(first)):
        read()


@pytest.mark.pdf
@pytest.mark.smoke
def test_the_page_to_read_on_the_way(home, area, relation):
    s.an_activity(area, D("2026-10-14"), "Skolbesök", relation=relation)
    s.a_gift(relation, "En vas av glas")
    a_promise(relation)
    answer = a_client(s.somebody("board_member", s.a_body(home))).get(reverse("relation_pdf", args=["osby", relation.pk]))
    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    with pypdfium2.PdfDocument(answer.content) as pdf:
        text = " ".join(" ".join(page.get_textpage().get_text_range() for page in pdf).split())
    for said in ("Gribskov", "Danmark", "Skolbesök", "En vas av glas", "Skicka bokpaketet", "Hur mår samarbetet?", "Tidslinje"):
        assert said in text, said
    assert "Anteckna" not in text


# ── the list


def test_the_list_says_how_each_is_doing(home, area, relation):
    s.an_activity(area, D("2026-10-14"), relation=relation)
    a_promise(relation, due_on=D("2026-01-01"))
    a_promise(relation)
    silent = s.a_relation(home.container_ptr, "Kretinga", country="LT", started_on=D("2026-11-04"))
    items = {item.relation.name: item for group in list_of(home, TODAY).groups for item in group.items}
    first, second = items["Gribskov"], items[silent.name]
    assert (first.touches, first.last, first.promises, first.late) == (1, D("2026-10-14"), 2, 1)
    assert (second.touches, second.last, second.silence.days) == (0, None, 20)


def test_live_relations_stand_first_where_a_document_asks_for_it(home, area):
    silent = s.a_relation(home.container_ptr, "Alba", started_year=1990)
    alive = s.a_relation(home.container_ptr, "Zagreb", started_year=1990)
    s.an_activity(area, relation=alive)

    def names():
        return [item.relation.name for group in list_of(home, TODAY).groups for item in group.items]

    assert names() == [silent.name, alive.name]
    s.a_setting(home, "relation_is_alive", "should", within={"months": 24})
    assert names() == [silent.name, alive.name], "a reminder orders no list"
    s.a_setting(home, "relation_is_alive", "should", within={"months": 24}, answer="mark_dormant")
    assert names() == [alive.name, silent.name]
    assert [item.pulse.state for item in list_of(home, TODAY).groups[0].items] == ["kept", "overdue"]


def test_the_map_shows_what_is_over_only_when_it_is_asked_for(home):
    home.latitude, home.longitude = 56.38, 13.99
    s.saved(home)
    partner = s.a_partner(home, "Gribskov", latitude=56.04, longitude=12.2)
    s.a_relation(home.container_ptr, "Gribskov", partner=partner, status="ended", ended_year=1999)
    assert list_of(home, TODAY).maps == []
    assert len(list_of(home, TODAY, status="ended").maps) == 1


def test_the_list_is_chosen_by_kind_and_state(home, relation):
    s.a_relation(home.container_ptr, "Nätverket", kind="network", partner=None, status="ended")
    client = a_client(s.somebody("coordinator", home))
    url = reverse("relations", args=["osby"])
    for query, shown in (("", 2), ("?slag=network", 1), ("?lage=ended", 1), ("?slag=network&lage=in_force", 0), ("?slag=nonsense", 0)):
        assert sum(len(group.items) for group in client.get(url + query).context["list"].groups) == shown, query


def test_the_list_asks_as_many_questions_for_fifty_as_for_one(
    home, area, relation, django_assert_num_queries, django_assert_max_num_queries
):
    s.a_setting(home, "relation_is_alive", "should", within={"months": 24})
    s.an_activity(area, relation=relation)
    with django_assert_max_num_queries(25) as first:
        list_of(home, TODAY)
    for number in range(50):
        s.an_activity(area, relation=s.a_relation(home.container_ptr, f"Ort {number}"))
    with django_assert_num_queries(len(first)):
        list_of(home, TODAY)
