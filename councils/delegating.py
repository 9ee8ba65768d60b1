"""Delegation: what a body lets somebody decide in its place, whether a decision fits its point, and what is still to be told to the body.

The law (Local Government Act 2017:725): a board may delegate to a person (chapter 6 § 37) but never what § 38 names, and decides how
such decisions are told to it (§ 40).
"""

import datetime as dt

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .access import container_ids
from .conditions import holds
from .models import Decision, Delegation, DelegationReport, Meeting, User
from .route_words import conditions_in_words, fields_in_words
from .routes import SUBJECT, Facts
from .rules.errands import errand_of
from .words import Words

PERMISSION = "record_decisions"  # a point is something that the body has decided: who records decisions enters it


def require_right(container_id: int, by):
    """`by` None is the system itself. The account is fetched anew: a right withdrawn a second ago does not act."""
    if by is not None and container_id not in container_ids(User.objects.get(pk=by.pk), PERMISSION):
        raise PermissionDenied


@transaction.atomic
def delegate(*, delegation: Delegation, by, reason="") -> Delegation:
    """Enter a point of the body's delegation order. A point that is in use those days is refused."""
    require_right(delegation.body_id, by)
    delegation.clean()
    same = Delegation.objects.filter(body=delegation.body, point=delegation.point).exclude(valid_to__lt=delegation.valid_from)
    if delegation.valid_to:
        same = same.filter(valid_from__lte=delegation.valid_to)
    taken = ValidationError({"point": _("Punkten används redan under den tiden. Avsluta den först, eller välj en annan beteckning.")})
    if same.exists():
        raise taken
    try:
        with transaction.atomic():
            return delegation.recorded(by=by, reason=reason)
    except IntegrityError as fault:  # somebody else entered the point in the same moment
        raise taken from fault


@transaction.atomic
def end_delegation(*, delegation: Delegation, valid_to: dt.date, by, reason="") -> Delegation:
    """The last day of the point. What was decided by it stands."""
    require_right(delegation.body_id, by)
    delegation = Delegation.objects.select_for_update(of=("self",)).get(pk=delegation.pk)
    delegation.valid_to = valid_to
    delegation.clean()
    last = delegation.decisions.confirmed().order_by("-decided_on").values_list("decided_on", flat=True).first()
    if last and last > valid_to:
        raise ValidationError(
            {
                "valid_to": _("Ett beslut togs med stöd av punkten %(day)s. Välj den dagen eller en senare.")
                % {"day": date_format(last, "j F Y")}
            }
        )
    return delegation.recorded(by=by, reason=reason)


# ── does a decision fit


def require_fit(decision: Decision):
    """Refuse a decision that its point does not cover: who decides, which matter, which days, which limits."""
    delegation, words = decision.delegation, Words(decision.matter.municipality)
    if delegation.municipality_id != decision.matter.municipality_id:
        raise ValidationError({"delegation": _("Delegationen hör till en annan kommun. Välj en av kommunens egna.")})
    if decision.post_id is None:
        raise ValidationError({"post": _("Välj vem som beslutade med stöd av delegationen.")})
    if not delegation.serves(decision.post):
        receiver = words.role(delegation.role) if delegation.role else delegation.receiver
        raise ValidationError({"post": _("Punkten ger rätten till: %(receiver)s. Välj en annan punkt.") % {"receiver": receiver}})
    if delegation.matter_code != decision.matter.code:
        facts = {"matter": delegation.get_matter_code_display()}
        raise ValidationError({"delegation": _("Punkten gäller: %(matter)s. Välj en punkt för ärendets slag.") % facts})
    require_days(decision)
    require_limits(decision, words)


def require_days(decision):
    delegation, post, day = decision.delegation, decision.post, decision.decided_on
    if day is None:
        raise ValidationError({"decided_on": _("Skriv dagen: delegationen gäller bara vissa dagar.")})
    if day < delegation.valid_from or (delegation.valid_to and day > delegation.valid_to):
        raise ValidationError({"delegation": _("Delegationen gällde inte den dagen. Kontrollera dagen, eller välj en annan punkt.")})
    if not post.is_in_force(day):
        raise ValidationError({"post": _("Uppdraget gällde inte den dagen. Kontrollera dagen, eller välj en annan person.")})


def require_limits(decision, words):
    delegation = decision.delegation
    if not delegation.where:
        return
    facts = errand_of(decision.matter, decision.decided_on).facts
    fits = holds(SUBJECT, Facts(facts), delegation.where)
    if fits is None:
        names = [c["field"] for c in delegation.where if holds(SUBJECT, Facts(facts), [c]) is None]
        sentence = _("Om delegationen räcker beror på: %(facts)s (uppgift saknas). Fyll i det på ärendet först.")
        raise ValidationError({"delegation": sentence % {"facts": fields_in_words(names)}})
    if not fits:
        sentence = _("Delegationen gäller bara när %(limits)s. Ärendet ska till %(body)s.")
        said = {"limits": conditions_in_words(delegation.where, words), "body": delegation.body.label}
        raise ValidationError({"delegation": sentence % said})


# ── told to the body


def to_report(municipality, body=None):
    """Decisions on delegation that the body has not been told of, oldest first. What a cancelled meeting was to hear is still to be told."""
    untold = Q(delegation_report=None) | Q(delegation_report__meeting__state=Meeting.State.CANCELLED)
    rows = Decision.objects.of(municipality).confirmed().filter(untold, delegation__isnull=False)
    rows = rows.filter(delegation__body=body) if body else rows
    return rows.select_related("delegation__body", "post__person", "post__container", "matter").order_by("decided_on", "pk")


def next_meeting(body, on: dt.date) -> Meeting | None:
    return Meeting.objects.filter(body=body).coming(on).first()


@transaction.atomic
def report_delegated(*, decisions, meeting: Meeting, by, reason="") -> list[DelegationReport]:
    """Tell the body of decisions that were taken in its place, at a meeting of its own. Each is told once."""
    require_right(meeting.body_id, by)
    if meeting.state == Meeting.State.CANCELLED:
        raise ValidationError(_("Mötet är inställt. Välj ett annat möte."))
    told = []
    for decision in Decision.objects.select_for_update(of=("self",)).filter(pk__in=[d.pk for d in decisions]).order_by("decided_on", "pk"):
        if decision.delegation_id is None or decision.delegation.body_id != meeting.body_id:
            raise ValidationError(_("%(decision)s är inte fattat med stöd av organets delegation.") % {"decision": decision})
        if decision.decided_on > meeting.day:
            raise ValidationError(_("%(decision)s fattades efter mötet. Välj ett senare möte.") % {"decision": decision})
        report = DelegationReport.objects.filter(decision=decision).select_related("meeting").first()
        if report and report.meeting.state != Meeting.State.CANCELLED:
            raise ValidationError(_("%(decision)s är redan anmält.") % {"decision": decision})
        report = report or DelegationReport(decision=decision)
        report.meeting = meeting
        told.append(report.recorded(by=by, reason=reason))
    return told
