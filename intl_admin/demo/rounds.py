"""The yearly rounds: what the units answered, and the municipality's reports on their way to the executive board and to everybody."""

import datetime as dt
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from functools import cache

from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from councils.actions import open_matter
from councils.models import MatterCode
from reports.actions import (
    freeze_edition,
    publish_edition,
    record_delivery,
    return_report,
    save_public_page,
    save_report,
    save_yearly_report,
    submit_report,
)
from reports.models import Edition, EditionFile, PublicPage, Report, YearlyReport
from reports.pdf import edition_html, render_pdf
from reports.round import asked, receivers, units_that_report
from reports.yearly import YearlyView, yearly_view

from .days import as_of
from .people import decide
from .world import World, read

LANGUAGES = ("sv", "en")


@cache
def answers() -> dict:
    return read("answers")


# The units' reports --------------------------------------------------------------------------------------------------


@transaction.atomic
def add_unit_reports(world: World):
    """Two years ago everybody handed in; last year all but one in one municipality; this year they have just begun."""
    said = world.data["reports"]
    for years_ago in (2, 1):
        for number, unit in enumerate(units_that_report(world.municipality, world.today.year - years_ago)):
            if years_ago == 1 and unit.code == said.get("no_report_last_year"):
                continue
            submitted_on = world.past(dt.date(world.today.year - years_ago + 1, 1, 12 + number))
            hand_in(world, write_report(world, unit, years_ago, submitted_on), submitted_on)
    add_this_year(world)


def add_this_year(world: World):
    said, units = world.data["reports"], {unit.code: unit for unit in units_that_report(world.municipality, world.today.year)}
    nine_days_ago = world.today - dt.timedelta(days=9)
    write_report(world, units[said["draft"]], 0, world.today - dt.timedelta(days=2), begun_only=True)
    hand_in(world, write_report(world, units[said["submitted"]], 0, nine_days_ago), nine_days_ago)
    returned = hand_in(world, write_report(world, units[said["returned"]], 0, nine_days_ago), nine_days_ago)
    with as_of(world.today - dt.timedelta(days=4), 16):
        return_report(report=returned, by=world.account("coordinator"), reason=said["reason"])


def write_report(world: World, unit, years_ago: int, on: dt.date, begun_only=False) -> Report:
    """A unit's report with its answers; `begun_only` leaves out all but the first ones."""
    bank = answers()[world.data["units"][unit.code]["theme"]]
    year, variant = world.today.year - years_ago, years_ago - 1 if years_ago else 0
    nothing = unit.code in world.data["reports"]["nothing"]
    report = Report(container=unit, year=year, nothing_this_year=nothing)
    if not nothing:
        report.highlight = "" if begun_only else text_of(bank, "highlight", variant)
        report.summary = text_of(bank, "summary", variant)
    questions = [] if nothing else asked(world.municipality, year, "area")
    given = {question.pk: answer_of(bank, question.code, variant) for question in (questions[:2] if begun_only else questions)}
    with as_of(on, 9, 30):
        return save_report(report=report, answers=given, by=world.contact(unit, on))


def hand_in(world: World, report: Report, on: dt.date) -> Report:
    with as_of(on, 15, 45):
        return submit_report(
            report=report, questions=asked(world.municipality, report.year, "area"), by=world.contact(report.container, on)
        )


def text_of(bank: dict, code: str, variant: int) -> str:
    texts = bank.get(code, [])
    return texts[variant] if variant < len(texts) else ""


def answer_of(bank: dict, code: str, variant: int) -> tuple[str, bool]:
    """(text, nothing this year): where nothing was written for the question, that is the answer."""
    text = text_of(bank, code, variant)
    return text, not text


# The municipality's reports ------------------------------------------------------------------------------------------


@dataclass
class Draft:
    """A yearly report with its pages, {language: HTML}, before they are frozen."""

    world: World
    report: YearlyReport
    frozen_at: dt.datetime
    view: YearlyView
    pages: dict[str, str]
    pdfs: dict[str, Future]


def add_yearly_reports(worlds: list[World], years_ago: int, pool: Executor | None):
    """From the first words in February to the public page in April of the year after. What is published already is left alone.

    The pool makes the PDFs, which take more time than all the rest; without it there are web pages only.
    """
    drafts = [drafted(world, years_ago) for world in worlds if not is_published(world, years_ago)]
    for draft in drafts if pool else ():
        draft.pdfs = {language: pool.submit(render_pdf, html, language) for language, html in draft.pages.items()}
    for draft in drafts:
        hand_over(draft, freeze(draft), years_ago)


def is_published(world: World, years_ago: int) -> bool:
    published = YearlyReport.objects.filter(status=YearlyReport.Status.PUBLISHED)
    return published.filter(municipality=world.municipality, year=world.today.year - years_ago).exists()


@transaction.atomic
def write_yearly_report(world: World, year: int, variant: int) -> YearlyReport:
    said, bank, on = world.data["reports"], answers()["year"], world.past(dt.date(year + 1, 2, 10))
    by = world.account("coordinator")
    report = YearlyReport(municipality=world.municipality, year=year)
    report.introduction = said["introduction"][variant].replace("{year}", str(year))
    report.introduction_en = said["introduction_en"][variant].replace("{year}", str(year))
    with as_of(on, 13, 15):
        report.matter = open_matter(
            municipality=world.municipality, code=MatterCode.REPORT_ACCEPT, title=str(report), container=world.municipality.container_ptr,
            opened_on=on, by=by,
        )  # fmt: skip
        given = {question.pk: answer_of(bank, question.code, variant) for question in asked(world.municipality, year, "year")}
        return save_yearly_report(yearly_report=report, answers=given, by=by)


def drafted(world: World, years_ago: int) -> Draft:
    year = world.today.year - years_ago
    report = YearlyReport.objects.filter(municipality=world.municipality, year=year).first() or write_yearly_report(
        world, year, years_ago - 1
    )
    pages, views = {}, {}
    with as_of(world.past(dt.date(year + 1, 2, 27)), 14, 2) as frozen_at:
        for language in LANGUAGES:
            with override(language):
                views[language] = yearly_view(report, frozen_at)
                pages[language] = edition_html(views[language])
    return Draft(world, report, frozen_at, views["sv"], pages, {})


def freeze(draft: Draft) -> Edition:
    kinds, made = EditionFile.Kind, {language: future.result() for language, future in draft.pdfs.items()}
    rendered = {(language, kinds.HTML.value): html.encode() for language, html in draft.pages.items()}
    rendered |= {(language, kinds.PDF.value): content for language, (content, _pages) in made.items()}
    with as_of(timezone.localdate(draft.frozen_at), 14, 5):
        return freeze_edition(
            yearly_report=draft.report, number=draft.view.number, rendered=rendered, pages=made["sv"][1] if made else 0,
            missing=[one.name for one in draft.view.missing], tells_of=draft.view.tells_of, frozen_at=draft.frozen_at, by=draft.world.account("coordinator"),
        )  # fmt: skip


@transaction.atomic
def hand_over(draft: Draft, edition: Edition, years_ago: int):
    """To those who are to have it, to the executive board that takes it in, and to everybody."""
    world, year, by = draft.world, draft.report.year, draft.world.account("coordinator")
    delivered_on, accepted_on, published_on = (world.past(dt.date(year + 1, month, day)) for month, day in ((3, 4), (3, 18), (4, 2)))
    wait = world.data["reports"].get("wait_with", ()) if years_ago == 1 else ()
    named = {receiver.body for receiver in receivers(world.municipality, year)} | {world.body("ks")}
    with as_of(delivered_on, 10):
        for body in sorted(named, key=lambda body: body.pk):
            if body.code not in wait:
                record_delivery(edition=edition, receiver=body, delivered_on=delivered_on, by=by)
    text = f"Kommunstyrelsen lägger årsrapporten för {year} till handlingarna."
    decide(world, draft.report.matter, accepted_on, body=world.body("ks"), outcome="noted", text=text)
    with as_of(published_on, 9):
        publish_edition(edition=edition, by=by)


# The public page -----------------------------------------------------------------------------------------------------


@transaction.atomic
def add_public_page(world: World):
    said, on = world.data["page"], world.today - dt.timedelta(days=5)
    page = PublicPage.objects.filter(municipality=world.municipality).first() or PublicPage(municipality=world.municipality)
    for name, text in said.items():
        setattr(page, name, text)
    page.contact_email = f"{world.data['mailboxes']['municipality']}@{world.data['domain']}"
    with as_of(on, 10):
        save_public_page(page=page, by=world.account("coordinator"), checked=True)
