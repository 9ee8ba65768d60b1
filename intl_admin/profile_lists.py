"""The municipality's lists: what work is tagged with. A value that only a rule names comes in by its code."""

from partnerships.models import ListValue

from .profile_rows import Keeper, texts

NAMES_A_LIST = (("list", "values"), ("values_of", "values"))  # parameters of rules: the list, and those of its values that count


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
        for clause in self.tables["clause"]:
            for rule in clause["rules"]:
                for code, named in NAMES_A_LIST:
                    given = rule["parameters"] or {}
                    for value in given.get(named, ()) if given.get(code) else ():
                        lists.setdefault(given[code], {}).setdefault(value, {"name": value.replace("_", " "), "name_en": ""})
        return lists
