"""The claim that information reaches the units: notes and calls that were passed on to them. What is sent was sent, not read."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from councils.compliance import DUE, KEPT, NOT_APPLICABLE, UNKNOWN, Fix, Verdict, rule
from councils.models import Container
from councils.parameters import Period, parameter
from councils.roles import ROLES
from councils.rules.meetings import running_period
from funding.seen import ONE_DAY, Posts, Seen, notes_of, posts_of, within


@dataclass(frozen=True)
class Receiver:
    """A unit, with every note of the municipality, those without receivers among them."""

    subject: Container
    notes: tuple[Seen, ...]
    posts: Posts
    codes: dict[int, str]


def receivers(municipality, on):
    notes, posts = tuple(notes_of(municipality, on)), posts_of(municipality)
    units = list(Container.objects.of(municipality).select_related("parent").in_order())
    codes = {unit.pk: unit.code for unit in units} | {municipality.pk: "municipality"}
    for unit in units:
        if unit.active_to is None or unit.active_to >= on:
            yield Receiver(unit, notes, posts, codes)


@dataclass(frozen=True, kw_only=True)
class PassedOn:
    by: str = parameter("organ", "role or unit that passes it on")
    unit_kinds: tuple = parameter("unit_kinds", "who should receive")
    at_least: int = parameter("integer", "items per receiving unit", default=1)
    every: Period = parameter("period", "the period")


@rule(
    subject="Container",
    title=gettext_lazy("Informationen når fram"),
    rows=receivers,
    concerns=lambda receiver, p: receiver.subject.kind in p.unit_kinds,
)
def information_is_passed_on(receiver: Receiver, p: PassedOn, on, setting):
    """A unit younger than the period is owed nothing. What the unit sends to itself is no information to it."""
    unit = receiver.subject
    if unit.code == p.by or (unit.active_from and unit.active_from > on):
        return Verdict(NOT_APPLICABLE)
    sent = [note for note in receiver.notes if is_from(receiver, p, note)]
    here = [note for note in sent if unit.pk in note.reached]
    began = max(filter(None, (setting.in_force_from, unit.active_from)))
    state, since, last = within([note.day for note in here], began=began, every=p.every, at_least=p.at_least, on=on)
    if state in (KEPT, NOT_APPLICABLE):
        return Verdict(state, since=since if here else None, due=last if state == KEPT else None, evidence=tuple(n.row for n in here[-1:]))
    if loose := [note for note in sent if not note.reached and note.day > before(p.every, on)]:
        fix = Fix(_("Välj mottagare"), "note_edit", (("pk", loose[-1].row.pk),), "", "log")
        sentence = _("Notisen ”%(note)s” har inga mottagare, så det går inte att se om %(unit)s fick den. Välj mottagare.")
        return Verdict(UNKNOWN, sentence % {"note": loose[-1].row, "unit": unit.label}, evidence=(loose[-1].row,), fix=fix)
    facts = {"unit": unit.label, "day": date_format(since, "j F Y"), "last": date_format(last, "j F Y")}
    sentence = _("%(unit)s har inte fått någon information sedan %(day)s. Skicka något, eller ta bort %(unit)s från listan med skäl.")
    if state == DUE:
        sentence = _("%(unit)s har inte fått tillräckligt med information i år. Skicka något senast %(last)s.")
        if p.every.months != 12:
            sentence = _("%(unit)s har inte fått tillräckligt med information. Skicka något senast %(last)s.")
    fix = Fix(_("Skicka information"), "note_new", (), f"mottagare={unit.code}", "log")
    title = _("Skicka information till %(unit)s") % facts
    return Verdict(state, sentence % facts, title=title, due=last, evidence=tuple(n.row for n in here[-1:]), fix=fix)


def is_from(receiver, p, note) -> bool:
    if note.day is None:
        return False
    if p.by in ROLES:
        return receiver.posts.held(p.by, note.person, note.day)
    return receiver.codes.get(note.container) == p.by


def before(every: Period, on):
    """The day before the period in which a note would count."""
    return running_period(every, on)[0] - ONE_DAY
