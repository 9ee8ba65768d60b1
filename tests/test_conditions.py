"""Conditions have three answers, and faults are said in one sentence each."""

from types import SimpleNamespace as Row

import pytest

from councils.conditions import FIELDS, Field, answer, declare_fields, faults, holds


@pytest.fixture
def subject(monkeypatch):
    monkeypatch.setitem(FIELDS, "Trial", {})
    declare_fields(
        "Trial",
        amount=Field("belopp", int, lambda row: row.amount),
        kind=Field("slag", str, lambda row: row.kind),
        tags=Field("märkning", str, lambda row: row.tags),
        official=Field("officiellt", bool, lambda row: row.official),
        later=Field("senare", str),
    )
    return "Trial"


def row(**facts):
    return Row(**{"amount": None, "kind": None, "tags": None, "official": None, **facts})


@pytest.mark.parametrize("amount, says", [(None, None), (100, False), (101, True), (0, False)])
def test_an_empty_field_is_not_known_and_nought_is_a_number(subject, amount, says):
    assert holds(subject, row(amount=amount), [{"field": "amount", "op": "gt", "value": 100}]) is says


@pytest.mark.parametrize(
    "op, value, says",
    [("eq", "a", True), ("eq", "c", False), ("in", ["c", "b"], True), ("ne", "a", False), ("ne", "c", True), ("not_in", ["c"], True), ("not_in", ["a", "c"], False)],
)  # fmt: skip
def test_many_values_one_is_enough_and_none_for_the_negative(op, value, says):
    assert answer(frozenset({"a", "b"}), {"field": "tags", "op": op, "value": value}) is says


def test_no_values_are_known_to_be_none():
    assert answer(frozenset(), {"field": "tags", "op": "eq", "value": "a"}) is False
    assert answer(frozenset(), {"field": "tags", "op": "ne", "value": "a"}) is True


def test_false_wins_over_not_known(subject):
    unknown, false = {"field": "amount", "op": "gt", "value": 1}, {"field": "kind", "op": "eq", "value": "b"}
    assert holds(subject, row(kind="a"), [unknown, false]) is False
    assert holds(subject, row(kind="b"), [unknown, false]) is None
    assert holds(subject, row(), []) is True


def test_a_field_whose_rows_do_not_exist_yet_is_not_known(subject):
    assert holds(subject, row(), [{"field": "later", "op": "eq", "value": "a"}]) is None


@pytest.mark.parametrize("op, says", [("is_set", False), ("is_empty", True)])
def test_presence_is_always_known(subject, op, says):
    assert holds(subject, row(), [{"field": "amount", "op": op}]) is says


@pytest.mark.parametrize(
    "conditions, says",
    [
        ([{"field": "amout", "op": "gt", "value": 1}], "did you mean amount?"),
        ([{"field": "zzz", "op": "gt", "value": 1}], "known: amount, kind"),
        ([{"field": "amount", "op": "gte_", "value": 1}], "did you mean gte?"),
        ([{"field": "amount", "op": "gt", "value": "1"}], "expected a whole number"),
        ([{"field": "amount", "op": "gt", "value": True}], "expected a whole number"),
        ([{"field": "kind", "op": "gt", "value": "a"}], "no number or date"),
        ([{"field": "amount", "op": "in", "value": 1}], "a list of whole numbers"),
        ([{"field": "amount", "op": "in", "value": []}], "a list of whole numbers"),
        ([{"field": "official", "op": "eq", "value": "true"}], "expected true or false"),
        ([{"field": "amount", "value": 1}], "expected {field, op, value}"),
        (["amount > 1"], "expected {field, op, value}"),
        ("amount > 1", "expected a list"),
    ],
)
def test_faults(subject, conditions, says):
    assert says in next(faults(subject, conditions))


def test_what_is_right_has_no_faults(subject):
    assert list(faults(subject, [{"field": "tags", "op": "in", "value": ["a"]}, {"field": "amount", "op": "is_empty"}])) == []


def test_a_reader_stays_in_whichever_order_the_rooms_are_loaded(subject):
    declare_fields("Trial", kind=Field("slag", str), later=Field("senare", str, lambda row: "b"))
    assert (
        holds(subject, row(kind="a"), [{"field": "kind", "op": "eq", "value": "a"}, {"field": "later", "op": "eq", "value": "b"}]) is True
    )
