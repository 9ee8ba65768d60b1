"""The same pages in two sizes, by turns: a copy of the database is kept while it is small, so that other work on the machine slows both alike."""

import math
from contextlib import contextmanager

from django.db import connection

from .fill import Country
from .measure import WAYS, Figure, Page, all_pages

ROUNDS = 5


def copy_database() -> str:
    """The name of a copy beside the database, as it is now. Whoever made the one removes the other: both lie in its folder or server."""
    own = connection.settings_dict["NAME"]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("VACUUM INTO %s", [f"{own}.small"])
            return f"{own}.small"
        cursor.execute(f"CREATE DATABASE small TEMPLATE {connection.ops.quote_name(own)}")
        return "small"


@contextmanager
def in_database(name: str):
    """The default connection goes to the other database meanwhile."""
    own = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = own


def by_turns(country: Country, small: str) -> tuple[list[Page], list[Page]]:
    """The pages in the copy and in the database: each way's fastest round, since what else runs on the machine only ever adds."""
    few, many, ways = [], [], WAYS
    for _ in range(ROUNDS):
        with in_database(small):
            few.append(all_pages(country, ways=()))
        many.append(all_pages(country, ways=ways))
        ways = tuple(way for way in ways if all(page.ways[way].quick for page in many[-1] if page.ways))
    return fastest(few), fastest(many)


def fastest(rounds: list[list[Page]]) -> list[Page]:
    return [merged(pages) for pages in zip(*rounds, strict=True)]


def merged(pages: tuple[Page, ...]) -> Page:
    first = pages[0]
    return Page(
        first.name,
        min((page.site for page in pages), key=seconds),
        first.bare and min((page.bare for page in pages), key=seconds),
        {way: min((page.ways[way] for page in pages if way in page.ways), key=seconds) for way in first.ways},
    )


def seconds(figure: Figure) -> float:
    return math.inf if figure.seconds is None else figure.seconds
