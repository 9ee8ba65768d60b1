"""Verbs about the watch: what a unit looks for, what concerns it, what it thought, and what was passed on. No request."""

import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Count, Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from councils.access import container_ids
from councils.history import record_all
from councils.models import Container, User
from councils.spoken import speak

from .matching import has_any, text_of, watched_words
from .models import Assessment, Call, CallNews, Note, NoteReceiver, SavedSearch, Watch

PERMISSION = "log"
MOST_SEARCHES = 30  # of one account; more than that nobody finds among


def require_right(container_id: int, by):
    """`by` None is the system itself. The account is fetched anew: a right withdrawn a second ago does not act."""
    if by is not None and container_id not in container_ids(User.objects.get(pk=by.pk), PERMISSION):
        raise PermissionDenied


# ── what units watch, and what concerns them


@transaction.atomic
def keep_watch(*, watch: Watch, by) -> Watch:
    require_right(watch.container_id, by)
    watch.words = ", ".join(watched_words(watch.words))
    if watch.programme_id is None and not watch.words:
        raise ValidationError(_("Välj ett program, skriv ord att leta efter, eller båda."))
    if Watch.objects.filter(container=watch.container, programme=watch.programme, words=watch.words).exists():
        raise ValidationError(speak(_("%(The_unit)s bevakar redan det. Välj något annat.")))
    return watch.recorded(by=by)


@transaction.atomic
def end_watch(*, watch: Watch, by):
    require_right(watch.container_id, by)
    watch.removed(by=by)


def notice(new: Iterable[Call], changed: Iterable[Call] = (), *, on: dt.date | None = None) -> int:
    """Write down which units the calls concern, each once; returns how many pieces of news."""
    return len(record_all(CallNews, rows, reason="Bevakning")) if (rows := news_of(new, changed, on=on)) else 0


def news_of(new: Iterable[Call], changed: Iterable[Call] = (), *, on: dt.date | None = None) -> list[CallNews]:
    """What is to be written down, not yet saved. What is closed, or whose days have all been, concerns nobody any more.

    A fixed number of queries, whatever the number of calls and units.
    """
    on = on or timezone.localdate()
    kinds = [(call, CallNews.Kind.NEW) for call in new] + [(call, CallNews.Kind.CHANGED) for call in changed]
    told = [(call, kind) for call, kind in kinds if call.status != Call.Status.CLOSED]
    watches = [(one, watched_words(one.words)) for one in Watch.objects.select_related("container__municipality")] if told else []
    if not watches:
        return []
    over = over_by({call.pk for call, _kind in told}, on)
    told = [(call, kind) for call, kind in told if call.pk not in over]
    texts = {call.pk: text_of(call.title, call.identifier, call.call_identifier, call.topics) for call, _kind in told}
    wanted = {
        (watch.container_id, call.pk, kind): watch.container
        for call, kind in told
        for watch, words in watches
        if concerns(watch, words, call, texts[call.pk])
    }
    known = set(CallNews.objects.filter(call__in=texts, noticed_on=on).values_list("container", "call", "kind"))
    return [
        CallNews(municipality_id=container.home_id, container=container, call_id=call, kind=kind, noticed_on=on)
        for (_container, call, kind), container in wanted.items()
        if (container.pk, call, kind) not in known
    ]


def over_by(calls: set[int], on: dt.date) -> set[int]:
    """Those of the calls whose every deadline has been; a deadline in words has not."""
    rows = Call.objects.filter(pk__in=calls).annotate(
        last=Max("deadlines__day", filter=Q(deadlines__withdrawn_on=None)),
        vague=Count("deadlines", filter=Q(deadlines__day=None, deadlines__pk__isnull=False, deadlines__withdrawn_on=None)),
    )
    return set(rows.filter(last__lt=on, vague=0).values_list("pk", flat=True))


def concerns(watch: Watch, words: list[str], call: Call, text: str) -> bool:
    """The programme and one of the words, as far as the watch names them; a municipality's own call is its own affair."""
    return (
        call.municipality_id in (None, watch.container.home_id)
        and watch.programme_id in (None, call.programme_id)
        and (not words or has_any(words, text))
    )


def keep_search(*, municipality, name: str, query: str, by) -> SavedSearch:
    """The same name again is the new search under it."""
    name = " ".join(name.split())[:100]
    if not name:
        raise ValidationError(_("Skriv vad sökningen ska heta."))
    own = SavedSearch.objects.of(municipality).filter(account=by)
    search = own.filter(name=name).first() or SavedSearch(municipality=municipality, account=by, name=name)
    if search.pk is None and own.count() >= MOST_SEARCHES:
        raise ValidationError(_("Du har redan %(number)s sparade sökningar. Ta bort någon först.") % {"number": MOST_SEARCHES})
    search.query = query[:500]
    return search.recorded(by=by)


# ── what was thought, and passed on


@transaction.atomic
def assess(*, call: Call, container: Container, answer: str, why: str = "", by, on: dt.date | None = None) -> Assessment:
    """What a unit thinks of a call. It may think again: the latest stands, the earlier ones are in the history."""
    require_right(container.pk, by)
    why = why.strip()
    if answer == Assessment.Answer.NO and not why:
        raise ValidationError({"why": _("Skriv varför. Det visas när utlysningen kommer tillbaka.")})
    row = Assessment.objects.filter(container=container, call=call).first() or Assessment(container=container, call=call)
    row.answer, row.why, row.assessed_on = answer, why, on or timezone.localdate()
    row.person = getattr(by, "person", None)
    return row.recorded(by=by)


@transaction.atomic
def keep_note(*, note: Note, receivers: Iterable[tuple[Container, object]] = (), by, reason="") -> Note:
    """A note, with those it is passed on to: (unit, person) or (unit, None). One who has it already is not given it again."""
    require_right(note.container_id, by)
    if note.pk is None:
        note.author = note.author or getattr(by, "person", None)
        note.day = note.day or timezone.localdate()
    note.recorded(by=by, reason=reason)
    has = set(note.receivers.values_list("container", "person"))
    for container, person in receivers:
        if (container.pk, person.pk if person else None) not in has:
            NoteReceiver(note=note, container=container, person=person).recorded(by=by)
            has.add((container.pk, person.pk if person else None))
    return note


def open_note(*, note: Note, by, on: dt.date | None = None):
    """Whoever receives it has now opened it; a unit's note is opened by the first who has a post there."""
    person = getattr(by, "person", None)
    if person is None:
        return
    posts = set(person.appointments.in_force(on or timezone.localdate()).values_list("container", flat=True))
    for receiver in note.receivers.filter(opened_on=None):
        if receiver.person_id == person.pk or (receiver.person_id is None and receiver.container_id in posts):
            receiver.opened_on = on or timezone.localdate()
            receiver.recorded(by=by)
