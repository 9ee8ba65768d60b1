"""`./run manage clauses SLUG [--law] [--json]`: how each clause of the adopted documents is handled, and how it stands today."""

import json

from django.core.management.base import BaseCommand
from django.utils import timezone

from councils.models import Document
from councils.standing import ClauseStanding, standing_on

from ._arguments import municipality_called


class Command(BaseCommand):
    help = "Lists the clauses: id, strength, checked/asked/shown, by which rules or question, and the state today."

    def add_arguments(self, parser):
        parser.add_argument("slug")
        parser.add_argument("--law", action="store_true", help="the law's clauses too, after the municipality's own")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *, slug, law, as_json, **options):
        municipality = municipality_called(slug)
        documents = Document.objects.of(municipality) if law else Document.objects.of(municipality).without_law()
        documents = documents.exclude(state=Document.State.DRAFT)
        rows = [as_data(standing) for standing in standing_on(municipality, timezone.localdate(), documents=documents).clauses]
        if as_json:
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1))
            return
        for row in rows:
            by = ", ".join(row["rules"] + row["questions"])
            self.stdout.write(f"{row['id']:<12}{row['strength']:<7}{row['handled']:<8}{row['state']:<15}{by}".rstrip())


def as_data(standing: ClauseStanding) -> dict:
    clause = standing.clause
    return {
        "id": clause.code,
        "document": clause.document.title,
        "strength": clause.strength,
        "handled": standing.handled,
        "rules": list(dict.fromkeys(setting.rule for setting in clause.settings.all())),
        "questions": [question.code for question in standing.questions],
        "state": standing.state,
    }
