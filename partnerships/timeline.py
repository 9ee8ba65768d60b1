"""Everything with a partner on one line of time, newest first: work, what happened to the agreement, and what was decided."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from councils.models import Decision

from .models import RelationEvent, Work
from .touches import NEVER_COUNTED, address_of, beside, word_of

PAGE = 30


@dataclass(frozen=True)
class Entry:
    """One thing on the line. `order` is a day to sort by, also where only the year is known; `when` is what the page says then."""

    order: dt.date
    pk: int
    title: str
    kind: str
    url: str = ""
    first: dt.date | None = None
    last: dt.date | None = None
    when: str = ""
    about: str = ""
    got: str = ""
    gave: str = ""
    coming: bool = False
    key: bool = False
    swedish: bool = True


@dataclass(frozen=True)
class Line:
    entries: list[Entry]
    older: str  # what stands in the address of the next page; "" on the last


def line_of(relations: list, on: dt.date, after: tuple[dt.date, int] | None = None) -> Line:
    """The newest page, or the one after the work with that day and id. As many queries for any number of relations."""
    rows = (
        Work.objects.filter(relation__in=relations)
        .exclude(row__in=NEVER_COUNTED)
        .select_related("municipality", "container", "relation", *beside())
    )
    if after:
        rows = rows.before(*after)
    works = list(rows.newest_first()[: PAGE + 1])
    shown = works[:PAGE]
    has_older = len(works) > PAGE
    others = [entry for entry in [*events(relations), *decisions(relations)] if is_here(entry, after, shown[-1] if has_older else None)]
    names = len(relations) > 1
    entries = sorted([*(of_work(work, on, names) for work in shown), *others], key=lambda entry: (entry.order, entry.pk), reverse=True)
    return Line(entries, f"{shown[-1].starts_on.isoformat()}.{shown[-1].pk}" if has_older else "")


def number_on(relations: list) -> int:
    """How much stands on the whole line, on all its pages."""
    matters = {pk for relation in relations for pk in (relation.matter_id, relation.ending_matter_id, relation.changing_matter_id) if pk}
    works = Work.objects.filter(relation__in=relations).exclude(row__in=NEVER_COUNTED).count()
    return works + RelationEvent.objects.filter(relation__in=relations).count() + Decision.objects.filter(matter__in=matters).count()


def is_here(entry: Entry, after, last) -> bool:
    """On this page: older than the page before showed, and not older than the last work on this one."""
    return (after is None or entry.order < after[0]) and (last is None or entry.order >= last.starts_on)


def of_work(work: Work, on: dt.date, names: bool) -> Entry:
    about = f"{work.container.label} · {work.relation.name}" if names else work.container.label
    return Entry(
        order=work.starts_on,
        pk=work.pk,
        title=work.title,
        kind=word_of(work),
        url=address_of(work),
        first=work.starts_on,
        last=work.ends_on,
        about=about,
        got=work.got,
        gave=work.gave,
        coming=work.starts_on > on,
    )


def events(relations) -> Iterable[Entry]:
    for event in RelationEvent.objects.filter(relation__in=relations).select_related("relation"):
        yield Entry(
            order=event.day or (dt.date(event.year, 1, 1) if event.year else dt.date.min),
            pk=event.pk,
            title=_("%(relation)s: %(what)s") % {"relation": event.relation.name, "what": event.get_kind_display()},
            kind=event.get_amendment_display() if event.amendment else _("avtalet"),
            first=event.day,
            when=event.when_text or (str(event.year) if event.year else ""),
            about=event.text,
            key=event.kind in (RelationEvent.Kind.ENTERED, RelationEvent.Kind.RE_ESTABLISHED),
        )


def decisions(relations) -> Iterable[Entry]:
    matters = {pk for relation in relations for pk in (relation.matter_id, relation.ending_matter_id, relation.changing_matter_id) if pk}
    if not matters:
        return
    for decision in Decision.objects.filter(matter__in=matters).select_related("matter", "body", "post", "municipality"):
        yield Entry(
            order=decision.decided_on or (dt.date(decision.decided_year, 1, 1) if decision.decided_year else dt.date.min),
            pk=decision.pk,
            title=decision.matter.title,
            kind=_("beslut"),
            url=reverse("decision", args=[decision.municipality.slug, decision.pk]),
            first=decision.decided_on,
            when=str(decision.decided_year or ""),
            about=str(decision),
        )


def after_of(text: str) -> tuple[dt.date, int] | None:
    """What stands in the address; nonsense gives the first page."""
    day, _dot, pk = text.partition(".")
    try:
        return dt.date.fromisoformat(day), int(pk)
    except ValueError:
        return None
