"""./run manage import_calls FILE… : calls from the EU portal's answers, saved as they come."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from funding.harvest import bring_in
from funding.portal import Unreadable, read


class Command(BaseCommand):
    help = "Import the EU portal's calls. Several files are the pages of one harvest. Nothing is written if one of them cannot be read."

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="an answer of the portal's search, or grantsTenders.json")

    def handle(self, *, files, **options):
        answers, read_bytes = [], b""
        for file in files:
            try:
                data = file.read_bytes()
                answers.append(read(data))
            except OSError as fault:
                raise CommandError(f"{file}: {fault.strerror}. Nothing was written.") from fault
            except Unreadable as fault:
                raise CommandError(f"{file}: {fault} Nothing was written.") from fault
            read_bytes += data
        counts = bring_in(answers, name=", ".join(file.name for file in files), data=read_bytes, tell=self.tell)
        for line in counts.refused:
            self.stderr.write(f"refused: {line}")
        promised = "not stated" if counts.promised is None else counts.promised
        for word, number in (
            ("received", counts.received), ("distinct", counts.distinct), ("promised", promised), ("new", len(counts.new)),
            ("changed", len(counts.changed)), ("same", counts.same), ("refused", len(counts.refused)), ("tenders passed over", counts.passed_over),
        ):  # fmt: skip
            self.stdout.write(f"{word}: {number}")
        if counts.is_incomplete:
            missing = counts.promised - counts.distinct
            self.stdout.write(
                f"The harvest is incomplete: {missing} of {counts.promised} promised records never came. Fetch it again, sorted by identifier."
            )

    def tell(self, done, total):
        if self.stderr.isatty():
            self.stderr.write(f"{done} of {total}", ending="\r")
