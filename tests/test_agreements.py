"""The life of an agreement: proposed, decided, in force when all have approved, changed, ended one by one or many at once, taken up again."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import given
from hypothesis import strategies as st

from councils.conditions import FIELDS
from councils.models import Decision
from councils.transitions import Blocked
from partnerships import agreeing
from partnerships.approvals import approvals
from partnerships.facts import relation_facts
from partnerships.models import Partner, Party, Relation
from reports.public_page import public_view
from tests.situations import (
    TODAY,
    a_body,
    a_decision,
    a_matter,
    a_municipality,
    a_partner,
    a_relation,
    a_setting,
    a_step,
    an_assembly,
    days,
    saved,
    somebody,
    states,
)

pytestmark = pytest.mark.django_db
WHY = "Beslutet har inte hittats"


@pytest.fixture
def osby():
    return a_municipality()


@pytest.fixture
def by(osby):
    return somebody("coordinator", osby)


@pytest.fixture
def routes(osby):
    """The assembly enters and ends twin towns; and both are demanded."""
    an_assembly(osby)
    a_body(osby)
    for matter in ("agreement.enter", "agreement.end"):
        a_step(osby, matter, "kf", where=[{"field": "kind", "op": "eq", "value": "twin_town"}])
        a_setting(osby, "matter_is_decided_by_its_route", matter=matter)
    return osby


def decided(matter, code="kf", **facts):
    return a_decision(matter, matter.municipality.containers.get(code=code).body, **{"decided_on": TODAY - days(7), **facts})


def proposed(osby, by, name="Skjern", kind="twin_town", **facts) -> Relation:
    relation = Relation(container=osby, partner=a_partner(osby, name), kind=kind, name=name, **facts)
    return agreeing.propose_agreement(relation=relation, by=by)


def events(relation):
    return list(relation.events.order_by("pk").values_list("kind", flat=True))


# ── entered


def test_a_proposal_opens_its_matter_and_gets_a_code_of_its_own(osby, by):
    first, second = proposed(osby, by), proposed(osby, by, kind="cooperation")
    assert (first.status, first.matter.code, first.matter.title) == ("proposed", "agreement.enter", "Vänort: Skjern")
    assert (first.code, second.code) == ("skjern", "skjern-2")
    assert first.history.first().history_user == by


def test_a_membership_opens_the_matter_of_joining(osby, by):
    relation = agreeing.propose_agreement(relation=Relation(container=osby, kind="network", name="Eurocities"), by=by)
    assert relation.matter.code == "membership.join"
    relation = agreeing.enter_agreement(relation=relation, day=TODAY, by=by, reason=WHY, on=TODAY)
    assert (relation.status, events(relation)) == ("in_force", ["entered"])


def test_the_partner_may_be_new_and_others_come_with_it(osby, by):
    others = [Party(), Party(name="Kommunen i söder")]
    relation = agreeing.propose_agreement(
        relation=Relation(container=osby, kind="cooperation", name="Ringen"), new_partner=Partner(name="Lovisa"), parties=others, by=by
    )
    assert (relation.partner.name, relation.partner.municipality, relation.parties.count()) == ("Lovisa", osby, 2)


def test_the_gate_of_entering_is_the_route(routes, by):
    relation = proposed(routes, by)
    with pytest.raises(Blocked, match="ska beslutas av Kommunfullmäktige"):
        agreeing.enter_agreement(relation=relation, day=TODAY, by=by, on=TODAY)
    decision = decided(relation.matter)
    relation = agreeing.take_step(relation=relation, act="decide", by=by, decision=decision, on=TODAY)
    assert (relation.status, events(relation)) == ("decided", ["decided"])
    relation = agreeing.enter_agreement(relation=relation, day=TODAY, by=by, decision=decision, on=TODAY)
    assert (relation.status, relation.started_on, relation.started_year) == ("in_force", TODAY, TODAY.year)
    assert relation.events.get(kind="entered").decision == decision


def test_it_may_hold_since_a_year_that_the_source_does_not_say_for_certain(osby, by):
    relation = agreeing.enter_agreement(relation=proposed(osby, by), since="1980-talet", by=by, reason=WHY, on=TODAY)
    assert (relation.started_on, relation.started_year, relation.since) == (None, None, "1980-talet")
    event = relation.events.get()
    assert (event.day, event.year, event.when_text) == (None, None, "1980-talet")


@pytest.mark.parametrize("facts, sentence", [({"day": TODAY + days(1)}, "inte varit än"), ({}, "Skriv från vilken dag")])
def test_days_that_cannot_be(osby, by, facts, sentence):
    with pytest.raises(ValidationError, match=sentence):
        agreeing.enter_agreement(relation=proposed(osby, by), by=by, on=TODAY, **facts)


def test_no_new_agreements_as_should_keeps_the_reason_and_as_must_blocks(osby, by):
    setting = a_setting(osby, "new_agreements_follow_the_stance", "should", stance="discouraged")
    relation = proposed(osby, by)
    with pytest.raises(Blocked, match="bör inga nya avtal"):
        agreeing.enter_agreement(relation=relation, day=TODAY, by=by, on=TODAY)
    entered = agreeing.enter_agreement(relation=relation, day=TODAY, by=by, reason="Gemensam industri", on=TODAY)
    assert "Gemensam industri" in entered.history.first().history_change_reason
    assert entered.events.get().text == "Gemensam industri"
    setting.strength, setting.parameters = "must", {"stance": "forbidden"}
    saved(setting)
    with pytest.raises(Blocked, match="ska inga nya avtal"):
        agreeing.enter_agreement(relation=proposed(osby, by, "Kretinga"), day=TODAY, by=by, reason="Gemensam industri", on=TODAY)


def test_an_obligation_is_refused_where_the_policy_refuses_it(osby, by):
    a_setting(osby, "agreement_meets_its_conditions", highest_obligation={"value": 0, "currency": "SEK"})
    with pytest.raises(Blocked, match="ska inte ha några"):
        agreeing.enter_agreement(relation=proposed(osby, by, has_obligation=True, amount=5000), day=TODAY, by=by, on=TODAY)
    relation = proposed(osby, by, "Kretinga", has_obligation=False)
    relation = agreeing.enter_agreement(relation=relation, day=TODAY, by=by, reason=WHY, on=TODAY)
    assert relation.status == "in_force"


# ── several parties


def test_it_takes_force_when_all_have_approved(osby, by):
    relation = proposed(osby, by, force_needs_all=True, approve_by=TODAY - days(1))
    with pytest.raises(ValidationError, match="Skriv vilka parterna är"):
        agreeing.enter_agreement(relation=relation, day=TODAY, by=by, on=TODAY)
    saved(Party(relation=relation, approved_on=TODAY - days(9)))
    late, missing = saved(Party(relation=relation, name="Visby")), saved(Party(relation=relation, name="Hansaby"))
    late.approved_on = TODAY
    saved(late)
    with pytest.raises(ValidationError, match=r"Saknas: Hansaby\. Godkände för sent: Visby\."):
        agreeing.enter_agreement(relation=relation, day=TODAY, by=by, on=TODAY)
    missing.approved_on = late.approved_on = TODAY - days(1)
    saved(missing), saved(late)
    assert agreeing.enter_agreement(relation=relation, day=TODAY, by=by, reason=WHY, on=TODAY).status == "in_force"


A_DAY = st.dates(dt.date(2020, 1, 1), dt.date(2020, 1, 20))
PARTIES = st.lists(st.builds(SimpleNamespace, approved_on=st.none() | A_DAY, left_on=st.none() | A_DAY), max_size=6)


@given(PARTIES, A_DAY, st.none() | A_DAY)
def test_all_must_have_approved_by_both_days(parties, day, approve_by):
    found = approvals(parties, day, approve_by)
    asked = [p for p in parties if p.left_on is None or p.left_on > day]
    last = min(day, approve_by) if approve_by else day
    assert found.are_complete == (bool(asked) and all(p.approved_on is not None and p.approved_on <= last for p in asked))
    assert len(found.approved) + len(found.missing) + len(found.late) == len(asked)
    assert found.are_complete == (found.sentence == "")


@given(PARTIES, A_DAY, st.none() | A_DAY, st.integers(0, 20))
def test_who_has_approved_stays_so(parties, day, approve_by, later):
    """While nobody leaves, an agreement that may take force one day may do so every later day."""
    for party in parties:
        party.left_on = None
    if approvals(parties, day, approve_by).are_complete:
        assert approvals(parties, day + days(later), approve_by).are_complete


@given(PARTIES, A_DAY)
def test_one_more_party_never_opens_what_was_closed(parties, day):
    new = SimpleNamespace(approved_on=None, left_on=None)
    assert not approvals([*parties, new], day).are_complete


# ── at rest and taken up


def test_each_act_leaves_its_dated_event(osby, by):
    relation = a_relation(osby)
    for act, reason in (
        ("pause", "Krig"),
        ("mark_dormant", "Ingen svarar"),
        ("review", ""),
        ("resume", ""),
        ("pause", "Val"),
        ("resume", ""),
    ):
        relation = agreeing.take_step(relation=relation, act=act, day=TODAY, by=by, reason=reason, on=TODAY)
    assert events(relation) == ["paused", "dormant", "under_review", "reviewed", "paused", "resumed"]
    assert set(relation.events.values_list("day", flat=True)) == {TODAY}


def test_a_longer_time_is_an_event_and_never_a_shorter_one(osby, by):
    relation = a_relation(osby, valid_to=TODAY - days(1))  # it has run out: nothing changed by itself
    assert relation.status == "in_force"
    relation = agreeing.renew(relation=relation, day=TODAY, valid_to=TODAY + days(365), by=by)
    assert (relation.valid_to, relation.events.get().valid_to) == (TODAY + days(365), TODAY + days(365))
    with pytest.raises(ValidationError, match="gäller redan"):
        agreeing.renew(relation=relation, day=TODAY, valid_to=TODAY + days(365), by=by)
    with pytest.raises(PermissionDenied):
        agreeing.renew(relation=relation, day=TODAY, valid_to=TODAY + days(400), by=somebody("board_member", osby))


# ── ended


def test_the_gate_of_ending_is_the_route_of_ending(routes, by):
    relation = a_relation(routes, matter=a_matter(routes, "agreement.enter", "Skjern"))
    decided(relation.matter, decided_on=TODAY - days(900))
    assert agreeing.ending_asks_for_decision(relation, TODAY)
    assert not agreeing.ending_asks_for_decision(a_relation(routes, "Lund", kind="cooperation"), TODAY)
    with pytest.raises(Blocked):  # nobody gets past the gate by not asking
        agreeing.end_agreement(relation=relation, ended_by="decision", day=TODAY, reason="Ingen kontakt", by=by, on=TODAY)
    relation.refresh_from_db()
    assert relation.ending_matter is None
    relation = agreeing.propose_ending(relation=relation, by=by)
    assert (relation.ending_matter.code, relation.status) == ("agreement.end", "in_force")
    facts = {"relation": relation, "ended_by": "decision", "day": TODAY, "reason": "Ingen kontakt", "by": by, "on": TODAY}
    with pytest.raises(Blocked, match="ska beslutas av Kommunfullmäktige"):
        agreeing.end_agreement(**facts)
    decision = decided(relation.ending_matter, outcome="approved")
    relation = agreeing.end_agreement(**facts, decision=decision)
    assert (relation.status, relation.ended_on, relation.ended_by) == ("ended", TODAY, "decision")
    assert relation.events.get().decision == decision
    assert set(states(routes)) <= {"kept", "not_applicable", "unknown"}


@pytest.mark.parametrize("ended_by", ["partner", "lapsed", "succeeded"])
def test_what_ends_without_our_decision_asks_nobody(routes, by, ended_by):
    relation, other = a_relation(routes), a_relation(routes, "Lund", kind="cooperation")
    relation = agreeing.end_agreement(relation=relation, ended_by=ended_by, when="1990-talet", successor=other, by=by, on=TODAY)
    assert (relation.ended_on, relation.ended_year, relation.ended_text) == (None, None, "1990-talet")
    assert relation.succeeded_by == (other if ended_by == "succeeded" else None)
    assert events(relation) == ["succeeded" if ended_by == "succeeded" else "ended"]


@pytest.mark.parametrize(
    "facts, sentence",
    [
        ({"ended_by": "lapsed"}, "Skriv vilken dag det upphör"),
        ({"ended_by": "lapsed", "day": TODAY - days(400)}, "före den första dagen"),
        ({"ended_by": "succeeded", "day": TODAY}, "Välj det avtal som tar över"),
        ({"ended_by": "decision", "day": TODAY}, "Skriv varför"),
    ],
)
def test_endings_that_cannot_be(osby, by, facts, sentence):
    with pytest.raises(ValidationError, match=sentence):
        agreeing.end_agreement(relation=a_relation(osby, started_on=TODAY - days(365)), by=by, on=TODAY, **facts)


def test_one_decision_ends_several_or_none(routes, by):
    towns = [a_relation(routes, name) for name in ("Skjern", "Kretinga", "Gribskov")]
    matter = a_matter(routes, "agreement.end", "Avsluta vänorter")
    facts = {"relations": towns, "day": TODAY, "reason": "Ny inriktning", "by": by, "on": TODAY}
    with pytest.raises(Blocked):
        agreeing.end_many(**facts, decision=decided(matter, "ks", outcome="ended"))
    assert {town.status for town in Relation.objects.all()} == {"in_force"}
    decision = decided(matter, outcome="ended")
    ended = agreeing.end_many(**facts, decision=decision)
    assert [(one.status, one.ending_matter, events(one), one.events.get().decision) for one in ended] == [
        ("ended", matter, ["ended"], decision)
    ] * 3
    assert all("Ny inriktning" in one.history.first().history_change_reason for one in ended)


def test_one_that_cannot_end_stops_them_all_by_name(osby, by):
    a_body(osby)
    towns = [a_relation(osby, "Skjern"), a_relation(osby, "Kretinga", status="ended")]
    decision = decided(a_matter(osby, "agreement.end", "Avsluta"), "ks", outcome="ended")
    with pytest.raises(ValidationError, match=r"Kretinga: .*går inte från läget"):
        agreeing.end_many(relations=towns, decision=decision, day=TODAY, reason="Ny inriktning", by=by, on=TODAY)
    towns[0].refresh_from_db()
    assert (towns[0].status, towns[0].events.count()) == ("in_force", 0)


def test_a_refusal_ends_nothing(osby, by):
    decision = decided(a_matter(osby, "agreement.end", "Avsluta"), a_body(osby).code, outcome="refused")
    with pytest.raises(ValidationError, match="säger ja"):
        agreeing.end_many(relations=[a_relation(osby)], decision=decision, day=TODAY, reason="Ny inriktning", by=by, on=TODAY)
    assert Decision.objects.count() == 1


# ── taken up again


def test_taken_up_again_it_is_decided_anew(routes, by):
    relation = a_relation(routes, matter=a_matter(routes, "agreement.enter", "Skjern"), started_on=dt.date(1990, 1, 1))
    decided(relation.matter, decided_on=dt.date(1989, 12, 1))
    relation = agreeing.end_agreement(relation=relation, ended_by="partner", day=TODAY - days(99), by=by, on=TODAY)
    facts = {"relation": relation, "day": TODAY, "by": by, "reason": "Ny borgmästare", "on": TODAY}
    with pytest.raises(Blocked, match="Kommunfullmäktige"):
        agreeing.re_establish(**facts)
    relation.refresh_from_db()
    assert (relation.status, events(relation)) == ("ended", ["ended"])
    decided(relation.matter)
    relation = agreeing.re_establish(**facts)
    assert (relation.status, relation.ended_on, relation.ended_by, relation.started_on) == ("in_force", None, "", dt.date(1990, 1, 1))
    assert events(relation) == ["ended", "re_established"]
    assert states(routes)[0] == "kept"


# ── what everybody sees


@pytest.mark.parametrize(
    "facts, is_shown",
    [
        ({}, True),
        ({"status": "paused"}, True),
        ({"status": "under_review"}, True),
        ({"status": "proposed"}, False),
        ({"status": "decided"}, False),
        ({"status": "rejected"}, False),
        ({"status": "ended", "ended_on": TODAY}, False),
        ({"status": "ended", "ended_on": TODAY + days(1)}, True),  # it holds until it has ended
        ({"status": "ended", "ended_text": "1990-talet"}, False),
        ({"valid_to": TODAY}, True),
        ({"valid_to": TODAY - days(1)}, False),  # it has run out
        ({"started_on": TODAY + days(1)}, False),
    ],
)
def test_only_what_holds_stands_on_the_public_page(osby, facts, is_shown):
    a_relation(osby, published=True, **facts)
    assert [town.name for town in public_view(osby, TODAY).towns] == ["Gribskov"] * is_shown


def test_the_public_page_has_the_oldest_first_vague_years_among_the_rest(osby):
    for name, facts in (
        ("Sist", {}),
        ("Mitten", {"started_text": "1980-talet"}),
        ("Först", {"started_year": 1977}),
        ("Näst", {"started_year": 1992}),
    ):
        a_relation(osby, name, published=True, **facts)
    assert [town.name for town in public_view(osby, TODAY).towns] == ["Först", "Mitten", "Näst", "Sist"]


# ── what routes ask


def test_the_facts_that_routes_ask_for(osby):
    relation = a_relation(
        osby, "Riga", country="LV", initiator="association", level="european", started_on=dt.date(2026, 1, 1), valid_to=dt.date(2028, 6, 30),
        has_obligation=True, amount=5000, fee=120, ended_by="mutual",
    )  # fmt: skip
    saved(Party(relation=relation, name="Visby"))
    facts = relation_facts(relation)
    expected = {"kind": "twin_town", "level": "european", "scope": "municipality", "country": "LV", "initiator": "association", "parties": 2,
                "duration_years": 3, "obligation_amount": 5000, "fee": 120, "reason": "mutual"}  # fmt: skip
    assert {name: facts[name] for name in expected} == expected
    assert set(facts) <= set(FIELDS["Matter"])


def test_what_nobody_has_said_is_not_known(osby):
    facts = relation_facts(a_relation(osby, partner=None))
    unknown = ("country", "geography", "initiator", "parties", "duration_years", "obligation_amount", "fee", "reason", "level", "stage")
    assert {name: facts[name] for name in unknown} == dict.fromkeys(unknown)
    assert relation_facts(a_relation(osby, has_obligation=False))["obligation_amount"] == 0
