"""What pays the own share: the pots that the documents name first, then the unit's own (TORSBY-37, -38, -43)."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from funding.own_money import means_of
from funding.portfolio import portfolio
from tests.situations import TODAY, a_municipality, a_pot, a_project, a_setting, an_allocation, an_application, an_area, somebody, states
from tests.visits import a_client

pytestmark = pytest.mark.django_db
YEAR = TODAY.year
RULE, SHARE = "money_is_set_aside", "own_share_of_running_projects"


@pytest.fixture
def torsby():
    return a_municipality("torsby", "Torsby")


@pytest.fixture
def office(torsby):
    return an_area(torsby, "kultur", "Kultur", kind="administration")


def runs(unit, own):
    return a_project(unit, dt.date(YEAR, 1, 1), ends_on=dt.date(YEAR, 12, 31), status="running", own_cash=own)


def shown(home):
    return [(one.unit, one.pot, one.left, one.set_aside, one.state) for one in portfolio(home, YEAR, on=TODAY).own]


CENTRAL, RESERVE = "centrala medel", "reserv för egen insats"


@pytest.mark.parametrize(
    "in_central, in_reserve, rows",
    [
        (100, None, [("Torsby", CENTRAL, 100, 100, "kept")]),  # exactly enough: no unit has to pay
        (99, None, [("Torsby", CENTRAL, 100, 99, "due"), ("Kultur", RESERVE, 100, None, "due")]),
        (99, 100, [("Torsby", CENTRAL, 100, 99, "due"), ("Kultur", RESERVE, 100, 100, "kept")]),
        (None, 99, [("Torsby", CENTRAL, 100, None, "due"), ("Kultur", RESERVE, 100, 99, "due")]),
        (0, 0, [("Torsby", CENTRAL, 100, 0, "due"), ("Kultur", RESERVE, 100, 0, "due")]),
    ],
)
def test_the_pot_that_the_documents_name_comes_first(torsby, office, in_central, in_reserve, rows):
    a_setting(torsby, RULE, pot="central", owner="municipality", covers=SHARE)
    runs(office, 100)
    a_pot(torsby.container_ptr, in_central)
    if in_reserve is not None:
        a_pot(office, in_reserve, kind="reserve")
    assert shown(torsby) == rows


def test_where_no_document_names_a_pot_the_unit_pays(torsby, office):
    a_pot(torsby.container_ptr, 500)
    runs(office, 100)
    assert shown(torsby) == [("Kultur", RESERVE, 100, None, "due")]
    assert portfolio(torsby, YEAR, on=TODAY).own[0].lacks == 100


@pytest.mark.parametrize(
    "granted, left, state", [(40, 60, "due"), (50, 50, "kept"), (100, 0, "kept"), (170, 0, "kept"), (None, 100, "due")]
)
def test_what_a_central_pot_has_granted_the_reserve_need_not_hold(torsby, office, granted, left, state):
    """The page and the rule say the same."""
    a_setting(torsby, RULE, pot="reserve", owner="each_unit", unit_kinds=["administration"], covers=SHARE)
    project = runs(office, 100)
    an_allocation(a_pot(torsby.container_ptr), office, work=project, asked=granted, granted=granted, status="granted")
    an_allocation(a_pot(torsby.container_ptr, year=YEAR - 1), office, work=project, granted=90, status="paid")  # another year's money
    a_pot(office, 50, kind="reserve")
    assert shown(torsby) == [("Kultur", RESERVE, left, 50, state)]
    assert states(torsby) == [state if left else "not_applicable"]


def test_a_section_is_paid_for_by_the_unit_that_the_documents_name(torsby, office):
    section = an_area(torsby, "bibliotek", "Biblioteket", kind="department", parent=office)
    runs(section, 100)
    assert shown(torsby) == [("Biblioteket", RESERVE, 100, None, "due")]
    a_pot(office, 100, kind="reserve")
    assert shown(torsby) == [("Kultur", RESERVE, 100, 100, "kept")]
    a_setting(torsby, RULE, pot="reserve", owner="each_unit", unit_kinds=["department"], covers=SHARE)
    assert ("Biblioteket", RESERVE, 100, None, "due") in shown(torsby)


def an_idea(unit, **facts):
    return an_application(unit, **{"own_cash": 60, "planned_from": dt.date(YEAR, 3, 1), "planned_to": dt.date(YEAR + 1, 3, 1), **facts})


def means(application):
    year, found = means_of(application, TODAY)
    return year, [(one.unit, one.pot, one.need, one.set_aside, one.state, one.clause) for one in found]


def test_an_application_is_held_against_what_is_left(torsby, office):
    """Half of the share falls on the first year; what runs already has taken its part, and what is granted is gone."""
    central = a_setting(torsby, RULE, pot="central", owner="municipality", covers="what_is_granted")
    an_allocation(a_pot(torsby.container_ptr, 100), office, granted=71, asked=71, status="granted")
    a_pot(office, 80, kind="reserve")
    runs(office, 50)
    runs(an_area(torsby, "skola", "Skola", kind="administration"), 80)  # another's money
    assert means(an_idea(office)) == (
        YEAR, [("Torsby", CENTRAL, 30, 29, "due", central.clause.code), ("Kultur", RESERVE, 30, 30, "kept", "")])  # fmt: skip


@pytest.mark.parametrize(
    "facts, need",
    [
        ({"own_cash": 0}, None),
        ({"own_cash": None}, None),
        ({"planned_to": None}, 60),
        ({"currency": "EUR", "rate": None}, None),
        ({"currency": "EUR", "rate": Decimal(11), "rate_on": TODAY}, 330),
    ],
)
def test_what_an_application_needs(torsby, office, facts, need):
    found = means(an_idea(office, **facts))[1]
    assert found == ([] if need is None else [("Kultur", RESERVE, need, None, "due", "")])


def test_the_page_of_an_application_says_which_pot_and_how_much_is_missing(torsby, office):
    a_setting(torsby, RULE, pot="central", owner="municipality", covers=SHARE)
    a_pot(torsby.container_ptr, 10)
    page = a_client(somebody("coordinator", torsby.container_ptr)).get(
        reverse("application", args=["torsby", an_idea(office, planned_to=dt.date(YEAR, 9, 1)).pk])
    )
    said = page.content.decode()
    for words in ("Centrala medel, Torsby", "10\xa0kr är kvar, 60\xa0kr behövs", "50\xa0kr saknas", "Reserv för egen insats, Kultur"):
        assert words in said
