"""Rules: claims about one row at one date, with typed parameters. Which are on, and how strongly, is data (RuleSetting)."""

import datetime as dt
import inspect
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from typing import Any, get_type_hints
from urllib.parse import urlencode

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .conditions import FIELDS, holds
from .exceptions import duty_key, exceptions_in_force, subject_code
from .models import RuleException, RuleSetting
from .parameters import parameters_from
from .reading import reading

KEPT, DUE, OVERDUE, BREACHED, NOT_APPLICABLE, UNKNOWN = "kept", "due", "overdue", "breached", "not_applicable", "unknown"
WAITING = "waits"  # the rule's rows do not exist yet: shown as «Väntar», never green
EXCEPTED = "excepted"  # somebody with the right to it has let the row be otherwise
WORST_FIRST = (BREACHED, OVERDUE, DUE, UNKNOWN, WAITING, EXCEPTED, KEPT, NOT_APPLICABLE)
CAN_BE_EXCEPTED = (BREACHED, OVERDUE, DUE, UNKNOWN)
LETS_THROUGH = (KEPT, EXCEPTED, NOT_APPLICABLE, WAITING)  # what cannot be registered yet closes no gate
STRENGTHS = ("must", "should", "may")

# Each transition that rules may close, with the matter that is decided there.
GATES = {
    "document.bring_into_force": "document.adopt",
    "appointment.make": "appointment.make",
    "agreement.enter": "agreement.enter",
    "agreement.end": "agreement.end",
    "membership.join": "membership.join",
    "application.submit": "application.submit",
    "work.start": "project.start",
    "work.close": "",
    "visit.answer_invitation": "visit.answer_invitation",
    "visit.plan": "",
    "travel.book": "travel.book",
    "commitment.take_on": "commitment.take_on",
    "allocation.grant": "allocation.grant",
    "allocation.pay": "allocation.pay",
    "meeting.close": "",
    "decision.confirm": "",
    "report.freeze": "",
    "page.publish": "",
}


@dataclass(frozen=True)
class Fix:
    """Where it is put right: the act in words, the name of the view and what the address needs."""

    label: str
    view: str
    kwargs: tuple = ()  # pairs; the municipality's slug is added by the page
    query: str = ""
    permission: str = "see"
    title: str = ""  # the act as those who have this way out would say it, when it differs from the verdict's
    part: str = ""  # the part of the page, by its id


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
    own_fix: Fix | None = None  # for those who work in the unit itself and lack the right that `fix` wants
    at_most: str = "must"  # a step of a route that is adopted as «bör» only warns, however strong the setting is
    gate: str = ""  # the gate that this duty closes, where its rule has several and no setting chooses between them


@dataclass(frozen=True)
class Finding:
    setting: RuleSetting
    row: Any
    verdict: Verdict
    exception: RuleException | None = None

    @property
    def state(self):
        return self.verdict.state

    @property
    def duty(self) -> str:
        """The key of an exception from this: what the rule asks here, told from what it asks with other names in its parameters."""
        declared = RULES[self.setting.rule].parameters
        types = {one.name: one.metadata["type"] for one in fields(declared)}
        return duty_key(self.verdict.key, types, parameters_from(declared, self.setting.parameters))

    @property
    def strength(self):
        """The setting's, or the weaker one that the verdict allows."""
        return max(self.setting.strength, self.verdict.at_most, key=STRENGTHS.index)

    @property
    def needs_something(self):
        """`may` never alarms; what is kept or does not apply needs nothing."""
        return self.strength != "may" and self.state in (BREACHED, OVERDUE, DUE, UNKNOWN)

    @property
    def blocks(self):
        return self.strength == "must" and self.state not in LETS_THROUGH

    @property
    def asks_reason(self):
        return self.strength == "should" and self.state not in LETS_THROUGH

    @property
    def rests_on_assumption(self):
        return bool(self.setting.assumed) and self.state in (DUE, OVERDUE)

    @property
    def can_be_excepted(self):
        return self.row is not None and self.state in CAN_BE_EXCEPTED

    @property
    def exception_query(self) -> str:
        """How the address of a new exception names this row and duty."""
        return urlencode({"rad": subject_code(self.row), "nyckel": self.verdict.key})

    @property
    def order(self):
        """Breached before overdue, must before should, oldest first."""
        return WORST_FIRST.index(self.state), STRENGTHS.index(self.strength), self.verdict.due or self.verdict.since or dt.date.max


@dataclass(frozen=True)
class Rule:
    code: str
    title: str
    subject: str
    parameters: type
    check: Callable | None  # (row, parameters, on[, setting]) → Verdict, several of them, or None for kept
    rows: Callable | None  # (municipality, on) → rows with everything fetched that `check` reads
    gates: tuple[str, ...] = ()
    waits_for: str = ""
    concerns: Callable = lambda row, parameters: True
    rows_by: str = ""  # the parameter, or property of them, by which `rows` takes a third argument: the values that settings ask for
    where_on: str = "row"  # «records»: the conditions choose what `check` counts, not which rows are judged


RULES: dict[str, Rule] = {}


def rule(*, subject, title, rows, gates=(), **more):
    """Declare the function below as a rule; its second argument's annotation is the parameters' dataclass.

    `rows` yields rows of a model, or small objects that carry one as `subject` beside what `check` needs to know of others.
    With `rows_by="matter"` it gets a third argument, the matters that some setting asks about, and may leave the other rows unread.
    `concerns(row, parameters)` says which rows a setting is about at all (the kind of document, the body): the others are left out.
    A check with a fourth argument gets the setting: from which day it is in force, which conditions it has.
    """

    def register(check):
        parameters = get_type_hints(check)[list(inspect.signature(check).parameters)[1]]
        RULES[check.__name__] = Rule(check.__name__, title, subject, parameters, check, rows, tuple(gates), **more)
        return check

    return register


def waiting_rule(code, *, subject, title, parameters, waits_for, gates=()):
    """Declare a rule whose rows do not exist yet: its settings are kept and checked, its state is «Väntar»."""
    RULES[code] = Rule(code, title, subject, parameters, None, None, tuple(gates), waits_for)


def settings_in_force(municipality, on, **more):
    return RuleSetting.objects.of(municipality).in_force(on).filter(on=True, **more).select_related("clause", "clause__document")


def subject_of(row):
    """The model's row that a rule's row is about."""
    return getattr(row, "subject", row)


def judge(setting, row, on, granted=None) -> list[Finding]:
    """What the setting's rule says of the row that day; one finding for each duty, none if the setting is not about the row.

    `granted` are the exceptions of the day: what they let be otherwise is excepted.
    """
    return [excepted(finding, granted) if granted else finding for finding in without_exceptions(setting, row, on)]


def excepted(finding, granted) -> Finding:
    """The finding, or the exception that stands in its place."""
    if not finding.can_be_excepted:
        return finding
    found = granted.get((finding.setting.rule, subject_code(finding.row), finding.duty))
    if found is None:
        return finding
    facts = {"row": finding.row, "day": date_format(found.valid_from, "j F Y"), "reason": found.reason}
    sentence = _("%(row)s har undantag från %(day)s: %(reason)s") % facts
    evidence = (found.decision,) if found.decision_id else ()
    return replace(
        finding, exception=found, verdict=Verdict(EXCEPTED, sentence, since=found.valid_from, evidence=evidence, key=finding.verdict.key)
    )


def without_exceptions(setting, row, on) -> list[Finding]:
    found, subject = RULES[setting.rule], subject_of(row)
    parameters = parameters_from(found.parameters, setting.parameters)
    if not found.concerns(row, parameters):
        return []
    applies = found.where_on != "row" or holds(found.subject, row, setting.where)
    if applies is False:
        return [Finding(setting, subject, Verdict(NOT_APPLICABLE))]
    if applies is None:
        return [Finding(setting, subject, not_known(found, setting, row))]
    wants_setting = len(inspect.signature(found.check).parameters) > 3
    said = found.check(row, parameters, on, setting) if wants_setting else found.check(row, parameters, on)
    verdicts = [said or Verdict(KEPT)] if said is None or isinstance(said, Verdict) else list(said)
    return [Finding(setting, subject, verdict) for verdict in verdicts or [Verdict(NOT_APPLICABLE)]]


def not_known(found, setting, row) -> Verdict:
    """The conditions ask for facts that nobody has given; those that nobody can give yet wait."""
    asked = [FIELDS[found.subject][c["field"]] for c in setting.where if holds(found.subject, row, [c]) is None]
    facts = {"row": subject_of(row), "facts": ", ".join(str(fact.label) for fact in asked)}
    if any(fact.read is None for fact in asked):
        return Verdict(WAITING, _("Uppgiften %(facts)s registreras inte än.") % facts)
    return Verdict(UNKNOWN, _("%(row)s: fyll i %(facts)s. Det avgör om regeln gäller.") % facts)


def rows_asked(settings, municipality, on) -> dict[Callable, list]:
    """{a rule's `rows`: what they yield, as far as these settings ask for it}; what several of them read is read once."""
    asked = defaultdict(set)
    for setting in settings:
        found = RULES[setting.rule]
        if found.check is not None:
            values = parameters_from(found.parameters, setting.parameters) if found.rows_by else None
            asked[found.rows] |= {getattr(values, found.rows_by)} if found.rows_by else set()
    with reading():
        fetched = {rows: list(rows(municipality, on, *([codes] if codes else []))) for rows, codes in asked.items()}
        learn(settings, fetched, municipality, on)
    return fetched


def learn(settings, fetched, municipality, on):
    """Facts that no row can say by itself, told to the rows of the rules whose conditions ask for them."""
    for setting in settings:
        found = RULES[setting.rule]
        for fact in {condition["field"] for condition in setting.where} if found.rows in fetched else ():
            if told := FIELDS[found.subject][fact].learn:
                told(municipality, on, [subject_of(row) for row in fetched[found.rows]])


def findings(municipality, on: dt.date, **more) -> Iterator[Finding]:
    """Everything the adopted documents say about the municipality that day, the day's exceptions included."""
    return said_by(settings_in_force(municipality, on, **more), municipality, on, exceptions_in_force(municipality, on))


def judged(rows: dict, municipality, on: dt.date) -> list[Finding]:
    """What the settings in force say of these rows alone, the others unread: {what fetches a rule's rows: the rows}."""
    granted = exceptions_in_force(municipality, on)
    return [
        finding
        for setting in settings_in_force(municipality, on)
        for row in rows.get(RULES[setting.rule].rows, ())
        for finding in judge(setting, row, on, granted)
    ]


def said_by(settings, municipality, on: dt.date, granted=None) -> Iterator[Finding]:
    """What these settings say. Rows are fetched once per rule.

    Every setting says something: one that is about no row at all says «not applicable».
    """
    settings = list(settings)
    fetched = rows_asked(settings, municipality, on)
    for setting in settings:
        found = RULES[setting.rule]
        if found.check is None:
            yield Finding(setting, None, Verdict(WAITING, found.waits_for))
            continue
        said = [finding for row in fetched[found.rows] for finding in judge(setting, row, on, granted)]
        yield from said or [Finding(setting, None, Verdict(NOT_APPLICABLE))]


def worst(states) -> str:
    """The state that a clause shows: the worst of what its rules say; nothing to judge is not applicable."""
    return min(states, key=WORST_FIRST.index, default=NOT_APPLICABLE)


def clause_states(found) -> dict[int, str]:
    """{clause id: its worst state}."""
    states = defaultdict(list)
    for finding in found:
        states[finding.setting.clause_id].append(finding.state)
    return {clause: worst(values) for clause, values in states.items()}
