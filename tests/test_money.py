"""Money: parts add up to the whole, currencies are never mixed, 0 is a value and empty is not."""

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funding import money
from funding.models import BudgetLine, Claim, Instalment, Programme, Project

RATE = Decimal("11.2345")
amounts = st.decimals(min_value=0, max_value=Decimal("9999999.99"), places=2)
known_or_not = st.none() | amounts
rows = st.builds(
    lambda value, currency, rate: SimpleNamespace(amount=value, currency=currency, rate=rate if currency == "EUR" else None),
    known_or_not, st.sampled_from(["SEK", "EUR"]), st.none() | st.just(RATE),
)  # fmt: skip
many = st.lists(rows, max_size=8)
roundings = st.sampled_from(list(Programme.Rounding))


@given(many, many)
def test_the_parts_add_up_to_the_whole(one, other):
    assert money.total(one) + money.total(other) == money.total([*one, *other])
    assert money.total(one) + money.Total() == money.total(one)


@given(many)
def test_currencies_are_never_mixed(found):
    total = money.total(found)
    for currency in ("SEK", "EUR"):
        assert total.of(currency) == sum((row.amount for row in found if row.currency == currency and row.amount is not None), Decimal(0))
    assert {code for code, _value in total.by_currency} == {row.currency for row in found if row.amount is not None}


@given(many)
def test_kronor_only_when_every_part_has_them(found):
    can = [row.amount is not None and (row.currency == "SEK" or row.rate is not None) for row in found]
    assert (money.total(found).kronor is not None) == (bool(found) and all(can))


@given(many)
def test_nought_is_a_value_and_empty_is_not(found):
    total, zero = money.total(found), SimpleNamespace(amount=Decimal(0), currency="SEK", rate=None)
    with_zero, with_empty = money.total([*found, zero]), money.total([*found, SimpleNamespace(amount=None, currency="SEK", rate=None)])
    assert (with_zero.unknown, with_zero.of("SEK")) == (total.unknown, total.of("SEK"))
    assert (with_empty.unknown, with_empty.kronor, with_empty.is_known) == (total.unknown + 1, None, False)


@given(amounts, st.integers(1, 12), roundings)
def test_what_is_split_comes_together_again(value, parts, rounding):
    found = money.split(value, parts, rounding)
    assert (sum(found), len(found)) == (value, parts)


@given(amounts, st.decimals(min_value=0, max_value=100, places=2), roundings)
def test_support_and_own_share_make_the_cost(cost, per_cent, rounding):
    found = money.support(cost, per_cent, rounding)
    assert found.grant + found.own == cost
    assert found.grant >= 0
    assert found.own >= 0


@given(amounts, st.dates(dt.date(2015, 1, 1), dt.date(2030, 12, 31)), st.integers(0, 3000))
def test_a_share_by_year_is_the_share(value, first, length):
    found = money.by_year(value, first, first + dt.timedelta(days=length))
    assert sum(found.values()) == value
    assert min(found) == first.year


@pytest.mark.parametrize(
    "value, rounding, said",
    [("0.005", "cent", "0.01"), ("0.5", "whole", "1"), ("2.5", "whole", "3"), ("2.99", "down", "2"), ("12500.00", "down", "12500")],
)
def test_a_half_is_rounded_up_and_some_round_down(value, rounding, said):
    assert money.rounded(Decimal(value), rounding) == Decimal(said)


def test_what_is_left_out_is_said():
    found = money.added([money.one(Decimal(450000)), money.one(Decimal(12500), "EUR"), money.one(None), money.one(None)])
    assert str(found).replace("\u202f", " ").replace("\xa0", " ") == "12 500 € och 450 000 kr"
    assert found.note == "2 rader saknar belopp, 1 rad saknar kurs"
    assert "uppgift saknas" in str(money.Total())


@pytest.mark.parametrize(
    "amount, booked, left",
    [
        (1000, [], 1000),
        (1000, [(0, "SEK")], 1000),
        (1000, [(1200, "SEK"), (-300, "SEK")], 100),
        (1000, [(1001, "SEK")], -1),
        (None, [(10, "SEK")], None),
        (1000, [(10, "EUR")], None),
        (1000, [(None, "SEK")], None),
    ],
)
def test_outcome_against_the_budget(amount, booked, left):
    line = BudgetLine(side="cost", text="Resor", amount=amount)
    found = money.LineOutcome(line, money.added(money.one(None if v is None else Decimal(v), currency) for v, currency in booked))
    assert found.left == left


def a_project(**facts):
    return Project(**{"starts_on": dt.date(2024, 3, 1), "ends_on": dt.date(2026, 2, 28), "currency": "SEK", **facts})


@pytest.mark.parametrize(
    "facts, year, need",
    [
        ({"own_cash": Decimal(300)}, 2025, 100),
        ({"own_cash": Decimal(100)}, 2026, Decimal("33.34")),
        ({"own_cash": Decimal(300)}, 2027, 0),
        ({"own_cash": Decimal(0), "ends_on": None}, 2025, 0),
        ({"own_cash": Decimal(300), "ends_on": None}, 2025, None),
        ({"own_cash": None}, 2025, None),
        ({"own_cash": Decimal(300), "currency": "EUR"}, 2025, None),
        ({"own_cash": Decimal(300), "currency": "EUR", "rate": Decimal(10)}, 2025, 1000),
    ],
)
def test_own_money_of_a_year(facts, year, need):
    assert money.own_cash_of_year(a_project(**facts), [], year) == need


def test_lines_with_years_go_before_an_even_share():
    lines = [BudgetLine(side="own_cash", amount=Decimal(50), year=2025), BudgetLine(side="own_cash", amount=Decimal(70), year=2026),
             BudgetLine(side="own_time", amount=Decimal(999), year=2025)]  # fmt: skip
    assert money.own_cash_of_year(a_project(own_cash=Decimal(300)), lines, 2025) == 50
    assert money.own_cash_of_year(a_project(), [*lines, BudgetLine(side="own_cash", year=2025)], 2025) is None


def test_share_and_own_contribution_in_cash_and_time():
    found = money.funding_of(a_project(total_cost=Decimal(1000), own_cash=Decimal(0), own_time=Decimal(250)), Decimal(750))
    assert (found.own, found.support_share, found.other) == (250, Decimal("75.0"), 0)
    unsaid = money.funding_of(a_project(total_cost=Decimal(0), own_cash=Decimal(0)), Decimal(0))
    assert (unsaid.own, unsaid.support_share, unsaid.other) == (None, None, None)


def test_what_came_against_what_was_granted():
    project = a_project(amount=Decimal(1000))
    claims = [
        Claim(amount=Decimal(300), sent_on=dt.date(2025, 1, 1), paid=Decimal(290), paid_on=dt.date(2025, 3, 1)),
        Claim(amount=Decimal(100)),
    ]
    parts = [Instalment(amount=Decimal(400), received_on=dt.date(2024, 4, 1)), Instalment(amount=Decimal(310))]
    found = money.income_of(project, claims, parts)
    assert [t.of("SEK") for t in (found.claimed, found.paid, found.received, found.expected)] == [300, 290, 400, 310]
    assert found.left == 310
    assert money.income_of(a_project(), claims, parts).left is None
