"""Lists of projects: the columns, and what the cells of one line say. docs/import.md is printed from here."""

import calendar
import datetime as dt
import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from councils.spoken import spoken
from councils.tables import Column, Row
from partnerships.names import name_key
from partnerships.relation_columns import UNKNOWN, known

from .models import Project

COLUMNS = (
    Column("municipality", gettext_lazy("Kommunen: namn eller kommunkod. Behövs inte när listan tas in på kommunens egen sida."),
           ("kommun", "kommunnamn", "kommunkod"), example="Storköping"),
    Column("title", gettext_lazy("Projektets namn."), ("projekt", "projektnamn", "titel", "namn", "project", "name"), True, "Grön skolgård"),
    Column("unit", spoken(gettext_lazy("%(The_unit)s som äger projektet: namn eller kod. Tomt: hela kommunen.")),
           ("enhet", "förvaltning", "nämnd", "kontor", "område", "ansvarig enhet", "department"), example="Kulturförvaltningen"),
    Column("programme", gettext_lazy("Programmet, som det brukar kallas: Erasmus+, CERV, Interreg …"), ("program", "fond"), example="CERV"),
    Column("funder", gettext_lazy("Finansiären, när den inte är ett program."), ("finansiär", "bidragsgivare", "finansieras av"), example="Kulturrådet"),
    Column("reference", gettext_lazy("Finansiärens nummer på projektet. Känner igen projektet nästa gång."),
           ("projektnummer", "diarienummer hos finansiären", "avtalsnummer", "grant agreement", "referens"), example="101147302"),
    Column("when", gettext_lazy("När: ”2019–2021”, ”2020-”, ”HT 2023”, ”maj 2023 – juni 2024”."), ("tid", "period", "projektperiod", "år", "year", "years"),
           example="2019–2021"),
    Column("starts", gettext_lazy("Första dagen, när den är känd."), ("start", "startdatum", "börjar", "från", "start date"), example="2019-09-01"),
    Column("ends", gettext_lazy("Sista dagen."), ("slut", "slutdatum", "slutar", "till", "end date"), example="2021-08-31"),
    Column("status", gettext_lazy("Läget: planerat, pågår, genomfört, avslutat, inställt. Tomt: det som dagarna säger."),
           ("läge", "fas", "state"), example="avslutat"),
    Column("granted", gettext_lazy("Beviljat: ”450 000 kr”, ”€ 12,500”, ”1,2 mnkr”, ”45 tkr”. Tomt är inte känt, 0 är noll."),
           ("beviljat", "bidrag", "belopp", "stöd", "beviljat belopp", "amount", "grant"), example="450 000 kr"),
    Column("total_cost", gettext_lazy("Total kostnad, skriven som ovan."), ("total kostnad", "totalbudget", "budget", "total budget", "total"),
           example="600 000 kr"),
    Column("own_cash", gettext_lazy("Egen insats i pengar."), ("egen insats", "medfinansiering", "egen insats i pengar", "kontant medfinansiering", "co-financing"),
           example="50 000 kr"),
    Column("own_time", gettext_lazy("Egen insats i arbetstid, värdet."), ("egen tid", "egen insats i tid", "arbetstid")),
    Column("currency", gettext_lazy("Valutan där beloppet inte säger den. Tomt: kronor."), ("valuta",), example="SEK"),
    Column("rate", gettext_lazy("Kurs, kronor för en euro."), ("kurs", "växelkurs", "exchange rate"), example="11,25"),
    Column("rate_day", gettext_lazy("Dagen då kursen gällde."), ("kursdag", "kursens dag", "kursdatum")),
    Column("lead", gettext_lazy("Vem som leder: vi, eller någon annan."), ("ledare", "koordinator", "lead partner", "huvudman", "coordinator"), example="vi"),
    Column("partners", gettext_lazy("Partner, skilda åt med semikolon eller radbrytning."), ("partner", "projektpartner", "samarbetspartner"),
           example="Borgå; Ringerike"),
    Column("account_code", gettext_lazy("Kod i bokföringen."), ("projektkod", "kontokod", "ansvarskod", "account")),
    Column("goals", gettext_lazy("Mål."), ("mål", "syfte", "purpose")),
    Column("results", gettext_lazy("Vad det blev."), ("resultat", "utfall", "results")),
    Column("note", gettext_lazy("Beskrivning."), ("anteckning", "beskrivning", "kommentar", "description")),
)  # fmt: skip

# What lists say of a project's state, in Swedish and English; the first word is the state's own.
STATES = {
    "planned": "planerat, planerad, planeras, planering, förbereds, kommande, ej startat, inte startat, inte påbörjat, startar snart, beviljat, beviljad, "
    "godkänt, godkänd, planned, planning, in preparation, upcoming, forthcoming, not started, granted, approved",
    "running": "pågår, pågående, startat, startad, påbörjat, påbörjad, i gång, igång, aktivt, aktiv, löpande, genomförs, under genomförande, "
    "running, ongoing, in progress, under way, underway, active, started, current, being carried out, implementation",
    "held": "genomfört, genomförd, klart, klar, färdigt, färdig, slutfört, slutförd, utfört, utförd, carried out, completed, complete, done, finished, "
    "implemented, delivered, held",
    "closed": "avslutat, avslutad, avslut, stängt, stängd, slutredovisat, slutredovisad, slutrapporterat, slutrapporterad, arkiverat, "
    "closed, ended, finalised, finalized, archived",
    "cancelled": "inställt, inställd, avbrutet, avbruten, nedlagt, nedlagd, blev inte av, ställdes in, cancelled, canceled, aborted, called off, abandoned, "
    "discontinued, terminated, withdrawn",
}  # fmt: skip
STATE_OF = {name_key(word): code for code, words in STATES.items() for word in (code, *words.split(", "))}
LEADS = {
    "own": "vi, vi leder, kommunen, egen, eget, ja, own, we, we lead, us, the municipality, yes",
    "other": "annan, någon annan, någon annan leder, partner, partnern, nej, other, another, someone else, no",
}
LEAD_OF = {name_key(word): code for code, words in LEADS.items() for word in (code, *words.split(", "))}

# ── amounts

UNITS = {
    "mnkr": (Decimal(10**6), "SEK"), "mkr": (Decimal(10**6), "SEK"), "msek": (Decimal(10**6), "SEK"), "milj kr": (Decimal(10**6), "SEK"),
    "miljoner kronor": (Decimal(10**6), "SEK"), "miljoner kr": (Decimal(10**6), "SEK"), "tkr": (Decimal(1000), "SEK"), "kkr": (Decimal(1000), "SEK"), "ksek": (Decimal(1000), "SEK"),
    "tusen kronor": (Decimal(1000), "SEK"), "kr": (Decimal(1), "SEK"), "sek": (Decimal(1), "SEK"), "kronor": (Decimal(1), "SEK"), ":-": (Decimal(1), "SEK"), "kr.": (Decimal(1), "SEK"),
    "meur": (Decimal(10**6), "EUR"), "m€": (Decimal(10**6), "EUR"), "teur": (Decimal(1000), "EUR"), "keur": (Decimal(1000), "EUR"), "k€": (Decimal(1000), "EUR"), "eur": (Decimal(1), "EUR"),
    "euro": (Decimal(1), "EUR"), "euros": (Decimal(1), "EUR"), "€": (Decimal(1), "EUR"),
}  # fmt: skip
NUMBER = re.compile(r"\d[\d .,'\u00a0\u202f]*", re.ASCII)
HIGHEST = Decimal(10**12)


@dataclass(frozen=True)
class Amount:
    """A sum with its currency; "" where the cell does not say which. None: not known."""

    value: Decimal | None = None
    currency: str = ""
    fault: str = ""


def amount_of(text: str) -> Amount:
    """«450 000 kr», «€ 12,500», «1,2 mnkr», «45 tkr», «0»; an empty cell is not known."""
    if text.casefold() in UNKNOWN:
        return Amount()
    wrong = Amount(fault=_("Beloppet ”%(text)s” går inte att läsa. Skriv till exempel 450 000 kr eller 12 500 EUR.") % {"text": text[:40]})
    found = NUMBER.search(text)
    if not found or len(text) > 60:
        return wrong
    figures = found[0].strip(" .,'\u00a0\u202f")
    unit = " ".join((text[: found.start()] + " " + text[found.end() :]).replace("\u00a0", " ").split()).casefold()
    if unit and unit not in UNITS:
        return wrong
    times, currency = UNITS[unit] if unit else (Decimal(1), "")
    value = number_of(figures, scaled=times > 1)
    if value is None or value * times >= HIGHEST:
        return wrong
    return Amount((value * times).quantize(Decimal("0.01")), currency)


def number_of(text: str, *, scaled=False) -> Decimal | None:
    """Which mark parts thousands and which parts decimals is seen from where they stand: «12.500,00», «12,500», «1,2»."""
    text = re.sub(r"[\s'\u00a0\u202f]", "", text)
    marks = [mark for mark in text if mark in ".,"]
    if len(set(marks)) == 2:
        last = marks[-1]
        text = text.replace("," if last == "." else ".", "").replace(last, ".")
    elif len(marks) > 1:
        text = text.replace(marks[0], "")
    elif marks:
        before, after = text.split(marks[0])
        thousands = len(after) == 3 and before != "0" and not scaled
        text = before + after if thousands else f"{before}.{after}"
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


# ── times

YEAR = r"(?:19|20)\d\d"
MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "maj": 5, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "okt": 10, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
TERMS = {"vt": (1, 6), "vår": (1, 6), "ht": (7, 12), "höst": (7, 12), "q1": (1, 3), "q2": (4, 6), "q3": (7, 9), "q4": (10, 12)}
DAY = re.compile(rf"({YEAR})-(\d\d?)-(\d\d?)")
MONTH = re.compile(rf"({YEAR})-(\d\d?)")
NAMED = re.compile(rf"([a-zåäöq]+\d?)\.?\s*({YEAR})")
PLAIN = re.compile(rf"({YEAR})")
SHORT = re.compile(rf"({YEAR})\s*[-–—/]\s*(\d\d)")
PARTED = re.compile(r"\s*[–—]\s*|\s+-\s+|\s+till\s+|\s+to\s+|(?<=\d{4})\s*[-/]\s*(?=(?:19|20)\d\d\b)|(?<=\b\d{4})\s*-\s*$")


@dataclass(frozen=True)
class Period:
    """The first and the last day that the words mean. `text`: the source's words, where they say less than two days."""

    first: dt.date | None = None
    last: dt.date | None = None
    text: str = ""
    fault: str = ""


def span_of(text: str) -> tuple[dt.date, dt.date] | None:
    """The first and last day of «2023», «2023-05», «2023-05-12», «maj 2023», «HT 2023», «hösten 2023»."""
    text = text.strip().casefold()
    if found := DAY.fullmatch(text):
        try:
            day = dt.date(*map(int, found.groups()))
        except ValueError:
            return None
        return day, day
    if found := MONTH.fullmatch(text):
        return months(int(found[1]), int(found[2]), int(found[2]))
    if found := NAMED.fullmatch(text):
        word, year = found[1], int(found[2])
        term = next((span for name, span in TERMS.items() if word == name or (len(name) > 2 and word.startswith(name))), None)
        month = MONTHS.get(word[:3]) if term is None else None
        return months(year, *term) if term else months(year, month, month) if month else None
    if found := PLAIN.fullmatch(text):
        return months(int(found[1]), 1, 12)
    return None


def months(year: int, first: int, last: int) -> tuple[dt.date, dt.date] | None:
    if not 1 <= first <= last <= 12:
        return None
    return dt.date(year, first, 1), dt.date(year, last, calendar.monthrange(year, last)[1])


def period_of(text: str) -> Period:
    """«2019–2021», «2020-», «HT 2023», «2023-05-01 – 2024-06-30», «2019-21»."""
    if text.casefold() in UNKNOWN:
        return Period()
    wrong = Period(fault=_("Tiden ”%(text)s” går inte att läsa. Skriv till exempel 2019–2021 eller HT 2023.") % {"text": text[:40]})
    if len(text) > 60:
        return wrong
    if short := SHORT.fullmatch(text):
        text_of = f"{short[1]}–{short[1][:2]}{short[2]}"
        if int(short[2]) > 12 or "/" in text or int(short[2]) == int(short[1][2:]) + 1:  # «2023-05» is May
            return replace_text(period_of(text_of), text)
    parts = PARTED.split(text.strip())
    if len(parts) > 2:
        return wrong
    first = span_of(parts[0])
    if first is None:
        return wrong
    if len(parts) == 1:
        return Period(*first, "" if first[0] == first[1] else text)
    if not parts[1].strip() or parts[1].strip().casefold() in ("tills vidare", "pågår", "ongoing"):
        return Period(first[0], None, text)
    last = span_of(parts[1])
    if last is None or last[1] < first[0]:
        return wrong
    exact = first[0] == first[1] and last[0] == last[1]
    return Period(first[0], last[1], "" if exact else text)


def replace_text(period: Period, text: str) -> Period:
    return Period(period.first, period.last, text, period.fault)


# ── one line


@dataclass
class Wanted:
    """What one line says. Empty, or None: it says nothing of that."""

    line: int
    title: str
    unit: str = ""
    programme: str = ""
    funder: str = ""
    reference: str = ""
    period: Period = field(default_factory=Period)
    status: str = ""
    currency: str = ""
    amounts: dict[str, Decimal] = field(default_factory=dict)  # field of the project → sum
    rate: Decimal | None = None
    rate_on: dt.date | None = None
    lead: str = ""
    partners: tuple[str, ...] = ()
    texts: dict[str, str] = field(default_factory=dict)  # field of the project → words
    faults: list[str] = field(default_factory=list)

    def __str__(self):
        return f"{self.title} ({self.period.text or (self.period.first.year if self.period.first else '')})".replace(" ()", "")


AMOUNTS = {"granted": "amount", "total_cost": "total_cost", "own_cash": "own_cash", "own_time": "own_time"}
TEXTS = {"goals": "goals", "results": "came", "note": "description", "account_code": "account_code"}


def read_line(row: Row) -> Wanted:
    wanted = Wanted(
        row.line, known(row["title"]), known(row["unit"]), known(row["programme"]), known(row["funder"]), known(row["reference"])
    )
    wanted.period = time_of(row, wanted.faults)
    wanted.status = coded(
        row["status"],
        STATE_OF,
        _("”%(text)s” är inget läge som känns igen. Skriv planerat, pågår, genomfört, avslutat eller inställt."),
        wanted.faults,
    )
    wanted.lead = coded(row["lead"], LEAD_OF, _("”%(text)s” säger inte vem som leder. Skriv vi eller annan."), wanted.faults)
    read_money(row, wanted)
    wanted.partners = tuple(dict.fromkeys(filter(None, (known(one) for one in re.split(r"[;\n]", row["partners"])))))
    wanted.texts = {name: row[column] for column, name in TEXTS.items() if row[column].casefold() not in UNKNOWN}
    wanted.faults += faults_of(wanted)
    if row.too_many:
        wanted.faults.append(_("Raden har fler celler än det finns rubriker. Kontrollera kommatecken och citattecken."))
    return wanted


def time_of(row, faults) -> Period:
    """Days of their own go before what the period says in words."""
    period, starts, ends = (period_of(row[name]) for name in ("when", "starts", "ends"))
    faults += [one.fault for one in (period, starts, ends) if one.fault]
    first, last = starts.first or period.first, ends.last or period.last
    if first and last and last < first:
        faults.append(_("Projektet kan inte ha slutat innan det började."))
    return Period(first, last, "" if starts.first and not starts.text and not period.text else period.text or starts.text)


def coded(cell, table, sentence, faults) -> str:
    if cell.casefold() in UNKNOWN:
        return ""
    if code := table.get(name_key(cell), ""):
        return code
    faults.append(sentence % {"text": cell[:60]})
    return ""


def read_money(row, wanted):
    """All sums of a line are in one currency: it is never guessed which of two was meant."""
    found = {name: amount_of(row[column]) for column, name in AMOUNTS.items()}
    wanted.faults += [one.fault for one in found.values() if one.fault]
    wanted.amounts = {name: one.value for name, one in found.items() if one.value is not None}
    told = coded(row["currency"], {name_key(word): code for word, (_n, code) in UNITS.items() if name_key(word)} | {"€": "EUR"},
                 _("Valutan ”%(text)s” känns inte igen. Skriv SEK eller EUR."), wanted.faults)  # fmt: skip
    named = {one.currency for one in found.values() if one.currency}
    if len(named | ({told} if told else set())) > 1:
        wanted.faults.append(_("Beloppen är i olika valutor. Räkna om dem till en, eller lägg dem som budgetrader på projektets sida."))
    wanted.currency = told or next(iter(named), "")
    rate, day = number_of(row["rate"]) if row["rate"].casefold() not in UNKNOWN else None, period_of(row["rate_day"])
    if row["rate"].casefold() not in UNKNOWN and (rate is None or not 0 < rate < 1000):
        wanted.faults.append(_("Kursen ”%(text)s” går inte att läsa.") % {"text": row["rate"][:40]})
    elif (rate is None) != (day.first is None) or day.text or day.fault:
        wanted.faults.append(_("Ange både kursen och vilken dag den gällde."))
    else:
        wanted.rate, wanted.rate_on = rate and rate.quantize(Decimal("0.0001")), day.first


def faults_of(wanted):
    if not wanted.title:
        yield _("Projektets namn saknas.")
        return
    if not any(letter.isalpha() for letter in wanted.title):
        yield _("”%(text)s” är inget namn.") % {"text": wanted.title[:60]}
    if wanted.title[0] in "=+@" or re.search(r"<[a-zA-Z/!]", wanted.title):
        yield _("”%(text)s” ser ut som en formel eller kod, inte som ett namn.") % {"text": wanted.title[:60]}
    longest = {name: Project._meta.get_field(name).max_length for name in ("title", "funder", "reference", "account_code")}
    texts = {
        "title": wanted.title,
        "funder": wanted.funder,
        "reference": wanted.reference,
        "account_code": wanted.texts.get("account_code", ""),
    }
    for name, limit in longest.items():
        if len(texts[name]) > limit:
            yield _("”%(text)s …” är för långt: högst %(number)s tecken.") % {"text": texts[name][:30], "number": limit}
    if any(len(one) > 200 for one in wanted.partners):
        yield _("En partners namn är för långt. Skilj dem åt med semikolon.")
