"""Adopted routes: which organs decide a matter, in which order, why, by which clause. Pure functions over steps and facts.

A step is anything with the columns of RouteStep: the row itself, or a `Step` that is not yet a row. Facts are a dict by the names of
the fields of «Matter»; what is not there, or None, nobody has said.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, combinations, product
from math import prod
from typing import Any

from .conditions import FIELDS, PRESENCE, answer, holds
from .models import Act

NOBODY = "nobody"
SUBJECT = "Matter"
OTHER = "any_other"  # a text that no step names
EVERY_BOARD = "every_board_concerned"
BOARDS_CONCERNED = ("board_concerned", EVERY_BOARD, "company_board_concerned")
DECIDING = (Act.APPROVE, Act.DECIDE)  # two different organs cannot both do it at one place; a consent stands beside
STRENGTHS = ("must", "should", "may")
MOST_CASES = 50_000
SUBSETS_OF = 6  # texts whose every combination is tried for a many-valued field; beyond that all threes


@dataclass(frozen=True)
class Step:
    """A step that is not a row: one that is about to be adopted."""

    order: int
    organs: tuple[str, ...]
    act: str = Act.DECIDE
    where: tuple = ()
    otherwise: bool = False
    strength: str = "must"
    source: Any = field(default=None, compare=False)


@dataclass(frozen=True)
class Facts:
    """What is known of a matter, as the fields read it."""

    facts: dict


@dataclass(frozen=True)
class Leg:
    """One place of the chain, with every step that says it: equal steps of several clauses are one, the strictest of them first."""

    steps: tuple
    only: str = ""  # one of the boards concerned, where they are named: each has a leg of its own

    @property
    def order(self) -> int:
        return self.steps[0].order

    @property
    def organs(self) -> tuple[str, ...]:
        """Any one of them will do."""
        return (self.only,) if self.only else tuple(self.steps[0].organs)

    @property
    def act(self) -> str:
        return self.steps[0].act

    @property
    def strength(self) -> str:
        return self.steps[0].strength

    @property
    def place(self) -> tuple:
        return place(self.steps[0])

    def for_each(self, boards) -> list["Leg"]:
        """A leg for each of the boards concerned where all of them are asked; else the leg itself."""
        return [Leg(self.steps, code) for code in boards] if boards and self.organs == (EVERY_BOARD,) else [self]

    def because_of(self, certain) -> "Leg":
        """The same leg with the steps that are known to hold, where those are enough."""
        steps = tuple(step for step in self.steps if step in certain)
        return Leg(steps) if steps and steps[0].strength == self.strength else self


@dataclass(frozen=True)
class Route:
    """The legs in order; or the fields that decide and that nobody has given; or nothing, when no route is adopted."""

    legs: tuple[Leg, ...] = ()
    missing: tuple[str, ...] = ()
    free: bool = False  # nobody has to decide
    by: tuple = ()  # the steps that say it is free

    @property
    def is_adopted(self) -> bool:
        return bool(self.legs or self.missing or self.free)


class TooManyCases(Exception):
    """The conditions give more combinations than can be tried."""


def in_force(steps: Iterable, day) -> list:
    return [s for s in steps if s.in_force_from <= day and (s.in_force_to is None or s.in_force_to >= day)]


def is_free(step) -> bool:
    return NOBODY in step.organs


def decides(step) -> bool:
    return step.act in DECIDING or is_free(step)


def place(step) -> tuple:
    return step.order, frozenset(step.organs), step.act


def reached(steps, facts: dict) -> list:
    """The steps whose conditions hold; `otherwise` serves what no other deciding step reaches."""
    found = [step for step in steps if holds(SUBJECT, Facts(facts), step.where)]
    ordinary = any(decides(step) and not step.otherwise for step in found)
    return [step for step in found if not (ordinary and step.otherwise)]


def collapsed(steps) -> tuple[Leg, ...]:
    legs: dict[tuple, list] = {}
    for step in sorted(steps, key=lambda s: (s.order, STRENGTHS.index(s.strength))):
        legs.setdefault(place(step), []).append(step)
    return tuple(Leg(tuple(same)) for same in legs.values())


def route(steps, facts: dict) -> Route:
    """The one route of a matter with these facts."""
    steps = [step for step in steps if holds(SUBJECT, Facts(facts), step.where) is not False]
    missing = deciding_fields(steps, facts)
    if missing:
        return Route(missing=tuple(missing))
    some = {name: values_of(name, steps)[0] for name in not_said(steps, facts)}  # whatever they are, they change nothing
    found, certain = reached(steps, facts | some), reached(steps, facts)
    free = tuple(step for step in found if is_free(step))
    legs = collapsed(step for step in found if not is_free(step))
    return Route(tuple(leg.because_of(certain) for leg in legs), free=bool(free), by=free)


def not_said(steps, facts: dict) -> list[str]:
    """The fields that some step asks for and nobody has given."""
    return list(dict.fromkeys(c["field"] for step in steps for c in step.where if holds(SUBJECT, Facts(facts), [c]) is None))


def deciding_fields(steps, facts: dict) -> list[str]:
    """The fields that nobody has given and on which the route hangs: two of its answers give two different routes."""
    names = not_said(steps, facts)
    values = [values_for(name, steps) for name in names]
    if prod(map(len, values)) > MOST_CASES:
        return names
    ends = {}
    for numbers in product(*(range(len(one)) for one in values)):
        case = {name: one[number] for name, one, number in zip(names, values, numbers, strict=True)}
        ends[numbers] = ending(reached(steps, facts | case))
    return [name for at, name in enumerate(names) if makes_a_difference(ends, at)]


def ending(found) -> tuple:
    """What tells one route from another; there is one way of being free."""
    return frozenset((leg.place, leg.strength) for leg in collapsed(s for s in found if not is_free(s))), any(map(is_free, found))


def makes_a_difference(ends: dict, at: int) -> bool:
    """Whether two cases that differ in nothing but the field number `at` end differently."""
    first = {}
    return any(first.setdefault(case[:at] + case[at + 1 :], end) != end for case, end in ends.items())


# ── every case there is


def values_of(name: str, steps) -> list:
    """One value of each kind that the conditions tell apart: those they name, each limit with its neighbours, and another one."""
    asked = [c for step in steps for c in step.where if c["field"] == name]
    named = list(dict.fromkeys(chain.from_iterable(listed(c.get("value")) for c in asked if c["op"] not in PRESENCE)))
    declared = FIELDS[SUBJECT][name]
    if declared.type is bool:
        values = [True, False]
    elif declared.type is int:
        values = sorted({near for n in named for near in (n - 1, n, n + 1) if near >= 0}) or [0]
    else:
        values = sets_of([*named, OTHER]) if declared.many else [*named, OTHER]
    kinds = {}
    for value in values:
        kinds.setdefault(tuple(answer(value, c) for c in asked), value)
    return list(kinds.values())


def listed(value) -> list:
    return value if isinstance(value, list | tuple) else [value]


def sets_of(texts: list) -> list[frozenset]:
    largest = len(texts) if len(texts) <= SUBSETS_OF else 3
    return [frozenset(some) for size in range(1, largest + 1) for some in combinations(texts, size)]


def values_for(name, steps) -> list:
    """The same, and an empty fact where a step asks for that."""
    return values_of(name, steps) + [None] * any(c["field"] == name and c["op"] in PRESENCE for step in steps for c in step.where)


def cases(steps, names) -> Iterator[dict]:
    """Every complete subject that the steps tell apart."""
    values = [values_for(name, steps) for name in names]
    if prod(map(len, values)) > MOST_CASES:
        raise TooManyCases
    for some in product(*values):
        yield dict(zip(names, some, strict=True))


@dataclass(frozen=True)
class Contradiction:
    """A subject for which two organs decide at one place; without `other`, one that nobody decides although it should be said."""

    step: Any
    other: Any
    case: dict


def contradictions(steps) -> Iterator[Contradiction]:
    """What makes a route refused when it is loaded, each pair of steps and each gap once. See docs/adr/0007.

    Raises TooManyCases where the conditions are too many to try.
    """
    deciding = [step for step in steps if decides(step)]
    names = list(dict.fromkeys(c["field"] for step in deciding for c in step.where))
    said, groups = set(), {}
    for case in cases(deciding, names):
        found = reached(deciding, case)
        for one, other in combinations(found, 2):
            if clash(one, other) and (id(one), id(other)) not in said:
                said.add((id(one), id(other)))
                yield Contradiction(other, one, told(case, (one, other)))
        texts = tuple((name, value) for name, value in case.items() if FIELDS[SUBJECT][name].type is str)
        groups.setdefault(texts, []).append((case, found))
    yield from gaps(groups.values())


def clash(one, other) -> bool:
    """Free and yet decided; or two different organs that decide at the same place."""
    if is_free(one) != is_free(other):
        return True
    both = one.act in DECIDING and other.act in DECIDING
    return both and one.order == other.order and set(one.organs) != set(other.organs)


def gaps(groups) -> Iterator[Contradiction]:
    """Numbers and yes-or-no have declared values: a route that asks for one says who decides at each. Kinds are open."""
    said = set()
    for group in groups:
        deciding = next((found for _case, found in group if found), None)
        undecided = next((case for case, found in group if not found), None)
        if deciding and undecided and id(deciding[0]) not in said:
            said.add(id(deciding[0]))
            yield Contradiction(deciding[0], None, {name: v for name, v in undecided.items() if v != OTHER})


def told(case: dict, steps) -> dict:
    """The facts of a case that these steps ask for; the rest of the cases ask for all of them."""
    asked = set(case) if any(step.otherwise for step in steps) else {c["field"] for step in steps for c in step.where}
    return {name: value for name, value in case.items() if name in asked and value != OTHER}
