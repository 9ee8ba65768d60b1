"""The rules' settings as people change them: from a day, never what held before; the form is made from the declaration."""

import datetime as dt
from dataclasses import fields
from types import SimpleNamespace

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from councils.compliance import RULES
from councils.models import RuleSetting
from councils.parameters import REQUIRED, TYPES, parameter, value_fault
from councils.rule_changes import change_setting, confirm_assumed
from councils.rule_values import Codes, due_in_words, period_in_words, span_in_words
from councils.settings_form import SettingForm, field_for
from tests.profile_files import FILE, at, dump, full, load
from tests.situations import (
    TODAY,
    a_body,
    a_clause,
    a_contact_person,
    a_municipality,
    a_setting,
    an_area,
    days,
    policy_of,
    somebody,
    states,
)

pytestmark = pytest.mark.django_db
RULE = "unit_has_its_contact_persons"


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel("2026-11-24 12:00", tick=False):
        yield


@pytest.fixture
def osby():
    return a_municipality()


@pytest.fixture
def administrator(osby):
    return somebody("administrator", osby)


@pytest.fixture
def setting(osby):
    return a_setting(osby, RULE, unit_kinds=["area"], number=1, columns={"assumed": ["number"]})


def values(setting, **changes):
    now = {name: getattr(setting, name) for name in ("strength", "on", "where", "parameters", "assumed")}
    return now | changes


def with_number(setting, number):
    return values(setting, parameters=setting.parameters | {"number": number}, assumed=[])


def changed(setting, by, number=2, **facts):
    return change_setting(
        **{"setting": setting, "values": with_number(setting, number), "in_force_from": TODAY, "by": by, "reason": "KF § 9", **facts}
    )


# ── from a day


def test_what_held_before_stays_and_each_day_has_its_own(osby, setting, administrator):
    a_contact_person(an_area(osby))
    newer = changed(setting, administrator)
    setting.refresh_from_db()
    assert (setting.in_force_to, setting.parameters["number"]) == (TODAY - days(1), 1)
    assert (newer.in_force_from, newer.in_force_to, newer.ordinal, newer.clause_id) == (TODAY, None, setting.ordinal, setting.clause_id)
    assert newer.history.first().history_change_reason == "KF § 9"
    assert (states(osby, TODAY - days(1)), states(osby, TODAY)) == (["kept"], ["breached"])
    assert states(osby, dt.date(2025, 12, 31)) == ["kept"]


def test_a_day_that_comes_changes_nothing_until_then(osby, setting, administrator):
    a_contact_person(an_area(osby))
    changed(setting, administrator, in_force_from=TODAY + days(40))
    assert (states(osby, TODAY + days(39)), states(osby, TODAY + days(40))) == (["kept"], ["breached"])


def test_between_two_changes_a_third_finds_its_days(setting, administrator):
    changed(setting, administrator, number=3, in_force_from=TODAY + days(40))
    setting.refresh_from_db()
    between = changed(setting, administrator, in_force_from=TODAY)
    assert (between.in_force_from, between.in_force_to) == (TODAY, TODAY + days(39))
    rows = RuleSetting.objects.order_by("in_force_from").values_list("parameters__number", flat=True)
    assert list(rows) == [1, 2, 3]


def test_what_has_not_begun_is_changed_where_it_stands(setting, administrator):
    coming = changed(setting, administrator, in_force_from=TODAY + days(40))
    again = changed(coming, administrator, number=5, in_force_from=TODAY + days(40))
    assert (again.pk, again.parameters["number"]) == (coming.pk, 5)


@pytest.mark.parametrize("day, says", [(dt.date(2020, 1, 1), "Välj en senare dag"), (dt.date(2019, 1, 1), "Välj en senare dag")])
def test_the_first_day_is_not_before_the_old_ones_second(setting, administrator, day, says):
    with pytest.raises(ValidationError, match=says):
        changed(setting, administrator, in_force_from=day)
    assert RuleSetting.objects.get().in_force_to is None


def test_what_has_ended_or_says_the_same_or_gives_no_reason_is_refused(setting, administrator):
    with pytest.raises(ValidationError, match="Inget är ändrat"):
        change_setting(setting=setting, values=values(setting), in_force_from=TODAY, by=administrator, reason="Varför")
    with pytest.raises(ValidationError, match="Skriv varför"):
        changed(setting, administrator, reason=" ")
    changed(setting, administrator)
    setting.refresh_from_db()
    with pytest.raises(ValidationError, match="slutat gälla"):
        changed(setting, administrator, number=4)


def test_the_same_rule_twice_with_the_same_values_is_refused(osby, setting, administrator):
    a_setting(osby, RULE, clause=setting.clause, unit_kinds=["area"], number=2, columns={"ordinal": 2})
    with pytest.raises(ValidationError, match="redan samma regel"):
        changed(setting, administrator, number=2)


def test_off_says_nothing_from_that_day(osby, setting, administrator):
    an_area(osby)
    change_setting(setting=setting, values=values(setting, on=False), in_force_from=TODAY, by=administrator, reason="Upphävd")
    assert (states(osby, TODAY), states(osby, TODAY - days(1))) == ([], ["breached"])


def test_only_who_administers_may_change(osby, setting):
    with pytest.raises(PermissionDenied):
        changed(setting, somebody("coordinator", osby))
    with pytest.raises(PermissionDenied):
        changed(setting, somebody("administrator", a_municipality("lomma", "Lomma")))


def test_an_assumed_value_that_is_confirmed_changes_nothing_else(setting, administrator):
    with pytest.raises(ValidationError, match="minst ett"):
        confirm_assumed(setting=setting, names=["at_most"], by=administrator, reason="KS § 3")
    confirmed = confirm_assumed(setting=setting, names=["number"], by=administrator, reason="KS § 3")
    assert (confirmed.pk, confirmed.assumed, confirmed.parameters["number"]) == (setting.pk, [], 1)
    assert confirmed.history.first().history_change_reason == "KS § 3"


# ── the form


def form_of(setting, **changed_fields):
    """The form as a browser would send it back, with what was changed."""
    blank = SettingForm(instance=setting)
    data = {"version": setting.version}
    for bound in (blank[name] for name in blank.fields):
        widget, value = bound.field.widget, bound.field.prepare_value(bound.initial)
        if hasattr(widget, "decompress"):
            parts = widget.decompress(value)
            data |= {f"{bound.html_name}_{n}": "" if part is None else part for n, part in enumerate(parts)}
        elif value is not None and value is not False:
            data[bound.html_name] = value
    data = {key: value for key, value in (data | {"reason": "Varför"} | changed_fields).items() if value is not None}
    return SettingForm(data, instance=RuleSetting.objects.get(pk=setting.pk))


SAMPLES = {
    "integer": 3, "boolean": True, "text": "priorities", "date": "2026-03-01", "list": ["goals", "outcomes"], "table": {"body": "ks"},
    "span": {"months": 6}, "due": {"day": "01-31", "years_after": 1}, "period": {"every": 1, "unit": "year", "basis": "rolling"},
    "amount": {"value": 0, "currency": "SEK"}, "share": {"part": 1, "of": 2},
    "conditions": [{"field": "kind", "op": "in", "value": ["prestudy"]}], "parts": [{"part": "text", "fields": ["a", "b"]}, {"part": "got"}],
    "seats": [{"role": "coordinator", "number": 1}], "partners": [{"name": "Åbo \"stad\"", "decision_year": 1987}],
    "rates": [{"amount": 500, "per": "day"}], "caps": [{"amount": 20000, "per": "year"}], "matter": "document.adopt", "role": "coordinator", "post": "convener",
    "body": "ks", "container": "municipality", "organ": "ks", "document_kind": "policy", "relation_kind": "twin_town",
    "matters": ["document.adopt", "other"], "roles": ["contact"], "unit_kinds": ["area", "board"], "containers": ["ks"], "organs": ["ks"],
    "receivers": ["annual_report", "ks"], "document_kinds": ["policy"],
}  # fmt: skip


@pytest.mark.parametrize("kind", [*TYPES, "choice", "choices"])
def test_each_type_has_a_field_that_gives_back_what_it_shows(osby, kind):
    a_body(osby)
    options = ("area_report", "body_report") if kind in ("choice", "choices") else ()
    value = {"choice": "body_report", "choices": ["area_report", "body_report"]}.get(kind) or SAMPLES[kind]
    metadata = parameter(kind, "", default=REQUIRED, options=options).metadata
    declared = SimpleNamespace(name="x", metadata=metadata, default=REQUIRED, default_factory=REQUIRED)
    field = field_for(declared, value, Codes(osby), "Matter")
    shown = field.prepare_value(value)
    cleaned = field.clean(field.widget.decompress(shown) if hasattr(field.widget, "decompress") else shown)
    cleaned = cleaned.isoformat() if isinstance(cleaned, dt.date) else cleaned
    assert cleaned == value
    assert value_fault(declared, cleaned) == ""
    assert Codes(osby).in_words(kind, value) not in ("", "inget")


def test_the_profiles_settings_go_through_the_form_unchanged(osby):
    """One of each rule, sent back as it was shown, says what it said."""
    given = {
        "required_document_is_in_force": {"document_kind": "strategy", "owner": "each_unit", "unit_kinds": ["area"], "due": {"days": 0}},
        "report_is_delivered": {"by": "each_unit", "unit_kinds": ["area"], "to": ["coordinator"], "report_kind": "area_report",
                                "every": {"every": 1, "unit": "year", "basis": "calendar"}, "due": {"day": "01-31", "years_after": 1}},
        "named_relation_is_in_the_register": {"kind": "twin_town", "partners": [{"name": "Gribskov", "country": "DK"}]},
        "page_shows_its_sections": {"lists_every": ["twin_town"], "sections": ["eu_work", "networks"]},
        "relation_is_alive": {"within": {"months": 12}, "touch_where": [{"field": "work_related", "op": "eq", "value": True}]},
        "report_gets_an_answer": {"from_organs": ["ks"], "within": {"days": 90}},
    }  # fmt: skip
    for rule, parameters in given.items():
        setting = a_setting(osby, rule, **parameters)
        form = form_of(setting)
        assert form.is_valid(), (rule, form.errors)
        assert form.values == values(setting), rule


def test_every_rule_that_is_declared_has_a_form(osby):
    for code, rule in RULES.items():
        required = {
            one.name: one.metadata["options"][0] if one.metadata["type"] == "choice" else
            [one.metadata["options"][0]] if one.metadata["type"] == "choices" else SAMPLES[one.metadata["type"]]
            for one in fields(rule.parameters) if one.default is REQUIRED
        }  # fmt: skip
        form = SettingForm(instance=a_setting(osby, code, **required))
        assert {f"p_{one.name}" for one in fields(rule.parameters) if one.metadata["supported"]} <= set(form.fields)
        assert form.as_p()


@pytest.mark.parametrize(
    "sent, field, says",
    [
        ({"p_number": "-1"}, "p_number", "0"),
        ({"p_number": ""}, "p_number", "Fyll i"),
        ({"p_warn_before_end_0": "x"}, "p_warn_before_end", "heltal"),
        ({"p_numbers_by_unit": "skola 3"}, "p_numbers_by_unit", "Det går inte att läsa"),
        ({"p_which_units": "somliga"}, "p_which_units", "somliga"),
        ({"in_force_from": "i morgon"}, "in_force_from", "år-månad-dag"),
        ({"reason": ""}, "reason", "Fyll i"),
    ],
)
def test_what_the_form_refuses(setting, sent, field, says):
    form = form_of(setting, **sent)
    assert not form.is_valid()
    assert says in form[field].errors.as_text() or "Fyll i" in str(form.errors)


def test_the_loaders_own_faults_are_said_beside_the_field(osby):
    setting = a_setting(osby, "seats_are_filled", body="ks", seats=[{"role": "coordinator"}])
    for typed, says in (
        ('{ rolle = "x" }', "expected a list of"),
        ('{ unit = "skolann" }', "no such unit"),
        ('{ unit = "skolann", number = "två" }', "seats[0].number: expected a whole number"),
    ):
        form = form_of(setting, p_seats=typed)
        assert not form.is_valid()
        assert says in form.errors["p_seats"][0]


def test_what_is_left_empty_is_left_to_the_rule(osby):
    setting = a_setting(osby, RULE, unit_kinds=["area"], number=2, at_most=2, warn_before_end={"days": 60})
    form = form_of(setting, p_at_most="", p_warn_before_end_0="", in_force_from="2027-01-01")
    assert form.is_valid(), form.errors
    assert form.parameters == {"unit_kinds": ["area"], "number": 2}


def test_no_limit_stays_no_limit(osby):
    setting = a_setting(osby, RULE, unit_kinds=["area"], number=2, at_most="none")
    form = form_of(setting, p_number="3")
    assert form.is_valid(), form.errors
    assert form.parameters == {"unit_kinds": ["area"], "number": 3, "at_most": "none"}


@pytest.mark.parametrize(
    "said, words",
    [
        (span_in_words({"days": 1}), "1 dag"),
        (span_in_words({"months": 6}), "6 månader"),
        (due_in_words({"day": "01-31", "years_after": 1}), "31 januari året efter"),
        (due_in_words({"days": 0}), "samma dag"),
        (due_in_words({"days": 30}), "30 dagar efter"),
        (period_in_words({"every": 1, "unit": "year", "basis": "calendar"}), "varje kalenderår"),
        (period_in_words({"every": 12, "unit": "month", "basis": "rolling"}), "en gång på 12 månader, räknat från förra gången"),
    ],
)
def test_values_are_read_as_one_says_them(said, words):
    assert said == words


# ── the pages


def client_of(user):
    client = Client()
    client.force_login(user, backend="councils.access.ContainerBackend")
    return client


def sent(setting, **changed_fields):
    return dict(form_of(setting, **changed_fields).data)


def test_an_administrator_changes_a_setting_and_everybody_reads_how(osby, setting, administrator):
    client = client_of(administrator)
    edit = reverse("rulesetting_edit", args=["osby", setting.pk])
    assert "Värdet är antaget" in client.get(edit).text
    answer = client.post(edit, sent(setting, p_number="2", in_force_from="2026-12-01", reason="Fullmäktige § 9"))
    newer = RuleSetting.objects.get(in_force_from=dt.date(2026, 12, 1))
    assert answer["Location"] == reverse("rulesetting", args=["osby", newer.pk])
    assert (newer.parameters["number"], newer.assumed) == (2, [])  # who sets a value answers for it
    page = client_of(somebody("board_member", a_body(osby))).get(reverse("rulesetting", args=["osby", newer.pk])).text
    assert "Fullmäktige § 9" in page
    assert "Ändra inställningen" not in page
    assert client.post(edit, sent(setting, p_number="4", version=0)).status_code == 409


def test_the_list_says_what_is_assumed_and_lets_it_be_confirmed(osby, setting, administrator):
    client = client_of(administrator)
    listed = client.get(reverse("rulesettings", args=["osby"])).text
    assert "Antal: 1" in listed
    assert "antaget" in listed
    client.post(reverse("rulesetting_confirm", args=["osby", setting.pk]), {"names": ["number"], "reason": "KS § 3"})
    assert "antaget" not in client.get(reverse("rulesettings", args=["osby"])).text
    trail = client.get(reverse("history", args=["osby", "rulesetting", setting.pk])).text
    assert "KS § 3" in trail


def test_the_list_takes_as_many_queries_for_many_as_for_one(osby, setting, django_assert_num_queries):

    client = client_of(somebody("board_member", a_body(osby)))
    address = reverse("rulesettings", args=["osby"])
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for number in range(10):
        a_setting(osby, RULE, clause=a_clause(policy_of(osby)), unit_kinds=["area"], number=number)
    with django_assert_num_queries(len(one)):
        client.get(address)


# ── loading the profile again


def test_a_setting_changed_in_the_product_stands_when_the_file_is_loaded_again(tmp_path):
    def loaded(spoil=lambda profile: None):
        profile = full()
        spoil(profile)
        (tmp_path / FILE).write_text(dump(profile), encoding="utf-8")
        return load(tmp_path / FILE)

    loaded()
    setting = RuleSetting.objects.get(rule=RULE)
    by = somebody("administrator", setting.municipality)
    changed(setting, by, number=7)
    before = list(RuleSetting.objects.order_by("pk").values())
    for spoil in (lambda profile: None, lambda profile: at(profile, ("clause", 0, "rules", 0))["parameters"].update(number=9)):
        said = loaded(spoil)
        assert f"{RULE} of" in said
        assert "has been changed in the product" in said
        assert list(RuleSetting.objects.order_by("pk").values()) == before
    said = loaded(lambda profile: at(profile, ("clause", 0))["rules"].pop(0))
    assert list(RuleSetting.objects.order_by("pk").values()) == before
