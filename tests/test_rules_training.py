"""Training: each kind offered as often as it is owed, counted for each person from the first day of the post."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from councils.models import TrainingOffer
from councils.training import keep_offer
from tests.situations import (
    LONG_AGO,
    TODAY,
    a_body,
    a_contact_person,
    a_municipality,
    a_person,
    a_setting,
    a_training,
    an_area,
    days,
    said,
    somebody,
    states,
)

pytestmark = pytest.mark.django_db
D = dt.date.fromisoformat
RULE = "training_is_offered"
YEARLY = {"every": 12, "unit": "month", "basis": "rolling"}  # UPBRO-31, UPBRO-32


@pytest.fixture
def home():
    return a_municipality("upplands-bro", "Upplands-Bro")


@pytest.fixture
def post(home):
    return a_contact_person(an_area(home, kind="office"))


def asks(home, kind="joint", every=YEARLY, **more):
    return a_setting(home, RULE, training_kind=kind, every=every, **more)


@pytest.mark.parametrize(
    "offered, state",
    [
        ("2026-11-24", "kept"),
        ("2026-02-24", "kept"),  # three quarters of the year have just gone
        ("2026-02-22", "due"),
        ("2025-11-24", "due"),  # the last day
        ("2025-11-23", "overdue"),
    ],
)
def test_the_days_of_a_rolling_year(home, post, offered, state):
    asks(home)
    a_training(home, D(offered), [post.person])
    assert states(home) == [state]


@pytest.mark.parametrize("months, state", [(12, "overdue"), (24, "due"), (36, "kept")])
def test_another_municipality_asks_less_often(home, post, months, state):
    asks(home, every={"every": months, "unit": "month", "basis": "rolling"})
    a_training(home, D("2025-01-01"), [post.person])
    assert states(home) == [state]


@pytest.mark.parametrize(
    "starts_on, state", [("2025-11-23", "overdue"), ("2025-11-24", "not_applicable"), ("2026-11-01", "not_applicable")]
)
def test_a_post_younger_than_the_period_owes_nothing(home, starts_on, state):
    asks(home)
    a_contact_person(an_area(home), starts_on=D(starts_on))
    assert states(home) == [state]


def test_nothing_is_owed_for_the_time_before_the_rule(home, post):
    asks(home, in_force_from=TODAY - days(100))
    assert states(home) == ["not_applicable"]


def test_a_joint_offer_never_stands_in_for_an_individual_one(home, post):
    asks(home, "individual")
    a_training(home, TODAY, [post.person], kind="joint")
    assert states(home) == ["overdue"]
    a_training(home, TODAY, [post.person], kind="individual")
    assert states(home) == ["kept"]


@pytest.mark.parametrize(
    "facts, state",
    [
        ({"all_contacts": True}, "kept"),
        ({}, "unknown"),  # nobody has said to whom
        ({"all_contacts": True, "cancelled": True}, "overdue"),
        ({"all_contacts": True, "day": TODAY + days(1)}, "overdue"),
        ({"day": D("2025-11-23")}, "overdue"),  # too long ago to matter
    ],
)
def test_to_whom_it_was_offered(home, post, facts, state):
    asks(home)
    a_training(home, **facts)
    assert states(home) == [state]


def test_somebody_else_was_offered(home, post):
    asks(home)
    a_training(home, TODAY, [a_person("Annan")])
    assert states(home) == ["overdue"]


def test_what_was_offered_before_the_post_does_not_count(home):
    asks(home)
    person = a_contact_person(an_area(home), starts_on=D("2025-01-01")).person
    a_training(home, D("2024-12-31"), [person])
    assert states(home, D("2026-01-02")) == ["overdue"]
    assert states(home, D("2026-01-01")) == ["not_applicable"]


@pytest.mark.parametrize("came, others, state", [(False, False, "unknown"), (True, False, "kept"), (False, True, "overdue")])
def test_where_an_offer_is_not_enough_one_must_have_come(home, post, came, others, state):
    asks(home, offer_is_enough=False)
    a_training(home, TODAY, [post.person], [p for p, did in ((post.person, came), (a_person("Annan"), others)) if did][:1])
    assert states(home) == [state]


@pytest.mark.parametrize(
    "on, offered, state",
    [
        ("2026-03-01", "2025-06-01", "kept"),
        ("2026-10-01", "2025-06-01", "kept"),
        ("2026-10-02", "2025-06-01", "due"),
        ("2026-12-31", "2026-01-01", "kept"),
        ("2027-01-01", "2025-06-01", "overdue"),
    ],
)
def test_by_the_calendar_once_a_year(home, post, on, offered, state):
    asks(home, every={"every": 1, "unit": "year", "basis": "calendar"})
    a_training(home, D(offered), [post.person])
    assert states(home, D(on)) == [state]


@pytest.mark.parametrize(
    "answerable, start", [("unit", "contact"), ("parent_body", "Socialnämnden ska"), ("coordinator", "Samordnaren ska")]
)
def test_whom_it_names(home, answerable, start):
    board = a_body(home, "sn", "Socialnämnden", "board")
    asks(home, answerable=answerable)
    a_contact_person(an_area(home, parent=board.container_ptr), person=a_person("contact Fagerlund"))
    (finding,) = said(home)
    assert finding.verdict.sentence.lower().startswith(start.lower())
    assert (finding.verdict.fix.view, finding.verdict.fix.query) == ("training_new", "slag=joint")


def test_only_the_role_that_is_asked(home, post):
    asks(home, role="coordinator")
    assert states(home) == ["not_applicable"]


# ── keeping it


def test_offered_and_attended_are_kept_with_history(home, post, client):
    by = somebody("coordinator", home)
    client.force_login(by, backend="councils.access.ContainerBackend")
    new, slug = reverse("training_new", args=[home.slug]), home.slug
    assert "Skriv vad som erbjuds" in client.post(new, {}).content.decode()
    facts = {"title": "EU på en dag", "kind": "individual", "day": "2026-01-10", "people": [post.person.pk], "offered_by": "Regionen"}
    assert client.post(new, facts).status_code == 302
    offer = TrainingOffer.objects.get()
    assert [one.attended for one in offer.invitations.all()] == [False]
    edit = reverse("training_edit", args=[slug, offer.pk])
    assert client.post(edit, facts | {"attended": [post.person.pk]}).status_code == 409
    assert client.post(edit, facts | {"attended": [post.person.pk], "version": offer.version}).status_code == 302
    assert [one.attended for one in offer.invitations.all()] == [True]
    assert offer.invitations.get().history.first().history_user == by
    assert "EU på en dag" in client.get(reverse("trainings", args=[slug])).content.decode()


def test_who_has_no_post_here_is_refused(home, post):
    offer = TrainingOffer(container=home.container_ptr, title="X", day=LONG_AGO)
    with pytest.raises(ValidationError, match="inget uppdrag"):
        keep_offer(offer=offer, people=[a_person("Annan")], by=None)
    with pytest.raises(PermissionDenied):
        keep_offer(offer=offer, people=[post.person], by=somebody("contact", post.container))
