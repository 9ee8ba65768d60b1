"""What a visit cost, what its account already knows, and which accounts are missing at their receivers."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from councils.compliance import RULES, judge, said_by, settings_in_force
from councils.exceptions import exceptions_in_force
from councils.parameters import parameters_from
from councils.templatetags.page import amount

from .models import Cost, Work
from .planned import Around, Planned, planned_work

ACCOUNT, NOTICE = "account_is_given_afterwards", "notice_is_given_before"


@dataclass(frozen=True)
class Costs:
    """The costs of a piece of work: in all, and by who pays; what has no amount in kronor is counted apart, never as nought."""

    rows: tuple[Cost, ...]
    total: Decimal | None  # of what is known; None while nothing is
    unknown: int
    by_payer: tuple[tuple[str, Decimal], ...]


def payer_of(cost) -> str:
    if cost.bearer_id:
        return cost.bearer.label
    return cost.outside_bearer or (cost.get_source_display() if cost.source in (Cost.Source.OUTSIDE, Cost.Source.CENTRAL) else "")


def costs_of(work) -> Costs:
    rows, paid = tuple(work.costs.all()), defaultdict(Decimal)
    known = [cost for cost in rows if cost.kronor is not None]
    for cost in known:
        paid[payer_of(cost) or _("Ingen angiven")] += cost.kronor
    total = sum((cost.kronor for cost in known), Decimal(0)) if known else None
    return Costs(rows, total, len(rows) - len(known), tuple(sorted(paid.items())))


def account_prefilled(work: Work) -> dict:
    """What the visit already says: those who took part, and what it cost."""
    people = [f"{one}, {one.organisation}" if one.organisation else str(one) for one in work.participants.select_related("person")]
    costs = costs_of(work)
    lines = [f"{cost.text}: {amount(cost.kronor) if cost.kronor is not None else _('beloppet är inte känt')}" for cost in costs.rows]
    if costs.total is not None and len(costs.rows) > 1 and not costs.unknown:
        lines.append(_("Tillsammans: %(total)s") % {"total": amount(costs.total)})
    return {"participants": "\n".join(people), "costs": "\n".join(lines)}


def missing_accounts(municipality, on) -> list:
    """Findings about accounts that are owed to somebody and not there, the oldest duty first."""
    settings = settings_in_force(municipality, on, rule=ACCOUNT)
    found = said_by(settings, municipality, on, exceptions_in_force(municipality.pk, on))
    missing = [finding for finding in found if finding.row is not None and finding.needs_something]
    return sorted(missing, key=lambda finding: finding.order)


def said_of(row, on) -> list:
    """What the rules about planned work say of one row, without reading all the others."""
    around, granted = Around.of(row.municipality, on), exceptions_in_force(row.municipality_id, on)
    settings = [one for one in settings_in_force(row.municipality, on) if RULES[one.rule].rows is planned_work]
    return [finding for setting in settings for finding in judge(setting, Planned(row, around), on, granted)]


def receivers_named(row, on, rule) -> list[str]:
    """Codes of those whom the rule's settings about this row name, in their order."""
    codes = []
    for finding in said_of(row, on):
        if finding.setting.rule == rule and finding.state != "not_applicable" and finding.verdict.key:
            codes.append(finding.verdict.key)
    return list(dict.fromkeys(codes))


def to_be_told(row, on) -> list[str]:
    """Codes of those who are to be informed beforehand, also before the day of the reminder."""
    codes = []
    for finding in said_of(row, on):
        if finding.setting.rule == NOTICE and finding.verdict.key:
            codes += parameters_from(RULES[NOTICE].parameters, finding.setting.parameters).to
    return list(dict.fromkeys(codes))


def notice_text(visit) -> tuple[str, str]:
    """Subject and text of the message to the unit that is informed: what a person would have written."""
    days = date_format(visit.starts_on, "j F Y")
    if visit.ends_on and visit.ends_on != visit.starts_on:
        days = f"{days} – {date_format(visit.ends_on, 'j F Y')}"
    subject = _("Besök %(days)s: %(what)s") % {"days": days, "what": visit.title}
    lines = [
        _("För kännedom: %(unit)s planerar ett besök.") % {"unit": visit.container.label},
        "",
        _("Vad: %(what)s") % {"what": visit.title},
        _("När: %(days)s") % {"days": days},
        _("Med vem: %(who)s") % {"who": visit.with_whom or _("uppgift saknas")},
    ]
    lines += [_("Syfte: %(purpose)s") % {"purpose": visit.purpose}] if visit.purpose else []
    lines += [_("Ansvarig: %(person)s") % {"person": visit.responsible}] if visit.responsible_id else []
    return subject, "\n".join([*lines, "", _("Det här är information. Inget svar behövs.")])
