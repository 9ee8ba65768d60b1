"""Counting backwards from a deadline: never later than the deadline, moved by the meetings, right over summer time and new year."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from councils.working_days import is_working_day, working_day_by
from funding.backward import FITS, NO_MEETING, NOT_PLANNED, PASSED, Step, last_day, plan

TODAY = dt.date(2026, 11, 24)
days_ahead = some.integers(0, 500).map(lambda number: TODAY + dt.timedelta(days=number))
bodies = some.sampled_from(["bun", "ks", "kf"])
calendars = some.dictionaries(bodies, some.lists(days_ahead, max_size=6, unique=True), max_size=3)
routes = some.lists(bodies, min_size=1, max_size=3, unique=True).map(lambda codes: [Step(n, (code,)) for n, code in enumerate(codes, 1)])
notices = some.integers(0, 40)


def days(number):
    return dt.timedelta(days=number)


def both(one, other):
    return zip(one.stops, other.stops, strict=True)


def at(*moment, zone):
    return dt.datetime(*moment, tzinfo=ZoneInfo(zone))


@given(days_ahead, routes, calendars, notices)
def test_nothing_is_later_than_the_deadline_and_each_step_no_later_than_the_next(deadline, steps, meetings, notice):
    stops = plan(deadline, steps, meetings, TODAY, notice).stops
    assert [stop.step for stop in stops] == steps
    last = deadline
    for stop in reversed(stops):
        assert stop.last <= last
        if stop.meeting:
            assert stop.papers_on <= stop.meeting <= stop.last
            assert stop.papers_on == working_day_by(stop.meeting - days(notice))
            assert (stop.state == FITS) == (stop.papers_on >= TODAY)
        last = stop.meeting or stop.last


@given(some.fixed_dictionaries(dict.fromkeys(["bun", "ks", "kf"], some.integers(60, 400))), routes, notices, bodies, some.integers(1, 60))
def test_a_meeting_that_moves_earlier_never_gives_more_time(ahead, steps, notice, body, sooner):
    """Each body meets once before the deadline."""
    deadline = TODAY + days(400)
    meetings = {code: [TODAY + days(number)] for code, number in ahead.items()}
    moved = meetings | {body: [meetings[body][0] - days(sooner)]}
    for before, after in both(plan(deadline, steps, meetings, TODAY, notice), plan(deadline, steps, moved, TODAY, notice)):
        assert after.last <= before.last
        if after.papers_on and before.papers_on:
            assert after.papers_on <= before.papers_on


@given(days_ahead, routes, calendars, notices, bodies, days_ahead)
def test_one_more_meeting_never_gives_less_time(deadline, steps, meetings, notice, body, extra):
    more = meetings | {body: [*meetings.get(body, []), extra]}
    for before, after in both(plan(deadline, steps, meetings, TODAY, notice), plan(deadline, steps, more, TODAY, notice)):
        if before.meeting and after.meeting and before.last == after.last:
            assert after.papers_on >= before.papers_on


@given(days_ahead, routes, calendars, notices, some.lists(some.booleans(), min_size=3, max_size=3))
def test_whoever_must_act_at_an_office_acts_on_a_working_day(deadline, steps, meetings, notice, met):
    steps = [Step(step.order, step.organs, meets=meets) for step, meets in zip(steps, met, strict=False)]
    for stop in plan(deadline, steps, meetings, TODAY, notice).stops:
        assert not stop.papers_on or is_working_day(stop.papers_on)
        assert stop.step.meets or is_working_day(stop.last)


@given(days_ahead, routes, calendars, notices, some.integers(0, 90))
def test_a_later_deadline_never_gives_less_time(deadline, steps, meetings, notice, later):
    for before, after in both(plan(deadline, steps, meetings, TODAY, notice), plan(deadline + days(later), steps, meetings, TODAY, notice)):
        assert after.last >= before.last
        if before.meeting:
            assert after.meeting >= before.meeting


MARCH = dt.date(2027, 3, 1)


@pytest.mark.parametrize(
    "meetings, deadline, state, papers",
    [
        ({"ks": [dt.date(2027, 2, 2)]}, dt.date(2027, 2, 19), FITS, dt.date(2027, 1, 19)),
        ({"ks": [dt.date(2027, 2, 2)]}, dt.date(2027, 2, 2), FITS, dt.date(2027, 1, 19)),  # on the very day
        ({"ks": [dt.date(2027, 2, 2)]}, dt.date(2027, 2, 1), NO_MEETING, None),  # a day too late
        ({"ks": [dt.date(2026, 12, 8)]}, dt.date(2027, 2, 1), FITS, dt.date(2026, 11, 24)),  # papers today
        ({"ks": [dt.date(2026, 12, 7)]}, dt.date(2027, 2, 1), PASSED, dt.date(2026, 11, 23)),
        ({"ks": [dt.date(2027, 1, 5)]}, dt.date(2027, 1, 31), FITS, dt.date(2026, 12, 22)),  # over new year
        ({"ks": [dt.date(2027, 1, 8)]}, dt.date(2027, 1, 31), FITS, dt.date(2026, 12, 23)),  # Christmas Day is not one, nor the eve
        ({"ks": [dt.date(2027, 4, 12)]}, dt.date(2027, 4, 30), FITS, dt.date(2027, 3, 25)),  # Easter Monday: to Maundy Thursday
        ({}, dt.date(2027, 2, 19), NOT_PLANNED, None),
        ({"bun": [dt.date(2027, 2, 2)]}, dt.date(2027, 2, 19), NOT_PLANNED, None),  # another body's meetings do not help
        ({"ks": [dt.date(2026, 10, 2)]}, dt.date(2027, 2, 19), NOT_PLANNED, None),  # those that have been do not either
    ],
)
def test_one_body(meetings, deadline, state, papers):
    (stop,) = plan(deadline, [Step(1, ("ks",))], meetings, TODAY, 14).stops
    assert (stop.state, stop.papers_on) == (state, papers)


def test_a_chain_moves_when_a_meeting_moves():
    steps = [Step(1, ("bun",)), Step(2, ("ks",))]
    meetings = {"bun": [dt.date(2027, 1, 20), dt.date(2027, 2, 10)], "ks": [dt.date(2027, 2, 2)]}
    first, second = plan(MARCH, steps, meetings, TODAY, 14).stops
    assert (first.meeting, second.meeting) == (dt.date(2027, 1, 20), dt.date(2027, 2, 2))
    first, second = plan(MARCH, steps, meetings | {"ks": [dt.date(2027, 2, 16)]}, TODAY, 14).stops
    assert (first.meeting, first.papers_on) == (dt.date(2027, 2, 10), dt.date(2027, 1, 27))


def test_who_has_no_meetings_is_ready_when_the_papers_go_in():
    prepared, decided = plan(MARCH, [Step(1, ("kansli",), meets=False), Step(2, ("ks",))], {"ks": [dt.date(2027, 2, 2)]}, TODAY, 14).stops
    assert prepared.last == decided.papers_on == dt.date(2027, 1, 19)


def test_who_has_no_meetings_is_ready_on_the_working_day_before():
    (stop,) = plan(dt.date(2027, 6, 26), [Step(1, ("kansli",), meets=False)], {}, TODAY, 14).stops
    assert stop.last == dt.date(2027, 6, 24)  # Midsummer Day and its eve
    assert plan(dt.date(2027, 6, 26), [], {}, TODAY, 14).deadline == dt.date(2027, 6, 26)  # a portal is open all days


def test_any_one_of_several_organs_will_do():
    (stop,) = plan(MARCH, [Step(1, ("ks", "au"))], {"ks": [dt.date(2027, 2, 2)], "au": [dt.date(2027, 2, 20)]}, TODAY, 14).stops
    assert stop.organ == "au"


@pytest.mark.parametrize(
    "moment, day",
    [
        (at(2027, 2, 19, 17, 0, zone="Europe/Brussels"), dt.date(2027, 2, 19)),
        (at(2027, 2, 20, 0, 0, zone="Europe/Brussels"), dt.date(2027, 2, 19)),  # midnight ends the day before
        (at(2027, 2, 19, 23, 0, zone="UTC"), dt.date(2027, 2, 19)),  # midnight here
        (at(2027, 2, 19, 23, 1, zone="UTC"), dt.date(2027, 2, 20)),
        (at(2027, 6, 19, 22, 1, zone="UTC"), dt.date(2027, 6, 20)),  # two hours in summer
        (at(2027, 1, 1, 0, 30, zone="Europe/Helsinki"), dt.date(2026, 12, 31)),
        (at(2027, 1, 1, 0, 0, zone="Europe/Brussels"), dt.date(2026, 12, 31)),
        (at(2027, 3, 27, 23, 30, zone="Europe/London"), dt.date(2027, 3, 28)),  # the night when the clocks change
        (at(2027, 3, 28, 22, 0, zone="Atlantic/Azores"), dt.date(2027, 3, 28)),
        (at(2027, 10, 30, 22, 0, zone="Atlantic/Azores"), dt.date(2027, 10, 30)),
    ],
)
def test_the_swedish_day_of_a_moment(moment, day):
    assert last_day(moment) == day
