"""What came in from a file: which file, what each of its lines became, and what stood before, so that it can be undone."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .files import StoredFile


class ImportRun(models.Model):
    """One file for one municipality. It decides nothing: the rows that it writes keep their own history, so it has none."""

    class State(models.TextChoices):
        WAITING = "waiting", _("läses")
        READ = "read", _("väntar på att genomföras")
        APPLIED = "applied", _("genomförd")
        UNDONE = "undone", _("ångrad")
        DROPPED = "dropped", _("kastad")

    municipality = models.ForeignKey("Municipality", models.PROTECT, related_name="imports", verbose_name=_("kommun"))
    kind = models.SlugField(_("vad"), max_length=40)
    batch = models.UUIDField(db_index=True)  # one file for many municipalities is one run for each, with the same batch
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="imports", verbose_name=_("fil"))  # None: the command
    file_name = models.CharField(_("filnamn"), max_length=200)
    sha256 = models.CharField(_("fingeravtryck"), max_length=64)
    state = models.CharField(_("läge"), max_length=8, choices=State, default=State.WAITING)
    notes = models.JSONField(default=list)  # what is said of the file as a whole
    lines = models.JSONField(default=list)  # {line, what, outcome, reason, choices, changes}, as the preview shows them
    answers = models.JSONField(default=dict)  # line number → the chosen value, for lines that are doubtful
    counts = models.JSONField(default=dict)
    left = models.JSONField(default=list)  # what undoing left as it was, in sentences
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("av"))
    created_at = models.DateTimeField(auto_now_add=True)
    applied_on = models.DateTimeField(_("genomförd"), null=True)
    undone_on = models.DateTimeField(_("ångrad"), null=True)
    dropped_on = models.DateTimeField(_("kastad"), null=True)  # without having been carried out: file and lines are gone

    class Meta:
        default_permissions = ()
        ordering = ["-created_at", "-pk"]
        verbose_name = _("import")
        verbose_name_plural = _("importer")
        constraints = [
            models.CheckConstraint(condition=~Q(state="applied") | Q(applied_on__isnull=False), name="an_applied_import_has_its_day"),
            models.CheckConstraint(condition=~Q(state="undone") | Q(undone_on__isnull=False), name="an_undone_import_has_its_day"),
            models.CheckConstraint(
                condition=~Q(state="dropped") | Q(dropped_on__isnull=False, file__isnull=True),
                name="a_dropped_import_has_its_day_and_no_file",
            ),
        ]

    def __str__(self):
        return self.file_name


class ImportedRow(models.Model):
    """One row that an import wrote, and what stood in it before. Written once."""

    class Act(models.TextChoices):
        NEW = "new", _("ny")
        CHANGED = "changed", _("ändrad")

    municipality = models.ForeignKey("Municipality", models.PROTECT, related_name="+")
    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="rows")
    model = models.CharField(max_length=60)  # "partnerships.partner"
    row = models.BigIntegerField()  # its primary key
    act = models.CharField(max_length=7, choices=Act)
    values = models.JSONField(default=dict)  # of a changed row: {field: [before, after]}
    version = models.BigIntegerField(default=0)  # the row's newest version when the import was done

    class Meta:
        default_permissions = ()
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["run", "model", "row"], name="an_import_names_a_row_once")]
