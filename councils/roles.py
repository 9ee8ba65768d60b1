"""Who may do what: the one readable place.

A role is held in a container through a dated appointment. `may` holds in that container and all that lies below it;
`may_in_municipality` holds in the whole municipality of that container.
"""

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from .spoken import spoken

PERMISSIONS = {
    "see": _("Läsa allt i kommunen"),
    "log": _("Logga aktiviteter"),
    "report": spoken(_("Skriva och lämna %(the_unit)ss rapport")),
    "appoint": spoken(_("Utse och avsluta %(contacts)s och ledamöter")),
    "meet": _("Kalla till möten och skriva anteckningar"),
    "edit_documents": _("Registrera styrande dokument"),
    "relate": spoken(_("Ta hand om %(twin_towns)s, avtal och %(networks)s")),
    "fund": _("Ta hand om ansökningar, projekt och medel"),
    "compile": spoken(_("Sammanställa %(the_yearly_report)s")),
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
        spoken("%(coordinator)s"),
        spoken(_("Ser vad som är försenat, utser %(contacts)s, sammanställer %(the_yearly_report)s.")),
        MUNICIPALITY,
        may=frozenset({"see", "log", "report", "appoint", "meet", "edit_documents", "relate", "fund", "compile", "publish"}),
    ),
    "contact": Role(
        spoken("%(contact)s"),
        _("Loggar aktiviteter och skriver den egna rapporten."),
        AREAS | BODIES,
        may=frozenset({"log", "report"}),
        appointed_with="appoint",
    ),
    "council_member": Role(
        spoken(_("ledamot i %(the_council)s")),
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
        spoken(_("Läser allt i sin kommun och tar emot %(the_yearly_report)s.")),
        frozenset({"management_group"}),
    ),
    "administrator": Role(
        _("administratör"),
        spoken(_("Ställer in kommunens regler och ord, utser %(coordinators)s och registratorer.")),
        MUNICIPALITY,
        may=frozenset({"see", "appoint", "administer"}),
    ),
    # Posts that documents name without saying what their holder may do: they open no more than the post itself needs.
    "convener": Role(
        spoken("%(convener)s"),
        _("Kallar organet till möten och skriver anteckningarna."),
        BODIES,
        may=frozenset({"meet"}),
        appointed_with="appoint",
    ),
    "responsible": Role(
        spoken("%(responsible)s"),
        spoken(_("Svarar för det som dokumenten lägger på %(the_unit)s. Läser allt i kommunen.")),
        MUNICIPALITY | AREAS,
        appointed_with="appoint",
    ),
    "expert_support": Role(
        spoken("%(expert_support)s"),
        _("Ger stöd i det internationella arbetet. Läser allt i kommunen."),
        MUNICIPALITY,
        appointed_with="appoint",
    ),
}

# What documents lay on a unit as a whole, or let somebody outside do by agreement (Commission): nobody holds it by name.
FUNCTIONS = {
    "coordinating_function": spoken("%(coordinating_function)s"),
    "expert_support": spoken("%(expert_support)s"),
}
