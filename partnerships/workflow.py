"""Transition tables of agreements, memberships, invitations and visits. Which rules close a gate is data, never listed here."""

from django.utils.translation import gettext_lazy as _

from councils.spoken import spoken
from councils.transitions import Transition

from .models import Invitation, Relation, Work

Status = Relation.Status
RIGHT = "relate"
WAITING = frozenset({Status.PROPOSED, Status.DECIDED})
RESTING = frozenset({Status.PAUSED, Status.DORMANT})
ALIVE = frozenset({Status.IN_FORCE, Status.UNDER_REVIEW}) | RESTING

AGREEMENT = {
    "decide": Transition(_("Ange som beslutad"), frozenset({Status.PROPOSED}), Status.DECIDED, RIGHT, gate="agreement.enter"),
    "enter": Transition(_("Sätt i kraft"), WAITING, Status.IN_FORCE, RIGHT, gate="agreement.enter"),
    "reject": Transition(_("Ange att det inte blev av"), WAITING, Status.REJECTED, RIGHT, asks_reason=True),
    "pause": Transition(_("Låt vila"), ALIVE - {Status.PAUSED}, Status.PAUSED, RIGHT, asks_reason=True),
    "mark_dormant": Transition(_("Ange att samarbetet har avstannat"), ALIVE - {Status.DORMANT}, Status.DORMANT, RIGHT, asks_reason=True),
    "review": Transition(_("Börja se över"), ALIVE - {Status.UNDER_REVIEW}, Status.UNDER_REVIEW, RIGHT),
    "resume": Transition(_("Ta upp igen"), ALIVE - {Status.IN_FORCE}, Status.IN_FORCE, RIGHT),
    "end": Transition(_("Avsluta genom beslut"), ALIVE, Status.ENDED, RIGHT, gate="agreement.end", asks_reason=True),
    "close": Transition(_("Ange att det har upphört"), ALIVE, Status.ENDED, RIGHT),
    "re_establish": Transition(
        _("Återuppta"), frozenset({Status.ENDED}), Status.IN_FORCE, RIGHT, gate="agreement.enter", asks_reason=True
    ),
}  # fmt: skip

MEMBERSHIP = {
    "join": Transition(_("Gå med"), WAITING, Status.IN_FORCE, RIGHT, gate="membership.join"),
    "decline": Transition(_("Ange att det inte blev av"), WAITING, Status.REJECTED, RIGHT, asks_reason=True),
    "leave": Transition(spoken(_("Lämna %(the_network)s")), ALIVE, Status.ENDED, RIGHT, asks_reason=True),
}

Answer, State = Invitation.Answer, Work.State
OWN = "log"  # contact persons take care of their own unit's visits, the co-ordinator of all

INVITATION = {
    "accept": Transition(
        _("Tacka ja"), frozenset({Answer.WAITING}), Answer.ACCEPTED, OWN, gate="visit.answer_invitation", field="answer"
    ),
    "decline": Transition(_("Tacka nej"), frozenset({Answer.WAITING}), Answer.DECLINED, OWN, asks_reason=True, field="answer"),
}  # fmt: skip

# Nobody presses a button the morning when the guests arrive, so a visit has no state of running. What must be in place before it starts
# is reminded of while it is planned; the gate of the start stands where the visit is called held, so that it is never done without it.
VISIT = {
    "plan": Transition(_("Planera"), frozenset(), State.PLANNED, OWN, gate="visit.plan"),
    "hold": Transition(_("Genomfört"), frozenset({State.PLANNED}), State.HELD, OWN, gate="work.start"),
    "close": Transition(_("Avsluta"), frozenset({State.HELD}), State.CLOSED, OWN, gate="work.close"),
    "cancel": Transition(_("Ställ in"), frozenset({State.PLANNED}), State.CANCELLED, OWN, asks_reason=True),
}
