"""The six duties, as each role sees them. A duty that has nothing behind it yet is not shown."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from councils.access import container_ids
from councils.models import Appointment, Municipality
from councils.spoken import speak
from councils.words import Words


@dataclass(frozen=True)
class Item:
    """A link of the navigation. `count` is a number beside it, where there is one to say."""

    label: str
    url: str
    current: bool = False
    count: int | None = None


def duties_of(words, roles):
    """(code, label, [(code, label, permission)]): what each duty holds; the first entry is where the duty leads."""
    if roles == {"contact"}:
        return duties_of_a_contact_person()
    return (
        ("todo", _("Att göra"), (("work", _("Att göra"), "see"),)),
        ("policy", speak(_("Följa %(the_policy)s")), following_the_policy()),
        (
            "together",
            _("Samarbeta"),
            (
                ("relations", speak(_("%(Twin_towns)s och %(networks)s")), "see"),
                ("partners", _("Partner"), "see"),
                ("visits", _("Besök"), "see"),
                ("invitations", _("Inbjudningar"), "see"),
                ("imports", _("Importera"), "relate"),
            ),
        ),
        ("fund", _("Söka medel"), seeking_money()),
        (
            "meet",
            _("Mötas"),
            (
                ("meetings", _("Möten"), "see"),
                ("contacts", capfirst(words.contact.plural), "see"),
                ("bodies", _("Organ och ledamöter"), "see"),
            ),
        ),
        (
            "tell",
            _("Berätta"),
            (
                ("log", _("Aktiviteter"), "see"),
                ("log_new", _("Logga aktivitet"), "log"),
                ("reports", _("%(units)ss rapporter") % {"units": capfirst(words.unit.definite_plural)}, "see"),
                ("yearly_reports", speak("%(The_yearly_report)s"), "see"),
                ("public_page_edit", _("Den publika sidan"), "publish"),
            ),
        ),
    )


def seeking_money():
    return (
        ("calls", _("Utlysningar"), "see"),
        ("watch", _("Bevakning och notiser"), "see"),
        ("applications", _("Ansökningar"), "see"),
        ("projects", _("Projekt"), "see"),
        ("pots", _("Pengar"), "see"),
    )


def following_the_policy():
    return (
        ("compliance", speak(_("Så följer vi %(the_policy)s")), "see"),
        ("documents", _("Styrande dokument"), "see"),
        ("decisions", _("Beslut"), "see"),
        ("governance", _("Vem beslutar vad"), "see"),
        ("delegations", _("Delegation"), "see"),
        ("rulesettings", _("Regler"), "see"),
        ("dry_runs", _("Pröva en ändring"), "edit_documents"),
    )


def duties_of_a_contact_person():
    """Four, since the phone is small and the day short; the rest is read by the links on the work page."""
    return (
        ("todo", _("Att göra"), (("work", _("Att göra"), "see"),)),
        ("log", _("Logga"), (("log_new", _("Logga aktivitet"), "log"), ("log", _("Aktiviteter"), "see"), ("visits", _("Besök"), "see"))),
        ("fund", _("Söka medel"), seeking_money()),
        ("report", _("Vår rapport"), (("reports", _("Vår rapport"), "see"),)),
    )


PAGES_UNDER = {
    "document": "documents",
    "documentpart": "documents",
    "documentreview": "documents",
    "framework": "documents",
    "decision": "decisions",
    "delegation": "delegations",
    "matter": "decisions",
    "basis": "decisions",
    "rulesetting": "rulesettings",
    "ruleexceptions": "rulesettings",
    "ruleexception": "rulesettings",
    "words": "rulesettings",
    "word": "rulesettings",
    "dry": "dry_runs",
    "relation": "relations",
    "row": "relations",
    "agreement": "relations",
    "agreements": "relations",
    "visit": "visits",
    "invitation": "invitations",
    "invitations": "visits",
    "import": "imports",
    "partner": "partners",
    "call": "calls",
    "calls": "calls",
    "harvest": "calls",
    "programmes": "calls",
    "programme": "calls",
    "note": "watch",
    "notes": "watch",
    "opportunities": "watch",
    "opportunity": "watch",
    "application": "applications",
    "project": "projects",
    "steps": "projects",
    "portfolio": "pots",
    "pot": "pots",
    "allocation": "pots",
    "plan": "applications",
    "calendar": "applications",
    "appoint": "contacts",
    "commission": "bodies",
    "appointment": "contacts",
    "trainings": "contacts",
    "training": "contacts",
    "meeting": "meetings",
    "activity": "log",
    "report": "reports",
    "yearly": "yearly_reports",
    "edition": "yearly_reports",
}


def entry_of(view, duties):
    """The entry of the navigation that the page stands under: «decision_new» under «decisions», an entry under itself."""
    names = {name for _code, _duty, entries in duties for name, _label, _right in entries}
    return view if view in names else PAGES_UNDER.get(view.partition("_")[0], "")


def page_of(request) -> str:
    """The page's own name, or that of the page to which its row belongs, when the view has said it."""
    found = getattr(request.resolver_match, "url_name", "") or ""
    return getattr(request, "stands_under", found)


def navigation(request):
    """Template context of every page, also of error pages that no view has touched."""
    municipality = getattr(request, "municipality", None)
    user = getattr(request, "user", None)
    context = {
        "municipality": municipality,
        "words": Words(municipality),
        "person": None,
        "post_title": "",
        "duties": [],
        "sub_items": [],
        "sub_title": "",
        "other_municipalities": [],
        "demo": settings.DEMO,
        "today": timezone.localdate(),
    }
    if user is not None and user.is_authenticated:
        context["person"] = getattr(user, "person", None)
        if municipality and municipality.pk in container_ids(user, "see"):
            context |= member_navigation(request, municipality, context["words"])
    return context


def member_navigation(request, municipality, words):
    user = request.user
    posts = list(Appointment.objects.held_by(user).in_force(timezone.localdate()).select_related("container"))
    here = [post for post in posts if post.municipality_id == municipality.pk]
    elsewhere = {post.municipality_id for post in posts} - {municipality.pk}
    inside = {post.container_id for post in here} | {municipality.pk}

    def may(codename):
        return not container_ids(user, codename).isdisjoint(inside)

    duties = duties_of(words, {post.role for post in here})
    entry = entry_of(page_of(request), duties)

    def links(entries):
        return [Item(label, reverse(name, args=[municipality.slug]), current=name == entry) for name, label, right in entries if may(right)]

    shown = next((duty for duty in duties if entry in [name for name, _label, _right in duty[2]]), None)
    sub_items = links(shown[2]) if shown else []
    return {
        "post_title": "; ".join(dict.fromkeys(post_in_words(post, words) for post in here)),
        "duties": [Item(label, links(entries)[0].url, current=shown is not None and code == shown[0]) for code, label, entries in duties],
        "sub_title": shown[1] if shown else "",
        "sub_items": sub_items if len(sub_items) > 1 else [],
        "other_municipalities": list(Municipality.objects.filter(pk__in=elsewhere)) if elsewhere else [],
    }


def post_in_words(post, words):
    title = post.title or words.role(post.role)
    where = "" if post.container.sort == "municipality" else f", {post.container.label}"
    return f"{title[:1].upper()}{title[1:]}{where}"
