"""How the adopted documents are followed on a day: each clause with what the rules say of it.

One view model for the compliance page, the work page, a document's page, the yearly report and the commands, so that they cannot disagree.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from django.db.models import Prefetch

from .access import container_of
from .compliance import BREACHED, DUE, NOT_APPLICABLE, OVERDUE, RULES, UNKNOWN, Finding, findings, worst
from .models import Clause, Document, adopted_on

NEEDS = (BREACHED, OVERDUE, DUE, UNKNOWN)
CHECKED, ASKED, SHOWN = "checked", "asked", "shown"


def state_shown(finding: Finding) -> str:
    """`may` never alarms: an option that nobody uses does not apply."""
    return finding.state if finding.needs_something or finding.state not in NEEDS else NOT_APPLICABLE


def place_of(row, municipality) -> int:
    """The container that a finding's row belongs to; a finding about no row at all is the municipality's."""
    try:
        return container_of(row)
    except AttributeError:
        return municipality.pk


@dataclass(frozen=True)
class ClauseStanding:
    """A clause on a day: checked (then with its findings), asked or shown."""

    clause: Clause
    found: tuple[Finding, ...] = ()

    @cached_property
    def handled(self) -> str:
        return self.clause.handled

    @cached_property
    def state(self) -> str:
        """The worst that its rules say; a clause that is asked or shown stands as just that."""
        return worst(state_shown(finding) for finding in self.found) if self.handled == CHECKED else self.handled

    @property
    def needs_something(self) -> bool:
        return self.state in NEEDS

    @property
    def decisive(self) -> tuple[Finding, ...]:
        """The findings that make the state what it is, the most pressing first."""
        return tuple(sorted((f for f in self.found if state_shown(f) == self.state), key=lambda finding: finding.order))

    @property
    def telling(self) -> tuple[Finding, ...]:
        """What there is to say: everything that needs something, the most pressing first, or what shows that nothing does."""
        return tuple(sorted((f for f in self.found if f.needs_something), key=lambda finding: finding.order)) or self.decisive

    @property
    def rules(self) -> list[tuple[str, str]]:
        """[(the rule's title, its own state)]: every rule of the clause, also one that is not in force that day."""
        codes = dict.fromkeys(setting.rule for setting in self.clause.settings.all())
        said = {code: [state_shown(f) for f in self.found if f.setting.rule == code] for code in codes}
        return [(RULES[code].title if code in RULES else code, worst(states)) for code, states in said.items()]

    @property
    def questions(self) -> list:
        return [link.question for link in self.clause.questions.all()]

    def only(self, found: Iterable[Finding]) -> "ClauseStanding":
        return ClauseStanding(self.clause, tuple(found))


@dataclass(frozen=True)
class Standing:
    """Every clause of the documents that were adopted on the day."""

    on: dt.date
    clauses: tuple[ClauseStanding, ...]

    @cached_property
    def counts(self) -> Counter:
        """How many clauses stand in each state."""
        return Counter(standing.state for standing in self.clauses)

    @property
    def total(self) -> int:
        return len(self.clauses)

    @property
    def needing(self) -> int:
        return sum(self.counts[state] for state in NEEDS)

    @property
    def not_kept(self) -> list[ClauseStanding]:
        """What was not followed, or cannot be shown to have been, on the day; what still has time left is not among them."""
        return [standing for standing in self.clauses if standing.state in (BREACHED, OVERDUE, UNKNOWN)]

    def sections(self) -> list[tuple[Document, list[tuple[str, list[ClauseStanding]]]]]:
        """[(document, [(section, its clauses)])] in the documents' own order."""
        documents = groupby(self.clauses, key=lambda standing: standing.clause.document)
        return [(document, by_section(rows)) for document, rows in documents]

    def narrowed(self, *, strength="", place=None, municipality=None) -> "Standing":
        """Only clauses of the strength; only what is said of the container with the id, each clause standing as it does there."""
        rows = [standing for standing in self.clauses if not strength or standing.clause.strength == strength]
        if place is not None:
            here = [row.only(f for f in row.found if place_of(f.row, municipality) == place) for row in rows]
            rows = [row for row in here if row.found]
        return Standing(self.on, tuple(rows))


def by_section(rows: Iterable[ClauseStanding]) -> list[tuple[str, list[ClauseStanding]]]:
    return [(section, list(group)) for section, group in groupby(rows, key=lambda standing: standing.clause.section)]


def standing_on(municipality, on: dt.date, *, found: Iterable[Finding] | None = None, documents=None) -> Standing:
    """How each clause stands that day, of the documents then adopted, or of the ones in the queryset.

    `found` are that day's findings where they are at hand already. The number of queries does not follow the number of rows.
    """
    by_clause: dict[int, list[Finding]] = {}
    for finding in findings(municipality, on) if found is None else found:
        by_clause.setdefault(finding.setting.clause_id, []).append(finding)
    rows = Document.objects.of(municipality).filter(adopted_on(on)) if documents is None else documents
    clauses = Clause.objects.prefetch_related("settings", "questions__question").order_by("ordinal")
    rows = rows.in_order().prefetch_related(Prefetch("clauses", clauses))
    return Standing(on, tuple(ClauseStanding(c, tuple(by_clause.get(c.pk, ()))) for d in rows for c in d.clauses.all()))


# From one day to another ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """A clause that stands otherwise than it did. `before` is empty for a new clause, `now` for one that has left force."""

    standing: ClauseStanding
    before: str
    now: str


def changes(earlier: Standing, later: Standing) -> list[Change]:
    """In the documents' order; what has left force last."""
    before = {row.clause.pk: row for row in earlier.clauses}
    now = {row.clause.pk: row for row in later.clauses}
    found = [Change(row, before[pk].state if pk in before else "", row.state) for pk, row in now.items()]
    gone = [Change(row, row.state, "") for pk, row in before.items() if pk not in now]
    return [change for change in found + gone if change.before != change.now]
