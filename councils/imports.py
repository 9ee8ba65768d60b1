"""Importing a list: what each line would become, doing it, undoing it.

A room registers an `Importer` in its own imports.py. Judging a line and writing it is the room's; that nothing is done twice, that all or
nothing of a municipality's lines is written, and that a run can be undone, is seen to here. Nothing is ever merged or erased on a guess:
a doubtful line waits for an answer, and an empty cell changes nothing.
"""

import hashlib
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace

from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import Max, ProtectedError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .access import container_ids
from .actions import remove_file
from .models import ImportedRow, ImportRun, Municipality, User
from .tables import Column, Row, Table, read_table

SKIP = "skip"  # the answer that every doubtful line may be given


class Outcome(models.TextChoices):
    """What a line becomes."""

    NEW = "new", _("ny")
    CHANGED = "changed", _("ändrad")
    SAME = "same", _("som förut")
    DOUBTFUL = "doubtful", _("oklar")
    REFUSED = "refused", _("tas inte in")


WRITTEN = (Outcome.NEW, Outcome.CHANGED)


@dataclass
class Line:
    """One line of the file as it is judged. `write` is given a Keeper when the line is new or changes something."""

    number: int
    what: str
    outcome: Outcome
    reason: str = ""
    choices: Sequence[tuple[str, str]] = ()  # (value, words) that a doubtful line may be answered with
    changes: Sequence[str] = ()  # «sedan: uppgift saknas → 1977»
    write: Callable | None = None

    def as_kept(self) -> dict:
        return {"line": self.number, "what": self.what, "outcome": str(self.outcome), "reason": self.reason,
                "choices": [list(map(str, choice)) for choice in self.choices], "changes": list(map(str, self.changes))}  # fmt: skip


@dataclass(frozen=True)
class Importer:
    """One sort of list. `judge(municipality, table, answers)` gives a Line for each row, and reads in a fixed number of queries."""

    code: str
    title: str
    lead: str
    columns: Sequence[Column]
    judge: Callable[[Municipality, Table, dict[str, str]], list[Line]]
    permission: str = "relate"
    words: Mapping[str, Mapping[str, str]] = field(
        default_factory=dict
    )  # column → what its cells may say, the words of each value parted by commas


IMPORTERS: dict[str, Importer] = {}


def register(importer: Importer) -> Importer:
    IMPORTERS[importer.code] = importer
    return importer


def counts_of(lines) -> dict[str, int]:
    """How many lines came in, and how many became what."""
    found = Counter(str(line.outcome) for line in lines)
    return {"received": len(lines)} | {str(outcome): found[outcome] for outcome in Outcome}


def require_right(importer: Importer, municipality: Municipality, by):
    """`by` None is the command line. The account is fetched anew: a right withdrawn a second ago does not act."""
    if by is not None and municipality.pk not in container_ids(User.objects.get(pk=by.pk), importer.permission):
        raise PermissionDenied


# ── writing


@dataclass
class Keeper:
    """Writes the rows of one run, each with its history, and remembers what stood before."""

    run: ImportRun
    by: User | None
    entries: dict[tuple[str, int], ImportedRow] = field(default_factory=dict)

    @property
    def reason(self) -> str:
        return f"Import: {self.run.file_name}"

    def new(self, row):
        row.recorded(by=self.by, reason=self.reason)
        self._entry(row, ImportedRow.Act.NEW)
        return row

    def change(self, row, values: dict, before: dict | None = None):
        """`before`: what stood there, when the row in memory has the new values already."""
        entry = self._entry(row, ImportedRow.Act.CHANGED)
        for name, value in values.items():
            column = row._meta.get_field(name)
            old = before[name] if before else getattr(row, name)
            if entry.act == ImportedRow.Act.CHANGED:
                first = entry.values[name][0] if name in entry.values else stored(column, old)
                entry.values[name] = [first, stored(column, value)]
            setattr(row, name, value)
        row.recorded(by=self.by, reason=self.reason)
        return row

    def _entry(self, row, act) -> ImportedRow:
        facts = {"run": self.run, "municipality": self.run.municipality, "model": row._meta.label_lower, "row": row.pk}
        return self.entries.setdefault((facts["model"], row.pk), ImportedRow(**facts, act=act))

    def close(self):
        """Notes which version each row now has: a later one means that somebody has touched it."""
        versions = newest_versions(self.entries)
        for key, entry in self.entries.items():
            entry.version = versions.get(key, 0)
        ImportedRow.objects.bulk_create(self.entries.values(), batch_size=500)


def stored(column, value) -> str | None:
    """A field's value as JSON can keep it."""
    value = getattr(value, "pk", value)
    return None if value is None else column.value_to_string(SimpleNamespace(**{column.attname: value}))


def as_value(column, text):
    """What `stored` kept, as the field holds it; the id of a foreign key."""
    return None if text is None else getattr(column, "target_field", column).to_python(text)


def newest_versions(keys) -> dict[tuple[str, int], int]:
    """{(model, pk): number of its newest version}, in one query for each model."""
    by_model = defaultdict(list)
    for label, pk in keys:
        by_model[label].append(pk)
    found = {}
    for label, pks in by_model.items():
        model = apps.get_model(label)
        name = model._meta.pk.attname
        rows = model.history.filter(**{f"{name}__in": pks}).order_by().values_list(name).annotate(Max("history_id"))
        found |= {(label, pk): version for pk, version in rows}
    return found


# ── one file, one municipality


def a_run(importer, municipality, *, name: str, content: bytes, by, batch=None, file=None) -> ImportRun:
    """The run, not yet saved."""
    return ImportRun(
        municipality=municipality, kind=importer.code, batch=batch or uuid.uuid4(), file=file, file_name=name[-200:],
        sha256=hashlib.sha256(content).hexdigest(), by=by,
    )  # fmt: skip


def table_of(run: ImportRun) -> Table:
    with run.file.content.open("rb") as file:
        return read_table(file.read(), run.file_name, IMPORTERS[run.kind].columns)


def preview(run: ImportRun) -> ImportRun:
    """Judge the lines of the run's file and keep what was found. Writes nothing else."""
    table = table_of(run)
    lines = IMPORTERS[run.kind].judge(run.municipality, table, run.answers)
    return keep_lines(run, table, lines, ImportRun.State.READ)


def keep_lines(run, table, lines, state) -> ImportRun:
    run.notes, run.lines, run.counts, run.state = table.notes, [line.as_kept() for line in lines], counts_of(lines), state
    run.save()
    return run


@transaction.atomic
def write_run(run: ImportRun, table: Table, *, by, tell=lambda done, total: None) -> list[Line]:
    """All lines that can be written, or none. They are judged anew: what was shown may have been entered by somebody since."""
    importer = IMPORTERS[run.kind]
    require_right(importer, run.municipality, by)
    Municipality.objects.select_for_update(of=("self",)).get(pk=run.municipality_id)
    if run.pk and ImportRun.objects.select_for_update().get(pk=run.pk).state != ImportRun.State.READ:
        raise ValidationError(gettext("Importen är redan genomförd."))
    lines = importer.judge(run.municipality, table, run.answers)
    run.applied_on = timezone.now()
    keep_lines(run, table, lines, ImportRun.State.APPLIED)
    keeper = Keeper(run, by)
    written = [line for line in lines if line.outcome in WRITTEN]
    for done, line in enumerate(written):
        tell(done, len(written))
        line.write(keeper)
    keeper.close()
    return lines


# ── undoing, and throwing away what was never done


@transaction.atomic
def drop_run(run: ImportRun, *, by) -> ImportRun:
    """Throw the preview away with its file. That a list came in, and how many lines it had, is still told."""
    require_right(IMPORTERS[run.kind], run.municipality, by)
    run = ImportRun.objects.select_for_update(of=("self",)).select_related("municipality", "file").get(pk=run.pk)
    if run.state not in (ImportRun.State.WAITING, ImportRun.State.READ):
        raise ValidationError(gettext("Bara en förhandsgranskning kan kastas. Det som är infört går att ångra."))
    stored, run.file = run.file, None
    run.state, run.dropped_on, run.notes, run.lines, run.answers = ImportRun.State.DROPPED, timezone.now(), [], [], {}
    run.save()
    if stored is not None and not stored.imports.exists():
        remove_file(stored=stored, by=by, reason=gettext("Förhandsgranskningen kastades"))
    return run


@transaction.atomic
def undo_run(run: ImportRun, *, by) -> ImportRun:
    """Remove what the run made and put back what it changed, except what somebody has touched or used since: that is named."""
    require_right(IMPORTERS[run.kind], run.municipality, by)
    run = ImportRun.objects.select_for_update(of=("self",)).select_related("municipality").get(pk=run.pk)
    if run.state != ImportRun.State.APPLIED:
        raise ValidationError(gettext("Bara en genomförd import kan ångras, och bara en gång."))
    entries = list(run.rows.order_by("-pk"))
    versions = newest_versions((entry.model, entry.row) for entry in entries)
    reason, left = gettext("Import ångrad: %(file)s") % {"file": run.file_name}, []
    for entry in entries:
        row = apps.get_model(entry.model).objects.filter(pk=entry.row).first()
        if row is None:
            continue  # removed by hand
        row._history_user, row._change_reason = by, reason
        touched = versions.get((entry.model, entry.row)) != entry.version
        left += removed(row, touched) if entry.act == ImportedRow.Act.NEW else put_back(row, entry.values)
    run.state, run.undone_on, run.left = ImportRun.State.UNDONE, timezone.now(), left
    run.save()
    return run


def removed(row, touched: bool) -> list[str]:
    name = {"row": f"{row._meta.verbose_name} {row}"}
    if touched:
        return [gettext("%(row)s har ändrats efter importen och står kvar.") % name]
    try:
        with transaction.atomic():
            row.delete()
    except ProtectedError:
        return [gettext("%(row)s används av annat och står kvar.") % name]
    return []


def put_back(row, values: dict) -> list[str]:
    left, changed = [], False
    for name, (before, after) in values.items():
        column = row._meta.get_field(name)
        if getattr(row, column.attname) != as_value(column, after):
            facts = {"row": f"{row._meta.verbose_name} {row}", "field": column.verbose_name}
            left.append(gettext("%(row)s: %(field)s har ändrats igen efter importen och står kvar.") % facts)
        elif before != after:
            setattr(row, column.attname, as_value(column, before))
            changed = True
    if changed:
        row.save()
    return left


def rows_of(table: Table, rows: list[Row]) -> Table:
    """The same table with some of its rows."""
    return Table(rows, table.names, table.notes)
