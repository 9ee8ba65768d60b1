"""The parts of a governing document: keeping them, taking them away, and what the page of the document shows of them."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from .access import container_ids
from .compliance import RULES, settings_in_force
from .models import Document, DocumentPart, RuleSetting, User
from .parameters import parameters_from
from .part_words import part_word, part_words
from .rules.parts import Contents, gaps, is_tied, wanted

PERMISSION = "edit_documents"
RULE = "document_has_its_parts"


def require_right(document: Document, by):
    """`by` None is the system itself. The account is fetched anew: a right withdrawn a second ago does not act."""
    if by is not None and document.container_id not in container_ids(User.objects.get(pk=by.pk), PERMISSION):
        raise PermissionDenied


@transaction.atomic
def keep_part(*, part: DocumentPart, by, reason="") -> DocumentPart:
    require_right(part.document, by)
    part.clean()
    part.ordinal = part.ordinal or part.next_place()
    return part.recorded(by=by, reason=reason)


@transaction.atomic
def remove_part(*, part: DocumentPart, by, reason="") -> Document:
    """Take away what was entered by mistake. The document's own history tells of it."""
    document = part.document
    require_right(document, by)
    told = _("”%(part)s” togs bort. %(reason)s") % {"part": part, "reason": reason}
    try:
        part.removed(by=by, reason=reason)
    except ProtectedError as fault:
        raise ValidationError(_("Annat är knutet till delen. Knyt det till något annat först.")) from fault
    return document.recorded(by=by, reason=told.strip()[:500])


# ── what is asked, and what the page shows


def asked_of(document: Document, on) -> list[tuple[RuleSetting, list]]:
    """The settings that ask something of such a document, with what each asks."""
    found = settings_in_force(document.municipality, on, rule=RULE)
    read = [(setting, parameters_from(RULES[RULE].parameters, setting.parameters)) for setting in found]
    return [(setting, wanted(p)) for setting, p in read if p.document_kind == document.kind]


@dataclass(frozen=True)
class Group:
    """The parts of one kind, as the page shows them."""

    kind: str
    one: str
    several: str
    parts: list


def kinds_of_parts(document: Document, asked) -> list[str]:
    """Those that are asked for first, then those that the product knows, then others in use."""
    wanted_kinds = [one.part for _setting, lines in asked for one in lines]
    used = document.parts.values_list("kind", flat=True).order_by("kind").distinct()
    return list(dict.fromkeys([*wanted_kinds, *DocumentPart.KINDS, *used]))


def groups_of(document: Document, asked) -> list[Group]:
    parts = list(document.parts.select_related("serves__document").order_by("ordinal", "pk"))
    kinds = kinds_of_parts(document, asked)
    return [Group(kind, part_word(kind), part_words(kind), [part for part in parts if part.kind == kind]) for kind in kinds]


@dataclass(frozen=True)
class Reached:
    """One row of the gap matrix: what is to be reached, and what reaches it."""

    target: DocumentPart
    by: list
    strength: str


@dataclass(frozen=True)
class Matrix:
    kind: str
    title: str
    rows: list
    gaps: int


def matrices(document: Document, asked, on) -> list[Matrix]:
    """What the parts of the document reach, for each tie that a setting asks for. The strictest setting speaks."""
    ties = {}
    for setting, lines in asked:
        for one in lines:
            if one.tied_to and (one.reach == "each" or (one.part, one.tied_to) not in ties):
                ties[one.part, one.tied_to] = (setting.strength, one)
    if not ties:
        return []
    parts = tuple(document.parts.select_related("serves__document").order_by("ordinal", "pk"))
    targets = tuple(DocumentPart.objects.in_force(document.municipality, on).select_related("document").in_order())
    row = Contents(document, parts, targets)
    return [matrix(row, strength, one, on) for strength, one in ties.values()]


def matrix(row, strength, one, on) -> Matrix:
    counting = [part for part in row.of_kind(one.part) if is_tied(row, part, one.tied_to, on)]
    missing = gaps(row, one.tied_to, counting) if one.reach == "each" else []
    rows = [Reached(t, [part for part in counting if part.serves_id == t.pk], strength) for t in row.targets_of(one.tied_to)]
    title = _("Vad %(parts)s når: %(targets)s") % {"parts": part_words(one.part), "targets": part_words(one.tied_to)}
    return Matrix(f"{one.part}-{one.tied_to}", title, rows, len(missing))
