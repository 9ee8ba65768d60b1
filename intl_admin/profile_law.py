"""The law as documents: the same for every municipality, adopted by nobody there, loaded with every profile from one file."""

import datetime as dt
from pathlib import Path

from councils.models import Document, Municipality

from .profile_checks import check
from .profile_policy import Policy
from .profile_reading import read_file, read_tables
from .profile_rows import OF_LAW, Keeper, Refused
from .profile_values import Row

STATUTES = Path(__file__).with_name("statutes.toml")


def read_law() -> dict:
    """The tables of the law's file, or Refused with a line for every fault."""
    data, faults = read_file(STATUTES)
    tables = {}
    if not faults:
        tables, faults = read_tables(data, law=True)
        faults += check(tables, law=True)
    if faults:
        raise Refused([fault.line(STATUTES.name) for fault in faults])
    return tables


class Law(Policy):
    """Statutes on their way into one municipality. They count as rows of the profile that they come with."""

    is_law = True

    def __init__(self, keeper: Keeper, tables: dict, municipality: Municipality, containers: dict):
        own = Keeper(STATUTES.name, keeper.slug, OF_LAW, keeper.outcome)
        super().__init__(own, tables, municipality, containers)

    def register(self, row: Row, values: dict) -> Document:
        """Without a matter: no organ of the municipality decides about it."""
        return Document(**values).recorded(by=None, reason=self.keeper.reason)

    def first_day(self, document: Row) -> dt.date | None:
        """The day of the first loading: nobody has kept here what the law asked about before that."""
        return None
