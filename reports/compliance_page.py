"""The compliance page as a view model: the clauses in groups by document, by unit or by day, and what has changed since last month."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from councils.compliance import BREACHED, DUE, KEPT, OVERDUE, WORST_FIRST
from councils.models import Document
from councils.standing import CHECKED, Change, ClauseStanding, Standing, place_of, state_shown
from councils.templatetags.page import STATES, Folded, count_word, day, folded, in_days, latest

from .figures import listed
from .proofs import Proof, proofs_of

EVERY_STATE = "alla"


@dataclass(frozen=True)
class Reader:
    """For whom and when the rows are drawn. Without a user nobody is offered anything to do."""

    municipality: object
    on: dt.date
    user: object = None


@dataclass(frozen=True)
class Row:
    """A clause as it is drawn: its state, the day rather than the code where there is one, and what proves it."""

    standing: ClauseStanding
    word: str
    proofs: list[Proof]
    on_assumption: bool
    before: str = ""
    gone: bool = False

    @property
    def clause(self):
        return self.standing.clause

    @property
    def state(self):
        return self.standing.state


def row_of(standing: ClauseStanding, reader: Reader) -> Row:
    decisive = standing.decisive
    due = next((finding.verdict.due for finding in decisive if finding.verdict.due), None)
    word = latest(due, reader.on) if due and standing.state == DUE else in_days(due, reader.on) if due and standing.state == OVERDUE else ""
    assumed = any(finding.rests_on_assumption for finding in decisive)
    return Row(standing, word, proofs_of(standing, reader.municipality, reader.user), assumed)


@dataclass(frozen=True)
class Group:
    """Clauses under one heading: `first` stands open, `rest` is one line with its sum."""

    title: str
    first: list[Row]
    rest: list[Row]
    is_swedish: bool = False  # the heading stands as the document has it
    unit: str = ""  # the code of the unit that the heading names
    is_chosen: bool = False  # what somebody has asked for stands whole

    @property
    def shown(self) -> Folded:
        """`first`, of which only the most pressing stand open when they are many."""
        return Folded(self.first, []) if self.is_chosen else folded(self.first, lambda row: WORST_FIRST.index(row.state))

    @property
    def rest_in_words(self) -> str:
        """«20 följs, 3 frågas, 8 till kännedom»"""
        counts = Counter(row.state for row in self.rest)
        return ", ".join(f"{counts[state]} {str(STATES[state][0]).lower()}" for state in STATES if counts[state])

    @property
    def needing(self) -> int:
        return sum(row.standing.needs_something for row in self.first)


@dataclass(frozen=True)
class Part:
    """Groups under a document, or under no heading of their own."""

    document: Document | None
    groups: list[Group]


def group_of(title, standings, chosen, reader, **more) -> Group:
    first = [s for s in standings if chosen == EVERY_STATE or (s.state == chosen if chosen else s.needs_something)]
    rest = [] if chosen else [s for s in standings if not s.needs_something]
    return Group(title, [row_of(s, reader) for s in first], [row_of(s, reader) for s in rest], is_chosen=bool(chosen), **more)


def shown(groups) -> list[Group]:
    return [group for group in groups if group.first or group.rest]


# Three ways to read it -----------------------------------------------------------------------------------------------


def by_document(standing: Standing, chosen: str, reader: Reader) -> list[Part]:
    parts = [
        Part(document, shown(group_of(title, rows, chosen, reader, is_swedish=True) for title, rows in sections))
        for document, sections in standing.sections()
    ]
    return [part for part in parts if part.groups]


def by_unit(standing: Standing, chosen: str, reader: Reader, units) -> list[Part]:
    """What concerns the whole municipality first, with all that is asked or shown; then each unit with what is said of it."""
    places = {unit.pk: unit for unit in units}
    home, said = [], {pk: [] for pk in places}
    for row in standing.clauses:
        found: dict[int, list] = {}
        for finding in row.found:
            found.setdefault(place_of(finding.row, reader.municipality), []).append(finding)
        for pk in [pk for pk in found if pk in places]:
            said[pk].append(row.only(found.pop(pk)))
        if found or not row.found:
            home.append(row.only(finding for findings in found.values() for finding in findings))
    groups = [group_of(_("Hela kommunen"), home, chosen, reader)]
    groups += [group_of(unit.label, said[unit.pk], chosen, reader, unit=unit.code) for unit in units]
    return [Part(None, shown(groups))]


def by_day(standing: Standing, chosen: str, reader: Reader) -> list[Part]:
    """What is late, oldest first; then month by month what is coming; last what has no day."""
    late, coming, without = [], {}, []
    for row in standing.clauses:
        for first_day, part in days_of(row, chosen):
            if part.state in (BREACHED, OVERDUE):
                late.append((first_day, part))
            elif first_day and first_day >= reader.on:
                coming.setdefault((first_day.year, first_day.month), []).append((first_day, part))
            else:
                without.append((first_day, part))
    groups = [(_("Försenat, eller följs inte"), late)]
    groups += [(capfirst(date_format(rows[0][0], "F Y")), rows) for _month, rows in sorted(coming.items())]
    groups.append((_("Utan dag"), without))
    drawn = [(title, [row_of(part, reader) for _day, part in in_order(rows)]) for title, rows in groups if rows]
    return [Part(None, [Group(title, rows, [], is_chosen=bool(chosen)) for title, rows in drawn])]


def in_order(rows):
    return sorted(rows, key=lambda pair: (pair[0] or dt.date.max, pair[1].clause.document_id, pair[1].clause.ordinal))


def days_of(standing: ClauseStanding, chosen: str) -> list[tuple[dt.date | None, ClauseStanding]]:
    """[(day, the clause as it stands by what falls on that day)]; unless a state is chosen only what needs something."""
    if standing.handled != CHECKED or not standing.found:
        wanted = chosen in (EVERY_STATE, standing.state)
        return [(None, standing)] if wanted else []
    found: dict[tuple, list] = {}
    for finding in standing.found:
        state, verdict = state_shown(finding), finding.verdict
        first_day = verdict.due or (verdict.since if state == BREACHED else None)
        if chosen in (EVERY_STATE, state) or (not chosen and finding.needs_something):
            found.setdefault((state, first_day), []).append(finding)
    return [(first_day, standing.only(findings)) for (_state, first_day), findings in found.items()]


# Since last month ----------------------------------------------------------------------------------------------------


def changed_rows(changed: list[Change], reader: Reader) -> list[Row]:
    rows = []
    for change in changed:
        row = row_of(change.standing, reader)
        rows.append(Row(row.standing, row.word, row.proofs if change.now else [], row.on_assumption, change.before, not change.now))
    return rows


def changes_in_words(changed: list[Change], since: dt.date) -> str:
    """«Sedan den 24 oktober har två blivit försenade och tre börjat följas.»"""
    if not changed:
        return _("Sedan den %(day)s har inget ändrats.") % {"day": day(since)}
    counts = Counter("gone" if not change.now else change.now if change.before else "new" for change in changed)
    order = [*STATES, "new", "gone"]
    said = [changed_to(state, counts[state]) for state in order if counts[state]]
    return _("Sedan den %(day)s har %(changes)s.") % {"day": day(since), "changes": listed(said)}


def changed_to(state: str, number: int) -> str:
    says = {
        OVERDUE: ngettext("%(count)s blivit försenad", "%(count)s blivit försenade", number),
        DUE: ngettext("%(count)s blivit aktuell att göra", "%(count)s blivit aktuella att göra", number),
        KEPT: ngettext("%(count)s börjat följas", "%(count)s börjat följas", number),
        "new": ngettext("%(count)s tillkommit", "%(count)s tillkommit", number),
        "gone": ngettext("%(count)s upphört att gälla", "%(count)s upphört att gälla", number),
    }
    other = ngettext("%(count)s fått läget ”%(state)s”", "%(count)s fått läget ”%(state)s”", number)
    return says.get(state, other) % {"count": count_word(number), "state": STATES[state][0] if state in STATES else ""}
