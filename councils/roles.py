"""Who may do what: the one readable place.

A role is held in a container through a dated appointment. `may` holds in that container and all that lies below it;
`may_in_municipality` holds in the whole municipality of that container.
"""

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

PERMISSIONS = {
    "see": _("Läsa allt i kommunen"),
    "log": _("Logga aktiviteter"),
    "report": _("Skriva och lämna enhetens rapport"),
    "appoint": _("Utse och avsluta kontaktpersoner och ledamöter"),
    "meet": _("Kalla till möten och skriva anteckningar"),
    "edit_documents": _("Registrera styrande dokument"),
    "relate": _("Ta hand om vänorter, avtal och nätverk"),
    "fund": _("Ta hand om ansökningar, projekt och medel"),
    "compile": _("Sammanställa årsrapporten"),
    "publish": _("Publicera på den publika sidan"),
    "record_decisions": _("Registrera beslut"),  # also the points by which a body delegates, and what is told to it
    "administer": _("Ställa in regler, ord och uppdrag"),
}

BODIES = frozenset({"assembly", "executive_board", "board", "company_board", "management_group", "council", "committee"})
AREAS = frozenset({"area", "administration", "office", "department", "company"})
MUNICIPALITY = frozenset({"municipality"})


@dataclass(frozen=True)
class Role:
    label: str
    does: str  # one line for the sign-in page of the demo and for «who may do what»
    held_in: frozenset[str]  # kinds of container
    may: frozenset[str] = frozenset()
    may_in_municipality: frozenset[str] = field(default_factory=lambda: frozenset({"see"}))
    appointed_with: str = "administer"  # the permission that appoints to this role


ROLES = {
    "coordinator": Role(
        _("samordnare"),
        _("Ser vad som är försenat, utser kontaktpersoner, sammanställer årsrapporten."),
        MUNICIPALITY,
        may=frozenset({"see", "log", "report", "appoint", "meet", "edit_documents", "relate", "fund", "compile", "publish"}),
    ),
    "contact": Role(
        _("kontaktperson"),
        _("Loggar aktiviteter och skriver den egna rapporten."),
        AREAS | BODIES,
        may=frozenset({"log", "report"}),
        appointed_with="appoint",
    ),
    "council_member": Role(
        _("ledamot i det internationella rådet"),
        _("Läser handlingar och följer arbetet."),
        frozenset({"council"}),
        appointed_with="appoint",
    ),
    "registrar": Role(
        _("registrator"),
        _("Registrerar beslut och styrande dokument."),
        MUNICIPALITY | BODIES,
        may_in_municipality=frozenset({"see", "record_decisions", "edit_documents"}),
    ),
    "board_member": Role(
        _("förtroendevald"),
        _("Läser allt i sin kommun, ändrar ingenting."),
        MUNICIPALITY | (BODIES - {"council", "management_group"}),
    ),
    "management_group": Role(
        _("ledamot i ledningsgruppen"),
        _("Läser allt i sin kommun och tar emot årsrapporten."),
        frozenset({"management_group"}),
    ),
    "administrator": Role(
        _("administratör"),
        _("Ställer in kommunens regler och ord, utser samordnare och registratorer."),
        MUNICIPALITY,
        may=frozenset({"see", "appoint", "administer"}),
    ),
}
