"""Rules: claims about one row at one date, with typed parameters. Which are on, and how strongly, is data (RuleSetting)."""

import datetime as dt
import inspect
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, get_type_hints

from django.utils.translation import gettext_lazy as _

from .conditions import holds
from .models import RuleSetting
from .parameters import parameters_from

KEPT, DUE, OVERDUE, BREACHED, NOT_APPLICABLE, UNKNOWN = "kept", "due", "overdue", "breached", "not_applicable", "unknown"
WAITING = "waits"  # the rule's rows do not exist yet: shown as «Väntar», never green
WORST_FIRST = (BREACHED, OVERDUE, DUE, UNKNOWN, WAITING, KEPT, NOT_APPLICABLE)
LETS_THROUGH = (KEPT, NOT_APPLICABLE)


@dataclass(frozen=True)
class Fix:
    """Where it is put right: the act in words, the name of the view and what the address needs."""

    label: str
    view: str
    kwargs: tuple = ()  # pairs; the municipality's slug is added by the page
    query: str = ""
    permission: str = "see"


@dataclass(frozen=True)
class Verdict:
    """What a rule says of one row: state, one sentence that says what to do, and what proves it."""

    state: str
    sentence: str = ""
    title: str = ""  # the act, when it differs from the sentence: «Utse kontaktperson till …»
    since: dt.date | None = None
    due: dt.date | None = None
    evidence: tuple = ()
    key: str = ""  # tells one duty from another where a rule has several for a row (period, receiver)
    fix: Fix | None = None


@dataclass(frozen=True)
class Finding:
    setting: RuleSetting
    row: Any
    verdict: Verdict

    @property
    def state(self):
        return self.verdict.state

    @property
    def needs_something(self):
        """`may` never alarms; what is kept or does not apply needs nothing."""
        return self.setting.strength != "may" and self.state in (BREACHED, OVERDUE, DUE, UNKNOWN)

    @property
    def blocks(self):
        return self.setting.strength == "must" and self.state not in LETS_THROUGH

    @property
    def asks_reason(self):
        return self.setting.strength == "should" and self.state not in LETS_THROUGH

    @property
    def rests_on_assumption(self):
        return bool(self.setting.assumed) and self.state in (DUE, OVERDUE)

    @property
    def order(self):
        """Breached before overdue, must before should, oldest first."""
        strength = ("must", "should", "may").index(self.setting.strength)
        return WORST_FIRST.index(self.state), strength, self.verdict.due or self.verdict.since or dt.date.max


@dataclass(frozen=True)
class Rule:
    code: str
    title: str
    subject: str
    parameters: type
    check: Callable | None  # (row, parameters, on) → Verdict, several of them, or None for kept
    rows: Callable | None  # (municipality, on) → rows with everything fetched that `check` reads
    gates: tuple[str, ...] = ()
    waits_for: str = ""


RULES: dict[str, Rule] = {}


def rule(*, subject, title, rows, gates=()):
    """Declare the function below as a rule; its second argument's annotation is the parameters' dataclass."""

    def register(check):
        parameters = get_type_hints(check)[list(inspect.signature(check).parameters)[1]]
        RULES[check.__name__] = Rule(check.__name__, title, subject, parameters, check, rows, tuple(gates))
        return check

    return register


def waiting_rule(code, *, subject, title, parameters, waits_for, gates=()):
    """Declare a rule whose rows do not exist yet: its settings are kept and checked, its state is «Väntar»."""
    RULES[code] = Rule(code, title, subject, parameters, None, None, tuple(gates), waits_for)


def settings_in_force(municipality, on, **more):
    return RuleSetting.objects.of(municipality).in_force(on).filter(on=True, **more).select_related("clause", "clause__document")


def judge(setting, row, on) -> list[Finding]:
    """What the setting's rule says of the row that day; one finding for each duty."""
    found = RULES[setting.rule]
    applies = holds(found.subject, row, setting.where)
    if applies is False:
        return [Finding(setting, row, Verdict(NOT_APPLICABLE))]
    if applies is None:
        return [Finding(setting, row, Verdict(UNKNOWN, _("Fyll i uppgifterna som regeln frågar efter.")))]
    said = found.check(row, parameters_from(found.parameters, setting.parameters), on)
    verdicts = [said or Verdict(KEPT)] if said is None or isinstance(said, Verdict) else list(said)
    return [Finding(setting, row, verdict) for verdict in verdicts]


def findings(municipality, on: dt.date, **more) -> Iterator[Finding]:
    """Everything the adopted documents say about the municipality that day. Rows are fetched once per rule."""
    fetched = {}
    for setting in settings_in_force(municipality, on, **more):
        found = RULES[setting.rule]
        if found.check is None:
            yield Finding(setting, None, Verdict(WAITING, found.waits_for))
            continue
        if found.rows not in fetched:
            fetched[found.rows] = list(found.rows(municipality, on))
        for row in fetched[found.rows]:
            yield from judge(setting, row, on)


def worst(states) -> str:
    """The state that a clause shows: the worst of what its rules say; nothing to judge is not applicable."""
    return min(states, key=WORST_FIRST.index, default=NOT_APPLICABLE)


def clause_states(found) -> dict[int, str]:
    """{clause id: its worst state}."""
    states = defaultdict(list)
    for finding in found:
        states[finding.setting.clause_id].append(finding.state)
    return {clause: worst(values) for clause, values in states.items()}
