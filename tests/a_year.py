"""One municipality's year, for the tests of the yearly report, its files and the public page. Every person is invented."""

import datetime as dt
from dataclasses import dataclass

from councils.models import Area, Body, ClauseQuestion, Decision, Document, Municipality, Question
from partnerships.models import Relation
from reports.models import PublicPage, ReportAnswer, YearlyAnswer, YearlyReport
from tests import situations as s

YEAR = 2025
PEOPLE = ("Astrid Ekelund", "Bertil Norén", "Cecilia Wallgren", "Disa Hammarlund", "Egil Sandvik")


@dataclass
class Year:
    home: Municipality
    board: Body
    group: Body
    school: Area
    care: Area
    town: Relation
    policy: Document
    decision: Decision
    yearly: YearlyReport
    page: PublicPage


def a_year() -> Year:
    home = s.a_municipality(
        official_name_en="Osby Municipality", tint="gran", latitude="56.38", longitude="13.99", email="kommun@osby.example"
    )
    assembly = s.an_assembly(home, task="Antar policyn")
    board = s.a_body(home, task="Leder arbetet")
    group = s.a_body(home, "klg", "Kommunledningsgruppen", "management_group")
    school, care = s.an_area(home, "skola", "Barn och skola", email="skola@osby.example", name_en="Children and School"), s.an_area(home)
    town, far = the_towns(home)
    policy = s.a_document_in_force(home.container_ptr, assembly, dt.date(2020, 1, 1), published=True, summary="Kontakterna ska planeras.")
    s.a_relation(home.container_ptr, "Sveriges nätverk", "network", partner=None, published=True)
    the_rules(home, policy)
    the_log(school, care, town, far)
    decision = s.a_decision(s.a_matter(home, "visit.answer_invitation", "Medverkan i stadsdagar"), board, dt.date(YEAR, 5, 14), section="77",
                            outcome="approved")  # fmt: skip
    yearly = s.a_yearly_report(home, YEAR, introduction="Året då vi började prata vatten.\n\nOch fortsatte.")
    the_answers(home, policy, school, yearly)
    the_people(home, school, board)
    page = s.a_public_page(home, title="", lead="")
    return Year(home, board, group, school, care, town, policy, decision, yearly, page)


def the_towns(home):
    near = s.a_partner(home, "Gribskov", "DK", latitude="56.10", longitude="12.30")
    away = s.a_partner(home, "Łódź", "PL", latitude="51.76", longitude="19.46")
    return (
        s.a_relation(home.container_ptr, "Gribskov", partner=near, published=True, started_year=1987),
        s.a_relation(home.container_ptr, "Łódź", partner=away, country="PL", published=True),
    )


def the_rules(home, policy):
    due = {"day": "01-31", "years_after": 1}
    s.a_setting(home, "report_is_delivered", clause=s.a_clause(policy, "OSBY-21"), by="each_unit", unit_kinds=["area"], to=["coordinator"],
                report_kind="area_report", every={"every": 1, "unit": "year"}, due=due)  # fmt: skip
    for code, body in (("OSBY-22", "ks"), ("OSBY-23", "klg")):
        s.a_setting(home, "report_is_delivered", clause=s.a_clause(policy, code), by="body", body="ks", to=[body], report_kind="body_report",
                    every={"every": 1, "unit": "year"}, due={"days": 0})  # fmt: skip
    s.a_clause(policy, "OSBY-24", "fact")
    s.a_step(home, "document.adopt", "kf", clause=s.a_clause(policy, "OSBY-01"))


def the_log(school, care, town, far):
    for number in range(19):
        s.an_activity(school, dt.date(YEAR, 3, 1 + number), f"Vattenlektion {number + 1}", "exchange", relation=town, people_reached=14, young_reached=12,
                      own_cost=3211)  # fmt: skip
    s.an_activity(care, dt.date(YEAR, 10, 2), "Studiebesök", "incoming", relation=far, people_reached=1046)
    for number in range(14):
        s.an_activity(school, dt.date(YEAR - 1, 4, 1 + number), relation=town, people_reached=9)


def the_answers(home, policy, school, yearly):
    asked = s.saved(
        Question(municipality=home, code="ordinary", text="Vad ger arbetet skolan?", text_en="What does the work give?", section="Nytta")
    )
    s.saved(ClauseQuestion(clause=s.a_clause(policy, "OSBY-06", "should"), question=asked))
    whole = s.saved(Question(municipality=home, code="openness", text="Hur har öppenheten märkts?", report="year", section="Effekter"))
    s.saved(ClauseQuestion(clause=s.a_clause(policy, "OSBY-09", "should"), question=whole))
    report = s.a_report(school.container_ptr, YEAR, dt.date(YEAR + 1, 1, 20), highlight="De frågar när de får göra det igen.",
                        summary="Fyra klasser hade digitala lektioner.\n\nUtbytet ställdes in.")  # fmt: skip
    s.saved(ReportAnswer(report=report, question=asked, text="Två skolor fortsätter utan projektpengar."))
    s.saved(YearlyAnswer(yearly_report=yearly, question=whole, text="Genom öppna möten."))


def the_people(home, school, board):
    """All have a post, none has said that the name may be shown."""
    persons = [s.a_person(name) for name in PEOPLE]
    s.an_appointment("coordinator", home.container_ptr, persons[0])
    s.an_appointment("contact", school.container_ptr, persons[1])
    s.an_appointment("contact", school.container_ptr, persons[2], deputy=True)
    s.an_appointment("board_member", board.container_ptr, persons[3])
    s.an_appointment("registrar", home.container_ptr, persons[4])
