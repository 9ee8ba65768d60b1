"""Bringing calls in: what a source tells now beside what it told before. Twice changes nothing; a municipality's own notes are never touched."""

import datetime as dt
import hashlib
import re
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from councils.history import record_all

from .known import keep_programmes
from .models import Call, Deadline, Harvest, Programme
from .portal import Answer, Found, FoundDeadline
from .refusals import Refusal
from .watching import notice

SWEDEN = ZoneInfo("Europe/Stockholm")
YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
SAID = ("identifier", "call_identifier", "title", "status", "kind", "opens_on", "deadline_model", "budget", "currency", "grant_least",
        "grant_most", "grants_expected", "summary", "news", "url")  # fmt: skip


@dataclass
class Counts:
    """What one reading brought, in records."""

    received: int = 0
    distinct: int = 0
    promised: int | None = None
    new: list[Call] = field(default_factory=list)
    changed: list[Call] = field(default_factory=list)
    same: int = 0
    refused: list[Refusal] = field(default_factory=list)
    passed_over: int = 0
    harvest: Harvest | None = None

    @property
    def is_incomplete(self) -> bool:
        return self.promised is not None and self.distinct < self.promised


def gathered(answers: list[Answer]) -> tuple[Counts, dict[str, Found]]:
    """Several files of one harvest together: the pages promise the same total, and the same record may come on two of them."""
    counts, calls = Counts(), {}
    for answer in answers:
        counts.received += answer.received
        counts.refused += answer.refused
        counts.passed_over += answer.passed_over
        for found in answer.calls:
            calls.setdefault(found.reference, found)
    promises = [answer.promised for answer in answers if answer.promised is not None]
    counts.promised = max(promises, default=None)
    counts.distinct = len(calls) + counts.passed_over + len(counts.refused)
    return counts, calls


@transaction.atomic
def bring_in(answers: list[Answer], *, by=None, name="", data=b"", tell=lambda done, total: None, on: dt.date | None = None) -> Counts:
    """Write what is new and what has changed. `name` and `data` say which file it was; `tell` hears how far it has come."""
    on = on or timezone.localdate()
    counts, calls = gathered(answers)
    reason = f"Import: {name}" if name else "Import"
    keep_programmes(by=by)
    known = known_calls(calls.values())
    programmes = programmes_by_code({found.programme_code for found in calls.values() if found.programme_code}, by, reason)
    fresh = []
    for number, found in enumerate(calls.values(), 1):
        call = known.get(found.reference) or known.get(found.identifier)
        if call is None:
            fresh.append(found)
        elif call.content_key == found.content_key:
            counts.same += 1
        else:
            counts.changed.append(renew(call, found, programmes, by, reason, on))
        if number % 50 == 0:
            tell(number, len(calls))
    counts.new = add(fresh, programmes, by, reason)
    counts.harvest = Harvest(
        source=Call.Source.EU_PORTAL, file_name=name[:500], sha256=hashlib.sha256(data).hexdigest() if data else "",
        received=counts.received, distinct=counts.distinct, promised=counts.promised, new=len(counts.new), changed=len(counts.changed),
        same=counts.same, refused=len(counts.refused), faults=[one.kept for one in counts.refused[:200]],
    ).recorded(by=by, reason=reason)  # fmt: skip
    notice(counts.new, counts.changed, on=on)
    tell(len(calls), len(calls))
    return counts


def known_calls(found) -> dict[str, Call]:
    """By the source's key, and by identifier where a later copy of the source names it otherwise."""
    wanted = list(found)
    keys, identifiers = {f.reference for f in wanted}, {f.identifier for f in wanted if f.identifier}
    rows = {}
    portal = Call.objects.filter(source=Call.Source.EU_PORTAL).select_related("programme").prefetch_related("deadlines")
    for call in portal:
        if call.identifier in identifiers:
            rows.setdefault(call.identifier, call)
        if call.source_key in keys:
            rows[call.source_key] = call
    return rows


def programmes_by_code(codes, by, reason) -> dict[str, Programme]:
    """The programmes that the codes mean; one that nobody has named yet gets a row that can be named."""
    rows = {programme.portal_code: programme for programme in Programme.objects.filter(portal_code__in=codes)}
    for code in sorted(codes - rows.keys()):
        row = Programme(code=f"eu-{code}", name=f"EU-program {code}", funder="EU", portal_code=code)
        rows[code] = row.recorded(by=by, reason=reason)
    return rows


def values_of(found: Found, programmes) -> dict:
    return {name: getattr(found, name) for name in SAID} | {
        "programme": programmes.get(found.programme_code),
        "topics": list(found.topics),
        "links": [{"title": title, "url": url} for title, url in found.links],
        "content_key": found.content_key,
    }


def add(fresh: list[Found], programmes, by, reason) -> list[Call]:
    earlier = earlier_editions(fresh)
    rows = [
        Call(source=Call.Source.EU_PORTAL, source_key=found.reference, previous=earlier.get(edition(found.identifier)), **values_of(found, programmes))
        for found in fresh
    ]  # fmt: skip
    record_all(Call, rows, by=by, reason=reason)
    deadlines = [
        deadline_row(call, number, deadline)
        for call, found in zip(rows, fresh, strict=True)
        for number, deadline in enumerate(found.deadlines, 1)
    ]
    record_all(Deadline, deadlines, by=by, reason=reason)
    return rows


def edition(identifier: str) -> str:
    """The identifier without its year: the call of last year is the same call, come back."""
    return YEAR.sub("*", identifier) if YEAR.search(identifier) else ""


def earlier_editions(fresh: list[Found]) -> dict[str, Call]:
    wanted = {edition(found.identifier) for found in fresh} - {""}
    newest = {}
    for call in Call.objects.filter(source=Call.Source.EU_PORTAL).order_by("opens_on", "pk") if wanted else ():
        if edition(call.identifier) in wanted:
            newest[edition(call.identifier)] = call
    return newest


def renew(call: Call, found: Found, programmes, by, reason, on) -> Call:
    for name, value in values_of(found, programmes).items():
        setattr(call, name, value)
    call.changed_on = on
    call.recorded(by=by, reason=reason)
    keep_deadlines(call, found.deadlines, by, reason)
    return call


def keep_deadlines(call: Call, deadlines, by, reason):
    """A deadline that moved keeps its row, so that an application that points to it sees the new day. One that is gone and used is withdrawn."""
    old = list(call.deadlines.all())
    for number, deadline in enumerate(deadlines, 1):
        row = next((row for row in old if row.ordinal == number), None)
        if row is None:
            deadline_row(call, number, deadline).recorded(by=by, reason=reason)
        elif row.at != deadline.at or row.stage != deadline.stage or row.withdrawn_on:
            row.at, row.stage, row.day = deadline.at, deadline.stage, deadline.at.astimezone(SWEDEN).date()
            row.withdrawn_on = None
            row.recorded(by=by, reason=reason)
    for row in old[len(deadlines) :]:
        if not row.applications.exists():
            row.delete()
        elif row.withdrawn_on is None:
            row.withdrawn_on = call.changed_on
            row.recorded(by=by, reason=reason)


def deadline_row(call: Call, number: int, deadline: FoundDeadline) -> Deadline:
    return Deadline(call=call, ordinal=number, at=deadline.at, stage=deadline.stage, day=deadline.at.astimezone(SWEDEN).date())
