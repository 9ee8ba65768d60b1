"""The profiles that come with the product, the one in the guide, and what happens when a file is loaded again."""

import datetime as dt
import re
from collections import Counter
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from councils.compliance import RULES
from councils.models import (
    STATUTE,
    Area,
    Body,
    Clause,
    Commission,
    Container,
    ContainerGrant,
    Decision,
    Document,
    Municipality,
    Person,
    Question,
    RouteStep,
    RuleSetting,
    Seat,
    Word,
)
from councils.parameters import parameters_from
from intl_admin.profile_guide import BEGIN, END, describe
from partnerships.models import Partner, Relation
from reports.models import PublicPage
from tests.profile_files import FILE, at, dump, faults_of, full, load
from tests.situations import a_contact_person

pytestmark = pytest.mark.django_db

FIVE = sorted((Path(settings.BASE_DIR) / "intl_admin" / "profiles").glob("*.toml"))
GUIDE = Path(settings.BASE_DIR) / "docs" / "profile.md"
CLAUSES = {"OSBY": 58, "LOMMA": 43, "UPBRO": 37, "TYRESO": 77, "TORSBY": 43}
OWN_CLAUSES = Clause.objects.exclude(document__kind=STATUTE)
HANDLED = {"OSBY": (38, 10, 10), "LOMMA": (27, 7, 9), "UPBRO": (18, 9, 10), "TYRESO": (45, 11, 21), "TORSBY": (30, 6, 7)}


def versions() -> dict:
    """How many versions each table's history holds."""
    return {model.__name__: model.objects.count() for model in apps.get_models() if model.__name__.startswith("Historical")}


def yesterday():
    return timezone.localdate() - dt.timedelta(days=1)


@pytest.fixture
def five():
    return load(*FIVE)


@pytest.fixture
def file(tmp_path):
    """Writes the small profile, spoilt as the test likes, and gives its file."""

    def write(spoil=lambda profile: None):
        profile = full()
        spoil(profile)
        (tmp_path / FILE).write_text(dump(profile), encoding="utf-8")
        return tmp_path / FILE

    return write


# ───────────────────────── the five


def test_the_five_load_twice_without_change(five):
    assert five.count(" new, 0 changed, 0 ended, 0 same") == 5
    before = versions()
    again = load(*FIVE)
    assert again.count("no change") == 5
    assert len(again.splitlines()) == 5
    assert versions() == before


def test_every_clause_is_there_once(five):
    wanted = {f"{prefix}-{number:02}" for prefix, last in CLAUSES.items() for number in range(1, last + 1)}
    assert len(wanted) == 258
    assert sorted(OWN_CLAUSES.values_list("code", flat=True)) == sorted(wanted)
    assert not Clause.objects.filter(text_en="").exists()


def test_every_clause_is_handled_in_one_way(five):
    handled = Counter()
    for clause in OWN_CLAUSES.prefetch_related("settings", "questions"):
        handled[clause.code.split("-")[0], clause.handled] += 1
    found = {prefix: tuple(handled[prefix, way] for way in ("checked", "asked", "shown")) for prefix in CLAUSES}
    assert found == HANDLED


def test_every_setting_can_be_read_by_its_rule(five):
    rows = list(RuleSetting.objects.all())
    assert len(rows) == 194 + 3 * len(FIVE)  # and what the law sets in each
    assert {row.rule for row in rows} == set(RULES)
    for row in rows:
        parameters_from(RULES[row.rule].parameters, row.parameters)
        assert set(row.assumed) <= set(row.parameters)


def test_routes_are_rows(five):
    assert RouteStep.objects.count() == 22
    steps = RouteStep.objects.filter(municipality__slug="tyreso", matter_code="application.submit").order_by("order", "pk")
    assert [(step.order, step.organs, step.act) for step in steps if step.organs != ["nobody"]] == [
        (1, ["board_concerned"], "decide"),
        (2, ["kommunstyrelseforvaltningen"], "prepare"),
        (3, ["ks"], "approve"),
    ]


def test_what_the_documents_state_and_what_they_do_not(five):
    decision = {d.matter.document.municipality.slug: d for d in Decision.objects.filter(matter__document__state="in_force").order_by("-pk")}
    assert (decision["torsby"].decided_on, decision["torsby"].section) == (dt.date(2004, 3, 25), "18")
    assert (decision["upplands-bro"].decided_on, decision["upplands-bro"].section) == (dt.date(2020, 2, 12), "")
    assert "section" in decision["upplands-bro"].not_stated
    assert (decision["tyreso"].decided_on, decision["tyreso"].diary_number) == (None, "2010/KS 130 005")
    assert decision["tyreso"].prepared_by == "Kansli- och personalkontoret"
    assert all(decision[slug].decided_on is None for slug in ("osby", "lomma"))
    assert Decision.objects.confirmed().count() == 9
    assert not Document.objects.in_force(timezone.localdate()).get(kind="strategy").valid_to


def test_one_decision_replaces_two_of_two_bodies(five):
    new = Decision.objects.get(municipality__slug="tyreso", section="124")
    assert {(old.body.code, old.section, old.decided_on.year) for old in new.supersedes.all()} == {("kf", "144", 1989), ("ks", "144", 2000)}
    assert {d.state for d in Document.objects.filter(matter__decisions__in=new.supersedes.all())} == {"replaced"}


def test_who_there_is(five):
    assert Seat.objects.filter(municipality__slug="osby", role="contact").count() == 10
    assert Area.objects.filter(municipality__slug__in=["upplands-bro", "torsby"]).count() == 0
    assert Relation.objects.filter(kind="twin_town").count() == 12
    assert set(Partner.objects.filter(municipality__slug="tyreso").values_list("country_is_general_knowledge", flat=True)) == {True}
    assert Partner.objects.get(code="paskon").local_name == "Rapa Nui"
    assert Word.objects.get(municipality__slug="torsby", code="contact").plural == "utbytesansvariga"
    assert not Person.objects.exists()
    assert set(PublicPage.objects.values_list("owner", flat=True)) == {""}
    assert Question.objects.filter(municipality__slug="osby").count() == 11


def test_the_grants_are_those_of_the_roles(five, capsys):
    held = set(ContainerGrant.objects.values_list("group", "permission", "content_object"))
    group = ContainerGrant.objects.first().group
    ContainerGrant.objects.filter(group=group).delete()
    call_command("sync_roles")
    assert set(ContainerGrant.objects.values_list("group", "permission", "content_object")) == held
    assert "0 taken back" in capsys.readouterr().out


# ───────────────────────── the guide


def test_the_example_of_the_guide_loads(tmp_path):
    """A sixth municipality: one body, a company, offices, a kind of document of its own, no policy, å ä ö everywhere."""
    example = re.search(r"<!-- example: begin -->\n```toml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)[1]
    (tmp_path / "asvik.toml").write_text(example, encoding="utf-8")
    assert load(tmp_path / "asvik.toml", check=True) == "asvik.toml: no faults\n"
    load(tmp_path / "asvik.toml")
    home = Municipality.objects.get(slug="asvik")
    assert (home.name, home.official_name, Body.objects.of(home).count()) == ("Åsvik", "Åsviks kommun", 1)
    seats = Counter((seat.container.code, seat.deputy) for seat in Seat.objects.filter(municipality=home))
    assert seats == {("vardkontoret", False): 2, ("skolkontoret", False): 1, ("skolkontoret", True): 1}
    assert [step.organs for step in RouteStep.objects.of(home)] == [["ks"], ["unit_concerned"]]
    assert RuleSetting.objects.of(home).first().in_force_from == dt.date(2024, 1, 1)
    assert [c.handled for c in OWN_CLAUSES.filter(municipality=home)] == ["checked", "checked", "asked", "shown"]
    assert "no change" in load(tmp_path / "asvik.toml")


def test_the_reference_in_the_guide_is_the_format():
    _, _, rest = GUIDE.read_text(encoding="utf-8").partition(f"{BEGIN}\n")
    assert rest.partition(END)[0] == describe(), "renew it: ./run manage load_profile --describe docs/profile.md"


# ───────────────────────── loading again


def test_a_changed_value_changes_the_row_and_says_why(file):
    load(file())
    said = load(file(lambda profile: profile["unit"][1].update(name="Skol- och fritidskontoret")))
    assert re.search(r"0 new, 1 changed, 0 ended, \d+ same", said)
    unit = Area.objects.get(code="skolan")
    assert unit.name == "Skol- och fritidskontoret"
    assert unit.history.latest().history_change_reason == f"Profil: {FILE}"


def test_what_people_have_changed_stands_until_the_file_changes_there(file):
    load(file())
    unit = Area.objects.get(code="skolan")
    unit.name, unit.task = "Lärkontoret", "Lär."
    unit.recorded(by=None, reason="Nytt namn")
    assert "no change" in load(file())
    load(file(lambda profile: profile["unit"][1].update(task="Undervisar.")))
    unit.refresh_from_db()
    assert (unit.name, unit.task) == ("Lärkontoret", "Undervisar.")


def test_what_has_gone_from_the_file_ends_and_nothing_is_deleted(file):
    load(file())
    load(file())
    before = {model: model.objects.count() for model in (Area, Clause, Question, RuleSetting, RouteStep, Seat, Relation, Partner)}
    contact = a_contact_person(Area.objects.get(code="skolan"))

    def spoil(profile):
        del profile["unit"][1], profile["question"], profile["relation"], profile["partner"], profile["seats"][0], profile["function"]
        del at(profile, ("clause", 0))["routes"], at(profile, ("clause", 0))["questions"]
        profile["clause"][0]["rules"] = [profile["clause"][0]["rules"][2]]
        del profile["clause"][1]

    said = load(file(spoil))
    assert {model: model.objects.count() for model in before} == before
    assert Area.objects.get(code="skolan").active_to == yesterday()
    assert set(Seat.objects.filter(container__code="skolan").values_list("closed_on", flat=True)) == {yesterday()}
    assert set(RouteStep.objects.values_list("in_force_to", flat=True)) == {yesterday()}
    assert Commission.objects.get(provider="Hamnbyrån").ends_on == yesterday()
    open_rules = RuleSetting.objects.filter(clause__in=OWN_CLAUSES).in_force(timezone.localdate()).values_list("rule", flat=True)
    assert list(open_rules) == ["matter_is_decided_by_its_route"]
    contact.refresh_from_db()
    assert contact.ends_on is None
    for word in (
        "Skolkontoret (skolan)",
        "post_is_held of ÖDEBY-1",
        "the clause ÖDEBY-2",
        "the question Vad",
        "the relation Vasa",
        "learning",
    ):
        assert word in said
    assert "no change" in load(file(spoil))


def test_functions_lie_where_the_file_says_and_what_is_ended_by_hand_stays_ended(file):
    load(file())
    outside, unit = Commission.objects.order_by("-role")
    assert (unit.container.code, unit.starts_on, unit.serves) == ("skolan", dt.date(2011, 1, 1), [])
    assert (outside.provider, outside.agreement, outside.serves) == ("Hamnbyrån", "KS 2011/4", ["company", "office"])
    assert outside.starts_on == timezone.localdate()
    outside.starts_on = outside.ends_on = yesterday()
    outside.recorded(by=None, reason="Avtalet är uppsagt")
    assert "no change" in load(file())
    outside.refresh_from_db()
    assert (outside.starts_on, outside.ends_on, Commission.objects.count()) == (yesterday(), yesterday(), 2)


def test_what_comes_back_runs_again(file):
    load(file())
    load(file(lambda profile: profile["clause"][0]["rules"].pop(1)))
    assert RuleSetting.objects.get(rule="post_is_held").in_force_to == yesterday()
    load(file())
    assert RuleSetting.objects.get(rule="post_is_held").in_force_to is None
    assert "no change" in load(file())


def test_a_rule_that_changes_from_a_day_keeps_its_past(file):
    load(file())

    def spoil(profile):
        rule = at(profile, ("clause", 0, "rules", 0))
        rule["parameters"]["number"], rule["from"] = 3, dt.date(2027, 1, 1)

    load(file(spoil))
    rows = RuleSetting.objects.filter(rule="unit_has_its_contact_persons").order_by("in_force_from")
    assert [(row.parameters["number"], row.in_force_from, row.in_force_to) for row in rows] == [
        (2, dt.date(2011, 1, 1), dt.date(2026, 12, 31)),
        (3, dt.date(2027, 1, 1), None),
    ]
    assert "no change" in load(file(spoil))


def test_a_rule_that_has_held_is_not_taken_back_by_a_later_first_day(file):
    """The same values from a later day say nothing new: what held until then did hold."""
    load(file())

    def spoil(profile):
        at(profile, ("clause", 0, "rules", 0))["from"] = timezone.localdate() + dt.timedelta(days=1)

    assert "no change" in load(file(spoil))
    assert RuleSetting.objects.get(rule="unit_has_its_contact_persons").in_force_from == dt.date(2011, 1, 1)


def test_a_correction_of_days_that_have_passed_is_said(file):
    load(file())
    said = load(file(lambda profile: at(profile, ("clause", 0, "rules", 0, "parameters")).update(number=3)))
    assert "unit_has_its_contact_persons of ÖDEBY-1 is corrected, also for the days since 2011-01-01; give from" in said


def test_rules_without_a_dated_document_hold_from_the_first_loading(file):
    def spoil(profile):
        del profile["document"][1]["valid_from"], at(profile, ("document", 1, "adoption"))["date"]

    load(file(spoil))
    setting = RuleSetting.objects.get(rule="post_is_held")
    assert setting.in_force_from == timezone.localdate()
    setting.in_force_from = dt.date(2020, 1, 1)
    setting.recorded(by=None, reason="Profil: earlier")
    assert "no change" in load(file(spoil))


def test_a_clause_in_the_middle_moves_the_rest(file):
    load(file())
    new = {"document": "new", "id": "ÖDEBY-0", "section": "0", "strength": "fact", "text": "Först"}
    load(file(lambda profile: profile["clause"].insert(0, new)))
    assert list(OWN_CLAUSES.order_by("ordinal").values_list("code", flat=True)) == ["ÖDEBY-0", "ÖDEBY-1", "ÖDEBY-2"]
    load(file(lambda profile: profile["clause"].reverse()))
    assert list(OWN_CLAUSES.order_by("ordinal").values_list("code", flat=True)[:2]) == ["ÖDEBY-2", "ÖDEBY-1"]
    assert OWN_CLAUSES.count() == 3


def test_a_confirmed_decision_is_locked(file):
    load(file())
    before = versions()
    lines = faults_of(file(lambda profile: at(profile, ("document", 1, "adoption")).update(section="42", supersedes=[])))
    assert lines == [
        f"{FILE}: document[1].adoption.{key}: the decision is confirmed and locked with {value}: put that back, and register a correction "
        "as a new decision in the product (in new)"
        for key, value in (("supersedes", "['old']"), ("section", '"41"'))
    ]
    assert versions() == before


def test_a_draft_is_adopted_by_a_later_file(file):
    load(file())

    def spoil(profile):
        profile["document"][2] |= {"state": "in_force", "adoption": {"body": "ks", "date": dt.date(2024, 2, 1), "section": "9"}}

    load(file(spoil))
    plan = Document.objects.with_decisions().get(kind="action_plan")
    assert (plan.state, plan.adoption.section, plan.parent.title) == ("in_force", "9", "Program för världen")
    assert "no change" in load(file(spoil))


def test_a_taken_section_is_said_and_nothing_is_written(file):
    load(file())
    plan = Document.objects.get(kind="action_plan")
    other = Decision(matter=plan.matter, body=Body.objects.get(code="ks"), decided_on=dt.date(2024, 1, 15), section="9", outcome="refused")
    other.state = "confirmed"
    other.recorded(by=None)
    more = {"code": "more", "kind": "policy", "title": "Policy", "adoption": {"body": "ks", "date": dt.date(2024, 2, 1), "section": "9"}}
    lines = faults_of(file(lambda profile: profile["document"].append(more)))
    assert len(lines) == 1
    assert lines[0].startswith(f"{FILE}: document[3].adoption: Organet har redan ett beslut med den paragrafen")
    assert not Document.objects.filter(title="Policy").exists()


def test_an_address_never_changes_and_is_never_taken_over(file):
    load(file())
    assert faults_of(file(lambda profile: profile["municipality"].update(slug="odby"))) == [
        f'{FILE}: municipality.slug: Ödeby is loaded as "odeby", and an address never changes; put "odeby" back'
    ]
    copied = {"name": "Granby", "scb_code": "0998"}
    assert faults_of(file(lambda profile: profile["municipality"].update(copied))) == [
        f'{FILE}: municipality.slug: "odeby" is the address of Ödeby, 0999; choose another'
    ]
    assert Container.objects.filter(sort="municipality").count() == 1


def test_a_code_that_was_a_unit_is_no_body(file):
    load(file())

    def spoil(profile):
        profile["body"].append({"code": "skolan", "kind": "board", "name": "Skolnämnden"})
        del profile["unit"][1]

    assert faults_of(file(spoil)) == [f'{FILE}: body[2].code: "skolan" is loaded as a unit; give this one a code of its own (in skolan)']
