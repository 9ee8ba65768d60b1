"""What a rule of a profile is given: its parameters with everything inside them, its conditions, its gate. Reads no database.

`names` is profile_checks.Names: everything that a code of the file may point to.
"""

from collections.abc import Iterator
from dataclasses import fields

from councils.compliance import RULES
from councils.conditions import nearest
from councils.models import Outcome
from councils.parameters import may_be_none, parameter_faults, parameter_of
from councils.roles import FUNCTIONS, ROLES
from partnerships.countries import COUNTRIES
from partnerships.models import ListValue, Relation
from partnerships.rules.work import ACCOUNT_PARTS, DERIVED

from .profile_conditions import inner_conditions, where_faults
from .profile_format import HOME
from .profile_values import Fault, Row, shown

# type of a rule's parameter → what its text, or each text of its list, must be a code of
PARAMETERS = {
    "body": "body", "container": "container", "containers": "container", "organ": "organ", "organs": "organ", "receivers": "receiver",
    "document_kind": "document_kind", "document_kinds": "document_kind", "relation_kind": "relation_kind", "role": "role",
    "roles": "role", "post": "post", "matter": "matter", "matters": "matter", "unit_kinds": "kind",
}  # fmt: skip
# texts that a rule understands, where the type says no more than that they are texts
UNDERSTOOD = {
    "outcomes": set(Outcome.values), "initiators": set(Relation.Initiator.values), "derived": set(DERIVED),
}  # fmt: skip
LISTS, LONGEST = ("list", "values_of", "country_list", "values"), ListValue._meta.get_field("code").max_length
BEARERS = {"host", "guest"}
PROJECTS = "project"


def parameter_kinds(setting: Row) -> list[tuple[str, str]]:
    """(name, type) of the parameters given, as far as the rule knows them."""
    rule = RULES.get(setting["code"])
    given = setting["parameters"] or {}
    return [(one.name, one.metadata["type"]) for one in fields(rule.parameters) if one.name in given] if rule else []


def is_default(one, value) -> bool:
    """What would hold anyway may be written out, also of a parameter that is not yet supported."""
    return value == (list(one.default) if isinstance(one.default, tuple) else one.default)


def rule_faults(row: Row, names) -> Iterator[Fault]:
    rule = RULES.get(row["code"])
    if rule is None:
        return
    given = row["parameters"] or {}
    bad = set()
    for name, sentence in parameter_faults(rule.parameters, given):
        bad.add(parameter_of(name))
        yield row.fault(f"parameters.{name}" if name else "parameters", f"{row['code']}: {sentence}")
    for one in fields(rule.parameters):
        if one.name in given and not one.metadata["supported"] and not is_default(one, given[one.name]):
            yield row.fault(f"parameters.{one.name}", f"{row['code']}: {one.name} is not yet supported; take it out for now")
        if one.name in given and one.name not in bad and not (given[one.name] == "none" and may_be_none(one)):
            at, kind = f"parameters.{one.name}", one.metadata["type"]
            for inside, sentence in value_references(one.name, kind, given[one.name], names):
                yield row.fault(f"{at}{inside}", sentence)
    for name in row["assumed"] or ():
        if name not in given:
            yield row.fault("assumed", f"{shown(name)} is not among the parameters given{nearest(name, given) if given else ''}")
    if row["gate"] and row["gate"] not in rule.gates:
        hint = nearest(row["gate"], rule.gates) if rule.gates else "; the rule closes none"
        yield row.fault("gate", f"{row['code']} closes no {shown(row['gate'])}{hint}")
    yield from where_faults(row, rule.subject, names)


def post_faults(row: Row, names) -> Iterator[Fault]:
    """A post that nobody can be appointed to where the rule asks for it; a function may lie anywhere."""
    given = row["parameters"] or {}
    code, place = str(given.get("role")), str(given.get("in_container", HOME))
    if row["code"] != "post_is_held" or code in FUNCTIONS or code not in ROLES or place not in names.kinds:
        return
    if names.kinds[place] not in (held_in := ROLES[code].held_in):
        sentence = f"{code} is not held in a place of kind {names.kinds[place]}; it is held in {', '.join(sorted(held_in))}"
        yield row.fault("parameters.in_container", f"{row['code']}: {sentence}")


def account_faults(row: Row) -> Iterator[Fault]:
    """An account has the parts that its form has."""
    parts = (row["parameters"] or {}).get("parts")
    for number, one in enumerate(parts if row["code"] == "account_is_given_afterwards" and isinstance(parts, list) else ()):
        part = one.get("part") if isinstance(one, dict) else None
        if isinstance(part, str) and part not in ACCOUNT_PARTS:
            yield row.fault(f"parameters.parts[{number}].part", f"an account has no part {shown(part)}; known: {', '.join(ACCOUNT_PARTS)}")


def value_references(name: str, kind: str, value, names) -> Iterator[tuple[str, str]]:
    """(place inside the value, sentence) for each code that means nothing; the value itself has the right form."""
    if kind in PARAMETERS:
        many = isinstance(value, list)
        for number, code in enumerate(value if many else [value]):
            if sentence := names.missing(PARAMETERS[kind], code):
                yield f"[{number}]" if many else "", sentence
    elif kind == "conditions":
        yield from inner_conditions("", "Work", value, names)
    elif kind in ROWS:
        for number, one in enumerate(value):
            yield from ((f"[{number}]{inside}", sentence) for inside, sentence in ROWS[kind](one, names))
    else:
        yield from words_inside(name, value, names)


def of_seat(seat: dict, names):
    for word, refers in (("unit", "container"), ("body", "body"), ("role", "seat")):
        if word in seat and (sentence := names.missing(refers, seat[word])):
            yield f".{word}", sentence


def of_rate(rate: dict, names):
    return inner_conditions(".where", "Allocation", rate.get("where", []), names)


def of_partner(partner: dict, names):
    if partner.get("country", "SE") not in COUNTRIES:
        yield ".country", f"unknown country {shown(partner['country'])}, expected two capital letters of ISO 3166-1, such as FI"


ROWS = {"seats": of_seat, "rates": of_rate, "partners": of_partner}


def words_inside(name: str, value, names) -> Iterator[tuple[str, str]]:
    """The texts of lists and tables that the rule looks up."""
    if name == "numbers_by_unit":
        yield from ((f".{code}", sentence) for code in value if (sentence := names.missing("container", code)))
    elif name == "by_cost_type":
        known = BEARERS | names.known["container"]
        yield from ((f".{code}", f"nobody is called {shown(one)}{nearest(one, known)}") for code, one in value.items() if one not in known)
    elif name in LISTS:
        for number, one in enumerate(value if isinstance(value, list) else [value]):
            if len(one) > LONGEST:
                yield f"[{number}]" if isinstance(value, list) else "", f"expected at most {LONGEST} characters, got {len(one)}"
    known = UNDERSTOOD.get(name)
    if name == "held_in":
        known = names.known["kind"] | names.known["container"]
    elif name == "lists_every":
        known = names.known["relation_kind"] | {PROJECTS}
    for number, one in enumerate(value) if known else ():
        if one not in known:
            yield f"[{number}]", f"unknown value {shown(one)}{nearest(one, known)}"
