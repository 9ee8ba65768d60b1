"""What a call's page says: its facts, what is not stated said as such, and the editions that came before it."""

from django.utils.translation import gettext as _

from councils.templatetags.page import thousands

from .models import Call
from .money import in_words

EDITIONS = 5  # as many years back as somebody remembers why


def cells_of(call: Call) -> list[tuple[str, object]]:
    """What the source states; None where it says nothing, and a source that says 0 of money says nothing."""
    programme = call.programme
    return [
        (_("Program"), programme.name if programme else None),
        (_("Nivå"), programme.get_level_display() if programme else None),
        (_("Beteckning"), call.identifier),
        (_("Öppnar"), call.opens_on),
        (_("Ansökan görs"), call.get_deadline_model_display()),
        (_("Bidrag"), grant_in_words(call)),
        (_("Att fördela"), in_words(call.budget, call.currency) if call.budget is not None else None),
        (_("Antal bidrag"), call.grants_expected),
        (_("Stödandel"), share_in_words(call)),
        (_("Slag av stöd"), call.kind),
    ]


def grant_in_words(call: Call) -> str | None:
    if call.grant_least is not None and call.grant_most is not None and call.grant_least != call.grant_most:
        return f"{in_words(call.grant_least, call.currency)} – {in_words(call.grant_most, call.currency)}"
    if call.grant_most is not None:
        return _("högst %(most)s") % {"most": in_words(call.grant_most, call.currency)}
    if call.grant_least is not None:
        return _("minst %(least)s") % {"least": in_words(call.grant_least, call.currency)}
    return None


def share_in_words(call: Call) -> str | None:
    """The call's own share, else the highest of its programme."""
    if call.support_share is not None:
        return _("%(share)s procent") % {"share": thousands(call.support_share.normalize())}
    programme = call.programme
    if programme and programme.support_share is not None:
        return _("högst %(share)s procent i programmet") % {"share": thousands(programme.support_share.normalize())}
    return None


def earlier_of(call: Call) -> list[Call]:
    """The editions of the years before, the newest first."""
    found: list[Call] = []
    while call.previous is not None and len(found) < EDITIONS:
        call = call.previous
        found.append(call)
    return found
