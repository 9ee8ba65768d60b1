"""What a field can never be is said when a profile is read and when somebody writes a condition; what a rule names in a list counts."""

import pytest
from django.core.exceptions import ValidationError

from councils.condition_rows import ConditionsField
from councils.condition_values import VALUES, never
from councils.conditions import FIELDS
from councils.rule_values import Codes
from councils.words import Words
from partnerships.models import ListValue
from tests.profile_files import FILE, dump, faults_of, full, load
from tests.situations import a_municipality, saved

pytestmark = pytest.mark.django_db
SERVES = "work_names_what_it_serves"


def a_file(tmp_path, profile):
    file = tmp_path / FILE
    file.write_text(dump(profile), encoding="utf-8")
    return file


def with_rule(where, code=SERVES, **parameters):
    profile = full()
    profile["clause"][0]["rules"] = [{"code": code, "parameters": parameters or {"list": "priorities"}, "where": where}]
    return profile


def when(field, value, op="eq"):
    return [{"field": field, "op": op, "value": value}]


NEVER = {
    "a misspelt group": (when("target_group", "yuoth"), "where[0].value", 'target_group is never "yuoth"; did you mean youth?'),
    "one of several": (when("state", ["running", "heldd"], "in"), "where[0].value[1]", 'state is never "heldd"; did you mean held?'),
    "a kind of work that is a row": (when("row", "visits"), "where[0].value", 'row is never "visits"; did you mean visit?'),
    "a kind that has no word": (when("relation_kind", "twintown"), "where[0].value", "did you mean twin_town?"),
    "a value that no list has": (when("tags", "eurpe"), "where[0].value", "did you mean europe?"),
    "a country in small letters": (when("country", "fi"), "where[0].value", 'country is never "fi"'),
    "days below nought": (when("duration_years", -1, "gt"), "where[0].value", "duration_years is never below 0; got -1"),
    "a word for a number": (when("cost_total", "mycket", "gt"), "where[0].value", "expected a whole number, got 'mycket'"),
}


@pytest.mark.parametrize("where, place, says", NEVER.values(), ids=NEVER)
def test_a_value_that_never_comes_is_said_where_it_stands(tmp_path, where, place, says):
    found = faults_of(a_file(tmp_path, with_rule(where)))
    assert len(found) == 1
    assert found[0].startswith(f"{FILE}: clause[0].rules[0].{place}: ")
    assert says in found[0]


def test_a_step_and_a_condition_inside_a_value_are_looked_at_too(tmp_path):
    profile = with_rule(when("kind", "twin_town"), "relation_is_alive", within={"months": 12}, touch_where=when("kind", "meting"))
    profile["clause"][0]["routes"][0]["where"] = when("funder_level", "eu")
    found = " ".join(faults_of(a_file(tmp_path, profile)))
    assert "rules[0].parameters.touch_where[0].value: kind is never" in found
    assert "did you mean meeting?" in found
    assert 'routes[0].where[0].value: funder_level is never "eu"; ' in found


@pytest.mark.parametrize(
    "where",
    [
        when("target_group", "youth"), when("target_group", "elderly"), when("tags", ["europe", "hamnar"], "in"), when("relation_kind", "programme"), when("kind", "meeting"),
        when("owner_kind", "office"), when("duration_years", 0, "gte"), when("funder", "whoever"),
    ],
)  # fmt: skip
def test_what_may_come_loads_also_where_only_a_rule_names_it(tmp_path, where):
    profile = with_rule(where)
    profile["clause"][0]["rules"].append({"code": SERVES, "parameters": {"list": "themes", "values": ["hamnar"]}})
    assert load(a_file(tmp_path, profile))


@pytest.mark.parametrize("key, number", [("number", 201), ("deputies", 32_767)])
def test_more_places_than_any_body_has_are_a_slip(tmp_path, key, number):
    profile = full()
    profile["seats"][0][key] = number
    says = f"seats[0].{key}: expected at most 200, got {number}: each place becomes a row that somebody is appointed to"
    assert faults_of(a_file(tmp_path, profile)) == [f"{FILE}: {says}"]


def test_values_are_declared_of_texts_that_are_fields():
    assert [(subject, name) for subject, name in VALUES if FIELDS[subject][name].type is not str] == []


def test_a_condition_with_another_fault_is_left_to_that():
    assert list(never("Work", [{"field": "sate", "op": "eq", "value": "x"}, {"field": "state"}, "x", {"op": "eq", "value": 1}], {})) == []


@pytest.fixture
def osby():
    home = a_municipality()
    saved(
        ListValue(municipality=home, list="target_group", code="seniors_of_the_coast", name="Äldre vid kusten", name_en="Coastal seniors")
    )
    return home


def test_a_form_says_what_was_perhaps_meant(osby):
    field = ConditionsField(subject="Work", words=Words(osby), required=False)
    assert field.clean(["target_group", "eq", "seniors_of_the_coast"])[0]["value"] == "seniors_of_the_coast"
    with pytest.raises(ValidationError, match=r"Rad 1: Uppgiften kan aldrig vara ”seniors_of_the_cost”. Menade du ”"):
        field.clean(["target_group", "eq", "seniors_of_the_cost"])
    with pytest.raises(ValidationError, match="Skriv till exempel något av: "):
        field.clean(["direction", "eq", "zzzz"])


def test_a_value_of_a_list_is_shown_by_its_name(osby):
    assert Codes(osby).named("seniors_of_the_coast") == "Äldre vid kusten"
