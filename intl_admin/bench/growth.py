"""The same pages in two sizes, by turns: a copy of the database is kept while it is small, so that other work on the machine slows both alike."""

from contextlib import contextmanager

from django.db import connection

from .fill import Country
from .measure import Page, all_pages

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
    """The site's pages in the copy and in the database, each the fastest of its rounds: what else runs on the machine only ever adds."""
    few, many = [], []
    for _ in range(ROUNDS):
        with in_database(small):
            few.append(all_pages(country, beside=False))
        many.append(all_pages(country, beside=False))
    return fastest(few), fastest(many)


def fastest(rounds: list[list[Page]]) -> list[Page]:
    return [min(pages, key=lambda page: page.site.seconds) for pages in zip(*rounds, strict=True)]
