"""Governing documents beside those of the profile, and what is told of the relations."""

import datetime as dt

from django.db import transaction

from councils.actions import bring_into_force, open_matter, register_document
from councils.document_parts import keep_part
from councils.models import Document, DocumentPart, DocumentReview
from councils.reviewing import keep_review
from partnerships.models import ContactPoint, Partner, PartnerName, Relation

from .days import as_of, first_day
from .people import decide
from .ties import add_ties
from .world import World

DAYS_UNTIL_DECIDED = dt.timedelta(days=40)


@transaction.atomic
def add_papers(world: World):
    for one in world.data.get("document", ()):
        if one.get("loaded"):
            complete_document(world, one)
        for code in () if one.get("loaded") else one.get("each", ["municipality"]):
            add_document(world, one, code)
    for one in world.data.get("relation", ()):
        tell_of_relation(world, one)


def facts_of(world: World, one: dict, unit="") -> dict:
    texts = ("title", "title_en", "summary", "summary_en", "applies_to", "responsible")
    days = {name: world.day(one[key]) for key, name in (("from", "valid_from"), ("to", "valid_to")) if key in one}
    return {key: world.in_years(one[key]).replace("{unit}", unit) for key in texts if key in one} | days


def complete_document(world: World, one: dict):
    """What the profile does not know of a document that it has loaded."""
    document = Document.objects.of(world.municipality).get(kind=one["kind"], state=Document.State.IN_FORCE)
    for name, value in facts_of(world, one).items():
        setattr(document, name, value)
    with as_of(first_day(world.today) + dt.timedelta(days=14), 13):
        document.recorded(by=world.account("coordinator"), reason="Uppgifter ur den antagna texten")
        add_parts(world, one, document, "municipality")


def add_parts(world: World, one: dict, document: Document, code: str):
    """What the document consists of; a part that is for some units alone names them, one that is tied to another names its title."""
    for part in one.get("parts", ()):
        if code not in part.get("in", [code]):
            continue
        texts = {
            name: world.in_years(part[name]) for name in ("kind", "title", "text", "indicator", "target", "responsible") if name in part
        }
        row = DocumentPart(document=document, deadline=world.day(part["by"]) if "by" in part else None, **texts)
        if "serves" in part:
            row.serves = DocumentPart.objects.of(world.municipality).filter(title=part["serves"]).order_by("pk").first()
        keep_part(part=row, by=None)


def add_document(world: World, one: dict, code: str):
    container, by = world.container(code), world.account("coordinator")
    facts = facts_of(world, one, container.name)
    parent = Document.objects.of(world.municipality).filter(kind=one.get("below", ""), state=Document.State.IN_FORCE).first()
    decided_on = world.day(one["decision"]["on"]) if "decision" in one else None
    began = world.registered((decided_on or world.today) - DAYS_UNTIL_DECIDED)
    with as_of(began, 13):
        matter = open_matter(
            municipality=world.municipality, code="document.adopt", title=facts["title"], container=container, opened_on=began, by=by
        )
        document = Document(
            container=container, kind=one["kind"], parent=parent, published=one.get("published", False), matter=matter, **facts
        )
        register_document(document=document, by=by)
        add_parts(world, one, document, code)
    if decided_on:
        decide(world, matter, decided_on, body=world.body(one["decision"]["body"]), outcome="adopted")
        with as_of(world.registered(decided_on + dt.timedelta(days=14)), 11):
            bring_into_force(document=Document.objects.with_decisions().get(pk=document.pk), by=by, reason="Antaget")
        add_reviews(world, one, document)


def add_reviews(world: World, one: dict, document: Document):
    """What was done with it since; results go by the title of the measure: whether it was reached, and what came of it."""
    document = Document.objects.with_decisions().get(pk=document.pk)
    measures = {part.title: part for part in document.parts.all()}
    for told in one.get("reviews", ()):
        review = DocumentReview(document=document, act=told["act"], done_on=world.day(told["on"]), summary=told.get("summary", ""))
        results = {measures[title]: tuple(said) for title, said in told.get("results", {}).items()}
        with as_of(world.registered(review.done_on), 15):
            keep_review(review=review, results=results, by=world.account("coordinator"))


def tell_of_relation(world: World, one: dict):
    """Add to a relation that the profile has loaded, or make one that only the demo has."""
    by = world.account("coordinator")
    relation = Relation.objects.of(world.municipality).filter(name=one["name"]).first()
    with as_of(first_day(world.today) + dt.timedelta(days=20), 15):
        if relation is None:
            partner = place(world, one, by) if "place" in one else None
            relation = Relation(
                container=world.municipality.container_ptr,
                code=one["code"],
                kind=one["kind"],
                name=one["name"],
                partner=partner,
                status="in_force",
            )
        relation.about, relation.about_en = one["about"], one.get("about_en", "")
        relation.published = one.get("published", False)
        relation.started_year = relation.started_year or one.get("since")
        if "matter" in one:
            relation.matter = world.decisions[one["matter"]].matter
        for name in ("level", "benefit", "review"):
            setattr(relation, name, one.get(name) or getattr(relation, name))
        relation.benefit_noted_on = world.past(world.day(one["benefit_on"])) if "benefit_on" in one else relation.benefit_noted_on
        relation.recorded(by=by)
        for name in one.get("called", ()):
            PartnerName(partner=relation.partner, **name).recorded(by=by)
        for way in one.get("reached", ()):
            ContactPoint(partner=relation.partner, **way).recorded(by=by)
    add_ties(world, relation, one)


def place(world: World, one: dict, by) -> Partner:
    latitude, longitude = one["position"]
    return Partner(
        municipality=world.municipality, code=one["code"], name=one["place"], country=one["country"], latitude=latitude, longitude=longitude
    ).recorded(by=by)
