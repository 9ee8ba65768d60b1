"""Routes that contradict themselves, refused when a profile is loaded: every case that the steps tell apart is tried."""

from collections.abc import Iterator

from councils import conditions
from councils.routes import SUBJECT, Step, TooManyCases, contradictions, is_free

from .profile_values import Fault, Row, shown

HOLE = 'add a step with otherwise = true; organ = "nobody" says that it is free'


def route_contradictions(rows: list[Row]) -> Iterator[Fault]:
    """What is wrong between the steps of one matter. A step with a fault of its own is left out."""
    steps = [as_step(row) for row in rows if row["organ"] and row["order"] and row["act"] and is_sound(row["where"])]
    try:
        for found in contradictions(steps):
            row, when = found.step.source, in_words(found.case)
            if found.other is None:
                yield row.fault("where", f"nobody decides {row['matter']}{when}, which the step leaves out; {HOLE}")
            else:
                yield row.fault("organ", clashing(row, found.other, found.step, when))
    except TooManyCases:
        yield rows[0].fault("where", f"the steps of {rows[0]['matter']} have more conditions together than can be tried; use fewer fields")


def as_step(row: Row) -> Step:
    where = tuple(row["where"] or ())
    return Step(row["order"], tuple(row["organ"]), row["act"], where, bool(row["otherwise"]), row["strength"] or "must", source=row)


def is_sound(where) -> bool:
    return not any(conditions.faults(SUBJECT, where or []))


def clashing(row: Row, other: Step, step: Step, when: str) -> str:
    there = f"({other.source.at}, {other.source.name})"
    if is_free(step) != is_free(other):
        return f"{row['matter']} is free and yet decided{when}: {organs(step)} here, {organs(other)} there {there}"
    return f"two different organs decide {row['matter']} at step {row['order']}{when}: {organs(step)} here, {organs(other)} there {there}"


def organs(step: Step) -> str:
    return " or ".join(step.organs)


def in_words(case: dict) -> str:
    said = [f"{name} is {'empty' if value is None else values(value)}" for name, value in case.items()]
    return f" when {' and '.join(said)}" if said else ""


def values(value) -> str:
    return " with ".join(map(shown, sorted(value))) if isinstance(value, frozenset) else shown(value)
