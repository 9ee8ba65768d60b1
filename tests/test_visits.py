"""Visits from the invitation to the account delivered, as the coordinator and the contact person do it."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from councils.transitions import Blocked
from partnerships import visiting
from partnerships.accounts import account_prefilled, costs_of, missing_accounts, notice_text
from partnerships.emissions import emission, great_circle, suggested_distance
from partnerships.models import Account, Gift, Invitation, Journey, Promise, Visit
from partnerships.workflow import VISIT
from tests.situations import (
    TODAY,
    a_body,
    a_cost,
    a_decision,
    a_municipality,
    a_participant,
    a_partner,
    a_relation,
    a_setting,
    a_step,
    a_value,
    a_visit,
    an_account,
    an_account_of,
    an_appointment,
    an_area,
    an_invitation,
    days,
    somebody,
    states,
)

pytestmark = pytest.mark.django_db
NOW = timezone.localdate()


@pytest.fixture
def tyreso():
    return a_municipality("tyreso", "Tyresö", latitude="59.24496", longitude="18.22932")


@pytest.fixture
def executive(tyreso):
    return a_body(tyreso)


@pytest.fixture
def board(tyreso):
    return a_body(tyreso, "bun", "Barn- och utbildningsnämnden", kind="board")


@pytest.fixture
def coordinator(tyreso):
    return somebody("coordinator", tyreso)


@pytest.fixture
def client(coordinator):
    client = Client()
    client.force_login(coordinator, backend="councils.access.ContainerBackend")
    return client


def address(name, *args, slug="tyreso"):
    return reverse(name, args=[slug, *args])


# ── the invitation


def test_where_no_route_asks_the_unit_answers_by_itself(board, coordinator):
    invitation = visiting.keep_invitation(invitation=an_invitation(board, counterpart="Ambassaden"), by=coordinator)
    assert invitation.matter is None
    visit = Visit(container=board, title="Besök", starts_on=NOW, direction="incoming")
    visiting.accept_invitation(invitation=invitation, visit=visit, by=coordinator)
    invitation.refresh_from_db()
    assert (invitation.answer, invitation.visit.status, invitation.answered_on) == ("accepted", "planned", NOW)
    with pytest.raises(ValidationError, match="går inte från läget"):
        visiting.decline_invitation(invitation=invitation, reason="Ångrade oss", by=coordinator)


@pytest.fixture
def asked(tyreso, executive, board, coordinator):
    """An invitation that the adopted route sends to the executive board."""
    a_step(tyreso, "visit.answer_invitation", "ks")
    a_setting(tyreso, "matter_is_decided_by_its_route", matter="visit.answer_invitation")
    return visiting.keep_invitation(invitation=an_invitation(board, counterpart="Ambassaden"), by=coordinator)


def test_a_route_opens_the_matter_and_no_visit_is_there_before_the_decision(asked, executive, board, coordinator):
    def accept():
        visit = Visit(container=board, title="Besök", starts_on=NOW, direction="incoming")
        return visiting.accept_invitation(invitation=asked, visit=visit, by=coordinator)

    assert asked.matter.code == "visit.answer_invitation"
    with pytest.raises(Blocked, match="ska beslutas av Kommunstyrelsen"):
        accept()
    assert not Visit.objects.exists()
    assert Invitation.objects.get().answer == "waiting"
    a_decision(asked.matter, executive, outcome="approved", decided_on=NOW)
    assert accept().invitation == asked


def test_to_decline_needs_no_decision_but_a_reason(asked, coordinator, tyreso):
    with pytest.raises(ValidationError, match="Skriv varför"):
        visiting.decline_invitation(invitation=asked, reason=" ", by=coordinator)
    declined = visiting.decline_invitation(invitation=asked, reason="Vi har inte tid i vår", by=coordinator)
    assert (declined.answer, declined.why) == ("declined", "Vi har inte tid i vår")
    assert states(tyreso, NOW) == ["not_applicable"]


def test_a_contact_person_takes_care_of_the_own_unit_alone(tyreso, board):
    mine, other = an_area(tyreso, "skola"), an_area(tyreso, "omsorg")
    contact = somebody("contact", mine)
    visiting.hold_visit(visit=a_visit(mine, NOW), by=contact)
    with pytest.raises(PermissionDenied):
        visiting.hold_visit(visit=a_visit(other, NOW), by=contact)


# ── planned, held, closed


def test_a_visit_that_has_not_begun_is_not_held_and_a_cancelled_one_never(board, coordinator):
    with pytest.raises(ValidationError, match="inte börjat än"):
        visiting.hold_visit(visit=a_visit(board, NOW + days(1)), by=coordinator)
    cancelled = VISIT["cancel"].perform(a_visit(board, NOW), by=coordinator, reason="Gästerna blev sjuka")
    with pytest.raises(ValidationError, match="går inte från läget"):
        visiting.hold_visit(visit=cancelled, by=coordinator)


def test_what_came_of_it_stands_on_the_visit_and_touches_the_relation_once(tyreso, board, coordinator):
    a_setting(tyreso, "relation_is_alive", "should", within={"months": 12})
    relation = a_relation(tyreso, started_year=1990)
    visit = a_visit(board, NOW, relation=relation)
    assert states(tyreso, NOW) == ["overdue"]  # a visit that is only planned is no touch
    visiting.hold_visit(visit=visit, people_reached=40, young_reached=12, got="Idéer", gave="Ett studiebesök", by=coordinator)
    assert states(tyreso, NOW) == ["kept"]
    assert (relation.work.get().people_reached, relation.work.count()) == (40, 1)


def test_the_account_is_prefilled_delivered_to_each_once_and_opens_the_gate(tyreso, executive, board, coordinator):
    a_setting(
        tyreso, "account_is_given_afterwards", to=["ks"], parts=[{"part": "text"}], within={"days": 60}, columns={"gate": "work.close"}
    )
    visit = a_visit(board, NOW - days(3), status="held", relation=a_relation(tyreso))
    a_participant(visit, "elected", "Ordförande")
    a_cost(visit, 1200, "Buss")
    assert account_prefilled(visit)["participants"] == "Ordförande"
    assert "1" in account_prefilled(visit)["costs"]
    assert [f.verdict.key for f in missing_accounts(tyreso, NOW)] == ["ks"]
    with pytest.raises(Blocked):
        VISIT["close"].perform(visit, by=coordinator)
    account = visiting.keep_account(
        work=visit, account=Account(work=visit, text="Vi lärde oss."), got="Idéer", gave="Värme", next_steps="Bjud hit dem\n\nSkicka boken",
        by=coordinator,
    )  # fmt: skip
    assert [p.text for p in Promise.objects.filter(work=visit)] == ["Bjud hit dem", "Skicka boken"]
    with pytest.raises(ValidationError, match="inte varit än"):
        visiting.deliver_account(account=account, receiver=executive, delivered_on=NOW + days(1), by=coordinator)
    visiting.deliver_account(account=account, receiver=executive, delivered_on=NOW, by=coordinator)
    with pytest.raises(ValidationError, match="redan fått"):
        visiting.deliver_account(account=account, receiver=executive, delivered_on=NOW, by=coordinator)
    assert missing_accounts(tyreso, NOW) == []
    assert VISIT["close"].perform(visit, by=coordinator).status == "closed"


# ── costs and emissions


def test_costs_are_summed_by_who_pays_and_what_is_unknown_is_said(board):
    visit = a_visit(board)
    a_cost(visit, 100, bearer=board)
    a_cost(visit, 10, bearer=board, currency="EUR", rate="11.5", rate_on=TODAY)
    a_cost(visit, 50, outside_bearer="Gästerna")
    a_cost(visit, 7, currency="EUR")
    costs = costs_of(visit)
    assert (costs.total, costs.unknown) == (265, 1)
    assert dict(costs.by_payer) == {board.label: 215, "Gästerna": 50}


def test_nothing_known_makes_no_nought(board):
    assert costs_of(a_visit(board)).total is None


@pytest.mark.parametrize("mode, both, kilos", [("train", True, 66), ("train", False, 33), ("flight", True, 320)])
def test_emissions_are_distance_travellers_and_factor(board, mode, both, kilos):
    found = emission(Journey(mode=mode, distance_km=500, travellers=2, both_ways=both))
    assert found.kilos == kilos


def test_the_distance_is_the_straight_line_and_a_fifth(tyreso, board):
    partner = a_partner(tyreso, "Cēsis", "LV", latitude="57.31", longitude="25.27")
    tyreso.refresh_from_db()
    straight = great_circle(tyreso, partner)
    assert 440 < straight < 480
    visit = a_visit(board, relation=a_relation(tyreso, partner=partner))
    visit.refresh_from_db()
    assert suggested_distance(visit, "flight") == pytest.approx(straight, abs=1)
    assert suggested_distance(visit) == pytest.approx(straight * 1.2, abs=2)
    assert suggested_distance(a_visit(board)) is None


def test_the_message_says_that_it_is_information(board):
    subject, text = notice_text(a_visit(board, dt.date(2026, 5, 4), counterpart="Ambassaden", purpose="Lära om språkstöd"))
    assert "4 maj 2026" in subject
    assert all(word in text for word in ("Ambassaden", "Lära om språkstöd", "Inget svar behövs"))


# ── by the pages


@pytest.fixture
def office(tyreso):
    """The policy: twin-town visits are accounted for to the executive board, the office is told of visits in one field."""
    office = an_area(tyreso, "ksf", "Kommunstyrelseförvaltningen", kind="administration")
    twin = [{"field": "relation_kind", "op": "eq", "value": "twin_town"}]
    a_setting(tyreso, "account_is_given_afterwards", where=twin, to=["ks"], parts=[{"part": "text"}], within={"days": 60},
              columns={"gate": "work.close"})  # fmt: skip
    a_setting(tyreso, "notice_is_given_before", where=[{"field": "field_related", "op": "eq", "value": True}], to=["ksf"])
    return office


def test_from_the_invitation_to_the_account_delivered(client, tyreso, executive, board, office):
    """Twin-town visits are accounted for to the executive board, others are not; a foreign visit in one field is told of before."""
    relation = a_relation(tyreso, "Cēsis", country="LV")
    said = {"direction": "incoming", "relation": relation.pk, "about": "Vi vill se er skola", "received_on": "2026-01-10"}
    client.post(address("invitation_new"), said | {"container": board.pk, "is_field_related": "1", "counterpart": ""})
    invitation = Invitation.objects.get()
    page = client.get(address("invitation", invitation.pk)).content.decode()
    assert "Tacka ja och planera besöket" in page

    form = client.get(f"{address('visit_new')}?inbjudan={invitation.pk}")
    assert form.context["form"]["title"].value() == "Vi vill se er skola"
    planned = {"direction": "incoming", "title": "Cēsis ser vår skola", "relation": relation.pk, "counterpart": "", "starts_on": NOW.isoformat(),
               "container": board.pk, "is_field_related": "1"}  # fmt: skip
    client.post(f"{address('visit_new')}?inbjudan={invitation.pk}", planned)
    visit = Visit.objects.get(invitation=invitation)
    page = client.get(address("visit", visit.pk)).content.decode()
    assert "Markera som informerad" in page
    assert "mailto:" in page
    client.post(address("visit_notice", visit.pk), {"enhet": office.code})
    assert visit.notices.get().to_id == office.pk

    client.post(address("visit_hold", visit.pk), {"version": visit.version, "people_reached": "30", "young_reached": "25"})
    visit.refresh_from_db()
    assert (visit.status, visit.young_reached) == ("held", 25)
    assert "kan inte avslutas än" in client.get(address("visit", visit.pk)).content.decode()
    assert "Cēsis ser vår skola" in client.get(f"{address('visit_accounts_missing')}?organ=ks").content.decode()

    client.post(address("visit_account", visit.pk), {"version": "0", "text": "Vi såg deras skola.", "got": "Idéer", "gave": "Värme",
                                                  "next_steps": "Bjud hit dem", "gift_received": "En bok"})  # fmt: skip
    assert Gift.objects.get().what == "En bok"
    form = client.get(address("visit_deliver", visit.pk)).context["form"]
    assert form["receiver"].value() == executive.pk
    client.post(address("visit_deliver", visit.pk), {"receiver": executive.pk, "delivered_on": NOW.isoformat()})
    client.post(address("visit_close", visit.pk))
    visit.refresh_from_db()
    assert visit.status == "closed"
    assert "Ingen redovisning saknas" in client.get(address("visit_accounts_missing")).content.decode()


def test_a_visit_from_elsewhere_owes_nobody_an_account(client, tyreso, board, executive, office):
    other = a_visit(board, NOW - days(90), status="held", relation=a_relation(tyreso, "Nätverket", kind="network"))
    assert client.post(address("visit_close", other.pk)).status_code == 302
    other.refresh_from_db()
    assert other.status == "closed"  # nobody is owed an account of it


def test_a_page_with_everything_on_it(client, tyreso, board):
    visit = a_visit(board, NOW - days(2), ends_on=NOW, status="held", relation=a_relation(tyreso), purpose="Språkstöd")
    an_account_of(visit)
    for kind, said in (
        ("programmeitem", {"day": NOW.isoformat(), "begins": "09:00", "ends": "10:00", "what": "Rundvandring"}),
        ("participant", {"role": "host", "function": "Rektor", "number": "1"}),
        ("cost", {"text": "Lunch", "amount": "900", "currency": "SEK", "source": "own", "bearer": ""}),
        ("journey", {"mode": "train", "distance_km": "600", "travellers": "4", "both_ways": "on"}),
    ):
        url = address("row_new", "visit", visit.pk, kind)
        form = client.get(url).content.decode()
        assert "---" not in form
        if kind == "programmeitem":
            assert f'name="day" value="{visit.starts_on.isoformat()}"' in form
        assert client.post(url, said).status_code == 302, kind
    page = client.get(address("visit", visit.pk)).content.decode()
    for word in ("Rundvandring", "Rektor", "Lunch", "personkilometer", "Språkstöd", "Inte lämnad till någon än"):
        assert word in page


def test_a_new_visit_stands_under_an_area_and_chooses_between_here_and_there(client, tyreso, board):
    a_body(tyreso)
    page = client.get(address("visit_new"))
    assert page.context["form"].initial["container"] == board.pk
    assert [str(words) for _code, words in page.context["form"].fields["direction"].choices] == ["Besök här", "Resa"]


def test_who_convenes_a_council_receives_guests_where_they_work(client, tyreso, executive, board, office):
    council = a_body(tyreso, "rad", "Rådet", kind="council")
    post = an_appointment("coordinator", tyreso, home_unit=office.container_ptr)
    an_appointment("convener", council, post.person)
    client.force_login(an_account(post.person), backend="councils.access.ContainerBackend")
    page = client.get(reverse("visit_new", args=["tyreso"]))
    assert page.context["form"]["container"].value() == office.pk


def test_a_long_invitation_is_called_by_whole_words():
    called = str(Invitation(about="Undersköterskor " * 9))
    assert called.removesuffix(" …").split() == ["Undersköterskor"] * 4


def test_the_list_is_filtered_and_paged(client, tyreso, board):
    for n in range(35):
        a_visit(board, NOW - days(n + 1), f"Resa {n}", "outgoing" if n % 2 else "incoming", "closed")
    first = client.get(address("visits"))
    assert len(first.context["past"]) == 30
    second = client.get(address("visits") + first.context["older_url"])
    assert [v.title for v in second.context["past"]] == [f"Resa {n}" for n in range(30, 35)]
    assert len(client.get(address("visits") + "?riktning=outgoing&ar=tok&fore=tok").context["past"]) == 17


def test_an_entry_of_the_log_says_what_it_serves_too(client, tyreso, board):
    value = a_value(tyreso, "priorities", "youth", "Unga")
    said = {"kind": "meeting", "title": "Möte", "when": "0", "party": "other", "counterpart": "Ambassaden", "container": board.pk}
    assert client.post(address("log_new"), said | {"tags_priorities": [f"v{value.pk}"]}).status_code == 302
    entry = board.work.get()
    assert [tag.value for tag in entry.tags.all()] == [value]
