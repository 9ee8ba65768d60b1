"""When an agreement of several parties takes force: not before all of them have approved it, in time."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Approvals:
    """How far the parties have come, that day. Who has left the agreement is not asked."""

    approved: tuple = ()
    missing: tuple = ()
    late: tuple = ()  # approved after the agreement's own last day

    @property
    def are_complete(self) -> bool:
        return bool(self.approved) and not self.missing and not self.late

    @property
    def sentence(self) -> str:
        """Who is missing, and nothing when nobody is."""
        if not (self.approved or self.missing or self.late):
            return _("Avtalet gäller först när alla parter har godkänt. Skriv vilka parterna är.")
        said = []
        if self.missing:
            said.append(_("Saknas: %(parties)s.") % {"parties": ", ".join(map(str, self.missing))})
        if self.late:
            said.append(_("Godkände för sent: %(parties)s.") % {"parties": ", ".join(map(str, self.late))})
        return " ".join([_("Avtalet gäller först när alla parter har godkänt."), *said]) if said else ""


def approvals(parties, day: dt.date, approve_by: dt.date | None = None) -> Approvals:
    """`parties` are rows with `approved_on` and `left_on`; an approval after the day has not been given yet."""
    found = {"approved": [], "missing": [], "late": []}
    for party in parties:
        if party.left_on and party.left_on <= day:
            continue
        if party.approved_on is None or party.approved_on > day:
            found["missing"].append(party)
        elif approve_by and party.approved_on > approve_by:
            found["late"].append(party)
        else:
            found["approved"].append(party)
    return Approvals(**{name: tuple(rows) for name, rows in found.items()})
