"""Lists of twin towns and agreements: the columns, and what the cells of one line say. docs/import.md is printed from here."""

import datetime as dt
import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from councils.tables import Column, Row
from councils.words import GENERAL

from .country_names import Country, country_of_cells
from .models import Partner, Relation
from .names import name_key

COLUMNS = (
    Column("municipality", gettext_lazy("Kommunen: namn eller kommunkod. Behövs inte när listan tas in på kommunens egen sida."),
           ("kommun", "kommunnamn", "kommunkod", "svensk kommun", "swedish municipality"), example="Storköping"),
    Column("partner_as_written", gettext_lazy("Partnern, som kommunens papper stavar namnet. Stavningen behålls."),
           ("partner", "vänort", "vänorten", "ort", "namn", "partner som skrivet", "twin town", "sister city", "name"), True, "Borgå"),
    Column("local_name", gettext_lazy("Namnet på orten."), ("lokalt namn", "namn på orten", "local name", "endonym"), example="Porvoo"),
    Column("country_code", gettext_lazy("Landets kod, ISO 3166-1; XK för Kosovo."), ("landskod", "iso", "country code"), example="FI"),
    Column("country", gettext_lazy("Landet på svenska eller engelska, också ett utan kod eller som inte finns längre. Räcker ensamt."), ("land", "nation"),
           example="Finland"),
    Column("partner_kind", gettext_lazy("Vad partnern är: kommun, stad, socken eller församling, län, region, land, förening, företag."),
           ("slag av partner", "partnertyp", "typ av partner", "partner type"), example="stad"),
    Column("kind", gettext_lazy("Slag av samarbete: vänort, samarbetsavtal, avsiktsförklaring, nätverk … Tomt: vänort."),
           ("slag", "typ", "relation", "relationstyp", "typ av avtal", "agreement", "type"), example="vänort"),
    Column("relation_name", gettext_lazy("Avtalets eget namn, när det inte bara är partnerns."), ("avtal", "avtalets namn", "agreement name")),
    Column("decision_year", gettext_lazy("Sedan när: ett år, en dag, eller ungefär: ”197?”, ”1980-talet”, ”ca 1990”."),
           ("beslutsår", "år", "sedan", "startår", "avtalsår", "gäller från", "year", "since", "start year"), example="1977"),
    Column("status", gettext_lazy("Läget: gäller, vilar, avstannad, ses över, avslutad … Tomt: gäller."), ("läge", "state"), example="gäller"),
    Column("ended_year", gettext_lazy("När samarbetet slutade, skrivet som ovan."), ("avslutad", "avslutad år", "slutår", "upphörde", "ended", "end year")),
    Column("lat", gettext_lazy("Latitud i decimalgrader, med punkt eller komma."), ("latitud", "latitude", "n"), example="60,39"),
    Column("lon", gettext_lazy("Longitud i decimalgrader."), ("longitud", "longitude", "lng", "long", "e"), example="25,66"),
    Column("note", gettext_lazy("Anteckning om partnern."), ("anteckning", "anteckningar", "kommentar", "notes", "comment")),
    Column("source", gettext_lazy("Varifrån uppgiften kommer. Läggs till anteckningen."), ("källa", "källor", "sources", "reference")),
)  # fmt: skip

UNKNOWN = {
    "",
    "okänt",
    "okänd",
    "vet ej",
    "uppgift saknas",
    "saknas",
    "n/a",
    "na",
    "unknown",
    "?",
    "-",
    "–",
    "—",
    "null",
    "none",
    "nan",
    "#n/a",
    "#saknas!",
}
RELATION_KINDS = ("twin_town", "cooperation", "cooperation_town", "partner_city", "friendship", "letter_of_intent", "charter", "no_agreement",
                  "municipal_partnership", "network", "project_network")  # fmt: skip
KIND_ALSO = {
    "twin_town": "vänortsavtal, vänkommun, vänstad, vänortssamarbete, twin town, twinning, sister city, sister town, tvillingstad",
    "cooperation": "samarbete, samverkansavtal, cooperation agreement, cooperation",
    "friendship": "vänskap, vänskapsstad, friendship agreement, friendship city",
    "letter_of_intent": "loi, letter of intent, mou, memorandum of understanding, samförståndsavtal",
    "municipal_partnership": "partnerskap, kommunalt partnerskap icld, municipal partnership, partnership",
    "no_agreement": "utan avtal, kontakt, inget avtal, no agreement", "network": "nätverk, medlemskap, network, membership",
    "partner_city": "partner city", "charter": "stadga",
}  # fmt: skip
PARTNER_KIND_ALSO = {
    "municipality": "kommun, kommune, municipality, gemeinde", "city": "stad, tätort, ort, by, city, town, village",
    "district": "socken, församling, stadsdel, kommundel, pastorat, parish, district, borough",
    "county": "län, grevskap, fylke, county, landkreis, härad, powiat", "region": "region, landskap, provins, delstat, province, state, oblast",
    "country": "land, stat, country", "association": "förening, förbund, organisation, stiftelse, vänortsförening, association, ngo",
    "company": "företag, bolag, company",
}  # fmt: skip
# The last word of a name that says what sort of place it is: nobody else has to.
IN_NAMES = {"socken": "district", "forsamling": "district", "parish": "district", "lan": "county", "county": "county", "grevskap": "county",
            "landkreis": "county", "region": "region", "oblast": "region"}  # fmt: skip
STATUS_ALSO = {
    "in_force": "gäller, aktiv, aktivt, pågår, pågående, active, in force", "paused": "vilande, paus, paused", "dormant": "inaktiv, inaktivt, avstannat, vilande sedan länge, dormant, inactive",
    "ended": "avslutad, avslutat, upphört, uppsagd, uppsagt, nedlagd, ended, terminated", "proposed": "föreslagen, förslag, planerad, proposed",
    "decided": "beslutad, beslutat, decided", "under_review": "översyn, under review", "rejected": "avslagen, rejected",
}  # fmt: skip


def by_key(choices, also):
    found = {name_key(str(label)): str(code) for code, label in choices} | {name_key(str(code)): str(code) for code, _label in choices}
    return found | {name_key(word): code for code, words in also.items() for word in words.split(", ")}


@dataclass(frozen=True)
class Time:
    """A day, a year, or the words of the source; all empty when nobody knows."""

    on: dt.date | None = None
    year: int | None = None
    text: str = ""
    fault: str = ""

    @property
    def is_known(self):
        return bool(self.on or self.year or self.text)

    def __str__(self):
        return self.text or (self.on.isoformat() if self.on else str(self.year or ""))


FIRST_YEAR = 1000
DAY = re.compile(r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?:[ T][\d:.]+)?|(?P<D>\d{1,2})[./](?P<M>\d{1,2})[./ ](?P<Y>\d{4})")
WORDS_OF_TIME = 60  # characters that the column holds


def time_of(text: str) -> Time:
    """«1977», «1977-06-12», «12.6.1977», «197?», «1980-talet», «ca 1990»."""
    if text.casefold() in UNKNOWN:
        return Time()
    latest = timezone.localdate().year
    if re.fullmatch(r"-?\d+", text):
        year = int(text) if len(text) < 6 else 0
        if not FIRST_YEAR <= year <= latest:
            return Time(fault=_("Året ”%(text)s” kan inte stämma.") % {"text": text[:40]})
        return Time(year=year)
    if found := DAY.fullmatch(text):
        year, month, day = (int(found[a] or found[b]) for a, b in (("y", "Y"), ("m", "M"), ("d", "D")))
        try:
            on = dt.date(year, month, day)
        except ValueError:
            return Time(fault=_("Dagen ”%(text)s” finns inte.") % {"text": text})
        if not FIRST_YEAR <= year <= latest:
            return Time(fault=_("Dagen ”%(text)s” kan inte stämma.") % {"text": text})
        return Time(on=on, year=year)
    if len(text) > WORDS_OF_TIME:
        return Time(fault=_("Tiden är för lång: högst %(number)s tecken. Skriv resten som anteckning.") % {"number": WORDS_OF_TIME})
    if not re.search(r"\d{2}", text):
        return Time(fault=_("”%(text)s” säger inte när. Skriv ett år, eller lämna tomt.") % {"text": text})
    return Time(text=text)


@dataclass
class Wanted:
    """What one line says. Empty: it says nothing of that."""

    line: int
    name: str
    local_name: str = ""
    country: Country = field(default_factory=Country)
    partner_kind: str = ""
    kind: str = ""
    relation_name: str = ""
    since: Time = field(default_factory=Time)
    ended: Time = field(default_factory=Time)
    status: str = ""
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    note: str = ""
    faults: list[str] = field(default_factory=list)

    @property
    def is_network(self):
        return self.kind.endswith("network")

    def __str__(self):
        where = self.country.text or self.country.code
        return f"{self.name} ({where})" if where else self.name


def known(cell: str) -> str:
    return "" if cell.casefold() in UNKNOWN else " ".join(cell.split())


def coordinate(text: str, limit: int) -> Decimal | None:
    """ValueError when it is no number, or beyond the earth."""
    if text.casefold() in UNKNOWN:
        return None
    try:
        number = Decimal(text.replace("−", "-").replace(" ", "").replace(",", ".").removesuffix("°"))
    except InvalidOperation as fault:
        raise ValueError(text) from fault
    if not number.is_finite() or abs(number) > limit:
        raise ValueError(text)
    return number.quantize(Decimal("0.00001"))


def coded(cell: str, table: dict[str, str], sentence: str, faults: list[str]) -> str:
    """The code of a word; a word that nobody knows is a fault."""
    if cell.casefold() in UNKNOWN:
        return ""
    found = table.get(name_key(cell), "")
    if not found:
        faults.append(sentence % {"text": cell[:60]})
    return found


class Reader:
    """Reads lines with the words of one municipality: its own kinds of relations are known by its own names."""

    def __init__(self, words):
        kinds = {code: GENERAL[code] for code in RELATION_KINDS}
        self.kinds = by_key([(code, form) for code, forms in kinds.items() for form in (forms[0], forms[2])], KIND_ALSO)
        for code, word in words.own.items():
            if code in RELATION_KINDS or code not in GENERAL:
                self.kinds |= {name_key(form): code for form in (word.singular, word.plural, word.singular_en) if form}
        self.partner_kinds = by_key(Partner.Kind.choices, PARTNER_KIND_ALSO)
        self.statuses = by_key(Relation.Status.choices, STATUS_ALSO)

    def read(self, row: Row) -> Wanted:
        faults, name = [], known(row["partner_as_written"])
        wanted = Wanted(
            row.line, name, known(row["local_name"]), country_of_cells(known(row["country_code"]), known(row["country"])),
            coded(row["partner_kind"], self.partner_kinds, _("”%(text)s” är inget slag av partner som känns igen."), faults),
            coded(row["kind"], self.kinds, _("”%(text)s” är inget slag av samarbete som känns igen."), faults),
            known(row["relation_name"]), time_of(row["decision_year"]), time_of(row["ended_year"]),
            coded(row["status"], self.statuses, _("”%(text)s” är inget läge som känns igen."), faults), faults=faults,
        )  # fmt: skip
        self._position(wanted, row)
        source = known(row["source"])
        wanted.note = "\n".join(filter(None, (row["note"], _("Källa: %(source)s") % {"source": source} if source else "")))
        faults += faults_of_names(wanted)
        faults += [time.fault for time in (wanted.since, wanted.ended) if time.fault]
        if row.too_many:
            faults.append(_("Raden har fler celler än det finns rubriker. Kontrollera kommatecken och citattecken."))
        return wanted

    def _position(self, wanted, row):
        try:
            wanted.latitude, wanted.longitude = coordinate(row["lat"], 90), coordinate(row["lon"], 180)
        except ValueError as fault:
            wanted.faults.append(_("”%(text)s” är ingen position. Skriv decimalgrader, till exempel 56,02.") % {"text": str(fault)[:40]})
            return
        if (wanted.latitude is None) != (wanted.longitude is None):
            wanted.faults.append(_("Ange både latitud och longitud, eller ingen av dem."))


def faults_of_names(wanted: Wanted):
    """A name must be one: letters, not too long, no formula and no markup."""
    if not wanted.name:
        yield _("Partnerns namn saknas.")
        return
    if not any(letter.isalpha() for letter in wanted.name) or not name_key(wanted.name):
        yield _("”%(text)s” är inget namn.") % {"text": wanted.name[:60]}
    if wanted.name[0] in "=+@" or re.search(r"<[a-zA-Z/!]", wanted.name):
        yield _("”%(text)s” ser ut som en formel eller kod, inte som ett namn.") % {"text": wanted.name[:60]}
    for text, limit in ((wanted.name, 200), (wanted.local_name, 200), (wanted.relation_name, 200), (wanted.country.text, 100)):
        if len(text) > limit:
            yield _("”%(text)s …” är för långt: högst %(number)s tecken.") % {"text": text[:30], "number": limit}
    if wanted.since.year and wanted.ended.year and wanted.ended.year < wanted.since.year:
        yield _("Samarbetet kan inte ha slutat innan det började.")
