"""How invitations are decided: what the adopted routes say of them."""

from django.utils.translation import gettext as _

from councils.compliance import Fix
from councils.rules.errands import Errand, decided, record_decision, steps_taken

from ..facts import country_of, geography_of
from ..models import Invitation

Answer = Invitation.Answer


def invitation_facts(invitation) -> dict:
    """What routes may ask of an invitation."""
    relation = invitation.relation
    return {
        "direction": invitation.direction,
        "field_related": invitation.is_field_related,
        "official": invitation.is_official,
        "initiator": invitation.initiator or None,
        "relation_kind": relation.kind if relation else None,
        "country": country_of(relation),
        "geography": geography_of(relation),
    }


@decided(codes=("visit.answer_invitation",))
def invitations_answered(municipality, on, matter=None):
    """Those that wait for an answer, and those that were accepted; one that was declined asks nothing more."""
    rows = Invitation.objects.filter(municipality=municipality, received_on__lte=on)
    rows = Invitation.objects.filter(matter=matter) if matter else rows.exclude(answer=Answer.DECLINED)
    for invitation in rows.select_related("container", "relation__partner", "matter").prefetch_related(steps_taken(on)):
        its_matter = invitation.matter
        page = Fix(_("Till inbjudan"), "invitation", (("pk", invitation.pk),), "", "log")
        yield Errand(
            subject=invitation,
            code="visit.answer_invitation",
            owner=invitation.container,
            facts=invitation_facts(invitation),
            decisions=tuple(its_matter.decisions.all()) if its_matter else (),
            taken=invitation.answer == Answer.ACCEPTED,
            taken_on=invitation.answered_on,
            fix=record_decision(its_matter) if its_matter else page,
            called=_("svaret på inbjudan från %(who)s") % {"who": invitation.with_whom or _("okänd avsändare")},
        )
