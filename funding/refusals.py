"""Why a record of the portal is refused. Kept as a code, so that everybody reads the reason in the language of the page."""

from dataclasses import asdict, dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

WHY = {
    "no_record": gettext_lazy("det är ingen post"),
    "no_metadata": gettext_lazy("uppgifterna om utlysningen (metadata) saknas"),
    "no_name": gettext_lazy("både referens och beteckning saknas"),
    "no_title": gettext_lazy("rubriken saknas"),
    "no_status": gettext_lazy("läget är inte kommande, öppen eller stängd"),
    "no_day": gettext_lazy("”%(value)s” är ingen dag"),
    "strange_day": gettext_lazy("dagen ”%(value)s” kan inte stämma"),
}


class Refused(ValueError):
    """One record cannot be a call. `why` is a code of WHY; `value` is what stood there."""

    def __init__(self, why: str, value=""):
        self.why, self.value = why, str(value)[:40]
        super().__init__(why)


@dataclass(frozen=True)
class Refusal:
    number: int  # of the record in its file
    name: str  # what a person can find the record by
    why: str
    value: str = ""

    def __str__(self):
        facts = {"number": self.number, "name": self.name, "why": WHY[self.why] % {"value": self.value}}
        return _("Post %(number)s (%(name)s): %(why)s.") % facts if self.name else _("Post %(number)s: %(why)s.") % facts

    @property
    def kept(self) -> dict:
        """As JSON keeps it."""
        return asdict(self)


def as_said(kept) -> str:
    """What was kept, in the active language."""
    return str(Refusal(**kept)) if isinstance(kept, dict) else kept
