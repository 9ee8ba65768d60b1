"""Sums of money: each currency by itself, in kronor only where every part can be, and what is not known named. 0 is a value, empty is not.

Pure: nothing here asks the database. Amounts are Decimal; a half is rounded up.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from councils.templatetags.page import amount

from .models import BudgetLine, Programme

Side, Rounding = BudgetLine.Side, Programme.Rounding
KRONOR = "SEK"
SIGNS = {KRONOR: "kr", "EUR": "€"}
CENT, WHOLE = Decimal("0.01"), Decimal(1)
STEPS = {Rounding.CENT: (CENT, ROUND_HALF_UP), Rounding.WHOLE: (WHOLE, ROUND_HALF_UP), Rounding.DOWN: (WHOLE, ROUND_FLOOR)}


def rounded(value: Decimal, rounding=Rounding.CENT) -> Decimal:
    """As the programme says: to cents, to whole, or down to whole."""
    step, way = STEPS[Rounding(rounding)]
    return value.quantize(step, way)


def rounding_of(work) -> str:
    """How the work's programme rounds; to cents where no programme says."""
    return work.programme.rounding if work.programme_id else Rounding.CENT


def in_kronor(value: Decimal | None, currency: str, rate: Decimal | None) -> Decimal | None:
    """None while the amount, or the rate of a foreign one, is not known."""
    if value is None or (currency != KRONOR and rate is None):
        return None
    return (value * (WHOLE if currency == KRONOR else rate)).quantize(CENT, ROUND_HALF_UP)


def in_words(value: Decimal | None, currency=KRONOR):
    """«450 000 kr», «12 500 €»; what is not known says so."""
    return amount(value, SIGNS.get(currency, currency))


# ── sums


@dataclass(frozen=True)
class Total:
    """What amounts come to. Two totals are added by `+`; nothing added up is `Total()`."""

    by_currency: tuple[tuple[str, Decimal], ...] = ()  # of what is known, by the currency's code
    in_kronor: Decimal = Decimal(0)  # of the parts that can be said in kronor
    without_kronor: int = 0  # parts that cannot
    unknown: int = 0  # parts without an amount
    parts: int = 0

    @property
    def kronor(self) -> Decimal | None:
        """None unless there is something and every part of it can be said in kronor."""
        return None if self.without_kronor or not self.parts else self.in_kronor

    @property
    def is_known(self) -> bool:
        return bool(self.parts) and not self.unknown

    def of(self, currency) -> Decimal:
        return dict(self.by_currency).get(currency, Decimal(0))

    def __add__(self, other: "Total") -> "Total":
        codes = sorted({code for code, _value in self.by_currency + other.by_currency})
        return Total(
            tuple((code, self.of(code) + other.of(code)) for code in codes),
            self.in_kronor + other.in_kronor,
            self.without_kronor + other.without_kronor,
            self.unknown + other.unknown,
            self.parts + other.parts,
        )

    def __str__(self) -> str:
        """«450 000 kr och 12 500 €»; what is not known is said beside it, by `note`."""
        known = [in_words(value, code) for code, value in self.by_currency]
        return str(in_words(None)) if not known else _(" och ").join(map(str, known))

    @property
    def note(self) -> str:
        """What the sum leaves out, and what it comes to in kronor where it is made of more than kronor."""
        return ", ".join(filter(None, (self.short_note, self.without_rate)))

    @property
    def short_note(self) -> str:
        """The note where nobody waits for a sum in kronor: a rate that is not known takes nothing from what is said."""
        return ", ".join(filter(None, (self.comes_to, self.without_amount)))

    @property
    def comes_to(self) -> str:
        foreign = {code for code, _value in self.by_currency} - {KRONOR}
        return _("%(kronor)s i kronor") % {"kronor": in_words(self.kronor)} if foreign and self.kronor is not None else ""

    @property
    def without_amount(self) -> str:
        said = ngettext("%(count)s rad saknar belopp", "%(count)s rader saknar belopp", self.unknown)
        return said % {"count": self.unknown} if self.unknown else ""

    @property
    def without_rate(self) -> str:
        count = self.without_kronor - self.unknown
        return ngettext("%(count)s rad saknar kurs", "%(count)s rader saknar kurs", count) % {"count": count} if count else ""


def one(value: Decimal | None, currency=KRONOR, rate=None) -> Total:
    """A single part."""
    kronor = in_kronor(value, currency, rate)
    known = () if value is None else ((currency, value),)
    return Total(known, kronor or Decimal(0), int(kronor is None), int(value is None), 1)


def total(rows: Iterable) -> Total:
    """Of rows that have an amount, its currency and its rate."""
    return added(one(row.amount, row.currency, row.rate) for row in rows)


def added(parts: Iterable[Total]) -> Total:
    return sum(parts, Total())


# ── parts of a whole


def split(value: Decimal, parts: int, rounding=Rounding.CENT) -> list[Decimal]:
    """As equal as the rounding lets them be; they add up to the whole, whatever its last decimal is."""
    share = rounded(value / parts, rounding)
    return [share] * (parts - 1) + [value - share * (parts - 1)]


def by_year(value: Decimal, first: dt.date, last: dt.date) -> dict[int, Decimal]:
    """Evenly over the calendar years that the time touches."""
    years = range(first.year, last.year + 1)
    return dict(zip(years, split(value, len(years)), strict=True))


@dataclass(frozen=True)
class Support:
    """The most that a programme pays of a cost, and what is then left to bear."""

    grant: Decimal
    own: Decimal


def support(cost: Decimal, per_cent: Decimal, rounding=Rounding.CENT) -> Support:
    grant = min(rounded(cost * per_cent / 100, rounding), cost)
    return Support(grant, cost - grant)


def share(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    """Per cent, to one decimal; None while either is not known, or there is no whole to have a part of."""
    return None if part is None or not whole else (100 * part / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)


def per_head(value: Decimal | None, population: int | None) -> Decimal | None:
    return None if value is None or not population else (value / population).quantize(CENT, ROUND_HALF_UP)


# ── the money of an application or a project


@dataclass(frozen=True)
class Funding:
    """Who pays what, in one currency. None: nobody has said."""

    currency: str
    rate: Decimal | None
    cost: Decimal | None
    grant: Decimal | None
    own_cash: Decimal | None
    own_time: Decimal | None

    @property
    def own(self) -> Decimal | None:
        return None if self.own_cash is None or self.own_time is None else self.own_cash + self.own_time

    @property
    def support_share(self) -> Decimal | None:
        return share(self.grant, self.cost)

    @property
    def other(self) -> Decimal | None:
        """What neither the funder nor we pay; below nothing when more is promised than it costs."""
        known = (self.cost, self.grant, self.own)
        return None if None in known else self.cost - self.grant - self.own

    def kronor(self, value: Decimal | None) -> Decimal | None:
        return in_kronor(value, self.currency, self.rate)


def funding_of(work, grant) -> Funding:
    """Of an application with what it asks for, or a project with what it was granted."""
    return Funding(work.currency, work.rate, work.total_cost, grant, work.own_cash, work.own_time)


@dataclass(frozen=True)
class LineOutcome:
    """A budget line against what was booked on it."""

    line: BudgetLine
    booked: Total

    @property
    def left(self) -> Decimal | None:
        """In the line's own currency; None while the line has no amount, or something was booked in another currency or without amount."""
        others = [code for code, _value in self.booked.by_currency if code != self.line.currency]
        return None if self.line.amount is None or others or self.booked.unknown else self.line.amount - self.booked.of(self.line.currency)


@dataclass(frozen=True)
class Budget:
    """The lines by side, each side's total, and the outcome."""

    lines: tuple[LineOutcome, ...]

    def of_side(self, *sides) -> Total:
        return total(one.line for one in self.lines if one.line.side in sides)

    @property
    def cost(self) -> Total:
        return self.of_side(Side.COST)

    @property
    def income(self) -> Total:
        return self.of_side(*(side for side in Side if side != Side.COST))

    @property
    def booked(self) -> Total:
        """Of the costs."""
        return added(one.booked for one in self.lines if one.line.side == Side.COST)

    @property
    def is_balanced(self) -> bool | None:
        """Whether income covers cost, currency by currency; None while something is not known or the currencies differ."""
        cost, income = self.cost, self.income
        if not cost.is_known or not income.is_known:
            return None
        if cost.kronor is not None and income.kronor is not None:
            return cost.kronor == income.kronor
        return cost.by_currency == income.by_currency if len(cost.by_currency) == len(income.by_currency) == 1 else None


def budget_of(lines: Iterable[BudgetLine]) -> Budget:
    """Lines with what is booked on them fetched."""
    return Budget(tuple(LineOutcome(line, total(line.booked.all())) for line in lines))


@dataclass(frozen=True)
class Income:
    """What was granted against what has been asked for and has come."""

    granted: Total
    claimed: Total
    paid: Total  # of claims
    received: Total  # instalments that have come
    expected: Total  # instalments that have not

    @property
    def came(self) -> Total:
        return self.paid + self.received

    @property
    def left(self) -> Decimal | None:
        """Of the grant, in its own currency; None where what came is in another, or not known."""
        if not self.granted.is_known:
            return None
        ((currency, granted),) = self.granted.by_currency
        others = [code for code, _value in self.came.by_currency if code != currency]
        return None if others or self.came.unknown else granted - self.came.of(currency)


def income_of(project, claims, instalments) -> Income:
    paid = [claim for claim in claims if claim.paid is not None or claim.paid_on]
    came = [part for part in instalments if part.received_on]
    return Income(
        total([project]),
        total(claim for claim in claims if claim.sent_on),
        added(one(claim.paid, claim.currency, claim.rate) for claim in paid),
        total(came),
        total(part for part in instalments if not part.received_on),
    )


def own_cash_of_year(project, lines, year: int) -> Decimal | None:
    """What the project takes of our own money that year, in kronor: its budget lines of the year, else its own share evenly over its years.

    None while somebody must say more: the share, its rate, or the last day.
    """
    cash = [line for line in lines if line.side == Side.OWN_CASH]
    if cash and all(line.year for line in cash):
        return sum_of_kronor(line.kronor for line in cash if line.year == year)
    whole = in_kronor(project.own_cash, project.currency, project.rate) if project.own_cash is not None else None
    if whole is None and cash:
        whole = sum_of_kronor(line.kronor for line in cash)
    if whole is None or (whole and project.ends_on is None):
        return None
    return by_year(whole, project.starts_on, project.ends_on).get(year, Decimal(0)) if whole else Decimal(0)


def sum_of_kronor(values: Iterable[Decimal | None]) -> Decimal | None:
    """None when one of them is not known."""
    values = list(values)
    return None if None in values else sum(values, Decimal(0))
