"""The world around is watched, and what is seen reaches the units: kept, due, overdue, exactly at the limit; never breached."""

import datetime as dt

import pytest

from funding.models import Assessment, Note, NoteReceiver
from tests import situations as s
from tests.situations import TODAY, a_municipality, a_setting, an_appointment, an_area, days, said, states
from tests.test_calls import a_call

pytestmark = pytest.mark.django_db
WATCH, PASS = "outside_world_is_watched", "information_is_passed_on"
D = dt.date.fromisoformat
YEARLY = {"every": 1, "unit": "year", "basis": "calendar"}
ROLLING = {"every": 12, "unit": "month", "basis": "rolling"}


def a_note(container, day=TODAY, topic="funding", author=None, to=(), **facts):
    container = getattr(container, "container_ptr", container)
    note = s.saved(Note(container=container, day=day, topic=topic, title="Något nytt", author=author, **facts))
    for unit in to:
        s.saved(NoteReceiver(note=note, container=getattr(unit, "container_ptr", unit)))
    return note


@pytest.fixture
def home():
    return a_municipality()


@pytest.fixture
def office(home):
    return an_area(home, "utvecklingsavdelningen", "Utvecklingsavdelningen", kind="department")


def by_unit(home, silence=90, topics=("funding",), **more):  # LOMMA-09, TYRESO-68, TYRESO-69
    return a_setting(home, WATCH, by="unit", unit="utvecklingsavdelningen", topics=list(topics), silence={"days": silence}, **more)


def by_role(home, **more):  # OSBY-39, LOMMA-36
    return a_setting(home, WATCH, by="role", role="coordinator", silence={"days": 90}, **more)


# ── silence


@pytest.mark.parametrize("ago, state", [(0, "kept"), (68, "kept"), (69, "due"), (90, "due"), (91, "overdue"), (900, "overdue")])
def test_how_long_a_unit_may_be_silent(home, office, ago, state):
    by_unit(home)
    a_note(office, TODAY - days(ago))
    assert states(home) == [state]


@pytest.mark.parametrize("silence, state", [(30, "overdue"), (60, "due"), (365, "kept")])
def test_another_municipality_is_more_patient(home, office, silence, state):
    by_unit(home, silence)
    a_note(office, TODAY - days(50))
    assert states(home) == [state]


def test_a_call_that_is_not_for_us_was_looked_at_all_the_same(home, office):
    by_unit(home)
    s.saved(Assessment(container=office.container_ptr, call=a_call(), answer="no", why="För stort.", assessed_on=TODAY))
    assert states(home) == ["kept"]


def test_each_topic_is_a_duty_of_its_own(home, office):
    by_unit(home, topics=("legislation", "policy"))
    a_note(office, TODAY, "policy")
    found = {finding.verdict.key: finding.state for finding in said(home)}
    assert found == {"legislation": "overdue", "policy": "kept"}


def test_any_topic_is_enough_where_none_is_named(home, office):
    by_unit(home, topics=("any",))
    a_note(office, TODAY, "practice")
    assert states(home) == ["kept"]


def test_what_another_unit_noted_is_not_the_units(home, office):
    by_unit(home)
    a_note(an_area(home), TODAY)
    assert states(home) == ["overdue"]


@pytest.mark.parametrize("in_force, state", [(10, "kept"), (80, "due"), (90, "due"), (91, "overdue")])
def test_silence_is_counted_from_the_rule_where_nothing_was_ever_noted(home, office, in_force, state):
    by_unit(home, in_force_from=TODAY - days(in_force))
    assert states(home) == [state]


def test_a_unit_that_is_new_has_its_time_too(home):
    an_area(home, "utvecklingsavdelningen", active_from=TODAY - days(20))
    by_unit(home)
    assert states(home) == ["kept"]


def test_a_note_without_its_day_leaves_it_unknown_and_one_of_tomorrow_does_not_count(home, office):
    by_unit(home)
    a_note(office, TODAY + days(1))
    assert states(home) == ["overdue"]
    a_note(office, None)
    assert states(home) == ["unknown"]


def test_what_is_late_says_what_to_do(home, office):
    by_unit(home)
    a_note(office, D("2026-01-10"))
    [finding] = said(home)
    assert "Inget" not in finding.state
    assert "inget är noterat om pengar att söka sedan 10 januari 2026" in finding.verdict.sentence
    assert (finding.verdict.fix.view, finding.verdict.due) == ("note_new", D("2026-04-10"))


# ── by a role


def test_the_holder_of_a_role_watches_whatever_unit_the_note_is_from(home):
    by_role(home)
    post = an_appointment("coordinator", home)
    assert states(home) == ["overdue"]
    a_note(an_area(home), TODAY, author=post.person)
    assert states(home) == ["kept"]


def test_a_vacant_post_owes_nothing(home):
    by_role(home)
    assert states(home) == ["not_applicable"]
    an_appointment("coordinator", home, ends_on=TODAY - days(1))
    assert states(home) == ["not_applicable"]


def test_what_the_predecessor_noted_counts_and_a_new_holder_has_time(home):
    by_role(home)
    before = an_appointment("coordinator", home, ends_on=TODAY - days(30))
    an_appointment("coordinator", home, starts_on=TODAY - days(29))
    assert states(home) == ["kept"]
    a_note(home, TODAY - days(40), author=before.person)
    assert states(home) == ["kept"]


def test_a_note_without_author_leaves_it_unknown_where_the_author_decides(home):
    by_role(home)
    an_appointment("coordinator", home)
    a_note(home, TODAY)
    assert states(home) == ["unknown"]


# ── each unit, so many in a period


def each_board(home, at_least=1, every=YEARLY, **more):  # TORSBY-42
    return a_setting(home, WATCH, by="each_unit", unit_kinds=["board"], topics=["funding"], at_least=at_least, every=every, **more)


@pytest.mark.parametrize("noted, on, state", [
    (["2026-02-01"], "2026-11-23", "kept"),
    (["2025-02-01"], "2026-06-01", "kept"),  # last year's is done, this year's has time
    (["2025-02-01"], "2026-11-23", "due"),
    (["2024-02-01"], "2026-06-01", "overdue"),
    (["2024-02-01", "2026-05-01"], "2026-06-01", "kept"),  # done now, late as last year was
])  # fmt: skip
def test_each_board_once_a_year(home, noted, on, state):
    each_board(home)
    board = s.a_body(home, "skolnamnden", "Skolnämnden", kind="board")
    for day in noted:
        a_note(board, D(day))
    assert states(home, D(on)) == [state]


@pytest.mark.parametrize("at_least, state", [(1, "kept"), (2, "kept"), (3, "due")])
def test_another_number_is_asked_for(home, at_least, state):
    each_board(home, at_least, in_force_from=D("2026-01-01"))
    board = s.a_body(home, "skolnamnden", "Skolnämnden", kind="board")
    a_note(board, D("2026-02-01"))
    a_note(board, D("2026-03-01"))
    assert states(home, D("2026-11-23")) == [state]


@pytest.mark.parametrize("last, state", [("2026-10-01", "kept"), ("2025-12-01", "due"), ("2025-11-22", "overdue")])
def test_a_rolling_period_counts_from_the_last(home, last, state):
    each_board(home, every=ROLLING)
    a_note(s.a_body(home, "skolnamnden", "Skolnämnden", kind="board"), D(last))
    assert states(home, D("2026-11-23")) == [state]


# ── passed on


def passes(home, by="utvecklingsavdelningen", kinds=("administration",), **more):  # LOMMA-05, LOMMA-34, TYRESO-73
    return a_setting(home, PASS, **{"by": by, "unit_kinds": list(kinds), "at_least": 1, "every": YEARLY, **more})


@pytest.mark.parametrize("sent, on, state", [
    ("2026-03-01", "2026-11-23", "kept"),
    ("2025-03-01", "2026-06-01", "kept"),
    ("2025-03-01", "2026-11-23", "due"),
    ("2024-03-01", "2026-01-01", "overdue"),
])  # fmt: skip
def test_each_unit_is_sent_something_each_year(home, office, sent, on, state):
    passes(home)
    unit = an_area(home, "skola", kind="administration")
    a_note(office, D(sent), to=[unit])
    assert states(home, D(on)) == [state]


def test_a_call_that_is_passed_on_to_a_person_there_counts(home, office):
    passes(home)
    unit = an_area(home, "skola", kind="administration")
    note = a_note(office, TODAY, call=a_call())
    s.saved(NoteReceiver(note=note, container=unit.container_ptr, person=s.a_person()))
    assert states(home) == ["kept"]


def test_each_unit_is_judged_by_itself_and_what_others_send_does_not_count(home, office):
    passes(home)
    school, care = an_area(home, "skola", kind="administration"), an_area(home, "omsorg", kind="administration")
    a_note(office, TODAY, to=[school])
    a_note(school, TODAY, to=[care])
    assert {finding.row.code: finding.state for finding in said(home)} == {"skola": "kept", "omsorg": "overdue"}


def test_a_role_passes_on_from_wherever_it_writes(home):
    passes(home, by="coordinator")
    post, unit = an_appointment("coordinator", home), an_area(home, "skola", kind="administration")
    a_note(home, TODAY, author=post.person, to=[unit])
    assert states(home) == ["kept"]
    assert states(home, TODAY + days(800)) == ["overdue"]


def test_a_note_without_receivers_leaves_it_unknown(home, office):
    passes(home)
    an_area(home, "skola", kind="administration")
    a_note(office, TODAY)
    assert states(home) == ["unknown"]


def test_a_unit_younger_than_the_period_is_owed_nothing(home, office):
    passes(home)
    an_area(home, "skola", kind="administration", active_from=TODAY - days(30))
    assert states(home) == ["not_applicable"]


@pytest.mark.parametrize("at_least, state", [(1, "kept"), (2, "due")])
def test_another_municipality_asks_for_more(home, office, at_least, state):
    passes(home, at_least=at_least, in_force_from=D("2026-01-01"))
    a_note(office, D("2026-10-01"), to=[an_area(home, "skola", kind="administration")])
    assert states(home, D("2026-11-23")) == [state]


@pytest.mark.parametrize(
    "rule, more",
    [
        (WATCH, {"by": "each_unit", "unit_kinds": ["area"], "silence": {"days": 90}}),
        (PASS, {"by": "coordinator", "unit_kinds": ["area"], "every": YEARLY}),
    ],
)
def test_many_units_and_notes_cost_the_same_number_of_queries(home, rule, more, django_assert_max_num_queries):
    a_setting(home, rule, **more)
    units = [an_area(home, f"enhet{number}") for number in range(12)]
    for unit in units:
        a_note(unit, TODAY, to=units)
    with django_assert_max_num_queries(10):
        assert len(said(home)) == 12
