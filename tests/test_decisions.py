"""Decisions: written down as the minutes say, locked, and what follows when one replaces others."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from councils import actions
from councils.models import Decision, Document, Matter, Supersession
from councils.views.decisions import DecisionsView
from tests import situations as a

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 5, 11)


@pytest.fixture
def home():
    return a.a_municipality()


@pytest.fixture
def board(home):
    return a.a_body(home)


@pytest.fixture
def matter(home):
    return a.a_matter(home)


@pytest.fixture
def page(client, home, board):
    """The registrar at the browser."""
    client.force_login(a.somebody("registrar", board), backend="councils.access.ContainerBackend")
    return client


def record(matter, body, **facts):
    """As the form records it: confirmed at once."""
    supersedes = facts.pop("supersedes", ())
    decision = Decision(**{"matter": matter, "body": body, "decided_on": DAY, "outcome": "adopted", **facts})
    return actions.record_decision(decision=decision, supersedes=supersedes, by=None)


def sent(about, board, **more):
    return {"matter": about.pk if about else "", "body": board.pk, "decided_on": "2026-05-11", "section": "41", "diary_number": "KS 2026/12",
            "act": "decide", "outcome": "adopted", "text": "", "prepared_by": "", "link": "", **more}  # fmt: skip


def errors(response):
    assert response.status_code == 200
    return {name: list(found) for name, found in response.context["form"].errors.items()}


# ── locked


def test_a_confirmed_decision_is_locked(matter, board):
    decision = record(matter, board)
    for row in (decision, Decision.objects.get(pk=decision.pk)):
        row.section = "42"
        with pytest.raises(ValidationError, match="fastställt och kan inte ändras"):
            row.save()
        with pytest.raises(ValidationError, match="tas aldrig bort"):
            row.delete()
    assert Decision.objects.get(pk=decision.pk).section == ""


def test_a_draft_may_change_until_it_is_confirmed(matter, board):
    draft = actions.record_decision(decision=Decision(matter=matter, body=board, outcome="adopted"), confirm=False, by=None)
    draft.section = "42"
    actions.record_decision(decision=draft, by=None)
    assert Decision.objects.get(pk=draft.pk).state == "confirmed"
    with pytest.raises(ValidationError):
        draft.save()


def test_no_page_changes_a_decision(page, matter, board):
    decision = record(matter, board)
    assert page.post(reverse("decision", args=["osby", decision.pk]), {"section": "42"}).status_code == 405


# ── written down


def test_the_registrar_writes_down_what_the_minutes_say(page, matter, board):
    response = page.post(reverse("decision_new", args=["osby"]) + f"?arende={matter.pk}", sent(matter, board, not_stated=["prepared_by"]))
    decision = Decision.objects.get(matter=matter)
    assert response["Location"] == reverse("decision", args=["osby", decision.pk])
    assert (decision.body, decision.decided_on, decision.section, decision.diary_number) == (board, DAY, "41", "KS 2026/12")
    assert (decision.state, decision.decided_year, decision.not_stated) == ("confirmed", 2026, ["prepared_by"])
    assert decision.history.get().history_user.person.name.startswith("registrar")


def test_a_matter_that_is_new_is_opened_with_its_decision(page, board):
    page.post(reverse("decision_new", args=["osby"]), sent(None, board, title="Avtal med Gribskov", code="agreement.enter"))
    matter = Matter.objects.get(title="Avtal med Gribskov")
    assert (matter.code, matter.opened_on, matter.decisions.count()) == ("agreement.enter", DAY, 1)


REFUSED = [
    ("no body", {"body": ""}, {"body": ["Välj vilket organ som beslutade."]}),
    ("no outcome", {"outcome": ""}, {"outcome": ["Välj hur det gick."]}),
    ("a day to come", {"decided_on": "2030-01-01"}, {"decided_on": ["Beslutet kan inte vara fattat i framtiden. Kontrollera dagen."]}),
    ("no such day", {"decided_on": "2026-02-29"}, {"decided_on": ["Skriv dagen som år-månad-dag, till exempel 2026-03-01."]}),
    ("no matter", {"matter": ""}, {"matter": ["Välj ett ärende, eller skriv en rubrik för ett nytt."]}),
]


@pytest.mark.parametrize("wrong, says", [line[1:] for line in REFUSED], ids=[line[0] for line in REFUSED])
def test_a_refusal_says_what_to_do_and_keeps_what_was_typed(page, matter, board, wrong, says):
    response = page.post(reverse("decision_new", args=["osby"]), sent(matter, board, **wrong))
    assert errors(response) == says
    assert "KS 2026/12" in response.content.decode()
    assert not Decision.objects.exists()


def test_a_body_of_another_municipality_is_refused_with_a_sentence(page, matter, board):
    theirs = a.a_body(a.a_municipality("lomma", "Lomma"))
    says = "Organet hör till en annan kommun. Välj ett av kommunens egna organ."
    assert errors(page.post(reverse("decision_new", args=["osby"]), sent(matter, theirs))) == {"body": [says]}
    with pytest.raises(ValidationError, match=says):
        record(matter, theirs)


@pytest.mark.parametrize("asked", ["x", "²", "99999999999999999999", "-1", "0"])
def test_a_matter_that_is_not_there_is_asked_for_in_vain(page, asked):
    assert page.get(reverse("decision_new", args=["osby"]), {"arende": asked}).context["matter"] is None


def test_a_matter_of_another_municipality_is_not_offered(page):
    theirs = a.a_matter(a.a_municipality("lomma", "Lomma"), title="Deras hemliga ärende")
    shown = page.get(reverse("decision_new", args=["osby"]), {"arende": theirs.pk})
    assert shown.context["matter"] is None
    assert "Deras hemliga" not in shown.content.decode()


@pytest.mark.parametrize("number", [0, 2, 3])
def test_somebody_takes_a_decision_and_only_one(matter, board, number):
    post = a.an_appointment("coordinator", board.municipality)
    organs = [{}, {}, {"body": board, "post": post}, {"body": board, "post": post, "outside_party": "Gribskov"}][number]
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision(matter=matter, outcome="adopted", **organs).save()


# ── § once per body and year, as far as both are known


def test_the_same_section_twice_in_a_year_is_refused_beside_the_field(page, matter, board):
    record(matter, board, section="41", decided_on=dt.date(2026, 1, 5))
    response = page.post(reverse("decision_new", args=["osby"]), sent(matter, board))
    assert errors(response) == {"section": ["Organet har redan ett beslut med den paragrafen det året. Kontrollera numret."]}
    assert 'value="KS 2026/12"' in response.content.decode()


FREE = [
    ("another year", {}, {"decided_on": dt.date(2025, 5, 11)}),
    ("another number", {}, {"section": "42"}),
    ("no number, twice", {"section": ""}, {"section": ""}),
    ("no day", {}, {"decided_on": None}),
    ("no day, twice", {"decided_on": None}, {"decided_on": None}),
    ("as in the source", {}, {"as_in_source": True}),
]


@pytest.mark.parametrize("first, second", [line[1:] for line in FREE], ids=[line[0] for line in FREE])
def test_a_section_is_free_where_it_does_not_clash(matter, board, first, second):
    record(matter, board, **{"section": "41", **first})
    assert record(matter, board, **{"section": "41", **second}).state == "confirmed"


def test_another_body_has_its_own_numbers(matter, board, home):
    record(matter, board, section="41")
    assert record(matter, a.an_assembly(home), section="41").pk


def test_a_refused_decision_does_not_take_the_number(matter, board, home):
    with pytest.raises(ValidationError):
        record(matter, board, section="41", supersedes=[a.a_decision(a.a_matter(a.a_municipality("lomma", "Lomma")))])
    assert record(matter, board, section="41").pk


# ── replacing others


def adopted(home, body, title, **facts):
    return a.a_document_in_force(home.container_ptr, body, title=title, valid_from=a.LONG_AGO, **facts)


def test_one_decision_replaces_several_of_other_bodies_and_closes_their_documents(page, home, board):
    assembly = a.an_assembly(home)
    policy, strategy = adopted(home, assembly, "Policy"), adopted(home, board, "Strategi", kind="strategy", until_further_notice=True)
    untouched = adopted(home, board, "Riktlinjer", kind="guidelines")
    old = [document.adoption.pk for document in (policy, strategy)]
    new = a.a_document(home.container_ptr, title="Ny policy")
    page.post(reverse("decision_new", args=["osby"]), sent(new.matter, assembly, supersedes=old))
    decision = new.matter.decisions.get()
    assert sorted(decision.supersedes.values_list("pk", flat=True)) == sorted(old)
    for document in (policy, strategy):
        document.refresh_from_db()
        assert (document.state, document.valid_to, document.until_further_notice) == ("replaced", DAY - dt.timedelta(days=1), False)
        assert document.history.first().history_change_reason.startswith("Ersatt genom beslutet Kommunfullmäktige, § 41")
    untouched.refresh_from_db()
    assert untouched.state == "in_force"
    assert Supersession.history.count() == 2


@pytest.mark.parametrize("outcome", ["refused", "returned", "deferred", "withdrawn"])
def test_a_decision_that_says_no_closes_nothing(home, board, outcome):
    policy = adopted(home, board, "Policy")
    record(a.a_matter(home, title="Ny policy"), board, outcome=outcome, supersedes=[policy.adoption])
    policy.refresh_from_db()
    assert policy.state == "in_force"


def test_a_step_on_the_way_closes_nothing(home, board):
    policy = a.a_document(home.container_ptr, state="in_force", valid_from=a.LONG_AGO)
    step = a.a_decision(policy.matter, board, act="approve", outcome="approved")
    a.a_decision(policy.matter, a.an_assembly(home), decided_on=a.LONG_AGO + a.days(30))
    record(a.a_matter(home, title="Rättad beredning"), board, supersedes=[step])
    policy.refresh_from_db()
    assert policy.state == "in_force"


def test_a_correction_in_the_same_matter_leaves_the_document_in_force(home, board):
    policy = adopted(home, board, "Policy")
    record(policy.matter, board, section="42", supersedes=[policy.adoption])
    policy = Document.objects.with_decisions().get(pk=policy.pk)
    assert (policy.state, policy.adoption.section) == ("in_force", "42")


def test_an_earlier_last_day_is_kept(home, board):
    policy = adopted(home, board, "Policy", valid_to=dt.date(2025, 12, 31))
    record(a.a_matter(home, title="Ny policy"), board, supersedes=[policy.adoption])
    policy.refresh_from_db()
    assert (policy.state, policy.valid_to) == ("replaced", dt.date(2025, 12, 31))


def test_a_document_that_began_after_the_new_decision_ends_on_its_first_day(home, board):
    policy = a.a_document(home.container_ptr, state="in_force", valid_from=DAY + a.days(10))
    old = a.a_decision(policy.matter, board, decided_on=DAY - a.days(5))
    record(a.a_matter(home, title="Ny policy"), board, supersedes=[old])
    policy.refresh_from_db()
    assert (policy.state, policy.valid_to) == ("replaced", policy.valid_from)


def test_a_decision_of_another_municipality_is_not_replaced(page, home, board, matter):
    theirs = a.a_decision(a.a_matter(a.a_municipality("lomma", "Lomma")))
    record(matter, board)
    assert set(errors(page.post(reverse("decision_new", args=["osby"]), sent(matter, board, supersedes=[theirs.pk])))) == {"supersedes"}
    with pytest.raises(ValidationError, match="samma kommun"):
        record(matter, board, supersedes=[theirs])


# ── what is not known


def test_what_is_not_known_is_said_and_what_was_looked_for_is_said_too(page, matter, board):
    decision = record(matter, board, decided_on=None, not_stated=["section"])
    assert decision.unknown("date")
    assert not decision.unknown("section")
    shown = page.get(reverse("decision", args=["osby", decision.pk])).content.decode()
    assert shown.count("uppgift saknas") >= 3  # day, § and diary number
    assert "Står inte i källan:" in shown
    assert "datum saknas" in str(decision)
    assert "Datum saknas" in page.get(reverse("decisions", args=["osby"])).content.decode()


def test_what_waits_for_its_decision_is_listed_with_the_way_there(page, home, board):
    draft = a.a_document(home.container_ptr, title="Ny policy")
    post = a.a_contact_person(a.an_area(home))
    shown = page.get(reverse("decisions", args=["osby"])).content.decode()
    assert f"{reverse('decision_new', args=['osby'])}?arende={draft.matter_id}" in shown
    assert post.person.name in shown
    record(draft.matter, board, decided_on=timezone.localdate())
    assert f"?arende={draft.matter_id}" not in page.get(reverse("decisions", args=["osby"])).content.decode()


def test_years_are_offered_where_one_page_does_not_hold_them_all(page, home, board, monkeypatch):
    for year in (2024, 2025, 2026):
        a.a_decision(a.a_matter(home, title=f"Ärende från {year}"), board, dt.date(year, 3, 1))
    url = reverse("decisions", args=["osby"])
    assert page.get(url).context["all_years"] == []
    monkeypatch.setattr(DecisionsView, "page_length", 2)
    newest = page.get(url)
    assert newest.context["all_years"] == [2026, 2025, 2024]
    assert "Ärende från 2024" not in newest.content.decode()
    oldest = page.get(url, {"ar": "2024"}).content.decode()
    assert "Ärende från 2024" in oldest
    assert "Ärende från 2025" not in oldest
    assert page.get(url, {"ar": "²²²²"}).context["year"] is None
