"""`./run manage compliance SLUG [--on DATE] [--json]`: everything the adopted documents say about the municipality that day."""

import datetime as dt
import json

from django.core.management.base import BaseCommand
from django.utils import timezone

from councils.compliance import findings

from ._arguments import a_day, municipality_called


class Command(BaseCommand):
    help = "Prints the findings with rule, clause, subject, state, since when, due when and evidence."

    def add_arguments(self, parser):
        parser.add_argument("slug")
        parser.add_argument("--on", type=a_day, default=None, metavar="DATE", help="the day that is judged, today unless told")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *, slug, on, as_json, **options):
        found = sorted(findings(municipality_called(slug), on or timezone.localdate()), key=lambda f: (f.order, f.setting.clause.code))
        rows = [as_data(finding) for finding in found]
        if as_json:
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1))
            return
        for row in rows:
            days = " ".join(f"{name} {row[name]}" for name in ("since", "due") if row[name])
            self.stdout.write(f"{row['state']:<15}{row['strength']:<7}{row['clause']:<12}{row['rule']}: {row['subject'] or '–'} {days}".rstrip())
            if row["sentence"]:
                self.stdout.write(f"{'':<15}{row['sentence']}")


def iso(day: dt.date | None):
    return day.isoformat() if day else None


def as_data(finding) -> dict:
    verdict = finding.verdict
    return {
        "rule": finding.setting.rule,
        "clause": finding.setting.clause.code,
        "strength": finding.strength,
        "subject": str(finding.row) if finding.row is not None else None,
        "key": verdict.key,
        "state": finding.state,
        "since": iso(verdict.since),
        "due": iso(verdict.due),
        "assumed": finding.rests_on_assumption,
        "sentence": str(verdict.sentence),
        "evidence": [str(row) for row in verdict.evidence],
    }
