"""`./run manage compliance SLUG [--on DATE] [--json]`: everything the adopted documents say about the municipality that day."""

import datetime as dt
import json

from django.core.management.base import BaseCommand
from django.utils import timezone

from councils.compliance import findings
from councils.words import speaking_of
from reports.proofs import label_of, page_of

from ._arguments import a_day, municipality_called


class Command(BaseCommand):
    help = "Prints the findings with rule, clause, subject, state, since when, due when and evidence."

    def add_arguments(self, parser):
        parser.add_argument("slug")
        parser.add_argument("--on", type=a_day, default=None, metavar="DATE", help="the day that is judged, today unless told")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *, slug, on, as_json, **options):
        municipality = municipality_called(slug)
        with speaking_of(municipality):
            found = sorted(findings(municipality, on or timezone.localdate()), key=lambda f: (f.order, f.setting.clause.code))
            rows = [as_data(finding, municipality) for finding in found]
        if as_json:
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1))
            return
        for row in rows:
            days = " ".join(f"{name} {row[name]}" for name in ("since", "due") if row[name])
            self.stdout.write(
                f"{row['state']:<15}{row['strength']:<7}{row['clause']:<12}{row['rule']}: {row['subject'] or '–'} {days}".rstrip()
            )
            if row["sentence"]:
                self.stdout.write(f"{'':<15}{row['sentence']}")


def iso(day: dt.date | None):
    return day.isoformat() if day else None


def as_data(finding, municipality) -> dict:
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
        "evidence": [evidence_of(row, municipality) for row in verdict.evidence],
    }


def evidence_of(row, municipality) -> dict:
    """The row by kind and number, as people call it, with the address where it can be read ("" for a row without a page)."""
    return {"kind": row._meta.model_name, "id": row.pk, "label": label_of(row), "page": page_of(row, municipality)}
