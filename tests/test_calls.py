"""Calls: the list and its filters, one call's page, calls and programmes of one's own, as they are said in Swedish."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from funding import calling
from funding.call_list import deadline_of, is_past
from funding.harvest import bring_in
from funding.models import Assessment, Call, Deadline, Programme, SavedSearch
from funding.portal import FoundDeadline, read
from funding.said import NoCurrency, Sum, Unclear, closing_of, closings_of, share_of, sum_of
from tests import situations as s
from tests.test_import_calls import answer, record

D = dt.date.fromisoformat
NOW = timezone.localdate


def a_call(municipality=None, title="Ungas möten", days=(), **facts):
    call = s.saved(Call(**{"municipality": municipality, "title": title, **facts}))
    for number, day in enumerate(days, 1):
        words = {"text": day, "is_preliminary": True} if isinstance(day, str) else {"day": day}
        s.saved(Deadline(call=call, ordinal=number, **words))
    return call


def later(number):
    return NOW() + dt.timedelta(days=number)


@pytest.fixture
def home(db):
    return s.a_municipality()


@pytest.fixture
def client_of():
    def enter(user):
        client = Client()
        client.force_login(user, backend="councils.access.ContainerBackend")
        return client

    return enter


@pytest.fixture
def coordinator(home, client_of):
    return client_of(s.somebody("coordinator", home))


def titles(response):
    assert response.status_code == 200
    return [line.call.title for line in response.context["lines"]]


# ── what is written, read


@pytest.mark.parametrize("text, day, clock, preliminary", [
    ("2027-03-15", "2027-03-15", None, False),
    ("2027-03-15 16:00", "2027-03-15", "16:00", False),
    ("15 mars 2027", "2027-03-15", None, False),
    ("den 15:e mars 2027 kl. 16.30", "2027-03-15", "16:30", False),
    ("15 mars 2027 kl 16", "2027-03-15", "16:00", False),
    ("15/3 2027", "2027-03-15", None, False),
    ("1 Feb 2027", "2027-02-01", None, False),
    ("2027-03-15 24:00", "2027-03-15", "23:59", False),
    ("15 mars 2027 (prel.)", "2027-03-15", None, True),
    ("2027-04 (prel.)", None, None, True),
    ("vår 2027", None, None, True),
    ("hösten", None, None, True),
    ("kvartal 2 2027", None, None, True),
    ("löpande", None, None, False),
    ("Tills vidare", None, None, False),
])  # fmt: skip
def test_when_a_call_closes(text, day, clock, preliminary):
    found = closing_of(text)
    assert (found.day and found.day.isoformat(), found.is_preliminary, found.text) == (day, preliminary, text)
    assert (found.at and found.at.strftime("%H:%M")) == clock


@pytest.mark.parametrize(
    "text", ["2027-13-01", "31 februari 2027", "2927-01-01", "1927-01", "2027-13", "snart", "15 mars 2027 kl 25", "x" * 101]
)
def test_what_says_no_day_is_not_guessed(text):
    with pytest.raises(Unclear):
        closing_of(text)


def test_several_days_and_none():
    assert [one.text for one in closings_of("2027-03-15; vår 2028\nlöpande")] == ["2027-03-15", "vår 2028", "löpande"]
    assert closings_of("uppgift saknas") == closings_of("") == closings_of(" - ") == []


@pytest.mark.parametrize("text, most, least, currency", [
    ("500 000 kr", 500_000, None, "SEK"), ("€ 60 000", 60_000, None, "EUR"), ("60.000 €", 60_000, None, "EUR"), ("1,5 mkr", 1_500_000, None, "SEK"),
    ("2 MEUR", 2_000_000, None, "EUR"), ("500 tkr", 500_000, None, "SEK"), ("100 000–500 000 kr", 500_000, 100_000, "SEK"),
    ("högst 12 500,50 SEK", Decimal("12500.50"), None, "SEK"), ("EUR 60000", 60_000, None, "EUR"), ("0 kr", None, None, "SEK"), ("", None, None, ""),
    ("500\u00a0000\u00a0kr", 500_000, None, "SEK"),
])  # fmt: skip
def test_what_a_call_gives(text, most, least, currency):
    assert sum_of(text) == Sum(most, least, currency)


def test_an_amount_without_currency_is_asked_about_and_what_is_no_amount_is_refused():
    with pytest.raises(NoCurrency):
        sum_of("500 000")
    assert sum_of("500 000", "EUR") == Sum(Decimal(500_000), None, "EUR")
    for text in ("mycket", "1 2 3 kr och 4 kr och 5", "5 kr eller 6 €"):
        with pytest.raises(Unclear):
            sum_of(text)


@pytest.mark.parametrize(
    "text, share", [("60 %", 60), ("60", 60), ("0.6", 60), ("upp till 60%", 60), ("62,5 %", Decimal("62.5")), ("1", 100), ("", None)]
)
def test_which_share_is_paid(text, share):
    assert share_of(text) == share


@pytest.mark.parametrize("text", ["160 %", "hälften", "60-80 %"])
def test_a_share_that_cannot_be_is_refused(text):
    with pytest.raises(Unclear):
        share_of(text)


# ── deadlines


@pytest.mark.parametrize(
    "at", ["2026-09-21T22:00:00+00:00", "2026-09-23T00:00:00+00:00", "2026-05-27T15:00:53+00:00", "2026-12-31T23:00:00+00:00"]
)
def test_a_stored_deadline_states_its_hour_as_the_portals_did(at):
    moment = dt.datetime.fromisoformat(at)
    assert Deadline(at=moment).states_hour is FoundDeadline(moment).states_hour


def test_an_hour_that_somebody_typed_is_always_stated():
    assert Deadline(at=closing_of("2027-01-15 01:00").at, zone="Europe/Stockholm").states_hour
    assert not Deadline(day=D("2027-01-15")).states_hour


@pytest.mark.parametrize("days, shown, past", [
    (["2026-01-01", "2026-05-01", "2026-09-01"], "2026-05-01", False),  # the next, though one has been
    (["2026-03-01"], "2026-03-01", False),  # today is not past
    (["2026-01-01", "2026-02-01"], "2026-02-01", True),  # all have been: the last
    (["2026-01-01", "vår 2027"], "vår 2027", False),
    ([], None, False),
])  # fmt: skip
@pytest.mark.django_db
def test_the_deadline_that_counts(days, shown, past):
    call, today = a_call(days=[D(day) if day[0] == "2" else day for day in days]), D("2026-03-01")
    found = deadline_of(call, today)
    assert (found and (found.day.isoformat() if found.day else found.text), is_past(call, today)) == (shown, past)


# ── the list


def test_next_deadline_first_then_no_day_then_what_has_been(home, coordinator):
    a_call(title="Har varit", days=[later(-10)])
    a_call(title="Utan dag")
    a_call(title="Senare", days=[later(-20), later(40)])
    a_call(title="Snart", days=[later(5)])
    a_call(title="Stängd", status="closed", days=[later(9)])
    response = coordinator.get(reverse("calls", args=["osby"]))
    assert titles(response) == ["Snart", "Senare", "Utan dag", "Har varit"]
    assert [line.is_past for line in response.context["lines"]] == [False, False, False, True]
    assert titles(coordinator.get(reverse("calls", args=["osby"]) + "?lage=alla"))[-1] == "Stängd"


@pytest.mark.parametrize("query, found", [
    ("sok=ÖVERSVÄMNING", {"Översvämningar"}),
    ("sok=demo cerv", {"Demokrati"}),
    ("sok=vatten", {"Översvämningar"}),  # a topic
    ("amne=Vatten", {"Översvämningar"}),
    ("program=cerv-x", {"Demokrati"}),
    ("niva=EU", {"Demokrati"}),
    ("niva=ingen", {"Demokrati", "Översvämningar", "Kommande"}),
    ("lage=forthcoming", {"Kommande"}),
    ("lage=closed", {"Gammal"}),
    ("senast=2999-01-01", {"Demokrati"}),
    ("senast=i+morgon", {"Demokrati", "Översvämningar", "Kommande"}),
    ("sida=999999", {"Demokrati", "Översvämningar", "Kommande"}),
    ("sida=-1", {"Demokrati", "Översvämningar", "Kommande"}),
])  # fmt: skip
def test_the_filters(home, coordinator, query, found):
    programme = s.saved(Programme(code="cerv-x", name="CERV", level="EU"))
    a_call(title="Demokrati", identifier="CERV-2026-X", programme=programme, days=[later(30)])
    a_call(title="Översvämningar", topics=["Vatten", "Klimat"])
    a_call(title="Kommande", status="forthcoming")
    a_call(title="Gammal", status="closed")
    assert set(titles(coordinator.get(f"{reverse('calls', args=['osby'])}?{query}"))) == found


def test_another_municipalitys_own_call_is_nowhere(home, coordinator):
    other = s.a_municipality("lomma", "Lomma")
    theirs, programme = a_call(other, "Deras"), s.saved(Programme(municipality=other, code="deras", name="Deras fond"))
    a_call(home, "Vår")
    assert titles(coordinator.get(reverse("calls", args=["osby"]))) == ["Vår"]
    assert coordinator.get(reverse("call", args=["osby", theirs.pk])).status_code == 404
    assert coordinator.get(reverse("call_edit", args=["osby", theirs.pk])).status_code == 404
    assert coordinator.get(reverse("call_assess", args=["osby", theirs.pk])).status_code == 404
    assert coordinator.get(reverse("note_new", args=["osby"]) + f"?utlysning={theirs.pk}").status_code == 404
    assert coordinator.get(reverse("programme_edit", args=["osby", programme.pk])).status_code == 404
    assert "Deras fond" not in coordinator.get(reverse("programmes", args=["osby"])).content.decode()


def test_one_call_and_seven_hundred_cost_the_same_number_of_queries(home, coordinator):
    first = bring_in([read(answer(record("ONE-2025-A")))]).new[0]
    s.saved(Assessment(container=s.an_area(home).container_ptr, call=first, answer="no", why="För stort.", assessed_on=NOW()))
    bring_in([read(answer(record("ONE-2026-A")))])
    address = reverse("calls", args=["osby"]) + "?sok=town"
    few = queries_of(coordinator, address)
    bring_in([read(answer(*[record(f"MANY-2026-{number:03}") for number in range(700)]))])
    assert queries_of(coordinator, address) == few


def queries_of(client, address) -> int:
    client.get(address)  # what is read once for all is not counted
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found.captured_queries)


def test_a_search_is_saved_under_a_name_and_stands_on_top(home, coordinator, client_of):
    coordinator.post(reverse("search_save", args=["osby"]), {"name": "Unga", "query": "sok=ung&niva=EU&hitta=pa"})
    search = SavedSearch.objects.get()
    assert search.query == "sok=ung&niva=EU"
    assert "Unga" in coordinator.get(reverse("calls", args=["osby"])).content.decode()
    coordinator.post(reverse("search_save", args=["osby"]), {"name": "Unga", "query": "sok=unga"})
    assert SavedSearch.objects.get().query == "sok=unga"
    somebody_else = client_of(s.somebody("coordinator", home))
    assert "Unga" not in somebody_else.get(reverse("calls", args=["osby"])).content.decode()
    assert somebody_else.post(reverse("search_remove", args=["osby", search.pk])).status_code == 403
    coordinator.post(reverse("search_remove", args=["osby", search.pk]))
    assert not SavedSearch.objects.exists()


# ── one call


def page(client, call):
    response = client.get(reverse("call", args=["osby", call.pk]))
    assert response.status_code == 200
    return response.content.decode()


def test_what_is_not_stated_is_said(home, coordinator):
    text = page(coordinator, a_call())
    grants = text[text.index("Att fördela") : text.index("Stödandel")]
    assert grants.count("uppgift saknas") == 2, "neither the sum nor the number of grants"


def test_the_page_of_a_call_of_the_portal(home, coordinator):
    [call] = bring_in(
        [
            read(
                answer(
                    record(
                        descriptionByte="<p>Towns meet<script>alert(1)</script></p>",
                        deadlineDate=["2026-01-01T00:00:00.000+0000", f"{later(20)}T16:00:00.000+0000"],
                    )
                )
            )
        ]
    ).new
    text = page(coordinator, call)
    assert '<div class="measure foreign scroll" lang="en"' in text
    assert "Towns meet" in text
    assert "alert(1)" not in text
    assert "6\u202f000\u202f000" in text
    assert "har varit" in text
    assert "Sök på den här utlysningen" in text
    assert reverse("call_edit", args=["osby", call.pk]) not in text
    assert coordinator.get(reverse("call_edit", args=["osby", call.pk])).status_code == 403


def test_what_was_thought_last_year_is_shown_when_the_call_comes_back(home, coordinator):
    [old] = bring_in([read(answer(record("CERV-2025-TOWN")))]).new
    s.saved(Assessment(container=s.an_area(home).container_ptr, call=old, answer="no", why="Vi hann inte.", assessed_on=NOW()))
    [new] = bring_in([read(answer(record("CERV-2026-TOWN")))]).new
    assert "Vi hann inte." in page(coordinator, new)
    assert "Vi hann inte." in coordinator.get(reverse("calls", args=["osby"])).content.decode()


# ── calls and programmes of one's own


def a_form(**facts):
    return {"title": "Folkhälsofonden", "status": "open", "currency": "SEK", "closings": "2027-03-15 kl. 16\nvår 2028", **facts}


def test_a_call_typed_by_hand_and_changed(home, coordinator):
    response = coordinator.post(
        reverse("call_new", args=["osby"]), a_form(words="Hälsa, hälsa , Unga", grant_most="100000", support_share="60")
    )
    call = Call.objects.get()
    assert response.url == reverse("call", args=["osby", call.pk])
    assert (call.municipality, call.source, call.topics) == (home, "own", ["Hälsa", "hälsa", "Unga"])
    assert [(d.day, d.text, d.states_hour) for d in call.deadlines.all()] == [
        (D("2027-03-15"), "2027-03-15 kl. 16", True),
        (None, "vår 2028", False),
    ]
    first = call.deadlines.first()
    edit = reverse("call_edit", args=["osby", call.pk])
    shown = coordinator.get(edit).context["form"]
    assert shown.initial["closings"] == "2027-03-15 kl. 16\nvår 2028"
    coordinator.post(edit, a_form(version=call.version, closings="2027-04-01"))
    assert [(d.pk, d.day) for d in call.deadlines.all()] == [(first.pk, D("2027-04-01"))]
    assert coordinator.post(edit, a_form(version=0)).status_code == 409


@pytest.mark.parametrize("facts, where", [
    ({"closings": "snart"}, "closings"), ({"title": ""}, "title"), ({"grant_least": "9", "grant_most": "5"}, "grant_most"),
    ({"support_share": "160"}, "support_share"),
])  # fmt: skip
def test_what_cannot_be_is_refused_beside_its_field(home, coordinator, facts, where):
    response = coordinator.post(reverse("call_new", args=["osby"]), a_form(**facts))
    assert response.status_code == 200
    assert where in response.context["form"].errors
    assert not Call.objects.exists()


def test_a_fund_of_ones_own_and_one_that_everybody_has(home, coordinator):
    coordinator.post(
        reverse("programme_new", args=["osby"]), {"name": "Vänortsfonden", "level": "municipal", "funder_kind": "fund", "rounding": "whole"}
    )
    fund = Programme.objects.get(name="Vänortsfonden")
    assert (fund.municipality, fund.code) == (home, "osby-vanortsfonden")
    common = s.saved(Programme(code="x", name="Gemensamt"))
    assert coordinator.get(reverse("programme_edit", args=["osby", common.pk])).status_code == 404
    again = coordinator.post(
        reverse("programme_new", args=["osby"]), {"name": "vänortsfonden", "level": "municipal", "funder_kind": "fund", "rounding": "whole"}
    )
    assert "name" in again.context["form"].errors
    with pytest.raises(calling.ValidationError):
        calling.keep_programme(programme=common, by=None)


def test_a_call_that_everybody_knows_is_not_changed_by_hand(home):
    with pytest.raises(calling.ValidationError):
        calling.keep_call(call=a_call(), closings=[], by=None)
