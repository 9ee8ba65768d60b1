"""Trying a change before it is adopted: what a draft's settings would have said last year, beside what was said. It writes nothing but its job."""

import datetime as dt
from dataclasses import dataclass, field
from itertools import chain

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from .access import container_ids
from .compliance import BREACHED, OVERDUE, RULES, said_by, settings_in_force
from .exceptions import exceptions_in_force, subject_code
from .models import Container, Document, Job, RuleSetting, User
from .parameters import add_months
from .templatetags.page import count_word
from .words import GENERAL, Words, speaking_of

FAILS = (BREACHED, OVERDUE)
# What a row that fails the rule would have done. The sentence begins with who, and «skulle ha» or «skulle inte ha».
FAILED = {
    "unit_has_its_contact_persons": _("saknat %(contact)s"),
    "post_is_held": _("haft uppdraget tomt"),
    "seats_are_filled": _("haft tomma platser"),
    "seats_follow_appointments": _("haft en plats som inte följer uppdraget"),
    "report_is_delivered": _("lämnat rapporten för sent"),
    "reports_are_compiled": _("sammanställt rapporterna för sent"),
    "report_gets_an_answer": _("blivit utan svar i tid"),
    "follow_up_is_done": _("saknat sin uppföljning"),
    "number_of_records_is_within_bounds": _("hamnat utanför det antal som gäller"),
    "required_document_is_in_force": _("saknat dokumentet"),
    "document_is_reviewed_in_time": _("utvärderats eller setts över för sent"),
    "superseded_document_is_closed": _("haft något som gällde fast det var ersatt"),
    "decision_is_recorded_in_full": _("saknat uppgifter"),
    "matter_is_decided_by_its_route": _("saknat rätt beslut"),
    "named_relation_is_in_the_register": _("saknat en relation som dokumentet nämner"),
    "relation_is_alive": _("stått still för länge"),
    "new_agreements_follow_the_stance": _("gått emot kommunens hållning"),
    "body_meets": _("träffats för sällan"),
    "meeting_has_notes": _("blivit utan anteckningar i tid"),
    "page_shows_its_sections": _("saknat avsnitt"),
    "page_has_owner_and_contact": _("saknat ansvarig eller kontakt"),
    "page_is_fresh": _("legat orörd för länge"),
}


def last_year() -> int:
    return timezone.localdate().year - 1


def month_ends(year: int) -> list[dt.date]:
    return [add_months(dt.date(year, month, 1), 1) - dt.timedelta(days=1) for month in range(1, 13)]


@dataclass
class RowTried:
    """One duty of one row: the months at whose end it failed, with the settings as they were and with the draft's."""

    row: object
    before: set[int] = field(default_factory=set)
    after: set[int] = field(default_factory=set)
    sentence: str = ""  # the newest that one of them said

    @property
    def changes(self):
        return self.before != self.after


@dataclass
class Tried:
    """What one setting of the draft would have changed."""

    setting: RuleSetting
    rows: dict[tuple, RowTried] = field(default_factory=dict)

    @property
    def changed(self) -> list[RowTried]:
        return [one for one in self.rows.values() if one.changes]

    def failing(self, month: int) -> tuple[int, int]:
        """How many rows failed at the month's end before, and would have after."""
        return sum(month in one.before for one in self.rows.values()), sum(month in one.after for one in self.rows.values())


def place_of(setting) -> tuple:
    """A setting of a copy and the one it was copied from stand in the same place."""
    return setting.clause.code, setting.ordinal


def editions_before(draft: Document) -> list[int]:
    """The documents whose settings the draft's are compared with: last year another edition may have been in force."""
    found, document = [], draft.previous
    while document is not None and document.pk not in found:
        found.append(document.pk)
        document = document.previous
    return found


def tried_settings(draft: Document, only: RuleSetting | None = None) -> list[RuleSetting]:
    """The draft's settings as if they had been in force as long as those they were copied from."""
    rows = RuleSetting.objects.filter(clause__document=draft).select_related("clause__document").order_by("clause__ordinal", "ordinal")
    older = RuleSetting.objects.filter(clause__document__in=editions_before(draft)).select_related("clause")
    since = {}
    for setting in older:
        since[place_of(setting)] = min(setting.in_force_from, since.get(place_of(setting), setting.in_force_from))
    tried = [setting for setting in rows if only is None or setting.pk == only.pk]
    for setting in tried:
        setting.in_force_from = since.get(place_of(setting), dt.date.min)
    return tried


def fails(finding) -> bool:
    return finding.row is not None and finding.state in FAILS and finding.strength != "may"


def try_out(draft: Document, year: int, only: RuleSetting | None = None, tell=lambda month: None) -> list[Tried]:
    """Judge each month's end of the year twice, with the settings of that day and with the draft's."""
    municipality, editions = draft.municipality, editions_before(draft)
    new = tried_settings(draft, only)
    results = {place_of(setting): Tried(setting) for setting in new}
    acting = [setting for setting in new if setting.on]
    new_ones = {setting.pk for setting in new}
    for day in month_ends(year):
        tell(day.month)
        old = [s for s in settings_in_force(municipality, day, clause__document__in=editions) if place_of(s) in results]
        for finding in said_by(chain(old, acting), municipality, day, exceptions_in_force(municipality, day)):
            if fails(finding):
                rows = results[place_of(finding.setting)].rows
                key = subject_code(finding.row), finding.verdict.key
                found = rows.setdefault(key, RowTried(finding.row))
                found.sentence = str(finding.verdict.sentence)
                (found.after if finding.setting.pk in new_ones else found.before).add(day.month)
    return list(results.values())


# ── in words


def a_or_an(forms) -> str:
    """«en kontaktperson», «ett ombud»: the definite form tells which."""
    return (gettext("ett %(word)s") if forms.definite.endswith("t") else gettext("en %(word)s")) % {"word": forms.singular}


def who(rows, words: Words) -> str:
    """«Tre områden»; one is called by its name."""
    subjects = {subject_code(row): row for row in rows}
    first = next(iter(subjects.values()))
    if len(subjects) == 1:
        return first.label if isinstance(first, Container) else str(first)
    kinds = {row.kind for row in subjects.values() if isinstance(row, Container)}
    if len(kinds) == 1 and (kinds & GENERAL.keys() or kinds & words.own.keys()):
        noun = words[kinds.pop()].plural
    else:
        noun = words["unit"].plural if kinds else str(first._meta.verbose_name_plural)
    return capfirst(f"{count_word(len(subjects))} {noun}")


def sentences(tried: Tried, words: Words) -> list[str]:
    """«Tre områden skulle ha saknat en kontaktperson.»"""
    worse = [one.row for one in tried.changed if one.after - one.before]
    better = [one.row for one in tried.changed if one.before - one.after and not one.after - one.before]
    rule = RULES[tried.setting.rule]
    predicate = FAILED.get(rule.code)
    facts = {"contact": a_or_an(words["contact"])}
    failed = str(predicate) % facts if predicate else gettext("brutit mot regeln ”%(rule)s”") % {"rule": rule.title}
    said = []
    if worse:
        said.append(gettext("%(who)s skulle ha %(failed)s.") % {"who": who(worse, words), "failed": failed})
    if better:
        said.append(gettext("%(who)s skulle inte ha %(failed)s.") % {"who": who(better, words), "failed": failed})
    return said or [gettext("Inget skulle ha blivit annorlunda.")]


def months_in_words(months) -> str:
    """«januari–mars, maj», «hela året», «aldrig»"""
    if not months:
        return gettext("aldrig")
    if len(months) == len(MONTHS):
        return gettext("hela året")
    runs: list[list[int]] = []
    for month in sorted(months):
        if runs and month == runs[-1][-1] + 1:
            runs[-1].append(month)
        else:
            runs.append([month])
    return ", ".join(str(MONTHS[r[0]]) if len(r) == 1 else f"{MONTHS[r[0]]}–{MONTHS[r[-1]]}" for r in runs)


def in_words(tried: Tried, words: Words) -> dict:
    """What the pages show, ready to be kept as JSON."""
    setting = tried.setting
    return {
        "setting": setting.pk,
        "clause": setting.clause.code,
        "text": setting.clause.label,
        "strength": setting.strength,
        "title": str(RULES[setting.rule].title),
        "sentences": sentences(tried, words),
        "rows": [
            {
                "label": who([one.row], words),
                "sentence": one.sentence,
                "before": months_in_words(one.before),
                "after": months_in_words(one.after),
            }
            for one in tried.changed
        ],
    }


# ── the whole year, as a job


@transaction.atomic
def start_year(*, draft: Document, by) -> Job:
    """Queue the year. The task rolls back with its job: the queue is a table."""
    actor = User.objects.get(pk=by.pk)
    if draft.container_id not in container_ids(actor, "edit_documents"):
        raise PermissionDenied
    slug = draft.municipality.slug
    job = Job.objects.create(
        municipality=draft.municipality,
        container=draft.container,
        title=gettext("%(document)s, version %(edition)s, prövas mot %(year)s")
        % {"document": draft, "edition": draft.edition, "year": last_year()},
        total=len(MONTHS),
        again_url=reverse("dry_run", args=[slug, draft.pk]),
        by=actor,
    )
    try_year.enqueue(job.pk, draft.pk, last_year(), get_language())
    return job


@task()
def try_year(job_id: int, draft_id: int, year: int, language: str):
    """A job that is already over is left alone."""
    job = Job.objects.select_related("municipality").get(pk=job_id)
    if job.is_over:
        return
    with override(language), speaking_of(job.municipality):
        try:
            draft = Document.objects.select_related("municipality", "previous").get(pk=draft_id)
            found = try_out(draft, year, tell=lambda month: job.tell(capfirst(str(MONTHS[month])), done=month - 1))
            words = Words.read(draft.municipality)
            changed = [in_words(one, words) for one in found if one.changed]
        except Exception:
            job.fail(
                gettext("Något gick fel när året prövades. Inget är ändrat. Försök igen, eller hör av dig till den som driver tjänsten.")
            )
            raise
    job.result = {"year": year, "document": draft.pk, "changed": changed, "same": len(found) - len(changed)}
    job.finish(result_url=reverse("dry_run_year", args=[job.municipality.slug, job.pk]))
