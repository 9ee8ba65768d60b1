"""./run manage import_calls FILE… : calls from the EU portal's answers, saved as they come; --url asks the portal itself.

A list of a municipality's own, CSV or Excel, comes in by the same command with --municipality SLUG; its columns: docs/import.md.
"""

import json
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from councils.imports import WRITTEN, a_run, counts_of, write_run
from councils.models import ImportRun
from councils.tables import UTF16, ZIP, read_table
from funding.call_imports import CALLS, judge
from funding.fetching import Portal, Unfetched
from funding.harvest import bring_in
from funding.known import keep_programmes
from funding.models import Programme
from funding.portal import Unreadable, read

from ._arguments import municipality_called


class Command(BaseCommand):
    help = "Import the EU portal's calls. Several files are the pages of one harvest. Nothing is written if one of them cannot be read."

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE",
                            help="answers of the portal's search, or grantsTenders.json; or one list, CSV or .xlsx, with --municipality")  # fmt: skip
        parser.add_argument("--url", action="store_true", help="ask the portal: one page at a time; what came today is not asked for again")
        parser.add_argument("--programme", metavar="CODE", default="", help="with --url: only this programme, by our code or the portal's")
        parser.add_argument("--municipality", metavar="SLUG", help="whose own list it is; for CSV and Excel")

    def handle(self, *, files, url, programme, municipality, **options):
        if bool(files) == url:
            raise CommandError("give files, or --url")
        if url:
            return self.ask(programme)
        contents = [self.content(file) for file in files]
        if any(is_list(file.name, data) for file, data in zip(files, contents, strict=True)):
            return self.take_list(files, contents, municipality)
        answers = []
        for file, data in zip(files, contents, strict=True):
            try:
                answers.append(read(data))
            except Unreadable as fault:
                raise CommandError(f"{file}: {fault} Nothing was written.") from fault
        self.say(bring_in(answers, name=", ".join(file.name for file in files), data=b"".join(contents), tell=self.tell))
        return None

    def content(self, file):
        try:
            return file.read_bytes()
        except OSError as fault:
            raise CommandError(f"{file}: {fault.strerror}. Nothing was written.") from fault

    def ask(self, programme):
        portal, answers, data = Portal(), [], b""
        try:
            for page in portal.pages(portal_code(programme), self.tell):
                answers.append(read(page))
                data += page
        except (Unfetched, Unreadable) as fault:
            raise CommandError(str(fault)) from fault
        portal.forget_other_days()
        self.stdout.write(f"pages: {len(answers)}, of which asked for now: {portal.asked}")
        self.say(bring_in(answers, name=portal.address, data=data, tell=self.tell))

    def take_list(self, files, contents, slug):
        if len(files) > 1:
            raise CommandError("Give one list at a time. Nothing was written.")
        if not slug:
            raise CommandError("A list is a municipality's own: say whose with --municipality SLUG. Nothing was written.")
        municipality, name, data = municipality_called(slug), files[0].name, contents[0]
        keep_programmes()
        try:
            table = read_table(data, name, CALLS.columns)
            run = a_run(CALLS, municipality, name=name, content=data, by=None)
            lines = judge(municipality, table, {})
            if any(line.outcome in WRITTEN for line in lines):  # a list that changes nothing leaves no trace
                run.state = ImportRun.State.READ
                run.save()
                lines = write_run(run, table, by=None)
        except ValidationError as fault:
            raise CommandError(f"{files[0]}: {' '.join(fault.messages)} Nothing was written.") from fault
        for note in table.notes:
            self.stdout.write(note)
        for line in lines:
            if line.outcome in ("doubtful", "refused"):
                self.stderr.write(f"line {line.number}: {line.outcome}: {line.what}: {line.reason}".replace("\n", " "))
        for word, number in counts_of(lines).items():
            self.stdout.write(f"{word}: {number}")

    def say(self, counts):
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


def is_list(name: str, data: bytes) -> bool:
    """Excel by its content, CSV by its name; JSON is never one, whatever it is called."""
    if data.startswith((ZIP, *UTF16)):
        return True
    return name.lower().endswith((".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls")) and not is_json(data)


def is_json(data: bytes) -> bool:
    try:
        return isinstance(json.loads(data), dict)
    except (ValueError, RecursionError):
        return False


def portal_code(text: str) -> str:
    """The portal's own code of a programme that is named by it or by ours."""
    keep_programmes()
    if not text or text.isdecimal():
        return text
    programme = Programme.objects.filter(code=text).exclude(portal_code="").first()
    if programme is None:
        known = ", ".join(Programme.objects.exclude(portal_code="").order_by("code").values_list("code", flat=True))
        raise CommandError(f"The portal has no programme {text!r}. Known: {known}.")
    return programme.portal_code
