"""Keeping rows equal to a profile, each with its trail.

A row is touched where the file differs from the database *and* from what a profile last said in that place: what somebody has since
changed in the product stands until the file itself changes. The rows' own history is the memory of what was said.
"""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

from django.db import models
from django.utils import timezone

from councils.models import Municipality

from .profile_values import Fault, Row

REASON, OF_LAW = "Profil: ", "Lag: "  # how the trail tells a municipality's own file from the law's


class Refused(Exception):
    """Profiles with faults, one line each. Nothing of any of them was written."""

    def __init__(self, lines: list[str]):
        self.lines = lines
        super().__init__("\n".join(lines))


@dataclass
class Outcome:
    """What loading did: how many rows, and what a person should know."""

    file: str
    rows: Counter = field(default_factory=Counter)  # new, changed, ended, same
    notes: list[str] = field(default_factory=list)

    def __str__(self):
        if set(self.rows) <= {"same"}:
            return f"{self.file}: no change ({self.rows['same']} rows the same)"
        return f"{self.file}: {', '.join(f'{self.rows[word]} {word}' for word in ('new', 'changed', 'ended', 'same'))}"


class Keeper:
    """Writes the rows of one municipality from one file, and knows its own rows by the mark."""

    def __init__(self, file: str, slug: str, mark=REASON, outcome: Outcome | None = None):
        self.slug, self.mark, self.reason, self.outcome = slug, mark, f"{mark}{file}", outcome or Outcome(file)
        self.today = timezone.localdate()
        self.yesterday = self.today - dt.timedelta(days=1)
        self.versions: dict[type, dict] = {}

    def said(self, model) -> dict:
        """{pk: the last version that such a file wrote}."""
        if model not in self.versions:
            mine = {"slug": self.slug} if model is Municipality else {"municipality__slug": self.slug}
            found = model.history.filter(history_change_reason__startswith=self.mark, **mine).order_by("history_id")
            self.versions[model] = {getattr(version, model._meta.pk.attname): version for version in found}
        return self.versions[model]

    def add(self, row):
        self.outcome.rows["new"] += 1
        return row.recorded(by=None, reason=self.reason)

    def keep(self, model, row, **values):
        """The row with these values: a new one where there is none."""
        if row is None:
            return self.add(model(**values))
        said = self.said(model).get(row.pk)
        changed = {
            name: value for name, value in values.items() if differs(row, name, value) and (said is None or differs(said, name, value))
        }
        self.outcome.rows["changed" if changed else "same"] += 1
        return self.write(row, changed)

    def write(self, row, changed: dict):
        for name, value in changed.items():
            setattr(row, name, value)
        return row.recorded(by=None, reason=self.reason) if changed else row

    def end(self, row, what: str, last: str, first: str = ""):
        """Give the row its last day, once, if a profile made it: it has gone from the file."""
        said = self.said(type(row)).get(row.pk)
        if said is None or getattr(said, last) or getattr(row, last):
            return
        changed = {last: self.yesterday}
        if first and getattr(row, first) and getattr(row, first) > self.yesterday:
            changed[first] = self.yesterday
        self.write(row, changed)
        self.outcome.rows["ended"] += 1
        self.note(f"{what} is no longer in the file: it ends {self.yesterday}")

    def note(self, sentence: str):
        self.outcome.notes.append(sentence)

    def refused(self, fault: Fault) -> Refused:
        return Refused([fault.line(self.outcome.file)])

    def left(self, rows, wanted, what: str):
        """Say which rows of a profile have gone from the file and yet stay, since nothing is deleted."""
        said = self.said(rows.model)
        for row in rows:
            if row.pk in said and row.pk not in wanted:
                self.note(f"{what} {row} is no longer in the file: it stays, since nothing is deleted")


def differs(row, name: str, value) -> bool:
    column = row._meta.get_field(name).attname
    return getattr(row, column) != (value.pk if isinstance(value, models.Model) else value)


def texts(row: Row, *names) -> dict:
    """What the file leaves out is an empty text in the database."""
    return {name: row[name] or "" for name in names}


def ordered(rows: list[Row], above) -> list[Row]:
    """The rows in the file's order, but each after the rows whose codes `above(row)` gives."""
    by_code = {row["code"]: row for row in rows}
    done: list[Row] = []
    begun: set[str] = set()

    def visit(row):
        if row["code"] in begun:
            return
        begun.add(row["code"])
        for code in above(row):
            if code in by_code:
                visit(by_code[code])
        done.append(row)

    for row in rows:
        visit(row)
    return done


def pair(wanted: list[dict], rows: list, kin: str) -> tuple[list, list]:
    """(the row of each wanted one or None, the rows left over): the very same first, then an open one of the same kind."""
    free = sorted(rows, key=lambda row: (row.in_force_to is not None, row.ordinal))
    found: list = [None] * len(wanted)
    for alike in (
        lambda want, row: not any(differs(row, name, value) for name, value in want.items()),
        lambda want, row: getattr(row, kin) == want[kin] and row.in_force_to is None,
    ):
        for number, want in enumerate(wanted):
            if found[number] is None and (row := next((row for row in free if alike(want, row)), None)):
                found[number] = row
                free.remove(row)
    return found, free
