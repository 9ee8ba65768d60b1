"""Small rows that belong to a row: the programme of a visit, the gifts of a relation. Each is kept by the same form page.

`PARENTS` says of a kind of row with a page of its own where that page is and who may add to it. `ROW_KINDS` says of a small row to which
of its fields the parent stands in. Each room declares its own in its `row_kinds.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils.translation import gettext as _

from councils.access import container_ids, container_of
from councils.models import User

from .models import Work


@dataclass(frozen=True, kw_only=True)
class Parent:
    """A row with a page of its own. The page's URL name is the model's name unless another is given."""

    model: type[models.Model]
    may: tuple[str, ...]  # permissions, one of which opens all its small rows, in the row's container
    page: str = ""

    @property
    def name(self) -> str:
        return self.model._meta.model_name

    def address(self, parent) -> str:
        return reverse(self.page or self.name, args=[parent.municipality.slug, parent.pk])


def save_row(*, row, by, reason="", **answers):
    return row.recorded(by=by, reason=reason)


@dataclass(frozen=True, kw_only=True)
class RowKind:
    """A kind of small row. Its name in addresses is the model's name."""

    model: type[models.Model]
    parent_field: str
    fields: tuple[str, ...]
    form: type | None = None  # a row_forms.RowForm with more to say than the model does
    may: tuple[str, ...] = ()  # where it asks for another right than its parent does
    part: str = ""  # id of the section of the parent's page where the rows stand
    keep: Callable = save_row  # (row=, by=, reason=, and the form's answers that are no fields of the row) saves, or refuses

    @property
    def name(self) -> str:
        return self.model._meta.model_name

    @property
    def label(self) -> str:
        return str(self.model._meta.verbose_name)

    @property
    def parent_model(self):
        return self.model._meta.get_field(self.parent_field).related_model

    def parent_of(self, row):
        """(what is known of such parents, the parent); the whole of it, where the field points to the part that all work shares."""
        found = getattr(row, self.parent_field)
        known = PARENTS[found.row if isinstance(found, Work) else found._meta.model_name]
        return known, found if isinstance(found, known.model) else known.model.objects.get(pk=found.pk)

    def permissions(self, parent: Parent) -> tuple[str, ...]:
        return self.may or parent.may

    def back(self, parent: Parent, row) -> str:
        return parent.address(row) + (f"#{self.part}" if self.part else "")


PARENTS: dict[str, Parent] = {}
ROW_KINDS: dict[str, RowKind] = {}


def declare(*found: Parent | RowKind):
    for one in found:
        table = PARENTS if isinstance(one, Parent) else ROW_KINDS
        if one.name in table:
            raise ValueError(f"{one.name} is declared twice")
        table[one.name] = one


def may_keep(user, kind: RowKind, known: Parent, parent) -> bool:
    return any(container_of(parent) in container_ids(user, codename) for codename in kind.permissions(known))


def require_right(kind, known, parent, by):
    """`by` None is the system itself. The account is fetched anew: a right withdrawn a second ago does not act."""
    if by is not None and not may_keep(User.objects.get(pk=by.pk), kind, known, parent):
        raise PermissionDenied


@transaction.atomic
def keep_row(*, row, by, reason="", **answers):
    kind = ROW_KINDS[row._meta.model_name]
    require_right(kind, *kind.parent_of(row), by)
    return kind.keep(row=row, by=by, reason=reason, **answers)


@transaction.atomic
def remove_row(*, row, by, reason=""):
    """Take away what was entered by mistake, and give its parent back. The parent's own history tells of it."""
    kind = ROW_KINDS[row._meta.model_name]
    known, parent = kind.parent_of(row)
    require_right(kind, known, parent, by)
    told = _("”%(row)s” togs bort. %(reason)s") % {"row": row, "reason": reason}
    try:
        row.removed(by=by, reason=reason)
    except ProtectedError as fault:
        raise ValidationError(_("Något annat hör till det du vill ta bort. Ta bort det först.")) from fault
    return parent.recorded(by=by, reason=told.strip()[:500])
