"""`./run manage clauses SLUG [--json]`: how each clause of the adopted documents is handled, and how it stands today."""

import json

from django.core.management.base import BaseCommand
from django.utils import timezone

from councils.compliance import clause_states, findings
from councils.models import Clause

from ._arguments import municipality_called


class Command(BaseCommand):
    help = "Lists the clauses: id, strength, checked/asked/shown, by which rules or question, and the state today."

    def add_arguments(self, parser):
        parser.add_argument("slug")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *, slug, as_json, **options):
        municipality = municipality_called(slug)
        states = clause_states(findings(municipality, timezone.localdate()))
        clauses = Clause.objects.filter(municipality=municipality).select_related("document").prefetch_related("settings", "questions__question")
        rows = [as_data(clause, states) for clause in clauses.order_by("document", "ordinal")]
        if as_json:
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1))
            return
        for row in rows:
            by = ", ".join(row["rules"] + row["questions"])
            self.stdout.write(f"{row['id']:<12}{row['strength']:<7}{row['handled']:<8}{row['state']:<15}{by}".rstrip())


def as_data(clause, states) -> dict:
    return {
        "id": clause.code,
        "document": clause.document.title,
        "strength": clause.strength,
        "handled": clause.handled,
        "rules": list(dict.fromkeys(setting.rule for setting in clause.settings.all())),
        "questions": [link.question.code for link in clause.questions.all()],
        "state": states.get(clause.pk, "not_applicable") if clause.handled == "checked" else clause.handled,
    }
