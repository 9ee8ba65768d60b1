"""What an entry of the log has of the room of partners: small rows on its own page, and its place among the touches."""

from councils.condition_values import declare_values, words
from partnerships.rows import Parent, declare
from partnerships.touches import TouchKind, declare_touch

from .models import Activity

ALSO_COUNTS_AS = {"meeting": "meeting", "incoming": "visit", "outgoing": "visit"}


def counts_as(code) -> frozenset[str]:
    """A journey that was logged is a visit too, also where nobody planned it as one."""
    return frozenset({"activity", ALSO_COUNTS_AS.get(code, "activity")})


declare(Parent(model=Activity, may=("log",)))
declare_touch(TouchKind(row="activity", path="activity__kind", words=dict(Activity.Kind.choices), counts_as=counts_as))
declare_values("Work", row=words("activity"), kind=words(Activity.Kind))
declare_values("Cost", row=words("activity"))
