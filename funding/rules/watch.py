"""The claim that somebody watches the world around. It reminds: a log shows that watching was recorded, not how well."""

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from councils.compliance import DUE, KEPT, NOT_APPLICABLE, OVERDUE, UNKNOWN, Fix, Verdict, rule
from councils.models import Container
from councils.parameters import Period, Span, parameter
from councils.words import Words

from ..models import Note
from ..seen import ANY, Posts, Seen, assessed_of, notes_of, posts_of, within


@dataclass(frozen=True)
class Watcher:
    """A unit, a body or the municipality itself, with everything that has been noted and assessed in the municipality."""

    subject: Container
    seen: tuple[Seen, ...]
    posts: Posts
    words: Words


def watchers(municipality, on):
    seen = (*notes_of(municipality, on), *assessed_of(municipality, on))
    posts, words = posts_of(municipality), Words.read(municipality)
    for unit in [municipality, *Container.objects.of(municipality).active(on).select_related("parent").in_order()]:
        yield Watcher(unit, seen, posts, words)


@dataclass(frozen=True, kw_only=True)
class Watched:
    by: str = parameter(
        "choice", "a role's holder, a named unit, or every unit of some kinds", options=("role", "unit", "each_unit"),
        needs={"role": "role", "unit": "unit", "each_unit": "unit_kinds"},
    )  # fmt: skip
    role: str | None = parameter("role", "when by role", default=None)
    unit: str | None = parameter("container", "when by a named unit", default=None)
    unit_kinds: tuple = parameter("unit_kinds", "when by each unit", default=())
    topics: tuple = parameter("choices", "what is watched", default=(ANY,), options=(*Note.Topic.values, ANY))
    silence: Span | None = parameter("span", "longest time without a note", default=None)
    at_least: int = parameter("integer", "notes or assessed calls in each period", default=1)
    every: Period | None = parameter("period", "the period, when counted instead of timed", default=None)


def is_asked(watcher, p) -> bool:
    unit = watcher.subject
    if p.by == "each_unit":
        return unit.kind in p.unit_kinds
    return unit.code == p.unit if p.by == "unit" and p.unit != "municipality" else unit.kind == "municipality"


@rule(subject="Container", title=gettext_lazy("Omvärlden bevakas"), rows=watchers, concerns=is_asked)
def outside_world_is_watched(watcher: Watcher, p: Watched, on, setting):
    """Each topic is a duty of its own. A vacant post owes nothing: another rule says that it is vacant."""
    began = max(filter(None, (setting.in_force_from, watcher.subject.active_from)))
    if p.by == "role":
        first = watcher.posts.first_day(p.role, on)
        if first is None:
            return [Verdict(NOT_APPLICABLE)]
        began = max(began, first)
    return [on_topic(watcher, p, topic, began, on) for topic in p.topics]


def on_topic(watcher, p, topic, began, on):
    of_topic = [one for one in watcher.seen if topic in (ANY, one.topic)]
    mine = [one for one in of_topic if is_theirs(watcher, p, one)]
    state, since, last = within([one.day for one in mine], began=began, silence=p.silence, every=p.every, at_least=p.at_least, on=on)
    newest, key = tuple(one.row for one in mine[-1:]), "" if topic == ANY else topic
    if state in (KEPT, NOT_APPLICABLE):
        return Verdict(state, since=since if mine else None, due=last if state == KEPT else None, evidence=newest, key=key)
    if vague := [one for one in of_topic if may_be_theirs(watcher, p, one)]:
        fix = Fix(_("Fyll i notisen"), "note_edit", (("pk", vague[-1].row.pk),), "", "log")
        sentence = _("Notisen ”%(note)s” saknar dag eller författare, så det går inte att se om bevakningen har gjorts. Fyll i det.")
        return Verdict(UNKNOWN, sentence % {"note": vague[-1].row}, evidence=(vague[-1].row,), key=key, fix=fix)
    return said(watcher, p, topic, state, since, last, bool(mine), newest, key)


def is_theirs(watcher, p, one) -> bool:
    if one.day is None:
        return False
    if p.by == "role":
        return watcher.posts.held(p.role, one.person, one.day)
    return one.container == watcher.subject.pk


def may_be_theirs(watcher, p, one) -> bool:
    """A note without day, or, where the author decides, without author: as after an import."""
    if p.by == "role":
        return one.person is None or one.day is None
    return one.day is None and one.container == watcher.subject.pk


def said(watcher, p, topic, state, since, last, has_any, newest, key):
    facts = {
        "who": watcher.words.role(p.role) if p.by == "role" else watcher.subject.label,
        "topic": _("omvärlden") if topic == ANY else Note.Topic(topic).label,
        "day": day(since),
        "last": day(last) if last else "",
    }
    sentence = _("%(who)s: inget är noterat om %(topic)s sedan %(day)s. Skriv en notis, eller gå igenom de öppna utlysningarna.")
    if state == DUE and last:
        sentence = _("%(who)s: inget är noterat om %(topic)s sedan %(day)s. Skriv en notis senast %(last)s, eller gå igenom utlysningarna.")
    query = {"enhet": watcher.subject.code} if p.by != "role" else {}
    fix = Fix(
        _("Skriv en notis"), "note_new", (), urlencode(query | ({} if topic == ANY else {"amne": topic})), "log",
        title=_("Skriv en notis om %(topic)s") % facts,
    )  # fmt: skip
    return Verdict(
        state,
        capfirst(sentence % facts),
        title=_("Bevaka %(topic)s") % facts,
        since=since if state == OVERDUE else None,
        due=last,
        evidence=newest,
        key=key,
        fix=fix,
    )


def day(value: dt.date) -> str:
    return date_format(value, "j F Y")
