"""Days on which Swedish offices are open: not Saturdays, public holidays, nor the three eves that count as holidays.

The law on public holidays (1989:253) names the days and they hardly ever change. That a last day on Midsummer Eve, Christmas Eve or
New Year's Eve is no better than one on a Sunday stands in the law on statutory time (1930:173, 2 §). A library of the holidays of
all countries would bring 14 MB and hold other packages back; when Easter is, dateutil knows.
"""

import datetime as dt
from functools import lru_cache

from dateutil.easter import easter

SATURDAY, FRIDAY = 5, 4
FIXED = ((1, 1), (1, 6), (5, 1), (6, 6), (12, 24), (12, 25), (12, 26), (12, 31))  # (month, day)
FROM_EASTER = (-2, 1, 39)  # Good Friday, Easter Monday, Ascension Day; Easter and Whitsun are Sundays


@lru_cache
def holidays(year: int) -> frozenset[dt.date]:
    """Those that can fall on another day than Saturday or Sunday."""
    first = dt.date(year, 6, 19)
    midsummer_eve = first + dt.timedelta(days=(FRIDAY - first.weekday()) % 7)
    moving = (easter(year) + dt.timedelta(days=number) for number in FROM_EASTER)
    return frozenset({midsummer_eve, *moving, *(dt.date(year, month, day) for month, day in FIXED)})


def is_working_day(day: dt.date) -> bool:
    return day.weekday() < SATURDAY and day not in holidays(day.year)


def working_day_by(day: dt.date) -> dt.date:
    """The day itself, or the nearest working day before it."""
    while not is_working_day(day):
        day -= dt.timedelta(days=1)
    return day
