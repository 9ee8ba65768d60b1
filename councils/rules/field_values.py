"""What the texts of this room's facts can be (see condition_values). Of a matter also what no step names, which people may answer."""

from ..condition_values import declare_values, own, words
from ..models import BODY_KINDS, STATUTE, Body, Document, Kind, MatterCode, Meeting, Outcome
from ..roles import ROLES
from ..routes import OTHER

OTHERWISE, PLACES, SCOPES = words(OTHER), words(Kind), words("municipality", "unit")
KIND_OF_DOCUMENT = own("document_kind") | words(STATUTE)
declare_values("Container", kind=PLACES, parent_kind=PLACES)
declare_values("Body", kind=words(*BODY_KINDS), mode=words(Body.Mode))
declare_values("Appointment", role=words(*ROLES), container_kind=PLACES)
declare_values("Meeting", body=own("body"), body_kind=words(*BODY_KINDS), level=words("political", "officials"), state=words(Meeting.State))
declare_values(
    "Document", kind=KIND_OF_DOCUMENT, parent_kind=KIND_OF_DOCUMENT, owner_kind=PLACES, state=words(Document.State), scope=SCOPES
)
declare_values("Decision", matter=words(MatterCode), document_kind=KIND_OF_DOCUMENT, body=own("body"), outcome=words(Outcome))
declare_values(
    "Matter",
    document_kind=KIND_OF_DOCUMENT | OTHERWISE,
    owner_kind=PLACES | OTHERWISE,
    role=words(*ROLES) | OTHERWISE,
    container_kind=PLACES | OTHERWISE,
    own_field_of=own("container") | words(*ROLES) | OTHERWISE,
)
