"""Lists of twin towns and agreements come in: each line is new, changes something, is as it was, is asked about, or is refused."""

import datetime as dt
from dataclasses import replace

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from councils.imports import SKIP, Importer, Keeper, Line, Outcome, register
from councils.models import Municipality
from councils.spoken import spoken
from councils.tables import Table
from councils.words import Words

from .countries import country_name
from .country_names import Country
from .homes import Homes
from .known_partners import Known, KnownPartners
from .models import Partner, PartnerName, Relation
from .names import name_key
from .relation_columns import COLUMNS, IN_NAMES, Reader, Time, Wanted

DEFAULT_KIND = "twin_town"
NEW, REST, NEW_RELATION = "new", "rest", "new_relation"


class Doubt(Exception):
    """A line that somebody must be asked about; with the answers there are."""

    def __init__(self, reason, choices=()):
        super().__init__(reason)
        self.reason, self.choices = reason, choices


class Refusal(Exception):
    """A line that cannot be taken in."""


def judge(municipality: Municipality, table: Table, answers: dict[str, str]) -> list[Line]:
    """A Line for each row, in the order of the file; the same lines come out each time the same is known."""
    judging = Judging(municipality)
    elsewhere = lines_of_others(municipality, table)
    return [elsewhere.get(row.line) or judging.line(row, answers.get(str(row.line), "").split()) for row in table.rows]


def lines_of_others(municipality: Municipality, table: Table) -> dict[int, Line]:
    """{line: refused}, for lines that name another municipality. The command has parted the list already (many_homes)."""
    if municipality.pk is None or not any(row["municipality"] for row in table.rows):
        return {}
    homes, found = Homes(), {}
    for row in table.rows:
        home = homes.named(row["municipality"]) if row["municipality"] else municipality
        if home != municipality:
            found[row.line] = Line(row.line, row["partner_as_written"], Outcome.REFUSED, homes.why_not(row["municipality"], home))
    return found


class Judging:
    def __init__(self, municipality):
        self.home = municipality
        words = Words(municipality if municipality.pk else None)
        self.known, self.reader = KnownPartners(municipality), Reader(words)
        self.lines_of = {}  # id of a planned relation → the line that makes it

    def line(self, row, tokens) -> Line:
        wanted = self.reader.read(row)
        if SKIP in tokens:
            return Line(row.line, str(wanted), Outcome.REFUSED, _("Hoppas över: så valde du."))
        try:
            return self.decided(wanted, tokens)
        except Refusal as fault:
            return Line(row.line, str(wanted) if wanted.name else "", Outcome.REFUSED, str(fault))
        except Doubt as doubt:
            before = " ".join([*tokens, ""])
            choices = [(f"{before}{value}", words) for value, words in doubt.choices]
            return Line(row.line, str(wanted), Outcome.DOUBTFUL, doubt.reason, [*choices, (SKIP, _("Hoppa över raden"))])

    def decided(self, wanted: Wanted, tokens) -> Line:
        if wanted.faults:
            raise Refusal(" ".join(wanted.faults))
        wanted.country = self.country(wanted, tokens)
        if name_key(wanted.name) == name_key(self.home.name) and wanted.country.code in ("SE", ""):
            raise Refusal(_("Kommunen kan inte vara sin egen partner."))
        alone = self.without_partner(wanted)
        if alone is not None or wanted.is_network:
            return self.for_relation(wanted, None, alone, tokens)
        known = self.partner(wanted, tokens)
        if known is None:
            return self.new_partner(wanted)
        return self.for_relation(wanted, known, self.relation(wanted, known, tokens), tokens)

    # ── which country, which partner, which relation

    def country(self, wanted, tokens) -> Country:
        country = wanted.country
        if not country.fault:
            return country
        if not country.text:
            raise Refusal(country.fault)
        told = next((token.removeprefix("country:") for token in tokens if token.startswith("country:")), None)
        kept = {name_key(known.partner.country_text) for known in self.known.all if known.partner.country_text}
        if told is None and name_key(country.text) not in kept:
            choices = [("country:", _("Behåll ”%(text)s”, som ett land utan kod") % {"text": country.text})]
            if country.meant:
                name = {"country": country_name(country.meant, get_language())}
                choices.insert(0, (f"country:{country.meant}", _("Landet är %(country)s") % name))
            raise Doubt(country.fault, choices)
        return Country(told) if told else replace(country, fault="", meant="")

    def without_partner(self, wanted) -> Relation | None:
        """A network, or an agreement of many parties: known by its own name."""
        keys = {name_key(wanted.name), name_key(wanted.relation_name)} - {""}
        found = [one for one in self.known.without_partner if name_key(one.name) in keys and wanted.kind in ("", one.kind)]
        return found[0] if found else None

    def partner(self, wanted, tokens) -> Known | None:
        """The one that is meant; None for one that is new."""
        if NEW in tokens:
            return None
        for token in tokens:
            if (known := self.known.answered(token)) is not None:
                return known
        called = self.known.called(wanted.name, wanted.local_name)
        here = [known for known in called if known.may_lie_in(wanted.country)]
        spelt = [known for known in here if known.is_spelt(wanted.name, wanted.local_name)]
        if len(spelt) > 1:
            spelt = [known for known in spelt if wanted.name in known.names] or spelt
        if len(spelt) == 1:
            return spelt[0]
        if spelt:
            raise Doubt(_("Flera partner heter så."), self.same_as(spelt))
        if here:  # the same name in other letters: perhaps a spelling, perhaps another place
            names = _(" eller ").join(called_with_country(known.partner) for known in here)
            raise Doubt(_("Är det samma som %(names)s?") % {"names": names}, self.same_as(here))
        if called:
            raise Doubt(_("Samma namn finns, men i ett annat land."), self.same_as(called))
        if near := self.known.like(wanted.name, wanted.country):
            names = ", ".join(f"”{known.partner.name}”" for known in near)
            raise Doubt(_("Namnet liknar %(names)s, som redan finns.") % {"names": names}, self.same_as(near))
        return None

    def same_as(self, found):
        """The answers: one of these, or another place."""
        choices = []
        for known in found:
            facts = {"name": known.partner.name, "line": known.line}
            words = _("Samma som %(name)s på rad %(line)s") if known.line else _("Samma som %(name)s")
            choices.append((known.value, words % facts))
        return [*choices, (NEW, _("En ny partner"))]

    def relation(self, wanted, known: Known, tokens) -> Relation | None:
        """The one that is meant; None for one that is new."""
        if NEW_RELATION in tokens:
            return None
        pool = [one for one in known.relations if not one.is_network and wanted.kind in ("", one.kind)]
        told = [one for one in pool if f"relation:{one.pk}" in tokens]
        if told:
            return told[0]
        named = [one for one in pool if name_key(one.name) == name_key(wanted.relation_name)]
        if wanted.relation_name and pool and not named:
            raise Doubt(_("Partnern har redan ett sådant samarbete, men det heter något annat."), self.one_of(pool))
        pool = named or pool
        for narrower in (lambda one: same_time(one, wanted.since), lambda one: one.status == wanted.status):
            pool = ([one for one in pool if narrower(one)] or pool) if len(pool) > 1 else pool
        if len(pool) > 1:
            raise Doubt(_("Partnern har flera sådana samarbeten."), self.one_of(pool))
        return pool[0] if pool else None

    def one_of(self, pool):
        choices = [
            (f"relation:{one.pk}", _("Samarbetet ”%(name)s” %(since)s") % {"name": one.name, "since": one.since}) for one in pool if one.pk
        ]
        return [*choices, (NEW_RELATION, _("Ett nytt samarbete"))]

    # ── what the line becomes

    def new_partner(self, wanted) -> Line:
        words = name_key(wanted.name).split()
        kind = wanted.partner_kind or IN_NAMES.get(words[-1], Partner.Kind.MUNICIPALITY)
        partner = Partner(
            code=self.known.code_for(Partner, wanted.name), name=wanted.name, local_name=wanted.local_name, kind=kind,
            country=wanted.country.code, country_text=wanted.country.text, latitude=wanted.latitude, longitude=wanted.longitude, note=wanted.note,
        )  # fmt: skip
        known = self.known.add(partner, (wanted.name, wanted.local_name), wanted.line)
        relation = self.planned(wanted, known)

        def write(keeper: Keeper):
            partner.municipality = self.home
            keeper.new(partner)
            write_relation(keeper, relation, partner, self.home)

        return Line(wanted.line, str(wanted), Outcome.NEW, _("Ny partner och nytt samarbete."), write=write)

    def planned(self, wanted, known: Known | None) -> Relation:
        """The relation that the line makes, not yet saved."""
        name = wanted.relation_name or wanted.name
        status = wanted.status or (Relation.Status.ENDED if wanted.ended.is_known else Relation.Status.IN_FORCE)
        relation = Relation(code=self.known.code_for(Relation, name), kind=wanted.kind or DEFAULT_KIND, name=name, status=status)
        for field, value in (times("started", relation, wanted.since) | times("ended", relation, wanted.ended)).items():
            setattr(relation, field, value)
        require_order(relation)
        (known.relations if known else self.known.without_partner).append(relation)
        self.lines_of[id(relation)] = wanted.line
        return relation

    def for_relation(self, wanted, known: Known | None, relation: Relation | None, tokens) -> Line:
        """The partner, if any, is known; the relation may be."""
        of_partner, names = self.changes_of_partner(wanted, known) if known else ({}, [])
        if relation is None:
            relation, of_relation, outcome = self.planned(wanted, known), {}, Outcome.NEW
        else:
            of_relation, outcome = self.changes_of_relation(wanted, relation, tokens), Outcome.CHANGED
        earlier = self.lines_of.setdefault(id(relation), wanted.line)
        earlier = earlier if earlier != wanted.line else None
        changes = [said(known.partner, *item) for item in of_partner.items()] if known else []
        changes += [_("ett namn till: %(name)s") % {"name": name} for name in names]
        changes += [said(relation, *item) for item in of_relation.items()]
        if outcome == Outcome.CHANGED and not changes:
            reason = _("Samma sak står på rad %(line)s.") % {"line": earlier} if earlier else ""
            return Line(wanted.line, str(wanted), Outcome.SAME, reason)
        if earlier and of_relation:
            raise Doubt(_("Rad %(line)s säger något annat om samma samarbete.") % {"line": earlier})
        write = self.writer(known, of_partner, names, relation, of_relation, outcome)
        reason = (_("Nytt samarbete. Partnern finns redan.") if known else _("Nytt.")) if outcome == Outcome.NEW else ""
        return Line(wanted.line, str(wanted), outcome, reason, changes=changes, write=write)

    def writer(self, known, of_partner, names, relation, of_relation, outcome):
        """The rows in memory are as they will be at once, so that a later line sees it; what stood there goes with the write."""
        for name in names:
            self.known.add_name(known, name)
        partner_before = made(known.partner, of_partner) if known else {}
        relation_before = made(relation, of_relation)

        def write(keeper: Keeper):
            if of_partner:
                keeper.change(known.partner, of_partner, partner_before)
            for name in names:
                keeper.new(PartnerName(partner=known.partner, name=name, kind=PartnerName.Kind.SPELLING))
            if outcome == Outcome.NEW:
                write_relation(keeper, relation, known.partner if known else None, self.home)
            elif of_relation:
                keeper.change(relation, of_relation, relation_before)

        return write

    def changes_of_partner(self, wanted, known: Known) -> tuple[dict, list[str]]:
        """What the line adds to the partner: (values of fields, further names). Nothing is taken away."""
        partner, values, names = known.partner, {}, []
        if not known.is_spelt(wanted.name):
            names.append(wanted.name)
        if wanted.local_name and not partner.local_name and name_key(wanted.local_name) not in known.keys - {name_key(partner.name)}:
            values["local_name"] = wanted.local_name
        elif wanted.local_name and name_key(wanted.local_name) not in known.keys:
            names.append(wanted.local_name)
        if wanted.country.is_known and not (partner.country or partner.country_text):
            values |= {"country": wanted.country.code, "country_text": wanted.country.text}
        if wanted.partner_kind and wanted.partner_kind != partner.kind:
            values["kind"] = wanted.partner_kind
        if wanted.latitude is not None:
            values |= {name: value for name in ("latitude", "longitude") if (value := getattr(wanted, name)) != getattr(partner, name)}
        if wanted.note and wanted.note not in partner.note:
            values["note"] = "\n".join(filter(None, (partner.note, wanted.note)))
        return {name: value for name, value in values.items() if value != getattr(partner, name)}, names

    def changes_of_relation(self, wanted, relation, tokens) -> dict:
        status = wanted.status or (Relation.Status.ENDED if wanted.ended.is_known else "")
        if status and status != relation.status and REST not in tokens:
            facts = {"file": Relation.Status(status).label, "here": relation.get_status_display()}
            raise Doubt(
                _("Filen säger ”%(file)s”, här står ”%(here)s”. Läget ändras på avtalets sida, där beslutet registreras.") % facts,
                [(REST, _("Ta in resten av raden, men inte läget"))],
            )
        ended_year = relation.ended_year or (relation.ended_on.year if relation.ended_on else None)
        if ended_year and wanted.since.year and wanted.since.year > ended_year:
            raise Doubt(_("Samarbetet slutade %(year)s. Togs det upp igen registreras det på avtalets sida.") % {"year": ended_year})
        values = times("started", relation, wanted.since)
        if relation.status == Relation.Status.ENDED:
            values |= times("ended", relation, wanted.ended)
        require_order(relation, **values)
        return values


# ── times


def same_time(relation, time: Time) -> bool:
    return not times("started", relation, time)


def times(prefix: str, relation, time: Time) -> dict:
    """What the time changes in the columns of a start or an end. An exact year is never made vaguer."""
    on, year, text = (getattr(relation, f"{prefix}_{part}") for part in ("on", "year", "text"))
    year = year or (on.year if on else None)
    if time.on:
        wanted = {} if on == time.on else {"on": time.on, "year": time.year, "text": ""}
    elif time.year:
        wanted = {} if year == time.year else {"on": None, "year": time.year, "text": ""}
    elif time.text and not year and name_key(text) != name_key(time.text):
        wanted = {"text": time.text}
    else:
        wanted = {}
    return {f"{prefix}_{part}": value for part, value in wanted.items() if value != getattr(relation, f"{prefix}_{part}")}


def require_order(relation, **values):
    begins, ends = (values.get(name, getattr(relation, name)) for name in ("started_on", "ended_on"))
    if begins and ends and ends < begins:
        raise Refusal(_("Samarbetet kan inte ha slutat innan det började."))


def called_with_country(partner: Partner) -> str:
    """«Wismar (Tyskland)», as far as anybody has said where it lies."""
    country = country_name(partner.country, get_language()) if partner.country else partner.country_text
    return f"{partner.name} ({country})" if country else partner.name


def made(row, values: dict) -> dict:
    """Sets the values; gives what stood there."""
    before = {name: getattr(row, name) for name in values}
    for name, value in values.items():
        setattr(row, name, value)
    return before


def write_relation(keeper: Keeper, relation: Relation, partner: Partner | None, home: Municipality):
    relation.container, relation.partner = home.container_ptr, partner
    keeper.new(relation)


def said(row, field: str, value) -> str:
    """«sedan år: uppgift saknas → 1977»"""
    column = row._meta.get_field(field)
    words = [in_words(column, one) for one in (getattr(row, field), value)]
    return f"{column.verbose_name}: {words[0]} → {words[1]}"


def in_words(column, value) -> str:
    if value is None or value == "":
        return _("uppgift saknas")
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(dict(column.flatchoices).get(value, value))


RELATIONS = register(
    Importer(
        "relations",
        spoken(gettext_lazy("%(Twin_towns)s och avtal")),
        spoken(gettext_lazy("En rad för varje %(twin_town)s, avtal eller %(network)s, med partnern och sedan när.")),
        COLUMNS,
        judge,
    )
)
