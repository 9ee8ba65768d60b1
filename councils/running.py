"""Which units have international work under way. The rooms that have such work say so; this one only asks them."""

import datetime as dt
from collections.abc import Callable, Iterable

SOURCES: list[Callable[..., Iterable[int]]] = []


def running_work(source):
    """Register who knows: `source` on (municipality, on) → ids of the units that work under way that day belongs to."""
    SOURCES.append(source)
    return source


def units_at_work(municipality, on: dt.date, containers) -> frozenset[int]:
    """Ids of the units with work under way, their own or that of a unit below them. `containers` are all of the municipality's."""
    above = {one.pk: one.parent_id for one in containers}
    found = set()
    for pk in {pk for source in SOURCES for pk in source(municipality, on)}:
        while pk in above and pk not in found:
            found.add(pk)
            pk = above[pk]
    return frozenset(found)
