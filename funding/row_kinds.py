"""The small rows of this room, by the row that they belong to."""

from partnerships.rows import Parent, RowKind, declare

from .applying import keep_commitment
from .models import Application, Commitment, OptionTest, WorkPartner, WorkUnit
from .row_forms import CommitmentForm, OptionTestForm, WorkPartnerForm, WorkUnitForm

declare(
    Parent(model=Application, may=("log", "fund")),
    RowKind(model=WorkPartner, parent_field="work", fields=("partner", "name", "country", "part"), form=WorkPartnerForm, part="with"),
    RowKind(model=WorkUnit, parent_field="work", fields=("container", "part"), form=WorkUnitForm, part="units"),
    RowKind(model=OptionTest, parent_field="work", fields=("test", "tested_on", "answer", "why"), form=OptionTestForm, part="tests"),
    RowKind(
        model=Commitment,
        parent_field="work",
        fields=("organisation", "organisation_kind", "kind", "amount", "currency", "rate", "rate_on", "secured_on"),
        form=CommitmentForm,
        part="commitments",
        keep=keep_commitment,
    ),
)
