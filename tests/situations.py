"""Small worlds for tests: each function makes one row that could stand in a real municipality, with the rows it needs.

What a test is about it says itself; everything else has a default. `TODAY` is the day of every test that does not say another.
"""

import datetime as dt
import itertools
from dataclasses import replace

from django.utils import timezone

from councils.access import post_group
from councils.compliance import RULES, findings
from councils.conditions import FIELDS
from councils.import_jobs import bring_in
from councils.imports import IMPORTERS
from councils.models import (
    Appointment,
    Area,
    BasisPart,
    Body,
    Clause,
    Commission,
    Decision,
    Delegation,
    Document,
    DocumentPart,
    Matter,
    Meeting,
    Municipality,
    Person,
    RouteStep,
    RuleSetting,
    TrainingInvitation,
    TrainingOffer,
    User,
    Word,
)
from funding.models import Allocation, Application, BudgetLine, Commitment, OptionTest, Pot, Project, WorkPartner, WorkStep, WorkUnit
from partnerships.models import (
    Account,
    AccountDelivery,
    Cost,
    Gift,
    Invitation,
    ListValue,
    Notice,
    Participant,
    Partner,
    Relation,
    Visit,
    WorkTag,
)
from reports.models import Activity, Delivery, Edition, PublicPage, Report, YearlyReport

TODAY = dt.date(2026, 11, 24)
LONG_AGO = dt.date(2020, 1, 1)
NUMBERS = itertools.count(1)


def days(number):
    return dt.timedelta(days=number)


def saved(row):
    return row.recorded(by=None)


# ── who


def a_municipality(slug="osby", name="Osby", **facts) -> Municipality:
    return saved(
        Municipality(**{"slug": slug, "code": slug, "name": name, "official_name": f"{name} kommun", "kind": "municipality", **facts})
    )


def a_body(municipality, code="ks", name="Kommunstyrelsen", kind="executive_board", **facts) -> Body:
    return saved(
        Body(**{"municipality": municipality, "code": code, "name": name, "kind": kind, "parent": municipality.container_ptr, **facts})
    )


def an_assembly(municipality, **facts) -> Body:
    return a_body(municipality, **{"code": "kf", "name": "Kommunfullmäktige", "kind": "assembly", **facts})


def a_council(municipality, **facts) -> Body:
    return a_body(
        municipality, **{"code": "local_international_council", "name": "Lokala internationella rådet", "kind": "council", **facts}
    )


def an_area(municipality, code="vard_och_omsorg", name="Vård och omsorg", kind="area", **facts) -> Area:
    return saved(
        Area(**{"municipality": municipality, "code": code, "name": name, "kind": kind, "parent": municipality.container_ptr, **facts})
    )


def a_person(name="Nora Fagerlund", **facts) -> Person:
    return saved(Person(name=name, **facts))


def an_account(person) -> User:
    """The person's way in. The person gets an e-mail address if it had none."""
    person.email = person.email or f"person{next(NUMBERS)}@example.org"
    person.account = User.objects.create_user(username=person.email, email=person.email, password="a long one for tests")
    saved(person)
    return person.account


def an_appointment(role, container, person=None, starts_on=LONG_AGO, ends_on=None, **facts) -> Appointment:
    person = person or a_person(f"{role} {next(NUMBERS)}")
    group = post_group(role, container)
    return saved(Appointment(person=person, role=role, container=container, group=group, starts_on=starts_on, ends_on=ends_on, **facts))


def a_contact_person(area, **facts) -> Appointment:
    return an_appointment("contact", area, **facts)


def a_commission(municipality, role="coordinating_function", container=None, starts_on=LONG_AGO, **facts) -> Commission:
    """A function that a unit has, or somebody outside (`provider`) by agreement."""
    container = getattr(container, "container_ptr", container)
    facts = {"agreement": "KS 2020/17" if facts.get("provider") else "", **facts}
    return saved(Commission(municipality=municipality, role=role, container=container, starts_on=starts_on, **facts))


def somebody(role, container, **facts) -> User:
    """An account whose person holds the role in the container."""
    return an_account(an_appointment(role, container, **facts).person)


# ── what was decided, on what paper


def a_matter(municipality, code="document.adopt", title="Policy för internationellt arbete", **facts) -> Matter:
    return saved(Matter(**{"municipality": municipality, "code": code, "title": title, "opened_on": LONG_AGO, **facts}))


def a_decision(matter, body=None, decided_on=LONG_AGO, outcome="adopted", **facts) -> Decision:
    """A confirmed decision; without any organ, the executive board `ks` takes it."""
    if body is None and not facts.get("post") and not facts.get("outside_party"):
        body = Body.objects.filter(municipality=matter.municipality, code="ks").first() or a_body(matter.municipality)
    return saved(Decision(**{"matter": matter, "body": body, "decided_on": decided_on, "outcome": outcome, "state": "confirmed", **facts}))


def a_document(container, kind="policy", title="Policy för internationellt arbete", **facts) -> Document:
    """A draft with the matter that is to adopt it."""
    if "matter" not in facts:
        facts["matter"] = a_matter(container.as_home, title=title, container=container)
    return saved(Document(**{"container": container, "kind": kind, "title": title, **facts}))


def a_document_in_force(container, body=None, valid_from=LONG_AGO, **facts) -> Document:
    """Adopted by the body (else the executive board `ks`) on its first day."""
    document = a_document(container, **{"state": "in_force", "valid_from": valid_from, **facts})
    if document.matter:
        a_decision(document.matter, body, decided_on=valid_from or LONG_AGO)
    return document


def a_part(document, kind="measure", title="Språkkafé", **facts) -> DocumentPart:
    return saved(DocumentPart(document=document, kind=kind, title=title, **facts))


def a_basis_part(matter, code="needs", text="Eleverna behöver det.", written_on=LONG_AGO, **facts) -> BasisPart:
    return saved(BasisPart(matter=matter, code=code, text=text, written_on=written_on, **facts))


def a_clause(document, code=None, strength="must", **facts) -> Clause:
    number = next(NUMBERS)
    facts = {"section": "1", "ordinal": number, "text": "Varje område ska ha två kontaktpersoner.", **facts}
    return saved(Clause(document=document, code=code or f"OSBY-{number}", strength=strength, **facts))


def policy_of(municipality) -> Document:
    """The municipality's policy in force; made without a matter where there is none, so that no rule of decisions sees it."""
    known = Document.objects.filter(municipality=municipality, kind="policy", state="in_force").first()
    return known or a_document_in_force(municipality.container_ptr, matter=None)


def a_setting(
    municipality, rule, strength="must", where=(), clause=None, in_force_from=LONG_AGO, columns=None, **parameters
) -> RuleSetting:
    """A rule switched on; what is named beyond these are the rule's parameters."""
    clause = clause or a_clause(policy_of(municipality), strength=strength)
    return saved(RuleSetting(**{"clause": clause, "rule": rule, "strength": strength, "where": list(where), "parameters": parameters,
                                "in_force_from": in_force_from, **(columns or {})}))  # fmt: skip


def a_step(municipality, matter_code, organs, order=1, clause=None, **facts) -> RouteStep:
    clause = clause or a_clause(policy_of(municipality))
    organs = [organs] if isinstance(organs, str) else organs
    return saved(
        RouteStep(**{"clause": clause, "matter_code": matter_code, "organs": organs, "order": order, "in_force_from": LONG_AGO, **facts})
    )


def a_word(municipality, code, *forms) -> Word:
    """The forms in order: one, the one, several, all of them."""
    names = ("singular", "definite", "plural", "definite_plural")
    return saved(Word(municipality=municipality, code=code, **dict(zip(names, forms, strict=True))))


def a_delegation(body, matter_code="project.start", role="coordinator", point=None, **facts) -> Delegation:
    """A point of the body's delegation order, without limits."""
    facts = {"role": "" if facts.get("post") else role, "valid_from": LONG_AGO, **facts}
    return saved(Delegation(**{"body": body, "point": point or f"3.{next(NUMBERS)}", "matter_code": matter_code, **facts}))


def a_meeting(body, day=TODAY, **facts) -> Meeting:
    return saved(Meeting(**{"body": body, "day": day, **facts}))


def a_training(municipality, day=TODAY, people=(), came=(), **facts) -> TrainingOffer:
    """An occasion that everybody in `people` and `came` was offered."""
    offer = saved(TrainingOffer(**{"container": municipality.container_ptr, "title": "EU på en dag", "day": day, **facts}))
    for person in dict.fromkeys((*people, *came)):
        saved(TrainingInvitation(offer=offer, person=person, attended=person in came))
    return offer


# ── with whom


def a_partner(municipality, name="Gribskov", country="DK", **facts) -> Partner:
    return saved(Partner(**{"municipality": municipality, "code": f"partner-{next(NUMBERS)}", "name": name, "country": country, **facts}))


def a_relation(container, name="Gribskov", kind="twin_town", status="in_force", country="DK", **facts) -> Relation:
    """A relation in force with a partner of the same name."""
    if "partner" not in facts:
        facts["partner"] = a_partner(container.as_home, name, country)
    return saved(
        Relation(**{"container": container, "code": f"relation-{next(NUMBERS)}", "kind": kind, "name": name, "status": status, **facts})
    )


def a_gift(relation, what="En vas av glas", direction="given", **facts) -> Gift:
    return saved(Gift(relation=relation, what=what, direction=direction, **facts))


def an_activity(container, starts_on=TODAY, title="Studiebesök om äldreomsorg", kind="meeting", **facts) -> Activity:
    return saved(Activity(**{"container": container, "starts_on": starts_on, "title": title, "kind": kind, **facts}))


def a_visit(container, starts_on=TODAY, title="Besök om äldreomsorg", direction="incoming", status="planned", **facts) -> Visit:
    return saved(
        Visit(**{"container": container, "starts_on": starts_on, "title": title, "direction": direction, "status": status, **facts})
    )


def an_application(container, title="Grön skolgård", status="draft", starts_on=LONG_AGO, **facts) -> Application:
    """With its matter, as it comes to be."""
    matter = facts.pop("matter", None) or a_matter(container.as_home, "application.submit", title, container=container)
    return saved(
        Application(**{"container": container, "title": title, "status": status, "starts_on": starts_on, "matter": matter, **facts})
    )


def an_option_test(work, test="funding", tested_on=LONG_AGO, answer="none_suitable", **facts) -> OptionTest:
    return saved(OptionTest(work=work, test=test, tested_on=tested_on, answer=answer, **facts))


def a_commitment(work, organisation="Skogsbolaget AB", kind="finance", **facts) -> Commitment:
    """With its matter, as it comes to be."""
    matter = facts.pop("matter", None) or a_matter(work.container.as_home, "commitment.take_on", f"Åtagande: {organisation}")
    return saved(Commitment(work=work, organisation=organisation, kind=kind, matter=matter, **facts))


def a_unit_of(work, container, part="concerned") -> WorkUnit:
    return saved(WorkUnit(work=work, container=container, part=part))


def a_partner_of(work, name="Cēsis", **facts) -> WorkPartner:
    return saved(WorkPartner(work=work, name=name, **facts))


def a_project(container, starts_on=TODAY, title="Grön omställning", status="planned", **facts) -> Project:
    return saved(Project(**{"container": container, "starts_on": starts_on, "title": title, "status": status, **facts}))


def a_step_of_work(work, step="plan", taken_on=TODAY, **facts) -> WorkStep:
    return saved(WorkStep(work=work, step=step, taken_on=taken_on, **facts))


def a_budget_line(work, amount=1000, side="cost", text="Resor", **facts) -> BudgetLine:
    return saved(BudgetLine(work=work, amount=amount, side=side, text=text, **facts))


def a_pot(container, amount=100_000, kind="central", year=TODAY.year, **facts) -> Pot:
    return saved(Pot(container=container, amount=amount, kind=kind, year=year, **facts))


def an_allocation(pot, applicant=None, asked=10_000, purpose="Elevutbyte", applied_on=TODAY, **facts) -> Allocation:
    """Asked for by a unit, or by a name outside."""
    return saved(Allocation(pot=pot, applicant=applicant, asked=asked, purpose=purpose, applied_on=applied_on, **facts))


def an_invitation(container, about="Vi vill gärna komma och se er skola", direction="incoming", **facts) -> Invitation:
    return saved(Invitation(**{"container": container, "about": about, "direction": direction, "received_on": LONG_AGO, **facts}))


def a_cost(work, amount=1000, text="Resa", **facts) -> Cost:
    return saved(Cost(work=work, amount=amount, text=text, **facts))


def a_notice(work, to, given_on=TODAY, **facts) -> Notice:
    return saved(Notice(work=work, to=to, given_on=given_on, **facts))


def an_account_of(work, text="Vi såg hur de arbetar.", **facts) -> Account:
    return saved(Account(work=work, text=text, **facts))


def a_receipt(account, receiver, delivered_on=TODAY) -> AccountDelivery:
    return saved(AccountDelivery(account=account, receiver=receiver, delivered_on=delivered_on))


def a_participant(work, category="", function="Rektor", **facts) -> Participant:
    return saved(Participant(work=work, category=category, function=function, **facts))


def a_value(municipality, of_list, code, name=None, **facts) -> ListValue:
    return saved(ListValue(**{"municipality": municipality, "list": of_list, "code": code, "name": name or code, **facts}))


def a_tag(work, of_list, code) -> WorkTag:
    """The work is tagged with the value; the value is made where it is new."""
    known = ListValue.objects.filter(municipality=work.municipality, list=of_list, code=code).first()
    return saved(WorkTag(work=work, value=known or a_value(work.municipality, of_list, code)))


def an_import(municipality, content="partner;land;sedan\nBorgå;Finland;1977\n", by=None, name="vanorter.csv", kind="relations"):
    """A list as it waits to be carried out."""
    content = content.encode() if isinstance(content, str) else content
    return bring_in(importer=IMPORTERS[kind], municipality=municipality, name=name, content=content, by=by)[0]


# ── what came of it


def a_report(container, year=2025, submitted_on=None, **facts) -> Report:
    """A unit's report: a draft until it has the day it was submitted."""
    facts = {"status": "submitted" if submitted_on else "draft", **facts}
    return saved(Report(container=container, year=year, submitted_on=submitted_on, **facts))


def a_yearly_report(municipality, year=2025, **facts) -> YearlyReport:
    return saved(YearlyReport(**{"municipality": municipality, "year": year, **facts}))


def an_edition(yearly_report, frozen_on=None, number=1, **facts) -> Edition:
    frozen_on = frozen_on or dt.date(yearly_report.year + 1, 2, 1)
    frozen_at = timezone.make_aware(dt.datetime.combine(frozen_on, dt.time(12)))
    return saved(Edition(**{"yearly_report": yearly_report, "number": number, "frozen_at": frozen_at, **facts}))


def a_delivery(edition, receiver, delivered_on=TODAY, **facts) -> Delivery:
    return saved(Delivery(**{"edition": edition, "receiver": receiver, "delivered_on": delivered_on, **facts}))


def a_public_page(municipality, **facts) -> PublicPage:
    return saved(
        PublicPage(
            **{"municipality": municipality, "title": "Internationellt arbete", "lead": "Vi arbetar tillsammans med andra.", **facts}
        )
    )


# ── what the rules say


def let_wait(monkeypatch, rule):
    """The rule as one whose rows nobody can register yet, whichever rules really wait."""
    monkeypatch.setitem(RULES, rule, replace(RULES[rule], check=None, rows=None, waits_for="Det registreras inte än."))


def let_be_unasked(monkeypatch, subject, fact):
    """The fact as one that no row has yet, whichever facts really are."""
    monkeypatch.setitem(FIELDS[subject], fact, replace(FIELDS[subject][fact], read=None))


def said(municipality, on=TODAY, **more) -> list:
    """What the settings in force say that day, row by row."""
    return list(findings(municipality, on, **more))


def states(municipality, on=TODAY, **more) -> list[str]:
    return [finding.state for finding in said(municipality, on, **more)]
