"""Claims that count what is recorded. They say that something was recorded, never that it had effect."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from councils.compliance import BREACHED, DUE, KEPT, OVERDUE, UNKNOWN, Fix, Verdict, rule
from councils.conditions import FIELDS, holds
from councils.models import Container, Kind
from councils.parameters import Period, parameter
from councils.periods import years_owed
from councils.rules.meetings import running_period
from funding.models import OpportunityReview
from partnerships.facts import tags_of
from partnerships.models import Relation, Work

from ..counted import LOGGED, Asked, Counted, Logged, Records, records_of

RECORDS = ("activity", "visit", "project", "application", "opportunity_review", "attendance", "membership", "agreement")
SHOWN = 3  # rows that a verdict leads to


@dataclass(frozen=True)
class LogBook:
    """The municipality, or one of its units, with everything that is counted in the municipality."""

    subject: Container
    records: Records
    new: Counted | None = None  # what is about to be planned, judged as if it counted

    def at_gate(self, row):
        """The book as the gate sees it that the row stands at; None for a row that is not counted."""
        own = [entry for entry in (*self.records.entries, *self.records.coming) if isinstance(entry, Counted) and entry.subject == row]
        return replace(self, new=own[0]) if own else None


EVERYTHING = tuple(Asked(RECORDS, per, Period(1, "year")) for per in ("each_person", "each_value"))


def log_books(municipality, on, asked=EVERYTHING):
    """One for the municipality, and one for each unit: what is counted per unit is the unit's own duty."""
    records = records_of(municipality, on, asked)
    for subject in (municipality, *records.units):
        yield LogBook(subject, records)


@dataclass(frozen=True)
class Window:
    """The days among which is counted: a calendar year or more, or, rolling, those that end today."""

    first: dt.date
    last: dt.date
    key: str
    rolling: bool = False

    def holds(self, entry) -> bool:
        return entry.first <= self.last and entry.last >= self.first

    def covers(self, unit) -> bool:
        """Whether the unit was there all the time."""
        return (unit.active_from is None or unit.active_from <= self.first) and (unit.active_to is None or unit.active_to >= self.last)

    def __str__(self):
        months = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month
        said = ngettext("den senaste månaden", "de senaste %(number)s månaderna", months) % {"number": months}
        return said if self.rolling else self.key


def windows(every: Period, on: dt.date, since: dt.date) -> Iterator[Window]:
    """What is owed now. A rolling period is counted from the day when the rule has been there so long."""
    if every.basis == "rolling":
        first, last = running_period(every, on)
        if since <= first:
            yield Window(first, last, "rolling", True)
        return
    length = max(1, every.months // 12)
    for year in years_owed(every, None, on, since):
        yield Window(dt.date(year.year - length + 1, 1, 1), year.ends_on, str(year))


def windows_around(every: Period, day: dt.date, since: dt.date) -> list[Window]:
    """The period that the day is in, also early in it, when nobody is reminded of it yet."""
    if every.basis == "rolling":
        return list(windows(every, day, since))
    ends = [dt.date(year, 12, 31) for year in range(day.year, day.year + max(1, every.months // 12))]
    found = {window.key: window for end in ends for window in windows(every, end, since)}
    return [window for window in found.values() if window.first <= day <= window.last]


@dataclass(frozen=True, kw_only=True)
class Bounds:
    records: tuple = parameter("choices", "what is counted", options=RECORDS)
    per: str = parameter(
        "choice",
        "counted for whom",
        default="municipality",
        options=("municipality", "each_unit", "each_value", "each_person", "each_applicant"),
        needs={"each_unit": "unit_kinds", "each_value": "values_of"},
    )
    unit_kinds: tuple = parameter("unit_kinds", "when per unit; or whose people or applicants owe the least number", default=())
    values_of: str | None = parameter("text", "when per value: the list or field whose values are counted", default=None)
    values: tuple = parameter("list", "and which of its values; empty means every one", default=())
    at_least: int | None = parameter("integer", "least number", default=None)
    at_most: int | None = parameter("integer", "most number", default=None)
    every: Period = parameter("period", "the period")

    @property
    def asked(self) -> Asked:
        return Asked(self.records, self.per, self.every)


# ── counted for whom


@dataclass(frozen=True)
class Who:
    """One that is counted for: key, name, and whether an entry is theirs (None when nobody has said)."""

    key: str
    name: str
    owns: Any
    code: str = ""  # of the unit, where it is one


def counted_for(book, p, window, entries) -> Iterator[Who]:
    if p.per == "each_unit":
        yield unit_as_who(book.subject)
    elif p.per == "each_value":
        for value in p.values or [code for of_list, code in book.records.names if of_list == p.values_of]:
            name = book.records.names.get((p.values_of, value), value.replace("_", " "))
            yield Who(value, name, lambda entry, value=value: names_value(entry, p.values_of, value))
    elif p.per == "each_person":
        yield from each_person(book.records, p, window, entries)
    elif p.per == "each_applicant":
        yield from each_applicant(book.records, p, window, entries)
    else:
        yield Who("", book.subject.label, lambda entry: True)


def unit_as_who(unit) -> Who:
    """A board has also what the units under it have."""

    def owns(entry):
        if entry.container is None:
            return None
        return unit.pk in (entry.container.pk, entry.container.parent_id)

    return Who(unit.code, unit.label, owns, unit.code)


def each_person(records, p, window, entries) -> Iterator[Who]:
    """Those who took part; with a least number also those who had a post all the time, in units of some kinds where they are named."""
    seen = {pk for entry in entries for pk in entry.people or ()}
    if p.at_least is not None:
        held = [post for post in records.posts if post.starts_on <= window.first and (post.ends_on is None or post.ends_on >= window.last)]
        seen |= {post.person_id for post in held if not p.unit_kinds or post.container.kind in p.unit_kinds}
    for person in sorted((records.people[pk] for pk in seen), key=lambda person: (person.name_sort, person.pk)):
        yield Who(f"person-{person.pk}", person.name, lambda entry, pk=person.pk: None if entry.people is None else pk in entry.people)


def each_applicant(records, p, window, entries) -> Iterator[Who]:
    """Those who applied, companies by name; with a least number also the units of the named kinds."""
    seen = {entry.applicant for entry in entries} - {None}
    if p.at_least is not None:
        seen |= {unit for unit in records.units if unit.kind in p.unit_kinds and window.covers(unit)}
    for one in sorted(seen, key=str):
        unit = one if isinstance(one, Container) else None
        key, name = (unit.code, unit.label) if unit else (slugify(one)[:60], one)
        yield Who(key, name, lambda entry, one=one: None if entry.applicant is None else entry.applicant == one, unit.code if unit else "")


def names_value(entry, of_list, value) -> bool | None:
    """Whether the entry has the value of a fact, or of a list; None while it has none of the list."""
    if of_list in FIELDS["Work"]:
        return holds("Work", entry, [{"field": of_list, "op": "eq", "value": value}])
    named = tags_of(entry, of_list)
    return None if named is None else value in named


# ── the rule


def is_counted(entry, records) -> bool:
    """An entry of the log by its kind, any other row by what it is."""
    kinds = {kind for record in records for kind in LOGGED.get(record, ())}
    return entry.kind in kinds if entry.row == "activity" else entry.row in records


def is_about(book, p) -> bool:
    return book.subject.kind in p.unit_kinds if p.per == "each_unit" else book.subject.kind == Kind.MUNICIPALITY


@rule(
    subject="Work",
    title=gettext_lazy("Det som ska ske sker, i lagom antal"),
    rows=log_books,
    rows_by="asked",
    concerns=is_about,
    gates=["visit.plan"],
    where_on="records",
)
def number_of_records_is_within_bounds(book: LogBook, p: Bounds, on, setting):
    """What is counted, and for whom, in each period that is owed.

    A unit's assessment of a call counts as a review of its opportunities, also a no: the unit has weighed one. A meeting counts once for a
    unit, however many came from there.
    """
    if book.new is not None:
        yield from with_one_more(book, p, on, setting)
        return
    of_kind = [entry for entry in book.records.entries if is_counted(entry, p.records)]
    for window in windows(p.every, on, setting.in_force_from):
        if nobody_could(book, p, window):
            continue
        inside = [(entry, holds("Work", entry, setting.where)) for entry in of_kind if window.holds(entry)]
        inside = [(entry, answer) for entry, answer in inside if answer is not False]
        if p.per == "each_person" and p.at_most is not None and (unnamed := [entry for entry, _answer in inside if entry.people is None]):
            yield without_names(unnamed, window)
        for who in counted_for(book, p, window, [entry for entry, _answer in inside]):
            yield within_bounds(book, p, window, who, [(entry, both(answer, who.owns(entry))) for entry, answer in inside], on)


def with_one_more(book, p, on, setting):
    """At the gate only too many counts, of those and in the periods that the new one is counted in; what else is planned counts too."""
    new = book.new
    if p.at_most is None or p.per == "each_person" or not is_counted(new, p.records):
        return
    of_kind = [entry for entry in (*book.records.entries, *book.records.coming) if is_counted(entry, p.records)]
    for window in windows_around(p.every, max(on, new.first), setting.in_force_from):
        inside = [(entry, holds("Work", entry, setting.where)) for entry in of_kind if window.holds(entry)]
        inside = [(entry, answer) for entry, answer in inside if answer is not False]
        for who in counted_for(book, p, window, [entry for entry, _answer in inside]):
            answers = [(entry, both(answer, who.owns(entry))) for entry, answer in inside]
            if any(entry is new and answer is not False for entry, answer in answers):
                yield one_too_many(within_bounds(book, replace(p, at_least=None), window, who, answers, on), p, window, who, answers)


def one_too_many(verdict, p, window, who, answers):
    if verdict.state != BREACHED:
        return verdict
    count = sum(entry.count for entry, answer in answers if answer)
    facts = {"who": who.name, "period": window, "count": count, "most": p.at_most}
    sentence = _(
        "Med det här blir det %(count)s för %(who)s under %(period)s, mer än de %(most)s som dokumentet tillåter. Välj en annan tid."
    )
    return replace(verdict, sentence=sentence % facts)


def nobody_could(book, p, window) -> bool:
    """A unit that was not there all the time owes no least number; nobody owes to have been at meetings that were not held."""
    if p.at_most is None and p.per == "each_unit" and not window.covers(book.subject):
        return True
    return set(p.records) == {"attendance"} and not any(window.first <= meeting.day <= window.last for meeting in book.records.meetings)


def both(one, other) -> bool | None:
    """Both answers together; a no is a no, whatever the other says."""
    return False if False in (one, other) else None if None in (one, other) else True


def within_bounds(book, p, window, who, answers, on):
    yes, maybe = ([entry for entry, answer in answers if answer is wanted] for wanted in (True, None))
    sure, perhaps = (sum(entry.count for entry in found) for found in (yes, maybe))
    key = f"{window.key}:{who.key}" if who.key else window.key
    facts = {"who": who.name, "period": window, "count": sure, "least": p.at_least, "most": p.at_most}
    if p.at_most is not None and sure > p.at_most:
        sentence = _("%(who)s har %(count)s under %(period)s, mer än de %(most)s som dokumentet tillåter. Skriv varför.")
        return Verdict(BREACHED, sentence % facts, key=key, evidence=shown(yes), fix=to_the_log(p, window))
    if p.at_most is not None and p.per != "each_person" and sure + perhaps > p.at_most:
        return not_said(p, window, who, facts, key, maybe)
    if p.at_least is None or sure >= p.at_least:
        return Verdict(KEPT, key=key, evidence=shown(yes))
    if sure + perhaps >= p.at_least:
        return not_said(p, window, who, facts, key, maybe)
    return too_few(p, window, who, facts, key, shown(yes), on)


def shown(entries) -> tuple:
    """The newest rows that have a page of their own."""
    newest = sorted((entry for entry in entries if entry.proof is not None), key=lambda entry: entry.last, reverse=True)
    return tuple(dict.fromkeys(entry.proof for entry in newest))[:SHOWN]


def to_the_log(p, window) -> Fix:
    return Fix(_("Till loggen"), "log", (), "" if window.rolling else f"ar={window.key}", "log")


# ── what is said


def not_said(p, window, who, facts, key, maybe):
    """Enough, or too many, if what is recorded were complete: lead to where it is completed."""
    meeting = next((entry.proof for entry in maybe if entry.row == "attendance"), None)
    if meeting is not None:
        sentence = _("%(who)s: närvaron är inte ifylld från %(meeting)s, så det går inte att se om någon därifrån var med. Fyll i den.")
        title = _("Fyll i närvaron från %(meeting)s") % {"meeting": meeting}
        fix = Fix(_("Fyll i närvaron"), "meeting", (("pk", meeting.pk),), "", "meet")
        return Verdict(UNKNOWN, sentence % (facts | {"meeting": meeting}), title=title, key=key, evidence=(meeting,), fix=fix)
    sentence = _(
        "%(who)s: det som är registrerat under %(period)s säger inte om det räknas. Komplettera det, till exempel med hur många unga som "
        "deltog eller vem som betalar."
    )
    if "opportunity_review" in p.records and not shown(maybe):  # an entry of the log cannot say who pays; a review can
        sentence = _("%(who)s: det som är loggat under %(period)s säger inte om det räknas. Skriv en genomgång av möjligheterna.")
        _sentence, title, fix = what_to_do(p, who)
        return Verdict(UNKNOWN, sentence % facts, title=title % facts, key=key, fix=fix)
    title = _("Komplettera det som registrerats under %(period)s, så att det går att räkna") % facts
    return Verdict(UNKNOWN, sentence % facts, title=title, key=key, evidence=shown(maybe), fix=to_complete(p, window, maybe))


def to_complete(p, window, maybe) -> Fix:
    """The newest of the rows, or the log, whose rows are many."""
    row = next(iter(shown(maybe)), None)
    if isinstance(row, OpportunityReview):
        return Fix(_("Fyll i genomgången"), "opportunity_edit", (("pk", row.pk),), "", "log")
    if isinstance(row, Relation):
        return Fix(_("Komplettera"), "relation", (("pk", row.pk),), "", "relate")
    if isinstance(row, Work) and not any(isinstance(entry, Logged) for entry in maybe):
        return Fix(_("Komplettera"), row.row, (("pk", row.pk),), "", "log")
    return to_the_log(p, window)


def without_names(entries, window):
    """Who took part is not said of these, so nobody's share of them is counted."""
    number = sum(entry.count for entry in entries)
    sentence = ngettext(
        "Det är inte sagt vem hos oss som var med på %(number)s sak under %(period)s. Lägg till deltagarna.",
        "Det är inte sagt vilka hos oss som var med på %(number)s saker under %(period)s. Lägg till deltagarna.",
        number,
    )
    title = _("Lägg till vilka som var med under %(period)s") % {"period": window}
    fix = to_complete(None, window, entries)
    return Verdict(
        UNKNOWN, sentence % {"number": number, "period": window}, title=title, key=f"{window.key}:unnamed", evidence=shown(entries), fix=fix
    )


def too_few(p, window, who, facts, key, evidence, on):
    sentence, title, fix = what_to_do(p, who)
    state = OVERDUE if window.rolling or on > window.last else DUE
    due = None if window.rolling else window.last
    return Verdict(state, sentence % facts, title=title % facts, due=due, key=key, evidence=evidence, fix=fix)


def what_to_do(p, who) -> tuple[str, str, Fix]:
    """(sentence, act, way there), by what is counted."""
    unit = urlencode({"enhet": who.code}) if who.code else ""
    if set(p.records) == {"attendance"}:
        return (
            _(
                "%(who)s har varit med på %(count)s av rådets möten under %(period)s, minst %(least)s ska det vara. Bjud in till nästa möte."
            ),
            _("Bjud in %(who)s till nästa möte"),
            Fix(_("Till mötena"), "meetings", (), "", "meet"),
        )
    if "opportunity_review" in p.records:
        return (
            _("%(who)s har gått igenom sina möjligheter %(count)s gånger under %(period)s, minst %(least)s ska det vara. Gå igenom dem, "
              "och skriv en rad om vad ni kom fram till."),
            _("Gå igenom möjligheterna under %(period)s: %(who)s"),
            Fix(_("Skriv en genomgång"), "opportunity_new", (), unit, "log"),
        )  # fmt: skip
    if set(p.records) <= {"membership", "agreement"}:
        return (
            _("%(who)s har %(count)s i registret under %(period)s, minst %(least)s ska det vara. Registrera det som finns."),
            _("Registrera avtal och medlemskap för %(period)s"),
            Fix(_("Till registret"), "relations", (), "", "relate"),
        )
    return (
        _("%(who)s har %(count)s loggade under %(period)s, minst %(least)s ska det vara. Logga det som gjorts."),
        _("Logga det som gjorts under %(period)s"),
        Fix(_("Logga"), "log_new", (), "", "log"),
    )
