"""The reference part of docs/profile.md, printed from the declarations themselves: keys, kinds, roles, matters, conditions, rules."""

from collections.abc import Iterator
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path

from django.utils.translation import override

from councils.compliance import GATES, RULES
from councils.conditions import FIELDS, OPERATORS, PRESENCE
from councils.models import AREA_KINDS, BODY_KINDS, MatterCode
from councils.parameters import TYPES, Due, Period, Span
from councils.roles import FUNCTIONS, ROLES
from councils.words import GENERAL

from .profile_checks import DOCUMENT_KINDS, PUBLICATIONS, RELATION_KINDS, SEATS
from .profile_format import FREE_ORGANS, PART, ROUTE, RULE, TABLES
from .profile_values import KINDS, Key

BEGIN, END = "<!-- reference: begin -->", "<!-- reference: end -->"
MANY = 15  # choices; a longer list stands on its own
HEADINGS = {"one": "[{0}]", "many": "[[{0}]]", "named": "[{0}.CODE]"}


def put_into(document: Path):
    """Replace what stands between the marks."""
    before, _, rest = document.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    document.write_text(f"{before}{BEGIN}\n{describe()}{END}{after}", encoding="utf-8")


def describe() -> str:
    """The reference as Markdown. The rules' titles are the Swedish ones that the pages show."""
    with override("sv"):
        return "\n".join([*tables(), *lists(), *conditions(), *rules(), ""])


def code(text) -> str:
    return f"`{text}`"


def listed(values) -> str:
    return ", ".join(map(code, values))


def table(head: list[str], rows: list[list[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{' --- |' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(str(cell).replace('|', '&#124;') for cell in row)} |"
    yield ""


# ───────────────────────── keys


def tables() -> Iterator[str]:
    yield "### Tables and keys\n"
    for one in TABLES.values():
        yield f"#### {code(HEADINGS[one.form].format(one.name))}\n"
        yield f"{one.meaning}\n"
        yield from keys(one.keys)
    for name, meaning, inner in (
        ("[document.adoption]", "The decision behind the `[[document]]` above it.", TABLES["document"].keys["adoption"].keys),
        ("[[document.parts]]", "A part of the `[[document]]` above it: only what the document itself states.", PART),
        ("[[list.values]]", "A value of the `[[list]]` above it.", TABLES["list"].keys["values"].keys),
        ("[[clause.rules]]", "A rule that the `[[clause]]` above it switches on.", RULE),
        ("[[clause.routes]]", "A step of decision that the `[[clause]]` above it lays down.", ROUTE),
    ):
        yield f"#### {code(name)}\n"
        yield f"{meaning}\n"
        yield from keys(inner)


def keys(declared: dict[str, Key]) -> Iterator[str]:
    rows = [[code(name), type_of(key), "yes" if key.required else "", key.meaning, default_of(key)] for name, key in declared.items()]
    yield from table(["key", "type", "required", "meaning", "default"], rows)


def type_of(key: Key) -> str:
    if key.kind in ("table", "tables"):
        return "table, see below" if key.kind == "table" else "tables, see below"
    says = key.says or KINDS[key.kind][0]
    if key.options and key.kind in ("choice", "texts"):
        says += f" {listed(key.options)}" if len(key.options) <= MANY else " a longer list, see below"
    elif key.refers and key.kind == "code":
        says = f"code of a {key.refers.replace('_', ' ').replace('container', 'unit or body')}".replace(
            "code of a document kind", "kind of document"
        )
        says = says.replace("code of a relation kind", "kind of relation")
    return f"{says}, at most {key.longest} characters" if key.longest and key.kind in ("text", "section") else says


def default_of(key: Key) -> str:
    if key.says_default:
        return key.says_default
    if key.required or key.default is None:
        return ""
    return code({True: "true", False: "false"}.get(key.default, key.default) if isinstance(key.default, bool) else key.default)


# ───────────────────────── lists


def lists() -> Iterator[str]:
    yield "### Kinds, roles, matters\n"
    yield f"- **Kinds of body**: {listed(map(str, BODY_KINDS))}."
    yield f"- **Kinds of unit**: {listed(map(str, AREA_KINDS))}."
    yield f"- **Kinds of document**: {listed(DOCUMENT_KINDS)}, and any other that has its word under `[words.…]`."
    yield f"- **Kinds of relation**: {listed(RELATION_KINDS)}, and any other that has its word under `[words.…]`."
    yield f"- **Words**: {listed(dict.fromkeys([*GENERAL, *ROLES]))}, and the kinds that are your own."
    yield f"- **Organs of a step**: the code of a body or unit, a role, or one of {listed(FREE_ORGANS)}."
    yield f"- **Pages** (`shown_on`): {listed(TABLES['clause'].keys['shown_on'].options)}."
    yield f"- **Publications** (as receivers of a report): {listed(PUBLICATIONS)}."
    yield f"- **Functions** (`[[function]]`): {listed(FUNCTIONS)}. A unit has one as a whole, or somebody outside; `post_is_held` counts them beside roles."
    yield f"- **Seats in a network** beside the roles: {listed(SEATS)}.\n"
    yield from table(["role", "called", "may be held in"], [[code(c), r.label, ", ".join(sorted(r.held_in))] for c, r in ROLES.items()])
    yield from table(["matter", "what it is"], [[code(one.value), one.label] for one in MatterCode])


def conditions() -> Iterator[str]:
    yield "### Conditions\n"
    yield "`where` is a list of `{ field = …, op = …, value = … }`. All must hold. An empty fact gives «not known», never «no».\n"
    yield f"Operators: {listed([*OPERATORS, *PRESENCE])}. `in` and `not_in` take a list; `is_set` and `is_empty` take no value."
    yield "Which fields there are depends on what a rule judges; the steps of `[[clause.routes]]` use those of `Matter`."
    yield "A value that the field can never be is a fault: a word that none of its rows can have, a code or a value of a `[[list]]` that the file lacks, a number below 0.\n"
    rows = [
        [code(subject), ", ".join(f"{code(name)} {kind(one)}" for name, one in found.items())]
        for subject, found in sorted(FIELDS.items())
        if found
    ]
    yield from table(["subject", "fields"], rows)


def kind(one) -> str:
    return {str: "text", int: "whole number", bool: "true or false"}.get(one.type, one.type.__name__)


# ───────────────────────── rules


def rules() -> Iterator[str]:
    yield "### Rules\n"
    yield f'{len(RULES)} rules. A rule that waits is kept and checked, and judges nothing until its rows exist. `"none"` means no limit, where there need be none.\n'
    yield "The types of parameters:\n"
    used = {one.metadata["type"] for rule in RULES.values() for one in fields(rule.parameters)}
    yield from table(["type", "how it is written"], [[code(name), one.says] for name, one in TYPES.items() if name in used])
    for rule in sorted(RULES.values(), key=lambda one: one.code):
        yield f"#### {code(rule.code)}\n"
        gates = f" Closes {listed(rule.gates)}." if rule.gates else ""
        waits = " Waits." if rule.waits_for else ""
        yield f"«{rule.title}». Judges {code(rule.subject)}.{gates}{waits}\n"
        rows = [
            [code(one.name), parameter_type(one), "yes" if required(one) else "", one.metadata["meaning"], parameter_default(one)]
            for one in fields(rule.parameters)
        ]
        yield from table(["parameter", "type", "required", "meaning", "default"], rows) if rows else ["No parameters.\n"]
    yield f"Acts that rules may close (`gate`): {listed(GATES)}."


def required(one) -> bool:
    return one.default is MISSING and one.default_factory is MISSING


def parameter_type(one) -> str:
    options = one.metadata["options"]
    says = f"{one.metadata['type']}: {listed(map(str, options))}" if options else one.metadata["type"]
    if one.metadata["holds"]:
        says += f" = {one.metadata['holds'].says}"
    return f"{says} (not yet supported)" if not one.metadata["supported"] else says


def parameter_default(one) -> str:
    value = one.default
    if value is MISSING or value in (None, (), [], {}, ""):
        return ""
    return code(written(value))


def written(value) -> str:
    """A default as one would write it in a file."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Due) and value.span:
        value = value.span
    if isinstance(value, Span):
        return f"{{ months = {value.months} }}" if value.months else f"{{ days = {value.days} }}"
    if isinstance(value, Period):
        return f'{{ every = {value.every}, unit = "{value.unit}", basis = "{value.basis}" }}'
    if isinstance(value, tuple | list):
        return f"[{', '.join(map(written, value))}]"
    return f'"{value}"' if isinstance(value, str) and not is_dataclass(value) else str(value)
