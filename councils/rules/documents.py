"""Claims about governing documents: that the one that is required is in force, and that what it replaced is closed."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Prefetch, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..compliance import BREACHED, DUE, KEPT, NOT_APPLICABLE, OVERDUE, UNKNOWN, Fix, Verdict, rule
from ..models import Container, Decision, Document, Supersession, adopted_on
from ..parameters import Due, Period, Span, add_months, parameter
from ..words import Words

State = Document.State
COMMON_OWNERS = ("municipality", "assembly", "executive_board")


def in_force_then(municipality, on):
    """What the municipality had adopted by the day, also what has been replaced or has ended since."""
    return Document.objects.of(municipality).without_law().filter(adopted_on(on))


def covers(document, on) -> bool:
    """The same of one document that is at hand; days that nobody has given do not stand in the way."""
    starts = document.valid_from is None or document.valid_from <= on
    ends = document.valid_to >= on if document.valid_to else document.state == State.IN_FORCE
    return document.state != State.DRAFT and starts and ends


def day(value):
    return date_format(value, "j F Y")


def edit(document):
    return Fix(_("Ändra dokumentet"), "document_edit", (("pk", document.pk),), "", "edit_documents")


# ── the document that is required


@dataclass(frozen=True)
class Owner:
    """A unit, or the municipality itself, with its own documents and all others."""

    subject: Container
    own: tuple[Document, ...]
    every: tuple[Document, ...]
    words: Words

    @property
    def common(self):
        return tuple(d for d in self.every if d.container.kind in COMMON_OWNERS)


def owners(municipality, on):
    words = Words.read(municipality)
    every = tuple(
        Document.objects.of(municipality)
        .without_law()
        .exclude(state=State.DRAFT)
        .select_related("container", "parent")
        .order_by("valid_from", "pk")
    )
    units = Container.objects.of(municipality).active(on).select_related("area", "parent").in_order()
    for unit in [municipality, *units]:
        yield Owner(unit, tuple(d for d in every if d.container_id == unit.pk), every, words)


@dataclass(frozen=True, kw_only=True)
class RequiredDocument:
    document_kind: str = parameter("document_kind", "strategy, instructions, action plan …")
    owner: str = parameter(
        "choice", "one for all, one each, or a common one that also counts for each", default="municipality",
        options=("municipality", "each_unit", "common_or_each_unit"), needs={"each_unit": "unit_kinds", "common_or_each_unit": "unit_kinds"},
    )  # fmt: skip
    unit_kinds: tuple = parameter("unit_kinds", "which units owe one of their own", default=())
    below: str | None = parameter("document_kind", "owed only while a document of this kind is in force", default=None)
    end_date_required: bool = parameter("boolean", "an open-ended document does not count", default=False)
    longest_validity: Span | None = parameter("span", "a longer one does not count", default=None)
    every: Period | None = parameter("period", "a new one is owed for each period", default=None)
    due: Due | None = parameter("due", "last day to have it, from the period's start", default=None)
    warn_before: Span | None = parameter("span", "how long before its end a successor is due", default=None)


def owes_document(owner, p):
    return owner.subject.kind == "municipality" if p.owner == "municipality" else owner.subject.kind in p.unit_kinds


@rule(
    subject="Container",
    title=gettext_lazy("Det dokument som krävs gäller, utan glapp"),
    rows=owners,
    concerns=owes_document,
)
def required_document_is_in_force(owner: Owner, p: RequiredDocument, on, setting):
    """A plan for a year that began before the setting is not owed."""
    above = [d for d in owner.every if d.kind == p.below and covers(d, on)]
    if p.below and not above:
        return Verdict(NOT_APPLICABLE)
    looked_at = {"municipality": owner.common, "each_unit": owner.own}.get(p.owner, owner.common + owner.own)
    found = [d for d in looked_at if d.kind == p.document_kind]
    counting = [d for d in found if covers(d, on) and counts(d, p, above, on)]
    if vague := [d for d in counting if not validity_is_known(d, p)]:
        sentence = _("%(document)s: det står inte från och till vilken dag den gäller. Fyll i det.")
        return Verdict(UNKNOWN, sentence % {"document": vague[0]}, evidence=tuple(vague), fix=edit(vague[0]))
    if counting:
        return ends_soon(counting[-1], found, p, on)
    if p.every and setting.in_force_from > start_of_period(p.every, on):
        return Verdict(NOT_APPLICABLE)
    return missing_document(owner, p, found, above, on)


def start_of_period(every, on):
    """The first day of the calendar period in which the day lies."""
    months = (on.year * 12 + on.month - 1) // every.months * every.months
    return dt.date(months // 12, months % 12 + 1, 1)


def validity_is_known(document, p):
    if p.end_date_required:
        return document.valid_to is not None
    return bool(document.valid_from or document.valid_to or document.until_further_notice)


def counts(document, p, above, on):
    """Whether a document that covers the day is one that the setting asks for."""
    if p.end_date_required and document.until_further_notice:
        return False
    if (
        p.longest_validity
        and document.valid_from
        and document.valid_to
        and document.valid_to >= p.longest_validity.after(document.valid_from)
    ):
        return False
    if p.below and document.parent is not None and document.parent.kind == p.below and document.parent not in above:
        return False
    if p.every is None or document.valid_from is None:
        return True
    start = start_of_period(p.every, on)
    return document.valid_from >= start or bool(document.valid_to and document.valid_to < add_months(start, p.every.months))


def ends_soon(document, found, p, on):
    """Kept, or due when its end is near and nothing is adopted for the day after."""
    last = document.valid_to
    if not (last and p.warn_before and on >= p.warn_before.before(last)) or any(covers(d, last + dt.timedelta(days=1)) for d in found):
        return Verdict(KEPT, since=document.valid_from, evidence=(document,))
    sentence = _("%(document)s slutar gälla %(day)s. Ta fram en ny version, eller förläng den.")
    return Verdict(
        DUE,
        sentence % {"document": document, "day": day(last)},
        title=_("Förnya %(document)s") % {"document": document},
        due=last,
        evidence=(document,),
        fix=edit(document),
    )


def missing_document(owner, p, found, above, on):
    ended = [d.valid_to for d in found if d.valid_to and d.valid_to < on]
    first = max((d.valid_from for d in above if d.valid_from), default=None)
    since = max(ended) + dt.timedelta(days=1) if ended else first
    last_day = None
    state = BREACHED
    if p.every:
        since = start_of_period(p.every, on)
        last_day = p.due.after(since) if p.due else None
        state = BREACHED if last_day is None else OVERDUE if on > last_day else DUE
    kind, unit = owner.words[p.document_kind].singular, owner.subject.label
    if not_good := [d for d in found if covers(d, on)]:
        sentence = _("%(document)s uppfyller inte kraven på %(kind)s: kontrollera vilken tid den gäller och vilket dokument den hör till.")
        return Verdict(state, sentence % {"document": not_good[-1], "kind": kind}, since=since, due=last_day, fix=edit(not_good[-1]),
                       title=_("Rätta %(document)s") % {"document": not_good[-1]}, evidence=tuple(not_good))  # fmt: skip
    sentence = _("%(unit)s har inget dokument av slaget %(kind)s som gäller nu. Registrera det, eller förläng det som finns.")
    return Verdict(
        state,
        sentence % {"unit": unit, "kind": kind},
        title=_("Ta fram %(kind)s för %(unit)s") % {"kind": kind, "unit": unit},
        since=since,
        due=last_day,
        evidence=tuple(found[-1:]),
        fix=edit(found[-1]) if found else Fix(_("Registrera dokumentet"), "document_new", (), "", "edit_documents"),
    )


# ── what it replaced


@dataclass(frozen=True)
class Replacement:
    """A document with what its decision replaces, and the others of its kind and owner that are in force."""

    subject: Document
    adopted: Decision | None
    replaced: tuple  # (the older decision, the document it adopted or None)
    others: tuple[Document, ...]


def replacements(municipality, on):
    links = Supersession.objects.select_related("older__body", "older__post", "older__matter__document")
    known = Decision.objects.confirmed().filter(Q(decided_on=None) | Q(decided_on__lte=on)).select_related("body", "post")
    rows = in_force_then(municipality, on) | Document.objects.of(municipality).filter(state=State.DRAFT)
    rows = rows.select_related("container", "matter").prefetch_related(
        Prefetch("matter__decisions", known), Prefetch("matter__decisions__replaces", links)
    )
    every = list(rows.order_by("valid_from", "pk"))
    for document in every:
        adopted = document.adoption
        older = [link.older for link in adopted.replaces.all()] if adopted else []
        pairs = tuple((decision, getattr(decision.matter, "document", None)) for decision in older)
        same = [d for d in every if d != document and covers(d, on) and (d.kind, d.container_id) == (document.kind, document.container_id)]
        yield Replacement(document, adopted, pairs, tuple(same))


@dataclass(frozen=True, kw_only=True)
class SupersededDocument:
    document_kinds: tuple = parameter("document_kinds", "kinds of which two may not be in force for one owner")
    notice_when_lower_body: bool = parameter("boolean", "a note when a lower organ replaces a higher one's decision", default=True)


@rule(
    subject="Document",
    title=gettext_lazy("Det som ersatts är avslutat"),
    rows=replacements,
    gates=["document.bring_into_force"],
    concerns=lambda row, p: row.subject.kind in p.document_kinds,
)
def superseded_document_is_closed(row: Replacement, p: SupersededDocument, on):
    """A draft owes it from the day it is adopted. Of two in force, the newer one is told."""
    draft = row.subject.state == State.DRAFT
    older = [
        d for d in row.others if draft or (d.valid_from or dt.date.min, d.pk) < (row.subject.valid_from or dt.date.min, row.subject.pk)
    ]
    if draft and not row.adopted:
        return Verdict(NOT_APPLICABLE)
    still = [document for _decision, document in row.replaced if document is not None and covers(document, on)]
    closes_itself = row.subject.previous_id if draft else None  # coming into force, a new edition ends the one before
    if left := [d for d in dict.fromkeys(still + older) if d.pk != closes_itself]:
        sentence = _("%(old)s ska vara ersatt av %(new)s men gäller fortfarande i registret. Avsluta det gamla.")
        return Verdict(
            DUE if draft else BREACHED,
            sentence % {"old": left[0], "new": row.subject},
            title=_("Avsluta %(old)s") % {"old": left[0]},
            since=None if draft else row.subject.valid_from,
            evidence=(*left, row.subject),
            fix=Fix(_("Till dokumentet"), "document", (("pk", left[0].pk),), "", "edit_documents"),
        )
    if lost := [decision for decision, document in row.replaced if document is None]:
        sentence = _("%(new)s ersätter %(decision)s, men det dokument som beslutet antog finns inte i registret. Registrera det.")
        return Verdict(UNKNOWN, sentence % {"new": row.subject, "decision": lost[0]}, evidence=tuple(lost),
                       fix=Fix(_("Registrera dokumentet"), "document_new", (), "", "edit_documents"))  # fmt: skip
    if not row.replaced:
        return Verdict(NOT_APPLICABLE)
    return Verdict(KEPT, lower_body(row) if p.notice_when_lower_body else "", evidence=tuple(d for _decision, d in row.replaced))


def lower_body(row) -> str:
    """The note about a lower organ that replaced a higher one's decision."""
    rank = ("assembly", "executive_board")
    ranks = {
        d.pk: rank.index(d.body.kind) if d.body and d.body.kind in rank else len(rank) for d in (row.adopted, *(d for d, _ in row.replaced))
    }
    if any(ranks[d.pk] < ranks[row.adopted.pk] for d, _document in row.replaced):
        return _("Ett lägre organ har ersatt ett högre organs beslut.")
    return ""
