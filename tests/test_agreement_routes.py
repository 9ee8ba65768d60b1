"""Agreements and their routes: what the route of a change reads from the agreement, and what is asked where no route is adopted."""

import pytest
from django.core.exceptions import ValidationError

from councils.compliance import findings
from councils.rules.errands import errands
from partnerships import agreeing
from partnerships.models import Party
from tests.situations import (
    TODAY,
    a_body,
    a_decision,
    a_matter,
    a_municipality,
    a_relation,
    a_setting,
    a_step,
    an_assembly,
    days,
    saved,
    somebody,
)
from tests.test_agreements import WHY, decided, events, proposed

pytestmark = pytest.mark.django_db


@pytest.fixture
def osby():
    return a_municipality()


@pytest.fixture
def by(osby):
    return somebody("coordinator", osby)


# ── where no route is adopted


@pytest.mark.parametrize("act", ["decide", "enter"])
@pytest.mark.parametrize(
    "kind, code, called", [("twin_town", "agreement.enter", "avtalet med Skjern"), ("network", "membership.join", "medlemskapet i Skjern")]
)
def test_without_a_route_a_decision_is_recorded_or_a_reason_is_given(osby, by, act, kind, code, called):
    if (act, kind) == ("decide", "network"):
        return  # one joins at once
    a_body(osby)

    def step(relation, **facts):
        if act == "decide":
            return agreeing.take_step(relation=relation, act="decide", day=TODAY, by=by, on=TODAY, **facts)
        return agreeing.enter_agreement(relation=relation, day=TODAY, by=by, on=TODAY, **facts)

    relation = proposed(osby, by, kind=kind)
    for reason in ("", "  "):
        with pytest.raises(ValidationError, match=f"Ingen beslutsväg är antagen för {called}"):
            step(relation, reason=reason)
    relation.refresh_from_db()
    assert (relation.status, events(relation)) == ("proposed", [])
    refused = a_decision(relation.matter, osby.containers.get(code="ks").body, TODAY - days(3), "refused")
    with pytest.raises(ValidationError, match="Ingen beslutsväg"):
        step(relation, decision=refused)
    assert WHY in step(relation, reason=WHY).history.first().history_change_reason
    with_decision = proposed(osby, by, "Kretinga", kind=kind)
    decided(with_decision.matter, "ks")
    assert step(with_decision).status != "proposed"
    named = proposed(osby, by, "Cēsis", kind=kind)
    assert step(named, decision=with_decision.matter.decisions.get()).status != "proposed"
    free = proposed(osby, by, "Visby", kind=kind)
    a_step(osby, code, "nobody")
    assert step(free).status != "proposed"


def test_what_is_decided_already_is_asked_about_no_more(osby, by):
    relation = agreeing.take_step(relation=proposed(osby, by), act="decide", day=TODAY, by=by, reason=WHY, on=TODAY)
    assert agreeing.enter_agreement(relation=relation, day=TODAY, by=by, on=TODAY).status == "in_force"


def test_a_route_of_another_municipality_and_one_that_begins_later_are_none(osby, by):
    a_step(a_municipality("lomma", "Lomma"), "agreement.enter", "nobody")
    a_step(osby, "agreement.enter", "nobody", in_force_from=TODAY + days(1))
    with pytest.raises(ValidationError, match="Ingen beslutsväg"):
        agreeing.enter_agreement(relation=proposed(osby, by), day=TODAY, by=by, on=TODAY)


# ── changed: the route asks of the agreement itself


BY_COST = [{"field": "obligation_amount", "op": "gte", "value": 100_000}]
SMALL = [{"field": "obligation_amount", "op": "lt", "value": 100_000}]


@pytest.fixture
def changes(osby):
    """The assembly changes what costs a hundred thousand or more, the executive board the rest; and both are demanded."""
    an_assembly(osby), a_body(osby)
    a_step(osby, "agreement.change", "kf", where=BY_COST)
    a_step(osby, "agreement.change", "ks", where=SMALL)
    a_setting(osby, "matter_is_decided_by_its_route", matter="agreement.change")
    return osby


def in_change(home, by, **facts):
    relation = a_relation(home, "Skjern", matter=a_matter(home, "agreement.enter"), started_on=TODAY - days(900), **facts)
    return agreeing.propose_change(relation=relation, by=by)


def said(relation, on=TODAY):
    rows = [one for one in errands(relation.municipality, on, ("agreement.change",)) if one.code == "agreement.change"]
    return rows, [f for f in findings(relation.municipality, on, rule="matter_is_decided_by_its_route") if f.row == relation]


@pytest.mark.parametrize("amount, organ", [(100_000, "Kommunfullmäktige"), (99_999, "Kommunstyrelsen"), (None, "")])
def test_what_the_agreement_costs_says_who_changes_it(changes, by, amount, organ):
    """At the limit, just below, and where nobody has said what it costs."""
    relation = in_change(changes, by, has_obligation=amount is not None or None, amount=amount)
    ([errand], [finding]) = said(relation)
    assert (errand.subject, errand.facts["kind"], errand.decisions) == (relation, "twin_town", ())
    assert organ in finding.verdict.sentence
    assert finding.state == ("due" if organ else "unknown")
    assert organ or finding.verdict.fix.kwargs == (("pk", relation.changing_matter_id),)


def test_kind_years_and_parties_are_read_from_the_agreement_and_what_only_the_matter_knows_from_it(changes, by):
    relation = in_change(changes, by, kind="cooperation", has_obligation=False, valid_to=TODAY + days(190))
    relation.changing_matter.facts = {"reason": "duration"}
    saved(relation.changing_matter)
    saved(Party(relation=relation, name="Visby")), saved(Party(relation=relation, name="Hansaby"))
    ([errand], _found) = said(relation)
    assert {name: errand.facts[name] for name in ("kind", "obligation_amount", "parties", "duration_years", "reason")} == {
        "kind": "cooperation", "obligation_amount": 0, "parties": 3, "duration_years": 3, "reason": "duration"}  # fmt: skip


def test_a_change_is_decided_made_and_then_the_next_may_come(changes, by):
    relation = in_change(changes, by, has_obligation=False, valid_to=TODAY)
    with pytest.raises(ValidationError, match="pågår redan"):
        agreeing.propose_change(relation=relation, by=by)
    decision = decided(relation.changing_matter, "ks")
    assert [finding.state for finding in said(relation)[1]] == ["kept"]
    relation = agreeing.renew(relation=relation, day=TODAY, valid_to=TODAY + days(365), by=by, decision=decision)
    ([errand], [finding]) = said(relation)
    assert (errand.taken, errand.taken_on, finding.state) == (True, TODAY, "kept")
    first = relation.changing_matter
    assert agreeing.propose_change(relation=relation, by=by).changing_matter != first


def test_only_what_holds_is_changed_and_another_municipalitys_route_says_nothing(osby, by):
    a_step(a_municipality("lomma", "Lomma"), "agreement.change", "kf")
    for facts in ({"status": "ended", "ended_year": 1999}, {"status": "proposed"}, {"kind": "network"}):
        with pytest.raises(ValidationError, match="gäller det inte"):
            agreeing.propose_change(relation=a_relation(osby, **facts), by=by)
    a_setting(osby, "matter_is_decided_by_its_route", matter="agreement.change")
    (finding,) = said(in_change(osby, by))[1]
    assert (finding.state, finding.strength) == ("unknown", "should")
    assert "Ingen beslutsväg är antagen för ändringen av avtalet med Skjern" in finding.verdict.sentence
