"""The claim that what is to be decided has its basis: each part that is asked is written, and no later than the step is taken."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, replace

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..compliance import BREACHED, DUE, KEPT, NOT_APPLICABLE, UNKNOWN, Fix, Verdict, rule
from ..models import BasisPart, Matter
from ..parameters import parameter
from ..part_words import part_word
from ..routes import DECIDING
from ..value_parts import ANSWERS
from .documents import covers
from .errands import Errand, errands, matter_of

GATES = ["agreement.enter", "membership.join", "application.submit", "work.start", "allocation.grant", "allocation.pay", "travel.book"]
MISSING, UNREASONED, LATE, UNDATED = "missing", "unreasoned", "late", "undated"


def as_taken(errand) -> Errand:
    """A matter that no row stands for has taken its step when somebody has said yes to it."""
    yes = [d for d in errand.decisions if d.says_yes and d.act in DECIDING]
    if errand.taken or not yes or not isinstance(errand.subject, Matter):
        return errand
    return replace(errand, taken=True, taken_on=yes[-1].decided_on)


@dataclass(frozen=True)
class Grounds:
    """What is to be decided, with the parts of its basis by code."""

    errand: Errand
    parts: dict[str, BasisPart]

    @property
    def subject(self):
        return self.errand.subject

    @property
    def facts(self):
        return self.errand.facts

    def last_day(self, on) -> dt.date:
        """By which day the parts must be dated: that of the step, when it has been taken."""
        return self.errand.taken_on if self.errand.taken and self.errand.taken_on else on


def grounds(municipality, on, codes=()):
    parts = defaultdict(dict)
    for part in BasisPart.objects.of(municipality).with_goals():
        parts[part.matter_id][part.code] = part
    for errand in errands(municipality, on, codes):
        matter = matter_of(errand)
        yield Grounds(as_taken(errand), parts[matter.pk] if matter else {})


@dataclass(frozen=True, kw_only=True)
class BasisComplete:
    matter: str = parameter("matter", "the step that it must precede")
    parts: tuple = parameter("parts", "named parts of the basis, with least number where several are asked")
    expects: dict = parameter("table", "answers that do not call for a reason", default=None, holds=ANSWERS)


@rule(
    subject="Matter",
    title=gettext_lazy("Underlaget är komplett före steget"),
    rows=grounds,
    rows_by="matter",
    gates=GATES,
    concerns=lambda row, p: row.errand.code == p.matter,
)
def basis_is_complete(row: Grounds, p: BasisComplete, on, setting):
    """Nobody owes a basis for a step that was taken before the rule."""
    errand = row.errand
    if errand.taken and errand.taken_on is None:
        sentence = _("Det är inte registrerat när steget togs för %(row)s. Fyll i dagen, så går det att se om underlaget fanns.")
        return Verdict(UNKNOWN, sentence % {"row": errand}, evidence=tuple(row.parts.values()), fix=errand.fix)
    if errand.taken and errand.taken_on < setting.in_force_from:
        return Verdict(NOT_APPLICABLE)
    found = {one["part"]: problem(row.parts.get(one["part"]), one, expected(p, one), row.last_day(on)) for one in p.parts}
    said = sentence_of(errand, row, {code: what for code, what in found.items() if what}, on)
    evidence = tuple(row.parts[code] for code in found if code in row.parts)
    if said is None:
        return Verdict(KEPT, since=max((part.written_on for part in evidence if part.written_on), default=None), evidence=evidence)
    state, sentence = said
    since = errand.taken_on if state == BREACHED else None
    title = _("Skriv underlaget till %(row)s") % {"row": errand}
    return Verdict(state, sentence, title=title, since=since, evidence=evidence, fix=to_basis(errand))


def to_basis(errand) -> Fix:
    matter = matter_of(errand)
    return Fix(_("Skriv underlaget"), "basis", (("pk", matter.pk),), "", "report") if matter else errand.fix


def expected(p, one) -> tuple | None:
    """The answers to the part that call for no reason; None where it is answered in words."""
    answers = (p.expects or {}).get(one["part"])
    return None if answers is None else tuple(answers if isinstance(answers, list | tuple) else [answers])


def problem(part, one, answers, last) -> str:
    """What is wrong with one part of the basis, or nothing."""
    if part is None or not is_filled(part, one.get("at_least", 1), answers, last):
        return MISSING
    if answers is not None and not part.does_not_apply and part.answer not in answers and not part.reason.strip():
        return UNREASONED
    if part.written_on is None:
        return UNDATED
    return LATE if part.written_on > last else ""


def is_filled(part, at_least, answers, last) -> bool:
    """0 is an answer, and so is that it does not apply, with the reason. Where several are asked, each is a line of its own."""
    if part.does_not_apply:
        return bool(part.reason.strip())
    if answers is not None:
        return bool(part.answer)
    if part.code == BasisPart.GOALS:
        return len([goal for goal in part.goals.all() if covers(goal.document, part.written_on or last)]) >= at_least
    return len([line for line in part.text.splitlines() if line.strip()]) >= max(1, at_least)


def sentence_of(errand, row, wrong, on) -> tuple[str, str] | None:
    """(state, sentence) of what weighs most; None when nothing is wrong. What is dated ahead is not there yet."""
    ahead = () if errand.taken else [code for code, what in wrong.items() if what == LATE]
    if missing := [code for code, what in wrong.items() if what == MISSING or code in ahead]:
        sentence = _("%(row)s saknar i underlaget: %(missing)s. Skriv det innan steget tas.")
        if errand.taken:
            sentence = _("%(row)s saknar i underlaget: %(missing)s. Det skulle ha funnits före steget.")
        return state_of(errand), sentence % {"row": errand, "missing": ", ".join(map(part_word, missing))}
    if unreasoned := [code for code, what in wrong.items() if what == UNREASONED]:
        sentence = _("%(row)s: svaret om %(part)s är ett annat än det väntade. Skriv skälet.")
        return state_of(errand), sentence % {"row": errand, "part": part_word(unreasoned[0])}
    if late := [code for code, what in wrong.items() if what == LATE]:
        facts = {"row": errand, "part": part_word(late[0]), "day": date_format(row.parts[late[0]].written_on, "j F Y")}
        return BREACHED, _("%(row)s: %(part)s i underlaget skrevs %(day)s, efter steget.") % facts
    if undated := [code for code, what in wrong.items() if what == UNDATED]:
        sentence = _("%(row)s: det står inte när underlaget skrevs (%(part)s). Fyll i dagen.")
        return UNKNOWN, sentence % {"row": errand, "part": part_word(undated[0])}
    return None


def state_of(errand) -> str:
    return BREACHED if errand.taken else DUE
