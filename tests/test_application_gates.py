"""The gate of the submission, by municipality, kind, state and days, with the five adopted policies as they are.

Serves TYRESO-59, -61, -62, -69 (approval before the submission, pre-studies exempt), OSBY-15, -16 (needs analysis: bör), UPBRO-34
(children's perspective), TORSBY-39 (outside commitments before the start of the project).
"""

import datetime as dt
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from councils.models import Body, Container, Municipality, RouteStep, RuleSetting
from councils.transitions import Blocked, closed_by
from funding import applying
from funding.models import Application
from funding.workflow import APPLICATION
from intl_admin.profile_load import load_profiles
from tests import situations as a

pytestmark = pytest.mark.django_db
PROFILES = Path(settings.BASE_DIR, "intl_admin", "profiles")
MATTER, RULE = "application.submit", "matter_is_decided_by_its_route"


def loaded(slug):
    """The policy, in force since long ago: a source that names no day is in force from the day it is loaded."""
    load_profiles([PROFILES / f"{slug}.toml"])
    home = Municipality.objects.get(slug=slug)
    for row in (*RouteStep.objects.of(home).filter(matter_code=MATTER), *RuleSetting.objects.of(home).filter(parameters__matter=MATTER)):
        row.in_force_from = a.LONG_AGO
        a.saved(row)
    return home


@pytest.fixture(scope="module")
def today():
    return timezone.localdate()


@pytest.fixture
def tyreso():
    home = loaded("tyreso")
    board = Body.objects.filter(municipality=home, kind="board").order_by("pk").first() or a.a_body(home, "bun", "Nämnden", kind="board")
    unit = a.an_area(home, "skolan", "Skolan", kind="office", parent=board.container_ptr)
    return SimpleNamespace(home=home, unit=unit, board=board, ks=Body.objects.get(municipality=home, code="ks"))


def submit(row, user, day, reason=""):
    return applying.submit_application(application=row, submitted_on=day, by=user, reason=reason)


def at_the_gate(row, on):
    blocking, asking = closed_by(APPLICATION["submit"], row, on)
    return {finding.setting.clause.code for finding in blocking}, {finding.setting.clause.code for finding in asking}


def ago(today, number):
    return today - dt.timedelta(days=number)


# ── Tyresö: the executive board approves before the application is handed in


@pytest.mark.parametrize(
    "kind, approved, outcome, passes",
    [
        ("project", None, None, False),
        ("project", 11, "approved", True),  # the day before the submission
        ("project", 10, "approved", True),  # on the very day
        ("project", 9, "approved", False),  # the day after: it is there, and it is too late
        ("project", 11, "refused", False),
        ("mobility", None, None, False),
        ("prestudy", None, None, True),
    ],
)
def test_tyreso_asks_what_was_decided_on_the_day_of_the_submission(tyreso, today, kind, approved, outcome, passes):
    user = a.somebody("contact", tyreso.unit)
    row = a.an_application(tyreso.unit.container_ptr, kind=kind)
    a.a_decision(row.matter, tyreso.board, ago(today, 20), "approved", act="decide")
    if approved:
        a.a_decision(row.matter, tyreso.ks, ago(today, approved), outcome, act="approve", prepared_by="Kommunstyrelseförvaltningen")
    if passes:
        assert submit(row, user, ago(today, 10), "Brådskar").status == "submitted"
        return
    with pytest.raises(Blocked) as refused:
        submit(row, user, ago(today, 10), "Brådskar")
    assert "TYRESO-61" in {finding.setting.clause.code for finding in refused.value.findings}
    row.refresh_from_db()
    assert (row.status, row.submitted_on) == ("draft", None)


def test_tyreso_refused_once_and_approved_once(tyreso, today):
    user, row = a.somebody("contact", tyreso.unit), a.an_application(tyreso.unit.container_ptr)
    a.a_decision(row.matter, tyreso.board, ago(today, 30), "approved", act="decide")
    a.a_decision(row.matter, tyreso.ks, ago(today, 20), "refused", act="approve")
    with pytest.raises(Blocked, match="avslag"):
        submit(row, user, ago(today, 15), "Brådskar")
    a.a_decision(row.matter, tyreso.ks, ago(today, 10), "approved", act="approve")
    assert submit(row, user, ago(today, 5), "Beredd av ks").submitted_on == ago(today, 5)


ALL = ("money", "staff")


@pytest.mark.parametrize(
    "asked, money, staff, facts, passes",
    [
        ((), None, None, {}, True),  # as it is adopted: nothing is asked
        (ALL, True, True, {}, True),
        (ALL, True, None, {}, False),
        (ALL, True, False, {}, False),
        (("money",), True, False, {}, True),
        (ALL, True, None, {"staff_needed": 0}, True),  # nobody is needed
        (ALL, None, None, {"staff_needed": 0, "own_cash": 0}, True),
        (ALL, True, None, {"staff_needed": 1}, False),
    ],
)
def test_what_the_approval_must_cover_where_the_policy_asks(tyreso, today, asked, money, staff, facts, passes):
    user = a.somebody("contact", tyreso.unit)
    for setting in RuleSetting.objects.of(tyreso.home).filter(rule=RULE, clause__code="TYRESO-61"):
        setting.parameters = setting.parameters | {"covers": list(asked)}
        a.saved(setting)
    row = a.an_application(tyreso.unit.container_ptr, covers_money=money, covers_staff=staff, **facts)
    assert {finding.verdict.key for finding in closed_by(APPLICATION["submit"], row, today)[0]} == {"3:approve"}  # that comes first
    a.a_decision(row.matter, tyreso.board, ago(today, 20), "approved", act="decide")
    a.a_decision(row.matter, tyreso.ks, ago(today, 11), "approved", act="approve", prepared_by="Kommunstyrelseförvaltningen")
    if passes:
        assert submit(row, user, ago(today, 10), "Brådskar").status == "submitted"
        return
    with pytest.raises(Blocked) as refused:
        submit(row, user, ago(today, 10), "Brådskar")
    (finding,) = refused.value.findings
    assert (finding.verdict.key, finding.state) == ("covers:staff", "unknown" if staff is None else "breached")
    assert "personalen" in finding.verdict.sentence


def test_of_what_cannot_say_what_its_decision_covers_it_is_only_a_warning():
    home = a.a_municipality()
    ks = a.a_body(home)
    a.a_step(home, "agreement.enter", "ks")
    a.a_setting(home, RULE, matter="agreement.enter", covers=["money"])
    matter = a.a_matter(home, "agreement.enter")
    a.a_relation(home.container_ptr, status="decided", matter=matter)
    a.a_decision(matter, ks, a.LONG_AGO, "approved")
    (finding,) = [one for one in a.said(home) if one.verdict.key == "covers"]
    assert (finding.state, finding.strength, finding.blocks) == ("unknown", "should", False)


def test_tyreso_judges_what_was_handed_in_by_its_day(tyreso, today):
    """Handed in without, approved afterwards: breached for ever."""
    row = a.an_application(tyreso.unit.container_ptr, status="submitted", submitted_on=ago(today, 10))
    a.a_decision(row.matter, tyreso.ks, ago(today, 9), "approved", act="approve")
    found = [
        f
        for f in a.said(tyreso.home, today, rule=RULE)
        if f.row == row and f.setting.clause.code == "TYRESO-61" and "1:" not in f.verdict.key
    ]
    assert "breached" in {f.state for f in found}
    assert any("för sent" in f.verdict.sentence for f in found)


def test_a_prestudy_passes_and_the_project_after_it_does_not(tyreso, today):
    user = a.somebody("contact", tyreso.unit)
    first = a.an_application(tyreso.unit.container_ptr, "Förstudie", kind="prestudy")
    submit(first, user, today, "Brådskar")
    after = a.an_application(tyreso.unit.container_ptr, "Projektet", after_prestudy=first)
    with pytest.raises(Blocked):
        submit(after, user, today, "Brådskar")


# ── Osby: the needs analysis is a bör, which warns and keeps the reason


def test_osby_warns_and_keeps_the_reason(today):
    home = loaded("osby")
    unit = Container.objects.filter(municipality=home, kind="area").first()
    user, row = a.somebody("contact", unit), a.an_application(unit)
    blocking, asking = at_the_gate(row, today)
    assert (blocking, asking) == (set(), {"OSBY-15", "OSBY-16"})
    with pytest.raises(Blocked, match="underlaget"):
        submit(row, user, today)
    submit(row, user, today, "Analysen görs i förstudien")
    assert "Analysen görs i förstudien" in row.history.latest("history_id").history_change_reason


def test_osby_asks_until_every_part_is_there(today):
    home = loaded("osby")
    unit = Container.objects.filter(municipality=home, kind="area").first()
    user, row = a.somebody("contact", unit), a.an_application(unit)
    a.a_basis_part(row.matter, "needs_analysis")
    assert at_the_gate(row, today)[1] == {"OSBY-16"}
    for part in ("needs", "weighing"):
        a.a_basis_part(row.matter, part)
    assert at_the_gate(row, today)[1] == {"OSBY-16"}  # no decided goal yet
    with pytest.raises(Blocked):
        submit(row, user, today)


# ── Upplands-Bro: the perspective of children


def test_upplands_bro_asks_for_the_perspective_of_children(today):
    home = loaded("upplands-bro")
    unit = Container.objects.filter(municipality=home, sort="area").first() or a.an_area(home).container_ptr
    row = a.an_application(unit)
    blocking, asking = at_the_gate(row, today)
    assert (blocking, asking) == (set(), {"UPBRO-34"})
    a.a_basis_part(row.matter, "child_perspective")
    assert at_the_gate(row, today) == (set(), set())


# ── Torsby: outside commitments are secured before the project starts; the application itself passes


def test_torsby_lets_the_application_pass_and_holds_the_project(today):
    home = loaded("torsby")
    unit = Container.objects.filter(municipality=home, sort="area").first() or a.an_area(home).container_ptr
    row = a.an_application(unit, is_outside=True, status="submitted", submitted_on=ago(today, 20))
    commitment = a.a_commitment(row)
    assert at_the_gate(row, today) == (set(), set())
    by = a.somebody("coordinator", home)
    row = applying.answer_application(application=row, act="grant", answered_on=today, granted=0, by=by)
    project = applying.make_project(application=row, starts_on=today + dt.timedelta(days=30), by=by)
    commitment.refresh_from_db()
    assert commitment.work_id == project.pk
    said = [f for f in a.said(home, today, rule="commitment_is_secured_before_start") if f.row == commitment]
    assert [f.state for f in said] == ["due"]
    a.a_decision(commitment.matter, Body.objects.filter(municipality=home).first(), today, "approved")
    applying.keep_commitment(row=commitment, by=by)
    commitment.secured_on = today
    a.saved(commitment)
    assert [f.state for f in a.said(home, today, rule="commitment_is_secured_before_start") if f.row == commitment] == ["kept"]


def test_lomma_asks_nothing_at_the_submission(today):
    home = loaded("lomma")
    unit = Container.objects.filter(municipality=home, sort="area").first() or a.an_area(home).container_ptr
    assert at_the_gate(a.an_application(unit), today) == (set(), set())


# ── what the days must be, whatever the policy


@pytest.fixture
def plain():
    home = a.a_municipality()
    return a.an_area(home).container_ptr


def test_nothing_is_handed_in_tomorrow_or_before_the_idea(plain, today):
    user = a.somebody("contact", plain)
    row = a.an_application(plain, starts_on=ago(today, 5))
    for day in (today + dt.timedelta(days=1), ago(today, 6)):
        with pytest.raises(ValidationError):
            submit(row, user, day)
    assert submit(row, user, ago(today, 5)).status == "submitted"


@pytest.mark.parametrize("act", ["grant", "refuse"])
def test_the_answer_comes_after_the_submission(plain, today, act):
    user = a.somebody("contact", plain)
    row = a.an_application(plain, status="submitted", submitted_on=ago(today, 5))
    for day in (today + dt.timedelta(days=1), ago(today, 6)):
        with pytest.raises(ValidationError):
            applying.answer_application(application=row, act=act, answered_on=day, by=user)
    assert applying.answer_application(application=row, act=act, answered_on=ago(today, 5), by=user).answered_on == ago(today, 5)


@pytest.mark.parametrize("status", ["idea", "analysis", "draft", "submitted"])
def test_what_is_under_way_can_be_withdrawn_with_a_reason(plain, status):
    user = a.somebody("contact", plain)
    row = a.an_application(plain, status=status)
    with pytest.raises(ValidationError):
        applying.go_on(application=row, act="withdraw", by=user)
    assert applying.go_on(application=row, act="withdraw", reason="Partnern hoppade av", by=user).status == "withdrawn"


def test_a_contact_person_of_another_unit_may_not(plain, today):
    other = a.an_area(plain.as_home, "skola", "Skola")
    user, row = a.somebody("contact", other), a.an_application(plain)
    for act in (
        lambda: submit(row, user, today),
        lambda: applying.keep_application(application=row, by=user),
        lambda: applying.make_project(application=row, by=user),
        lambda: applying.say_coverage(application=row, covers_money=True, covers_staff=None, by=a.somebody("contact", plain)),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert applying.say_coverage(application=row, covers_money=True, covers_staff=False, by=a.somebody("coordinator", plain.as_home))


def test_only_a_grant_becomes_a_project_and_only_once(plain, today):
    user = a.somebody("contact", plain)
    row = a.an_application(plain, status="refused")
    with pytest.raises(ValidationError):
        applying.make_project(application=row, starts_on=today, by=user)
    row = a.an_application(plain, status="granted", granted=7, planned_from=today, planned_to=today + dt.timedelta(days=9))
    a.a_partner_of(row)
    a.an_option_test(row)
    a.a_budget_line(row, 12)
    project = applying.make_project(application=row, by=user)
    assert (project.amount, project.ends_on, project.partners.count(), project.budget_lines.get().amount) == (7, row.planned_to, 1, 12)
    again = applying.make_project(application=Application.objects.get(pk=row.pk), by=user)
    assert again == project
