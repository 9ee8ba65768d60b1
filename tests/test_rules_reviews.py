"""Documents are evaluated and revised in time, on what has been evaluated, and lean on what has not ended.

UPBRO-06 (the framework of the policy), UPBRO-14 (the plan is evaluated each year), UPBRO-15 and -27 (and revised each year), TORSBY-01.
"""

import datetime as dt

import pytest

from councils.models import Supersession
from tests.reviewed_documents import a_framework, a_review_of
from tests.situations import a_body, a_decision, a_document, a_document_in_force, a_municipality, a_setting, an_area, policy_of, said, saved

pytestmark = pytest.mark.django_db
D = dt.date.fromisoformat
RULE = "document_is_reviewed_in_time"
YEARLY = {"every": 12, "unit": "month", "basis": "rolling"}
TEN_YEARS = {"every": 10, "unit": "year", "basis": "rolling"}


@pytest.fixture
def upbro():
    home = a_municipality("upplands-bro", "Upplands-Bro")
    policy_of(home)
    return home


def a_plan(home, adopted="2025-03-01", **facts):
    return a_document_in_force(home, **{"kind": "action_plan", "title": "Handlingsplan", "valid_from": adopted and D(adopted), **facts})


def evaluated_yearly(home, **more):
    a_setting(home, RULE, document_kind="action_plan", acts=["evaluate"], **{"every": YEARLY, **more})


def revised_yearly(home, **more):
    a_setting(home, RULE, document_kind="action_plan", **{"acts": ["revise"], "every": YEARLY, **more})


def found(home, on):
    """{key: finding}"""
    return {finding.verdict.key: finding for finding in said(home, D(on))}


def found_states(home, on):
    return {key: finding.state for key, finding in found(home, on).items()}


# ── the time since the last one


@pytest.mark.parametrize("act, of_act", [("evaluate", "evaluate"), ("revise", "unchanged")])
@pytest.mark.parametrize(
    "done, on, state, due",
    [
        ([],                           "2025-11-30", "kept",    "2026-03-01"),
        ([],                           "2025-12-01", "due",     "2026-03-01"),  # its last quarter
        ([],                           "2026-03-01", "due",     "2026-03-01"),  # exactly at the limit
        ([],                           "2026-03-02", "overdue", "2026-03-01"),
        (["2026-02-01"],               "2026-03-02", "kept",    "2027-02-01"),
        (["2026-02-01"],               "2027-02-02", "overdue", "2027-02-01"),
        (["2026-02-01", "2027-02-01"], "2027-02-02", "kept",    "2028-02-01"),
        (["2026-02-01"],               "2026-01-31", "due",     "2026-03-01"),  # by that day it had not been done
    ],
)  # fmt: skip
def test_the_year_counts_from_the_latest(upbro, act, of_act, done, on, state, due):
    plan = a_plan(upbro)
    for day in done:
        a_review_of(plan, day, of_act)
    a_setting(upbro, RULE, document_kind="action_plan", acts=[act], every=YEARLY)
    finding = found(upbro, on)[act]
    assert (finding.state, finding.verdict.due, finding.row) == (state, D(due), plan)


def test_each_act_is_a_duty_of_its_own(upbro):
    plan = a_plan(upbro)
    a_review_of(plan, "2026-02-01")
    revised_yearly(upbro, acts=["evaluate", "revise"])
    assert found_states(upbro, "2026-03-02") == {"evaluate": "kept", "revise": "overdue"}


@pytest.mark.parametrize("on, state", [("2027-07-03", "kept"), ("2027-07-04", "due"), ("2030-01-01", "due"), ("2030-01-02", "overdue")])
def test_another_municipalitys_limit(on, state):
    torsby = a_municipality("torsby", "Torsby")
    a_document_in_force(torsby, kind="plan", title="Plan", valid_from=D("2020-01-01"))
    policy_of(torsby)
    a_setting(torsby, RULE, document_kind="plan", every=TEN_YEARS)
    (finding,) = said(torsby, D(on))
    assert (finding.state, finding.verdict.due) == (state, D("2030-01-01"))


@pytest.mark.parametrize(
    "every, done, on, state, due",
    [
        ({"every": 1, "unit": "year"}, [],             "2026-09-30", "kept",    "2026-12-31"),
        ({"every": 1, "unit": "year"}, [],             "2026-10-02", "due",     "2026-12-31"),
        ({"every": 1, "unit": "year"}, [],             "2027-01-01", "overdue", "2026-12-31"),
        ({"every": 1, "unit": "year"}, ["2026-01-02"], "2027-01-01", "kept",    "2027-12-31"),  # once in each calendar year
        ({"every": 1, "unit": "term"}, [],             "2029-12-31", "kept",    "2030-12-31"),
        ({"every": 1, "unit": "term"}, [],             "2030-12-31", "due",     "2030-12-31"),
        ({"every": 1, "unit": "term"}, [],             "2031-01-01", "overdue", "2030-12-31"),
    ],
)  # fmt: skip
def test_by_the_calendar(upbro, every, done, on, state, due):
    plan = a_plan(upbro)
    for day in done:
        a_review_of(plan, day)
    evaluated_yearly(upbro, every=every)
    finding = found(upbro, on)["evaluate"]
    assert (finding.state, finding.verdict.due) == (state, D(due))


def test_an_unknown_adoption_is_not_known_until_something_is_recorded(upbro):
    plan = a_document(upbro, kind="action_plan", state="in_force", valid_from=None)
    revised_yearly(upbro, acts=["evaluate", "revise"])
    assert found_states(upbro, "2026-11-24") == {"evaluate": "unknown", "revise": "unknown"}
    a_review_of(plan, "2026-10-01")
    a_review_of(plan, "2026-10-02", "unchanged")
    assert found_states(upbro, "2026-11-24") == {"evaluate": "kept", "revise": "kept"}


@pytest.mark.parametrize("state, valid_to", [("replaced", "2026-01-31"), ("ended", None), ("draft", None)])
def test_what_is_replaced_has_ended_or_is_no_more_than_a_draft_owes_nothing(upbro, state, valid_to):
    a_plan(upbro, state=state, valid_to=valid_to and D(valid_to))
    evaluated_yearly(upbro)
    assert [f.state for f in said(upbro, D("2026-11-24"))] == ["not_applicable"]


def test_without_a_period_nothing_falls_due(upbro):
    a_plan(upbro, "2010-01-01")
    a_setting(upbro, RULE, document_kind="action_plan", acts=["evaluate", "revise"])
    assert [f.state for f in said(upbro, D("2026-11-24"))] == ["not_applicable"]


# ── what a revision builds on


def a_next_plan(home, plan, adopted="2026-03-01", linked="previous"):
    """The version after it, known as one by the row itself or by its decision."""
    plan.state, plan.valid_to = "replaced", D(adopted) - dt.timedelta(days=1)
    saved(plan)
    newer = a_plan(home, adopted, previous=plan if linked == "previous" else None)
    if linked == "decision":
        saved(Supersession(newer=newer.adoption, older=plan.adoption))
    return newer


@pytest.mark.parametrize("linked", ["previous", "decision"])
@pytest.mark.parametrize(
    "evaluated, state",
    [
        (None,         "breached"),
        ("2025-03-01", "breached"),  # of the text before: the day that one was adopted
        ("2025-03-02", "kept"),
        ("2026-03-01", "kept"),      # exactly at the limit
        ("2026-03-02", "breached"),  # after the revision
    ],
)  # fmt: skip
def test_a_new_version_builds_on_an_evaluation_of_the_one_before(upbro, linked, evaluated, state):
    plan = a_plan(upbro)
    newer = a_next_plan(upbro, plan, linked=linked)
    if evaluated:
        a_review_of(plan, evaluated)
    revised_yearly(upbro, revision_follows_evaluation=True)
    here = found(upbro, "2026-04-01")
    assert {key: f.state for key, f in here.items()} == {"revise": "kept", "revise:evaluation": state}
    finding = here["revise:evaluation"]
    assert (finding.row, finding.verdict.since) == (newer, D("2026-03-01"))
    if state == "breached":  # it is put right where the evaluation belongs
        assert (finding.verdict.fix.view, finding.verdict.fix.kwargs) == ("documentreview_new", (("pk", plan.pk),))


@pytest.mark.parametrize("evaluated, state", [(None, "breached"), ("2025-12-01", "kept"), ("2026-02-02", "breached")])
def test_so_does_a_revision_without_change(upbro, evaluated, state):
    plan = a_plan(upbro)
    a_review_of(plan, "2026-02-01", "unchanged")
    if evaluated:
        a_review_of(plan, evaluated)
    revised_yearly(upbro, revision_follows_evaluation=True)
    finding = found(upbro, "2026-04-01")["revise:evaluation"]
    assert (finding.state, finding.verdict.since) == (state, D("2026-02-01"))


def test_the_first_version_builds_on_nothing(upbro):
    a_plan(upbro)
    revised_yearly(upbro, revision_follows_evaluation=True)
    assert found_states(upbro, "2026-02-28") == {"revise": "due"}


# ── what it leans on


@pytest.mark.parametrize(
    "ends_on, unchanged, on, state",
    [
        ("2020-12-31", None,         "2020-12-31", "kept"),  # exactly at the limit
        ("2020-12-31", None,         "2021-01-01", "due"),
        ("2020-12-31", "2020-12-31", "2021-01-01", "due"),   # nobody knew then how it ended
        ("2020-12-31", "2021-01-01", "2021-01-01", "kept"),
        ("2030-12-31", None,         "2026-11-24", "kept"),
        (None,         None,         "2026-11-24", "kept"),  # one without an end
    ],
)  # fmt: skip
def test_a_text_that_leans_on_what_has_ended_is_to_be_looked_over(upbro, ends_on, unchanged, on, state):
    policy = policy_of(upbro)
    policy.valid_from = D("2020-02-12")
    saved(policy)
    a_framework(policy, ends_on)
    if unchanged:
        a_review_of(policy, unchanged, "unchanged")
    a_setting(upbro, RULE, "should", document_kind="policy", acts=["revise"], reference_must_be_current=True)
    finding = found(upbro, on)["revise:framework"]
    assert finding.state == state
    if state == "due":
        assert finding.verdict.since == D("2021-01-01")
        assert "Europa 2020, som slutade 31 december 2020" in finding.verdict.sentence


def test_a_text_that_leans_on_nothing_known_is_not_known(upbro):
    a_setting(upbro, RULE, document_kind="policy", acts=["revise"], reference_must_be_current=True)
    finding = found(upbro, "2026-11-24")["revise:framework"]
    assert (finding.state, finding.verdict.fix.view) == ("unknown", "framework_new")


def test_the_time_and_the_framework_are_duties_of_their_own(upbro):
    a_framework(a_plan(upbro))
    revised_yearly(upbro, reference_must_be_current=True)
    assert found_states(upbro, "2026-03-02") == {"revise": "overdue", "revise:framework": "kept"}  # adopted after the framework had ended


# ── who owes it


@pytest.mark.parametrize(
    "responsible, says",
    [
        (None, "Kultur- och fritidsnämnden svarar för det."),  # who adopted it
        ("ks", "Kommunstyrelsen svarar för det."),
        ("coordinator", "Samordnare svarar för det."),
        ("board_concerned", "Kultur- och fritidsnämnden svarar för det."),  # whose document it is
        ("unit_concerned", "Kultur- och fritidsnämnden svarar för det."),
    ],
)
def test_the_sentence_names_who_owes_it(upbro, responsible, says):
    a_body(upbro)
    board = a_body(upbro, "kfn", "Kultur- och fritidsnämnden", kind="board")
    a_plan(board, body=board)
    evaluated_yearly(upbro, **({"responsible": responsible} if responsible else {}))
    finding = found(upbro, "2026-03-02")["evaluate"]
    assert finding.verdict.sentence == (
        f"Handlingsplan antogs 1 mars 2025 och ska utvärderas senast 1 mars 2026. Registrera utvärderingen. {says}"
    )


def test_a_unit_concerned_is_said_in_words_where_the_document_is_the_whole_municipalitys(upbro):
    an_area(upbro, kind="office")
    a_plan(upbro)
    evaluated_yearly(upbro, responsible="unit_concerned")
    assert "Kontoret som berörs svarar för det." in found(upbro, "2026-03-02")["evaluate"].verdict.sentence


def test_nobody_is_named_where_nobody_is_known(upbro):
    a_document(upbro, kind="action_plan", state="in_force", valid_from=D("2025-03-01"), matter=None)
    evaluated_yearly(upbro)
    assert found(upbro, "2026-03-02")["evaluate"].verdict.sentence.endswith("Registrera utvärderingen.")


def test_a_decision_of_a_later_day_adopts_nothing_yet(upbro):
    """`compliance --on` of a day before the decision: the day that the document is valid from is what was known."""
    plan = a_document(upbro, kind="action_plan", state="in_force", valid_from=D("2025-03-01"))
    a_decision(plan.matter, a_body(upbro), decided_on=D("2026-06-01"))
    evaluated_yearly(upbro)
    assert found_states(upbro, "2026-03-02") == {"evaluate": "overdue"}
    assert found_states(upbro, "2026-06-02") == {"evaluate": "kept"}


def test_as_many_queries_for_many_documents(upbro, django_assert_num_queries):
    evaluated_yearly(upbro)

    def some(number):
        for _ in range(number):
            plan = a_plan(upbro)
            a_framework(plan, name=f"Mål {plan.pk}")
            a_review_of(plan)

    some(1)
    with django_assert_num_queries(9):
        said(upbro, D("2026-11-24"))
    some(5)
    with django_assert_num_queries(9):
        said(upbro, D("2026-11-24"))
