"""Claims about planned work: who is responsible, what it serves, who was told beforehand, what is told afterwards."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from councils.compliance import BREACHED, DUE, KEPT, NOT_APPLICABLE, OVERDUE, UNKNOWN, Fix, Verdict, rule
from councils.models.containers import Kind
from councils.parameters import Due, Span, parameter

from ..facts import geography_of, tags_of
from ..models import Work
from ..planned import Planned, planned_work

State = Work.State
OWES_ACCOUNT = frozenset({State.PLANNED, State.RUNNING, State.HELD, State.CLOSED})


def to_work(row, label=None, part=""):
    """The work's own page; its URL name is the kind of work."""
    return Fix(label or _("Till %(kind)s") % {"kind": row._meta.verbose_name}, row.row, (("pk", row.pk),), "", "log", part=part)


def day(value):
    return date_format(value, "j F Y")


# ── beforehand


@dataclass(frozen=True, kw_only=True)
class NoticeGiven:
    to: tuple = parameter("organs", "who is informed")
    at_least_before: Span = parameter("span", "how long before the start", default=Span())
    warn_before: Span | None = parameter("span", "when the reminder comes", default=None)


@rule(subject="Work", title=gettext_lazy("De som berörs är informerade i förväg"), rows=planned_work)
def notice_is_given_before(work: Planned, p: NoticeGiven, on, setting):
    """Information, never permission: nobody has to answer it."""
    row = work.subject
    if work.never_done or row.starts_on < setting.in_force_from:
        return [Verdict(NOT_APPLICABLE)]
    return [informed(work, p, receiver, on) for receiver in p.to]


def informed(work, p, receiver, on):
    row, last = work.subject, p.at_least_before.before(work.subject.starts_on)
    notices = [n for n in row.notices.all() if n.to.code == receiver and n.given_on <= on]
    facts = {"row": row, "start": day(row.starts_on), "to": work.around.name_of(receiver), "last": day(last)}
    if receiver not in work.around.containers:
        sentence = _("%(to)s finns inte i registret, så det går inte att se om informationen har nått fram.")
        return Verdict(UNKNOWN, sentence % facts, key=receiver, fix=Fix(_("Till organen"), "bodies"))
    if notices and notices[0].given_on <= last:
        return Verdict(KEPT, since=notices[0].given_on, evidence=(notices[0],), key=receiver)
    title = _("Informera %(to)s om %(row)s") % facts
    if notices:
        facts["day"] = day(notices[0].given_on)
        sentence = _("%(to)s informerades om %(row)s %(day)s. Det skulle ha skett senast %(last)s.") % facts
        return Verdict(BREACHED, sentence, title=title, since=last, evidence=(notices[0],), key=receiver, fix=to_work(row, part="notices"))
    if p.warn_before and on < p.warn_before.before(row.starts_on):
        return Verdict(NOT_APPLICABLE, due=last, key=receiver)
    state = DUE if on <= last else OVERDUE if on <= row.starts_on else BREACHED
    sentence = _("%(row)s börjar %(start)s och %(to)s är inte informerad. Skicka informationen senast %(last)s.")
    if state != DUE:
        sentence = _("%(row)s börjar %(start)s och %(to)s är inte informerad. Skicka informationen nu.")
    return Verdict(
        state,
        sentence % facts,
        title=title,
        since=last if state != DUE else None,
        due=last,
        key=receiver,
        fix=to_work(row, title, "notices"),
    )


# ── afterwards


def account_text(name):
    return lambda row: getattr(getattr(row, "account", None), name, "")


# part of an account → (what it is called, how it is read off the work)
ACCOUNT_PARTS = {
    "text": (gettext_lazy("redovisningens text"), account_text("text")),
    "got": (gettext_lazy("vad vi fick"), lambda row: row.got),
    "gave": (gettext_lazy("vad vi gav"), lambda row: row.gave),
    "follow_up": (gettext_lazy("hur vi går vidare"), account_text("follow_up")),
    "participants": (gettext_lazy("deltagare"), lambda row: account_text("participants")(row) or row.participants.all()),
    "costs": (gettext_lazy("kostnader"), lambda row: account_text("costs")(row) or row.costs.all()),
}


@dataclass(frozen=True, kw_only=True)
class AccountGiven:
    parts: tuple = parameter("parts", "what the account must hold: got, gave, follow_up, participants, costs, text …")
    to: tuple = parameter("organs", "who receives it; each receiver is a duty of its own", default=())
    within: Due | None = parameter("due", "last day after the end; none means at closing", default=None)


@rule(
    subject="Work",
    title=gettext_lazy("Redovisning är gjord efteråt"),
    rows=planned_work,
    gates=["work.close", "allocation.pay"],
)
def account_is_given_afterwards(work: Planned, p: AccountGiven, on, setting):
    """Work that is over owes its account, whichever way the journey went. Each receiver is owed its own."""
    row, end = work.subject, work.last_day
    if row.status not in OWES_ACCOUNT:
        return [Verdict(NOT_APPLICABLE)]
    if end is None:
        sentence = _("%(row)s saknar sista dag, så det går inte att se när redovisningen ska vara gjord. Fyll i den.") % {"row": row}
        return [Verdict(UNKNOWN, sentence, fix=to_work(row))]
    if end < setting.in_force_from or (end >= on and row.status not in (State.HELD, State.CLOSED)):
        return [Verdict(NOT_APPLICABLE)]
    if strange := [one["part"] for one in p.parts if one["part"] not in ACCOUNT_PARTS]:
        sentence = _("Regeln frågar efter %(part)s, som inte är någon del av en redovisning. Ändra regeln.") % {"part": strange[0]}
        return [Verdict(UNKNOWN, sentence, fix=Fix(_("Till reglerna"), "rulesettings"))]
    missing = [label for part, (label, read) in ACCOUNT_PARTS.items() if part in {one["part"] for one in p.parts} and not read(row)]
    return [accounted(work, p, receiver, missing, on) for receiver in p.to or ("",)]


def accounted(work, p, receiver, missing, on):
    row, end, account = work.subject, work.last_day, getattr(work.subject, "account", None)
    delivered = [d for d in account.deliveries.all() if d.receiver.code == receiver and d.delivered_on <= on] if account else []
    if not missing and (delivered or not receiver):
        return Verdict(KEPT, since=delivered[0].delivered_on if delivered else None, evidence=tuple(delivered), key=receiver)
    last = p.within.after(end) if p.within else None
    state = BREACHED if row.status == State.CLOSED else OVERDUE if last and on > last else DUE
    facts = {"row": row, "end": day(end), "to": work.around.name_of(receiver), "missing": ", ".join(map(str, missing))}
    if missing and receiver:
        sentence = _("%(row)s avslutades %(end)s och saknar %(missing)s. Skriv redovisningen och lämna den till %(to)s.")
    elif missing:
        sentence = _("%(row)s avslutades %(end)s och saknar %(missing)s. Skriv redovisningen.")
    else:
        sentence = _("Redovisningen av %(row)s är skriven men inte lämnad till %(to)s. Lämna den.")
    title = _("Lämna redovisningen av %(row)s till %(to)s") if receiver else _("Skriv redovisningen av %(row)s")
    fix = to_work(row, _("Till redovisningen"), "account")
    return Verdict(state, sentence % facts, title=title % facts, since=end, due=last, evidence=(row,), key=receiver, fix=fix)


# ── who is responsible


@dataclass(frozen=True, kw_only=True)
class ResponsibleUnit:
    unit_kinds: tuple = parameter("unit_kinds", "kinds of unit that may be responsible")
    as_what: str = parameter("choice", "which responsibility", default="owner", options=("owner", "applicant", "host"))
    person_required: bool = parameter("boolean", "also a responsible person", default=False)
    otherwise: str | None = parameter("container", "unit that takes what belongs to no single field", default=None)


def kinds_in_words(kinds) -> str:
    return ", ".join(str(Kind(kind).label) if kind in Kind.values else kind for kind in kinds)


@rule(
    subject="Work",
    title=gettext_lazy("Det är bestämt vem som ansvarar för arbetet"),
    rows=planned_work,
    gates=["work.start", "application.submit"],
)
def work_has_its_responsible_unit(work: Planned, p: ResponsibleUnit, on):
    """The unit that the work belongs to is its owner, its applicant, or the host of a visit."""
    row, unit = work.subject, work.subject.container
    if work.never_done:
        return Verdict(NOT_APPLICABLE)
    field_related, state = getattr(row, "is_field_related", None), BREACHED if work.has_begun(on) else DUE
    facts = {"row": row, "kinds": kinds_in_words(p.unit_kinds), "unit": work.around.name_of(p.otherwise)}
    title = {
        "owner": _("Ange vem som ansvarar för %(row)s"),
        "applicant": _("Ange vem som söker: %(row)s"),
        "host": _("Ange vem som är värd för %(row)s"),
    }[p.as_what] % facts
    fix = to_work(row)
    if unit.kind not in p.unit_kinds:
        takes_the_rest = p.otherwise is not None and unit.code == p.otherwise
        if takes_the_rest and field_related is None:
            sentence = _("%(row)s: fyll i om det rör ett enda verksamhetsområde. Det avgör vem som ansvarar.")
            return Verdict(UNKNOWN, sentence % facts, fix=fix)
        if not takes_the_rest or field_related:
            sentence = _("%(row)s saknar ansvarig av rätt slag (%(kinds)s). Ange vem som ansvarar.")
            if p.otherwise and not field_related:
                sentence = _("%(row)s saknar ansvarig av rätt slag (%(kinds)s, annars %(unit)s). Ange vem som ansvarar.")
            return Verdict(state, sentence % facts, title=title, fix=fix)
    if p.person_required and row.responsible_id is None:
        return Verdict(state, _("%(row)s saknar ansvarig person. Ange vem det är.") % facts, title=title, fix=fix)
    return Verdict(KEPT, evidence=(unit,))


# ── what it serves


def partners_continent(work, values):
    """Those of the values that are regions in which the partner's country lies; None while the country is not known."""
    relation = work.subject.relation
    found = geography_of(relation) if relation is not None else None
    return None if found is None else found & set(values)


def earlier_work(work, values):
    """All of the values, where something was done with the partner before this."""
    relation = work.subject.relation
    first = work.around.first_with.get(relation.partner_id) if relation is not None and relation.partner_id else None
    return set(values) if first is not None and first < work.subject.starts_on else set()


DERIVED = {"continent_of_partner": partners_continent, "earlier_work_with_partner": earlier_work}


@dataclass(frozen=True, kw_only=True)
class Serves:
    list: str = parameter("text", "a list that the municipality keeps as data")
    values: tuple = parameter("list", "the values of that list which count; empty means any", default=())
    at_least: int = parameter("integer", "how many it must name", default=1)
    derived: tuple = parameter("list", "values worked out from other fields", default=())
    outside: str = parameter("choice", "ask for a value, or only mark the row", default="remind", options=("remind", "mark"))


@rule(
    subject="Work",
    title=gettext_lazy("Arbetet är knutet till mål eller prioritering"),
    rows=planned_work,
    gates=["work.start"],
)
def work_names_what_it_serves(work: Planned, p: Serves, on):
    """Never breached by itself: a priority is not a prohibition."""
    row, values = work.subject, work.around.lists.get(p.list, {})
    if work.never_done:
        return Verdict(NOT_APPLICABLE)
    named = {code for code in tags_of(row, p.list) or () if not p.values or code in p.values}
    worked_out = [DERIVED[name](work, p.values) for name in p.derived if name in DERIVED]
    named = named.union(*(found for found in worked_out if found))
    if len(named) >= p.at_least:
        return Verdict(KEPT, ", ".join(sorted(values[code].name if code in values else code for code in named)), key=p.list)
    facts = {"row": row, "list": list_in_words(p.list), "number": p.at_least}
    if not values and not p.values:
        sentence = _("Kommunen har inte sagt vilka %(list)s som finns, så det går inte att se om %(row)s är knutet till någon av dem.")
        return Verdict(UNKNOWN, sentence % facts, key=p.list)
    if None in worked_out:
        sentence = _("%(row)s: fyll i vem det är med och partnerns land. Det avgör om arbetet räknas till %(list)s.")
        return Verdict(UNKNOWN, sentence % facts, key=p.list, fix=to_work(row))
    if p.outside == "mark":
        return Verdict(NOT_APPLICABLE, _("%(row)s ligger utanför det som dokumentet pekar ut.") % facts, key=p.list)
    sentence = _("%(row)s är inte knutet till %(list)s. Välj minst %(number)s.") % facts
    return Verdict(
        DUE,
        sentence,
        title=_("Knyt %(row)s till %(list)s") % facts,
        due=row.starts_on if row.starts_on > on else None,
        key=p.list,
        fix=to_work(row),
    )


LISTS_IN_WORDS = {
    "goals": gettext_lazy("mål"),
    "outcomes": gettext_lazy("förväntade resultat"),
    "reference_framework": gettext_lazy("ramverket"),
    "contributions": gettext_lazy("det som kommunen bidrar med"),
    "priorities": gettext_lazy("prioriteringar"),
    "engagement_kinds": gettext_lazy("former för arbetet"),
    "target_group": gettext_lazy("målgrupper"),
    "participant_category": gettext_lazy("slag av deltagare"),
    "priority_partner_countries": gettext_lazy("prioriterade länder"),
}


def list_in_words(code) -> str:
    return str(LISTS_IN_WORDS.get(code, code))
