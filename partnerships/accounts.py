"""What planned work cost, what its account already knows, and which accounts are missing at their receivers."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import quote

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from councils.compliance import RULES, judged, said_by, settings_in_force
from councils.exceptions import exceptions_in_force
from councils.models import Container
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
    """What the work already says: those who took part, and what it cost."""
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
    return judged({planned_work: [Planned(row, Around.of(row.municipality, on))]}, row.municipality, on)


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


def account_and_notices(work, on) -> dict:
    """What the page of planned work shows of its account and of those who are told beforehand."""
    told = {notice.to_id for notice in work.notices.all()}
    subject, text = notice_text(work)
    return {
        "work": work,
        "account": getattr(work, "account", None),
        "untold": list(Container.objects.of(work.municipality).filter(code__in=to_be_told(work, on)).exclude(pk__in=told)),
        "notice_subject": subject,
        "notice_text": text,
        "mail": f"subject={quote(subject)}&body={quote(text)}",
    }


def notice_text(work) -> tuple[str, str]:
    """Subject and text of the message to the unit that is informed: what a person would have written."""
    kind = work._meta.verbose_name
    days = date_format(work.starts_on, "j F Y")
    if work.ends_on and work.ends_on != work.starts_on:
        days = f"{days} – {date_format(work.ends_on, 'j F Y')}"
    subject = _("%(kind)s %(days)s: %(what)s") % {"kind": capfirst(str(kind)), "days": days, "what": work.title}
    lines = [
        _("För kännedom: %(unit)s planerar ett %(kind)s.") % {"kind": kind, "unit": work.container.label},
        "",
        _("Vad: %(what)s") % {"what": work.title},
        _("När: %(days)s") % {"days": days},
        _("Med vem: %(who)s") % {"who": work.with_whom or _("uppgift saknas")},
    ]
    purpose = getattr(work, "purpose", "")
    lines += [_("Syfte: %(purpose)s") % {"purpose": purpose}] if purpose else []
    lines += [_("Ansvarig: %(person)s") % {"person": work.responsible}] if work.responsible_id else []
    return subject, "\n".join([*lines, "", _("Det här är information. Inget svar behövs.")])
