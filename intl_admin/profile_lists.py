"""The municipality's lists: what work is tagged with. A value that only a rule names comes in by its code."""

from collections.abc import Iterator
from difflib import get_close_matches

from partnerships.models import ListValue

from .profile_rows import Keeper, texts

NAMES_A_LIST = (("list", "values"), ("values_of", "values"))  # parameters of rules: the list, and those of its values that count

COMPARED = {"target_group": ("children", "youth")}  # fields of conditions that are lists, and what is read off the figures of all work


def named_in_rules(clauses) -> Iterator[tuple[str, str]]:
    """(list, code of a value) of each that a rule names; what has another form has a fault of its own."""
    for rule in (rule for clause in clauses for rule in clause["rules"] or ()):
        given = rule["parameters"] or {}
        for of_list, named in NAMES_A_LIST:
            values = given.get(named)
            if isinstance(given.get(of_list), str) and isinstance(values, list):
                yield from ((given[of_list], value) for value in values if isinstance(value, str))


def named_in_conditions(clauses) -> Iterator[tuple[str, str]]:
    """(list, code) of what conditions compare a list of work with: without such a list in the file they say what is in it."""
    for rule in (rule for clause in clauses for rule in clause["rules"] or ()):
        for one in rule["where"] if isinstance(rule["where"], list) else ():
            if isinstance(one, dict) and one.get("field") in [*COMPARED]:
                values = one.get("value")
                for value in values if isinstance(values, list) else [values]:
                    if isinstance(value, str) and not get_close_matches(value, COMPARED[one["field"]], 1, 0.75):  # near: a slip
                        yield one["field"], value


class Lists:
    def __init__(self, keeper: Keeper, tables: dict, municipality):
        self.keeper, self.tables, self.municipality = keeper, tables, municipality

    def write(self):
        rows = ListValue.objects.of(self.municipality)
        known = {(row.list, row.code): row for row in rows}
        kept = set()
        for of_list, values in self.wanted().items():
            for number, (code, name) in enumerate(values.items(), 1):
                row = self.keeper.keep(
                    ListValue,
                    known.get((of_list, code)),
                    municipality=self.municipality,
                    list=of_list,
                    code=code,
                    ordinal=10 * number,
                    **name,
                )
                kept.add(row.pk)
        self.keeper.left(rows, kept, "the value")

    def wanted(self) -> dict[str, dict[str, dict]]:
        """{list: {code: its names}}: those of the file first, then those that rules name."""
        lists = {one["code"]: {row["code"]: texts(row, "name", "name_en") for row in one["values"]} for one in self.tables["list"]}
        for of_list, code in (*named_in_rules(self.tables["clause"]), *named_in_conditions(self.tables["clause"])):
            lists.setdefault(of_list, {}).setdefault(code, {"name": code.replace("_", " "), "name_en": ""})
        return lists
