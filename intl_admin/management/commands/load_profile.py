"""./run manage load_profile FILE… : bring municipalities in, or bring them up to date, each from one file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from intl_admin.profile_guide import describe, put_into
from intl_admin.profile_load import load_profiles, read_profiles
from intl_admin.profile_rows import Refused


class Command(BaseCommand):
    help = "Load municipalities from their profiles. The format: docs/profile.md, or --describe."
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="a profile, such as intl_admin/profiles/NAME.toml")
        parser.add_argument("--check", action="store_true", help="say every fault, and write nothing")
        parser.add_argument(
            "--describe", nargs="?", const="", metavar="DOC", help="print the format, or put it into a document between its marks"
        )

    def handle(self, *, files, check, describe: str | None = None, **options):
        if describe is not None:
            return self.describe(describe)
        if not files:
            raise CommandError("give at least one file, or --describe")
        try:
            if check:
                for profile in read_profiles(files):
                    self.stdout.write(f"{profile.file}: no faults")
                return None
            outcomes = load_profiles(files)
        except Refused as refused:
            for line in refused.lines:
                self.stderr.write(line)
            faults = "1 fault" if len(refused.lines) == 1 else f"{len(refused.lines)} faults"
            raise CommandError(f"{faults}; nothing was loaded.") from None
        except DatabaseError as fault:
            raise CommandError(f"The database refused, and nothing was loaded: {fault} Is it new? Run ./run manage migrate.") from fault
        for outcome in outcomes:
            self.stdout.write(str(outcome))
            for note in outcome.notes:
                self.stdout.write(f"  {note}")
        return None

    def describe(self, document: str):
        if document:
            put_into(Path(document))
        else:
            self.stdout.write(describe())
