"""New editions of governing documents: a copy to try changes in, and the day when it takes over from the one before."""

import datetime as dt

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .access import container_ids
from .models import Clause, ClauseQuestion, Document, DocumentFramework, DocumentPart, Matter, RouteStep, RuleSetting, User

COPIED = ("container", "kind", "title", "title_en", "parent", "applies_to", "responsible", "summary", "summary_en", "until_further_notice")
OF_CLAUSE = ("code", "section", "ordinal", "strength", "modal", "actor", "text", "text_en", "shown_on")
OF_PART = ("kind", "code", "title", "text", "ordinal", "serves", "indicator", "target", "responsible", "deadline")
OF_SETTING = ("ordinal", "rule", "strength", "parameters", "where", "assumed", "gate", "on")
OF_STEP = ("ordinal", "matter_code", "order", "organs", "act", "strength", "where", "otherwise")
ONE_DAY = dt.timedelta(days=1)


def those(row, names) -> dict:
    return {name: getattr(row, name) for name in names}


def require_right(document: Document, by):
    actor = User.objects.get(pk=by.pk)  # fetched anew: a right withdrawn a second ago does not act
    if document.container_id not in container_ids(actor, "edit_documents"):
        raise PermissionDenied


@transaction.atomic
def copy_document(*, document: Document, by) -> Document:
    """A draft of the next edition, with the clauses and what they ask and set today. There is one at a time: asked again, it is given again.

    It has no matter yet, so no rule asks who is to adopt it; its settings act on nothing while it is a draft.
    """
    document = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    require_right(document, by)
    if document.is_law:
        raise ValidationError(_("En lag kan inte kopieras. Kommunen ändrar den inte."))
    if document.state != Document.State.IN_FORCE:
        raise ValidationError(_("Bara ett dokument som gäller kan kopieras."))
    if draft := document.next_editions.filter(state=Document.State.DRAFT).first():
        return draft
    reason, today = _("Kopia att pröva ändringar i"), timezone.localdate()
    draft = Document(previous=document, edition=document.edition + 1, municipality_id=document.municipality_id, **those(document, COPIED))
    draft.recorded(by=by, reason=reason)
    settings = RuleSetting.objects.filter(clause__document=document).in_force(today)
    for clause in document.clauses.prefetch_related("questions"):
        copy = Clause(document=draft, **those(clause, OF_CLAUSE)).recorded(by=by, reason=reason)
        for link in clause.questions.all():
            ClauseQuestion(clause=copy, question_id=link.question_id).recorded(by=by, reason=reason)
        for setting in (one for one in settings if one.clause_id == clause.pk):
            RuleSetting(clause=copy, in_force_from=today, **those(setting, OF_SETTING)).recorded(by=by, reason=reason)
    copy_parts(document, draft, by=by, reason=reason)
    for link in document.framework_links.all():
        DocumentFramework(document=draft, framework_id=link.framework_id).recorded(by=by, reason=reason)
    return draft


def copy_parts(document, draft, *, by, reason):
    """A part that is tied to another of the same document is tied to that one's copy."""
    copies = {part.pk: DocumentPart(document=draft, **those(part, OF_PART)).recorded(by=by, reason=reason) for part in document.parts.all()}
    for copy in copies.values():
        if copy.serves_id in copies:
            copy.serves = copies[copy.serves_id]
            copy.recorded(by=by, reason=reason)


@transaction.atomic
def put_forward(*, draft: Document, by) -> Document:
    """From now on it is a matter to be decided, by the route that is adopted for such documents."""
    draft = Document.objects.select_for_update(of=("self",)).select_related("container").get(pk=draft.pk)
    require_right(draft, by)
    if draft.matter_id is None:
        matter = Matter(municipality_id=draft.municipality_id, code="document.adopt", title=draft.title, container=draft.container)
        draft.matter = matter.recorded(by=by)
        draft.recorded(by=by, reason=_("Lagd fram för beslut"))
    return draft


@transaction.atomic
def discard(*, draft: Document, by) -> Document:
    """Take away a copy that was never put forward. Its history stays; the document that it was a copy of is given back."""
    draft = Document.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    require_right(draft, by)
    if draft.previous_id is None or draft.matter_id is not None or draft.state != Document.State.DRAFT:
        raise ValidationError(_("Ändringen är lagd fram för beslut och kan inte tas bort."))
    previous, reason = draft.previous, _("Försöket togs bort")
    for part in draft.parts.exclude(serves=None):  # so that each can go before what it was tied to
        part.serves = None
        part.recorded(by=by, reason=reason)
    rows = [
        *RuleSetting.objects.filter(clause__document=draft),
        *ClauseQuestion.objects.filter(clause__document=draft),
        *draft.clauses.all(),
        *draft.parts.all(),
        *draft.framework_links.all(),
        draft,
    ]
    for row in rows:
        row.removed(by=by, reason=reason)
    return previous


def take_over(document: Document, *, by):
    """The new edition's settings hold from its first day; those of the one before, and its route, end the day before.

    Steps of decision that the new edition has no own ones for are carried over clause by clause. Call it inside the transaction
    that brings the document into force.
    """
    previous = Document.objects.select_for_update(of=("self",)).get(pk=document.previous_id)
    first_day = document.valid_from or timezone.localdate()
    reason = _("%(document)s, version %(edition)s, gäller från %(day)s") % {
        "document": document, "edition": document.edition, "day": first_day.isoformat()
    }  # fmt: skip
    for setting in RuleSetting.objects.filter(clause__document=document):
        setting.in_force_from = first_day
        setting.recorded(by=by, reason=reason)
    for setting in RuleSetting.objects.filter(clause__document=previous):
        end_before(setting, first_day, by=by, reason=reason)
    carry_over_steps(document, previous, first_day, by=by, reason=reason)
    close(previous, first_day - ONE_DAY, by=by, reason=reason)


def carry_over_steps(document, previous, first_day, *, by, reason):
    clauses = {clause.code: clause for clause in document.clauses.all()}
    has_own = set(RouteStep.objects.filter(clause__document=document).values_list("clause__code", flat=True))
    for step in RouteStep.objects.filter(clause__document=previous).select_related("clause"):
        goes_on = step.in_force_to is None or step.in_force_to >= first_day
        if goes_on and step.clause.code in clauses and step.clause.code not in has_own:
            starts = max(step.in_force_from, first_day)
            copy = RouteStep(clause=clauses[step.clause.code], in_force_from=starts, in_force_to=step.in_force_to, **those(step, OF_STEP))
            copy.recorded(by=by, reason=reason)
        end_before(step, first_day, by=by, reason=reason)


def end_before(row, first_day, *, by, reason):
    """What was to begin only later never acts: it is given the one day before, and a setting is off."""
    if row.in_force_to and row.in_force_to < first_day:
        return
    row.in_force_to = first_day - ONE_DAY
    if row.in_force_from > row.in_force_to:
        row.in_force_from = row.in_force_to
        if isinstance(row, RuleSetting):
            row.on = False
    row.recorded(by=by, reason=reason)


def close(document, last_day, *, by, reason):
    document.state = Document.State.REPLACED
    document.valid_to = max(last_day, document.valid_from or last_day)
    document.until_further_notice = False
    document.recorded(by=by, reason=reason)
