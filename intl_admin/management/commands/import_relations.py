"""./run manage import_relations FILE [--apply] : bring twin towns and agreements of many municipalities in from one list.

Without --apply nothing is written. --undo BATCH takes back what a list wrote. The columns: docs/import.md, or --describe.
"""

import uuid
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from partnerships.imports import RELATIONS
from partnerships.many_homes import columns_in_words, import_many, undo_batch


class Command(BaseCommand):
    help = "Import twin towns, agreements and networks from CSV or Excel. The columns: docs/import.md, or --describe."
    importer = RELATIONS

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="a list, CSV or .xlsx, with a line of headings")
        parser.add_argument("--apply", action="store_true", help="write; without it, only say what each line would become")
        parser.add_argument("--municipality", metavar="SLUG", help="only the lines of this municipality; the column may then be missing")
        parser.add_argument("--undo", type=uuid.UUID, metavar="BATCH", help="take back the list that was written with this batch code")
        parser.add_argument("--describe", action="store_true", help="print the columns")

    def handle(self, *, file, apply, municipality, undo, describe, **options):
        if describe:
            return self.stdout.write(columns_in_words(self.importer))
        if undo:
            return self.take_back(undo)
        if file is None:
            raise CommandError("give a file, or --describe")
        try:
            content = file.read_bytes()
        except OSError as fault:
            raise CommandError(f"{file} cannot be read: {fault.strerror}") from None
        self.loud = options["verbosity"] > 0
        try:
            self.say(import_many(file.name, content, apply=apply, only=municipality, importer=self.importer, tell=self.progress), apply)
        except ValidationError as fault:
            raise CommandError(" ".join(fault.messages)) from None
        except DatabaseError as fault:
            raise CommandError(f"The database refused: {fault} What was written before stands.") from fault
        return None

    def take_back(self, batch):
        runs = undo_batch(batch)
        if not runs:
            raise CommandError(f"nothing that was written has the batch code {batch}")
        for run in runs:
            for sentence in run.left:
                self.stdout.write(f"{run.municipality}: {sentence}")
        self.stdout.write(f"undone in {len(runs)} municipalities, left {sum(len(run.left) for run in runs)}")

    def progress(self, done, total, name):
        if self.loud:
            self.stderr.write(f"{done}/{total} {name}")

    def say(self, outcome, apply):
        for note in outcome.notes:
            self.stdout.write(note)
        for line in outcome.lines:
            if line.outcome in ("doubtful", "refused"):
                self.stdout.write(f"line {line.number}: {line.outcome}: {line.what}: {line.reason}".replace("\n", " "))
        if outcome.set_up:
            self.stdout.write(f"ny kommun ({len(outcome.set_up)}): {', '.join(outcome.set_up)}")
        self.stdout.write(", ".join(f"{name} {number}" for name, number in outcome.counts.items()))
        if outcome.batch and apply:
            self.stdout.write(f"batch {outcome.batch}")
        elif not apply:
            self.stdout.write("Nothing is written. Add --apply to write.")
