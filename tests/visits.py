"""Where a test goes that visits every page: each address of the site with what stands in it, and who goes there.

An address that nobody has put here fails a test that names it, so that a new page is noticed.
"""

from django.conf import settings
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils.translation import override

from councils.models import Decision, Document, Job, Meeting
from partnerships.models import Relation
from reports.models import Activity, EditionFile, Report


def newest(model, **facts):
    return lambda world: [model.objects.filter(municipality=world.home, **facts).latest("pk").pk]


def of_the_year(world):
    return [world.year]


def nothing(world):
    return []


# What stands in the address after the municipality's own.
SIGNED_IN = {
    **dict.fromkeys(
        ("work", "compliance", "documents", "document_new", "decisions", "decision_new", "governance", "rights", "contacts", "bodies", "appoint",
         "meetings", "meeting_new", "relations", "log", "log_new", "reports", "yearly_reports", "public_page_edit"), nothing),
    **dict.fromkeys(("document", "document_edit"), newest(Document, kind="policy")),
    **dict.fromkeys(("meeting", "meeting_edit"), newest(Meeting)),
    **dict.fromkeys(("activity", "activity_edit", "activity_file"), newest(Activity, files__isnull=False)),
    **dict.fromkeys(("yearly", "yearly_preview"), of_the_year),
    "decision": newest(Decision), "relation": newest(Relation), "job": newest(Job), "history": lambda w: ["report", *newest(Report)(w)],
    "appointment_end": lambda w: [w.users["contact"].person.appointments.get().pk], "report": lambda w: ["vard_och_omsorg", w.year],
    "edition_file": newest(EditionFile, kind="html", language="sv"),
}  # fmt: skip
PUBLIC = {
    **dict.fromkeys(("home", "help", "accessibility", "personal_data"), lambda w: None),
    "public_page": nothing,
    "public_document": newest(Document, kind="policy"),
    "public_report": lambda w: [w.year - 1],
}
ACCOUNT = ("account_login", "account_reset_password", "account_reset_password_done", "account_signup", "account_inactive")
OWN_ACCOUNT = ("account_change_password", "account_logout")
# No page: it takes an act and leads on, or hands out a file, or has nothing to show without a link from a letter.
NO_PAGE = {
    "document_in_force", "appointment_invite", "report_submit", "report_return", "yearly_compile", "yearly_deliver", "yearly_publish", "file",
    "public_file", "healthz", "choose_language", "demo_sign_in", "account_reset_password_from_key", "account_reset_password_from_key_done",
    "account_set_password", "account_reauthenticate", "account_email", "account_email_verification_sent", "account_confirm_email",
    "account_confirm_login_code",
}  # fmt: skip

# Who goes where. The co-ordinator goes everywhere but to what takes another's right; the others to what looks otherwise for them.
NOT_FOR_THE_COORDINATOR = {"decision_new"}
VISITS = {
    "coordinator": [name for name in SIGNED_IN if name not in NOT_FOR_THE_COORDINATOR] + [*OWN_ACCOUNT],
    "registrar": ["work", "decision_new", "documents", "document", "document_edit", "decisions", "yearly"],
    "contact": ["work", "log", "log_new", "activity", "activity_edit", "reports", "report", "contacts"],
    "board_member": [
        "work",
        "compliance",
        "document",
        "decisions",
        "contacts",
        "bodies",
        "meeting",
        "relation",
        "reports",
        "report",
        "yearly",
    ],
    "anonymous": [*PUBLIC, *ACCOUNT],
}


def addresses(resolver=None):
    """The name of every address of the site."""
    for found in (resolver or get_resolver()).url_patterns:
        if hasattr(found, "url_patterns"):
            yield from addresses(found)
        else:
            yield found.name


def unvisited() -> set[str]:
    return set(addresses()) - {name for names in VISITS.values() for name in names} - NO_PAGE


def path_of(world, name, language="sv") -> str:
    """The address of the page; a public page has one for each language."""
    table = SIGNED_IN | PUBLIC
    arguments = table[name](world) if name in table else None
    with override(language):
        return reverse(name, args=[] if arguments is None else [world.home.slug, *arguments])


def a_client(user=None, language="sv") -> Client:
    client = Client()
    if user:
        client.force_login(user, backend="councils.access.ContainerBackend")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client
