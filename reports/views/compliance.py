"""«Så följer vi policyn»: each clause of the adopted documents with its state, what proves it and where it is put right."""

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from councils.access import MemberMixin
from councils.forms import DayField
from councils.models import Clause, Container
from councils.parameters import add_months
from councils.standing import NEEDS, changes, standing_on
from councils.templatetags.page import STATES
from councils.words import Words

from ..compliance_page import EVERY_STATE, Reader, by_day, by_document, by_unit, changed_rows, changes_in_words

WAYS = {"": _("Efter dokument"), "enhet": _("Efter %(unit)s"), "dag": _("Efter dag")}


@dataclass(frozen=True)
class Asked:
    """What the address asks for; a value that cannot be is as if nothing was asked."""

    way: str
    state: str
    strength: str
    unit: str
    on: dt.date
    changed: bool

    @classmethod
    def of(cls, given) -> "Asked":
        def one_of(name, values):
            return given.get(name, "") if given.get(name, "") in values else ""

        return cls(
            way=one_of("efter", WAYS),
            state=one_of("lage", (EVERY_STATE, *STATES)),
            strength=one_of("styrka", Clause.Strength.values),
            unit=given.get("enhet", ""),
            on=day_of(given.get("dag", "")),
            changed=given.get("andrat") == "1",
        )

    def address(self, **instead) -> str:
        """The page's own query, with some of it replaced; "?" when nothing is asked."""
        on = "" if self.on == timezone.localdate() else self.on.isoformat()
        asked = {"efter": self.way, "styrka": self.strength, "enhet": self.unit, "dag": on, "lage": self.state} | instead
        return "?" + urlencode({name: value for name, value in asked.items() if value})

    @property
    def state_link(self) -> str:
        """The state's code is added to it: exactly the clauses that the figure counts, each once."""
        return self.open_ended("lage", efter="", lage="")

    @property
    def unit_link(self) -> str:
        return self.open_ended("enhet", efter="", enhet="")

    def open_ended(self, name, **instead) -> str:
        address = self.address(**instead)
        return f"{address}{'' if address == '?' else '&'}{name}="


def day_of(text: str) -> dt.date:
    try:
        return DayField().clean(dt.date.fromisoformat(text))
    except (ValueError, ValidationError):
        return timezone.localdate()


def units_then_bodies(municipality, on) -> list[Container]:
    return sorted(Container.objects.of(municipality).active(on).in_order(), key=lambda unit: unit.sort != Container.Sort.AREA)


class ComplianceView(MemberMixin, TemplateView):
    """By document, by unit or by day; what needs something stands open."""

    template_name = "reports/compliance.html"

    def get_context_data(self, **kwargs):
        asked = Asked.of(self.request.GET)
        units = units_then_bodies(self.municipality, asked.on)
        unit = next((unit for unit in units if unit.code == asked.unit), None)
        standing = self.standing(asked.on, asked, unit)
        month_ago = add_months(asked.on, -1)
        changed = changes(self.standing(month_ago, asked, unit), standing)
        today = asked.on == timezone.localdate()
        called = {"unit": Words(self.municipality).unit.singular}
        reader = Reader(self.municipality, asked.on, self.request.user if today else None)
        return super().get_context_data(
            asked=asked,
            on=asked.on,
            unit=unit,
            units=units,
            standing=standing,
            ways=[(word % called, asked.address(efter=way), way == asked.way and not asked.changed) for way, word in WAYS.items()],
            states=[(state, word) for state, (word, _fill) in STATES.items() if state != "closed"],
            needs=[state for state in NEEDS if standing.counts[state]],
            strengths=Clause.Strength.values,
            since=month_ago,
            changed=changed_rows(changed, reader) if asked.changed else [],
            changes=changes_in_words(changed, month_ago),
            changes_link=asked.address(efter="", lage="", andrat="1") if changed and not asked.changed else "",
            everything=asked.address(lage="", andrat=""),
            parts=[] if asked.changed else self.parts(asked, standing, reader, [unit] if unit else units),
            **kwargs,
        )

    def standing(self, on, asked, unit):
        whole = standing_on(self.municipality, on)
        return whole.narrowed(strength=asked.strength, place=unit.pk if unit else None, municipality=self.municipality)

    @staticmethod
    def parts(asked, standing, reader, units):
        if asked.way == "enhet":
            return by_unit(standing, asked.state, reader, units)
        return by_day(standing, asked.state, reader) if asked.way == "dag" else by_document(standing, asked.state, reader)
