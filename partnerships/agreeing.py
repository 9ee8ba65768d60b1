"""The life of agreements and memberships: proposed, decided, in force, changed, at rest, ended, taken up again.

Every act leaves a dated event, with the decision behind it where there is one, and its reason in the history.
"""

import datetime as dt
from dataclasses import replace
from itertools import count

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext as _

from councils.access import container_ids
from councils.actions import open_matter, store_file
from councils.models import Decision, User
from councils.routes import DECIDING
from councils.rules.errands import Organs
from councils.transitions import Blocked, closed_by
from councils.words import Words

from .approvals import approvals
from .models import Partner, Party, Relation, RelationEvent, RelationFile
from .register import keep_partner
from .rules.relations import CHANGES, ending, entering, with_decisions
from .workflow import AGREEMENT, ALIVE, MEMBERSHIP, RIGHT
from .years import read_year

Event, EndedBy = RelationEvent.Kind, Relation.EndedBy
BY_DECISION = (EndedBy.DECISION, EndedBy.MUTUAL)
EVENTS = {
    "decide": Event.DECIDED, "enter": Event.ENTERED, "join": Event.ENTERED, "reject": Event.REJECTED, "decline": Event.REJECTED,
    "pause": Event.PAUSED, "mark_dormant": Event.DORMANT, "review": Event.UNDER_REVIEW, "resume": Event.RESUMED, "end": Event.ENDED,
    "close": Event.ENDED, "leave": Event.ENDED, "re_establish": Event.RE_ESTABLISHED,
}  # fmt: skip
DECIDED_BY = ("decide", "enter", "join")  # acts that say that it has been decided
MAY_LIE_AHEAD = ("end", "leave")  # what has been decided to end another day


def table_of(relation) -> dict:
    return MEMBERSHIP if relation.is_network else AGREEMENT


def require_right(container_id: int, by):
    """`by` None is the system itself. The account is fetched anew: a right withdrawn a second ago does not act."""
    if by is not None and container_id not in container_ids(User.objects.get(pk=by.pk), RIGHT):
        raise PermissionDenied


def free_code(municipality, name: str) -> str:
    """A code from the name that no other relation of the municipality has."""
    base = slugify(name)[:50] or "relation"
    taken = set(Relation.objects.of(municipality).filter(code__startswith=base).values_list("code", flat=True))
    return base if base not in taken else next(code for n in count(2) if (code := f"{base}-{n}") not in taken)


# ── proposed


@transaction.atomic
def propose_agreement(*, relation: Relation, parties=(), new_partner: Partner | None = None, by, reason="") -> Relation:
    """Put a new agreement or membership forward, with the matter that will decide it. The other parties come with it."""
    require_right(relation.container_id, by)
    home = relation.container.as_home
    if new_partner is not None:
        new_partner.municipality = home
        relation.partner = keep_partner(partner=new_partner, by=by)
    relation.status = Relation.Status.PROPOSED
    relation.code = free_code(home, relation.name)
    open_matter_of(relation=relation, by=by, reason=reason)
    for party in parties:
        party.relation = relation
        party.recorded(by=by)
    return relation


@transaction.atomic
def open_matter_of(*, relation: Relation, by, reason="") -> Relation:
    """The matter that decides whether it is entered, where there is none."""
    require_right(relation.container_id, by)
    if relation.matter_id is None:
        code = "membership.join" if relation.is_network else "agreement.enter"
        relation.matter = open_matter(
            municipality=relation.container.as_home, code=code, title=called(relation), container=relation.container, by=by
        )
    return relation.recorded(by=by, reason=reason)


def called(relation) -> str:
    return f"{capfirst(Words(relation.container.as_home).kind(relation.kind))}: {relation.name}"


@transaction.atomic
def change_agreement(*, relation: Relation, by, reason="") -> Relation:
    """What is written of it is corrected or completed; its state changes only by its acts."""
    require_right(relation.container_id, by)
    relation.clean()
    return relation.recorded(by=by, reason=reason)


# ── from one state to the next


@transaction.atomic
def take_step(*, relation: Relation, act: str, day: dt.date | None = None, by, reason="", decision=None, event=None, on=None, **changes):
    """Perform an act of the table and write the event. `event` holds what more it says."""
    on = on or timezone.localdate()
    if day and day > on and act not in MAY_LIE_AHEAD:
        raise ValidationError({"day": _("Dagen har inte varit än. Ange det när det har hänt.")})
    if decision is not None and decision.municipality_id != relation.municipality_id:
        raise ValidationError({"decision": _("Beslutet är fattat av en annan kommun. Välj ett av kommunens egna beslut.")})
    was, undecided = relation.status, without_decision(relation, on, decision) if act in DECIDED_BY else ""
    relation = table_of(relation)[act].perform(relation, by=by, reason=reason, on=on, **changes)
    if undecided and not reason.strip():
        raise ValidationError({"reason": undecided})
    kind = Event.REVIEWED if act == "resume" and was == Relation.Status.UNDER_REVIEW else EVENTS[act]
    facts = {"kind": kind, "day": day if day or event else on, "text": reason, "decision": decision, **(event or {})}
    RelationEvent(relation=relation, **facts).recorded(by=by)
    return relation


def without_decision(relation, on: dt.date, decision=None) -> str:
    """What is said where no route is adopted and no decision is recorded; nothing where the document lets it be done without one."""
    if relation.status != Relation.Status.PROPOSED or (decision and decision.says_yes and decision.state == Decision.State.CONFIRMED):
        return ""
    errand = replace(entering(with_decisions(relation.municipality, on).get(pk=relation.pk)), organs=Organs.of(relation.municipality, on))
    if errand.route(on).is_adopted or any(one.says_yes for one in errand.decisions):
        return ""
    return _("Ingen beslutsväg är antagen för %(row)s. Registrera beslutet först, eller skriv varför det går bra utan.") % {"row": errand}


@transaction.atomic
def enter_agreement(*, relation: Relation, day: dt.date | None = None, since="", by, reason="", decision=None, on=None) -> Relation:
    """Bring it into force from a day, or from a year as the source gives it."""
    year, words = (day.year, "") if day else read_year(since)
    if not (day or year or words):
        raise ValidationError({"day": _("Skriv från vilken dag det gäller, eller året som källan anger.")})
    if said := not_all_have_approved(relation, day or on or timezone.localdate()):
        raise ValidationError(said)
    return take_step(
        relation=relation, act="join" if relation.is_network else "enter", day=day, by=by, reason=reason, decision=decision, on=on,
        event={"year": year, "when_text": words}, started_on=day, started_year=year, started_text=words,
    )  # fmt: skip


def not_all_have_approved(relation, day: dt.date) -> str:
    """Who stands in the way of an agreement that takes force when all its parties have approved; nothing for other agreements."""
    return approvals(relation.parties.all(), day, relation.approve_by).sentence if relation.force_needs_all else ""


# ── ended


@transaction.atomic
def propose_ending(*, relation: Relation, ended_by=EndedBy.DECISION, by) -> Relation:
    """Open the matter of ending it, if it is not open."""
    require_right(relation.container_id, by)
    if relation.ending_matter_id is None:
        relation.ending_matter = open_matter(
            municipality=relation.container.as_home,
            code="membership.leave" if relation.is_network else "agreement.end",
            title=_("Avsluta %(agreement)s") % {"agreement": called(relation)},
            container=relation.container,
            facts={"reason": str(ended_by)},
            by=by,
        )
        relation.recorded(by=by, reason=_("Ärendet om att avsluta är väckt."))
    return relation


@transaction.atomic
def propose_change(*, relation: Relation, by, reason="") -> Relation:
    """Open a matter of changing, pausing or prolonging it. What the agreement says of itself is read from it."""
    require_right(relation.container_id, by)
    if not may_propose_change(relation):
        raise ValidationError(_("Ett ärende om att ändra avtalet pågår redan, eller så gäller det inte."))
    relation.changing_matter = open_matter(
        municipality=relation.container.as_home,
        code="agreement.change",
        title=_("Ändra %(agreement)s") % {"agreement": called(relation)},
        container=relation.container,
        by=by,
    )
    return relation.recorded(by=by, reason=f"{_('Ärendet om att ändra är väckt.')} {reason}".strip())


def may_propose_change(relation) -> bool:
    """One at a time: the next when something has been written of it by a decision in the last."""
    if relation.status not in ALIVE or relation.is_network:
        return False
    last = relation.changing_matter_id
    return last is None or relation.events.filter(kind__in=CHANGES, decision__matter=last).exists()


def ending_asks_for_decision(relation, on: dt.date) -> bool:
    """Whether the adopted route lets somebody decide, or hangs on facts that nobody has given."""
    row = with_decisions(relation.municipality, on).get(pk=relation.pk)
    found = replace(ending(row, over=False), organs=Organs.of(relation.municipality, on)).route(on)
    return bool(found.missing) or any(leg.act in DECIDING for leg in found.legs)


@transaction.atomic
def end_agreement(
    *, relation: Relation, ended_by: str, day: dt.date | None = None, when="", successor: Relation | None = None, by, reason="", decision=None,
    on=None,
) -> Relation:  # fmt: skip
    """It ends, on a day or in a year as the source gives it. Ended by our own decision, the adopted route is asked."""
    year, words = (day.year, "") if day else read_year(when)
    if not (day or year or words):
        raise ValidationError({"day": _("Skriv vilken dag det upphör, eller året som källan anger.")})
    if day and relation.started_on and day < relation.started_on:
        raise ValidationError({"day": _("Slutdagen kan inte vara före den första dagen.")})
    if ended_by == EndedBy.SUCCEEDED and successor is None:
        raise ValidationError({"successor": _("Välj det avtal som tar över.")})
    act = "leave" if relation.is_network else "end" if ended_by in BY_DECISION else "close"
    if act == "end" and relation.ending_matter_id is None and ending_asks_for_decision(relation, on or timezone.localdate()):
        relation = propose_ending(relation=relation, ended_by=ended_by, by=by)  # what the gate asks about; undone if it stays shut
    succeeded = {"kind": Event.SUCCEEDED} if ended_by == EndedBy.SUCCEEDED else {}
    return take_step(
        relation=relation, act=act, day=day, by=by, reason=reason, decision=decision, on=on,
        event={"year": year, "when_text": words, **succeeded}, ended_on=day, ended_year=year, ended_text=words, ended_by=ended_by,
        succeeded_by=successor if succeeded else None,
    )  # fmt: skip


@transaction.atomic
def end_many(*, relations, decision: Decision, day: dt.date, by, reason: str, on=None) -> list[Relation]:
    """One decision ends several: each gets its own event and its own history, or none ends at all."""
    if not decision.says_yes or decision.state != Decision.State.CONFIRMED:
        raise ValidationError({"decision": _("Välj ett fastställt beslut som säger ja till att avsluta.")})
    ended = []
    for relation in relations:
        require_right(relation.container_id, by)
        if relation.matter_id != decision.matter_id:
            relation.ending_matter = decision.matter
            relation.recorded(by=by, reason=_("Avslutas genom %(decision)s.") % {"decision": decision})
        try:
            ended.append(
                end_agreement(
                    relation=relation, ended_by=EndedBy.DECISION, day=day, by=by, reason=reason, decision=decision, on=on
                )
            )  # fmt: skip
        except Blocked:
            raise
        except ValidationError as fault:
            raise ValidationError(f"{relation}: {' '.join(fault.messages)}") from fault
    return ended


# ── taken up again, prolonged, changed


@transaction.atomic
def re_establish(*, relation: Relation, day: dt.date, by, reason="", decision=None, on=None) -> Relation:
    """In force again from a day. What the route asks is asked anew: only what was decided since it ended counts."""
    on = on or timezone.localdate()
    if relation.ended_on and day < relation.ended_on:
        raise ValidationError({"day": _("Dagen kan inte vara före den då det upphörde.")})
    valid_to = relation.valid_to if relation.valid_to and relation.valid_to >= day else None
    relation = take_step(
        relation=relation, act="re_establish", day=day, by=by, reason=reason, decision=decision, on=on, valid_to=valid_to,
        ended_on=None, ended_year=None, ended_text="", ended_by="", succeeded_by=None, ending_matter=None,
    )  # fmt: skip
    blocking, _asking = closed_by(AGREEMENT["re_establish"], relation, on)
    if blocking:
        raise Blocked(blocking)  # nothing is kept: the whole act is undone
    return relation


@transaction.atomic
def renew(*, relation: Relation, day: dt.date, valid_to: dt.date, by, reason="", decision=None) -> Relation:
    """It holds longer than it did. Also one that has run out is prolonged, as long as nobody has ended it."""
    require_right(relation.container_id, by)
    relation = Relation.objects.select_for_update(of=("self",)).get(pk=relation.pk)
    if relation.valid_to and valid_to <= relation.valid_to:
        raise ValidationError({"valid_to": _("Det gäller redan till den dagen. Välj en senare dag.")})
    if valid_to < day:
        raise ValidationError({"valid_to": _("Den sista dagen kan inte vara före dagen då det förlängs.")})
    relation.valid_to = valid_to
    relation.recorded(by=by, reason=f"{_('Förlängdes')}. {reason}".strip())
    RelationEvent(relation=relation, kind=Event.RENEWED, day=day, valid_to=valid_to, text=reason, decision=decision).recorded(by=by)
    return relation


def keep_party(*, row: Party, by, reason="", **answers) -> Party:
    """A party is a partner of ours, somebody by name, or the municipality itself, once."""
    itself = row.relation.parties.filter(partner=None, name="").exclude(pk=row.pk)
    if row.partner_id is None and not row.name and itself.exists():
        raise ValidationError({"name": _("Kommunen är redan part. Välj en partner eller skriv vem det är.")})
    return row.recorded(by=by, reason=reason)


@transaction.atomic
def add_paper(*, relation: Relation, upload, caption="", is_signed=False, by) -> RelationFile:
    """Keep a paper of the agreement. The upload has been checked and says its true content type."""
    require_right(relation.container_id, by)
    stored = store_file(content=upload, name=upload.name, content_type=upload.content_type, container=relation.container, by=by)
    return RelationFile(relation=relation, file=stored, caption=caption, is_signed=is_signed).recorded(by=by)
