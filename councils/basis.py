"""The decision basis of a matter: which parts the adopted documents ask for, what is written of them, and keeping it.

A page of another room shows its state by `{% include "councils/basis.html" with basis=basis %}`, with `basis_of(row.matter)`.
"""

import datetime as dt
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .access import container_ids, container_of
from .compliance import RULES, settings_in_force
from .conditions import holds
from .models import BasisGoal, BasisPart, Matter, RuleSetting, User
from .parameters import parameters_from
from .part_words import answer_word, part_word
from .rules.basis import LATE, MISSING, UNDATED, UNREASONED, Grounds, as_taken, expected, problem
from .rules.errands import errand_of

RULE = "basis_is_complete"
WRITERS = ("report", "record_decisions")  # who works in the unit, the co-ordinator, the registrar
# The state and the word of a part by what is wrong with it.
LOOKS = {
    "": ("kept", _("Finns")),
    MISSING: ("due", _("Saknas")),
    UNREASONED: ("due", _("Skäl saknas")),
    LATE: ("breached", _("Skrivet för sent")),
    UNDATED: ("unknown", _("Dag saknas")),
}


@dataclass
class Asked:
    """One part that is asked for, by which settings, and how it stands."""

    code: str
    settings: list[RuleSetting] = field(default_factory=list)
    at_least: int = 1
    answers: tuple | None = None  # those that call for no reason
    written: BasisPart | None = None
    problem: str = ""

    @property
    def label(self):
        return part_word(self.code)

    @property
    def state(self):
        return LOOKS[self.problem][0]

    @property
    def word(self):
        return LOOKS[self.problem][1]

    @property
    def answer(self) -> str:
        """The chosen answer in words."""
        return answer_word(self.written.answer) if self.written and self.written.answer else ""


@dataclass(frozen=True)
class Basis:
    matter: Matter
    parts: list[Asked]

    @property
    def missing(self) -> list[Asked]:
        return [part for part in self.parts if part.problem]

    @property
    def is_complete(self) -> bool:
        return not self.missing


def basis_of(matter: Matter | None, on: dt.date | None = None) -> Basis | None:
    """The state of the matter's basis that day; None where the adopted documents ask for none."""
    on = on or timezone.localdate()
    found = [] if matter is None else [s for s in settings_in_force(matter.municipality, on, rule=RULE) if about(s, matter)]
    if not found:
        return None
    row = Grounds(as_taken(errand_of(matter, on)), {part.code: part for part in matter.basis.with_goals()})
    asked: dict[str, Asked] = {}
    for setting in found:
        if holds("Matter", row, setting.where) is False:
            continue
        p = parameters_from(RULES[RULE].parameters, setting.parameters)
        for one in p.parts:
            add(asked, setting, one, expected(p, one), row, on)
    return Basis(matter, list(asked.values())) if asked else None


def about(setting, matter) -> bool:
    return setting.parameters.get("matter") == matter.code


def add(asked, setting, one, answers, row, on):
    """Two settings that ask for the same part are one part of the page; the stricter demand shows."""
    code = one["part"]
    part = asked.setdefault(code, Asked(code, written=row.parts.get(code)))
    part.settings.append(setting)
    part.at_least = max(part.at_least, one.get("at_least", 1))
    part.answers = answers if part.answers is None else part.answers
    part.problem = part.problem or problem(part.written, one, answers, row.last_day(on))


# ── keeping it


@dataclass(frozen=True)
class Answer:
    """What somebody has written of one part."""

    code: str
    text: str = ""
    answer: str = ""
    does_not_apply: bool = False
    reason: str = ""
    written_on: dt.date | None = None
    goals: tuple = ()

    @property
    def is_empty(self):
        return not (self.text.strip() or self.answer or self.does_not_apply or self.reason.strip() or self.goals)


FIELDS = ("text", "answer", "does_not_apply", "reason", "written_on")


def may_write(matter: Matter, user) -> bool:
    return any(container_of(matter) in container_ids(user, codename) for codename in WRITERS)


@transaction.atomic
def keep_basis(*, matter: Matter, answers: list[Answer], by) -> Matter:
    """Write the parts that have changed. The matter is saved too: its version tells others that the basis is another."""
    if by is not None and not may_write(matter, User.objects.get(pk=by.pk)):
        raise PermissionDenied
    known = {part.code: part for part in matter.basis.with_goals()}
    changed = [keep_part(matter, answer, known.get(answer.code), by) for answer in answers]
    if not any(changed):
        return matter
    return matter.recorded(by=by, reason=str(_("Underlaget ändrat")))


def keep_part(matter, answer, part, by) -> bool:
    """Whether there was something to write."""
    if part is None and answer.is_empty:
        return False
    part = part or BasisPart(matter=matter, code=answer.code)
    changed = part.pk is None or any(getattr(part, name) != getattr(answer, name) for name in FIELDS)
    if changed:
        for name in FIELDS:
            setattr(part, name, getattr(answer, name))
        part.recorded(by=by)
    return keep_goals(part, answer.goals, by) or changed


def keep_goals(part, goals, by) -> bool:
    links = {link.goal_id: link for link in part.goal_links.all()}
    new = [goal for goal in goals if goal.pk not in links]
    gone = [link for pk, link in links.items() if pk not in {goal.pk for goal in goals}]
    for goal in new:
        BasisGoal(basis=part, goal=goal).recorded(by=by)
    for link in gone:
        link.removed(by=by)
    return bool(new or gone)
