"""The log: what a municipality did in a year, drawn from the sentences of log.toml. The same year is always drawn the same."""

import datetime as dt
import random
from decimal import Decimal

from django.db import transaction

from partnerships.models import Relation
from reports.models import Activity

from .days import as_of
from .world import World, read

WITH_A_RELATION = 0.82  # the rest is with somebody outside the register
SAID_NOTHING = 0.12  # how often an optional field is left empty
PUBLISHED = 0.15
PLACES = ("twin_town", "cooperation", "municipal_partnership", "friendship")


@transaction.atomic
def add_years(world: World) -> int:
    """The log of the two years before this one, and of this one up to today; how many rows that made."""
    bank = read("log")["entry"]
    relations = list(Relation.objects.of(world.municipality).alive().in_order())
    rows = []
    for years_ago, number in zip((2, 1, 0), world.data["activities"], strict=True):
        year = world.today.year - years_ago
        draw = random.Random(f"{world.municipality.slug} {years_ago}")  # noqa: S311 (nothing secret is drawn)
        rows += [row for row in drawn_year(world, draw, bank, relations, year, number) if (row.ends_on or row.starts_on) <= world.today]
    for row in sorted(rows, key=lambda row: row.starts_on):
        logged_on = world.registered((row.ends_on or row.starts_on) + dt.timedelta(days=3))
        with as_of(logged_on, 15, 20):
            row.recorded(by=world.contact(row.container, logged_on))
    return len(rows)


def drawn_year(world, draw, bank, relations, year, number):
    """A year's rows, unsaved: each unit takes its share, and no entry comes again before the others have been used."""
    units = [code for code, unit in world.data["units"].items() for _ in range(unit["share"])]
    draw.shuffle(units)
    decks = {}
    for place in range(number):
        code = units[place % len(units)]
        theme = world.data["units"][code]["theme"]
        if not decks.get(theme):
            decks[theme] = [card for entry in bank if theme in entry["themes"] for card in cards(draw, entry)]
            draw.shuffle(decks[theme])
        entry, topic = decks[theme].pop()
        yield drawn_activity(world, draw, entry, topic, relations, year, world.container(code))


def cards(draw, entry):
    """The entry with its topic, as many times as it comes in a round."""
    topics = entry.get("topics", [""])
    return [(entry, topic) for topic in draw.sample(topics, min(len(topics), entry.get("often", 1)))]


def drawn_activity(world, draw, entry, topic, relations, year, container) -> Activity:
    relation, counterpart = met(world, draw, entry, relations)
    name = relation.name if relation else counterpart
    starts_on = working_day(year, draw.choice(entry["months"]), draw.randint(7, 28))
    people, young = reached(draw, entry)
    texts = {field: said(draw, entry.get(field, "")) if draw.random() > 2 * SAID_NOTHING else "" for field in ("got", "gave")}
    description = said(draw, entry["text"]) if draw.random() > SAID_NOTHING else ""
    return Activity(
        container=container, kind=entry["kind"], title=entry["title"].replace("{with}", name).replace("{topic}", topic), starts_on=starts_on,
        ends_on=starts_on + dt.timedelta(days=entry["days"] - 1) if entry.get("days", 1) > 1 else None,
        relation=relation, counterpart=counterpart, description=description, people_reached=people, young_reached=young,
        own_cost=cost(draw, entry), published=bool(description) and draw.random() < PUBLISHED, **texts,
    )  # fmt: skip


def said(draw, texts: str | list[str]) -> str:
    return texts if isinstance(texts, str) else draw.choice(texts)


def working_day(year: int, month: int, day: int) -> dt.date:
    """A day from Monday to Friday, out of the way of Midsummer and Christmas."""
    found = dt.date(year, month, day - 10 if month in (6, 12) and day > 18 else day)
    return found - dt.timedelta(days=max(0, found.weekday() - 4))


def met(world, draw, entry, relations):
    """(relation, the name of somebody outside the register): one of them, or neither."""
    if entry["met"] == "nobody":
        return None, ""
    if entry["met"] == "funder":
        return None, entry["funder"]
    places = entry["met"] == "place"
    known = [relation for relation in relations if (relation.partner_id is not None if places else relation.kind == "network")]
    if known and (not places or draw.random() < WITH_A_RELATION):
        return draw.choice(known), ""
    return None, draw.choice(world.data["places"]) if places else "länets nätverk för samordnare"


def reached(draw, entry):
    """(people, young among them); sometimes nobody wrote down how many."""
    people = draw.randint(*entry["people"])
    share = entry.get("young", 0)
    young = min(people, round(people * share * draw.uniform(0.9, 1.05)))
    if draw.random() < SAID_NOTHING:
        return None, None
    return people, young if share or draw.random() < 0.5 else None


def cost(draw, entry) -> Decimal | None:
    """Kronor, to the hundred; 0 is a cost, None is that nobody has said."""
    said = entry.get("cost")
    if said is None or draw.random() < SAID_NOTHING:
        return None
    return Decimal(0) if said == 0 else Decimal(round(draw.randint(*said), -2))
