"""`clauses` and `compliance` as commands: what they print of the five, and how they refuse what they are not given right."""

import datetime as dt
import json
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from councils.compliance import RULES, WORST_FIRST
from councils.models import ClauseQuestion, Question
from tests import situations as a
from tests.profile_files import load

pytestmark = pytest.mark.django_db
FIVE = sorted((Path(settings.BASE_DIR) / "intl_admin" / "profiles").glob("*.toml"))
CONTACTS = {"unit_kinds": ["area"], "number": 1}
YEARLY = {"report_kind": "area_report", "every": {"every": 1, "unit": "year"}, "due": {"day": "01-31", "years_after": 1}}

# The clauses that can be judged from what is registered, as the acceptance list of the five says: 104 of 258.
ALL = {"OSBY": 58, "LOMMA": 43, "UPBRO": 37, "TYRESO": 77, "TORSBY": 43}
MUST_BE_CHECKED = {
    "OSBY": "03 04 13 15 16 17 18 19 20 24 25 26 27 29 30 31 34 42 43 44 50 52 53 54 55 56",
    "LOMMA": "01 02 04 21 27 31 32 33 37 38 40 41 42 43",
    "UPBRO": "01 13 14 15 21 23 24 27 28 29 31 32",
    "TYRESO": "01 02 03 04 09 24 43 46 47 48 49 52 53 55 56 57 58 59 61 62 63 64 65 66 67 71 74",
    "TORSBY": "01 15 16 17 18 19 20 22 23 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 43",
}
FINDING = {"rule", "clause", "strength", "subject", "key", "state", "since", "due", "assumed", "sentence", "evidence"}


def printed(command, *arguments) -> str:
    out = StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


def as_json(command, *arguments) -> list[dict]:
    return json.loads(printed(command, *arguments, "--json"))


@pytest.fixture
def home():
    return a.a_municipality()


@pytest.fixture
def school(home):
    return a.an_area(home, "skola", "Barn och skola")


# ── the acceptance list


@pytest.fixture(scope="module")
def five(django_db_setup, django_db_blocker):
    """What `clauses --json` says of each of the five, loaded once; nothing of it stays."""
    printed_of = {}
    with django_db_blocker.unblock(), transaction.atomic():
        load(*FIVE)
        for path in FIVE:
            rows = as_json("clauses", path.stem)
            printed_of[rows[0]["id"].partition("-")[0]] = rows
        transaction.set_rollback(True)
    return printed_of


def test_all_258_clauses_are_handled_each_in_exactly_one_way(five):
    assert {prefix: len({row["id"] for row in rows}) for prefix, rows in five.items()} == ALL
    assert {prefix: len(rows) for prefix, rows in five.items()} == ALL
    for row in (row for rows in five.values() for row in rows):
        assert row["handled"] in ("checked", "asked", "shown")
        assert bool(row["rules"]) == (row["handled"] == "checked")
        assert row["questions"] or row["handled"] != "asked"
        assert not (row["handled"] == "shown" and row["questions"])
        assert row["state"] == row["handled"] or (row["handled"] == "checked" and row["state"] in WORST_FIRST)
        assert set(row["rules"]) <= set(RULES)
        assert row["strength"] in ("must", "should", "may", "fact")


@pytest.mark.parametrize("prefix", MUST_BE_CHECKED)
def test_what_can_be_judged_from_what_is_registered_is_checked(five, prefix):
    handled = {row["id"]: row["handled"] for row in five[prefix]}
    assert {number: handled[f"{prefix}-{number}"] for number in MUST_BE_CHECKED[prefix].split()} == dict.fromkeys(
        MUST_BE_CHECKED[prefix].split(), "checked"
    )


def test_the_acceptance_list_is_whole():
    assert sum(len(numbers.split()) for numbers in MUST_BE_CHECKED.values()) == 104
    assert sum(ALL.values()) == 258


# ── clauses


def test_clauses_say_how_each_is_handled_and_how_it_stands_today(home, school):
    policy = a.policy_of(home)
    a.a_setting(home, "unit_has_its_contact_persons", clause=a.a_clause(policy, "OSBY-1"), **CONTACTS)
    question = a.saved(Question(municipality=home, code="ordinary", text="Hur gick det?"))
    a.saved(ClauseQuestion(clause=a.a_clause(policy, "OSBY-2", "should"), question=question))
    a.a_clause(policy, "OSBY-3", "fact")
    rows = as_json("clauses", "osby")
    assert [tuple(row.values()) for row in rows] == [
        ("OSBY-1", policy.title, "must", "checked", ["unit_has_its_contact_persons"], [], "breached"),
        ("OSBY-2", policy.title, "should", "asked", [], ["ordinary"], "asked"),
        ("OSBY-3", policy.title, "fact", "shown", [], [], "shown"),
    ]
    assert list(rows[0]) == ["id", "document", "strength", "handled", "rules", "questions", "state"]
    lines = printed("clauses", "osby").splitlines()
    assert [line.split() for line in lines] == [
        ["OSBY-1", "must", "checked", "breached", "unit_has_its_contact_persons"],
        ["OSBY-2", "should", "asked", "asked", "ordinary"],
        ["OSBY-3", "fact", "shown", "shown"],
    ]


def test_a_draft_and_another_municipality_are_not_listed(home):
    a.a_clause(a.policy_of(home), "OSBY-1")
    a.a_clause(a.a_document(home.container_ptr, kind="strategy"), "OSBY-2")
    a.a_clause(a.policy_of(a.a_municipality("lomma", "Lomma")), "LOMMA-1")
    assert [row["id"] for row in as_json("clauses", "osby")] == ["OSBY-1"]


# ── compliance


def test_compliance_prints_each_finding_with_what_proves_it(home, school):
    clause = a.a_clause(a.policy_of(home), "OSBY-1")
    a.a_setting(home, "unit_has_its_contact_persons", clause=clause, number=2, unit_kinds=["area"])
    post = a.a_contact_person(school, person=a.a_person("Karin Lövdahl"))
    a.a_contact_person(school, ends_on=dt.date(2026, 3, 31))
    [row] = as_json("compliance", "osby", "--on", "2026-04-02")
    assert set(row) == FINDING
    assert row["evidence"] == [
        {"kind": "appointment", "id": post.pk, "label": "Karin Lövdahl", "page": "/osby/arbete/kontaktpersoner/#unit-skola"}
    ]
    del row["evidence"]
    assert row.pop("sentence").startswith("Barn och skola ska ha 2 kontaktpersoner och har 1.")
    assert row == {
        "rule": "unit_has_its_contact_persons", "clause": "OSBY-1", "strength": "must", "subject": "Barn och skola", "key": "",
        "state": "breached", "since": "2026-04-01", "due": None, "assumed": False,
    }  # fmt: skip


def test_another_day_is_judged_by_what_was_then_and_due_days_are_said(home, school):
    clause = a.a_clause(a.policy_of(home), "OSBY-1")
    a.a_setting(home, "report_is_delivered", clause=clause, by="each_unit", unit_kinds=["area"], in_force_from=dt.date(2025, 1, 1),
                columns={"assumed": ["due"]}, **YEARLY)  # fmt: skip

    def on(day):
        return {row["key"]: (row["state"], row["due"], row["assumed"]) for row in as_json("compliance", "osby", "--on", day)}

    assert on("2026-01-31")["2025"] == ("due", "2026-01-31", True)
    assert on("2026-02-01")["2025"] == ("overdue", "2026-01-31", True)
    a.a_report(school, 2025, dt.date(2026, 2, 1))
    assert on("2026-01-31")["2025"][0] == "due"
    assert on("2026-02-01")["2025"][0] == "kept"
    assert on("2024-12-31") == {}  # the setting was not in force


def test_the_worst_comes_first_and_the_lines_say_the_same_as_the_data(home, school):
    policy = a.policy_of(home)
    a.a_setting(home, "post_is_held", clause=a.a_clause(policy, "OSBY-1"), role="coordinator")
    a.a_setting(home, "unit_has_its_contact_persons", clause=a.a_clause(policy, "OSBY-2"), **CONTACTS)
    a.somebody("coordinator", home)
    rows = as_json("compliance", "osby")
    assert [(row["clause"], row["state"]) for row in rows] == [("OSBY-2", "breached"), ("OSBY-1", "kept")]
    lines = printed("compliance", "osby").splitlines()
    assert [line.split()[:3] for line in lines if not line.startswith(" ")] == [["breached", "must", "OSBY-2"], ["kept", "must", "OSBY-1"]]
    assert any(rows[0]["sentence"] in line for line in lines)


def test_the_commands_ask_the_same_for_one_unit_and_for_forty(home):
    a.a_setting(home, "unit_has_its_contact_persons", **CONTACTS)
    a.a_setting(home, "report_is_delivered", by="each_unit", unit_kinds=["area"], in_force_from=dt.date(2025, 1, 1), **YEARLY)

    def one_more(number):
        unit = a.an_area(home, f"enhet-{number}", f"Enhet {number}")
        a.a_contact_person(unit)
        a.a_report(unit, 2025, dt.date(2026, 1, 20))

    def queries(command):
        with CaptureQueriesContext(connection) as seen:
            printed(command, "osby", "--json")
        return len(seen)

    one_more(0)
    few = [queries(command) for command in ("clauses", "compliance")]
    for number in range(1, 40):
        one_more(number)
    assert [queries(command) for command in ("clauses", "compliance")] == few


# ── bad input


@pytest.mark.parametrize("command", ["clauses", "compliance"])
def test_an_unknown_municipality_is_refused_with_the_ones_there_are(home, command):
    with pytest.raises(CommandError, match=r"No municipality has the address 'nowhere'\. Known: osby\."):
        printed(command, "nowhere")


@pytest.mark.parametrize("command", ["clauses", "compliance"])
def test_without_any_municipality_it_says_what_to_do(command):
    with pytest.raises(CommandError, match="Load a profile first"):
        printed(command, "osby")


@pytest.mark.parametrize("day", ["x", "2026-02-30", "20260", "1 mars", ""])
def test_a_day_that_cannot_be_is_refused_with_how_to_write_it(home, day):
    with pytest.raises(CommandError, match="is not a day; write it as 2026-03-01"):
        printed("compliance", "osby", "--on", day)


def test_a_municipality_without_documents_prints_nothing_and_an_empty_list(home):
    for command in ("clauses", "compliance"):
        assert as_json(command, "osby") == []
        assert printed(command, "osby") == ""
