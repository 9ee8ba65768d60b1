"""What people write in a list or a form about a call, read: when it closes, how much it gives, which share."""

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

ZONE = "Europe/Stockholm"  # what nobody says a zone of is said in Swedish time
YEARS = range(2000, 2061)
LONGEST = 100  # characters of a deadline's words
UNKNOWN = {"", "-", "–", "—", "?", "okänt", "okänd", "vet ej", "uppgift saknas", "saknas", "n/a", "ej angivet", "inte angivet", "unknown"}
MONTHS = ("januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november", "december")
ENGLISH = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
MONTH = {name: number for names in (MONTHS, ENGLISH) for number, name in enumerate(names, 1)}
MONTH |= {name[:3]: number for name, number in list(MONTH.items())}
MONTH |= {"sept": 9}
SEASON = r"v(?:å|a)r(?:en)?|sommar(?:en)?|höst(?:en)?|vinter(?:n)?|spring|summer|autumn|winter|q[1-4]|kvartal\s?[1-4]|[vh]t|vecka\s?\d+|v\.?\s?\d+"
CLOCK = re.compile(r"(?:\s|,|T)\s*(?:kl(?:ockan|\.)?\s*)?(?P<h>\d{1,2})(?:[.:](?P<min>\d{2})(?::\d{2})?)?\s*$")
PRELIMINARY = re.compile(r"\(?\b(?:prel(?:iminär[t]?|\.)?|preliminary|ca|cirka|ungefär|troligen)(?=\W|$)\.?\)?", re.IGNORECASE)
ALWAYS = re.compile(r"löpande|tills vidare|hela året|öppet|rolling|continuous|open all year", re.IGNORECASE)
NAMED = "|".join(sorted(MONTH, key=len, reverse=True))


class Unclear(ValueError):
    """It cannot be read; the sentence says what to write instead."""


class NoCurrency(Unclear):
    """The amount can be read, its currency cannot."""


@dataclass(frozen=True)
class Closing:
    """One deadline as it was written. Words stand alone when they are no day yet."""

    text: str
    day: dt.date | None = None
    at: dt.datetime | None = None
    is_preliminary: bool = False


def closings_of(text: str) -> list[Closing]:
    """Several are parted by a line break or a semicolon. Nothing, or «uppgift saknas», is none."""
    parts = [" ".join(part.split()) for part in re.split(r"[;\n]", text)]
    return [closing_of(part) for part in parts if part.casefold() not in UNKNOWN]


def closing_of(text: str) -> Closing:
    """«2027-03-15», «15 mars 2027 kl. 16», «2027-04 (prel.)», «löpande», «vår 2027»."""
    if len(text) > LONGEST:
        raise Unclear(_("”%(text)s” är för långt för en sista dag. Skriv resten som anteckning.") % {"text": text[:40]})
    preliminary = bool(PRELIMINARY.search(text))
    bare = PRELIMINARY.sub(" ", text).strip(" ,")
    if found := day_and_clock(bare):
        day, clock = found
        at = dt.datetime.combine(day, clock, ZoneInfo(ZONE)) if clock else None
        return Closing(text, day, at, preliminary)
    if ALWAYS.search(bare):
        return Closing(text, is_preliminary=preliminary)
    if is_vague(bare):
        return Closing(text, is_preliminary=True)
    raise Unclear(_("”%(text)s” säger inte när. Skriv till exempel 2027-03-15, vår 2027 eller löpande.") % {"text": text[:40]})


def day_and_clock(text: str) -> tuple[dt.date, dt.time | None] | None:
    clock, bare = None, text
    if (day := whole_day(text)) is None and (found := CLOCK.search(text)):
        bare = text[: found.start()].strip(" ,")
        day = whole_day(bare)
        hour, minute = int(found["h"]), int(found["min"] or 0)
        if day and (hour, minute) == (24, 0):
            clock = dt.time(23, 59)
        elif day and (hour > 23 or minute > 59):
            raise Unclear(_("Klockslaget i ”%(text)s” finns inte.") % {"text": text[:40]})
        elif day:
            clock = dt.time(hour, minute)
    return (day, clock) if day else None


DAYS = (
    re.compile(r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})"),
    re.compile(r"(?P<d>\d{1,2})[./](?P<m>\d{1,2})[./\s]\s*(?P<y>\d{4})"),
    re.compile(rf"(?:den\s+)?(?P<d>\d{{1,2}})(?::?e|\.|st|nd|rd|th)?\s+(?P<name>{NAMED})\.?,?\s+(?P<y>\d{{4}})", re.IGNORECASE),
)  # fmt: skip


def whole_day(text: str) -> dt.date | None:
    for pattern in DAYS:
        if found := pattern.fullmatch(text):
            month = MONTH[found["name"].casefold()] if "name" in found.groupdict() else int(found["m"])
            try:
                day = dt.date(int(found["y"]), month, int(found["d"]))
            except ValueError:
                raise Unclear(_("Dagen ”%(text)s” finns inte.") % {"text": text[:40]}) from None
            if day.year not in YEARS:
                raise Unclear(_("Dagen ”%(text)s” kan inte stämma.") % {"text": text[:40]})
            return day
    return None


def is_vague(text: str) -> bool:
    """A month, a season or a year, alone or with few words around."""
    if found := re.fullmatch(r"(\d{4})[-/.](\d{1,2})", text):
        if int(found[1]) in YEARS and 1 <= int(found[2]) <= 12:
            return True
        raise Unclear(_("Månaden ”%(text)s” finns inte.") % {"text": text})
    years = [int(year) for year in re.findall(r"(?<!\d)\d{4}(?!\d)", text)]
    if any(year not in YEARS for year in years):
        raise Unclear(_("Året i ”%(text)s” kan inte stämma.") % {"text": text[:40]})
    return bool(years) or bool(re.search(rf"\b(?:{SEASON}|{NAMED})\b", text, re.IGNORECASE))


# ── money and share

CURRENCIES = {"SEK": r"kr(?:onor)?\b|sek\b|mkr\b|tkr\b|msek\b|ksek\b", "EUR": r"€|eur(?:o|os)?\b|meur\b|keur\b|m€|k€"}
FACTORS = ((r"\bmkr\b|msek\b|meur\b|m€|milj(?:on(?:er)?|\.)?", 10**6), (r"\btkr\b|ksek\b|keur\b|k€|\btusen\b", 10**3))
NUMBER = re.compile(r"\d[\d\s.,\u00a0\u202f]*")


@dataclass(frozen=True)
class Sum:
    """The least and the most that is given, in one currency; None where nobody said."""

    most: Decimal | None = None
    least: Decimal | None = None
    currency: str = ""


def sum_of(text: str, currency: str = "") -> Sum:
    """«500 000 kr», «€ 60 000», «1,5 mkr», «100 000–500 000 kr». `currency` is what another column says."""
    if text.casefold() in UNKNOWN:
        return Sum()
    lower = text.casefold()
    named = {code for code, words in CURRENCIES.items() if re.search(rf"(?:(?<=\d)|(?<![a-zåäö]))(?:{words})", lower)}
    if len(named) > 1:
        raise Unclear(_("”%(text)s” står i två valutor. Skriv beloppet i en.") % {"text": text[:40]})
    factor = next((times for words, times in FACTORS if re.search(words, lower)), 1)
    numbers = [value * factor for part in NUMBER.findall(lower) if (value := number_of(part)) is not None]
    if not 1 <= len(numbers) <= 2 or max(numbers) >= 10**12:
        raise Unclear(_("”%(text)s” är inget belopp. Skriv till exempel 500 000 kr eller 60 000 €.") % {"text": text[:40]})
    if not (named or currency):
        raise NoCurrency(_("Beloppet ”%(text)s” saknar valuta.") % {"text": text[:40]})
    least, most = (min(numbers), max(numbers)) if len(numbers) == 2 else (None, numbers[0])
    # 0 is how lists say that the source does not say; a grant of nothing is no grant
    return Sum(most or None, least or None, next(iter(named), currency))


def number_of(text: str) -> Decimal | None:
    """«500 000», «60.000», «1,5», «1 500,50»: three digits after a mark are thousands, fewer are decimals."""
    bare = re.sub(r"[\s\u00a0\u202f]", "", text).strip(".,")
    parts = re.split(r"[.,]", bare)
    if len(parts) > 1 and all(len(part) == 3 for part in parts[1:]):
        bare = "".join(parts)
    elif len(parts) > 1:
        bare = f"{''.join(parts[:-1])}.{parts[-1]}"
    try:
        return Decimal(bare)
    except InvalidOperation:
        return None


def share_of(text: str) -> Decimal | None:
    """«60 %», «60», «upp till 60 %»; 0.6 is how Excel keeps 60 %."""
    if text.casefold() in UNKNOWN:
        return None
    numbers = re.findall(r"\d+(?:[.,]\d+)?", text)
    if len(numbers) != 1:
        raise Unclear(_("”%(text)s” är ingen andel. Skriv till exempel 60 %%.") % {"text": text[:40]})
    value = Decimal(numbers[0].replace(",", "."))
    if "%" not in text and value <= 1:
        value *= 100
    if not 0 <= value <= 100:
        raise Unclear(_("Andelen ”%(text)s” är inte mellan 0 och 100 procent.") % {"text": text[:40]})
    return value.quantize(Decimal("0.01"))
