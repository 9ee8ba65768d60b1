"""What is granted from set-aside money keeps to its terms, each by itself; the grant is closed until it does. Serves TORSBY-37."""

import pytest

from councils.transitions import closed_by
from funding.workflow import ALLOCATION
from tests.situations import (
    TODAY,
    a_decision,
    a_matter,
    a_municipality,
    a_pot,
    a_setting,
    a_visit,
    an_account_of,
    an_allocation,
    an_area,
    days,
    said,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def torsby():
    return a_municipality("torsby", "Torsby")


@pytest.fixture
def office(torsby):
    return an_area(torsby, "kultur", "Kulturförvaltningen", kind="administration")


def terms(home, **more):
    return a_setting(home, "allocation_keeps_to_its_terms", **{"matter": "allocation.grant", **more})


@pytest.fixture
def pot(torsby):
    return a_pot(torsby.container_ptr)


def judged(home, term):
    return [f.state for f in said(home) if f.verdict.key == term]


@pytest.mark.parametrize(
    "status, decided, state",
    [
        ("asked", None, "due"),
        ("granted", None, "breached"),
        ("asked", "granted", "kept"),
        ("paid", "granted", "kept"),
        ("granted", "refused", "breached"),
        ("refused", "refused", None),
    ],
)
def test_it_is_granted_by_a_decision(torsby, office, pot, status, decided, state):
    terms(torsby)
    matter = a_matter(torsby, "allocation.grant", "Elevutbyte")
    an_allocation(pot, office, status=status, matter=matter)
    if decided:
        a_decision(matter, outcome=decided, decided_on=TODAY)
    assert judged(torsby, "matter") == ([state] if state else [])


BEFORE_A_VISIT = {"apply_before_start": {"days": 30}}
CASES = [
    # parameters, the request, what is said of it
    ({"applicants": ["association"]}, {"applicant_kind": "association"}, "kept"),
    ({"applicants": ["association"]}, {"applicant_kind": "company"}, "due"),
    ({"applicants": ["administration"]}, {}, "kept"),  # the unit says what it is
    ({"eligible_costs": ["travel"]}, {"cost_type": "travel"}, "kept"),
    ({"eligible_costs": ["travel"]}, {"cost_type": "gifts"}, "due"),
    ({"eligible_costs": ["travel"]}, {}, "unknown"),
    ({"ineligible_costs": ["gifts"]}, {"cost_type": "travel"}, "kept"),
    ({"ineligible_costs": ["gifts"]}, {"cost_type": "gifts"}, "due"),
    ({"ineligible_costs": ["gifts"]}, {}, "unknown"),
    ({"highest_share": {"part": 1, "of": 2}}, {"eligible_cost": 20_000}, "kept"),  # exactly half
    ({"highest_share": {"part": 1, "of": 2}}, {"eligible_cost": 19_999}, "due"),
    ({"highest_share": {"part": 1, "of": 2}}, {}, "unknown"),
    ({"rates": [{"amount": 500, "per": "person"}]}, {"participants": 20}, "kept"),
    ({"rates": [{"amount": 500, "per": "person"}]}, {"participants": 19}, "due"),
    ({"rates": [{"amount": 500, "per": "person", "most_persons": 10}]}, {"participants": 20}, "due"),
    ({"rates": [{"amount": 500, "per": ["person", "day"]}]}, {"participants": 4, "days": 5}, "kept"),
    ({"rates": [{"amount": 500, "per": ["person", "day"], "most_days": 4}]}, {"participants": 4, "days": 5}, "due"),
    ({"rates": [{"amount": 500, "per": "person"}]}, {}, "unknown"),
    ({"rates": [{"amount": 1, "per": "person", "where": [{"field": "purpose", "op": "eq", "value": "Körresa"}]}]}, {}, "kept"),  # is about another
    ({"caps": [{"amount": 10_000, "per": "applicant"}]}, {}, "kept"),
    ({"caps": [{"amount": 9_999, "per": "applicant"}]}, {}, "due"),
    ({"caps": [{"amount": 500, "per": "person"}]}, {"participants": 20}, "kept"),
    ({"caps": [{"amount": 500, "per": "person"}]}, {"participants": 19}, "due"),
    ({"caps": [{"amount": 500, "per": "person"}]}, {}, "unknown"),
    ({"caps": [{"amount": 10_000, "per": "pot"}, {"amount": 9_000, "per": "year"}]}, {}, "due"),
    ({"caps": [{"amount": 10_000, "per": "pot"}]}, {"asked": None}, "unknown"),
    ({"least_days": 5}, {"days": 5}, "kept"),
    ({"least_days": 5}, {"days": 4}, "due"),
    ({"least_days": 5}, {}, "unknown"),
    ({"apply_by": {"day": "11-24"}}, {}, "kept"),
    ({"apply_by": {"day": "11-23"}}, {}, "due"),
    (BEFORE_A_VISIT, {"work": 30}, "kept"),
    (BEFORE_A_VISIT, {"work": 29}, "due"),
    (BEFORE_A_VISIT, {}, "unknown"),
]  # fmt: skip


@pytest.mark.parametrize("parameters, facts, state", CASES)
def test_each_term(torsby, office, pot, parameters, facts, state):
    terms(torsby, **parameters)
    ((name),) = parameters
    if "work" in facts:
        facts = facts | {"work": a_visit(office, TODAY + days(facts["work"])).work_ptr}
    one = an_allocation(pot, office, **facts)
    assert judged(torsby, name) == [state]
    if state == "due":  # what is let through against the terms is a breach
        one.status = "granted"
        one.recorded(by=None)
        assert judged(torsby, name) == ["breached"]


def test_caps_count_with_the_others(torsby, office, pot):
    terms(torsby, caps=[{"amount": 15_000, "per": "applicant", "every": {"every": 1, "unit": "year"}}])
    an_allocation(pot, office, asked=8_000)
    an_allocation(a_pot(torsby.container_ptr, year=2025), office, asked=8_000)  # another year
    an_allocation(pot, office, asked=8_000, status="refused")
    an_allocation(pot, None, applicant_name="Hembygdsföreningen", asked=8_000)
    assert set(judged(torsby, "caps")) == {"kept"}
    an_allocation(pot, office, asked=8_000)
    assert judged(torsby, "caps").count("due") == 2


def test_one_event_has_one_cap_and_one_source(torsby, office, pot):
    terms(torsby, caps=[{"amount": 15_000, "per": "event"}], one_source_only=True)
    work = a_visit(office, TODAY + days(60)).work_ptr
    an_allocation(pot, office, work=work)
    assert (judged(torsby, "caps"), judged(torsby, "one_source_only")) == (["kept"], ["kept"])
    an_allocation(a_pot(torsby.container_ptr, kind="reserve"), None, applicant_name="Hembygdsföreningen", work=work)
    assert (judged(torsby, "caps"), judged(torsby, "one_source_only")) == (["due", "due"], ["due", "due"])


@pytest.mark.parametrize("over, accounted, state", [(1, False, "due"), (0, False, "kept"), (1, True, "kept")])
def test_who_owes_an_account_gets_nothing_more(torsby, office, pot, over, accounted, state):
    terms(torsby, earlier_account_required=True)
    visit = a_visit(office, TODAY - days(over), status="held")
    if accounted:
        an_account_of(visit)
    an_allocation(pot, office, work=visit.work_ptr, status="paid", applied_on=TODAY - days(90))
    an_allocation(pot, office)
    assert judged(torsby, "earlier_account_required") == ["kept", state]


def test_the_gate_of_the_grant_is_its_terms(torsby, office, pot):
    terms(torsby, strength="should")
    one = an_allocation(pot, office)
    blocking, asking = closed_by(ALLOCATION["grant"], one, TODAY)
    assert ([f.verdict.key for f in blocking], [f.verdict.key for f in asking]) == ([], ["matter"])
