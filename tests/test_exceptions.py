"""Exceptions from rules: who, when, why, by which decision; what they let through, and that they reach no further."""

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from councils.compliance import clause_states
from councils.exceptions import end_exception, exceptions_in_force, grant_exception
from councils.models import RuleException
from councils.transitions import closed_by
from councils.workflow import DOCUMENT
from tests.situations import (
    TODAY,
    a_decision,
    a_document,
    a_matter,
    a_municipality,
    a_setting,
    a_step,
    an_area,
    an_assembly,
    days,
    said,
    saved,
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
def short(osby):
    """An area without the two contact persons that it owes."""
    area = an_area(osby)
    a_setting(osby, RULE, unit_kinds=["area"], number=2)
    return area


def granted(osby, by, **facts):
    (finding,) = said(osby)
    return grant_exception(**{"finding": finding, "valid_from": TODAY, "reason": "Området slås ihop med ett annat.", "by": by, **facts})


def test_what_is_excepted_says_who_and_why_and_needs_nothing(osby, short, administrator):
    assert states(osby) == ["breached"]
    exception = granted(osby, administrator)
    (finding,) = said(osby)
    assert (finding.state, finding.exception, finding.needs_something, finding.blocks) == ("excepted", exception, False, False)
    assert finding.verdict.sentence == "Vård och omsorg har undantag från 24 november 2026: Området slås ihop med ett annat."
    assert (exception.container_id, exception.subject_label) == (short.pk, "Vård och omsorg")
    newest = exception.history.first()
    assert (newest.history_user, newest.history_change_reason) == (administrator, "Området slås ihop med ett annat.")


def test_the_clause_shows_kept_before_excepted_and_excepted_before_not_applicable(osby, short, administrator):
    granted(osby, administrator)
    assert list(clause_states(said(osby)).values()) == ["excepted"]


@pytest.mark.parametrize("day, state", [(-1, "breached"), (0, "excepted"), (30, "excepted"), (31, "breached")])
def test_the_days_of_an_exception(osby, short, administrator, day, state):
    granted(osby, administrator, valid_to=TODAY + days(30))
    assert states(osby, TODAY + days(day)) == [state]


def test_another_row_another_post_and_another_municipality_are_not_reached(osby, administrator):
    a_setting(osby, "post_is_held", role="coordinator")
    granted(osby, administrator)
    assert states(osby) == ["excepted"]
    a_setting(osby, "post_is_held", role="registrar")
    assert states(osby) == ["excepted", "breached"]
    lomma = a_municipality("lomma", "Lomma")
    a_setting(lomma, "post_is_held", role="coordinator")
    assert states(lomma) == ["breached"]


def test_another_number_of_the_same_is_the_same_duty(osby, short, administrator):
    granted(osby, administrator)
    a_setting(osby, RULE, unit_kinds=["area"], number=3)
    assert states(osby) == ["excepted", "excepted"]


def test_a_gate_lets_an_exception_through(osby, administrator):
    an_assembly(osby)
    policy = a_document(osby.container_ptr)
    a_step(osby, "document.adopt", "kf")
    a_setting(osby, "matter_is_decided_by_its_route", matter="document.adopt")
    gate = DOCUMENT["bring_into_force"]
    (closing,) = closed_by(gate, policy, TODAY)[0]
    assert closing.state == "due"
    grant_exception(finding=closing, valid_from=TODAY, reason="Fullmäktige sammanträder inte.", by=administrator)
    assert closed_by(gate, policy, TODAY) == ([], [])
    assert closed_by(gate, policy, TODAY - days(1))[0] != []


def test_only_who_administers_may_grant_and_end(osby, short, administrator):
    with pytest.raises(PermissionDenied):
        granted(osby, somebody("coordinator", osby))
    exception = granted(osby, administrator)
    with pytest.raises(PermissionDenied):
        end_exception(exception=exception, valid_to=TODAY, reason="Klart", by=somebody("registrar", osby))


@pytest.mark.parametrize(
    "facts, field",
    [
        ({"reason": "  "}, "reason"),
        ({"valid_from": TODAY - days(1)}, "valid_from"),
        ({"valid_to": TODAY - days(1)}, "valid_to"),
    ],
)
def test_what_is_refused(osby, short, administrator, facts, field):
    with pytest.raises(ValidationError) as fault:
        granted(osby, administrator, **facts)
    assert list(fault.value.message_dict) == [field]
    assert not RuleException.objects.exists()


def test_before_today_only_as_far_as_the_decision(osby, short, administrator):
    decision = a_decision(a_matter(osby, "other", "Undantag"), decided_on=TODAY - days(10))
    with pytest.raises(ValidationError):
        granted(osby, administrator, decision=decision, valid_from=TODAY - days(11))
    exception = granted(osby, administrator, decision=decision, valid_from=TODAY - days(10))
    assert said(osby)[0].verdict.evidence == (decision,)
    assert list(exceptions_in_force(osby, TODAY - days(10)).values()) == [exception]


def test_a_decision_of_another_municipality_is_refused(osby, short, administrator):
    decision = a_decision(a_matter(a_municipality("lomma", "Lomma"), "other", "Undantag"))
    with pytest.raises(ValidationError, match="annan kommun"):
        granted(osby, administrator, decision=decision)


def test_one_exception_at_a_time(osby, short, administrator):
    (finding,) = said(osby)
    facts = {"finding": finding, "reason": "Skäl", "by": administrator}
    grant_exception(valid_from=TODAY, valid_to=TODAY + days(5), **facts)
    with pytest.raises(ValidationError, match="redan ett undantag"):
        grant_exception(valid_from=TODAY + days(5), **facts)
    grant_exception(valid_from=TODAY + days(6), **facts)


def test_an_exception_ends_with_a_reason_and_the_days_it_covered_stay(osby, short, administrator):
    exception = granted(osby, administrator)
    with pytest.raises(ValidationError, match="i dag eller en senare"):
        end_exception(exception=exception, valid_to=TODAY - days(1), reason="Klart", by=administrator)
    with pytest.raises(ValidationError, match="Skriv varför"):
        end_exception(exception=exception, valid_to=TODAY, reason="", by=administrator)
    end_exception(exception=exception, valid_to=TODAY, reason="Sammanslagningen blev inte av.", by=administrator)
    assert (states(osby), states(osby, TODAY + days(1))) == (["excepted"], ["breached"])
    with pytest.raises(ValidationError, match="slutar redan"):
        end_exception(exception=exception, valid_to=TODAY + days(9), reason="Längre", by=administrator)


# ── the pages


def client_of(user):
    client = Client()
    client.force_login(user, backend="councils.access.ContainerBackend")
    return client


def test_from_the_finding_to_the_list_and_to_its_end(osby, short, administrator):
    client, (finding,) = client_of(administrator), said(osby)
    new = f"{reverse('ruleexception_new', args=['osby', finding.setting.pk])}?{finding.exception_query}".replace("&", "&amp;")
    assert new in client.get(reverse("rulesetting", args=["osby", finding.setting.pk])).text
    new = new.replace("&amp;", "&")
    assert "Skriv varför" in client.post(new, {"valid_from": "2026-11-24", "reason": ""}).text
    client.post(new, {"valid_from": "2026-11-24", "reason": "Området slås ihop."})
    exception = RuleException.objects.get()
    listed = client.get(reverse("ruleexceptions", args=["osby"])).text
    assert "Området slås ihop." in listed
    assert "Kontaktpersonerna är utsedda" in listed
    assert client.get(new).status_code == 302  # asked a second time there is nothing to except
    client.post(reverse("ruleexception_end", args=["osby", exception.pk]), {"valid_to": "2026-11-24", "reason": "Klart"})
    exception.refresh_from_db()
    assert exception.valid_to == TODAY


def test_the_compliance_page_leads_there_for_who_administers(osby, short, administrator):
    page, (finding,) = reverse("compliance", args=["osby"]), said(osby)
    address = reverse("ruleexception_new", args=["osby", finding.setting.pk])
    assert address in client_of(administrator).get(page).text
    assert address not in client_of(somebody("coordinator", osby)).get(page).text
    granted(osby, administrator)
    assert "Undantag" in client_of(somebody("coordinator", osby)).get(page).text


def test_nothing_is_excepted_that_nobody_owes(osby, short, administrator):
    setting, client = said(osby)[0].setting, client_of(administrator)
    for query in ("", "?rad=container:99999", f"?rad=container:{short.pk}&nyckel=annat"):
        assert client.get(reverse("ruleexception_new", args=["osby", setting.pk]) + query).status_code == 404


def test_the_list_takes_as_many_queries_for_many_as_for_one(osby, short, administrator, django_assert_max_num_queries):
    client = client_of(administrator)
    for number in range(12):
        facts = {"rule": RULE, "subject": f"area:{number}", "subject_label": f"Område {number}", "reason": "Därför"}
        saved(RuleException(container=short, valid_from=TODAY, **facts))
    with django_assert_max_num_queries(20):
        client.get(reverse("ruleexceptions", args=["osby"]))
