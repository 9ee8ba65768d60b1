"""Typed parameters of rules: declared as frozen dataclasses, given as JSON, faults said in one sentence each."""

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from typing import Any

from .conditions import nearest
from .value_parts import Part, is_number, is_text, part_faults, table_faults

REQUIRED = MISSING


@dataclass(frozen=True)
class Span:
    """A length of time: exactly one of days, weeks, months, years."""

    days: int = 0
    months: int = 0

    def after(self, day: dt.date) -> dt.date:
        return add_months(day, self.months) + dt.timedelta(days=self.days)

    def before(self, day: dt.date) -> dt.date:
        return add_months(day, -self.months) - dt.timedelta(days=self.days)


@dataclass(frozen=True)
class Due:
    """A last day: a span after an event, or a fixed day (month, day) in that or a later year."""

    span: Span | None = None
    month: int = 0
    day: int = 0
    years_after: int = 0

    def after(self, day: dt.date) -> dt.date:
        if self.span:
            return self.span.after(day)
        year = day.year + self.years_after
        return dt.date(year, self.month, min(self.day, calendar.monthrange(year, self.month)[1]))


@dataclass(frozen=True)
class Period:
    """How often: `every` units, by the calendar or rolling from the last time."""

    every: int
    unit: str  # month, year, term, meeting
    basis: str = "calendar"
    anchor: Any = None

    @property
    def months(self) -> int:
        """Length in months; a term of office is four years (the law on elections, 2005:837, chapter 1 § 3)."""
        return self.every * {"month": 1, "year": 12, "term": 48}.get(self.unit, 12)


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day of another month, or its last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


@dataclass(frozen=True)
class Type:
    """How a parameter's value is checked (`fits`), described (`says`) and read (`read`)."""

    name: str
    says: str
    fits: Any
    read: Any = lambda value: tuple(value) if isinstance(value, list) else value


def are_texts(v):
    return isinstance(v, list) and all(is_text(i) for i in v)


def is_span(v):
    return isinstance(v, dict) and len(v) == 1 and set(v) <= {"days", "weeks", "months", "years"} and all(is_number(n) for n in v.values())


def is_fixed_day(v):
    if not isinstance(v, dict) or not {"day"} <= set(v) <= {"day", "years_after"} or not is_number(v.get("years_after", 0)):
        return False
    found = re.fullmatch(r"(\d\d)-(\d\d)", str(v["day"]))
    return bool(found) and 1 <= int(found[1]) <= 12 and 1 <= int(found[2]) <= calendar.monthrange(2024, int(found[1]))[1]


def is_period(v):
    return (
        isinstance(v, dict)
        and {"every", "unit"} <= set(v) <= {"every", "unit", "basis", "anchor"}
        and is_number(v["every"])
        and v["every"] > 0
        and v["unit"] in ("month", "year", "term", "meeting")
        and v.get("basis", "calendar") in ("calendar", "rolling")
    )


def is_date(v):
    try:
        return isinstance(v, dt.date) or bool(dt.date.fromisoformat(v))
    except (TypeError, ValueError):
        return False


def is_amount(v):
    if not isinstance(v, dict):
        return False
    return set(v) == {"value", "currency"} or {"factor", "index"} <= set(v) <= {"factor", "index", "round_to"}


def rows_with(need, may):
    return lambda v: isinstance(v, list) and all(isinstance(i, dict) and need <= set(i) <= need | may for i in v)


def read_span(v):
    return Span(days=v.get("days", 0) + 7 * v.get("weeks", 0), months=v.get("months", 0) + 12 * v.get("years", 0))


def read_due(v):
    if "day" in v:
        month, day = map(int, v["day"].split("-"))
        return Due(month=month, day=day, years_after=v.get("years_after", 0))
    return Due(span=read_span(v))


TYPES = {
    t.name: t
    for t in (
        Type("integer", "a whole number, 0 or more", is_number),
        Type("boolean", "true or false", lambda v: isinstance(v, bool)),
        Type("text", "a text", is_text),
        Type("date", "a day, YYYY-MM-DD", is_date, lambda v: v if isinstance(v, dt.date) else dt.date.fromisoformat(v)),
        Type("list", "a list of texts", are_texts),
        Type("table", "a table", lambda v: isinstance(v, dict)),
        Type("span", "{days = n}, {weeks = n}, {months = n} or {years = n}", is_span, read_span),
        Type("due", "{days = n}, {months = n}, {years = n} or {day = 'MM-DD', years_after = n}", lambda v: is_span(v) or is_fixed_day(v), read_due),
        Type("period", "{every = n, unit = month|year|term|meeting, basis = calendar|rolling}", is_period, lambda v: Period(**v)),
        Type("amount", "{value, currency} or {factor, index, round_to}", is_amount),
        Type("share", "{part, of}", lambda v: isinstance(v, dict) and set(v) == {"part", "of"}),
        Type("conditions", "a list of {field, op, value}", rows_with({"field", "op"}, {"value"})),
        Type("parts", "a list of {part, at_least, fields, tied_to, reach}", rows_with({"part"}, {"at_least", "fields", "tied_to", "reach"})),
        Type("seats", "a list of {unit|office|party|group|body|role, number, as, vote}",
             rows_with(set(), {"unit", "office", "party", "group", "body", "role", "number", "as", "vote"})),
        Type("partners", "a list of {name, country, decision_year}", rows_with({"name"}, {"country", "decision_year"})),
        Type("rates", "a list of {amount, per, most_persons, most_days, where}", rows_with({"amount", "per"}, {"most_persons", "most_days", "where"})),
        Type("caps", "a list of {amount, per, every}", rows_with({"amount", "per"}, {"every"})),
        *(Type(name, says, is_text) for name, says in (
            ("matter", "a kind of matter"), ("role", "a role"), ("post", "a role or a function"), ("body", "a body's code"), ("container", "a unit's or body's code, or municipality"),
            ("organ", "a body, a unit, a role or a post"), ("document_kind", "a kind of document"), ("relation_kind", "a kind of relation"))),
        *(Type(name, says, are_texts) for name, says in (
            ("matters", "a list of kinds of matter"), ("roles", "a list of roles"), ("unit_kinds", "a list of kinds of container"),
            ("containers", "a list of units' or bodies' codes"), ("organs", "a list of organs"),
            ("receivers", "a list of organs or publications"), ("document_kinds", "a list of kinds of document"))),
    )
}  # fmt: skip


def parameter(type_name: str, meaning: str, *, default=REQUIRED, options=(), holds: Part | None = None, needs=None, supported=True):
    """One declared parameter: its type, what it means (the form's help and the fault's text), its default or that it must be given.

    `holds` says what each value of a table is; `needs` names, for an option, the other parameter that it cannot do without.
    One that no check reads yet is declared with `supported=False`: a profile that gives it is told so, and forms leave it out.
    """
    metadata = {
        "type": type_name,
        "meaning": meaning,
        "options": tuple(options),
        "holds": holds,
        "needs": needs or {},
        "supported": supported,
    }
    return field(metadata=metadata) if default is REQUIRED else field(default=default, metadata=metadata)


def declaration(rule_name: str, **declared):
    """A frozen dataclass of parameters for rules that wait; those that run declare theirs as a class, which reads better."""
    namespace = {"__annotations__": dict.fromkeys(declared, Any), **declared, "__module__": __name__}
    return dataclass(frozen=True, kw_only=True)(type("".join(part.title() for part in rule_name.split("_")), (), namespace))


def value_fault(declared, value) -> str:
    """What is wrong with one value as a whole, or nothing. «none» means no limit, where there may be none."""
    kind, options = declared.metadata["type"], declared.metadata["options"]
    if value == "none" and may_be_none(declared):
        return ""
    if kind == "choice":
        return "" if value in options else f"expected one of {', '.join(options)}, got {value!r}{nearest(value, options)}"
    if kind == "choices":
        good = isinstance(value, list) and value and set(map(str, value)) <= set(options)
        return "" if good else f"expected some of {', '.join(options)}, got {value!r}"
    return "" if TYPES[kind].fits(value) else f"expected {TYPES[kind].says}, got {value!r}"


def parameter_faults(declared: type, given) -> Iterator[tuple[str, str]]:
    """(name, sentence) for each fault of the values given to a declaration; the name goes on to the place inside the value."""
    if not isinstance(given, dict):
        yield "", f"expected a table of parameters, got {given!r}"
        return
    known = {f.name: f for f in fields(declared)}
    for name in sorted(given.keys() - known.keys()):
        yield name, f"no such parameter{nearest(name, known)}"
    for name, one in known.items():
        if name not in given:
            if one.default is MISSING and one.default_factory is MISSING:
                yield name, f"must be given: {one.metadata['meaning']}"
        elif fault := value_fault(one, given[name]):
            yield name, fault
        elif given[name] != "none":
            yield from ((f"{name}{at}", fault) for at, fault in inner_faults(one, given[name]))
            needed = one.metadata["needs"].get(given[name]) if isinstance(given[name], str) else None
            if needed and not given.get(needed):
                yield needed, f"must be given where {name} is {given[name]}: {known[needed].metadata['meaning']}"


def parameter_of(path: str) -> str:
    """The parameter that a place inside its value belongs to, such as seats[0].number."""
    return re.split(r"[.\[]", path)[0]


def may_be_none(declared) -> bool:
    return declared.default is None or "none" in declared.metadata["options"]


def inner_faults(declared, value) -> Iterator[tuple[str, str]]:
    if declared.metadata["holds"]:
        return table_faults(value, declared.metadata["options"], declared.metadata["holds"])
    return part_faults(declared.metadata["type"], value)


def parameters_from(declared: type, given: dict):
    """The declaration's own object, with spans, days and periods read."""
    if not is_dataclass(declared):
        raise TypeError(f"{declared} declares no parameters")
    known = {f.name: f for f in fields(declared)}
    values = {}
    for name, value in given.items():
        kind = known[name].metadata["type"]
        if value == "none" and value not in known[name].metadata["options"]:
            values[name] = None
        elif kind in ("choice", "choices"):
            values[name] = tuple(value) if isinstance(value, list) else value
        else:
            values[name] = TYPES[kind].read(value)
    return declared(**values)
