"""Transition tables of agreements and memberships. Which rules close a gate is data, never listed here."""

from django.utils.translation import gettext_lazy as _

from councils.transitions import Transition

from .models import Relation

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
    "leave": Transition(_("Lämna"), ALIVE, Status.ENDED, RIGHT, asks_reason=True),
}
