"""The municipality's lists: what work is tagged with. A value that only a rule names comes in by its code."""

from collections.abc import Iterator

from partnerships.models import ListValue

from .profile_rows import Keeper, texts

NAMES_A_LIST = (("list", "values"), ("values_of", "values"))  # parameters of rules: the list, and those of its values that count


def named_in_rules(clauses) -> Iterator[tuple[str, str]]:
    """(list, code of a value) of each that a rule names; what has another form has a fault of its own."""
    for rule in (rule for clause in clauses for rule in clause["rules"] or ()):
        given = rule["parameters"] or {}
        for of_list, named in NAMES_A_LIST:
            values = given.get(named)
            if isinstance(given.get(of_list), str) and isinstance(values, list):
                yield from ((given[of_list], value) for value in values if isinstance(value, str))


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
        for of_list, code in named_in_rules(self.tables["clause"]):
            lists.setdefault(of_list, {}).setdefault(code, {"name": code.replace("_", " "), "name_en": ""})
        return lists
