"""Lists of calls as municipalities keep them in Excel: each line is new, changes something, is as it was, is asked about, or is refused.

The calls are the municipality's own. An empty cell says nothing and changes nothing. docs/import.md is printed from the columns.
"""

import re
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from councils.imports import SKIP, Importer, Keeper, Line, Outcome, register
from councils.models import Municipality
from councils.tables import Column, Table

from .harvest import edition
from .listed_days import Compared, compared, from_list, write_days
from .matching import folded
from .models import Call, Programme
from .said import UNKNOWN, Closing, NoCurrency, Sum, Unclear, closings_of, share_of, sum_of
from .watching import news_of

COLUMNS = (
    Column("programme", gettext_lazy("Programmet eller fonden. Ett som inte känns igen skrivs in i beskrivningen."),
           ("program", "fond", "finansiär", "stöd", "fund", "funder"), example="Erasmus+"),
    Column("call", gettext_lazy("Vad utlysningen heter."), ("utlysning", "utlysningen", "rubrik", "namn", "titel", "title", "name"), True,
           "Partnerskap för skolor 2027"),
    Column("deadline", gettext_lazy("Sista dag, flera med semikolon: en dag, med klockslag om det finns, eller i ord: ”vår 2027”, ”löpande”."),
           ("sista dag", "sista ansökningsdag", "deadline datum", "stänger", "stänger den", "ansök senast", "ansökan senast", "closes"),
           example="2027-04 (prel.)"),
    Column("amount", gettext_lazy("Hur mycket man kan få, i kronor eller euro. Tomt eller 0: inte angivet."),
           ("belopp", "bidrag", "summa", "max bidrag", "grant"), example="500 000 kr"),
    Column("currency", gettext_lazy("Valutan, när den inte står i beloppet: SEK eller EUR."), ("valuta",), example="SEK"),
    Column("share", gettext_lazy("Hur stor del av kostnaden som betalas, i procent."),
           ("stödandel", "andel", "stödandel procent", "stödnivå", "medfinansiering eu", "support share"), example="60 %"),
    Column("who", gettext_lazy("Vem som kan söka."), ("vem", "vem kan söka", "sökande", "målgrupp", "för vem", "who may apply", "applicants")),
    Column("topics", gettext_lazy("Ämnen, med kommatecken emellan."), ("ämne", "ämnen", "område", "tema", "topic"), example="skola, unga"),
    Column("link", gettext_lazy("Adress till mer att läsa."), ("länk", "webb", "webbplats", "url", "adress"), example="https://www.exempel.se/"),
    Column("note", gettext_lazy("Anteckning. Läggs till beskrivningen."), ("anteckning", "anteckningar", "kommentar", "notering", "notes", "comment")),
)  # fmt: skip
LABELS = {
    "programme": gettext_lazy("program"), "grant_most": gettext_lazy("högsta bidrag"), "grant_least": gettext_lazy("minsta bidrag"),
    "currency": gettext_lazy("valuta"), "support_share": gettext_lazy("stödandel"), "who_may_apply": gettext_lazy("vem kan söka"),
    "topics": gettext_lazy("ämnen"), "url": gettext_lazy("länk"), "summary": gettext_lazy("beskrivning"),
}  # fmt: skip


@dataclass
class Wanted:
    """What one line says. Empty: it says nothing of that."""

    line: int
    title: str
    programme: Programme | None = None
    unknown_programme: str = ""
    closings: list[Closing] = field(default_factory=list)
    gives: Sum = field(default_factory=Sum)
    share: Decimal | None = None
    who: str = ""
    topics: list[str] = field(default_factory=list)
    url: str = ""
    note: str = ""

    def values(self) -> dict:
        """The fields of a call that the line says something of; the note apart, since it is added to what stands there."""
        said = {
            "programme": self.programme, "grant_most": self.gives.most, "grant_least": self.gives.least,
            "currency": self.gives.currency if self.gives.most is not None else "", "support_share": self.share, "who_may_apply": self.who,
            "topics": self.topics, "url": self.url,
        }  # fmt: skip
        return {name: value for name, value in said.items() if value not in (None, "", [])}


def judge(municipality: Municipality, table: Table, answers: dict[str, str]) -> list[Line]:
    """A Line for each row, in the order of the file; the same lines come out each time the same is known."""
    judging = Judging(municipality)
    return [judging.line(row, answers.get(str(row.line), "")) for row in table.rows]


class Judging:
    def __init__(self, municipality):
        self.home, self.on = municipality, timezone.localdate()
        self.programmes = names_of(Programme.objects.known_to(municipality))
        own = (
            Call.objects.filter(municipality=municipality)
            .select_related("programme")
            .prefetch_related("deadlines")
            .order_by("opens_on", "pk")
        )
        self.calls = {folded(call.title): call for call in own}
        self.editions = {edition(call.title): call for call in own if edition(call.title)}
        self.days = {key: list(call.deadlines.all()) for key, call in self.calls.items()}
        self.lines_of: dict[str, int] = {}

    def line(self, row, answer) -> Line:
        title = known(row["call"])
        if answer == SKIP:
            return Line(row.line, title, Outcome.REFUSED, _("Hoppas över: så valde du."))
        try:
            return self.judged(self.read(row, title, answer.removeprefix("currency:")))
        except NoCurrency as fault:
            choices = [("currency:SEK", _("Det är kronor")), ("currency:EUR", _("Det är euro")), (SKIP, _("Hoppa över raden"))]
            return Line(row.line, title, Outcome.DOUBTFUL, str(fault), choices)
        except Unclear as fault:
            return Line(row.line, title, Outcome.REFUSED, str(fault))

    def read(self, row, title, currency) -> Wanted:
        """Unclear, when something cannot be right."""
        require_title(title)
        if row.too_many:
            raise Unclear(_("Raden har fler celler än det finns rubriker. Kontrollera kommatecken och citattecken."))
        told = known(row["currency"]).upper()
        if told not in ("", "SEK", "KR", "KRONOR", "EUR", "EURO", "€"):
            raise Unclear(_("Valutan ”%(text)s” känns inte igen. Skriv SEK eller EUR.") % {"text": told[:20]})
        told = {"KR": "SEK", "KRONOR": "SEK", "EURO": "EUR", "€": "EUR"}.get(told, told)
        name = known(row["programme"])
        programme = self.programme(name)
        topics = list(dict.fromkeys(" ".join(word.split()) for word in known(row["topics"]).split(",") if word.strip()))
        return Wanted(
            row.line, title, programme, "" if programme else name, closings_of(row["deadline"]), sum_of(known(row["amount"]), told or currency),
            share_of(known(row["share"])), known(row["who"]), topics, address_of(known(row["link"])), known(row["note"]),
        )  # fmt: skip

    def programme(self, name) -> Programme | None:
        """By its name, or by a name that it begins with: «Erasmus+ KA2» is Erasmus+. The longest wins."""
        wanted = folded(name)
        fits = [key for key in self.programmes if wanted == key or re.match(rf"{re.escape(key)}(?![\w+])", wanted)]
        return self.programmes[max(fits, key=len)] if wanted and fits else None

    def judged(self, wanted: Wanted) -> Line:
        key = folded(wanted.title)
        call, earlier = self.calls.get(key), self.lines_of.get(key)
        self.lines_of.setdefault(key, wanted.line)
        note = note_of(wanted)
        if call is None:
            return self.new(wanted, key, note)
        values = {name: value for name, value in wanted.values().items() if getattr(call, name) != value}
        if note and note not in call.summary:
            values["summary"] = "\n\n".join(filter(None, (call.summary, note)))
        days = compared(self.days[key], wanted.closings, self.on)
        changes = [f"{LABELS[name]}: {in_words(getattr(call, name))} → {in_words(value)}" for name, value in values.items()]
        if days.moved or days.new:
            said = "; ".join(one.text for one in wanted.closings)
            changes.append(_("sista dagar: %(days)s") % {"days": said})
        if days.gone:
            gone = "; ".join(str(row) for row in days.gone)
            changes.append(_("finns inte längre i listan: %(days)s") % {"days": gone})
        if not changes:
            reason = _("Samma sak står på rad %(line)s.") % {"line": earlier} if earlier else ""
            return Line(wanted.line, wanted.title, Outcome.SAME, reason)
        if earlier:
            reason = _("Rad %(line)s säger något annat om samma utlysning.") % {"line": earlier}
            return Line(wanted.line, wanted.title, Outcome.DOUBTFUL, reason, [(SKIP, _("Hoppa över raden"))])
        return Line(wanted.line, wanted.title, Outcome.CHANGED, changes=changes, write=self.changer(call, self.days[key], values, days))

    def new(self, wanted: Wanted, key, note) -> Line:
        over = bool(wanted.closings) and all(one.day and one.day < self.on for one in wanted.closings)
        call = Call(
            municipality=self.home, source=Call.Source.LIST, title=wanted.title, summary=note,
            status=Call.Status.CLOSED if over else Call.Status.OPEN, previous=self.editions.get(edition(wanted.title)),
            **{"currency": "SEK"} | wanted.values(),
        )  # fmt: skip
        self.calls[key] = call
        deadlines = [from_list(call, one, number) for number, one in enumerate(wanted.closings, 1)]
        self.days[key] = deadlines

        def write(keeper: Keeper):
            keeper.new(call)
            for row in deadlines:
                row.call = call
                keeper.new(row)
            for row in news_of([call], on=self.on):
                keeper.new(row)

        reason = _("Programmet ”%(name)s” känns inte igen och står i beskrivningen.") % {"name": wanted.unknown_programme}
        return Line(wanted.line, wanted.title, Outcome.NEW, reason if wanted.unknown_programme else "", write=write)

    def changer(self, call, rows, values, days: Compared):
        def write(keeper: Keeper):
            if values:
                keeper.change(call, values)
            write_days(keeper, call, rows, days, self.on)

        return write


def known(cell: str) -> str:
    return "" if cell.casefold() in UNKNOWN else " ".join(cell.split())


def require_title(title):
    if not title:
        raise Unclear(_("Utlysningens namn saknas."))
    if not any(letter.isalpha() for letter in title) or len(title) > 500:
        raise Unclear(_("”%(text)s” är inget namn på en utlysning.") % {"text": title[:60]})
    if title[0] in "=+@" or re.search(r"<[a-zA-Z/!]", title):
        raise Unclear(_("”%(text)s” ser ut som en formel eller kod, inte som ett namn.") % {"text": title[:60]})


def address_of(text: str) -> str:
    """An address of the web; «www.exempel.se» is one."""
    text = f"https://{text}" if text.casefold().startswith("www.") else text
    if text and not re.fullmatch(r"https?://[^\s<>\"]{3,480}", text):
        raise Unclear(_("”%(text)s” är ingen webbadress. Skriv den med https://.") % {"text": text[:60]})
    return text


def names_of(programmes) -> dict[str, Programme]:
    """By every name that people use: the whole, what stands before a dash, what stands in brackets, the code."""
    found: dict[str, Programme] = {}
    for programme in programmes:
        names = [programme.name, programme.name_en, programme.code]
        names += [name.split(" – ")[0] for name in names] + [re.sub(r"\s*\(.*?\)", "", name) for name in names]
        names += re.findall(r"\((.+?)\)", f"{programme.name} {programme.name_en}")
        for name in names:
            if folded(name):
                found.setdefault(folded(name), programme)
    return found


def note_of(wanted: Wanted) -> str:
    unknown = _("Program enligt listan: %(name)s") % {"name": wanted.unknown_programme} if wanted.unknown_programme else ""
    return "\n\n".join(filter(None, (unknown, wanted.note)))


def in_words(value) -> str:
    if value in (None, "", []):
        return _("uppgift saknas")
    return ", ".join(value) if isinstance(value, list) else str(value)


CALLS = register(
    Importer(
        code="calls",
        title=gettext_lazy("Utlysningar"),
        lead=gettext_lazy("Pengar att söka, så som ni har dem i er egen lista. De syns bara i er kommun."),
        columns=COLUMNS,
        judge=judge,
        permission="fund",
    )
)
