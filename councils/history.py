"""Rows that keep history: every write goes row by row, so that the decision audit trail has no holes."""

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db import models, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


def in_words(error: ValidationError, constraints: set[str]) -> ValidationError:
    broken = next((name for name in constraints if f"“{name}”" in str(error.message)), None)
    if broken is None:
        return error
    if broken.endswith("not_negative"):
        return ValidationError(gettext("Ett belopp kan inte vara mindre än noll. Ta bort minustecknet."), code=error.code)
    return ValidationError(gettext("Uppgifterna går inte ihop. Kontrollera dem och spara igen."), code=error.code)


class RecordedQuerySet(models.QuerySet):
    def _refuse(self, *args, **kwargs):
        raise TypeError(f"{self.model.__name__} keeps history: save and delete its rows one by one.")

    update = delete = bulk_create = bulk_update = _refuse
    aupdate = adelete = abulk_create = abulk_update = _refuse
    delete.queryset_only = True  # the function is shared: none of them gets onto the manager by mistake


class RecordedManager(models.Manager.from_queryset(RecordedQuerySet)):
    """The manager too: `from_queryset` leaves out methods marked `queryset_only`."""

    def _refuse(self, *args, **kwargs):
        raise TypeError(f"{self.model.__name__} keeps history: save and delete its rows one by one.")

    update = bulk_create = bulk_update = _refuse
    aupdate = abulk_create = abulk_update = _refuse


class Recorded(models.Model):
    """A row whose every version is kept: who, when, what changed and why."""

    objects = RecordedManager()
    history = HistoricalRecords(inherit=True)

    class Meta:
        abstract = True
        base_manager_name = "objects"  # reverse .add(), .set(), .clear() and SET_NULL write through _base_manager

    def __str__(self):
        """What kind of row it is, where a model has no better name for one: never a class and a number."""
        name = str(self._meta.verbose_name)
        return name[:1].upper() + name[1:]

    def recorded(self, *, by, reason=""):
        """Save with the actor and the reason that the history page shows."""
        self._history_user = by
        self._change_reason = reason or None
        self.save()
        return self

    def removed(self, *, by, reason=""):
        """Delete the row, for what was entered by mistake. Its history stays, with who did it and why."""
        self._history_user = by
        self._change_reason = reason or None
        self.delete()

    def validate_constraints(self, exclude=None):
        """Django's own sentence names the constraint, which tells nobody what to do; those with a sentence of their own keep it."""
        try:
            super().validate_constraints(exclude=exclude)
        except ValidationError as fault:
            names = {one.name for _model, constraints in self.get_constraints() for one in constraints}
            said = {field: [in_words(error, names) for error in errors] for field, errors in fault.error_dict.items()}
            raise ValidationError(said) from fault

    def _save_table(self, raw=False, *args, **kwargs):
        """Django's one door for all saves; `raw` is a fixture (loaddata), which simple-history lets pass without a trace."""
        if raw:
            raise TypeError(f"{type(self).__name__} keeps history: no fixture is loaded into it.")
        return super()._save_table(raw, *args, **kwargs)

    @property
    def version(self) -> int:
        """The number of the newest version: an edit form carries it, so that a stale save is noticed."""
        newest = self.history.order_by("-history_id").values_list("history_id", flat=True).first()
        return newest or 0


class Owned(Recorded):
    """A row that belongs to a municipality. Through tables and history carry the column too: row-level security needs it."""

    municipality = models.ForeignKey("councils.Municipality", models.PROTECT, related_name="+", verbose_name=_("kommun"), editable=False)
    municipality_from: str = ""  # the foreign key whose row says which municipality this one belongs to

    class Meta(Recorded.Meta):
        abstract = True

    def save(self, *args, **kwargs):
        if self.municipality_from:
            owner = getattr(self, self.municipality_from)
            self.municipality_id = owner.home_id if hasattr(owner, "home_id") else owner.municipality_id
        if self.municipality_id is None:
            raise ImproperlyConfigured(f"{type(self).__name__} needs its municipality")
        super().save(*args, **kwargs)


@transaction.atomic
def record_all(model, rows, *, by=None, reason=""):
    """The one way to write many rows at once (imports, demo): with their history, in one transaction.

    simple-history's own bulk_create_with_history goes through the default manager and is refused;
    a child of a concrete parent cannot be bulk-created at all.
    """
    saved = models.QuerySet(model).bulk_create(rows, batch_size=500)
    model.history.bulk_history_create(saved, batch_size=500, default_user=by, default_change_reason=reason)
    return saved
