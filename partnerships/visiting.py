"""Verbs about visits: invitations are answered, visits planned and held, told of before and accounted for after. No request."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from councils.actions import open_matter
from councils.models import Container, DocumentPart
from councils.routes import DECIDING
from councils.rules.errands import errands
from councils.spoken import speak
from councils.transitions import Blocked, closed_by

from .models import Account, AccountDelivery, Gift, Invitation, ListValue, Notice, Promise, Visit, WorkTag
from .workflow import INVITATION, VISIT

GOALS = "goals"


@transaction.atomic
def keep_invitation(*, invitation: Invitation, by, reason="") -> Invitation:
    """Write the invitation down. Where an adopted route says who decides, its matter is opened with it."""
    invitation.recorded(by=by, reason=reason)
    if invitation.matter_id is None and needs_decision(invitation):
        title = _("Inbjudan från %(who)s") % {"who": invitation.with_whom or _("okänd avsändare")}
        invitation.matter = open_matter(
            municipality=invitation.municipality,
            code="visit.answer_invitation",
            title=title,
            container=invitation.container,
            opened_on=invitation.received_on,
            by=by,
        )
        invitation.recorded(by=by, reason=_("Ärendet öppnades"))
    return invitation


def errand_of_invitation(invitation, on):
    """The invitation as the routes see it; None once it has been declined."""
    return next((e for e in errands(invitation.municipality, on, ("visit.answer_invitation",)) if e.subject == invitation), None)


def needs_decision(invitation) -> bool:
    """An organ must decide before the answer, or the route hangs on what nobody has said yet."""
    on = max(invitation.received_on, timezone.localdate())
    errand = errand_of_invitation(invitation, on)
    route = errand.route(on) if errand else None
    return route is not None and (bool(route.missing) or any(leg.act in DECIDING for leg in route.legs))


@transaction.atomic
def accept_invitation(*, invitation: Invitation, visit: Visit, tags=None, by, reason="", on=None) -> Visit:
    """Say yes: the invitation is answered and its visit is planned, both or neither."""
    on = on or timezone.localdate()
    invitation = INVITATION["accept"].perform(invitation, by=by, reason=reason, on=on, answered_on=on, why=reason)
    visit.invitation = invitation
    return plan_visit(visit=visit, tags=tags, by=by, reason=reason, on=on)


def decline_invitation(*, invitation: Invitation, by, reason, on=None) -> Invitation:
    on = on or timezone.localdate()
    return INVITATION["decline"].perform(invitation, by=by, reason=reason, on=on, answered_on=on, why=reason)


@transaction.atomic
def plan_visit(*, visit: Visit, tags=None, by, reason="", on=None) -> Visit:
    """Enter a visit that is to come. What stands at the gate may refuse it, and then nothing is kept."""
    visit.status = Visit.State.PLANNED
    visit.recorded(by=by, reason=reason)
    if tags is not None:
        tag(work=visit, chosen=tags, by=by)
    blocking, asking = closed_by(VISIT["plan"], visit, on or timezone.localdate())
    if blocking or (asking and not reason.strip()):
        raise Blocked(blocking or asking)
    return visit


@transaction.atomic
def keep_visit(*, visit: Visit, tags=None, by, reason="") -> Visit:
    visit.recorded(by=by, reason=reason)
    if tags is not None:
        tag(work=visit, chosen=tags, by=by)
    return visit


@transaction.atomic
def tag(*, work, chosen, by):
    """Make the work's tags those that were chosen: values of lists, and goals of documents in force, which become values as they are used."""
    values = {value if isinstance(value, ListValue) else value_of_goal(value, by) for value in chosen}
    for one in work.tags.select_related("value").exclude(value__in=values):
        one.removed(by=by)
    known = set(work.tags.values_list("value", flat=True))
    for value in sorted(values, key=lambda value: value.pk):
        if value.pk not in known:
            WorkTag(work=work, value=value).recorded(by=by)


def value_of_goal(part: DocumentPart, by) -> ListValue:
    code = f"part-{part.pk}"
    known = ListValue.objects.filter(municipality=part.municipality, list=GOALS, code=code).first()
    return known or ListValue(municipality=part.municipality, list=GOALS, code=code, name=part.title[:200]).recorded(by=by)


@transaction.atomic
def hold_visit(*, visit: Visit, by, reason="", on=None, **came_of_it) -> Visit:
    """It took place; the people reached and what it gave stand on the visit itself, so that nobody has to log it too."""
    on = on or timezone.localdate()
    if visit.starts_on > on:
        raise ValidationError(_("Besöket har inte börjat än. Ändra dagen, eller vänta tills det har varit."))
    return VISIT["hold"].perform(visit, by=by, reason=reason, on=on, **came_of_it)


@transaction.atomic
def give_notice(*, work, to: Container, given_on: dt.date, text="", by) -> Notice:
    """A unit was told beforehand; telling it again changes nothing about the first time."""
    if to.home_id != work.municipality_id:
        raise ValidationError(speak(_("%(The_unit)s hör till en annan kommun. Välj en egen.")))
    known = work.notices.filter(to=to).order_by("given_on").first()
    return known or Notice(work=work, to=to, given_on=given_on, text=text).recorded(by=by)


@transaction.atomic
def keep_account(*, work, account: Account, got, gave, next_steps="", by, reason="") -> Account:
    """Write the account of a visit or a project. Each line of the next steps becomes a promise to the partner, where the work has one."""
    if (work.got, work.gave) != (got, gave):
        work.got, work.gave = got, gave
        work.recorded(by=by, reason=_("Redovisning"))
    account.written_on = account.written_on or timezone.localdate()
    account.recorded(by=by, reason=reason)
    for line in filter(None, (line.strip()[:300] for line in next_steps.splitlines())):
        if work.relation_id and not Promise.objects.filter(work=work, text=line).exists():
            Promise(relation=work.relation, work=work, container=work.container, text=line).recorded(by=by)
    return account


@transaction.atomic
def deliver_account(*, account: Account, receiver: Container, delivered_on: dt.date, by) -> AccountDelivery:
    """The account reached a receiver. Each receiver gets it once."""
    if receiver.home_id != account.municipality_id:
        raise ValidationError({"receiver": _("Mottagaren hör till en annan kommun.")})
    if delivered_on > timezone.localdate():
        raise ValidationError({"delivered_on": _("Dagen har inte varit än.")})
    if delivered_on < account.work.starts_on:
        raise ValidationError({"delivered_on": _("Redovisningen kan inte ha lämnats innan arbetet började.")})
    if account.deliveries.filter(receiver=receiver).exists():
        raise ValidationError({"receiver": _("Den mottagaren har redan fått redovisningen.")})
    return AccountDelivery(account=account, receiver=receiver, delivered_on=delivered_on).recorded(by=by)


@transaction.atomic
def note_gift(*, work, what, direction, by) -> Gift | None:
    """A gift of the visit, given or received."""
    if not what.strip() or not work.relation_id:
        return None
    return Gift(relation=work.relation, work=work, direction=direction, what=what.strip(), day=work.starts_on).recorded(by=by)
