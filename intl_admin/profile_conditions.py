"""Conditions of a profile: their form, and whether the fields can ever be what they are compared with. Reads no database.

`names` is profile_checks.Names: everything that a code of the file may point to.
"""

from collections.abc import Iterator

from councils import conditions
from councils.condition_values import LIST, never

from .profile_lists import named_in_conditions, named_in_rules
from .profile_values import Fault, Row, shown


def codes_for_conditions(profile: dict, known: dict[str, set]) -> dict[str, set]:
    """The file's own codes by sort, the values of its lists among them: those that it gives, and those that a rule names.

    What conditions compare a list with counts while the file does not give that list: then they say what is in it.
    """
    found = {sort: known[sort] for sort in ("document_kind", "relation_kind", "body", "container")}
    given = [(one["code"], row["code"]) for one in profile["list"] for row in one["values"] if row["code"]]
    lists = {of_list for of_list, _code in given}
    compared = [one for one in named_in_conditions(profile["clause"]) if one[0] not in lists]
    for of_list, code in [*given, *named_in_rules(profile["clause"]), *compared]:
        found.setdefault(f"{LIST}{of_list}", set()).add(code)
        found.setdefault("tag", set()).add(code)
    return found


def all_faults(subject: str, value, names) -> Iterator[tuple[str, str]]:
    """(place, sentence): where[0].value, expected …"""
    for said in conditions.faults(subject, value):
        place, _, sentence = said.partition(": ")
        yield place, sentence
    yield from ((one.place, one.sentence) for one in never(subject, value, names.codes))


def inner_conditions(at: str, subject: str, value, names) -> Iterator[tuple[str, str]]:
    """Of conditions inside a parameter's value."""
    yield from ((f"{at}{place.removeprefix('where')}", sentence) for place, sentence in all_faults(subject, value, names))


def where_faults(row: Row, subject: str, names) -> Iterator[Fault]:
    odd = []
    for number, one in enumerate(row["where"] or []):
        for name in ("field", "op"):
            if isinstance(one, dict) and not isinstance(one.get(name, ""), str):
                odd.append(row.fault(f"where[{number}].{name}", f"expected a text, got {shown(one[name])}"))
    yield from odd
    yield from () if odd else (row.fault(place, sentence) for place, sentence in all_faults(subject, row["where"] or [], names))
