"""The format of a municipality's profile: every table and key of the file.

`TABLES` is the whole format; docs/profile.md is printed from it. profile_reading.py reads a file into its rows, what must agree
between them is in profile_checks.py, and profile_load.py writes.
"""

from dataclasses import dataclass, replace

from councils.models import (
    AREA_KINDS,
    BODY_KINDS,
    YES,
    Act,
    Body,
    Clause,
    Commission,
    Decision,
    Document,
    DocumentPart,
    Framework,
    MatterCode,
    Municipality,
    Question,
    RuleSetting,
    Tint,
    Word,
)
from councils.roles import FUNCTIONS, ROLES
from partnerships.countries import COUNTRIES
from partnerships.models import ListValue, Partner, Party, Relation
from reports.models import PublicPage

from .profile_values import Key

HOME = "municipality"  # what the municipality itself is called where a unit or body may be named
PAGES = (
    "document", "governance", "decisions", "units", "contacts", "body", "partners", "networks", "visits", "projects", "applications",
    "watch", "budget", "plans", "reports", "public",
)  # fmt: skip
FREE_ORGANS = ("board_concerned", "every_board_concerned", "company_board_concerned", "unit_concerned", "outside_party", "nobody")


@dataclass(frozen=True)
class Table:
    name: str
    meaning: str
    keys: dict[str, Key]
    form: str = "many"  # many: [[name]]; one: [name]; named: [name.code]
    called: str = ""  # the key whose value names the row in a fault
    required: bool = False


def must(kind, meaning, **more):
    return Key(kind, meaning, required=True, **more)


def may(kind, meaning, default=None, **more):
    return Key(kind, meaning, default=default, **more)


def sized(model, keys, renamed=()):
    """The keys with the room that their columns have."""
    columns = {field.name: getattr(field, "max_length", None) or 0 for field in model._meta.get_fields()}
    room = {name: 0 if key.options else columns.get(dict(renamed).get(name, name), 0) for name, key in keys.items()}
    return {name: replace(key, longest=room[name]) for name, key in keys.items()}


def codes(choices):
    return tuple(str(getattr(one, "value", one)) for one in choices)


PLACE = {
    "latitude": may("latitude", "north of the equator; both or neither"),
    "longitude": may("longitude", "east of Greenwich; both or neither"),
}
UNIT = {
    "code": must("code", "what the rest of the file calls it; never changes"),
    "name": must("text", "the full name"),
    "name_en": may("text", "the name in English"),
    "parent": may("code", "the unit or body it belongs under", default=HOME, refers="container"),
    "task": may("text", "its task in one line"),
    "task_en": may("text", "the task in English"),
    "email": may("email", "function mailbox, never a person's"),
    "active_from": may("day", "first day, when it is not older than the register"),
    "active_to": may("day", "last day, when it has ceased"),
}
ADOPTION = {
    "body": may("code", "who adopted it: a body of the file; give this or outside_party", refers="body"),
    "outside_party": may("text", "who adopted it, when it was nobody in the municipality"),
    "date": may("day", "day of the decision"),
    "section": may("section", "the § of the minutes"),
    "diary_number": may("text", "as the municipality's register writes it"),
    "outcome": may("choice", "how it ended", default="adopted", options=codes(sorted(YES))),
    "prepared_by": may("text", "who drafted the proposal"),
    "text": may("long", "the decision in words"),
    "link": may("web", "address of the minutes"),
    "not_stated": may("texts", "facts that the source does not give: an answer, not a gap", options=tuple(Decision.FACTS)),
    "as_in_source": may("flag", "true: the numbers are as the source has them, also when one stands twice", default=False),
    "supersedes": may(
        "texts", "documents that the decision replaces, of whatever body", refers="document", says="list of documents' codes"
    ),
}
PART = {
    "code": must("code", "what other parts call it; never changes"),
    "kind": must("code", "what sort of part: goal, strategic_area, priority, international_section, measure, or what a rule asks for"),
    "title": must("text", "its heading in the document"),
    "text": may("long", "what it says"),
    "serves": may("code", "the part, of this document or another, that it is tied to", refers="part"),
    "indicator": may("text", "what a measure is measured by"),
    "target": may("text", "the value to reach"),
    "responsible": may("text", "function or unit that answers for it"),
    "deadline": may("day", "last day"),
}
PARTY = {
    "partner": may("code", "which partner; without partner and name it is the municipality itself", refers="partner"),
    "name": may("text", "who, when it is no partner of the file"),
    "role": may("text", "its part in the agreement"),
    "approved_on": may("day", "when it approved the agreement"),
    "approval": may("text", "its decision as it writes it itself"),
}
RULE = {
    "code": must("text", "which rule; see Rules", refers="rule"),
    "strength": may("choice", "how strongly it holds", options=codes(RuleSetting.Strength), says_default="the clause's own"),
    "parameters": may("parameters", "the rule's values; see Rules"),
    "where": may("conditions", "all must hold, else the rule does not apply; see Conditions"),
    "assumed": may("texts", "parameters whose value no document states: they are shown as assumed", says="list of parameters' names"),
    "gate": may("text", "the act that the rule closes, when it is not the rule's own"),
    "from": may("day", "first day that it holds", says_default="the document's first day, else the day of the first loading"),
}
ROUTE = {
    "matter": must("choice", "what is to be decided; see Matters", options=codes(MatterCode)),
    "order": may("some", "which step of the chain", default=1),
    "organ": must("organs", "who: a body, a unit, a role, or one of the free words; several mean any one of them", refers="organ"),
    "act": may("choice", "what the organ does", default="decide", options=codes(Act)),
    "where": may("conditions", "when the step is part of the chain; see Conditions"),
    "strength": may("choice", "how strongly it holds", options=codes(RuleSetting.Strength), says_default="the clause's own"),
    "otherwise": may("flag", "true: for rows that no other deciding step reaches", default=False),
    "from": may("day", "first day that it holds", says_default="the document's first day, else the day of the first loading"),
}

TABLES = {
    table.name: table
    for table in (
        Table("municipality", "Who it is. Exactly one.", sized(Municipality, {
            "slug": must("slug", "its address: /slug/; never changes"),
            "name": must("text", "the name in daily speech"),
            "official_name": may("text", "the full name", says_default="the name and the word kommun"),
            "official_name_en": may("text", "the full name in English"),
            "scb_code": may("digits", "Statistics Sweden's code"),
            "population": may("many", "how many live there: EU money is said per inhabitant"),
            "tint": may("choice", "the one colour of its pages", default="hav", options=codes(Tint)),
            **PLACE,
        }), form="one", required=True),
        Table("words", "What the municipality calls things: [words.contact] where the word is not the general one. "
              "A kind of document or relation that the product does not know comes in by its word.", sized(Word, {
            "singular": must("text", "en …"),
            "definite": must("text", "den, det …"),
            "plural": must("text", "flera …"),
            "definite_plural": must("text", "alla de …"),
            "singular_en": may("text", "one, in English"),
            "plural_en": may("text", "several, in English"),
        }), form="named"),
        Table("body", "Those who decide, advise or lead.", sized(Body, {
            "kind": must("choice", "what sort of body", options=codes(BODY_KINDS)),
            **UNIT,
            "mode": may("choice", "how its meetings are written down", options=codes(Body.Mode),
                        says_default="notes for a council or management group, else formal"),
        }), called="code"),
        Table("unit", "Those who do the work.", sized(Body, {
            "kind": must("choice", "what sort of unit", options=codes(AREA_KINDS)),
            **UNIT,
            "ambition": may("flag", "whether it wants international contacts; leave out when nobody has answered"),
            "staff": may("many", "number of employees"),
        }), called="code"),
        Table("seats", "How many places a role has: in one place, or in every body or unit of a kind. "
              "A row for one place goes before a row for its kind.", {
            "container": may("code", "the place; give this or every_kind", refers="container"),
            "every_kind": may("choice", "the kind", options=codes((*BODY_KINDS, *AREA_KINDS))),
            "role": must("choice", "which role; see Roles", options=tuple(ROLES)),
            "number": must("places", "places for regular holders, 1 or more"),
            "deputies": may("places", "places for deputies", default=0),
        }),
        Table("function", "What the documents lay on a unit as a whole, or on somebody outside by agreement: nobody holds it by name.",
              sized(Commission, {
            "role": must("choice", "which function", options=tuple(FUNCTIONS)),
            "unit": may("code", "who has it: a unit or body; give this or provider", refers="container"),
            "provider": may("text", "who has it outside the municipality"),
            "agreement": may("text", "by which agreement a provider has it: its number, or where it is"),
            "serves": may("texts", "the kinds of unit and body that it is there for; left out: all", refers="kind", says="list of kinds"),
            "from": may("day", "first day", says_default="the day of the first loading"),
            "to": may("day", "last day"),
            "note": may("long", "for those who work with it"),
        }), called="role"),
        Table("document", "Governing documents, also those that were replaced.", sized(Document, {
            "code": must("code", "what the rest of the file calls it; never changes"),
            "kind": must("code", "what sort of document; see Kinds", refers="document_kind"),
            "title": must("text", "the title as it stands on the document"),
            "title_en": may("text", "the title in English"),
            "owner": may("code", "whose document it is", default=HOME, refers="container"),
            "parent": may("code", "the document it stands under", refers="document"),
            "state": may("choice", "where it is in its life", default="in_force", options=codes(Document.State)),
            "valid_from": may("day", "first day"),
            "valid_to": may("day", "last day"),
            "until_further_notice": may("flag", "true: it holds until somebody decides otherwise", default=False),
            "applies_to": may("text", "for whom it holds"),
            "responsible": may("text", "function or unit that looks after it"),
            "summary": may("long", "a few sentences in plain words"),
            "summary_en": may("long", "the summary in English"),
            "published": may("flag", "true: everybody may read of it on the public page", default=False),
            "adoption": may("table", "the decision that adopted it; a draft has none", keys=sized(Decision, ADOPTION)),
            "frameworks": may("texts", "the frameworks that its text leans on", refers="framework", says="list of frameworks' codes"),
            "parts": may("tables", "what it consists of beside its clauses: goals, areas, measures", keys=sized(DocumentPart, PART)),
        }), called="code"),
        Table("framework", "Somebody else's plan or goals that documents lean on. When one has ended, a rule may ask for the text to be "
              "looked over. What work is tagged with, such as its priorities, is a list.", sized(Framework, {
            "code": must("code", "what documents call it; never changes"),
            "name": must("text", "its name"),
            "name_en": may("text", "the name in English"),
            "starts_on": may("day", "first day"),
            "ends_on": may("day", "last day; left out when it has none"),
            "web": may("web", "where it can be read"),
            "note": may("long", "for those who work with it"),
        }), called="code"),
        Table("clause", "The statements of a document, in the order of the document. One with rules is checked, one with questions "
              "alone is asked, one with neither is shown.", sized(Clause, {
            "document": must("code", "the document it stands in", refers="document"),
            "id": must("text", "its name, such as POLICY-31; never changes"),
            "section": must("text", "where it stands"),
            "strength": must("choice", "must = ska, should = bör, may = kan, fact = no duty", options=codes(Clause.Strength)),
            "modal": may("text", "the form of the verb in the document"),
            "actor": may("text", "who it speaks of"),
            "text": must("text", "short wording of your own"),
            "text_en": may("text", "the wording in English"),
            "shown_on": may("choice", "the page it belongs to", default="document", options=PAGES),
            "questions": may("texts", "questions that it asks in the yearly reports", refers="question", says="list of questions' codes"),
            "rules": may("tables", "rules that it switches on", keys=RULE),
            "routes": may("tables", "steps of decision that it lays down", keys=ROUTE),
        }, {"id": "code"}), called="id"),
        Table("question", "What no record can answer, asked in the yearly reports in this order.", sized(Question, {
            "code": must("code", "what clauses call it; never changes"),
            "text": must("text", "the question"),
            "text_en": may("text", "the question in English"),
            "report": may("choice", "who is asked: each unit, the municipality, or both", default="area", options=codes(Question.Report)),
            "section": may("text", "the heading it stands under"),
            "section_en": may("text", "the heading in English"),
        }), called="code"),
        Table("list", "Values that work is tagged with: priorities, expected results, target groups. "
              "A value that only a rule names comes in by its code.", {
            "code": must("code", "the list as rules name it, such as priorities; never changes"),
            "values": must("tables", "its values, in the order they are chosen from", keys=sized(ListValue, {
                "code": must("code", "what rules call it; never changes"),
                "name": must("text", "the value in words"), "name_en": may("text", "the value in English"),
            })),
        }, called="code"),
        Table("partner", "Places and organisations that it works with.", sized(Partner, {
            "code": must("code", "what relations call it; never changes"),
            "name": must("text", "as the municipality's document spells it"),
            "local_name": may("text", "as people there spell it"),
            "kind": may("choice", "what sort of partner", default="municipality", options=codes(Partner.Kind)),
            "country": may("country", "ISO 3166-1, such as FI", options=COUNTRIES),
            "country_is_general_knowledge": may("flag", "true: the document does not say the country", default=False),
            **PLACE,
            "web": may("web", "its web site"),
            "note": may("long", "for those who work with it"),
        }), called="code"),
        Table("relation", "What binds it to a partner or a network.", sized(Relation, {
            "code": must("code", "what rules call it; never changes"),
            "kind": must("code", "what sort of relation; see Kinds", refers="relation_kind"),
            "name": may("text", "its name", says_default="the partner's"),
            "partner": may("code", "with whom; a network has none", refers="partner"),
            "owner": may("code", "whose relation it is", default=HOME, refers="container"),
            "status": may("choice", "where it is in its life", default="in_force", options=codes(Relation.Status)),
            "started_on": may("day", "first day"),
            "started_year": may("year", "the year, when the day is not known"),
            "started_text": may("text", "the time as the document says it, such as 1980-talet"),
            "valid_to": may("day", "last day of an agreement that is limited in time"),
            "ended_on": may("day", "last day"),
            "ended_year": may("year", "the year it ended"), "ended_text": may("text", "the time it ended as the document says it"),
            "ended_by": may("choice", "why it ended", options=codes(Relation.EndedBy)),
            "initiator": may("choice", "who took the first step", options=codes(Relation.Initiator)),
            "theme": may("text", "what it is for"), "level": may("text", "of a network: regional, national, european or eu_project"),
            "has_obligation": may("flag", "whether it has financial obligations; left out: the document does not say"),
            "obligation": may("kronor", "the obligation in all, in kronor"),
            "force_needs_all": may("flag", "true: it takes force when every party has approved", default=False),
            "approve_by": may("day", "last day for the parties to approve"),
            "review": may("choice", "when it is looked over anew", default="none", options=codes(Relation.Review)),
            "review_months": may("some", "months between the reviews, when they go by months"),
            "parties": may("tables", "its parties, when they are more than the municipality and the partner", keys=sized(Party, PARTY)),
            "about": may("long", "what it is about"),
            "about_en": may("long", "the same in English"),
            "published": may("flag", "true: it stands on the public page", default=False),
        }), called="code"),
        Table("public_page", "The words of the public page: functions and channels, never persons.", sized(PublicPage, {
            "title": may("text", "heading"),
            "title_en": may("text", "heading in English"),
            "lead": may("long", "the first sentences"),
            "lead_en": may("long", "the same in English"),
            "contact_function": may("text", "whom to turn to"),
            "contact_function_en": may("text", "the same in English"),
            "contact_unit": may("text", "where that function is"),
            "contact_email": may("email", "function mailbox"),
            "contact_phone": may("text", "telephone of the function"),
            "owner": may("text", "the function that answers for the page"),
            "checked_on": may("day", "when somebody last went through the page"),
        }), form="one"),
    )
}  # fmt: skip
