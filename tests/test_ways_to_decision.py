"""The way of a subject to its decision, in the invented municipality whose rules are data alone: what is said at once, and what stands."""

import datetime as dt
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from councils.actions import bring_into_force
from councils.models import Body, Clause, Container, Decision, Matter, Municipality
from councils.rules.errands import errand_of
from councils.rules.matters import departure, errand_for
from councils.transitions import Blocked
from councils.views.routes import way_of
from tests import situations as a
from tests.profile_files import load

pytestmark = pytest.mark.django_db
RUTESTA = Path(__file__).parent / "data" / "rutesta.toml"
DAY = dt.date(2026, 3, 1)
WRITE_WHY = "Skriv skälet, så registreras beslutet ändå."
RULE = "matter_is_decided_by_its_route"
LARGE = {"amount": 600_000, "areas_concerned": 1, "duration_years": 1}
SMALL = {"amount": 5, "areas_concerned": 1, "duration_years": 1}


@pytest.fixture
def home():
    load(RUTESTA)
    return Municipality.objects.get(slug="rutesta")


def body(code):
    return Body.objects.get(municipality__slug="rutesta", code=code)


def matter(home, code, owner="bun", **facts):
    container = Container.objects.get(municipality=home, code=owner)
    return a.a_matter(home, code, "Ärendet", container=container, facts=facts)


def decide(about, organ, day=DAY, act="decide", outcome="approved", **more):
    return a.a_decision(about, body(organ) if organ else None, day, outcome, act=act, **more)


def judged(home, about, on=a.TODAY):
    return [f for f in a.said(home, on, rule=RULE) if f.row == about and f.state != "not_applicable"]


def states(home, about):
    return [f.state for f in judged(home, about)]


def shapes(about):
    return [(leg.title, leg.shape, leg.state) for leg in way_of(errand_of(about, a.TODAY), a.TODAY).legs]


# ── every board concerned, then the executive board


@pytest.mark.parametrize(
    "boards, decisions, found",
    [
        (1, ["bun"], ["kept", "due"]),
        (1, ["bun", "ks"], ["kept", "kept"]),
        (2, ["bun"], ["due", "due"]),
        (2, ["bun", "bun"], ["due", "due"]),  # the same board twice is one board
        (2, ["bun", "kultur"], ["kept", "due"]),
        (2, ["bun", "kultur", "ks"], ["kept", "kept"]),
        (2, ["bun", "ks"], ["due", "breached"]),  # the executive board did not wait
        (1, ["ks"], ["due", "breached"]),
        (1, ["kf"], ["breached", "breached"]),  # nobody whom the route names
        (1, ["kultur"], ["breached", "breached"]),  # another board than the one concerned
    ],
)
def test_after_each_board_concerned(home, boards, decisions, found):
    about = matter(home, "project.start", boards_concerned=boards, **LARGE)
    for number, organ in enumerate(decisions):
        act = "decide" if organ == "ks" else "approve"
        decide(about, organ, DAY + a.days(number), act=act)
    assert states(home, about) == found


@pytest.mark.parametrize(
    "boards, decisions, found",
    [
        (["bun", "kultur"], ["kultur"], ["due", "kept", "due"]),
        (["bun", "kultur"], ["kultur", "bun"], ["kept", "kept", "due"]),  # side by side: neither waits for the other
        (["bun", "kultur"], ["kultur", "bun", "ks"], ["kept", "kept", "kept"]),
        (["bun", "kultur"], ["bun", "ks"], ["kept", "due", "breached"]),  # the executive board did not wait for both
        (["kultur"], ["bun"], ["breached", "breached"]),  # the board of the unit itself is not among those named
        (["kultur"], ["kultur", "ks"], ["kept", "kept"]),
    ],
)
def test_each_board_that_is_named_has_a_step_of_its_own(home, boards, decisions, found):
    about = matter(home, "project.start", boards=boards, boards_concerned=9, **LARGE)  # what is named outdoes an old number
    for number, organ in enumerate(decisions):
        decide(about, organ, DAY + a.days(number), act="decide" if organ == "ks" else "approve")
    assert states(home, about) == found
    assert len({f.duty for f in judged(home, about)}) == len(found)  # an exception is from one of them


def test_the_boards_are_named_on_the_facts_page(registrar, home):
    about = matter(home, "project.start", **LARGE)
    decide(about, "bun", act="approve")
    url = reverse("matter_facts", args=["rutesta", about.pk])
    assert url in registrar.get(reverse("decision", args=["rutesta", about.decisions.get().pk])).content.decode()
    form = registrar.get(url).context["form"]
    assert [code for code, _label in form.fields["fact_boards"].choices] == ["bun", "kultur"]
    facts = {"version": form["version"].value(), "fact_boards": ["kultur", "bun"], "fact_amount": "600000"}
    assert registrar.post(url, facts).status_code == 302
    about.refresh_from_db()
    assert about.facts["boards"] == ["kultur", "bun"]
    assert [title for title, _shape, _state in shapes(about)] == [
        "Barn- och utbildningsnämnden godkänner",
        "Kulturnämnden godkänner",
        "Kommunstyrelsen beslutar",
    ]
    stale = registrar.post(url, {**facts, "fact_boards": ["bun"]})
    assert stale.status_code == 409
    assert "Kulturnämnden, Barn- och utbildningsnämnden" in stale.content.decode()
    assert registrar.post(url, {**facts, "version": about.version, "fact_boards": []}).status_code == 302
    about.refresh_from_db()
    assert "boards" not in about.facts


def test_no_boards_are_asked_for_where_no_step_asks_them(registrar, home):
    about = matter(home, "agreement.enter", "ks")
    assert "fact_boards" not in registrar.get(reverse("matter_facts", args=["rutesta", about.pk])).context["form"].fields


def test_a_refusal_and_a_later_yes(home):
    about = matter(home, "project.start", **SMALL)
    decide(about, "bun", outcome="refused")
    decide(about, "bun", DAY + a.days(9))
    assert states(home, about) == []  # a matter in which the answer was no is left in peace
    assert shapes(about) == [("Barn- och utbildningsnämnden beslutar", "done", "kept")]


def test_below_every_limit_the_board_decides_alone(home):
    about = matter(home, "project.start", **SMALL)
    decide(about, "bun")
    assert states(home, about) == ["kept"]


def test_the_way_says_what_is_done_what_is_next_and_what_waits(home):
    about = matter(home, "project.start", boards_concerned=2, **LARGE)
    decide(about, "bun", act="approve")
    first, second = way_of(errand_of(about, a.TODAY), a.TODAY).legs
    assert (first.shape, first.state, [str(d.body) for d in first.decisions]) == ("now", "due", ["Barn- och utbildningsnämnden"])
    assert "saknas beslut från 1 av 2 nämnder" in first.sentence
    assert (second.shape, second.word) == ("", "Väntar på steg 1")
    assert [step.clause.code for _when, step in second.reasons] == ["R-1"]


# ── a committee prepares, another party consents, somebody is heard


def test_prepared_decided_and_consented(home):
    about = matter(home, "agreement.enter", "ks")
    assert [shape for _title, shape, _state in shapes(about)] == ["now", "", ""]
    decide(about, "kf", prepared_by="Arbetsutskottet")
    assert states(home, about) == ["kept", "kept", "due"]  # it takes effect when the other party has consented
    a.a_decision(about, None, DAY + a.days(1), "approved", act="consent", outside_party="Gribskov")
    assert states(home, about) == ["kept", "kept", "kept"]


def test_another_party_that_says_no_stops_it(home):
    about = matter(home, "agreement.enter", "ks")
    decide(about, "kf", prepared_by="Arbetsutskottet")
    a.a_decision(about, None, DAY, "returned", act="consent", outside_party="Gribskov")
    assert states(home, about)[-1] == "due"


@pytest.mark.parametrize("organ, state", [("vanort", "kept"), ("kf", "breached"), ("ks", "breached")])
def test_a_committee_ends_what_the_assembly_entered(home, organ, state):
    about = a.a_matter(home, "agreement.enter", "Gribskov")
    a.a_relation(home.container_ptr, status="ended", matter=about, started_year=2021, ended_on=DAY)
    decide(about, organ, outcome="ended")
    assert [f.state for f in a.said(home, rule=RULE) if getattr(f.row, "name", "") == "Gribskov" and f.state != "not_applicable"] == [state]


def test_an_office_holder_decides_after_hearing_another(home):
    about = matter(home, "visit.answer_invitation")
    administrator, coordinator = a.an_appointment("administrator", home), a.an_appointment("coordinator", home)
    answer = a.a_decision(about, None, DAY, "approved", post=administrator)
    assert states(home, about) == ["due", "breached"]
    assert departure(errand_for(answer, DAY), answer, DAY).startswith("Först ska samordnare yttra sig (R-6)")
    a.a_decision(about, None, DAY - a.days(1), "noted", act="consult", post=coordinator)
    assert states(home, about) == ["kept", "kept"]
    assert departure(errand_for(answer, DAY), answer, DAY) == ""


@pytest.mark.parametrize("organ, state", [("ks", "kept"), ("kultur", "kept"), ("bun", "breached")])
def test_any_one_of_two_bodies(home, organ, state):
    about = matter(home, "membership.join", scope="municipality")
    decide(about, organ)
    assert states(home, about) == [state]


def test_free_whoever_decides(home):
    about = matter(home, "membership.join", scope="unit")
    decision = decide(about, "kf")
    assert states(home, about) == []
    assert departure(errand_for(decision, DAY), decision, DAY) == ""
    assert way_of(errand_of(about, a.TODAY), a.TODAY).sentence == "Det är fritt: ingen behöver besluta."


def test_an_incomplete_subject_says_what_decides(home):
    about = matter(home, "project.start", amount=5)
    decide(about, "ks")
    (finding,) = judged(home, about)
    assert finding.state == "unknown"
    assert "antal berörda enheter, antal år (uppgift saknas)" in finding.verdict.sentence


def test_what_is_adopted_later_was_not_owed_then(home):
    about = matter(home, "project.start", **SMALL)
    decision = decide(about, "kf")
    assert departure(errand_for(decision, dt.date(2019, 1, 1)), decision, dt.date(2019, 1, 1)) == ""


def test_a_decision_against_the_route_opens_no_gate(home):
    clause = Clause.objects.get(municipality=home, code="R-1")
    a.a_step(home, "document.adopt", "kf", clause=clause, ordinal=50)
    a.a_setting(home, RULE, clause=clause, columns={"ordinal": 50}, matter="document.adopt")
    draft = a.a_document(home.container_ptr, kind="strategy", title="Strategi", valid_from=a.TODAY)
    decide(draft.matter, "ks", outcome="adopted", departure="Det brådskade.")
    with pytest.raises(Blocked, match="Beslutet är fattat av Kommunstyrelsen"):
        bring_into_force(document=draft, by=a.somebody("coordinator", home), on=a.TODAY, reason="Det brådskade.")
    decide(draft.matter, "kf", outcome="adopted")
    assert bring_into_force(document=draft, by=a.somebody("coordinator", home), on=a.TODAY).state == "in_force"


# ── the form says it at once


@pytest.fixture
def registrar(client, home):
    client.force_login(a.somebody("registrar", home), backend="councils.access.ContainerBackend")
    return client


def send(client, about, organ, **more):
    sent = {"matter": about.pk, "body": body(organ).pk if organ else "", "decided_on": "2026-03-01", "section": "", "diary_number": "",
            "act": "decide", "outcome": "approved", "text": "", "prepared_by": "", "link": "", **more}  # fmt: skip
    return client.post(reverse("decision_new", args=["rutesta"]), sent)


def test_an_organ_that_the_route_does_not_name_is_said_at_once_and_recorded_with_a_reason(registrar, home):
    about = matter(home, "project.start", **SMALL)
    response = send(registrar, about, "ks")
    says = "Enligt beslutsvägen ska Barn- och utbildningsnämnden besluta (R-2). Kommunstyrelsen ingår inte i den."
    assert response.context["form"].errors == {"departure": [f"{says} {WRITE_WHY}"]}
    assert "Skäl" in response.content.decode()
    assert not about.decisions.exists()
    again = send(registrar, about, "ks", departure="  ")
    assert again.context["form"].errors == {"departure": [f"{says} {WRITE_WHY}"]}
    recorded = send(registrar, about, "ks", departure="Nämnden var inte beslutför.")
    decision = about.decisions.get()
    assert recorded["Location"] == reverse("decision", args=["rutesta", decision.pk])
    assert decision.departure == "Nämnden var inte beslutför."
    assert decision.history.first().history_change_reason == "Nämnden var inte beslutför."
    shown = registrar.get(recorded["Location"]).content.decode()
    assert says in shown
    assert "Nämnden var inte beslutför." in shown
    assert states(home, about) == ["breached"]


def test_the_wrong_order_is_said_at_once(registrar, home):
    about = matter(home, "project.start", **LARGE)
    says = "Först ska alla nämnder som berörs godkänna (R-1). Det är inte registrerat."
    assert send(registrar, about, "ks").context["form"].errors == {"departure": [f"{says} {WRITE_WHY}"]}
    assert send(registrar, about, "bun", act="approve").status_code == 302
    assert send(registrar, about, "ks").status_code == 302


def test_a_decision_by_its_route_needs_no_reason_and_keeps_none(registrar, home):
    about = matter(home, "project.start", **SMALL)
    assert send(registrar, about, "bun", departure="Onödigt.").status_code == 302
    assert about.decisions.get().departure == ""


@pytest.mark.parametrize("more", [{"outcome": "refused"}, {"act": "prepare"}, {"act": "inform"}])
def test_what_decides_nothing_departs_from_nothing(registrar, home, more):
    assert send(registrar, matter(home, "project.start", **SMALL), "ks", **more).status_code == 302


def test_the_fact_that_decides_is_asked_for_once_and_kept_on_the_matter(registrar, home):
    about = matter(home, "project.start", amount=5)
    response = send(registrar, about, "bun")
    assert set(response.context["form"].errors) == {"fact_areas_concerned", "fact_duration_years"}
    known = {"fact_areas_concerned": "1", "fact_duration_years": "2"}
    assert send(registrar, about, "bun", **known).status_code == 302
    assert Matter.objects.get(pk=about.pk).facts == {"amount": 5, "areas_concerned": 1, "duration_years": 2}


def test_who_does_not_know_saves_all_the_same(registrar, home):
    about = matter(home, "project.start", amount=5)
    assert send(registrar, about, "bun", fact_areas_concerned="", fact_duration_years="").status_code == 302
    shown = registrar.get(reverse("decision", args=["rutesta", about.decisions.get().pk])).content.decode()
    assert "Beslutsvägen beror på: antal berörda kontor, antal år (uppgift saknas)." in shown
    assert reverse("matter_facts", args=["rutesta", about.pk]) in shown


def test_a_matter_that_lacks_a_fact_leads_to_the_page_where_it_is_filled_in(registrar, home):
    about = matter(home, "project.start", amount=5)
    decide(about, "bun")
    (found,) = judged(home, about)
    assert (found.state, found.verdict.fix.view, dict(found.verdict.fix.kwargs)) == ("unknown", "matter_facts", {"pk": about.pk})
    assert reverse("matter_facts", args=["rutesta", about.pk]) in registrar.get(reverse("compliance", args=["rutesta"])).content.decode()


def test_a_new_matter_keeps_what_was_said_of_it(registrar, home):
    new = {"matter": "", "title": "Resa till Vasa", "code": "travel.book", "fact_traveller": "elected", "fact_duration_days": "9"}
    about = matter(home, "travel.book")
    assert send(registrar, about, "kf", **new).status_code == 302
    assert Matter.objects.get(title="Resa till Vasa").facts == {"traveller": "elected", "duration_days": 9}


def test_the_facts_of_a_matter_are_filled_in_on_their_page(registrar, home):
    about = matter(home, "project.start", amount=5)
    url = reverse("matter_facts", args=["rutesta", about.pk])
    form = registrar.get(url).context["form"]
    assert form["fact_amount"].value() == 5
    facts = {"version": form["version"].value(), "fact_amount": "", "fact_areas_concerned": "3", "fact_duration_years": "1"}
    assert registrar.post(url, facts).status_code == 302
    assert Matter.objects.get(pk=about.pk).facts == {"areas_concerned": 3, "duration_years": 1}
    assert registrar.post(url, facts).status_code == 409  # the form was opened on the version before


@pytest.mark.parametrize("organs, wrong", [({}, "body"), ({"outside_party": "Gribskov"}, "outside_party")])
def test_one_and_only_one_decides(registrar, home, organs, wrong):
    about = matter(home, "agreement.end")
    response = send(registrar, about, "vanort" if organs else None, **organs)
    assert set(response.context["form"].errors) == {wrong}
    assert not Decision.objects.filter(matter=about).exists()


# ── the page and the command that answer


def test_the_page_answers_by_its_address(registrar):
    url = reverse("governance", args=["rutesta"])
    asked = registrar.get(url, {"arende": "project.start"})
    assert list(asked.context["facts"].fields) == ["fact_amount", "fact_areas_concerned", "fact_duration_years"]
    assert "Beslutsvägen beror på: belopp, antal berörda kontor, antal år (uppgift saknas)." in asked.content.decode()
    answered = registrar.get(url, {"arende": "project.start", "fact_amount": "600000"}).content.decode()
    assert "Alla nämnder som berörs godkänner" in answered
    assert "Eftersom belopp är mer än" in answered
    assert "Ingen beslutsväg är antagen för: Fördela avsatta medel." in registrar.get(url, {"arende": "allocation.grant"}).content.decode()
    earlier = registrar.get(url, {"arende": "project.start", "dag": "2019-06-01", "fact_amount": "600000"}).content.decode()
    assert "Ingen beslutsväg är antagen för: Delta i eller starta projekt." in earlier


@pytest.mark.parametrize(
    "query",
    [{"arende": ""}, {"arende": "x"}, {"arende": "project.start", "fact_amount": "mycket"}, {"arende": "project.start", "dag": "i går"}],
)
def test_an_odd_question_gets_no_answer_and_no_error(registrar, query):
    response = registrar.get(reverse("governance", args=["rutesta"]), query)
    assert (response.status_code, response.context["way"]) == (200, None)


def test_the_command_says_who_why_and_by_which_clause(home, capsys):
    call_command("route", "rutesta", "project.start", "--set", "amount=600000", "areas_concerned=3")
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "1. Alla nämnder som berörs godkänner (must)"
    assert [line.split(":")[0].strip() for line in lines[1:3]] == ["R-1", "R-1"]
    call_command("route", "rutesta", "project.start", "--set", "amount=1", "--json")
    said = json.loads(capsys.readouterr().out)
    assert (said["missing"], said["steps"]) == (["areas_concerned", "duration_years"], [])
    call_command("route", "rutesta", "travel.book", "--set", "traveller=employee", "--json")
    assert json.loads(capsys.readouterr().out)["free_by"] == ["R-3"]
    call_command("route", "rutesta", "project.start", "--on", "2019-01-01")
    assert capsys.readouterr().out == "Ingen beslutsväg är antagen för: Delta i eller starta projekt.\n"


@pytest.mark.parametrize(
    "arguments, says",
    [
        (["project.stat"], "did you mean project.start"),
        (["project.start", "--set", "amout=1"], "did you mean amount"),
        (["project.start", "--set", "amount=many"], "whole number"),
        (["project.start", "--set", "joint=ja"], "true or false"),
        (["project.start", "--set", "amount"], "write it as field=value"),
        (["project.start", "--set", "amount=1", "amount=2"], "given twice"),
    ],
)
def test_the_command_refuses_with_a_sentence(home, arguments, says):
    with pytest.raises(CommandError, match=says):
        call_command("route", "rutesta", *arguments)
