"""The claim that a document contains what it must: its section, its areas and priorities, its measures and what these reach."""

from dataclasses import dataclass

from django.db.models import Prefetch, Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ..compliance import BREACHED, DUE, KEPT, UNKNOWN, Fix, Verdict, rule
from ..models import Document, DocumentPart
from ..parameters import parameter
from ..part_words import part_word, part_words
from .documents import State, covers, in_force_then


@dataclass(frozen=True)
class Contents:
    """A document with its parts, and everything in force that day that a part could be tied to."""

    subject: Document
    parts: tuple[DocumentPart, ...]
    targets: tuple[DocumentPart, ...]

    @property
    def is_draft(self):
        return self.subject.state == State.DRAFT

    def of_kind(self, kind):
        return [part for part in self.parts if part.kind == kind]

    def targets_of(self, kind):
        """Those of the documents in force and of the document itself."""
        return [*self.of_kind(kind), *(t for t in self.targets if t.kind == kind and t.document_id != self.subject.pk)]


@dataclass(frozen=True)
class Wanted:
    """One line of the setting: which part, how many, with which fields, tied to what, whether each of those is reached."""

    part: str
    at_least: int = 1
    fields: tuple = ()
    tied_to: str = ""
    reach: str = "any"

    @property
    def key(self):
        return ":".join(filter(None, (self.part, self.tied_to, self.reach if self.tied_to else "")))


def wanted(p) -> list[Wanted]:
    return [Wanted(**{name: tuple(value) if isinstance(value, list) else value for name, value in one.items()}) for one in p.parts]


def contents(municipality, on):
    """Drafts that are put forward, and what was in force that day."""
    put_forward = Q(matter__isnull=False) | Q(previous=None)
    rows = in_force_then(municipality, on) | Document.objects.of(municipality).filter(put_forward, state=State.DRAFT)
    targets = tuple(DocumentPart.objects.in_force(municipality, on).select_related("document").in_order())
    parts = Prefetch("parts", DocumentPart.objects.select_related("serves__document").order_by("ordinal", "pk"))
    for document in rows.select_related("container").prefetch_related(parts):
        yield Contents(document, tuple(document.parts.all()), targets)


@dataclass(frozen=True, kw_only=True)
class DocumentParts:
    document_kind: str = parameter("document_kind", "which documents are judged")
    parts: tuple = parameter("parts", "each part: name, least number, fields, what it is tied to, whether each of those is reached")


@rule(
    subject="Document",
    title=gettext_lazy("Dokumentet innehåller det som krävs"),
    rows=contents,
    gates=["document.bring_into_force"],
    concerns=lambda row, p: row.subject.kind == p.document_kind,
)
def document_has_its_parts(row: Contents, p: DocumentParts, on):
    """Each part is a duty of its own. A file whose parts nobody has entered proves nothing either way."""
    return [said_of_part(row, one, on) for one in wanted(p)]


def said_of_part(row, one, on) -> Verdict:
    if not row.parts and row.subject.file_id:
        sentence = _("%(document)s finns som fil, men delarna är inte införda. För in dem, så går det att se om %(part)s finns.")
        return verdict(row, one, UNKNOWN, sentence % {"document": row.subject, "part": part_word(one.part)})
    if strange := [name for name in one.fields if name not in DocumentPart.FIELDS]:
        sentence = _("%(document)s: uppgiften %(field)s registreras inte här. Kontrollera den i dokumentet.")
        return verdict(row, one, UNKNOWN, sentence % {"document": row.subject, "field": strange[0]})
    own = row.of_kind(one.part)
    if own and one.tied_to and not row.targets_of(one.tied_to):
        sentence = _("Inget dokument som gäller har några %(targets)s införda. För in dem, så kan %(parts)s knytas till dem.")
        said = {"targets": part_words(one.tied_to), "parts": part_words(one.part)}
        return verdict(row, one, UNKNOWN, sentence % said, document=strategic_document(row, one))
    counting = [part for part in own if not one.tied_to or is_tied(row, part, one.tied_to, on)]
    problem = too_few(row, one, own, counting) or unfilled(one, own) or out_of_reach(row, one, counting)
    return verdict(row, one, DUE if row.is_draft else BREACHED, problem) if problem else verdict(row, one, KEPT, "", counting)


def is_tied(row, part, kind, on) -> bool:
    """To a part of that kind in the document itself, or in one that is in force that day."""
    target = part.serves
    return target is not None and target.kind == kind and (target.document_id == row.subject.pk or covers(target.document, on))


def too_few(row, one, own, counting) -> str:
    if len(counting) >= one.at_least:
        return ""
    facts = {"document": row.subject, "part": part_word(one.part), "number": one.at_least, "count": len(counting)}
    if own and one.tied_to:
        facts["target"] = part_word(one.tied_to)
        return _("%(document)s: %(count)s av %(number)s (%(part)s) är knuten till %(target)s som gäller. Knyt fler.") % facts
    if one.at_least > 1:
        return _("%(document)s har %(count)s av minst %(number)s: %(part)s. Lägg till det som saknas.") % facts
    return _("%(document)s saknar %(part)s. Lägg till det.") % facts


def unfilled(one, own) -> str:
    """The first part that lacks a field, with all that it lacks."""
    for part in own:
        if lacking := [name for name in one.fields if not getattr(part, name)]:
            called = [str(DocumentPart._meta.get_field(name).verbose_name) for name in lacking]
            return _("”%(part)s” saknar %(fields)s. Fyll i det.") % {"part": part, "fields": ", ".join(called)}
    return ""


def out_of_reach(row, one, counting) -> str:
    """The gap: what no part reaches, where each is to be reached."""
    if one.reach != "each":
        return ""
    gap = [str(target) for target in gaps(row, one.tied_to, counting)]
    if not gap:
        return ""
    said = ngettext(
        "Inget i %(document)s når %(gap)s. Lägg till %(part)s.", "Inget i %(document)s når dessa: %(gap)s. Lägg till %(part)s.", len(gap)
    )
    return said % {"document": row.subject, "gap": ", ".join(gap), "part": part_word(one.part)}


def gaps(row, kind, counting) -> list[DocumentPart]:
    reached = {part.serves_id for part in counting}
    return [target for target in row.targets_of(kind) if target.pk not in reached]


def strategic_document(row, one):
    """Where what is to be reached is entered: the document that this one stands under, if there is one."""
    return row.subject.parent_id or row.subject.pk


def verdict(row, one, state, sentence, evidence=(), document=None) -> Verdict:
    fix = Fix(_("För in delarna"), "document", (("pk", document or row.subject.pk),), "", "edit_documents")
    title = _("Komplettera %(document)s") % {"document": row.subject}
    since = row.subject.valid_from if state == BREACHED else None
    return Verdict(state, capfirst(sentence), title=title, since=since, evidence=tuple(evidence), key=one.key, fix=fix)
