"""Lists of projects come in: each line is new, changes something, is as it was, is asked about, or is refused."""

import datetime as dt
import re
from dataclasses import dataclass, field
from difflib import get_close_matches

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from councils.imports import SKIP, Importer, Keeper, Line, Outcome, register
from councils.models import Container, Municipality
from councils.spoken import speak
from councils.tables import Table
from partnerships.imports import Doubt, Refusal, lines_of_others, said
from partnerships.models import Partner, Relation
from partnerships.names import name_key, spelling_key

from .models import Programme, Project, WorkPartner
from .project_columns import COLUMNS, LEADS, STATES, Wanted, read_line

State = Project.State
NEW, REST, AS_TEXT = "new", "rest", "text"
FIGURES = re.compile(r"\d+")


def judge(municipality: Municipality, table: Table, answers: dict[str, str]) -> list[Line]:
    """A Line for each row, in the order of the file; the same lines come out each time the same is known."""
    judging = Judging(municipality)
    elsewhere = lines_of_others(municipality, table)
    return [elsewhere.get(row.line) or judging.line(row, answers.get(str(row.line), "").split()) for row in table.rows]


@dataclass
class Known:
    """What the municipality has, by the keys of its names. Read once; a line that makes something adds to it."""

    units: dict[str, Container]
    programmes: dict[str, Programme]
    partners: dict[str, Partner]
    relations: dict[int, Relation]  # partner's id → its only living relation
    projects: list[Project] = field(default_factory=list)
    in_it: dict[int, set[str]] = field(default_factory=dict)  # id(project) → keys of its partners

    @classmethod
    def of(cls, municipality):
        if municipality.pk is None:
            return cls({}, programmes_of(None), {}, {})
        units = {name_key(name): one for one in Container.objects.of(municipality) for name in (one.code, one.name, one.name_en) if name}
        partners = {
            spelling_key(name): one
            for one in Partner.objects.filter(municipality=municipality)
            for name in (one.name, one.local_name)
            if name
        }
        projects = list(Project.objects.of(municipality).select_related("container", "programme").prefetch_related("partners__partner"))
        in_it = {id(one): {name_key(str(part)) for part in one.partners.all()} for one in projects}
        return cls(units, programmes_of(municipality), partners, {}, projects, in_it)


def programmes_of(municipality) -> dict[str, Programme]:
    """By code, name, English name and the part of the name before a parenthesis or a colon."""
    found: dict[str, Programme] = {}
    for one in Programme.objects.known_to(municipality).order_by("pk") if municipality else Programme.objects.filter(municipality=None):
        for name in (one.code, one.name, one.name_en, one.portal_code):
            for key in {name_key(name), name_key(name.partition("(")[0]), name_key(name.partition("(")[2].rstrip(")"))} - {""}:
                found.setdefault(key, one)
    return found


class Judging:
    def __init__(self, municipality):
        self.home, self.known = municipality, Known.of(municipality)
        self.lines_of: dict[int, int] = {}  # id of a planned project → the line that makes it

    def line(self, row, tokens) -> Line:
        wanted = read_line(row)
        if SKIP in tokens:
            return Line(row.line, str(wanted), Outcome.REFUSED, _("Hoppas över: så valde du."))
        try:
            return self.decided(wanted, tokens)
        except Refusal as fault:
            return Line(row.line, str(wanted), Outcome.REFUSED, str(fault))
        except Doubt as doubt:
            before = " ".join([*tokens, ""])
            choices = [(f"{before}{value}", words) for value, words in doubt.choices]
            return Line(row.line, str(wanted), Outcome.DOUBTFUL, doubt.reason, [*choices, (SKIP, _("Hoppa över raden"))])

    def decided(self, wanted: Wanted, tokens) -> Line:
        if wanted.faults:
            raise Refusal(" ".join(wanted.faults))
        unit, programme = self.unit(wanted), self.programme(wanted, tokens)
        project = self.project(wanted, tokens)
        if project is None:
            if wanted.period.first is None:
                raise Refusal(_("Det står inte när projektet började. Skriv minst ett år."))
            return self.new(wanted, unit, programme)
        return self.changed(wanted, project, unit, programme, tokens)

    # ── who and what is meant

    def unit(self, wanted) -> Container | None:
        if not wanted.unit:
            return None
        found = self.known.units.get(name_key(wanted.unit))
        if found is None and name_key(wanted.unit) in {name_key(self.home.name), name_key(self.home.official_name)}:
            return self.home
        if found is None:
            close = get_close_matches(name_key(wanted.unit), self.known.units, 1, 0.6)
            facts = {"name": wanted.unit[:60], "near": self.known.units[close[0]].name if close else ""}
            said_of = (
                _("%(The_unit)s ”%(name)s” känns inte igen. Menas %(near)s?") if close else _("%(The_unit)s ”%(name)s” känns inte igen.")
            )
            raise Refusal(speak(said_of, **facts))
        return found

    def programme(self, wanted, tokens) -> Programme | None:
        """A programme is known by its names; what nobody knows is asked about, and can stand as the funder's name."""
        if not wanted.programme:
            return None
        found = self.known.programmes.get(name_key(wanted.programme))
        if found is not None:
            return found
        told = next((token.removeprefix("programme:") for token in tokens if token.startswith("programme:")), "")
        by_code = {one.code: one for one in self.known.programmes.values()}
        if told in by_code:
            return by_code[told]
        wanted.funder = wanted.funder or wanted.programme[:200]
        if AS_TEXT in tokens or any(name_key(one.funder) == name_key(wanted.programme) for one in self.known.projects if one.funder):
            return None
        near = get_close_matches(name_key(wanted.programme), self.known.programmes, 3, 0.6)
        choices = [
            (f"programme:{self.known.programmes[key].code}", _("Programmet är %(name)s") % {"name": self.known.programmes[key]})
            for key in near
        ]
        reason = _("Programmet ”%(name)s” känns inte igen.") % {"name": wanted.programme[:60]}
        raise Doubt(reason, [*dict.fromkeys(choices), (AS_TEXT, _("Skriv det som finansiär"))])

    def project(self, wanted, tokens) -> Project | None:
        """The one that is meant: by the funder's number, else by name and time; None for one that is new."""
        if NEW in tokens:
            return None
        if told := [one for one in self.known.projects if f"project:{one.pk}" in tokens]:
            return told[0]
        if wanted.reference:
            numbered = [one for one in self.known.projects if one.reference and name_key(one.reference) == name_key(wanted.reference)]
            if len(numbered) == 1:
                return numbered[0]
        named = [one for one in self.known.projects if name_key(one.title) == name_key(wanted.title)]
        named = [one for one in named if not (wanted.reference and one.reference)]  # two numbers are two projects
        if len(named) > 1:
            named = [one for one in named if wanted.period.first and one.starts_on.year == wanted.period.first.year] or named
        if len(named) > 1:
            raise Doubt(_("Flera projekt heter så."), self.one_of(named))
        if (
            named
            and wanted.period.first
            and abs(named[0].starts_on.year - wanted.period.first.year) > 1
            and id(named[0]) not in self.lines_of
        ):
            raise Doubt(_("Ett projekt med samma namn började ett annat år."), self.one_of(named))
        if named:
            return named[0]
        if near := self.like(wanted):
            raise Doubt(_("Namnet liknar ”%(name)s”, som redan finns.") % {"name": near[0].title}, self.one_of(near))
        return None

    def like(self, wanted) -> list[Project]:
        """Those whose names are nearly the same; «etapp 1» and «etapp 2» are two, and so are two numbers of a funder."""
        key = name_key(wanted.title)
        others = [one for one in self.known.projects if not (wanted.reference and one.reference)]
        keys = {name_key(one.title): one for one in others}
        figures = FIGURES.findall(key)
        return [keys[close] for close in get_close_matches(key, keys, 2, 0.9) if FIGURES.findall(close) == figures]

    def one_of(self, found):
        choices = [
            (f"project:{one.pk}", _("Samma som %(name)s, %(year)s") % {"name": one.title, "year": one.starts_on.year})
            for one in found
            if one.pk
        ]
        return [*choices, (NEW, _("Ett nytt projekt"))]

    # ── what the line becomes

    def new(self, wanted, unit, programme) -> Line:
        project = Project(
            title=wanted.title, starts_on=wanted.period.first, status=wanted.status or state_by_days(wanted.period, timezone.localdate())
        )
        project.container = (
            unit.container_ptr if isinstance(unit, Municipality) else unit or self.home.container_ptr if self.home.pk else None
        )
        for name, value in values_of(wanted, programme).items():
            setattr(project, name, value)
        self.known.projects.append(project)
        self.lines_of[id(project)] = wanted.line
        parts = self.parts_of(wanted, project)

        def write(keeper: Keeper):
            project.container = project.container or self.home.container_ptr
            keeper.new(project)
            for part in parts:
                part.work = project
                keeper.new(part)

        return Line(wanted.line, str(wanted), Outcome.NEW, _("Nytt projekt."), write=write)

    def changed(self, wanted, project, unit, programme, tokens) -> Line:
        earlier = self.lines_of.setdefault(id(project), wanted.line)
        if wanted.status and wanted.status != project.status and REST not in tokens and earlier == wanted.line:
            facts = {"file": State(wanted.status).label, "here": project.get_status_display()}
            raise Doubt(
                _("Filen säger ”%(file)s”, här står ”%(here)s”. Läget ändras på projektets sida.") % facts,
                [(REST, _("Ta in resten av raden, men inte läget"))],
            )
        values = {name: value for name, value in values_of(wanted, programme).items() if not same(project, name, value)}
        if unit is not None and unit.pk != project.container_id:
            values["container"] = unit.container_ptr if isinstance(unit, Municipality) else unit
        values |= times_of(wanted.period, project)
        require_order(project, values)
        parts = self.parts_of(wanted, project)
        changes = [said(project, *item) for item in values.items()] + [
            _("en partner till: %(name)s") % {"name": str(part)} for part in parts
        ]
        if not changes:
            reason = _("Samma sak står på rad %(line)s.") % {"line": earlier} if earlier != wanted.line else ""
            return Line(wanted.line, str(wanted), Outcome.SAME, reason)
        if earlier != wanted.line and values:
            raise Doubt(_("Rad %(line)s säger något annat om samma projekt.") % {"line": earlier})
        before = {name: getattr(project, name) for name in values}
        for name, value in values.items():
            setattr(project, name, value)

        def write(keeper: Keeper):
            if values:
                keeper.change(project, values, before)
            for part in parts:
                part.work = project
                keeper.new(part)

        return Line(wanted.line, str(wanted), Outcome.CHANGED, changes=changes, write=write)

    def parts_of(self, wanted, project) -> list[WorkPartner]:
        """Partners that the project has not got yet: those of the register by their names, the others as written. None is taken away."""
        there, parts = self.known.in_it.setdefault(id(project), set()), []
        for name in wanted.partners:
            partner = self.known.partners.get(spelling_key(name))
            keys = {name_key(name)} | ({name_key(partner.name)} if partner else set())
            if not keys & there and name_key(name) != name_key(self.home.name):
                there |= keys
                parts.append(WorkPartner(partner=partner, name="" if partner else name))
        return parts


def state_by_days(period, today: dt.date) -> str:
    """What the days say, where the list says nothing: one that is over is held, not closed, since nobody has said so."""
    if period.first > today:
        return State.PLANNED
    return State.HELD if period.last and period.last < today else State.RUNNING


def values_of(wanted: Wanted, programme) -> dict:
    """What the line says of the project. An empty cell says nothing."""
    found = {"programme": programme, "funder": wanted.funder, "reference": wanted.reference, "lead": wanted.lead, **wanted.texts}
    found = {name: value for name, value in found.items() if value}
    found |= wanted.amounts
    if wanted.amounts and wanted.currency:
        found["currency"] = wanted.currency
    if wanted.rate is not None:
        found |= {"rate": wanted.rate, "rate_on": wanted.rate_on}
    if wanted.period.first:
        found["ends_on"], found["when_text"] = wanted.period.last, wanted.period.text
    return found


def same(project, name, value) -> bool:
    if name in ("ends_on", "when_text"):
        return True  # see times_of
    if name == "programme":
        return project.programme_id == value.pk
    return getattr(project, name) == value


def times_of(period, project) -> dict:
    """What the period changes. Days are never made vaguer: years that hold the days that stand here change nothing."""
    if period.first is None:
        return {}
    holds = (
        period.text and period.first <= project.starts_on and (period.last is None or (project.ends_on and project.ends_on <= period.last))
    )
    if holds and not project.when_text:
        return {}
    wanted = {"starts_on": period.first, "ends_on": period.last or project.ends_on, "when_text": period.text}
    return {name: value for name, value in wanted.items() if getattr(project, name) != value}


def require_order(project, values):
    first, last = values.get("starts_on", project.starts_on), values.get("ends_on", project.ends_on)
    if last and last < first:
        raise Refusal(_("Projektet kan inte ha slutat innan det började."))


PROJECTS = register(
    Importer(
        "projects",
        gettext_lazy("Projekt"),
        gettext_lazy("En rad för varje projekt, med år, program, belopp och partner."),
        COLUMNS,
        judge,
        permission="fund",
        words={"status": STATES, "lead": LEADS},
    )
)
