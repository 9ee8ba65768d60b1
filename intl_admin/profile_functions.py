"""Functions that a profile lays on a unit or on somebody outside. What somebody has ended in the product stays ended."""

from councils.models import Commission, Container, Municipality

from .profile_rows import Keeper, texts


class Functions:
    """`containers` are those of the file, by code."""

    def __init__(self, keeper: Keeper, tables: dict, municipality: Municipality, containers: dict[str, Container]):
        self.keeper, self.tables, self.municipality, self.containers = keeper, tables, municipality, containers

    def write(self):
        rows = list(Commission.objects.of(self.municipality).select_related("container").in_order())
        known = {(row.role, row.container_id, row.provider): row for row in rows}
        kept = set()
        for row in self.tables["function"]:
            container = self.containers[row["unit"]] if row["unit"] else None
            one = known.get((row["role"], container.pk if container else None, row["provider"] or ""))
            first = row["from"] or (self.keeper.today if one is None else one.starts_on)
            kept.add(
                self.keeper.keep(
                    Commission, one, municipality=self.municipality, role=row["role"], container=container, serves=row["serves"] or [],
                    starts_on=first, ends_on=row["to"], **texts(row, "provider", "agreement", "note"),
                ).pk
            )  # fmt: skip
        for row in rows:
            if row.pk not in kept:
                self.keeper.end(row, f"the function {row}", last="ends_on", first="starts_on")
