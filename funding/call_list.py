"""The list of calls: what was asked for in the address, in which order they come, and the deadline that counts today."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Max, Min, Prefetch, Q, QuerySet, Value, When
from django.http import QueryDict

from .matching import FIELDS, folded, has_all, text_of
from .models import Assessment, Call, Deadline, Level, Programme

PAGE = 30
NAMES = ("sok", "program", "niva", "lage", "amne", "senast")
ALL = "alla"
STANDING = Q(deadlines__withdrawn_on=None)


@dataclass(frozen=True)
class Asked:
    """What was chosen; nonsense in the address chooses nothing. Without a choice of state, closed ones are left out."""

    sok: str = ""
    program: str = ""
    niva: str = ""
    lage: str = ""
    amne: str = ""
    senast: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> "Asked":
        given = {name: query.get(name, "").replace("\x00", "").strip()[:200] for name in NAMES}
        if given["niva"] not in Level.values:
            given["niva"] = ""
        if given["lage"] not in (ALL, *Call.Status.values):
            given["lage"] = ""
        try:
            given["senast"] = dt.date.fromisoformat(given["senast"]).isoformat() if given["senast"] else ""
        except ValueError:
            given["senast"] = ""
        return cls(**given)

    @property
    def chosen(self) -> dict[str, str]:
        return {name: value for name in NAMES if (value := getattr(self, name))}


def calls_for(municipality, asked: Asked, today: dt.date) -> QuerySet:
    """In order: the next deadline first, then those without a day, last those whose days have passed."""
    rows = Call.objects.known_to(municipality)
    if asked.program:
        rows = rows.filter(programme__code=asked.program)
    if asked.niva:
        rows = rows.filter(programme__level=asked.niva)
    if asked.lage in Call.Status.values:
        rows = rows.filter(status=asked.lage)
    elif not asked.lage:
        rows = rows.not_closed()
    if asked.sok or asked.amne:
        rows = rows.filter(pk__in=[pk for pk, *facts in rows.values_list("pk", *FIELDS) if fits(asked, *facts)])
    rows = in_order(rows, today)
    return rows.filter(next_day__lte=asked.senast) if asked.senast else rows


def fits(asked: Asked, *facts) -> bool:
    about = folded(asked.amne)
    return has_all(asked.sok, text_of(*facts)) and (not about or any(about in folded(topic) for topic in facts[-1]))


def in_order(rows: QuerySet, today: dt.date) -> QuerySet:
    rows = rows.annotate(
        next_day=Min("deadlines__day", filter=STANDING & Q(deadlines__day__gte=today)), last_day=Max("deadlines__day", filter=STANDING)
    )
    turn = Case(
        When(status=Call.Status.CLOSED, then=Value(3)),
        When(next_day__isnull=False, then=Value(0)),
        When(last_day=None, then=Value(1)),
        default=Value(2),
    )
    return rows.annotate(turn=turn).order_by("turn", "next_day", "-last_day", "title", "pk")


def shown(rows: QuerySet, municipality) -> QuerySet:
    """With what a row of the list says, read in a fixed number of queries."""
    own = Assessment.objects.of(municipality).select_related("container")
    refusals = own.filter(answer=Assessment.Answer.NO)
    return rows.select_related("programme", "previous").prefetch_related(
        "deadlines",
        Prefetch("assessments", own, to_attr="own_assessments"),
        Prefetch("previous__assessments", refusals, to_attr="own_refusals"),
    )


@dataclass(frozen=True)
class Line:
    """A call in the list, with the deadline that counts today."""

    call: Call
    deadline: Deadline | None
    is_past: bool
    remembered: tuple[Assessment, ...] = ()  # who said no to last year's edition, while nobody has said anything of this one

    @classmethod
    def of(cls, call: Call, today: dt.date) -> "Line":
        refusals = tuple(call.previous.own_refusals) if call.previous and not call.own_assessments else ()
        return cls(call, deadline_of(call, today), is_past(call, today), refusals)


def standing(call: Call) -> list[Deadline]:
    return [row for row in call.deadlines.all() if row.withdrawn_on is None]


def deadline_of(call: Call, today: dt.date) -> Deadline | None:
    """The next one; else one that is not yet a day; else the last that was. Reads the prefetched rows."""
    rows = standing(call)
    coming = sorted((row for row in rows if row.day and row.day >= today), key=lambda row: (row.day, row.ordinal))
    vague = [row for row in rows if row.day is None]
    gone = sorted((row for row in rows if row.day and row.day < today), key=lambda row: (row.day, row.ordinal))
    return next(iter([*coming, *vague, *reversed(gone)]), None)


def is_past(call: Call, today: dt.date) -> bool:
    """Closed, or every one of its days has been."""
    rows = standing(call)
    return call.status == Call.Status.CLOSED or (bool(rows) and all(row.day is not None and row.day < today for row in rows))


def programmes_with_calls(municipality) -> QuerySet[Any]:
    """Those that can be chosen in the list's filter."""
    return Programme.objects.known_to(municipality).filter(calls__in=Call.objects.known_to(municipality)).distinct().order_by("name", "pk")
