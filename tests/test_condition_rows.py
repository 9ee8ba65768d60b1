"""Rows of conditions in a form: what is written comes back, what cannot be used says what to do, one row is always empty."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from councils.models import RuleSetting
from councils.rule_changes import change_setting
from tests.situations import TODAY, a_municipality, a_setting, a_word, somebody
from tests.test_rule_settings import client_of, form_of, sent, values

pytestmark = pytest.mark.django_db
TWIN_TOWNS = [{"field": "kind", "op": "eq", "value": "twin_town"}]


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


def a_limited_setting(osby, where=TWIN_TOWNS):
    return a_setting(osby, "relation_is_alive", within={"months": 12}, columns={"where": where})


def test_conditions_come_back_as_they_were_shown(osby):
    for where in (
        [],
        TWIN_TOWNS,
        [*TWIN_TOWNS, {"field": "parties", "op": "gte", "value": 3}],
        [{"field": "kind", "op": "in", "value": ["twin_town", "network"]}, {"field": "country", "op": "is_set"}],
    ):
        form = form_of(a_limited_setting(osby, where))
        assert form.is_valid(), form.errors
        assert form.values["where"] == where


def test_new_conditions_hold_from_the_day_and_what_held_before_stands(osby, administrator):
    setting, client = a_limited_setting(osby), client_of(administrator)
    more = {"where_3": "parties", "where_4": "lte", "where_5": "1 000", "in_force_from": "2026-12-01"}
    answer = client.post(reverse("rulesetting_edit", args=["osby", setting.pk]), sent(setting, **more))
    newer = RuleSetting.objects.get(in_force_from=dt.date(2026, 12, 1))
    setting.refresh_from_db()
    assert (setting.where, setting.in_force_to) == (TWIN_TOWNS, dt.date(2026, 11, 30))
    assert newer.where == [*TWIN_TOWNS, {"field": "parties", "op": "lte", "value": 1000}]
    page = client.get(answer["Location"]).text
    assert "Gäller bara när: <b>slag av samarbete är vänort och antal parter är högst 1\u202f000</b>" in page
    assert "slag av samarbete är vänort" in client.get(reverse("rulesettings", args=["osby"])).text


def test_a_row_that_is_emptied_is_gone_and_one_is_always_empty(osby):
    form = form_of(a_limited_setting(osby), where_0="", where_2="")
    assert form.is_valid(), form.errors
    assert form.values["where"] == []
    assert str(form["where"]).count('class="condition"') == 1
    assert str(form_of(a_limited_setting(osby))["where"]).count('class="condition"') == 2


@pytest.mark.parametrize(
    "sent, says",
    [
        ({"where_0": "knd"}, "Rad 1: Välj vilken uppgift"),
        ({"where_0": ""}, "Rad 1: Välj vilken uppgift"),
        ({"where_1": "about"}, "Rad 1: Välj hur"),
        ({"where_1": "gt"}, "Rad 1: Uppgiften är inget tal"),
        ({"where_2": ""}, "Rad 1: Skriv ett värde"),
        ({"where_2": "twin_town, network"}, "Rad 1: Skriv ett värde"),
        ({"where_3": "parties", "where_4": "eq", "where_5": "två"}, "Rad 2: Skriv ett helt tal"),
    ],
)
def test_a_row_that_cannot_be_used_says_what_to_do(osby, sent, says):
    form = form_of(a_limited_setting(osby), **sent)
    assert not form.is_valid()
    assert [error.split(".")[0].startswith(says) for error in form.errors["where"]] == [True]


def test_one_more_row_is_asked_for_and_nothing_is_saved(osby, administrator):
    setting = a_limited_setting(osby)
    more = sent(setting, where_3="parties", where_4="eq", where_5="2", in_force_from="2026-12-01", where_more="1")
    page = client_of(administrator).post(reverse("rulesetting_edit", args=["osby", setting.pk]), more)
    assert (page.status_code, str(page.context["form"]["where"]).count('class="condition"')) == (200, 3)
    assert not page.context["form"].errors
    assert RuleSetting.objects.count() == 1


def test_a_stale_save_shows_both_conditions_in_words(osby, administrator):
    setting = a_limited_setting(osby)
    page = client_of(administrator).post(
        reverse("rulesetting_edit", args=["osby", setting.pk]), sent(setting, where_2="network", version=0)
    )
    assert page.status_code == 409
    assert "slag av samarbete är vänort" in page.text
    assert "slag av samarbete är nätverk" in page.text


def test_the_same_rule_twice_in_a_clause_is_told_apart_by_its_conditions(osby, administrator):
    setting = a_limited_setting(osby)
    a_setting(osby, "relation_is_alive", clause=setting.clause, within={"months": 12}, columns={"ordinal": 2})
    with pytest.raises(ValidationError, match="redan samma regel"):
        change_setting(setting=setting, values=values(setting, where=[]), in_force_from=TODAY, by=administrator, reason="Varför")


def test_a_code_is_read_and_written_as_the_municipalitys_word(osby):
    a_word(osby, "network", *["samverkan"] * 4)
    setting = a_limited_setting(osby, [{"field": "kind", "op": "in", "value": ["twin_town", "network"]}])
    shown = str(form_of(setting)["where"])
    assert 'value="vänort, samverkan"' in shown
    assert '<option value="samverkan">' in shown
    for written in ("Vänort, SAMVERKAN", "twin_town, network", "vänort, network"):
        form = form_of(setting, where_2=written)
        assert form.is_valid(), form.errors
        assert form.values["where"] == setting.where


def test_what_is_no_word_of_the_municipality_stands_as_it_is_written(osby):
    where = [{"field": "country", "op": "eq", "value": "DK"}]
    form = form_of(a_limited_setting(osby, where), where_2="DK")
    assert form.is_valid(), form.errors
    assert form.values["where"] == where


def test_a_word_that_two_codes_share_stays_a_code(osby):
    a_word(osby, "network", "vänort", "vänorten", "vänorter", "vänorterna")
    assert 'value="twin_town"' in str(form_of(a_limited_setting(osby))["where"])
