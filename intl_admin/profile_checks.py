"""What must agree between the rows of a profile: codes, references, days, rules and routes. Reads no database."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator

from django.utils import timezone

from councils.compliance import RULES
from councils.conditions import FIELDS, nearest
from councils.models import AREA_KINDS, BODY_KINDS, RESERVED_SLUGS, STATUTE, Document, MatterCode
from councils.roles import FUNCTIONS, ROLES
from councils.words import GENERAL

from .profile_conditions import codes_for_conditions, where_faults
from .profile_format import FREE_ORGANS, HOME, TABLES
from .profile_parameters import account_faults, parameter_kinds, post_faults, rule_faults
from .profile_routes import route_contradictions
from .profile_values import Fault, Row, shown

DOCUMENT_KINDS = ("policy", "strategy", "guidelines", "instructions", "action_plan", "operational_plan")
LAW_COMES_WITH_THE_PRODUCT = (
    f"{shown(STATUTE)} is the law, which comes with the product and is the same for every municipality; "
    "take the document out, or give what the municipality itself has adopted another kind"
)
RELATION_KINDS = ("twin_town", "cooperation", "municipal_partnership", "network")
SEATS = ("regular", "deputy")  # who sits for the municipality in a network, beside the roles
PUBLICATIONS = ("annual_report",)
RUNS = (Document.State.IN_FORCE,)
CALLED = {
    "body": "body", "container": "unit or body", "organ": "organ", "receiver": "receiver", "document_kind": "kind of document",
    "relation_kind": "kind of relation", "role": "role", "post": "role or function", "seat": "role or seat", "matter": "kind of matter", "kind": "kind of unit or body", "rule": "rule",
    "document": "document", "question": "question", "framework": "framework", "partner": "partner", "part": "part of a document",
}  # fmt: skip


class Names:
    """Everything that a code of the file may point to."""

    def __init__(self, profile: dict, law=False):
        self.kinds = {row["code"]: row["kind"] for name in ("body", "unit") for row in profile[name] if row["code"]}
        own_words = {code for code in profile["words"] if code not in GENERAL and code not in ROLES}
        bodies = [row["code"] for row in profile["body"] if row["code"]]
        containers = {*self.kinds, HOME}
        organs = {*self.kinds, *ROLES, *FREE_ORGANS}
        self.known = {
            "body": set(bodies),
            "container": containers,
            "organ": organs,
            "receiver": {*organs, *PUBLICATIONS},
            "document_kind": {STATUTE} if law else {*DOCUMENT_KINDS, *own_words},
            "relation_kind": {*RELATION_KINDS, *own_words},
            "role": {*ROLES},
            "post": {*ROLES, *FUNCTIONS},
            "seat": {*ROLES, *SEATS},
            "matter": set(MatterCode.values),
            "kind": {*BODY_KINDS, *AREA_KINDS},
            "rule": set(RULES),
            **{name: {row["code"] for row in profile[name] if row["code"]} for name in ("document", "question", "partner", "framework")},
            "part": {part["code"] for part in parts_of(profile)},
        }
        self.codes = codes_for_conditions(profile, self.known)
        self.kinds[HOME] = "municipality"

    def missing(self, kind: str, code: str) -> str:
        """The sentence when nothing has that code, or nothing."""
        if not isinstance(code, str):
            return f"expected the code of a {CALLED[kind]}, got {shown(code)}"
        if code in self.known[kind]:
            return ""
        if kind == "document_kind" and code == STATUTE:
            return LAW_COMES_WITH_THE_PRODUCT
        hint = nearest(code, self.known[kind]) if self.known[kind] else "; the file has none"
        if kind in ("document_kind", "relation_kind"):
            hint += f"; a new kind comes in by its word, [words.{code}]"
        if kind in ("role", "post"):
            hint = f"; known: {', '.join(sorted(self.known[kind]))}; give the one that fits the municipality's own name under [words.…]"
        return f"no such {CALLED[kind]}: {shown(code)}{hint}"


def parts_of(profile: dict) -> list[Row]:
    return [part for document in profile["document"] for part in document["parts"] if part["code"]]


def check(profile: dict, law=False) -> Iterator[Fault]:
    """Every fault between the rows that `read_tables` returned."""
    names = Names(profile, law)
    yield from home_faults(profile["municipality"])
    yield from twice(profile)
    yield from references(profile, names)
    yield from words(profile)
    for row in [*profile["body"], *profile["unit"]]:
        yield from order_of_days(row, "active_from", "active_to")
    for row in [profile["municipality"], *profile["partner"]]:
        yield from half_a_position(row)
    yield from circles([*profile["body"], *profile["unit"]], "parent", "lies under itself")
    yield from circles(profile["document"], "parent", "stands under itself")
    yield from circles(parts_of(profile), "serves", "serves itself")
    yield from seats(profile["seats"], names)
    yield from functions(profile["function"])
    yield from documents(profile["document"])
    yield from clauses(profile, names)
    for row in profile["framework"]:
        yield from order_of_days(row, "starts_on", "ends_on")
    yield from same_name(profile["framework"])
    for row in profile["relation"]:
        for last in ("valid_to", "ended_on"):
            yield from order_of_days(row, "started_on", last)
        yield from order_of_days(row, "started_year", "ended_year")
        if row["partner"] is None and row["name"] is None:
            yield row.fault("name", "must be given where there is no partner")
        if row["review"] == "months" and row["review_months"] is None:
            yield row.fault("review_months", "must be given where the reviews go by months")


def home_faults(row: Row | None) -> Iterator[Fault]:
    if row and row["slug"] in RESERVED_SLUGS:
        yield row.fault("slug", f"{shown(row['slug'])} is an address of the product itself; choose another")


def order_of_days(row: Row, first: str, last: str) -> Iterator[Fault]:
    if row[first] and row[last] and row[last] < row[first]:
        yield row.fault(last, f"{row[last]} is before {first}, {row[first]}")


def half_a_position(row: Row | None) -> Iterator[Fault]:
    if row and (row["latitude"] is None) != (row["longitude"] is None):
        yield row.fault("latitude" if row["latitude"] is None else "longitude", "latitude and longitude are given together, or neither")


def twice(profile: dict) -> Iterator[Fault]:
    """Codes that two rows have. Bodies and units share theirs, since a rule or route names either."""
    taken: dict[str, Row] = {}
    for row in [*profile["body"], *profile["unit"]]:
        if row["code"] in {HOME, *ROLES, *FREE_ORGANS}:
            yield row.fault("code", f"{shown(row['code'])} already means something in a route; choose another code")
        yield from taken_before(row, "code", taken)
    for name, key in (
        ("document", "code"),
        ("clause", "id"),
        ("question", "code"),
        ("list", "code"),
        ("framework", "code"),
        ("partner", "code"),
        ("relation", "code"),
    ):
        taken = {}
        for row in profile[name]:
            yield from taken_before(row, key, taken)
    for rows in (parts_of(profile), *(one["values"] for one in profile["list"])):
        taken = {}
        for row in rows:
            yield from taken_before(row, "code", taken)


def same_name(rows: list[Row]) -> Iterator[Fault]:
    taken: dict[str, Row] = {}
    for row in rows:
        yield from taken_before(row, "name", taken)


def taken_before(row: Row, key: str, taken: dict) -> Iterator[Fault]:
    code = row[key]
    if code in taken:
        yield row.fault(key, f"{shown(code)} stands twice; {taken[code].at} has it already")
    elif code is not None:
        taken[code] = row


def references(profile: dict, names: Names) -> Iterator[Fault]:
    """Each code must be a code of something; which of what, the format says."""
    for table in TABLES.values():
        rows = profile[table.name]
        rows = rows.values() if isinstance(rows, dict) and table.form == "named" else rows if isinstance(rows, list) else [rows]
        for row in rows:
            yield from row_references(row, table.keys, names)


def row_references(row: Row | None, keys: dict, names: Names) -> Iterator[Fault]:
    for word, key in keys.items() if row is not None else ():
        if key.kind in ("table", "tables"):
            for inner in row[word] if isinstance(row[word], list) else [row[word]]:
                yield from row_references(inner, key.keys, names)
        elif key.refers and row[word]:
            many = isinstance(row[word], list)
            for number, code in enumerate(row[word] if many else [row[word]]):
                if sentence := names.missing(key.refers, code):
                    yield row.fault(f"{word}[{number}]" if many and len(row[word]) > 1 else word, sentence)


def words(profile: dict) -> Iterator[Fault]:
    """A word must name something; one that the product does not know must be a kind that the file uses."""
    used = {row["kind"] for name in ("document", "relation") for row in profile[name]}
    for setting in (rule for clause in profile["clause"] for rule in clause["rules"] or ()):
        for name, kind in parameter_kinds(setting):
            if kind in ("document_kind", "document_kinds", "relation_kind"):
                value = setting["parameters"][name]
                used |= set(filter(lambda one: isinstance(one, str), value if isinstance(value, list) else [value]))
    for code, row in profile["words"].items():
        if code not in GENERAL and code not in ROLES and code not in used:
            yield row.fault("", f"no such word, and no document, relation or rule uses it as a kind{nearest(code, {*GENERAL, *ROLES})}")


def circles(rows: list[Row], key: str, says: str) -> Iterator[Fault]:
    above = {row["code"]: row[key] for row in rows if row["code"]}
    for row in rows:
        seen, code = set(), row["code"]
        while code in above and code not in seen:
            seen.add(code)
            code = above[code]
        if code is not None and code == row["code"]:
            yield row.fault(key, f"{shown(row['code'])} {says}: {' → '.join([*path_up(row['code'], above), row['code']])}")


def path_up(code: str, above: dict) -> list[str]:
    path = [code]
    while above.get(path[-1]) not in (None, code):
        path.append(above[path[-1]])
    return path


def seats(rows: list[Row], names: Names) -> Iterator[Fault]:
    taken: dict[tuple, Row] = {}
    for row in rows:
        if (row["container"] is None) == (row["every_kind"] is None):
            yield row.fault("container", "give either container or every_kind, and only one of them")
            continue
        kind = row["every_kind"] or names.kinds.get(row["container"])
        if kind and row["role"] and kind not in ROLES[row["role"]].held_in:
            held_in = ", ".join(sorted(ROLES[row["role"]].held_in))
            yield row.fault("role", f"{row['role']} is not held in a place of kind {kind}; it is held in {held_in}")
        place = row["container"] or row["every_kind"], row["role"]
        if place in taken:
            yield row.fault("role", f"{place[1]} in {place[0]} stands twice; {taken[place].at} has it already")
        taken.setdefault(place, row)


def functions(rows: list[Row]) -> Iterator[Fault]:
    taken: dict[tuple, Row] = {}
    for row in rows:
        yield from order_of_days(row, "from", "to")
        if (row["unit"] is None) == (row["provider"] is None):
            yield row.fault("unit", "give either unit or provider, and only one of them")
        if row["provider"] and not row["agreement"]:
            yield row.fault("agreement", "must be given with a provider: somebody outside has a function by agreement")
        who = row["role"], row["unit"] or row["provider"]
        if who in taken:
            yield row.fault("role", f"{who[0]} with {who[1]} stands twice; {taken[who].at} has it already")
        taken.setdefault(who, row)


def documents(rows: list[Row]) -> Iterator[Fault]:
    by_code = {row["code"]: row for row in rows}
    older = {row["code"]: row["adoption"]["supersedes"] or [] for row in rows if row["adoption"]}
    for row in rows:
        yield from order_of_days(row, "valid_from", "valid_to")
        if row["valid_to"] and row["until_further_notice"]:
            yield row.fault("until_further_notice", f"the document ends {row['valid_to']}; give either a last day or until further notice")
        if row["state"] == Document.State.DRAFT and row["published"]:
            yield row.fault("published", "a draft is not shown to everybody")
        if row["adoption"]:
            yield from adoption(row)
        for code in older.get(row["code"], ()):
            if row["code"] in replaced_with(code, older):
                yield row["adoption"].fault("supersedes", f"{shown(row['code'])} and {shown(code)} replace each other")
            elif code in by_code and by_code[code]["state"] in (Document.State.DRAFT, Document.State.IN_FORCE):
                yield by_code[code].fault("state", f'expected "replaced", since {row.at} replaces it')
    yield from same_section(rows)


def replaced_with(code: str, older: dict) -> set[str]:
    """The document, what it replaces, what that replaced in its turn, and so on."""
    found, left = set(), [code]
    while left:
        one = left.pop()
        left += [] if one in found else older.get(one, ())
        found.add(one)
    return found


def adoption(document: Row) -> Iterator[Fault]:
    row = document["adoption"]
    if document["state"] == Document.State.DRAFT:
        yield row.fault("", 'a draft has no decision yet; leave the table out, or set state = "in_force"')
    if (row["body"] is None) == (row["outside_party"] is None):
        yield row.fault("body", "give either body or outside_party, and only one of them")
    if isinstance(row["date"], dt.date) and row["date"] > timezone.localdate():
        yield row.fault("date", f"{row['date']} has not come yet, and nothing is decided ahead")
    for fact in row["not_stated"] or ():
        if row[fact]:
            yield row.fault("not_stated", f"{fact} is given, so the source does state it; take one of them out")


def same_section(rows: list[Row]) -> Iterator[Fault]:
    """A body has one § of a number in a year, unless the numbers are as in the source."""
    taken: dict[tuple, Row] = {}
    for row in rows:
        one = row["adoption"]
        if one and one["body"] and one["date"] and one["section"] and not one["as_in_source"]:
            place = one["body"], one["date"].year, one["section"]
            if place in taken:
                yield one.fault(
                    "section",
                    f"{place[0]} already has § {place[2]} of {place[1]} in {taken[place].at}; check it, or set as_in_source = true",
                )
            taken.setdefault(place, one)


# ───────────────────────── clauses: what runs


def clauses(profile: dict, names: Names) -> Iterator[Fault]:
    state = {row["code"]: row for row in profile["document"]}
    steps = defaultdict(list)
    for clause in profile["clause"]:
        document = state.get(clause["document"])
        for row in [*(clause["rules"] or ()), *(clause["routes"] or ())]:
            yield from strength(clause, row)
            yield from runs(document, row)
        for rule in clause["rules"] or ():
            yield from rule_faults(rule, names)
            yield from post_faults(rule, names)
            yield from account_faults(rule)
        yield from same_rule(clause)
        for route in clause["routes"] or ():
            yield from route_faults(route, names)
            if document and document["state"] in RUNS:
                steps[route["matter"]].append(route)
    for rows in steps.values():
        yield from route_contradictions(rows)


def strength(clause: Row, row: Row) -> Iterator[Fault]:
    """Where none is given, the clause's own is filled in."""
    if row["strength"] is None and clause["strength"] == "fact":
        yield row.fault("strength", "must be given, since the clause is a fact and has no strength of its own")
    row["strength"] = row["strength"] or clause["strength"]


def runs(document: Row | None, row: Row) -> Iterator[Fault]:
    if document and document["state"] == Document.State.DRAFT:
        yield row.fault("", f"{document.at} is a draft, and nothing runs on a draft; take it out, or set the document in force")
    elif document and document["state"] not in (None, *RUNS) and not document["valid_to"]:
        yield row.fault("", f"{document.at} no longer holds; give its valid_to, which is when this ends")


def same_rule(clause: Row) -> Iterator[Fault]:
    """The same rule may stand twice in a clause, with other values."""
    said = [str((row["code"], row["where"] or [], row["parameters"] or {})) for row in clause["rules"] or ()]
    for number, text in enumerate(said):
        if text in said[:number]:
            yield clause.fault(f"rules[{number}]", f"is the same as rules[{said.index(text)}]")


def route_faults(row: Row, names: Names) -> Iterator[Fault]:
    for organ, times in Counter(row["organ"] or ()).items():
        if organ == "nobody" and len(row["organ"]) > times:
            yield row.fault("organ", '"nobody" means that no decision is needed, and stands alone')
    if row["matter"]:
        yield from where_faults(row, route_subject(row["matter"]), names)


def route_subject(matter: str) -> str:
    """Where the fields are declared that a route of the matter may use."""
    return matter if matter in FIELDS else "Matter"
