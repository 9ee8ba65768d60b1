"""A relation's page on paper, to be read in ten minutes: the newest and the most important of each part, and how much more there is."""

from dataclasses import replace

from django.utils.text import Truncator

from .relation_page import RelationPage
from .timeline import Line, number_on

LINES, PROMISES, COMING, MEETINGS, GIFTS, WAYS, KINDS, YEARS = 6, 5, 3, 2, 3, 4, 5, 5
WORDS = 140  # characters of what one gave and got: two lines each


def on_paper(page: RelationPage) -> RelationPage:
    """The same page with less on it; `more` says how much less. Facts that nobody has given are left out."""
    been = [entry for entry in page.line.entries if not entry.coming]  # what is to come stands among the next steps
    line = [replace(entry, got=Truncator(entry.got).chars(WORDS), gave=Truncator(entry.gave).chars(WORDS)) for entry in been[:LINES]]
    number = number_on([page.relation, *page.others])
    health = replace(page.health, open_promises=page.health.open_promises[:PROMISES], by_kind=page.health.by_kind[:KINDS])
    short = replace(
        page,
        line=Line(line, ""),
        health=health,
        bars=page.bars[:YEARS],
        coming=page.coming[:COMING],
        meetings=page.meetings[:MEETINGS],
        given=newest_gifts(page.given),
        received=newest_gifts(page.received),
        cells=[(label, value) for label, value in page.cells if value not in (None, "")],
        card=replace(page.card, ways_in=page.card.ways_in[:WAYS]) if page.card else None,
        maps=page.maps[:1] if number <= LINES else [],  # where it lies is news only at the beginning
    )
    next_steps = len(page.health.open_promises) - len(health.open_promises) + len(page.coming) - len(short.coming)
    gifts = len(page.given) + len(page.received) - len(short.given) - len(short.received)
    more = {"line": number - len(line) - len(page.coming), "next": next_steps, "gifts": gifts}
    return replace(short, more={part: count for part, count in more.items() if count > 0})


def newest_gifts(gifts) -> list:
    """By the day they were given, or that of the meeting; those without a day last."""
    days = {gift.pk: gift.day or (gift.work.starts_on if gift.work else None) for gift in gifts}
    dated = sorted((gift for gift in gifts if days[gift.pk]), key=lambda gift: (days[gift.pk], gift.pk), reverse=True)
    return [*dated, *(gift for gift in gifts if not days[gift.pk])][:GIFTS]
