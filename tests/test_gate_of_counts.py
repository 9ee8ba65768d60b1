"""One visit too many is not planned: the gate judges as if the new one counted, and everything else that is planned with it."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from councils.exceptions import grant_exception
from councils.models import RuleSetting
from councils.transitions import Blocked, closed_by
from partnerships.models import Visit
from partnerships.visiting import plan_visit
from partnerships.workflow import VISIT
from tests import situations as s

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 22)
IN_DECEMBER, NEXT_YEAR = dt.date(2026, 12, 10), dt.date(2027, 2, 1)
OUTGOING = [{"field": "direction", "op": "eq", "value": "outgoing"}]


@pytest.fixture
def home():
    return s.a_municipality()


@pytest.fixture
def unit(home):
    return s.an_area(home)


@pytest.fixture
def by(home):
    return s.somebody("coordinator", home)


def at_most(home, number, strength="must", where=(), **parameters) -> RuleSetting:
    counted = {"records": ["visit"], "at_most": number, "every": {"every": 1, "unit": "year"}, **parameters}
    return s.a_setting(home, "number_of_records_is_within_bounds", strength, where=where, **counted)


def planned(unit, by, day=IN_DECEMBER, reason="", direction="outgoing", **facts) -> Visit:
    visit = Visit(container=unit, starts_on=day, title="Resa", direction=direction, counterpart="Ringerike", **facts)
    return plan_visit(visit=visit, by=by, reason=reason, on=TODAY)


def test_at_the_limit_and_one_above(home, unit, by):
    at_most(home, 2)
    s.a_visit(unit, dt.date(2026, 3, 1), status="held")
    planned(unit, by)
    with pytest.raises(Blocked, match="Med det här blir det 3 för Osby under 2026, mer än de 2 som dokumentet tillåter"):
        planned(unit, by)
    assert Visit.objects.count() == 2


def test_what_is_planned_and_has_not_begun_counts_and_what_is_cancelled_does_not(home, unit, by):
    at_most(home, 1)
    s.a_visit(unit, IN_DECEMBER, status="cancelled")
    first = planned(unit, by)
    with pytest.raises(Blocked):
        planned(unit, by)
    VISIT["cancel"].perform(first, by=by, reason="Ingen kunde")
    assert planned(unit, by).status == "planned"


def test_a_visit_counts_in_the_year_it_is_in(home, unit, by):
    at_most(home, 1)
    planned(unit, by)
    assert planned(unit, by, NEXT_YEAR).starts_on == NEXT_YEAR
    with pytest.raises(Blocked, match="under 2027"):
        planned(unit, by, NEXT_YEAR)


@pytest.mark.parametrize("every, day, blocked", [
    ({"every": 2, "unit": "year"}, dt.date(2027, 6, 1), True), ({"every": 2, "unit": "year"}, dt.date(2028, 6, 1), False),
    ({"every": 12, "unit": "month", "basis": "rolling"}, dt.date(2027, 6, 1), True),
    ({"every": 12, "unit": "month", "basis": "rolling"}, dt.date(2028, 6, 1), False),
])  # fmt: skip
def test_periods_of_other_lengths(home, unit, by, every, day, blocked):
    at_most(home, 1, every=every, in_force_from=dt.date(2020, 1, 1))
    planned(unit, by)
    if blocked:
        with pytest.raises(Blocked):
            planned(unit, by, day)
    else:
        assert planned(unit, by, day).starts_on == day


def test_what_the_conditions_leave_out_is_not_in_the_way(home, unit, by):
    at_most(home, 1, where=OUTGOING)
    planned(unit, by)
    planned(unit, by, direction="incoming")
    with pytest.raises(Blocked):
        planned(unit, by)


def test_what_the_conditions_ask_and_nobody_has_said_is_asked_for(home, unit, by):
    at_most(home, 1, where=[{"field": "field_related", "op": "eq", "value": True}])
    planned(unit, by, is_field_related=True)
    assert planned(unit, by, is_field_related=False).pk
    with pytest.raises(Blocked, match="säger inte om det räknas"):
        planned(unit, by)


def test_each_unit_has_its_own_number(home, unit, by):
    at_most(home, 1, per="each_unit", unit_kinds=[unit.kind])
    other = s.an_area(home, "kultur", "Kultur")
    planned(unit, by)
    assert planned(other, by).container_id == other.pk
    with pytest.raises(Blocked, match=f"2 för {unit.label}"):
        planned(unit, by)


def test_should_asks_for_a_reason_and_keeps_it(home, unit, by):
    at_most(home, 1, "should")
    planned(unit, by)
    with pytest.raises(Blocked):
        planned(unit, by)
    visit = planned(unit, by, reason="De firar hundra år")
    assert visit.history.first().history_change_reason == "De firar hundra år"


def test_a_least_number_never_closes_the_gate(home, unit, by):
    s.a_setting(home, "number_of_records_is_within_bounds", records=["visit"], at_least=9, every={"every": 1, "unit": "year"})
    assert planned(unit, by).status == "planned"


def test_another_municipalitys_limit_and_its_visits_say_nothing(home, unit, by):
    lomma = s.a_municipality("lomma", "Lomma")
    at_most(lomma, 0)
    s.a_visit(s.an_area(lomma), IN_DECEMBER)
    at_most(home, 1)
    assert planned(unit, by).status == "planned"


def test_an_exception_lets_one_more_through(home, unit, by):
    at_most(home, 1)
    planned(unit, by)
    visit = s.a_visit(unit, IN_DECEMBER, "En till", "outgoing")
    ([finding], _asking) = closed_by(VISIT["plan"], visit, TODAY)
    grant_exception(finding=finding, valid_from=TODAY, reason="De firar hundra år.", by=s.somebody("administrator", home))
    assert closed_by(VISIT["plan"], visit, TODAY) == ([], [])


def test_the_page_asks_why_and_then_plans(home, unit, by):
    at_most(home, 0, "should")
    client = Client()
    client.force_login(by, backend="councils.access.ContainerBackend")
    data = {
        "direction": "outgoing",
        "title": "Resa",
        "counterpart": "Ringerike",
        "starts_on": timezone.localdate().isoformat(),
        "container": unit.pk,
    }
    first = client.post(reverse("visit_new", args=["osby"]), data)
    assert ("why" in first.context["form"].fields, Visit.objects.count()) == (True, 0)
    assert "Varför planeras det ändå?" in first.content.decode()
    client.post(reverse("visit_new", args=["osby"]), data | {"why": "De firar hundra år"})
    assert Visit.objects.get().history.first().history_change_reason == "De firar hundra år"
