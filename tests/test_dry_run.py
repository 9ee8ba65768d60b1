"""Trying a change: nothing that acts is touched until the new edition is adopted, and then from its first day."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from councils.actions import bring_into_force
from councils.compliance import findings
from councils.dry_run import in_words, months_in_words, start_year, try_out, try_year
from councils.editions import copy_document, discard, put_forward
from councils.models import Document, Job, RouteStep, RuleSetting
from councils.rule_changes import change_setting
from councils.words import Words
from tests.situations import (
    TODAY,
    a_contact_person,
    a_decision,
    a_document_in_force,
    a_municipality,
    a_setting,
    a_step,
    a_word,
    an_area,
    an_assembly,
    days,
    policy_of,
    somebody,
    states,
)

pytestmark = pytest.mark.django_db
RULE = "unit_has_its_contact_persons"
LAST_YEAR = 2025


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel("2026-11-24 12:00", tick=False):
        yield


@pytest.fixture
def osby():
    """Four areas, each with a contact person; one has got a second one in the middle of last year."""
    osby = a_municipality()
    for number in range(4):
        a_contact_person(an_area(osby, f"omrade_{number}", f"Område {number}"))
    a_contact_person(osby.containers.get(code="omrade_3").area, starts_on=dt.date(LAST_YEAR, 7, 1))
    return osby


@pytest.fixture
def coordinator(osby):
    return somebody("coordinator", osby)


@pytest.fixture
def setting(osby):
    a_document_in_force(osby.container_ptr, an_assembly(osby))
    return a_setting(osby, RULE, clause=None, unit_kinds=["area"], number=1)


def copied(osby, by):
    return copy_document(document=policy_of(osby), by=by)


def of(draft) -> RuleSetting:
    return RuleSetting.objects.get(clause__document=draft, rule=RULE)


def with_number(draft, number, by):
    setting = of(draft)
    now = {name: getattr(setting, name) for name in ("strength", "on", "assumed")}
    return change_setting(setting=setting, values=now | {"parameters": setting.parameters | {"number": number}}, by=by)


def everything_said(osby):
    return {
        day: [(f.setting.pk, str(f.row), f.state, f.verdict.sentence) for f in findings(osby, day)]
        for day in (dt.date(LAST_YEAR, 6, 30), dt.date(LAST_YEAR, 12, 31), TODAY, TODAY + days(400))
    }


# ── the copy


def test_a_copy_has_clauses_and_settings_and_acts_on_nothing(osby, setting, coordinator):
    a_step(osby, "document.adopt", "kf")
    a_setting(osby, "matter_is_decided_by_its_route", matter="document.adopt")
    said = everything_said(osby)
    draft = copied(osby, coordinator)
    with_number(draft, 9, coordinator)
    assert (draft.state, draft.edition, draft.previous, draft.matter) == ("draft", 2, policy_of(osby), None)
    assert [c.code for c in draft.clauses.all()] == [c.code for c in draft.previous.clauses.all()]
    assert (of(draft).in_force_from, of(draft).parameters["number"]) == (TODAY, 9)
    assert everything_said(osby) == said


def test_there_is_one_copy_at_a_time_and_it_can_be_thrown_away(osby, setting, coordinator):
    said, draft = everything_said(osby), copied(osby, coordinator)
    assert copied(osby, coordinator) == draft
    discard(draft=draft, by=coordinator)
    assert not Document.objects.filter(state="draft").exists()
    assert everything_said(osby) == said
    assert copied(osby, coordinator).pk != draft.pk


def test_what_is_put_forward_is_a_matter_and_is_not_thrown_away(osby, setting, coordinator):
    draft = put_forward(draft=copied(osby, coordinator), by=coordinator)
    assert (draft.matter.code, draft.matter.municipality) == ("document.adopt", osby)
    assert put_forward(draft=draft, by=coordinator).matter == draft.matter
    with pytest.raises(ValidationError, match="lagd fram"):
        discard(draft=draft, by=coordinator)


def test_only_who_writes_documents_may_copy_and_change(osby, setting, coordinator):
    other = somebody("coordinator", a_municipality("lomma", "Lomma"))
    for by in (somebody("administrator", osby), other):
        with pytest.raises(PermissionDenied):
            copied(osby, by)
    draft = copied(osby, coordinator)
    for by in (somebody("administrator", osby), other):
        with pytest.raises(PermissionDenied):
            with_number(draft, 3, by)
        with pytest.raises(PermissionDenied):
            start_year(draft=draft, by=by)


# ── what would have been


def tried(osby, draft, **more):
    return [one for one in try_out(draft, LAST_YEAR, **more) if one.setting.rule == RULE]


def test_what_would_have_failed_last_year_is_one_sentence(osby, setting, coordinator):
    draft = copied(osby, coordinator)
    (same,) = tried(osby, draft)
    assert in_words(same, Words.read(osby))["sentences"] == ["Inget skulle ha blivit annorlunda."]
    with_number(draft, 2, coordinator)
    (one,) = tried(osby, draft, only=of(draft))
    said = in_words(one, Words.read(osby))
    assert said["sentences"] == ["Fyra områden skulle ha saknat en kontaktperson."]
    assert [(row["label"], row["before"], row["after"]) for row in said["rows"]] == [
        ("Område 0", "aldrig", "hela året"), ("Område 1", "aldrig", "hela året"), ("Område 2", "aldrig", "hela året"),
        ("Område 3", "aldrig", "januari–juni"),
    ]  # fmt: skip
    assert (one.failing(6), one.failing(7)) == ((0, 4), (0, 3))


def test_what_would_have_got_better_is_said_too(osby, setting, coordinator):
    setting.parameters = setting.parameters | {"number": 2}
    setting.recorded(by=None)
    draft = copied(osby, coordinator)
    with_number(draft, 1, coordinator)
    a_word(osby, "contact", "ombud", "ombudet", "ombud", "ombuden")
    (one,) = tried(osby, draft)
    assert in_words(one, Words.read(osby))["sentences"] == ["Fyra områden skulle inte ha saknat ett ombud."]


def test_one_row_is_called_by_its_name_and_a_wish_fails_nobody(osby, setting, coordinator):
    for number in range(3):
        a_contact_person(osby.containers.get(code=f"omrade_{number}").area)
    draft = copied(osby, coordinator)
    newer = with_number(draft, 2, coordinator)
    assert in_words(tried(osby, draft)[0], Words.read(osby))["sentences"] == ["Område 3 skulle ha saknat en kontaktperson."]
    newer.strength = "may"
    newer.recorded(by=None)
    assert tried(osby, draft)[0].changed == []


def test_last_years_own_settings_are_what_it_is_compared_with(osby, setting, coordinator):
    """Half of last year two were asked: the copy, which asks two, changes only the other half."""
    setting.in_force_to = dt.date(LAST_YEAR, 3, 31)
    setting.recorded(by=None)
    asked = {"clause": setting.clause, "unit_kinds": ["area"], "number": 2}
    a_setting(osby, RULE, in_force_from=dt.date(LAST_YEAR, 4, 1), **asked)
    (one,) = tried(osby, copied(osby, coordinator))
    assert {months_in_words(row.after - row.before) for row in one.changed} == {"januari–mars"}


@pytest.mark.parametrize(
    "months, words", [(set(), "aldrig"), ({1, 2, 3, 5}, "januari–mars, maj"), (set(range(1, 13)), "hela året"), ({12}, "december")]
)
def test_months_are_read_as_one_says_them(months, words):
    assert months_in_words(months) == words


def test_the_whole_year_is_a_job_with_a_page(osby, setting, coordinator):
    draft = copied(osby, coordinator)
    with_number(draft, 2, coordinator)
    said, client = everything_said(osby), client_of(coordinator)
    answer = client.post(reverse("dry_run_start", args=["osby", draft.pk]))
    job = Job.objects.get()
    assert answer["Location"] == reverse("job", args=["osby", job.pk])
    queued = DBTaskResult.objects.get()
    try_year.call(*queued.args_kwargs["args"])
    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.result["same"]) == ("done", 12, 12, 0)
    page = client.get(job.result_url).text
    assert "Fyra områden skulle ha saknat en kontaktperson." in page
    assert setting.clause.code in page
    assert everything_said(osby) == said


def test_a_job_of_another_kind_has_no_such_page(osby, setting, coordinator):
    job = Job.objects.create(municipality=osby, container=osby.container_ptr, title="Sammanställ", state="done")
    assert client_of(coordinator).get(reverse("dry_run_year", args=["osby", job.pk])).status_code == 404


# ── the pages


def client_of(user):
    client = Client()
    client.force_login(user, backend="councils.access.ContainerBackend")
    return client


def test_from_the_document_to_the_difference(osby, setting, coordinator):
    client = client_of(coordinator)
    assert policy_of(osby).title in client.get(reverse("dry_runs", args=["osby"])).text
    client.post(reverse("dry_run_copy", args=["osby", policy_of(osby).pk]))
    draft = Document.objects.get(state="draft")
    assert "Inget är ändrat än" in client.get(reverse("dry_run", args=["osby", draft.pk])).text
    edit, newer = reverse("rulesetting_edit", args=["osby", of(draft).pk]), of(draft)
    assert "in_force_from" not in client.get(edit).text
    sent = {"version": newer.version, "strength": "must", "on": "on", "p_unit_kinds": ["area"], "p_number": "2", "p_role": "contact",
            "p_deputies": "0", "p_which_units": "all", "p_answerable": "unit", "reason": ""}  # fmt: skip
    answer = client.post(edit, sent, follow=True)
    assert "Fyra områden skulle ha saknat en kontaktperson." in answer.text
    assert "Prövas nu" in client.get(reverse("dry_runs", args=["osby"])).text
    assert "1 inställning är ändrad." in client.get(reverse("dry_run", args=["osby", draft.pk])).text
    client.post(reverse("dry_run_discard", args=["osby", draft.pk]))
    assert not Document.objects.filter(state="draft").exists()


def test_what_is_in_force_is_not_tried(osby, setting, coordinator):
    client = client_of(coordinator)
    assert client.get(reverse("dry_run", args=["osby", policy_of(osby).pk])).status_code == 404
    assert client.get(reverse("dry_run_setting", args=["osby", setting.pk])).status_code == 404


# ── the day it takes over


def adopted(osby, draft, by, decided_on=TODAY, **facts):
    draft = put_forward(draft=draft, by=by)
    a_decision(draft.matter, osby.containers.get(code="kf").body, decided_on=decided_on, section="9")
    for name, value in facts.items():
        setattr(draft, name, value)
    draft.recorded(by=by)
    return bring_into_force(document=Document.objects.with_decisions().get(pk=draft.pk), by=by)


def test_the_new_edition_takes_over_from_its_first_day(osby, setting, coordinator):
    a_step(osby, "document.adopt", "kf", clause=setting.clause)
    before, previous = everything_said(osby), policy_of(osby)
    draft = copied(osby, coordinator)
    with_number(draft, 2, coordinator)
    newer = adopted(osby, draft, coordinator)
    previous.refresh_from_db()
    setting.refresh_from_db()
    assert (newer.state, newer.valid_from) == ("in_force", TODAY)
    assert (previous.state, previous.valid_to) == ("replaced", TODAY - days(1))
    assert (setting.in_force_to, of(newer).in_force_from) == (TODAY - days(1), TODAY)
    assert (states(osby, TODAY - days(1)), states(osby, TODAY)) == (["kept"] * 4, ["breached"] * 3 + ["kept"])
    after = everything_said(osby)
    for day in (dt.date(LAST_YEAR, 6, 30), dt.date(LAST_YEAR, 12, 31)):
        assert after[day] == before[day]
    steps = RouteStep.objects.order_by("in_force_from").values_list("clause__document", "in_force_from", "in_force_to")
    assert [step[0] for step in steps] == [previous.pk, newer.pk]
    assert (steps[0][2], steps[1][1:]) == (TODAY - days(1), (TODAY, None))


def test_a_first_day_that_comes_switches_then(osby, setting, coordinator):
    draft = copied(osby, coordinator)
    with_number(draft, 2, coordinator)
    adopted(osby, draft, coordinator, valid_from=dt.date(2027, 1, 1))
    assert (states(osby, dt.date(2026, 12, 31)), states(osby, dt.date(2027, 1, 1))) == (["kept"] * 4, ["breached"] * 3 + ["kept"])


def test_it_takes_over_once(osby, setting, coordinator):
    newer = adopted(osby, copied(osby, coordinator), coordinator)
    rows = list(RuleSetting.objects.order_by("pk").values())
    with pytest.raises(ValidationError):
        bring_into_force(document=newer, by=coordinator)
    assert list(RuleSetting.objects.order_by("pk").values()) == rows
    assert copy_document(document=newer, by=coordinator).edition == 3


def test_nothing_takes_over_without_having_been_put_forward(osby, setting, coordinator):
    draft = copied(osby, coordinator)
    with pytest.raises(ValidationError, match="Lägg fram"):
        bring_into_force(document=draft, by=coordinator)
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_the_rule_that_what_is_replaced_is_closed_does_not_stop_what_closes_it(osby, setting, coordinator):
    a_setting(osby, "superseded_document_is_closed", document_kinds=["policy"])
    newer = adopted(osby, copied(osby, coordinator), coordinator)
    assert newer.state == "in_force"


def test_another_municipality_notices_nothing(osby, setting, coordinator):
    lomma = a_municipality("lomma", "Lomma")
    an_area(lomma)
    a_setting(lomma, RULE, unit_kinds=["area"], number=1)
    before = everything_said(lomma)
    draft = copied(osby, coordinator)
    with_number(draft, 2, coordinator)
    adopted(osby, draft, coordinator)
    assert everything_said(lomma) == before
