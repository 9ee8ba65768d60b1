"""Every rule of the rule book is declared, with every parameter, and the facts that conditions may use."""

from dataclasses import MISSING, fields

import pytest

from councils.compliance import GATES, RULES
from councils.conditions import FIELDS
from councils.parameters import TYPES
from councils.transitions import gate_of
from tests.situations import RuleSetting

# code: (subject, parameters; those with a star must be given)
BOOK = {
    "matter_is_decided_by_its_route": ("Matter", "matter* acts outcomes own_decision_counts undocumented_before covers"),
    "decision_is_recorded_in_full": ("Decision", "matters* facts not_stated_is_an_answer expected"),
    "required_document_is_in_force": (
        "Container",
        "document_kind* owner unit_kinds below end_date_required longest_validity every due warn_before",
    ),
    "document_has_its_parts": ("Document", "document_kind* parts*"),
    "document_is_reviewed_in_time": (
        "Document",
        "document_kind* acts every revision_follows_evaluation reference_must_be_current responsible",
    ),
    "superseded_document_is_closed": ("Document", "document_kinds* notice_when_lower_body"),
    "post_is_held": ("Municipality", "role* in_container number at_most home_unit also_holds serves_unit_kinds outside_provider_counts"),
    "unit_has_its_contact_persons": (
        "Container",
        "role unit_kinds* number* numbers_by_unit at_most deputies which_units answerable warn_before_end",
    ),
    "seats_are_filled": ("Body", "body* seats* total"),
    "seats_follow_appointments": ("Body", "body* roles* held_in both_ways others_allowed"),
    "body_meets": ("Body", "body* every* at_least level call_before"),
    "meeting_has_notes": ("Meeting", "body* papers within"),
    "training_is_offered": ("Appointment", "role training_kind* every* offer_is_enough answerable"),
    "basis_is_complete": ("Matter", "matter* parts* expects"),
    "named_relation_is_in_the_register": ("Municipality", "kind* partners number number_by_region decided_by"),
    "new_agreements_follow_the_stance": ("Relation", "stance* since initiators"),
    "agreement_meets_its_conditions": (
        "Relation",
        "highest_obligation end_date_required longest_validity terms country_list projects_at_least every_party_has_approved",
    ),
    "relation_is_alive": ("Relation", "within* touches touch_where at_least answer"),
    "network_is_represented": ("Relation", "seats* drawn_from all_different one_from networks"),
    "membership_still_serves": ("Relation", "benefit_noted benefit_every ends_with_project"),
    "notice_is_given_before": ("Work", "to* at_least_before warn_before"),
    "account_is_given_afterwards": ("Work", "parts* to within"),
    "work_has_its_responsible_unit": ("Work", "unit_kinds* as_what person_required otherwise"),
    "work_names_what_it_serves": ("Work", "list* values at_least derived outside"),
    "cost_has_its_bearer": ("Cost", "bearer_kinds* must_take_part central_money_counts by_cost_type"),
    "options_are_tested": ("Work", "tests*"),
    "route_fits_before_the_deadline": ("Work", "matter* paper_days warn_before"),
    "commitment_is_secured_before_start": ("Commitment", "kinds matter* proof"),
    "steps_are_taken_in_time": ("Work", "before_start after_end within each_year"),
    "money_is_set_aside": ("Container", "pot* owner unit_kinds amount covers"),
    "allocation_keeps_to_its_terms": (
        "Allocation",
        "matter* applicants eligible_costs ineligible_costs highest_share rates caps least_days apply_by apply_before_start one_source_only earlier_account_required",
    ),
    "outside_world_is_watched": ("Container", "by* role unit unit_kinds topics silence at_least every"),
    "report_is_delivered": ("Container", "by* unit_kinds body role to report_kind* every* due parts also_before none_is_an_answer"),
    "reports_are_compiled": ("Municipality", "by* from_unit_kinds covers every* due missing_are_named"),
    "report_gets_an_answer": ("Report", "from_organs* within*"),
    "follow_up_is_done": ("Municipality", "by* together_with of_what every* due decision_required"),
    "number_of_records_is_within_bounds": ("Work", "records* per unit_kinds values_of values at_least at_most every*"),
    "information_is_passed_on": ("Container", "by* unit_kinds* at_least every*"),
    "page_shows_its_sections": ("PublicPage", "sections lists_every columns within"),
    "page_has_owner_and_contact": ("PublicPage", "owner_required contact_role fallback"),
    "page_is_fresh": ("PublicPage", "stale_after date_is_automatic"),
}
# What a statute asks of every municipality, beside the book.
LAW = {
    "delegated_decisions_are_reported": ("Decision", "meetings"),
    "minutes_are_attested": ("Meeting", "stage within"),
}
WAITS: set[str] = set()
SUBJECTS = {
    "Municipality": "",
    "Container": "kind parent_kind has_ambition has_running_work staff_count",
    "Body": "kind mode",
    "Appointment": "role container_kind deputy",
    "Meeting": "body body_kind level state",
    "Document": "kind owner_kind scope parent_kind state",
    "Decision": "matter document_kind body outcome",
    "Relation": "row kind state scope level stage country geography theme parties initiator",
    "Work": "row kind state direction field_related relation_kind country geography tags target_group participant_category funder_level funder "
    "owner_kind applicant_kind initiator work_related development outside_administration boards_concerned duration_years cost_total traveller",
    "Commitment": "kind organisation_kind amount",
    "Cost": "row cost_type source amount",
    "Allocation": "pot applicant_kind purpose direction relation_kind amount",
    "Report": "kind by_kind by",
    "PublicPage": "language",
}


def test_there_are_no_others():
    assert set(RULES) == {*BOOK, *LAW}
    assert (len(BOOK), len(LAW), len(RULES)) == (41, 2, 43)


@pytest.mark.parametrize("code", [*BOOK, *LAW])
def test_a_rule_is_declared_with_every_parameter(code):
    subject, parameters = (BOOK | LAW)[code]
    declared = {f.name: f.default is MISSING for f in fields(RULES[code].parameters)}
    assert declared == {name.rstrip("*"): name.endswith("*") for name in parameters.split()}
    assert (RULES[code].subject, str(RULES[code].title)[:1].isupper()) == (subject, True)


@pytest.mark.parametrize("code", [*BOOK, *LAW])
def test_a_rule_runs_or_says_what_it_waits_for(code):
    found = RULES[code]
    assert (found.check is None) == bool(found.waits_for) == (code in WAITS)
    assert set(found.gates) <= GATES.keys()
    kinds = {f.metadata["type"] for f in fields(found.parameters)}
    assert kinds <= TYPES.keys() | {"choice", "choices"}


@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_fact_that_a_condition_may_use_is_declared(subject):
    assert set(FIELDS[subject]) == set(SUBJECTS[subject].split())
    assert not [name for name, fact in FIELDS[subject].items() if fact.read is None]


@pytest.mark.parametrize(
    "rule, parameters, own, gate",
    [
        ("matter_is_decided_by_its_route", {"matter": "document.adopt"}, "", "document.bring_into_force"),
        ("matter_is_decided_by_its_route", {"matter": "project.start"}, "", "work.start"),
        ("matter_is_decided_by_its_route", {"matter": "allocation.pay"}, "", ""),
        ("superseded_document_is_closed", {}, "", "document.bring_into_force"),  # its only one
        ("account_is_given_afterwards", {}, "", ""),  # several, and no matter to choose by
        ("account_is_given_afterwards", {}, "work.close", "work.close"),
        ("post_is_held", {}, "", ""),
    ],
)
def test_which_gate_a_setting_closes(rule, parameters, own, gate):
    assert gate_of(RuleSetting(rule=rule, parameters=parameters, gate=own)) == gate
