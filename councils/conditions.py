"""Conditions on declared fields, the same for rules (`where`) and routes. Three answers: True, False, None (not known)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

OPERATORS: dict[str, Callable] = {
    "eq": lambda a, b: a == b,
    "ne": lambda a, b: a != b,
    "in": lambda a, b: a in b,
    "not_in": lambda a, b: a not in b,
    "gt": lambda a, b: a > b,
    "gte": lambda a, b: a >= b,
    "lt": lambda a, b: a < b,
    "lte": lambda a, b: a <= b,
}
PRESENCE = {"is_set": lambda a: a is not None, "is_empty": lambda a: a is None}
TEXT_OPERATORS = {"eq", "ne", "in", "not_in", *PRESENCE}
NEGATIVE = {"ne", "not_in"}
ONE = {str: "a text", int: "a whole number", bool: "true or false"}
SEVERAL = {str: "a list of texts", int: "a list of whole numbers", bool: "a list of true or false"}


@dataclass(frozen=True)
class Field:
    """A fact of a row that conditions may use. A many-valued one reads as a frozenset."""

    label: str
    type: type
    read: Callable | None = None  # row → value, None when nobody has said; absent until its rows exist
    many: bool = False  # one row may have several of them at once
    learn: Callable | None = None  # (municipality, on, rows): tells the rows what `read` reads, once for all of them


FIELDS: dict[str, dict[str, Field]] = {}


def declare_fields(subject: str, **fields: Field):
    """Say which facts conditions may use. The room that has the rows gives the reader, in whichever order the rooms are loaded."""
    known = FIELDS.setdefault(subject, {})
    known |= {name: field for name, field in fields.items() if field.read or name not in known}


def nearest(word, known) -> str:
    """The ending of a fault: what was perhaps meant, else what there is."""
    close = get_close_matches(str(word), list(known), 1, 0.5)
    return f"; did you mean {close[0]}?" if close else f"; known: {', '.join(sorted(known))}"


def faults(subject: str, conditions) -> Iterator[str]:
    """One sentence for each fault: the same list serves the loader, the form and the command."""
    if not isinstance(conditions, list):
        yield "where: expected a list of {field, op, value}"
        return
    fields = FIELDS.get(subject, {})
    for n, condition in enumerate(conditions):
        at = f"where[{n}]"
        if not isinstance(condition, dict) or set(condition) - {"field", "op", "value"} or not {"field", "op"} <= set(condition):
            yield f"{at}: expected {{field, op, value}}"
        elif not all(isinstance(condition[name], str) for name in ("field", "op")):
            yield f"{at}: field and op are texts"
        elif condition["field"] not in fields:
            yield f"{at}.field: {subject} has no field {condition['field']!r}{nearest(condition['field'], fields)}"
        elif condition["op"] not in OPERATORS.keys() | PRESENCE.keys():
            yield f"{at}.op: unknown operator {condition['op']!r}{nearest(condition['op'], OPERATORS.keys() | PRESENCE.keys())}"
        else:
            yield from value_faults(at, fields[condition["field"]], condition)


def value_faults(at, field, condition):
    if condition["op"] in PRESENCE:
        return
    if field.type in (str, bool) and condition["op"] not in TEXT_OPERATORS:
        yield f"{at}.op: {condition['field']} is no number or date, which {condition['op']} compares"
        return
    many = condition["op"] in ("in", "not_in")
    values = condition.get("value") if many else [condition.get("value")]
    if not isinstance(values, list) or not values or any(type(v) is not field.type for v in values):
        yield f"{at}.value: expected {SEVERAL[field.type] if many else ONE[field.type]}, got {condition.get('value')!r}"


def answer(value, condition):
    """True, False or None for one condition. Many values: `eq`/`in` with at least one, `ne`/`not_in` with none."""
    op = condition["op"]
    if op in PRESENCE:
        return PRESENCE[op](value)
    if value is None:
        return None
    if isinstance(value, frozenset):
        found = [OPERATORS[op](v, condition["value"]) for v in value]
        return all(found) if op in NEGATIVE else any(found)
    return OPERATORS[op](value, condition["value"])


def holds(subject: str, row, conditions):
    """All conditions together; False wins over None."""
    answers = set()
    for condition in conditions:
        field = FIELDS[subject][condition["field"]]
        answers.add(answer(field.read(row) if field.read else None, condition))
    return False if False in answers else None if None in answers else True
