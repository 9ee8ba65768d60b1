"""What the larger values of parameters are made of, and the sentence about each part that does not fit: rows of seats, rates, parts."""

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

YEARS = 200  # the longest time that a parameter may speak of: beyond it there are no days to count
PER = ("person", "day")
CAPPED = ("event", "applicant", "person", "pot", "year")
WHO = ("unit", "office", "party", "group", "body", "role")


@dataclass(frozen=True)
class Part:
    """One key of a row: what is written there, and whether a value is that."""

    says: str
    fits: Callable


def is_text(v) -> bool:
    return isinstance(v, str) and v.strip() != ""


def is_number(v) -> bool:
    return type(v) is int and v >= 0


def is_sum(v) -> bool:
    return type(v) in (int, float) and math.isfinite(v) and v >= 0


def is_money(v) -> bool:
    return isinstance(v, dict) and set(v) == {"value", "currency"} and is_sum(v["value"]) and is_currency(v["currency"])


def is_currency(v) -> bool:
    return isinstance(v, str) and bool(re.fullmatch("[A-Z]{3}", v))


def one_of(*words) -> Part:
    return Part(f"one of {', '.join(words)}", lambda v: v in words)


TEXT = Part("a text", is_text)
NUMBER = Part("a whole number, 0 or more", is_number)
SUM = Part("a number, 0 or more", is_sum)
MONEY = Part("a number, 0 or more, or {value, currency}", lambda v: is_sum(v) or is_money(v))
TEXTS = Part("a list of texts", lambda v: isinstance(v, list) and all(map(is_text, v)))
ANSWERS = Part("a text or a list of texts", lambda v: is_text(v) or TEXTS.fits(v))
STATED = Part("a text or a number", lambda v: is_text(v) or is_number(v))
OFTEN = Part("{every = n, unit = month|year|term|meeting}", lambda v: isinstance(v, dict) and {"every", "unit"} <= set(v))
ROWS = Part("a list of {field, op, value}", lambda v: isinstance(v, list))
PARTS: dict[str, dict[str, Part]] = {
    "amount": {
        "value": SUM, "currency": Part("three capital letters, such as SEK", is_currency), "factor": SUM, "index": TEXT, "round_to": NUMBER,
    },
    "share": {"part": SUM, "of": Part("a number above 0", lambda v: is_sum(v) and v > 0)},
    "parts": {"part": TEXT, "at_least": NUMBER, "fields": TEXTS, "tied_to": TEXT, "reach": one_of("any", "each")},
    "seats": {**dict.fromkeys(WHO, TEXT), "number": NUMBER, "as": TEXT, "vote": Part("true or false", lambda v: isinstance(v, bool))},
    "partners": {
        "name": TEXT, "country": Part("two capital letters of ISO 3166-1, such as FI", lambda v: bool(re.fullmatch("[A-Z]{2}", str(v)))),
        "decision_year": Part("a year with four digits", lambda v: type(v) is int and 1000 <= v <= 9999),
    },
    "rates": {
        "amount": MONEY, "per": Part("person, day or a list of both", lambda v: bool(v) and set(v if isinstance(v, list) else [v]) <= {*PER}),
        "most_persons": NUMBER, "most_days": NUMBER, "where": ROWS,
    },
    "caps": {"amount": MONEY, "per": one_of(*CAPPED), "every": OFTEN},
}  # fmt: skip
TIMES = {"days": 366, "weeks": 53, "months": 12, "years": 1, "years_after": 1}  # how many there are of each in a year


def part_faults(kind: str, value) -> Iterator[tuple[str, str]]:
    """(place inside the value, sentence) for each part that does not fit; the value itself has the right form."""
    if kind in ("span", "due"):
        yield from too_long(value)
    elif kind == "period" and value["every"] > (most := YEARS * {"month": 12, "meeting": 12}.get(value["unit"], 1)):
        yield ".every", f"expected at most {most}, got {value['every']}"
    elif kind in PARTS:
        rows = [("", value)] if isinstance(value, dict) else [(f"[{number}]", row) for number, row in enumerate(value)]
        for at, row in rows:
            yield from row_faults(kind, at, row)


def row_faults(kind, at, row):
    for name, one in row.items():
        if not one_fits(PARTS[kind][name], one):
            yield f"{at}.{name}", f"expected {PARTS[kind][name].says}, got {one!r}"
    if kind == "seats" and not set(WHO) & set(row):
        yield at, f"says for nobody; give one of {', '.join(WHO)}"


def one_fits(part: Part, value) -> bool:
    try:
        return part.fits(value)
    except TypeError:  # a list or a table where a word was expected
        return False


def too_long(value):
    for name, number in value.items():
        if name in TIMES and number > (most := YEARS * TIMES[name]):
            yield f".{name}", f"expected at most {most}, got {number}"


def table_faults(value: dict, names, part: Part) -> Iterator[tuple[str, str]]:
    """The same for a table whose keys are free, or one of some names, and whose values are all of one sort."""
    for name, one in value.items():
        if names and name not in names:
            yield f".{name}", f"expected one of {', '.join(names)}, got {name!r}"
        elif not one_fits(part, one):
            yield f".{name}", f"expected {part.says}, got {one!r}"
