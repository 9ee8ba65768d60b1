"""What a parameter's value is made of is read as closely as the parameter itself: a rule never meets a value that it cannot use."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from councils.compliance import findings
from councils.models import Area, Municipality
from partnerships.models import Relation
from tests.profile_files import FILE, at, dump, faults_of, full, load

pytestmark = pytest.mark.django_db


def a_file(tmp_path, profile):
    (tmp_path / FILE).write_text(dump(profile), encoding="utf-8")
    return tmp_path / FILE


def test_a_large_town_with_a_large_company_and_a_dear_agreement(tmp_path):
    profile = full()
    profile["municipality"]["population"] = 587_549
    profile["unit"][0]["staff"] = 41_000
    profile["relation"][0]["obligation"] = 2_500_000
    load(a_file(tmp_path, profile))
    assert Municipality.objects.get().population == 587_549
    assert Area.objects.get(code="bolaget").staff_count == 41_000
    assert Relation.objects.get().amount == Decimal(2_500_000)


@pytest.mark.parametrize(
    "path, most",
    [
        (("municipality", "population"), 2_147_483_647),
        (("unit", 0, "staff"), 2_147_483_647),
        (("relation", 0, "obligation"), 999_999_999_999),
    ],
)
def test_more_than_the_column_holds_is_said(tmp_path, path, most):
    profile = full()
    at(profile, path[:-1])[path[-1]] = most + 1
    (line,) = faults_of(a_file(tmp_path, profile))
    assert f"expected at most {most}, got {most + 1}" in line


YEARLY = {"every": 1, "unit": "year"}
# what stands in the file, where the fault is said, and what the sentence says
INSIDE = [
    ("money_is_set_aside", {"pot": "central", "amount": {"value": "mycket", "currency": "SEK"}}, "amount.value", "a number, 0 or more"),
    ("money_is_set_aside", {"pot": "central", "amount": {"value": 5, "currency": "kronor"}}, "amount.currency", "such as SEK"),
    ("money_is_set_aside", {"pot": "central", "amount": {"factor": "ett", "index": "pbb"}}, "amount.factor", "a number"),
    ("money_is_set_aside", {"pot": "central", "owner": "each_unit"}, "unit_kinds", "must be given where owner is each_unit"),
    ("relation_is_alive", {"within": {"years": 99_999}}, "within.years", "at most 200"),
    ("relation_is_alive", {"within": {"years": 1}, "touch_where": [{"field": "kin", "op": "eq", "value": "visit"}]}, "touch_where[0].field", "kind"),
    ("relation_is_alive", {"within": {"years": 1}, "touch_where": [{"field": "kind", "op": "gt", "value": "visit"}]}, "touch_where[0].op", "gt"),
    ("relation_is_alive", {"within": "none"}, "within", "expected {days = n}"),
    ("training_is_offered", {"training_kind": "joint", "every": {"every": 9999, "unit": "year"}}, "every.every", "at most 200"),
    ("unit_has_its_contact_persons", {"unit_kinds": ["office"], "number": 1, "numbers_by_unit": {"skolann": 2}}, "numbers_by_unit.skolann", "skolan?"),
    ("unit_has_its_contact_persons", {"unit_kinds": ["office"], "number": 1, "numbers_by_unit": {"skolan": "två"}}, "numbers_by_unit.skolan", "whole"),
    ("unit_has_its_contact_persons", {"unit_kinds": ["office"], "number": "none"}, "number", "a whole number"),
    ("document_has_its_parts", {"document_kind": "programme", "parts": [{"part": "goal", "at_least": "ett"}]}, "parts[0].at_least", "whole number"),
    ("document_has_its_parts", {"document_kind": "programme", "parts": [{"part": "goal", "reach": "every"}]}, "parts[0].reach", "any, each"),
    ("document_has_its_parts", {"document_kind": "programme", "parts": [{"part": "goal", "fields": "target"}]}, "parts[0].fields", "list of texts"),
    ("seats_are_filled", {"body": "ks", "seats": [{"unit": "skolan", "number": "två"}]}, "seats[0].number", "whole number"),
    ("seats_are_filled", {"body": "ks", "seats": [{"number": 2}]}, "seats[0]", "says for nobody"),
    ("seats_follow_appointments", {"body": "ks", "roles": ["contact"], "held_in": ["ofice"]}, "held_in[0]", "office?"),
    ("allocation_keeps_to_its_terms", {"matter": "allocation.grant", "highest_share": {"part": 1, "of": 0}}, "highest_share.of", "above 0"),
    ("allocation_keeps_to_its_terms", {"matter": "allocation.grant", "rates": [{"amount": 5, "per": "week"}]}, "rates[0].per", "person, day"),
    ("allocation_keeps_to_its_terms", {"matter": "allocation.grant", "rates": [{"amount": 5, "per": "day", "where": [{"field": "x", "op": "is_set"}]}]},
     "rates[0].where[0].field", "no field"),
    ("allocation_keeps_to_its_terms", {"matter": "allocation.grant", "rates": [{"amount": 5, "per": "day", "where": ["x"]}]}, "rates[0].where[0]", "field, op"),
    ("allocation_keeps_to_its_terms", {"matter": "allocation.grant", "caps": [{"amount": 5, "per": "month"}]}, "caps[0].per", "event, applicant"),
    ("named_relation_is_in_the_register", {"kind": "twin_town", "partners": [{"name": 7}]}, "partners[0].name", "a text"),
    ("named_relation_is_in_the_register", {"kind": "twin_town", "partners": [{"name": "Vasa", "country": "SF"}]}, "partners[0].country", "ISO 3166-1"),
    ("named_relation_is_in_the_register", {"kind": "twin_town", "number_by_region": {"mars": 1}}, "number_by_region.mars", "africa"),
    ("named_relation_is_in_the_register", {"kind": "twin_town", "number_by_region": {"asia": "ett"}}, "number_by_region.asia", "whole number"),
    ("matter_is_decided_by_its_route", {"matter": "agreement.enter", "outcomes": ["aproved"]}, "outcomes[0]", "approved?"),
    ("new_agreements_follow_the_stance", {"stance": "forbidden", "initiators": ["partners"]}, "initiators[0]", "partner?"),
    ("page_shows_its_sections", {"lists_every": ["twin_towns"]}, "lists_every[0]", "twin_town?"),
    ("decision_is_recorded_in_full", {"matters": ["document.adopt"], "expected": {"paragraph": "4"}}, "expected.paragraph", "section"),
    ("basis_is_complete", {"matter": "agreement.enter", "parts": [{"part": "need"}], "expects": {"need": 7}}, "expects.need", "a list of texts"),
    ("cost_has_its_bearer", {"bearer_kinds": ["office"], "by_cost_type": {"travel": "gäst"}}, "by_cost_type.travel", "guest"),
    ("work_names_what_it_serves", {"list": "priorities", "derived": ["continent"]}, "derived[0]", "continent_of_partner"),
    ("report_is_delivered", {"by": "role", "report_kind": "area_report", "every": YEARLY}, "role", "must be given where by is role"),
    ("report_is_delivered", {"by": "each_unit", "report_kind": "area_report", "every": YEARLY}, "unit_kinds", "when each unit reports"),
    ("outside_world_is_watched", {"by": "unit"}, "unit", "must be given where by is unit"),
    ("number_of_records_is_within_bounds", {"records": ["visit"], "per": "each_value", "every": YEARLY}, "values_of", "must be given where per"),
    ("required_document_is_in_force", {"document_kind": "action_plan", "due": {"day": "01-31", "years_after": 9999}}, "due.years_after", "at most 200"),
]  # fmt: skip


@pytest.mark.parametrize("rule, parameters, place, says", INSIDE, ids=[f"{rule} {place}" for rule, _given, place, _says in INSIDE])
def test_what_is_wrong_inside_a_parameter_is_said_where_it_stands(tmp_path, rule, parameters, place, says):
    profile = full()
    profile["clause"][0]["rules"] = [{"code": rule, "parameters": parameters}]
    found = faults_of(a_file(tmp_path, profile))
    assert [line for line in found if line.startswith(f"{FILE}: clause[0].rules[0].parameters.{place}: ") and says in line], found
    assert len(found) == 1


SOUND = [
    ("money_is_set_aside", {"pot": "reserve", "owner": "each_unit", "unit_kinds": ["office"], "amount": {"factor": 0.5, "index": "pbb", "round_to": 1000}}),
    ("allocation_keeps_to_its_terms", {
        "matter": "allocation.grant", "highest_share": {"part": 0.5, "of": 1},
        "rates": [{"amount": {"value": 400, "currency": "SEK"}, "per": ["person", "day"], "most_persons": 10, "most_days": 5}, {"amount": 5.5, "per": "day"}],
        "caps": [{"amount": 10_000, "per": "pot", "every": YEARLY}], "apply_by": "none", "least_days": 0,
    }),
    ("named_relation_is_in_the_register", {"kind": "twin_town", "partners": [{"name": "Vasa", "country": "FI", "decision_year": 1988}],
                                           "number_by_region": {"EU": 1, "nordic": 1, "africa": 0}, "number": "none"}),
    ("seats_are_filled", {"body": "ks", "seats": [{"party": "each", "number": 1, "as": "ledamot", "vote": True}, {"group": "ungdomar", "number": 0}]}),
    ("number_of_records_is_within_bounds", {"records": ["visit"], "per": "each_value", "values_of": "priorities", "every": YEARLY, "at_least": 1}),
    ("cost_has_its_bearer", {"bearer_kinds": ["office"], "by_cost_type": {"travel": "guest", "food": "host", "gifts": "skolan"}}),
    ("page_shows_its_sections", {"lists_every": ["twin_town", "project"], "sections": ["calendar"], "within": {"days": 30}}),
    ("decision_is_recorded_in_full", {"matters": ["document.adopt"], "expected": {"body": "kf", "section": 41, "date": "2009-11-30"}}),
]  # fmt: skip


@pytest.mark.parametrize("rule, parameters", SOUND, ids=[rule for rule, _given in SOUND])
def test_what_is_right_inside_a_parameter_loads_and_is_judged(tmp_path, rule, parameters):
    profile = full()
    profile["clause"][0]["rules"] = [{"code": rule, "parameters": parameters}]
    load(a_file(tmp_path, profile))
    assert list(findings(Municipality.objects.get(), timezone.localdate(), rule=rule))


def test_documents_that_replace_each_other_in_a_ring_are_refused(tmp_path):
    profile = full()
    old, new, plan = profile["document"]
    old["adoption"] = {"body": "kf", "supersedes": ["plan"]}
    new |= {"state": "replaced", "valid_to": dt.date(2020, 1, 1), "until_further_notice": False}
    plan |= {"state": "replaced", "adoption": {"body": "kf", "supersedes": ["new"]}}
    found = faults_of(a_file(tmp_path, profile))
    assert f'{FILE}: document[0].adoption.supersedes: "old" and "plan" replace each other (in old)' in found
    assert len(found) == 3


def test_a_sign_that_nobody_sees_is_refused(tmp_path):
    """PostgreSQL keeps no U+0000, and no page shows the others."""
    profile = full()
    profile["clause"][1]["text"] = "Vi har\u0000 en hamn"
    (line,) = faults_of(a_file(tmp_path, profile))
    assert "the control character U+0000" in line


@pytest.mark.parametrize(
    "facts, says",
    [
        ({"valid_to": dt.date(1980, 1, 1)}, "relation[0].valid_to: 1980-01-01 is before started_on, 1988-05-01"),
        ({"ended_year": 1987}, "relation[0].ended_year: 1987 is before started_year, 1988"),
    ],
)
def test_a_relation_does_not_end_before_it_began(tmp_path, facts, says):
    profile = full()
    profile["relation"][0] |= facts
    (line,) = faults_of(a_file(tmp_path, profile))
    assert line.startswith(f"{FILE}: {says}")


def test_a_lists_name_has_room_in_its_column(tmp_path):
    profile = full()
    profile["clause"][0]["rules"] = [{"code": "work_names_what_it_serves", "parameters": {"list": "goals", "values": ["å" * 61]}}]
    (line,) = faults_of(a_file(tmp_path, profile))
    assert line.startswith(f"{FILE}: clause[0].rules[0].parameters.values[0]: expected at most 60 characters, got 61")
