"""Where a test goes that visits every page: each address of the site with what stands in it, and who goes there.

An address that nobody has put here fails a test that names it, so that a new page is noticed.
"""

from django.conf import settings
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language, override

from councils.exceptions import subject_code
from councils.models import (
    Appointment,
    Commission,
    Decision,
    Delegation,
    Document,
    DocumentFramework,
    DocumentPart,
    DocumentReview,
    ImportRun,
    Job,
    Matter,
    Meeting,
    RuleException,
    RuleSetting,
    TrainingOffer,
)
from funding.models import Allocation, Application, Call, Harvest, Note, OpportunityReview, Pot, Programme, Project
from partnerships.models import Gift, Invitation, Partner, Relation, Visit
from reports.models import Activity, EditionFile, Report
from tests import situations as s
from tests.world_for_browser import WITHOUT_CONTACTS


def newest(model, **facts):
    return lambda world: [model.objects.filter(municipality=world.home, **facts).latest("pk").pk]


def of_the_year(world):
    return [world.year]


def nothing(world):
    return []


def an_assumption(world):
    return [
        RuleSetting.objects.of(world.home)
        .exclude(assumed=[])
        .filter(in_force_to=None, clause__document__kind="policy", clause__document__state="in_force")
        .latest("pk")
        .pk
    ]


def the_contact_persons_post(world):
    return [world.users["contact"].person.appointments.get().pk]


def a_part(world):
    part = DocumentPart.objects.of(world.home).latest("pk")
    return [part.document_id, part.pk]


def a_review(world):
    review = DocumentReview.objects.filter(municipality=world.home, act="evaluate").latest("pk")
    return [review.document_id, review.pk]


def a_framework(world):
    link = DocumentFramework.objects.filter(municipality=world.home).latest("pk")
    return [link.document_id, link.framework_id]


def tried(world):
    return [RuleSetting.objects.get(clause__document=newest(Document, kind="policy", state="draft")(world)[0], parameters__number=3).pk]


def vacant(world):
    """The setting by which a unit lacks its contact persons, and which unit."""
    return next(
        one
        for one in s.said(world.home, timezone.localdate())
        if one.setting.rule == "unit_has_its_contact_persons" and one.can_be_excepted
    )


# What stands in the address after the municipality's own.
SIGNED_IN = {
    **dict.fromkeys(
        ("work", "compliance", "documents", "document_new", "decisions", "decision_new", "governance", "delegations", "delegation_new", "rights",
         "contacts", "trainings", "training_new", "bodies", "appoint", "meetings", "meeting_new", "rulesettings", "ruleexceptions", "words", "dry_runs", "relations", "agreement_new", "agreements_end", "partners", "partner_new", "imports", "visits", "visit_new", "visit_accounts_missing", "invitations", "invitation_new", "applications", "calls", "call_new", "calls_import", "programmes", "programme_new", "watch", "opportunities", "opportunity_new", "notes", "note_new", "application_new", "projects", "project_new", "portfolio", "pots", "pot_new", "calendar", "log",
         "log_new", "reports", "yearly_reports", "public_page_edit"), nothing),
    **dict.fromkeys(("documentpart_edit", "documentpart_remove"), a_part), "documentpart_new": lambda w: a_part(w)[:1],
    **dict.fromkeys(("documentreview_edit", "documentreview_remove"), a_review), **dict.fromkeys(("documentreview_new", "framework_new"), lambda w: a_review(w)[:1]),
    **dict.fromkeys(("framework_edit", "framework_remove"), a_framework),
    **dict.fromkeys(("document", "document_edit"), newest(Document, kind="policy", state="in_force")),
    **dict.fromkeys(("meeting", "meeting_edit"), newest(Meeting)), "meeting_attendance": newest(Meeting, body__kind="council"),
    **dict.fromkeys(("activity", "activity_edit", "activity_file"), newest(Activity, files__isnull=False)),
    **dict.fromkeys(("visit", "visit_edit", "visit_file", "visit_account", "visit_deliver"), newest(Visit, status="held")),
    **dict.fromkeys(("visit_hold", "visit_cancel"), newest(Visit, status="planned")),
    **dict.fromkeys(("invitation", "invitation_edit", "invitation_decline"), newest(Invitation)),
    **dict.fromkeys(("application", "application_covers", "application_project", "application_file", "plan"), newest(Application)),
    **dict.fromkeys(("project", "project_edit", "project_budget", "project_file", "project_account", "project_deliver", "steps"), newest(Project)), "project_act": lambda w: [*newest(Project, status="running")(w), "hold"],
    **dict.fromkeys(("pot", "pot_edit", "allocation_new"), newest(Pot)), **dict.fromkeys(("allocation", "allocation_edit"), newest(Allocation)), "allocation_act": lambda w: [*newest(Allocation)(w), "grant"],
    "application_edit": lambda w: [*newest(Application)(w), "with"], "application_act": lambda w: [*newest(Application, status="draft")(w), "submit"],
    "call": newest(Call, title="Ungas byar"), **dict.fromkeys(("call_edit", "call_assess"), newest(Call)), "programme_edit": newest(Programme),
    **dict.fromkeys(("opportunity_edit", "opportunity_remove"), newest(OpportunityReview)), **dict.fromkeys(("note", "note_edit"), newest(Note)), "harvest": lambda w: [Harvest.objects.latest("pk").pk],
    **dict.fromkeys(("yearly", "yearly_preview"), of_the_year),
    **dict.fromkeys(("delegation", "delegation_end"), newest(Delegation)),
    **dict.fromkeys(("rulesetting", "rulesetting_edit", "rulesetting_confirm"), an_assumption),
    "import": newest(ImportRun), "decision": newest(Decision), "relation": newest(Relation), "job": newest(Job, state="waiting"), "matter_facts": newest(Matter), "training_edit": newest(TrainingOffer), "basis": newest(Matter, code="application.submit"), "commission_new": nothing, "commission_edit": newest(Commission),
    "appointment_end": the_contact_persons_post, "appointment_invite": newest(Appointment, role="contact", person__account=None), "report": lambda w: ["vard_och_omsorg", w.year], "history": lambda w: ["report", *newest(Report)(w)],
    "edition_file": lambda w: newest(EditionFile, kind="html", language=get_language())(w), "word_edit": lambda w: ["contact"],
    "ruleexception_new": lambda w: [vacant(w).setting.pk], "ruleexception_end": newest(RuleException),
    **dict.fromkeys(("partner", "partner_edit", "partner_rename", "partner_merge", "partner_dissolve"), newest(Partner)),
    **dict.fromkeys(("agreement_edit", "agreement_paper"), newest(Relation)), "agreement_act": lambda w: [*newest(Relation)(w), "avsluta"],
    "row_new": lambda w: ["relation", newest(Relation)(w)[0], "promise"],
    **dict.fromkeys(("row_edit", "row_remove"), lambda w: ["gift", *newest(Gift)(w)]),
    "dry_run": newest(Document, kind="policy", state="draft"), "dry_run_setting": tried, "dry_run_year": newest(Job, state="done"),
}  # fmt: skip
QUERIES = {
    "appoint": lambda w: f"?enhet={WITHOUT_CONTACTS}&roll=contact",
    "ruleexception_new": lambda w: "?" + urlencode({"rad": subject_code(vacant(w).row), "nyckel": vacant(w).verdict.key}),
}
PUBLIC = {
    **dict.fromkeys(("home", "partner_map", "help", "accessibility", "personal_data"), lambda w: None),
    "public_page": nothing,
    "public_document": newest(Document, kind="policy", state="in_force"),
    "public_report": lambda w: [w.year - 1],
}
ACCOUNT = ("account_login", "account_reset_password", "account_reset_password_done", "account_signup", "account_inactive")
# No page: it takes an act and leads on, or hands out a file, or has nothing to show without a link from a letter.
NO_PAGE = {
    "calls_fetch", "search_save", "search_remove", "watch_end",
    "calendar_renew", "calendar_feed", "visit_close", "visit_notice", "project_notice", "relation_pdf", "partner_undissolve", "document_in_force", "import_answer", "import_apply", "import_undo", "import_drop", "report_submit", "report_return", "yearly_compile", "yearly_deliver", "yearly_publish", "file",
    "delegated_report", "dry_run_copy", "dry_run_start", "dry_run_forward", "dry_run_discard", "public_file", "healthz", "choose_language",
    "demo_sign_in", "account_reset_password_from_key", "account_reset_password_from_key_done", "account_set_password", "account_reauthenticate",
    "account_email", "account_email_verification_sent", "account_confirm_email", "account_confirm_login_code",
}  # fmt: skip

# Who goes where: each page by somebody who may act on it, and again by those for whom it looks otherwise.
RECORDS = ("decision_new", "delegation_new", "delegation_end", "matter_facts")
ADMINISTERS = ("words", "word_edit", "rulesetting_edit", "rulesetting_confirm", "ruleexception_new", "ruleexception_end")
VISITS = {
    "coordinator": [*(name for name in SIGNED_IN if name not in RECORDS + ADMINISTERS), "account_change_password", "account_logout"],
    "registrar": [*RECORDS, "document", "decisions", "delegations", "yearly"],
    "administrator": [*ADMINISTERS, "rulesetting", "ruleexceptions", "bodies"],
    "contact": ["work", "log_new", "reports", "report"],
    "board_member": ["work", "compliance", "contacts", "meeting", "report", "yearly"],
    "anonymous": [*PUBLIC, *ACCOUNT],
}  # fmt: skip


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
    with override(language):
        arguments = table[name](world) if name in table else None
        path = reverse(name, args=[] if arguments is None else [world.home.slug, *arguments])
    return path + (QUERIES[name](world) if name in QUERIES else "")


def a_client(user=None, language="sv") -> Client:
    client = Client()
    if user:
        client.force_login(user, backend="councils.access.ContainerBackend")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client
