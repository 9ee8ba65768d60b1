"""The small rows of this room, by the row that they belong to."""

from .agreeing import keep_party
from .agreement_forms import EventForm, PartyForm
from .models import (
    ContactPoint,
    Cost,
    Gift,
    Journey,
    Participant,
    Partner,
    PartnerName,
    Party,
    ProgrammeItem,
    Promise,
    Relation,
    RelationEvent,
    RelationFile,
    Representation,
    Visit,
)
from .partner_forms import ContactPointForm
from .rows import Parent, RowKind, declare
from .seat_forms import SeatForm
from .visit_forms import CostForm, JourneyForm, ParticipantForm, ProgrammeForm

declare(
    Parent(model=Relation, may=("relate",)),
    # what one promised, gave and got
    RowKind(
        model=Promise,
        parent_field="relation",
        fields=("text", "promised_by", "container", "due_on", "done_on"),
        part="promises",
    ),
    RowKind(
        model=Gift,
        parent_field="relation",
        fields=("direction", "what", "day", "worth", "whereabouts"),
        part="gifts",
    ),
    RowKind(
        model=Representation,
        parent_field="relation",
        fields=("role", "person", "starts_on", "ends_on", "decision"),
        form=SeatForm,
        part="seats",
    ),
    # what a partner is called and how it is reached
    Parent(model=Partner, may=("relate",)),
    RowKind(
        model=PartnerName,
        parent_field="partner",
        fields=("name", "kind", "language", "until"),
        part="names",
    ),
    RowKind(
        model=ContactPoint,
        parent_field="partner",
        fields=("function", "email", "phone", "person_name", "keep_person_until", "note"),
        form=ContactPointForm,
        part="contacts",
    ),
    # what belongs to a visit; costs and participants belong to all planned work
    Parent(model=Visit, may=("log", "relate")),
    RowKind(
        model=ProgrammeItem,
        parent_field="visit",
        fields=("day", "begins", "ends", "what", "place", "responsible"),
        form=ProgrammeForm,
        part="programme",
    ),
    RowKind(
        model=Participant,
        parent_field="work",
        fields=("role", "person", "function", "name", "organisation", "category", "number"),
        form=ParticipantForm,
        part="people",
    ),
    RowKind(
        model=Cost,
        parent_field="work",
        fields=("text", "amount", "currency", "rate", "rate_on", "cost_type", "source", "bearer", "outside_bearer", "paid_on"),
        form=CostForm,
        part="costs",
    ),
    RowKind(
        model=Journey,
        parent_field="work",
        fields=("mode", "distance_km", "travellers", "both_ways"),
        form=JourneyForm,
        part="journeys",
    ),
    # the parties of an agreement, what happened to it, its papers
    RowKind(
        model=Party,
        parent_field="relation",
        fields=("partner", "name", "role", "approved_on", "approval", "left_on"),
        form=PartyForm,
        part="parties",
        keep=keep_party,
    ),
    RowKind(
        model=RelationEvent,
        parent_field="relation",
        fields=("kind", "amendment", "day", "year", "when_text", "text", "valid_to", "decision"),
        form=EventForm,
        part="events",
    ),
    RowKind(model=RelationFile, parent_field="relation", fields=("caption", "is_signed"), part="papers"),
)
