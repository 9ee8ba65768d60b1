"""The claim that an adopted document is evaluated and revised in time, and that what its text leans on has not ended."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..compliance import BREACHED, DUE, KEPT, UNKNOWN, Fix, Verdict, rule
from ..models import BODY_KINDS, Container, Decision, Document, DocumentReview, Framework, Supersession
from ..parameters import Period, add_months, parameter
from ..periods import time_left
from ..route_words import organ_in_words
from ..words import Words
from .documents import State, covers, day, edit
from .meetings import running_period

Act = DocumentReview.Act
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Version:
    """One version of a document with what was done with it by the day, oldest first."""

    document: Document
    adopted: dt.date | None
    evaluated: tuple[dt.date, ...]
    kept_unchanged: tuple[dt.date, ...]

    @property
    def revisions(self) -> list[dt.date]:
        """The days of its text: when it was adopted, and when it was looked over and left as it is."""
        return sorted({*filter(None, (self.adopted,)), *self.kept_unchanged})


@dataclass(frozen=True)
class Reviewed:
    """A document in force with the version before it, what it leans on, and what those are called who may owe its review."""

    subject: Document
    version: Version
    earlier: Version | None
    frameworks: tuple[Framework, ...]
    names: dict
    words: Words


def version_of(document) -> Version:
    adoption, done = document.adoption, document.reviews.all()
    first = (adoption.decided_on if adoption else None) or document.valid_from
    return Version(document, first, *(tuple(r.done_on for r in done if r.act == act) for act in (Act.EVALUATE, Act.UNCHANGED)))


def reviewed(municipality, on):
    """Each document in force that day. What was done is counted by its own day, whenever somebody wrote it down."""
    known = Decision.objects.confirmed().filter(Q(decided_on=None) | Q(decided_on__lte=on)).select_related("body", "post")
    rows = Document.objects.of(municipality).without_law().exclude(state=State.DRAFT).select_related("container", "matter")
    every = list(
        rows.prefetch_related(
            Prefetch("matter__decisions", known),
            Prefetch("matter__decisions__replaces", Supersession.objects.select_related("older")),
            Prefetch("reviews", DocumentReview.objects.filter(done_on__lte=on).order_by("done_on", "pk")),
            Prefetch("frameworks", Framework.objects.in_order()),
        ).order_by("valid_from", "pk")
    )
    words = Words.read(municipality)
    names = {container.code: container.label for container in Container.objects.of(municipality)}
    for document in every:
        if covers(document, on):
            earlier = earlier_of(document, every)
            yield Reviewed(
                document, version_of(document), earlier and version_of(earlier), tuple(document.frameworks.all()), names, words
            )  # fmt: skip


def earlier_of(document, every) -> Document | None:
    """The version before it: the one that it was made from, else the newest of its kind that its decision replaced."""
    replaced = [link.older.matter_id for link in document.adoption.replaces.all()] if document.adoption else []
    found = [one for one in every if one.matter_id in replaced and one.matter_id and one.kind == document.kind]
    return next((one for one in every if one.pk == document.previous_id), found[-1] if found else None)


@dataclass(frozen=True, kw_only=True)
class ReviewedInTime:
    document_kind: str = parameter("document_kind", "which documents are judged")
    acts: tuple = parameter("choices", "each act is a duty of its own", default=("revise",), options=("evaluate", "revise"))
    every: Period | None = parameter("period", "how often", default=None)
    revision_follows_evaluation: bool = parameter("boolean", "a revision builds on an evaluation", default=False)
    reference_must_be_current: bool = parameter("boolean", "due when a framework that the text leans on has ended", default=False)
    responsible: Any = parameter("organ", "who owes it, when not the adopting body", default=None)


@rule(
    subject="Document",
    title=gettext_lazy("Dokumentet utvärderas och revideras i tid"),
    rows=reviewed,
    concerns=lambda row, p: row.subject.kind == p.document_kind,
)
def document_is_reviewed_in_time(row: Reviewed, p: ReviewedInTime, on):
    """Nothing is owed by a day where the setting says no period. A new version is a revision, and so is one «without change»."""
    if "evaluate" in p.acts and p.every:
        yield in_time(row, p, on, "evaluate", row.version.evaluated)
    if "revise" in p.acts:
        if p.every:
            yield in_time(row, p, on, "revise", row.version.kept_unchanged)
        if p.revision_follows_evaluation:
            yield from builds_on_evaluation(row, p)
        if p.reference_must_be_current:
            yield leans_on_what_stands(row, p, on)


# ── the time since the last one


SENTENCES = {
    ("evaluate", False): gettext_lazy("%(document)s antogs %(first)s och ska utvärderas senast %(last)s. Registrera utvärderingen."),
    ("evaluate", True): gettext_lazy("%(document)s utvärderades %(first)s och ska utvärderas igen senast %(last)s. Registrera utvärderingen."),
    ("revise", False): gettext_lazy("%(document)s antogs %(first)s och ska ses över senast %(last)s. Registrera den nya versionen, eller att den ska stå kvar."),
    ("revise", True): gettext_lazy("%(document)s sågs över %(first)s och ska ses över igen senast %(last)s. Registrera den nya versionen, eller att den ska stå kvar."),
}  # fmt: skip
TITLES = {"evaluate": gettext_lazy("Utvärdera %(document)s"), "revise": gettext_lazy("Se över %(document)s")}
IN_GOOD_TIME = {"evaluate": gettext_lazy("Utvärderas senast %(last)s."), "revise": gettext_lazy("Ses över senast %(last)s.")}


def next_time(first: dt.date, every: Period) -> tuple[dt.date, dt.date]:
    """(first, last) day of the time to do it again: rolling from the last time, else the calendar period after that one."""
    if every.basis == "rolling":
        return first, add_months(first, every.months)
    _starts, ends = running_period(every, first)
    return running_period(every, ends + ONE_DAY)


def in_time(row, p, on, act, done) -> Verdict:
    """Counted from the latest of the adoption and what was done since."""
    known = [*filter(None, (row.version.adopted,)), *done]
    if not known:
        sentence = _("Det står inte när %(document)s antogs. Fyll i dagen.") % {"document": row.subject}
        return Verdict(UNKNOWN, sentence, evidence=(row.subject,), key=act, fix=edit(row.subject))
    first = max(known)
    starts, last = next_time(first, p.every)
    state = time_left(starts, last, on)
    facts = {"document": row.subject, "first": day(first), "last": day(last)}
    if state == KEPT:
        return Verdict(KEPT, IN_GOOD_TIME[act] % facts, since=first, due=last, evidence=(row.subject,), key=act)
    again = first in done
    return told(row, p, state, SENTENCES[act, again] % facts, act, due=last, title=TITLES[act] % facts)


def told(row, p, state, sentence, act, key="", document=None, **more) -> Verdict:
    """What needs something says who owes it, and leads to where it is registered: on the document itself, or on the version before."""
    who = owed_by(row, p)
    said = _("%(sentence)s %(who)s svarar för det.") % {"sentence": sentence, "who": capfirst(who)} if who else sentence
    kind, label = (Act.EVALUATE, _("Registrera utvärderingen")) if act == "evaluate" else (Act.UNCHANGED, _("Registrera översynen"))
    fix = Fix(label, "documentreview_new", (("pk", (document or row.subject).pk),), f"slag={kind}", "edit_documents")
    return Verdict(state, str(said), evidence=(row.subject,), key=key or act, fix=fix, **more)


def owed_by(row, p) -> str:
    """The organ that the setting names, else the one that adopted the document; a board or unit «concerned» is the document's own."""
    own = row.subject.container
    if p.responsible in ("board_concerned", "every_board_concerned", "company_board_concerned") and own.kind in BODY_KINDS:
        return own.label
    if p.responsible == "unit_concerned" and own.sort != Container.Sort.MUNICIPALITY:
        return own.label
    if p.responsible:
        return organ_in_words(p.responsible, row.names, row.words)
    return str(row.subject.adoption.organ) if row.subject.adoption else ""


# ── what it builds on


def builds_on_evaluation(row, p):
    """The newest revision, if there has been any, comes after an evaluation of the text that it revised."""
    version, earlier = row.version, row.earlier
    if not version.revisions or not (earlier or version.kept_unchanged):
        return
    revised = version.revisions[-1]
    texts = [one_day for one in (earlier, version) if one for one_day in one.revisions if one_day < revised]
    evaluated = [one_day for one in (earlier, version) if one for one_day in one.evaluated]
    key, of_earlier = "revise:evaluation", earlier is not None and revised == version.adopted
    if any(max(texts, default=dt.date.min) < one <= revised for one in evaluated):
        yield Verdict(KEPT, _("Den senaste revideringen bygger på en utvärdering."), since=revised, evidence=(row.subject,), key=key)
        return
    facts = {"document": row.subject, "day": day(revised)}
    sentence = _("%(document)s reviderades %(day)s utan någon utvärdering att bygga på. Registrera den som gjordes, eller utvärdera och se över på nytt.")  # fmt: skip
    more = {"since": revised, "title": TITLES["evaluate"] % facts}
    yield told(row, p, BREACHED, sentence % facts, "evaluate", key, earlier.document if of_earlier else row.subject, **more)


def leans_on_what_stands(row, p, on) -> Verdict:
    """Whoever revised the text after the framework ended, also without change, knew that it had."""
    key = "revise:framework"
    if not row.frameworks:
        sentence = _("Det står inte vad %(document)s bygger på. Lägg till ramverket.") % {"document": row.subject}
        fix = Fix(_("Lägg till ramverket"), "framework_new", (("pk", row.subject.pk),), "", "edit_documents")
        return Verdict(UNKNOWN, sentence, evidence=(row.subject,), key=key, fix=fix)
    revised = max(row.version.revisions, default=dt.date.min)
    ended = [one for one in row.frameworks if one.has_ended(on) and revised <= one.ends_on]
    if not ended:
        gone = [one.label for one in row.frameworks if one.has_ended(on)]
        sentence = _("Texten är antagen eller sedd över sedan %(framework)s slutade.") % {"framework": gone[0]} if gone else ""
        return Verdict(
            KEPT,
            sentence or _("Det som texten bygger på har inte slutat."),
            since=row.version.adopted,
            evidence=(row.subject, *row.frameworks),
            key=key,
        )
    sentence = _("%(document)s bygger på %(framework)s, som slutade %(day)s. Se över texten, eller registrera att den ska stå kvar.")
    facts = {"document": row.subject, "framework": ended[0].label, "day": day(ended[0].ends_on)}
    return told(row, p, DUE, sentence % facts, "revise", key, since=ended[0].ends_on + ONE_DAY, title=TITLES["revise"] % facts)
