"""The basis of what is to be decided: each part that is asked is written, and before the step."""

import datetime as dt
from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from councils.basis import Answer, basis_of, keep_basis
from councils.models import BasisGoal, BasisPart
from councils.rules.basis import BasisComplete, Grounds, basis_is_complete
from councils.rules.errands import errand_of
from tests.situations import (
    LONG_AGO,
    TODAY,
    a_basis_part,
    a_body,
    a_decision,
    a_document,
    a_document_in_force,
    a_matter,
    a_municipality,
    a_part,
    a_setting,
    an_area,
    days,
    said,
    saved,
    somebody,
    states,
)

pytestmark = pytest.mark.django_db
RULE = "basis_is_complete"
# What the clauses that use the rule ask for.
ANALYSIS = [{"part": "needs_analysis"}]  # OSBY-15
WEIGHED = [{"part": "needs"}, {"part": "decided_goals", "at_least": 1}, {"part": "weighing"}]  # OSBY-16
ORIGIN = [{"part": "need"}, {"part": "need_origin"}]  # LOMMA-15, LOMMA-25
EXPECTED = {"need_origin": ["municipality", "administration"]}
CHILDREN = [{"part": "child_perspective"}]  # UPBRO-34
OWN_BENEFIT = [{"part": "own_benefit"}]  # TYRESO-51
INVESTMENT = [{"part": "cost_estimate"}, {"part": "expected_benefit"}, {"part": "priority_reference"}]  # TORSBY-05
EVERY = [ANALYSIS, WEIGHED, CHILDREN, OWN_BENEFIT, INVESTMENT]


@pytest.fixture
def osby():
    osby = a_municipality()
    a_body(osby)
    return osby


@pytest.fixture
def matter(osby):
    """A project that somebody has prepared, so that it is something to judge."""
    matter = a_matter(osby, "project.start", "Våtmarker")
    a_decision(matter, outcome="", act="prepare")
    return matter


def asks(osby, parts, strength="should", matter="project.start", **more):
    return a_setting(osby, RULE, strength, matter=matter, parts=parts, **more)


# ── the parts


@pytest.mark.parametrize("parts", EVERY)
def test_each_part_that_is_asked_must_be_there(osby, matter, parts):
    asks(osby, parts)
    goal = a_part(a_document_in_force(osby, kind="strategy", title="Strategi"), "goal")
    for number, one in enumerate(parts, 1):
        assert states(osby) == ["due"]
        written = a_basis_part(matter, one["part"])
        if one["part"] == BasisPart.GOALS:
            assert states(osby) == ["due"]  # said in words alone, it names no goal
            saved(BasisGoal(basis=written, goal=goal))
        left = [part["part"] for part in parts[number:]]
        assert [part.code for part in basis_of(matter).missing] == left
    assert states(osby) == ["kept"]


@pytest.mark.parametrize(
    "facts, state",
    [
        ({"text": "0"}, "kept"),
        ({"text": "  "}, "due"),
        ({"text": "", "does_not_apply": True, "reason": "Det finns inga barn i verksamheten."}, "kept"),
        ({"text": "", "does_not_apply": True}, "due"),
        ({"written_on": None}, "unknown"),
        ({"written_on": TODAY}, "kept"),
        ({"written_on": TODAY + days(1)}, "due"),
    ],
)
def test_what_is_an_answer(osby, matter, facts, state):
    asks(osby, CHILDREN)
    a_basis_part(matter, "child_perspective", **facts)
    assert states(osby) == [state]


@pytest.mark.parametrize("at_least, text, state", [(2, "Ett", "due"), (2, "Ett\n\nTvå", "kept"), (3, "Ett\nTvå", "due")])
def test_several_are_asked_where_the_municipality_says_so(osby, matter, at_least, text, state):
    asks(osby, [{"part": "expected_benefit", "at_least": at_least}])
    a_basis_part(matter, "expected_benefit", text)
    assert states(osby) == [state]


@pytest.mark.parametrize(
    "answer, reason, state",
    [
        ("municipality", "", "kept"),
        ("administration", "", "kept"),
        ("outside", "", "due"),
        ("outside", "Bolaget bad om det.", "kept"),
        ("", "", "due"),
    ],
)
def test_an_unexpected_answer_is_kept_with_its_reason(osby, matter, answer, reason, state):
    asks(osby, ORIGIN, expects=EXPECTED)
    a_basis_part(matter, "need")
    a_basis_part(matter, "need_origin", "", answer=answer, reason=reason)
    assert states(osby) == [state]


def test_a_goal_counts_while_its_document_stands(osby, matter):
    asks(osby, [{"part": "decided_goals", "at_least": 1}])
    part = a_basis_part(matter, "decided_goals", written_on=TODAY)
    draft, strategy = a_document(osby, "strategy", "Utkast"), a_document_in_force(osby, kind="strategy", title="Strategi", valid_to=TODAY)
    saved(BasisGoal(basis=part, goal=a_part(draft, "goal")))
    assert states(osby) == ["due"]
    saved(BasisGoal(basis=part, goal=a_part(strategy, "goal")))
    assert states(osby) == ["kept"]
    part.written_on = TODAY + days(1)
    saved(part)
    assert states(osby, TODAY + days(1)) == ["due"]


# ── the step


def verdict(osby, matter, taken_on, parts=CHILDREN, in_force_from=LONG_AGO, on=TODAY):
    """What the rule says of the matter once its step has been taken."""
    setting = asks(osby, parts, in_force_from=in_force_from)
    errand = replace(errand_of(matter, on), taken=True, taken_on=taken_on)
    row = Grounds(errand, {part.code: part for part in matter.basis.with_goals()})
    return basis_is_complete(row, BasisComplete(matter="project.start", parts=tuple(parts)), on, setting)


@pytest.mark.parametrize(
    "written_on, state", [(TODAY - days(1), "kept"), (TODAY, "kept"), (TODAY + days(1), "breached"), (None, "unknown")]
)
def test_it_must_be_dated_no_later_than_the_step(osby, matter, written_on, state):
    a_basis_part(matter, "child_perspective", written_on=written_on)
    assert verdict(osby, matter, TODAY, on=TODAY + days(9)).state == state


def test_a_step_taken_without_it_is_breached_from_that_day(osby, matter):
    found = verdict(osby, matter, TODAY - days(3))
    assert (found.state, found.since, found.fix.view) == ("breached", TODAY - days(3), "basis")


@pytest.mark.parametrize("decided_on, state", [(LONG_AGO + days(1), "kept"), (LONG_AGO, "kept"), (LONG_AGO - days(1), "not_applicable")])
def test_a_matter_of_its_own_takes_its_step_when_somebody_says_yes(osby, matter, decided_on, state):
    asks(osby, CHILDREN)
    a_decision(matter, decided_on=decided_on, outcome="approved")
    assert states(osby) == ["not_applicable" if decided_on < LONG_AGO else "breached"]
    a_basis_part(matter, "child_perspective", written_on=LONG_AGO)
    assert states(osby) == [state]


@pytest.mark.parametrize("in_force_from, state", [(TODAY, "breached"), (TODAY + days(1), "not_applicable")])
def test_nobody_owes_a_basis_for_what_was_done_before_the_rule(osby, matter, in_force_from, state):
    assert verdict(osby, matter, TODAY, in_force_from=in_force_from, on=TODAY + days(2)).state == state


def test_a_step_without_its_day_is_unknown(osby, matter):
    assert verdict(osby, matter, None).state == "unknown"


def test_other_matters_and_conditions_that_do_not_hold_are_left_out(osby, matter):
    asks(osby, CHILDREN, matter="application.submit")
    assert states(osby) == ["not_applicable"]
    assert basis_of(matter) is None
    asks(osby, OWN_BENEFIT, where=[{"field": "kind", "op": "eq", "value": "municipal_partnership"}])
    assert basis_of(matter) is not None  # nobody has said what kind it is
    matter.facts = {"kind": "twin_town"}
    saved(matter)
    assert basis_of(matter) is None


def test_one_municipality_asks_for_less(matter):
    lomma = a_municipality("lomma", "Lomma")
    a_body(lomma)
    theirs = a_matter(lomma, "project.start", "Cykelvägar")
    a_decision(theirs, outcome="approved")
    asks(lomma, [{"part": "need"}])
    a_basis_part(theirs, "need")
    assert states(lomma) == ["kept"]


# ── writing it


@pytest.fixture
def page(osby, matter, client):
    asks(osby, ORIGIN, expects=EXPECTED)
    asks(osby, WEIGHED)
    client.force_login(somebody("coordinator", osby), backend="councils.access.ContainerBackend")
    return reverse("basis", args=["osby", matter.pk])


def test_the_page_asks_for_each_part_once_with_its_clauses(page, client):
    shown = client.get(page).content.decode()
    for word in ("Behov", "Varifrån behovet kommer", "Beslutade mål", "Avvägning", "OSBY-"):
        assert word in shown


def test_what_is_written_is_kept_with_its_history(osby, matter, page, client):
    goal = a_part(a_document_in_force(osby, kind="strategy", title="Strategi"), "goal")
    facts = {"version": matter.version, "text_need": "Fler prov", "written_on_need": "2026-01-01", "goals_decided_goals": [goal.pk]}
    assert client.post(page, facts).status_code == 302
    need, goals = matter.basis.get(code="need"), matter.basis.get(code="decided_goals")
    assert (need.text, need.written_on, list(goals.goals.all())) == ("Fler prov", dt.date(2026, 1, 1), [goal])
    assert need.history.first().history_user is not None
    assert matter.basis.count() == 2
    assert client.post(page, facts).status_code == 409  # the matter has another version now


@pytest.mark.parametrize(
    "facts, sentence",
    [
        ({"does_not_apply_need": "on"}, "Skriv varför det inte är aktuellt"),
        ({"answer_need_origin": "outside"}, "Skriv skälet"),
        ({"text_need": "x", "written_on_need": "2999-01-01"}, "Kontrollera"),
    ],
)
def test_what_is_wrong_is_said(matter, page, client, facts, sentence):
    assert sentence in client.post(page, {"version": matter.version, **facts}).content.decode()
    assert not matter.basis.exists()


def test_who_may_write(osby):
    area = an_area(osby)
    matter = a_matter(osby, "project.start", "Våtmarker", container=area.container_ptr)
    for role, place, may in (("contact", area, True), ("contact", an_area(osby, "skola", "Skola"), False), ("registrar", osby, True)):
        by, answer = somebody(role, place), Answer("need", f"{role} skriver")
        if may:
            keep_basis(matter=matter, answers=[answer], by=by)
            assert matter.basis.get().text == answer.text
        else:
            with pytest.raises(PermissionDenied):
                keep_basis(matter=matter, answers=[answer], by=by)


def test_the_decisions_page_tells_what_is_missing(matter, page, client):
    shown = client.get(reverse("decision", args=["osby", matter.decisions.get().pk])).content.decode()
    assert page in shown
    assert "Avvägning" in shown


def test_the_rule_says_what_and_leads_to_the_page(osby, matter):
    asks(osby, INVESTMENT)
    a_basis_part(matter, "cost_estimate")
    (finding,) = said(osby)
    assert "väntad nytta, koppling till en prioritering" in finding.verdict.sentence
    assert dict(finding.verdict.fix.kwargs) == {"pk": matter.pk}
