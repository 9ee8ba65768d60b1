"""The law: decisions on delegation are told to the board, minutes are attested and announced. Serves KL-6-40, KL-5-69 and KL-8-12."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from councils import delegating
from councils.actions import keep_meeting, register_document
from councils.editions import copy_document
from councils.models import Clause, Document, Matter, Meeting, Municipality, RuleSetting
from councils.rule_changes import change_setting, confirm_assumed
from intl_admin.profile_law import read_law
from tests import situations as a
from tests.profile_files import FILE, dump, faults_of, full, load

pytestmark = pytest.mark.django_db
D = dt.date.fromisoformat
TAKEN = "2026-03-02"


@pytest.fixture
def home():
    return a.a_municipality()


@pytest.fixture
def board(home):
    return a.a_body(home, "bun", "Barn- och utbildningsnämnden", "board")


# ── decisions on delegation


def told_at_the(board, number=1):
    a.a_setting(board.municipality, "delegated_decisions_are_reported", "should", meetings=number)


def taken_on_delegation(board, day=TAKEN):
    post = a.an_appointment("coordinator", board.municipality)
    matter = a.a_matter(board.municipality, "project.start", "Ett projekt", container=board.container_ptr)
    return a.a_decision(matter, None, day and D(day), "approved", post=post, delegation=a.a_delegation(board))


@pytest.mark.parametrize(
    "meetings, on, expected",
    [
        ([("2026-03-18", "planned")], "2026-03-02", "due"),
        ([("2026-03-18", "held")], "2026-03-18", "due"),  # exactly at the limit
        ([("2026-03-18", "held")], "2026-03-19", "overdue"),
        ([("2026-03-18", "planned")], "2026-03-19", "unknown"),  # was it held?
        ([("2026-03-18", "cancelled"), ("2026-04-15", "planned")], "2026-04-15", "due"),
        ([("2026-03-02", "held")], "2026-03-03", "unknown"),  # none after the decision
        ([], "2026-03-02", "unknown"),
    ],
)
def test_a_delegated_decision_is_owed_to_the_next_meeting(board, meetings, on, expected):
    told_at_the(board)
    taken_on_delegation(board)
    for day, state in meetings:
        a.a_meeting(board, D(day), state=state)
    assert a.states(board.municipality, D(on)) == [expected]


@pytest.mark.parametrize("day, on", [("2026-03-18", "2026-03-18"), ("2026-04-15", "2026-04-15"), ("2026-04-15", "2026-03-19")])
def test_it_is_told_or_stands_on_the_list_of_a_meeting_to_come(board, day, on):
    told_at_the(board)
    decision = taken_on_delegation(board)
    a.a_meeting(board, D("2026-03-18"), state="planned")
    meeting = Meeting.objects.filter(day=D(day)).first() or a.a_meeting(board, D(day))
    delegating.report_delegated(decisions=[decision], meeting=meeting, by=None)
    assert a.states(board.municipality, D(on)) == ["kept"]
    assert a.states(board.municipality, D("2026-03-01")) == ["not_applicable"]  # not taken yet


def test_before_it_was_told_it_was_owed(board):
    told_at_the(board)
    decision = taken_on_delegation(board)
    meeting = a.a_meeting(board, D("2026-03-18"), state="held")
    delegating.report_delegated(decisions=[decision], meeting=meeting, by=None)
    assert a.states(board.municipality, D("2026-03-17")) == ["due"]
    assert a.states(board.municipality, D("2026-03-18")) == ["kept"]


def test_what_a_cancelled_meeting_was_to_hear_is_told_at_another(board):
    told_at_the(board)
    decision = taken_on_delegation(board)
    meeting = a.a_meeting(board, D("2026-03-18"))
    delegating.report_delegated(decisions=[decision], meeting=meeting, by=None)
    meeting.state = "cancelled"
    keep_meeting(meeting=meeting, by=None)
    later = a.a_meeting(board, D("2026-04-15"))
    assert a.states(board.municipality, D("2026-03-19")) == ["due"]
    assert list(delegating.to_report(board.municipality)) == [decision]
    delegating.report_delegated(decisions=[decision], meeting=later, by=None)
    assert a.states(board.municipality, D("2026-03-19")) == ["kept"]
    assert not delegating.to_report(board.municipality).exists()


def test_another_municipality_gives_its_boards_another_meeting(board):
    told_at_the(board)
    other = a.a_body(a.a_municipality("lomma", "Lomma"), "bun", "Barn- och utbildningsnämnden", "board")
    told_at_the(other, 2)
    for one in (board, other):
        taken_on_delegation(one)
        a.a_meeting(one, D("2026-03-18"), state="held")
        a.a_meeting(one, D("2026-04-15"), state="planned")
    assert [a.states(one.municipality, D("2026-03-19")) for one in (board, other)] == [["overdue"], ["due"]]


@pytest.mark.parametrize("day, expected", [(None, "unknown"), ("2019-12-31", "not_applicable"), ("2020-01-01", "overdue")])
def test_a_decision_without_a_day_is_unknown_and_one_before_the_rule_owes_nothing(board, day, expected):
    told_at_the(board)
    taken_on_delegation(board, day)
    a.a_meeting(board, D("2026-03-18"), state="held")
    assert a.states(board.municipality, D("2026-03-19")) == [expected]


def test_a_companys_board_is_not_the_laws(home):
    board = a.a_body(home, "bolaget", "Bolagets styrelse", "company_board")
    told_at_the(board)
    taken_on_delegation(board)
    assert [(f.state, f.row) for f in a.said(home)] == [("not_applicable", None)]


# ── minutes


def attested_within(board, days=14, stage="attested"):
    a.a_setting(board.municipality, "minutes_are_attested", stage=stage, within={"days": days})


@pytest.mark.parametrize(
    "state, attested, on, expected",
    [
        ("held", None, "2026-03-18", "due"),
        ("held", None, "2026-04-01", "due"),  # exactly at the limit
        ("held", None, "2026-04-02", "overdue"),
        ("held", "2026-04-01", "2026-04-02", "kept"),
        ("held", "2026-04-09", "2026-04-08", "overdue"),  # it was, that day
        ("held", "2026-04-09", "2026-04-09", "kept"),  # late, and done
        ("planned", None, "2026-04-02", "unknown"),
        ("cancelled", None, "2026-04-02", "not_applicable"),
    ],
)
def test_minutes_are_attested_in_time(board, state, attested, on, expected):
    attested_within(board)
    a.a_meeting(board, D("2026-03-18"), state=state, attested_on=attested and D(attested))
    assert a.states(board.municipality, D(on)) == [expected]


@pytest.mark.parametrize(
    "attested, announced, on, expected",
    [
        (None, None, "2026-04-20", "not_applicable"),  # nothing to announce yet
        ("2026-03-25", None, "2026-03-27", "due"),  # exactly at the limit
        ("2026-03-25", None, "2026-03-28", "overdue"),
        ("2026-03-25", "2026-03-26", "2026-03-28", "kept"),
        ("2026-03-25", "2026-03-25", "2026-03-24", "not_applicable"),
    ],
)
def test_the_attestation_is_announced_in_time(board, attested, announced, on, expected):
    attested_within(board, 2, "announced")
    days = {"attested_on": attested and D(attested), "announced_on": announced and D(announced)}
    a.a_meeting(board, D("2026-03-18"), state="held", **days)
    assert a.states(board.municipality, D(on)) == [expected]


def test_another_municipality_has_another_limit_for_minutes(board):
    attested_within(board)
    other = a.a_body(a.a_municipality("lomma", "Lomma"), "bun", "Barn- och utbildningsnämnden", "board")
    attested_within(other, 21)
    for one in (board, other):
        a.a_meeting(one, D("2026-03-18"), state="held")
    assert [a.states(one.municipality, D("2026-04-02")) for one in (board, other)] == [["overdue"], ["due"]]


@pytest.mark.parametrize(
    "kind, mode, judged",
    [("assembly", "formal", True), ("executive_board", "formal", True), ("board", "notes", False), ("council", "formal", False),
     ("company_board", "formal", False)],
)  # fmt: skip
def test_only_the_bodies_that_the_law_speaks_of_and_that_keep_minutes(home, kind, mode, judged):
    body = a.a_body(home, "organ", "Organet", kind, mode=mode)
    attested_within(body)
    a.a_meeting(body, D("2026-03-18"), state="held")
    assert [f.row is not None for f in a.said(home, D("2026-04-02"))] == [judged]


# ── the days of the minutes, on the meeting's page


def client_of(client, user):
    client.force_login(user, backend="councils.access.ContainerBackend")
    return client


def sent(meeting, **more):
    return {"day": meeting.day.isoformat(), "state": "held", "version": meeting.version, **more}


def test_the_days_are_filled_in_on_the_meetings_page(client, board):
    attested_within(board)
    page = client_of(client, a.somebody("coordinator", board.municipality))
    meeting = a.a_meeting(board, timezone.localdate() - a.days(20), state="held")
    attested, announced = meeting.day + a.days(9), meeting.day + a.days(10)
    edit = reverse("meeting_edit", args=["osby", meeting.pk])
    assert "Protokollet justerat" in page.get(edit).text
    answer = page.post(edit, sent(meeting, attested_on=attested.isoformat(), announced_on=announced.isoformat()), follow=True)
    assert "Justeringen tillkännagavs på anslagstavlan" in answer.text
    meeting.refresh_from_db()
    assert (meeting.attested_on, meeting.announced_on) == (attested, announced)
    assert a.states(board.municipality, timezone.localdate()) == ["kept"]


@pytest.mark.parametrize(
    "attested, announced, says",
    [(-21, None, "före mötet"), (1, None, "har inte varit än"), (None, -5, "vilken dag protokollet justerades"),
     (-5, -6, "före den dag då protokollet justerades")],
)  # fmt: skip
def test_days_that_cannot_be_are_refused(client, board, attested, announced, says):
    page, today = client_of(client, a.somebody("coordinator", board.municipality)), timezone.localdate()
    meeting = a.a_meeting(board, today - a.days(20), state="held")
    days = {"attested_on": attested, "announced_on": announced}
    given = {name: (today + a.days(number)).isoformat() for name, number in days.items() if number is not None}
    assert says in page.post(reverse("meeting_edit", args=["osby", meeting.pk]), sent(meeting, **given)).text
    meeting.refresh_from_db()
    assert (meeting.attested_on, meeting.announced_on) == (None, None)


def test_attested_minutes_prove_that_the_meeting_was_held_and_a_cancelled_one_has_none(board):
    meeting = a.a_meeting(board, D("2026-03-18"))
    meeting.attested_on = D("2026-03-20")
    assert keep_meeting(meeting=meeting, by=None).state == "held"
    meeting.state = "cancelled"
    with pytest.raises(ValidationError, match="inget protokoll"):
        keep_meeting(meeting=meeting, by=None)


def test_an_advisory_body_is_not_asked_for_minutes(client, home):
    page = client_of(client, a.somebody("coordinator", home))
    meeting = a.a_meeting(a.a_council(home, mode="notes"), a.TODAY)
    assert "justerat" not in page.get(reverse("meeting_edit", args=["osby", meeting.pk])).text
    assert "Protokoll" not in page.get(reverse("meeting", args=["osby", meeting.pk])).text


# ── the law as a document that nobody adopts


@pytest.fixture
def odeby(tmp_path):
    (tmp_path / FILE).write_text(dump(full()), encoding="utf-8")
    load(tmp_path / FILE)
    return Municipality.objects.get(slug="odeby")


@pytest.fixture
def law(odeby):
    return Document.objects.get(municipality=odeby, kind="statute")


def test_the_law_comes_with_every_profile_once(tmp_path, law):
    assert (
        {row["id"] for row in read_law()["clause"]} == set(law.clauses.values_list("code", flat=True)) == {"KL-5-69", "KL-6-40", "KL-8-12"}
    )
    assert (law.state, law.matter, law.published, law.valid_from) == ("in_force", None, False, D("2018-01-01"))
    assert not Matter.objects.filter(title=law.title).exists()
    assert set(RuleSetting.objects.filter(clause__document=law).values_list("in_force_from", flat=True)) == {timezone.localdate()}
    assert "no change" in load(tmp_path / FILE)
    assert Clause.objects.filter(document__kind="statute").count() == 3


def test_a_profile_gives_no_law_of_its_own(tmp_path):
    profile = full()
    profile["document"][0]["kind"] = "statute"
    (tmp_path / FILE).write_text(dump(profile), encoding="utf-8")
    (said,) = [line for line in faults_of(tmp_path / FILE) if "kind" in line]
    assert said.startswith(f'{FILE}: document[0].kind: "statute" is the law, which comes with the product')
    assert "take the document out" in said
    assert not Document.objects.exists()


def test_the_law_is_neither_edited_nor_copied_and_no_draft_becomes_one(client, odeby, law):
    coordinator = a.somebody("coordinator", odeby)
    page = client_of(client, coordinator)
    for act in ("document_edit", "document_in_force", "dry_run_copy"):
        assert page.post(reverse(act, args=["odeby", law.pk])).status_code == 404
    with pytest.raises(ValidationError, match="densamma för alla kommuner"):
        register_document(document=law, by=coordinator)
    with pytest.raises(ValidationError, match="kan inte kopieras"):
        copy_document(document=law, by=coordinator)
    assert 'value="statute"' not in page.get(reverse("document_new", args=["odeby"])).text
    assert law.title not in page.get(reverse("dry_runs", args=["odeby"])).text
    answer = page.get(reverse("document", args=["odeby", law.pk])).text
    assert "Riksdagen" in answer
    assert "Ändra uppgifterna" not in answer


def test_the_documents_page_has_the_laws_in_a_group_of_their_own(client, odeby, law):
    text = client_of(client, a.somebody("coordinator", odeby)).get(reverse("documents", args=["odeby"])).text
    own, _, laws = text.partition('id="laws"')
    assert law.title not in own
    assert law.title in laws


def test_the_compliance_page_reads_the_law_last(client, odeby, law):
    page = client_of(client, a.somebody("coordinator", odeby))
    text = page.get(reverse("compliance", args=["odeby"]), {"lage": "alla"}).text
    assert text.index("Program för världen") < text.index(law.title)
    assert law.title not in client.get(reverse("public_page", args=["odeby"])).text


def test_what_the_law_sets_is_locked_and_what_it_leaves_open_is_answered_for(client, odeby, law):
    administrator = a.somebody("administrator", odeby)
    page, setting = client_of(client, administrator), RuleSetting.objects.get(clause__code="KL-6-40")
    values = {"strength": "may", "on": False, "parameters": {"meetings": 3}, "assumed": []}
    with pytest.raises(ValidationError, match="Lagen bestämmer"):
        change_setting(setting=setting, values=values, in_force_from=timezone.localdate() + a.days(1), by=administrator, reason="Vi vill")
    assert page.get(reverse("rulesetting_edit", args=["odeby", setting.pk])).status_code == 403
    text = page.get(reverse("rulesetting", args=["odeby", setting.pk])).text
    assert "Lagen bestämmer det här" in text
    assert "Ändra inställningen" not in text
    assert reverse("rulesetting_confirm", args=["odeby", setting.pk]) in text
    confirm_assumed(setting=setting, names=["meetings"], by=administrator, reason="KS § 4")
    setting.refresh_from_db()
    assert (setting.assumed, setting.parameters) == ([], {"meetings": 1})
