"""Writing what a profile says of documents: the decisions that adopted them, their clauses, and the rules and steps these lay down."""

import datetime as dt
from collections import defaultdict

from django.core.exceptions import ValidationError

from councils.actions import open_matter, record_decision, register_document
from councils.models import Clause, ClauseQuestion, Decision, Document, DocumentPart, Municipality, Question, RouteStep, RuleSetting

from .profile_rows import Keeper, differs, ordered, pair, texts
from .profile_values import Fault, Row


def known_documents(home: Municipality, law=False) -> dict[str, Document]:
    """{code in the file: document} of those that a profile, or the law's file, has made."""
    rows = Document.objects.of(home).exclude(code="").select_related("matter")
    return {document.code: document for document in rows if document.is_law == law}


def locked_decision(document: Document | None) -> Decision | None:
    """The confirmed decision that first adopted it."""
    if document is None or document.matter_id is None:
        return None
    return document.matter.decisions.confirmed().select_related("body").order_by("pk").first()


class Policy:
    """The documents of one municipality on their way into the database. `containers` are those of the file, by code."""

    is_law = False

    def __init__(self, keeper: Keeper, tables: dict, municipality: Municipality, containers: dict):
        self.keeper, self.keep, self.tables = keeper, keeper.keep, tables
        self.municipality, self.containers = municipality, containers
        self.documents: dict[str, Document] = {}
        self.asked: dict[str, Question] = {}
        self.rows = {row["code"]: row for row in tables["document"]}

    def write(self):
        self.governing_documents()
        self.parts()
        self.questions()
        self.clauses()

    # ── documents

    def governing_documents(self):
        known = known_documents(self.municipality, self.is_law)
        for row in ordered(self.tables["document"], lambda row: [row["parent"], *((row["adoption"] or {}).get("supersedes") or ())]):
            self.documents[row["code"]] = document = self.document(row, known.get(row["code"]))
            if row["adoption"]:
                self.adopt(row["adoption"], document)
        for code, document in known.items():
            if code not in self.documents:
                self.keeper.note(f"the document {document} is no longer in the file: it stays, since nothing is deleted")

    def document(self, row: Row, document: Document | None) -> Document:
        plain = ("kind", "title", "state", "until_further_notice", "published", "valid_from", "valid_to")
        values = {
            "container": self.containers[row["owner"]],
            "parent": self.documents.get(row["parent"]),
            **{name: row[name] for name in plain},
            **texts(row, "title_en", "applies_to", "responsible", "summary", "summary_en"),
        }
        if document is not None:
            return self.keep(Document, document, **values)
        self.keeper.outcome.rows["new"] += 1
        return self.register(row, values | {"code": row["code"]})

    def register(self, row: Row, values: dict) -> Document:
        matter = open_matter(
            municipality=self.municipality,
            code="document.adopt",
            title=row["title"],
            container=values["container"],
            opened_on=(row["adoption"] or {}).get("date") or row["valid_from"] or self.keeper.today,
            by=None,
        )
        return register_document(document=Document(matter=matter, **values), by=None, reason=self.keeper.reason)

    def adopt(self, facts: Row, document: Document):
        """Record the decision, once: it is confirmed, and locked."""
        if locked_decision(document):
            self.keeper.outcome.rows["same"] += 1
            return
        decision = Decision(
            matter=document.matter,
            body=self.containers.get(facts["body"]),
            outcome=facts["outcome"],
            decided_on=facts["date"],
            as_in_source=facts["as_in_source"],
            not_stated=facts["not_stated"] or [],
            **texts(facts, "outside_party", "section", "diary_number", "prepared_by", "text", "link"),
        )
        older = [locked_decision(self.documents[code]) for code in facts["supersedes"] or ()]
        try:
            record_decision(decision=decision, supersedes=[one for one in older if one], by=None, reason=self.keeper.reason)
        except ValidationError as fault:
            raise self.keeper.refused(Fault(facts.at, " ".join(fault.messages))) from fault
        self.keeper.outcome.rows["new"] += 1

    def parts(self):
        """What the documents consist of; a part after the one that it is tied to."""
        rows = DocumentPart.objects.filter(municipality=self.municipality)
        known = {(part.document_id, part.code): part for part in rows if part.code}
        place = {part["code"]: (row["code"], number) for row in self.tables["document"] for number, part in enumerate(row["parts"], 1)}
        kept = {}
        for part in ordered([part for row in self.tables["document"] for part in row["parts"]], lambda part: [part["serves"]]):
            code, number = place[part["code"]]
            document = self.documents[code]
            kept[part["code"]] = self.keep(
                DocumentPart, known.get((document.pk, part["code"])), document=document, code=part["code"], kind=part["kind"], ordinal=number,
                serves=kept.get(part["serves"]), deadline=part["deadline"],
                **texts(part, "title", "text", "indicator", "target", "responsible"),
            )  # fmt: skip
        self.keeper.left(rows, {part.pk for part in kept.values()}, "the part")

    # ── questions and clauses

    def questions(self):
        rows = Question.objects.filter(municipality=self.municipality)
        known = {row.code: row for row in rows}
        for number, row in enumerate(self.tables["question"], 1):
            values = {"text": row["text"], "report": row["report"], "ordinal": number, **texts(row, "text_en", "section", "section_en")}
            self.asked[row["code"]] = self.keep(
                Question, known.get(row["code"]), municipality=self.municipality, code=row["code"], **values
            )
        self.keeper.left(rows, {row.pk for row in self.asked.values()}, "the question")

    def clauses(self):
        made = self.keeper.said(Clause)
        existing = list(Clause.objects.filter(municipality=self.municipality).select_related("document"))
        known = {clause.code: clause for clause in existing if clause.pk in made}
        places = self.places()
        self.make_room(existing, {(self.documents[row["document"]].pk, place): row["id"] for row, place in places})
        self.settings, self.steps = by_clause(RuleSetting, self.municipality), by_clause(RouteStep, self.municipality)
        links = by_clause(ClauseQuestion, self.municipality)
        for row, place in places:
            clause = self.keep(
                Clause, known.pop(row["id"], None), document=self.documents[row["document"]], code=row["id"], ordinal=place,
                **texts(row, "section", "strength", "modal", "actor", "text", "text_en", "shown_on"),
            )  # fmt: skip
            self.rules_and_steps(clause, row)
            self.clause_questions(clause, row["questions"] or (), links[clause.pk])
        for clause in known.values():
            self.keeper.note(f"the clause {clause} is no longer in the file: it stays, without its rules")
            self.rules_and_steps(clause, Row("", "") | {"document": None, "rules": [], "routes": []})

    def places(self) -> list[tuple[Row, int]]:
        """Each clause with its place in its document."""
        numbers = defaultdict(int)
        found = []
        for row in self.tables["clause"]:
            numbers[row["document"]] += 1
            found.append((row, numbers[row["document"]]))
        return found

    def make_room(self, existing: list[Clause], wanted: dict):
        """A clause that stands where another is to stand goes last first: two cannot have one place, not even for a moment."""
        last = max((clause.ordinal for clause in existing), default=0) + len(wanted)
        for clause in existing:
            if wanted.get((clause.document_id, clause.ordinal), clause.code) != clause.code:
                last += 1
                self.keeper.write(clause, {"ordinal": last})

    def clause_questions(self, clause: Clause, codes, links: list[ClauseQuestion]):
        asked = {link.question_id: link for link in links}
        for code in codes:
            question = self.asked[code]
            self.keep(ClauseQuestion, asked.pop(question.pk, None), clause=clause, question=question)
        for link in asked.values():
            if link.pk in self.keeper.said(ClauseQuestion):
                self.keeper.note(f"{clause} no longer asks {link.question.code} in the file: the question stays, since nothing is deleted")

    # ── rules and steps, which have days

    def rules_and_steps(self, clause: Clause, row: dict):
        for model, rows, wanted, kin in (
            (RuleSetting, self.settings[clause.pk], [(setting(rule), rule["from"]) for rule in row["rules"]], "rule"),
            (RouteStep, self.steps[clause.pk], [(step(route), route["from"]) for route in row["routes"]], "matter_code"),
        ):
            mine = [one for one in rows if one.pk in self.keeper.said(model)]
            found, left = pair([values for values, _ in wanted], mine, kin)
            changed = [one for one in [*left, *filter(None, found)] if self.stands(one, kin, clause)]
            for one in left:
                if one not in changed:
                    self.keeper.end(one, f"{getattr(one, kin)} of {clause}", last="in_force_to", first="in_force_from")
            ordinal = max((one.ordinal for one in rows), default=0)
            for (values, start), one in zip(wanted, found, strict=True):
                meant = one or next((other for other in changed if other in left and getattr(other, kin) == values[kin]), None)
                if meant in changed:
                    changed.remove(meant)
                    continue
                ordinal += one is None
                self.dated(model, clause, self.rows[row["document"]], values, start, one, ordinal)

    def stands(self, row, kin: str, clause: Clause) -> bool:
        """Whether people have changed it in the product since a profile wrote it: that stands, and is said."""
        said = self.keeper.said(type(row))[row.pk]
        names = [field.name for field in row._meta.concrete_fields if field.name not in ("id", "municipality", "clause")]
        changed = any(getattr(row, name) != getattr(said, name) for name in names)
        if changed:
            self.keeper.outcome.rows["same"] += 1
            self.keeper.note(f"{getattr(row, kin)} of {clause} has been changed in the product: that stands, whatever the file says")
        return changed

    def first_day(self, document: Row) -> dt.date | None:
        """From when what it lays down holds, where its rules say nothing; None is the day of the first loading."""
        return document["valid_from"] or (document["adoption"] or {}).get("date")

    def dated(self, model, clause: Clause, document: Row, values: dict, start: dt.date | None, row, ordinal: int):
        """One rule or step. A value that changes from a later day leaves the old one in force until then; what has held is not taken back."""
        first = start or self.first_day(document) or (row.in_force_from if row else self.keeper.today)
        last = document["valid_to"] if document["state"] != Document.State.IN_FORCE else None
        ordinal = row.ordinal if row else ordinal
        has_held = row is not None and row.in_force_from < self.keeper.today
        changes = row is not None and any(differs(row, name, value) for name, value in values.items())
        if changes and start and start > row.in_force_from:
            self.keeper.write(row, {"in_force_to": start - dt.timedelta(days=1)})
            self.keeper.outcome.rows["changed"] += 1
            row = None
        elif changes and has_held:
            what = values.get("rule") or values["matter_code"]
            self.keeper.note(
                f"{what} of {clause} is corrected, also for the days since {row.in_force_from}; give from to keep the old values for them"
            )
        elif has_held:
            first = min(first, row.in_force_from)
        if last and last < first:
            first = last
        self.keep(model, row, clause=clause, ordinal=ordinal, in_force_from=first, in_force_to=last, **values)


def by_clause(model, municipality: Municipality) -> dict[int, list]:
    rows = defaultdict(list)
    for row in model.objects.filter(municipality=municipality):
        rows[row.clause_id].append(row)
    return rows


def setting(rule: Row) -> dict:
    return {
        "rule": rule["code"],
        "strength": rule["strength"],
        "parameters": rule["parameters"] or {},
        "where": rule["where"] or [],
        "assumed": rule["assumed"] or [],
        "gate": rule["gate"] or "",
    }


def step(route: Row) -> dict:
    names = {"matter_code": "matter", "order": "order", "organs": "organ", "act": "act", "strength": "strength", "otherwise": "otherwise"}
    return {column: route[name] for column, name in names.items()} | {"where": route["where"] or []}
