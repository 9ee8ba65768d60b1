"""Delegation: what a body may hand on and to whom, whether a decision fits its point, and what is still to be told to the body."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from councils import delegating
from councils.actions import record_decision
from councils.models import Decision, Delegation, DelegationReport
from tests import situations as a

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 1)
CHEAP = [{"field": "amount", "op": "lte", "value": 50_000}]


@pytest.fixture
def home():
    return a.a_municipality()


@pytest.fixture
def board(home):
    return a.a_body(home, "bun", "Barn- och utbildningsnämnden", "board")


@pytest.fixture
def holder(home):
    return a.an_appointment("coordinator", home, a.a_person("Siv Ask"), starts_on=dt.date(2024, 1, 1), ends_on=dt.date(2026, 12, 31))


@pytest.fixture
def registrar(home):
    return a.somebody("registrar", home)


@pytest.fixture
def page(client, registrar):
    client.force_login(registrar, backend="councils.access.ContainerBackend")
    return client


def point(body, **facts):
    return Delegation(
        **{"body": body, "point": "3.2", "matter_code": "project.start", "role": "coordinator", "valid_from": a.LONG_AGO, **facts}
    )


def taken(delegation, post, day=DAY, code="project.start", matter=None, **facts):
    about = matter or a.a_matter(delegation.municipality, code, "Ett projekt", container=delegation.body.container_ptr, facts=facts)
    decision = Decision(matter=about, post=post, delegation=delegation, outcome="approved", decided_on=day)
    return record_decision(decision=decision, by=None)


# ── what may be delegated, and by whom


@pytest.mark.parametrize("code", sorted(Delegation.NEVER))
def test_what_the_law_keeps_with_the_body_is_refused(board, registrar, code):
    with pytest.raises(ValidationError, match="får inte delegeras"):
        delegating.delegate(delegation=point(board, matter_code=code), by=registrar)
    assert not Delegation.objects.exists()


@pytest.mark.parametrize(
    "kind, may",
    [("executive_board", True), ("board", True), ("company_board", True), ("assembly", False), ("committee", False), ("council", False)],
)
def test_a_board_delegates_to_a_person_and_no_other_body_does(home, registrar, kind, may):
    body = a.a_body(home, "organ", "Organet", kind)
    if may:
        assert delegating.delegate(delegation=point(body), by=registrar).pk
    else:
        with pytest.raises(ValidationError, match="Bara en styrelse eller nämnd"):
            delegating.delegate(delegation=point(body), by=registrar)


def test_to_a_role_or_to_a_post_and_not_to_both(board, holder, registrar):
    for receiver in ({"post": holder}, {"role": ""}):
        with pytest.raises(ValidationError, match="antingen en roll eller"):
            delegating.delegate(delegation=point(board, **receiver), by=registrar)
    elsewhere = a.an_appointment("coordinator", a.a_municipality("lomma", "Lomma"))
    with pytest.raises(ValidationError, match="annan kommun"):
        delegating.delegate(delegation=point(board, role="", post=elsewhere), by=registrar)


@pytest.mark.parametrize("role", ["coordinator", "administrator", "board_member", "contact"])
def test_who_does_not_record_decisions_delegates_nothing(home, board, role):
    user = a.somebody(role, board if role in ("board_member", "contact") else home)
    with pytest.raises(PermissionDenied):
        delegating.delegate(delegation=point(board), by=user)


@pytest.mark.parametrize(
    "first, second, free",
    [
        ({}, {}, False),
        ({"valid_to": DAY}, {"valid_from": DAY}, False),
        ({"valid_to": DAY}, {"valid_from": DAY + a.days(1)}, True),
        ({"valid_from": DAY}, {"valid_to": DAY - a.days(1)}, True),
        ({"valid_from": DAY}, {"valid_to": DAY}, False),
        ({}, {"point": "3.3"}, True),
    ],
)
def test_a_point_means_one_thing_at_a_time(board, first, second, free):
    delegating.delegate(delegation=point(board, **first), by=None)
    if free:
        assert delegating.delegate(delegation=point(board, **second), by=None).pk
    else:
        with pytest.raises(ValidationError, match="används redan"):
            delegating.delegate(delegation=point(board, **second), by=None)


def test_a_point_ends_and_what_was_decided_by_it_stands(board, holder, registrar):
    delegation = delegating.delegate(delegation=point(board), by=None)
    taken(delegation, holder)
    with pytest.raises(ValidationError, match="1 mars 2026"):
        delegating.end_delegation(delegation=delegation, valid_to=DAY - a.days(1), by=registrar)
    ended = delegating.end_delegation(delegation=delegation, valid_to=DAY, by=registrar, reason="Ny ordning")
    assert (ended.valid_to, ended.history.first().history_change_reason) == (DAY, "Ny ordning")
    with pytest.raises(ValidationError, match="gällde inte den dagen"):
        taken(ended, holder, DAY + a.days(1))


# ── whether a decision fits

MISFITS = [
    ("before the point", {"day": dt.date(2019, 12, 31)}, {}, "delegation", "gällde inte den dagen"),
    ("no day", {"day": None}, {}, "decided_on", "Skriv dagen"),
    ("after the post", {"day": dt.date(2027, 1, 1)}, {}, "post", "Uppdraget gällde inte"),
    ("another matter", {"code": "travel.book"}, {}, "delegation", "Punkten gäller: Delta i eller starta projekt"),
    ("over the limit", {"amount": 50_001}, {"where": CHEAP}, "delegation", "bara när belopp är högst"),
    ("nobody knows the amount", {}, {"where": CHEAP}, "delegation", r"beror på: belopp \(uppgift saknas\)"),
    ("another role", {}, {"role": "administrator"}, "post", "Punkten ger rätten till: administratör"),
]


@pytest.mark.parametrize("taking, giving, key, says", [line[1:] for line in MISFITS], ids=[line[0] for line in MISFITS])
def test_a_decision_that_its_point_does_not_cover_is_refused(board, holder, taking, giving, key, says):
    delegation = a.saved(point(board, **giving))
    with pytest.raises(ValidationError, match=says) as refused:
        taken(delegation, holder, **taking)
    assert list(refused.value.message_dict) == [key]
    assert not Decision.objects.exists()


@pytest.mark.parametrize("day", [dt.date(2024, 1, 1), dt.date(2026, 12, 31)])
def test_the_first_and_the_last_day_of_the_post_count(board, holder, day):
    assert taken(a.saved(point(board)), holder, day).pk


def test_at_the_limit_it_fits(board, holder):
    assert taken(a.saved(point(board, where=CHEAP)), holder, amount=50_000).pk


def test_a_named_post_is_that_one_and_no_other(home, board, holder):
    other = a.an_appointment("coordinator", home)
    delegation = a.saved(point(board, role="", post=holder))
    assert taken(delegation, holder).pk
    with pytest.raises(ValidationError, match="Punkten ger rätten till"):
        taken(delegation, other)


def test_a_body_does_not_decide_on_delegation(board):
    delegation = a.saved(point(board))
    about = a.a_matter(board.municipality, "project.start")
    with pytest.raises(ValidationError, match="Välj vem som beslutade"):
        record_decision(decision=Decision(matter=about, body=board, delegation=delegation, outcome="approved", decided_on=DAY), by=None)


def test_it_satisfies_the_step_of_the_body_that_delegates(home, board, holder):
    a.a_step(home, "project.start", "board_concerned")
    a.a_setting(home, "matter_is_decided_by_its_route", matter="project.start")
    taken(a.saved(point(board)), holder)
    assert a.states(home) == ["kept"]


def test_without_its_point_the_same_person_satisfies_nothing(home, board, holder):
    a.a_step(home, "project.start", "board_concerned")
    a.a_setting(home, "matter_is_decided_by_its_route", matter="project.start")
    a.a_decision(a.a_matter(home, "project.start", container=board.container_ptr), post=holder, outcome="approved", decided_on=DAY)
    assert a.states(home) == ["breached"]


# ── told to the body


def test_told_once_at_a_meeting_of_the_body_itself(home, board, holder, registrar):
    first, second = (taken(a.saved(point(board, point=name)), holder, DAY + a.days(n)) for n, name in enumerate(("3.1", "3.2")))
    meeting, elsewhere = a.a_meeting(board, DAY + a.days(30)), a.a_meeting(a.a_body(home), DAY + a.days(30))
    assert list(delegating.to_report(home)) == list(delegating.to_report(home, board)) == [first, second]
    assert not delegating.to_report(home, elsewhere.body)
    with pytest.raises(ValidationError, match="inte fattat med stöd av organets"):
        delegating.report_delegated(decisions=[first], meeting=elsewhere, by=registrar)
    delegating.report_delegated(decisions=[first], meeting=meeting, by=registrar)
    assert list(delegating.to_report(home)) == [second]
    with pytest.raises(ValidationError, match="redan anmält"):
        delegating.report_delegated(decisions=[first, second], meeting=meeting, by=registrar)
    assert DelegationReport.objects.count() == 1


@pytest.mark.parametrize(
    "facts, says",
    [({"day": DAY - a.days(1)}, "fattades efter mötet"), ({"day": DAY, "state": "cancelled"}, "inställt"), ({"day": DAY}, "")],
)
def test_a_meeting_before_the_decision_hears_nothing_of_it(board, holder, registrar, facts, says):
    decision, meeting = taken(a.saved(point(board)), holder), a.a_meeting(board, **facts)
    if not says:
        assert delegating.report_delegated(decisions=[decision], meeting=meeting, by=registrar)
        return
    with pytest.raises(ValidationError, match=says):
        delegating.report_delegated(decisions=[decision], meeting=meeting, by=registrar)


def test_only_who_records_decisions_tells_of_them(home, board, holder):
    decision, meeting = taken(a.saved(point(board)), holder), a.a_meeting(board, DAY)
    with pytest.raises(PermissionDenied):
        delegating.report_delegated(decisions=[decision], meeting=meeting, by=a.somebody("coordinator", home))


# ── the pages


def limits_of(*rows):
    """Rows of conditions as the browser sends them."""
    return {f"where_{number}": one for number, one in enumerate(one for row in rows for one in row)}


def filled(board, **more):
    return {"body": board.pk, "point": "3.2", "matter_code": "project.start", "role": "coordinator", "post": "", "valid_from": "2026-01-01",
            "valid_to": "", "decision": "", **more}  # fmt: skip


def test_the_registrar_enters_a_point_with_its_limits(page, board):
    limits = limits_of(
        ("amount", "lte", "50 000"),
        ("kind", "in", "mobility, prestudy"),
        ("joint", "eq", "Nej"),
        ("", "eq", ""),
        ("country", "is_set", ""),
    )
    response = page.post(reverse("delegation_new", args=["osby"]), filled(board, **limits))
    delegation = Delegation.objects.get()
    assert response["Location"] == reverse("delegation", args=["osby", delegation.pk])
    of_kinds = {"field": "kind", "op": "in", "value": ["mobility", "prestudy"]}
    assert delegation.where == [*CHEAP, of_kinds, {"field": "joint", "op": "eq", "value": False}, {"field": "country", "op": "is_set"}]
    shown = page.get(response["Location"]).content.decode()
    assert "När belopp är högst 50\u202f000 och slag är någon av" in shown


WRONG = [
    ("a text compared as a number", limits_of(("kind", "gt", "1")), "where"),
    ("no number", limits_of(("amount", "lte", "mycket")), "where"),
    ("no value", limits_of(("amount", "lte", "")), "where"),
    ("two values for one", limits_of(("kind", "eq", "a, b")), "where"),
    ("neither yes nor no", limits_of(("joint", "eq", "kanske")), "where"),
    ("an unknown field", limits_of(("amout", "lte", "1")), "where"),
    ("what the law keeps", {"matter_code": "document.adopt"}, "matter_code"),
    ("no receiver", {"role": ""}, "role"),
    ("it ends before it begins", {"valid_to": "2025-01-01"}, "valid_to"),
    ("no point", {"point": ""}, "point"),
]


@pytest.mark.parametrize("wrong, field", [line[1:] for line in WRONG], ids=[line[0] for line in WRONG])
def test_a_refusal_stands_beside_its_field(page, board, wrong, field):
    response = page.post(reverse("delegation_new", args=["osby"]), filled(board, **wrong))
    assert (response.status_code, list(response.context["form"].errors)) == (200, [field])
    assert not Delegation.objects.exists()


def test_yes_and_no_are_values_too(page, board):
    page.post(reverse("delegation_new", args=["osby"]), filled(board, **limits_of(("joint", "eq", "Nej"))))
    assert Delegation.objects.get().where == [{"field": "joint", "op": "eq", "value": False}]


def test_a_delegated_decision_is_written_down_listed_and_told(page, home, board, holder):
    delegation, about = a.saved(point(board, where=CHEAP)), a.a_matter(home, "project.start", "Besök", container=board.container_ptr)
    sent = {"matter": about.pk, "body": "", "post": holder.pk, "delegation": delegation.pk, "decided_on": "2026-03-01", "section": "",
            "diary_number": "", "act": "decide", "outcome": "approved", "text": "", "prepared_by": "", "link": ""}  # fmt: skip
    asked = page.post(reverse("decision_new", args=["osby"]), sent)
    assert list(asked.context["form"].errors) == ["fact_amount"]  # the limit hangs on it
    refused = page.post(reverse("decision_new", args=["osby"]), {**sent, "fact_amount": "50001"})
    assert list(refused.context["form"].errors) == ["delegation"]
    assert page.post(reverse("decision_new", args=["osby"]), {**sent, "fact_amount": "900"}).status_code == 302
    decision = Decision.objects.get(matter=about)
    assert (
        "på delegation av Barn- och utbildningsnämnden, 3.2" in page.get(reverse("decision", args=["osby", decision.pk])).content.decode()
    )
    url = reverse("delegations", args=["osby"])
    assert "inget planerat möte" in page.get(url).content.decode()
    meeting = a.a_meeting(board, dt.date(2099, 1, 1))
    assert "Anmäl till mötet" in page.get(url).content.decode()
    later = a.a_meeting(board, dt.date(2099, 2, 1))
    lists = [
        "Delegationsbeslut att anmäla" in page.get(reverse("meeting", args=["osby", one.pk])).content.decode() for one in (meeting, later)
    ]
    assert lists == [True, False]  # at the next meeting, and only there
    told = page.post(reverse("delegated_report", args=["osby", meeting.pk]), {"beslut": [decision.pk, "x"]}, follow=True).content.decode()
    assert "1 beslut är anmält till mötet." in told
    assert "Att anmäla" not in told
    assert "Anmält" in page.get(reverse("delegation", args=["osby", delegation.pk])).content.decode()
    assert "Besök" in page.get(reverse("meeting", args=["osby", meeting.pk])).content.decode()


def test_nothing_chosen_is_said(page, board):
    response = page.post(reverse("delegated_report", args=["osby", a.a_meeting(board).pk]), {}, follow=True)
    assert "Välj vilka beslut som anmäls." in response.content.decode()


def test_a_meeting_or_a_point_of_another_municipality_is_not_there(page):
    theirs = a.a_body(a.a_municipality("lomma", "Lomma"))
    assert page.post(reverse("delegated_report", args=["osby", a.a_meeting(theirs).pk])).status_code == 404
    assert page.get(reverse("delegation", args=["osby", a.a_delegation(theirs).pk])).status_code == 404


def test_the_page_asks_as_much_of_the_database_for_fifty_points_as_for_one(page, home, board, holder, django_assert_max_num_queries):
    url = reverse("delegations", args=["osby"])
    for number in range(50):
        taken(a.saved(point(board, point=f"4.{number}")), holder)
    with django_assert_max_num_queries(22):
        page.get(url)
