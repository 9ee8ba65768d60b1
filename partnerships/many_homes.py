"""One list for many municipalities, from the command line: each municipality's lines are one import, all or nothing of them."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from councils.imports import Importer, ImportRun, Line, Outcome, a_run, counts_of, rows_of, undo_run, write_run
from councils.models import Municipality
from councils.tables import Row, Table, read_table

from .homes import Homes, Swedish
from .imports import RELATIONS


@dataclass
class Many:
    """What became of the list as a whole."""

    notes: list[str]
    lines: list[Line] = field(default_factory=list)
    set_up: list[str] = field(default_factory=list)  # names of municipalities that were not set up here before
    batch: uuid.UUID | None = None

    @property
    def counts(self):
        return counts_of(self.lines)


@transaction.atomic
def write_for(home: Municipality | Swedish, table: Table, run_of: Callable, homes: Homes) -> list[Line]:
    """The lines of one municipality, which is set up first where it has to be."""
    if isinstance(home, Swedish):
        home = homes.set_up(home, by=None, reason=_("Kom med en importerad lista"))
    return write_run(run_of(home), table, by=None)


def import_many(
    name: str, content: bytes, *, apply: bool, only="", importer: Importer = RELATIONS, tell=lambda done, total, name: None
) -> Many:
    """Judge, and with `apply` write, each municipality's lines. Refused: lines whose municipality nobody knows, or is not the one asked for."""
    table = read_table(content, name, importer.columns)
    homes = Homes()
    the_one = the_only(homes, only)
    if the_one is None and "municipality" not in table.names:
        raise ValidationError(_("Rubrik saknas: ”municipality”. Första raden ska vara rubriker."))
    groups, refused = parted(table.rows, homes, the_one, what=next(column.name for column in importer.columns if column.required))
    outcome = Many(table.notes, refused, [home.name for home in groups if isinstance(home, Swedish)], uuid.uuid4() if apply else None)
    for done, (home, rows) in enumerate(groups.items(), 1):
        tell(done, len(groups), home.name)
        part = rows_of(table, rows)
        if apply:
            outcome.lines += write_for(
                home, part, lambda h: a_run(importer, h, name=name, content=content, by=None, batch=outcome.batch), homes
            )
        else:
            outcome.lines += importer.judge(home.as_new("") if isinstance(home, Swedish) else home, part, {})
    outcome.lines.sort(key=lambda line: line.number)
    return outcome


def the_only(homes: Homes, slug: str) -> Municipality | None:
    if not slug:
        return None
    found = next((one for one in homes.here if one.slug == slug), None)
    if found is None:
        raise ValidationError(_("Ingen kommun har adressen ”%(slug)s”.") % {"slug": slug})
    return found


def parted(rows: list[Row], homes: Homes, the_one, *, what: str) -> tuple[dict, list[Line]]:
    """{municipality: its rows}, and the lines that belong to none."""
    groups, refused = {}, []
    for row in rows:
        name = row["municipality"]
        home = homes.named(name) if name else the_one
        if home is not None and the_one in (None, home):
            groups.setdefault(home, []).append(replace(row, cells=row.cells | {"municipality": ""}))  # settled
            continue
        refused.append(Line(row.line, row[what], Outcome.REFUSED, homes.why_not(name, home)))
    return groups, refused


def columns_in_words(importer: Importer = RELATIONS) -> str:
    """The columns as a table, and the words that some of them know, for docs/import.md and --describe."""
    lines = ["| Kolumn | Vad | Heter också | Till exempel |", "| --- | --- | --- | --- |"]
    for column in importer.columns:
        needed = _("Måste finnas.") + " " if column.required else ""
        lines.append(f"| `{column.name}` | {needed}{column.about} | {', '.join(column.also)} | {column.example} |")
    for name, known in importer.words.items():
        lines += [
            "",
            _("Ord som känns igen i `%(column)s`, på svenska och engelska:") % {"column": name},
            "",
            "| Värde | Ord |",
            "| --- | --- |",
        ]
        lines += [f"| `{code}` | {words} |" for code, words in known.items()]
    return "\n".join(lines)


def undo_batch(batch: uuid.UUID) -> list[ImportRun]:
    """Undo one list in all its municipalities, the last first. What the list set up as a municipality stays."""
    return [undo_run(run, by=None) for run in ImportRun.objects.filter(batch=batch, state=ImportRun.State.APPLIED).order_by("-pk")]
