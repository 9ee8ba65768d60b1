"""The yearly report as one view model: the preview, the frozen HTML and the PDF are drawn from it and from nothing else."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from councils.models import Container, Decision, DocumentReview, Municipality, Outcome
from councils.standing import ClauseStanding, standing_on
from councils.templatetags.page import count_word, day
from councils.words import Words
from partnerships.charts import BarRow, bar_rows
from partnerships.maps import Map, cover_art
from partnerships.models import Relation
from partnerships.places import country_of, maps_of, place_of

from .actions import next_number
from .figures import Fact, Log, facts_of, kind_counts, listed, read_log
from .models import Report, YearlyReport
from .project_rows import ApplicationsOfYear, ProjectsOfYear, applications_of_year, projects_of_year
from .round import UnitState, asked, codes_of, last_day, receivers, report_round


@dataclass(frozen=True)
class Answer:
    """A question of the policy, the clauses that ask it, and what was answered. `text` is Swedish, as it was written."""

    section: str
    question: str
    codes: str
    text: str
    nothing: bool


@dataclass(frozen=True)
class Part:
    """A unit's part: what its people wrote beside what its log says."""

    name: str
    anchor: str
    facts: tuple[Fact, ...]
    nothing_this_year: bool
    highlight: str
    summary: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Missing:
    """A unit that handed in nothing; what it logged is counted all the same."""

    name: str
    activities: int

    def sentence(self, year):
        said = _("%(unit)s lämnade ingen rapport för %(year)s.") % {"unit": self.name, "year": year}
        if not self.activities:
            return said + " " + _("I loggen finns ingenting därifrån.")
        return (
            said
            + " "
            + (
                _("En aktivitet är räknad ur loggen.")
                if self.activities == 1
                else _("De %(count)s aktiviteterna är räknade ur loggen.") % {"count": count_word(self.activities)}
            )
        )


@dataclass(frozen=True)
class TownRow:
    pk: int
    name: str
    is_network: bool
    place_is_known: bool  # a network lies nowhere
    country: str
    activities: int


@dataclass(frozen=True)
class DecisionRow:
    decided_on: dt.date | None
    organ: str
    section: str
    matter: str
    outcome: str


@dataclass(frozen=True)
class ReviewRow:
    """A document that was evaluated or looked over in the year. The summary is Swedish, as it was written."""

    done_on: dt.date
    what: str
    document: str
    summary: str


@dataclass(frozen=True)
class YearlyView:
    """Everything the report says, in the language that was active when it was built."""

    municipality: Municipality
    words: Words
    report: YearlyReport
    year: int
    language: str
    compiled_by: str
    for_whom: str
    number: int
    frozen_at: dt.datetime
    policy_day: dt.date
    introduction: str
    introduction_is_swedish: bool
    facts: tuple[Fact, ...]
    units_chart: list[BarRow]
    kinds_chart: list[BarRow]
    maps: list[Map]
    art: Map | None
    towns: tuple[TownRow, ...]
    answers: tuple[Answer, ...]
    tally: dict[str, int]
    not_kept: tuple[ClauseStanding, ...]
    parts: tuple[Part, ...]
    projects: ProjectsOfYear
    applications: ApplicationsOfYear
    decisions: tuple[DecisionRow, ...]
    reviews: tuple[ReviewRow, ...]
    missing: tuple[Missing, ...]

    @property
    def previous_year(self):
        return self.year - 1

    @property
    def units_caption(self):
        return _("Aktiviteter per %(unit)s") % {"unit": self.words.unit.singular}

    @property
    def tells_of(self) -> dict[str, list[int]]:
        """Ids of the rows that it accounts for, as its edition keeps them."""
        return {
            "relations": [town.pk for town in self.towns if not town.is_network],
            "memberships": [town.pk for town in self.towns if town.is_network],
            "projects": [row.pk for row in self.projects.rows],
            "applications": [row.pk for row in self.applications.rows],
        }

    @property
    def missing_sentences(self):
        return [one.sentence(self.year) for one in self.missing]


def yearly_view(yearly_report: YearlyReport, on: dt.datetime | None = None) -> YearlyView:
    """The report as it would be frozen at that moment. The number of queries follows the rules, never the number of rows."""
    municipality, year = yearly_report.municipality, yearly_report.year
    frozen_at = on or timezone.now()
    log = read_log(municipality, year)
    states = report_round(municipality, year, timezone.localdate(frozen_at))
    relations = list(Relation.objects.of(municipality).alive().select_related("partner").in_order())
    introduction = (yearly_report.introduction_en if get_language() == "en" else "") or yearly_report.introduction
    partners = [place_of(relation.partner) for relation in relations if relation.partner]
    followed = standing_on(municipality, last_day(year))
    return YearlyView(
        municipality=municipality,
        words=(words := Words(municipality)),
        report=yearly_report,
        year=year,
        language=get_language(),
        compiled_by=words.coordinator.definite,
        for_whom=whom(municipality, year),
        number=next_number(yearly_report),
        frozen_at=frozen_at,
        policy_day=last_day(year),
        introduction=introduction,
        introduction_is_swedish=introduction == yearly_report.introduction,
        facts=facts_of(log.figures(), log.figures(before=True)),
        units_chart=units_chart(municipality, log, states),
        kinds_chart=chart(kind_counts(log), municipality.tint),
        maps=maps_of(municipality, relations),
        art=cover_art(place_of(municipality, "SE"), partners),
        towns=town_rows(relations, log),
        answers=year_answers(yearly_report),
        tally=dict(followed.counts),
        not_kept=tuple(followed.not_kept),
        parts=unit_parts(municipality, year, log, states),
        projects=projects_of_year(municipality, year),
        applications=applications_of_year(municipality, year),
        decisions=decisions_of(municipality, year),
        reviews=reviews_of(municipality, year),
        missing=tuple(Missing(s.unit.label, log.of_unit(s.unit.pk).figures().activities) for s in states if not s.is_submitted),
    )


def whom(municipality, year) -> str:
    """The bodies that are to have it, as a sentence goes on: «kommunstyrelsen och kommunledningsgruppen»."""
    names = [receiver.body.label for receiver in receivers(municipality, year)]
    return listed([name[:1].lower() + name[1:] if get_language() == "sv" else name for name in names]) if names else ""


def town_rows(relations, log: Log) -> tuple[TownRow, ...]:
    counts = log.counts("relation_id")
    return tuple(TownRow(r.pk, r.name, r.is_network, r.partner is not None, country_of(r.partner), counts.get(r.pk, 0)) for r in relations)


# Charts --------------------------------------------------------------------------------------------------------------


def chart(counts: list[tuple[str, int, int]], tint: str) -> list[BarRow]:
    return bar_rows([(label, now) for label, now, _before in counts], {label: before for label, _now, before in counts}, tint=tint)


def units_chart(municipality, log: Log, states: list[UnitState]) -> list[BarRow]:
    """Every unit that reports, also with nothing, and whoever else has logged; most activities first."""
    now, before = log.counts("container_id"), log.counts("container_id", before=True)
    labels = {state.unit.pk: state.unit.label for state in states}
    others = {*now, *before} - labels.keys()
    labels |= {unit.pk: unit.label for unit in Container.objects.filter(pk__in=others)}
    rows = [(label, now.get(pk, 0), before.get(pk, 0)) for pk, label in labels.items()]
    return chart(sorted(rows, key=lambda row: -row[1]), municipality.tint)


# What people wrote ---------------------------------------------------------------------------------------------------


def answered(questions, answers) -> tuple[Answer, ...]:
    """The answers that were given, in the order of the questions."""
    given = {answer.question_id: answer for answer in answers}
    pairs = [(question, given[question.pk]) for question in questions if question.pk in given]
    return tuple(
        Answer(question.section_label, question.label, codes_of(question), answer.text.strip(), answer.nothing)
        for question, answer in pairs
        if answer.nothing or answer.text.strip()
    )


def year_answers(yearly_report) -> tuple[Answer, ...]:
    if yearly_report.pk is None:
        return ()
    return answered(asked(yearly_report.municipality, yearly_report.year, "year"), yearly_report.answers.all())


def unit_parts(municipality, year, log: Log, states: list[UnitState]) -> tuple[Part, ...]:
    """A part for each submitted report; what is not handed in is not quoted."""
    handed_in = [state.report.pk for state in states if state.is_submitted]
    reports = {r.pk: r for r in Report.objects.filter(pk__in=handed_in).prefetch_related("answers")}
    questions = asked(municipality, year, "area")
    return tuple(
        part_of(state.unit, reports[state.report.pk], questions, log.of_unit(state.unit.pk)) for state in states if state.is_submitted
    )


def part_of(unit, report, questions, log: Log) -> Part:
    nothing = report.nothing_this_year
    return Part(
        name=unit.label,
        anchor=f"enhet-{unit.code}",
        facts=facts_of(log.figures(), log.figures(before=True)),
        nothing_this_year=nothing,
        highlight="" if nothing else report.highlight.strip(),
        summary="" if nothing else report.summary.strip(),
        answers=() if nothing else answered(questions, report.answers.all()),
    )


# Decisions ------------------------------------------------------------------------------------------------


def decisions_of(municipality, year) -> tuple[DecisionRow, ...]:
    rows = Decision.objects.of(municipality).confirmed().in_year(year).select_related("body", "post", "matter").order_by("decided_on", "pk")
    return tuple(
        DecisionRow(d.decided_on, str(d.organ), f"§ {d.section}" if d.section else "", d.matter.title, d.get_outcome_display())
        for d in rows
    )


def reviews_of(municipality, year) -> tuple[ReviewRow, ...]:
    rows = DocumentReview.objects.filter(municipality=municipality, done_on__year=year).select_related("document").order_by("done_on", "pk")
    return tuple(ReviewRow(one.done_on, one.get_act_display(), one.document.label, one.summary.strip()) for one in rows)


def decided_in_words(decision) -> str:
    """«godkänd av kommunstyrelsen den 10 mars 2026, § 41», as far as it is known."""
    organ = str(decision.organ)
    organ = organ[:1].lower() + organ[1:] if get_language() == "sv" else organ
    noted = decision.outcome == Outcome.NOTED
    said = _("lades till handlingarna av %(organ)s") if noted else _("godkänd av %(organ)s")
    said = said % {"organ": organ}
    if decision.decided_on:
        said = _("%(said)s den %(day)s") % {"said": said, "day": day(decision.decided_on)}
    return f"{said}, §\u00a0{decision.section}" if decision.section else said
