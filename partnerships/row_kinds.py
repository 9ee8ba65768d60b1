"""The small rows of this room, by the row that they belong to."""

from .models import ContactPoint, Gift, Partner, PartnerName, Promise, Relation
from .partner_forms import ContactPointForm
from .rows import Parent, RowKind, declare

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
)
